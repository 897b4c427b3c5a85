"""What a text says of itself: its title, who published it, when and where.

A text may open with rows of `key: value`, with or without fences of `---` around them, with the header of a mail
(RFC 5322), or with the banner of a release ("FOR IMMEDIATE RELEASE"). What they say is read, never guessed: a date with
two readings stays unknown, and so does an address that is not one on the web.
"""

import re
from collections.abc import Sequence
from datetime import date
from email.errors import HeaderParseError
from email.header import decode_header, make_header

_MONTHS = "january february march april may june july august september october november december".split()

_ROW = re.compile(r"(?P<key>[A-Za-z][A-Za-z _-]{0,23}?)\s*[:=]\s*(?P<value>\S.*)", re.S)
_TITLE_KEYS = ("title", "headline", "subject")
_PUBLISHER_KEYS = ("publisher", "published by", "source")
_DATE_KEYS = ("published", "date", "published on", "publication date", "release date", "date of release", "sent")
_URL_KEYS = ("url", "source url", "link", "canonical url", "permalink")
_TYPE_KEYS = ("type",)
_OTHER_KEYS = "author authors by from to cc sent id language lang tags keywords section category categories".split()
_MAIL_KEYS = frozenset(
    "from to cc bcc date sent subject reply-to mime-version content-type content-transfer-encoding message-id received"
    " return-path in-reply-to references delivered-to importance priority attachments organization user-agent sender"
    " thread-topic thread-index list-id list-unsubscribe dkim-signature authentication-results envelope-to".split()
)
_MAIL_ROW = re.compile(r"(?P<key>[A-Za-z][A-Za-z-]{0,39}):\s*(?P<value>.*)", re.S)
_ENVELOPE = re.compile(
    r"From \S+@\S+ .{0,40}\d{4}|-{2,}\s?(?:original|forwarded) message\s?-{2,}|begin forwarded message:", re.I
)
"""What mail programs write above a header: where mails are kept one below the other, or one is sent on."""

_REPLY = re.compile(r"(?:(?:re|fwd?|aw|wg|tr)\s?(?:\[\d+\])?:\s*)+", re.I)
_KNOWN = frozenset((*_TITLE_KEYS, *_PUBLISHER_KEYS, *_DATE_KEYS, *_URL_KEYS, *_TYPE_KEYS, *_OTHER_KEYS))
_FENCES = ("---", "+++")
_LONGEST_HEADER = 60
"""In lines; what is fenced off beyond it is no header."""

_NOTICE = re.compile(
    r"(?:(?:for\s+)?immediate\s+release|for\s+release(?:\s+(?:immediately|now))?"
    r"|(?:press|news|media)\s+(?:release|notice|statement|advisory|alert|information|note|bulletin|office|cent(?:re|er)|room)"
    r"|(?:latest\s+)?news|newsroom)\b",
    re.I,
)
_TIMED = re.compile(
    r"(?:(?:strictly\s+|under\s+)?embargo(?:ed)?\s*(?::|[–—-]|until|till|to)"
    r"|not\s+for\s+(?:publication|release|broadcast)\s+(?:before|until)|for\s+(?:release|publication)\s*(?::|on\b|at\b))",
    re.I,
)
_REFERENCE = re.compile(r"(?:no|nr|number|ref|reference|issue)?\b[.:#]?\s*[A-Z]{0,5}[-/]?\d[\w/.-]{0,12}", re.I)
_DECORATION = " \t\u00a0*_#=~|•·–—:/()-"
_LONGEST_BANNER = 120
_LETTERHEAD = 3
"""So many short lines may name the sender above a banner that stands over a headline."""

_URL = re.compile(r"https?://[^\s\"'<>]+")
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.S)
_NAMED = re.compile(
    r"(?:[a-z]+,?\s+)?(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>[a-z]{3,9})\.?,?"
    r"|(?P<month_first>[a-z]{3,9})\.?\s+(?P<day_second>\d{1,2})(?:st|nd|rd|th)?,?)\s+(?P<year>\d{4})"
    r"(?:,?\s+(?:at\s+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?)?(?:\s(?:[+-]\d{4}|[a-z]{2,5}))?(?:\s\([^)]{1,40}\))?)?",
    re.I,
)
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


def header_length(lines: Sequence[str], gaps: Sequence[int]) -> int:
    """Return how many of a text's lines its metadata header takes, fences included; `gaps`: blank lines above each."""
    if lines and lines[0] in _FENCES:
        end = next((n for n, line in enumerate(lines[1:_LONGEST_HEADER], 1) if line == lines[0]), 0)
        rows = [_ROW.fullmatch(line) for line in lines[1:end]]
        return end + 1 if any(row and _key(row) in _KNOWN for row in rows) else 0
    above = _banner_length(lines, gaps)
    length = above
    while length < len(lines) and not (length > above and gaps[length]) and _known(lines[length]):
        length += 1
    known = length - above
    mail = _mail_length(lines, gaps, above)
    if mail or known > 1 or (known == 1 and (above or (_is_title(lines[0]) and gaps[1:2] != [0]))):
        return max(length, mail)
    return above


def is_banner(line: str) -> bool:
    """Whether a line only says that this is a release, from when on it may be published, or where news stand."""
    return _banner(line) is not None


def _banner(line: str) -> str | None:
    """Return what a banner says beside that it is one, such as a day; None for another line."""
    rest = line.strip(_DECORATION) if len(line) <= _LONGEST_BANNER else ""
    if _TIMED.match(rest) and not rest.endswith("."):
        return rest
    found = False
    while rest and (match := _NOTICE.match(rest)):
        found, rest = True, rest[match.end() :].strip(_DECORATION)
    good = found and (not rest or iso_date(rest) or _TIMED.match(rest) or _REFERENCE.fullmatch(rest))
    return rest if good else None


def _banner_length(lines: Sequence[str], gaps: Sequence[int]) -> int:
    """Return how many lines the banners take that a text opens with, and the day and the numbers beside them.

    Above them may stand the sender's name, where a headline follows below.
    """
    first = next((number for number, line in enumerate(lines[: _LETTERHEAD + 1]) if is_banner(line)), None)
    if first is None:
        return 0
    end = first + 1
    while end < len(lines) and (is_banner(lines[end]) or iso_date(lines[end]) or _is_reference(lines[end])):
        end += 1
    if first == 0:
        return end
    headline = lines[end : end + 1]
    short = all(len(line) <= _LONGEST_BANNER // 2 and line[-1] not in ".:;," for line in (*lines[:first], *headline))
    return end if headline and short and end + 1 < len(lines) and gaps[end + 1] else 0


def _is_reference(line: str) -> bool:
    return line[0].isalpha() and _REFERENCE.fullmatch(line) is not None


def _mail_length(lines: Sequence[str], gaps: Sequence[int], first: int) -> int:
    """Return where the header of a mail ends, at the first blank line; 0 where none begins at `first`."""
    while first < len(lines) and _ENVELOPE.fullmatch(lines[first]):
        first += 1
    end = first
    while end < len(lines) and end - first < _LONGEST_HEADER and not (end > first and gaps[end]):
        end += 1
    rows = [_mail_key(line) for line in lines[first:end]]
    known = {key for key in rows if key}
    folded = sum(key is None for key in rows)
    good = (
        rows and rows[0] and len(known) > 1 and known & {"from", "subject", "date", "sent", "mime-version", "received"}
    )
    return end if good and folded <= len(rows) // 2 else 0


def _mail_key(line: str) -> str | None:
    """Return the name of a row of a mail's header."""
    match = _MAIL_ROW.fullmatch(line)
    key = match["key"].lower() if match else ""
    return key if key in _MAIL_KEYS or key.startswith("x-") else None


def header_fields(lines: Sequence[str]) -> dict[str, str]:
    """Read a header's rows: `title`, `publisher`, `published` (ISO 8601), `url` and `type`, each only where it is said
    well.
    """
    rows: dict[str, str] = {}
    days: list[str] = []
    last = ""
    for line in lines:
        match = _ROW.fullmatch(line) or (_MAIL_ROW.fullmatch(line) if _mail_key(line) else None)
        said = _banner(line)
        if said is not None or (not match and iso_date(line)):
            days += _days(said if said is not None else line)
        elif match:
            key = _key(match)
            last = key if key not in rows else ""
            rows.setdefault(key, " ".join(match["value"].split()).strip("\"'"))
        elif last in _MAIL_KEYS:  # a long row goes on in the next line
            rows[last] += f" {' '.join(line.split())}"
    published = iso_date(_first(rows, _DATE_KEYS) or "")
    known = {
        "title": _subject(_first(rows, _TITLE_KEYS) or ""),
        "publisher": _first(rows, _PUBLISHER_KEYS),
        "published": published or next(iter(days), None),
        "url": _first(rows, _URL_KEYS),
        "type": _first(rows, _TYPE_KEYS),
    }
    good = {key: value for key, value in known.items() if value and (key != "url" or is_url(value))}
    return address_apart(good)


def address_apart(said: dict[str, str]) -> dict[str, str]:
    """Return what is said of an article; an address in the publisher's place (`source`) is the article's, where that is
    not said, and no publisher.
    """
    publisher = said.get("publisher", "")
    if not is_url(publisher):
        return said
    return {"url": publisher} | {key: value for key, value in said.items() if key != "publisher"}


def _subject(title: str) -> str:
    """Return a mail's subject without the marks of replies, its coded words (RFC 2047) read."""
    if "=?" in title:
        try:
            title = str(make_header(decode_header(title)))
        except (HeaderParseError, LookupError, ValueError):
            return ""
    reply = _REPLY.match(title)
    return title[reply.end() :] if reply else title


def _days(text: str) -> list[str]:
    """Return the day that a banner ends with."""
    words = text.split()
    return [day for first in range(len(words)) if (day := iso_date(" ".join(words[first:])))][:1]


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
    return row is not None and _key(row) in _KNOWN


def _is_title(line: str) -> bool:
    row = _ROW.fullmatch(line)
    return row is not None and _key(row) in _TITLE_KEYS


def _key(row: re.Match[str]) -> str:
    """Return a row's key with spaces between its words, but for those of mails."""
    key = row["key"].lower()
    return key if key in _MAIL_KEYS else key.replace("_", " ").replace("-", " ")


def _first(rows: dict[str, str], keys: Sequence[str]) -> str | None:
    return next((rows[key] for key in keys if rows.get(key)), None)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
