"""How lists, times and versions are put in words, on every page and on the command line."""

from collections.abc import Sequence
from datetime import datetime

_NAMED = 5
"""How many of a list are named."""


def first_few(names: Sequence[str], *, between: str = ", ") -> str:
    """The first few of a list, and how many more there are: `a, b, c, d, e and 3 more`."""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return between.join(names[:_NAMED]) + more


def moment(iso: str) -> str:
    """An ISO 8601 time as people write it, UTC."""
    at = datetime.fromisoformat(iso)
    return f"{at.day} {at:%B %Y, %H:%M:%S} UTC"


def short_version(version: str) -> str:
    """An index version cut to what tells it from others at a glance."""
    return version.removeprefix("sha256:")[:12]
