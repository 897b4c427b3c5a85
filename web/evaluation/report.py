"""A run of judged questions, and its comparison with an earlier one, as tables for a person."""

from collections.abc import Iterator, Sequence

from qa.evaluation import (
    GROUP_MEASURES,
    MEASURES,
    ChangedResult,
    Difference,
    Interval,
    Reliability,
    Result,
    compare_runs,
    estimate_figures,
    group_results,
    measure_calibration,
)
from web.evaluation.run_file import EarlierRun, Run
from web.wording import first_few

_BAR = 20
"""How many characters stand for a share of 1."""


def format_report(run: Run, *, misses: bool = False, against: EarlierRun | None = None) -> str:
    """Return the figures with their intervals, a row for each kind, the confidence's reliability, then the misses where
    asked, and the comparison with an earlier run where there is one.
    """
    results = run.evaluation.results
    lines = [
        f"{each.name:32s} {each.mean:.4f}  {_ends(each.interval)}(n={each.n})"
        for each in estimate_figures(MEASURES, results)
    ]
    found = measure_calibration(results)
    lines.append(f"{'confidence calibration error':32s} {found.error:.4f}  (n={found.n})")
    lines += [f"{name:32s} {value}" for name, value in run.counts.items()]
    lines += _kinds(results)
    lines += _diagram(found)
    if misses:
        lines += [f"MISS {_named(miss.result)} -> {miss.why}" for miss in run.evaluation.misses]
    if against is not None:
        lines += _comparison(against, run)
    return "\n".join(lines)


def warnings(run: Run) -> Iterator[str]:
    """Yield what to tell of questions that were not asked, and of those whose support the articles do not hold."""
    if run.waiting:
        yield f'Not asked, since nobody has judged them yet ("judged": false): {first_few(run.waiting)}'
    if run.unfounded:
        yield (
            f"The articles do not hold, as it is quoted, what should support {first_few(run.unfounded)}: "
            "compare the file's sources and quotes with these articles"
        )


def _kinds(results: Sequence[Result]) -> Iterator[str]:
    for name, held in group_results(results).items():
        row = "  ".join(
            f"{each.name} {each.mean:.2f} {_ends(each.interval)}".rstrip()
            for each in estimate_figures(GROUP_MEASURES, held)
        )
        yield f"  {name:30s} {row}  (n={len(held)})"


def _diagram(found: Reliability) -> Iterator[str]:
    """The reliability diagram: a bar to the share that was right, and a mark at what was said; level, they meet."""
    yield "confidence said, first passage right (#: right, |: said)"
    for one in found.bins:
        bar = ["#" if place < round(one.right * _BAR) else "." for place in range(_BAR + 1)]
        bar[round(one.said * _BAR)] = "|"
        span = f"{one.low:.1f} to {one.high:.1f}"
        yield f"  {span:30s} said {one.said:.2f}  right {one.right:.2f}  {''.join(bar)}  (n={one.n})"


def _comparison(earlier: EarlierRun, run: Run) -> Iterator[str]:
    """Yield what moved: all figures, of the kinds those that did, and each question whose reply changed in worth."""
    found = compare_runs(earlier.results, run.evaluation.results)
    yield ""
    yield f"Against {earlier.path}, on the {len(found.after)} questions that both have"
    same = "the same" if earlier.index == run.index else earlier.index
    yield f"index then: {same}; index now: {run.index}"
    for each in found.figures():
        yield f"{each.after.name:32s} {_moved(each, 4)}  (n={each.after.n})"
    for name, figures in found.group_figures().items():
        moved = [f"{each.after.name} {_moved(each, 2)}" for each in figures if each.after.mean != each.before.mean]
        if moved:
            yield f"  {name:30s} {'  '.join(moved)}"
    yield from _listed("better", found.better)
    yield from _listed("worse", found.worse)
    for where, held in ((f"only in {earlier.path}", found.only_before), ("only now", found.only_now)):
        if held:
            yield f"{where}: {len(held)}"
            yield from (f"  {_named(result)}" for result in held)


def _listed(title: str, changed: Sequence[ChangedResult]) -> Iterator[str]:
    yield f"{title}: {len(changed)}"
    yield from (f"  {_named(each.result)}: {', '.join(each.ways)}" for each in changed)


def _named(result: Result) -> str:
    return f"{result.id} [{result.group}] {result.question!r}"


def _moved(each: Difference, digits: int) -> str:
    """`0.7500 → 0.7800  +0.0300 [-0.01, +0.07]`."""
    before, now = each.before.mean, each.after.mean
    ends = "" if each.interval is None else f" [{each.interval.low:+.2f}, {each.interval.high:+.2f}]"
    return f"{before:.{digits}f} → {now:.{digits}f} {now - before:+.{digits}f}{ends}"


def _ends(interval: Interval | None) -> str:
    return "" if interval is None else f"[{interval.low:.2f}, {interval.high:.2f}]  "
