"""Reading a question: the kind of answer it asks for, and the terms that its evidence must cover."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from index import analyse, find_term
from qa.asking.clauses import find_context
from qa.asking.kinds import AskedFor, Wanted, asks_letters, kind_of
from qa.asking.naming import find_silent_verb
from qa.asking.times import TimeAsked
from qa.values import AnswerKind

_COURTESY = frozenset("please pls thanks thank tell wondering question hi hello whats wat whos wheres hows".split())
_GREETING = frozenset(
    "hello hi hey ok okay good morning afternoon evening day thanks thank cheers ta bye goodbye great nice test"
    " testing".split()
)
_SMALL_TALK = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hiya|good\s+(?:morning|afternoon|evening|day))(?:\s+(?:there|all|everyone|again|bot))?\W+)*"
    r"(?:how(?:[’']?s|\s+is)\s+(?:it\s+going|everything|life|things)|how\s+(?:are|r)\s+(?:you|u|things)(?:\s+doing)?"
    r"|how\s+do\s+you\s+do|what(?:[’']?s|\s+is)\s+up|who\s+(?:are|r)\s+(?:you|u)|what\s+(?:are\s+you|can\s+you\s+do)"
    r"|(?:can\s+you\s+)?tell\s+(?:me|us)\s+(?:a|another)\s+joke|nice\s+to\s+meet\s+you"
    r"|are\s+you\s+(?:an?\s+)?(?:real|robot|bot|chatbot|ai|human|machine|there))"
    r"(?:\s+(?:today|then|now|please|exactly))?\W*$",
    re.I,
)
"""Said to whom one talks with, and asks nothing of any article."""

_CODE = re.compile(r"[{}<>=;*|\\].*[{}<>=;*|\\]", re.S)
_OF_KIND = {
    AnswerKind.CONTACT: frozenset(
        "phone telephone tel mobile fax fone email e-mail mail emails contact contacts number no address detail details"
        " person ring call speak talk reach write touch hold line someone somebody anyone anybody people info"
        " information want need give have list show".split()
    ),
    AnswerKind.DEFINITION: frozenset(
        "stand stands short mean means meaning define definition full name acronym abbreviation".split()
    ),
    AnswerKind.LIST: frozenset("name names list full complete give show everyone everybody everything".split()),
}
_FINER: dict[tuple[AnswerKind, Wanted | None], AnswerKind] = {
    (AnswerKind.SUBJECT, Wanted.PLACE): AnswerKind.PLACE,
    (AnswerKind.SUBJECT, Wanted.ORGANISATION): AnswerKind.ORGANISATION,
    (AnswerKind.PERSON, Wanted.ROLE): AnswerKind.ROLE,
    (AnswerKind.NUMBER, Wanted.MONEY): AnswerKind.MONEY,
    (AnswerKind.NUMBER, Wanted.SHARE): AnswerKind.SHARE,
    (AnswerKind.NUMBER, Wanted.DURATION): AnswerKind.DURATION,
    (AnswerKind.NUMBER, Wanted.MEASURE): AnswerKind.MEASURE,
    (AnswerKind.DATE, Wanted.TIME): AnswerKind.TIME,
    (AnswerKind.PASSAGE, Wanted.REASON): AnswerKind.REASON,
    (AnswerKind.PASSAGE, Wanted.MANNER): AnswerKind.MANNER,
}
"""What is told of a kind that is narrowed."""

_ROLE_WORDS = frozenset("role job position title post".split())
_COUNTING = re.compile(r"\b(?:how\s+many|number\s+of|no\.?\s+of)\s+", re.I)
_WORD = re.compile(r"[\w’'-]+|[^\w\s]")
_VERBS = frozenset("r now came come went go made make took take left leave won win".split())
_PHRASE = 4
"""How many words the thing counted may take ("new community nurses"), a verb behind it not among them."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the question, the word that made it, and how often it stands there.

    `others`: what may stand in its place, each a tuple of (term, word) pairs that together mean the same. `exact`: only
    the term itself counts for it, or what stands in its place, but no word that is merely like it: for names and
    figures. `context`: it stands outside the clause that asks, and only helps to find. `matters`: how probable it is
    that what answers holds it, 0 to 1, see `qa.asking.weighing`. `of_time`: it is of the time that the question asks
    of: what was published then holds it, too. `carried`: it comes from an earlier question.
    """

    term: str
    word: str
    count: int
    others: tuple[tuple[tuple[str, str], ...], ...] = ()
    exact: bool = False
    context: bool = False
    matters: float = 1.0
    of_time: bool = False
    carried: bool = False

    @property
    def is_figure(self) -> bool:
        """Whether it is a figure, in figures or in words."""
        return self.term[:1].isdigit()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was read. `wants` narrows its kind, where it does. `time`: the time that it asks of, if any."""

    text: str
    kind: AnswerKind
    wants: Wanted | None
    terms: tuple[Term, ...]
    time: TimeAsked | None = None

    @property
    def told(self) -> AnswerKind:
        """What is told of its kind: the finer one, where it is narrowed to that."""
        return _FINER.get((self.kind, self.wants), self.kind)

    @property
    def counted(self) -> str | None:
        """The term of what "how many …" counts; None for other questions."""
        thing = counted_noun(self.text)
        return thing if any(thing == own.term for own in self.terms) else None


@lru_cache(maxsize=1 << 8)
def counted_noun(text: str) -> str | None:
    """Return the noun of "how many …" and its like, None where a question counts nothing."""
    match = _COUNTING.search(text)
    return _noun(text[match.end() :]) if match else None


def _noun(text: str) -> str | None:
    """Return the term of the noun that a text opens with: the last word before its verb, or what else ends it."""
    noun = None
    for place, match in enumerate(_WORD.finditer(text)):
        word = match[0].lower()
        term = find_term(word) if word[0].isalpha() else None
        ends = not word[0].isalnum() or word in _VERBS or (noun is not None and (term is None or word.endswith("ed")))
        if ends or place > _PHRASE:
            break
        noun = term or noun
    return noun


def read_question(text: str, *, asked_for: AskedFor | None = None) -> Question:
    """Read a question, and what it asks for unless that is given. Any text is a question; a greeting has no terms, and
    neither has small talk or code.
    """
    kind, wants = asked_for or kind_of(text)
    silent = _COURTESY | _OF_KIND.get(kind, frozenset()) | (_ROLE_WORDS if wants is Wanted.ROLE else frozenset())
    counts: dict[str, Term] = {}
    context = find_context(text)
    verb = find_silent_verb(text)
    for token in analyse(text):
        word = text[token.start : token.end]
        asks = verb is not None and verb[0] <= token.start < verb[1]
        if word.lower() not in silent and not asks:
            known = counts.get(token.term)
            outside = any(start <= token.start < end for start, end in context) and (known is None or known.context)
            word, count = (known.word, known.count) if known else (word, 0)
            counts[token.term] = Term(token.term, word, count + 1, context=outside)
    greets = all(term.word.lower() in _GREETING for term in counts.values()) and not asks_letters(text)
    if _CODE.search(text) or _SMALL_TALK.match(text) or greets:
        counts = {}
    terms = tuple(counts.values())
    if all(term.context for term in terms):  # what is asked is told by the context alone: "who do I call?"
        terms = tuple(replace(term, context=False) for term in terms)
    return Question(text, kind, wants, terms)


def mark_carried(question: Question, own: str) -> Question:
    """Return a question in which the terms are marked that its own words do not hold."""
    held = {token.term for token in analyse(own)}
    return replace(question, terms=tuple(replace(term, carried=term.term not in held) for term in question.terms))


def is_written_as_name(term: Term, text: str) -> bool:
    """Whether a word is written as a name within its question, and not only because it opens it."""
    opens = text.lstrip(" \"'‘“¿(").startswith(term.word)
    return term.word[:1].isupper() and not opens and not text.isupper()
