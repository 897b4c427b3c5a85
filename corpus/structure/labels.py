"""Labels of a conversation: `Q`, `MS. LEE:`, `THE CHAIR:`, `Ann Lee:`, `AL:`; who they may mean, and the name in full.

Most labels of this form are none: rows ("Host: Town Hall"), notes ("FACT:"), opening words of a sentence ("To be
clear:"). What a label is by itself is told here; whether the text is a conversation, in `corpus.structure.turns`.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto
from functools import cached_property, lru_cache

import msgspec

from corpus.structure.people import UPPER, is_person
from corpus.values import Span

_ASKED = re.compile(
    rf"(?P<colon>Q(?:uestion|UESTION)?\s?\#?\d{{0,3}}\s?[:.])(?:\s+|$)"
    rf"|Q(?:\t\s*|\s{{2,}}|\s(?=[“\"'‘(\[–—…-]|[{UPPER}\d]))(?=\S)"
)
"""`Q:` and `Question 3.`; or `Q` alone, before a capital, a mark, or more than one space: "Q fever" is a disease."""

_ANSWERED = re.compile(r"A(?:nswer|NSWER)?\s?#?\d{0,3}\s?[:.]\s+(?=\S)")
_NAME_WORD = (
    rf"(?:(?:M[rsx]|MRS|M[RSX]|Mrs|D[rR]|Prof|PROF|Gen|GEN|Sen|SEN|Rep|REP|Gov|GOV|St|ST|Lt|LT|Col|COL|Rev|REV)\.|[{UPPER}]{{2,4}}\."
    rf"|(?:[{UPPER}]\.){{1,3}}|[{UPPER}](?:[\w’'\u2060-]|\.(?=\w))*)"
)
_NAMED = re.compile(
    rf"(?P<name>{_NAME_WORD}(?:\s+(?:{_NAME_WORD}|of|the|and|for|de|van|von|la)){{0,6}}(?:\s\#?\d{{1,2}})?)"
    rf"(?:\s?[(\[][^()\[\]]{{1,60}}[)\]]|,\s[{UPPER}][^:.?!\n]{{1,60}})?\s?:(?:\s+|$)"
)
_PARTS = frozenset(
    (
        "aide", "announcer", "attendee", "audience", "caller", "child", "expert", "facilitator", "guest", "host",
        "interpreter", "interviewer", "man", "member", "members", "moderator", "narrator", "official", "officials",
        "operator", "panelist", "panellist", "participant", "participants", "press", "presenter", "question",
        "questioner", "reporter", "reporters", "speaker", "speakers", "spokesperson", "staff", "staffer", "student",
        "translator", "voice", "voices", "woman",
    )
)  # fmt: skip
"""What someone is called in a conversation who has no name there."""

_OFFICES = frozenset(
    (
        "acting", "administrator", "admiral", "advisor", "adviser", "ambassador", "archbishop", "bishop", "captain",
        "chair", "chairman", "chairwoman", "chancellor", "chief", "cllr", "coach", "col", "colonel", "commander",
        "commissioner", "congressman", "congresswoman", "councillor", "councilor", "dame", "deputy", "director", "dr",
        "drs", "father", "first",
        "general", "gen", "gentleman", "gov", "governor", "imam", "judge", "justice", "king", "lady", "lieutenant",
        "lord", "lt", "madam", "major", "mayor", "minister", "miss", "mr", "mrs", "ms", "mx", "pastor", "premier",
        "president", "prime", "prince", "princess", "principal", "prof", "professor", "queen", "rabbi", "rep",
        "representative", "rev", "reverend", "second", "secretary", "sen", "senator", "senior", "sergeant", "sheriff",
        "sir", "speaker", "superintendent", "taoiseach", "under", "vice",
    )
)  # fmt: skip
"""Words of an office, or a form of address, that a label opens with."""

_FORMS = frozenset("dr miss mr mrs ms mx prof sir".split())
"""Forms of address: a name beside one is told better by the name alone."""

_NO_NAMES = frozenset(
    """
    about after ahead along and at before during following for from his her in into is its meets my of on or our
    participates said says that the their then to travels was what when where who why will with your
    """.split()
)
"""Words that a headline or a sentence writes with a capital, too, and that are no first name."""

_NO_SPEAKERS = frozenset(
    "background by contact date dear fact facts myth note place re subject time title venue what when where who"
    " why".split()
)
"""Words that open a row, a note or a letter."""

_SMALL = frozenset("of the and for de la van von".split())
_BODIES = re.compile(r"(?:tion|ment|ness|ship|ology|ity|ance|ence|ing)s?$", re.I)
_MOST_WORDS = 7
_NAME = rf"[{UPPER}](?:[\w-]|[’'](?!s\b))*"
_PARTICLES = frozenset("de del den der di la van von".split())
_BETWEEN = rf"(?:[{UPPER}]\.|de|del|den|der|di|la|van|von)\s"
_PAIR = re.compile(rf"(?P<first>[{UPPER}](?<![\w’'-].)(?:[\w’'-])*)(?=\s(?:{_BETWEEN}){{0,3}}(?P<last>{_NAME}))")
"""A first name and a surname, initials or particles between; overlapping."""

_LAST_WORD = re.compile(r"([\w’'-]+)\.?\s$")
_LESSER = frozenset("assistant associate deputy former under vice".split())
_LONGEST_WORD = 60
_MOST_LABELS = 300
"""For so many different labels of a text the full name is looked for: each goes through the text."""


class Kind(Enum):
    """What a label may be: a question's or an answer's mark, somebody's office, part or name, or the like of a name."""

    QUESTION = auto()
    ANSWER = auto()
    OFFICE = auto()
    PART = auto()
    NAME = auto()
    INITIALS = auto()
    LONE = auto()


class Label(msgspec.Struct, frozen=True, gc=False):
    """The label that a block begins with: its length, what it may be, and the words that name someone, if any.

    `colon`: a question's label is no lone "Q".
    """

    length: int
    kind: Kind
    name: str = ""
    colon: bool = True

    @property
    def shouted(self) -> bool:
        """Whether it is written in capitals, as a transcript's labels are."""
        return self.name.isupper()


def read_label(text: str) -> Label | None:
    """Return the label that a block begins with, if any."""
    if not text[:1].isupper():
        return None
    if match := _ASKED.match(text):
        return Label(match.end(), Kind.QUESTION, colon=match["colon"] is not None)
    if match := _ANSWERED.match(text):
        return Label(match.end(), Kind.ANSWER)
    match = _NAMED.match(text) if ":" in text[:140] else None
    kind = _kind(match["name"]) if match else None
    if match is None or kind is None or (kind is Kind.LONE and "," in match[0]):
        return None
    return Label(match.end(), kind, match["name"])


def _kind(name: str) -> Kind | None:
    """Say what the words of a label may name; None where they name nobody."""
    words = [word.strip(".").lower() for word in _without_number(name)]
    if words[0] in _NO_SPEAKERS or len(words) > _MOST_WORDS:
        return None
    last = words[-1]
    if words[0] == "the":
        known = all(word in _OFFICES or word in _PARTS for word in words[1:])
        return Kind.OFFICE if known and len(words) > 1 else None
    if last in _PARTS:
        return Kind.PART
    if len(words) > 1 and words[0] in _OFFICES:
        plain = not _BODIES.search(last) and (last not in _OFFICES or words[0] in _FORMS) and "and" not in words
        return Kind.OFFICE if plain else None
    if len(words) == 1 and words[0].partition(".")[0] in _FORMS and "." in words[0]:
        return Kind.OFFICE  # as in "MS.LEE:"
    letters = name.replace(".", "")
    if words[0] in _NO_NAMES:
        return None
    if len(words) == 1:
        return Kind.INITIALS if letters.isupper() and 1 < len(letters) <= 3 else Kind.LONE
    own = _SMALL.isdisjoint(words[1:]) or len(words) > 2
    return Kind.NAME if own and is_person(name.title() if name.isupper() else name) else None


def is_office(word: str) -> bool:
    """Whether a word is one of an office or a form of address."""
    return word.strip(".").lower() in _OFFICES


@lru_cache(maxsize=1)
def _pairs(text: str) -> dict[str, dict[str, Span]]:
    """The first mention of each first name with a surname, by the two in lower case: {surname: {first name: span}}."""
    out: dict[str, dict[str, Span]] = {}
    for match in _PAIR.finditer(text):
        first, last = match["first"], match["last"]
        shouted = first.isupper() and last.isupper() and len(first) > 2
        row = text[match.end()] == "\n" and text.startswith(":", match.end("last"))
        if not (shouted or row):
            span = Span(match.start(), match.end("last"), text[match.start() : match.end("last")])
            out.setdefault(last.casefold(), {}).setdefault(first.casefold(), span)
    return out


class Names:
    """The names in a text, by which its labels are told in full."""

    def __init__(self, text: str, head: int = 0, labels: Sequence[str] = ()) -> None:
        """Hold a text, where its first turn begins, and the names of its labels."""
        self._text = text
        self._head = head
        self._labels = labels
        self._known: dict[str, Span | None] = {}

    def in_full(self, label: Label) -> Span | None:
        """Return the fullest name that the text has for a label; None where it has no fuller one."""
        if label.name not in self._known and len(self._known) < _MOST_LABELS:
            self._known[label.name] = self._find(label)
        return self._known.get(label.name)

    def _find(self, label: Label) -> Span | None:
        words = _without_number(label.name)
        if label.kind is Kind.PART:
            return None
        if label.kind is Kind.INITIALS:
            return self._by_initials.get(label.name.replace(".", ""))
        if words[0].lower() == "the":
            return self._holder(tuple(words[1:]))
        if len(words) == 1 and "." in words[0][:-1]:
            words = words[0].split(".", 1)
        surname = list(words)
        while len(surname) > 1 and (surname[0].strip(".").lower() in _OFFICES or surname[0].lower() in _PARTICLES):
            del surname[0]
        if len(surname) == len(words) > 1:
            return self._same(words[0], words[-1]) if label.shouted else None  # "Ann Lee:" is a full name
        if label.kind is Kind.LONE:
            return self._full(surname, ())
        office = words[: len(words) - len(surname)]
        plain = all(word.strip(".").lower() in _FORMS for word in office)
        written = None if plain else self._written(label.name)
        if written is not None and written.start < self._head:
            return written
        return self._full(surname, () if plain else office) or written or (self._written(label.name) if plain else None)

    def _written(self, name: str) -> Span | None:
        """Return where the text writes an office and a name in small letters: "Prime Minister Lee"."""
        words = [word if not word.isupper() or "." in word[:-1] else word.title() for word in name.split()]
        start = self._text.find(" ".join(words))
        return None if start < 0 else Span(start, start + len(name), self._text[start : start + len(name)])

    @cached_property
    def _by_initials(self) -> dict[str, Span]:
        """The first full name with some initials: of a label, or else in the text."""
        out: dict[str, Span] = {}
        for name in self._labels:
            parts = [part for part in name.split() if part[0].isupper()]
            own = self._same(parts[0], parts[-1]) if len(parts) > 1 and not name.isupper() else None
            if own is not None:
                out.setdefault("".join(part[0] for part in parts), own)
        for last, firsts in _pairs(self._text).items():
            for first, span in firsts.items():
                if _is_first_name(first) and is_person(" ".join((span.text.split()[0], span.text.split()[-1]))):
                    out.setdefault(f"{first[0]}{last[0]}".upper(), span)
        return out

    def _same(self, first: str, last: str) -> Span | None:
        """Return where the text writes two words of a label in small letters."""
        return _pairs(self._text).get(last.casefold(), {}).get(first.strip(".").casefold())

    def _full(self, surname: Sequence[str], office: Sequence[str]) -> Span | None:
        """Return the first name with a surname: in the head of the text, or the only one that the text has.

        `office`: what the label calls the one; who has another there is another, of the same family.
        """
        rest = "".join(f" {word}" for word in surname[1:]).casefold()
        found = [
            span
            for first, span in _pairs(self._text).get(surname[0].casefold(), {}).items()
            if _is_first_name(first) and self._goes_on(span, rest) and self._may_hold(span, office)
        ]
        alike = len({span.text[:3].casefold() for span in found}) == 1  # "Jeff" and "Jeffrey"
        best = [span for span in found if span.start < self._head] or (found if alike else [])
        if not best:
            return self._same(surname[-2], surname[-1]) if len(surname) > 1 else None
        end = best[0].end + len(rest)
        return Span(best[0].start, end, self._text[best[0].start : end])

    def _may_hold(self, name: Span, office: Sequence[str]) -> bool:
        before = _LAST_WORD.search(self._text, max(0, name.start - _LONGEST_WORD), name.start)
        word = before[1].strip(".").lower() if before is not None else ""
        return not office or word not in _OFFICES or any(word == own.strip(".").lower() for own in office)

    def _goes_on(self, span: Span, rest: str) -> bool:
        return self._text[span.end : span.end + len(rest)].casefold() == rest

    def _holder(self, office: tuple[str, ...]) -> Span | None:
        """Return whom the head of the text names with an office: "President Lee" for THE PRESIDENT."""
        of = r"\s".join(map(re.escape, office))
        form = re.compile(
            rf"(?<![\w’'-])(?i:{of})\s(?P<first>{_NAME})(?:\s(?P<second>{_NAME})(?P<after>\s[{UPPER}])?)?"
        )
        for match in form.finditer(self._text, 0, self._head):
            before = _LAST_WORD.search(self._text, max(0, match.start() - _LONGEST_WORD), match.start())
            lesser = before is not None and before[1].lower() in _LESSER
            if lesser or match[0].isupper() or not _is_first_name(match["first"]):
                continue
            second = match["second"]
            whole = second is not None and _is_first_name(second)
            whole = whole and (not match["after"] or self._text.count(second) > 1)
            start, end = match.start(), match.end("second" if whole else "first")
            return Span(start, end, self._text[start:end])
        return None


def _without_number(name: str) -> list[str]:
    return [word for word in name.replace("\u2060", "").split() if not word.strip("#").isdigit()]


def _is_first_name(word: str) -> bool:
    low = word.strip(".").lower()
    return len(low) > 1 and low not in _OFFICES and low not in _NO_NAMES and not _BODIES.search(low)
