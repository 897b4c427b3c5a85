"""Quantities in a text: numbers in figures and in words with their sign, bound, scale and unit, ranges of them,
fractions and ratios.

Amounts are found first, by a grammar of named parts; then those that belong together are joined, and bounds are added.
A span is whole or it is none: where part of a number, of a range or of a scale would be left behind, nothing is found.
Spans are half-open, in code points of the text that is given.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index import extract_terms
from qa.asking.kinds import Wanted
from qa.spans.dates import find_dates, find_times
from qa.spans.expressions import find_phones

# Numbers in words: from one to below a hundred, hundreds, then what scales follow, the greatest first.
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_TO_99 = rf"(?:(?:{_TENS})(?:[-\s](?:{_ONES}))?|{_TEENS}|{_ONES})"
_TIME_WORD = r"(?:second|minute|hour|day|week|month|year|decade|centur)"
_PART = r"(?:half|halves|(?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|twentieth|hundredth)s?)"
_AND_PART = rf"(?:[-\s]and[-\s](?:(?:an?|one|two|three)[-\s]{_PART}|half(?=\s{_TIME_WORD})))"
_SOME_OF = r"(?:several|many|a\sfew|a\scouple\sof|half[-\s]an?|(?:a|one)\squarter\sof\sa|three[-\s]quarters\sof\sa|an?)"
_HUNDREDS = rf"(?:(?:{_TO_99}|{_SOME_OF})[-\s])?hundred(?:[-\s](?:and[-\s])?{_TO_99})?"
_SCALED = rf"(?:{_HUNDREDS}|{_TO_99}{_AND_PART}?|{_SOME_OF})[-\s](?:thousand|million|billion|trillion|dozen)"
_IN_WORDS = (
    rf"(?:{_SCALED}(?:,?\s(?:and\s)?{_SCALED}){{0,3}}(?:,?\s(?:and\s)?{_HUNDREDS}|(?<=thousand)\s(?:and\s)?{_TO_99})?(?!\w)"
    rf"|{_HUNDREDS}(?!\w)|{_TO_99}(?!\w)|thousand(?!\w))"
)

# Numbers in figures.
_VULGAR = "[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒]"
_SPACE = r"[ \u00a0\u2009\u202f]"
_SPACED = rf"(?:{_SPACE}\d{{3}})++|(?:[’']\d{{3}})++|(?:\.\d{{3}}){{2,}}+"
_GROUPED = rf"\d{{1,3}}(?:{_SPACED}|(?:,\d{{2,3}})*,\d{{3}}(?:\.\d++)?)(?!\d)"
_PLAIN = r"\d++(?:\.\d++|,\d{1,2}(?=\s?(?:%|per\s?cent|[mb]illion|mi?o\b|m\b|bn\b|€)))?"
_AND_LESS = r",?\s?(?:and\s)?\d+\s?"
_FEET = (
    rf"\d+\s?(?:ft\.?|feet|foot)(?:{_AND_LESS}(?:ins|inch(?:es)?)|\s?\d+\s?in)(?!\w)"
    rf"|\d+\s?(?:lbs?\.?|pounds?){_AND_LESS}(?:oz|ounces?)(?!\w)|\d+\s?(?:st|stone)\.?{_AND_LESS}(?:lbs?|pounds?)(?!\w)"
)
_POWER = r"(?:\d+(?:\.\d+)?\s?[×x]\s?)?10(?:\^[-\u2212]?\d+|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
_AND_VULGAR = rf"\s?{_VULGAR}|[-\s]\d[/\u2044]\d{{1,2}}(?![\d/])"
_IN_FIGURES = rf"(?:{_POWER}|(?:{_GROUPED}|{_PLAIN})(?:{_AND_VULGAR}|(?:st|nd|rd|th)(?!\w))?|{_VULGAR})"

# Scales and units.
_WORD_SCALE = r"(?:hundred|thousand|million|billion|trillion|dozen|lakhs?|crores?)(?!\w)"
_SCALE = rf"(?:\s{{1,2}}|-)?(?:{_WORD_SCALE}|(?:bn|bln|tn|trn|mn|mln|mil|[mk])(?![\w’'])(?!²|³))"
_MONEY_SCALE = r"(?:\s|-)?(?:mill?|mio|(?-i:MM|mm|[bBtT]))(?![\w’'])"
"""What scales only money: "£3b" is three billion, "platform 3b" is none."""

_CODES = "USD|GBP|EUR|CHF|AUD|CAD|NZD|JPY|INR|CNY|RMB|SEK|NOK|DKK|ZAR|PLN|HKD|SGD"
_CURRENCY = rf"(?:(?:(?<![^\W_])(?:US|AU?|CA?|NZ|HK|S))?[£$€¥₹₩₽₺₦₱฿]|(?<![^\W_])(?-i:{_CODES}|Rs\.?))\s?"
_COINS = (
    r"[-\s]?(?:(?:US|Australian|Canadian|New\sZealand)\s)?(?:pounds?(?:\ssterling)?|dollars?|euros?|pence|cents?|yen|yuan"
    rf"|francs?|rupees?|kron(?:er|or|a|e)|rou?bles?|quid|bucks|(?-i:{_CODES}))(?!\w)|(?<=\d)p(?!\w)|\s?[£$€¥](?!\s?\d)"
)
_TIME = (
    r"(?:(?:nano|micro|milli)?seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|nights?|weekends?|weeks?|wks?|fortnights?"
    r"|months?|mths?|mos|years?|yrs?|decades?|century|centuries|millenni(?:um|a)|generations?)"
)
_TIME_UNIT = (
    rf"[-\s]?(?:(?:working|calendar|business|school|full|whole|consecutive|more|further)\s+)?{_TIME}(?:-olds?)?(?!\w)"
    r"|(?:(?<=\d)\s?h|(?<=\d)\ss)(?![\w’'])"
)
_SHARE_UNIT = r"\s?[%‰]|[-\s]?(?:per\s?cent|percentage\s+points?|pct|basis\s+points?|(?-i:pc|pp))(?!\w)|\s?(?-i:p\.c\.)"
_MEASURE_UNIT = (
    r"-?fold(?!\w)|[-\s]times(?!\w|\s(?:as|that|when))|[-\s]?(?:km/h|m/s|(?:square[-\s]+|cubic[-\s]+|nautical[-\s]+|light[-\s]|sq\.?\s?|cu\.?\s?)?(?:mm|cm|km|millimet(?:re|er)s?|years"
    r"|centimet(?:re|er)s?|kilomet(?:re|er)s?|met(?:re|er)s?|miles?(?:\s+an\s+hour)?|feet|foot|ft|inches|yards?|yds?|acres?"
    r"|hectares?|ha)[²³]?|m[²³]|kph|mph|knots?|mg|(?:milli|micro)?grams?|kg|kilograms?|kilos?|(?:(?:metric|short|long)\s+)?(?:tonnes?|tons?)|lbs?|oz|ounces?|ml|cl"
    r"|lit(?:re|er)s?|gallons?|pints?|degrees?(?:\s+(?:Celsius|Fahrenheit|C\b|F\b))?|[kmgt]wh?|[kmg]hz|[kmgt]b|(?:kilo|mega|giga|tera)(?:bytes?|watts?)|watts?|volts?|calories|kcal|(?-i:[gl])|(?<=\d)(?-i:t))(?!\w)|\s?°\s?(?:[CF]\b)?"
)

# Amounts without a number of their own, and shares.
_NOT_AFTER = "".join(rf"(?<!\b{word}\s)" for word in "first second other latter better bottom top in each".split())


def _after(words: str) -> str:
    """Return a look behind for any of some words and a space."""
    return "(?:" + "|".join(rf"(?<=\b{word}\s)" for word in words.split()) + ")"


_LASTING = _after(
    "took take takes taking taken last lasts lasted lasting for in within over nearly almost about around than least to"
    " after spent spend just only roughly under needed needs need requires required spans spanned"
)
_ONE_TIME = (
    rf"half[-\s](?:an?[-\s])?{_TIME}|(?:several|a\sfew|(?:a\s)?couple\sof)\s(?:more\s)?{_TIME}|(?:an?|one|three)[-\s]quarters?\sof\san?\s{_TIME}|an?\s{_TIME}\sand\sa\s(?:half|quarter)"
    rf"|{_LASTING}an?\s(?:(?:full|whole|further)\s)?{_TIME}(?:\sor\s(?:so|two|more))?|\d+\s?h(?:rs?)?\s?\d+\s?m(?:ins?)?"
)
_FRACTION = (
    rf"(?:{_ONES}|\d{{1,2}})[-\s]{_PART}(?!-)|an?\s{_PART}(?=\s+of\b)"
    rf"|{_after('by to than nearly about almost over under')}an?\s{_PART}(?=[.,;:)]|$)"
    rf"|{_NOT_AFTER}half(?=\s(?:of|the|its|their|our|all|these|those)\b)"
    rf"|{_after('by than nearly about almost over')}half(?=[.,;:)]|$)|\d{{1,2}}[/\u2044]\d{{1,2}}(?=\s(?:of|the)\b)"
    rf"|{_VULGAR}(?=\s(?:of|the)\b)"
)
_ODDS = r"\d{1,3}:\d(?![\d:])"
_OUT_OF = re.compile(r"[-\s](?:in|out[-\s]of|of\severy)[-\s](?:every\s)?", re.I)

_BEGINS = (
    r"(?=[-\u2212–+±~≈<>≤≥\d£$€¥₹₩₽₺₦₱฿½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒]|on|tw|th|fo|fi|si|se|ei|ni|te|el|ha|hu|ma|co|mi|pl|an?\s|rs"
    rf"|(?:us|au?|ca?|nz|hk|s)[£$€¥₹₩₽₺₦₱฿]|{_CODES})"
)
"""How an amount begins: most words begin otherwise, and are passed over at once, in two fifths of the time."""

_AMOUNT = re.compile(
    rf"(?<![^\W\d_]){_BEGINS}(?P<sign>(?<![^\s(])[-\u2212–+±~≈<>≤≥]=?\s?|\b(?:minus|plus)\s)?"
    rf"(?:(?P<time>{_ONE_TIME})(?!\w)|(?P<share>(?:{_FRACTION})(?!\w)|{_ODDS})"
    rf"|(?P<currency>{_CURRENCY})?(?P<number>{_FEET}|{_IN_FIGURES}|{_IN_WORDS}|{_TO_99}(?=fold))"
    rf"(?:{_SCALE}|(?P<scale>{_MONEY_SCALE}))?{_AND_PART}?"
    rf"(?:(?P<coins>{_COINS})|(?P<percent>{_SHARE_UNIT})|(?P<spell>(?:{_TIME_UNIT})(?:\sand\sa\s(?:half|quarter))?)"
    rf"|(?P<measure>{_MEASURE_UNIT}))?)",
    re.I,
)
_HINT = re.compile(
    rf"\d|{_VULGAR}|\b(?:{_ONES}|{_TEENS}|{_TENS}|hundred|thousand|dozen|half|an?\s(?:\w+\s)?(?:{_PART}|{_TIME}|[mb]illion))\b",
    re.I,
)
_NUMBER_BEFORE = re.compile(r"[\w.,/\u2044:’'^]\Z|\w[-–\u2212]\Z|\d—\Z|&#\Z")
_NUMBER_AFTER = re.compile(
    rf"[\w\u2044/²³]|[.,:’']\d|[-–—\u2212]\s?[£$€]?\d|{_VULGAR}|-(?:first|second|third|[a-z]+(?:th|ths|thirds)\b)"
)
"""What an amount cannot stand right beside: it would be a part of something else."""

_NOTE = re.compile(r"[.,]\d{1,2}(?=\s|$)")
"""The number of a note, behind a unit and the sentence's full stop."""

_RATE = re.compile(r"\s+(?:per|an?|each)\s+(?:second|minute|hour|day|week|month|year)(?!\w)", re.I)

# Ranges and bounds.
_DASH = re.compile(r"[–—\u2212-]|\s[–-]\s")
_TO = re.compile(r"-?\s+(?:up\s+)?to\s+|-to-|\s+through\s+|\s+or\s+", re.I)
_AND = re.compile(r"\s+and\s+", re.I)
_FROM = re.compile(r"\bfrom\s+$", re.I)
_BETWEEN = re.compile(r"\bbetween\s+$", re.I)
_MORE_TIME = re.compile(r",?\s(?:and\s)?", re.I)
_THAN = (
    r"(?:more|less|fewer|greater|higher|lower|larger|bigger|smaller|longer|shorter|older|younger|later|earlier|better)"
    r"\s+than"
)
_BOUND = (
    rf"{_THAN}|over|under|above|below|nearly|almost|about|around|approximately|approx\.?|roughly|circa|(?<!\.)ca?\.|approaching|nearing|at\s+least"
    r"|at\s+(?:the\s+)?most|up\s+to|every|within\s+the\s+next|as\s+(?:many|few|much|little|long)\s+as|within|some|not\s+exceeding|exceeding"
    r"|in\s+excess\s+of|upwards?\s+of|close\s+to|an?\s+(?:maximum|minimum)\s+of|exactly|precisely"
)
_DENIAL = r"(?:no|not|never|nothing|hardly|barely|scarcely)\s+(?:(?:any|many|much|far)\s+)?"
_HEDGE = r"(?:just|well|far|slightly|a\s+little|significantly|considerably|much|many|somewhat)\s+"
_QUALIFIER = re.compile(
    rf"\b(?:(?P<denied>{_DENIAL})?(?:{_HEDGE})?(?:{_BOUND})|not\s+(?:quite|even))\s*$(?<![a-z])", re.I
)
_AT_ALL = re.compile(
    r"\+(?![\w+])|-plus\b|\s+or\s+(?:more|less|fewer|so|over|under|above|below|older|younger|longer|higher|lower)\b"
    r"|\s+(?:at\s+(?:the\s+)?(?:most|least)|and\s+(?:over|above|under)|maximum)\b",
    re.I,
)
"""What bounds a number from behind: "500 or more", "500+"."""

_DENIED = re.compile(
    r"(?:\b(?:no|not|never|cannot|neither|nor|without|none|nobody|no[-\s]one)|n[’']t)\b"
    r"(?:(?!\b(?:but|and|while|because|which|who)\b)[^.;:,()–—]){0,40}$",
    re.I,
)
"""What denies, in the same clause, the bound that comes after it ("cannot hold more than 500")."""

_REACH = 60
"""How many characters before a number its bound is looked for."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: where it stands, and what it measures: money, a share, a duration, or a count of things.
    `measured`: it has a unit of length, weight or another measure.
    """

    start: int
    end: int
    unit: Wanted
    measured: bool = False


@dataclass(frozen=True, slots=True)
class _Amount(Quantity):
    """An amount before it is joined. `money_scale`: its scale is one of money only; `words`: its number alone."""

    money_scale: bool = False
    words: str = ""


@lru_cache(maxsize=1 << 12)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Find numbers, in figures and in words, with their bound, scale and unit, and fractions and ratios; dates, times
    of day and phone numbers are none.
    """
    if not _HINT.search(text):
        return ()
    plain = _without_others(text)
    amounts = [_amount(match) for match in _AMOUNT.finditer(plain)]
    return tuple(
        _bounded(found, plain)
        for found in _joined(amounts, plain)
        if _stands_alone(found, plain) and not (found.money_scale and found.unit is not Wanted.MONEY)
        if found.words.lower() != "one" or found.unit is not Wanted.COUNT
    )


_NUMBERING = re.compile(r"^[ \t]*(?:\d{1,3}[.)]|\(\d{1,3}\))(?=\s+\S)", re.M)
"""The number of a paragraph or of an item."""


def _without_others(text: str) -> str:
    """Return a text of the same length that has NULs for what is no quantity, so that none is found in or across it."""
    numbering = (match.span() for match in _NUMBERING.finditer(text))
    for start, end in (*find_phones(text), *find_dates(text), *find_times(text), *numbering):
        text = text[:start] + "\0" * (end - start) + text[end:]
    return text


def _amount(match: re.Match[str]) -> _Amount:
    if match["currency"] or match["coins"]:
        unit = Wanted.MONEY
    elif match["share"] or match["percent"]:
        unit = Wanted.SHARE
    else:
        unit = Wanted.DURATION if match["time"] or match["spell"] else Wanted.COUNT
    measured = match["measure"] is not None
    return _Amount(match.start(), match.end(), unit, measured, match["scale"] is not None, match[0])


def _joined(amounts: list[_Amount], text: str) -> Iterator[_Amount]:
    """Join the amounts that are two ends of a range, parts of a ratio or of a duration; each as one, in order."""
    waiting: _Amount | None = None
    for amount in amounts:
        whole = None if waiting is None else _whole(waiting, amount, text)
        if waiting is not None and whole is None:
            yield waiting
        waiting = whole or amount
    if waiting is not None:
        yield waiting


def _whole(one: _Amount, other: _Amount, text: str) -> _Amount | None:
    """Return what two amounts are together; None where they are two."""
    between, before = text[one.end : other.start], text[max(0, one.start - 12) : one.start]
    both = replace(other, start=one.start, money_scale=one.money_scale or other.money_scale, words="")
    alike = one.unit in (other.unit, Wanted.COUNT) or (one.unit is Wanted.MONEY and other.unit is Wanted.COUNT)
    unit = one.unit if other.unit is Wanted.COUNT else other.unit
    for opening, joining in ((_BETWEEN, _AND), (_FROM, _TO)):
        opens = opening.search(before)
        if alike and opens and joining.fullmatch(between):
            return replace(both, start=one.start - len(opens[0]), unit=unit)
    sums = one.unit is not Wanted.MONEY or other.unit is Wanted.MONEY or not text[other.end - 1].isdigit()
    if alike and (_DASH.fullmatch(between) or (sums and _TO.fullmatch(between))):
        return replace(both, unit=unit)
    if one.unit is other.unit is Wanted.COUNT and _OUT_OF.fullmatch(between) and _is_small(one) and _is_bare(other):
        return replace(both, unit=Wanted.SHARE)
    if one.unit is other.unit is Wanted.DURATION and _MORE_TIME.fullmatch(between):
        return both
    return None


def _is_small(amount: _Amount) -> bool:
    """Whether an amount can be so many out of more: no more than two digits, or one word."""
    return re.fullmatch(rf"\d{{1,2}}|{_TO_99}", amount.words, re.I) is not None


def _is_bare(amount: _Amount) -> bool:
    """Whether an amount is a number and nothing else."""
    return re.fullmatch(rf"{_IN_FIGURES}|{_IN_WORDS}", amount.words, re.I) is not None


def _stands_alone(found: _Amount, text: str) -> bool:
    """Whether an amount is whole: no part of a word, a number, a range or a fraction that it does not hold."""
    before = text[max(0, found.start - 2) : found.start]
    noted = text[found.end - 1].isalpha() and _NOTE.match(text, found.end) is not None
    return not _NUMBER_BEFORE.search(before) and (noted or not _NUMBER_AFTER.match(text, found.end))


def _bounded(found: _Amount, text: str) -> Quantity:
    """Return an amount with the bound that stands before or after it; a bound that is denied further before is none."""
    start, end = found.start, found.end
    before = _QUALIFIER.search(text[max(0, start - _REACH) : start])
    if before:
        at = max(0, start - _REACH) + before.start()
        if before["denied"] or not _DENIED.search(text[max(0, at - _REACH) : at]):
            start = at
    after = _AT_ALL.match(text, end) or (_RATE.match(text, end) if found.measured else None)
    return Quantity(start, after.end() if after else end, found.unit, found.measured)


UNITS = (Wanted.DURATION, Wanted.MONEY, Wanted.SHARE)
"""The units that a number may take from what stands before it."""

_NO_NOUN_AFTER = re.compile(
    r"""\s*(?:[.,;:)”"]|$|\b(?:in|on|at|by|per|an?|and|or|to|for|last|this|today|now|before|after|but|while|when|each|every)\b)""",
    re.I,
)
_BESIDE_OTHERS = re.compile(
    r"(?:\b(?:from|than|against|with)(?:\s+(?:the|about|only|just))?(?:\s+[a-z]+)?|\d\S{0,40}(?:\s+[a-z]+)?\s+to"
    r"|\band(?:\s+(?!(?:is|are|was|were|be|been|has|have|had|to|from|at)\b)[a-z]+){0,6})\s+$"
)


def add_units(found: Sequence[Quantity], text: str, unit: Wanted | None, noun: str | None = None) -> list[Quantity]:
    """Return the quantities; a bare number told beside another takes the unit that is asked for, where that has it, or
    where the unit stands before it as a noun: "2.3 days in one group and 3.7 in the other", "opening hours are cut from
    91 to 74". `noun`: its term.
    """
    out: list[Quantity] = []
    for one in found:
        before = text[: one.start]
        bare = one.unit is Wanted.COUNT and not one.measured and _NO_NOUN_AFTER.match(text, one.end) is not None
        beside = _BESIDE_OTHERS.search(before) is not None and any(each.unit is unit for each in out)
        named = noun is not None and noun in extract_terms(before)
        out.append(replace(one, unit=unit) if unit is not None and bare and (beside or named) else one)
    return out
