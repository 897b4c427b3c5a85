"""Judging: how well questions with known answers are answered.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from corpus import SHIPPED_ARTICLES
>>> from index import build_index, open_index
>>> from qa import Request, answer
>>> from qa.evaluation import JudgedQuestion, QuestionKind, Support, evaluate, load_articles
>>> crisis = JudgedQuestion(
...     id="crisis",
...     line="crisis",
...     group="houses",
...     kind=QuestionKind.WHICH_AREA,
...     question="Which pioneer set up a crisis house?",
...     history=(),
...     answers=("South Devon and Torbay",),
...     support=(Support("fourteen-pioneering-initiatives", "we are piloting a crisis house"),),
...     answerable=True,
... )
>>> with TemporaryDirectory() as folder:
...     _ = build_index(SHIPPED_ARTICLES, Path(folder))
...     searcher = open_index(Path(folder))
...     asked = lambda question, history: answer(Request(question, history), searcher)
...     found = evaluate([crisis], asked, load_articles(searcher))
>>> {figure.name: figure.mean for figure in found.figures}["short answer right"], found.miscited
(1.0, 0)
"""

from qa.evaluation.bootstrap import Difference, estimate_figures
from qa.evaluation.calibration import Reliability, measure_calibration
from qa.evaluation.compare import ChangedResult, compare_runs
from qa.evaluation.judging import (
    Evaluation,
    JudgedQuestion,
    QuestionKind,
    evaluate,
    find_unfounded,
    load_articles,
)
from qa.evaluation.matching import Support
from qa.evaluation.results import (
    GROUP_MEASURES,
    JUDGED_DEPTH,
    MEASURES,
    Figure,
    Interval,
    Outcome,
    Result,
    ShortVerdict,
    group_results,
)

__all__ = [
    "GROUP_MEASURES",
    "JUDGED_DEPTH",
    "MEASURES",
    "ChangedResult",
    "Difference",
    "Evaluation",
    "Figure",
    "Interval",
    "JudgedQuestion",
    "Outcome",
    "QuestionKind",
    "Reliability",
    "Result",
    "ShortVerdict",
    "Support",
    "compare_runs",
    "estimate_figures",
    "evaluate",
    "find_unfounded",
    "group_results",
    "load_articles",
    "measure_calibration",
]
