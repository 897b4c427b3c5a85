"""What the corpus knows of its own words: how each term is written, which are names, which acronyms stand for what.

Each article's words are kept with it (`Tokens`), gathered over all articles (`Lexicon`), and then told (`Words`).
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import itemgetter
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.analysis import pieces, written
from index.names import acronyms, initials
from index.runs import spread

_NAME_SHARE = 0.8
"""The share of a term's places, beginnings of sentences and addresses aside, at which a name has a capital."""

_AT_ONCE = 1 << 22
"""How many tokens are looked at together."""

_NUMBER = np.dtype("<i4")


Spelt = tuple[int, str, str]
"""The number of a text, letters, and a name in it that these stand for."""


class Tokens(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The tokens of some texts.

    `words`: each word as it is written somewhere in them, with its term after a NUL. `tokens`: of all texts one after
    the other, twice the place of its word, and one more where a capital would tell something; `lengths`: how many
    tokens each text has. `spelt` and `initials`: (text, letters, name), see `index.names`. Numbers stand as `numbers`
    makes them.
    """

    words: tuple[str, ...]
    tokens: bytes
    lengths: bytes
    spelt: tuple[Spelt, ...]
    initials: tuple[Spelt, ...]

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
        return cls(tuple(places), numbers(tokens), numbers(lengths), (), ()).with_names(texts)

    @classmethod
    def joined(cls, several: Sequence["Tokens"]) -> "Tokens":
        """Return the tokens of the texts of several as one, the same as analysed together."""
        places = _Places()
        tokens = [_renumbered(each, places) for each in several]
        lengths = [len(as_array(each.lengths)) for each in several]
        firsts = [0, *accumulate(lengths)]
        return cls(
            tuple(places),
            b"".join(own.tobytes() for own in tokens),
            b"".join(each.lengths for each in several),
            tuple(chain.from_iterable(_shifted(e.spelt, n) for e, n in zip(several, firsts, strict=False))),
            tuple(chain.from_iterable(_shifted(e.initials, n) for e, n in zip(several, firsts, strict=False))),
        )

    def with_names(self, texts: Sequence[str]) -> Self:
        """Return them with the names that their texts tell of."""
        spelt: list[Spelt] = []
        firsts: list[Spelt] = []
        for number, text in enumerate(texts):
            if "(" in text:
                spelt += [(number, letters, text[start:end]) for letters, start, end in acronyms(text)]
            firsts += [(number, letters, name) for letters, name in initials(text)]
        return msgspec.structs.replace(self, spelt=tuple(spelt), initials=tuple(firsts))

    def without_names(self) -> Self:
        """Return them without these, which are more than all else where texts are titles."""
        return msgspec.structs.replace(self, spelt=(), initials=())

    def pick(self, texts: NDArray[np.int64]) -> "Tokens":
        """Return the tokens of some of its texts, in this order, each at most once: the same as analysed so."""
        lengths = as_array(self.lengths)
        own = lengths[texts]
        tokens = as_array(self.tokens)[spread((np.cumsum(lengths, dtype=np.int64) - lengths)[texts], own)]
        held, first, places = np.unique(tokens >> 1, return_index=True, return_inverse=True)
        order = np.argsort(first)  # words stand in the order in which they come first
        rank = np.zeros(len(order), dtype=np.int32)
        rank[order] = np.arange(len(order))
        numbered = np.full(len(lengths), -1, dtype=np.int64)
        numbered[texts] = np.arange(len(texts))
        return Tokens(
            tuple(self.words[place] for place in held[order].tolist()),
            numbers(2 * rank[places] + (tokens & 1)),
            numbers(own),
            _renamed(self.spelt, numbered),
            _renamed(self.initials, numbered),
        )


class _Places(dict[str, int]):
    """Numbers things in the order in which they are first asked for."""

    def __missing__(self, key: str) -> int:
        place = self[key] = len(self)
        return place


def _renumbered(found: Tokens, places: _Places) -> NDArray[np.int32]:
    """Return tokens with the places that their words have among those of a corpus."""
    own = np.array(list(map(places.__getitem__, found.words)), dtype=np.int32)
    tokens = as_array(found.tokens)
    renumbered: NDArray[np.int32] = 2 * own[tokens >> 1] + (tokens & 1)
    return renumbered


def _renamed(rows: Sequence[Spelt], numbered: NDArray[np.int64]) -> tuple[Spelt, ...]:
    """Return such rows of the texts that have another number now, in the order of these; -1: a text is left out."""
    number_of = numbered.tolist()
    kept = [(number, letters, name) for old, letters, name in rows if (number := number_of[old]) >= 0]
    return tuple(sorted(kept, key=itemgetter(0)))


def _shifted(rows: Iterable[Spelt], by: int) -> Iterator[Spelt]:
    """Yield such rows as of texts that others stand before."""
    return ((number + by, letters, name) for number, letters, name in rows)


class Lexicon:
    """The tokens of a corpus, gathered."""

    def __init__(self) -> None:
        """Begin without any."""
        self._places = _Places()
        self._tokens = array("i")
        self._lengths = array("i")
        self._spelt: Counter[tuple[str, str]] = Counter()
        self._initials: Counter[tuple[str, str]] = Counter()

    def add(self, found: Tokens) -> None:
        """Add the tokens of some texts."""
        self._tokens.frombytes(_renumbered(found, self._places).tobytes())
        self._lengths.frombytes(as_array(found.lengths).astype(np.int32).tobytes())
        self._spelt.update((letters, name) for _, letters, name in found.spelt)
        self._initials.update((letters, name) for _, letters, name in found.initials)

    def words(self) -> "Words":
        """Return what they tell; in which order they were added makes no difference but for `rows`."""
        pairs = [pair.split("\0") for pair in self._places]
        lower = [word.lower() for word, _ in pairs]
        terms, own = _numbered([term for _, term in pairs])
        words, spelt = _numbered(lower)
        capital = np.array([word[0].isupper() for word, _ in pairs], dtype=bool)
        rows = np.zeros(len(self._tokens), dtype=np.int32)
        often, telling = np.zeros(len(pairs), dtype=np.int64), np.zeros(len(pairs), dtype=np.int64)
        tokens = np.frombuffer(self._tokens, dtype=np.int32) if self._tokens else rows
        for start in range(0, len(tokens), _AT_ONCE):
            batch = tokens[start : start + _AT_ONCE]
            rows[start : start + _AT_ONCE] = own[batch >> 1]
            often += np.bincount(batch >> 1, minlength=len(pairs))
            telling += np.bincount(batch[(batch & 1) == 1] >> 1, minlength=len(pairs))
        standing = _sums(own, telling, len(terms))
        capitals = _sums(own[capital], telling[capital], len(terms))
        ways, where = np.unique(own * len(words) + spelt, return_inverse=True)
        counts = _sums(where, often, len(ways))
        spelt_terms, spelt_words = ways // max(len(words), 1), ways % max(len(words), 1)
        order = np.lexsort((spelt_words, -counts, spelt_terms))
        firsts = order[np.flatnonzero(np.diff(spelt_terms[order], prepend=-1))]
        named = capitals >= _NAME_SHARE * np.maximum(standing, 1)
        guessed, told = _most_frequent(self._initials), _most_frequent(self._spelt)
        return Words(
            terms,
            words,
            rows,
            np.array(self._lengths, dtype=np.int64),
            spelt_terms,
            spelt_words,
            counts,
            tuple(words[number] for number in spelt_words[firsts].tolist()),
            tuple(is_named and not term[0].isdigit() for term, is_named in zip(terms, named.tolist(), strict=True)),
            tuple(sorted((guessed | told).items())),
        )


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a corpus.

    `terms` and `words`, each word as it is written in lower case, stand in alphabetical order. `rows`: the texts' terms
    one after the other, as places in `terms`; `lengths`: how many each text has. Of each way to write a term, by term
    and then by word: `spelt_terms` and `spelt_words`, places in these, and `spelt_counts`. `usual`, by term: the word
    it is most often written as, the first in alphabetical order among equals. `names`, by term: whether it is written
    with a capital nearly wherever it stands. `acronyms`: (letters, name) in order of the letters, what texts spell out,
    else initials of names.
    """

    terms: tuple[str, ...]
    words: tuple[str, ...]
    rows: NDArray[np.int32]
    lengths: NDArray[np.int64]
    spelt_terms: NDArray[np.int64]
    spelt_words: NDArray[np.int64]
    spelt_counts: NDArray[np.int64]
    usual: tuple[str, ...]
    names: tuple[bool, ...]
    acronyms: tuple[tuple[str, str], ...]


def numbers(values: Sequence[int] | NDArray[np.integer]) -> bytes:
    """Return numbers as the bytes of an array."""
    return np.array(values, dtype=_NUMBER).tobytes()


def as_array(raw: bytes) -> NDArray[np.int32]:
    """Return such bytes as their array."""
    return np.frombuffer(raw, dtype=_NUMBER)


def _numbered(names: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return different names in alphabetical order, and for each given its place among these."""
    held = tuple(sorted(set(names)))
    places = dict(zip(held, range(len(held)), strict=True))
    return held, np.fromiter(map(places.__getitem__, names), dtype=np.int64, count=len(names))


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
