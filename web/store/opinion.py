"""What a person said of an answer, and the places in the articles that it was said of."""

from dataclasses import dataclass
from enum import StrEnum


class FeedbackVerdict(StrEnum):
    """What is said: the answer or the passage is right, or in which way it is not."""

    CORRECT = "correct"
    WRONG_ANSWER = "wrong_answer"
    WRONG_PASSAGE = "wrong_passage"
    SHOULD_HAVE_ANSWERED = "should_have_answered"
    SHOULD_HAVE_REFUSED = "should_have_refused"


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote and where it stands, as a span in which version of an article."""

    article_id: str
    version: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """A verdict on the answer to a question. `version`: of the index that had answered; `passage`: the rank of the one
    that it is on, None for the answer as a whole; `answered`: whether there was an answer, None where that is not known
    because another index answers by now; then `cited`, the passage's places, is empty.
    """

    question: str
    history: tuple[str, ...]
    version: str
    passage: int | None
    verdict: FeedbackVerdict
    comment: str
    answered: bool | None
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """An opinion as it is kept: `at` is when it came, ISO 8601, UTC."""

    id: str
    at: str
    opinion: Opinion
