"""The words of a corpus with their terms, numbered; kept from build to build, so that only those of new texts are
looked up, and only new ones put in order.

A pair is a word as it is written and its term, with a NUL between them.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.build.cache import Cache

BETWEEN = "\1"
"""Stands between pairs that are held as one text; no word holds it, nor a NUL."""

_KEY = "words"
"""The key of what is kept."""


class _Kept(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A numbering as it is kept: names with NULs between them, pairs with BETWEEN, arrays as their bytes."""

    pairs: str
    terms: str
    words: str
    term_of: bytes
    word_of: bytes
    capital: bytes
    known: dict[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Numbering:
    """The pairs, in the order of their numbers.

    `terms` and `words`, these in lower case, are all that are in pairs, in alphabetical order; `term_of` and `word_of`,
    (n_pairs,): the place of each pair's among them; `capital`, (n_pairs,): whether its word begins with one. `known`:
    of some texts the numbers of their pairs, by what stands for these.
    """

    pairs: Sequence[str]
    terms: Sequence[str]
    words: Sequence[str]
    term_of: NDArray[np.int32]
    word_of: NDArray[np.int32]
    capital: NDArray[np.bool_]
    known: Mapping[bytes, NDArray[np.int32]]

    @classmethod
    def of_before(cls, cache: Cache) -> Self:
        """Return that of the build before; without any pair where it is not kept.

        What is read may hold words that are to be forgotten: only what is put stays.
        """
        raw = cache.look(_KEY)
        try:
            kept = _Kept("", "", "", b"", b"", b"", {}) if raw is None else msgspec.msgpack.decode(raw, type=_Kept)
        except msgspec.MsgspecError:
            kept = _Kept("", "", "", b"", b"", b"", {})
        return cls(
            _split(kept.pairs, BETWEEN),
            _split(kept.terms, "\0"),
            _split(kept.words, "\0"),
            np.frombuffer(kept.term_of, dtype=np.int32),
            np.frombuffer(kept.word_of, dtype=np.int32),
            np.frombuffer(kept.capital, dtype=np.bool_),
            {key: np.frombuffer(own, dtype=np.int32) for key, own in kept.known.items()},
        )

    def put(self, cache: Cache) -> None:
        """Keep it for the next build."""
        kept = _Kept(
            BETWEEN.join(self.pairs),
            "\0".join(self.terms),
            "\0".join(self.words),
            self.term_of.tobytes(),
            self.word_of.tobytes(),
            self.capital.tobytes(),
            {key: own.tobytes() for key, own in self.known.items()},
        )
        cache.put(_KEY, msgspec.msgpack.encode(kept))

    def numbers(self, pairs: Sequence[str]) -> tuple[list[str], NDArray[np.int32]]:
        """Return those of different pairs that are new, and the numbers of all, of the new ones after those here."""
        places = {pair: place for place, pair in enumerate(pairs)}
        held = list(compress(range(len(self.pairs)), map(places.__contains__, self.pairs)))
        number_of = np.full(len(pairs), -1, dtype=np.int32)
        number_of[[places[self.pairs[number]] for number in held]] = held
        lacking = np.flatnonzero(number_of < 0)
        number_of[lacking] = np.arange(len(self.pairs), len(self.pairs) + len(lacking))
        return [pairs[place] for place in lacking.tolist()], number_of

    def renewed(
        self, new: Sequence[str], used: NDArray[np.bool_], known: Mapping[bytes, NDArray[np.int32]]
    ) -> tuple[Self, NDArray[np.int64], NDArray[np.int64]]:
        """Return it with new pairs after its own, and without those that are not used any more; and of each term then,
        and of each word, its place among those here, -1 for one that is only in new pairs.

        `used`: (n_pairs + n_new,). `known`: as it is to be, by the numbers that the pairs have here.
        """
        split = [pair.split("\0") for pair in new]
        capital = np.append(self.capital, np.array([word[0].isupper() for word, _ in split], dtype=np.bool_))
        terms, term_of, terms_came = _merged(self.terms, self.term_of, [term for _, term in split], used)
        words, word_of, words_came = _merged(self.words, self.word_of, [word.lower() for word, _ in split], used)
        pairs = [*self.pairs, *new]
        if not used.all():
            pairs, number = list(compress(pairs, used.tolist())), np.cumsum(used, dtype=np.int32) - np.int32(1)
            known = {key: number[own] for key, own in known.items()}
        return type(self)(pairs, terms, words, term_of, word_of, capital[used], known), terms_came, words_came


def _merged(
    before: Sequence[str], place_of: NDArray[np.int32], names: Sequence[str], used: NDArray[np.bool_]
) -> tuple[Sequence[str], NDArray[np.int32], NDArray[np.int64]]:
    """Return the names that are used, in alphabetical order, the place of each pair's that is, and of each name its
    place among those before, -1 for one that is not used any more by the first pairs.

    `before`: names in this order, `place_of`: the places in it of the first pairs'; `names`: those of the others.
    """
    of_before, of_new = used[: len(place_of)], used[len(place_of) :]
    stays = np.zeros(len(before), dtype=np.bool_)
    stays[place_of[of_before]] = True
    left = list(before) if stays.all() else list(compress(before, stays.tolist()))
    names = list(compress(names, of_new.tolist()))
    wanted = set(names)
    new = sorted(wanted.difference(left))
    held = sorted([*left, *new]) if new else left  # of two that are in order one is made at little cost
    place = {held[number]: number for number in compress(range(len(held)), map(wanted.__contains__, held))}
    is_old = np.ones(len(held), dtype=np.bool_)
    is_old[[place[name] for name in new]] = False
    came = np.full(len(held), -1, dtype=np.int64)
    came[is_old] = np.flatnonzero(stays)
    moved = np.zeros(len(before), dtype=np.int32)
    moved[stays] = np.flatnonzero(is_old)
    own = np.fromiter(map(place.__getitem__, names), dtype=np.int32, count=len(names))
    return held, np.concatenate([moved[place_of[of_before]], own]), came


def fingerprint(names: Sequence[str]) -> bytes:
    """Return what stands for names, in their order."""
    return hashlib.sha256("\0".join(names).encode()).digest()


def _split(joined: str, between: str) -> list[str]:
    return joined.split(between) if joined else []
