"""Ranking the candidates for a question: by how much each is like those that answered other questions.

The score is a learned one, over the features of a candidate and of what stands around it. Its parts can be shown. A
question that leans on the turn before it is ranked in two readings, and for where the answer before stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus import Role, Sentence
from index import Heading, Searcher, Selection, extract_terms
from qa.asking.question import Question
from qa.finding.candidates import find_around, find_candidates, widen
from qa.finding.look import Measured, measure
from qa.finding.ranker import Rankers
from qa.finding.short_answers import strength
from qa.spans.expressions import without_suffixes
from qa.values import AnswerKind

Column = NDArray[np.float64]

_OPEN = (AnswerKind.PASSAGE, AnswerKind.YES_NO)
"""Kinds that any sentence may answer."""

BESIDE = 1 / 3
"""How much the reading beside the main one counts."""

NEAR_ARTICLE, NEAR_SECTION, NEAR_SENTENCE = 1.0, 0.5, 0.5
"""What it adds to stand in the article of the answer before, in its section too, and within NEAR_REACH sentences."""

NEAR_REACH = 3
AROUND = 60
"""So many sentences before and after the answer before are candidates."""

THEN, COUNTED, NEWEST = 2.0, 4.0, 2.0
"""What it adds to be of the time that is asked for: by a date, counted from a day ("last month"), and as the newest."""

IN_TIME = "the time that is asked of"
MANY, MANY_OF = 10, 0.01
"""In so many articles, and of this share of all, a line stands that tells nothing of any of them."""

COMMON_COSTS = 5.0
OWN_COVER = 0.5
TELLING = 6
LOOKED_AT = 10
"""What it takes from such a line, unless it holds so much of the question itself and has so many terms.
Where none of so many of the best is one, no others are looked at."""

COMMON = "a line of very many articles"
READ_BESIDE = "as it is read beside"
NEAR = "where the answer before stands"
"""Parts of the score of a candidate for a question that leans on the turn before it."""


Parts = tuple[tuple[str, float], ...]
"""What a score is the sum of, by name."""


class Beside(NamedTuple):
    """A candidate that stands right before or after another in its article; `held` as in `Ranked`."""

    number: int
    score: float
    held: tuple[float, ...]


class Ranked(NamedTuple):
    """A candidate with its score, the sum of its parts. `held`: how much of each term it holds, 0 to 1, in the
    question's order; `cover`: the share of the question's idf that this makes; `fits`: whether it holds evidence of the
    kind that is asked for; `parts`: those of its score, where they are to be told; `seen`: what was measured of it, by
    name; `beside`: the candidates among its neighbours.
    """

    number: int
    sentence: Sentence
    heading: Heading | None
    score: float
    cover: float
    held: tuple[float, ...]
    fits: bool
    parts: Parts
    seen: Mapping[str, float]
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaning:
    """What a question leans on: another reading of it, if any, and the number of the sentence that answered before."""

    beside: Question | None
    near: int


def rank(
    question: Question,
    searcher: Searcher,
    rankers: Rankers,
    *,
    limit: int,
    within: Selection | None = None,
    explain: bool = True,
    retrieved: Callable[[], None] = lambda: None,
) -> list[Ranked]:
    """Return the best candidates for a question with at least one term, best first, equal scores in corpus order.

    `explain`: whether the parts of their scores are to be told; `retrieved` is called when the candidates are there.
    """
    pool = find_candidates(question, searcher, within)
    retrieved()
    if not len(pool.numbers):
        return []
    return best_of(question, searcher, measure(question, searcher, pool), rankers, limit, explain=explain)


def rank_leaning(
    question: Question,
    leaning: Leaning,
    searcher: Searcher,
    rankers: Rankers,
    *,
    limit: int,
    within: Selection | None = None,
    explain: bool = True,
    retrieved: Callable[[], None] = lambda: None,
) -> tuple[list[Ranked], list[Ranked]]:
    """Rank as `rank` does, in two readings, and for where the answer before stands; returns the same candidates as they
    are in each reading. The second is empty where there is none, or it has no term.
    """
    pool = find_candidates(question, searcher, within)
    pool = widen(pool, find_around(leaning.near, searcher, reach=AROUND), searcher)
    if leaning.beside is None or not leaning.beside.terms:
        retrieved()
        measured = measure(question, searcher, pool)
        near = _nearness(leaning.near, measured.numbers, searcher)
        added = {NEAR: near} | _of_time(question, measured)
        return _best(question, searcher, measured, rankers, limit, 1.0, added, explain=explain), []
    other = find_candidates(leaning.beside, searcher, within)
    retrieved()
    main = measure(question, searcher, widen(pool, other.chosen, searcher))
    beside = measure(leaning.beside, searcher, widen(other, pool.chosen, searcher))
    near = _nearness(leaning.near, main.numbers, searcher)
    by_main, by_beside = (
        share * rankers.of(each.features).score(each.table)[0] for share, each in ((1 - BESIDE, main), (BESIDE, beside))
    )
    near_both = {NEAR: near} | _of_time(question, main)
    added, added_beside = ({READ_BESIDE: other} | near_both for other in (by_beside, by_main))
    return (
        _best(question, searcher, main, rankers, limit, 1 - BESIDE, added, explain=explain),
        _best(leaning.beside, searcher, beside, rankers, limit, BESIDE, added_beside, explain=False),
    )


def _nearness(number: int, numbers: NDArray[np.int64], searcher: Searcher) -> Column:
    """Return what it adds to each of some sentences, (n,), to stand near one."""
    one, rows = searcher.rows(np.array([number])), searcher.rows(numbers)
    article = rows.articles == one.articles[0]
    section = article & (rows.sections == one.sections[0])
    beside = article & (numbers != number) & (np.abs(numbers - number) <= NEAR_REACH)
    return np.asarray(NEAR_ARTICLE * article + NEAR_SECTION * section + NEAR_SENTENCE * beside, dtype=np.float64)


def best_of(
    question: Question, searcher: Searcher, measured: Measured, rankers: Rankers, limit: int, *, explain: bool = True
) -> list[Ranked]:
    """Score what was measured of candidates, and return the best of them as `rank` does."""
    return _best(question, searcher, measured, rankers, limit, 1.0, _of_time(question, measured), explain=explain)


def _of_time(question: Question, measured: Measured) -> dict[str, Column]:
    """Return what it adds to candidates to be near to the time that a question asks of, if it asks of any."""
    if question.time is None or measured.near is None:
        return {}
    weight = NEWEST if question.time.newest else THEN if question.time.literal else COUNTED
    return {IN_TIME: weight * measured.near}


def _best(
    question: Question,
    searcher: Searcher,
    measured: Measured,
    rankers: Rankers,
    limit: int,
    share: float,
    added: Mapping[str, Column],
    *,
    explain: bool,
) -> list[Ranked]:
    """Return the best candidates by this share of what was measured of them, and what is added, each (n,), by name."""
    ranker = rankers.of(measured.features)
    learned, reached = ranker.score(measured.table)
    scores = share * learned + sum(added.values())
    order = np.argsort(-scores, kind="stable")[:limit]
    common = _common(question, measured, order, searcher)
    if common.any():
        added, scores = {**added, COMMON: common}, scores + common
        order = order[np.argsort(-scores[order], kind="stable")]
    every = list(map(Beside, measured.numbers.tolist(), scores.tolist(), map(tuple, measured.held.tolist())))
    best = [every[place] for place in order]
    parts: list[Parts] = [()] * len(best)
    if explain:
        worths = share * ranker.explain(measured.table[order], reached[order])
        told = np.column_stack((worths, *(column[order] for column in added.values()))).tolist()
        parts = [tuple(zip((*ranker.groups, *added), own, strict=True)) for own in told]
    numbers = [each.number for each in best]
    placed = zip(searcher.sentences(numbers), searcher.headings(numbers), strict=True)
    out = []
    for place, each, own, (sentence, heading) in zip(order.tolist(), best, parts, placed, strict=True):
        seen = measured.of(place)
        strong = seen["strength"] if measured.read[place] else strength(question, sentence, heading, searcher)
        fits = question.kind in _OPEN or strong > 0
        beside = tuple(
            other
            for other in (*every[max(0, place - 1) : place], *every[place + 1 : place + 2])
            if abs(other.number - each.number) == 1
        )
        held = _held(question, sentence, heading, each.held)
        out.append(Ranked(each.number, sentence, heading, each.score, seen["cover"], held, fits, own, seen, beside))
    return out


def _held(
    question: Question, sentence: Sentence, heading: Heading | None, held: tuple[float, ...]
) -> tuple[float, ...]:
    """Return what a candidate holds of each term; a contact block no term that only ends its addresses: who has one in
    ".nhs.uk" is not the NHS.
    """
    if sentence.role is not Role.CONTACT:
        return held
    over = "" if heading is None else heading.text
    ending = {*extract_terms(sentence.text)} - {*extract_terms(f"{without_suffixes(sentence.text)}\n{over}")}
    return tuple(0.0 if term.term in ending else own for term, own in zip(question.terms, held, strict=True))


def _common(question: Question, measured: Measured, order: NDArray[np.int64], searcher: Searcher) -> Column:
    """Return what it takes from each of the best candidates, (n,), to be a line that stands in very many articles, and
    not to hold what is asked for: a greeting, a signature, an order's last clause.
    """
    out = np.zeros(len(measured.numbers))
    many = max(MANY, MANY_OF * searcher.n_articles)
    if searcher.n_articles < many or question.kind is AnswerKind.YES_NO:
        return out
    numbers = measured.numbers[order]
    if not any(searcher.are_common(numbers[:LOOKED_AT].tolist(), articles=ceil(many))):
        return out
    common = np.array(searcher.are_common(numbers.tolist(), articles=ceil(many)))
    holds = (measured.column("own_cover")[order] >= OWN_COVER) & (searcher.rows(numbers).terms >= TELLING)
    out[order] = -COMMON_COSTS * (common & ~holds)
    return out
