"""Questions that are asked again before a new index answers: what changes is listed, and what gets worse refuses it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus import PioneerError
from index import Searcher
from qa import JUDGED_DEPTH, Answer, JudgedQuestion, Request, Result, answer, changes, evaluate
from web.evaluating import articles_of, read_questions


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
        return f"{self.id}: {', '.join(ways) or 'another passage'}"


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


class Gate:
    """Holds a new index to a file of judged questions; `changed` tells what it found the last time it was called."""

    def __init__(self, path: Path) -> None:
        """Read the questions. Raises QuestionFileError."""
        self._path = path
        self._questions = read_questions(path)
        self.changed: tuple[ChangedAnswer, ...] = ()

    def __call__(self, before: Searcher, after: Searcher) -> None:
        """Ask both. Raises GateRefused where an answer gets worse."""
        old, new = _asked(self._questions, before), _asked(self._questions, after)
        found = changes([result for result, _ in old], [result for result, _ in new])
        better = {change.result.id: change.ways for change in found.better}
        worse = {change.result.id: change.ways for change in found.worse}
        compared = (
            ChangedAnswer(result.id, better.get(result.id, ()), worse.get(result.id, ()), earlier, later)
            for (result, later), (_, earlier) in zip(new, old, strict=True)
        )
        self.changed = tuple(each for each in compared if each.better or each.worse or each.before != each.after)
        if worse:
            raise GateRefused(self.changed, self._path)


def _asked(questions: Sequence[JudgedQuestion], searcher: Searcher) -> list[tuple[Result, Place | None]]:
    """Ask every question; returns what each reply is worth, and where its first passage stands."""
    places: list[Place | None] = []

    def ask(question: str, history: tuple[str, ...]) -> Answer:
        reply = answer(Request(question, history=history, limit=JUDGED_DEPTH), searcher)
        cited = reply.passages[0].citations[0] if reply.passages else None
        places.append(None if cited is None else Place(cited.article_id, cited.start, cited.end))
        return reply

    results = evaluate(questions, ask, articles_of(searcher)).results
    return list(zip(results, places, strict=True))
