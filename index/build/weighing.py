"""From the terms of all sentences to postings: how many sentences hold each, which, and with what weight.

A part of the sentences is counted and weighed at a time.
"""

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from index.ragged import spread

_ROWS_AT_ONCE = 1 << 17
"""How many sentences are counted and weighed at a time."""


class Weighing:
    """Sentences whose terms are counted. `frequencies`, (n_terms,): how many of them hold each term."""

    def __init__(self, starts: NDArray[np.int64], terms: NDArray[np.int32], n_terms: int) -> None:
        """Count the terms of sentences; `starts`, (n_sentences + 1,): where in `terms` those of each begin."""
        from index.build.tfidf import PivotedTfidf  # only here: the import of scikit-learn takes a second

        self._weights = PivotedTfidf()
        self._firsts = range(0, len(starts) - 1 if n_terms else 0, _ROWS_AT_ONCE)
        self._counts = [_counts(starts, terms, first, n_terms) for first in self._firsts]
        for counts in self._counts:
            self._weights.partial_fit(counts)
        self.frequencies: NDArray[np.int64] = (
            self._weights.frequencies_ if self._firsts else np.zeros(n_terms, dtype=np.int64)
        )

    def postings(self) -> dict[str, NDArray[Any]]:
        """Return the sentences' terms as postings with their weights; see `index.build.derive.derive`."""
        places = np.concatenate([[0], np.cumsum(self.frequencies)]).astype(np.int64)
        sentences = np.zeros(int(places[-1]), dtype=np.int32)
        values = np.zeros(int(places[-1]), dtype=np.float32)
        free = places[:-1].copy()
        for first, counts in zip(self._firsts, self._counts, strict=True):
            columns = self._weights.transform(counts)
            held = np.diff(columns.indptr)
            to = spread(free, held)
            sentences[to] = columns.indices + first
            values[to] = columns.data
            free += held
        greatest = np.zeros(len(self.frequencies), dtype=np.float32)
        there = np.flatnonzero(self.frequencies)
        if len(there):
            greatest[there] = np.maximum.reduceat(values, places[there])
        return {
            "postings-starts": places,
            "postings-sentences": sentences,
            "postings-weights": values,
            "postings-greatest": greatest,
        }


def _counts(starts: NDArray[np.int64], terms: NDArray[np.int32], first: int, n_terms: int) -> sp.csc_matrix:
    """Return how often each term stands in each of the sentences from the first: (at most _ROWS_AT_ONCE, n_terms)."""
    ends = starts[first : first + _ROWS_AT_ONCE + 1]
    own = terms[ends[0] : ends[-1]]
    once = sp.csr_matrix((np.ones(len(own), dtype=np.uint16), own, ends - ends[0]), shape=(len(ends) - 1, n_terms))
    counts = once.tocsc()  # which puts the sentences of each term in order, and takes less than to put terms in order
    counts.sum_duplicates()
    return counts
