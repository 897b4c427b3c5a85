"""The panel of the ask page that narrows which articles answer: by publisher, kind and time, with how many articles
there are of each, and of each month as bars.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index import ArticleQuery, Searcher
from web.pages.filters import Narrowing, first_day, last_day, spelt, why_nothing

MOST_MONTHS = 180
"""Up to how many months are told apart; of a longer time the years are."""

MOST_NAMES = 60
"""How many publishers are offered, those with most articles; another one is typed."""

_LABELS = 6
"""At most how many years stand below the bars."""

_HEIGHT = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """A month (or year): as an address writes it, in words, and how many articles are of it."""

    value: str
    words: str
    articles: int


@dataclass(frozen=True, slots=True)
class Panel:
    """What may be chosen. `types` and `publishers`: each with its articles, most first; `others`: how many publishers
    are not among them; `bars`: every month from the first to the last; `years`: what stands below the bars, each with
    its place in percent; `outline`: the bars as an SVG path, a unit wide each and _HEIGHT high at most.
    """

    total: int
    types: tuple[tuple[str, int], ...]
    publishers: tuple[tuple[str, int], ...]
    others: int
    bars: tuple[Bar, ...]
    years: tuple[tuple[str, float], ...]
    outline: str
    told: str

    def __bool__(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.types or self.publishers or self.bars)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen on the panel. `told`: how many articles pass, or where none does, which value it is that nothing
    has; `begins` and `ends`: the time as the panel offers it, else as the address says it; `first` and `last`: the bars
    that it begins and ends in, by their places.
    """

    kept: Narrowing
    told: str
    begins: str
    ends: str
    first: int
    last: int


def draw_panel(searcher: Searcher) -> Panel:
    """Draw the panel of an index."""
    found = searcher.find_articles(ArticleQuery())
    types = tuple((name, n) for name, n in found.types.items() if name is not None)
    publishers = tuple((name, n) for name, n in found.publishers.items() if name is not None)
    bars = _bars({month: n for month, n in found.months.items() if month is not None})
    most = max((bar.articles for bar in bars), default=0)
    fullest = next((bar for bar in bars if bar.articles == most), None)
    return Panel(
        total=len(found.numbers),
        types=types,
        publishers=publishers[:MOST_NAMES] if len(found.publishers) > 1 else (),
        others=max(0, len(publishers) - MOST_NAMES),
        bars=bars,
        years=_years(bars),
        outline=_outline([bar.articles for bar in bars], most),
        told="" if fullest is None else f"most, {most:,}, in {fullest.words}",
    )


def choose(kept: Narrowing, panel: Panel, searcher: Searcher) -> Chosen:
    """Tell what a choice leaves of the articles."""
    values = [bar.value for bar in panel.bars]
    begin, end = kept.first and first_day(kept.first), kept.last and last_day(kept.last)
    first = next((place for place, value in enumerate(values) if last_day(value) >= begin), len(values))
    last = max((place for place, value in enumerate(values) if not end or first_day(value) <= end), default=-1)
    begins = next((value for value in values if first_day(value) == begin), kept.first)
    ends = next((value for value in values if last_day(value) == end), kept.last)
    return Chosen(kept, _told(kept, panel, searcher), begins, ends, first, last)


def _told(kept: Narrowing, panel: Panel, searcher: Searcher) -> str:
    if not kept:
        return f"All {panel.total:,} articles answer."
    query = ArticleQuery(kept.filters())
    passing = len(searcher.find_articles(query).numbers)
    if not passing:
        return " ".join(why_nothing(query, kept, searcher))
    which = "One article" if passing == 1 else f"{passing:,}"
    answer = "answers" if passing == 1 else "articles answer"
    return f"{which} of {panel.total:,} {answer}: {kept.words()}."


def _bars(months: Mapping[str, int]) -> tuple[Bar, ...]:
    """Every month from the first to the last, or every year where these are too many; nothing of one alone."""
    known = sorted(months)
    if not known or known[0] == known[-1]:
        return ()
    (first_year, first), (last_year, last) = ((int(month[:4]), int(month[5:])) for month in (known[0], known[-1]))
    every = [divmod(n, 12) for n in range(first_year * 12 + first - 1, last_year * 12 + last)]
    if len(every) <= MOST_MONTHS:
        values = [f"{year:04}-{month + 1:02}" for year, month in every]
        return tuple(Bar(value, spelt(value), months.get(value, 0)) for value in values)
    years = [f"{year:04}" for year in range(first_year, last_year + 1)]
    return tuple(Bar(year, year, sum(n for month, n in months.items() if month[:4] == year)) for year in years)


def _years(bars: Sequence[Bar]) -> tuple[tuple[str, float], ...]:
    """The years to stand below the bars, each where its first bar begins."""
    starts = [place for place, bar in enumerate(bars) if not place or bar.value[:4] != bars[place - 1].value[:4]]
    if len(starts) > 1 and starts[1] < len(bars) / (2 * _LABELS):
        starts = starts[1:]  # the first year's label would run into the second's
    step = -(-len(starts) // _LABELS)
    return tuple((bars[place].value[:4], round(100 * place / len(bars), 2)) for place in starts[:: step or 1])


def _outline(counts: Sequence[int], most: int) -> str:
    parts = []
    for place, n in enumerate(counts):
        if n:
            height = max(3, round(_HEIGHT * n / most))
            parts.append(f"M{place} {_HEIGHT}v-{height}h.8v{height}z")
    return "".join(parts)
