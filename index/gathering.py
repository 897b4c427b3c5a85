"""The parts of a corpus, gathered one after the other without their texts: what is derived across them is derived of
this, in memory that grows with the words and sentences, and not with what else the articles hold.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.lexicon import Lexicon
from index.parts import KEY, NOWHERE, Part
from index.searcher import ArticleCard


@dataclass(frozen=True, slots=True)
class SectionRows:
    """The sections of all articles, numbered through: of each its article's number, and its heading, if it shows one,
    with the place of that in the article.
    """

    articles: NDArray[np.int32]
    headings: Sequence[str | None]
    spans: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class SentenceRows:
    """The sentences of all articles, numbered through: of each its section's number, whether it can answer, and what
    stands for its terms, as two numbers: (n_rows, 2), both zero where it tells nothing.
    """

    sections: NDArray[np.int32]
    answering: NDArray[np.bool_]
    keys: NDArray[np.uint64]


class Gathering:
    """What is gathered so far. `cards`: the articles; `lexicon`: their words; `speakers`: the names of all speakers, as
    they are compared; `over`: the sentences with which a speaker's name counts, by number, and the name.
    """

    def __init__(self) -> None:
        """Begin without any article."""
        self.cards: list[ArticleCard] = []
        self.lexicon = Lexicon()
        self.speakers: set[str] = set()
        self.over: list[tuple[int, str]] = []
        self._headings: list[str | None] = []
        self._spans = array("i")
        self._articles = array("i")
        self._sections = array("i")
        self._answering = bytearray()
        self._keys = bytearray()

    def add(self, part: Part) -> None:
        """Add the next article."""
        places, sections = part.places(), part.section_places()
        answering = part.answering()
        for row in np.flatnonzero(places[:, 5] != NOWHERE).tolist():
            name = part.cut(*places[row, 5:7].tolist())
            self.speakers.add(_plain(name))
            if places[row, 7]:
                self.over.append((len(self._sections) + row, name))
        self._sections.frombytes((places[:, 3] + len(self._headings)).astype(np.int32).tobytes())
        self._answering += answering.tobytes()
        self._keys += part.keys
        spans = sections[:, 2:]
        self._headings += [None if span[0] == NOWHERE else part.cut(*span) for span in spans.tolist()]
        self._spans.frombytes(np.ascontiguousarray(spans).tobytes())
        self._articles.extend([len(self.cards)] * len(sections))
        self.lexicon.add(part.tokens)
        known = (part.id, part.title, part.publisher, part.published, part.url, f"sha256:{part.sha256}")
        self.cards.append(ArticleCard(*known, characters=len(part.text), sentences=int(answering.sum())))

    @property
    def n_rows(self) -> int:
        """How many sentences there are."""
        return len(self._sections)

    @property
    def n_answering(self) -> int:
        """How many sentences can answer."""
        return sum(card.sentences for card in self.cards)

    def sections(self) -> SectionRows:
        """Return the sections."""
        return SectionRows(_of(self._articles), self._headings, _of(self._spans).reshape(-1, 2))

    def rows(self) -> SentenceRows:
        """Return the sentences."""
        keys = np.frombuffer(bytes(self._keys), dtype="<u8").reshape(-1, KEY // 8)
        return SentenceRows(_of(self._sections), np.frombuffer(bytes(self._answering), dtype=np.bool_), keys)


def _of(numbers: "array[int]") -> NDArray[np.int32]:
    return np.array(numbers, dtype=np.int32)


def _plain(name: str) -> str:
    """Return a name as it is compared: "Cllr. Ann Lee" and "Cllr Ann Lee" are one."""
    return " ".join(name.replace(".", " ").casefold().split())
