"""TF-IDF with pivoted length normalisation, as a scikit-learn transformer.

The pivot is that of Singhal, Buckley and Mitra (SIGIR 1996). As Rousseau and Vazirgiannis found better (SIGIR 2013), it
divides the term frequency within the logarithms, and not the weight: a long sentence lowers a repeated word less.
"""

from math import log, log1p
from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_array, check_is_fitted

from index.build.version import SLOPE

_ONCE = 1 + log1p(log(2))
"""What a term that stands once in a sentence of mean length makes of the formula."""


class PivotedTfidf(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn carries no types
    """Turn counts of terms into weights: (1 + ln(1 + ln(1 + tf / pivot))) / (1 + ln(1 + ln 2)) · ln((N + 1) / df).

    The pivot is 1 - slope + slope · length / mean length, a row's length the sum of its counts. So a term that stands
    once in a row of mean length weighs its idf, and a longer row's terms weigh less.

    `fit`, `partial_fit` and `transform` take counts of shape (n_sentences, n_terms), sparse or dense. Fitted state:
    `frequencies_`, (n_terms,) int64, how many rows hold each term; `idf_`, (n_terms,) float64, at least
    ln((N + 1) / N); `mean_length_`, over the rows that hold any term.
    """

    def __init__(self, *, slope: float = SLOPE) -> None:
        """Store the settings."""
        self.slope = slope

    def fit(self, X: Any, y: object = None) -> Self:
        """Learn the document frequencies and the mean length."""
        if hasattr(self, "frequencies_"):
            del self.frequencies_  # begin anew
        return self.partial_fit(X)

    def partial_fit(self, X: Any, y: object = None) -> Self:
        """Learn them of further rows, beside those that were learnt of already."""
        counts = _counts(X)
        if not hasattr(self, "frequencies_"):
            self.n_features_in_ = counts.shape[1]
            self.frequencies_ = np.zeros(counts.shape[1], dtype=np.int64)
            self._rows, self._held, self._length = 0, 0, 0.0
        self._check_terms(counts)
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        self.frequencies_ = self.frequencies_ + counts.getnnz(axis=0)
        self._rows += counts.shape[0]
        self._held += int(np.count_nonzero(lengths))
        self._length += float(lengths.sum())
        self.idf_ = np.log((self._rows + 1) / np.maximum(self.frequencies_, 0.5))
        self.mean_length_ = self._length / self._held if self._held else 1.0
        return self

    def transform(self, X: Any) -> Any:
        """Return the weights, of the same shape and at the same places, float32: CSC for counts in CSC, else CSR."""
        check_is_fitted(self)
        weights = _counts(X)
        self._check_terms(weights)
        lengths = np.asarray(weights.sum(axis=1)).ravel()
        pivots = 1 - self.slope + self.slope * lengths / self.mean_length_
        places = weights.tocoo(copy=False)
        # Most terms stand once in a row, and all of these in a row weigh the same, idf aside.
        frequencies = _saturated(np.divide(1, pivots, out=np.zeros_like(pivots), where=lengths > 0))[places.row]
        several = np.flatnonzero(weights.data != 1)
        frequencies[several] = _saturated(weights.data[several] / pivots[places.row[several]])
        weights.data = frequencies * self.idf_[places.col]
        return weights.astype(np.float32, copy=False)

    def _check_terms(self, counts: Any) -> None:
        if counts.shape[1] != self.n_features_in_:
            raise ValueError(f"X has {counts.shape[1]} terms, but PivotedTfidf was fitted on {self.n_features_in_}")


def _saturated(frequencies: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the formula makes of term frequencies that are divided by their rows' pivots."""
    return (1 + np.log1p(np.log1p(frequencies))) / _ONCE


def _counts(X: Any) -> Any:
    """Return counts as a CSR or CSC matrix of its own, float64, without stored zeros; ValueError for negative ones."""
    checked = check_array(X, accept_sparse=("csr", "csc"), dtype=np.float64, copy=True)
    counts = checked if sp.issparse(checked) else sp.csr_matrix(checked)
    counts.eliminate_zeros()
    if counts.nnz and counts.data.min() < 0:
        raise ValueError("Negative values in data passed to PivotedTfidf")
    return counts
