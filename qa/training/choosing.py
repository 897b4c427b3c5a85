"""Fitting what chooses short answers: a conditional logit over the candidates of a sentence (McFadden 1974), and a
logistic model of whether the chosen one answers.

Both are fitted to the first passages of rankings that had not seen the questions' corpus; the first also to the other
sentences that answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from corpus import Sentence
from index import Heading
from qa.asking.question import Question
from qa.evaluation.matching import fold, is_accepted
from qa.finding.ranking import Ranked
from qa.gathering.evidence import merge_copies
from qa.gathering.passages import beside_of
from qa.gathering.shortening import find_by_form, measure_spans, signals_for
from qa.selection.chooser import Chooser, Weights, signals_of
from qa.selection.measures import OF_NAME, OF_VALUE
from qa.selection.wanted import Group, WantedSpan, read_wanted
from qa.training.examples import Example

CHOICE_PENALTY = 6.0
ESTIMATE_PENALTY = 4.0
"""Of the squares of the coefficients, in units of what they weigh's standard deviations."""

GIVEN_FROM = 0.6
"""From this probability on a short answer is given: about where, of all corpora left out in turn, one in ten questions
for one gets a wrong one."""

_SAME = 1e-6
_MOST_RIGHT = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates of one sentence for one question. `right`: which of them the judges accept; `first`: the passage,
    with its margin, where it is the one that stands first.
    """

    family: str
    question: Question
    wanted: WantedSpan
    measures: Sequence[Mapping[str, float]]
    right: tuple[bool, ...]
    first: tuple[Ranked, float] | None


def find_choices(example: Example, ranked: Sequence[Ranked]) -> Iterator[Choice]:
    """Yield what there was to choose from for a question: in its first passage, and where else an answer stands."""
    accepted = example.asked.accepted
    if not accepted or not ranked:
        return
    question, searcher = example.question, example.searcher
    wanted = read_wanted(question)
    evidence = merge_copies(ranked, searcher, limit=2)
    first = evidence[0].lead
    margin = first.score - evidence[1].lead.score if len(evidence) > 1 else np.inf
    rights = example.measured.numbers[example.right].tolist()[:_MOST_RIGHT]
    beside = beside_of(first, searcher)
    shown = [first.sentence, *([] if beside is None else searcher.sentences([beside.number]))]
    sentences: list[tuple[Sequence[Sentence], Heading | None, tuple[Ranked, float] | None]] = [
        (shown, first.heading, (first, float(margin)))
    ]
    others = [number for number in rights if number != first.number]
    sentences += [([s], h, None) for s, h in zip(searcher.sentences(others), searcher.headings(others), strict=True)]
    for members, heading, place in sentences:
        if wanted.group is Group.FORM:
            forms = (find_by_form(question, each, heading, searcher) for each in members)
            found_one = next((short for short in forms if short is not None), None)
            texts = [] if found_one is None else [found_one.span.text]
            measures = [] if found_one is None else [found_one.measures]
        else:
            found, measures = measure_spans(question, wanted, members, heading, searcher)
            texts = [one.text for one, _ in found]
        if texts:
            right = tuple(is_accepted(fold(text), accepted) for text in texts)
            yield Choice(example.of.family, question, wanted, measures, right, place)


def fit_chooser(choices: Sequence[Choice]) -> dict[str, Any]:
    """Fit what chooses and what estimates, for each group; returns what a model's file tells."""
    told: dict[str, Any] = {"given_from": GIVEN_FROM}
    for group in Group:
        own = [choice for choice in choices if choice.wanted.group is group]
        told[group.value] = {"choice": {"intercept": 0.0, "coefficients": {}}}
        if group is not Group.FORM:
            told[group.value]["choice"] = _fit_choice(own, OF_VALUE if group is Group.VALUES else OF_NAME)
        told[group.value]["estimate"] = _fit_estimate(own, group, told[group.value]["choice"])
    return told


def _fit_choice(choices: Sequence[Choice], known: Mapping[str, tuple[int, str]]) -> dict[str, Any]:
    names = list(known)
    telling = [one for one in choices if any(one.right) and not all(one.right)]
    tables = [np.array([[each.get(name, 0.0) for name in names] for each in one.measures]) for one in telling]
    scale = _spread(np.concatenate(tables))
    cases = [(table / scale, np.array(one.right, dtype=np.float64)) for table, one in zip(tables, telling, strict=True)]

    def loss(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, slope = CHOICE_PENALTY / 2 * float(x @ x), CHOICE_PENALTY * x
        for table, right in cases:
            weighed = table @ x
            share = np.exp(weighed - weighed.max())
            share /= share.sum()
            among = share * right / (share @ right)
            value -= float(np.log(share @ right))
            slope = slope + table.T @ (share - among)
        return value, slope

    found = minimize(loss, np.zeros(len(names)), jac=True, bounds=_bounds(names, known), method="L-BFGS-B").x
    return _told(0.0, names, found / scale)


def _fit_estimate(choices: Sequence[Choice], group: Group, choice: Mapping[str, Any]) -> dict[str, Any]:
    known = signals_of(group)
    names = list(known)
    chooser = Chooser({group: Weights(0.0, choice["coefficients"])}, {}, 0.0)
    rows, right = [], []
    for one in choices:
        if one.first is not None:
            best, share = chooser.choose(group, one.measures)
            signals = signals_for(one.question, one.wanted, one.measures[best], share, *one.first)
            rows.append([signals.get(name, 0.0) for name in names])
            right.append(float(one.right[best]))
    table, wanted = np.array(rows), np.array(right)
    scale = _spread(table)
    scaled = table / scale

    def loss(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = x[0] + scaled @ x[1:]
        value = float((np.logaddexp(0, z) - wanted * z).sum() + ESTIMATE_PENALTY / 2 * (x[1:] ** 2).sum())
        slope = 1 / (1 + np.exp(-z)) - wanted
        return value, np.concatenate(([slope.sum()], scaled.T @ slope + ESTIMATE_PENALTY * x[1:]))

    bounds = [(None, None), *_bounds(names, known)]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    return _told(float(found[0]), names, found[1:] / scale)


def _spread(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the standard deviation of each column; infinity where all rows are the same, which tells nothing."""
    spread = table.std(axis=0)
    return np.where(spread > _SAME, spread, np.inf)


def _bounds(names: Sequence[str], known: Mapping[str, tuple[int, str]]) -> list[tuple[float | None, float | None]]:
    signs = [known[name][0] for name in names]
    return [(0 if sign > 0 else None, 0 if sign < 0 else None) for sign in signs]


def _told(intercept: float, names: Sequence[str], weights: NDArray[np.float64]) -> dict[str, Any]:
    rounded = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    return {"intercept": round(intercept, 4), "coefficients": {name: each for name, each in rounded.items() if each}}
