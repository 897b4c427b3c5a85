"""Articles as lines of one `.jsonl` file: an object each, with id, text and what is known of it.

Nearly all lines of a large file are as they were when it was last read. Their hash shows that, and they are not parsed
again.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from corpus.errors import ArticleError
from corpus.files.checks import MAX_ARTICLE_BYTES, check_id, check_known, check_text, decode
from corpus.files.file import Listed, SourceFile

LINES_VERSION = 1
"""Raise it when a line that was accepted is refused, or when another `Line` is made of it."""

_MAX_LINE_BYTES = 3 * MAX_ARTICLE_BYTES + 100_000
"""The longest line of a `.jsonl` file: an article, with room for escapes and for what is known of it."""

_BUFFER = 1 << 20
"""How many bytes of a file are read at a time."""


class Line(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is kept of a line that was accepted; see `Listed`."""

    id: str
    fingerprint: str
    size: int


class Lines:
    """Lines by the SHA-256 of their bytes: those that were read `before`, and those that are `read` since."""

    def __init__(
        self, before: Mapping[bytes, Line], many: int = 0, when_many: Callable[[], None] | None = None
    ) -> None:
        """Begin with what was kept of the lines that were read before. `when_many` is called once, when more than so
        `many` bytes of articles are new.
        """
        self.before = before
        self.read: dict[bytes, Line] = {}
        self._many, self._when_many = many, when_many

    def find(self, raw: bytes, where: str) -> tuple[Line, SourceFile | None]:
        """Return what is kept of a line, and its article where it had to be parsed. Raises ArticleError."""
        key = hashlib.sha256(raw).digest()
        line, article = self.before.get(key), None
        if line is None:
            article = _parse(raw, where)
            line = Line(article.id, article.fingerprint, len(article.raw))
            self._many -= line.size
            if self._many < 0 and self._when_many is not None:
                self._when_many()
                self._when_many = None
        self.read[key] = line
        return line, article


def read_lines(path: Path, lines: Lines) -> Iterator[tuple[Listed, SourceFile | None]]:
    """Yield the articles of a `.jsonl` file, each with its content, None where the line is known; blank lines are
    passed over.

    Raises ArticleError for the first line that is wrong.
    """
    taken: dict[str, int] = {}
    name, end = str(path), 0
    with path.open("rb", buffering=_BUFFER) as file:
        for number, raw in enumerate(iter(partial(file.readline, _MAX_LINE_BYTES + 1), b""), 1):
            where = f"{name}, line {number}"
            start, end = end, end + len(raw)
            if len(raw) > _MAX_LINE_BYTES:
                raise ArticleError(f"{where}: longer than {_MAX_LINE_BYTES:,} bytes; split it into articles")
            if raw.isspace():
                continue
            line, article = lines.find(raw, where)
            first = taken.setdefault(line.id.lower(), number)
            if first != number:
                raise ArticleError(f"{where}: the id {line.id!r} stands on line {first} already; rename one")
            again = partial(_read, path, start, len(raw), where)
            yield Listed(line.id, line.fingerprint, line.size, where, again), article


def _read(path: Path, start: int, length: int, where: str) -> SourceFile:
    """Read one article of a file again."""
    with path.open("rb") as file:
        file.seek(start)
        return _parse(file.read(length), where)


def _parse(raw: bytes, where: str) -> SourceFile:
    line = decode(raw, where)
    try:
        row = _OBJECT.decode(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"{where}: not JSON: {error}; every line is one object") from error
    if not isinstance(row, dict):
        raise ArticleError(f"{where}: not an object; every line is one object with id, text and optional metadata")
    for key in ("id", "text"):
        if not isinstance(row.get(key), str):
            raise ArticleError(f"{where}: {key!r} is missing or not a text; give both id and text")
    article_id, text = row.pop("id"), row.pop("text")
    check_id(article_id, where)
    return SourceFile(article_id, check_text(text, where), ".txt", where, **check_known(row, where))


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its pairs; of a field that stands twice nobody knows which one is meant."""
    row = dict(pairs)
    if len(row) < len(pairs):
        raise ValueError("a field stands twice")
    return row


_OBJECT = json.JSONDecoder(object_pairs_hook=_without_repeats)
