"""How much of a question a sentence holds, softly: a word that is not there counts by its nearest one that is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from index.arrays import check_fractions, check_numbers, run_of

_AT_ONCE = 1 << 14
"""How many terms' vectors are in memory at a time, in full."""


@dataclass(frozen=True, slots=True)
class Match:
    """What one sentence, with the words over it, holds of a question's terms; each tuple is in the question's order.

    `weights`: TF-IDF weights, 0 where the term is absent. `likeness`: the cosine of the sentence's nearest word, 1
    where the term itself is there, at least 0. `alike`: the cosine of the idf-weighted mean vectors of the question and
    the sentence, at least 0, and 0 without word vectors. `adjacent`: the share of the question's neighbouring terms
    that are neighbours in the sentence too, in this order.
    """

    weights: tuple[float, ...]
    likeness: tuple[float, ...]
    alike: float
    adjacent: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's words: their terms' numbers (-1: unknown), unit vectors (n_words, d), and idf (n_words,).

    `softly` says of each whether other words are like it; figures are only themselves.
    """

    terms: Sequence[int]
    vectors: NDArray[np.float32]
    idf: NDArray[np.float64]
    softly: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rows:
    """Each sentence's terms in the order they stand, and the terms' vectors.

    `starts`, (n_sentences + 1,) int64, says where in `terms` (int32) each sentence's begin; `vectors` is (n_terms, d)
    float16, at unit length; d is 0 without word vectors.
    """

    starts: NDArray[np.int64]
    terms: NDArray[np.int32]
    vectors: NDArray[np.float16]

    def match(
        self,
        asked: Asked,
        numbers: Sequence[int],
        weights: NDArray[np.float64],
        idf: Callable[[NDArray[np.int32]], NDArray[np.float64]],
        is_name: Callable[[NDArray[np.int32]], NDArray[np.bool_]],
    ) -> tuple[Match, ...]:
        """Return what each sentence holds; `weights`: (n_words, len(numbers)), TF-IDF; `idf` and `is_name`: of
        some terms.

        A name is like no other word: what the vectors make of names is chance.
        """
        flat, ends = self._flat(numbers)
        held, places = np.unique(flat, return_inverse=True)
        vectors = self._vectors(held)
        softly = np.where(asked.softly[:, None], asked.vectors, 0)
        plain = np.where(is_name(held)[:, None], 0, vectors)
        likeness = best_in_rows(cosines(softly, asked.terms, plain, held)[:, places], ends)
        alike = mean_likeness(asked.idf @ asked.vectors, vectors, idf(held), places, ends)
        order = adjacency(asked.terms, flat, ends)
        rows = zip(weights.T.tolist(), likeness.tolist(), alike.tolist(), order.tolist(), strict=True)
        return tuple(Match(tuple(w), tuple(s), a, o) for w, s, a, o in rows)

    def closest(
        self, asked: Asked, number: int, is_name: Callable[[NDArray[np.int32]], NDArray[np.bool_]]
    ) -> tuple[int | None, ...]:
        """Return the number of a sentence's term that is most like each word; None where none is."""
        held, _ = self._flat([number])
        if not len(held):
            return (None,) * len(asked.terms)
        plain = np.where(is_name(held)[:, None], 0, self._vectors(held))
        found = cosines(asked.vectors, asked.terms, plain, held)
        best = found.argmax(axis=1)
        return tuple(int(held[place]) if found[word, place] > 0 else None for word, place in enumerate(best))

    def nearest(self, vector: NDArray[np.float32], among: NDArray[np.int32], limit: int) -> list[tuple[int, float]]:
        """Return the numbers of the terms most like a vector, with the cosines, best first, ties in their order.

        `among`: the numbers of the terms that are compared, ascending.
        """
        check_numbers(among, len(self.vectors), "common.npy")
        found = np.concatenate(
            [
                self.vectors[among[start : start + _AT_ONCE]].astype(np.float32) @ vector
                for start in range(0, max(1, len(among)), _AT_ONCE)
            ]
        )
        check_fractions(found, "vectors.npy")
        best = np.lexsort((among, -found))[:limit]
        return list(zip(among[best].tolist(), found[best].tolist(), strict=True))

    def of(self, numbers: Sequence[int]) -> list[NDArray[np.int32]]:
        """Return the terms of sentences."""
        rows = [self.terms[run_of(self.starts, number, len(self.terms), "rows-starts.npy")] for number in numbers]
        check_numbers(np.concatenate(rows) if rows else self.terms[:0], len(self.vectors), "rows-terms.npy")
        return rows

    def _flat(self, numbers: Sequence[int]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the term numbers of these sentences end to end, and each sentence's end therein."""
        rows = self.of(numbers)
        return np.concatenate(rows), np.cumsum([len(row) for row in rows], dtype=np.int64)

    def _vectors(self, terms: NDArray[np.int32]) -> NDArray[np.float32]:
        vectors = self.vectors[terms].astype(np.float32)
        check_fractions(vectors, "vectors.npy")
        return vectors


def cosines(
    query: NDArray[np.float32], query_terms: Sequence[int], vectors: NDArray[np.float32], held: NDArray[np.int32]
) -> NDArray[np.float32]:
    """Compare a question's words with some terms: (n_words, len(held)), 1 for a term itself, else from 0 to below 1.

    `query`: (n_words, d), unit rows, zero for words that only match themselves. `query_terms`: their term numbers, -1
    for unknown ones. `vectors`: (len(held), d), those of the terms held.
    """
    out: NDArray[np.float32] = np.clip(query @ vectors.T, 0, 0.999)
    for word, term in enumerate(query_terms):
        out[word, held == term] = 1
    return out


def best_in_rows(values: NDArray[np.float32], ends: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the largest value within each row: (n_words, n_places) to (n_sentences, n_words); 0 for an empty row."""
    starts = np.concatenate(([0], ends[:-1]))
    padded = np.concatenate((values, np.zeros((len(values), 1), dtype=values.dtype)), axis=1)
    return np.where(ends > starts, np.maximum.reduceat(padded, starts, axis=1), 0).T


def mean_likeness(
    asked: NDArray[np.float64],
    vectors: NDArray[np.float32],
    idf: NDArray[np.float64],
    places: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the cosine of a vector with each row's idf-weighted mean vector, at least 0: (n_sentences,).

    `places`: for each place of the rows, which of the `vectors` (n_held, d), with their `idf` (n_held,), stands there.
    """
    rows = sp.csr_matrix((idf[places], places, np.concatenate(([0], ends))), shape=(len(ends), len(vectors)))
    means: NDArray[np.float64] = rows @ vectors
    sizes = np.linalg.norm(means, axis=1) * np.linalg.norm(asked)
    likeness: NDArray[np.float64] = np.maximum(means @ asked, 0) / np.where(sizes > 0, sizes, 1)
    return likeness


def adjacency(query_terms: Sequence[int], flat: NDArray[np.int32], ends: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each row the share of the question's pairs of neighbouring terms that it holds as neighbours."""
    out = np.zeros(len(ends))
    pairs = list(pairwise(query_terms))
    rows = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
    for first, second in pairs:
        if first >= 0 and second >= 0:
            together = (flat[:-1] == first) & (flat[1:] == second) & (rows[:-1] == rows[1:])
            out[np.unique(rows[:-1][together])] += 1 / len(pairs)
    return out
