"""A run of judged questions, and its comparison with an earlier one, as tables for a person."""

from collections.abc import Iterator, Sequence

from qa import GROUP_MEASURES, MEASURES, Change, Reliability, Result, grouped, reliability
from qa.evaluation.bootstrap import Difference, Interval, estimates
from web.evaluation.comparing import Comparison
from web.evaluation.question_files import Report

_NAMED = 5
"""How many questions a warning names."""

_BAR = 20
"""How many characters stand for a share of 1."""


def format_report(report: Report, *, misses: bool = False, against: Comparison | None = None) -> str:
    """The figures with their intervals, a row for each kind, the confidence's reliability, then the misses where asked,
    and the comparison where there is one.
    """
    evaluation = report.evaluation
    lines = [
        f"{each.figure.name:32s} {each.figure.mean:.4f}  {_ends(each.interval)}(n={each.figure.n})"
        for each in estimates(MEASURES, evaluation.results)
    ]
    found = reliability(evaluation.results)
    lines.append(f"{'confidence calibration error':32s} {found.error:.4f}  (n={found.n})")
    lines += [f"{name:32s} {value}" for name, value in report.counts.items()]
    lines += _kinds(evaluation.results)
    lines += _diagram(found)
    if misses:
        lines += [f"MISS {m.id} [{m.group}] {m.question!r} -> {m.why}" for m in evaluation.misses]
    if against is not None:
        lines += _comparison(against, report.index)
    return "\n".join(lines)


def warnings(report: Report) -> Iterator[str]:
    """What to tell of questions that were not asked, and of those whose support the articles do not hold."""
    if report.unjudged:
        yield f'Not asked, since nobody has judged them yet ("judged": false): {_names(report.unjudged)}'
    if report.unfounded:
        yield (
            f"The articles do not hold, as it is quoted, what should support {_names(report.unfounded)}: "
            "compare the file's sources and quotes with these articles"
        )


def _names(ids: Sequence[str]) -> str:
    further = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return ", ".join(ids[:_NAMED]) + further


def _kinds(results: Sequence[Result]) -> Iterator[str]:
    for name, held in grouped(results).items():
        row = "  ".join(
            f"{each.figure.name} {each.figure.mean:.2f} {_ends(each.interval)}".rstrip()
            for each in estimates(GROUP_MEASURES, held)
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


def _comparison(against: Comparison, index: str) -> Iterator[str]:
    """What moved: all figures, of the kinds those that did, and each question whose reply changed in worth."""
    found = against.changes
    yield ""
    yield f"Against {against.path}, on the {len(found.now)} questions that both have"
    same = "the same" if against.index == index else against.index
    yield f"index then: {same}; index now: {index}"
    for each in against.figures:
        yield f"{each.now.name:32s} {_moved(each, 4)}  (n={each.now.n})"
    for name, figures in against.kinds.items():
        moved = [f"{each.now.name} {_moved(each, 2)}" for each in figures if each.now.mean != each.before.mean]
        if moved:
            yield f"  {name:30s} {'  '.join(moved)}"
    yield from _listed("better", found.better)
    yield from _listed("worse", found.worse)
    for where, held in ((f"only in {against.path}", found.only_before), ("only now", found.only_now)):
        if held:
            yield f"{where}: {len(held)}"
            yield from (f"  {result.id} [{result.group}] {result.question!r}" for result in held)


def _listed(title: str, changed: Sequence[Change]) -> Iterator[str]:
    yield f"{title}: {len(changed)}"
    for change in changed:
        result = change.result
        yield f"  {result.id} [{result.group}] {result.question!r}: {', '.join(change.ways)}"


def _moved(each: Difference, digits: int) -> str:
    """`0.7500 → 0.7800  +0.0300 [-0.01, +0.07]`."""
    before, now = each.before.mean, each.now.mean
    ends = "" if each.interval is None else f" [{each.interval.low:+.2f}, {each.interval.high:+.2f}]"
    return f"{before:.{digits}f} → {now:.{digits}f} {now - before:+.{digits}f}{ends}"


def _ends(interval: Interval | None) -> str:
    return "" if interval is None else f"[{interval.low:.2f}, {interval.high:.2f}]  "
