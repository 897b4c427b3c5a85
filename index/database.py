"""The texts of a generation: one SQLite file, written once in id order, and from then on only read."""

import sqlite3
import threading
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import fields
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Self

from corpus import Article, Section, Sentence, Span
from index.errors import IndexDamaged
from index.manifest import REMEDY
from index.parts import ROLES
from index.remembering import remembered
from index.searcher import ArticleCard, CorpusFigures, Coverage, Heading, Order, SectionCard

DATABASE = "corpus.sqlite"

_KEYS = {
    Order.ID: "id",
    Order.TITLE: "ifnull(title, id) COLLATE NOCASE, id",
    Order.PUBLISHER: "publisher IS NULL, ifnull(publisher, '') COLLATE NOCASE, id",
    Order.PUBLISHED: "-CAST(replace(ifnull(published, ''), '-', '') AS INTEGER), id",
    Order.SENTENCES: "-answering, id",
}
"""What each order compares, every part of it ascending, so that a row's place is one comparison of rows."""
_TOGETHER = 250
"""How many sentences are looked up in one query."""

_PLACES = """
SELECT s.number, a.id, s.article, s.start, s.end, s.role, s.section - a.first_section, a.last_section - s.section,
  s.paragraph, s.speaker_start, s.speaker_end, c.heading_start, c.heading_end, i.name, i.twin, i.start, i.end
FROM sentences s JOIN articles a ON a.number = s.article JOIN sections c ON c.number = s.section
  LEFT JOIN inferred i ON i.section = s.section
WHERE s.number IN (%s)
"""
"""Where sentences stand, and what is over them."""

_CARD = "id, title, publisher, published, url, 'sha256:' || sha256, characters, answering"


class Database:
    """The file, open to be read; safe to share between threads, one of which reads at a time."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Store what `open` has opened, until nobody holds it."""
        self._path = path
        self._connection = connection
        self._lock = threading.Lock()
        self._text = remembered(self._read_text, 1 << 8)
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
        rows = self.rows(
            "SELECT number, title, publisher, published, url, sha256, first_section, last_section FROM articles"
            " WHERE id = ?",
            article_id,
        )
        if not rows:
            return None
        number, title, publisher, published, url, sha256, first, last = rows[0]
        text = self._text(number)
        places = self.rows(
            "SELECT start, end, heading_start, heading_end FROM sections WHERE number >= ? AND number < ?"
            " ORDER BY number",
            first,
            last,
        )
        sections = tuple(Section(start, end, _span(text, *heading)) for start, end, *heading in places)
        return Article(article_id, title, publisher, published, url, text, sha256, sections)

    def sentences(self, numbers: Iterable[int]) -> Mapping[int, tuple[Sentence, Heading | None]]:
        """Return sentences by their numbers, each with the heading over it. Raises IndexDamaged for an unknown one."""
        wanted = list(dict.fromkeys(numbers))
        out: dict[int, tuple[Sentence, Heading | None]] = {}
        for start in range(0, len(wanted), _TOGETHER):
            batch = wanted[start : start + _TOGETHER]
            for number, *place in self.rows(_PLACES % ", ".join("?" * len(batch)), *batch):
                out[number] = self._placed(*place)
        missing = next((number for number in wanted if number not in out), None)
        if missing is not None:
            raise IndexDamaged(f"{self._path}: holds no sentence {missing}; {REMEDY}")
        return out

    def sentence_numbers(self, article_id: str) -> range:
        """Return the numbers of an article's sentences; empty for an unknown article."""
        rows = self.rows("SELECT first, last FROM articles WHERE id = ?", article_id)
        return range(*rows[0]) if rows else range(0)

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

    def _placed(
        self, article_id: str, article: int, start: int, end: int, role: int, section: int, after: int, paragraph: int,
        speaker_start: int | None, speaker_end: int | None, heading_start: int | None, heading_end: int | None,
        name: str | None, twin: str | None, twin_start: int | None, twin_end: int | None,
    ) -> tuple[Sentence, Heading | None]:  # fmt: skip
        """Make a sentence of where it stands, and what is over it. Raises IndexDamaged where that cannot be.

        `section`: its number in the article; `after`: how many sections the article has from this one on.
        """
        text = self._text(article)
        if role not in range(len(ROLES)) or section < 0 or after <= 0 or not 0 <= start <= end <= len(text):
            raise IndexDamaged(f"{self._path}: a sentence of {article_id} cannot be; {REMEDY}")
        speaker = _span(text, speaker_start, speaker_end)
        sentence = Sentence(article_id, start, end, text[start:end], ROLES[role], section, paragraph, speaker)
        heading = _span(text, heading_start, heading_end)
        if heading is not None:
            return sentence, Heading(heading.text, article_id, heading.start, heading.end, inferred=False)
        if name is not None and twin is not None and twin_start is not None and twin_end is not None:
            return sentence, Heading(name, twin, twin_start, twin_end, inferred=True)
        return sentence, None

    def _read_text(self, article: int) -> str:
        rows = self.rows("SELECT text FROM texts WHERE article = ?", article)
        if not rows:
            raise IndexDamaged(f"{self._path}: article {article} has no text; {REMEDY}")
        return str(rows[0][0])


def _span(text: str, start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end, text[start:end])
