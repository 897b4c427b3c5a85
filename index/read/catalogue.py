"""What is known of an index apart from its sentences: its words, and what is told of its articles. It grows as they do,
and not as the texts.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import Span, Vocabulary
from index.disk.database import Database
from index.disk.manifest import Manifest
from index.disk.section_names import SectionNames
from index.filters import ArticleQuery, Filters, FoundArticles, Ranges, Selection
from index.memo import memoized
from index.read.article_table import ArticleTable, Mask
from index.read.days import days_of
from index.read.likeness import TermVectors
from index.read.terms import TermDictionary
from index.text.analysis import extract_terms
from index.text.equivalents import Equivalents
from index.text.names import mentions
from index.text.spelling import correct, is_misspelt, skeleton, slips
from index.values import ArticleCard, CorpusFigures, Coverage, Numbers, Order

_WORDS_ASKED = re.compile(r'["“”]([^"“”]+)["“”]?|([^\s"“”]+)')
"""Words between quotation marks, or one word."""


class Catalogue(ABC):
    """The part of a `Searcher` that reads no sentence. Safe to share between threads."""

    def __init__(self, manifest: Manifest, arrays: Mapping[str, NDArray[Any]], database: Database) -> None:
        """Store what it is read from; of the arrays, those of the terms."""
        self._manifest = manifest
        self._database = database
        self._vectors = TermVectors(arrays["vectors"])
        self._dictionary = TermDictionary(
            database, arrays["postings-starts"], self._vectors, arrays["kinds"], arrays["common"], manifest.rows
        )
        self._select = memoized(self._find_selection, 1 << 4)
        self._section_names = SectionNames(database, arrays["names"])
        self._spell = memoized(self._find_spelling, 1 << 10)
        self._names_in = memoized(self._find_names, 1 << 12)
        self._sentence_numbers = memoized(self._read_sentence_numbers, 1 << 12)

    def check_vocabulary(self, words: Vocabulary) -> None:
        """Raise VocabularyMismatch for another vocabulary than the one that it was built with."""
        self._manifest.check_vocabulary(words)

    @property
    def version(self) -> str:
        """The hash of all that went into the index."""
        return self._manifest.version

    @property
    def built_at(self) -> str:
        """When it was built, ISO 8601, UTC."""
        return self._manifest.built_at

    @cached_property
    def equivalents(self) -> Equivalents:
        """Words that mean the same, by the vocabulary that the index was built with."""
        return Equivalents.build(self._database.equivalents())

    @property
    def encoder(self) -> str | None:
        """The name of the encoder that it was built with, if any."""
        return self._manifest.encoder

    @property
    def n_articles(self) -> int:
        """How many articles it holds."""
        return self._manifest.articles

    @property
    def n_rows(self) -> int:
        """How many sentences it holds, of all roles: they are numbered from 0 up to this."""
        return self._manifest.rows

    @property
    def n_sentences(self) -> int:
        """How many sentences can answer."""
        return self._manifest.sentences

    @property
    def has_vectors(self) -> bool:
        """Whether words are compared by their vectors, and not only by themselves."""
        return self._dictionary.has_vectors

    def select(self, filters: Filters) -> Selection:
        """The articles that pass filters."""
        return self._select(filters)

    def select_articles(self, articles: Sequence[int]) -> Selection:
        """The articles of these numbers."""
        bounds = self._bounds[np.array(articles, dtype=np.intp)]
        return Selection(len(bounds), Ranges.joined(bounds))

    def published(self, articles: Numbers) -> NDArray[np.int32]:
        """The first day and the last on which these articles, by number, may have been published; 0 if unknown."""
        return self._published[np.asarray(articles, dtype=np.intp)]

    def nearest(self, word: str, *, limit: int) -> tuple[tuple[str, float], ...]:
        """The terms whose words are most like a word, with the cosines, best first; none without word vectors."""
        return self._dictionary.nearest(word, limit)

    def spell(self, word: str, *, is_name: bool = False) -> str | None:
        """The word of the corpus, or the common one of English, that a misspelt one means; None where none is near."""
        return self._spell((word, is_name))

    def stands_for(self, acronym: str) -> str | None:
        """The name whose acronym or initials these are, as the corpus writes it."""
        rows = self._database.rows("SELECT name FROM acronyms WHERE letters = ?", acronym.casefold())
        return next((name for (name,) in rows), None)

    def is_name(self, term: str) -> bool:
        """Whether the corpus writes a term with a capital nearly everywhere."""
        return self._dictionary.is_name(term)

    def section_names(self, text: str) -> tuple[Span, ...]:
        """The names of sections, of any article, that a text mentions: the longest at each place, in order."""
        return self._names_in(text)

    def document_frequency(self, term: str) -> int:
        """How many sentences, with the headings and titles counted with them, hold the term."""
        return self._dictionary.frequency(term)

    def idf(self, term: str) -> float:
        """The term's inverse document frequency; that of a frequency of 0.5 for a term that no sentence holds."""
        return self._dictionary.idf(term)

    def sentence_numbers(self, article_id: str) -> range:
        """The numbers of an article's sentences, all roles; empty for an unknown article."""
        return self._sentence_numbers(article_id)

    def cards(
        self, *, search: str = "", after: str | None = None, limit: int | None = None, order: Order = Order.ID
    ) -> Sequence[ArticleCard]:
        """Articles in an order, only those after the id `after`; `search`: words that id, title or publisher hold.

        Where no article has that id, those of greater ids come in order of ids, and all come in any other order.
        """
        return self._database.cards(search, after, limit, order)

    def find_articles(self, query: ArticleQuery, *, order: Order = Order.PUBLISHED) -> FoundArticles:
        """Articles that are looked for by hand, with how many there are of each month, kind and publisher."""
        groups, unknown = self._asked_for(query.text)
        holding = np.full(len(self._table), not unknown)
        for terms in groups:
            holding &= self._articles_with(terms)
        return self._table.find(query, order, holding, unknown)

    def count_articles(self, name: str) -> int:
        """How many articles have a sentence that holds a name's words one after the other, or has them over it.

        0 for no words.
        """
        groups, unknown = self._asked_for(f'"{name}"')
        if unknown or not groups:
            return 0
        return int(self._articles_with(groups[0]).sum())

    def cards_of(self, numbers: Sequence[int]) -> tuple[tuple[ArticleCard, str | None], ...]:
        """Articles by the numbers that `find_articles` gives, in the order asked, each with its kind."""
        kinds = map(self._table.type, numbers)
        return tuple(zip(self._database.cards_of(numbers), kinds, strict=True))

    def coverage(self) -> Coverage:
        """Which articles have which sections, of those that stand in most articles."""
        return self._database.coverage()

    def figures(self) -> CorpusFigures:
        """The corpus in figures."""
        return self._database.figures()

    @abstractmethod
    def _articles_with(self, terms: Sequence[int]) -> Mask:
        """Return which articles have a sentence that holds some terms one after the other, or has them so over it."""

    @cached_property
    def _bounds(self) -> NDArray[np.int64]:
        return self._database.bounds()

    @cached_property
    def _published(self) -> NDArray[np.int32]:
        days = [days_of(day) for day in self._database.published()]
        return np.array(days, dtype=np.int32).reshape(-1, 2)

    @cached_property
    def _table(self) -> ArticleTable:
        return ArticleTable.of(self._database, self.n_rows, self.is_name)

    def _find_selection(self, filters: Filters) -> Selection:
        return self._database.select(filters, self.n_rows) if filters.types is None else self._table.select(filters)

    def _asked_for(self, text: str) -> tuple[list[list[int]], tuple[str, ...]]:
        """Return the terms that an article is to hold, together where they are to stand in one sentence, and the words
        of which there is none.
        """
        groups: list[list[int]] = []
        unknown: list[str] = []
        for quoted, word in _WORDS_ASKED.findall(text):
            terms = list(extract_terms(quoted or word))
            numbers = self._dictionary.numbers(terms)
            known = [number for term in terms if (number := numbers[term]) is not None]
            if len(known) < len(terms):
                unknown.append((quoted or word).strip())
            elif known:
                groups.append(known)
        return groups, tuple(unknown)

    def _find_spelling(self, asked: tuple[str, bool]) -> str | None:
        word, is_name = asked
        near = self._database.spelt_like(word[0], len(word), slips(word), skeleton(word)) if is_misspelt(word) else {}
        return correct(word, near, is_name=is_name)

    def _find_names(self, text: str) -> tuple[Span, ...]:
        return tuple(Span(start, end, text[start:end]) for start, end in mentions(text, self._section_names.known))

    def _read_sentence_numbers(self, article_id: str) -> range:
        return self._database.sentence_numbers(article_id, self.n_rows)
