"""The words that reading needs: abbreviations, the phrases of web pages' furniture, and words that mean the same.

Those that ship stand in `vocabulary.toml`; a corpus may add to them with a file of the same keys.
"""

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from corpus.errors import VocabularyError


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The content of `vocabulary.toml`, each list as the file explains it, all in lower case.

    `source` is the file's own text, with what was added to it, so that an index can tell which one it was built with.
    """

    abbreviations: frozenset[str]
    before_numbers: frozenset[str]
    starters: frozenset[str]
    notices: tuple[str, ...]
    menus: tuple[str, ...]
    comment_box: tuple[str, ...]
    equivalents: tuple[tuple[str, ...], ...]
    source: str

    @property
    def fingerprint(self) -> str:
        """The hash that tells one vocabulary from another."""
        return f"sha256:{hashlib.sha256(self.source.encode()).hexdigest()}"

    @classmethod
    def parse(cls, source: str) -> Self:
        """Read the text of a vocabulary file that holds every key."""
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

    def extended(self, source: str, where: str) -> "Vocabulary":
        """Add the text of another vocabulary file, in which each key may be missing. `where` names it in errors.

        Raises VocabularyError.
        """
        try:
            table = tomllib.loads(source.removeprefix("\ufeff"))
        except tomllib.TOMLDecodeError as error:
            raise VocabularyError(f"{where}: not TOML: {error}; correct it") from error
        for key in table:
            if key not in _CHECKS:
                raise VocabularyError(f"{where}: unknown key {key!r}; known are {', '.join(_CHECKS)}")
        added: dict[str, list[Any]] = {
            key: [check(value, f"{where}: {key}") for value in _list(table, key, where)]
            for key, check in _CHECKS.items()
        }
        return Vocabulary(
            abbreviations=self.abbreviations.union(added["abbreviations"]),
            before_numbers=self.before_numbers.union(added["before_numbers"]),
            starters=self.starters.union(added["starters"]),
            notices=(*self.notices, *added["notices"]),
            menus=(*self.menus, *added["menus"]),
            comment_box=(*self.comment_box, *added["comment_box"]),
            equivalents=(*self.equivalents, *added["equivalents"]),
            source=f"{self.source}\n{json.dumps(added)}" if any(added.values()) else self.source,
        )


@cache
def shipped_vocabulary() -> Vocabulary:
    """Return the vocabulary that ships."""
    return Vocabulary.parse(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))


def _list(table: dict[str, Any], key: str, where: str) -> list[Any]:
    value = table.get(key, [])
    if not isinstance(value, list):
        what = '[["quay", "pier"]]' if key == "equivalents" else '["…", "…"]'
        raise VocabularyError(f"{where}: {key} is no list; write {key} = {what}")
    return value


def _phrase(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise VocabularyError(f"{where} holds {value!r}, which is no text; write words in quotes")
    return " ".join(value.lower().split())


def _word(value: object, where: str) -> str:
    word = _phrase(value, where)
    if " " in word or word.endswith("."):
        raise VocabularyError(f"{where} holds {value!r}; write one word, without the full stop after it")
    return word


def _set(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) < 2:
        raise VocabularyError(
            f'{where} holds {value!r}; each of its lists names two or more that mean the same: ["quay", "pier"]'
        )
    return tuple(_phrase(phrase, where) for phrase in value)


_CHECKS: Mapping[str, Callable[[object, str], object]] = {
    "abbreviations": _word,
    "before_numbers": _word,
    "starters": _word,
    "notices": _phrase,
    "menus": _phrase,
    "comment_box": _phrase,
    "equivalents": _set,
}
"""Each key of a vocabulary file, and what a value of its list must pass."""
