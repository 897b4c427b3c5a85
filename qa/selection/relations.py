"""How a span stands to what the question is built of: its verb, its subject and its preposition; and who did what its
verb tells, where a text says it in the passive: "built by the Canal Board".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index import FUNCTION_WORDS, analyse, find_term
from qa.asking.clauses import AUXILIARIES, PREPOSITIONS, Word, find_asking
from qa.asking.kinds import TITLE

_SUPPORTS = frozenset("do does did don't doesn't didn't".split())
_DETERMINERS = frozenset("the a an its his her their our your my this that these those some any all both".split())
_PRONOUNS = frozenset("i we you he she it they one people there".split())

_BY = re.compile(
    r"\s+(?:(?:for|up|down|out|over|in|on)\s+)?(?:(?:in|on|at|for)\s+[\w’'£$€-]+(?:\s+[\w’'-]+){0,3}?\s+)?by\s+", re.I
)
"""What stands between what was done and who did it: "set up by", "built in 1903 by"."""

_TO_NAME = re.compile(
    r"(?:(?:an?|the|its|their|his|her)\s+)?(?:[a-z][\w’'-]*\s+){0,4}|(?:an?|the)\s+[A-Z][\w’'-]+\s+(?:[a-z-]+\s+){1,2}"
    r"|[^,;.]{1,40},\s+(?:the\s+)?"
)
"""What stands between "by" and a name but for a title: words that tell what it is, or what it is in apposition to."""

_TITLE = re.compile(rf"{TITLE}$")

_FIND, _FOUND = find_term("find"), find_term("found")
"""Two terms, since "found" is a word of its own, too."""

_ADJECTIVE = re.compile(r"\s+(?:[a-z-]+\s+)?(?:company|firm|maker|group|charity|government|artist|builders?)\s+[A-Z]")
"""What follows a name that only tells which sort of body the next one is: "the Swedish firm Norsk"."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What a question asks for by its grammar. `subject`: whether of its verb, None where that is open; `verb`: the
    term of that verb, and `word` as it is written; `preposition`: what the question puts before what it asks for.
    """

    subject: bool | None
    verb: str | None
    word: str
    preposition: str


@lru_cache(maxsize=1 << 10)
def read_relation(text: str) -> Relation:
    """Read whether "who …", "which …" or "what …" asks for the subject of its verb or for its object, and with which
    preposition: "in which town", "whom did she work with".
    """
    asking = find_asking(text)
    words = asking.words
    if asking.wh is None:
        return Relation(None, None, "", "")
    spelt = [word for word in words if word.text[0].isalnum()]
    before = asking.word(asking.wh - 1) if asking.wh else ""
    last = spelt[-1].text if spelt else ""
    preposition = before if before in PREPOSITIONS else last if last in PREPOSITIONS else ""
    if words[asking.wh].text not in ("who", "whom", "which", "what"):
        return Relation(None, None, "", preposition)
    first = asking.wh if asking.head is None or not asking.names_noun else asking.head
    subject, verb = _verb_after(words, first + 1)
    subject = False if preposition or words[asking.wh].text == "whom" else subject
    return Relation(
        subject, None if verb is None else find_term(verb.text), "" if verb is None else verb.text, preposition
    )


def _verb_after(words: Sequence[Word], place: int) -> tuple[bool | None, Word | None]:
    """Return whether what stands before a place is the subject of the verb that follows, and that verb; by the order of
    words: a subject of its own stands behind an auxiliary ("did the town", "will Ann Lee").
    """
    helped = supported = False
    while place < len(words) and words[place].text in AUXILIARIES:
        helped, supported = True, supported or words[place].text in _SUPPORTS
        place += 1
    if place == len(words) or not words[place].text[0].isalpha():
        return None, None
    if not helped and words[place].text in _PRONOUNS:  # "which car she drove"
        return False, words[place + 1] if place + 1 < len(words) else None
    if not helped and words[place].text in _DETERMINERS:  # "which company built the pier": read as a noun of two words
        return True, words[place - 1]
    own = words[place].text in _DETERMINERS | _PRONOUNS or words[place].shape in ("Xx", "XX")
    if not (supported or (helped and own)):
        return (None if words[place].text in FUNCTION_WORDS else True), words[place]
    plain = [word for word in words[place:] if word.text[0].isalpha() and word.text not in FUNCTION_WORDS]
    lower = [word for word in plain if word.shape == "x"]
    return False, lower[-1] if lower else None


def stands_after(before: str, preposition: str) -> bool:
    """Whether what ends where a span begins is a preposition, with at most an article and two words behind it."""
    return (
        bool(preposition)
        and re.search(rf"\b{preposition}\s+(?:(?:the|an?|its|their)\s+)?(?:[a-z][\w-]*\s+){{0,2}}$", before, re.I)
        is not None
    )


def find_agents(text: str, verb: str | None, names: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Return where those of some names begin that tell by whom something was done: "made by the Swedish firm Norsk".
    `verb`: the term of what was done; `names`: half-open. None where the text has the verb elsewhere without one: that
    may be what the question asks of.
    """
    plain = sorted(name for name in names if _ADJECTIVE.match(text, name[1]) is None)
    found = set()
    for token in analyse(text) if verb is not None else ():
        if token.term not in (verb, _FOUND if verb == _FIND else None):
            continue
        by = _BY.match(text, token.end)
        start = None if by is None else next((start for start, _ in plain if start >= by.end()), None)
        if by is None or start is None or not _TO_NAME.fullmatch(_TITLE.sub("", text[by.end() : start])):
            return frozenset()
        found.add(start)
    return frozenset(found)
