"""Whether a text says what a judgement asks for: compared as a reader would, not letter by letter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from corpus import MAX_PASSAGE


@dataclass(frozen=True, slots=True)
class Support:
    """A passage that answers: `quote` stands verbatim in the article `source`."""

    source: str
    quote: str


# Typographic quotes, dashes and the no-break space, and what people type for them.
_TYPED = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\u00a0", "''\"\"-- ")

_SENTENCE_BREAK = re.compile(
    r"""\n\s*\n\s*                               # a blank line
      | \n\s*(?=[-\u2013\u2014•*·▪◦‣∙]\s)           # an item of a list
      | (?<=[.!?]) ["'\u2019\u201d)]* \s+         # or a full stop with what closes after it,
        (?=[A-Z0-9\u201c\u2018"'\u00a3])          # where the next sentence opens""",
    re.VERBOSE,
)

_SHORTEST_SENTENCE = 30
_SHORTEST_PART = 20
_SHORTEST_SHARED = 40
_SHARED = 0.8


def fold(text: str) -> str:
    """The text without case, with plain quotes and dashes, and one space between words."""
    return " ".join(text.translate(_TYPED).lower().split())


def holds(folded: str, wanted: str) -> bool:
    """Whether a folded text holds the wanted words as whole words."""
    return re.search(rf"(?<!\w){re.escape(fold(wanted))}(?!\w)", folded) is not None


def is_accepted(folded: str, accepted: Sequence[str]) -> bool:
    """Whether a folded short answer holds an accepted one, and little more."""
    brief = len(folded) <= 2 * max(len(fold(words)) for words in accepted) + 20
    return brief and any(holds(folded, words) for words in accepted)


def find_place(passages: Sequence[str], support: Sequence[Support]) -> int | None:
    """Return the place, from 0, of the first supporting sentence; None where no passage holds one.

    Two sentences fill one place, so a passage with the sentence that it leans on costs nothing, and a longer one
    fills several. One that holds a quote stands at the place that the quote begins in. One that is itself a part of a
    quote, or has four fifths of the shorter of both in common with it in one piece, stands at its first. One over
    MAX_PASSAGE never counts.
    """
    place = 0
    for text in passages:
        sentences = _sentences(text)
        inside = _support_within(text, sentences, support) if len(text) <= MAX_PASSAGE else None
        if inside is not None:
            return place + inside // 2
        place += (len(sentences) + 1) // 2
    return None


def _sentences(text: str) -> list[str]:
    """A passage's sentences, folded; one that is short, or follows a short one, belongs to the one before it."""
    joined: list[str] = []
    for piece in _SENTENCE_BREAK.split(text):
        if joined and min(len(piece), len(joined[-1])) < _SHORTEST_SENTENCE:
            joined[-1] = f"{joined[-1]}\n{piece}"
        else:
            joined.append(piece)
    return [fold(sentence) for sentence in joined]


def _support_within(text: str, sentences: Sequence[str], support: Sequence[Support]) -> int | None:
    """The number of the passage's sentence that supports, from 0."""
    whole = fold(text)
    ends = list(accumulate(len(sentence) + 1 for sentence in sentences))
    for quote in (fold(item.quote) for item in support):
        start = whole.find(quote)
        if start >= 0:
            return sum(end <= start for end in ends[:-1])
        if (len(whole) >= _SHORTEST_PART and whole in quote) or _share(whole, quote):
            return 0
    return None


def _share(whole: str, quote: str) -> bool:
    """Whether the most of the shorter of two texts stands in the other, in one piece."""
    shorter = min(len(whole), len(quote))
    if shorter < _SHORTEST_SHARED:
        return False
    common = SequenceMatcher(None, whole, quote, autojunk=False).find_longest_match()
    return common.size >= max(_SHORTEST_SHARED, _SHARED * shorter)
