"""Results that are remembered for as long as their object lives, and no longer."""

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar
from weakref import WeakMethod

P = ParamSpec("P")
T = TypeVar("T")


def remembered(method: Callable[P, T], size: int) -> Callable[P, T]:
    """Remember a method's results without keeping its object alive: a generation is let go with its last reader."""
    weak = WeakMethod(method)

    @lru_cache(maxsize=size)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        alive = weak()
        assert alive is not None  # noqa: S101 (who calls holds the object)
        return alive(*args, **kwargs)

    return call  # type: ignore[return-value]  # lru_cache keeps no parameters' types
