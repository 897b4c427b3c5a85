"""What was not answered, for those who look after the articles: only what visitors said of answers, and questions that
they agreed to leave.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from web.store.feedback import FeedbackStore, FeedbackVerdict
from web.store.questions import QuestionStore

MOST = 200
"""How many are shown."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What was said of a question that was not answered; `ids`: of the records that hold these words."""

    words: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that was not answered. `day`: when somebody said so last; `after`: the question before it, if it leans
    on one; `ids`: of all records of it, whether they were said or left.
    """

    question: str
    day: str
    after: str
    comments: tuple[Comment, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    id: str
    question: str
    day: str
    after: str = ""
    comment: str = ""


def list_unanswered(feedback: FeedbackStore | None, questions: QuestionStore | None) -> tuple[Unanswered, ...]:
    """Return those of which it was said last first, each once, MOST at most. Raises DataError."""
    said: dict[tuple[str, str], list[_Said]] = {}
    for each in sorted(_all_said(feedback, questions), key=lambda each: each.day, reverse=True):
        said.setdefault((_folded(each.question), _folded(each.after)), []).append(each)
    return tuple(map(_joined, list(said.values())[:MOST]))


def _all_said(feedback: FeedbackStore | None, questions: QuestionStore | None) -> Iterator[_Said]:
    for question in questions.all() if questions else ():
        yield _Said(question.id, question.words, question.day)
    for record in feedback.records() if feedback else ():
        opinion = record.opinion
        refused = opinion.answered is False and opinion.verdict is not FeedbackVerdict.CORRECT  # it was right to refuse
        if refused or opinion.verdict is FeedbackVerdict.SHOULD_HAVE_ANSWERED:
            yield _Said(record.id, opinion.question, record.at[:10], ("", *opinion.history)[-1], opinion.comment)


def _joined(said: Sequence[_Said]) -> Unanswered:
    comments: dict[str, list[str]] = {}
    for each in said:
        if each.comment:
            comments.setdefault(each.comment, []).append(each.id)
    first, ids = said[0], tuple(each.id for each in said)
    return Unanswered(
        first.question, first.day, first.after, tuple(Comment(words, tuple(of)) for words, of in comments.items()), ids
    )


def _folded(question: str) -> str:
    return " ".join(question.casefold().split())
