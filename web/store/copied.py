"""Words that somebody copied of a text: found, so that they go with it."""

from collections.abc import Iterable

STRETCH = 40
"""So many characters in a row that somebody copied of a text are found, wherever they stand in it."""

_WINDOW = 32
"""Fewer than these are not: they may be worded alike."""

_STEP = STRETCH - _WINDOW + 1


class Copied:
    """Finds stretches of some texts in others; capitals and the width of spaces do not count."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Keep one window of each text in _STEP: wherever a stretch stands, it holds a whole one of them."""
        self._windows = {
            plain[start : start + _WINDOW]
            for plain in map(_plain, texts)
            for start in range(0, len(plain) - _WINDOW + 1, _STEP)
        }

    def within(self, other: str) -> bool:
        """Whether another text holds such a stretch. Costs one look for each of its characters."""
        plain = _plain(other) if self._windows else ""
        return any(plain[start : start + _WINDOW] in self._windows for start in range(len(plain) - _WINDOW + 1))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
