"""Answering: what is asked, which evidence there is, and what to say, always in the articles' own words.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from index import build_index, open_index
>>> from qa import Request, answer
>>> with TemporaryDirectory() as place:
...     articles, directory = Path(place, "articles"), Path(place, "index")
...     articles.mkdir()
...     written = Path(articles, "ferry.txt").write_text("The ferry holds 40 cars. It rests on 3 May 2025.")
...     report = build_index(articles, directory)
...     reply = answer(Request("How many cars does the ferry hold?"), open_index(directory))
>>> reply.short.text, reply.short.kind.value
('40', 'number')
>>> cited = reply.passages[0].citations[0]
>>> cited.article_id, cited.start, cited.end, cited.quote
('ferry', 0, 24, 'The ferry holds 40 cars.')
"""

from index import Filters
from qa.answering import answer
from qa.errors import ModelError
from qa.forget import forget_texts
from qa.models import Models
from qa.subjects import Subject, Subjects, find_subjects
from qa.suggesting import (
    suggest_examples,
    suggest_follow_ups,
    suggest_of_article,
    suggest_questions,
    suggest_questions_about,
)
from qa.typed import match_typed
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
    ShortItem,
    Stage,
    TimeRead,
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
    "ModelError",
    "Models",
    "NoAnswer",
    "Origin",
    "Passage",
    "Reason",
    "Request",
    "ScorePart",
    "ShortAnswer",
    "ShortItem",
    "Stage",
    "Subject",
    "Subjects",
    "TimeRead",
    "Undo",
    "answer",
    "find_subjects",
    "forget_texts",
    "match_typed",
    "suggest_examples",
    "suggest_follow_ups",
    "suggest_of_article",
    "suggest_questions",
    "suggest_questions_about",
]
