"""TF-IDF with pivoted length: the formula, and what a scikit-learn transformer promises."""

from math import log, log1p

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.pipeline import make_pipeline

from index.build.tfidf import PivotedTfidf

SENTENCES = [
    "crisis house",
    "crisis team team",
    "the house of many rooms and many doors in the long street by the sea",
    "sea",
]
COUNTS = arrays(np.int32, st.tuples(st.integers(1, 8), st.integers(1, 6)), elements=st.integers(0, 4))


def reference(counts: np.ndarray, slope: float) -> np.ndarray:
    """The docstring's formula, term by term."""
    n_sentences, n_terms = counts.shape
    lengths = counts.sum(axis=1)
    held = [length for length in lengths if length]
    mean = sum(held) / len(held) if held else 1
    out = np.zeros(counts.shape)
    for row in range(n_sentences):
        pivot = 1 - slope + slope * lengths[row] / mean
        for term in range(n_terms):
            if counts[row, term]:
                frequency = (1 + log(1 + log(1 + counts[row, term] / pivot))) / (1 + log1p(log(2)))
                out[row, term] = frequency * log((n_sentences + 1) / np.count_nonzero(counts[:, term]))
    return out


@given(COUNTS, st.floats(0, 1))
def test_the_weights_are_the_formulas(counts: np.ndarray, slope: float) -> None:
    weights = PivotedTfidf(slope=slope).fit_transform(counts)
    np.testing.assert_allclose(weights.toarray(), reference(counts, slope), rtol=1e-5)


def test_a_term_once_in_a_sentence_of_mean_length_weighs_its_idf() -> None:
    model = PivotedTfidf()
    weights = model.fit_transform(sp.csr_matrix([[1, 1, 0], [0, 1, 1], [1, 0, 1]]))
    np.testing.assert_allclose(weights.toarray()[0], [log(4 / 2), log(4 / 2), 0], rtol=1e-6)


def test_a_longer_sentence_weighs_a_term_less_and_a_repeated_term_weighs_more() -> None:
    vectorizer = CountVectorizer()
    weights = PivotedTfidf().fit_transform(vectorizer.fit_transform(SENTENCES)).toarray()
    term = vectorizer.vocabulary_
    assert weights[0, term["house"]] > weights[2, term["house"]] > 0
    assert weights[3, term["sea"]] > weights[2, term["sea"]] > 0
    alone = PivotedTfidf().fit_transform(vectorizer.transform(["crisis team", "crisis team team", "sea"])).toarray()
    assert alone[1, term["team"]] > alone[0, term["team"]]


def test_without_slope_length_makes_no_difference() -> None:
    vectorizer = CountVectorizer()
    weights = PivotedTfidf(slope=0).fit_transform(vectorizer.fit_transform(SENTENCES)).toarray()
    house = vectorizer.vocabulary_["house"]
    assert weights[0, house] == weights[2, house]


def test_sentences_that_were_not_fitted_are_weighed_by_what_was() -> None:
    vectorizer = CountVectorizer()
    model = PivotedTfidf().fit(vectorizer.fit_transform(SENTENCES))
    new = vectorizer.transform(["house house", "unknown words", ""])
    weights = model.transform(new)
    assert weights.shape == new.shape
    assert weights.dtype == np.float32
    assert weights[0, vectorizer.vocabulary_["house"]] > 0
    assert weights[1:].nnz == 0


def test_weighing_leaves_the_counts_as_they_were() -> None:
    counts = sp.csr_matrix(([1.0, 0.0, 2.0], [0, 1, 1], [0, 2, 3]), shape=(2, 2))
    PivotedTfidf().fit_transform(counts)
    assert counts.data.tolist() == [1, 0, 2]
    assert counts.indices.tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    "form", [sp.csr_matrix, sp.csc_matrix, sp.coo_matrix, np.asarray], ids=lambda form: form.__name__
)
def test_any_form_of_counts_gives_the_same(form: type) -> None:
    counts = CountVectorizer().fit_transform(SENTENCES).toarray()
    np.testing.assert_array_equal(
        PivotedTfidf().fit_transform(form(counts)).toarray(), PivotedTfidf().fit_transform(counts).toarray()
    )


def test_counts_that_are_stored_zeros_count_for_nothing() -> None:
    stored = sp.csr_matrix(([1.0, 0.0, 1.0], [0, 1, 1], [0, 2, 3]), shape=(2, 2))
    np.testing.assert_array_equal(
        PivotedTfidf().fit_transform(stored).toarray(), PivotedTfidf().fit_transform(np.eye(2)).toarray()
    )


def test_it_is_a_scikit_learn_transformer() -> None:
    model = PivotedTfidf(slope=0.3)
    assert model.get_params() == {"slope": 0.3}
    assert clone(model).set_params(slope=0.1).slope == 0.1
    assert model.slope == 0.3
    pipeline = make_pipeline(CountVectorizer(), PivotedTfidf())
    assert pipeline.fit_transform(SENTENCES).shape == (len(SENTENCES), pipeline[-1].n_features_in_)
    assert pipeline.transform(["crisis"]).nnz == 1


@pytest.mark.parametrize(
    ("fitted", "given_", "error"),
    [
        pytest.param(None, [[1]], NotFittedError, id="not-fitted"),
        pytest.param([[1, 1]], [[1]], ValueError, id="other-terms"),
        pytest.param([[1]], [[-1]], ValueError, id="negative"),
        pytest.param([[1]], [[float("nan")]], ValueError, id="not-a-number"),
        pytest.param([[1]], [1], ValueError, id="one-dimension"),
    ],
)
def test_wrong_counts_are_refused(
    fitted: list[list[float]] | None, given_: list[object], error: type[Exception]
) -> None:
    model = PivotedTfidf()
    if fitted is not None:
        model.fit(fitted)
    with pytest.raises(error):
        model.transform(given_)
