"""What looks like a person's name, by its form alone: no list of names, and none of any one corpus."""

import re

from corpus.values import Span

UPPER = "".join(chr(c) for c in range(0x250) if chr(c).isupper())
"""Capital letters of the Latin alphabets, for a character class."""

TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|Baron|Cllr|Councillor|Rev|Reverend|Captain"
    r"|Colonel|General|Major|Sergeant|Judge|Justice|Senator)\.?"
)
"""What stands before a name without being part of an office."""

WORD = rf"[{UPPER}](?:\w|[’'-](?!s\b)(?=\w))*+"
"""One capitalised word, without a possessive's ending."""

_PARTICLE = r"(?:(?:van|von|de|der|den|del|della|di|da|du|la|le|bin|al|ap)\s+)"
_INITIALS = rf"(?:[{UPPER}]\.\s*){{1,3}}"
_PART = rf"(?:{_PARTICLE}{{0,2}}{WORD})"
PERSON = re.compile(
    rf"(?<![\w’'-])(?:{TITLE}\s+(?:{_INITIALS})?(?:{_PART}\s+){{0,2}}{_PART}"
    rf"|{_INITIALS}(?:{_PART}\s+)?{_PART}"
    rf"|{WORD}(?:\s+{_INITIALS})?(?:\s+{_PART}){{1,2}})"
)
"""A title or initials with a name, or two or three capitalised words."""

_BEFORE = frozenset(
    (
        "a", "after", "although", "an", "and", "as", "at", "because", "before", "but", "by", "care", "chair",
        "chairman", "chairwoman", "chancellor", "chief", "commissioner", "deputy", "director", "during", "earlier",
        "executive", "for", "foreign", "former", "friday", "from", "general", "governor", "head", "health", "her",
        "his", "home", "however", "if", "in", "its", "king", "last", "later", "leader", "manager", "managing",
        "mayor", "meanwhile", "minister", "monday", "my", "next", "nor", "now", "of", "officer", "on", "or", "our",
        "president", "prime", "queen", "saturday", "secretary", "senior", "since", "so", "social", "spokesman",
        "spokesperson", "spokeswoman", "state", "sunday", "that", "the", "their", "then", "there", "these", "this",
        "those", "thursday", "to", "today", "tomorrow", "tuesday", "vice", "wednesday", "when", "where", "while",
        "with", "yesterday", "yet", "your",
    )
)  # fmt: skip
"""Capitalised words before a name that are no part of it: an office, or a sentence's opening."""

_DIRECTIONS = frozenset(
    ("north", "south", "east", "west", "central", "upper", "lower", "new", "old", "great", "greater")
)
"""Words that begin a place's name, while a person's may end in one."""

_BODIES = frozenset(
    (
        "academy", "agency", "alliance", "association", "authority", "bank", "board", "borough", "bureau",
        "business", "care", "center", "centre", "charity", "church", "city", "clinic", "club", "college",
        "commission", "committee", "community", "company", "conference", "corporation", "council", "county", "court",
        "department", "district", "education", "engineering", "england", "foundation", "fund", "government",
        "group", "health", "hospital", "house", "institute", "integrated", "integration", "international", "kingdom",
        "library", "limited", "ltd", "ministry", "museum", "national", "nations", "network", "office",
        "organisation", "organization", "park", "parliament", "partnership", "party", "plan", "press", "programme",
        "project", "public", "quality", "road", "royal", "school", "service", "services", "society",
        "square", "states", "station", "street", "team", "theatre", "times", "trust", "union", "united",
        "university",
    )
)  # fmt: skip
"""Words of the names of bodies, places and undertakings; a name that holds one is no person's."""


def people(text: str) -> tuple[Span, ...]:
    """Find what looks like a person's name of two words or more: capitalised words, an office before them left out."""
    out = []
    position = 0
    while match := PERSON.search(text, position):
        position = match.end()
        start, name = match.start(), match[0]
        while (first := re.match(r"([\w’'-]+)\s+", name)) and first[1].lower() in _BEFORE:
            start, name = start + first.end(), name[first.end() :]
        if is_person(name):
            out.append(Span(start, start + len(name), name))
        elif start > match.start():
            position = max(start, match.start() + 1)
    return tuple(out)


def is_person(name: str) -> bool:
    """Whether capitalised words can be a person's name: two or more, no acronym, no word of a body's or place's."""
    words = name.split()
    if len(words) < 2 or words[0].lower() in _DIRECTIONS:
        return False
    titled = re.fullmatch(TITLE, words[0]) is not None
    return titled or not any(word.lower() in _BODIES or (len(word) > 2 and word.isupper()) for word in words)


class Mentions:
    """The full names that a text mentions, to be found by their last word."""

    def __init__(self, text: str) -> None:
        """Read the names off a text, in order."""
        self._first: dict[str, Span] = {}
        for match in re.finditer(rf"(?<![\w’'-])(?=({WORD})\s+({WORD}))", text):
            first, last = match[1], match[2]
            if first.lower() not in _BEFORE and not re.fullmatch(TITLE, first) and is_person(f"{first} {last}"):
                self._first.setdefault(last, Span(match.start(1), match.end(2), text[match.start(1) : match.end(2)]))

    def fullest(self, name: Span) -> Span | None:
        """Return the first mention of a surname with a first name, for a surname alone or with a title; else the name.

        None for a lone word that no full name ends in.
        """
        words = name.text.split()
        if len(words) > 2 or (len(words) == 2 and not re.fullmatch(TITLE, words[0])):
            return name
        return self._first.get(words[-1], name if len(words) == 2 else None)
