"""A text as a person reads it, and where each of its characters stands in the verbatim text.

What is there for a program (marks of Markdown, tags, link addresses, soft hyphens) is not read; an entity is read as
its character. Structure is found in the text as it is read; every span is told in the verbatim one.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Self

from corpus.values import Edit


class Reading:
    """A verbatim text with its edits applied.

    `text`: as it is read. `edits`: in order, none within another. Offsets of `text` are half-open, in code points.
    """

    def __init__(self, verbatim: str, edits: Sequence[Edit]) -> None:
        """Apply edits to a text; they are in order and do not overlap."""
        self.verbatim = verbatim
        self.edits = tuple(edits)
        parts: list[str] = []
        self._begins: list[int] = []  # where each piece begins as it is read
        self._pieces: list[tuple[int, int, int]] = []  # where it stands in the verbatim text, and its length as read
        length = position = 0
        for edit in (*edits, Edit(len(verbatim), len(verbatim))):
            start, end = edit.start, edit.end
            for piece, first, last in ((verbatim[position:start], position, start), (edit.shown, start, end)):
                if piece:
                    parts.append(piece)
                    self._begins.append(length)
                    self._pieces.append((first, last, len(piece)))
                    length += len(piece)
            position = end
        self.text = "".join(parts) if edits else verbatim

    @classmethod
    def of(cls, verbatim: str, edits: Iterable[Edit]) -> Self:
        """Apply edits in any order; of two that overlap, the one that begins first and is longer counts."""
        kept: list[Edit] = []
        for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
            begin = max(edit.start, kept[-1].end) if kept else edit.start
            if edit.end > begin:
                kept.append(edit if begin == edit.start else Edit(begin, edit.end, edit.shown))
        return cls(verbatim, kept)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the text as it is read stands in the verbatim one, marks within it included."""
        if not self.edits:
            return start, end
        first, begin = self._piece(start)
        last, begun = self._piece(max(start, end - 1))
        low = first[0] + (start - begin if first[1] - first[0] == first[2] else 0)
        high = last[0] + end - begun if last[1] - last[0] == last[2] else last[1]
        return (low, max(low, high)) if end > start else (low, low)

    def _piece(self, position: int) -> tuple[tuple[int, int, int], int]:
        """Return the piece that a character is of, and where that piece begins as it is read."""
        number = max(0, bisect_right(self._begins, position) - 1)
        if not self._pieces:
            return (0, 0, 0), 0
        return self._pieces[number], self._begins[number]
