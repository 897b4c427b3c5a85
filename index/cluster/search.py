"""Search in OpenSearch for the sentences of the greatest sums, exactly: the engine's own sums tell which to look at.

The engine adds up weights as whole numbers of parts, and rounds what comes of it. So its order may differ from the
exact one, but by no more than `bound` tells. Of some more than are wanted the exact sums are made here, and more is
asked for until none that was not seen can be among the best.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.cluster.documents import FINENESS, WITH_VECTORS, Found, Record, SearchReply

MARGIN = 32
"""How many sentences more than are wanted are asked for at first."""

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
    held = np.concatenate([record.held for record in records])
    weights = np.concatenate([record.weights for record in records]).astype(np.float64)
    at = np.repeat(np.arange(len(records)), [len(record.held) for record in records])
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
    ask: Callable[[dict[str, Any]], SearchReply],
    seen: Callable[[Found], Record],
) -> list[tuple[int, float]]:
    """Return the sentences of the greatest sums, with these, best first, equal ones in their order; exact.

    `ask`: asks the engine; `seen`: takes each sentence that it gives.
    """
    if not weights or limit <= 0:
        return []
    body: dict[str, Any] = {
        "query": query(weights, within),
        "size": min(limit + MARGIN, MOST),
        "sort": BY_SCORE,
        **WITH_VECTORS,
    }
    found: dict[int, Record] = {}
    engines: list[float] = []
    while True:
        hits = ask(body).hits.hits
        for hit in hits:
            found[hit.source.n] = seen(hit)
            engines.append(hit.sort[0] / FINENESS)
        if len(hits) < body["size"] or _is_enough(weights.values(), engines, limit):
            break
        # An index that is published never changes, and scores are the same on every copy: a page follows the last.
        body["search_after"] = list(hits[-1].sort)
        body["size"] = min(2 * body["size"], MOST)
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
