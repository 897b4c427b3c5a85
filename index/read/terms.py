"""The term dictionary of a generation: terms by name and by number, how many sentences hold them, what is like them."""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from index.disk.arrays import run_of
from index.disk.database import Database
from index.memo import BatchMemo, memoized
from index.read.likeness import Asked, TermVectors
from index.text.traits import Kind
from index.text.word_vectors import WordVectors

_REMEMBERED = 1 << 15
"""How many terms are remembered, by name and by number, with how many sentences hold them."""

_WORDS = 1 << 10
"""How many words of questions are remembered with what was found of them."""


class TermDictionary:
    """The terms, numbered from 0; safe to share between threads.

    Every method raises IndexDamaged for what cannot be read, or cannot be.
    """

    def __init__(
        self,
        database: Database,
        starts: NDArray[np.int64],
        vectors: TermVectors,
        kinds: NDArray[np.uint8],
        common: NDArray[np.int32],
        n_rows: int,
    ) -> None:
        """Store what they are read from, and what tells of each which kind it is, and which are common. `starts`: where
        each one's postings begin; `n_rows`: how many sentences there are.
        """
        self._database = database
        self._starts = starts
        self._vectors = vectors
        self._kinds = kinds
        self._common = common
        self._n_rows = n_rows
        self._numbers = BatchMemo(self._read_numbers, _REMEMBERED)
        self._terms = BatchMemo(database.terms, _REMEMBERED)
        self.frequency = memoized(self._read_frequency, _REMEMBERED)
        self.idf = memoized(self._find_idf, _REMEMBERED)
        self.is_name = memoized(self._read_is_name, _REMEMBERED)
        self.asked = memoized(self._look_up, 1 << 6)
        self.nearest = memoized(self._find_nearest, _WORDS)
        self._embed = memoized(self._read_vector, _WORDS)

    @property
    def has_vectors(self) -> bool:
        """Whether words are compared by their vectors, and not only by themselves."""
        return bool(self._vectors.values.shape[1])

    def number(self, term: str) -> int | None:
        """Return a term's number, None for one that no sentence holds."""
        return self.numbers([term])[term]

    def numbers(self, terms: Collection[str]) -> Mapping[str, int | None]:
        """Return terms' numbers, among others', None for those that no sentence holds."""
        return self._numbers.of(terms)

    def terms(self, numbers: Collection[int]) -> Mapping[int, str]:
        """Return terms by their numbers, among others."""
        return self._terms.of(numbers)

    def are_names(self, terms: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return whether terms are names': (len(terms),)."""
        return np.asarray((self._kinds[terms] & Kind.NAME) != 0)

    def are_figures(self, terms: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return whether terms begin with a digit: (len(terms),)."""
        return np.asarray((self._kinds[terms] & Kind.FIGURE) != 0)

    def kinds(self, terms: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Return what terms are, bits of `Kind`: (len(terms),)."""
        return np.asarray(self._kinds[terms])

    def idfs(self, terms: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return terms' inverse document frequencies: (len(terms),)."""
        frequencies = np.maximum(self.frequencies(terms), 0.5)
        return np.asarray(np.log((self._n_rows + 1) / frequencies), dtype=np.float64)

    def frequencies(self, terms: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return how many sentences hold each of some terms: (len(terms),)."""
        return np.asarray(self._starts[terms + 1] - self._starts[terms])

    def _read_numbers(self, terms: list[str]) -> dict[str, int | None]:
        return self._database.term_numbers(terms, len(self._kinds))

    def _read_frequency(self, term: str) -> int:
        """Return how many sentences hold a term."""
        number = self.number(term)
        if number is None:
            return 0
        run = run_of(self._starts, number, int(self._starts[-1]), "postings-starts.npy")
        return int(run.stop - run.start)

    def _read_is_name(self, term: str) -> bool:
        """Return whether the corpus writes a term with a capital nearly everywhere."""
        number = self.number(term)
        return number is not None and bool(self._kinds[number] & Kind.NAME)

    def _find_idf(self, term: str) -> float:
        """Return a term's inverse document frequency; that of a frequency of 0.5 for one that no sentence holds."""
        return float(np.log((self._n_rows + 1) / max(self.frequency(term), 0.5)))

    def _look_up(self, words: tuple[tuple[str, str], ...]) -> Asked:
        """Look up a question's (term, word) pairs."""
        known = self.numbers([term for term, _ in words])
        numbers = [known[term] for term, _ in words]
        return Asked(
            [-1 if number is None else number for number in numbers],
            np.stack([self._vector(number, word) for number, (_, word) in zip(numbers, words, strict=True)]),
            np.array([self.idf(term) for term, _ in words]),
            np.array([not term[:1].isdigit() for term, _ in words]),
        )

    def _vector(self, term: int | None, word: str) -> NDArray[np.float32]:
        """Return a question word's vector: the vocabulary's own, else the word list's, else zero."""
        if term is not None:
            return np.asarray(self._vectors.values[term], dtype=np.float32)
        vector = self._embed(word)
        return np.zeros(self._vectors.values.shape[1], dtype=np.float32) if vector is None else vector

    def _read_vector(self, word: str) -> NDArray[np.float32] | None:
        """Return a word's vector by the word list; None without word vectors."""
        vectors = WordVectors.load() if self.has_vectors else None
        return None if vectors is None else np.asarray(vectors.embed([word.lower()])[0])

    def _find_nearest(self, word: str, limit: int) -> tuple[tuple[str, float], ...]:
        """Return the terms whose words are most like a word, with the cosines, best first."""
        vector = self._embed(word)
        found = [] if vector is None else self._vectors.nearest(vector, self._common, limit)
        terms = self.terms([number for number, _ in found])
        return tuple((terms[number], cosine) for number, cosine in found)
