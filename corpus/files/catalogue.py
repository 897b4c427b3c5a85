"""The text of a catalogue with some of its tables changed, and all else in it left to the byte."""

import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from corpus.toml import NoToml, read_toml

_HEADER = re.compile(r"^(?=[ \t]*\[)", re.MULTILINE)
"""Where a table may begin; a line within a string may look alike."""

Tables = Mapping[str, Mapping[str, Any]]
"""What is known of articles, by id."""


def amend(text: str, known: Tables) -> str:
    """Return a catalogue that says of some articles what is `known` of them; of whom nothing is, the table goes.

    A table keeps the lines that say the same, and every comment stays but those between the lines of a table that goes.
    Raises NoToml.
    """
    read_toml(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    out, standing = "", set[str]()
    for piece, tables in _pieces(text):
        changed = {article_id: known[article_id] for article_id in tables if article_id in known}
        wanted = {name: table for name, table in (tables | changed).items() if table or name not in changed}
        out += piece if _says(tables, wanted) else _rewritten(piece, changed, wanted, newline)
        standing |= tables.keys()
    added = {article_id: table for article_id, table in known.items() if table and article_id not in standing}
    if not added:
        return out
    between = newline if out and not re.search(r"(^|\n)\r?\n\Z", out) else ""
    return out + between + _lines(tomlkit.dumps(added), newline)


def _pieces(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Cut a catalogue before each header; yields each piece, which is TOML by itself, and its tables."""
    piece = ""
    for part in _HEADER.split(text):
        piece += part
        if (tables := _read(piece)) is not None:  # else it was cut within a string or a list
            yield piece, tables
            piece = ""


def _read(piece: str) -> dict[str, Any] | None:
    try:
        return read_toml(piece)
    except NoToml:
        return None


def _rewritten(piece: str, changed: Tables, wanted: Tables, newline: str) -> str:
    """Return a piece of a catalogue with some of its tables changed, so that it says what is wanted."""
    body, below = _parted(piece)
    try:
        document = tomlkit.parse(body if body.endswith("\n") else body + newline)
        for article_id, table in changed.items():
            _change(document, article_id, table)
        written = document.as_string()
        kept = _says(read_toml(written), wanted)
    except (TOMLKitError, ValueError, RecursionError):
        kept = False
    if not kept:  # only one of the two libraries can read it
        written = tomlkit.dumps(wanted)
    return _lines(written, newline) + (below if written or below.strip() else "")


def _change(document: tomlkit.TOMLDocument, article_id: str, known: Mapping[str, Any]) -> None:
    """Make one table say what is known; without anything it goes."""
    table = document[article_id]
    if not known or not isinstance(table, MutableMapping):
        document.remove(article_id)
    if not known:
        return
    table = document.setdefault(article_id, tomlkit.table())
    for key in set(table) - set(known):
        del table[key]
    for key, value in known.items():
        if str(table.get(key)) != value:
            table[key] = value


def _parted(piece: str) -> tuple[str, str]:
    """Part a piece from the comments and blank lines below its last line, which are no more of it than of the next."""
    lines = re.split(r"(?<=\n)", piece)
    end = len(lines)
    while end and re.match(r"\s*(#|\Z)", lines[end - 1]):
        end -= 1
    while _read("".join(lines[:end])) is None:  # it was the end of a string that looks like a comment
        end += 1
    return "".join(lines[:end]), "".join(lines[end:])


def _says(tables: Tables, others: Tables) -> bool:
    """Whether tables say the same; a date says what its text does."""
    return _words(tables) == _words(others)


def _words(tables: Tables) -> dict[str, Any]:
    return {
        article_id: {key: str(value) for key, value in table.items()} if isinstance(table, Mapping) else table
        for article_id, table in tables.items()
    }


def _lines(text: str, newline: str) -> str:
    """Return a text with lines that end as those of its catalogue do."""
    return re.sub(r"\r?\n", newline, text)
