"""Reading a question: the kind of answer it asks for, and the terms that its evidence must cover."""

import re
from dataclasses import dataclass

from index import analyse
from qa.grammar import kind_of
from qa.values import Kind

_COURTESY = frozenset("please pls thanks thank tell wondering question hi hello whats wat whos wheres hows".split())
_GREETING = frozenset(
    "hello hi hey ok okay good morning afternoon evening day thanks thank cheers ta bye goodbye great nice test"
    " testing".split()
)
_CODE = re.compile(r"[{}<>=;*|\\].*[{}<>=;*|\\]", re.S)
_OF_KIND = {
    Kind.CONTACT: frozenset(
        "phone telephone tel mobile fax fone email e-mail mail emails contact contacts number no address detail details"
        " person ring call speak talk reach write touch hold".split()
    ),
    Kind.DEFINITION: frozenset(
        "stand stands short mean means meaning define definition full name acronym abbreviation".split()
    ),
    Kind.LIST: frozenset("name list full complete give show".split()),
}
_ROLE_WORDS = frozenset("role job position title post".split())
_COUNTED = re.compile(
    r"""\b(?:how\s+many|number\s+of)\s+((?:[\w’'-]+\s+){0,3}?[\w’'-]+)
    (?=\s*[?.!]|$|\s+(?:are|is|were|was|will|would|have|has|had|did|do|does|can|could|should|r|of|in|at|on|for|to|from|by
    |with|that|who|which|there|now|came|come|got|get|went|go|applied|make|made|take|took)\b)""",
    re.I | re.X,
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the question, the word that made it, and how often it stands there.

    `others`: what may stand in its place, each a tuple of (term, word) pairs that together mean the same. `exact`: only
    the term itself counts for it, or what stands in its place, but no word that is merely like it: for names and
    figures.
    """

    term: str
    word: str
    count: int
    others: tuple[tuple[tuple[str, str], ...], ...] = ()
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was read. `wants` narrows its kind: `phone`, `email` or `name` of a contact; `money`, `share`,
    `duration` or `count` of a number; `duration` of a date; `role` or `said` of a person; `expansion` of a definition;
    `subject` of a subject; else empty.
    """

    text: str
    kind: Kind
    wants: str
    terms: tuple[Term, ...]

    @property
    def counted(self) -> str | None:
        """The term of what "how many …" counts; None for other questions."""
        match = _COUNTED.search(self.text)
        thing = [token.term for token in analyse(match[1])] if match else []
        return thing[-1] if thing and any(thing[-1] == own.term for own in self.terms) else None


def read_question(text: str, *, kind: tuple[Kind, str] | None = None) -> Question:
    """Read a question, as one of a kind that is known already if given. Any text is one;
    a greeting has no terms, and neither has code.
    """
    asked, wants = kind or kind_of(text)
    silent = _COURTESY | _OF_KIND.get(asked, frozenset()) | (_ROLE_WORDS if wants == "role" else frozenset())
    counts: dict[str, Term] = {}
    for token in analyse(text):
        word = text[token.start : token.end]
        if word.lower() not in silent:
            known = counts.get(token.term)
            counts[token.term] = Term(token.term, known.word if known else word, (known.count if known else 0) + 1)
    if _CODE.search(text) or all(term.word.lower() in _GREETING for term in counts.values()):
        counts = {}
    return Question(text, asked, wants, tuple(counts.values()))
