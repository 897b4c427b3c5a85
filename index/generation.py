"""A generation on disk, to be read: one immutable folder, described in `index.manifest` (manifest.json), `index.arrays`
(*.npy), `index.texts` (texts.bin) and `index.database` (corpus.sqlite).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from corpus import Article, Sentence, Span, Vocabulary
from index.arrays import ENCODINGS, FIGURE, NAME, check_fractions, check_numbers, open_arrays
from index.database import DATABASE, Database
from index.encoder import Encoder
from index.equivalents import Equivalents
from index.leases import Lease
from index.likeness import Asked, Match, Rows
from index.manifest import Manifest
from index.meaning import Meanings
from index.names import mentions
from index.postings import Postings
from index.remembering import remembered
from index.searcher import ArticleCard, CorpusFigures, Coverage, Heading, Hit, Order, TermSet
from index.selection import Filters, Ranges, Selection
from index.shelf import Shelf
from index.spelling import correct, is_misspelt, skeleton, slips
from index.vectors import WordVectors

CHECKED_BYTES = 64_000_000
"""Up to this size all of a generation is hashed when it is opened (some 40 ms); a larger one is by `verify`."""


class Generation:
    """The local `Searcher`: one generation, opened read-only. Safe to share between threads.

    Every method that reads the texts raises IndexDamaged where their file turns out unreadable.
    """

    def __init__(
        self,
        manifest: Manifest,
        arrays: Mapping[str, NDArray[Any]],
        database: Database,
        shelf: Shelf,
        encoder: Encoder | None,
        lease: Lease,
    ) -> None:
        """Store what `open` has opened."""
        self._lease = lease
        self._manifest = manifest
        self._meanings = Meanings(encoder, arrays[ENCODINGS]) if encoder is not None and ENCODINGS in arrays else None
        self._database = database
        self._postings = Postings(
            *(arrays[f"postings-{part}"] for part in ("starts", "sentences", "weights", "greatest"))
        )
        self._rows = Rows(arrays["rows-starts"], arrays["rows-terms"], arrays["vectors"])
        self._shelf = shelf
        self._kinds = arrays["kinds"]
        self._common = arrays["common"]
        self._select = remembered(database.select, 1 << 4)
        self._is_section_name = remembered(database.is_section_name, 1 << 15)
        self._ask = remembered(self._look_up, 1 << 6)
        self._nearest = remembered(self._find_nearest, 1 << 10)
        self._spell = remembered(self._find_spelling, 1 << 10)

    @classmethod
    def open(cls, folder: Path, encoder: Encoder | None = None) -> Self:
        """Open a generation's folder: its arrays are mapped, and seen to fit one another.

        While it is open its folder is not deleted. A small one is hashed whole, see CHECKED_BYTES.

        `encoder`: the one it was built with, where its meanings are to be asked for. Raises IndexFormat for another
        version's, IndexDamaged where something is missing, cut short or foreign.
        """
        lease = Lease.take(folder)
        manifest = Manifest.read(folder)
        check = manifest.verify if manifest.bytes <= CHECKED_BYTES else manifest.check
        check(folder)
        arrays = open_arrays(folder, manifest, encoder)
        database = Database.open(folder / DATABASE)
        return cls(manifest, arrays, database, Shelf.of(database, folder, arrays), encoder, lease)

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
        return bool(self._rows.vectors.shape[1])

    def select(self, filters: Filters) -> Selection:
        """The articles that pass filters."""
        return self._select(filters, self.n_rows)

    def search(
        self, weights: Mapping[str, float], *, limit: int, within: Selection | Collection[str] | None = None
    ) -> tuple[Hit, ...]:
        """The best sentences for weighted terms, best first, ties in corpus order; exact. `within` may be ids, too."""
        numbers = self._numbers(weights)
        known = {number: weight for term, weight in weights.items() if (number := numbers[term]) is not None}
        best = self._postings.best(known, limit=limit, within=self._ranges(within))
        check_numbers(np.array([number for number, _ in best]), self.n_rows, "postings-sentences.npy")
        return tuple(Hit(number, score) for number, score in best)

    def match(self, words: Sequence[tuple[str, str]], numbers: Sequence[int]) -> tuple[Match, ...]:
        """What each of these sentences holds of a question's (term, word) pairs."""
        weights = np.stack([self._postings.weigh(self._terms(term), numbers) for term, _ in words])
        check_fractions(weights, "postings-weights.npy")
        return self._rows.match(self._asked(words), numbers, weights, self._idf_of, self._is_name)

    def search_meaning(
        self, text: str, *, limit: int, within: Selection | Collection[str] | None = None
    ) -> tuple[Hit, ...]:
        """The sentences nearest to a text in meaning, with the cosines, best first, ties in corpus order; exact."""
        if self._meanings is None:
            return ()
        best = self._meanings.best(text, limit=limit, within=self._ranges(within))
        return tuple(Hit(number, score) for number, score in best)

    def meaning(self, text: str, numbers: Sequence[int]) -> tuple[float, ...] | None:
        """How near these sentences are to a text in meaning: the cosines, 0 to 1; None without an encoder."""
        return None if self._meanings is None else self._meanings.cosines(text, numbers)

    def closest(self, words: Sequence[tuple[str, str]], number: int) -> tuple[str | None, ...]:
        """The term of a sentence, and of the words over it, most like each (term, word) pair; None if none is."""
        found = self._rows.closest(self._asked(words), number, self._is_name)
        return tuple(None if term is None else self._term(term) for term in found)

    def nearest(self, word: str, *, limit: int) -> tuple[tuple[str, float], ...]:
        """The terms whose words are most like a word, with the cosines, best first; none without word vectors."""
        return self._nearest(word, limit)

    def spell(self, word: str) -> str | None:
        """The word of the corpus that a misspelt one means; None where none is near, or the word is good English."""
        return self._spell(word)

    def stands_for(self, acronym: str) -> str | None:
        """The name whose acronym or initials these are, as the corpus writes it."""
        rows = self._database.rows("SELECT name FROM acronyms WHERE letters = ?", acronym.casefold())
        return next((name for (name,) in rows), None)

    def is_name(self, term: str) -> bool:
        """Whether the corpus writes a term with a capital nearly everywhere."""
        number = self._terms(term)
        return number is not None and bool(self._kinds[number] == NAME)

    def section_names(self, text: str) -> tuple[Span, ...]:
        """The names of sections, of any article, that a text mentions: the longest at each place, in order."""
        return tuple(Span(start, end, text[start:end]) for start, end in mentions(text, self._is_section_name))

    def document_frequency(self, term: str) -> int:
        """How many sentences, with the headings and titles counted with them, hold the term."""
        number = self._terms(term)
        return 0 if number is None else self._postings.frequency(number)

    def idf(self, term: str) -> float:
        """The term's inverse document frequency; that of a frequency of 0.5 for a term that no sentence holds."""
        return float(np.log((self.n_rows + 1) / max(self.document_frequency(term), 0.5)))

    def contacts(self, numbers: Sequence[int], *, reach: int) -> list[int]:
        """The contact blocks among these sentences and less than `reach` after each in its section, as they are met."""
        return self._shelf.contacts(numbers, reach)

    def term_sets(self, numbers: Sequence[int]) -> tuple[TermSet, ...]:
        """The terms of these sentences, without those of the words over them, and which of them are figures."""
        rows = zip(self._rows.of(numbers), self._shelf.own_terms(numbers), strict=True)
        return tuple(self._term_set(row[:own]) for row, own in rows)

    def sentences(self, numbers: Iterable[int]) -> tuple[Sentence, ...]:
        """The sentences with these numbers, in the order asked."""
        return tuple(sentence for sentence, _ in self._shelf.sentences(list(numbers)))

    def heading(self, number: int) -> Heading | None:
        """The heading over the sentence with this number, where one is known."""
        return self._shelf.sentences([number])[0][1]

    def article(self, article_id: str) -> Article | None:
        """One article, whole."""
        return self._shelf.article(article_id)

    def sentence_numbers(self, article_id: str) -> range:
        """The numbers of an article's sentences, all roles; empty for an unknown article."""
        return self._database.sentence_numbers(article_id, self.n_rows)

    def cards(
        self, *, search: str = "", after: str | None = None, limit: int | None = None, order: Order = Order.ID
    ) -> Sequence[ArticleCard]:
        """Articles in an order, only those after the id `after`; `search`: words that id, title or publisher hold.

        Where no article has that id, those of greater ids come in order of ids, and all come in any other order.
        """
        return self._database.cards(search, after, limit, order)

    def coverage(self) -> Coverage:
        """Which articles have which sections, of those that stand in most articles."""
        return self._database.coverage()

    def figures(self) -> CorpusFigures:
        """The corpus in figures."""
        return self._database.figures()

    def _ranges(self, within: Selection | Collection[str] | None) -> Ranges | None:
        if within is None or isinstance(within, Selection):
            return None if within is None else within.ranges
        return self.select(Filters(articles=tuple(within))).ranges

    def _term_set(self, row: NDArray[np.int32]) -> TermSet:
        return frozenset(row.tolist()), frozenset(row[self._kinds[row] == FIGURE].tolist())

    def _is_name(self, terms: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return whether terms are names': (len(terms),)."""
        return np.asarray(self._kinds[terms] == NAME)

    def _idf_of(self, terms: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return terms' inverse document frequencies: (len(terms),)."""
        frequencies = np.maximum(self._postings.starts[terms + 1] - self._postings.starts[terms], 0.5)
        return np.asarray(np.log((self.n_rows + 1) / frequencies), dtype=np.float64)

    def _asked(self, words: Sequence[tuple[str, str]]) -> Asked:
        """Look up a question's (term, word) pairs."""
        return self._ask(tuple(words))

    def _look_up(self, words: tuple[tuple[str, str], ...]) -> Asked:
        numbers = [self._terms(term) for term, _ in words]
        return Asked(
            [-1 if number is None else number for number in numbers],
            np.stack([self._embed(number, word) for number, (_, word) in zip(numbers, words, strict=True)]),
            np.array([self.idf(term) for term, _ in words]),
            np.array([not term[:1].isdigit() for term, _ in words]),
        )

    def _embed(self, term: int | None, word: str) -> NDArray[np.float32]:
        """Return a question word's vector: the vocabulary's own, else the word list's, else zero."""
        if term is not None:
            return np.asarray(self._rows.vectors[term], dtype=np.float32)
        vectors = WordVectors.load() if self.has_vectors else None
        if vectors is None:
            return np.zeros(self._rows.vectors.shape[1], dtype=np.float32)
        return np.asarray(vectors.embed([word.lower()])[0])

    def _find_nearest(self, word: str, limit: int) -> tuple[tuple[str, float], ...]:
        vectors = WordVectors.load() if self.has_vectors else None
        if vectors is None:
            return ()
        found = self._rows.nearest(vectors.embed([word.lower()])[0], self._common, limit)
        return tuple((self._term(number), cosine) for number, cosine in found)

    def _find_spelling(self, word: str) -> str | None:
        if not is_misspelt(word):
            return None
        return correct(word, self._database.spelt_like(word[0], len(word), slips(word), skeleton(word)))

    def _terms(self, term: str) -> int | None:
        return self._numbers([term])[term]

    def _numbers(self, terms: Collection[str]) -> Mapping[str, int | None]:
        """Return terms' numbers, None for those that no sentence holds."""
        return self._database.term_numbers(terms, self._manifest.terms)

    def _term(self, number: int) -> str:
        return self._database.term(number)
