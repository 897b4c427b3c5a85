"""What the corpus knows of its own words: how each term is written, which are names, which acronyms stand for what.

The words of some articles are kept with them (`Tokens`), gathered over all (`Lexicon`), and then told (`Words`).
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.ragged import spread
from index.text.analysis import pieces, written
from index.text.names import find_acronyms, initials

_NAME_SHARE = 0.8
"""The share of a term's places, beginnings of sentences and addresses aside, at which a name has a capital."""

_NUMBER = np.dtype("<i4")

_BETWEEN = "\1"
"""Stands between pairs that are held as one text; no word holds it, nor a NUL."""


class Tokens(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The tokens of some texts.

    `words`: each word as it is written somewhere in them, with its term: pairs with a NUL between them, and _BETWEEN
    between each two. `tokens`: of all texts one after the other, twice the place of its word, and one more where a
    capital would tell something; `lengths`: how many tokens each text has. `spelt` and `initials`: letters and a name
    that they stand for, see `index.text.names`. Numbers stand as `numbers` makes them.
    """

    words: str
    tokens: bytes
    lengths: bytes
    spelt: tuple[tuple[str, str], ...]
    initials: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Analyse texts, in their order; an empty one has no tokens."""
        # Each different piece is looked at once; the tokens of all texts are then put together out of its.
        held, places = _Places(), _Places()
        numbered, ends = array("q"), array("q")
        for text in texts:
            numbered.extend(map(held.__getitem__, pieces(text)))
            ends.append(len(numbered))
        found = [written(piece) for piece in held]
        own = [2 * places[word] + tells for words in found for word, tells in words]
        counts = np.array([len(words) for words in found], dtype=np.int64)
        order = np.array(numbered, dtype=np.int64)
        of_pieces = counts[order]
        tokens = np.array(own, dtype=_NUMBER)[spread((np.cumsum(counts) - counts)[order], of_pieces)]
        reached = np.concatenate(([0], np.cumsum(of_pieces)))  # by each piece, in tokens
        lengths = np.diff(reached[np.array(ends, dtype=np.int64)], prepend=0)
        spelt = ((text, found) for text in texts if "(" in text for found in find_acronyms(text))
        return cls(
            _BETWEEN.join(places),
            numbers(tokens),
            numbers(lengths),
            tuple((letters, text[start:end]) for text, (letters, start, end) in spelt),
            tuple(initial for text in texts for initial in initials(text)),
        )

    def pairs(self) -> list[str]:
        """Return the words with their terms, in order."""
        return self.words.split(_BETWEEN) if self.words else []


class _Places(dict[str, int]):
    """Numbers things in the order in which they are first asked for."""

    def __missing__(self, key: str) -> int:
        place = self[key] = len(self)
        return place


class Lexicon:
    """The tokens of a corpus, gathered."""

    def __init__(self) -> None:
        """Begin without any."""
        self._places = _Places()
        self._own: list[NDArray[np.int32]] = []
        self._tokens: list[bytes] = []
        self._lengths = array("i")
        self._spelt: Counter[tuple[str, str]] = Counter()
        self._initials: Counter[tuple[str, str]] = Counter()

    def add(self, found: Tokens) -> None:
        """Add the tokens of some texts."""
        self._own.append(np.array(list(map(self._places.__getitem__, found.pairs())), dtype=np.int32))
        self._tokens.append(found.tokens)
        self._lengths.frombytes(as_array(found.lengths).astype(np.int32).tobytes())
        self._spelt.update(found.spelt)
        self._initials.update(found.initials)

    def words(self) -> "Words":
        """Return what they tell; in which order they were added makes no difference but for `rows`."""
        pairs = [pair.split("\0") for pair in self._places]
        capital = np.array([word[0].isupper() for word, _ in pairs], dtype=np.bool_)
        terms, own = _ordered([term for _, term in pairs])
        words, spelt = _ordered([word.lower() for word, _ in pairs])
        often, telling = self._counts()
        standing = _sums(own, telling, len(terms))
        capitals = _sums(own[capital], telling[capital], len(terms))
        ways, where = np.unique(own.astype(np.int64) * len(words) + spelt, return_inverse=True)
        counts = _sums(where, often, len(ways))
        spelt_terms, spelt_words = ways // max(len(words), 1), ways % max(len(words), 1)
        order = np.lexsort((spelt_words, -counts, spelt_terms))
        firsts = order[np.flatnonzero(np.diff(spelt_terms[order], prepend=-1))]
        named = capitals >= _NAME_SHARE * np.maximum(standing, 1)
        figures = np.fromiter(map(str.isdigit, map(itemgetter(0), terms)), dtype=np.bool_, count=len(terms))
        guessed, told = _most_frequent(self._initials), _most_frequent(self._spelt)
        return Words(
            tuple(terms),
            tuple(words),
            np.concatenate([own[places][as_array(raw) >> 1] for places, raw in self._runs()]),
            np.array(self._lengths, dtype=np.int64),
            spelt_terms,
            spelt_words,
            counts,
            tuple(map(words.__getitem__, spelt_words[firsts].tolist())),
            named & ~figures,
            figures,
            tuple(sorted((guessed | told).items())),
        )

    def _runs(self) -> Iterator[tuple[NDArray[np.int32], bytes]]:
        """Yield the numbers of the pairs that were added together, with the tokens of these."""
        return zip(self._own, self._tokens, strict=True)

    def _counts(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return how often each pair stands in the texts, and how often a capital would tell something there."""
        counts = np.zeros((len(self._places), 2), dtype=np.int64)
        for own, raw in self._runs():
            counts[own] += np.bincount(as_array(raw), minlength=2 * len(own)).reshape(-1, 2)
        return counts.sum(axis=1), counts[:, 1]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a corpus.

    `terms` and `words`, each word as it is written in lower case, stand in alphabetical order. `rows`: the texts' terms
    one after the other, as places in `terms`; `lengths`: how many each text has. Of each way to write a term, by term
    and then by word: `spelt_terms` and `spelt_words`, places in these, and `spelt_counts`. `usual`, by term: the word
    it is most often written as, the first in alphabetical order among equals. `names`, (n_terms,): whether a term is
    written with a capital nearly wherever it stands; `figures`, (n_terms,): whether it begins with a digit.
    `acronyms`: (letters, name) in order of the letters, what texts spell out, else initials of names.
    """

    terms: tuple[str, ...]
    words: tuple[str, ...]
    rows: NDArray[np.int32]
    lengths: NDArray[np.int64]
    spelt_terms: NDArray[np.int64]
    spelt_words: NDArray[np.int64]
    spelt_counts: NDArray[np.int64]
    usual: tuple[str, ...]
    names: NDArray[np.bool_]
    figures: NDArray[np.bool_]
    acronyms: tuple[tuple[str, str], ...]


def numbers(values: Sequence[int] | NDArray[np.integer]) -> bytes:
    """Return numbers as the bytes of an array."""
    return np.array(values, dtype=_NUMBER).tobytes()


def as_array(raw: bytes) -> NDArray[np.int32]:
    """Return such bytes as their array."""
    return np.frombuffer(raw, dtype=_NUMBER)


def _ordered(names: Sequence[str]) -> tuple[list[str], NDArray[np.int32]]:
    """Return different names in alphabetical order, and the place of each that was given among these."""
    held = sorted(set(names))
    place = {name: number for number, name in enumerate(held)}
    return held, np.fromiter(map(place.__getitem__, names), dtype=np.int32, count=len(names))


def _sums(places: NDArray[np.integer], counts: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    """Add up counts by place: (length,)."""
    # As floats, which hold whole numbers up to 2**53: several times as fast as np.add.at.
    return np.bincount(places, weights=counts, minlength=length).astype(np.int64)


def _most_frequent(counted: Counter[tuple[str, str]]) -> dict[str, str]:
    """Return for each letters the name that is counted most often, the first in alphabetical order among equals."""
    best: dict[str, tuple[int, str]] = {}
    for (letters, name), count in counted.items():
        best[letters] = min(best.get(letters, (0, "")), (-count, name))
    return {letters: name for letters, (_, name) in best.items()}
