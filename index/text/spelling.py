"""Spelling: a word that neither the corpus nor English knows gives way to the one that it means.

It is a noisy channel (Kernighan, Church and Gale 1990): what a slip costs, by letters and by sound, beside how common
the word is that may be meant, in English first and in the corpus second.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from math import log, log10

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract
from spellchecker import SpellChecker

from index.text.variants import fold_variants
from index.text.word_vectors import WordVectors

_RARE = 12.0
"""The negative log frequency of a word that tells as much as any."""

_SHORTEST = 4
"""Shorter words are left alone, but for swapped letters: too many others are one letter away."""

_COMMON = 1500
"""How often a word stands in the word list, of 1.6 thousand million, that one may mean though the corpus lacks it: one
of some 14,000."""

_LONG = 6
"""Of so many letters a word must be of which another is made, such as "schooler"."""

_EVERYDAY = 10_000
"""The same for words of four letters."""

_VERY_COMMON = 400_000
"""The same for words of three letters: one of some 400."""

_HELD = 100_000
_HELD_EACH = 2_000
"""How often a word of the corpus counts to stand in the word list more than it does: at all, and for each sentence."""

_NEWER = 100_000
_NEWER_WORDS = frozenset("email emails online website websites internet app apps download smartphone".split())
"""Words that are more common than the word list knows, which was made of older films."""

_SLIP = 3.0
"""How many powers of ten in frequency a slip costs."""

_BY_SOUND = 0.4
_BY_EAR = 0.3
_MOST_BY_EAR = 1.8
_VOWEL = 0.7
_SWAPPED = 0.7
_DOUBLED = 0.4
_OTHER_LETTER = 1.5
_FIRST_LETTER = 0.7
"""What slips cost, beside a letter too many or missing: of words that sound alike, at least, and what other letters for
the same sounds cost then, and may; a vowel for another; two letters swapped; a letter doubled or not; a consonant for
another; and what any costs more where the first letters differ."""

_FAR_RARER = 30
"""How many times more frequent a question word is than one that only sounds like it."""

_DEAREST = (0.8, 1.1, 1.6)
_DEAREST_HELD = (0.8, 1.5, 2.2)
"""What slips may cost towards a word that the corpus lacks, and one that it holds: in words of four letters, of up to
seven, longer."""

_SELDOM = 3
_DEAREST_SELDOM = (0.8, 0.8, 1.1)
"""What they may cost towards one that fewer sentences hold: a long word may lack a letter."""

_REMEMBERED = 1 << 12
"""Of how many words it is remembered what the word list says of them."""


def is_misspelt(word: str) -> bool:
    """Whether a word that the corpus lacks is to be corrected: long enough, all letters, and no good English, nor made
    of such ("schooler").
    """
    agent = re.sub(r"ers?$", "", word)
    made = agent != word and len(agent) >= _LONG and is_english(agent)
    return len(word) >= _SHORTEST and word.isalpha() and not is_english(word) and not made


def is_target(word: str) -> bool:
    """Whether a word of the corpus may be what a misspelt one means."""
    return len(word) >= _SHORTEST and word.isalpha()


def slips(word: str) -> int:
    """Return how many slips a word may have: letters too many, missing or wrong, or two swapped."""
    return 1 if len(word) <= 5 else 2


def correct(word: str, counts: Mapping[str, int], *, is_name: bool = False) -> str | None:
    """Return the word that a misspelt one means, None if none is near, or nothing is to be corrected.

    `counts`: how often words stand in the corpus, among them all with the same first letter and all with the same
    skeleton that are near. Near is one slip in words of up to five letters, two in longer ones. A common word of
    English may be meant, too, which the corpus lacks; not by a word that is written as a name.
    """
    if len(word) == _SHORTEST - 1 and word.isalpha() and not is_english(word) and not is_name:
        swapped = (
            other for other in _common_words() if OSA.distance(word, other) == 1 and sorted(other) == sorted(word)
        )
        return next((other for other in swapped if _lexicon().word_frequency[other] >= _VERY_COMMON), None)
    if not is_misspelt(word):
        return None
    own = skeleton(word)
    like = [other for other in counts if is_target(other) and (other[0] == word[0] or skeleton(other) == own)]
    by_letters = {other for other, _, _ in extract(word, like, scorer=OSA.distance, score_cutoff=slips(word), limit=20)}
    by_sound = {other for other in like if sound(other) == sound(word)}
    near = {other for other in by_letters | by_sound if _cost(word, other) <= _dearest(word, counts[other])}
    if not is_name:
        near.update(_common_near(word))
    ranked = sorted((_SLIP * _cost(word, other) - _commonness(other, counts), other) for other in near)
    return ranked[0][-1] if ranked else None


def _commonness(word: str, counts: Mapping[str, int]) -> float:
    """Return how common a word is, in powers of ten."""
    held = counts.get(word, 0)
    known = _NEWER if word in _NEWER_WORDS else _lexicon().word_frequency[word]
    return log10(1 + known + (_HELD + _HELD_EACH * held if held else 0))


def _common_near(word: str) -> Iterator[str]:
    """Yield the common words of English that a misspelt one may mean."""
    by_letters = extract(word, _common_words(), scorer=OSA.distance, score_cutoff=slips(word), limit=None)
    for other in {other for other, _, _ in by_letters}.union(_common_by_sound().get(sound(word), ())):
        everyday = len(word) > _SHORTEST or _lexicon().word_frequency[other] >= _EVERYDAY
        if everyday and _cost(word, other) <= _dearest(word, 0):
            yield other


def _dearest(word: str, held: int) -> float:
    """Return what the slips may cost towards a word that so many sentences hold."""
    dearest = _DEAREST if not held else _DEAREST_SELDOM if held < _SELDOM else _DEAREST_HELD
    return dearest[0 if len(word) == _SHORTEST else 1 if len(word) <= 7 else 2]


def _cost(word: str, other: str) -> float:
    """Return what the slips cost that make a word of another: by letters, or by sound where that is less."""
    by_letters = _edit(word, other)
    if sound(word) != sound(other):
        return by_letters
    heard = _edit(_fold_sounds(word), _fold_sounds(other))
    return min(by_letters, _BY_SOUND + _BY_EAR * heard) if heard <= _MOST_BY_EAR else by_letters


def _edit(word: str, other: str) -> float:
    """Return the distance between two words by weighed slips (optimal string alignment)."""
    rows = [[float(place) for place in range(len(other) + 1)]]
    for i, letter in enumerate(word, 1):
        row = [float(i)]
        for j, meant in enumerate(other, 1):
            twice, lacking = i > 1 and letter == word[i - 2], j > 1 and meant == other[j - 2]
            before = _DOUBLED if twice else _VOWEL if letter in _VOWELS else 1.0
            behind = _DOUBLED if lacking else _VOWEL if meant in _VOWELS else 1.0
            alike = letter in _VOWELS and meant in _VOWELS
            changed = 0.0 if letter == meant else _VOWEL if alike or {letter, meant} == {"u", "w"} else _OTHER_LETTER
            best = min(rows[-1][j] + before, row[-1] + behind, rows[-1][j - 1] + changed)
            if i > 1 and j > 1 and letter == other[j - 2] and meant == word[i - 2] and letter != meant:
                best = min(best, rows[-2][j - 2] + _SWAPPED)
            row.append(best)
        rows.append(row)
    return rows[-1][-1] + (_FIRST_LETTER if word[:1] != other[:1] else 0)


@cache
def _common_words() -> list[str]:
    """Return the common words of the word list, most frequent first."""
    known = _lexicon().word_frequency.dictionary.items()
    common = ((count, word) for word, count in known if count >= _COMMON and word.isalpha() and len(word) > 2)
    return [word for _, word in sorted(common, key=lambda pair: (-pair[0], pair[1]))]


@cache
def _common_by_sound() -> Mapping[str, tuple[str, ...]]:
    out: dict[str, list[str]] = defaultdict(list)
    for word in _common_words():
        out[sound(word)].append(word)
    return {key: tuple(words) for key, words in out.items()}


@cache
def _lexicon() -> SpellChecker:
    return SpellChecker(language="en")


def load_words() -> None:
    """Load the word list and the word vectors, which is else done at the first question; processes that are forked from
    this one then share them.
    """
    _lexicon()
    WordVectors.load()


_BRITISH = frozenset(
    "aluminium boulder cheque chequebook cheques counsellor counsellors disc discs doughnut doughnuts draught draughts"
    " draughty enrol fulfil furore gaol instalment instalments jewellery kerb kerbs lorry lorries manoeuvre manoeuvres"
    " manoeuvred marvellous maths moult mould moulds mouldy moustache omelette plough ploughs pyjama pyjamas sceptic"
    " sceptical scepticism sceptics skilful smoulder speciality sulphur tonne tonnes tyre tyres whilst wilful woollen"
    " yoghurt axe axes cosy gauge storey storeys chilli acknowledgement judgement".split()
)
"""Words of British English that the word list lacks, by no rule."""


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
    return word in _BRITISH or any(spelling in _lexicon() for spelling in spellings)


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


def sounds_like(word: str, others: tuple[str, ...]) -> str | None:
    """Return the first of some words that a rarer one sounds like; None where none is more frequent and sounds so."""
    words = _lexicon().word_frequency
    return next((o for o in others if sound(o) == sound(word) and words[o] > _FAR_RARER * words[word]), None)


@lru_cache(maxsize=1 << 15)
def sound(word: str) -> str:
    """Return roughly what a word sounds like in English: consonants, and vowels only where it begins with one."""
    folded = _fold_sounds(word)
    out: list[str] = []
    for place, letter in enumerate(folded):
        follows = folded[place + 1 : place + 2]
        if letter in _VOWELS:
            heard = "" if place else "a"
        elif letter in "hw" and place:
            heard = ""
        else:
            heard = _SOFT.get(letter + follows, _HEARD.get(letter, letter))
        if heard and (not out or out[-1] != heard):
            out.append(heard)
    return "".join(out)


def _fold_sounds(word: str) -> str:
    """Write what some letters together are heard as with one."""
    for letters, heard in _SOUNDS:
        word = word.replace(letters, heard)
    return f"{word[:-1]}f" if word.endswith("T") else word


_VOWELS = frozenset("aeiouy")
_SOUNDS = (
    ("who", "ho"), ("ph", "f"), ("tch", "C"), ("ch", "C"), ("sh", "S"), ("tio", "So"), ("ck", "k"), ("wh", "w"),
    ("kn", "n"), ("wr", "r"), ("ght", "t"), ("th", "T"), ("qu", "kw"), ("x", "ks"), ("dge", "j"),
)  # fmt: skip
"""What some letters are heard as, in this order."""

_SOFT = {f"{letter}{vowel}": heard for letter, heard in (("c", "s"), ("g", "j")) for vowel in "eiy"}
_HEARD = {"c": "k", "z": "s", "q": "k", "v": "v"}
