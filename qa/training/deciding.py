"""Fitting what decides: two logistic models over the signals of the passage that stands first.

They are fitted to questions whose ranking was fitted without their corpus: what a ranking says of questions that it has
seen is surer than it will be of others.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa.finding.passages import gather_evidence
from qa.finding.ranker import Ranker, Rankers
from qa.finding.ranking import Ranked, best_of
from qa.saying.confidence import SIGNALS, measure_signals
from qa.training.examples import Example

PENALTY = 1.0
"""Of the squares of the coefficients, in units of their signals' standard deviations."""

ANSWERED = 0.92
"""The share of the answerable questions that are to be answered."""

PROMISED = 0.95
"""The share of the promises that are to be kept."""

_DEPTH = 30
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """The first passage for one question. `five`: whether one of the first five is right; `ranked`: the best ones."""

    example: Example
    signals: Mapping[str, float]
    right: bool
    five: bool
    lacking: bool
    ranked: tuple[Ranked, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the articles answer the question."""
        return self.example.asked.answerable


def look(example: Example, ranker: Ranker) -> Seen:
    """Rank an example's candidates, and look at the first."""
    rankers = Rankers(ranker, ranker)
    ranked = best_of(example.question, example.searcher, example.measured, rankers, _DEPTH)
    shown = gather_evidence(example.question.kind, ranked, example.searcher, limit=_SHOWN)
    signals = measure_signals(example.question, shown[0].lead, ranked, example.searcher)
    right = {*example.measured.numbers[example.right].tolist()}
    rights = [not right.isdisjoint(evidence.numbers) for evidence in shown]
    lacking = bool(signals["lacks"] or signals["stranger"])
    return Seen(example, signals, rights[0], any(rights), lacking, tuple(evidence.lead for evidence in shown))


def fit_decider(seen: Sequence[Seen]) -> dict[str, Any]:
    """Fit both models and both lines; returns what a model's file tells."""
    names = [name for name in SIGNALS if name in seen[0].signals]
    answerable = _fit(seen, names, lambda one: one.answerable, balanced=True)
    right = _fit(seen, names, lambda one: one.right, balanced=False)
    can = np.array([one.answerable for one in seen])
    weights = _weights(seen)
    answered_from = _quantile(_estimates(answerable, seen)[can], weights[can], 1 - ANSWERED)
    high_from = _promise_from(_estimates(right, seen), seen, weights)
    return {
        "answerable": answerable,
        "right": right,
        "answered_from": round(answered_from, 3),
        "high_from": round(high_from, 3),
    }


def _weights(seen: Sequence[Seen]) -> NDArray[np.float64]:
    return np.array([one.example.of.weight for one in seen])


def _fit(seen: Sequence[Seen], names: Sequence[str], of: Callable[[Seen], bool], *, balanced: bool) -> dict[str, Any]:
    """Fit one model, whose coefficients keep the signs that SIGNALS gives them."""
    table = np.array([[one.signals[name] for name in names] for one in seen])
    wanted = np.array([of(one) for one in seen], dtype=np.float64)
    weights = _weights(seen)
    if balanced:
        for side in (0, 1):
            weights[wanted == side] *= len(weights) / 2 / weights[wanted == side].sum()
    scale = np.maximum(table.std(axis=0), 1e-9)
    scaled = table / scale
    signs = [SIGNALS[name][0] for name in names]
    bounds = [(None, None), *((0 if sign > 0 else None, 0 if sign < 0 else None) for sign in signs)]

    def loss(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = x[0] + scaled @ x[1:]
        value = float((weights * (np.logaddexp(0, z) - wanted * z)).sum() + PENALTY / 2 * (x[1:] ** 2).sum())
        slope = weights * (1 / (1 + np.exp(-z)) - wanted)
        return value, np.concatenate(([slope.sum()], scaled.T @ slope + PENALTY * x[1:]))

    found = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    coefficients = {name: round(float(value), 4) for name, value in zip(names, found[1:] / scale, strict=True)}
    return {"intercept": round(float(found[0]), 4), "coefficients": {n: v for n, v in coefficients.items() if v}}


def _estimates(model: Mapping[str, Any], seen: Sequence[Seen]) -> NDArray[np.float64]:
    names = list(model["coefficients"])
    table = np.array([[one.signals[name] for name in names] for one in seen])
    z = model["intercept"] + table @ np.array([model["coefficients"][name] for name in names])
    return np.asarray(1 / (1 + np.exp(-z)))


def _quantile(values: NDArray[np.float64], weights: NDArray[np.float64], share: float) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) / weights.sum()
    return float(values[order][np.searchsorted(reached, share)])


def _promise_from(right: NDArray[np.float64], seen: Sequence[Seen], weights: NDArray[np.float64]) -> float:
    """Return the probability from which PROMISED of the promises are kept; of those that lack nothing."""
    may = np.array([not one.lacking for one in seen])
    order = np.flatnonzero(may)[np.argsort(-right[may])]
    kept = np.cumsum(weights[order] * [seen[place].right for place in order]) / np.cumsum(weights[order])
    enough = np.flatnonzero(kept >= PROMISED)
    return float(right[order[enough[-1]]]) if len(enough) else 1.0
