"""Questions that lean on earlier ones: what they leave open is resolved from the earlier questions and their answers,
and reported.

A question that names what it is about carries nothing over. One that leans ("who do I ring there", "what about Ayton?",
"over how long was that?") is completed by words: the subject or the person that the earlier answer gave, and the
earlier question's own words where this one has too few.
"""

import re
from dataclasses import dataclass

from index import Searcher, analyse, extract_terms, is_name
from qa.asking.kind_model import KindModel
from qa.asking.kinds import AskedFor, Wanted, kind_of
from qa.asking.question import read_question
from qa.values import Answer, AnswerKind, Origin

_THERE = re.compile(
    r"""(?<!\bis\ )(?<!\bare\ )(?<!\bwas\ )(?<!\bwere\ )\bthere\b(?!\ (?:is|are|was|were|will|has|have)\b)
    |\b(?:they|them|their|theirs|it|its|those|these|this|ones?|same)\b|\bthat\b(?=\s*(?:$|[?.,!]))
    |\bthe\ (?:team|scheme|project|programme|area|service|pioneer|charity|company)\b""",
    re.I | re.X,
)
_PERSON = re.compile(r"\b(?:he|him|his|she|her|hers|they|their)\b", re.I)
_WHAT_ABOUT = re.compile(
    r"""^\W*(?:ok(?:ay)?\W+|so\W+)?(?:and\W+|but\W+)?(?:what|how)\s+about\b
    |^\W*(?:ok(?:ay)?\W+)?(?:and|also|same)\b(?!.*\b(?:who|what|when|where|how|which)\b)
    |\bthe\ same\ (?:for|in|about)\b""",
    re.I | re.X,
)
_FOLLOWS = re.compile(r"^\W*(?:ok(?:ay)?\W+)?(?:and|but|also|for|over|since|until|by)\b", re.I)
_NEW_SUBJECT = re.compile(
    r"""\W*(?:ok(?:ay)?\W+|right\W+|so\W+)?(?:moving\ on
    |(?:a\ )?(?:different|new|another|separate)\ (?:subject|topic|question|thing)
    |next(?:\ (?:question|topic))?|on\ another\ (?:note|subject|topic)|separately|changing\ (?:the\ )?subject
    |(?:to\ )?change\ (?:the\ )?(?:of\ )?(?:subject|topic)|by\ the\ way|btw)\s*[:,;.–—-]+\s*""",
    re.I | re.X,
)
_ASKS = re.compile(r"\b(?:who|whom|whose|what|when|where|how|which|why)\b", re.I)
_FEW = 1
"""A question with at most so many words of its own, beside names, cannot stand alone after another."""

_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class EarlierTurn:
    """An earlier question, as it was searched, and its answer."""

    standalone: str
    asked_for: AskedFor
    answer: Answer


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question that stands alone, what it asks for, and the words carried over into it."""

    text: str
    asked_for: AskedFor
    carried: tuple[str, ...]


def resolve(text: str, earlier: EarlierTurn | None, searcher: Searcher, kinds: KindModel | None = None) -> Resolved:
    """Complete a question from the turn before it. `kinds`: what tells what is asked for, see `kind_of`."""
    fresh = _NEW_SUBJECT.match(text)
    text = text[fresh.end() :] if fresh else text
    asked_for = kind_of(text, kinds)
    if earlier is None or fresh:
        return Resolved(text, asked_for, ())
    own = read_question(text, asked_for=asked_for).terms
    leaning = (_THERE, _PERSON, _WHAT_ABOUT, _FOLLOWS)
    if not own and asked_for.kind is not AnswerKind.CONTACT and not any(form.search(text) for form in leaning):
        return Resolved(text, asked_for, ())
    names = [term for term in own if searcher.is_name(term.term) and searcher.document_frequency(term.term)]
    if _WHAT_ABOUT.search(text) and own:
        if asked_for.kind in (AnswerKind.PASSAGE, AnswerKind.DEFINITION) or "same" in text.lower():
            asked_for = earlier.asked_for
        if asked_for.kind is AnswerKind.CONTACT:
            asked_for = AskedFor(AnswerKind.CONTACT, _contact_wanted(text) or earlier.asked_for.wants)
            return Resolved(text, asked_for, ())
        carried = _words_but_names(earlier.standalone, searcher)
        return _with(text, asked_for, carried)
    asked = len(own) - len(names)
    pronoun = bool(_THERE.search(text) or _PERSON.search(text)) and asked <= _ENOUGH
    leans = pronoun or (not names and (asked <= _FEW or (asked < _ENOUGH and _FOLLOWS.search(text) is not None)))
    if not leans or (names and (asked >= _ENOUGH or (asked and _ASKS.search(text)))):
        return Resolved(text, asked_for, ())
    carried = () if names else _subject(text, earlier, searcher)
    if asked <= _FEW and asked_for.kind is not AnswerKind.CONTACT:
        carried = (
            *carried,
            *(w for w in _words(earlier.standalone) if not any(w.lower() in c.lower() for c in carried)),
        )
    return _with(text, asked_for, carried)


def points_back(text: str) -> bool:
    """Whether a question speaks of somebody or something that only an earlier turn can tell ("ring them")."""
    return _THERE.search(text) is not None or _PERSON.search(text) is not None


def _contact_wanted(text: str) -> Wanted | None:
    named = re.search(r"mail|phone|tel\b|number|ring|call", text, re.I)
    return kind_of(f"contact {text}").wants if named else None


def _with(text: str, asked_for: AskedFor, carried: tuple[str, ...]) -> Resolved:
    return Resolved(f"{text.strip()} ({', '.join(carried)})" if carried else text, asked_for, carried)


def _subject(text: str, earlier: EarlierTurn, searcher: Searcher) -> tuple[str, ...]:
    """Return what the earlier turn was about: the person it named, its section, or the names in its question."""
    short = earlier.answer.short
    if short is not None and short.kind is AnswerKind.PERSON and _PERSON.search(text):
        return (short.text,)
    if short is not None and short.origin is Origin.HEADING:
        return (short.text,)
    first = earlier.answer.passages[0] if earlier.answer.passages else None
    named = _names(earlier.standalone, searcher)
    if first is not None and first.heading is not None and is_name(first.heading):
        about = set(extract_terms(first.heading))
        if not named or any(about & set(extract_terms(name)) for name in named):
            return (first.heading,)
    return named


def _names(text: str, searcher: Searcher) -> tuple[str, ...]:
    tokens = [
        token for token in analyse(text) if searcher.is_name(token.term) and searcher.document_frequency(token.term)
    ]
    return tuple(text[token.start : token.end] for token in tokens)


def _words(text: str) -> tuple[str, ...]:
    found = (text[token.start : token.end] for token in analyse(text))
    return tuple(dict.fromkeys(word for word in found if not _is_filler(word)))


def _words_but_names(text: str, searcher: Searcher) -> tuple[str, ...]:
    names = set(_names(text, searcher))
    return tuple(word for word in _words(text) if word not in names)


def _is_filler(word: str) -> bool:
    """Whether a word only opens a turn."""
    return word.lower() in {"ok", "okay", "thanks", "thank", "please", "pls", "same", "whats", "hows", "wat", "tell"}
