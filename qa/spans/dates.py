"""Dates in a text as they are written: days, months, quarters, seasons, years, decades and centuries, in figures and in
words, and ranges of them.

Single dates are found first, by a grammar of named parts; then two ends of a range are joined. Spans are half-open, in
code points of the text that is given.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from qa.spans.expressions import find_phones

_MONTHS = "January February March April May June July August September October November December".split()
_SHORT = "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec".split()
_MONTH = (
    "(?:"
    + "|".join([*_MONTHS, *(name.upper() for name in _MONTHS)])
    + "|(?:"
    + "|".join([*_SHORT, *(name.upper() for name in _SHORT)])
    + r")(?!\w)\.?)(?!\w)"
)
"""A month, with a capital or in capitals: "may" and "march" are verbs."""

_ANY_MONTH = "(?i:" + "|".join([*_MONTHS, *_SHORT]) + r")(?!\w)"
"""A month in any letters, where a day and a year stand with it."""

_LONG_MONTH = "(?:" + "|".join(name for name in _MONTHS if len(name) > 6) + ")"
"""A month that is no name, verb or word of another kind: it tells a time wherever it stands."""

_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY)"
_SHORT_WEEKDAY = r"(?:Mon|Tues?|Weds?|Thur?s?|Fri|Sat|Sun)\b\.?"
_ORDINALS = (
    r"(?:(?:twenty|thirty)[-\s])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
)
_DAY = r"(?<![\d.,/])(?:0?[1-9]|[12]\d|3[01])(?!\d)(?:\s?(?i:st|nd|rd|th)\b)?"
_NTH = rf"(?:{_DAY}|(?i:{_ORDINALS}))"
_YEAR = r"(?:1[5-9]|20)\d{2}"
_SHORT_YEAR = r"[’']\d{2}"
_OF_YEAR = rf"(?:,?\s+(?:\d{{4}}|{_SHORT_YEAR})(?![\d]))"
_SECOND_YEAR = r"(?:\s?[/–—-]\s?(?:\d{4}|\d{2})(?![\d–-]))"
_ERA = r"(?:BCE?|AD|CE)"

_WEEKDAY_FIRST = rf"(?:(?:{_WEEKDAY}|{_SHORT_WEEKDAY}),?\s+(?:the\s+)?)?"
_DAY_MONTH = (
    rf"{_WEEKDAY_FIRST}(?:{_NTH}\s+(?:(?:day\s+)?of\s+)?{_MONTH}{_OF_YEAR}?|{_DAY}\s+(?:of\s+)?{_ANY_MONTH}\.?{_OF_YEAR}"
    rf"|{_MONTH}\s+(?:the\s+)?{_DAY}{_OF_YEAR}?|{_ANY_MONTH}\.?\s+{_DAY}{_OF_YEAR}"
    rf"|{_DAY}[-/.]{_ANY_MONTH}[-/.](?:\d{{4}}|\d{{2}})(?!\d))"
)
_TWO_DIGITS = r"(?:0[1-9]|[12]\d|3[01])"
_IN_FIGURES = (
    r"(?<![\d.,/-])(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{4}|\d{1,2}([/-])\d{1,2}\3\d{2}"
    rf"|{_TWO_DIGITS}\.{_TWO_DIGITS}\.\d{{2}})(?![\d/])(?![-.]\d)(?:T\d\d:\d\d(?::\d\d)?Z?)?"
)
_SEASON = r"(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|SPRING|SUMMER|AUTUMN|WINTER)"
_FEAST = (
    r"(?:Easter|Christmas(?:\s(?:Day|Eve))?|Whitsun|Michaelmas|Lent|Ramadan|New\sYear[’']s\s(?:Day|Eve)|Good\sFriday)"
)
_QUARTER = r"(?:Q[1-4]|H[12])"
_WORD_QUARTER = r"(?i:first|second|third|fourth|last|final|1st|2nd|3rd|4th)(?:\s|-)(?i:quarter|half|term|week|weekend)"
_PART_OF_YEAR = (
    rf"(?:(?:{_MONTH}|{_SEASON}|Fall|{_FEAST}|{_QUARTER})(?:(?:,?\s+|/)(?:of\s+|in\s+)?(?:\d{{4}}|{_SHORT_YEAR})(?!\d)"
    rf"{_SECOND_YEAR}?)|[Ff]all\s+(?:(?:of|in)\s+)?{_YEAR}|{_ANY_MONTH},?\s+{_YEAR}(?!\d)|[1-4]Q\s?[’']?(?:\d{{4}}|\d{{2}})(?!\d)"
    rf"|{_YEAR},?\s+{_QUARTER}|{_WORD_QUARTER}\s+of\s+(?:{_YEAR}(?:/\d{{2,4}})?|{_MONTH}{_OF_YEAR}?)|{_QUARTER}\b"
    rf"|(?i:fiscal|financial|school|academic|calendar|tax)\s(?i:years?)\s\d{{4}}(?!\d){_SECOND_YEAR}?"
    rf"|FY\s?[’']?(?:\d{{4}}|\d{{2}}){_SECOND_YEAR}?|{_MONTH}[-/](?:{_YEAR}|\d{{2}})(?!\d))"
)
_DECADE = (
    r"(?:(?:the\s+)?(?:(?:1[0-9]|20)\d0s(?!\w)|[’'][1-9]0[’']?s(?!\w))"
    r"|the\s+(?i:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)(?!\w))"
)
_WHICH_CENTURY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|(?i:{_ORDINALS}))"
_CENTURY = (
    rf"(?:(?:the\s+)?{_WHICH_CENTURY}(?:\s?(?:–|-|\s(?:and|to|or)\s)\s?{_WHICH_CENTURY})?"
    rf"[-\s][Cc]entur(?:y|ies)(?:\s{_ERA}\b)?)"
)
_AGES = (
    rf"(?:(?:AD|CE)\s\d{{1,4}}|\d{{1,4}}\s{_ERA}\b|(?:c\.|circa|ca\.)\s?1\d{{3}}(?!\d)"
    rf"|(?:around|about)\s{_YEAR}(?=\s*(?:[).;,]|$)))"
)


def _after(words: str) -> str:
    """Return a look behind for any of some words and a space, in any letters."""
    return "(?i:" + "|".join(rf"(?<=\b{word}\s)" for word in words.split()) + ")"


_YEARS = rf"(?<![\w.,–-]){_YEAR}(?:\s?[–—/-]\s?{_YEAR}|[–—/-]\d{{2}})(?![\d–—/-]|[.,]\d)"
_BEFORE_A_YEAR = _after(
    "in by and end from since until after early march before late year till during throughout between circa"
)
_LONE_YEAR = (
    rf"(?:{_BEFORE_A_YEAR}"
    rf"|(?<=\bof\s)|(?<=\b(?:19|20)\d\d\sto\s)|(?<=\b\d{{4}}\suntil\s)){_YEAR}"
    rf"|{_YEAR}(?=\s+(?:to|until)\s+{_YEAR}(?![\d,.]\d))"
    rf"|{_YEAR}(?=\s*(?:[).;:]|,(?!\d)|$|\n))|(?<=\bin\s)1[0-4]\d{{2}}(?=\s*(?:[).;,]|$)|\s+(?:by|when|and|as)\b)"
)
_PHASE = (
    r"(?:(?i:(?:the\s+)?(?:very\s+)?(?:end|start|beginning|middle|close|turn)\s+of|(?:early|mid|late)(?:\s+in|\s+on)?"
    r"|the\s+(?=(?:spring|summer|autumn|winter|fall|q[1-4]|h[12]|first|second|third|fourth|last|final)\b))(?:\s+|-|–))"
)
_BOUND = r"(?i:(?:(?:no|not|never)\s+(?:later|earlier)\s+than|not\s+(?:before|until)|before|after)(?:\s+the)?)"
"""What says that a date is not the day itself, but a bound of it."""

_EXACT = re.compile(
    rf"(?<!\w)(?:{_BOUND}\s+)?(?:{_PHASE}(?:the\s+|that\s+)?)?(?:{_IN_FIGURES}|{_DAY_MONTH}|{_AGES}|{_PART_OF_YEAR}|{_DECADE}|{_CENTURY}"
    rf"|{_YEARS}|{_LONE_YEAR}|(?<=\bmid[-–\s]){_YEAR}|(?<=\b(?:late|arly)\s){_YEAR})(?![\w/])(?!-\d(?!\d?(?:,?\s|[.,;)]|$)))"
)
_HINT = re.compile(r"\d|[Cc]entur|ties\b|quarter|half|" + "|".join([*_MONTHS, *(name.upper() for name in _MONTHS)]))

# Two ends of a range.
_TO = r"(?:\s?[–—-]\s?|\s+(?:to|until|till|through|and|or|&)\s+|/)"
_FIRST_END = re.compile(
    rf"(?<![\w.,/£$€–-])(?:{_WEEKDAY_FIRST}{_DAY}(?:\s+of)?|{_WEEKDAY_FIRST}{_MONTH}(?:\s+{_DAY})?|{_DAY}\s+{_MONTH}|{_SEASON}|{_QUARTER})"
    rf"{_TO}(?:the\s+)?$"
)
_SECOND_DAY = re.compile(
    rf"(?:\s?[–—-]\s?|\s+(?:to|until|through)\s+|\s+(?:and|&)\s+(?=\d\d?(?:st|nd|rd|th)?(?:,?\s+{_YEAR}|[.,;)])))"
    rf"{_DAY}{_OF_YEAR}?(?!\s*[%\w-])"
)
_ENDS_IN_DAY = re.compile(rf"{_MONTH}\s+{_DAY}$")
_JOINS = re.compile(r"\s?[–—-]\s?|\s+(?:to|until|till|through|or)\s+")
_AND = re.compile(r"\s+and\s+")
_TWO_YEARS = re.compile(r"\d{4}\s+and\s+\d{4}(?!\d)")
_OPENS = re.compile(r"\b(?:from|between)\s+$", re.I)
_REACH = 40
"""How many characters before a date the first end of its range is looked for."""

# Dates that tell no year.
_WHICH = r"(?i:next|last|this|every|each|the\s+(?:following|coming|same)|(?:early|later?|earlier)\s+(?:this|next|last))"
_BEFORE_A_MONTH = _after("in by until since from during before after of through early late and to mid till between")
_CLAUSE = r"(?!\w|\s(?!when|and|or|but|by|at|in|each|every)\w)"
_LOOSE = re.compile(
    rf"(?<!\w)(?:{_WHICH}\s+(?:{_WEEKDAY}|{_MONTH}|{_SEASON}|{_FEAST}"
    r"|(?i:week|weekend|month|year|quarter|term|decade|fall))(?!\w)"
    rf"|{_WEEKDAY}(?:\s(?:morning|afternoon|evening|night))?s?(?!\w|\s{_MONTH})|{_PHASE}{_MONTH}(?!\w)"
    rf"|{_LONG_MONTH}(?!\w)|{_BEFORE_A_MONTH}{_MONTH}"
    rf"|{_after('in by until since during before after')}(?:the\s)?{_SEASON}{_CLAUSE}"
    rf"|{_after('at by until since before after over')}{_FEAST}(?!\w)|(?i:tomorrow|yesterday)(?!\w)"
    r"|(?i:\w+\s(?:days?|weeks?|months?|years?|decades?|centuries)\sago)\b)"
)
_TIME = re.compile(
    r"(?<![\w.,:£$€])(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?\s?(?:[ap]\.?m\b\.?|o[’']clock)"
    r"|(?<![\w.,:/£$€])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\w:/])"
    r"|\b(?:noon|midday|midnight)\b",
    re.I,
)

Span = tuple[int, int]


@lru_cache(maxsize=1 << 12)
def find_dates(text: str) -> tuple[Span, ...]:
    """Find days, months with a year, quarters, seasons, years, decades and centuries, and ranges of them as one; none
    within a phone number.
    """
    if not _HINT.search(text):
        return ()
    phones = find_phones(text)
    spans = (match.span() for match in _EXACT.finditer(text))
    free = [(start, end) for start, end in spans if not any(start < b and a < end for a, b in phones)]
    return tuple(_opened(span, text) for span in _joined(free, text))


@lru_cache(maxsize=1 << 12)
def find_loose_dates(text: str) -> tuple[Span, ...]:
    """Find what tells a time by a name alone or from the day of writing on: months, seasons, weekdays, "next year"."""
    dated = find_dates(text)
    found = (match.span() for match in _LOOSE.finditer(text))
    spans = [(start, end) for start, end in found if not any(start < b and a < end for a, b in dated)]
    return tuple(_opened(span, text) for span in _joined_names(spans, text))


def find_times(text: str) -> tuple[Span, ...]:
    """Find times of day."""
    return tuple(match.span() for match in _TIME.finditer(text))


def find_hours(text: str) -> tuple[Span, ...]:
    """Find times of day, the two ends of a range as one."""
    return tuple(_joined_names(list(find_times(text)), text))


def _joined(spans: list[Span], text: str) -> Iterator[Span]:
    """Join the two ends of each range; each date as one, in order."""
    out: list[Span] = []
    for start, end in spans:
        low = max(out[-1][1] if out else 0, start - _REACH)
        first = _FIRST_END.search(text[low:start])
        if first and _takes_end(text[start:end], first[0]):
            start = low + first.start()
        second = _SECOND_DAY.match(text, end) if _ENDS_IN_DAY.search(text[start:end]) else None
        end = second.end() if second else end
        if out and start < out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        elif out and _are_ends(out[-1], start, text):
            out[-1] = out[-1][0], end
        else:
            out.append((start, end))
    yield from out


def _takes_end(date: str, first: str) -> bool:
    """Whether a date can end the range that a day, a month, a season or a quarter before it begins."""
    if first.strip()[0].isdigit() and not re.search("[A-Za-z]{3}", first.replace("until", "")):
        return re.match(rf"{_WEEKDAY_FIRST}{_DAY}\s", date) is not None
    return re.match(rf"{_WEEKDAY_FIRST}(?:{_DAY}\s+)?(?:{_MONTH}|{_SEASON}|{_QUARTER})", date) is not None


def _are_ends(before: Span, start: int, text: str) -> bool:
    """Whether what stands between two dates makes them the two ends of a range."""
    between = text[before[1] : start]
    opened = _OPENS.search(text[max(0, before[0] - 10) : before[0]]) or re.match("(?:from|between) ", text[before[0] :])
    years = _TWO_YEARS.match(text, before[0]) is not None
    return _JOINS.fullmatch(between) is not None or ((opened or years) and _AND.fullmatch(between) is not None)


def _joined_names(spans: list[Span], text: str) -> Iterator[Span]:
    """Join two weekdays, months or seasons that are the ends of a range, or named together."""
    out: list[Span] = []
    for start, end in spans:
        if out and (_JOINS.fullmatch(text, out[-1][1], start) or _AND.fullmatch(text, out[-1][1], start)):
            out[-1] = out[-1][0], end
        else:
            out.append((start, end))
    yield from out


def _opened(span: Span, text: str) -> Span:
    """Return the span of a range with the "from" or "between" that opens it."""
    start, end = span
    opens = _OPENS.search(text[max(0, start - 10) : start])
    ranged = re.search(r"\w(?:\s?[–—-]\s?|\s+(?:to|until|till|through|and)\s+)\w", text[start:end])
    return (max(0, start - 10) + opens.start(), end) if opens and ranged else span
