"""The expressions that answer a question of a kind: figures with their units, dates, phone numbers, emails, roles,
definitions.

A span is half-open, in code points of the text that is given; several stand in order.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index import forget_texts as forget_analysed
from qa.asking.kinds import Wanted

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
    r"|(?:working\s+|calendar\s+)?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)"
    r"|(?:square\s+|cubic\s+|nautical\s+)?(?:mm|cm|km|millimet(?:re|er)s?|centimet(?:re|er)s?|kilomet(?:re|er)s?|met(?:re|er)s?"
    r"|miles?(?:\s+an\s+hour)?|feet|foot|inches|yards?|acres?|hectares?)|mph|knots?|kg|kilograms?|kilos?|grams?|tonnes?|tons?"
    r"|lit(?:re|er)s?|gallons?|degrees?|[mgk]w|volts?|pence|pounds?|dollars?|euros?)"
)
_QUALIFIER = (
    r"(?:over|under|nearly|almost|about|around|approximately|more than|less than|fewer than|at least|at most|up to"
    r"|within|some)"
)
_CORE = (
    rf"(?:[£$€]\s?)?(?:(?<![\w.,/]){_DIGITS}|\b{_WORD_NUMBER}(?!\w))"
    rf"(?:\s*{_SCALE})?(?:\s+and\s+a\s+half)?(?:[\s-]?{_UNIT}(?!\w))?"
)
_NUMBER = re.compile(rf"(?:\b{_QUALIFIER}\s+)?(?:from\s+{_CORE}\s+to\s+{_CORE}|{_CORE}(?:\s+to\s+{_CORE})?)", re.I)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_YEAR = r"(?:1[5-9]|20)\d{2}(?:/\d{2,4})?"
_DATE = re.compile(
    rf"""\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:\s+\d{{4}})?
    |{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|{_MONTH}\s+\d{{4}}
    |\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}/\d{{1,2}}/\d{{4}}|(?:spring|summer|autumn|winter)\s+\d{{4}}
    |(?i:(?<=\bin\s)|(?<=\bby\s)|(?<=\b(?:and|end)\s)|(?<=\bfrom\s)|(?<=\bsince\s)|(?<=\b(?:until|after|early|march)\s)
    |(?<=\bbefore\s)|(?<=\b(?:late|year|till)\s)){_YEAR}
    |(?<=\bof\s){_YEAR}|\d{{4}}/\d{{2,4}}|{_YEAR}(?=\s*(?:[).;:]|,(?!\d)|$|\n)))(?![\w/])""",
    re.X,
)
_PHONE = re.compile(
    r"(?!\d{1,2}/\d{1,2}/|\d{4}/\d{2}|\d{4}-\d{2}-\d{2})\+?\(?(?<!\d)(?:0\d{2,4}\)?\n(?=\d))?\d[\d \t\u00a0()./-]{5,}\d"
)
_DIGIT = re.compile(r"\d")
_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]++@[\w-]+(?:\.[\w-]+)+")
_ROLE_AFTER = re.compile(
    r",\s+((?:the\s+)?(?!(?:who|said|says|added|called|welcomed|told|and|but)\b)[A-Za-z][^,.:;]*?(?:,\s+[A-Z][^,.:;]*?)?)(?=\s*(?:,|[.:;]|$)|\s+(?:said|says|added|called|welcomed|told)\b)"
)
_OFFICE = (
    r"(?:director|minister|officer|president|chair(?:man|woman)?|manager|chief|secretary|leader|head|professor|mayor"
    r"|spokes\w+|engineer|doctor|nurse|executive|governor|captain|master|keeper|founder|owner)"
)
_ROLE_BEFORE = re.compile(
    rf"(?:^|[’']s\s+|[.,;:]\s+|\bthe\s+)((?:[\w-]+\s+){{0,4}}{_OFFICE}(?:\s+(?:for|of)\s[\w\s-]+?)?),?\s+$", re.I
)
OFFICE = re.compile(_OFFICE, re.I)
_SOME = r"\b(?:an?|the|our|its|their)"
_CALLED = re.compile(r"\b(?:known\s+as|called|named)\b", re.I)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: where it stands, and what it measures: money, a share, a duration, or a count of things."""

    start: int
    end: int
    unit: Wanted


@lru_cache(maxsize=1 << 12)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Find numbers, in figures and in words, with their scale and unit; dates and phone numbers are none."""
    taken = find_dates(text) + find_phones(text)
    out = []
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if any(start < b and a < end for a, b in taken) or re.search(r"(?<!ty[-\s])\bone$", match[0], re.I):
            continue
        if text[end : end + 1] == "/" or text[max(0, start - 1) : start] == "/":
            continue
        out.append(Quantity(start, end, _unit(match[0])))
    return tuple(out)


def _unit(number: str) -> Wanted:
    if re.search(r"[£$€]|(?:pence|pounds?|dollars?|euros?)$", number):
        return Wanted.MONEY
    if re.search(r"%|per\s?cent", number, re.I):
        return Wanted.SHARE
    if re.search(r"(?:second|minute|hour|day|week|month|year)s?$", number, re.I):
        return Wanted.DURATION
    return Wanted.COUNT


@lru_cache(maxsize=1 << 12)
def find_dates(text: str) -> tuple[tuple[int, int], ...]:
    """Find days, months with a year, seasons, years and financial years; none within a phone number."""
    taken = find_phones(text)
    spans = (match.span() for match in _DATE.finditer(text))
    return tuple((start, end) for start, end in spans if not any(start < b and a < end for a, b in taken))


def forget_texts() -> None:
    """Forget every text that is remembered beside the index, as when one of them may have been removed."""
    forget_analysed()
    find_quantities.cache_clear()
    find_dates.cache_clear()


def find_phones(text: str) -> tuple[tuple[int, int], ...]:
    """Find phone numbers; two that share a line with a slash between them are one."""
    found = _PHONE.finditer(text) if _DIGIT.search(text) else ()
    return tuple(match.span() for match in found if sum(c.isdigit() for c in match[0]) >= 9)


def find_emails(text: str) -> tuple[tuple[int, int], ...]:
    """Find email addresses."""
    return tuple(match.span() for match in _EMAIL.finditer(text))


def find_role(text: str, name_start: int, name_end: int) -> tuple[int, int] | None:
    """Find the role that follows a name and a comma ("Ann Lee, director of works, said") or stands right before it
    ("works director Ann Lee"); None where there is none.
    """
    after = _ROLE_AFTER.match(text, name_end)
    if after:
        return after.span(1)
    before = _ROLE_BEFORE.search(text[:name_start])
    return before.span(1) if before else None


def find_definition(text: str, words: Sequence[str]) -> tuple[int, int] | None:
    """Find what a text says that a thing of these words is: "X is a Y", "X means Y", "X, a Y that …", "a Y known as X",
    "our Y – X"; None where it does not say.
    """
    if not words:
        return None
    thing = r"[“‘\"']?\b" + r"[\s:,–-]+(?:[a-z]+\s+){0,2}?".join(re.escape(word) for word in words) + r"\b[”’\"']?"
    if not re.search(thing, text, re.I):
        return None
    after = re.search(
        rf"{thing}(?:\s+(?:is|are|was|were|means)|,)\s+((?:an?|the)\s+[^.;:,()]{{3,120}}|(?<=means\s)[^.;:,()]+)",
        text,
        re.I,
    )
    if after:
        start, end = after.span(1)
        return start, start + len(text[start:end].rstrip())
    words_before = rf"(?P<before>{_SOME}(?:\s++(?!(?:an?|the)\s)[^\s.;:,()]++){{1,12}}?)(?:,|\s[–—-]|\s\()?\s++"
    name = rf"(?:known\s+as|called|named)\s+(?:an?\s+|the\s+)?{thing}"
    called = re.search(words_before + name, text, re.I) if _CALLED.search(text) else None
    dashed = re.search(rf"(?P<before>{_SOME}(?:\s++\w[\w-]*+){{1,5}})\s++[–—-]\s++{thing}", text, re.I)
    before = called or dashed
    if before is None:
        return None
    start, end = before.span("before")
    return start, start + len(text[start:end].rstrip())
