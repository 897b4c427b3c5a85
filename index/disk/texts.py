"""The texts of a generation, all articles' one after the other in one file, and what stands where in them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from corpus import Edit, Role, Section, Sentence, Span, edits_within, read_edited
from index.disk.arrays import check_runs
from index.disk.manifest import REMEDY
from index.errors import IndexDamaged
from index.memo import BatchMemo
from index.values import Numbers, Rows

TEXTS = "texts.bin"

ROLES = tuple(Role)
"""The roles, by the numbers that stand for them in `sentences.npy`."""

_SURROGATES = 0xD800, 0xDFFF
"""The first and the last code point that stand for half a character: no text holds one."""

NOWHERE = -1
"""Stands for the start and the end of what is not there."""


class Texts:
    """The file, mapped, with the arrays that tell of it; safe to share between threads.

    Every method raises IndexDamaged for what cannot be; sentences are asked for by numbers that there are.
    """

    def __init__(self, path: Path, raw: NDArray[np.uint8], arrays: Mapping[str, NDArray[Any]]) -> None:
        """Store the texts' bytes, and a generation's arrays."""
        self._path = path
        self._raw = raw.data
        self._articles, self._edits, self._sections, self._sentences = (
            arrays[name] for name in ("articles", "edits", "sections", "sentences")
        )
        self._texts = BatchMemo(self._read_texts, 1 << 8)

    @classmethod
    def open(cls, folder: Path, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Map the file."""
        path = folder / TEXTS
        try:
            raw = np.memmap(path, dtype=np.uint8, mode="r") if path.stat().st_size else np.zeros(0, dtype=np.uint8)
        except OSError as error:
            raise IndexDamaged(f"{path}: cannot be read ({error.strerror}); {REMEDY}") from error
        return cls(path, np.asarray(raw), arrays)

    def text(self, article: int) -> str:
        """Return the text of an article."""
        return self._texts.of([article])[article][0]

    def sections(self, article: int) -> tuple[Section, ...]:
        """Return the sections of an article."""
        text, edits = self._texts.of([article])[article]
        first, last = self._articles[article : article + 2, 1].tolist()
        rows = self._sections[max(first, 0) : last].tolist()
        if len(rows) != last - first or any(not 0 <= start <= end <= len(text) for start, end, *_ in rows):
            raise IndexDamaged(f"{self._path.with_name('sections.npy')}: holds numbers that cannot be; {REMEDY}")
        return tuple(Section(start, end, self._span(text, edits, *heading)) for start, end, *heading in rows)

    def edits(self, article: int) -> tuple[Edit, ...]:
        """Return what of an article's text is not read as it stands."""
        return self._texts.of([article])[article][1]

    def articles_of(self, numbers: Sequence[int]) -> list[int]:
        """Return the numbers of the articles that sentences are of."""
        wrong = next((number for number in numbers if not 0 <= number < len(self._sentences)), None)
        if wrong is not None:
            raise IndexDamaged(f"{self._path.parent}: there is no sentence {wrong}; {REMEDY}")
        articles: list[int] = self._sentences[numbers, 7].tolist()
        return articles

    def sentences(self, numbers: Sequence[int], ids: Sequence[str]) -> Iterator[tuple[Sentence, int, Span | None]]:
        """Yield sentences, given the ids of their articles, each with its section's number, of all sections, and the
        heading that this one shows.
        """
        rows = self._sentences[numbers]
        known = self._texts.of(rows[:, 7].tolist())  # so all articles are there
        sections = self._articles[rows[:, 7], 1] + rows[:, 3]
        wrong = sections[(sections < 0) | (sections >= len(self._sections))]
        if len(wrong):
            raise IndexDamaged(f"{self._path.with_name('sections.npy')}: there is no section {wrong[0]}; {REMEDY}")
        headings = self._sections[sections, 2:].tolist()
        for article_id, row, section, heading in zip(ids, rows.tolist(), sections.tolist(), headings, strict=True):
            start, end, role, own, paragraph, *speaker, article, _, _ = row
            text, edits = known[article]
            if not (0 <= role < len(ROLES) and own >= 0 and 0 <= start <= end <= len(text)):
                path = self._path.with_name("sentences.npy")
                raise IndexDamaged(f"{path}: a sentence of {article_id} cannot be; {REMEDY}")
            said = self._span(text, edits, *speaker)
            read, inside = read_edited(text, start, end, edits), edits_within(edits, start, end)
            sentence = Sentence(article_id, start, end, read, ROLES[role], own, paragraph, said, inside)
            yield sentence, section, self._span(text, edits, *heading)

    def in_sections(self, numbers: Sequence[int], reach: int, role: Role) -> list[int]:
        """Return the numbers of sentences of a role from some on, less than `reach` after each and in its section."""
        places = np.array(numbers, dtype=np.int64)[:, None] + np.arange(reach)
        there = np.minimum(places, len(self._sentences) - 1)
        roles, sections, articles = (self._sentences[there, column] for column in (2, 3, 7))
        own = (sections == sections[:, :1]) & (articles == articles[:, :1]) & (places == there)
        found: list[int] = places[np.logical_and.accumulate(own, axis=1) & (roles == ROLES.index(role))].tolist()
        return found

    def rows(self, numbers: Numbers) -> Rows:
        """Return where sentences stand, and what they are."""
        rows = self._sentences[np.asarray(numbers, dtype=np.int64)]
        if ((rows[:, 2] < 0) | (rows[:, 2] >= len(ROLES))).any():
            raise IndexDamaged(f"{self._path.with_name('sentences.npy')}: holds numbers that cannot be; {REMEDY}")
        return Rows(
            articles=rows[:, 7],
            sections=rows[:, 3],
            paragraphs=rows[:, 4],
            roles=rows[:, 2],
            spoken=rows[:, 5] != NOWHERE,
            terms=rows[:, 8],
            traits=rows[:, 9],
        )

    def own_terms(self, numbers: Numbers) -> NDArray[np.int32]:
        """Return how many terms sentences have of their own."""
        return np.asarray(self._sentences[np.asarray(numbers, dtype=np.int64), 8])

    def _span(self, text: str, edits: tuple[Edit, ...], start: int, end: int) -> Span | None:
        if start == NOWHERE:
            return None
        if not 0 <= start <= end <= len(text):
            raise IndexDamaged(f"{self._path.parent}: no name or heading can be where one is said to be; {REMEDY}")
        return Span(start, end, read_edited(text, start, end, edits))

    def _read_texts(self, articles: list[int]) -> dict[int, tuple[str, tuple[Edit, ...]]]:
        wrong = next((article for article in articles if not 0 <= article < len(self._articles) - 1), None)
        if wrong is not None:
            raise IndexDamaged(f"{self._path}: holds no article {wrong}; {REMEDY}")
        wanted = np.array(articles)
        starts, ends = self._articles[wanted, 0], self._articles[wanted + 1, 0]
        check_runs(starts, ends, len(self._raw), str(self._path.with_name("articles.npy")))
        try:
            read = [
                str(self._raw[start:end], "utf-8") for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
            ]
        except UnicodeDecodeError as error:
            raise IndexDamaged(f"{self._path}: cannot be read ({error}); {REMEDY}") from error
        return {n: (text, self._edits_of(n, len(text))) for n, text in zip(articles, read, strict=True)}

    def _edits_of(self, article: int, length: int) -> tuple[Edit, ...]:
        """Read what of an article's text of a length is not read as it stands."""
        first, last = self._articles[article : article + 2, 2].tolist()
        rows = self._edits[max(first, 0) : last].tolist()
        places = [0, *(place for start, end, *_ in rows for place in (start, end)), length]
        codes = self._edits[max(first, 0) : last, 2:]
        halves = ((codes >= _SURROGATES[0]) & (codes <= _SURROGATES[1])).any()
        if len(rows) != last - first or places != sorted(places) or halves:
            raise IndexDamaged(f"{self._path.with_name('edits.npy')}: holds numbers that cannot be; {REMEDY}")
        try:
            return tuple(Edit(start, end, "".join(map(chr, filter(None, shown)))) for start, end, *shown in rows)
        except (ValueError, OverflowError) as error:
            raise IndexDamaged(f"{self._path.with_name('edits.npy')}: holds no characters; {REMEDY}") from error
