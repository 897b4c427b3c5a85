"""What is made of an index once, and shown for as long as it answers."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from index import Searcher

T = TypeVar("T")

KEPT = 2
"""How many indexes are remembered: the one that answers now, and the one before while it still may."""


class Remembered(Generic[T]):
    """Something made of an index, the same for the same index, that takes too long to be made for each request.

    Safe to share: who asks while it is being made waits for it.
    """

    def __init__(self, make: Callable[[Searcher], T]) -> None:
        """Store how it is made; what that raises is raised, and not remembered."""
        self._make = make
        self._made: dict[tuple[str, str], T] = {}
        self._lock = Lock()

    def of(self, searcher: Searcher) -> T:
        """Return what is made of this index."""
        key = searcher.version, searcher.built_at
        with self._lock:
            if key not in self._made:
                made = self._make(searcher)
                self._made = dict([*self._made.items(), (key, made)][-KEPT:])
            return self._made[key]
