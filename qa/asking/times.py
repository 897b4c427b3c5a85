"""The time that a question asks of: its dates, "last month", "since 2021", "the latest".

They are read as time and not as words: a preference for articles that were published then, and for sentences that hold
such a date, see `qa.finding.days`. What is told from a day on ("last month") is counted from the day that is given, and
a date without a year is the last one that is not long after it.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<{0}month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?P<{0}year>(?:19|20)\d\d)(?![\d%]|[,.]\d|[-/]\d)"
_DAY = r"(?P<{0}day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:%])"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+(?:the\s+)?)?"
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
_PART = (
    r"(?:(?:the\s+)?(?P<{0}part>early|mid|late|beginning\s+of|start\s+of|middle\s+of|end\s+of|"
    r"(?:first|second)\s+half\s+of)(?:\s+|-)(?:in\s+)?(?:the\s+)?)?"
)
_ONE = (
    rf"(?:(?P<{{0}}iso>\d{{{{4}}}}-\d\d-\d\d)(?!\d)|{_WEEKDAY}{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}"
    rf"|{_WEEKDAY}{_MONTH.replace('{0}', '{0}a')}\s+(?:the\s+)?{_DAY.replace('{0}', '{0}a')},?\s+"
    rf"{_YEAR.replace('{0}', '{0}a')}"
    rf"|{_PART}(?:(?:{_MONTH.replace('{0}', '{0}b')},?\s+(?:of\s+|in\s+)?"
    rf"|(?P<{{0}}season>spring|summer|autumn|fall|winter)\s+(?:of\s+)?)?{_YEAR.replace('{0}', '{0}b')}))"
)
_BOUND = r"(?:(?P<bound>since|after|from|before|until|till|up\s+to|prior\s+to|between)\s+(?!the\s+\d))?"
_ONWARDS = r"(?P<onwards>\s+on(?:wards?)?\b)?"


def _one(prefix: str) -> str:
    """Return the pattern of one date, its groups' names with a prefix."""
    return _ONE.format(prefix)


_DATES = re.compile(
    rf"(?<![\w$£€.,/-]){_BOUND}{_one('x')}(?:\s+(?P<to>and|to|until|till|through|[–-])\s+{_one('y')})?"
    rf"{_ONWARDS}(?!\w)",
    re.I,
)
_WITHOUT_YEAR = re.compile(
    rf"""(?<![\w$£€.,/-])(?:{_BOUND}{_WEEKDAY}(?:
      {_DAY.format("x")}\s+(?:of\s+)?{_MONTH.format("x")}
      |{_MONTH.format("xa")}\s+(?:the\s+)?{_DAY.format("xa")}
    )|(?P<in>in|during|of|this|last|since|after|from|before|until|till)\s+{_PART.format("x")}{_MONTH.format("xb")}
    ){_ONWARDS}(?!\w)""",
    re.I | re.X,
)
_ON = re.compile(r"\b(?:on|by|until)\s+(?:the\s+)?$", re.I)
_AHEAD = 183
"""So many days after the day that is counted from a date without a year may lie: else it is of the year before."""

_THINGS = re.compile(r"\s+(?:\w+\s+)?(?:people|men|women|children|(?!(?:is|was|has|does|as|this)\b)[a-z]+s)\b")
"""What a round number may count: "2000 people" is no year."""

_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365, "decade": 3652}
_LONGEST = 36525
"""The days of a unit, and the most that are counted."""

_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "few": 3, "couple of": 2}
_COUNT = r"(?P<count>\d{1,3}|one|two|three|four|five|six|ten|few|couple\s+of)"
_UNIT = r"(?P<unit>day|week|month|quarter|year|decade)"
_RELATIVE = re.compile(
    rf"""\b(?:
      (?:(?:in|over|during|within|for)\s+)?(?:the\s+)?(?:last|past|previous)\s+{_COUNT}\s+{_UNIT}s
      |{_COUNT.replace("count", "ago")}\s+{_UNIT.replace("unit", "agos")}s?\s+ago
      |(?P<which>this|last|the\s+past|past)\s+(?P<span>week|month|quarter|year|decade)(?!\s*[’']s|-)
      |(?P<yesterday>yesterday)
    )\b(?!-)""",
    re.I | re.X,
)
_NEWEST = re.compile(
    r"""(?<!at\s)(?<!at\sthe\s)\b(?:(?:the\s+)?(?:very\s+)?(?:latest|newest|most\s+recent)(?:ly)?|recently|(?:the\s+)?recent
    |(?:(?<=what[’']s\s)|(?<=what\sis\s))new(?=\W*$|\s+(?:in|at|with|for|about|here)\b)
    |currently|nowadays|these\s+days|at\s+(?:the\s+moment|present)|right\s+now|as\s+of\s+(?:now|today)
    |(?:the\s+)?current(?=\s+(?!(?:in|at|of|on|is|was|and|or|to)\b)[a-z]))\b""",
    re.I | re.X,
)
_ODD = str.maketrans("\u017f\u0131\u0130\u212a", "siik")
"""Letters that match s, i and k where case does not matter, and stand in no table: a long s, a dotless i."""

Bounds = tuple[date | None, date | None]
"""The first day and the last of a time; None leaves that side open."""

_NOW = re.compile(r"\b(?:is|are)\b|(?<=[’'])s\b", re.I)


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """The time that a question asks of. `start`, `end`: the days, both included; None leaves that side open. `newest`:
    whether what was published last is preferred. `words`: what tells so, as it is written; `spans`: where these stand
    in the question, half-open. `literal`: whether a text of that time may hold these words itself ("in May 2024").
    `counted_from`: the day that it was counted from, if any: no later one is new.
    """

    start: date | None
    end: date | None
    newest: bool
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...] = ()
    literal: bool = False
    counted_from: date | None = None


def read_time(text: str, today: date | None, *, held_now: bool = False) -> TimeAsked | None:
    """Return the time that a question asks of; None where it tells none.

    `today`: the day that "last month" and "12 May" are counted from; where it is unknown, nothing is. `held_now`:
    whether it asks for the holder of an office, which is the newest one unless it tells a time.
    """
    written, text = text, text.translate(_ODD)
    dates = list(_find_dates(text)) or ([] if today is None else list(_find_without_year(text, today)))
    if dates:
        spans = tuple(span for span, _, _ in dates)
        start, end = _together([(start, end) for _, start, end in dates])
        if start is not None and end is not None and start > end:
            return None
        return TimeAsked(start, end, False, tuple(written[a:b] for a, b in spans), spans, True, today)
    counted = _RELATIVE.search(text) if today is not None else None
    if counted is not None and today is not None:
        start, end = _counted(counted, today)
        return TimeAsked(start, end, False, (written[slice(*counted.span())],), (counted.span(),), counted_from=today)
    newest = list(_NEWEST.finditer(text))
    if newest:
        spans = tuple(match.span() for match in newest)
        return TimeAsked(None, None, True, tuple(written[a:b] for a, b in spans), spans, counted_from=today)
    now = _NOW.search(text) if held_now else None
    return (
        None if now is None else TimeAsked(None, None, True, (now[0] if now[0] != "s" else "is",), counted_from=today)
    )


def _find_dates(text: str) -> Iterator[tuple[tuple[int, int], date | None, date | None]]:
    """Yield each date with a year, or range of two: where it stands, its first day and its last."""
    for match in _DATES.finditer(text):
        start, end = match.span()
        if text[start:end] == "2000" and _THINGS.match(text, end):
            continue
        first = _days_of(match, "x")
        last = _days_of(match, "y") if match["to"] else first
        if first is not None and last is not None:
            yield (start, end), *_bounded(match, first[0], max(first[1], last[1]))


def _together(times: Sequence[Bounds]) -> Bounds:
    """Return the days of several times: between "after" one and "before" another, and else from the first to the last.
    What is after one day and before an earlier one starts later than it ends.
    """
    after = [start for start, end in times if start is not None and end is None]
    before = [end for start, end in times if start is None and end is not None]
    if after and before:
        return max(after), min(before)
    starts = [start for start, _ in times if start is not None]
    ends = [end for _, end in times if end is not None]
    return None if before else min(starts), None if after else max(ends)


def _find_without_year(text: str, today: date) -> Iterator[tuple[tuple[int, int], date | None, date | None]]:
    """Yield each date without a year, as `_find_dates` does: a day, or a month where a word before it says so."""
    for match in _WITHOUT_YEAR.finditer(text):
        word = (match["in"] or "").lower()
        latest = today.replace(day=1) - timedelta(1) if word == "last" else today + timedelta(_AHEAD)
        of_years = (_days_of(match, "x", year) for year in (latest.year, latest.year - 1))
        days = next((days for days in of_years if days is not None and days[0] <= latest), None)
        if days is not None and not _is_verb(match):
            begins = match.end("in") + 1 if word in ("in", "during", "of") else match.start()
            yield (begins, match.end()), *_bounded(match, *days)


def _is_verb(match: re.Match[str]) -> bool:
    """Whether the month of a date is more probably a verb: "the 12 may come"."""
    return match["xmonth"] in ("may", "march") and not (match["bound"] or _ON.search(match.string, 0, match.start()))


def _bounded(match: re.Match[str], first: date, last: date) -> tuple[date | None, date | None]:
    """Return the first day and the last of a time that is told by a date, "since", "before" or so."""
    bound = " ".join((match["bound"] or match.groupdict().get("in") or "").lower().split())
    ranged = match.groupdict().get("to") is not None
    if (bound == "since" and not ranged) or (bound == "from" and match["onwards"]):
        return first, None
    if bound == "after":
        return last, None
    if bound in ("before", "prior to"):
        return None, first
    if bound in ("until", "till", "up to"):
        return None, last
    return first, last


def _days_of(match: re.Match[str], side: str, year: int | None = None) -> tuple[date, date] | None:
    """Return the first day and the last of a date that was matched; None for a day that no month has. `year`: of one
    that tells none.
    """
    told = match.groupdict()

    def get(name: str) -> str:
        return next((told[f"{side}{form}{name}"] for form in ("", "a", "b") if told.get(f"{side}{form}{name}")), "")

    try:
        if get("iso"):
            day = date.fromisoformat(get("iso"))
            return day, day
        year = int(get("year") or year or 0)
        if not year:
            return None
        month = get("month")
        number = _MONTHS.index(month[:3].lower()) + 1 if month else 0
        if get("day"):
            day = date(year, number, int(get("day")))
            return day, day
    except ValueError:
        return None
    season = get("season").lower()
    if number:
        first, last = date(year, number, 1), _month_end(year, number)
    elif season:
        opens, closes = _SEASONS[season]
        first, last = date(year, opens, 1), _month_end(year + (closes < opens), closes)
    else:
        first, last = date(year, 1, 1), date(year, 12, 31)
    return _part(first, last, " ".join((told[f"{side}part"] or "").lower().split()))


def _part(first: date, last: date, part: str) -> tuple[date, date]:
    """Return the part of a time that is told: its first third, half or so."""
    length = (last - first).days
    if part in ("early", "beginning of", "start of"):
        return first, first + timedelta(length // 3)
    if part in ("mid", "middle of"):
        return first + timedelta(length // 3), last - timedelta(length // 3)
    if part in ("late", "end of"):
        return last - timedelta(length // 3), last
    if part.startswith("first"):
        return first, first + timedelta(length // 2)
    if part.startswith("second"):
        return first + timedelta(length // 2), last
    return first, last


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _counted(match: re.Match[str], today: date) -> tuple[date, date]:
    """Return the first day and the last of a time that is counted from a day."""
    if match["yesterday"]:
        day = today - timedelta(1)
        return day, day
    if match["ago"]:
        length = _length(match["agos"], _number(match["ago"]))
        middle, about = today - timedelta(length), timedelta(max(1, _length(match["agos"], 1) // 2))
        return middle - about, middle + about
    if match["count"]:
        return today - timedelta(_length(match["unit"], _number(match["count"]))), today
    span, last = match["span"].lower(), match["which"].lower() != "this"
    if "past" in match["which"].lower():
        return today - timedelta(_length(span, 1)), today
    return _period(span, today, last=last)


def _period(span: str, today: date, *, last: bool) -> tuple[date, date]:
    """Return the week, month, quarter, year or decade that a day is of, up to it, or the `last` one before."""
    if span == "week":
        first = today - timedelta(today.weekday())
    elif span == "month":
        first = today.replace(day=1)
    elif span == "quarter":
        first = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
    elif span == "year":
        first = today.replace(month=1, day=1)
    else:
        first = today.replace(year=today.year - today.year % 10, month=1, day=1)
    return _period(span, first - timedelta(1), last=False) if last else (first, today)


def _number(word: str) -> int:
    word = " ".join(word.lower().split())
    return int(word) if word.isdigit() else _COUNTS[word]


def _length(unit: str, count: int) -> int:
    """Return how many days so many of a unit are."""
    return min(_LONGEST, count * _DAYS[unit.lower()])
