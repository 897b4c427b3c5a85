"""What the answering layer may ask of an index, as a protocol."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus import Article, Sentence, Span
from index.filters import ArticleQuery, Filters, FoundArticles, Selection
from index.text.equivalents import Equivalents
from index.values import ArticleCard, CorpusFigures, Coverage, Heading, Hit, Matches, Numbers, Order, Rows, TermSet


class Searcher(Protocol):
    """One index, immutable: the same call always gives the same.

    Sentences are numbered from 0 in corpus order: articles by id, sentences by place. Terms are those of `analyse`.
    """

    @property
    def version(self) -> str:
        """The hash of all that went into the index, as `sha256:…`."""

    @property
    def built_at(self) -> str:
        """When it was built, ISO 8601, UTC."""

    @property
    def equivalents(self) -> Equivalents:
        """Words that mean the same, by the vocabulary that the index was built with."""

    @property
    def encoder(self) -> str | None:
        """The name of the encoder that it was built with, and is asked through, if any."""

    @property
    def n_articles(self) -> int:
        """How many articles it holds."""

    @property
    def n_rows(self) -> int:
        """How many sentences it holds, of all roles: they are numbered from 0 up to this."""

    @property
    def n_sentences(self) -> int:
        """How many sentences can answer (headings and furniture cannot)."""

    def select(self, filters: Filters) -> Selection:
        """The articles that pass filters; a day leaves out those of unknown date."""

    def select_articles(self, articles: Sequence[int]) -> Selection:
        """The articles of these numbers."""

    def search(self, weights: Mapping[str, float], *, limit: int, within: Selection | None = None) -> tuple[Hit, ...]:
        """The best sentences for weighted terms, best first, ties in corpus order; `within`: only of these articles."""

    def match(self, words: Sequence[tuple[str, str]], numbers: Numbers) -> Matches:
        """What these sentences hold of a question's (term, word) pairs, of which there is at least one."""

    def read_ahead(self, numbers: Numbers) -> None:
        """Have these sentences at hand, whatever is asked of them next: where each call costs a request, one does."""

    def rows(self, numbers: Numbers) -> Rows:
        """Where these sentences stand, and what they are."""

    def search_meaning(self, text: str, *, limit: int, within: Selection | None = None) -> tuple[Hit, ...]:
        """The sentences nearest to a text in meaning, with the cosines, best first, ties in corpus order; none without
        an encoder."""

    def search_both(
        self, weights: Mapping[str, float], text: str, *, limits: tuple[int, int], within: Selection | None = None
    ) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
        """What `search` finds and what `search_meaning` finds, each up to its limit, asked for at once."""

    def meaning(self, text: str, numbers: Numbers) -> tuple[float, ...] | None:
        """How near these sentences are to a text in meaning: the cosines, 0 to 1; None without an encoder."""

    def nearest(self, word: str, *, limit: int) -> tuple[tuple[str, float], ...]:
        """The terms whose words are most like a word, with the cosines, best first; none without word vectors. In a
        corpus of very many words only common ones are compared.
        """

    def spell(self, word: str, *, is_name: bool = False) -> str | None:
        """The word of the corpus, or the common one of English, that a misspelt one means; None where none is near, or
        the word is good English. `is_name`: it is written as a name, and means one of the corpus's words or none.
        """

    def stands_for(self, acronym: str) -> str | None:
        """The name whose acronym or initials these are, as the corpus writes it."""

    def is_name(self, term: str) -> bool:
        """Whether the corpus writes a term with a capital nearly everywhere."""

    def section_names(self, text: str) -> tuple[Span, ...]:
        """The names of sections, of any article, that a text mentions: the longest at each place, in order."""

    def closest(self, words: Sequence[tuple[str, str]], numbers: Sequence[int]) -> tuple[tuple[str | None, ...], ...]:
        """Of each sentence, and the words over it, the term most like each (term, word) pair; None if none is."""

    @property
    def has_vectors(self) -> bool:
        """Whether words are compared by their vectors, and not only by themselves."""

    def document_frequency(self, term: str) -> int:
        """How many sentences, headings and titles counted with them, hold the term."""

    def idf(self, term: str) -> float:
        """The term's inverse document frequency, ln((N + 1) / df); that of df 0.5 for a term that no sentence holds."""

    def published(self, articles: Numbers) -> NDArray[np.int32]:
        """The first day and the last on which these articles, by number, may have been published: (n, 2), as `date`
        numbers them, and 0 where that is unknown. Of most it is one day, of "2013" a year.
        """

    def contacts(self, numbers: Sequence[int], *, reach: int) -> list[int]:
        """The contact blocks among these sentences and less than `reach` after each in its section, as they are met."""

    def term_sets(self, numbers: Sequence[int]) -> tuple[TermSet, ...]:
        """The terms of these sentences, without those of the words over them, and which of them are figures."""

    def are_common(self, numbers: Sequence[int], *, articles: int) -> tuple[bool, ...]:
        """Whether a sentence of the same terms as each of these, one at least, stands in so many articles."""

    def sentences(self, numbers: Iterable[int]) -> tuple[Sentence, ...]:
        """The sentences with these numbers, in the order asked."""

    def headings(self, numbers: Iterable[int]) -> tuple[Heading | None, ...]:
        """The headings over the sentences with these numbers, in the order asked; None where none is known."""

    def article(self, article_id: str) -> Article | None:
        """One article, whole."""

    def articles(self, ids: Iterable[str]) -> tuple[Article | None, ...]:
        """Several articles, whole, in the order asked; they are read in one go."""

    def sentence_numbers(self, article_id: str) -> range:
        """The numbers of an article's sentences, all roles; empty for an unknown article."""

    def cards(
        self, *, search: str = "", after: str | None = None, limit: int | None = None, order: Order = Order.ID
    ) -> Sequence[ArticleCard]:
        """Articles in an order, only those after the id `after`; `search`: words that id, title or publisher hold.

        Where no article has that id, those of greater ids come in order of ids, and all come in any other order.
        """

    def find_articles(self, query: ArticleQuery, *, order: Order = Order.PUBLISHED) -> FoundArticles:
        """Articles that are looked for by hand, with how many there are of each month, kind and publisher."""

    def count_articles(self, name: str) -> int:
        """How many articles have a sentence that holds a name's words one after the other, or has them over it.

        0 for no words.
        """

    def cards_of(self, numbers: Sequence[int]) -> tuple[tuple[ArticleCard, str | None], ...]:
        """Articles by the numbers that `find_articles` gives, in the order asked, each with its kind."""

    def coverage(self) -> Coverage:
        """Which articles have which sections, of those that stand in most articles; as bounded as its tables are."""

    def figures(self) -> CorpusFigures:
        """The corpus in figures."""
