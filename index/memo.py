"""Results that are remembered for as long as their object lives, and no longer."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Generic, ParamSpec, TypeVar
from weakref import WeakMethod

P = ParamSpec("P")
T = TypeVar("T")
K = TypeVar("K")


def remembered(method: Callable[P, T], size: int) -> Callable[P, T]:
    """Remember a method's results without keeping its object alive: a generation is let go with its last reader."""
    weak = WeakMethod(method)

    @lru_cache(maxsize=size)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        alive = weak()
        assert alive is not None  # noqa: S101 (who calls holds the object)
        return alive(*args, **kwargs)

    return call  # type: ignore[return-value]  # lru_cache keeps no parameters' types


class Readings(Generic[K, T]):
    """What a method reads of many things at once, remembered without keeping its object alive; safe to share between
    threads.
    """

    def __init__(self, method: Callable[[list[K]], Mapping[K, T]], size: int) -> None:
        """Store the method, which gives what each key stands for; more than `size` are all forgotten."""
        self._method = WeakMethod(method)
        self._size = size
        self._known: dict[K, T] = {}

    def of(self, keys: Iterable[K]) -> Mapping[K, T]:
        """Return what these stand for, among others; those that were not looked at lately are read, in one go."""
        known = self._known
        if len(known) > self._size:
            known = self._known = {}  # who reads in the other meanwhile goes on with that
        missing = [key for key in keys if key not in known]
        if missing:
            read = self._method()
            assert read is not None  # noqa: S101 (who calls holds the object)
            known.update(read(list(dict.fromkeys(missing))))
        return known
