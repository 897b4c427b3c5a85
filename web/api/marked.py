"""Questions that visitors marked as answered rightly, and that are answered so now: to be suggested to others.

A question is one of a visitor's own, so that it is suggested only where every word of it, beside function words, stands
in the passage that answers it or in its heading: then it tells no more than the articles do.
"""

from contextlib import suppress
from threading import Lock, Thread
from time import monotonic

from corpus import PioneerError
from index import Searcher, extract_terms
from qa import Request
from web.service import Service
from web.store.feedback import FeedbackStore, FeedbackVerdict, Opinion

MOST = 30
"""How many questions are asked at most: those that were marked last."""

LONGEST = 120
"""How long a question is at most that is suggested, in characters."""

AGAIN = 60.0
"""Seconds until they are looked for anew."""


class MarkedQuestions:
    """Those of an index; found in a thread, so that nobody waits, and kept for a while."""

    def __init__(self, service: Service, feedback: FeedbackStore | None) -> None:
        """Store what answers, and what was said of its answers."""
        self._service = service
        self._feedback = feedback
        self._lock = Lock()
        self._version = ""
        self._looked = 0.0
        self._found: tuple[str, ...] = ()

    def known(self, searcher: Searcher) -> tuple[str, ...]:
        """Those that were found of an index; they are looked for now where that was not done lately."""
        if self._feedback is None:
            return ()
        with self._lock:
            if searcher.version != self._version:
                self._version, self._found, self._looked = searcher.version, (), 0.0
            if not self._looked or monotonic() - self._looked > AGAIN:
                self._looked = monotonic()
                Thread(target=self._look, args=(searcher,), name="marked", daemon=True).start()
            return self._found

    def _look(self, searcher: Searcher) -> None:
        with suppress(PioneerError):  # whoever asks, or gives feedback, is told
            found = self.find(searcher)
            with self._lock:
                if searcher.version == self._version:
                    self._found = found

    def find(self, searcher: Searcher) -> tuple[str, ...]:
        """Return those that are answered by an index as they were marked, the newest first. Raises PioneerError."""
        said: dict[str, list[Opinion]] = {}
        for record in reversed(self._feedback.records() if self._feedback else ()):
            opinion = record.opinion
            if not opinion.history and not opinion.narrowed:
                said.setdefault(opinion.question, []).append(opinion)
        right = [all(opinion.verdict is FeedbackVerdict.CORRECT for opinion in each) for each in said.values()]
        marked = [each for each, good in zip(said.values(), right, strict=True) if good][:MOST]
        return tuple(each[0].question for each in marked if self._is_answered(each, searcher))

    def _is_answered(self, marked: list[Opinion], searcher: Searcher) -> bool:
        question = marked[0].question
        if len(question) > LONGEST or not question.isprintable():
            return False
        reply = self._service.answer(Request(question), searcher)
        if not reply.answered or reply.interpretation.corrections:
            return False
        leads = reply.passages[(reply.short.passage if reply.short else 1) - 1]
        quotes = {cited.quote for opinion in marked for cited in opinion.cited}
        told = {*extract_terms(leads.text), *extract_terms(leads.heading or "")}
        return told.issuperset(extract_terms(question)) and any(cited.quote in quotes for cited in leads.citations)
