"""How much of each term of a question the candidates hold: themselves, by a word like it or one in its place, and
through others: the sentence before a pronoun, the items of one list, the section of a contact block.

A table of what is held has a row for each candidate and a column for each term, from 0 to 1.
"""

import re
from collections.abc import Sequence

from corpus import Role, Sentence
from index import Matches, Searcher, measure_rarity
from qa.asking.question import Question
from qa.finding.short_answers import leads_in
from qa.values import AnswerKind

LIKE_FROM = 0.28
"""The cosine from which a word counts for another; below it, likeness is chance. Of .22, .28 and .35, on five sets."""

LIKE_POWER = 1.25
"""A word like the one asked counts cosine to this power. Of 1, 1.25, 1.5 and 2: SelQA's MRR@10
is .844 with 1.25 and .842 with 1.5."""

OTHER_SHARE = 0.9
"""How much words that stand in a term's place count, beside the term itself."""

SECTION_SHARE = 0.9
"""How much of a term a contact block covers when it stands elsewhere in its section."""

PRONOUN_SHARE = 0.8
"""How much of a term a sentence that opens with a pronoun covers when the sentence before it holds the term."""

_PRONOUN = re.compile(r"\W*(?:It|Its|They|Their|She|Her|He|His|This|These|That|Those|Such)\b")


def idf_shares(question: Question, searcher: Searcher) -> list[float]:
    """Return each term's share of the question's idf, tempered by how common its word is in English; they sum to 1."""
    idf = tempered_idf(question, searcher)
    total = sum(idf)
    return [value / total for value in idf]


def tempered_idf(question: Question, searcher: Searcher) -> list[float]:
    """Return each term's idf, a word's tempered; a figure's is not, in figures or in words."""
    tempers = (1.0 if term.is_figure else measure_rarity(term.word.lower()) for term in question.terms)
    return [searcher.idf(term.term) * temper for term, temper in zip(question.terms, tempers, strict=True)]


def name_places(question: Question, searcher: Searcher) -> list[int]:
    """Return which of the question's terms are names that the corpus knows."""
    return [
        place
        for place, term in enumerate(question.terms)
        if term.exact and not term.is_figure and searcher.document_frequency(term.term)
    ]


def words_to_match(question: Question) -> list[tuple[str, str]]:
    """Return what to look for in candidates, each (term, word) once: the question's own terms in its order, then those
    that may stand in their place.
    """
    own = [(term.term, term.word) for term in question.terms]
    return list(dict.fromkeys([*own, *(pair for term in question.terms for other in term.others for pair in other)]))


def held_terms(
    question: Question, numbers: Sequence[int], sentences: Sequence[Sentence], matches: Matches
) -> list[list[float]]:
    """Return how much of each term each candidate holds, by itself and through others, (n_candidates, n_terms).

    `matches`: those of `words_to_match` in the sentences of these numbers.
    """
    likeness = dict(zip(words_to_match(question), matches.likeness, strict=True))
    columns = [
        _column(
            likeness[term.term, term.word],
            term.exact,
            [[likeness[pair] for pair in other] for other in term.others if other],
        )
        for term in question.terms
    ]
    held = [list(row) for row in zip(*columns, strict=True)]
    if question.kind is AnswerKind.CONTACT:
        _share_sections(held, sentences)
    if question.kind is AnswerKind.LIST:
        _share_lists(held, numbers, sentences)
    _lean_on_sentence_before(held, numbers, sentences)
    return held


def _column(cosines: Sequence[float], exact: bool, others: Sequence[Sequence[Sequence[float]]]) -> list[float]:
    """Return how much of a term each sentence holds, given their likeness to its word, and to the words of each that
    may stand in its place.
    """
    own = [1.0 if c >= 1 else c**LIKE_POWER if c >= LIKE_FROM and not exact else 0.0 for c in cosines]
    for other in others:
        there = map(sum, zip(*([c >= 1 for c in word] for word in other), strict=True))
        own = [max(share, OTHER_SHARE * (count / len(other))) for share, count in zip(own, there, strict=True)]
    return own


def _lean_on_sentence_before(held: list[list[float]], numbers: Sequence[int], sentences: Sequence[Sentence]) -> None:
    """Let a sentence that opens with a pronoun hold, in part, what the sentence before it in its paragraph holds."""
    place_of = {number: place for place, number in enumerate(numbers)}
    leaning = [place for place, sentence in enumerate(sentences) if _PRONOUN.match(sentence.text)]
    before = {
        place: list(held[earlier]) for place in leaning if (earlier := place_of.get(numbers[place] - 1)) is not None
    }
    for place, row in before.items():
        sentence, other = sentences[place], sentences[place_of[numbers[place] - 1]]
        if (sentence.article_id, sentence.paragraph) == (other.article_id, other.paragraph):
            held[place][:] = [max(own, PRONOUN_SHARE * share) for own, share in zip(held[place], row, strict=True)]


def _share_lists(held: list[list[float]], numbers: Sequence[int], sentences: Sequence[Sentence]) -> None:
    """Let the items of a list, and the line that leads in to them, hold in part what any of them holds."""
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    shared: list[float] = []
    group: list[int] = []
    for place, after in zip(order, [*order[1:], None], strict=True):
        group.append(place)
        row = held[place]
        shared = [max(a, b) for a, b in zip(row, shared or row, strict=True)]
        if after is None or not _same_list(numbers[place], numbers[after], sentences[place], sentences[after]):
            for member in group if len(group) > 1 else ():
                held[member][:] = [
                    max(own, SECTION_SHARE * other) for own, other in zip(held[member], shared, strict=True)
                ]
            shared, group = [], []


def _same_list(number: int, after: int, sentence: Sentence, following: Sentence) -> bool:
    """Whether the second of two candidates is the next item of the list that the first is in, or leads in to."""
    return (
        after == number + 1
        and following.role is Role.BULLET
        and (following.article_id, following.section) == (sentence.article_id, sentence.section)
        and (sentence.role is Role.BULLET or leads_in(sentence))
    )


def _share_sections(held: list[list[float]], sentences: Sequence[Sentence]) -> None:
    """Let each contact block hold, in part, the terms that other candidates of its section hold."""
    by_section: dict[tuple[str, int], list[float]] = {}
    for row, sentence in zip(held, sentences, strict=True):
        key = (sentence.article_id, sentence.section)
        by_section[key] = [max(a, b) for a, b in zip(row, by_section.get(key, row), strict=True)]
    for row, sentence in zip(held, sentences, strict=True):
        if sentence.role is Role.CONTACT:
            section = by_section[sentence.article_id, sentence.section]
            row[:] = [max(own, SECTION_SHARE * shared) for own, shared in zip(row, section, strict=True)]
