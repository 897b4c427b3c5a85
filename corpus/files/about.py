"""What a catalogue says of all its articles together, for those who ask them: a title, what they are about, and which
article an editor shows beside the answers to some questions.

It stands in the table `[_corpus]`, whose name no article's id can be: `title = "Harbour notices"` and
`description = "What the harbour's trust announced since 2020"`. The table `[_featured]` has an article's id for words
of a question: `"rest day" = "ferry"`. None of it is searched or cited.
"""

import tomllib
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from corpus.errors import ArticleError
from corpus.files.checks import is_id
from corpus.files.look import CATALOGUE

ABOUT = "_corpus"
"""The catalogue's table of it."""

LONGEST = 300
"""Characters that a title, a description or a question's words have at most: one line of a page."""

FEATURED = "_featured"
"""The catalogue's table of the articles that an editor chose."""


class About(msgspec.Struct, frozen=True):
    """What a corpus is called, and what it is about; each may be empty. `featured`: words of a question, and the id of
    the article that an editor shows beside its answer; in the catalogue's order.
    """

    title: str = ""
    description: str = ""
    featured: tuple[tuple[str, str], ...] = ()


def check_about(table: Any, where: str) -> About:
    """Check the table. Raises ArticleError."""
    if not isinstance(table, dict):
        raise ArticleError(f'{where}: not a table; write title = "…" under it')
    for field, value in table.items():
        if field not in ("title", "description"):
            raise ArticleError(f"{where}: unknown field {field!r}; known are title, description")
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
            raise ArticleError(f'{where}: {field} is no text of up to {LONGEST} characters; write {field} = "…"')
    lines = {field: " ".join(value.split()) for field, value in table.items()}
    return About(lines.get("title", ""), lines.get("description", ""))


def check_featured(table: Any, where: str) -> tuple[tuple[str, str], ...]:
    """Check the table of which article is shown for which words. Raises ArticleError."""
    for words, article_id in table.items() if isinstance(table, dict) else [("", "")]:
        if not words.strip() or len(words) > LONGEST or not isinstance(article_id, str) or not is_id(article_id):
            raise ArticleError(f'{where}: not a table of words and ids; write "rest day" = "ferry" under it')
    return tuple(table.items())


def read_about(place: Path) -> About:
    """Read what the catalogue of a folder, or the one beside a file of many articles, says of them all.

    Empty where there is none, or none that can be read: indexing says what is wrong with it.
    """
    path = (place if place.is_dir() else place.parent) / CATALOGUE
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
        featured = check_featured(tables.get(FEATURED, {}), path.name)
        return replace(check_about(tables.get(ABOUT, {}), path.name), featured=featured)
    except (OSError, ValueError, ArticleError):
        return About()
