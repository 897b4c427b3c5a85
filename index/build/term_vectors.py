"""Each term's vector, of those of the words that it is written as."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.build.lexicon import Words
from index.ragged import spread
from index.text.word_vectors import DIMENSIONS, WordVectors, unit_sums

_AT_ONCE = 1 << 14
"""How many terms' vectors are in memory at a time, in full."""


def term_vectors(words: Words, vectors: WordVectors | None) -> Iterator[NDArray[np.float16]]:
    """Yield the vectors of all terms, some at a time, at least one time: (n, DIMENSIONS) each; (n, 0) without any.

    A term's is the mean of its words' vectors, by how often each is written, at unit length.
    """
    if vectors is None or not words.terms:
        yield np.zeros((len(words.terms), DIMENSIONS if vectors is not None else 0), dtype=np.float16)
        return
    bounds = np.searchsorted(words.spelt_terms, np.arange(len(words.terms) + 1))
    for first in range(0, len(words.terms), _AT_ONCE):
        yield _means(words, vectors, bounds[first : first + _AT_ONCE + 1])


def _means(words: Words, vectors: WordVectors, bounds: NDArray[np.int64]) -> NDArray[np.float16]:
    """Return the vectors of terms; each is written in the ways from one of the bounds to the next."""
    ways = slice(bounds[0], bounds[-1])
    own = vectors.embed([words.words[number] for number in words.spelt_words[ways].tolist()])
    firsts, lengths = bounds[:-1] - bounds[0], np.diff(bounds)
    means = own[firsts]  # of a term that is written in one way
    several = np.flatnonzero(lengths > 1)
    places = spread(firsts[several], lengths[several]).astype(np.int32)
    runs = np.concatenate([[0], np.cumsum(lengths[several])])
    means[several] = unit_sums(own, runs, places, words.spelt_counts[ways][places].astype(np.float32))
    halves: NDArray[np.float16] = means.astype(np.float16)
    return halves
