"""The expressions that answer a question of a kind by their form alone: phones, emails, web addresses, definitions.

Quantities, dates, offices and places have modules of their own beside this one. A span is half-open, in code points of
the text that is given; several stand in order.
"""

import re
from collections.abc import Sequence

_PHONE = re.compile(
    r"(?!\d{1,2}[/.]\d{1,2}[/.]|\d{4}[/.]\d{2}|\d{4}-\d{2}-\d{2})"
    r"\+?\(?(?<!\d)(?:0\d{2,4}\)?\n(?=\d))?\d[\d \t\u00a0()./-]{5,}\d"
)
_DIGIT = re.compile(r"\d")
_THOUSANDS = re.compile(r"[1-9]\d?(?:[ \u00a0]\d{3})+|[1-9]\d{2}(?:[ \u00a0]\d{3})*[ \u00a0]000")
"""A number with spaces between its thousands; three groups of three may be a phone number, unless 000 ends it."""

_DIGITS_OF_A_PHONE = 9
_PAGES = re.compile(r"\d{5}[-–]\d{5}")
_CITED = re.compile(r"\)[\s)]*\(|\)\)")
"""Brackets that end one after another, as in the citation of a law: "970 (2003)) (19 U.S.C."."""

_SUM = re.compile(r"[£$€¥]\s?$")
_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]++@[\w-]+(?:\.[\w-]+)+")
_SUFFIX = re.compile(r"(@[\w-]+)(?:\.[\w-]+)+")
_HOST = re.compile(r"@[\w-]+(?:\.[\w-]+)*")
_SITE = re.compile(
    r"(?<![\w@./-])(?:https?://[^\s<>()\[\]{}\"“”]+"
    r"|(?:\w[\w-]*\.)+(?i:gov|com|org|net|edu|mil|int|info|eu|io|uk|us|ca|au|nz|ie|de|fr|example)(?![\w@-]|\.\w)"
    r"(?:/[^\s<>()\[\]{}\"“”]*)?)"
)
_SOME = r"\b(?:an?|the|our|its|their)"
_MEANS = (
    r"(?:(?:is|are|was|were|can\s+be|may\s+be)\s+(?:also\s+)?(?:defined|described|understood)(?:\s+by\s+[^,.;]{3,80}?)?\s+as|means?|refers?\s+to"
    r"|stands?\s+for|denotes?)"
)
_DOES = r"(?:allows?|enables?|lets?|represents?|describes?|measures?|involves?|consists?\s+of|combines?)"
_TOLD = r"[^.;()]{3,160}"
_POINTS_BACK = re.compile(
    r"(?:It|This|That|These|They)\s+(?:is|are|was|were)\s+(?P<told>(?:an?|the)\s+[^.;:,()]{3,160})"
)
_LETTERED = re.compile(r"(?<![\w-])(?:1[-\s])?\d{3}-(?=[\d-]*[A-Z])[A-Z\d]{3,4}-[A-Z\d]{4}(?![\w-])")
_TELLING = 2
"""Of fewer words, nothing tells what a thing is."""

_CALLED = re.compile(r"\b(?:known\s+as|referred\s+to\s+as|called|named)\b", re.I)


def find_phones(text: str) -> tuple[tuple[int, int], ...]:
    """Find phone numbers; two that share a line with a slash between them are one. Brackets are part of one only where
    they both are: "(888-373-7888)" stands in brackets, "(202) 456-7040" begins with one.
    """
    found = _PHONE.finditer(text) if _DIGIT.search(text) else ()
    return tuple(_unbracketed(match) for match in found if _is_phone(match))


def _unbracketed(match: re.Match[str]) -> tuple[int, int]:
    start, end = match.span()
    return start + (match[0][0] == "(" and ")" not in match[0]), end


def _is_phone(match: re.Match[str]) -> bool:
    """Whether digits are enough for a phone number, and no sum or number in thousands."""
    if (
        _PAGES.fullmatch(match[0])
        or _CITED.search(match[0])
        or sum(c.isdigit() for c in match[0]) < _DIGITS_OF_A_PHONE
        or _SUM.search(match.string[: match.start()][-2:])
    ):
        return False
    return not _THOUSANDS.fullmatch(match[0])


def find_emails(text: str) -> tuple[tuple[int, int], ...]:
    """Find email addresses."""
    return tuple(match.span() for match in _EMAIL.finditer(text))


def find_sites(text: str) -> tuple[tuple[int, int], ...]:
    """Find web addresses, with what opens them or without: "https://lamps.example/quay", "lamps.example"."""
    found = _SITE.finditer(text) if "." in text else ()
    return tuple((match.start(), match.start() + len(match[0].rstrip(".,;:!?'’*_`"))) for match in found)


def find_expansion(text: str, acronym: str) -> tuple[int, int] | None:
    """Find the words that an acronym is spelt out in after it: "PORT (people of the rail and tram)", "PORT — people
    of …"; None where what follows does not begin with its letters in their order.
    """
    opened = (
        rf"\b(?i:{re.escape(acronym)})\b[”’\"']?"
        r"(?:\s*\((?:(?:which\s+)?(?:stands|short)\s+for:?\s+)?|\s*[—–]\s*|\s+-\s+|,?\s+which\s+stands\s+for\s+|\s+stands\s+for\s+)"
    )
    for match in re.finditer(rf"{opened}(?:the\s+)?[“‘\"']?(?P<words>[^\W_][^()—–;:.“”\n]{{3,100}})", text):
        start, end = match.span("words")
        initials = [word[0].lower() for word in re.findall(r"[^\W_]+", text[start:end])]
        letters = iter(initials)
        if initials[:1] == [acronym[0].lower()] and all(letter in letters for letter in acronym.lower()):
            return start, start + len(text[start:end].rstrip(" ,-"))
    return None


def find_definition(text: str, words: Sequence[str]) -> tuple[int, int] | None:
    """Find what a text says that a thing of these words is: "X is a Y", "X means Y", "X, a Y that …", "a Y known as X",
    "our Y – X"; None where it does not say.
    """
    if not words:
        return None
    thing = _thing(words)
    if not re.search(thing, text, re.I):
        return None
    after = re.search(
        rf"{thing}(?:\s*\([^)]*\))?(?:\s+(?:is|are|was|were|means)|,)\s+"
        r"((?:an?|the)\s+[^.;:,()]{3,180}(?=[.;:,()]|$)|(?<=means\s)[^.;:,()]+)",
        text,
        re.I,
    )
    if after:
        start, end = after.span(1)
        return start, start + len(text[start:end].rstrip())
    words_before = (
        rf"(?P<before>{_SOME}(?:\s++(?!(?:an?|the|is|are|was|were)\s)[^\s.;:,()]++){{1,12}}?)(?:,|\s[–—-]|\s\()?\s++"
    )
    as_called = r"(?:(?:also|often|commonly|sometimes)\s+)?(?:known\s+as|referred\s+to\s+as|called|named)"
    name = rf"{as_called}\s+(?:an?\s+|the\s+)?{thing}"
    called = re.search(words_before + name, text, re.I) if _CALLED.search(text) else None
    dashed = re.search(rf"(?P<before>{_SOME}(?:\s++\w[\w-]*+){{1,5}})\s++[–—-]\s++{thing}", text, re.I)
    before = (
        called
        or dashed
        or re.search(rf"\bcall\s+(?:this|that|these)\s+(?P<before>[^.;,()]{{3,60}}?)\s+{thing}", text, re.I)
    )
    if before is None or len(before["before"].split()) < _TELLING:
        return None
    start, end = before.span("before")
    return start, start + len(text[start:end].rstrip())


def _thing(words: Sequence[str]) -> str:
    """Return a pattern of a thing of these words, one or several of it, in quotation marks or without; or of the
    capitals that they begin with.
    """
    *first, last = words
    last = last.removesuffix("s") if not last.endswith("ss") else last
    spelt = r"[\s:,–-]+(?:[a-z]+\s+){0,2}?".join(map(re.escape, (*first, last)))
    capitals = f"|(?-i:{re.escape(''.join(word[0].upper() for word in words))})" if len(words) > 1 else ""
    return rf"[“‘\"']?\b(?:{spelt}{capitals})(?:-[a-z]+|e?s)?\b[”’\"']?"


def find_meaning(text: str, words: Sequence[str]) -> tuple[int, int] | None:
    """Find what a text says of a thing of these words in other forms than `find_definition` reads: "X is defined as Y",
    "X refers to Y", "X allows Y", "X — this is Y", "X (which stands for: Y)"; or, where it does not name the thing but
    points back to it, "It is a Y". None where it does not say.
    """
    if not words:
        return None
    thing = _thing(words)
    if not re.search(thing, text, re.I):
        told = _POINTS_BACK.match(text)
        return told.span("told") if told else None
    forms = (
        rf"{thing}(?:\s+\([^)]*\))?(?:\s+\w+){{0,2}}?,?\s*\(?(?:which\s+|that\s+)?{_MEANS}:?\s+[“\[]*(?P<told>{_TOLD})",
        rf"{thing}\s*(?:[—–:]|\s-\s)\s*(?:(?:this|it|that)\s+is\s+)?(?P<told>(?:an?|the)\s+{_TOLD})",
        rf"{thing}(?:\s+\w+)?\s+(?P<told>{_DOES}\s+{_TOLD})",
    )
    found = next((match for form in forms if (match := re.search(form, text, re.I))), None)
    if found is None:
        return None
    start, end = found.span("told")
    return start, start + len(text[start:end].rstrip(" ,"))


def find_lettered_phones(text: str) -> tuple[tuple[int, int], ...]:
    """Find phone numbers that are written with letters: "1-800-555-BOAT"."""
    return tuple(match.span() for match in _LETTERED.finditer(text))


def without_hosts(text: str) -> str:
    """Return a text without addresses on the web, and of email addresses the name before the "@" alone."""
    return _SITE.sub(" ", _HOST.sub(" ", text))


def without_suffixes(text: str) -> str:
    """Return a text without what ends its email addresses behind the first part of a host: ".nhs.uk" is nobody's."""
    return _SUFFIX.sub(r"\1", text)
