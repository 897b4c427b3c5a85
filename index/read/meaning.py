"""What sentences mean, by an encoder: a question's vector is compared with those that the index holds of sentences."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.disk.arrays import ENCODINGS, in_single
from index.memo import memoized
from index.read.postings import best_of
from index.text.encoder import Encoder

_AT_ONCE = 4096
"""How many vectors are in memory at a time, in full."""


class Meanings:
    """What the sentences of an index mean, by the encoder that reads the questions too."""

    def __init__(self, encoder: Encoder, encodings: NDArray[np.float16]) -> None:
        """Store both. `encodings`: (n_rows, d), at unit length; zero for sentences that cannot answer."""
        self._encoder = encoder
        self._encodings = encodings
        self._vector = memoized(self._encode, 1 << 8)

    def best(self, text: str, *, limit: int, within: Iterable[range] | None = None) -> list[tuple[int, float]]:
        """Return the sentences nearest to a text, with the cosines (> 0), best first, ties in their order; exact."""
        vector = self._vector(text)
        starts = range(0, len(self._encodings), _AT_ONCE)
        parts = [self._read(slice(start, start + _AT_ONCE)) @ vector for start in starts]
        found = np.concatenate([np.zeros(0, np.float32), *parts])
        return best_of(found, limit=limit, within=within)

    def cosines(self, text: str, numbers: Sequence[int]) -> tuple[float, ...]:
        """Return these sentences' cosines with a text, each at least 0 and at most 1."""
        found = self._read(np.asarray(numbers, dtype=np.intp)) @ self._vector(text)
        return tuple(np.clip(found, 0, 1).tolist())

    def _read(self, rows: slice | NDArray[np.intp]) -> NDArray[np.float32]:
        return in_single(self._encodings[rows], f"{ENCODINGS}.npy")

    def _encode(self, text: str) -> NDArray[np.float32]:
        return self._encoder.encode_question(text)
