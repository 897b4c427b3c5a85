"""Writing the texts of a generation and what is known of them: articles as they come, then what was derived of all."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict
from itertools import chain, compress, islice
from pathlib import Path
from typing import IO, Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus import Vocabulary
from index.build.chunk import IN_DATABASE, Part
from index.build.derive import Contents
from index.build.lexicon import as_array
from index.disk.arrays import TYPES, begin_array, end_array
from index.disk.blocks import blocks
from index.disk.database import DATABASE
from index.disk.texts import TEXTS, Texts
from index.text.spelling import is_target, skeleton

_SCHEMA = """
CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT, publisher TEXT, published TEXT,
  url TEXT, sha256 TEXT NOT NULL, characters INTEGER NOT NULL, answering INTEGER NOT NULL, first INTEGER NOT NULL,
  last INTEGER NOT NULL);
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

_AT_ONCE = 1000
"""How many sentences are read together."""

_INSERTED = 50
"""How many rows are inserted together, in two thirds of the time that they take one by one."""

_COLUMNS = {"articles": 2, "sections": 4, "sentences": 9}
"""How many columns the arrays have that are written article by article."""


class Recorder:
    """The files, new, to be written in id order; the same bytes for the same content.

    What its methods raise is OSError or sqlite3.Error.
    """

    def __init__(self, database: sqlite3.Connection, texts: IO[bytes], arrays: Mapping[str, IO[bytes]]) -> None:
        """Store what `begin` has begun."""
        self._database = database
        self._texts = texts
        self._arrays = arrays
        self._lengths = dict.fromkeys(arrays, 0)
        self._place = 0

    @classmethod
    @contextmanager
    def begin(cls, folder: Path) -> Iterator[Self]:
        """Begin them in a folder, and let go of them in the end, whether they are finished or not."""
        with ExitStack() as stack:
            database = stack.enter_context(closing(sqlite3.connect(folder / DATABASE, isolation_level=None)))
            # Nothing to go back to, and flushed with the other files: no journal.
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.executescript(_SCHEMA)
            database.execute("BEGIN")
            texts = stack.enter_context((folder / TEXTS).open("wb"))
            arrays = {name: stack.enter_context((folder / f"{name}.npy").open("wb")) for name in _COLUMNS}
            for file in arrays.values():
                begin_array(file)
            yield cls(database, texts, arrays)

    def add(self, part: Part) -> None:
        """Write the next articles."""
        number, first = self._lengths["articles"], self._lengths["sentences"]
        places = np.column_stack([part.places(), as_array(part.tokens.lengths)])
        places[:, 7] = np.repeat(np.arange(number, number + len(part.articles)), part.counts("sentences"))
        sizes, sections = part.counts("size"), part.counts("sections")
        begins = self._place + np.cumsum(sizes) - sizes, self._lengths["sections"] + np.cumsum(sections) - sections
        self._append("articles", np.column_stack(begins))
        self._append("sections", part.section_places())
        self._append("sentences", places)
        self._place += self._texts.write(part.text)
        lasts = first + np.cumsum(part.counts("sentences"))
        firsts = (lasts - part.counts("sentences")).tolist()
        known = map(msgspec.structs.astuple, part.articles)
        numbered = enumerate(zip(known, firsts, lasts.tolist(), strict=True), number)
        self._insert("articles", ((n, *about[:IN_DATABASE], start, end) for n, (about, start, end) in numbered))

    def end(self) -> list[str]:
        """Write the end of what is written article by article, but for the database; returns the names of the files."""
        self._append("articles", np.array([[self._place, self._lengths["sections"]]]))
        for name, file in self._arrays.items():
            end_array(file, (self._lengths[name], _COLUMNS[name]), TYPES[name])
        self._texts.flush()
        return [TEXTS, *(f"{name}.npy" for name in self._arrays)]

    def finish(self, contents: Contents, words: Vocabulary) -> None:
        """Write what was derived, and of the vocabulary what questions are read with."""
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
            ("terms", blocks(contents.terms)),
            ("spellings", _spellings(contents)),
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
        for index in _INDEXES:
            self._database.execute(f"CREATE INDEX {index}")
        self._database.execute("COMMIT")

    def sentences(self) -> Iterator[str]:
        """Yield the texts of all sentences, in their order, once all is written."""
        arrays = {name: np.load(file.name, mmap_mode="r") for name, file in self._arrays.items()}
        texts = Texts.open(Path(self._texts.name).parent, arrays)
        for start in range(0, self._lengths["sentences"], _AT_ONCE):
            numbers = range(start, min(start + _AT_ONCE, self._lengths["sentences"]))
            for sentence, _, _ in texts.sentences(numbers, [""] * len(numbers)):
                yield sentence.text

    def _append(self, name: str, rows: NDArray[Any]) -> None:
        self._arrays[name].write(rows.astype(TYPES[name]).tobytes())
        self._lengths[name] += len(rows)

    def _insert(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        following = iter(rows)
        while several := list(islice(following, _INSERTED)):
            row = f"({', '.join('?' * len(several[0]))})"
            values = ", ".join([row] * len(several))
            self._database.execute(f"INSERT INTO {table} VALUES {values}", list(chain.from_iterable(several)))  # noqa: S608


def _spellings(contents: Contents) -> Iterator[tuple[str, int, str, int, str]]:
    """Yield the words that a misspelt one may mean, in order, as the table has them."""
    counted = zip(contents.usual, contents.frequencies.tolist(), strict=True)
    # A large corpus has mostly other terms, which are not looked at one by one.
    alphabetical = compress(counted, map(str.isalpha, contents.usual))
    words = {word: frequency for word, frequency in alphabetical if is_target(word)}
    return (
        (first, n, word, words[word], skeleton(word)) for first, n, word in sorted((w[0], len(w), w) for w in words)
    )
