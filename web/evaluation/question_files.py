"""Files of judged questions, which are JSON Lines, and of questions that nobody has judged."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus import PioneerError
from qa.evaluation import JudgedQuestion, QuestionKind, Support


class QuestionFileError(PioneerError):
    """A file of questions cannot be read; the text names the file and, where one line is at fault, the line."""


class UnjudgedQuestion(BaseModel):
    """A line that only asks: what a reply to it is worth nobody has said."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    id: str
    question: str = Field(min_length=1)
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """The questions of a file, in its order, and the ids of its lines that hold none that is judged."""

    judged: tuple[JudgedQuestion, ...]
    unjudged: tuple[UnjudgedQuestion, ...]
    waiting: tuple[str, ...]


AnyQuestion = JudgedQuestion | UnjudgedQuestion


class _Turn(BaseModel):
    """A question with its judgement, as a line or a turn in it holds them; fields it does not know are left alone.

    One that is not `judged` is never evaluated for itself; in a conversation, later turns lean on it all the same.
    """

    model_config = ConfigDict(strict=True, frozen=True)

    question: str = Field(min_length=1)
    answers: tuple[str, ...] = ()
    support: tuple[Support, ...] = ()
    answerable: bool = True
    judged: bool = True

    def asked(self, name: str, line: str, group: str, kind: QuestionKind, history: tuple[str, ...]) -> AnyQuestion:
        """Return it with what its line says of it."""
        if not self.judged:
            return UnjudgedQuestion(id=name, question=self.question, history=history)
        return JudgedQuestion(
            name, line, group, kind, self.question, history, self.answers, self.support, self.answerable
        )


class _Single(_Turn):
    """A line that asks one question. `tag` is the group to report it under, by default its kind."""

    id: str
    kind: QuestionKind
    tag: str | None = None

    @model_validator(mode="after")
    def _can_be_judged(self) -> Self:
        if self.kind is QuestionKind.CONVERSATION:
            raise ValueError("a conversation needs turns")
        if self.judged and self.answerable and not self.answers and (self.kind.wants_short or self.kind.wants_all):
            raise ValueError(f"a question of kind {self.kind} needs answers")
        return self

    def questions(self) -> tuple[AnyQuestion, ...]:
        """Return the one question."""
        return (self.asked(self.id, self.id, self.tag or self.kind, self.kind, ()),)


class _Conversation(BaseModel):
    """A line that asks several questions in order, each leaning on those before it."""

    model_config = ConfigDict(strict=True, frozen=True)

    id: str
    turns: tuple[_Turn, ...] = Field(min_length=1)

    def questions(self) -> tuple[AnyQuestion, ...]:
        """Return each turn, with the questions before it."""
        asked = tuple(turn.question for turn in self.turns)
        groups = ("conversation-first", *("conversation" for _ in asked[1:]))
        return tuple(
            turn.asked(f"{self.id}.{place + 1}", self.id, group, QuestionKind.CONVERSATION, asked[:place])
            for place, (turn, group) in enumerate(zip(self.turns, groups, strict=True))
        )


_Line = TypeVar("_Line", bound=BaseModel)

_JUDGEMENT = {"kind", "answers", "support", "answerable", "turns", "judged"}
"""The fields of which a line that is judged has one at least."""


def read_questions(path: Path, *, judged_only: bool = True) -> QuestionFile:
    """Read a file of questions, a conversation's turns one by one. Raises QuestionFileError.

    A line is `{"id", "kind", "question", "answers", "support": [{"source", "quote"}], "answerable"}`, or for a
    conversation `{"id", "turns": [{"question", "answers", "support", "answerable"}]}`; one with `"judged": false` waits
    for its judgement. With `judged_only`, one question at least is judged. Without, a line may also only ask:
    `{"question"}`, with `id` and `history` where it has them; fields that it does not know are refused there, since a
    judgement that is misspelt would hold nothing.
    """
    found: list[AnyQuestion] = []
    waiting: list[str] = []
    for number, row, place in _rows(path):
        if not judged_only and _JUDGEMENT.isdisjoint(row):
            found.append(_validated(UnjudgedQuestion, {"id": f"line {number}", **row}, place))
            continue
        line = _validated(_Conversation, row, place) if "turns" in row else _validated(_Single, row, place)
        questions = line.questions()
        found += questions
        if all(isinstance(question, UnjudgedQuestion) for question in questions):
            waiting.append(line.id)
    judged = tuple(question for question in found if isinstance(question, JudgedQuestion))
    unjudged = tuple(question for question in found if isinstance(question, UnjudgedQuestion))
    if judged_only and not judged:
        raise QuestionFileError(f"{path}: holds no question that is judged; {len(waiting)} wait for it")
    return QuestionFile(judged, unjudged, tuple(waiting))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any], str]]:
    """Yield of each line that holds something its number, the object that it is, and its place, for an error."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise QuestionFileError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise QuestionFileError(f"{path}: is not UTF-8 at byte {error.start}") from error
    held = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not held:
        raise QuestionFileError(f"{path}: holds no question")
    for number, line in held:
        place = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise QuestionFileError(f"{place}: is not JSON: {error}") from error
        if not isinstance(row, dict):
            raise QuestionFileError(f"{place}: should be an object")
        yield number, row, place


def _validated(form: type[_Line], row: dict[str, Any], place: str) -> _Line:
    try:
        return form.model_validate_json(json.dumps(row))  # JSON's lists are tuples to a strict form, Python's are not
    except ValidationError as error:
        raise QuestionFileError(f"{place}: {fault_in(error)}") from error


def fault_in(error: ValidationError) -> str:
    """Return the first fault that was found, after the name of its field."""
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field = ".".join(str(part) for part in fault["loc"])
    return f"{field}: {fault['msg']}" if field else fault["msg"]
