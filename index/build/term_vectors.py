"""Each term's vector, of those of the words that it is written as. How words are cut is kept from build to build, and
vectors are those of the generation before as far as they are the same.
"""

from collections.abc import Callable, Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.build.cache import Cache
from index.build.lexicon import Words, as_array, numbers
from index.build.numbering import fingerprint
from index.ragged import spread
from index.text.word_vectors import DIMENSIONS, Pieces, WordVectors, unit_sums

_AT_ONCE = 4096
"""How many terms' vectors are in memory at a time, in full."""

_KEY = "words' pieces 2"
"""How the key begins of what is kept. To be raised when a word or term gets another vector of the same pieces."""

Before = Callable[[], NDArray[np.float16] | None]
"""Gives the vectors of the terms of the build before, None where there are none; not called where none is of use."""


class _Kept(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is kept of words, whose fingerprint is `of`: how many sub-words each has, and which; and of each way to
    write a term what `Words` has. Arrays stand as their bytes.
    """

    of: bytes = b""
    lengths: bytes = b""
    ids: bytes = b""
    spelt_terms: bytes = b""
    spelt_words: bytes = b""
    spelt_counts: bytes = b""


def term_vectors(
    words: Words, vectors: WordVectors | None, cache: Cache, setting: str, before: Before
) -> Iterator[NDArray[np.float16]]:
    """Return the vectors of all terms, some at a time, (n, DIMENSIONS) each; (n, 0) without word vectors.

    A term's is the mean of its words' vectors, by how often each is written, at unit length. `setting`: names the
    versions of all that it depends on. Only those are made that the build before had not.
    """
    if vectors is None or not words.terms:
        return iter([np.zeros((len(words.terms), DIMENSIONS if vectors is not None else 0), dtype=np.float16)])
    key = f"{_KEY} {setting}"
    kept = _kept(cache.get(key), words)
    pieces = _pieces(words, vectors, kept)
    ways = numbers(words.spelt_terms), numbers(words.spelt_words), numbers(words.spelt_counts)
    now = _Kept(fingerprint(words.words), numbers(np.diff(pieces.starts)), numbers(pieces.ids), *ways)
    if now != kept:
        cache.put(key, msgspec.msgpack.encode(now))
    return _made(words, vectors, pieces, _places_before(words, kept), before)


def _made(
    words: Words, vectors: WordVectors, pieces: Pieces, places: NDArray[np.int64], before: Before
) -> Iterator[NDArray[np.float16]]:
    """Yield the vectors, some at a time; `places`: see `_places_before`."""
    held = before() if (places >= 0).any() else None
    if held is None or held.shape[1:] != (DIMENSIONS,) or len(held) <= places.max():
        held, places = np.zeros((0, DIMENSIONS), dtype=np.float16), np.full(len(places), -1, dtype=np.int64)
    starts = np.searchsorted(words.spelt_terms, np.arange(len(words.terms) + 1))
    for first in range(0, len(words.terms), _AT_ONCE):
        own = places[first : first + _AT_ONCE]
        out = held[own] if len(held) else np.empty((len(own), DIMENSIONS), dtype=np.float16)
        lacking = np.flatnonzero(own < 0)
        out[lacking] = _means(words, vectors, pieces, starts[first + lacking], starts[first + lacking + 1])
        yield out


def _means(
    words: Words, vectors: WordVectors, pieces: Pieces, starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.float16]:
    """Return the vectors of terms, each written in the ways from its start to its end: (len(starts), DIMENSIONS)."""
    lengths = ends - starts
    ways = spread(starts, lengths)
    own = vectors.of(pieces.take(words.spelt_words[ways]))
    firsts = np.cumsum(lengths) - lengths
    means = own[firsts]  # of a term that is written in one way
    several = np.flatnonzero(lengths > 1)
    places = spread(firsts[several], lengths[several]).astype(np.int32)
    runs = np.concatenate([[0], np.cumsum(lengths[several])])
    means[several] = unit_sums(own, runs, places, words.spelt_counts[ways[places]].astype(np.float32))
    halves: NDArray[np.float16] = means.astype(np.float16)
    return halves


def _pieces(words: Words, vectors: WordVectors, kept: _Kept) -> Pieces:
    """Return the pieces of words; only those are cut that the build before had not."""
    before = Pieces.of(as_array(kept.lengths), as_array(kept.ids))
    places = words.came.copy() if kept.of else np.full(len(words.words), -1, dtype=np.int64)
    new = [words.words[number] for number in np.flatnonzero(places < 0).tolist()]
    places[places < 0] = np.arange(len(new)) + len(before.starts) - 1
    return before.joined(vectors.cut(new)).take(places)


def _places_before(words: Words, kept: _Kept) -> NDArray[np.int64]:
    """Return the place of each term's vector among those of the build before, -1 where another is to be made: the term
    is new, or written in other ways, or in several and in one of them more or less often.
    """
    places = words.terms_came.copy() if kept.of else np.full(len(words.terms), -1, dtype=np.int64)
    terms, spelt, counts = map(as_array, (kept.spelt_terms, kept.spelt_words, kept.spelt_counts))
    now, then = np.bincount(words.spelt_terms, minlength=len(places)), np.bincount(terms, minlength=1)
    places[now != then[places]] = -1
    stay = np.flatnonzero(places >= 0)
    lengths = now[stay]
    own, old = (
        spread((np.cumsum(several) - several)[which], lengths) for several, which in ((now, stay), (then, places[stay]))
    )
    differs = words.came[words.spelt_words[own]] != spelt[old]
    differs |= (words.spelt_counts[own] != counts[old]) & np.repeat(lengths > 1, lengths)
    places[words.spelt_terms[own[differs]]] = -1
    return places


def _kept(raw: bytes | None, words: Words) -> _Kept:
    """Return what the build before kept, if it is of the words that it had."""
    try:
        kept = _Kept() if raw is None else msgspec.msgpack.decode(raw, type=_Kept)
    except msgspec.MsgspecError:
        return _Kept()
    return kept if kept.of == words.before else _Kept()
