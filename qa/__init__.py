"""Answering: what is asked, which evidence there is, and what to say."""

from qa.answering import answer
from qa.errors import QuestionFileError
from qa.evaluation import Evaluation, evaluate
from qa.judging import JUDGED_DEPTH, JudgedQuestion, QuestionKind
from qa.matching import Support, place_of
from qa.values import (
    Answer,
    Band,
    Citation,
    Confidence,
    Correction,
    Expansion,
    Filters,
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
    "JUDGED_DEPTH",
    "Answer",
    "Band",
    "Citation",
    "Confidence",
    "Correction",
    "Evaluation",
    "Expansion",
    "Filters",
    "IndexStamp",
    "Interpretation",
    "JudgedQuestion",
    "Kind",
    "NoAnswer",
    "Origin",
    "Part",
    "Passage",
    "QuestionFileError",
    "QuestionKind",
    "Reason",
    "Request",
    "ShortAnswer",
    "Support",
    "Undo",
    "Value",
    "answer",
    "evaluate",
    "place_of",
]
