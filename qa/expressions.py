"""The expressions that answer a question of a kind: figures with their units, dates, phone numbers, emails, roles.

Each finder returns half-open spans of the text it is given, in order.
"""

import re
from dataclasses import dataclass

_ONES = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_WORD_NUMBER = rf"(?:(?:{_TENS})(?:[-\s](?:{_ONES}))?|{_ONES}|a dozen|half a|hundred|thousand)"
_SCALE = r"(?:hundred|thousand|million|billion|trillion|bn|[mk](?![\w’'])|dozen)"
_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_UNIT = (
    r"(?:%|per\s?cent|percentage points?"
    r"|(?:working\s+|calendar\s+)?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?))"
)
_QUALIFIER = (
    r"(?:over|under|nearly|almost|about|around|approximately|more than|less than|fewer than|at least|at most|up to"
    r"|within|some)"
)
_CORE = (
    rf"(?:[£$€]\s?)?(?:(?<![\w.,/]){_DIGITS}|\b{_WORD_NUMBER})"
    rf"(?:\s*{_SCALE})?(?:\s+and\s+a\s+half)?(?:[\s-]?{_UNIT}(?!\w))?"
)
_NUMBER = re.compile(rf"(?:\b{_QUALIFIER}\s+)?(?:from\s+{_CORE}\s+to\s+{_CORE}|{_CORE}(?:\s+to\s+{_CORE})?)", re.I)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:\s+\d{{4}})?|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|{_MONTH}\s+\d{{4}}"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}/\d{{1,2}}/\d{{4}}|(?:19|20)\d{{2}}(?:/\d{{2,4}})?|(?:spring|summer|autumn|winter)\s+\d{{4}})\b"
)
_PHONE = re.compile(r"\+?\(?\d[\d\s()./-]{7,}\d")
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text: where it stands, and its unit as one of `money`, `share`, `duration`, `count`."""

    start: int
    end: int
    unit: str


def figures(text: str) -> list[Figure]:
    """Find numbers, in figures and in words, with their scale and unit; dates and phone numbers are none."""
    taken = [match.span() for pattern in (_DATE, _PHONE) for match in pattern.finditer(text)]
    out = []
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if any(start < b and a < end for a, b in taken) or re.search(r"\bone$", match[0], re.I):
            continue
        if text[end : end + 1] == "/" or text[max(0, start - 1) : start] == "/":
            continue
        out.append(Figure(start, end, _unit(match[0])))
    return out


def _unit(number: str) -> str:
    if re.search(r"[£$€]", number):
        return "money"
    if re.search(r"%|per\s?cent", number, re.I):
        return "share"
    if re.search(r"(?:second|minute|hour|day|week|month|year)s?$", number, re.I):
        return "duration"
    return "count"


def dates(text: str) -> list[tuple[int, int]]:
    """Find days, months with a year, seasons, years and financial years."""
    return [match.span() for match in _DATE.finditer(text)]


def phones(text: str) -> list[tuple[int, int]]:
    """Find phone numbers; two that share a line with a slash between them are one."""
    return [match.span() for match in _PHONE.finditer(text) if sum(c.isdigit() for c in match[0]) >= 9]


def emails(text: str) -> list[tuple[int, int]]:
    """Find email addresses."""
    return [match.span() for match in _EMAIL.finditer(text)]


_ROLE_AFTER = re.compile(
    r",\s+((?:the\s+)?(?!(?:who|said|says|added|called|welcomed|told|and|but)\b)[A-Za-z][^,.:;]*?(?:,\s+[A-Z][^,.:;]*?)?)(?=\s*(?:,|[.:;]|$)|\s+(?:said|says|added|called|welcomed|told)\b)"
)
_ROLE_BEFORE = re.compile(
    r"(?:^|[’']s\s+|[.,;:]\s+|\bthe\s+)([a-z][a-z\s-]*(?:for|of)\s[a-z\s-]+?|[A-Za-z][A-Za-z\s-]{3,60}?)\s+$"
)


def role_of(text: str, name_start: int, name_end: int) -> tuple[int, int] | None:
    """Find the role that follows a name and a comma ("Ann Lee, director of works, said") or stands right before it
    ("works director Ann Lee"); None where there is none.
    """
    after = _ROLE_AFTER.match(text, name_end)
    if after:
        return after.span(1)
    before = _ROLE_BEFORE.search(text[:name_start])
    return before.span(1) if before else None
