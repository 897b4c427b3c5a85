"""Fitting how much each word of a question matters: to which words of judged questions the right passages hold."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa.asking.weighing import SIGNALS, look_at_words
from qa.training.examples import Example

PENALTY = 1.0
"""Of the squares of the coefficients."""

HELD = 0.5
"""How much of a word a passage must hold, by itself or by a word like it."""


def fit_words(examples: Sequence[Example]) -> dict[str, float]:
    """Fit the model to the words that some article holds, of questions that some candidate answers."""
    looks: list[dict[str, float]] = []
    held: list[bool] = []
    weights: list[float] = []
    for example in examples:
        if not example.right.any():
            continue
        best = example.measured.held[example.right].max(axis=0)
        for term, look, most in zip(example.question.terms, look_at_words(example.question), best, strict=True):
            if example.searcher.document_frequency(term.term):
                looks.append(look)
                held.append(bool(most >= HELD))
                weights.append(example.of.weight)
    return fit_logistic(looks, np.array(held, dtype=np.float64), np.array(weights))


def fit_logistic(
    looks: Sequence[dict[str, float]], wanted: NDArray[np.float64], weights: NDArray[np.float64]
) -> dict[str, float]:
    """Fit a logistic model of SIGNALS; returns the coefficients by name, with the intercept."""
    table = np.array([[1.0, *(look[name] for name in SIGNALS)] for look in looks])

    def loss(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = table @ x
        value = float((weights * (np.logaddexp(0, z) - wanted * z)).sum() + PENALTY / 2 * (x[1:] ** 2).sum())
        slope = table.T @ (weights * (1 / (1 + np.exp(-z)) - wanted))
        slope[1:] += PENALTY * x[1:]
        return value, slope

    found = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B").x
    return {name: round(float(value), 3) for name, value in zip(("intercept", *SIGNALS), found, strict=True)}
