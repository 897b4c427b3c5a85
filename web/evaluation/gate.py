"""Questions that are asked again before a new index answers: what changes is listed, and what gets worse refuses it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus import PioneerError
from index import Searcher
from qa import Answer, Request, answer
from qa.evaluation import JUDGED_DEPTH, JudgedQuestion, Result, compare_runs, evaluate
from web.evaluation.question_files import UnjudgedQuestion, read_held
from web.evaluation.run_file import articles_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where a first passage stands; a span, and no words of it, so that a record of it outlives no removed text."""

    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """A question whose answer changes: its id, in which ways it gets better and worse, and the first passage's place
    before and after, None for no answer.
    """

    id: str
    better: tuple[str, ...]
    worse: tuple[str, ...]
    before: Place | None
    after: Place | None

    def body(self) -> dict[str, Any]:
        """It as a JSON object."""
        return asdict(self)

    def line(self) -> str:
        """It in one line."""
        ways = [*(f"worse: {way}" for way in self.worse), *(f"better: {way}" for way in self.better)]
        silent = "another passage" if self.before != self.after else "another short answer"
        return f"{self.id}: {', '.join(ways) or silent}"


class GateRefused(PioneerError):
    """An answer that is held to gets worse; the index that answers stays."""

    def __init__(self, changed: Sequence[ChangedAnswer], path: Path) -> None:
        """Name what gets worse."""
        worse = [each for each in changed if each.worse]
        told = "; ".join(each.line() for each in worse[:5])
        more = f"; and {len(worse) - 5} more" if len(worse) > 5 else ""
        super().__init__(
            f"{path}: {len(worse)} answers would get worse ({told}{more}); the index that answers stays. "
            "Correct the articles or the questions, or leave --hold-to out"
        )
        self.changed = tuple(changed)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What of a reply is compared for every question: where its first passage stands, and its short answer."""

    place: Place | None
    short: str | None


class Gate:
    """Holds a new index to a file of questions, of which the judged ones must not get worse; `changed` tells what it
    found the last time it was called, the judged questions first.
    """

    def __init__(self, path: Path) -> None:
        """Read the questions. Raises QuestionFileError."""
        self._path = path
        held = read_held(path)
        self._judged = tuple(question for question in held if isinstance(question, JudgedQuestion))
        self._unjudged = tuple(question for question in held if isinstance(question, UnjudgedQuestion))
        self.changed: tuple[ChangedAnswer, ...] = ()

    def __call__(self, before: Searcher, after: Searcher) -> None:
        """Ask both. Raises GateRefused where an answer gets worse."""
        (old, earlier), (new, later) = self._asked(before), self._asked(after)
        found = compare_runs(old, new)
        better = {(change.result.id, change.result.question): change.ways for change in found.better}
        worse = {(change.result.id, change.result.question): change.ways for change in found.worse}
        asked: tuple[JudgedQuestion | UnjudgedQuestion, ...] = (*self._judged, *self._unjudged)
        told: list[ChangedAnswer] = []
        for question, was, now in zip(asked, earlier, later, strict=True):
            key = (question.id, question.question)
            if was != now or key in better or key in worse:
                told.append(ChangedAnswer(question.id, better.get(key, ()), worse.get(key, ()), was.place, now.place))
        self.changed = tuple(told)
        if worse:
            raise GateRefused(self.changed, self._path)

    def _asked(self, searcher: Searcher) -> tuple[tuple[Result, ...], list[_Seen]]:
        """Ask every question; returns what the replies to the judged ones are worth, and what is seen of all."""
        seen: list[_Seen] = []

        def ask(question: str, history: tuple[str, ...]) -> Answer:
            reply = answer(Request(question, history=history, limit=JUDGED_DEPTH), searcher)
            cited = reply.passages[0].citations[0] if reply.passages else None
            place = None if cited is None else Place(cited.article_id, cited.start, cited.end)
            seen.append(_Seen(place, None if reply.short is None else reply.short.text))
            return reply

        results = evaluate(self._judged, ask, articles_of(searcher)).results
        for question in self._unjudged:
            ask(question.question, question.history)
        return results, seen
