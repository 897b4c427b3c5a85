"""How far an evaluation's figures would move with other questions of the same sort: the bootstrap (Efron 1979).

Lines are drawn again, as many as there are, with repetition; the turns of a conversation stand on one line and are
drawn together, since a reply leans on those before it. An interval holds the middle 95 % of the figure over the
drawings. It knows nothing but the lines there are: over a handful it is coarse, and where no reply differs it has no
width.

SciPy's `bootstrap` draws values, not lines that hold several, and gives up where a drawing leaves a figure (of the sure
answers, say) without a reply; here such a drawing is left out of that figure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qa.evaluation.results import Figure, Interval, Measure, Result, compute_figures

DRAWINGS = 2000
"""At which an interval's ends stay within half a hundredth from one seed to the next."""

_SEED = 20131101
_TAILS = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a figure was and is on the same questions; the interval is that of `after` less `before`, in the same
    drawings; None where fewer than two lines make the figure.
    """

    before: Figure
    after: Figure
    interval: Interval | None


def estimate_figures(measures: Mapping[str, Measure], results: Sequence[Result]) -> tuple[Figure, ...]:
    """Return each figure of some replies, with its interval; the same for the same replies."""
    figures = compute_figures(measures, results)
    table = _table([measures[figure.name] for figure in figures], results, _lines(results))
    (drawn,) = _draw([table])
    intervals = _intervals(drawn, table[1])
    return tuple(replace(figure, interval=each) for figure, each in zip(figures, intervals, strict=True))


def estimate_differences(
    measures: Mapping[str, Measure], before: Sequence[Result], after: Sequence[Result]
) -> tuple[Difference, ...]:
    """Return each figure that both runs of the same questions, in one order, have; none where there is no question."""
    old = {figure.name: figure for figure in compute_figures(measures, before)}
    new = [figure for figure in compute_figures(measures, after) if figure.name in old]
    if not new:
        return ()
    tables = [_table([measures[figure.name] for figure in new], results, _lines(after)) for results in (before, after)]
    first, second = _draw(tables)
    intervals = _intervals(second - first, tables[0][1] + tables[1][1])
    return tuple(Difference(old[figure.name], figure, each) for figure, each in zip(new, intervals, strict=True))


def _lines(results: Sequence[Result]) -> list[int]:
    """Return the number of each reply's line, from 0."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(result.line, len(numbers)) for result in results]


def _table(measures: Sequence[Measure], results: Sequence[Result], lines: Sequence[int]) -> NDArray[np.float64]:
    """Return what each line gives to each figure: the sums of its replies' values, and their counts,
    (2, n_lines, n_figures).
    """
    values = [[measure(result) for measure in measures] for result in results]
    each = np.array(values, dtype=np.float64).reshape(len(results), len(measures))  # None becomes nan
    table = np.zeros((2, max(lines, default=-1) + 1, len(measures)))
    np.add.at(table[0], lines, np.nan_to_num(each))
    np.add.at(table[1], lines, ~np.isnan(each))
    return table


def _draw(tables: Sequence[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Return each table's figures in the same drawings, (DRAWINGS, n_figures); nan where a drawing has no reply."""
    random = np.random.default_rng(_SEED)
    _, n_lines, n_figures = tables[0].shape
    found = [np.empty((DRAWINGS, n_figures)) for _ in tables]
    for drawing in range(DRAWINGS):
        weights = np.bincount(random.integers(n_lines, size=n_lines), minlength=n_lines).astype(np.float64)
        for (sums, counts), out in zip(tables, found, strict=True):
            with np.errstate(invalid="ignore"):
                out[drawing] = (weights @ sums) / (weights @ counts)
    return found


def _intervals(drawn: NDArray[np.float64], counts: NDArray[np.float64]) -> Iterator[Interval | None]:
    """Yield each figure's interval; `counts`: how many replies of each line make it, (n_lines, n_figures)."""
    for values, lines in zip(drawn.T, counts.T, strict=True):
        known = np.count_nonzero(lines) >= 2 and not np.isnan(values).all()
        yield Interval(*(float(end) for end in np.nanquantile(values, _TAILS))) if known else None
