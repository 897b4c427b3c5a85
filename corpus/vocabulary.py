"""The words that reading needs: abbreviations, the phrases of web pages' furniture, and words that mean the same.

Those that ship stand in `vocabulary.toml`; a corpus may add to them with a file of the same keys.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from corpus.errors import VocabularyError
from corpus.toml import NoToml, read_toml


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
    def of(cls, lists: Mapping[str, Sequence[Any]], source: str) -> Self:
        """Make one of the lists of every key."""
        return cls(
            abbreviations=frozenset(lists["abbreviations"]),
            before_numbers=frozenset(lists["before_numbers"]),
            starters=frozenset(lists["starters"]),
            notices=tuple(lists["notices"]),
            menus=tuple(lists["menus"]),
            comment_box=tuple(lists["comment_box"]),
            equivalents=tuple(lists["equivalents"]),
            source=source,
        )

    def extended(self, source: str, where: str) -> "Vocabulary":
        """Add the text of another vocabulary file, in which each key may be missing. `where` names it in errors.

        Raises VocabularyError.
        """
        added = _parsed(source.removeprefix("\ufeff"), where)
        if not any(added.values()):
            return self
        lists = {key: (*getattr(self, key), *values) for key, values in added.items()}
        return Vocabulary.of(lists, f"{self.source}\n{json.dumps(added)}")


@cache
def shipped_vocabulary() -> Vocabulary:
    """Return the vocabulary that ships."""
    path = Path(__file__).with_name("vocabulary.toml")
    source = path.read_text(encoding="utf-8")
    return Vocabulary.of(_parsed(source, path.name), source)


def _parsed(source: str, where: str) -> dict[str, list[Any]]:
    """Read the lists of a vocabulary file, one for each key, empty where it is missing. Raises VocabularyError."""
    try:
        table = read_toml(source)
    except NoToml as error:
        raise VocabularyError(f"{where}: not TOML: {error}; correct it") from error
    for key, value in table.items():
        if key not in _CHECKS:
            raise VocabularyError(f"{where}: unknown key {key!r}; known are {', '.join(_CHECKS)}")
        if not isinstance(value, list):
            what = '[["quay", "pier"]]' if key == "equivalents" else '["…", "…"]'
            raise VocabularyError(f"{where}: {key} is no list; write {key} = {what}")
    return {key: [check(each, f"{where}: {key}") for each in table.get(key, [])] for key, check in _CHECKS.items()}


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
