"""Articles as rows of a `.csv` file with a header line: a column of texts, and columns of what is known of them.

A column is found by its name, the field's own or another (`corpus.files.fields`). A row's id is that in the column
`id`, made plain where it is no id; without such a column, the file's name and the row's number: `grants-12`. What else
the file holds is passed over, and told.
"""

import csv
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import IO

import msgspec

from corpus.errors import ArticleError
from corpus.files.checks import FIELDS, check_known, check_text, decode
from corpus.files.fields import MAPPINGS, Fields, ambiguous, first_said, name_one, resolve, tidy
from corpus.files.file import Listed, SourceFile
from corpus.files.jsonl import MAX_LINE_BYTES
from corpus.files.names import make_id, shown
from corpus.files.notes import EMPTY, Notes
from corpus.structure.blocks import BLANK

_DELIMITERS = ",;\t|"
"""What may stand between columns: that which the header line has most of."""

_NAMED = 5
"""How many columns that are passed over are named."""


class _Columns(msgspec.Struct, frozen=True):
    """How a file is read. `header`: its columns' names; `names`: which of them hold each field."""

    delimiter: str
    header: tuple[str, ...]
    names: dict[str, tuple[str, ...]]


def read_rows(path: Path, notes: Notes, mappings: Fields) -> Iterator[tuple[Listed, SourceFile]]:
    """Yield the articles of a `.csv` file; rows without text are passed over, and wrong ones noted as refused.

    `mappings`: the names for fields that its catalogue says. Raises ArticleError where the header tells no column of
    texts, and for a row without end.
    """
    name, taken = shown(path), dict[str, int]()
    with path.open("rb") as file:
        delimiter = _delimiter(file.readline(MAX_LINE_BYTES))
        file.seek(0)
        records = _Records(file, name, delimiter)
        columns = _columns(records, notes, mappings)
        for number, line in enumerate(records, 1):
            where, row_id = f"{name}, line {line}", f"{make_id(path.stem)}-{number}"
            with notes.refusing():
                article = _article(records.cells(), where, columns, row_id)
                if article is None:
                    notes.passed_over[EMPTY] += any(records.cells())
                    continue
                first = taken.setdefault(article.id.lower(), line)
                if first != line:
                    raise ArticleError(f"{where}: the id {article.id!r} stands on line {first} already; rename one")
                if (own := _own_id(records.cells(), columns)) and own != article.id:
                    notes.made[article.id] = own
                again = partial(_read, path, records.start, records.size, where, columns, row_id)
                yield Listed(article.id, article.fingerprint, len(article.raw), where, again), article


class _Records:
    """The records of a file, one by one: iterating moves on, and gives the line that a record begins on. `start`: the
    byte that it begins at; `size`: its length in bytes.
    """

    def __init__(self, file: IO[bytes], name: str, delimiter: str) -> None:
        self.start, self.size, self.name, self.delimiter = 0, 0, name, delimiter
        self._file, self._line, self._first = file, 0, 1
        self._raw: list[bytes] = []
        self._cells: list[str] = []
        self._error: csv.Error | None = None
        csv.field_size_limit(MAX_LINE_BYTES)
        self._reader = csv.reader(self._lines(), delimiter=delimiter, strict=True)

    def __iter__(self) -> Iterator[int]:
        while True:
            self.start, self.size, self._first = self.start + self.size, 0, self._line + 1
            self._raw, self._cells, self._error = [], [], None
            try:
                self._cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._error = error
            yield self._first

    def cells(self) -> list[str]:
        """The cells of the record at hand; none for a blank line. Raises ArticleError."""
        where = f"{self.name}, line {self._first}"
        decode(b"".join(self._raw), where)
        if self._error is not None:
            raise ArticleError(f"{where}: not CSV: {self._error}; {_QUOTE}") from self._error
        return self._cells

    def _lines(self) -> Iterator[str]:
        while raw := self._file.readline(MAX_LINE_BYTES + 1):
            self._line += 1
            self.size += len(raw)
            self._raw.append(raw)
            if self.size > MAX_LINE_BYTES:
                raise ArticleError(
                    f"{self.name}, line {self._first}: longer than {MAX_LINE_BYTES:,} bytes; close its quotation mark, "
                    "or split it into articles"
                )
            yield raw.decode("utf-8", "surrogateescape")


_QUOTE = 'put a cell that holds a quotation mark or a line end in quotes, and double the marks within: "…""…"'


def _delimiter(header: bytes) -> str:
    return max(_DELIMITERS, key=header.decode("utf-8", "replace").count)


def _columns(records: _Records, notes: Notes, mappings: Fields) -> _Columns:
    """Read the header. Raises ArticleError."""
    name, delimiter = records.name, records.delimiter
    where = f"{name}, line 1"
    if next(iter(records), None) is None:
        raise ArticleError(f"{name}: empty; give it a header line and rows")
    row = tuple(cell.removeprefix("\ufeff").strip().strip('"') for cell in records.cells())
    named = [cell for cell in row if cell]
    names, others = resolve(named, mappings)
    if "text" not in names:
        several = ambiguous("text", others)
        what = f"{' and '.join(several)} may each be the text" if several else "no column is called text"
        raise ArticleError(f"{where}: {what}; give it a header line, and {name_one('text', several)}")
    used = [name for held in names.values() for name in held]
    if twice := next((name for name in used if row.count(name) > 1), None):
        raise ArticleError(f"{where}: two columns are called {twice}; rename one")
    if others:
        more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
        told = ", ".join(others[:_NAMED]) + more
        notes.remarks.append(
            f"{name}: columns passed over: {told}; to read one, name it in catalogue.toml beside it, under [{MAPPINGS}]"
        )
    return _Columns(delimiter, row, names)


def _article(cells: list[str], where: str, columns: _Columns, row_id: str) -> SourceFile | None:
    """Return the article of a record; None where there is no text. Raises ArticleError."""
    if any(cells[len(columns.header) :]):
        raise ArticleError(
            f"{where}: {len(cells)} cells under {len(columns.header)} columns; put a cell that holds "
            f"{columns.delimiter!r} in quotes"
        )
    row = _row(cells, columns)
    said = tidy({field: first_said(row, held) for field, held in columns.names.items()}, columns.names)
    text = said.pop("text")
    if not text.strip(BLANK):
        return None
    known = {field: " ".join(value.split()) for field, value in said.items() if field in FIELDS}
    article_id = make_id(_own_id(cells, columns) or row_id)
    return SourceFile(article_id, check_text(text, where), ".txt", where, **check_known(known, where))


def _own_id(cells: list[str], columns: _Columns) -> str:
    """Return what a row says that its id is; empty where it says nothing."""
    said = first_said(_row(cells, columns), columns.names.get("id", ()))
    return said.strip() if said else ""


def _row(cells: list[str], columns: _Columns) -> dict[str, str]:
    """Return the cells by their columns; what is missing at a row's end is empty."""
    return dict(zip_longest(columns.header, cells[: len(columns.header)], fillvalue=""))


def _read(path: Path, start: int, length: int, where: str, columns: _Columns, row_id: str) -> SourceFile:
    """Read one article of a file again."""
    with path.open("rb") as file:
        file.seek(start)
        records = _Records(BytesIO(file.read(length)), shown(path), columns.delimiter)
    next(iter(records), None)
    article = _article(records.cells(), where, columns, row_id)
    if article is None:
        raise ArticleError(f"{where}: empty; give it text")
    return article
