"""The time that a question asks of: its dates, "last month", "since 2021", "the latest".

They are read as time and not as words: a preference for articles that were published then, and for sentences that hold
such a date, see `qa.finding.days`. What is told from a day on ("last month") is counted from the day that is given.
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


def _one(prefix: str) -> str:
    """Return the pattern of one date, its groups' names with a prefix."""
    return _ONE.format(prefix)


_DATES = re.compile(
    rf"(?<![\w$£€.,/-]){_BOUND}{_one('x')}(?:\s+(?P<to>and|to|until|till|through|[–-])\s+{_one('y')})?(?!\w)", re.I
)
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
    """

    start: date | None
    end: date | None
    newest: bool
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...] = ()
    literal: bool = False


def read_time(text: str, today: date | None, *, held_now: bool = False) -> TimeAsked | None:
    """Return the time that a question asks of; None where it tells none.

    `today`: the day that "last month" is counted from; where it is unknown, nothing is. `held_now`: whether it asks for
    the holder of an office, which is the newest one unless it tells a time.
    """
    written, text = text, text.translate(_ODD)
    dates = list(_find_dates(text))
    if dates:
        spans = tuple(span for span, _, _ in dates)
        start, end = _together([(start, end) for _, start, end in dates])
        if start is not None and end is not None and start > end:
            return None
        return TimeAsked(start, end, False, tuple(written[a:b] for a, b in spans), spans, literal=True)
    counted = _RELATIVE.search(text) if today is not None else None
    if counted is not None and today is not None:
        start, end = _counted(counted, today)
        return TimeAsked(start, end, False, (written[slice(*counted.span())],), (counted.span(),))
    newest = list(_NEWEST.finditer(text))
    if newest:
        spans = tuple(match.span() for match in newest)
        return TimeAsked(None, None, True, tuple(written[a:b] for a, b in spans), spans)
    now = _NOW.search(text) if held_now else None
    return None if now is None else TimeAsked(None, None, True, (now[0] if now[0] != "s" else "is",))


def _find_dates(text: str) -> Iterator[tuple[tuple[int, int], date | None, date | None]]:
    """Yield each date with a year, or range of two: where it stands, its first day and its last."""
    for match in _DATES.finditer(text):
        start, end = match.span()
        if text[start:end] == "2000" and _THINGS.match(text, end):
            continue
        first = _days_of(match, "x")
        last = _days_of(match, "y") if match["to"] else first
        if first is None or last is None:
            continue
        bound = (match["bound"] or "").lower()
        begins: date | None = first[0]
        ends: date | None = max(first[1], last[1])
        if bound in ("since", "from") and not match["to"]:
            ends = None
        elif bound == "after":
            begins, ends = first[1], None
        elif bound in ("before", "until", "till") or bound.startswith(("up", "prior")):
            begins, ends = None, first[0] if bound in ("before", "prior to") else first[1]
        yield (start, end), begins, ends


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


def _days_of(match: re.Match[str], side: str) -> tuple[date, date] | None:
    """Return the first day and the last of a date that was matched; None for a day that no month has."""
    told = match.groupdict()

    def get(name: str) -> str:
        return next((told[f"{side}{form}{name}"] for form in ("", "a", "b") if told.get(f"{side}{form}{name}")), "")

    try:
        if told[f"{side}iso"]:
            day = date.fromisoformat(told[f"{side}iso"])
            return day, day
        if not get("year"):
            return None
        year = int(get("year"))
        month = get("month")
        number = _MONTHS.index(month[:3].lower()) + 1 if month else 0
        if get("day"):
            day = date(year, number, int(get("day")))
            return day, day
    except ValueError:
        return None
    season = (told[f"{side}season"] or "").lower()
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
