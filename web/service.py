"""What the API, the pages and the command line share: a question in, the contract's reply out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from corpus import Article
from index import GenerationError, Searcher
from qa import Answer, Request, answer
from web.api.replies import ask_reply
from web.recent import Recent


@dataclass(frozen=True, slots=True)
class Service:
    """Answers from whichever index `source` gives at that moment; safe to share between threads.

    `source` may raise GenerationError. A request calls it once, so that no reply mixes two indexes. `refused` tells why
    another than the published index answers, None while that one does; `earlier` gives an article in a version that an
    earlier index holds, by id and version, where that is still kept.
    """

    source: Callable[[], Searcher]
    refused: Callable[[], GenerationError | None] = lambda: None
    earlier: Callable[[str, str], Article | None] = lambda article_id, version: None
    answers: Recent[Answer] = field(default_factory=Recent)
    replies: Recent[dict[str, Any]] = field(default_factory=Recent)

    def searcher(self) -> Searcher:
        """The index that answers now. Raises GenerationError when none can be opened."""
        return self.source()

    def answer(self, request: Request, searcher: Searcher) -> Answer:
        """The answer to one request, from the index that was given to it."""
        return self.answers.answer(request, searcher, answer)

    def ask(self, request: Request, searcher: Searcher | None = None) -> dict[str, Any]:
        """The reply to one request, as API.md's JSON object, `took_ms` (milliseconds) included.

        `searcher`: the index that the HTTP request at hand was given already.
        """
        began = perf_counter()
        reply = self.replies.answer(request, searcher or self.source(), self._reply)
        return {**reply, "took_ms": round((perf_counter() - began) * 1000, 2)}

    def _reply(self, request: Request, searcher: Searcher) -> dict[str, Any]:
        return ask_reply(self.answer(request, searcher), explain=request.explain)
