"""Judged question files: read, and asked of an index."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus import Article
from index import Searcher
from qa import (
    JUDGED_DEPTH,
    Answer,
    Evaluation,
    JudgedQuestion,
    QuestionFileError,
    QuestionKind,
    Request,
    Support,
    answer,
    evaluate,
    unfounded,
)

_Row = TypeVar("_Row", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Report:
    """An evaluation, the version of the index that answered, the median time that one answer took, in milliseconds,
    the ids of the questions whose support the articles do not hold as it is quoted, and those of the lines that nobody
    has judged yet.
    """

    evaluation: Evaluation
    index: str
    median_ms: float
    unfounded: tuple[str, ...]
    unjudged: tuple[str, ...]

    @property
    def counts(self) -> dict[str, float]:
        """What is counted or timed beside the figures, by name."""
        return {
            "questions": self.evaluation.questions,
            "broken replies": self.evaluation.broken,
            "citations checked": self.evaluation.citations,
            "citations wrong": self.evaluation.miscited,
            "ask p50 ms": round(self.median_ms, 2),
        }


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """The judged questions of a file, in its order, and the ids of its lines that hold none that is judged."""

    questions: tuple[JudgedQuestion, ...]
    unjudged: tuple[str, ...]


class UnjudgedQuestion(BaseModel):
    """A line that only asks: what a reply to it is worth nobody has said."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    id: str
    question: str = Field(min_length=1)
    history: tuple[str, ...] = ()


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

    def asked(
        self, name: str, line: str, group: str, kind: QuestionKind, history: tuple[str, ...]
    ) -> JudgedQuestion | UnjudgedQuestion:
        """It with what its line says of it."""
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

    def questions(self) -> Iterator[JudgedQuestion | UnjudgedQuestion]:
        """The one question."""
        yield self.asked(self.id, self.id, self.tag or self.kind, self.kind, ())


class _Conversation(BaseModel):
    """A line that asks several questions in order, each leaning on those before it."""

    model_config = ConfigDict(strict=True, frozen=True)

    id: str
    turns: tuple[_Turn, ...] = Field(min_length=1)

    def questions(self) -> Iterator[JudgedQuestion | UnjudgedQuestion]:
        """Each turn, with the questions before it."""
        for number, turn in enumerate(self.turns, 1):
            group = "conversation" if number > 1 else "conversation-first"
            history = tuple(earlier.question for earlier in self.turns[: number - 1])
            yield turn.asked(f"{self.id}.{number}", self.id, group, QuestionKind.CONVERSATION, history)


_JUDGEMENT = {"kind", "answers", "support", "answerable", "turns", "judged"}
"""The fields of which a line that is judged has one at least."""


def evaluate_files(paths: Sequence[Path], searcher: Searcher) -> Report:
    """Ask an index every question of some `.jsonl` files; QuestionFileError when one is not of the format."""
    files = [read_file(path) for path in paths]
    questions = [question for file in files for question in file.questions]
    unjudged = tuple(name for file in files for name in file.unjudged)
    articles = articles_of(searcher)
    seconds: list[float] = []

    def ask(question: str, history: tuple[str, ...]) -> Answer:
        began = time.perf_counter()
        reply = answer(Request(question, history=history, limit=JUDGED_DEPTH), searcher)
        seconds.append(time.perf_counter() - began)
        return reply

    evaluation = evaluate(questions, ask, articles)
    median_ms = 1000 * sorted(seconds)[len(seconds) // 2]
    return Report(evaluation, searcher.version, median_ms, unfounded(questions, articles), unjudged)


def articles_of(searcher: Searcher) -> dict[str, Article]:
    """All articles of an index, by id."""
    return {card.id: article for card in searcher.cards() if (article := searcher.article(card.id)) is not None}


def read_questions(path: Path) -> tuple[JudgedQuestion, ...]:
    """The judged questions of a file; see `read_file`."""
    return read_file(path).questions


def read_file(path: Path) -> QuestionFile:
    """A `.jsonl` file of judged questions, at least one, in its order, a conversation's turns one by one.

    A line is `{"id", "kind", "question", "answers", "support": [{"source", "quote"}], "answerable"}`, or for a
    conversation `{"id", "turns": [{"question", "answers", "support", "answerable"}]}`; one with `"judged": false` waits
    for its judgement. Raises QuestionFileError.
    """
    lines = [_line(row, place) for _, row, place in _rows(path)]
    judged = [[each for each in line.questions() if isinstance(each, JudgedQuestion)] for line in lines]
    unjudged = tuple(line.id for line, questions in zip(lines, judged, strict=True) if not questions)
    if len(unjudged) == len(lines):
        raise QuestionFileError(f"{path}: holds no question that is judged; {len(lines)} wait for it")
    return QuestionFile(tuple(question for questions in judged for question in questions), unjudged)


def read_held(path: Path) -> tuple[JudgedQuestion | UnjudgedQuestion, ...]:
    """The same of a file in which a line may also only ask: `{"question"}`, with `id` and `history` where it has them.

    Fields that it does not know are refused there: a judgement that is misspelt would hold nothing.
    """
    questions: list[JudgedQuestion | UnjudgedQuestion] = []
    for number, row, place in _rows(path):
        if _JUDGEMENT.isdisjoint(row):
            questions.append(_validated(UnjudgedQuestion, {"id": f"line {number}", **row}, place))
        else:
            questions.extend(_line(row, place).questions())
    return tuple(questions)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any], str]]:
    """Each line that holds something: its number, the object that it is, and its place, for an error."""
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


def _line(row: dict[str, Any], place: str) -> _Single | _Conversation:
    return _validated(_Conversation, row, place) if "turns" in row else _validated(_Single, row, place)


def _validated(form: type[_Row], row: dict[str, Any], place: str) -> _Row:
    """A line in its form. Raises QuestionFileError."""
    try:
        return form.model_validate_json(json.dumps(row))  # JSON's lists are tuples to a strict form, Python's are not
    except ValidationError as error:
        fault = error.errors()[0]
        field = ".".join(str(part) for part in fault["loc"])
        raise QuestionFileError(f"{place}: {field + ': ' if field else ''}{fault['msg']}") from error
