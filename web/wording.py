"""How lists, days, times, versions and titles are put in words, on every page and on the command line."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa import TimeRead

_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
"""Marks, embeddings, overrides and isolates of the writing direction."""

_NAMED = 5
"""How many of a list are named."""


def first_few(names: Sequence[str], *, between: str = ", ") -> str:
    """The first few of a list, and how many more there are: `a, b, c, d, e and 3 more`."""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return between.join(names[:_NAMED]) + more


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence lists them: a, b and c."""
    *first, last = tuple(words) or ("",)
    return f"{', '.join(first)} and {last}" if first else last


def day(published: str) -> str:
    """Return an ISO 8601 day as people write it; anything else as it stands."""
    try:
        found = date.fromisoformat(published)
    except ValueError:
        return published
    return f"{found.day} {found:%B %Y}"


def in_time(time: "TimeRead") -> str:
    """Say what was read as time, and what is preferred for it."""
    told = f"“{'”, “'.join(' '.join(words.split()) for words in time.words)}”"
    if time.newest:
        return f"{told} prefers the newest"
    if time.since is not None and time.since == time.until:
        return f"{told} prefers what is of {day(time.since)}"
    ends = [f"{word} {day(iso)}" for word, iso in (("from", time.since), ("to", time.until)) if iso is not None]
    return f"{told} prefers what is {' '.join(ends)}"


def moment(iso: str) -> str:
    """An ISO 8601 time as people write it, UTC."""
    at = datetime.fromisoformat(iso)
    return f"{at.day} {at:%B %Y, %H:%M:%S} UTC"


def short_version(version: str) -> str:
    """An index version cut to what tells it from others at a glance."""
    return version.removeprefix("sha256:")[:12]


def title_of(words: str) -> str:
    """A window's title: words on one line, without what turns the direction of those around them.

    A browser shows it outside the page, where no markup can keep its words in their place.
    """
    return " ".join(_TURNING.sub("", words).split())


def encoder_name(name: str) -> str:
    """What an encoder is called, without the hash that tells it from every other."""
    return name.partition(" sha256:")[0]


def ranked_by(encoder: str | None) -> str:
    """Tell in a sentence what passages are ranked by."""
    if encoder is None:
        return "Passages are ranked by their words."
    return f"Passages are ranked by their words and by the sentence encoder {encoder_name(encoder)}."
