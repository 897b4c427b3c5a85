"""The plain values that an index gives, and what is told of it: hits, headings, cards, and the corpus in figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus import make_label


class Hit(msgspec.Struct, frozen=True, gc=False):
    """A sentence that was found: its number in the index and its score (> 0), of TF-IDF or as said."""

    sentence: int
    score: float


class Heading(msgspec.Struct, frozen=True, gc=False):
    """What a section is about: the heading's words and where they stand; `inferred` when that is another article.

    `is_title`: it is the article's title, too.
    """

    text: str
    article_id: str
    start: int
    end: int
    inferred: bool
    is_title: bool = False


class ArticleCard(msgspec.Struct, frozen=True, gc=False):
    """What a list of articles says of one. `characters` in code points; `sentences` counts those that can answer."""

    id: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    version: str
    characters: int
    sentences: int

    @property
    def label(self) -> str:
        """What the article is called: its title, or its id in readable form."""
        return make_label(self.title, self.id)


Numbers = Sequence[int] | NDArray[np.integer[Any]]
"""The numbers of some sentences."""

TermSet = tuple[frozenset[int], frozenset[int]]
"""The terms of a sentence and, of these, the figures, by the numbers that an index gives its terms."""


@dataclass(frozen=True, slots=True)
class Matches:
    """What sentences, with the words over them, hold of a question's words: for each word what each sentence does.

    `weights`, (n_words, n_sentences): TF-IDF weights, 0 where the term is absent. `likeness`, (n_words, n_sentences):
    the cosine of the sentence's nearest word, 1 where the term itself is there, at least 0; `own`: the same without
    the words over it. `alike`, (n_sentences,): the cosine of each one's idf-weighted mean vector with the question's,
    at least 0, and 0 without word vectors. `adjacent`, (n_sentences,): the share of the question's neighbouring terms
    that are neighbours in the sentence too, in this order. `kinds`, (8, n_sentences): how many of each sentence's own
    terms that are none of the words asked are of each kind, in the order of `Kind`.
    """

    weights: NDArray[np.float64]
    likeness: NDArray[np.float64]
    own: NDArray[np.float64]
    alike: NDArray[np.float64]
    adjacent: NDArray[np.float64]
    kinds: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rows:
    """Where some sentences stand, and what they are: each (n_sentences,).

    `articles`: the numbers of their articles. `sections` and `paragraphs` count from 0 within each. `roles`: places in
    the tuple of all roles. `spoken`: whether somebody's words they are. `terms`: how many terms of their own they have.
    `traits`: bits of `Trait`.
    """

    articles: NDArray[np.int32]
    sections: NDArray[np.int32]
    paragraphs: NDArray[np.int32]
    roles: NDArray[np.int32]
    spoken: NDArray[np.bool_]
    terms: NDArray[np.int32]
    traits: NDArray[np.int32]


class Order(StrEnum):
    """What a list of articles is in order of; among equals by id, and where it is unknown last.

    Titles and publishers from A, an article without a title by its id; days from the newest; sentences from the most.
    """

    ID = "id"
    TITLE = "title"
    PUBLISHER = "publisher"
    PUBLISHED = "published"
    SENTENCES = "sentences"


@dataclass(frozen=True, slots=True)
class SectionCard:
    """What is known of all the sections of one name: how many articles have one, and how many sentences of these
    sections can answer.
    """

    name: str
    articles: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which articles have which sections: those sections that stand in most articles, and the articles with most of
    them, both in that order, equal ones as first their sentences and then their names or ids tell.

    `cells`, (n_sections, n_articles): how many sentences of each section can answer. `all_sections`: how many names
    sections have in the whole corpus; `all_articles`: how many articles have a section of those that are given here.
    """

    sections: tuple[SectionCard, ...]
    articles: tuple[ArticleCard, ...]
    cells: tuple[tuple[int, ...], ...]
    all_sections: int
    all_articles: int


@dataclass(frozen=True, slots=True)
class CorpusFigures:
    """The corpus in figures. `words`: different terms; `speakers` and `publishers`: different names of them.

    `first` and `last`: the days between which the articles that have a date were published. `longest`: the id of the
    longest article; None, as the days, where there is none. `copies`: how many sentences long enough to tell stand in
    another article, too.
    """

    words: int
    speakers: int
    publishers: int
    first: str | None
    last: str | None
    longest: str | None
    copies: int


@dataclass(frozen=True, slots=True)
class BuildProgress:
    """How far a build is: `articles` read of `of`, with the `sentences` found; `analysed`: how many of them anew. Then
    sentences are encoded: `encoded` of `to_encode`, which is 0 before.
    """

    articles: int
    of: int
    sentences: int
    analysed: int
    encoded: int = 0
    to_encode: int = 0
