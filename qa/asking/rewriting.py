"""From a question to what is searched: spelling, acronyms, equivalents. Every change is reported and can be undone."""

import re
from dataclasses import replace

from index import Searcher, analyse, find_term, is_english, pair_terms, sounds_like
from qa.asking.clauses import AUXILIARIES, PREPOSITIONS, WH
from qa.asking.kinds import AskedFor
from qa.asking.question import Question, Term, is_written_as_name, read_question
from qa.asking.several import as_list
from qa.asking.times import TimeAsked
from qa.values import AnswerKind, Correction, Expansion

_QUESTION_WORDS = ("who", "what", "when", "which", "where", "why", "whose")
_SHORT_FORMS = {
    **dict.fromkeys(("wat", "wot", "wut"), "what"),
    **dict.fromkeys(("wats", "wots"), "what's"),
    "shud": "should",
    "wud": "would",
    "cud": "could",
    "nr": "number",
    "nrs": "numbers",
    "nmbr": "number",
    "addr": "address",
}
_INFLECTED = re.compile(r"(?:ed|ing|ly)$")
_WORD = re.compile(r"(?<![\w’'-])[^\W\d_]+(?![\w’'-])|(?<![\w’'-])[^\W\d_]+(?=[’']s\b)")


def correct_spelling(text: str, searcher: Searcher) -> tuple[str, tuple[Correction, ...]]:
    """Replace words that neither the corpus nor English knows by those they mean; returns what was replaced. A question
    without a question word may have one that only sounds like it ("hoo is …", "in witch town").
    """
    corrections = []
    out, last = "", 0
    cased = _is_cased(text)
    asks = any(word in WH for word in re.findall(r"[^\W\d_]+", text.lower()))
    for match in _WORD.finditer(text):
        word = match[0].lower()
        term = find_term(word)
        if term is None or searcher.document_frequency(term) or word in searcher.equivalents.words:
            continue
        right = None if match[0].isupper() else _SHORT_FORMS.get(word)
        if right is None and not asks and _may_ask(text, match.start(), match.end()):
            right = sounds_like(word, _QUESTION_WORDS)
        if right is None and not (match[0].isupper() and text != text.upper()):
            right = searcher.spell(word, is_name=cased and match.start() > 0 and match[0][0].isupper())
        if right is not None and right != word:
            corrections.append(Correction(match[0], right))
            out, last = out + text[last : match.start()] + right, match.end()
    return out + text[last:], tuple(corrections)


def _may_ask(text: str, start: int, end: int) -> bool:
    """Whether a question word may stand at a place: first, after a preposition, or before an auxiliary verb."""
    before, after = re.findall(r"[\w']+", text[:start].lower())[-1:], re.findall(r"[\w']+", text[end:].lower())[:1]
    return not before or before[0] in PREPOSITIONS or (bool(after) and after[0] in AUXILIARIES)


def read_rewritten(
    text: str, asked_for: AskedFor, searcher: Searcher, *, expand: bool = True
) -> tuple[Question, tuple[Expansion, ...]]:
    """Read a question that stands alone, with what may stand in its words' place; returns what was added."""
    question = read_question(text, asked_for=as_list(text, asked_for))
    question, expansions = add_equivalents(question, searcher) if expand else (question, ())
    return mark_exact(question, searcher), expansions


def mark_time(question: Question, time: TimeAsked | None) -> Question:
    """Return a question with the time that it asks of. Its words are of that time where a text may hold them, else they
    are no words of it ("last month"), unless it has no others.
    """
    if time is None:
        return question
    own: dict[str, bool] = {}
    for token in analyse(question.text):
        inside = any(start <= token.start < end for start, end in time.spans)
        own[token.term] = own.get(token.term, True) and inside
    terms = question.terms
    if time.literal:
        terms = tuple(replace(term, of_time=True) if own.get(term.term) else term for term in terms)
    else:
        terms = tuple(term for term in terms if not own.get(term.term)) or terms
    return replace(question, terms=terms, time=time)


def seek_people(question: Question, asked_for: AskedFor) -> Question:
    """Return a question as it is ranked: people are sought as one person is, though several are asked for."""
    if asked_for.kind is not AnswerKind.PERSON:
        return question
    return replace(question, kind=asked_for.kind, wants=asked_for.wants)


def add_equivalents(question: Question, searcher: Searcher) -> tuple[Question, tuple[Expansion, ...]]:
    """Add to the terms what may stand in their place: names for acronyms and initials, equivalents of the field."""
    others = _others(question, searcher)
    terms = tuple(replace(term, others=others[term.term]) if term.term in others else term for term in question.terms)
    expansions = tuple(Expansion(term.word.lower(), added) for term in terms if (added := _added(term)))
    return replace(question, terms=terms), expansions


def _added(term: Term) -> tuple[str, ...]:
    """Return the words that may stand in a term's place, each once, in order."""
    return tuple(dict.fromkeys(word for other in term.others for own, word in other if own != term.term))


def mark_exact(question: Question, searcher: Searcher) -> Question:
    """Mark the terms for which no word counts that is merely like them."""
    cased = _is_cased(question.text)
    terms = (
        replace(term, exact=True)
        if _is_exact(term, searcher, cased=cased) or _is_unknown_name(term, question.text, searcher)
        else term
        for term in question.terms
    )
    return replace(question, terms=tuple(terms))


def _is_unknown_name(term: Term, text: str, searcher: Searcher) -> bool:
    """Whether a question writes a word as a name that no article holds."""
    return is_written_as_name(term, text) and not term.others and searcher.document_frequency(term.term) == 0


def _is_cased(text: str) -> bool:
    """Whether a question is written with capitals, other than the one that opens it."""
    return any(word[0].isupper() and word != "I" for word in re.findall(r"[^\W\d_]+", text)[1:])


def _is_exact(term: Term, searcher: Searcher, *, cased: bool) -> bool:
    """Whether a word is a name or a figure: what is merely like it does not count.

    A word in lower case is none, though the corpus has it as a name, if the asker writes others with a capital, or if
    it is inflected ("on board", where there is a Board; "stranded", where there is a Strand).
    """
    word = term.word
    plain = word[:1].islower() and is_english(word) and (cased or _INFLECTED.search(word) is not None)
    if term.is_figure or (searcher.is_name(term.term) and not plain):
        return True
    known = searcher.document_frequency(term.term) > 0
    return not known and not term.others and not is_english(term.word.lower())


def _others(question: Question, searcher: Searcher) -> dict[str, tuple[tuple[tuple[str, str], ...], ...]]:
    """Return what may stand in each term's place: acronyms spelt out, names' initials, equivalents of the field."""
    out: dict[str, list[tuple[tuple[str, str], ...]]] = {}
    for term in question.terms:
        known = searcher.document_frequency(term.term) > 0
        word = term.word.casefold()
        acronym = term.word.isupper() or (not known and not is_english(word))
        name = searcher.stands_for(word) if acronym and word not in searcher.equivalents.words else None
        if name is not None and question.kind is not AnswerKind.DEFINITION:
            out.setdefault(term.term, []).append(pair_terms(name))
    for phrase, others in searcher.equivalents.within([term.term for term in question.terms]):
        held = [pairs for pairs in others if any(searcher.document_frequency(term) for term, _ in pairs)]
        for wanted, _ in phrase:
            out.setdefault(wanted, []).extend(held)
    return {term: tuple(dict.fromkeys(others)) for term, others in out.items()}
