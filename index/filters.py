"""Which articles a search is kept to, and the ranges of their sentences, by which it passes over all others; and which
articles are looked for by hand, with how many there are of each month, kind and publisher.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.ragged import spread


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may answer; None leaves that side open. Dates are ISO 8601 days, both ends included.

    `types`: kinds of text, as an index names them.
    """

    articles: tuple[str, ...] | None = None
    publishers: tuple[str, ...] | None = None
    published_from: str | None = None
    published_to: str | None = None
    types: tuple[str, ...] | None = None


class Ranges(Iterable[range]):
    """Ranges of numbers, in order; none is empty, and no two touch."""

    def __init__(self, bounds: NDArray[np.int32]) -> None:
        """Store where they begin and end, in turns: (2 * n_ranges,), ascending, each once."""
        self._bounds = bounds

    @classmethod
    def joined(cls, pairs: NDArray[np.integer[Any]]) -> Self:
        """Make them of pairs of a start and a stop, (n_pairs, 2), in any order; those that touch become one."""
        starts, stops = pairs[pairs[:, 0] < pairs[:, 1]].astype(np.int32).T
        order = np.argsort(starts, kind="stable")
        starts, reached = starts[order], np.maximum.accumulate(stops[order])
        apart = np.flatnonzero(starts[1:] > reached[:-1])
        begins, ends = np.append(starts[:1], starts[apart + 1]), np.append(reached[apart], reached[-1:])
        return cls(np.stack((begins, ends), axis=1).ravel())

    @classmethod
    def of(cls, ranges: Iterable[range]) -> "Ranges":
        """Make them of ranges in any order; those that are made already are returned as they are."""
        if isinstance(ranges, Ranges):
            return ranges
        pairs = [(numbers.start, numbers.stop) for numbers in ranges]
        return cls.joined(np.array(pairs, dtype=np.int64).reshape(-1, 2))

    def __iter__(self) -> Iterator[range]:
        """Each range, in order."""
        return map(range, self._bounds[::2].tolist(), self._bounds[1::2].tolist())

    def common(self, other: "Ranges") -> "Ranges":
        """Return what is in both."""
        cuts = np.union1d(self._bounds, other._bounds)
        held = np.array(
            [np.searchsorted(each._bounds, cuts[:-1], side="right") % 2 for each in (self, other)], dtype=bool
        ).reshape(2, -1)
        both = held.all(axis=0)
        return Ranges.joined(np.stack((cuts[:-1][both], cuts[1:][both]), axis=1))

    def places(self, numbers: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return where those of some numbers that are within stand among them; `numbers`: ascending.

        The fewer are looked up among the more, so that a few ranges cost little beside a word of many sentences, and a
        rare word little beside many ranges.
        """
        if len(numbers) < len(self._bounds):
            return np.flatnonzero(np.searchsorted(self._bounds, numbers, side="right") % 2)
        starts, stops = np.searchsorted(numbers, self._bounds).reshape(-1, 2).T
        return spread(starts, np.maximum(stops - starts, 0))  # a damaged index's numbers may be in no order


@dataclass(frozen=True, slots=True)
class Selection:
    """The articles that pass filters: how many there are, and the ranges of their sentences' numbers."""

    articles: int
    ranges: Ranges

    def common(self, other: "Selection") -> "Selection":
        """Return what is in both; of the fewer articles, at most."""
        return Selection(min(self.articles, other.articles), self.ranges.common(other.ranges))


@dataclass(frozen=True, slots=True)
class ArticleQuery:
    """Which articles are looked for by hand: those that pass `filters` and hold what is written in `title` and `text`.

    `title`: words that id, title or publisher hold, each anywhere in them, in any case, spelling and accents.
    `text`: words that the article holds, by the index; those between quotation marks one after the other.
    `undated`: only those of unknown day.
    """

    filters: Filters = Filters()
    title: str = ""
    text: str = ""
    undated: bool = False


@dataclass(frozen=True, slots=True)
class FoundArticles:
    """The articles of a query, by their numbers in the order that was asked, and how many there are of each value.

    `months` ("2024-05"), `types` and `publishers`, None for what is unknown, each count the articles that the query
    without its own word on that would find: what else could be chosen. `unknown`: words of `text` that no article
    holds.
    """

    numbers: tuple[int, ...]
    months: Mapping[str | None, int]
    types: Mapping[str | None, int]
    publishers: Mapping[str | None, int]
    unknown: tuple[str, ...] = ()
