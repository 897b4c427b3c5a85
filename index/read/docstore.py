"""The articles of a generation, and their sentences: what is known of them, and their texts, read by id and number."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from corpus import Article, Role, Sentence
from index.disk.arrays import open_arrays
from index.disk.database import DATABASE, Database
from index.disk.manifest import REMEDY, Manifest
from index.disk.texts import TEXTS, Texts
from index.errors import IndexDamaged
from index.memo import BatchMemo, memoized
from index.values import Heading, Numbers, Rows

_REMEMBERED = 1 << 15
"""How many sentences are remembered."""

_Placed = tuple[Sentence, Heading | None]
"""A sentence, and the heading over it."""


class Docstore:
    """A generation's articles; safe to share between threads.

    Every method raises IndexDamaged for what cannot be read, or cannot be.
    """

    def __init__(self, database: Database, texts: Texts) -> None:
        """Store what both are read from."""
        self._database = database
        self._texts = texts
        self._placed = BatchMemo(self._read, _REMEMBERED)
        self._articles = memoized(self._read_article, 1 << 8)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the articles of a folder alone, and nothing else of the generation. Raises GenerationError."""
        arrays = open_arrays(folder, Manifest.read(folder))
        return cls.of(Database.open(folder / DATABASE), folder, arrays)

    @classmethod
    def of(cls, database: Database, folder: Path, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Open them with a generation's database and arrays, which are open already."""
        return cls(database, Texts.open(folder, arrays))

    def article(self, article_id: str) -> Article | None:
        """Return one article, whole."""
        return self._articles(article_id)

    def sentences(self, numbers: Sequence[int]) -> list[_Placed]:
        """Return sentences with what is over them; those that were not looked at lately are read, in one go."""
        placed = self._placed.of(numbers)
        return [placed[number] for number in numbers]

    def contacts(self, numbers: Sequence[int], reach: int) -> list[int]:
        """Return the contact blocks among sentences and less than `reach` after each in its section."""
        return list(dict.fromkeys(self._texts.in_sections(numbers, reach, Role.CONTACT)))

    def rows(self, numbers: Numbers) -> Rows:
        """Return where sentences stand, and what they are."""
        return self._texts.rows(numbers)

    def own_terms(self, numbers: Numbers) -> NDArray[np.int32]:
        """Return how many terms sentences have of their own, beside those of the words over them."""
        return self._texts.own_terms(numbers)

    def _read(self, numbers: list[int]) -> dict[int, _Placed]:
        articles = self._texts.articles_of(numbers)
        known = self._database.names(articles)
        lost = next((number for number in articles if number not in known), None)
        if lost is not None:
            raise IndexDamaged(f"{DATABASE}: holds no article {lost}; {REMEDY}")
        names = [known[number] for number in articles]
        read = list(self._texts.sentences(numbers, [article_id for article_id, _ in names]))
        inferred = self._database.inferred(section for _, section, span in read if span is None)
        out: dict[int, _Placed] = {}
        for number, (article_id, title), (sentence, section, span) in zip(numbers, names, read, strict=True):
            heading = inferred.get(section)
            if span is not None:
                is_title = span.text == title
                heading = Heading(span.text, article_id, span.start, span.end, inferred=False, is_title=is_title)
            out[number] = sentence, heading
        return out

    def _read_article(self, article_id: str) -> Article | None:
        row = self._database.article(article_id)
        if row is None:
            return None
        number, title, publisher, published, url, kind, transcript, sha256 = row
        text, sections = self._texts.text(number), self._texts.sections(number)
        edits = self._texts.edits(number)
        known = (title, publisher, published, url)
        article = Article(article_id, *known, text, sha256, sections, edits, kind, bool(transcript))
        if not article.is_whole:
            raise IndexDamaged(f"{TEXTS}: the text of {article_id} is not what was written; {REMEDY}")
        return article
