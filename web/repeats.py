"""Whether somebody wrote down a stretch of an article's text elsewhere."""

from collections.abc import Iterable
from itertools import chain

STRETCH = 40
"""How many characters in a row tell that a text was copied and not worded alike."""

_BLOCK = STRETCH // 2
"""Wherever a stretch stands in a text, it holds a whole block of this length that begins at a multiple of it."""


class Repeats:
    """Finds stretches of some texts in others; capitals and the width of spaces do not count."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Cut the texts into blocks, so that the look at another text costs no more for a long one."""
        self._texts = tuple(filter(None, map(_plain, texts)))
        starts = ((text, start) for text in self._texts for start in range(0, len(text), _BLOCK))
        self._blocks = frozenset(text[start : start + _BLOCK] for text, start in starts)

    def within(self, other: str) -> bool:
        """Whether another text holds STRETCH characters in a row of one of the texts."""
        plain = _plain(other)
        met = (at for at in range(len(plain) - _BLOCK + 1) if plain[at : at + _BLOCK] in self._blocks)
        around = chain.from_iterable(range(max(0, at - _BLOCK + 1), at + 1) for at in met)
        stretches = {plain[at : at + STRETCH] for at in around}
        return any(len(stretch) == STRETCH and stretch in text for stretch in stretches for text in self._texts)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
