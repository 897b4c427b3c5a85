"""The one analysis chain: from a text, of an article or a question, to its terms.

A term is a word as the index knows it: lower case, without accents, the possessive dropped, spelling variants folded,
irregular forms led back to their word (`index.text.irregular`), and stemmed (`index.text.stemmer`). A number is one in
figures or words. Words that only hold a sentence together make no term.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from index.text.function_words import FUNCTION_WORDS, NUMBERS
from index.text.irregular import LETTERS, base_of
from index.text.stemmer import stem
from index.text.variants import fold_variants

ANALYSIS_VERSION = 2
"""Part of every index version: to be raised when the chain gives other terms for the same text."""

_LETTERS = r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*"
_NUMBER = r"\d++(?:[.,]\d++)*+"
_JOINED = "co|re|pre|e|anti|un|mis|de|bi|sub|semi"
"""Prefixes that are also written without their hyphen; others ("non-member") leave a word of its own behind.

On SelQA's development questions (785; MRR@10 of retrieval alone): .802 with these joined, .801 without.
"""
_UNIT = r"(?i:bn|tn|m|k|kg|mg|mcg|km|cm|mm|ml|hrs?|mins?|am|pm)\b"
_WORD = re.compile(
    rf"""(?=[\w%])(?:
         (?<!\d)(?!per\s)[^\W\d_]{{2,}}+(?![\d\u0300-\u036f'’&\u2010\u2011-])  # most words, at once
       | (?P<percent>%|\bper\s+cent\b)
       | (?<![\d/])\d{{1,2}}/\d{{1,2}}(?![\d/])                               # 24/7
       | (?P<year>(?<=\b\d{{4}}[/–-])\d\d)\b(?![/-]\d)                        # the second year of 2015/16
       | {_NUMBER}(?={_UNIT}|(?:st|nd|rd|th|s)\b|(?![^\W\d_]))                # 3.8bn, 21st, over 65s, 2,000
       | (?P<scale>(?<=\d)(?i:bn|tn|m|k)\b)
       | (?P<ending>(?<=\d)(?:st|nd|rd|th|s)\b)
       | \d+\w+                                                               # 4G
       | \b[^\W\d_]{{1,2}}&[^\W\d_]{{1,2}}\b                                  # A&E
       | \b(?i:{_JOINED})[\u2010\u2011-](?=[^\W\d_]{{2}}){_LETTERS}(?:['’]{_LETTERS})*
       | {_LETTERS}(?:['’]{_LETTERS})*(?:\d\w*)?                               # O’Neill, B12
    )""",
    re.VERBOSE,
)
_SCALES = {"bn": "billion", "tn": "trillion", "m": "million", "k": "thousand"}
_POSSESSIVE = re.compile(r"'s?$")
_INNER_MARKS = re.compile(r"['\u2010\u2011-]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_PER_CENT = re.compile(r"\bper\s+cent\b")
_PIECE = re.compile(r"\S*\bper\s+cent\b\S*|\S+")
_ADDRESS = re.compile(r"(?<!\S)[^\s@]++@\S+|(?:https?://|www\.)\S+")
"""Of an email or on the web: it has no capitals to tell a name by."""

_WORDS = 1 << 16
"""Of how many words the terms are remembered, and of as many the stems. Strangers' questions may fill both in a server:
with 24 MB (four times as many took 97)."""

_PLURAL_ACRONYM = re.compile(r"(?P<one>[A-Z]{2,})s")
_CONSONANTS = re.compile(r"(?P<one>[^\W\d_aeiouy]{2,})s")
_PLAIN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "’": "'"})


class Token(msgspec.Struct, frozen=True, gc=False):
    """A word that makes a term, and where it stands in the text that was analysed."""

    term: str
    start: int
    end: int


Written = tuple[str, bool]
"""A word as it is written with its term after a NUL, and whether a capital tells something where it stands: not where
a text begins, and not in an address."""

OPENS = "\n"
"""Stands before the piece that a text begins with; no other begins with white space."""


def pieces(text: str) -> list[str]:
    """Cut a text into pieces that no token reaches out of, each to be `written`; the one it begins with is after OPENS.

    But for "per cent", no token reaches over white space.
    """
    found = _PIECE.findall(text) if "per" in text and _PER_CENT.search(text) else text.split()
    if found and not text[0].isspace():
        found[0] = OPENS + found[0]
    return found


@lru_cache(maxsize=1 << 16)
def written(piece: str) -> tuple[Written, ...]:
    """Return what `analyse` finds in a piece of a text; texts share most of theirs, and each is analysed once."""
    opens = piece.startswith(OPENS)
    text = piece.removeprefix(OPENS)
    word = text.rstrip(".,;:!?")
    if (word.isalpha() and word != "www") or (word.isdigit() and word.isascii()):  # as most are
        term = find_term(word)
        return () if term is None else ((f"{word}\0{term}", not opens),)
    return tuple(_written(text, opens=opens))


def _written(text: str, *, opens: bool) -> Iterator[Written]:
    """Yield the words of a text, or of a piece of one; `opens`: it begins where the whole text does."""
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    for term, start, end in _tokens(text):
        tells = (start > 0 or not opens) and not any(first <= start < last for first, last in addresses)
        yield f"{text[start:end]}\0{term}", tells


def analyse(text: str) -> list[Token]:
    """Cut a text into the tokens that make terms, in order."""
    return list(cut(text))


def extract_terms(text: str) -> list[str]:
    """Return the terms of a text, in order, with repetitions."""
    return [token.term for token in cut(text)]


@lru_cache(maxsize=1 << 12)
def cut(text: str) -> tuple[Token, ...]:
    """Cut a text; the texts of the candidates of a few questions are kept, for they are looked at more than once."""
    return tuple(Token(term, start, end) for term, start, end in _tokens(text))


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _WORD.finditer(text):
        kind = match.lastgroup
        if kind is None:
            term = find_term(match[0])
        elif kind == "scale":
            term = _SCALES[match[0].lower()]
        elif kind == "year":
            term = text[match.start() - 5 : match.start() - 3] + match[0]
        else:
            term = "percent" if kind == "percent" else None
        if term is not None:
            start, end = match.span()
            yield term, start, end


@lru_cache(maxsize=_WORDS)
def find_term(word: str) -> str | None:
    """Return the term that one word makes, None for a function word."""
    plural = _PLURAL_ACRONYM.fullmatch(word)
    plain = _plain(plural["one"] if plural else word)
    if plain in FUNCTION_WORDS:
        return None
    plain = _POSSESSIVE.sub("", plain)
    if plain in FUNCTION_WORDS or not plain:
        return None
    if plain in NUMBERS:
        return NUMBERS[plain]
    if plain[0].isdigit():
        return _THOUSANDS.sub("", plain)
    if plain in LETTERS and (plural or word.isupper()):
        return plain
    return stem_of(_INNER_MARKS.sub("", plain))


def _plain(word: str) -> str:
    """Return a word in lower case, without accents."""
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKD", word.casefold().translate(_PLAIN_LETTERS))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


@lru_cache(maxsize=_WORDS)
def stem_of(plain: str) -> str:
    """Return the stem of a plain word, once for all the ways to write it, of which a capital makes two."""
    # "gps", "GPs" and "GPS" are one term: the stemmer takes no s off where there is no vowel.
    acronym = _CONSONANTS.fullmatch(plain)
    return acronym["one"] if acronym else stem(base_of(fold_variants(plain)))
