"""What the corpus knows of its own words: how each term is written, which are names, which acronyms stand for what.

It is counted text by text (`Lexicon`), kept with each article (`Counts`), and added up over all of them (`Words`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.analysis import Token
from index.names import acronyms, initials

_ADDRESS = re.compile(r"(?<!\S)[^\s@]++@\S+|(?:https?://|www\.)\S+")
"""Of an email or on the web: it has no capitals to tell a name by."""

_NAME_SHARE = 0.8
"""The share of a term's places, beginnings of sentences and addresses aside, at which a name has a capital."""


_NUMBER = np.dtype("<i4")


class Counts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Counts over some texts: of each term, and of each way to write it.

    `places` and `capitals`, by term: how often it stands where a capital would tell something, and how often it has
    one. `words`: each way to write a term, in lower case, `written`: which term's (its place in `terms`), and `often`:
    how many times. `spelt` and `initials`: (letters, name, count). Numbers stand as `numbers` makes them.
    """

    terms: tuple[str, ...]
    places: bytes
    capitals: bytes
    words: tuple[str, ...]
    written: bytes
    often: bytes
    spelt: tuple[tuple[str, str, int], ...]
    initials: tuple[tuple[str, str, int], ...]


@dataclass(slots=True)
class Lexicon:
    """What is counted, gathered text by text."""

    _words: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _places: Counter[str] = field(default_factory=Counter)
    _capitals: Counter[str] = field(default_factory=Counter)
    _spelt: Counter[tuple[str, str]] = field(default_factory=Counter)
    _initials: Counter[tuple[str, str]] = field(default_factory=Counter)

    def read(self, text: str, tokens: Iterable[Token]) -> None:
        """Count the words of one text, given its tokens."""
        addresses = [match.span() for match in _ADDRESS.finditer(text)]
        for token in tokens:
            word = text[token.start : token.end]
            self._words[token.term][word.lower()] += 1
            if token.start and not any(start <= token.start < end for start, end in addresses):
                self._places[token.term] += 1
                self._capitals[token.term] += word[0].isupper()
        for letters, start, end in acronyms(text):
            self._spelt[letters, text[start:end]] += 1
        self._initials.update(initials(text))

    def counts(self) -> Counts:
        """Return what was counted, terms in the order they were met."""
        terms = tuple(self._words)
        spellings = [(n, *item) for n, term in enumerate(terms) for item in self._words[term].items()]
        return Counts(
            terms,
            numbers([self._places[term] for term in terms]),
            numbers([self._capitals[term] for term in terms]),
            tuple(word for _, word, _ in spellings),
            numbers([n for n, _, _ in spellings]),
            numbers([count for _, _, count in spellings]),
            tuple((letters, name, count) for (letters, name), count in self._spelt.items()),
            tuple((letters, name, count) for (letters, name), count in self._initials.items()),
        )


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a corpus, added up.

    `terms` and `words`, each word as it is written in lower case, stand in alphabetical order, and `own` says of each
    text's counts where its terms stand in them. Of each way to write a term, by term and then by word: `spelt_terms`
    and `spelt_words`, places in these, and `spelt_counts`. `usual`, by term: the word it is most often written as, the
    first in alphabetical order among equals. `names`, by term: whether it is written with a capital nearly wherever it
    stands. `acronyms`: (letters, name) in order of the letters, what texts spell out, else initials of names.
    """

    terms: tuple[str, ...]
    words: tuple[str, ...]
    own: tuple[NDArray[np.int64], ...]
    spelt_terms: NDArray[np.int64]
    spelt_words: NDArray[np.int64]
    spelt_counts: NDArray[np.int64]
    usual: tuple[str, ...]
    names: tuple[bool, ...]
    acronyms: tuple[tuple[str, str], ...]

    @classmethod
    def add_up(cls, counted: Sequence[Counts]) -> Self:
        """Add up the counts of all texts; in which order makes no difference."""
        terms = tuple(sorted(set().union(*(counts.terms for counts in counted))))
        words = tuple(sorted(set().union(*(counts.words for counts in counted))))
        places = {term: number for number, term in enumerate(terms)}
        word_places = {word: number for number, word in enumerate(words)}
        own = [np.array(list(map(places.__getitem__, counts.terms)), dtype=np.int64) for counts in counted]
        flat = np.concatenate(own)
        standing = _sums(flat, (counts.places for counts in counted), len(terms))
        capitals = _sums(flat, (counts.capitals for counts in counted), len(terms))
        written = np.concatenate([row[array(counts.written)] for counts, row in zip(counted, own, strict=True)])
        spelt = np.array(
            list(map(word_places.__getitem__, chain.from_iterable(counts.words for counts in counted))), dtype=np.int64
        )
        pairs = written * len(words) + spelt
        found, where = np.unique(pairs, return_inverse=True)
        often = _sums(where, (counts.often for counts in counted), len(found))
        spelt_terms, spelt_words = found // max(len(words), 1), found % max(len(words), 1)
        order = np.lexsort((spelt_words, -often, spelt_terms))
        firsts = order[np.flatnonzero(np.diff(spelt_terms[order], prepend=-1))]
        guessed, told = (_most_frequent(rows) for rows in zip(*((c.initials, c.spelt) for c in counted), strict=True))
        capital = capitals >= _NAME_SHARE * np.maximum(standing, 1)
        return cls(
            terms,
            words,
            tuple(own),
            spelt_terms,
            spelt_words,
            often,
            tuple(words[number] for number in spelt_words[firsts]),
            tuple(bool(capital[n]) and not term[0].isdigit() for n, term in enumerate(terms)),
            tuple(sorted((guessed | told).items())),
        )


def numbers(values: Sequence[int]) -> bytes:
    """Return numbers as the bytes of an array."""
    return np.array(values, dtype=_NUMBER).tobytes()


def array(raw: bytes) -> NDArray[np.int32]:
    """Return such bytes as their array."""
    return np.frombuffer(raw, dtype=_NUMBER)


def _sums(places: NDArray[np.int64], counts: Iterable[bytes], length: int) -> NDArray[np.int64]:
    """Add up counts by place: (length,)."""
    # As floats, which hold whole numbers up to 2**53: several times as fast as np.add.at.
    return np.bincount(places, weights=array(b"".join(counts)), minlength=length).astype(np.int64)


def _most_frequent(counted: Iterable[Iterable[tuple[str, str, int]]]) -> dict[str, str]:
    """Return for each letters the name that is counted most often, the first in alphabetical order among equals."""
    sums: Counter[tuple[str, str]] = Counter()
    for rows in counted:
        for letters, name, count in rows:
            sums[letters, name] += count
    best: dict[str, tuple[int, str]] = {}
    for (letters, name), count in sums.items():
        best[letters] = min(best.get(letters, (0, "")), (-count, name))
    return {letters: name for letters, (_, name) in best.items()}
