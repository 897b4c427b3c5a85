"""What the API, the pages and the command line share: a question in, the contract's reply out."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from index import Searcher
from qa import Request, answer
from web.replies import ask_reply


@dataclass(frozen=True, slots=True)
class Service:
    """Answers from whichever index `source` gives at that moment; safe to share between threads.

    `source` is called once a request and may raise GenerationError.
    """

    source: Callable[[], Searcher]

    def searcher(self) -> Searcher:
        """The index that answers now. Raises GenerationError when none can be opened."""
        return self.source()

    def ask(self, request: Request) -> dict[str, Any]:
        """The reply to one request, as API.md's JSON object, `took_ms` (milliseconds) included."""
        began = perf_counter()
        reply = ask_reply(answer(request, self.source()), explain=request.explain)
        reply["took_ms"] = round((perf_counter() - began) * 1000, 2)
        return reply
