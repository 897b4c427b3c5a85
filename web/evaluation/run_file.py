"""A run of judged questions as a JSON object, which `web.evaluation.comparing` reads again."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from qa import GROUP_MEASURES, MEASURES, Change, Reliability, grouped, reliability
from qa.evaluation.bootstrap import Difference, Estimate, Interval, estimates
from web.evaluation.comparing import FORMAT, Comparison
from web.evaluation.question_files import Report


def run_body(report: Report, *, misses: bool = False, against: Comparison | None = None) -> dict[str, Any]:
    """A run as the JSON object that `read_run` reads, for programs too: each figure's mean stands under its name, and
    again with its interval in `figures` and, by kind, in `kinds`.
    """
    evaluation = report.evaluation
    known = estimates(MEASURES, evaluation.results)
    body: dict[str, Any] = {each.figure.name: round(each.figure.mean, 4) for each in known}
    found = reliability(evaluation.results)
    body |= {"confidence calibration error": round(found.error, 4)}
    body |= report.counts
    body |= {
        "format": FORMAT,
        "index": report.index,
        "figures": _figures(known),
        "kinds": {
            name: _figures(estimates(GROUP_MEASURES, results)) for name, results in grouped(evaluation.results).items()
        },
        "reliability": _reliability(found),
        "results": [asdict(result) for result in evaluation.results],
    }
    if misses:
        body["misses"] = [
            {"id": m.id, "kind": m.group, "question": m.question, "why": m.why} for m in evaluation.misses
        ]
    if against is not None:
        body["against"] = _against(against)
    return body


def _figures(known: Sequence[Estimate]) -> dict[str, Any]:
    return {
        each.figure.name: {
            "mean": round(each.figure.mean, 4),
            "interval": _interval(each.interval),
            "n": each.figure.n,
        }
        for each in known
    }


def _reliability(found: Reliability) -> list[dict[str, Any]]:
    return [
        {"from": one.low, "to": one.high, "said": round(one.said, 4), "right": round(one.right, 4), "n": one.n}
        for one in found.bins
    ]


def _against(comparison: Comparison) -> dict[str, Any]:
    found = comparison.changes
    return {
        "file": str(comparison.path),
        "index": comparison.index,
        "questions": len(found.now),
        "figures": _differences(comparison.figures),
        "kinds": {name: _differences(figures) for name, figures in comparison.kinds.items()},
        "better": [_change(change) for change in found.better],
        "worse": [_change(change) for change in found.worse],
        "only_before": [result.id for result in found.only_before],
        "only_now": [result.id for result in found.only_now],
    }


def _differences(figures: Sequence[Difference]) -> dict[str, Any]:
    return {
        each.now.name: {
            "before": round(each.before.mean, 4),
            "now": round(each.now.mean, 4),
            "interval": _interval(each.interval),
        }
        for each in figures
    }


def _change(change: Change) -> dict[str, Any]:
    result = change.result
    return {"id": result.id, "kind": result.group, "question": result.question, "how": list(change.ways)}


def _interval(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [round(end, 4) for end in interval]
