"""The texts of a generation: one SQLite file, written once in id order, and from then on only read."""

import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, fields
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Self

from corpus import Article, Role, Section, Sentence, Span, Vocabulary
from index.builder import Contents
from index.errors import IndexDamaged
from index.manifest import REMEDY
from index.parts import Part
from index.searcher import ArticleCard, CorpusFigures, Coverage, Heading, Order, SectionCard

DATABASE = "corpus.sqlite"

_ROLES = frozenset(Role)

_SCHEMA = """
CREATE TABLE articles (id TEXT PRIMARY KEY, title TEXT, publisher TEXT, published TEXT, url TEXT, sha256 TEXT NOT NULL,
  characters INTEGER NOT NULL, answering INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sections (article TEXT NOT NULL, number INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
  heading_start INTEGER, heading_end INTEGER, PRIMARY KEY (article, number)) WITHOUT ROWID;
CREATE TABLE sentences (number INTEGER PRIMARY KEY, article TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
  role TEXT NOT NULL, section INTEGER NOT NULL, paragraph INTEGER NOT NULL, speaker_start INTEGER, speaker_end INTEGER);
CREATE TABLE terms (number INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE, word TEXT NOT NULL, name INTEGER NOT NULL);
CREATE TABLE acronyms (letters TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE names (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE equivalents (number INTEGER NOT NULL, place INTEGER NOT NULL, phrase TEXT NOT NULL,
  PRIMARY KEY (number, place)) WITHOUT ROWID;
CREATE TABLE inferred (article TEXT NOT NULL, section INTEGER NOT NULL, name TEXT NOT NULL, twin TEXT NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL, PRIMARY KEY (article, section)) WITHOUT ROWID;
CREATE TABLE figures (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE shown_sections (row INTEGER PRIMARY KEY, name TEXT NOT NULL, articles INTEGER NOT NULL,
  sentences INTEGER NOT NULL);
CREATE TABLE shown_articles (place INTEGER PRIMARY KEY, article TEXT NOT NULL);
CREATE TABLE cells (row INTEGER NOT NULL, place INTEGER NOT NULL, sentences INTEGER NOT NULL,
  PRIMARY KEY (row, place)) WITHOUT ROWID;
"""

_KEYS = {
    Order.ID: "id",
    Order.TITLE: "ifnull(title, id) COLLATE NOCASE, id",
    Order.PUBLISHER: "publisher IS NULL, ifnull(publisher, '') COLLATE NOCASE, id",
    Order.PUBLISHED: "-CAST(replace(ifnull(published, ''), '-', '') AS INTEGER), id",
    Order.SENTENCES: "-answering, id",
}
"""What each order compares, every part of it ascending, so that a row's place is one comparison of rows."""
_CARD = "id, title, publisher, published, url, 'sha256:' || sha256, characters, answering"


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
        except sqlite3.Error as error:
            raise IndexDamaged(f"{path}: cannot be opened ({error}); {REMEDY}") from error
        connection.create_function("casefold", 1, str.casefold, deterministic=True)
        database = cls(path, connection)
        database.rows("SELECT count(*) FROM sqlite_master")
        return database

    def rows(self, query: str, *values: object) -> list[Any]:
        """Return a query's rows. Raises IndexDamaged where the file cannot be read."""
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as error:  # SQLite's own words may quote what is spoilt
            raise IndexDamaged(f"{self._path}: cannot be read ({error}); {REMEDY}") from error

    def article(self, article_id: str) -> Article | None:
        """Return one article, whole."""
        rows = self.rows("SELECT title, publisher, published, url, text, sha256 FROM articles WHERE id = ?", article_id)
        if not rows:
            return None
        title, publisher, published, url, text, sha256 = rows[0]
        places = self.rows(
            "SELECT start, end, heading_start, heading_end FROM sections WHERE article = ? ORDER BY number", article_id
        )
        sections = tuple(Section(start, end, _span(text, first, last)) for start, end, first, last in places)
        return Article(article_id, title, publisher, published, url, text, sha256, sections)

    def sentence_place(self, number: int) -> tuple[Any, ...]:
        """Return where a sentence stands, as `sentence_at` takes it. Raises IndexDamaged for an unknown number."""
        rows = self.rows(
            "SELECT article, start, end, role, section, paragraph, speaker_start, speaker_end FROM sentences"
            " WHERE number = ?",
            number,
        )
        if not rows:
            raise IndexDamaged(f"{self._path}: holds no sentence {number}; {REMEDY}")
        return tuple(rows[0])

    def sentence_numbers(self, article_id: str) -> range:
        """Return the numbers of an article's sentences; empty for an unknown article."""
        rows = self.rows("SELECT first, last FROM articles WHERE id = ?", article_id)
        return range(*rows[0]) if rows else range(0)

    def inferred_heading(self, article_id: str, section: int) -> Heading | None:
        """Return the heading that another article gives a section."""
        rows = self.rows(
            "SELECT name, twin, start, end FROM inferred WHERE article = ? AND section = ?", article_id, section
        )
        if not rows:
            return None
        text, twin, start, end = rows[0]
        return Heading(text, twin, start, end, inferred=True)

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
                "casefold(id || ' ' || ifnull(title, '') || ' ' || ifnull(publisher, '')) LIKE ? ESCAPE '!'"
            )
            escaped = word.casefold().replace("!", "!!").replace("%", "!%").replace("_", "!_")
            values.append(f"%{escaped}%")
        where = " AND ".join(f"({condition})" for condition in conditions) or "TRUE"
        rows = self.rows(
            f"SELECT {_CARD} FROM articles WHERE {where} ORDER BY {keys} LIMIT ?",  # noqa: S608
            *values,
            -1 if limit is None else limit,
        )
        return tuple(ArticleCard(*row) for row in rows)

    def coverage(self) -> Coverage:
        """Return the picture of which articles have which sections."""
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
        """Return the corpus in figures."""
        known = self._figures()
        return CorpusFigures(**{field.name: known[field.name] for field in fields(CorpusFigures)})

    def _figures(self) -> dict[str, Any]:
        return dict(self.rows("SELECT name, value FROM figures"))


def sentence_at(place: tuple[Any, ...], article: Article) -> Sentence:
    """Make a sentence of its article, start, end, role, section, paragraph, and its speaker's start and end.

    Raises IndexDamaged for a role, or a section, that there is not.
    """
    article_id, start, end, role, section, paragraph, first, last = place
    if role not in _ROLES or section not in range(len(article.sections)):
        raise IndexDamaged(f"{DATABASE}: a sentence of {article_id} cannot be; {REMEDY}")
    text = article.text
    return Sentence(article_id, start, end, text[start:end], Role(role), section, paragraph, _span(text, first, last))


def write_database(path: Path, parts: Sequence[Part], contents: Contents, words: Vocabulary) -> None:
    """Write articles, sections, sentences, what was derived of them, and of the vocabulary what questions are read
    with; the same bytes for the same content.
    """
    sections = (
        (part.id, number, start, end, *_places(heading))
        for part in parts
        for number, (start, end, heading) in enumerate(part.sections)
    )
    sentences = (
        (number, article, s.start, s.end, s.role, s.section, s.paragraph, *_places(s.speaker))
        for number, (article, s) in enumerate((part.id, sentence) for part in parts for sentence in part.sentences)
    )
    headings = ((*key, h.text, h.article_id, h.start, h.end) for key, h in sorted(contents.headings.items()))
    equivalents = (
        (number, place, phrase)
        for number, phrases in enumerate(words.equivalents)
        for place, phrase in enumerate(phrases)
    )
    picture = contents.picture
    figures = asdict(contents.figures) | {"all_sections": picture.all_sections, "all_articles": picture.all_articles}
    with closing(sqlite3.connect(path)) as database, database:
        # Nothing to go back to, and flushed with the other files: no journal.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.executescript(_SCHEMA)
        for table, rows in (
            ("articles", _article_rows(parts)),
            ("sections", sections),
            ("sentences", sentences),
            ("terms", ((number, *term) for number, term in enumerate(contents.terms))),
            ("acronyms", contents.acronyms),
            ("names", ((name,) for name in contents.names)),
            ("equivalents", equivalents),
            ("inferred", headings),
            ("figures", sorted(figures.items())),
            ("shown_sections", ((row, s.name, s.articles, s.sentences) for row, s in enumerate(picture.sections))),
            ("shown_articles", enumerate(picture.articles)),
            ("cells", picture.cells),
        ):
            _insert(database, table, iter(rows))


def _insert(database: sqlite3.Connection, table: str, rows: Iterator[tuple[Any, ...]]) -> None:
    first = next(rows, None)
    if first is not None:
        places = f"INSERT INTO {table} VALUES ({', '.join('?' * len(first))})"  # noqa: S608
        database.execute(places, first)
        database.executemany(places, rows)


def _article_rows(parts: Sequence[Part]) -> Iterator[tuple[Any, ...]]:
    first = 0
    for p in parts:
        last = first + len(p.sentences)
        yield p.id, p.title, p.publisher, p.published, p.url, p.sha256, len(p.text), p.answering, first, last, p.text
        first = last


def _places(span: tuple[int, int] | None) -> tuple[int | None, int | None]:
    return (None, None) if span is None else span


def _span(text: str, start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end, text[start:end])
