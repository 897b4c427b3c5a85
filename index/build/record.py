"""Writing the texts of a generation and what is known of them: articles as they come, then what was derived of all."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from itertools import compress
from pathlib import Path
from typing import IO, Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus import MOST_SHOWN, Vocabulary
from index.build.chunk import IN_DATABASE, Chunk
from index.build.derive import Contents
from index.build.lexicon import as_array
from index.disk.arrays import TYPES, begin_array, end_array
from index.disk.database import DATABASE, NewDatabase, blocks_of
from index.disk.texts import TEXTS
from index.text.spelling import is_target, skeleton

_AT_ONCE = 1000
"""How many sentences are read together."""

_COLUMNS = {"articles": 3, "edits": 2 + MOST_SHOWN, "sections": 4, "sentences": 10}
"""How many columns the arrays have that are written article by article."""


class Recorder:
    """The files, new, to be written in id order; the same bytes for the same content.

    What its methods raise is OSError or sqlite3.Error.
    """

    def __init__(self, database: NewDatabase, texts: IO[bytes], arrays: Mapping[str, IO[bytes]]) -> None:
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
            database = stack.enter_context(NewDatabase.begin(folder / DATABASE))
            texts = stack.enter_context((folder / TEXTS).open("wb"))
            arrays = {name: stack.enter_context((folder / f"{name}.npy").open("wb")) for name in _COLUMNS}
            for file in arrays.values():
                begin_array(file)
            yield cls(database, texts, arrays)

    def add(self, chunk: Chunk) -> None:
        """Write the next articles."""
        number, first = self._lengths["articles"], self._lengths["sentences"]
        own = chunk.places()
        places = np.column_stack([own[:, :8], as_array(chunk.tokens.lengths), own[:, 8]])
        places[:, 7] = np.repeat(np.arange(number, number + len(chunk.articles)), chunk.counts("sentences"))
        before = (("size", self._place), ("sections", self._lengths["sections"]), ("edits", self._lengths["edits"]))
        counted = [(chunk.counts(of), start) for of, start in before]
        self._append("articles", np.column_stack([start + np.cumsum(n) - n for n, start in counted]))
        self._append("sections", chunk.section_places())
        self._append("edits", chunk.edit_places())
        self._append("sentences", places)
        self._place += self._texts.write(chunk.text)
        lasts = first + np.cumsum(chunk.counts("sentences"))
        firsts = (lasts - chunk.counts("sentences")).tolist()
        known = map(msgspec.structs.astuple, chunk.articles)
        numbered = enumerate(zip(known, firsts, lasts.tolist(), strict=True), number)
        self._database.insert(
            "articles", ((n, *about[:IN_DATABASE], start, end) for n, (about, start, end) in numbered)
        )

    def end(self) -> None:
        """Write the end of what is written article by article, but for the database."""
        self._append("articles", np.array([[self._place, self._lengths["sections"], self._lengths["edits"]]]))
        for name, file in self._arrays.items():
            end_array(file, (self._lengths[name], _COLUMNS[name]), TYPES[name])
        self._texts.flush()

    def finish(self, contents: Contents, words: Vocabulary) -> None:
        """Write what was derived, and of the vocabulary what questions are read with."""
        coverage = contents.coverage
        figures = asdict(contents.figures) | {
            "all_sections": coverage.all_sections,
            "all_articles": coverage.all_articles,
        }
        headings = ((number, h.text, h.article_id, h.start, h.end) for number, h in sorted(contents.headings.items()))
        equivalents = (
            (number, place, phrase)
            for number, phrases in enumerate(words.equivalents)
            for place, phrase in enumerate(phrases)
        )
        for table, rows in (
            ("terms", blocks_of(contents.terms)),
            ("spellings", _spellings(contents)),
            ("acronyms", contents.acronyms),
            ("names", ((name,) for name in contents.names)),
            ("equivalents", equivalents),
            ("inferred", headings),
            ("figures", sorted(figures.items())),
            ("shown_sections", ((row, s.name, s.articles, s.sentences) for row, s in enumerate(coverage.sections))),
            ("shown_articles", enumerate(coverage.articles)),
            ("cells", coverage.cells),
        ):
            self._database.insert(table, rows)
        self._database.finish()

    def _append(self, name: str, rows: NDArray[Any]) -> None:
        self._arrays[name].write(rows.astype(TYPES[name]).tobytes())
        self._lengths[name] += len(rows)


def _spellings(contents: Contents) -> Iterator[tuple[str, int, str, int, str]]:
    """Yield the words that a misspelt one may mean, in order, as the table has them."""
    counted = zip(contents.usual, contents.frequencies.tolist(), strict=True)
    # A large corpus has mostly other terms, which are not looked at one by one.
    alphabetical = compress(counted, map(str.isalpha, contents.usual))
    words = {word: frequency for word, frequency in alphabetical if is_target(word)}
    return (
        (first, n, word, words[word], skeleton(word)) for first, n, word in sorted((w[0], len(w), w) for w in words)
    )
