"""A generation on disk, to be read: one immutable folder. Its files are described in `index.disk`: `manifest`
(manifest.json), `arrays` (*.npy), `texts` (texts.bin) and `database` (corpus.sqlite).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from corpus import Article, Sentence, Span, Vocabulary
from index.disk.arrays import ENCODINGS, SCALES, SIGNS, check_fractions, check_numbers, open_arrays
from index.disk.database import DATABASE, Database
from index.disk.leases import Lease
from index.disk.manifest import Manifest
from index.disk.section_names import SectionNames
from index.filters import ArticleQuery, Filters, FoundArticles, Ranges, Selection
from index.memo import BatchMemo, memoized
from index.read.article_table import ArticleTable
from index.read.days import days_of
from index.read.docstore import Docstore
from index.read.likeness import ForwardIndex
from index.read.meaning import Meanings
from index.read.postings import Postings
from index.read.terms import TermDictionary
from index.text.analysis import extract_terms
from index.text.encoder import Encoder
from index.text.equivalents import Equivalents
from index.text.names import mentions
from index.text.spelling import correct, is_misspelt, skeleton, slips
from index.values import ArticleCard, CorpusFigures, Coverage, Heading, Hit, Matches, Numbers, Order, Rows, TermSet

_WORDS_ASKED = re.compile(r'["“”]([^"“”]+)["“”]?|([^\s"“”]+)')
"""Words between quotation marks, or one word."""

CHECKED_BYTES = 64_000_000
"""Up to this size all of a generation is hashed when it is opened (some 40 ms); a larger one is by `verify`."""


MOST_COMPARED = 1 << 14
"""Of a line whose rarest term more sentences hold, so many are compared, evenly spaced."""


class Generation:
    """The local `Searcher`: one generation, opened read-only. Safe to share between threads.

    Every method that reads the texts raises IndexDamaged where their file turns out unreadable.
    """

    def __init__(
        self,
        manifest: Manifest,
        arrays: Mapping[str, NDArray[Any]],
        database: Database,
        docstore: Docstore,
        encoder: Encoder | None,
        lease: Lease,
    ) -> None:
        """Store what `open` has opened."""
        self._lease = lease
        self._manifest = manifest
        self._meanings: Meanings | None = None
        if encoder is not None and ENCODINGS in arrays:
            self._meanings = Meanings(encoder, arrays[ENCODINGS], arrays[SCALES], arrays.get(SIGNS))
        self._database = database
        self._postings = Postings(
            *(arrays[f"postings-{part}"] for part in ("starts", "sentences", "weights", "greatest"))
        )
        self._forward = ForwardIndex(arrays["rows-starts"], arrays["rows-terms"], arrays["vectors"])
        self._docstore = docstore
        self._dictionary = TermDictionary(database, self._postings, self._forward, arrays["kinds"], arrays["common"])
        self._term_sets = BatchMemo(self._read_term_sets, 1 << 12)
        self._repeats = memoized(self._count_repeats, 1 << 12)
        self._select = memoized(self._find_selection, 1 << 4)
        self._section_names = SectionNames(database, arrays["names"])
        self._spell = memoized(self._find_spelling, 1 << 10)
        self._names_in = memoized(self._find_names, 1 << 12)
        self._sentence_numbers = memoized(self._read_sentence_numbers, 1 << 12)

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
        arrays = open_arrays(folder, manifest)
        database = Database.open(folder / DATABASE)
        return cls(manifest, arrays, database, Docstore.of(database, folder, arrays), encoder, lease)

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

    def search(self, weights: Mapping[str, float], *, limit: int, within: Selection | None = None) -> tuple[Hit, ...]:
        """The best sentences for weighted terms, best first, ties in corpus order; exact."""
        numbers = self._dictionary.numbers(weights)
        known = {number: weight for term, weight in weights.items() if (number := numbers[term]) is not None}
        best = self._postings.best(known, limit=limit, within=None if within is None else within.ranges)
        check_numbers(np.array([number for number, _ in best]), self.n_rows, "postings-sentences.npy")
        return tuple(Hit(number, score) for number, score in best)

    def match(self, words: Sequence[tuple[str, str]], numbers: Numbers) -> Matches:
        """What these sentences hold of a question's (term, word) pairs."""
        asked, wanted = self._dictionary.asked(tuple(words)), np.array(numbers, dtype=np.int32)
        weights = np.stack([self._postings.weigh(term, wanted) for term in asked.terms])
        check_fractions(weights, "postings-weights.npy")
        sizes = self._docstore.own_terms(numbers)
        return self._forward.match(asked, wanted, sizes, weights, self._dictionary)

    def rows(self, numbers: Numbers) -> Rows:
        """Where these sentences stand, and what they are."""
        return self._docstore.rows(numbers)

    def published(self, articles: Numbers) -> NDArray[np.int32]:
        """The first day and the last on which these articles, by number, may have been published; 0 if unknown."""
        return self._published[np.asarray(articles, dtype=np.intp)]

    def search_meaning(self, text: str, *, limit: int, within: Selection | None = None) -> tuple[Hit, ...]:
        """The sentences nearest to a text in meaning, with the cosines, best first, ties in corpus order."""
        if self._meanings is None:
            return ()
        best = self._meanings.best(text, limit=limit, within=None if within is None else within.ranges)
        return tuple(Hit(number, score) for number, score in best)

    def meaning(self, text: str, numbers: Numbers) -> tuple[float, ...] | None:
        """How near these sentences are to a text in meaning: the cosines, 0 to 1; None without an encoder."""
        return None if self._meanings is None else self._meanings.cosines(text, numbers)

    def closest(self, words: Sequence[tuple[str, str]], numbers: Sequence[int]) -> tuple[tuple[str | None, ...], ...]:
        """Of each sentence, and the words over it, the term most like each (term, word) pair; None if none is."""
        if not words:
            return tuple(() for _ in numbers)
        found = self._forward.closest(self._dictionary.asked(tuple(words)), numbers, self._dictionary.are_names)
        terms = self._dictionary.terms({number for numbers in found for number in numbers if number is not None})
        return tuple(tuple(None if number is None else terms[number] for number in numbers) for numbers in found)

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

    def contacts(self, numbers: Sequence[int], *, reach: int) -> list[int]:
        """The contact blocks among these sentences and less than `reach` after each in its section, as they are met."""
        return self._docstore.contacts(numbers, reach)

    def term_sets(self, numbers: Sequence[int]) -> tuple[TermSet, ...]:
        """The terms of these sentences, without those of the words over them, and which of them are figures."""
        known = self._term_sets.of(numbers)
        return tuple(known[number] for number in numbers)

    def are_common(self, numbers: Sequence[int], *, articles: int) -> tuple[bool, ...]:
        """Whether a sentence of the same terms as each of these, one at least, stands in so many articles."""
        own, frequencies = self._forward.own(numbers, self._docstore.own_terms(numbers)), self._postings.frequencies
        rare = [terms[np.argmin(frequencies(terms))] if len(terms) else None for terms in own]
        return tuple(
            term is not None
            and self._postings.frequency(term) >= articles
            and self._repeats((int(term), tuple(terms.tolist()))) >= articles
            for term, terms in zip(rare, own, strict=True)
        )

    def sentences(self, numbers: Iterable[int]) -> tuple[Sentence, ...]:
        """The sentences with these numbers, in the order asked."""
        return tuple(sentence for sentence, _ in self._docstore.sentences(list(numbers)))

    def headings(self, numbers: Iterable[int]) -> tuple[Heading | None, ...]:
        """The headings over the sentences with these numbers, in the order asked; None where none is known."""
        return tuple(heading for _, heading in self._docstore.sentences(list(numbers)))

    def article(self, article_id: str) -> Article | None:
        """One article, whole."""
        return self._docstore.article(article_id)

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
            holding &= self._table.with_sentences(self._holding(terms))
        return self._table.find(query, order, holding, unknown)

    def count_articles(self, name: str) -> int:
        """How many articles have a sentence that holds a name's words one after the other, or has them over it.

        0 for no words.
        """
        groups, unknown = self._asked_for(f'"{name}"')
        if unknown or not groups:
            return 0
        return int(self._table.with_sentences(self._holding(groups[0])).sum())

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

    def _holding(self, terms: Sequence[int]) -> NDArray[np.int32]:
        """Return the sentences that hold some terms one after the other, each in its place."""
        numbers = self._postings.holding(terms)
        return numbers[self._forward.holds_in_a_row(terms, numbers)] if len(terms) > 1 else numbers

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

    def _read_term_sets(self, numbers: list[int]) -> dict[int, TermSet]:
        flat, ends = self._forward.flat(numbers)
        figures = set(flat[self._dictionary.are_figures(flat)].tolist())
        terms, starts, sizes = flat.tolist(), [0, *ends.tolist()], self._docstore.own_terms(numbers)
        own = (frozenset(terms[start : start + size]) for start, size in zip(starts, sizes.tolist(), strict=False))
        return {number: (held, held & figures) for number, held in zip(numbers, own, strict=True)}

    def _count_repeats(self, line: tuple[int, tuple[int, ...]]) -> int:
        """Return in how many articles a sentence has these terms and no others, in their order; with their rarest."""
        rarest, terms = line
        rows, step = self._postings.some_holding(rarest, MOST_COMPARED)
        rows = rows[self._docstore.own_terms(rows) == len(terms)]
        same = self._forward.are(rows, np.array(terms, dtype=np.int32))
        return step * len(np.unique(self.rows(rows[same]).articles))

    def _find_spelling(self, asked: tuple[str, bool]) -> str | None:
        word, is_name = asked
        near = self._database.spelt_like(word[0], len(word), slips(word), skeleton(word)) if is_misspelt(word) else {}
        return correct(word, near, is_name=is_name)

    def _find_names(self, text: str) -> tuple[Span, ...]:
        return tuple(Span(start, end, text[start:end]) for start, end in mentions(text, self._section_names.known))

    def _read_sentence_numbers(self, article_id: str) -> range:
        return self._database.sentence_numbers(article_id, self.n_rows)
