"""Fitting what decides: two logistic models over the signals of the passage that stands first, and their two lines.

They are fitted to questions whose ranking was fitted without their corpus: what a ranking says of questions that it has
seen is surer than it will be of others. The lines are set by estimates that models without that corpus give, for the
same reason; and every family of corpora counts alike there, so that what is promised does not rest on one of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa.finding.ranker import Ranker, Rankers
from qa.finding.ranking import Ranked, best_of
from qa.gathering.passages import beside_of, gather_evidence
from qa.gathering.shortening import find_best
from qa.saying.confidence import LIKELY, is_complete
from qa.saying.signals import DEPTH, SIGNALS, look_at_short_answer, measure_signals
from qa.selection.chooser import Chooser
from qa.training.examples import Example

PENALTY = 30.0
"""Of the squares of the coefficients, in units of their signals' standard deviations."""

ANSWERED = 0.9
"""The share of the answerable questions that are to be answered, in the mean of families that were left out."""

PROMISED = 0.95
"""The share of the promises that are to be kept, in the mean of families that were left out."""

WORST = 0.87
"""The share that is to be kept in each of them."""

BELIEVED = 20
"""How many promises are believed to be kept as PROMISED says, beside a family's own: a few that were broken by chance
move no line.
"""

_SHOWN = 5

Column = NDArray[np.float64]
Side = Literal["answerable", "right"]


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
    """Rank an example's candidates, and look at the first; without its short answer, which `look_at_short` tells."""
    rankers = Rankers(ranker, ranker)
    ranked = best_of(example.sought, example.searcher, example.measured, rankers, DEPTH)
    shown = gather_evidence(example.question.kind, ranked, example.searcher, limit=_SHOWN)
    signals = measure_signals(example.question, shown[0].lead, ranked, example.searcher, short=0.0)
    right = {*example.measured.numbers[example.right].tolist()}
    rights = [not right.isdisjoint(evidence.numbers) for evidence in shown]
    leads = tuple(evidence.lead for evidence in shown)
    return Seen(example, signals, rights[0], any(rights), not is_complete(signals), leads)


def look_at_short(seen: Sequence[Seen], chooser: Chooser) -> list[Seen]:
    """Return what was seen, with the signal of the short answer."""
    out = []
    for one in seen:
        first, *others = one.ranked
        margin = first.score - others[0].score if others else inf
        searcher = one.example.searcher
        found = find_best(one.example.question, first, margin, searcher, chooser, beside=beside_of(first, searcher))
        short = look_at_short_answer(one.example.question, 0.0 if found is None else found.probability)
        out.append(replace(one, signals={**one.signals, **short}))
    return out


def fit_decider(seen: Sequence[Seen]) -> dict[str, Any]:
    """Fit both models and both lines; returns what a model's file tells."""
    families = [one.example.of.family for one in seen]
    answerable, right = np.zeros(len(seen)), np.zeros(len(seen))
    for family in dict.fromkeys(families):
        left_out = np.array([own == family for own in families])
        rest = [one for one, out in zip(seen, left_out, strict=True) if not out] or seen
        own = [one for one, out in zip(seen, left_out, strict=True) if out]
        answerable[left_out] = _estimates(_fit(rest, "answerable"), own)
        right[left_out] = _estimates(_fit(rest, "right"), own)
    return {
        "answerable": _fit(seen, "answerable"),
        "right": _fit(seen, "right"),
        "answered_from": round(_answered_from(answerable, seen), 3),
        "high_from": round(_promised_from(right, answerable >= LIKELY, seen), 3),
    }


def _fit(seen: Sequence[Seen], side: Side) -> dict[str, Any]:
    """Fit one model, whose coefficients keep the signs that SIGNALS gives them; answerable questions and others weigh
    the same.
    """
    signs = {name: getattr(signal, side) for name, signal in SIGNALS.items()}
    names = [name for name in SIGNALS if name in seen[0].signals and signs[name] is not None]
    table = _table(seen, names)
    wanted = np.array([getattr(one, side) for one in seen], dtype=np.float64)
    weights = np.array([one.example.of.weight for one in seen])
    if side == "answerable":
        for each in (0, 1):
            weights[wanted == each] *= len(weights) / 2 / weights[wanted == each].sum()
    scale = np.maximum(table.std(axis=0), 1e-9)
    scaled = table / scale
    bounds = [(0 if signs[name] == 1 else None, 0 if signs[name] == -1 else None) for name in names]

    def loss(x: Column) -> tuple[float, Column]:
        z = x[0] + scaled @ x[1:]
        value = float((weights * (np.logaddexp(0, z) - wanted * z)).sum() + PENALTY / 2 * (x[1:] ** 2).sum())
        slope = weights * (1 / (1 + np.exp(-z)) - wanted)
        return value, np.concatenate(([slope.sum()], scaled.T @ slope + PENALTY * x[1:]))

    begun = np.zeros(len(names) + 1)
    found = minimize(loss, begun, jac=True, bounds=[(None, None), *bounds], method="L-BFGS-B").x
    coefficients = {name: round(float(value), 4) for name, value in zip(names, found[1:] / scale, strict=True)}
    return {"intercept": round(float(found[0]), 4), "coefficients": {n: v for n, v in coefficients.items() if v}}


def _table(seen: Sequence[Seen], names: Sequence[str]) -> Column:
    return np.array([[one.signals[name] for name in names] for one in seen]).reshape(len(seen), -1)


def _estimates(model: Mapping[str, Any], seen: Sequence[Seen]) -> Column:
    names = list(model["coefficients"])
    z = model["intercept"] + _table(seen, names) @ np.array([model["coefficients"][name] for name in names])
    return np.asarray(1 / (1 + np.exp(-z)))


def _alike(seen: Sequence[Seen]) -> Column:
    """Return weights by which every family counts alike."""
    families = [one.example.of.family for one in seen]
    return np.array([one.example.of.weight / families.count(one.example.of.family) for one in seen])


def _answered_from(estimates: Column, seen: Sequence[Seen]) -> float:
    """Return the estimate from which ANSWERED of the answerable questions are answered."""
    can = [place for place, one in enumerate(seen) if one.answerable]
    weights = _alike([seen[place] for place in can])
    order = np.argsort(estimates[can])
    reached = np.cumsum(weights[order]) / weights.sum()
    return float(estimates[can][order][np.searchsorted(reached, 1 - ANSWERED)])


def _promised_from(estimates: Column, likely: NDArray[np.bool_], seen: Sequence[Seen]) -> float:
    """Return the probability from which PROMISED of the promises are kept, and WORST of each family's; of those that
    are likely to have an answer and lack nothing.
    """
    may = [place for place, one in enumerate(seen) if likely[place] and not one.lacking]
    order = np.array(may)[np.argsort(-estimates[may])]
    right = np.array([seen[place].right for place in order], dtype=np.float64)
    families = np.array([seen[place].example.of.family for place in order])
    weights = _alike(seen)[order]
    keeps = np.cumsum(weights * right) / np.cumsum(weights) >= PROMISED
    for family in dict.fromkeys(families.tolist()):
        promised = BELIEVED + np.cumsum(families == family)
        kept = BELIEVED * PROMISED + np.cumsum(right * (families == family))
        keeps &= kept >= WORST * promised
    enough = np.flatnonzero(keeps)
    return float(estimates[order[enough[-1]]]) if len(enough) else 1.0
