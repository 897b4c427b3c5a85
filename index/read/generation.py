"""A generation on disk, to be read: one immutable folder. Its files are described in `index.disk`: `manifest`
(manifest.json), `arrays` (*.npy), `texts` (texts.bin) and `database` (corpus.sqlite).
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from corpus import Article, Sentence
from index.disk.arrays import ENCODINGS, SCALES, SIGNS, check_fractions, check_numbers, open_arrays
from index.disk.database import DATABASE, Database
from index.disk.leases import Lease
from index.disk.manifest import Manifest
from index.filters import Selection
from index.memo import BatchMemo, memoized
from index.read.article_table import Mask
from index.read.catalogue import Catalogue
from index.read.docstore import Docstore
from index.read.likeness import ForwardIndex
from index.read.meaning import Meanings
from index.read.postings import Postings
from index.text.encoder import Encoder
from index.values import Heading, Hit, Matches, Numbers, Rows, TermSet

CHECKED_BYTES = 64_000_000
"""Up to this size all of a generation is hashed when it is opened (some 40 ms); a larger one is by `verify`."""


MOST_COMPARED = 1 << 14
"""So many sentences are compared with a line at a time, until it has turned out to be common."""


class Generation(Catalogue):
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
        super().__init__(manifest, arrays, database)
        self._lease = lease
        self._meanings: Meanings | None = None
        if encoder is not None and ENCODINGS in arrays:
            self._meanings = Meanings(encoder, arrays[ENCODINGS], arrays[SCALES], arrays.get(SIGNS))
        self._postings = Postings(
            *(arrays[f"postings-{part}"] for part in ("starts", "sentences", "weights", "greatest"))
        )
        self._forward = ForwardIndex(arrays["rows-starts"], arrays["rows-terms"], self._vectors)
        self._docstore = docstore
        self._term_sets = BatchMemo(self._read_term_sets, 1 << 12)
        self._is_common = memoized(self._stands_in, 1 << 12)

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

    def read_ahead(self, numbers: Numbers) -> None:
        """Do nothing: all is mapped."""

    def rows(self, numbers: Numbers) -> Rows:
        """Where these sentences stand, and what they are."""
        return self._docstore.rows(numbers)

    def search_meaning(self, text: str, *, limit: int, within: Selection | None = None) -> tuple[Hit, ...]:
        """The sentences nearest to a text in meaning, with the cosines, best first, ties in corpus order."""
        if self._meanings is None:
            return ()
        best = self._meanings.best(text, limit=limit, within=None if within is None else within.ranges)
        return tuple(Hit(number, score) for number, score in best)

    def search_both(
        self, weights: Mapping[str, float], text: str, *, limits: tuple[int, int], within: Selection | None = None
    ) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
        """What `search` finds and what `search_meaning` finds, each up to its limit."""
        words, meant = limits
        return self.search(weights, limit=words, within=within), self.search_meaning(text, limit=meant, within=within)

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
            and self._is_common(int(term), tuple(terms.tolist()), articles)
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

    def articles(self, ids: Iterable[str]) -> tuple[Article | None, ...]:
        """Several articles, whole, in the order asked."""
        return tuple(map(self.article, ids))

    def _articles_with(self, terms: Sequence[int]) -> Mask:
        return self._table.with_sentences(self._holding(terms))

    def _holding(self, terms: Sequence[int]) -> NDArray[np.int32]:
        """Return the sentences that hold some terms one after the other, each in its place."""
        numbers = self._postings.holding(terms)
        return numbers[self._forward.holds_in_a_row(terms, numbers)] if len(terms) > 1 else numbers

    def _read_term_sets(self, numbers: list[int]) -> dict[int, TermSet]:
        flat, ends = self._forward.flat(numbers)
        figures = set(flat[self._dictionary.are_figures(flat)].tolist())
        terms, starts, sizes = flat.tolist(), [0, *ends.tolist()], self._docstore.own_terms(numbers)
        own = (frozenset(terms[start : start + size]) for start, size in zip(starts, sizes.tolist(), strict=False))
        return {number: (held, held & figures) for number, held in zip(numbers, own, strict=True)}

    def _stands_in(self, rarest: int, terms: tuple[int, ...], articles: int) -> bool:
        """Return whether a sentence has these terms and no others, in their order, in so many articles."""
        few = self._postings.frequency(rarest) <= MOST_COMPARED
        rows = self._postings.holding([rarest] if few else set(terms))
        found = np.zeros(0, dtype=np.int32)
        for start in range(0, len(rows), MOST_COMPARED):
            part = rows[start : start + MOST_COMPARED]
            part = part[self._docstore.own_terms(part) == len(terms)]
            same = self._forward.are(part, np.array(terms, dtype=np.int32))
            found = np.union1d(found, self.rows(part[same]).articles)
            if len(found) >= articles:
                return True
        return False
