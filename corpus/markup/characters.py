"""Characters that no one reads as they stand: unseen ones, entities, marks of footnotes, hyphens at line ends."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

from corpus.values import MOST_SHOWN, Edit

UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
"""Characters that show nothing: soft hyphens, joiners, marks of direction and of byte order."""

_UNSEEN = re.compile(f"[{UNSEEN}]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,31});")
_NOTE = r"\[(?:\d{1,3}|[a-z]|note \d{1,3})\]"
_NOTES = re.compile(rf"{_NOTE}(?:{_NOTE})*")
_RAISED = re.compile("[¹²³⁰⁴-⁹]+")
"""Marks of footnotes, right behind a word or a sentence: numbers in brackets, and raised ones ("m²" is a unit)."""

_RARE = re.compile(f"[{UNSEEN}¹²³⁰⁴-⁹]")
"""What both are sought by at once, as most texts have neither."""

_ENDS = frozenset(".,;:!?”’\"')_")

_BROKEN = re.compile(r"(?<=[^\W\d_]{2})[-\u2010\u00ad]\n[ \t]*(?=[a-zß-öø-ÿ])")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LONGEST_WORD = 60
_BEFORE = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*$")


def character_edits(text: str) -> Iterator[Edit]:
    """Find what of a text's characters is not read as it stands."""
    rare = not text.isascii() and _RARE.search(text) is not None
    if rare:
        yield from (Edit(*match.span()) for match in _UNSEEN.finditer(text))
    if "&" in text:
        yield from _entities(text)
    if "[" in text:
        yield from (
            Edit(*match.span()) for match in _NOTES.finditer(text) if _is_behind(text, match.start(), letters=1)
        )
    if rare:
        yield from (
            Edit(*match.span()) for match in _RAISED.finditer(text) if _is_behind(text, match.start(), letters=3)
        )
    if "-\n" in text or "\u2010\n" in text or "\u00ad\n" in text:
        yield from _broken_words(text)


def _is_behind(text: str, place: int, *, letters: int) -> bool:
    """Whether a mark stands right behind a sentence's end, or a word of so many letters."""
    before = text[max(0, place - letters) : place]
    ends = before[-1:] in _ENDS if before else False
    return ends or (len(before) == letters and (before.isalnum() if letters == 1 else before.isalpha()))


def _entities(text: str) -> Iterator[Edit]:
    """Yield the entities of HTML, each with its character."""
    for match in _ENTITY.finditer(text):
        shown = unescape(match[0])
        if len(shown) <= MOST_SHOWN:
            yield Edit(*match.span(), " " if shown == "\u00a0" else shown)


def _broken_words(text: str) -> Iterator[Edit]:
    """Yield the hyphen and the line break within a word that is parted at a line's end.

    The hyphen belongs to the word where the text writes it so elsewhere, and more often than without.
    """
    written: Counter[str] | None = None
    for match in _BROKEN.finditer(text):
        before, after = (
            _BEFORE.search(text, max(0, match.start() - _LONGEST_WORD), match.start()),
            _WORD.match(text, match.end()),
        )
        if before is None or after is None:
            continue
        if written is None:
            written = Counter(word.lower() for word in _WORD.findall(text))
        joined, hyphened = f"{before[0]}{after[0]}".lower(), f"{before[0]}-{after[0]}".lower()
        kept = written[hyphened] > written[joined] and match[0][0] != "\u00ad"
        yield Edit(match.start() + kept, match.end())
