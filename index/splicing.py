"""Putting together what was kept in several places, with as few cuts as there can be."""

from collections.abc import Iterable
from typing import TypeVar

Source = TypeVar("Source")


def runs(found: Iterable[tuple[Source, int]]) -> list[tuple[Source, int, int]]:
    """Return the runs of places, each with its source, that follow one another: (source, first, last + 1)."""
    out: list[tuple[Source, int, int]] = []
    for source, place in found:
        if out and out[-1][0] is source and out[-1][2] == place:
            out[-1] = (source, out[-1][1], place + 1)
        else:
            out.append((source, place, place + 1))
    return out
