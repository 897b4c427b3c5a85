"""A run of judged questions: made, written as a JSON object, and read again to compare a later run with it."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus import PioneerError
from index import Searcher
from qa import Answer, Models, Request, answer
from qa.evaluation import (
    GROUP_MEASURES,
    JUDGED_DEPTH,
    MEASURES,
    Difference,
    Evaluation,
    Figure,
    Result,
    compare_runs,
    estimate_figures,
    evaluate,
    find_unfounded,
    group_results,
    load_articles,
    measure_calibration,
)
from web.evaluation.question_files import fault_in, read_questions

_REMEDY = "make one with: pioneer-qa evaluate --json FILES > earlier.json"


class RunFileError(PioneerError):
    """A file is not the run of an evaluation that it should be; the text names it and says how one is made."""


@dataclass(frozen=True, slots=True)
class Run:
    """An evaluation, the version of the index that answered, the median time that one answer took, in milliseconds,
    the ids of the questions whose support the articles do not hold as it is quoted, and those of the lines that nobody
    has judged yet.
    """

    evaluation: Evaluation
    index: str
    median_ms: float
    unfounded: tuple[str, ...]
    waiting: tuple[str, ...]

    @property
    def counts(self) -> dict[str, float]:
        """What is counted or timed beside the figures, by name."""
        return {
            "questions": self.evaluation.questions,
            "broken replies": self.evaluation.broken,
            "citations checked": self.evaluation.citations,
            "citations wrong": self.evaluation.miscited,
            "ask p50 ms": round(self.median_ms, 2),
        }


class _RunObject(BaseModel):
    """What is read of a run: the version of the index that answered, and what is kept of each reply."""

    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)

    format: Literal[1]
    index: str
    results: tuple[Result, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """A run that was read from the file `path`; `index` is the version of the index that answered."""

    path: Path
    index: str
    results: tuple[Result, ...]


def run_questions(paths: Sequence[Path], searcher: Searcher, models: Models | None = None) -> Run:
    """Ask an index every question of some `.jsonl` files. Raises QuestionFileError when one is not of the format."""
    files = [read_questions(path) for path in paths]
    questions = [question for file in files for question in file.judged]
    articles = load_articles(searcher)
    seconds: list[float] = []

    def ask(question: str, history: tuple[str, ...]) -> Answer:
        began = time.perf_counter()
        reply = answer(Request(question, history=history, limit=JUDGED_DEPTH), searcher, models)
        seconds.append(time.perf_counter() - began)
        return reply

    return Run(
        evaluation=evaluate(questions, ask, articles),
        index=searcher.version,
        median_ms=1000 * sorted(seconds)[len(seconds) // 2],
        unfounded=find_unfounded(questions, articles),
        waiting=tuple(name for file in files for name in file.waiting),
    )


def read_run(path: Path) -> EarlierRun:
    """Read a run that `pioneer-qa evaluate --json` printed. Raises RunFileError."""
    try:
        run = _RunObject.model_validate_json(path.read_bytes())
    except OSError as error:
        raise RunFileError(f"{path}: cannot be read: {error.strerror}; {_REMEDY}") from error
    except ValidationError as error:
        raise RunFileError(f"{path}: not a run of an evaluation ({fault_in(error)}); {_REMEDY}") from error
    return EarlierRun(path, run.index, run.results)


def run_body(run: Run, *, misses: bool = False, against: EarlierRun | None = None) -> dict[str, Any]:
    """Return a run as the JSON object that `read_run` reads, for programs too: each figure's mean stands under its
    name, and again with its interval in `figures` and, by kind, in `kinds`.
    """
    results, known = run.evaluation.results, estimate_figures(MEASURES, run.evaluation.results)
    reliability = measure_calibration(results)
    body: dict[str, Any] = {each.name: round(each.mean, 4) for each in known}
    body |= {"confidence calibration error": round(reliability.error, 4), **run.counts}
    body |= {
        "format": 1,  # fields are only ever added to it
        "index": run.index,
        "figures": _figures(known),
        "kinds": {
            name: _figures(estimate_figures(GROUP_MEASURES, held)) for name, held in group_results(results).items()
        },
        "reliability": [
            {"from": one.low, "to": one.high, "said": round(one.said, 4), "right": round(one.right, 4), "n": one.n}
            for one in reliability.bins
        ],
        "results": [asdict(result) for result in results],
    }
    if misses:
        body["misses"] = [{**_question(miss.result), "why": miss.why} for miss in run.evaluation.misses]
    if against is not None:
        body["against"] = _against(against, results)
    return body


def _figures(known: Sequence[Figure]) -> dict[str, Any]:
    return {each.name: {"mean": round(each.mean, 4), "interval": _interval(each), "n": each.n} for each in known}


def _against(earlier: EarlierRun, results: Sequence[Result]) -> dict[str, Any]:
    found = compare_runs(earlier.results, results)
    return {
        "file": str(earlier.path),
        "index": earlier.index,
        "questions": len(found.after),
        "figures": _differences(found.figures()),
        "kinds": {name: _differences(figures) for name, figures in found.group_figures().items()},
        "better": [{**_question(each.result), "how": list(each.ways)} for each in found.better],
        "worse": [{**_question(each.result), "how": list(each.ways)} for each in found.worse],
        "only_before": [result.id for result in found.only_before],
        "only_now": [result.id for result in found.only_now],
    }


def _differences(figures: Sequence[Difference]) -> dict[str, Any]:
    return {
        each.after.name: {
            "before": round(each.before.mean, 4),
            "now": round(each.after.mean, 4),
            "interval": _interval(each),
        }
        for each in figures
    }


def _question(result: Result) -> dict[str, Any]:
    return {"id": result.id, "kind": result.group, "question": result.question}


def _interval(of: Figure | Difference) -> list[float] | None:
    return None if of.interval is None else [round(end, 4) for end in of.interval]
