"""Ranking the candidates for a question: by how much each is like those that answered other questions.

The score is a learned one, over the features of a candidate and of what stands around it. Its parts can be shown.
"""

from typing import NamedTuple

import numpy as np

from corpus import Sentence
from index import Heading, Searcher, Selection
from qa.asking.question import Question
from qa.finding.candidates import find_candidates
from qa.finding.features import Measured, measure
from qa.finding.ranker import Rankers
from qa.finding.short_answers import strength
from qa.values import AnswerKind

_OPEN = (AnswerKind.PASSAGE, AnswerKind.YES_NO)
"""Kinds that any sentence may answer."""


class Ranked(NamedTuple):
    """A candidate with its score, the sum of its parts. `held`: how much of each term it holds, 0 to 1, in the
    question's order; `cover`: the share of the question's idf that this makes; `fits`: whether it holds evidence of the
    kind that is asked for; `seen`: what was measured of it, by name.
    """

    number: int
    sentence: Sentence
    heading: Heading | None
    score: float
    cover: float
    held: tuple[float, ...]
    fits: bool
    parts: tuple[tuple[str, float], ...]
    seen: dict[str, float]


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
    rows, parts = measured.table[order], ranker.explain(measured.table[order], reached[order])
    out = []
    placed = zip(searcher.sentences(numbers), searcher.headings(numbers), rows.tolist(), parts.tolist(), strict=True)
    for place, number, (sentence, heading, row, added) in zip(order.tolist(), numbers, placed, strict=True):
        seen = dict(zip(names, row, strict=True))
        strong = seen["strength"] if measured.read[place] else strength(question, sentence, heading, searcher)
        out.append(
            Ranked(
                number,
                sentence,
                heading,
                float(scores[place]),
                seen["cover"],
                tuple(measured.held[place].tolist()),
                question.kind in _OPEN or strong > 0,
                tuple(zip(ranker.groups, added, strict=True)),
                seen,
            )
        )
    return out
