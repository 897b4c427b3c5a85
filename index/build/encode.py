"""The vectors of an index's sentences, made by an encoder; those that were made before are kept in the cache."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.build.cache import Cache
from index.text.encoder import Encoder

ENCODING_VERSION = 2
"""Part of the version of an index with an encoder: to be raised when another text is encoded for a sentence."""

_AT_ONCE = 4096
"""How many texts are encoded before their vectors are kept."""


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
