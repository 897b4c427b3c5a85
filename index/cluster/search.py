"""Search in OpenSearch for the sentences of the greatest sums, exactly: the engine's own sums tell which to look at.

The engine adds up weights as whole numbers of parts, and rounds what comes of it. So its order may differ from the
exact one, but by no more than `bound` tells. Of some more than are wanted the exact sums are made here, and more is
asked for until none that was not seen can be among the best.
"""

from collections.abc import Callable, Generator, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.cluster.documents import FINENESS, WITH_VECTORS, Found, Record, SearchReply, held_by

Search = Generator[dict[str, Any], SearchReply, list[tuple[int, float]]]
"""What yields one search after the other, as OpenSearch takes it, is sent the replies, and returns what it found: the
sentences with their scores, best first.
"""

MARGIN = 6
"""How many sentences more than are wanted are asked for at first, and a quarter of these more: of 900 questions one in
a hundred or less needs a second request, with 10, 20, 40 or 100 wanted."""

MOST = 10_000
"""How many are asked for at a time, at most: OpenSearch's own limit (`index.max_result_window`)."""

BY_SCORE = ({"_score": "desc"}, {"n": "asc"})

_ROUNDED = 2.0**-21
"""By which share of itself a sum of the engine's may be off: boosts, products and sums are rounded to single precision,
each by 2^-24 at most, and the partial sums are made in double."""


def bound(weights: Iterable[float], score: float) -> float:
    """Return by how much an engine's sum of so much, in weights, may be off.

    Each weight of a posting is off by one part at most, and it is multiplied with that of the question.
    """
    return sum(weights) / FINENESS + abs(score) * _ROUNDED


def exact_scores(weights: Mapping[int, float], records: list[Record]) -> NDArray[np.float64]:
    """Return the sums that a local index gives these sentences, to the bit: (n_records,)."""
    scores = np.zeros(len(records))
    for row in weights_of(sorted(weights), records, [weights[term] for term in sorted(weights)]):
        scores += row
    return scores


def weights_of(terms: list[int], records: list[Record], times: list[float] | None = None) -> NDArray[np.float64]:
    """Return what each term weighs in each sentence, 0 where it is absent: (n_terms, n_records); -1: an unknown term.

    `times`: what each term's weights are multiplied with.
    """
    out = np.zeros((len(terms), len(records)))
    if not records:
        return out
    at, held, single = held_by(records)
    weights = single.astype(np.float64)
    for row, term in enumerate(terms):
        there = np.flatnonzero(held == term)
        out[row, at[there]] = weights[there] if times is None else times[row] * weights[there]
    return out


def query(weights: Mapping[int, float], within: dict[str, Any] | None) -> dict[str, Any]:
    """Return the query for weighted terms, by their numbers; `within`: what filters the sentences."""
    terms = [{"term": {"postings": {"value": str(term), "boost": weight}}} for term, weight in weights.items()]
    return {"bool": {"should": terms, "minimum_should_match": 1, **({} if within is None else {"filter": within})}}


def best(
    weights: Mapping[int, float],
    *,
    limit: int,
    within: dict[str, Any] | None,
    seen: Callable[[Found], Record],
) -> Search:
    """Find the sentences of the greatest sums, with these, best first, equal ones in their order; exact.

    `seen`: takes each sentence that the engine gives.
    """
    if not weights or limit <= 0:
        return []
    size = min(limit + MARGIN + limit // 4, MOST)
    body: dict[str, Any] = {"query": query(weights, within), "size": size, **WITH_VECTORS}
    found: dict[int, Record] = {}
    engines: list[float] = []
    while True:
        hits = (yield body).hits.hits
        found |= {hit.source.n: seen(hit) for hit in hits}
        engines += [hit.sum / FINENESS for hit in hits]
        if len(hits) < body["size"] or _is_enough(weights.values(), engines, limit):
            break
        # Sorted, which costs a third more, all come once more, and then by the page. An index that is published never
        # changes, and scores are the same on every copy: a page follows the last.
        if "sort" in body:
            body["search_after"] = list(hits[-1].sort)
        else:
            body["sort"], engines = BY_SCORE, []
        body["size"] = min(4 * body["size"], MOST)
    numbers = np.array(list(found), dtype=np.int64)
    scores = exact_scores(weights, list(found.values()))
    order = np.lexsort((numbers, -scores))[:limit]
    return list(zip(numbers[order].tolist(), scores[order].tolist(), strict=True))


def _is_enough(weights: Iterable[float], engines: list[float], limit: int) -> bool:
    """Whether none that was not seen can be among the best: the engine's sums, descending, of those that were."""
    if len(engines) <= limit:
        return False
    least = engines[limit - 1]  # so many are exactly at least this, less what it may be off
    return engines[-1] < least - 2 * bound(weights, least)
