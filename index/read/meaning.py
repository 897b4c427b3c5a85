"""What sentences mean, by an encoder: it makes their vectors when the index is built, a question's when it is asked."""

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.build.cache import Cache
from index.disk.arrays import ENCODINGS, in_single
from index.memo import remembered
from index.read.postings import best_of
from index.text.encoder import Encoder

ENCODING_VERSION = 1
"""Part of the version of an index with an encoder: to be raised when another text is encoded for a sentence."""

_AT_ONCE = 4096
"""How many vectors are in memory at a time, in full."""


class Meanings:
    """What the sentences of an index mean, by the encoder that reads the questions too."""

    def __init__(self, encoder: Encoder, encodings: NDArray[np.float16]) -> None:
        """Store both. `encodings`: (n_rows, d), at unit length; zero for sentences that cannot answer."""
        self._encoder = encoder
        self._encodings = encodings
        self._vector = remembered(self._encode, 1 << 8)

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
        vector: NDArray[np.float32] = self._encoder.encode([text])[0]
        return vector


def encode_rows(texts: Sequence[str], encoder: Encoder, cache: Cache) -> NDArray[np.float16]:
    """Return the vector of each of the texts that are encoded for sentences: (len(texts), encoder.dimensions).

    Only texts that the cache lacks are encoded, copies once, and empty ones not at all.
    """
    places = {text: place for place, text in enumerate(dict.fromkeys(text for text in texts if text))}
    unique = np.zeros((len(places) + 1, encoder.dimensions), dtype=np.float16)
    missing = []
    for text, place in places.items():
        raw = cache.get(_key(encoder, text))
        if raw is None:
            missing.append(text)
        else:
            unique[place] = np.frombuffer(raw, dtype=np.float16)
    for start in range(0, len(missing), _AT_ONCE):
        batch = missing[start : start + _AT_ONCE]
        for text, vector in zip(batch, encoder.encode(batch).astype(np.float16), strict=True):
            unique[places[text]] = vector
            cache.put(_key(encoder, text), vector.tobytes())
    rows: NDArray[np.float16] = unique[[places.get(text, -1) for text in texts]]
    return rows


def _key(encoder: Encoder, text: str) -> str:
    return hashlib.sha256(f"{ENCODING_VERSION} {encoder.name}\0{text}".encode()).hexdigest()
