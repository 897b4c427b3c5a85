"""When the holder of an office before the one of now held it: "under the last president".

It is told by the articles: whose name stands beside the office most, year by year, back from the newest.
"""

import re
from collections import Counter
from datetime import date, timedelta

from index import Filters, Searcher, find_term
from qa.spans.offices import OFFICE

_UNDER = re.compile(
    r"\b(?:under|during)\s+(?:the\s+)?(?:last|previous|former|prior)\s+(?P<office>[a-z]+)\b(?:[’']s\s+\w+)?", re.I
)
_BODIES = ("administration", "government", "cabinet", "presidency", "leadership", "board")
_NAME = r"(?-i:(?:[A-Z][\w’.-]*\s+){0,2}([A-Z][\w’-]+[a-z]))"
_YEARS = 12
_LOOKED_AT = 60
"""So many years are looked at, and so many sentences of each that hold the office."""

_ENOUGH = 3
"""So many sentences of a year must name the holder."""

Told = tuple[tuple[int, int], date, date]


def find_last_term(text: str, searcher: Searcher, newest: date | None) -> Told | None:
    """Return where a question speaks of the last holder's time of an office, and its first day and last, as far as
    articles name him or her beside the office; None where it does not, or no article tells.
    """
    found = _UNDER.search(text)
    office = found["office"].lower() if found else ""
    if found is None or newest is None or not (OFFICE.fullmatch(office) or office in _BODIES):
        return None
    now: str | None = None
    last: str | None = None
    days: list[int] = []
    for back in range(_YEARS):
        named = _named_in(office, newest - timedelta(365 * back), searcher)
        most = Counter(name for name, _ in named).most_common(1)
        if not most or most[0][1] < _ENOUGH:
            continue
        name = most[0][0]
        now = now or name
        if name != now and last in (None, name):
            last = name
            days += [day for own, day in named if own == name]
        elif last is not None and name != last:
            break
    return (found.span(), date.fromordinal(min(days)), date.fromordinal(max(days))) if days else None


def _named_in(office: str, end: date, searcher: Searcher) -> list[tuple[str, int]]:
    """Return the surnames beside an office in the articles of the year that ends on a day, each with its day."""
    year = Filters(published_from=(end - timedelta(364)).isoformat(), published_to=end.isoformat())
    term = find_term(office)
    hits = searcher.search({term: 1.0}, limit=_LOOKED_AT, within=searcher.select(year)) if term is not None else ()
    numbers = [hit.sentence for hit in hits]
    beside = re.compile(rf"\b{office}\s+{_NAME}|{_NAME}(?:[-–—]\w+)?\s+{office}\b", re.I)
    days = searcher.published(searcher.rows(numbers).articles)[:, 1].tolist() if numbers else []
    out = []
    for sentence, day in zip(searcher.sentences(numbers), days, strict=True):
        out += [(match[1] or match[2], day) for match in beside.finditer(sentence.text)]
    return out
