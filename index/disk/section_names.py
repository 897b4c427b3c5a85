"""The names that sections have, of any article: whether a text is one, told for most without a look at the database."""

from collections.abc import Collection
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.disk.database import Database
from index.memo import memoized

_BITS = 64
"""How many bits there are for each name, at least: one in so many texts that are no name is looked up in vain."""

_REMEMBERED = 1 << 15
"""How many texts are remembered that were looked up."""


class SectionNames:
    """The names; safe to share between threads."""

    def __init__(self, database: Database, marks: NDArray[np.uint8]) -> None:
        """Store where they stand, and the `marks` of them all."""
        self._bits = marks.data  # which gives a number several times as fast as the array
        self._last = 8 * len(marks) - 1
        self._is_name = memoized(database.is_section_name, _REMEMBERED)

    def known(self, text: str) -> bool:
        """Return whether sections have this name. Raises IndexDamaged where the database cannot be read."""
        place = crc32(text.encode()) & self._last
        return self._bits[place >> 3] >> (place & 7) & 1 == 1 and self._is_name(text)


def marks(names: Collection[str]) -> NDArray[np.uint8]:
    """Return a bit for every name: a Bloom filter (1970) of one hash, the last bits of the name's CRC-32.

    There are as many bits as a power of two, and the first is the last of the first byte.
    """
    bits = np.zeros(1 << max(3, (_BITS * len(names) - 1).bit_length()), dtype=bool)
    bits[[crc32(name.encode()) & len(bits) - 1 for name in names]] = True
    return np.packbits(bits, bitorder="little")
