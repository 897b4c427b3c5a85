"""Questions that lean on earlier ones: what they leave open is resolved from the earlier questions and their answers,
and reported.

A question that names what it is about carries nothing over. One that leans ("who do I ring there", "what about Ayton?",
"why?", "over how long was that?") is completed by words: the subject or the person that the earlier answer gave, and
the earlier question's own words where this one has too few. So that no carried word spoils it, it is ranked in two
readings, with what is carried and without; and what stands around the answer before comes first.
"""

import re
from dataclasses import dataclass, replace
from enum import Enum

from index import Searcher, analyse, extract_terms, is_name, measure_rarity
from qa.asking.kind_model import KindModel
from qa.asking.kinds import AskedFor, Wanted, kind_of
from qa.asking.naming import find_silent_verb
from qa.asking.question import Term, read_question
from qa.values import Answer, AnswerKind, Origin, Passage

_THERE = re.compile(
    r"""(?<!\bis\ )(?<!\bare\ )(?<!\bwas\ )(?<!\bwere\ )\bthere\b(?!\ (?:is|are|was|were|will|has|have)\b)
    |\b(?:they|them|their|theirs|it|its|those|these|this|ones?|same)\b|\bthat\b(?=\s*(?:$|[?.,!]))
    |\b(?:for|of|in|at|by|to|with|about|on|from|is|was|are|were|had|has|did|does|do|will|would|can|could|and)
     \ that\ (?!(?:the|an?|it|they|he|she|we|you|i|there|is|are|was|were|has|have|had|do|does|did|will|can)\b)\w+
    |\bthe\ (?:team|scheme|project|programme|area|service|charity|company|thing|others?|rest)\b""",
    re.I | re.X,
)
_PERSON = re.compile(r"\b(?:he|him|his|she|her|hers|they|their)\b", re.I)
_ONE_PERSON = re.compile(r"\b(?:he|him|his|she|her|hers)\b", re.I)
_AND = r"^\W*(?:ok(?:ay)?\W+|so\W+|right\W+|thanks\W+|thank\ you\W+)*"
_WHAT_ABOUT = re.compile(
    rf"""{_AND}(?:and\W+|but\W+)?(?:what|how)\s+about\b
    |{_AND}(?:and|also|same)\b(?!.*\b(?:who|whose|what|when|where|how|which|why)\b)
    |\bthe\ same\ (?:for|in|about)\b""",
    re.I | re.X,
)
_FOLLOWS = re.compile(rf"{_AND}(?:and|but|also|for|over|since|until|by)\b", re.I)
_GOES_ON = re.compile(rf"{_AND}(?:and|but)\b", re.I)
_BARE = re.compile(
    rf"""{_AND}(?:(?:and|but)\W+)?(?:(?:since|until|by|from|for|to|with|of|in|at|on)\ )?
    (?:why|when|where|whom?|how|whose|which|how\ (?:much|many|long|often|far|big|old|so|come|exactly)|what\ for)
    (?:\W+(?:exactly|then|not|so|else|(?:is|was|did|does)\W+(?:that|it|this|so)(?:\W+be)?))*\W*$""",
    re.I | re.X,
)
_WHAT_WAS_IT = re.compile(
    rf"""{_AND}(?:(?:and|but)\W+)?(?:what|how)\s*(?:['’]s|is|was|were|are|will|would)?\s+(?:it|that|they|this|those)
    (?:\ be(?:en)?)?\W*(?:$|(?:before|after|then|now|today|earlier|later|previously|originally|until|since|in|by|at|last
    |this|next|the|on)\b)""",
    re.I | re.X,
)
"""A question for the same thing as before, at another time or of another kind ("and what was it before?")."""

_NEW_SUBJECT = re.compile(
    r"""\W*(?:ok(?:ay)?\W+|right\W+|so\W+)?(?:moving\ on
    |(?:a\ )?(?:different|new|another|separate)\ (?:subject|topic|question|thing)
    |next(?:\ (?:question|topic))?|on\ another\ (?:note|subject|topic)|separately|changing\ (?:the\ )?subject
    |(?:to\ )?change\ (?:the\ )?(?:of\ )?(?:subject|topic)|by\ the\ way|btw
    |(?:never\ mind|forget)(?:\ (?:that|them|it|this))?)\s*[:,;.–—-]+\s*""",
    re.I | re.X,
)
_ASKS = re.compile(r"\b(?:who|whom|whose|what|when|where|how|which|why)\b", re.I)
_COMMANDS = re.compile(r"^\W*(?:tell|list|name|give|show|explain|describe|summari[sz]e|compare|find)\b", re.I)
_ASIDE = re.compile(r",\s*(?:the\s+ones?\b|who\b|which\b|that\b|where\b|whose\b).*", re.I | re.S)
"""What an earlier question adds to a name, and no longer holds for another name."""

_CLAUSE = re.compile(
    r"\b(?:before|after|until|since|when|while|if|because)\s+(?:it|they|this|that|these|those|he|she|we|you|i)\b[^?!.(]*",
    re.I,
)
"""What an earlier question tells of its own time or cause ("before they changed things"), and of nothing else."""

_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_FILLERS = frozenset("ok okay right thanks thank please pls same whats hows wat tell list show forget mind".split())
"""Words that only open a turn."""

_FEW = 1
"""A question with at most so many words of its own, beside names, cannot stand alone after another."""

_RARE = 0.85
"""From this rarity on in English, a word may tell by itself what a question is about."""

_ENOUGH = 3
"""A question with at most so many, and a pronoun, is about what came before; with more, what a pronoun stands for may
stand before it."""


@dataclass(frozen=True, slots=True)
class EarlierTurn:
    """An earlier question, as it was resolved, and its answer."""

    resolved: "Resolved"
    answer: Answer

    @property
    def person(self) -> str | None:
        """Who he or she is in the next question: the person that was the answer, or else who was spoken of."""
        short = self.answer.short
        if short is None or short.kind is not AnswerKind.PERSON or self.resolved.asked_for.wants is Wanted.ROLE:
            return self.resolved.person
        return short.text

    @property
    def passage(self) -> Passage | None:
        """The passage that stood first, or came nearest."""
        return next(iter((*self.answer.passages, *self.answer.nearest)), None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the answer before stands: an article, and an offset in it."""

    article_id: str
    start: int


class Says(Enum):
    """How much a question says without what it leans on: next to nothing, something, more than what is carried into
    it, or all of it.
    """

    LITTLE = 0
    SOMETHING = 1
    MUCH = 2
    ALL = 3


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question that stands alone, what it asks for, and the words carried over into it.

    `own`: the question without these. `says`: how much it says by itself. `near`: where the answer before stands, if
    what is around it counts for more. `person`: who was spoken of last, by name.
    """

    own: str
    asked_for: AskedFor
    carried: tuple[str, ...] = ()
    says: Says = Says.ALL
    near: Place | None = None
    person: str | None = None

    @property
    def text(self) -> str:
        """The question with what is carried over into it."""
        return f"{self.own.strip()} ({', '.join(self.carried)})" if self.carried else self.own

    @property
    def main(self) -> str:
        """The reading that counts for most: with what is carried, unless the question says much."""
        return self.own if self.says is Says.MUCH else self.text

    @property
    def beside(self) -> str | None:
        """The reading that is ranked beside that; None where the question says too little by itself, or all."""
        return {Says.MUCH: self.text, Says.SOMETHING: self.own}.get(self.says)


def resolve(text: str, earlier: EarlierTurn | None, searcher: Searcher, kinds: KindModel | None = None) -> Resolved:
    """Complete a question from the turn before it. `kinds`: what tells what is asked for, see `kind_of`."""
    fresh = _NEW_SUBJECT.match(text)
    text = text[fresh.end() :] if fresh else text
    spoken_of = _people(text, searcher)
    alone = Resolved(text, kind_of(text, kinds), person=spoken_of[-1] if spoken_of else None)
    if earlier is None or fresh:
        return alone
    alone = replace(alone, person=alone.person or earlier.person)
    own = read_question(text, asked_for=alone.asked_for).terms
    names = [term for term in own if searcher.is_name(term.term) and searcher.document_frequency(term.term)]
    if own and (_WHAT_ABOUT.search(text) or _is_but_a_name(text, own, names)):
        return _of_another(alone, earlier, searcher)
    pronoun = _ONE_PERSON.search(text)
    person = earlier.person if pronoun and not _people(text[: pronoun.start()], searcher) else None
    if not person and not _leans(text, own, names, searcher):
        return alone
    asked = _count_asked(text, own, names)
    asked_for = _same_kind(text, alone.asked_for, earlier) if len(own) <= _ENOUGH else alone.asked_for
    contact = asked_for.kind is AnswerKind.CONTACT
    about = (person,) if person else () if names else _subject(earlier, searcher)
    points = person or points_back(text)
    much = not contact and (asked > _ENOUGH or (asked > _FEW and not (about and points)) or (asked > 0 and bool(names)))
    says = Says.MUCH if much else Says.SOMETHING if asked > _FEW else Says.LITTLE
    again = _WHAT_WAS_IT.search(text) is not None
    if contact or (about and says is Says.SOMETHING and not again):
        words: tuple[str, ...] = ()
    elif names and not about:
        words = _words_but_names(text, earlier, searcher)
    else:
        words = _words_of(earlier)
    return _with(replace(alone, asked_for=asked_for, says=says), about, words, earlier)


def _count_asked(text: str, own: tuple[Term, ...], names: list[Term]) -> int:
    """Return how many words of its own a question has beside names, a verb that only asks among them."""
    return len(own) - len(names) + (find_silent_verb(text) is not None)


def points_back(text: str) -> bool:
    """Whether a question speaks of somebody or something that only an earlier turn can tell ("ring them")."""
    return _THERE.search(text) is not None or _PERSON.search(text) is not None


def _is_but_a_name(text: str, own: tuple[Term, ...], names: list[Term]) -> bool:
    return len(names) == len(own) <= _ENOUGH and len(text.split()) <= _ENOUGH and not _ASKS.search(text)


def _leans(text: str, own: tuple[Term, ...], names: list[Term], searcher: Searcher) -> bool:
    """Whether a question leaves open what only the turn before it can tell."""
    if _GOES_ON.search(text) or _BARE.search(text):
        return True
    points = _THERE.search(text) or _PERSON.search(text)
    before = text[: points.start()] if points else ""
    asked = _count_asked(text, own, names)
    if points and not _names(before, searcher):
        return asked <= _ENOUGH or len(_words(before)) <= _FEW
    if names:
        return False
    if _is_vague(own):
        return True
    few = asked <= _FEW or (asked < _ENOUGH and _FOLLOWS.search(text) is not None)
    return few and (own != () or kind_of(text).kind is AnswerKind.CONTACT)


def _is_vague(own: tuple[Term, ...]) -> bool:
    """Whether a question has few words, all of them such as stand in any text ("who will pay for the extra?")."""
    common = (not term.is_figure and measure_rarity(term.word.lower()) < _RARE for term in own)
    return _FEW < len(own) <= _ENOUGH and all(common)


def _of_another(alone: Resolved, earlier: EarlierTurn, searcher: Searcher) -> Resolved:
    """Resolve a question that asks the same of something else ("what about Ayton?")."""
    text, asked_for, before = alone.own, alone.asked_for, earlier.resolved.asked_for
    if asked_for.kind in (AnswerKind.PASSAGE, AnswerKind.DEFINITION) or "same" in text.lower():
        asked_for = AskedFor(AnswerKind.PASSAGE) if before.kind is AnswerKind.LIST else before
    if asked_for.kind is AnswerKind.CONTACT:
        return replace(alone, asked_for=AskedFor(AnswerKind.CONTACT, _contact_wanted(text) or before.wants))
    words = _words_but_names(text, earlier, searcher)
    return replace(_with(replace(alone, asked_for=asked_for, says=Says.LITTLE), (), words, earlier), near=None)


def _same_kind(text: str, asked_for: AskedFor, earlier: EarlierTurn) -> AskedFor:
    """Return what a question asks for that leans: the same as the one before, where it does not say."""
    if asked_for.kind not in (AnswerKind.PASSAGE, AnswerKind.DEFINITION):
        return asked_for
    silent = not _ASKS.search(text) and not _COMMANDS.search(text)
    return earlier.resolved.asked_for if silent or _WHAT_WAS_IT.search(text) else asked_for


def _contact_wanted(text: str) -> Wanted | None:
    named = re.search(r"mail|phone|tel\b|number|ring|call", text, re.I)
    return kind_of(f"contact {text}").wants if named else None


def _with(alone: Resolved, about: tuple[str, ...], words: tuple[str, ...], earlier: EarlierTurn) -> Resolved:
    """Carry over what the question is about, and words."""
    more = tuple(word for word in words if not any(word.lower() in each.lower() for each in about))
    if not about and not more:
        return replace(alone, says=Says.ALL)
    passage = earlier.passage
    first = passage.citations[0] if passage is not None else None
    near = Place(first.article_id, first.start) if first is not None else None
    return replace(alone, carried=(*about, *more), near=near)


def _subject(earlier: EarlierTurn, searcher: Searcher) -> tuple[str, ...]:
    """Return what the earlier turn was about: the section or the names of its answer, or those in its question."""
    short = earlier.answer.short
    if short is not None and (short.items is not None or short.origin is Origin.CORPUS):
        short = None  # of several things none is meant more than the others
    if short is not None and short.origin is Origin.HEADING:
        return (short.text,)
    first = earlier.answer.passages[0] if earlier.answer.passages else None
    named = _names(earlier.resolved.own, searcher) or _names(", ".join(earlier.resolved.carried), searcher)
    if first is not None and first.heading is not None and is_name(first.heading):
        about = set(extract_terms(first.heading))
        asked = earlier.resolved.asked_for.wants is Wanted.SUBJECT
        if asked or not named or any(about & set(extract_terms(name)) for name in named):
            return (first.heading,)
    return named


def _names(text: str, searcher: Searcher) -> tuple[str, ...]:
    """Return the names in a text that the corpus knows, each with what is written with a capital beside it."""
    opens = len(text) - len(text.lstrip(" \"'‘“("))
    found: list[tuple[int, int, bool]] = []
    for token in analyse(text):
        known = searcher.is_name(token.term) and searcher.document_frequency(token.term) > 0
        if not known and (not text[token.start].isupper() or token.start == opens or text.isupper()):
            continue
        if found and text[found[-1][1] : token.start] in (" ", "-"):
            found[-1] = (found[-1][0], token.end, known or found[-1][2])
        else:
            found.append((token.start, token.end, known))
    return tuple(dict.fromkeys(text[start:end] for start, end, known in found if known))


def _people(text: str, searcher: Searcher) -> tuple[str, ...]:
    """Return the names in a text that may be people's: of two words or three, without an article."""
    names = (name for name in _names(text, searcher) if len(name.split()) in (2, 3))
    return tuple(name for name in names if not re.search(rf"\b(?:the|an?)\s+{re.escape(name)}", text, re.I))


def _words(text: str) -> tuple[str, ...]:
    found = (text[token.start : token.end] for token in analyse(text))
    return tuple(dict.fromkeys(word for word in found if word.lower() not in _FILLERS))


def _last_question(text: str) -> str:
    """Return a text's last sentence that asks: what stands before it is what led to the question."""
    sentences = re.split(r"(?<=[.!?])\s+(?=\w)", text)
    asking = next((each for each in reversed(sentences) if _ASKS.search(each) or "?" in each), text)
    return asking if len(_words(asking)) >= _ENOUGH else text


def _words_of(earlier: EarlierTurn) -> tuple[str, ...]:
    """Return the words of the question before; and what that carried over itself, where it has few."""
    before = _CLAUSE.sub("", _last_question(earlier.resolved.own))
    question = read_question(before, asked_for=earlier.resolved.asked_for)
    own = tuple(term.word for term in question.terms if len(term.word) > 1 and term.word.lower() not in _FILLERS)
    return own if len(own) > _ENOUGH else tuple(dict.fromkeys((*own, *_words(" ".join(earlier.resolved.carried)))))


def _words_but_names(text: str, earlier: EarlierTurn, searcher: Searcher) -> tuple[str, ...]:
    """Return the words of the question before that hold for something else, too: no names, no year beside another."""
    before = _CLAUSE.sub("", _ASIDE.sub("", _last_question(earlier.resolved.text)))
    left_out = {word.lower() for name in _names(before, searcher) for word in _words(name)}
    dated = _YEAR.search(text) is not None
    return tuple(
        word for word in _words(before) if word.lower() not in left_out and not (dated and _YEAR.fullmatch(word))
    )
