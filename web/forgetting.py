"""Articles that are removed go from the feedback, too: before their index does, and once nobody reads that any more."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from index import Searcher
from web.data import DataError
from web.feedback import FeedbackStore
from web.repeats import traces


class Forgetting:
    """Stands between an index and its successor, as the gate does, and calls that first."""

    def __init__(self, data: Path, gate: Callable[[Searcher, Searcher], None] | None) -> None:
        """Store the folder for data and the gate."""
        self._feedback = FeedbackStore(data)
        self._gate = gate
        self._traces: dict[str, bytes] = {}

    def __call__(self, before: Searcher, after: Searcher) -> None:
        """Forget what the successor lacks, while its text can still be read. Raises what the gate does."""
        if self._gate is not None:
            self._gate(before, after)
        gone = {card.id for card in before.cards()} - {card.id for card in after.cards()}
        found = map(before.article, gone)
        self._traces = {article.id: traces(article.text) for article in found if article is not None}
        with suppress(DataError):  # no reason to go on answering from them; `finish` tries again, and tells
            self._feedback.forget(self._traces)

    def finish(self, gone: Iterable[str]) -> None:
        """Forget, by their ids, what came in while the earlier index was still read. Raises DataError."""
        self._feedback.forget({article_id: self._traces.get(article_id, b"") for article_id in gone})
