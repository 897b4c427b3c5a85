"""British and American spellings of a word, brought to one before it is stemmed, and before titles are compared."""

import re
import unicodedata
from functools import lru_cache

_OUR = (
    "arb|ard|arm|behavi|cand|clam|col|demean|enam|endeav|fav|ferv|flav|glam|harb|hon|hum|lab|mis?behavi|neighb|od|parl|ranc"
    "|rig|rum|sav|savi|splend|succ|tum|val|vap|vig"
)
_RE = "calib|cent|epicent|fib|goit|lit|louv|lust|manoeuv|meag|met|mit|och|reconnoit|sab|saltpet|scept|spect|theat"
_DOUBLED = (
    "cancel|channel|counsel|dial|duel|enrol|equal|fuel|fulfil|jewel|label|level|libel|marvel|model|panel|pedal|quarrel|rival"
    "|signal|spiral|total|travel|tunnel"
)
_RULES = tuple(
    (sign, re.compile(pattern), replacement)
    for sign, pattern, replacement in (
        # To the British s, since the stemmer takes -ize for an ending ("organize" would meet "organ").
        ("iz", r"(?<=\w\w)iz(?=(?:e|es|ed|er|ers|ing|ings|ation|ations|ational|ationally|able)$)", "is"),
        ("yz", r"yz(?=(?:e|es|ed|er|ers|ing)$)", "ys"),
        (
            "our",
            rf"^((?:un|dis)?(?:{_OUR}))our(?=s|ed|ing|er|ers|able|ably|al|ful|hood|hoods|ite|ites|less|ly|y|$)",
            r"\1or",
        ),
        ("re", rf"^(\w*?(?:{_RE}))re(?=s|d|$)", r"\1er"),
        ("ll", rf"^((?:{_DOUBLED}))l(?=ed|er|ers|ing|ings|or|ors|ment)", r"\1"),
        ("ence", r"^(def|off|lic|pret)ence(?=s|d|$)", r"\1ense"),
        ("programme", r"^programme(?=s|$)", "program"),
        ("grey", r"^grey", "gray"),
        ("ageing", r"^ageing$", "aging"),
        ("rrhoea", r"rrhoea", "rrhea"),
        ("aem", r"^(an|leuk|septic|h)aem", r"\1em"),
        ("paed", r"paed", "ped"),
        ("naes", r"^anaes", "anes"),
        ("gynaec", r"^gynaec", "gynec"),
        ("oe", r"^oe(?=strogen|sophag|dema)", "e"),
        ("foet", r"^foet", "fet"),
    )
)


def fold_variants(word: str) -> str:
    """Return a word in one of its spellings, the same one for all; the word is in lower case, without accents."""
    for sign, pattern, replacement in _RULES:
        if sign in word:
            word = pattern.sub(replacement, word)
    return word


_LETTERS = re.compile(r"[^\W\d_]+")
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "’": "'"})
_UNSEEN = frozenset(("Mn", "Cf"))
"""Accents by themselves, soft hyphens, joiners: nobody types them to find a title."""


def fold_text(text: str) -> str:
    """Return a text as titles are compared: in lower case, without accents, each word in one of its spellings.

    >>> fold_text("The Café’s Colour Programme")
    "the cafe's color program"
    """
    text = text.casefold().translate(_PLAIN)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) not in _UNSEEN)
    return _LETTERS.sub(_in_one_spelling, text)


def _in_one_spelling(word: re.Match[str]) -> str:
    return fold_word(word[0])


@lru_cache(1 << 13)
def fold_word(word: str) -> str:
    """As `fold_variants`, remembered."""
    return fold_variants(word)
