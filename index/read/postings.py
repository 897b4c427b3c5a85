"""Search by walking postings, for each term the sentences that hold it: a question costs what its terms cost."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.disk.arrays import check_fractions, run_of
from index.disk.manifest import REMEDY
from index.errors import IndexDamaged
from index.filters import Ranges

_TOGETHER = 1 << 12
"""So many postings are summed up at once: to look for what may be left out takes longer."""

_BELOW = 1 - 1e-4
"""What is below a sum by less than this share may be above it: sums are first made in single precision."""


@dataclass(frozen=True, slots=True)
class Postings:
    """The TF-IDF matrix by term.

    `starts`, (n_terms + 1,) int64, says where each term's postings begin; `sentences`, (n_postings,) int32, are their
    sentences' numbers, ascending within a term, and `weights`, (n_postings,) float32, their weights, none below 0;
    `greatest`, (n_terms,) float32, is the greatest of each term's.
    """

    starts: NDArray[np.int64]
    sentences: NDArray[np.int32]
    weights: NDArray[np.float32]
    greatest: NDArray[np.float32]

    def frequency(self, term: int) -> int:
        """Return how many sentences hold a term."""
        return len(self.sentences[self._run(term)])

    def frequencies(self, terms: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return how many sentences hold each of some terms: (len(terms),)."""
        return np.asarray(self.starts[terms + 1] - self.starts[terms])

    def holding(self, terms: Iterable[int]) -> NDArray[np.int32]:
        """Return the sentences that hold all of some terms, of which there is at least one, ascending."""
        runs = sorted((self.sentences[self._run(term)] for term in terms), key=len)
        found = runs[0]
        for run in runs[1:]:
            found = found[_shared(found, run)[0]]
        return found

    def best(
        self, weights: Mapping[int, float], *, limit: int, within: Iterable[range] | None = None
    ) -> list[tuple[int, float]]:
        """Return the sentences of the greatest sums, with these, best first, equal ones in their order; exact.

        `weights`, each over 0, by the terms' numbers. `within`: only sentences of these ranges.

        Terms are taken rarest first, the first of them together, as long as few postings come of it. A sentence that
        holds none of those taken so far is looked at only where the rest may lift it among the best; once that is none
        at all, only those found already are looked up in what is left (MaxScore; Turtle and Flood 1995). So a question
        costs what its rare terms cost, and nothing is as long as the corpus.
        """
        runs = {term: self._run(term) for term in weights}
        sizes = {term: run.stop - run.start for term, run in runs.items() if run.stop > run.start}
        terms = sorted(sizes, key=lambda term: (sizes[term], term))
        bounds = [weights[term] * float(self.greatest[term]) for term in terms]
        check_fractions(np.array(bounds), "postings-greatest.npy")
        ranges = None if within is None else Ranges.of(within)
        few = bisect_right(list(accumulate(sizes[term] for term in terms)), _TOGETHER)
        found, sums = self._summed({term: weights[term] for term in terms[:few]}, runs, ranges)
        least = _least(sums, 0.0, limit)
        for place, term in enumerate(terms[few:], few):
            left, after, enough = sum(bounds[place:]), sum(bounds[place + 1 :]), least * _BELOW
            if enough > left:
                may = sums >= np.float32(enough - left)
                found, sums = found[may], sums[may]
            held, gained = self.sentences[runs[term]], self.weights[runs[term]]
            if ranges is not None and left >= enough:  # else none is new, and those found already are within
                inside = ranges.places(held)
                held, gained = held[inside], gained[inside]
            shared, own = _shared(found, held)
            weight = np.float32(weights[term])
            sums[shared] += weight * gained[own]
            self._check(gained if left >= enough else gained[own], self.greatest[term])
            if left >= enough:
                gained = weight * gained
                new = gained >= np.float32(enough - after)
                new[own] = False
                found, sums = _joined_by_number(found, sums, held[new], gained[new])
            least = _least(sums, least, limit)
        check_fractions(sums, "postings-weights.npy")
        found = found[sums >= np.float32(least * _BELOW)]
        scores = np.zeros(len(found))
        for term in sorted(weights):  # one order for all, whatever order they were found in
            scores += weights[term] * self.weigh(term, found)
        order = np.lexsort((found, -scores))[:limit]
        return list(zip(found[order].tolist(), scores[order].tolist(), strict=True))

    def _summed(
        self, weights: Mapping[int, float], runs: Mapping[int, slice], ranges: Ranges | None
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return all sentences within the ranges that hold some terms, ascending, with their sums."""
        if not weights:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
        held = np.concatenate([self.sentences[runs[term]] for term in weights])
        gained = np.concatenate([self.weights[runs[term]] for term in weights])
        sizes = [runs[term].stop - runs[term].start for term in weights]
        self._check(gained, np.repeat(self.greatest[list(weights)], sizes))
        gained = gained * np.repeat(np.array(list(weights.values()), dtype=np.float32), sizes)
        found, places = np.unique(held, return_inverse=True)
        sums = np.bincount(places, gained, len(found)).astype(np.float32)
        inside = slice(None) if ranges is None else ranges.places(found)
        return found[inside], sums[inside]

    def weigh(self, term: int, numbers: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return a term's weights in these sentences, zero where they lack it: (len(numbers),); -1: an unknown term.

        `numbers` are of the postings' own type: for another's sake these would all be converted.
        """
        run = self._run(term) if term >= 0 else slice(0, 0)
        held = self.sentences[run]
        if not len(held):
            return np.zeros(len(numbers))
        places = np.minimum(np.searchsorted(held, numbers), len(held) - 1)
        return np.where(held[places] == numbers, self.weights[run][places].astype(np.float64), 0.0)

    def _check(self, gained: NDArray[np.float32], most: NDArray[np.float32] | np.float32) -> None:
        """Raise IndexDamaged for weights that cannot be, as they are over the greatest of their terms."""
        if not ((gained >= 0) & (gained <= most)).all():
            raise IndexDamaged(f"postings-weights.npy: holds numbers that cannot be; {REMEDY}")

    def _run(self, term: int) -> slice:
        return run_of(self.starts, term, len(self.sentences), "postings-starts.npy")


def _least(sums: NDArray[np.float32], known: float, limit: int) -> float:
    """Return the least of the `limit` greatest sums, given that it is no less than one that is known."""
    top = sums[sums >= known]
    return float(np.partition(top, -limit)[-limit]) if len(top) >= limit > 0 else known


def _shared(one: NDArray[np.int32], other: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where numbers that are in both of two arrays, each ascending, stand in the one and in the other."""
    if len(one) > len(other):
        there, here = _shared(other, one)
        return here, there
    places = np.minimum(np.searchsorted(other, one), max(len(other) - 1, 0))
    here = np.flatnonzero(other[places] == one)
    return here, places[here]


def _joined_by_number(
    found: NDArray[np.int32], sums: NDArray[np.float32], held: NDArray[np.int32], gained: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the sentences of both, none of which are in both, ascending, with their sums."""
    if not len(found) or not len(held):
        return (held, gained) if len(held) else (found, sums)
    both = np.concatenate((found, held))
    order = np.argsort(both, kind="stable")
    return both[order], np.concatenate((sums, gained))[order]


def best_of(
    scores: NDArray[np.floating[Any]], *, limit: int, within: Iterable[range] | None = None
) -> list[tuple[int, float]]:
    """Return the places of the greatest scores over 0, with these, best first, equal ones in their order.

    `within`: only places of these ranges.
    """
    if within is not None:
        scores = np.where(places_within(within, len(scores)), scores, 0)
    found = np.flatnonzero(scores > 0)
    if len(found) > limit > 0:
        values = scores[found]
        found = found[values >= np.partition(values, -limit)[-limit]]
    found = found[np.lexsort((found, -scores[found]))][:limit]
    return list(zip(found.tolist(), scores[found].tolist(), strict=True))


def places_within(within: Iterable[range], length: int) -> NDArray[np.bool_]:
    """Return whether each place, of so many, is within some ranges: (length,)."""
    allowed = np.zeros(length, dtype=bool)
    for numbers in within:
        allowed[numbers.start : numbers.stop] = True
    return allowed
