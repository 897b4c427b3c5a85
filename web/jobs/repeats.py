"""Whether somebody wrote down a stretch of an article's text elsewhere, told by hashes of it: its text may be gone."""

from collections.abc import Iterable
from hashlib import blake2b

STRETCH = 40
"""So many characters in a row are found wherever they stand in a text."""

_WINDOW = 32
"""Fewer than these are not: they may be worded alike."""

_STEP = STRETCH - _WINDOW + 1
"""Wherever a stretch stands in a text, it holds a whole window that begins at a multiple of this."""

_BYTES = 8


def traces(text: str) -> bytes:
    """Hash a text's windows, one in every _STEP characters; the hashes stand in an order that tells nothing of it."""
    plain = _plain(text)
    return _joined({_hash(plain, start) for start in range(0, len(plain) - _WINDOW + 1, _STEP)})


def together(*traced: bytes) -> bytes:
    """The traces of several texts as one."""
    return _joined(_cut(traced))


class Repeats:
    """Finds stretches of some texts in others; capitals and the width of spaces do not count."""

    def __init__(self, traced: Iterable[bytes]) -> None:
        """Take what `traces` gave of the texts."""
        self._known = _cut(traced)

    def within(self, other: str) -> bool:
        """Whether another text holds STRETCH characters in a row of one of the texts, or little fewer.

        Costs one hash for each of its characters, however long the texts are.
        """
        plain = _plain(other)
        starts = range(len(plain) - _WINDOW + 1) if self._known else ()
        return any(_hash(plain, start) in self._known for start in starts)


def _joined(hashes: Iterable[bytes]) -> bytes:
    return b"".join(sorted(hashes))


def _cut(traced: Iterable[bytes]) -> frozenset[bytes]:
    return frozenset(hashes[at : at + _BYTES] for hashes in traced for at in range(0, len(hashes), _BYTES))


def _hash(plain: str, start: int) -> bytes:
    window = plain[start : start + _WINDOW].encode("utf-8", "surrogatepass")
    return blake2b(window, digest_size=_BYTES).digest()


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
