"""Judging: how well questions with known answers are answered.

>>> from corpus import Article
>>> from qa import Answer
>>> from qa.evaluation import MEASURES, JudgedQuestion, Result, compute_figures
"""

from qa.evaluation.bootstrap import Difference, estimate_differences, estimate_figures
from qa.evaluation.calibration import Bin, Reliability, calibrate
from qa.evaluation.compare import ChangedResult, Comparison, compare_runs
from qa.evaluation.judging import Evaluation, JudgedQuestion, Miss, QuestionKind, evaluate, find_unfounded
from qa.evaluation.matching import Support, find_place
from qa.evaluation.results import (
    GROUP_MEASURES,
    JUDGED_DEPTH,
    MEASURES,
    Figure,
    Interval,
    Measure,
    Outcome,
    Result,
    ShortVerdict,
    compute_figures,
    group_results,
)

__all__ = [
    "GROUP_MEASURES",
    "JUDGED_DEPTH",
    "MEASURES",
    "Bin",
    "ChangedResult",
    "Comparison",
    "Difference",
    "Evaluation",
    "Figure",
    "Interval",
    "JudgedQuestion",
    "Measure",
    "Miss",
    "Outcome",
    "QuestionKind",
    "Reliability",
    "Result",
    "ShortVerdict",
    "Support",
    "calibrate",
    "compare_runs",
    "compute_figures",
    "estimate_differences",
    "estimate_figures",
    "evaluate",
    "find_place",
    "find_unfounded",
    "group_results",
]
