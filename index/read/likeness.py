"""How much of a question a sentence holds, softly: a word that is not there counts by its nearest one that is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from index.disk.arrays import check_numbers, check_runs, in_single
from index.ragged import spread
from index.values import Matches

_AT_ONCE = 1 << 9
"""How many terms' vectors are in memory at a time, in full: as many as stay in a processor's cache. 33,000 are compared
with a word in 7 ms, where 16,000 at a time took 27."""

_SMALL = 200_000
"""Up to how many multiplications OpenBLAS takes matrices as they are; larger ones it copies first, and shares out to
threads, whose beginning and end cost more than they save here, most of all where requests share the processors."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's words: their terms' numbers (-1: unknown), unit vectors (n_words, d), and idf (n_words,).

    `softly` says of each whether other words are like it; figures are only themselves.
    """

    terms: Sequence[int]
    vectors: NDArray[np.float32]
    idf: NDArray[np.float64]
    softly: NDArray[np.bool_]


class Terms(Protocol):
    """What is known of terms, by their numbers: each method gives (len(terms),)."""

    def idfs(self, terms: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return their inverse document frequencies."""

    def are_names(self, terms: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return which are names."""

    def kinds(self, terms: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Return what they are, bits of `Kind`."""


@dataclass(frozen=True, slots=True)
class TermVectors:
    """The terms' vectors: `values`, (n_terms, d) float16, at unit length; d is 0 without word vectors."""

    values: NDArray[np.float16]

    def of(self, terms: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return those of some terms: (len(terms), d)."""
        return in_single(self.values[terms], "vectors.npy")

    def nearest(self, vector: NDArray[np.float32], among: NDArray[np.int32], limit: int) -> list[tuple[int, float]]:
        """Return the numbers of the terms most like a vector, with the cosines, best first, ties in their order.

        `among`: the numbers of the terms that are compared, ascending.
        """
        check_numbers(among, len(self.values), "common.npy")
        found = np.concatenate(
            [self.of(among[start : start + _AT_ONCE]) @ vector for start in range(0, max(1, len(among)), _AT_ONCE)]
        )
        best = np.lexsort((among, -found))[:limit]
        return list(zip(among[best].tolist(), found[best].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class ForwardIndex:
    """Each sentence's terms in the order they stand, and the terms' vectors.

    `starts`, (n_sentences + 1,) int64, says where in `terms` (int32) each sentence's begin.
    """

    starts: NDArray[np.int64]
    terms: NDArray[np.int32]
    vectors: TermVectors

    def match(
        self,
        asked: Asked,
        numbers: NDArray[np.int32],
        sizes: NDArray[np.int32],
        weights: NDArray[np.float64],
        known: Terms,
    ) -> Matches:
        """Return what sentences hold. `sizes`, (n_sentences,): how many of their terms are their own, the first ones;
        `weights`: (n_words, n_sentences), TF-IDF; `known`: tells of terms.
        """
        flat, ends = self.flat(numbers)
        starts = np.concatenate(([0], ends[:-1]))
        own = np.minimum(starts + sizes, ends)
        held, places = _numbered(flat, len(self.vectors.values))
        vectors = self.vectors.of(held)
        softly = np.where(asked.softly[:, None], asked.vectors, 0)
        likeness = cosines(softly, asked.terms, vectors, held, known.are_names(held)).take(places, axis=1)
        asks = np.isin(held, np.array(asked.terms), kind="table")
        kinds = np.where(asks, 0, known.kinds(held)).astype(np.uint8)[places]
        counted = np.unpackbits(kinds[None, :], axis=0, bitorder="little")
        by_itself, by_what_is_over_it = best_in_rows(likeness, starts, own, ends)
        return Matches(
            weights,
            np.maximum(by_itself, by_what_is_over_it),
            by_itself,
            mean_likeness(asked.idf @ asked.vectors, vectors, known.idfs(held), places, ends),
            adjacency(asked.terms, flat, ends),
            sums_in_rows(counted, starts, own),
        )

    def own(self, numbers: Sequence[int], sizes: NDArray[np.int32]) -> list[NDArray[np.int32]]:
        """Return the first so many terms of each sentence: its own."""
        flat, ends = self.flat(numbers)
        starts = [0, *ends.tolist()]
        return [
            flat[start : min(start + size, end)]
            for (start, end), size in zip(pairwise(starts), sizes.tolist(), strict=True)
        ]

    def are(self, numbers: NDArray[np.int32], terms: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return which sentences begin with these terms, in their order: (n_sentences,)."""
        if not len(numbers):
            return np.zeros(0, dtype=bool)
        flat, ends = self.flat(numbers)
        starts = np.concatenate(([0], ends[:-1]))
        long = ends - starts >= len(terms)
        places = np.where(long, starts, 0)[:, None] + np.arange(len(terms))
        return np.asarray(long & (flat[np.minimum(places, len(flat) - 1)] == terms).all(axis=1))

    def closest(
        self, asked: Asked, numbers: Sequence[int], are_names: Callable[[NDArray[np.int32]], NDArray[np.bool_]]
    ) -> list[list[int | None]]:
        """Return for each sentence the number of its term that is most like each word; None where none is."""
        held, ends = self.flat(numbers)
        likeness = cosines(asked.vectors, asked.terms, self.vectors.of(held), held, are_names(held))
        starts = [0, *ends.tolist()]
        return [_greatest(held[a:b], likeness[:, a:b]) for a, b in pairwise(starts)]

    def flat(self, numbers: Sequence[int] | NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the term numbers of these sentences end to end, and each sentence's end therein."""
        wanted = np.asarray(numbers, dtype=np.int64)
        first, last = self.starts[wanted], self.starts[wanted + 1]
        check_runs(first, last, len(self.terms), "rows-starts.npy")
        flat = self.terms[spread(first, last - first)]
        check_numbers(flat, len(self.vectors.values), "rows-terms.npy")
        return flat, np.cumsum(last - first)

    def holds_in_a_row(self, terms: Sequence[int], numbers: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return which of some sentences hold terms one after the other, or have them so over them: (len(numbers),)."""
        flat, ends = self.flat(numbers)
        found = np.ones(max(len(flat) - len(terms) + 1, 0), dtype=bool)
        for place, term in enumerate(terms):
            found &= flat[place : place + len(found)] == term
        places = np.flatnonzero(found)
        sentences = np.searchsorted(ends, places, side="right")
        whole = places + len(terms) <= ends[sentences]
        return np.isin(np.arange(len(numbers)), sentences[whole])


def _numbered(flat: NDArray[np.int32], n_terms: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the terms that stand in some places, ascending, each once, and for each place which of them stands there.

    As `numpy.unique`, for numbers below `n_terms`: nothing is sorted.
    """
    there = np.zeros(n_terms, dtype=np.bool_)
    there[flat] = True
    held = np.flatnonzero(there).astype(np.int32)
    place_of = np.empty(n_terms, dtype=np.int32)
    place_of[held] = np.arange(len(held), dtype=np.int32)
    return held, place_of[flat]


def _greatest(held: NDArray[np.int32], likeness: NDArray[np.float32]) -> list[int | None]:
    """Return for each word the term that is most like it, by their likeness (n_words, len(held)); None if none is."""
    if not len(held):
        return [None] * len(likeness)
    best = likeness.argmax(axis=1).tolist()
    return [int(held[place]) if row[place] > 0 else None for row, place in zip(likeness, best, strict=True)]


def cosines(
    query: NDArray[np.float32],
    query_terms: Sequence[int],
    vectors: NDArray[np.float32],
    held: NDArray[np.int32],
    names: NDArray[np.bool_],
) -> NDArray[np.float32]:
    """Compare a question's words with some terms: (n_words, len(held)), 1 for a term itself, else from 0 to below 1.

    `query`: (n_words, d), unit rows, zero for words that only match themselves. `query_terms`: their term numbers, -1
    for unknown ones. `vectors`: (len(held), d), those of the terms held. `names`, (len(held),): which of these are
    names; they are like no other word, for what the vectors make of names is chance.
    """
    out = np.clip(_products(query, vectors), 0, 0.999)
    out[:, names] = 0
    out[np.array(query_terms)[:, None] == held] = 1
    return out


def _products(query: NDArray[np.float32], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return `query @ vectors.T`, a few of the vectors at a time, which takes a quarter of the time or less."""
    out = np.empty((len(query), len(vectors)), dtype=np.float32)
    few = max(1, _SMALL // max(1, query.size))
    for start in range(0, len(vectors), few):
        np.matmul(query, vectors[start : start + few].T, out=out[:, start : start + few])
    return out


def best_in_rows(
    values: NDArray[np.float32], starts: NDArray[np.int64], middles: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the largest value of each run before its middle, and from there on; 0 where there is none.

    `values`, (n_words, n_places), are 0 or more. A run begins where the one before it ends; both results are (n_words,
    n_runs).
    """
    padded = np.concatenate((values, np.zeros((len(values), 1), dtype=values.dtype)), axis=1)
    best = np.maximum.reduceat(padded, np.stack([starts, middles], axis=1).ravel(), axis=1).astype(np.float64)
    return np.where(middles > starts, best[:, ::2], 0), np.where(ends > middles, best[:, 1::2], 0)


def sums_in_rows(values: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the sum of the values within each run: (n, n_places) to (n, n_runs)."""
    reached = np.zeros((len(values), values.shape[1] + 1), dtype=np.int32)
    np.cumsum(values, axis=1, dtype=np.int32, out=reached[:, 1:])
    return (reached[:, ends] - reached[:, starts]).astype(np.float64)


def mean_likeness(
    asked: NDArray[np.float64],
    vectors: NDArray[np.float32],
    idf: NDArray[np.float64],
    places: NDArray[np.int32],
    ends: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the cosine of a vector with each row's idf-weighted mean vector, at least 0: (n_sentences,).

    `places`: for each place of the rows, which of the `vectors` (n_held, d), with their `idf` (n_held,), stands there.
    """
    # In the types that SciPy would convert to, or else convert all the vectors to those of the others.
    starts = np.concatenate(([0], ends)).astype(np.int32)
    rows = sp.csr_matrix((idf.astype(np.float32)[places], places, starts), shape=(len(ends), len(vectors)))
    means: NDArray[np.float32] = rows @ vectors
    sizes = np.linalg.norm(means, axis=1) * np.linalg.norm(asked)
    likeness: NDArray[np.float64] = np.maximum(means @ asked.astype(np.float32), 0) / np.where(sizes > 0, sizes, 1)
    return likeness


def adjacency(query_terms: Sequence[int], flat: NDArray[np.int32], ends: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each row the share of the question's pairs of neighbouring terms that it holds as neighbours."""
    out = np.zeros(len(ends))
    pairs = list(pairwise(query_terms))
    asked = np.flatnonzero(np.isin(flat, query_terms, kind="table"))  # an unknown term's -1 is nowhere
    first = asked[:-1][np.diff(asked) == 1]
    rows = np.searchsorted(ends, first, side="right")
    inside = first + 1 < ends[rows]
    found = zip(flat[first][inside].tolist(), flat[first + 1][inside].tolist(), rows[inside].tolist(), strict=True)
    for one, other, row in set(found):
        for _ in range(pairs.count((one, other))):
            out[row] += 1 / len(pairs)
    return out
