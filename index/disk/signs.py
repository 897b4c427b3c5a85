"""The signs of a large index's vectors (encoding-signs.npy): one bit for each number. By them a question's vector is
compared with all, and in full with few.

In how many signs two vectors differ tells, more or less, at what angle they stand (Charikar 2002), and the signs take
an eighth of what the vectors take. So many of the nearest by signs are kept that the nearest in full are among them.

The array is (ceil(d / 64), n_rows) uint64: by the word, so that one word of many vectors is read in one go.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

SIGNED_FROM = 40_000
"""From how many sentences on an index has them: fewer are compared in full as fast."""

_WORD = 64
_AT_ONCE = 1 << 16
"""How many vectors are compared at a time, so that what is counted stays in the processor's cache: a million takes 9
ms, 11 by a quarter as many, 18 by a sixteenth."""


def words_of(dimensions: int) -> int:
    """Return how many words the signs of a vector take."""
    return -(-dimensions // _WORD)


def sign_words(vectors: NDArray[np.number]) -> Iterator[NDArray[np.uint64]]:
    """Yield the signs of vectors, (n, d), by the word: each (1, n)."""
    for start in range(0, vectors.shape[1], _WORD):
        words = np.zeros((1, len(vectors)), dtype=np.uint64)
        for first in range(0, len(vectors), _AT_ONCE):
            rows = slice(first, first + _AT_ONCE)
            bits = np.packbits(vectors[rows, start : start + _WORD] >= 0, axis=1, bitorder="little")
            words[0, rows].view(np.uint8).reshape(-1, 8)[:, : bits.shape[1]] = bits
        yield words


def nearest_by_signs(
    signs: NDArray[np.uint64], vector: NDArray[np.floating], allowed: NDArray[np.bool_], most: int
) -> NDArray[np.intp]:
    """Return which of the allowed vectors, (n,), differ from one in the fewest signs: `most` of them, or all that there
    are, ascending; of equal ones the first.
    """
    if np.count_nonzero(allowed) <= most:
        return np.flatnonzero(allowed)
    differing = _count_differing(signs, vector)
    differing[~allowed] = len(signs) * _WORD + 1
    up_to = np.cumsum(np.bincount(differing))
    least = int(np.searchsorted(up_to, most))
    surely = np.flatnonzero(differing < least)
    as_far = np.flatnonzero(differing == least)[: most - len(surely)]
    return np.sort(np.concatenate((surely, as_far)))


def _count_differing(signs: NDArray[np.uint64], vector: NDArray[np.floating]) -> NDArray[np.uint16]:
    asked = [word[0, 0] for word in sign_words(vector[np.newaxis])]
    out = np.zeros(signs.shape[1], dtype=np.uint16)
    differ = np.empty(min(_AT_ONCE, len(out)), dtype=np.uint64)
    for start in range(0, len(out), _AT_ONCE):
        counted = out[start : start + _AT_ONCE]
        held = differ[: len(counted)]
        for word, own in zip(signs, asked, strict=True):
            np.bitwise_xor(word[start : start + _AT_ONCE], own, out=held)
            counted += np.bitwise_count(held)
    return out
