"""Answering: what is asked, which evidence there is, and what to say, always in the articles' own words.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from corpus import SHIPPED_ARTICLES
>>> from index import build_index, open_index
>>> from qa import Request, answer
>>> with TemporaryDirectory() as folder:
...     _ = build_index(SHIPPED_ARTICLES, Path(folder))
...     reply = answer(Request("Which pioneer set up a crisis house?"), open_index(Path(folder)))
>>> reply.short.text, reply.confidence.band.value
('South Devon and Torbay', 'medium')
>>> cited = reply.passages[0].citations[0]
>>> cited.article_id, cited.quote[:36]
('fourteen-pioneering-initiatives', 'A joint engagement on mental health ')
"""

from index import Filters
from qa.answering import answer
from qa.finding.expressions import forget_texts
from qa.suggesting import suggest_examples, suggest_follow_ups, suggest_questions_about
from qa.values import (
    Answer,
    AnswerKind,
    Band,
    Citation,
    Confidence,
    Correction,
    DifferingValue,
    Expansion,
    IndexStamp,
    Interpretation,
    NoAnswer,
    Origin,
    Passage,
    Reason,
    Request,
    ScorePart,
    ShortAnswer,
    Undo,
)

__all__ = [
    "Answer",
    "AnswerKind",
    "Band",
    "Citation",
    "Confidence",
    "Correction",
    "DifferingValue",
    "Expansion",
    "Filters",
    "IndexStamp",
    "Interpretation",
    "NoAnswer",
    "Origin",
    "Passage",
    "Reason",
    "Request",
    "ScorePart",
    "ShortAnswer",
    "Undo",
    "answer",
    "forget_texts",
    "suggest_examples",
    "suggest_follow_ups",
    "suggest_questions_about",
]
