"""What stands around a sentence: those beside it, and those of its section and article; for many sentences at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The sentences up to some places before and after each of some sentences, in its own article.

    `places`, (2 * reach + 1, n): where each stands among them, from the one furthest before to the one furthest after;
    `there`: whether it is among them.
    """

    places: NDArray[np.int64]
    there: NDArray[np.bool_]

    @classmethod
    def of(cls, numbers: NDArray[np.int64], articles: NDArray[Any], reach: int) -> Self:
        """Look for those of sentences with these numbers, ascending, of these articles."""
        wanted = numbers + np.arange(-reach, reach + 1)[:, None]
        places = np.minimum(np.searchsorted(numbers, wanted), len(numbers) - 1)
        return cls(places, (numbers[places] == wanted) & (articles[places] == articles))

    def at(self, column: NDArray[Any], by: int, missing: float = 0.0) -> Column:
        """Return what a column, (n,), holds of the sentence so many after each; before, where `by` is below 0."""
        row = len(self.places) // 2 + by
        return np.where(self.there[row], column[self.places[row]], missing)

    def greatest(self, rows: Column) -> Iterator[Column]:
        """Yield the greatest that each sentence or one beside it holds of each row, (m, n) to (m, n): of those up to
        one place beside it, then up to two, and so on.
        """
        out = rows
        middle = len(self.places) // 2
        for by in range(1, middle + 1):
            for row in (middle - by, middle + by):
                out = np.maximum(out, np.where(self.there[row], rows[:, self.places[row]], 0))
            yield out


@dataclass(frozen=True, slots=True)
class Groups:
    """Sentences that follow each other in groups: where each group starts, and how many sentences it has."""

    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]

    @classmethod
    def of(cls, *keys: NDArray[Any]) -> Self:
        """Group sentences, at least one, as long as all their keys stay the same."""
        changes = np.any([np.diff(key) != 0 for key in keys], axis=0)
        starts = np.concatenate(([0], np.flatnonzero(changes) + 1))
        return cls(starts, np.diff(starts, append=len(keys[0])))

    def greatest(self, values: Column) -> Column:
        """Return the greatest of each group: (…, n) to (…, n_groups)."""
        return np.asarray(np.maximum.reduceat(values, self.starts, axis=-1))

    def each(self, of_groups: Column) -> Column:
        """Return for each sentence what its group has: (n_groups,) to (n,)."""
        return np.repeat(of_groups, self.sizes)


def nearness(values: Column) -> Column:
    """Return one over the place of each value, from the greatest: 1, 1/2, 1/3 …; equal ones share the first's."""
    greater = len(values) - np.searchsorted(np.sort(values), values, side="right")
    return np.asarray(1 / (1 + greater))
