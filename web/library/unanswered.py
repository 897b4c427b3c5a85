"""What was not answered, for those who look after the articles: only what visitors said of answers, and questions that
they agreed to leave.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from web.store.feedback import FeedbackStore, FeedbackVerdict
from web.store.questions import QuestionStore

MOST = 200
"""How many are shown."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that was not answered. `day`: when somebody said so last; `times`: how often; `after`: the question
    before it, if it leans on one; `comments`: what was said of it; `left`: the ids of those that were left.
    """

    question: str
    day: str
    times: int
    after: str
    comments: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    question: str
    day: str
    after: str = ""
    comment: str = ""
    left: str = ""


def list_unanswered(feedback: FeedbackStore | None, questions: QuestionStore | None) -> tuple[Unanswered, ...]:
    """Return those of which it was said last first, each once, MOST at most. Raises DataError."""
    said: dict[tuple[str, str], list[_Said]] = {}
    for each in sorted(_all_said(feedback, questions), key=lambda each: each.day, reverse=True):
        said.setdefault((_folded(each.question), _folded(each.after)), []).append(each)
    return tuple(map(_joined, list(said.values())[:MOST]))


def _all_said(feedback: FeedbackStore | None, questions: QuestionStore | None) -> Iterator[_Said]:
    for question in questions.all() if questions else ():
        yield _Said(question.words, question.day, left=question.id)
    for record in feedback.records() if feedback else ():
        opinion = record.opinion
        refused = opinion.answered is False and opinion.verdict is not FeedbackVerdict.CORRECT  # it was right to refuse
        if refused or opinion.verdict is FeedbackVerdict.SHOULD_HAVE_ANSWERED:
            yield _Said(opinion.question, record.at[:10], (*("",), *opinion.history)[-1], opinion.comment)


def _joined(said: Iterable[_Said]) -> Unanswered:
    first, *others = said
    every = (first, *others)
    comments = dict.fromkeys(each.comment for each in every if each.comment)
    left = tuple(each.left for each in every if each.left)
    return Unanswered(first.question, first.day, len(every), first.after, tuple(comments), left)


def _folded(question: str) -> str:
    return " ".join(question.casefold().split())
