"""What sentences mean, by an encoder: a question's vector is compared with those that the index holds of sentences.

In a large index it is so only with those that are near by their signs, see `index.disk.signs`.
"""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from index.disk.arrays import ENCODINGS, GREATEST, SCALES, check_fractions
from index.disk.manifest import REMEDY
from index.disk.signs import nearest_by_signs
from index.errors import IndexDamaged
from index.memo import memoized
from index.read.postings import best_of, places_within
from index.text.encoder import Encoder
from index.values import Numbers

_AT_ONCE = 256
"""How many vectors are in memory at a time, in full: as many as stay in a processor's cache, and few enough that
OpenBLAS shares none out to threads, which wait for one another at full speed. 119,000 of 384 numbers take 10 ms of a
processor; 4096 at a time take 14, and 47 with two threads."""

LOOKED_AT, LOOKED_AT_OF_MANY = 20_000, 5_000
"""How many sentences of a large index are compared in full, those whose vectors' signs differ least, and of one of MANY
or more. Of the thirty nearest of 106,000 (1,500 pages, 240 questions) all are among 20,000, .9997 among 10,000 and .996
among 5,000. Of 119,000 the first take 4.9 ms of a processor, and all in full 13.5."""

MANY = 200_000

_FEW = 4
"""Where a search is kept to less than one in so many of all sentences, or in a large index to no more than are looked
at anyway, these alone are compared, each in full: 2,400 of 106,000 in 0.8 ms instead of 20."""

_EXACT = 1 << 24
"""Up to here single precision adds whole numbers exactly."""

FINEST = 1 << 14
"""So that each number of a question's vector can be told as one character, see `index.cluster.vectors`."""


def looked_at(rows: int) -> int:
    """Return how many sentences of a large index are compared in full."""
    return LOOKED_AT if rows < MANY else LOOKED_AT_OF_MANY


class Meanings:
    """What the sentences of an index mean, by the encoder that reads the questions too."""

    def __init__(
        self,
        encoder: Encoder,
        encodings: NDArray[np.int8],
        scales: NDArray[np.float32],
        signs: NDArray[np.uint64] | None = None,
    ) -> None:
        """Store them. `encodings`: (n_rows, d), times `scales`, (n_rows,), of unit length; zero for sentences that
        cannot answer. `signs`: theirs, in a large index.
        """
        self._questions = QuestionVectors(encoder, encodings.shape[1])
        self._encodings = encodings
        self._scales = scales
        self._signs = signs
        self._looked_at = looked_at(len(scales))

    def best(self, text: str, *, limit: int, within: Iterable[range] | None = None) -> list[tuple[int, float]]:
        """Return the sentences nearest to a text, with the cosines (> 0), best first, ties in their order.

        It is exact; in a large index, among those that are looked at.
        """
        ranges = None if within is None else list(within)
        few = len(self._scales) // _FEW if self._signs is None else self._looked_at
        if ranges is not None and sum(map(len, ranges)) <= few:
            rows = np.concatenate([np.arange(own.start, own.stop) for own in ranges] or [np.zeros(0, dtype=np.intp)])
            rows = rows[self._scales[rows] > 0]
            blocks = [rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE)]
            few_best = best_of(
                np.concatenate([np.zeros(0), *(self._cosines(text, each) for each in blocks)]), limit=limit
            )
            return [(int(rows[place]), cosine) for place, cosine in few_best]
        if self._signs is None:
            found = self._questions.cosines(text, self._encodings, self._scales)
            return best_of(found, limit=limit, within=ranges)
        allowed = self._scales > 0
        if ranges is not None:
            allowed &= places_within(ranges, len(allowed))
        near = nearest_by_signs(self._signs, self._questions.of(text), allowed, self._looked_at)
        best = best_of(self._cosines(text, near), limit=limit)
        return [(int(near[place]), cosine) for place, cosine in best]

    def cosines(self, text: str, numbers: Numbers) -> tuple[float, ...]:
        """Return these sentences' cosines with a text, each at least 0 and at most 1."""
        found = self._cosines(text, np.asarray(numbers, dtype=np.intp))
        return tuple(np.clip(found, 0, 1).tolist())

    def _cosines(self, text: str, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        return self._questions.cosines(text, self._encodings[rows], self._scales[rows])


class QuestionVectors:
    """The vectors of questions, by the encoder; those that were asked lately are remembered.

    Each is of whole numbers, the vector's at unit length times `fineness`.
    """

    def __init__(self, encoder: Encoder, dimensions: int) -> None:
        """Store the encoder. `dimensions`: how long the vectors of the index are."""
        self._encoder = encoder
        self._dimensions = dimensions
        self.fineness = fineness(dimensions)
        self.of = memoized(self._encode, 1 << 8)

    def cosines(self, text: str, encodings: NDArray[np.int8], scales: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the cosines of sentences with a text, by their vectors, (n, d) and (n,): (n,)."""
        check_fractions(scales, f"{SCALES}.npy")
        found: NDArray[np.float32] = _products(encodings, self.of(text)) * scales / np.float32(self.fineness)
        return found

    def _encode(self, text: str) -> NDArray[np.float32]:
        vector = self._encoder.encode_question(text)
        if len(vector) != self._dimensions:
            raise IndexDamaged(f"{ENCODINGS}.npy: is not of the encoder that it is said to be of; {REMEDY}")
        rounded: NDArray[np.float32] = np.rint(vector * np.float32(self.fineness))
        return rounded


def _products(encodings: NDArray[np.int8], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the products of encodings, (n, d), with a vector: (n,)."""
    found = np.empty(len(encodings), dtype=np.float32)
    held = np.empty((min(_AT_ONCE, len(found)), len(vector)), dtype=np.float32)
    for start in range(0, len(found), _AT_ONCE):
        rows = encodings[start : start + _AT_ONCE]
        held[: len(rows)] = rows
        np.dot(held[: len(rows)], vector, out=found[start : start + _AT_ONCE])
    return found


def fineness(dimensions: int) -> int:
    """Return into how many parts of 1 a question's vector is rounded; 6,731 of 384 dimensions, and FINEST at most.

    It is the most of which no sum of products with a sentence's whole numbers passes _EXACT, by Cauchy and Schwarz. So
    a cosine is the same to the bit in whatever order it is summed, on any processor and among however many others.
    """
    root = max(1.0, math.sqrt(dimensions))
    return min(FINEST, int(_EXACT / (GREATEST * root) - root / 2))
