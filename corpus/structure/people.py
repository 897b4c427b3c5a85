"""What looks like a person's name, by its form alone: no list of names, and none of any one corpus."""

import re
from functools import cached_property

from corpus.values import Span

UPPER = "".join(chr(c) for c in range(0x250) if chr(c).isupper())
"""Capital letters of the Latin alphabets, for a character class."""

TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|Baron|Cllr|Councillor|Rev|Reverend|Captain"
    r"|Colonel|General|Major|Sergeant|Judge|Justice|Senator)\.?"
)
"""What stands before a name without being part of an office."""

_LETTERS = r"(?:\w|[’'-](?!s\b)(?=\w))*+"
WORD = rf"[{UPPER}]{_LETTERS}"
"""One capitalised word, without a possessive's ending."""

_PARTICLE = r"(?:(?:van|von|de|der|den|del|della|di|da|du|la|le|bin|al|ap)\s+)"
_INITIALS = rf"(?:[{UPPER}]\.\s*){{1,3}}"
_PART = rf"(?:{_PARTICLE}{{0,2}}{WORD})"
_NICKNAME = rf"(?:(?:“{WORD}”|\"{WORD}\"|‘{WORD}’)\s+)"
_START = r"(?<![\w’'-])"
_PERSON = re.compile(
    rf"(?:{TITLE}\s+(?:{_INITIALS})?(?:{_PART}\s+){{0,2}}{_PART}"
    rf"|{_INITIALS}(?:{_PART}\s+)?{_PART}"
    rf"|{WORD}(?:\s+{_INITIALS})?(?:\s+{_NICKNAME}?{_PART}){{1,2}})"
)
"""A title or initials with a name, or two or three capitalised words."""

_RUN = re.compile(
    rf"{_START}(?:{TITLE}\s+)?(?:{_INITIALS})?{_PART}(?:\s+(?:{TITLE}\s+)?(?:{_INITIALS})?{_NICKNAME}?{_PART}){{0,8}}"
)
"""Capitalised words in a row, with titles, initials, nicknames and particles."""

_TWO_WORDS = re.compile(rf"([{UPPER}](?<![\w’'-].){_LETTERS})(?=\s+({WORD}))")
"""Two capitalised words. What stands before is looked at last: a pattern that begins with a letter is sought faster."""

_TITLED = re.compile(TITLE)

_BEFORE = frozenset(
    """
    a adviser advisor after although ambassador an and as at attorney because before but by care chair chairman
    chairwoman chancellor chief commissioner congressman congresswoman deputy director during earlier executive
    first for foreign former friday from general gentleman governor head health her his home honorable honourable
    however if in its king last later leader manager managing master mayor meanwhile minister monday my next nor now
    of officer on or our president prime queen representative saturday second secretary senior since so social
    spokesman spokesperson spokeswoman state sunday that the their then there these this those thursday to today
    tomorrow tuesday under undersecretary vice wednesday when where while with yesterday yet your
    """.split()
)
"""Capitalised words before a name that are no part of it: an office, or a sentence's opening."""

_SURNAMES = frozenset("king queen head master prior".split())
"""Words of an office that a name may end in, when it has two others before it: "Ann Mary King"."""

_NUMERAL = re.compile(r"II|III|IV|VI{0,3}|IX|X")

_DIRECTIONS = frozenset("north south east west central upper lower new old great greater".split())
"""Words that begin a place's name, while a person's may end in one."""

_ABSTRACT = re.compile(r"(?:tion|ment|ness|ship|ology|ity)s?$")
"""How words end that are no names."""

_BODIES = frozenset(
    """
    academy agency alliance association authority bank board borough bureau business care center centre charity church
    city clinic club college commission committee community company conference corporation council county court
    department district education engineering england foundation fund government group health hospital house institute
    integrated integration international kingdom library limited ltd ministry museum national nations network office
    organisation organization park parliament partnership party plan press programme project public quality road royal
    school service services society square states station street team theatre times trust union united university
    """.split()
)
"""Words of the names of bodies, places and undertakings; a name that holds one is no person's."""


def find_people(text: str) -> tuple[Span, ...]:
    """Find what looks like a person's name of two words or more: capitalised words, without an office beside them."""
    return tuple(span for run in _RUN.finditer(text) for span in _named_in(text, run.start(), run.end()))


def opening_name(text: str) -> tuple[Span, int] | None:
    """Return the name among the capitalised words that a text opens with, and the end of those words."""
    run = _RUN.match(text)
    named = _named_in(text, 0, run.end())[:1] if run else []
    return (named[0], run.end()) if run and named else None


def is_person(name: str) -> bool:
    """Whether capitalised words can be a person's name: two or more, no acronym, no word of a body's or place's."""
    words = name.split()
    if len(words) < 2 or words[0].lower() in _DIRECTIONS:
        return False
    titled = _TITLED.fullmatch(words[0]) is not None
    words = words[:-1] if len(words) > 2 and _NUMERAL.fullmatch(words[-1]) else words
    return titled or not any(
        word.lower() in _BODIES or _ABSTRACT.search(word) or (len(word) > 2 and word.isupper()) for word in words
    )


def _named_in(text: str, start: int, end: int) -> list[Span]:
    """Find the names in a run of capitalised words: offices and openings part them, and stand outside of them."""
    words = [(start + match.start(), start + match.end()) for match in re.finditer(r"\S+", text[start:end])]
    lower = [text[a:b].lower() for a, b in words]
    before = [all(part in _BEFORE for part in word.split("-")) for word in lower]
    out: list[Span] = []
    first = 0
    for number in range(len(words) + 1):
        # An office parts names only where one can follow: "King" and "Head" are surnames, too.
        parts = number < len(words) and before[number] and (number == first or len(words) - number > 2)
        if number < len(words) and not parts:
            continue
        last = number
        while last - first > 2 and before[last - 1] and lower[last - 1] not in _SURNAMES:
            last -= 1
        if last - first > 1 and is_person(text[words[first][0] : words[last - 1][1]]):
            match = _PERSON.match(text, words[first][0], words[last - 1][1])
            if match:
                out.append(Span(match.start(), match.end(), match[0]))
        first = number + 1
    return out


class Mentions:
    """The full names that a text mentions, to be found by their last word."""

    def __init__(self, text: str) -> None:
        """Read the names off a text when one is first asked for."""
        self._text = text

    @cached_property
    def _first(self) -> dict[str, Span]:
        first_of: dict[str, Span] = {}
        for match in _TWO_WORDS.finditer(self._text):
            first, last = match[1], match[2]
            if first.lower() not in _BEFORE and not _TITLED.fullmatch(first) and is_person(f"{first} {last}"):
                first_of.setdefault(last, Span(match.start(1), match.end(2), self._text[match.start(1) : match.end(2)]))
        return first_of

    def fullest(self, name: Span) -> Span | None:
        """Return the first mention of a surname with a first name, for a surname alone or with a title; else the name.

        None for a lone word that no full name ends in.
        """
        words = name.text.split()
        if len(words) > 2 or (len(words) == 2 and not _TITLED.fullmatch(words[0])):
            return name
        return self._first.get(words[-1], name if len(words) == 2 else None)
