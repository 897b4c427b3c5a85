"""What a text says of itself: its title, who published it, when and where.

A text may open with rows of `key: value`, with or without fences of `---` around them. What they say is read, never
guessed: a date with two readings stays unknown, and so does an address that is not one on the web.
"""

import re
from collections.abc import Sequence
from datetime import date

_MONTHS = "january february march april may june july august september october november december".split()

_ROW = re.compile(r"(?P<key>[A-Za-z][A-Za-z _-]{0,23}?)\s*[:=]\s*(?P<value>\S.*)", re.S)
_TITLE_KEYS = ("title", "headline", "subject")
_PUBLISHER_KEYS = ("publisher", "published by", "source")
_DATE_KEYS = ("published", "date", "published on", "publication date")
_URL_KEYS = ("url", "link")
_OTHER_KEYS = "author authors by from to cc sent id language lang tags keywords section category".split()
_KNOWN = frozenset((*_TITLE_KEYS, *_PUBLISHER_KEYS, *_DATE_KEYS, *_URL_KEYS, *_OTHER_KEYS))
_FENCES = ("---", "+++")
_LONGEST_HEADER = 60
"""In lines; what is fenced off beyond it is no header."""

_URL = re.compile(r"https?://[^\s\"'<>]+")
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.S)
_NAMED = re.compile(
    r"(?:[a-z]+,?\s+)?(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>[a-z]{3,9})\.?,?"
    r"|(?P<month_first>[a-z]{3,9})\.?\s+(?P<day_second>\d{1,2})(?:st|nd|rd|th)?,?)\s+(?P<year>\d{4})",
    re.I,
)
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


def header_length(lines: Sequence[str], gaps: Sequence[int]) -> int:
    """Return how many of a text's lines its metadata header takes, fences included; `gaps`: blank lines above each."""
    if lines and lines[0] in _FENCES:
        end = next((n for n, line in enumerate(lines[1:_LONGEST_HEADER], 1) if line == lines[0]), 0)
        rows = [_ROW.fullmatch(line) for line in lines[1:end]]
        return end + 1 if any(row and row["key"].lower() in _KNOWN for row in rows) else 0
    length = 0
    while length < len(lines) and not (length and gaps[length]) and _known(lines[length]):
        length += 1
    return length if length > 1 or (length == 1 and _is_title(lines[0]) and gaps[1:2] != [0]) else 0


def header_fields(lines: Sequence[str]) -> dict[str, str]:
    """Read a header's rows: `title`, `publisher`, `published` (ISO 8601) and `url`, each only where it is said well."""
    rows: dict[str, str] = {}
    for match in map(_ROW.fullmatch, lines):
        if match:
            rows.setdefault(match["key"].lower(), " ".join(match["value"].split()).strip("\"'"))
    known = {
        "title": _first(rows, _TITLE_KEYS),
        "publisher": _first(rows, _PUBLISHER_KEYS),
        "published": iso_date(_first(rows, _DATE_KEYS) or ""),
        "url": _first(rows, _URL_KEYS),
    }
    return {key: value for key, value in known.items() if value and (key != "url" or is_url(value))}


def iso_date(text: str) -> str | None:
    """Return a day as ISO 8601 from the common ways to write one; None for anything else, or what has two readings."""
    text = text.strip()
    if match := _ISO.fullmatch(text):
        return match[1] if is_date(match[1]) else None
    if match := _SLASHED.fullmatch(text):
        first, second, year = (int(part) for part in match.groups())
        # 3/4/2013 is two days; 23/4/2013, 4/23/2013 and 4/4/2013 are one.
        if first <= 12 and second <= 12 and first != second:
            return None
        return _iso(year, second, first) if first > 12 or first == second else _iso(year, first, second)
    if match := _NAMED.fullmatch(text):
        name = (match["month"] or match["month_first"]).lower()
        month = next((n for n, full in enumerate(_MONTHS, 1) if name in (full, full[:3], full[:4])), 0)
        return _iso(int(match["year"]), month, int(match["day"] or match["day_second"]))
    return None


def is_date(text: str) -> bool:
    """Whether a text is a day as ISO 8601 writes it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_url(text: str) -> bool:
    """Whether a text is an address on the web: http or https, without white space or quotation marks."""
    return _URL.fullmatch(text) is not None


def _known(line: str) -> bool:
    row = _ROW.fullmatch(line)
    return row is not None and row["key"].lower() in _KNOWN


def _is_title(line: str) -> bool:
    row = _ROW.fullmatch(line)
    return row is not None and row["key"].lower() in _TITLE_KEYS


def _first(rows: dict[str, str], keys: Sequence[str]) -> str | None:
    return next((rows[key] for key in keys if rows.get(key)), None)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
