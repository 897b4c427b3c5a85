"""Each term's vector, of those of the words that it is written as; how words are cut is kept from build to build."""

from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.cache import Cache
from index.lexicon import Words, as_array, numbers
from index.numbering import fingerprint
from index.runs import spread
from index.vectors import DIMENSIONS, Pieces, WordVectors, unit_sums

_AT_ONCE = 4096
"""How many terms' vectors are in memory at a time, in full."""

_PIECES = "pieces"
"""How the key begins of what is kept: the fingerprint of the words, and their sub-words as `Pieces` has them."""


def term_vectors(words: Words, cache: Cache, setting: str) -> Iterator[NDArray[np.float16]]:
    """Return the vectors of all terms, some at a time, (n, DIMENSIONS) each; (n, 0) without word vectors.

    A term's is the mean of its words' vectors, by how often each is written, at unit length. `setting`: names the
    versions of all that it depends on.
    """
    vectors = WordVectors.load()
    if vectors is None or not words.terms:
        return iter([np.zeros((len(words.terms), DIMENSIONS if vectors is not None else 0), dtype=np.float16)])
    return _means(words, vectors, _pieces(words, vectors, cache, f"{_PIECES} {setting}"))


def _means(words: Words, vectors: WordVectors, pieces: Pieces) -> Iterator[NDArray[np.float16]]:
    starts = np.searchsorted(words.spelt_terms, np.arange(len(words.terms) + 1))
    for first in range(0, len(words.terms), _AT_ONCE):
        ends = starts[first : first + _AT_ONCE + 1]
        ways = slice(ends[0], ends[-1])
        own = vectors.of(pieces.take(words.spelt_words[ways]))
        lengths = np.diff(ends)
        means = own[ends[:-1] - ends[0]]  # of a term that is written in one way
        several = np.flatnonzero(lengths > 1)
        places = spread(ends[several] - ends[0], lengths[several]).astype(np.int32)
        runs = np.concatenate([[0], np.cumsum(lengths[several])])
        means[several] = unit_sums(own, runs, places, words.spelt_counts[ways][places].astype(np.float32))
        yield means.astype(np.float16)


def _pieces(words: Words, vectors: WordVectors, cache: Cache, key: str) -> Pieces:
    """Return the pieces of words; only those are cut that the build before had not, and all are kept."""
    of, kept = _kept(cache.get(key))
    own = fingerprint(words.words)
    if of != own:
        places = words.came.copy() if of == words.before else np.full(len(words.words), -1, dtype=np.int64)
        new = [words.words[number] for number in np.flatnonzero(places < 0).tolist()]
        places[places < 0] = np.arange(len(new)) + len(kept.starts) - 1
        kept = kept.joined(vectors.cut(new)).take(places)
        cache.put(key, msgspec.msgpack.encode((own, numbers(np.diff(kept.starts)), numbers(kept.ids))))
    return kept


def _kept(raw: bytes | None) -> tuple[bytes, Pieces]:
    """Return the pieces of the build before, and the fingerprint of their words."""
    try:
        told = (b"", b"", b"") if raw is None else msgspec.msgpack.decode(raw, type=tuple[bytes, bytes, bytes])
    except msgspec.MsgspecError:
        told = (b"", b"", b"")
    of, lengths, ids = told
    return of, Pieces.of(as_array(lengths), as_array(ids))
