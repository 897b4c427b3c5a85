"""How far an evaluation's figures would move with other questions of the same sort: the bootstrap (Efron 1979).

Lines are drawn again, as many as there are, with repetition; the turns of a conversation stand on one line and are
drawn together, since a reply leans on those before it. An interval holds the middle 95 % of the figure over the
drawings. It knows nothing but the lines there are: over a handful it is coarse, and where no reply differs it has no
width.

SciPy's `bootstrap` draws values, not lines that hold several, and gives up where a drawing leaves a figure (of the sure
answers, say) without a reply; here such a drawing is left out of that figure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.evaluation.results import Figure, Measure, Result, compute_figures

DRAWINGS = 2000
"""At which an interval's ends stay within half a hundredth from one seed to the next."""

_SEED = 20131101
_TAILS = (0.025, 0.975)


class Interval(NamedTuple):
    """The ends of a 95 % interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval; None where fewer than two lines make the figure."""

    figure: Figure
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a figure was and is on the same questions; the interval is that of `now` less `before`, in the same
    drawings; None where fewer than two lines make the figure.
    """

    before: Figure
    now: Figure
    interval: Interval | None


def estimate_figures(measures: Mapping[str, Measure], results: Sequence[Result]) -> tuple[Estimate, ...]:
    """Return each figure of some replies, with its interval; the same for the same replies."""
    known = compute_figures(measures, results)
    table = _Table.of(measures, known, results, _lines(results))
    return tuple(
        Estimate(figure, interval)
        for figure, interval in zip(known, _intervals(_drawn([table])[0], table), strict=True)
    )


def estimate_differences(
    measures: Mapping[str, Measure], before: Sequence[Result], now: Sequence[Result]
) -> tuple[Difference, ...]:
    """Return each figure that both runs of the same questions, in one order, have; none where there is no question."""
    old = {figure.name: figure for figure in compute_figures(measures, before)}
    new = [figure for figure in compute_figures(measures, now) if figure.name in old]
    if not new:
        return ()
    tables = [_Table.of(measures, new, results, _lines(now)) for results in (before, now)]
    first, second = _drawn(tables)
    both = _Table(*(one + other for one, other in zip(*tables, strict=True)))
    found = _intervals(second - first, both)
    return tuple(Difference(old[figure.name], figure, interval) for figure, interval in zip(new, found, strict=True))


class _Table(NamedTuple):
    """What each line gives to each figure: the sums of its replies' values and their counts, (n_lines, n_figures)."""

    sums: NDArray[np.float64]
    counts: NDArray[np.float64]

    @classmethod
    def of(
        cls, measures: Mapping[str, Measure], wanted: Sequence[Figure], results: Sequence[Result], lines: Sequence[int]
    ) -> "_Table":
        values = [[measures[figure.name](result) for figure in wanted] for result in results]
        each = np.array(values, dtype=np.float64).reshape(len(results), len(wanted))  # None becomes nan
        shape = (max(lines, default=-1) + 1, len(wanted))
        sums, counts = np.zeros(shape), np.zeros(shape)
        np.add.at(sums, lines, np.nan_to_num(each))
        np.add.at(counts, lines, ~np.isnan(each))
        return cls(sums, counts)


def _lines(results: Sequence[Result]) -> list[int]:
    """The number of each reply's line, from 0."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(result.line, len(numbers)) for result in results]


def _drawn(tables: Sequence[_Table]) -> list[NDArray[np.float64]]:
    """Each table's figures in the same drawings, (DRAWINGS, n_figures); nan where a drawing has no reply for one."""
    random = np.random.default_rng(_SEED)
    n_lines, n_figures = tables[0].sums.shape
    found = [np.empty((DRAWINGS, n_figures)) for _ in tables]
    for drawing in range(DRAWINGS):
        weights = np.bincount(random.integers(n_lines, size=n_lines), minlength=n_lines).astype(np.float64)
        for table, out in zip(tables, found, strict=True):
            with np.errstate(invalid="ignore"):
                out[drawing] = (weights @ table.sums) / (weights @ table.counts)
    return found


def _intervals(drawn: NDArray[np.float64], table: _Table) -> Iterator[Interval | None]:
    for values, counts in zip(drawn.T, table.counts.T, strict=True):
        if np.count_nonzero(counts) < 2 or np.isnan(values).all():
            yield None
        else:
            yield Interval(*(float(end) for end in np.nanquantile(values, _TAILS)))
