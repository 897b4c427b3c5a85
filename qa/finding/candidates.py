"""Candidates from three sides: sentences with the question's words, those nearest to it in meaning, and the sentences
around the best of both. The best of the best articles' own join them, and of what was published in the time asked.

Within an article the sentence that answers often shares no word with the question: it stands beside one that does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus import Role
from index import Hit, Rows, Searcher, Selection, extract_terms
from qa.asking.kinds import names_reach
from qa.asking.question import Question
from qa.finding.cover import LIKE_FROM, LIKE_POWER, OTHER_SHARE
from qa.finding.days import select_days
from qa.spans.expressions import without_hosts
from qa.values import AnswerKind

BY_WORDS = 100
"""How many sentences are candidates for their words."""

BY_MEANING = 30
"""How many sentences are candidates for what they mean to an encoder."""

AROUND_WORDS = 15
AROUND_MEANING = 8
REACH = 3
"""Around how many of the best of each, and how far, the sentences before and after are candidates, too. Of 1,471
questions the right sentence is so among the candidates for .97 to 1.0, in an archive of 1,500 pages for .90 and .79;
among the hundred with most of the question's words, there, for .68."""

ARTICLES = 5
WORDS_OF, MEANING_OF = 20, 30
"""Of so many articles, the best by their best sentences, so many of their own sentences are candidates for their words,
and for what they mean."""

WORDS_THEN, MEANING_THEN = 40, 15
AROUND_WORDS_THEN, AROUND_MEANING_THEN = 8, 5
"""The same of what was published in the time that a question asks of. With both, the right sentence is among the
candidates for .96 and .94 of the questions on 1,500 pages, 190 to 215 of them; with neither for .96 and .90, of 172 to
182. The sentences after one that asks (5, 8 or 12), and the lists under the best, add none."""

SECTION_REACH = 40
"""How many sentences after a candidate a contact block may stand that closes its section."""

_CAN_ANSWER = np.array([role not in (Role.HEADING, Role.FURNITURE) for role in Role])
"""By the number of a role."""

_CONTACT = list(Role).index(Role.CONTACT)
_REACHED = (AnswerKind.CONTACT, AnswerKind.PERSON, AnswerKind.LIST)
"""Kinds of answer that a contact block may hold."""

_NEAREST = 4


@dataclass(frozen=True, slots=True)
class Candidates:
    """The sentences to rank, by number, ascending, with what stands around them.

    `numbers`, (n_pool,): the candidates and the sentences up to REACH before and after each in its article, ascending;
    `are`, (n_pool,): which of these are candidates. `by_words`, `by_meaning`, (n_pool,): each one's score by TF-IDF and
    cosine by the encoder where it was found so, else 0. `rows`: where they stand.
    """

    numbers: NDArray[np.int64]
    are: NDArray[np.bool_]
    by_words: NDArray[np.float64]
    by_meaning: NDArray[np.float64]
    rows: Rows

    @property
    def chosen(self) -> NDArray[np.int64]:
        """The numbers of the candidates themselves, ascending."""
        return self.numbers[self.are]


def find_candidates(question: Question, searcher: Searcher, within: Selection | None) -> Candidates:
    """Return the candidates for a question with at least one term; there may be none."""
    weights = search_weights(question, searcher)
    words, meant = searcher.search_both(weights, question.text, limits=(BY_WORDS, BY_MEANING), within=within)
    found = [hit.sentence for hit in (*words, *meant)]
    words_then, meant_then = _find_then(question, weights, searcher, within)
    found += [hit.sentence for hit in (*words_then, *meant_then)]
    of = _best_articles([*words, *words_then], [*meant, *meant_then], searcher)
    if of is not None:
        own, near = searcher.search_both(weights, question.text, limits=(WORDS_OF, MEANING_OF), within=of)
        found += [hit.sentence for hit in (*own, *near)]
    if question.kind is AnswerKind.CONTACT:
        found += searcher.contacts(found, reach=SECTION_REACH)
    best = [hit.sentence for hit in (*words[:AROUND_WORDS], *meant[:AROUND_MEANING])]
    best += [hit.sentence for hit in (*words_then[:AROUND_WORDS_THEN], *meant_then[:AROUND_MEANING_THEN])]
    searcher.read_ahead(_reached(found, best, searcher))
    chosen = _around(best, searcher, {*found})
    numbers = np.unique(np.array([*found, *chosen], dtype=np.int64))
    apart = _find_unasked(question, numbers, searcher)
    words, meant = (tuple(hit for hit in hits if hit.sentence not in apart) for hits in (words, meant))
    return _with_neighbours(np.setdiff1d(numbers, [*apart], assume_unique=True), words, meant, searcher)


def _find_unasked(question: Question, numbers: NDArray[np.int64], searcher: Searcher) -> frozenset[int]:
    """Return the contact blocks among some sentences, where a question asks for no contact, person or list, and a block
    holds none of its words: one is near to the name of any place, and to what is like nothing else. Hosts of addresses
    do not count, nor do names in the heading over it, which tell where it belongs.
    """
    if question.kind in _REACHED or names_reach(question.text):
        return frozenset()
    blocks = numbers[searcher.rows(numbers).roles == _CONTACT].tolist()
    asked = {term.term for term in question.terms}
    apart = []
    for block, sentence, heading in zip(blocks, searcher.sentences(blocks), searcher.headings(blocks), strict=True):
        over = () if heading is None else (each for each in extract_terms(heading.text) if not searcher.is_name(each))
        if asked.isdisjoint((*extract_terms(without_hosts(sentence.text)), *over)):
            apart.append(block)
    return frozenset(apart)


def _find_then(
    question: Question, weights: Mapping[str, float], searcher: Searcher, within: Selection | None
) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    """Return the best of what was published in the time that a question asks of, by its other words and by meaning."""
    then = select_days(question, searcher, within)
    if then is None:
        return (), ()
    of_time = {term.term for term in question.terms if term.of_time}
    timeless = {term: weight for term, weight in weights.items() if term not in of_time}
    return searcher.search_both(timeless or weights, question.text, limits=(WORDS_THEN, MEANING_THEN), within=then)


def _best_articles(words: Sequence[Hit], meant: Sequence[Hit], searcher: Searcher) -> Selection | None:
    """Return the ARTICLES whose best sentences by words and by meaning are best, together; None where none is."""
    scores: dict[int, list[float]] = {}
    for side, hits in enumerate((words, meant)):
        most = max((hit.score for hit in hits), default=1.0)
        articles = searcher.rows([hit.sentence for hit in hits]).articles.tolist()
        for hit, article in zip(hits, articles, strict=True):
            both = scores.setdefault(article, [0.0, 0.0])
            both[side] = max(both[side], hit.score / most)
    best = sorted(scores, key=lambda article: (-sum(scores[article]), article))[:ARTICLES]
    return searcher.select_articles(best) if best else None


def candidates_of(chosen: Sequence[int], searcher: Searcher) -> Candidates:
    """Return sentences that were chosen otherwise, at least one, as candidates."""
    return _with_neighbours(np.unique(np.array(chosen, dtype=np.int64)), (), (), searcher)


def find_around(number: int, searcher: Searcher, *, reach: int) -> NDArray[np.int64]:
    """Return the numbers of the sentences that can answer up to `reach` before and after one, in its article."""
    near = np.arange(max(0, number - reach), min(searcher.n_rows, number + reach + 1))
    rows = searcher.rows(near)
    own = searcher.rows(np.array([number])).articles[0]
    return np.asarray(near[_CAN_ANSWER[rows.roles] & (rows.articles == own)])


def widen(pool: Candidates, also: NDArray[np.int64], searcher: Searcher) -> Candidates:
    """Return candidates with further ones, by number, that were not found by words or meaning."""
    chosen = np.union1d(pool.chosen, also)
    numbers, rows = _beside(chosen, searcher)
    by_words, by_meaning = np.zeros(len(numbers)), np.zeros(len(numbers))
    at = np.searchsorted(numbers, pool.numbers)
    by_words[at], by_meaning[at] = pool.by_words, pool.by_meaning
    return Candidates(numbers, _stand_in(numbers, chosen), by_words, by_meaning, rows)


def _around(best: Iterable[int], searcher: Searcher, found: set[int]) -> list[int]:
    """Return the sentences that can answer up to REACH before and after some, in their articles."""
    numbers = np.array(list(dict.fromkeys(best)), dtype=np.int64)
    near = _neighbours(numbers, searcher)
    rows = searcher.rows(near)
    own = np.repeat(searcher.rows(numbers).articles, 2 * REACH + 1)
    answers = _CAN_ANSWER[rows.roles] & (rows.articles == own)
    return [number for number in near[answers].tolist() if number not in found]


def _neighbours(numbers: NDArray[np.int64], searcher: Searcher, *, reach: int = REACH) -> NDArray[np.int64]:
    """Return the numbers from `reach` before to as many after each, (len(numbers) * (2 * reach + 1),)."""
    near = numbers[:, None] + np.arange(-reach, reach + 1)
    return np.asarray(np.clip(near, 0, max(0, searcher.n_rows - 1)).ravel())


def _reached(found: Iterable[int], best: Iterable[int], searcher: Searcher) -> NDArray[np.int64]:
    """Return the numbers of all that is looked at around what was found, and around what stands beside the best."""
    beside, further = np.array([*found], dtype=np.int64), np.array([*best], dtype=np.int64)
    return np.union1d(_neighbours(beside, searcher), _neighbours(further, searcher, reach=2 * REACH))


def _with_neighbours(
    chosen: NDArray[np.int64], words: Sequence[Hit], meant: Sequence[Hit], searcher: Searcher
) -> Candidates:
    numbers, rows = _beside(chosen, searcher)
    by_words, by_meaning = np.zeros(len(numbers)), np.zeros(len(numbers))
    for hits, out in ((words, by_words), (meant, by_meaning)):
        out[np.searchsorted(numbers, [hit.sentence for hit in hits])] = [hit.score for hit in hits]
    return Candidates(numbers, _stand_in(numbers, chosen), by_words, by_meaning, rows)


def _stand_in(numbers: NDArray[np.int64], chosen: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which of some numbers, ascending, are those of the chosen, all of which are among them."""
    are = np.zeros(len(numbers), dtype=np.bool_)
    are[np.searchsorted(numbers, chosen)] = True
    return are


def _beside(chosen: NDArray[np.int64], searcher: Searcher) -> tuple[NDArray[np.int64], Rows]:
    """Return the numbers of candidates and of the sentences up to REACH beside them, and where these stand."""
    near = _neighbours(chosen, searcher)
    own = np.repeat(searcher.rows(chosen).articles, 2 * REACH + 1)
    numbers = np.unique(near[searcher.rows(near).articles == own])
    return numbers, searcher.rows(numbers)


def search_weights(question: Question, searcher: Searcher) -> dict[str, float]:
    """Return the terms to search for: the question's, what stands in their place, and for unknown ones the nearest."""
    weights: dict[str, float] = {}
    for term in question.terms:
        weights[term.term] = max(weights.get(term.term, 0.0), float(term.count))
        for other in term.others:
            for alternative, _ in other:
                weights[alternative] = max(weights.get(alternative, 0.0), OTHER_SHARE)
        if not term.exact and not searcher.document_frequency(term.term):
            for nearest, cosine in searcher.nearest(term.word, limit=_NEAREST):
                if cosine >= LIKE_FROM:
                    weights[nearest] = max(weights.get(nearest, 0.0), cosine**LIKE_POWER)
    return weights
