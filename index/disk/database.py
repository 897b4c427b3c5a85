"""What is known of a generation's articles and words: one SQLite file, written once, and from then on only read.

Terms stand in alphabetical order, in blocks; of each block the first term is looked up, and its number (Manning,
Raghavan and Schütze 2008, 5.2).
"""

import sqlite3
import threading
import weakref
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import fields
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.disk.arrays import check_numbers
from index.disk.manifest import REMEDY
from index.errors import IndexDamaged
from index.filters import Filters, Ranges, Selection
from index.text.variants import fold_text
from index.values import ArticleCard, CorpusFigures, Coverage, Heading, Order, SectionCard

T = TypeVar("T")

DATABASE = "corpus.sqlite"

BLOCK = 64
"""How many terms a block has."""

_BETWEEN = "\n"
"""Stands between the terms of a block; no term holds it."""

_INSERTED = 50
"""How many rows are inserted together, in two thirds of the time that they take one by one."""

_SCHEMA = """
CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT, publisher TEXT, published TEXT,
  url TEXT, type TEXT, transcript INTEGER NOT NULL, sha256 TEXT NOT NULL, characters INTEGER NOT NULL,
  answering INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL);
CREATE TABLE terms (number INTEGER PRIMARY KEY, first TEXT NOT NULL UNIQUE, block TEXT NOT NULL);
CREATE TABLE spellings (first TEXT NOT NULL, length INTEGER NOT NULL, word TEXT NOT NULL, frequency INTEGER NOT NULL,
  skeleton TEXT NOT NULL, PRIMARY KEY (first, length, word)) WITHOUT ROWID;
CREATE TABLE acronyms (letters TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE names (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE equivalents (number INTEGER NOT NULL, place INTEGER NOT NULL, phrase TEXT NOT NULL,
  PRIMARY KEY (number, place)) WITHOUT ROWID;
CREATE TABLE inferred (section INTEGER PRIMARY KEY, name TEXT NOT NULL, twin TEXT NOT NULL, start INTEGER NOT NULL,
  end INTEGER NOT NULL);
CREATE TABLE figures (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE shown_sections (row INTEGER PRIMARY KEY, name TEXT NOT NULL, articles INTEGER NOT NULL,
  sentences INTEGER NOT NULL);
CREATE TABLE shown_articles (place INTEGER PRIMARY KEY, article TEXT NOT NULL);
CREATE TABLE cells (row INTEGER NOT NULL, place INTEGER NOT NULL, sentences INTEGER NOT NULL,
  PRIMARY KEY (row, place)) WITHOUT ROWID;
"""

_INDEXES = (
    "skeletons ON spellings (skeleton)",
    "of_publishers ON articles (publisher, published, first, last)",
    "of_days ON articles (published, first, last)",
)
"""Made once the tables are filled. Those of articles hold all that `Database.select` reads."""

_KEYS = {
    Order.ID: "id",
    Order.TITLE: "ifnull(title, id) COLLATE NOCASE, id",
    Order.PUBLISHER: "publisher IS NULL, ifnull(publisher, '') COLLATE NOCASE, id",
    Order.PUBLISHED: "-CAST(replace(ifnull(published, ''), '-', '') AS INTEGER), id",
    Order.SENTENCES: "-answering, id",
}
"""What each order compares, every part of it ascending, so that a row's place is one comparison of rows."""
_TOGETHER = 250
"""How many rows are looked up in one query."""

_MAPPED = 1 << 40
"""Up to how many bytes of the file are mapped, as far as SQLite goes: all processes share them, and none is copied."""

_CARD = "id, title, publisher, published, url, 'sha256:' || sha256, characters, answering"


class NewDatabase:
    """The file, while it is written. What its methods raise is sqlite3.Error."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Store what `begin` has opened."""
        self._connection = connection

    @classmethod
    @contextmanager
    def begin(cls, path: Path) -> Iterator[Self]:
        """Begin the file, and let go of it in the end, whether it is finished or not."""
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            # There is nothing to go back to, and it is flushed with the other files: no journal.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.executescript(_SCHEMA)
            connection.execute("BEGIN")
            yield cls(connection)

    def insert(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Put rows into a table."""
        following = iter(rows)
        while several := list(islice(following, _INSERTED)):
            row = f"({', '.join('?' * len(several[0]))})"
            values = ", ".join([row] * len(several))
            self._connection.execute(f"INSERT INTO {table} VALUES {values}", list(chain.from_iterable(several)))  # noqa: S608

    def finish(self) -> None:
        """Write the end of the file, once its tables are filled."""
        for index in _INDEXES:
            self._connection.execute(f"CREATE INDEX {index}")
        self._connection.execute("COMMIT")


class Database:
    """The file, open to be read; safe to share between threads, one of which reads at a time."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Store what `open` has opened, until nobody holds it."""
        self._path = path
        self._connection = connection
        self._lock = threading.Lock()
        weakref.finalize(self, connection.close)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file; it stays readable when its folder is pruned. Raises IndexDamaged."""
        try:
            place = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(place, uri=True, check_same_thread=False)
            connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
        except sqlite3.Error as error:
            raise IndexDamaged(f"{path}: cannot be opened ({error}); {REMEDY}") from error
        connection.create_function("folded", 1, fold_text, deterministic=True)
        database = cls(path, connection)
        database.rows("SELECT count(*) FROM sqlite_master")
        return database

    def rows(self, query: str, *values: object) -> list[Any]:
        """Return a query's rows. Raises IndexDamaged where the file cannot be read."""
        return self._read(list, query, values)

    def _read(self, take: Callable[[Iterator[Any]], T], query: str, values: Iterable[object]) -> T:
        """Return what is taken of a query's rows, which come one by one. Raises IndexDamaged as `rows` does."""
        try:
            with self._lock:
                return take(self._connection.execute(query, tuple(values)))
        except (sqlite3.Error, UnicodeDecodeError) as error:  # SQLite's own words may quote what is spoilt
            raise IndexDamaged(f"{self._path}: cannot be read ({error}); {REMEDY}") from error

    def article(self, article_id: str) -> tuple[Any, ...] | None:
        """Return an article's number, its title, publisher, day, address and type, whether it is a transcript, and its
        text's SHA-256.
        """
        query = "SELECT number, title, publisher, published, url, type, transcript, sha256 FROM articles WHERE id = ?"
        return next(iter(self.rows(query, article_id)), None)

    def terms(self, numbers: Iterable[int]) -> dict[int, str]:
        """Return terms by their numbers. Raises IndexDamaged for one that there is not."""
        wanted = list(numbers)
        rows = self._among("SELECT number, block FROM terms WHERE number", (n - n % BLOCK for n in wanted))
        with self._sound():
            found = {first: terms_of(block) for first, block in rows}
            return {n: found[n - n % BLOCK][n % BLOCK] for n in wanted}

    def term_numbers(self, terms: Iterable[str], below: int) -> dict[str, int | None]:
        """Return terms' numbers, None for one that there is not.

        `below`: how many terms there are. Raises IndexDamaged for another number than these have.
        """
        found = {term: self._number(term) for term in terms}
        known = [number for number in found.values() if number is not None]
        check_numbers(np.array(known), below, str(self._path))
        return found

    def _number(self, term: str) -> int | None:
        rows = self.rows("SELECT number, block FROM terms WHERE first <= ? ORDER BY first DESC LIMIT 1", term)
        with self._sound():
            for first, block in rows:
                held = terms_of(block)
                return int(first) + held.index(term) if term in held else None
        return None

    def spelt_like(self, first: str, length: int, slips: int, skeleton: str) -> dict[str, int]:
        """Return words, each with how many sentences hold it: those that begin with a letter and are about as long, and
        those that have a skeleton.
        """
        query = """
            SELECT word, frequency FROM spellings WHERE first = ?1 AND length BETWEEN ?2 - ?3 AND ?2 + ?3
            UNION SELECT word, frequency FROM spellings WHERE skeleton = ?4
        """
        return dict(self.rows(query, first, length, slips, skeleton))

    def names(self, articles: Iterable[int]) -> dict[int, tuple[str, str | None]]:
        """Return articles' ids and titles by their numbers."""
        rows = self._among("SELECT number, id, title FROM articles WHERE number", articles)
        with self._sound():
            return {number: (str(article_id), title) for number, article_id, title in rows}

    def inferred(self, sections: Iterable[int]) -> dict[int, Heading]:
        """Return the headings that other articles give sections, by the numbers of those that have one."""
        rows = self._among("SELECT section, name, twin, start, end FROM inferred WHERE section", sections)
        return {number: Heading(name, twin, start, end, inferred=True) for number, name, twin, start, end in rows}

    def sentence_numbers(self, article_id: str, n_rows: int) -> range:
        """Return the numbers of an article's sentences, of so many in all; empty for an unknown article."""
        rows = self.rows("SELECT first, last FROM articles WHERE id = ?", article_id)
        with self._sound():
            numbers = range(*rows[0]) if rows else range(0)
        check_numbers(np.array([numbers.start, numbers.stop]), n_rows + 1, str(self._path))
        return numbers

    def is_section_name(self, text: str) -> bool:
        """Return whether sections have this name."""
        return bool(self.rows("SELECT 1 FROM names WHERE name = ?", text))

    def select(self, filters: Filters, n_rows: int) -> Selection:
        """Return the articles that pass filters; `n_rows`: how many sentences there are. Raises IndexDamaged."""
        query, values = selecting(filters)
        with self._sound():  # never all rows at once: so many new objects set off a collection of garbage
            numbers = np.array(self._read(lambda rows: array("q", chain.from_iterable(rows)), query, values))
        check_numbers(numbers, n_rows + 1, str(self._path))
        return Selection(len(numbers) // 2, Ranges.joined(numbers.reshape(-1, 2)))

    def bounds(self) -> NDArray[np.int64]:
        """Return the first number of each article's sentences and the one after its last: (n_articles, 2)."""
        rows = self.rows("SELECT first, last FROM articles ORDER BY number")
        return np.array(list(rows), dtype=np.int64).reshape(-1, 2)

    def published(self) -> list[str | None]:
        """Return when each article was published, in the order of their numbers."""
        return [day for (day,) in self.rows("SELECT published FROM articles ORDER BY number")]

    def equivalents(self) -> list[list[str]]:
        """Return the vocabulary's sets of phrases that mean the same, in its order."""
        rows = self.rows("SELECT number, phrase FROM equivalents ORDER BY number, place")
        return [[phrase for _, phrase in held] for _, held in groupby(rows, key=itemgetter(0))]

    def cards(self, search: str, after: str | None, limit: int | None, order: Order) -> tuple[ArticleCard, ...]:
        """Return articles as `Searcher.cards` does, each page at the cost of one look at every row."""
        keys = _KEYS[order]
        conditions: list[str] = []
        values: list[object] = []
        if after is not None:
            conditions.append(
                "id > ?"
                if order is Order.ID
                else f"({keys}) > (SELECT {keys} FROM articles WHERE id = ?1)"  # noqa: S608
                " OR NOT EXISTS (SELECT 1 FROM articles WHERE id = ?1)"
            )
            values.append(after)
        for word in search.split():
            conditions.append(
                "folded(id || ' ' || ifnull(title, '') || ' ' || ifnull(publisher, '')) LIKE ? ESCAPE '!'"
            )
            escaped = fold_text(word).replace("!", "!!").replace("%", "!%").replace("_", "!_")
            values.append(f"%{escaped}%")
        where = " AND ".join(f"({condition})" for condition in conditions) or "TRUE"
        rows = self.rows(
            f"SELECT {_CARD} FROM articles WHERE {where} ORDER BY {keys} LIMIT ?",  # noqa: S608
            *values,
            -1 if limit is None else limit,
        )
        return tuple(ArticleCard(*row) for row in rows)

    def cards_of(self, numbers: Sequence[int]) -> tuple[ArticleCard, ...]:
        """Return articles by their numbers, in the order asked. Raises IndexDamaged."""
        rows = self._among(f"SELECT number, {_CARD} FROM articles WHERE number", numbers)  # noqa: S608
        with self._sound():
            cards = {number: ArticleCard(*row) for number, *row in rows}
            return tuple(cards[number] for number in numbers)

    def coverage(self) -> Coverage:
        """Return the picture of which articles have which sections. Raises IndexDamaged."""
        with self._sound():
            return self._coverage()

    def _coverage(self) -> Coverage:
        sections = self.rows("SELECT name, articles, sentences FROM shown_sections ORDER BY row")
        articles = self.rows(
            f"SELECT {_CARD} FROM shown_articles JOIN articles ON articles.id = article ORDER BY place"  # noqa: S608
        )
        cells = [[0] * len(articles) for _ in sections]
        for row, place, sentences in self.rows("SELECT row, place, sentences FROM cells"):
            cells[row][place] = sentences
        known = self._figures()
        return Coverage(
            tuple(SectionCard(*row) for row in sections),
            tuple(ArticleCard(*row) for row in articles),
            tuple(map(tuple, cells)),
            known["all_sections"],
            known["all_articles"],
        )

    def figures(self) -> CorpusFigures:
        """Return the corpus in figures. Raises IndexDamaged."""
        with self._sound():
            known = self._figures()
            return CorpusFigures(**{field.name: known[field.name] for field in fields(CorpusFigures)})

    @contextmanager
    def _sound(self) -> Iterator[None]:
        """Take what does not fit together for damage: a large file is not hashed when it is opened."""
        try:
            yield
        except (TypeError, ValueError, LookupError, OverflowError) as error:
            raise IndexDamaged(f"{self._path}: holds what cannot be ({error}); {REMEDY}") from error

    def _figures(self) -> dict[str, Any]:
        return dict(self.rows("SELECT name, value FROM figures"))

    def _among(self, query: str, values: Iterable[int | str]) -> Iterator[Any]:
        """Yield the rows of a query for some values."""
        wanted = list(dict.fromkeys(values))
        for start in range(0, len(wanted), _TOGETHER):
            batch = wanted[start : start + _TOGETHER]
            yield from self.rows(f"{query} IN ({', '.join('?' * len(batch))})", *batch)


def selecting(filters: Filters) -> tuple[str, list[str]]:
    """Return the query for the sentences of the articles that pass filters, and its values.

    It looks up those that pass one of the filters, however many others there are: those of the ids, where ids are
    given (a column behind a plus is not looked up by), else those of the publishers, else those of the days.
    """
    conditions: list[str] = []
    values: list[str] = []
    by_id = filters.articles is not None
    for column, wanted in (("id", filters.articles), ("+publisher" if by_id else "publisher", filters.publishers)):
        if wanted is not None:
            conditions.append(f"{column} IN ({', '.join('?' * len(wanted))})")
            values += wanted
    for comparison, day in ((">=", filters.published_from), ("<=", filters.published_to)):
        if day is not None:
            conditions.append(f"{'+' if by_id else ''}published {comparison} ?")
            values.append(day)
    return f"SELECT first, last FROM articles WHERE {' AND '.join(conditions) or 'TRUE'}", values  # noqa: S608


def blocks_of(terms: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yield the blocks of terms, in this order: the number and the text of the first, and all its terms as one text."""
    for number in range(0, len(terms), BLOCK):
        yield number, terms[number], _BETWEEN.join(terms[number : number + BLOCK])


def terms_of(block: str) -> list[str]:
    """Return the terms of a block. Raises TypeError for what is no text."""
    return str.split(block, _BETWEEN)
