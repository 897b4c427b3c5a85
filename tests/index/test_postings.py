"""Searching postings finds exactly what brute force over the matrix does."""

from itertools import pairwise

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer

from index.build.tfidf import PivotedTfidf
from index.filters import Ranges
from index.read.postings import Postings

WORDS = ("crisis", "house", "team", "nurse", "care", "home", "sea")
ROWS = st.lists(st.lists(st.sampled_from(WORDS), max_size=8), min_size=1, max_size=12)
QUERY = st.dictionaries(st.sampled_from((*WORDS, "unknown")), st.floats(0.01, 3), max_size=5)


def postings_of(rows: list[list[str]]) -> tuple[Postings, np.ndarray, dict[str, int]]:
    """Some rows' postings, the whole matrix, and the terms' numbers."""
    vectorizer = CountVectorizer(analyzer=list, vocabulary=WORDS)
    matrix = PivotedTfidf().fit_transform(vectorizer.transform(rows))
    by_term = sp.csc_matrix(matrix)
    by_term.sort_indices()
    starts = by_term.indptr.astype(np.int64)
    greatest = np.array([by_term.data[a:b].max(initial=0) for a, b in pairwise(starts)], dtype=by_term.data.dtype)
    postings = Postings(starts, by_term.indices.astype(np.int32), by_term.data, greatest)
    return postings, matrix.toarray().astype(np.float64), vectorizer.vocabulary_


@pytest.mark.parametrize("together", [0, 8, 1 << 12])
@given(ROWS, QUERY, st.integers(0, 12), st.none() | st.lists(st.integers(0, 11), max_size=3))
def test_search_finds_what_brute_force_does(
    together: int, rows: list[list[str]], query: dict[str, float], limit: int, within: list[int] | None
) -> None:
    postings, matrix, numbers = postings_of(rows)
    weights = {numbers[word]: weight for word, weight in query.items() if word in numbers}
    scores = [sum(weights[term] * matrix[row, term] for term in sorted(weights)) for row in range(len(rows))]
    allowed = set(range(len(rows))) if within is None else set(within)
    ranked = sorted((-score, row) for row, score in enumerate(scores) if score > 0 and row in allowed)
    ranges = None if within is None else [range(row, min(row + 1, len(rows))) for row in within]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("index.read.postings._TOGETHER", together)
        best = postings.best(weights, limit=limit, within=ranges)
    assert [row for row, _ in best] == [row for _, row in ranked][:limit]
    np.testing.assert_allclose([score for _, score in best], [-score for score, _ in ranked][:limit])


def many(rng: np.random.Generator) -> tuple[Postings, dict[int, float], NDArray[np.float64]]:
    """Postings of many made-up sentences, the weights of terms in a question, and what each sentence makes of them."""
    shares = rng.choice([0.002, 0.01, 0.05, 0.2, 0.6], len(WORDS))
    rows = [
        [word for word, share in zip(WORDS, shares, strict=True) for _ in range(rng.binomial(3, share))]
        for _ in range(1500)
    ]
    postings, matrix, numbers = postings_of(rows)
    weights = {numbers[word]: float(rng.uniform(0.2, 2)) for word in WORDS}
    return postings, weights, sum(weights[term] * matrix[:, term] for term in sorted(weights))


@pytest.mark.parametrize("seed", range(40))
def test_what_is_passed_over_among_many_sentences_could_not_have_been_found(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.read.postings._TOGETHER", 1 << seed % 12)
    rng = np.random.default_rng(seed)
    postings, weights, scores = many(rng)
    for limit in (1, 10):
        expected = [row for row in np.lexsort((np.arange(len(scores)), -scores))[:limit].tolist() if scores[row] > 0]
        assert [row for row, _ in postings.best(weights, limit=limit)] == expected


@pytest.mark.parametrize("count", [1, 3, 40, 400])
@pytest.mark.parametrize("seed", range(8))
def test_ranges_leave_the_best_of_their_sentences_among_many(
    seed: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.read.postings._TOGETHER", 1 << seed)
    rng = np.random.default_rng(seed)
    postings, weights, scores = many(rng)
    starts = rng.integers(0, len(scores), count).tolist()
    within = [range(start, min(start + 400 // count + 1, len(scores))) for start in starts]
    allowed = {number for numbers in within for number in numbers}
    order = [
        row for row in np.lexsort((np.arange(len(scores)), -scores)).tolist() if scores[row] > 0 and row in allowed
    ]
    for limit in (1, 10):
        assert [row for row, _ in postings.best(weights, limit=limit, within=within)] == order[:limit]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6))), st.sets(st.integers(0, 50)))
def test_ranges_that_touch_are_one_and_find_the_numbers_within(pairs: list[tuple[int, int]], among: set[int]) -> None:
    given_ranges = [range(start, start + size) for start, size in pairs]
    ranges, inside = Ranges.of(given_ranges), {number for numbers in given_ranges for number in numbers}
    assert [number for numbers in ranges for number in numbers] == sorted(inside)
    assert all(before.stop < after.start for before, after in pairwise(ranges))
    numbers = np.array(sorted(among), dtype=np.int32)
    assert numbers[ranges.places(numbers)].tolist() == sorted(among & inside)


@given(ROWS, st.lists(st.integers(0, 11)))
def test_a_terms_weights_are_the_matrixs(rows: list[list[str]], numbers: list[int]) -> None:
    postings, matrix, terms_ = postings_of(rows)
    wanted = np.array([number for number in numbers if number < len(rows)], dtype=np.int32)
    for term in terms_.values():
        np.testing.assert_array_equal(postings.weigh(term, wanted), matrix[wanted, term])
        assert postings.frequency(term) == np.count_nonzero(matrix[:, term])
    assert postings.weigh(-1, wanted).tolist() == [0.0] * len(wanted)
