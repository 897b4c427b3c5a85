"""Spelling against the corpus's own words: one that neither the corpus nor English knows gives way to one of those."""

from collections.abc import Mapping
from functools import cache, lru_cache
from math import log

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract
from spellchecker import SpellChecker

from index.text.variants import fold_variants
from index.text.word_vectors import WordVectors

_RARE = 12.0
"""The negative log frequency of a word that tells as much as any."""

_SHORTEST = 4
"""Shorter words are left alone: too many others are one letter away."""

_REMEMBERED = 1 << 12
"""Of how many words it is remembered what the word list says of them."""


def is_misspelt(word: str) -> bool:
    """Whether a word that the corpus lacks is to be corrected: long enough, all letters, and no good English."""
    return len(word) >= _SHORTEST and word.isalpha() and not is_english(word)


def is_target(word: str) -> bool:
    """Whether a word of the corpus may be what a misspelt one means."""
    return len(word) >= _SHORTEST and word.isalpha()


def slips(word: str) -> int:
    """Return how many slips a word may have: letters too many, missing or wrong, or two swapped."""
    return 1 if len(word) <= 5 else 2


def correct(word: str, counts: Mapping[str, int]) -> str | None:
    """Return the word that a misspelt one means, None if none is near, or nothing is to be corrected.

    `counts`: how often words stand in the corpus, among them all with the same first letter and all with the same
    skeleton that are near. Near is one slip in words of up to five letters, two in longer ones; among equals one with
    the same first letter, the same consonants, and then the more frequent one.
    """
    if not is_misspelt(word):
        return None
    own = skeleton(word)
    like = [other for other in counts if is_target(other) and (other[0] == word[0] or skeleton(other) == own)]
    near = extract(word, like, scorer=OSA.distance, score_cutoff=slips(word), limit=20)
    ranked = sorted(
        (distance, other[0] != word[0], skeleton(other) != own, -counts[other], other) for other, distance, _ in near
    )
    return ranked[0][-1] if ranked else None


@cache
def _lexicon() -> SpellChecker:
    return SpellChecker(language="en")


def load_words() -> None:
    """Load the word list and the word vectors, which is else done at the first question; processes that are forked from
    this one then share them.
    """
    _lexicon()
    WordVectors.load()


@lru_cache(maxsize=_REMEMBERED)
def is_english(word: str) -> bool:
    """Whether a list of English words (pyspellchecker's) holds the word, in American or British spelling."""
    spellings = {
        word,
        fold_variants(word),
        word.replace("our", "or"),
        word.replace("is", "iz"),
        word.replace("ys", "yz"),
        word.replace("ae", "e"),
        word.replace("mme", "m"),
        word.replace("tre", "ter"),
    }
    return any(spelling in _lexicon() for spelling in spellings)


@lru_cache(maxsize=_REMEMBERED)
def measure_rarity(word: str) -> float:
    """Return how much a word can tell, from near 0 for the commonest words of English to 1 for rare and unknown ones.

    It tempers the idf of a small corpus, in which "went" may be as rare as a name: the inverse frequency in the word
    list, as a share of what one word in 160,000 has.
    """
    words = _lexicon().word_frequency
    return min(1.0, log(words.total_words / (words[word] + 1)) / _RARE)


def skeleton(word: str) -> str:
    """Return what is left of a word's sound when vowels and doubled letters go."""
    folded = word.replace("ph", "f").replace("ck", "k").replace("c", "k").replace("z", "s")
    consonants = [letter for letter in folded if letter not in "aeiouyhw"]
    return "".join(a for a, b in zip(consonants, ["", *consonants], strict=False) if a != b)
