"""Which articles an address keeps to: by publisher, kind and time, as an address writes it, as a search takes it and
as a page tells it; and which value it is that no article has.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from index import ArticleQuery, Searcher
from qa import Filters
from web.settings import MAX_FILTER
from web.wording import day

_PERIOD = re.compile(r"(?!0000)[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What an address keeps the articles to. `first` and `last`: a year, a month or a day each, as 2023, 2023-05 and
    2023-05-17; empty for an open end.
    """

    publishers: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    first: str = ""
    last: str = ""

    @classmethod
    def of(cls, filters: Filters) -> "Narrowing":
        """What filters keep to, their days as the months and years that they begin and end."""
        first, last = filters.published_from or "", filters.published_to or ""
        if first.endswith("-01"):
            first = first[:4] if first.endswith("-01-01") and (not last or last.endswith("-12-31")) else first[:7]
        if last and last == last_day(last[:7]):
            last = last[:4] if last.endswith("-12-31") and len(first) in (0, 4) else last[:7]
        return cls(filters.publishers or (), filters.types or (), first, last)

    def __bool__(self) -> bool:
        """Whether it leaves out anything."""
        return bool(self.publishers or self.types or self.first or self.last)

    def filters(self) -> Filters:
        """The same as a search takes it."""
        return Filters(
            publishers=self.publishers or None,
            types=self.types or None,
            published_from=first_day(self.first) if self.first else None,
            published_to=last_day(self.last) if self.last else None,
        )

    def pairs(self) -> list[tuple[str, str]]:
        """The same as an address writes it."""
        several = [("publisher", each) for each in self.publishers] + [("type", each) for each in self.types]
        return several + [(name, value) for name, value in (("from", self.first), ("to", self.last)) if value]

    @property
    def query(self) -> str:
        """The same as one text, for a script."""
        return urlencode(self.pairs())

    def words(self) -> str:
        """The same as a page tells it: what it keeps to, without the word before."""
        parts = [f"of the kind {either(self.types)}"] if self.types else []
        parts += [f"published by {either(self.publishers)}"] if self.publishers else []
        same = Narrowing.of(self.filters())  # January to December is a year, however it is said
        parts += [period(same.first, same.last)] if self.first or self.last else []
        return ", ".join(parts)


ALL = Narrowing()
"""All articles."""


def narrowing(query: MultiDict[str, str]) -> tuple[Narrowing, str]:
    """What an address keeps the articles to, and what is wrong with it: a time that is none counts as not said."""
    publishers, types = (
        tuple(dict.fromkeys(filter(None, (name.strip()[:MAX_FILTER] for name in query.getlist(field)))))[:MAX_FILTER]
        for field in ("publisher", "type")
    )
    times, error = [], ""
    for field in ("from", "to"):
        said = query.get(field, "").strip()
        if said and not is_period(said):
            error = f"“{said[:MAX_FILTER]}” is no year, month or day, as 2023, 2023-05 and 2023-05-17 are."
            said = ""
        times.append(said)
    return Narrowing(publishers, types, times[0], times[1]), error


def is_period(said: str) -> bool:
    """Whether a text is a year, a month or a day."""
    if not _PERIOD.fullmatch(said):
        return False
    try:
        date.fromisoformat(first_day(said))
    except ValueError:
        return False
    return True


def first_day(period: str) -> str:
    """The first day of a year, a month or a day."""
    return period + "-01-01"[: 10 - len(period)] if len(period) < 7 else (period + "-01")[:10]


def last_day(period: str) -> str:
    """The last day of a year, a month or a day."""
    if len(period) == 4:
        return f"{period}-12-31"
    return f"{period}-{monthrange(int(period[:4]), int(period[5:]))[1]}" if len(period) == 7 else period


def spelt(period: str) -> str:
    """A year, a month or a day as people write it: 2023, May 2023, 17 May 2023."""
    return f"{date.fromisoformat(f'{period}-01'):%B %Y}" if len(period) == 7 else day(period)


def period(first: str, last: str) -> str:
    """A time from its first year, month or day to its last, one of which may be open."""
    if first == last:
        return f"{'on' if len(first) == 10 else 'in'} {spelt(first)}"
    if first and last:
        return f"from {spelt(first)} to {spelt(last)}"
    return f"from {spelt(first)} on" if first else f"up to {spelt(last)}"


def either(names: Iterable[str]) -> str:
    """Names of which one is meant: “a”, “b” or “c”."""
    *before, last = (f"“{name}”" for name in names)
    return f"{', '.join(before)} or {last}" if before else last


def why_nothing(query: ArticleQuery, kept: Narrowing, searcher: Searcher) -> tuple[str, ...]:
    """Tell which value it is that nothing has, of a query that finds no article; or that none has all of them."""
    return tuple(_lacking(query, kept, searcher)) or (
        "Each of these has articles, but no article has all of them. Take one away.",
    )


def _lacking(query: ArticleQuery, kept: Narrowing, searcher: Searcher) -> Iterator[str]:
    every = searcher.find_articles(ArticleQuery())
    for name in kept.types:
        if name not in every.types:
            yield f"No article is of the kind “{name}”."
    for name in kept.publishers:
        if name not in every.publishers:
            yield f"No article is published by “{name}”."
    timed = Filters(published_from=query.filters.published_from, published_to=query.filters.published_to)
    if (kept.first or kept.last) and not searcher.find_articles(ArticleQuery(timed)).numbers:
        known = sorted(month for month in every.months if month is not None)
        until = f": those there are come {period(known[0], known[-1])}" if known else ": the day of none is known"
        yield f"No article was published {period(kept.first, kept.last)}{until}."
    if query.undated and None not in every.months:
        yield "The day of every article is known."
    if query.title and not searcher.find_articles(replace(query, filters=Filters(), text="", undated=False)).numbers:
        yield f"No article’s title, publisher or id holds “{query.title}”."
    if query.text:
        found = searcher.find_articles(replace(query, filters=Filters(), title="", undated=False))
        if found.unknown:
            yield f"No article’s text holds {either(found.unknown)}."
        elif not found.numbers:
            yield f"No article’s text holds all of “{query.text}”."
