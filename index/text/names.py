"""What a text itself tells of its names: which are spelt out beside their acronym, and which initials a name has."""

import re
from collections.abc import Callable, Iterator

from index.text.function_words import FUNCTION_WORDS

_ACRONYM = re.compile(r"\(\s*([A-Z][A-Za-z&]{1,9})\s*\)")
_WORD = re.compile(r"[^\W_][\w’'&]*")
_CAPITALISED = re.compile(r"[A-Z](?<!\w.)[\w’']*(?:\s+(?:(?:of|and|for|the|in|&)\s+){0,2}[A-Z][\w’']*)+")
"""A pattern that begins with a set of letters, not with `\\b`, is sought several times as fast."""

_LIST_OF_NAMES = re.compile(
    r"[A-Z0-9](?<!\w.)[\w’'-]*(?:[\s,]+(?:(?:of|and|for|the|in|on|upon|&)\s+){0,3}[A-Z0-9][\w’'-]*)*"
)
_NAME_WORD = re.compile(r"[A-Za-z0-9](?:[\w-]|[’'](?!s\b))*")
_POSSESSIVE = re.compile(r"[’']s?(?!\S)")
_LONGEST_NAME = 8
_LONGEST_ACRONYM = 5
_SMALL_WORDS = frozenset(
    ("and", "of", "the", "in", "on", "at", "to", "for", "by", "with", "de", "la", "le", "du", "upon", "under", "&")
)


def find_acronyms(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (acronym, start, end) for each name that its acronym follows in brackets (Schwartz and Hearst 2003).

    The acronym is in lower case, without a plural's s; start and end are the name's span.
    """
    for match in _ACRONYM.finditer(text):
        letters = singular(match[1]).casefold()
        words = list(_WORD.finditer(text, 0, match.start()))[-2 * len(letters) - 1 :]
        for first in reversed(words):
            name = text[first.start() : match.start()].rstrip()
            if first[0][0].casefold() == letters[0] and _spells(name, letters):
                yield letters, first.start(), first.start() + len(name)
                break


def is_name(heading: str) -> bool:
    """Whether a heading reads as a name: every word of it capitalised, small words aside, and at most eight of them.

    One that is written in capitals throughout does not tell.
    """
    words = heading.split()
    if heading.isupper() and len(heading) > _LONGEST_ACRONYM:
        return False
    return len(words) <= _LONGEST_NAME and all(w[0].isupper() or w[0].isdigit() or w in _SMALL_WORDS for w in words)


def singular(acronym: str) -> str:
    """Return an acronym without the small s of its plural."""
    return acronym[:-1] if len(acronym) > 2 and acronym.endswith("s") and acronym[:-1].isupper() else acronym


def initials(text: str) -> Iterator[tuple[str, str]]:
    """Yield (initials in lower case, name) for each run of two capitalised words or more, and for its parts.

    A function word that opens a sentence begins no name.
    """
    if text[1:].islower():  # most texts have one capital at most
        return
    for match in _CAPITALISED.finditer(text):
        words = _POSSESSIVE.sub("", match[0]).split()
        letters = [word[0] if word[0].isupper() else "" for word in words]
        for start, word in enumerate(words):
            if not letters[start] or word.lower() in FUNCTION_WORDS:
                continue
            for end in range(start + 2, min(len(words), start + _LONGEST_NAME) + 1):
                if letters[end - 1]:
                    yield "".join(letters[start:end]).casefold(), " ".join(words[start:end])


def mentions(text: str, known: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Yield the spans of the known names that a text mentions: the longest at each place, in order."""
    for match in _LIST_OF_NAMES.finditer(text):
        alone = match[0].isalnum()  # as most are
        words = [match.span()] if alone else [word.span() for word in _NAME_WORD.finditer(text, *match.span())]
        first = 0
        while first < len(words):
            start, last = words[first][0], min(len(words), first + _LONGEST_NAME)
            while last > first and not known(text[start : words[last - 1][1]]):
                last -= 1
            if last > first:
                yield start, words[last - 1][1]
            first = max(last, first + 1)


def _spells(name: str, letters: str) -> bool:
    """Whether each letter follows the one before in the name."""
    rest = iter(name.casefold())
    return all(letter in rest for letter in letters)
