"""English stems: Snowball's English stemmer (Porter2, snowballstem.org), step by step.

Its stems are NLTK's to the letter, also where NLTK's differ from Snowball's ("irrationally"). NLTK itself would be
imported whole for them, with SciPy's statistics and scikit-learn: 1.1 s of processor time in every process that
answers, where all else that `pioneer-qa ask` does takes .8 s.
"""

import re
from collections.abc import Iterable

_VOWELS = "aeiouy"
_CONSONANT_Y = re.compile(r"(^|[aeiouy])y")
_REGION = re.compile(r"[aeiouy][^aeiouy]")
"""A region begins after the first consonant that follows a vowel: R1 in the word, R2 in R1."""

_LATE_REGION = re.compile(r"gener|commun|arsen")
_SHORT = re.compile(r".*[^aeiouy][aeiouy][^aeiouywxY]|[aeiouy][^aeiouy]", re.S)
_DOUBLED = tuple("bb dd ff gg mm nn pp rr tt".split())

_WHOLE = {
    **{word: word for word in "sky news howe atlas cosmos bias andes".split()},
    **{word + s: word for word in "inning outing canning herring earring".split() for s in ("", "s")},
    **{word + s: word for word in "proceed exceed succeed".split() for s in ("", "s", "ed", "ing")},
    **{"skis": "ski", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie"},
    **{"idly": "idl", "gently": "gentl", "ugly": "ugli", "early": "earli", "only": "onli", "singly": "singl"},
}
"""Words that the steps would spoil."""

_Rules = dict[str, tuple[int, str]]
"""Endings, each before those that it ends in: how many letters go, and what takes their place."""

_STEP_2: _Rules = {
    "ization": (7, "ize"), "ational": (5, "e"), "fulness": (4, ""), "ousness": (4, ""), "iveness": (4, ""),
    "tional": (2, ""), "biliti": (5, "le"), "lessli": (2, ""), "entli": (2, ""), "ation": (3, "e"), "alism": (3, ""),
    "aliti": (3, ""), "ousli": (2, ""), "iviti": (3, "e"), "fulli": (2, ""), "enci": (1, "e"), "anci": (1, "e"),
    "abli": (1, "e"), "izer": (4, "ize"), "ator": (2, "e"), "alli": (2, ""), "bli": (1, "e"), "ogi": (1, ""),
    "li": (2, ""),
}  # fmt: skip
_STEP_3: _Rules = {
    "ational": (7, "ate"), "tional": (2, ""), "alize": (3, ""), "icate": (3, ""), "iciti": (3, ""), "ative": (5, ""),
    "ical": (2, ""), "ness": (4, ""), "ful": (3, ""),
}  # fmt: skip
_STEP_4 = "ement ance ence able ible ment ant ent ism ate iti ous ive ize ion al er ic".split()
_BEFORE = {"ogi": "l", "li": "cdeghkmnrt", "ion": "st"}
"""What must stand before an ending, one of these letters, for it to go."""

_Parts = tuple[str, str, str]
"""A word, its R1 and its R2: each of the others is how the word ends."""


def stem(word: str) -> str:
    """Return the stem of a word without apostrophes."""
    word = word.lower()
    if len(word) <= 2:
        return word
    if word in _WHOLE:
        return _WHOLE[word]
    word = _CONSONANT_Y.sub(r"\1Y", word)
    late = _LATE_REGION.match(word)
    r1 = word[late.end() :] if late else _region(word)
    parts = _step_1((word, r1, _region(r1)))
    parts = _step_3(_step_2(parts))
    return _step_5(_step_4(parts)).replace("Y", "y")


def _region(text: str) -> str:
    match = _REGION.search(text)
    return text[match.end() :] if match else ""


def _ending(word: str, endings: Iterable[str]) -> str:
    """Return the first of the endings that a word has; empty without."""
    return next(filter(word.endswith, endings), "")


def _may_go(word: str, ending: str) -> bool:
    return ending not in _BEFORE or word[-len(ending) - 1] in _BEFORE[ending]


def _changed(parts: _Parts, many: int, new: str = "") -> _Parts:
    """Put other letters in the place of the last so many; of a region that is shorter nothing is left."""
    word, r1, r2 = (part[: len(part) - many] + new if len(part) >= many else "" for part in parts)
    return word, r1, r2


def _has_vowel(text: str) -> bool:
    return any(letter in _VOWELS for letter in text)


def _step_1(parts: _Parts) -> _Parts:
    """Take off plurals, -ed and -ing, and make an i of a y at the end."""
    word = parts[0]
    ending = _ending(word, ("sses", "ied", "ies", "us", "ss", "s"))
    if ending == "sses" or (ending in ("ied", "ies") and len(word) > 4):
        parts = _changed(parts, 2)
    elif ending in ("ied", "ies") or (ending == "s" and _has_vowel(word[:-2])):
        parts = _changed(parts, 1)
    word, r1, _ = parts
    ending = _ending(word, ("eedly", "ingly", "edly", "eed", "ing", "ed"))
    if ending in ("eed", "eedly"):
        parts = _changed(parts, len(ending), "ee") if r1.endswith(ending) else parts
    elif ending and _has_vowel(word[: -len(ending)]):
        parts = _mended(_changed(parts, len(ending)))
    word = parts[0]
    return _changed(parts, 1, "i") if len(word) > 2 and word[-1] in "yY" and word[-2] not in _VOWELS else parts


def _mended(parts: _Parts) -> _Parts:
    """Give a word back its e after -ed or -ing went ("hop", "hope"), or take its doubled consonant."""
    word, r1, r2 = parts
    if word.endswith(("at", "bl", "iz")):
        return word + "e", r1 + "e", r2 + "e" if len(word) > 4 or len(r1) > 1 else r2
    if word.endswith(_DOUBLED):
        return _changed(parts, 1)
    return (word + "e", r1, r2) if not r1 and _SHORT.fullmatch(word) else parts


def _step_2(parts: _Parts) -> _Parts:
    ending = _ending(parts[0], _STEP_2)
    fits = ending and parts[1].endswith(ending) and _may_go(parts[0], ending)
    return _changed(parts, *_STEP_2[ending]) if fits else parts


def _step_3(parts: _Parts) -> _Parts:
    ending = _ending(parts[0], _STEP_3)
    fits = ending and parts[2 if ending == "ative" else 1].endswith(ending)
    return _changed(parts, *_STEP_3[ending]) if fits else parts


def _step_4(parts: _Parts) -> _Parts:
    ending = _ending(parts[0], _STEP_4)
    fits = ending and parts[2].endswith(ending) and _may_go(parts[0], ending)
    return _changed(parts, len(ending)) if fits else parts


def _step_5(parts: _Parts) -> str:
    """Take off an e or a second l."""
    word, r1, r2 = parts
    if r2.endswith("l"):
        goes = word[-2] == "l"
    else:
        goes = r2.endswith("e") or (r1.endswith("e") and len(word) >= 4 and not _SHORT.fullmatch(word[:-1]))
    return word[:-1] if goes else word
