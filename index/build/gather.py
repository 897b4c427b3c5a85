"""The chunks of a corpus, gathered one after the other without their texts: what is derived across them is derived of
this, in memory that grows with the words and sentences, and not with what else the articles hold.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.build.chunk import KEY, Chunk
from index.build.lexicon import Lexicon
from index.values import ArticleCard


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

    def add(self, chunk: Chunk) -> None:
        """Add the next articles."""
        places, sections = chunk.places(), chunk.section_places()
        of_sections = np.repeat(np.arange(len(chunk.articles)), chunk.counts("sections"))
        of_sentences = np.repeat(np.arange(len(chunk.articles)), chunk.counts("sentences"))
        for row, name in zip(np.flatnonzero(chunk.spoken()).tolist(), chunk.speakers, strict=True):
            self.speakers.add(_plain(name))
            if places[row, 7]:
                self.over.append((len(self._sections) + row, name))
        before = len(self._headings) + np.cumsum(chunk.counts("sections")) - chunk.counts("sections")
        self._sections.frombytes((places[:, 3] + before[of_sentences]).astype(np.int32).tobytes())
        self._answering += chunk.answering().tobytes()
        self._keys += chunk.keys
        self._headings += chunk.headings
        self._spans.frombytes(np.ascontiguousarray(sections[:, 2:]).tobytes())
        self._articles.frombytes((len(self.cards) + of_sections).astype(np.int32).tobytes())
        self.lexicon.add(chunk.tokens)
        self.cards += [
            ArticleCard(a.id, a.title, a.publisher, a.published, a.url, f"sha256:{a.sha256}", a.characters, a.answering)
            for a in chunk.articles
        ]

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
