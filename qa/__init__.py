"""Answering: what is asked, which evidence there is, and what to say."""

from index import Filters
from qa.answering import answer
from qa.errors import QuestionFileError, RunFileError
from qa.evaluation.calibration import Reliability, reliability
from qa.evaluation.compare import Change, Changes, changes
from qa.evaluation.evaluate import Evaluation, Figure, evaluate, figures, grouped
from qa.evaluation.judging import JudgedQuestion, QuestionKind, unfounded
from qa.evaluation.matching import Support, place_of
from qa.evaluation.results import GROUP_MEASURES, JUDGED_DEPTH, MEASURES, Measure, Result
from qa.forgetting import forget_texts
from qa.suggesting.suggest import examples, follow_ups, questions_about
from qa.values import (
    Answer,
    Band,
    Citation,
    Confidence,
    Correction,
    Expansion,
    IndexStamp,
    Interpretation,
    Kind,
    NoAnswer,
    Origin,
    Part,
    Passage,
    Reason,
    Request,
    ShortAnswer,
    Undo,
    Value,
)

__all__ = [
    "GROUP_MEASURES",
    "JUDGED_DEPTH",
    "MEASURES",
    "Answer",
    "Band",
    "Change",
    "Changes",
    "Citation",
    "Confidence",
    "Correction",
    "Evaluation",
    "Expansion",
    "Figure",
    "Filters",
    "IndexStamp",
    "Interpretation",
    "JudgedQuestion",
    "Kind",
    "Measure",
    "NoAnswer",
    "Origin",
    "Part",
    "Passage",
    "QuestionFileError",
    "QuestionKind",
    "Reason",
    "Reliability",
    "Request",
    "Result",
    "RunFileError",
    "ShortAnswer",
    "Support",
    "Undo",
    "Value",
    "answer",
    "changes",
    "evaluate",
    "examples",
    "figures",
    "follow_ups",
    "forget_texts",
    "grouped",
    "place_of",
    "questions_about",
    "reliability",
    "unfounded",
]
