"""The `Searcher` over OpenSearch: words and the list of articles are here, sentences and texts are there.

A question costs a few requests however large the index is: one for each search, and one for all sentences that are
looked at for the first time together.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus import Article, Sentence
from index.cluster.client import Client
from index.cluster.documents import Record, SearchReply, columns_of, terms_of
from index.cluster.filters import articles_within, number_filter
from index.cluster.lexicon import CONTACTS, Lexicon
from index.cluster.records import Records
from index.cluster.search import Search, best, weights_of
from index.cluster.vectors import ClusterMeanings
from index.filters import Selection
from index.read.article_table import Mask
from index.read.catalogue import Catalogue
from index.read.likeness import ForwardIndex
from index.text.encoder import Encoder
from index.values import Heading, Hit, Matches, Numbers, Rows, TermSet

_PAGE = 10_000
"""How many articles are counted at a time."""


class _Key(msgspec.Struct, frozen=True):
    article: int


class _Bucket(msgspec.Struct, frozen=True):
    key: _Key


class _Buckets(msgspec.Struct, frozen=True):
    buckets: tuple[_Bucket, ...]
    after_key: _Key | None = None


class _Counted(msgspec.Struct, frozen=True):
    articles: _Buckets


class _Holding(msgspec.Struct, frozen=True):
    aggregations: _Counted


class ClusterSearcher(Catalogue):
    """One index in OpenSearch, asked by its own name, so that no reply mixes two. Safe to share between threads.

    Every method raises EngineError where a part of the index does not answer.
    """

    def __init__(self, client: Client, index: str, lexicon: Lexicon, encoder: Encoder | None) -> None:
        """Store what it is asked through, the index's name there, the files that are kept here, and the encoder that it
        was built with, where it has vectors.
        """
        super().__init__(lexicon.manifest, lexicon.arrays, lexicon.database)
        self._lease = lexicon.lease
        self._client = client
        self._index = index
        self._contacts: NDArray[np.int32] = lexicon.arrays[CONTACTS]
        self._records = Records(client, index, lexicon.manifest.rows)
        self._meanings: ClusterMeanings | None = None
        if encoder is not None and lexicon.manifest.encoder is not None:
            self._meanings = ClusterMeanings(encoder, lexicon.manifest.dimensions, lexicon.arrays)

    def search(self, weights: Mapping[str, float], *, limit: int, within: Selection | None = None) -> tuple[Hit, ...]:
        """The best sentences for weighted terms, best first, ties in corpus order; exact."""
        return self._found(self._by_words(weights, limit, within))[0]

    def match(self, words: Sequence[tuple[str, str]], numbers: Numbers) -> Matches:
        """What these sentences hold of a question's (term, word) pairs."""
        asked, records = self._dictionary.asked(tuple(words)), self._of(numbers)
        return self._forward(records).match(
            asked,
            np.arange(len(records), dtype=np.int32),
            columns_of(records)[:, 8],
            weights_of(list(asked.terms), records),
            self._dictionary,
        )

    def read_ahead(self, numbers: Numbers) -> None:
        """Read these sentences, in one request where they are not remembered, and have them at hand for this thread."""
        self._records.hold(np.asarray(numbers, dtype=np.int64).tolist())

    def rows(self, numbers: Numbers) -> Rows:
        """Where these sentences stand, and what they are."""
        columns = columns_of(self._of(numbers))
        return Rows(
            articles=columns[:, 7],
            sections=columns[:, 3],
            paragraphs=columns[:, 4],
            roles=columns[:, 2],
            spoken=columns[:, 5] >= 0,
            terms=columns[:, 8],
            traits=columns[:, 9],
        )

    def search_meaning(self, text: str, *, limit: int, within: Selection | None = None) -> tuple[Hit, ...]:
        """The sentences nearest to a text in meaning, with the cosines, best first, ties in corpus order."""
        return self._found(*self._by_meaning(text, limit, within))[0] if self._meanings is not None else ()

    def search_both(
        self, weights: Mapping[str, float], text: str, *, limits: tuple[int, int], within: Selection | None = None
    ) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
        """What `search` finds and what `search_meaning` finds, each up to its limit, in one request."""
        words, *meant = self._found(
            self._by_words(weights, limits[0], within), *self._by_meaning(text, limits[1], within)
        )
        return words, meant[0] if meant else ()

    def meaning(self, text: str, numbers: Numbers) -> tuple[float, ...] | None:
        """How near these sentences are to a text in meaning: the cosines, 0 to 1; None without an encoder."""
        return None if self._meanings is None else self._meanings.cosines(text, self._of(numbers))

    def closest(self, words: Sequence[tuple[str, str]], numbers: Sequence[int]) -> tuple[tuple[str | None, ...], ...]:
        """Of each sentence, and the words over it, the term most like each (term, word) pair; None if none is."""
        if not words:
            return tuple(() for _ in numbers)
        forward = self._forward(self._of(numbers))
        found = forward.closest(self._dictionary.asked(tuple(words)), range(len(numbers)), self._dictionary.are_names)
        terms = self._dictionary.terms({term for terms in found for term in terms if term is not None})
        return tuple(tuple(None if term is None else terms[term] for term in each) for each in found)

    def contacts(self, numbers: Sequence[int], *, reach: int) -> list[int]:
        """The contact blocks among these sentences and less than `reach` after each in its section, as they are met."""
        wanted = np.asarray(numbers, dtype=np.int64)
        firsts, lasts = np.searchsorted(self._contacts, [wanted, wanted + reach])
        pairs = [
            (int(wanted[place]), contact)
            for place in np.flatnonzero(firsts < lasts).tolist()
            for contact in self._contacts[firsts[place] : lasts[place]].tolist()
        ]
        known = self._records.of(number for pair in pairs if pair[0] != pair[1] for number in pair)
        # Sections follow one another: what stands between two sentences of one section is in it.
        near = (two for one, two in pairs if one == two or _section(known[one]) == _section(known[two]))
        return list(dict.fromkeys(near))

    def term_sets(self, numbers: Sequence[int]) -> tuple[TermSet, ...]:
        """The terms of these sentences, without those of the words over them, and which of them are figures."""
        out, records = [], self._of(numbers)
        starts, terms = terms_of(records)
        for start, own in zip(starts.tolist(), columns_of(records)[:, 8].tolist(), strict=False):
            held = terms[start : start + own]
            figures = held[self._dictionary.are_figures(held)]
            out.append((frozenset(held.tolist()), frozenset(figures.tolist())))
        return tuple(out)

    def are_common(self, numbers: Sequence[int], *, articles: int) -> tuple[bool, ...]:
        """Whether a sentence of the same terms as each of these, one at least, stands in so many articles."""
        return tuple(record.repeats >= articles for record in self._of(numbers))

    def sentences(self, numbers: Iterable[int]) -> tuple[Sentence, ...]:
        """The sentences with these numbers, in the order asked."""
        return tuple(record.told[0] for record in self._of(list(numbers)))

    def headings(self, numbers: Iterable[int]) -> tuple[Heading | None, ...]:
        """The headings over the sentences with these numbers, in the order asked; None where none is known."""
        return tuple(record.told[1] for record in self._of(list(numbers)))

    def article(self, article_id: str) -> Article | None:
        """One article, whole."""
        return self.articles([article_id])[0]

    def articles(self, ids: Iterable[str]) -> tuple[Article | None, ...]:
        """Several articles, whole, in the order asked; those that were not read lately are read in one go."""
        rows = [self._database.article(article_id) for article_id in ids]
        known = self._records.articles(row[0] for row in rows if row is not None)
        return tuple(None if row is None else known[row[0]] for row in rows)

    def _of(self, numbers: Numbers) -> list[Record]:
        wanted = np.asarray(numbers, dtype=np.int64).tolist()
        known = self._records.of(wanted)
        return [known[number] for number in wanted]

    def _forward(self, records: Sequence[Record]) -> ForwardIndex:
        """Put the terms of some sentences together, as if there were no others."""
        return ForwardIndex(*terms_of(records), self._vectors)

    def _by_words(self, weights: Mapping[str, float], limit: int, within: Selection | None) -> Search:
        numbers = self._dictionary.numbers(weights)
        known = {number: weight for term, weight in weights.items() if (number := numbers[term]) is not None}
        among = None if within is None else number_filter("article", articles_within(within.ranges, self._bounds))
        return best(known, limit=limit, within=among, seen=self._records.add)

    def _by_meaning(self, text: str, limit: int, within: Selection | None) -> list[Search]:
        """Return the search for what is like a text in meaning; none without an encoder."""
        if self._meanings is None:
            return []
        ranges = None if within is None else within.ranges
        return [self._meanings.best(text, limit=limit, within=ranges, seen=self._records.add)]

    def _found(self, *searches: Search) -> list[tuple[Hit, ...]]:
        """Return what searches find; what several of them ask for is asked in one request."""
        out: list[tuple[Hit, ...]] = [()] * len(searches)
        replies: dict[int, SearchReply | None] = dict.fromkeys(range(len(searches)))
        while replies:
            asked: dict[int, dict[str, Any]] = {}
            for place, reply in replies.items():
                try:
                    asked[place] = next(searches[place]) if reply is None else searches[place].send(reply)
                except StopIteration as done:
                    out[place] = tuple(Hit(number, score) for number, score in done.value)
            found = self._client.search(self._index, SearchReply, list(asked.values()))
            replies = dict(zip(asked, found, strict=True))
        return out

    def _articles_with(self, terms: Sequence[int]) -> Mask:
        holding = np.zeros(len(self._table), dtype=bool)
        pages: dict[str, Any] = {"size": _PAGE, "sources": [{"article": {"terms": {"field": "article"}}}]}
        phrase = {"match_phrase": {"words": " ".join(map(str, terms))}}
        while True:
            body = {"size": 0, "query": phrase, "aggs": {"articles": {"composite": pages}}}
            found = self._client.search(self._index, _Holding, [body])[0].aggregations.articles
            holding[[bucket.key.article for bucket in found.buckets]] = True
            if found.after_key is None or len(found.buckets) < _PAGE:
                return holding
            pages["after"] = found.after_key


def _section(record: Record) -> tuple[str, int]:
    """Return a sentence's article and section."""
    return record.told[0].article_id, record.told[0].section
