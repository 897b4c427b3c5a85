"""How much of each term of a question sentences hold: by the term itself, by a word like it or by one in its place."""

import numpy as np
from numpy.typing import NDArray

from index import Matches, Searcher, measure_rarity
from qa.asking.question import Question

LIKE_FROM = 0.28
"""The cosine from which a word counts for another; below it, likeness is chance. Of .22, .28 and .35, on five sets."""

LIKE_POWER = 1.25
"""A word like the one asked counts cosine to this power. Of 1, 1.25, 1.5 and 2: SelQA's MRR@10
is .844 with 1.25 and .842 with 1.5."""

OTHER_SHARE = 0.9
"""How much words that stand in a term's place count, beside the term itself."""


def idf_shares(question: Question, searcher: Searcher) -> list[float]:
    """Return each term's share of the question's idf, tempered by how common its word is in English; they sum to 1.

    Context has none: what is told beside the question helps to find, and makes no refusal.
    """
    whole = tempered_idf(question, searcher)
    idf = [0.0 if term.context else value for term, value in zip(question.terms, whole, strict=True)]
    idf = idf if sum(idf) else whole
    total = sum(idf)
    return [value / total for value in idf]


def tempered_idf(question: Question, searcher: Searcher) -> list[float]:
    """Return each term's idf, a word's tempered; a figure's is not, in figures or in words."""
    tempers = (1.0 if term.is_figure else measure_rarity(term.word.lower()) for term in question.terms)
    return [searcher.idf(term.term) * temper for term, temper in zip(question.terms, tempers, strict=True)]


def name_places(question: Question, searcher: Searcher, *, context: bool = True) -> list[int]:
    """Return which of the question's terms are names that the corpus knows; without those of its context, or with."""
    return [
        place
        for place, term in enumerate(question.terms)
        if term.exact
        and (context or not term.context)
        and not term.is_figure
        and searcher.document_frequency(term.term)
    ]


def words_to_match(question: Question) -> list[tuple[str, str]]:
    """Return what to look for in candidates, each (term, word) once: the question's own terms in its order, then those
    that may stand in their place.
    """
    own = [(term.term, term.word) for term in question.terms]
    return list(dict.fromkeys([*own, *(pair for term in question.terms for other in term.others for pair in other)]))


def held_terms(question: Question, matches: Matches, likeness: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much of each term some sentences hold: (n_terms, n_sentences), 0 to 1.

    `likeness`: of the matches of `words_to_match`, with what stands over the sentences or without.
    """
    row_of = {pair: row for row, pair in enumerate(words_to_match(question))}
    own = likeness[[row_of[term.term, term.word] for term in question.terms]]
    softly = np.array([not term.exact for term in question.terms])[:, np.newaxis]
    out = np.where(own >= 1, 1.0, 0.0)
    np.power(own, LIKE_POWER, out=out, where=softly & (own >= LIKE_FROM) & (own < 1))
    for place, term in enumerate(question.terms):
        for other in term.others:
            there = likeness[[row_of[pair] for pair in other]] >= 1
            if other:
                np.maximum(out[place], OTHER_SHARE * there.mean(axis=0), out=out[place])
    return out
