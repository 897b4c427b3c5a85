"""The day of publication that stands in a text's head: in a dateline, or beside the word that says so.

"LONDON, 27 March 2014 – The harbour …", "Washington, D.C. (March 3, 2021) – …", "Published 27 March 2014". It is read
only where it can mean nothing else: with its year, in the first lines, and where no other line says another day.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.markup.metadata import iso_date
from corpus.structure.blocks import Block
from corpus.structure.furniture import ends_sentence
from corpus.structure.people import UPPER

_DEEPEST = 8
"""So many blocks, at most, stand in a text's head: a title, a deck, a byline, a picture's caption."""

_LONGEST_LINE = 160
_LONGEST_DATELINE = 120
_SHORTEST = 60
"""A shorter paragraph is no first one of an announcement: it may be a picture's caption, or a row of a programme."""


_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{4}}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}})"
)
_SAID = re.compile(
    rf"(?:(?:first\s+|originally\s+)?(?:published|posted)(?:\s+on(?:line)?)?|publication\s+date|date\s+(?:of\s+publication"
    rf"|published|posted|of\s+release)|for\s+(?:immediate\s+)?release)\s*[:,–—-]?\s+{_WEEKDAY}(?P<day>{_DAY})"
    r"\s*(?:$|[|·•,;(–—-].*|(?:at|by|in|under|updated|last)\b.*|\d{1,2}[:.]\d{2}.*)",
    re.I,
)
"""A line that begins with the word for it. What may follow the day: the hour, who wrote it, when it was changed."""

_WORD = rf"[{UPPER}](?:[^\W\d]|[.’'&-])*"
_PLACE = rf"{_WORD}(?:,?\s+(?:(?:of|de|la|and|the|upon|on)\s+)?{_WORD}){{0,6}}"
_DASH = r"\s*(?:[–—\u2012\u2015]|--?)\s*"
_DATELINE = re.compile(
    rf"\(?{_PLACE}(?:,?\s*\(\s*|,\s+|\s*[·|]\s*|{_DASH}){_WEEKDAY}(?P<day>{_DAY})\s*\)?"
    rf"(?:,?\s*[/(][A-Z][\w .,-]{{1,30}}[/)])?(?:{_DASH}|:\s+)(?=[“\"‘'(\w])"
)
"""A place, a day with its year, perhaps the agency, and a dash, before the first sentence."""


def publication_day(found: Sequence[Block]) -> str | None:
    """Return the day, as ISO 8601, on which a text says in its head that it was published; None where it says none, or
    several.
    """
    days = set(_days(found))
    return days.pop() if len(days) == 1 else None


def _days(found: Sequence[Block]) -> Iterator[str]:
    head = [block for block in found if not block.header][:_DEEPEST]
    for block in head:
        text = block.span.text
        match = _SAID.fullmatch(text) if len(text) <= _LONGEST_LINE else None
        if match is not None and (day := iso_date(match["day"])):
            yield day
    first = next((block.span.text for block in head if _is_prose(block)), "")
    if (match := _DATELINE.match(first[:_LONGEST_DATELINE])) and (day := iso_date(match["day"])):
        yield day


def _is_prose(block: Block) -> bool:
    text = block.span.text
    return len(text) >= _SHORTEST and ends_sentence(text) and not (block.marker or block.marked)
