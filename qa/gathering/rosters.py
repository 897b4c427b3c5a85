"""The whole list of what sections are about ("list the harbours"): a passage that enumerates them, or the sections of
an article that tells how many there are. Words of the question may choose among them ("which northern harbours …").
"""

import re
from collections.abc import Collection, Iterator, Sequence

from corpus import Role, Sentence
from index import Searcher, extract_terms, find_term, is_name
from qa.asking.question import Question, Term, is_written_as_name
from qa.asking.several import amount_of, noun_of, words_before_noun
from qa.finding.candidates import candidates_of
from qa.finding.look import measure
from qa.finding.ranker import Rankers
from qa.finding.ranking import best_of
from qa.gathering.evidence import Evidence

_TOLD_OF = 40
"""In how many sentences with the noun of a question it is looked for what sections are."""

SEVERAL = 3
_MOST = 2 / 3
"""So many items a list of sections has at least, and so many of them are names of sections."""

_SORTS = re.compile(r"\b(?:kinds|sorts|types)\b", re.I)


def names_sections(question: Question, searcher: Searcher) -> bool:
    """Whether the noun of a question is a word for what sections are named after: sentences with it, or under it, name
    several.
    """
    if _SORTS.search(question.text):
        return False
    found = (searcher.section_names(each.text) for _, each in _with_noun(question, searcher))
    return len({name.text for names in found for name in names}) >= SEVERAL


def is_roster(texts: Sequence[str], searcher: Searcher) -> bool:
    """Whether items are names of sections, most of them."""
    whole = sum(any(name.text == text for name in searcher.section_names(text)) for text in texts)
    return len(texts) >= SEVERAL and whole >= _MOST * len(texts)


def find_counted_sections(question: Question, searcher: Searcher, rankers: Rankers) -> list[Evidence]:
    """Return the sentence that tells how many there are of what a question lists, and after it the first one of each
    section of its article, where so many of these have a name; nothing where no article is of this form.
    """
    noun, asked = find_term(noun_of(question.text) or ""), {term.term for term in question.terms}
    for number, sentence in _with_noun(question, searcher):
        counts = find_term(noun_of(sentence.text) or "") == noun and asked <= set(extract_terms(sentence.text))
        firsts = _first_of_sections(sentence.article_id, searcher) if counts else []
        if firsts and len(firsts) == amount_of(sentence.text):
            numbers = [number, *firsts]
            measured = measure(question, searcher, candidates_of(numbers, searcher))
            ranked = {one.number: one for one in best_of(question, searcher, measured, rankers, len(numbers))}
            return [Evidence(ranked[each], ()) for each in numbers]
    return []


def asks_for_all(question: Question) -> bool:
    """Whether a question asks for nothing but a noun's things, as many as it says, or some that it chooses."""
    noun = find_term(noun_of(question.text) or "")
    plain = (term for term in question.terms if term.term != noun and not term.is_figure)
    return all(_chooses(term, question.text) for term in plain)


def find_chosen(question: Question, texts: Sequence[str], told: Collection[str]) -> list[int]:
    """Return which items are asked for, by their places: those that hold the words by which the question chooses, as it
    writes them before its noun or as names. None where no item holds such a word. `told`: the terms that are told of
    all items together, by which none is chosen.
    """
    chosen = list(range(len(texts)))
    for term in question.terms:
        if term.term not in told and _chooses(term, question.text):
            chosen = [place for place in chosen if term.term in extract_terms(texts[place])]
    return chosen


def _chooses(term: Term, text: str) -> bool:
    return term.word in words_before_noun(text) or is_written_as_name(term, text)


def _with_noun(question: Question, searcher: Searcher) -> Iterator[tuple[int, Sentence]]:
    """Yield the sentences with the noun of a question, or under it, best first, with their numbers."""
    noun = noun_of(question.text)
    terms = extract_terms(noun) if noun else []
    hits = searcher.search({terms[-1]: 1.0}, limit=_TOLD_OF) if terms else ()
    numbers = [hit.sentence for hit in hits]
    yield from zip(numbers, searcher.sentences(numbers), strict=True)


def _first_of_sections(article_id: str, searcher: Searcher) -> list[int]:
    """Return the number of the first sentence of each section of an article that has a name of its own."""
    numbers = searcher.sentence_numbers(article_id)
    firsts: dict[str, int] = {}
    for number, sentence, heading in zip(numbers, searcher.sentences(numbers), searcher.headings(numbers), strict=True):
        named = heading is not None and not heading.is_title and is_name(heading.text)
        if heading is not None and named and sentence.role in (Role.PROSE, Role.BULLET):
            firsts.setdefault(heading.text, number)
    return list(firsts.values())
