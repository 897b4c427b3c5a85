"""Places in a text, by how they are written: a name or an address after a word that tells where.

A span is half-open, in code points of the text that is given.
"""

import re
from collections.abc import Iterator

from qa.asking.kinds import TITLE
from qa.spans.dates import find_dates, find_loose_dates

_SHORTENED = r"(?:(?:St|Mt|Ft|Pt|Gt|Lt|Upr|Lwr)\.?\s+)"
"""Words cut short that begin a place's name; each alone is none."""

_LETTERS = r"(?:[’'-]?\w)*+"
_WORD = rf"(?:{_SHORTENED}?[^\W\d_a-zß-öø-ÿ]{_LETTERS}(?:\.(?=\s[A-Z])(?<=\b(?:St|Mt|Ft)\.))?)"
_LINK = r"(?:(?:(?:and|of|the|upon|on|de|la|le|du|under|&)\s+){1,2}(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))"
_LEVEL = r"(?:\s+\d{1,3}[A-Z]?\b)"
_NAME = rf"(?:{_WORD}(?:\s+(?:{_LINK})?{_WORD}){{0,6}}{_LEVEL}?)"
_HOUSE = r"(?:\d{1,4}[A-Za-z]?(?:\s?[–/-]\s?\d{1,4}[A-Za-z]?)?,?\s+)"
_POSTCODE = r"(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]{2}\s+\d{5}|\d{5})"
_ROAD = r"(?:(?<=\bSt|\bRd|\bLn|\bSq)\.(?=,))"
_ADDRESS = (
    rf"(?:{_HOUSE}{_NAME}{_ROAD}?(?:,\s+{_NAME}(?=\s*[,.;)]|\s+(?:in|on|at|from|by)\b|$)){{0,2}}(?:,?\s+{_POSTCODE})?)"
)
_AT = (
    r"(?:in|at|on|near|beside|behind|opposite|outside|inside|within|off|under|beneath|beyond|across|around|along|aboard|above"
    r"|overlooking|throughout|into|to|next\s+to|between)"
)
_WHERE = re.compile(
    rf"(?<!\w)(?i:{_AT})\s+(?:the\s+(?:[a-z]+\s+of\s+(?:the\s+)?)?|(?:\w+ly\s+)?(?:its|their|his|her|our)\s+)?(?P<place>{_ADDRESS}|{_NAME})"
)
_TITLED = re.compile(TITLE)
_NO_PLACE = re.compile(
    r"(?:St|Mt|Ft|Pt|Gt|Lt|Dr|Mr|Mrs|Ms|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Phase|Part|English|French|German|Spanish|Welsh|Gaelic|Irish|Latin)"
)


def find_places(text: str) -> Iterator[tuple[int, int]]:
    """Find what may be places: names and addresses after "in", "at", "on", "near" and the like, without an article;
    no time, no titled person, and no word cut short.
    """
    times = (*find_dates(text), *find_loose_dates(text))
    for match in _WHERE.finditer(text):
        start, end = match.span("place")
        name = text[start:end]
        timely = any(start < b and a < end for a, b in times)
        if not timely and not _TITLED.match(name) and not _NO_PLACE.fullmatch(name):
            yield start, end


def is_address(name: str) -> bool:
    """Whether a place is written as an address or a name of several words, which needs no other sign of a name."""
    return " " in name or name[0].isdigit()
