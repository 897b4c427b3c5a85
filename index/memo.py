"""A method's results, remembered for as long as its object lives and no longer."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Generic, ParamSpec, TypeVar
from weakref import WeakMethod

P = ParamSpec("P")
T = TypeVar("T")
K = TypeVar("K")


def memoized(method: Callable[P, T], size: int) -> Callable[P, T]:
    """Remember a method's results without keeping its object alive: a generation is let go with its last reader."""
    weak = WeakMethod(method)

    @lru_cache(maxsize=size)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        alive = weak()
        assert alive is not None  # noqa: S101 (the caller holds the object)
        return alive(*args, **kwargs)

    return call  # type: ignore[return-value]  # lru_cache keeps no parameters' types


class BatchMemo(Generic[K, T]):
    """As `memoized`, for a method that reads what many keys stand for at once; safe to share between threads."""

    def __init__(self, method: Callable[[list[K]], Mapping[K, T]], size: int) -> None:
        """Store the method, which gives what each key stands for. Once over `size` are known, all are forgotten."""
        self._method = WeakMethod(method)
        self._size = size
        self._known: dict[K, T] = {}

    def of(self, keys: Iterable[K]) -> Mapping[K, T]:
        """Return what these keys stand for, among others; those that are not known are read together."""
        known = self._known
        if len(known) > self._size:
            known = self._known = {}  # another thread that reads the old one goes on with that
        missing = [key for key in keys if key not in known]
        if missing:
            read = self._method()
            assert read is not None  # noqa: S101 (the caller holds the object)
            known.update(read(list(dict.fromkeys(missing))))
        return known
