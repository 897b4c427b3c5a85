"""Questions that are asked again before a new index answers: what changes is listed, and what gets worse refuses it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import PioneerError
from index import Searcher
from qa import Answer, Models, Request, answer
from qa.evaluation import JUDGED_DEPTH, Result, compare_runs, evaluate, load_articles
from web.evaluation.question_files import AnyQuestion, read_questions
from web.wording import first_few


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
        told = first_few([each.line() for each in worse], between="; ")
        super().__init__(
            f"{path}: {len(worse)} answers would get worse ({told}); the index that answers stays. "
            "Correct the articles or the questions, or leave --hold-to out"
        )
        self.changed = tuple(changed)


_Seen = tuple[Place | None, str | None]
"""What of a reply is compared for every question: where its first passage stands, and its short answer."""


class Gate:
    """Holds a new index to a file of questions, of which the judged ones must not get worse; `changed` tells what it
    found the last time it was called, the judged questions first.
    """

    def __init__(self, path: Path, models: Models | None = None) -> None:
        """Read the questions, which `models` answer. Raises QuestionFileError."""
        self._path = path
        self._models = models
        self._held = read_questions(path, judged_only=False)
        self.changed: tuple[ChangedAnswer, ...] = ()

    def __call__(self, before: Searcher, after: Searcher) -> None:
        """Ask both. Raises GateRefused where an answer gets worse."""
        (old, earlier), (new, later) = self._asked(before), self._asked(after)
        found = compare_runs(old, new)
        better = {(each.result.id, each.result.question): each.ways for each in found.better}
        worse = {(each.result.id, each.result.question): each.ways for each in found.worse}
        questions: tuple[AnyQuestion, ...] = (*self._held.judged, *self._held.unjudged)
        asked = [(question.id, question.question) for question in questions]
        self.changed = tuple(
            ChangedAnswer(key[0], better.get(key, ()), worse.get(key, ()), before=was[0], after=now[0])
            for key, was, now in zip(asked, earlier, later, strict=True)
            if was != now or key in better or key in worse
        )
        if worse:
            raise GateRefused(self.changed, self._path)

    def _asked(self, searcher: Searcher) -> tuple[tuple[Result, ...], list[_Seen]]:
        """Ask every question; returns what the replies to the judged ones are worth, and what is seen of all."""
        seen: list[_Seen] = []

        def ask(question: str, history: tuple[str, ...]) -> Answer:
            reply = answer(Request(question, history=history, limit=JUDGED_DEPTH), searcher, self._models)
            cited = reply.passages[0].citations[0] if reply.passages else None
            place = None if cited is None else Place(cited.article_id, cited.start, cited.end)
            seen.append((place, reply.short.text if reply.short else None))
            return reply

        results = evaluate(self._held.judged, ask, load_articles(searcher)).results
        for question in self._held.unjudged:
            ask(question.question, question.history)
        return results, seen
