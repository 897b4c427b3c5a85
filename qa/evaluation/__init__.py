"""Judging: how well questions with known answers are answered.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from index import build_index, open_index
>>> from qa import Request, answer
>>> from qa.evaluation import JudgedQuestion, QuestionKind, Support, evaluate, load_articles
>>> cars = JudgedQuestion(
...     id="cars",
...     line="cars",
...     group="ferries",
...     kind=QuestionKind.NUMBER,
...     question="How many cars does the ferry hold?",
...     history=(),
...     answers=("40",),
...     support=(Support("ferry", "The ferry holds 40 cars."),),
...     answerable=True,
... )
>>> with TemporaryDirectory() as place:
...     articles, directory = Path(place, "articles"), Path(place, "index")
...     articles.mkdir()
...     written = Path(articles, "ferry.txt").write_text("The ferry holds 40 cars. It rests on 3 May 2025.")
...     report = build_index(articles, directory)
...     searcher = open_index(directory)
...     asked = lambda question, history: answer(Request(question, history), searcher)
...     found = evaluate([cars], asked, load_articles(searcher))
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
