"""What a catalogue says of all its articles together, for those who ask them: a title, and what they are about.

It stands in the table `[_corpus]`, whose name no article's id can be: `title = "Harbour notices"` and
`description = "What the harbour's trust announced since 2020"`. Neither is searched or cited.
"""

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from corpus.errors import ArticleError
from corpus.files.look import CATALOGUE

ABOUT = "_corpus"
"""The catalogue's table of it."""

LONGEST = 300
"""Characters that a title or a description has at most: one line of a page."""


class About(msgspec.Struct, frozen=True):
    """What a corpus is called, and what it is about; each may be empty."""

    title: str = ""
    description: str = ""


def check_about(table: Any, where: str) -> About:
    """Check the table. Raises ArticleError."""
    if not isinstance(table, dict):
        raise ArticleError(f'{where}: not a table; write title = "…" under it')
    for field, value in table.items():
        if field not in ("title", "description"):
            raise ArticleError(f"{where}: unknown field {field!r}; known are title, description")
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
            raise ArticleError(f'{where}: {field} is no text of up to {LONGEST} characters; write {field} = "…"')
    return About(**{field: " ".join(value.split()) for field, value in table.items()})


def read_about(place: Path) -> About:
    """Read what the catalogue of a folder, or the one beside a file of many articles, says of them all.

    Empty where there is none, or none that can be read: indexing says what is wrong with it.
    """
    path = (place if place.is_dir() else place.parent) / CATALOGUE
    try:
        table = tomllib.loads(path.read_text("utf-8")).get(ABOUT, {})
        return check_about(table, path.name)
    except (OSError, ValueError, ArticleError):
        return About()
