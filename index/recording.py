"""Writing the texts of a generation: articles as they come, and at last what was derived of them all."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from corpus import Vocabulary
from index.builder import Contents
from index.parts import NOWHERE, Part

_SCHEMA = """
CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT, publisher TEXT, published TEXT,
  url TEXT, sha256 TEXT NOT NULL, characters INTEGER NOT NULL, answering INTEGER NOT NULL, first INTEGER NOT NULL,
  last INTEGER NOT NULL, first_section INTEGER NOT NULL, last_section INTEGER NOT NULL);
CREATE TABLE texts (article INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE sections (number INTEGER PRIMARY KEY, start INTEGER NOT NULL, end INTEGER NOT NULL, heading_start INTEGER,
  heading_end INTEGER);
CREATE TABLE sentences (number INTEGER PRIMARY KEY, article INTEGER NOT NULL, start INTEGER NOT NULL,
  end INTEGER NOT NULL, role INTEGER NOT NULL, section INTEGER NOT NULL, paragraph INTEGER NOT NULL,
  speaker_start INTEGER, speaker_end INTEGER);
CREATE TABLE terms (number INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE, word TEXT NOT NULL, name INTEGER NOT NULL);
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

_AT_ONCE = 500
"""How many articles are written together."""


class Recorder:
    """The file, new, to be written in id order; the same bytes for the same content. Errors are sqlite3's."""

    def __init__(self, path: Path) -> None:
        """Begin it."""
        self._database = sqlite3.connect(path, isolation_level=None)
        # Nothing to go back to, and flushed with the other files: no journal.
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.executescript(_SCHEMA)
        self._database.execute("BEGIN")
        self._waiting: list[Part] = []
        self._articles = self._sections = self._sentences = 0

    def add(self, part: Part) -> None:
        """Write the next article."""
        self._waiting.append(part)
        if len(self._waiting) == _AT_ONCE:
            self._write()

    def finish(self, contents: Contents, words: Vocabulary) -> None:
        """Write what was derived, and of the vocabulary what questions are read with."""
        self._write()
        picture = contents.picture
        figures = asdict(contents.figures) | {
            "all_sections": picture.all_sections,
            "all_articles": picture.all_articles,
        }
        headings = ((number, h.text, h.article_id, h.start, h.end) for number, h in sorted(contents.headings.items()))
        equivalents = (
            (number, place, phrase)
            for number, phrases in enumerate(words.equivalents)
            for place, phrase in enumerate(phrases)
        )
        for table, rows in (
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
            self._insert(table, rows)
        self._database.execute("COMMIT")
        self.close()

    def sentences(self) -> Iterator[str]:
        """Yield the texts of all sentences written so far, in their order."""
        self._write()
        query = "SELECT substr(text, start + 1, end - start) FROM sentences JOIN texts USING (article) ORDER BY number"
        return (text for (text,) in self._database.execute(query))

    def close(self) -> None:
        """Let go of the file, whether it is finished or not."""
        self._database.close()

    def _write(self) -> None:
        """Write the articles that wait."""
        waiting, self._waiting = self._waiting, []
        articles: list[tuple[Any, ...]] = []
        sections: list[tuple[Any, ...]] = []
        sentences: list[tuple[Any, ...]] = []
        for number, p in enumerate(waiting, self._articles):
            first, first_section = self._sentences + len(sentences), self._sections + len(sections)
            sections += _numbered(first_section, ((*row[:2], *_ends(*row[2:])) for row in p.section_places().tolist()))
            sentences += _numbered(
                first,
                (
                    (number, start, end, role, first_section + section, paragraph, *_ends(*speaker))
                    for start, end, role, section, paragraph, *speaker, _ in p.places().tolist()
                ),
            )
            articles.append(
                (
                    number, p.id, p.title, p.publisher, p.published, p.url, p.sha256, len(p.text), p.n_answering,
                    first, self._sentences + len(sentences), first_section, self._sections + len(sections),
                )
            )  # fmt: skip
        self._insert("articles", articles)
        self._insert("texts", ((row[0], p.text) for row, p in zip(articles, waiting, strict=True)))
        self._insert("sections", sections)
        self._insert("sentences", sentences)
        self._articles += len(articles)
        self._sections += len(sections)
        self._sentences += len(sentences)

    def _insert(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        following = iter(rows)
        first = next(following, None)
        if first is not None:
            places = f"INSERT INTO {table} VALUES ({', '.join('?' * len(first))})"  # noqa: S608
            self._database.executemany(places, chain([first], following))


def _numbered(first: int, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    return ((number, *row) for number, row in enumerate(rows, first))


def _ends(start: int, end: int) -> tuple[int | None, int | None]:
    return (None, None) if start == NOWHERE else (start, end)
