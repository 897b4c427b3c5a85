"""Ranking the candidates for a question: by how much each is like those that answered other questions.

The score is a learned one, over the features of a candidate and of what stands around it. Its parts can be shown.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus import Sentence
from index import Heading, Searcher, Selection
from qa.asking.question import Question
from qa.finding.candidates import find_candidates
from qa.finding.features import Measured, measure
from qa.finding.ranker import Rankers
from qa.finding.short_answers import strength
from qa.values import AnswerKind, ScorePart

_OPEN = (AnswerKind.PASSAGE, AnswerKind.YES_NO)
"""Kinds that any sentence may answer."""


class Beside(NamedTuple):
    """A candidate that stands right before or after another in its article; `held` as in `Ranked`."""

    number: int
    score: float
    held: tuple[float, ...]


class Ranked(NamedTuple):
    """A candidate with its score, the sum of its parts. `held`: how much of each term it holds, 0 to 1, in the
    question's order; `cover`: the share of the question's idf that this makes; `fits`: whether it holds evidence of the
    kind that is asked for; `seen`: what was measured of it, by name; `beside`: the candidates among its neighbours.
    """

    number: int
    sentence: Sentence
    heading: Heading | None
    score: float
    cover: float
    held: tuple[float, ...]
    fits: bool
    parts: tuple[ScorePart, ...]
    seen: dict[str, float]
    beside: tuple[Beside, ...] = ()


def rank(
    question: Question, searcher: Searcher, rankers: Rankers, *, limit: int, within: Selection | None = None
) -> list[Ranked]:
    """Return the best candidates for a question with at least one term, best first, equal scores in corpus order."""
    pool = find_candidates(question, searcher, within)
    if not len(pool.numbers):
        return []
    measured = measure(question, searcher, pool)
    return best_of(question, searcher, measured, rankers, limit)


def best_of(question: Question, searcher: Searcher, measured: Measured, rankers: Rankers, limit: int) -> list[Ranked]:
    """Score what was measured of candidates, and return the best of them as `rank` does."""
    ranker = rankers.of(measured.features)
    scores, reached = ranker.score(measured.table)
    order = np.argsort(-scores, kind="stable")[:limit]
    numbers = measured.numbers[order].tolist()
    names = [feature.name for feature in measured.features]
    out = []
    for place, number, sentence, heading in zip(
        order.tolist(), numbers, searcher.sentences(numbers), searcher.headings(numbers), strict=True
    ):
        seen = dict(zip(names, measured.table[place].tolist(), strict=True))
        parts = zip(ranker.groups, ranker.explain(measured.table[place], reached[place]).tolist(), strict=True)
        out.append(
            Ranked(
                number,
                sentence,
                heading,
                float(scores[place]),
                seen["cover"],
                tuple(measured.held[place].tolist()),
                question.kind in _OPEN or strength(question, sentence, heading, searcher) > 0,
                tuple(ScorePart(group, worth) for group, worth in parts if worth),
                seen,
                _beside(place, measured, scores),
            )
        )
    return out


def _beside(place: int, measured: Measured, scores: NDArray[np.float64]) -> tuple[Beside, ...]:
    numbers = measured.numbers
    return tuple(
        Beside(int(numbers[other]), float(scores[other]), tuple(measured.held[other].tolist()))
        for other in (place - 1, place + 1)
        if 0 <= other < len(numbers) and abs(numbers[other] - numbers[place]) == 1
    )
