"""The articles of a generation, and their sentences: what is known of them, and their texts, read by id and number."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from numpy.typing import NDArray

from corpus import Article, Sentence
from index.arrays import open_arrays
from index.database import DATABASE, Database
from index.errors import IndexDamaged
from index.manifest import REMEDY, Manifest
from index.remembering import remembered
from index.searcher import Heading
from index.texts import Texts

_REMEMBERED = 1 << 15
"""How many sentences are remembered."""

_Placed = tuple[Sentence, Heading | None]
"""A sentence, and the heading over it."""


class Shelf:
    """A generation's articles; safe to share between threads.

    Every method raises IndexDamaged for what cannot be read, or cannot be.
    """

    def __init__(self, database: Database, texts: Texts) -> None:
        """Store what both are read from."""
        self._database = database
        self._texts = texts
        self._placed: dict[int, _Placed] = {}
        self.article = remembered(self._read_article, 1 << 8)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the articles of a folder alone, and nothing else of the generation. Raises GenerationError."""
        arrays = open_arrays(folder, Manifest.read(folder), None)
        return cls.of(Database.open(folder / DATABASE), folder, arrays)

    @classmethod
    def of(cls, database: Database, folder: Path, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Open them with a generation's database and arrays, which are open already."""
        return cls(database, Texts.open(folder, arrays))

    def sentences(self, numbers: Sequence[int]) -> list[_Placed]:
        """Return sentences with what is over them; those that were not looked at lately are read, in one go."""
        placed = self._placed
        if len(placed) > _REMEMBERED:
            placed = self._placed = {}  # who reads in the other meanwhile goes on with that
        missing = [number for number in numbers if number not in placed]
        if missing:
            placed.update(self._read(missing))
        return [placed[number] for number in numbers]

    def _read(self, numbers: Sequence[int]) -> Iterator[tuple[int, _Placed]]:
        articles = {number: self._texts.article_of(number) for number in numbers}
        ids = self._database.ids(articles.values())
        headings = {number: self._texts.heading(number) for number in articles}
        sections = {number: self._texts.section_of(number) for number, span in headings.items() if span is None}
        inferred = self._database.inferred(sections.values())
        for number, span in headings.items():
            article_id = ids.get(articles[number])
            if article_id is None:
                raise IndexDamaged(f"{DATABASE}: sentence {number} is of no article; {REMEDY}")
            shown = None if span is None else Heading(span.text, article_id, span.start, span.end, inferred=False)
            heading = inferred.get(sections[number]) if shown is None else shown
            yield number, (self._texts.sentence(number, article_id), heading)

    def _read_article(self, article_id: str) -> Article | None:
        row = self._database.article(article_id)
        if row is None:
            return None
        number, title, publisher, published, url, sha256 = row
        text, sections = self._texts.text(number), self._texts.sections(number)
        return Article(article_id, title, publisher, published, url, text, sha256, sections)
