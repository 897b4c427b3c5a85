"""Answers given lately: what several people ask is answered once, as long as the same index answers."""

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from index import Searcher
from qa import Request

T = TypeVar("T")

MOST = 256
"""How many answers are kept: some 5 MB in each process."""


class Recent(Generic[T]):
    """The answers of one index to requests, in some form, the latest last; safe to share between threads.

    They are not to be changed by who is given them.

    An index that gives way to another takes its answers with it: nothing of what was removed is kept here.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self._lock = threading.Lock()
        self._index: weakref.ref[Searcher] | None = None
        self._answers: OrderedDict[Request, T] = OrderedDict()

    def answer(self, request: Request, searcher: Searcher, find: Callable[[Request, Searcher], T]) -> T:
        """Return the answer to a request from an index, found anew unless it was given lately."""
        with self._lock:
            if self._index is None or self._index() is not searcher:
                self._answers.clear()
                self._index = weakref.ref(searcher, self._forget)
            known = self._answers.get(request)
            if known is not None:
                self._answers.move_to_end(request)
                return known
        found = find(request, searcher)
        with self._lock:
            if self._index is not None and self._index() is searcher:
                self._answers[request] = found
                if len(self._answers) > MOST:
                    self._answers.popitem(last=False)
        return found

    def _forget(self, index: "weakref.ref[Searcher]") -> None:
        """Forget the answers of an index that nobody holds any more, unless another's took their place."""
        if self._index is index:
            self._answers = OrderedDict()
