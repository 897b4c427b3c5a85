"""The texts of a generation, all articles' one after the other in one file, and what stands where in them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from corpus import Section, Sentence, Span
from index.errors import IndexDamaged
from index.manifest import REMEDY
from index.parts import NOWHERE, ROLES
from index.remembering import remembered

TEXTS = "texts.bin"


class Texts:
    """The file, mapped, with the arrays that tell of it; safe to share between threads.

    Every method raises IndexDamaged for what is not there, or cannot be.
    """

    def __init__(self, path: Path, raw: NDArray[np.uint8], arrays: Mapping[str, NDArray[Any]]) -> None:
        """Store the texts' bytes, and a generation's arrays."""
        self._path = path
        self._raw = raw
        self._articles, self._sections, self._sentences = (
            arrays[name] for name in ("articles", "sections", "sentences")
        )
        self.text = remembered(self._read_text, 1 << 8)

    @classmethod
    def open(cls, folder: Path, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Map the file."""
        path = folder / TEXTS
        try:
            raw = np.memmap(path, dtype=np.uint8, mode="r") if path.stat().st_size else np.zeros(0, dtype=np.uint8)
        except OSError as error:
            raise IndexDamaged(f"{path}: cannot be read ({error.strerror}); {REMEDY}") from error
        return cls(path, np.asarray(raw), arrays)

    def sections(self, article: int) -> tuple[Section, ...]:
        """Return the sections of an article."""
        text = self.text(article)
        first, last = self._articles[article : article + 2, 1].tolist()
        return tuple(
            Section(start, end, self._span(text, *heading))
            for start, end, *heading in self._sections[first:last].tolist()
        )

    def article_of(self, number: int) -> int:
        """Return the number of the article that a sentence is of."""
        if not 0 <= number < len(self._sentences):
            raise IndexDamaged(f"{self._path.parent}: there is no sentence {number}; {REMEDY}")
        return int(self._sentences[number, -1])

    def sentence(self, number: int, article_id: str) -> Sentence:
        """Return a sentence of an article that has this id."""
        start, end, role, section, paragraph, *speaker, article = self._sentences[number].tolist()
        text = self.text(article)
        if not (0 <= role < len(ROLES) and section >= 0 and 0 <= start <= end <= len(text)):
            raise IndexDamaged(f"{self._path.with_name('sentences.npy')}: sentence {number} cannot be; {REMEDY}")
        said = self._span(text, *speaker)
        return Sentence(article_id, start, end, text[start:end], ROLES[role], section, paragraph, said)

    def section_of(self, number: int) -> int:
        """Return the number, of all sections, of that which a sentence is in."""
        section, article = self._sentences[number, [3, -1]].tolist()
        self.text(article)  # it is there
        return int(self._articles[article, 1]) + int(section)

    def heading(self, number: int) -> Span | None:
        """Return the heading that the section of a sentence shows."""
        section = self.section_of(number)
        if not 0 <= section < len(self._sections):
            raise IndexDamaged(f"{self._path.with_name('sections.npy')}: there is no section {section}; {REMEDY}")
        return self._span(self.text(self.article_of(number)), *self._sections[section, 2:].tolist())

    def _span(self, text: str, start: int, end: int) -> Span | None:
        if start == NOWHERE:
            return None
        if not 0 <= start <= end <= len(text):
            raise IndexDamaged(f"{self._path.parent}: no name or heading can be where one is said to be; {REMEDY}")
        return Span(start, end, text[start:end])

    def _read_text(self, article: int) -> str:
        if not 0 <= article < len(self._articles) - 1:
            raise IndexDamaged(f"{self._path}: holds no article {article}; {REMEDY}")
        start, end = self._articles[article : article + 2, 0].tolist()
        try:
            return self._raw[start:end].tobytes().decode()
        except UnicodeDecodeError as error:
            raise IndexDamaged(f"{self._path}: cannot be read ({error}); {REMEDY}") from error
