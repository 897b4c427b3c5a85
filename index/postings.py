"""Search by walking postings, for each term the sentences that hold it: a question costs what its terms cost."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Postings:
    """The TF-IDF matrix by term.

    `starts`, (n_terms + 1,) int64, says where each term's postings begin; `sentences`, (n_postings,) int32, are their
    sentences' numbers, ascending within a term, and `weights`, (n_postings,) float32, their weights.
    """

    starts: NDArray[np.int64]
    sentences: NDArray[np.int32]
    weights: NDArray[np.float32]

    def frequency(self, term: int) -> int:
        """Return how many sentences hold a term."""
        return int(self.starts[term + 1] - self.starts[term])

    def best(
        self, weights: Mapping[int, float], n_sentences: int, *, limit: int, within: Collection[range] | None = None
    ) -> list[tuple[int, float]]:
        """Return the sentences of the greatest sums, with these, best first, equal ones in their order; exact.

        `weights`, by the terms' numbers; only sums over 0 count. `within`: only sentences of these ranges.
        """
        scores = np.zeros(n_sentences)
        for term in sorted(weights):
            places = slice(self.starts[term], self.starts[term + 1])
            scores[self.sentences[places]] += weights[term] * self.weights[places].astype(np.float64)
        return best_of(scores, limit=limit, within=within)

    def weigh(self, term: int | None, numbers: Sequence[int]) -> NDArray[np.float64]:
        """Return a term's weights in these sentences, zero where they lack it: (len(numbers),)."""
        start, end = (0, 0) if term is None else (self.starts[term], self.starts[term + 1])
        held = self.sentences[start:end]
        # Of the postings' own type: another would have them all converted at each call.
        wanted = np.asarray(numbers, dtype=held.dtype)
        if not len(held):
            return np.zeros(len(wanted))
        places = np.minimum(np.searchsorted(held, wanted), len(held) - 1)
        return np.where(held[places] == wanted, self.weights[start:end][places].astype(np.float64), 0.0)


def best_of(
    scores: NDArray[np.floating[Any]], *, limit: int, within: Collection[range] | None = None
) -> list[tuple[int, float]]:
    """Return the places of the greatest scores over 0, with these, best first, equal ones in their order.

    `within`: only places of these ranges.
    """
    if within is not None:
        allowed = np.zeros(len(scores), dtype=bool)
        for numbers in within:
            allowed[numbers.start : numbers.stop] = True
        scores = np.where(allowed, scores, 0)
    found = np.flatnonzero(scores > 0)
    if len(found) > limit > 0:
        values = scores[found]
        found = found[values >= np.partition(values, -limit)[-limit]]
    found = found[np.lexsort((found, -scores[found]))][:limit]
    return list(zip(found.tolist(), scores[found].tolist(), strict=True))
