"""Which spans a question asks for: names or values, and how well each type of value fits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from index import extract_terms
from qa.asking.naming import find_called
from qa.asking.question import Question
from qa.selection.asked_noun import AskedNoun, may_name_others, read_noun
from qa.selection.asks import asks_change
from qa.spans.sorts import Sort
from qa.values import Origin


class Group(StrEnum):
    """What is sought: a name, a value, or a span that only its own form tells."""

    NAMES = "names"
    VALUES = "values"
    FORM = "form"


class Type(StrEnum):
    """The type of a value."""

    COUNT = "count"
    MEASURE = "measure"
    MONEY = "money"
    SHARE = "share"
    DURATION = "duration"
    DATE = "date"
    LOOSE = "loose"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class WantedSpan:
    """What a question wants of a span. `word`: "who", "where" or "which", for names. `fits`: how well values of each
    type fit, 0 to 1. `noun`: what "which" or "what" stands with. `dimension`: the measure that is asked for; `times`:
    the units of time that the question names. `counted_time`: the one that "how many" counts. `part`:
    what of a date it must tell, as a year.
    """

    group: Group
    word: str
    fits: Mapping[Type, float]
    noun: AskedNoun
    dimension: str | None = None
    times: frozenset[str] = frozenset()
    part: re.Pattern[str] | None = None
    counted_time: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may answer. `start`, `end`: half-open, in the sentence's text, or in the article's where it is a
    heading or a speaker. `type`: of a value.
    """

    start: int
    end: int
    text: str
    origin: Origin
    type: Type | None = None
    form: str = "name"
    person: bool = False


_SORTS = {"organisation": Sort.BODY, "thing": Sort.THING}
_OF_NAMES = frozenset(("person", "subject", "place", "organisation"))
_OF_VALUES = frozenset(("number", "date", "money", "share", "duration", "measure", "time"))
_COUNTING_NOUNS = (
    r"number|headcount|count|total|maximum|minimum|limit|ceiling|cap|duty|tariff|damages|factor|average|amount|population"
    r"|attendance|turnout|capacity|tally|size|length|weight|speed|height"
)
_DATING_NOUNS = "year|date|day|deadline"
_VALUE_NOUN = re.compile(
    rf"(?:{_COUNTING_NOUNS}|{_DATING_NOUNS}|distance|score|price|cost|portion|percentage|period|temperature|age|month|time"
    r"|share|proportion|rate|width|depth|duration|budget|salary|fine|fee|money|sum|funding|percent|ratio|toll|margin"
    r"|raise|increase|rise|drop|growth)s?"
)
_HOW_MUCH_OF_A_MEASURE = re.compile(
    r"\bhow (?:far|high|tall|heavy|deep|wide|thick|big|large|fast|hot|cold|warm|near|close)\b|weigh|\bweight\b"
    r"|\blength\b|\bheight\b|\bdistance\b|\btemperature\b|\bspeed\b|\bdepth\b|\bwidth\b|\bdiameter\b",
    re.I,
)
HOW_LONG_IS = re.compile(r"\bhow\s+long\s+(?:is|are|was|were)\s+(?!it\b|there\b)", re.I)
"""Asks for a length or for a time: "how long is the bridge", "how long is the course"."""

_HOUR = re.compile(r"\b(?:what|which) time\b|\btime of day\b|\bwhat hour\b|\bopening (?:hours|times)\b", re.I)
_WEIGHS = re.compile(r"\bhow much\b[^?.]*\bweigh(?:s|ed|t)?\b", re.I)
_HOW_OFTEN = re.compile(r"\bhow (?:often|frequently)\b", re.I)
_RATE = re.compile(
    r"\b(?:un)?employment rate\b|\bjobless rate\b|\b(?:growth|interest|inflation|tax|failure|success|response) rate\b",
    re.I,
)
_WITHIN = re.compile(r"\b(?:within|over|in|during) (?:what|which) (?:time|period|space of time)\b|\bhow soon\b", re.I)
_CASH = re.compile(
    r"\bhow (?:much|big|large)\b[^?.,]{0,12}\b(?:cash|money|funding)\b|\bin (?:dollars|pounds|euros)\b(?!\s+of)", re.I
)
UNITS_OF_TIME = frozenset(extract_terms("seconds minutes hours days nights weeks months years decades centuries"))

_PARTS = {
    "year": re.compile(r"\d{4}|\b[’']\d\d|\byear|\d/\d\d"),
    "month": re.compile(
        r"(?:January|February|March|April|May|June|July|August|Sept|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Oct|Nov|Dec)|month|\d[-/.]\d",
        re.I,
    ),
}
"""What must stand in a date, where the question asks for that part of it."""

_MEASURED = {Type.MEASURE: 1.0, Type.COUNT: 0.5, Type.DURATION: 0.2, Type.SHARE: 0.2, Type.MONEY: 0.1}
_DAY = {Type.DATE: 1.0, Type.LOOSE: 0.7, Type.HOUR: 0.3}
_SPELL = {Type.DURATION: 1.0, Type.DATE: 0.6, Type.LOOSE: 0.4}
_COUNTED = {Type.COUNT: 1.0, Type.MEASURE: 0.4, Type.SHARE: 0.15}
_CHANGE = {Type.SHARE: 1.0, Type.MONEY: 0.8, Type.COUNT: 0.8, Type.MEASURE: 0.8, Type.DURATION: 0.6}
_ANY = {**dict.fromkeys((Type.COUNT, Type.MEASURE, Type.SHARE, Type.MONEY, Type.DURATION), 0.7)}

_DIMENSIONS = {
    "area": (r"\barea of\b|acres|hectares|\bsquare\b|\bwhat area\b", r"\b(?:sq|square|acres?|hectares?|ha)\b|²"),
    "volume": (r"volume|lit(?:re|er)s|gallons", r"\b(?:lit(?:re|er)s?|gallons?|pints?|cubic|ml|cl)\b|³"),
    "speed": (r"how fast|\bspeed\b", r"mph|kph|km/h|m/s|knots?|an hour|per hour|per second"),
    "temperature": (r"temperature|how (?:hot|cold|warm)\b|degrees", r"degrees?|°"),
    "weight": (
        r"weigh|how heavy|\bweight\b|\bmass\b|\bton(?:ne)?s\b|\bpounds\b",
        r"(?:\b|\d)(?:[mk]?g|grams?|kilos?|kilograms?|ton(?:ne)?s?|lbs?|pounds?|oz|ounces?|stone)\b",
    ),
    "length": (
        r"how (?:far|high|tall|wide|deep|thick|near|close)\b|\bhow long (?:is|are|was|were)\b|\blength\b|\bheight\b"
        r"|\bdistance\b|\bwidth\b|\bdepth\b"
        r"|diameter|altitude|\bmiles\b|kilomet(?:re|er)s|\bmet(?:re|er)s\b|\bfeet\b",
        r"(?:\b|\d)(?:[mck]?m|millimet\w+|centimet\w+|kilomet\w+|met(?:re|er)s?|miles?|feet|foot|ft|inch(?:es)?|yards?|yds?"
        r"|light[-\s]years?)\b",
    ),
}
_ASKS = {name: re.compile(asks, re.I) for name, (asks, _) in _DIMENSIONS.items()}
_GIVES = {name: re.compile(gives, re.I) for name, (_, gives) in _DIMENSIONS.items()}


@lru_cache(maxsize=1 << 8)
def read_wanted(question: Question) -> WantedSpan:
    """Read which spans a question asks for."""
    kind, wants = question.kind.value, question.wants.value if question.wants else ""
    noun = read_noun(question.text)
    if not noun.words and wants in _SORTS:
        noun = AskedNoun((), frozenset(), _SORTS[wants])
        kind = "subject"
    if noun.words and wants != "place" and kind in ("passage", "subject"):
        kind = "number" if _VALUE_NOUN.fullmatch(noun.words[-1]) else "subject"
    if question.kind.value in ("subject", "person") and may_name_others(noun):
        noun = replace(noun, sort=Sort.THING if question.kind.value == "subject" else None)
    if kind == "person" and noun.words and noun.sort is not Sort.PERSON and not wants:
        kind = "subject"
    called = find_called(question.text) if question.kind.value in ("passage", "definition") else None
    if called is not None:
        noun = read_noun(f"which {called}")
        noun, kind, wants = replace(noun, sort=Sort.THING) if may_name_others(noun) else noun, "subject", ""
    if question.kind.value == "passage" and wants in ("", "thing") and not (noun.words and kind != "subject"):
        kind = _value_in(question.text, noun) or kind
    if kind in _OF_NAMES and wants not in ("role", "role_of"):
        whose = re.match(r"\W*(?:\w+\W+)?whose\b", question.text, re.I) is not None
        word = "whose" if whose else "who" if kind == "person" else "where" if "place" in (kind, wants) else "which"
        return WantedSpan(Group.NAMES, word, {}, noun)
    if kind in _OF_VALUES:
        times = frozenset(term.term for term in question.terms if term.term in UNITS_OF_TIME)
        dimension = next((name for name, pattern in _ASKS.items() if pattern.search(question.text)), None)
        counted = question.counted if question.counted in UNITS_OF_TIME else None
        part = next((part for word, part in _PARTS.items() if noun.words[-1:] in ((word,), (f"{word}s",))), None)
        return WantedSpan(Group.VALUES, "", _fits(question.text, kind, wants), noun, dimension, times, part, counted)
    return WantedSpan(Group.FORM, "", {}, noun)


_ASKS_NOUN = re.compile(r"\b(?:which|what|who|whose|whom|where|when|why|how)\b", re.I)
_OF_OPEN = (
    ("share", re.compile(r"%|\bper\s?cent(?:age)?\b|\bshare of\b|\bproportion of\b", re.I)),
    (
        "money",
        re.compile(
            r"\b(?:costs?|prices?|budget|fees?|fares?|salary|revenue|in (?:pounds|dollars|euros))\b|[£$€]", re.I
        ),
    ),
    ("date", re.compile(rf"\b(?:{_DATING_NOUNS})\b", re.I)),
    ("number", re.compile(rf"\b(?:{_COUNTING_NOUNS})\b", re.I)),
)
"""By which nouns a question tells that a value is asked for, where nothing else tells it."""


def _value_in(text: str, noun: AskedNoun) -> str | None:
    """Return the kind of value that an open question asks for by a noun: in the words behind "what", or anywhere where
    it has no question word ("bridge toll 2020 total"); None where it tells none.
    """
    asked = text
    if _ASKS_NOUN.search(text):
        asked = " ".join(noun.words or _after_what(text))
    found = [(match.start(), kind) for kind, pattern in _OF_OPEN if (match := pattern.search(asked))]
    return min(found)[1] if found else None


def _after_what(text: str) -> list[str]:
    match = re.search(r"\bwhat(?:[’']?s|\s+(?:is|was|are|were|does|did|do))?\s+(.*)", text, re.I)
    return match[1].split() if match else []


def _fits(text: str, kind: str, wants: str) -> Mapping[Type, float]:
    asked = {kind, wants}
    if kind != "date" and _CASH.search(text):
        return {Type.MONEY: 1.0, Type.COUNT: 0.2}
    if _WEIGHS.search(text):
        return _MEASURED
    if _HOW_OFTEN.search(text):
        return {Type.DURATION: 1.0, Type.MEASURE: 1.0, Type.COUNT: 0.5}
    if _RATE.search(text) and kind == "number":
        return {Type.SHARE: 1.0, Type.COUNT: 0.2}
    if _WITHIN.search(text):
        return _SPELL
    if "time" in asked or _HOUR.search(text):
        return {Type.HOUR: 1.0, Type.DATE: 0.2}
    if kind == "date":
        return _SPELL if wants == "duration" else _DAY
    if asks_change(text) and kind == "number":
        return _CHANGE
    if wants == "duration" and HOW_LONG_IS.search(text):
        return {Type.DURATION: 1.0, Type.MEASURE: 0.8}
    for each in (Type.MONEY, Type.SHARE, Type.DURATION):
        if each.value in asked:
            return {each: 1.0, Type.COUNT: 0.2}
    if "measure" in asked or _HOW_MUCH_OF_A_MEASURE.search(text):
        return _MEASURED
    if "count" in asked:
        return _COUNTED
    noun = read_noun(text).words[-1:]
    if noun and re.fullmatch(r"(?:year|month|date|day|deadline)s?", noun[0]):
        return _DAY
    return {**_SPELL, **_ANY} if noun and noun[0] == "period" else _ANY


def dimension_of(text: str) -> str | None:
    """Return which measure a quantity is of, by its unit."""
    return next((name for name, pattern in _GIVES.items() if pattern.search(text)), None)
