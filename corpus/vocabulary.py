"""The words that reading needs: abbreviations and the phrases of web pages' furniture, kept in `vocabulary.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The content of `vocabulary.toml`, each list as the file explains it.

    `source` is the file's own text, so that an index can tell which one it was built with.
    """

    abbreviations: frozenset[str]
    before_numbers: frozenset[str]
    starters: frozenset[str]
    notices: tuple[str, ...]
    menus: tuple[str, ...]
    comment_box: tuple[str, ...]
    equivalents: tuple[tuple[str, ...], ...]
    source: str

    @classmethod
    def parse(cls, source: str) -> Self:
        """Read the text of a vocabulary file."""
        table = tomllib.loads(source)
        return cls(
            abbreviations=frozenset(table["abbreviations"]),
            before_numbers=frozenset(table["before_numbers"]),
            starters=frozenset(table["starters"]),
            notices=tuple(table["notices"]),
            menus=tuple(table["menus"]),
            comment_box=tuple(table["comment_box"]),
            equivalents=tuple(tuple(words) for words in table["equivalents"]),
            source=source,
        )


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary that ships."""
    return Vocabulary.parse(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))
