"""What the templates make of values, each by its name there."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from qa import Passage
from web.http.problems import heading_of
from web.pages.cited import into
from web.pages.quoting import day, html, markdown, plain
from web.wording import moment, short_version

_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
"""Marks, embeddings, overrides and isolates of the writing direction."""


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A stretch of a passage, matched by the question or not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class ScoreBar:
    """A part of a passage's score, and how long its bar is, in percent of the longest."""

    term: str
    weight: float
    length: float


def pieces(passage: Passage) -> tuple[TextPiece, ...]:
    """Cut a passage's text at its highlights, which are spans in code points."""
    out: list[TextPiece] = []
    end = 0
    for start, stop in sorted(passage.highlights):
        start = max(start, end)
        out += (TextPiece(passage.text[end:start], marked=False), TextPiece(passage.text[start:stop], marked=True))
        end = max(end, stop)
    out.append(TextPiece(passage.text[end:], marked=False))
    return tuple(piece for piece in out if piece.text)


def bars(passage: Passage) -> tuple[ScoreBar, ...]:
    """The parts of a passage's score, the largest first, with the lengths of their bars."""
    parts = sorted(passage.parts, key=lambda part: -abs(part.weight))
    longest = max((abs(part.weight) for part in parts), default=0.0) or 1.0
    return tuple(ScoreBar(p.term, p.weight, round(100 * abs(p.weight) / longest, 1)) for p in parts if p.weight)


def title_of(words: str) -> str:
    """A window's title: words on one line, without what turns the direction of those around them.

    A browser shows it outside the page, where no markup can keep its words in their place.
    """
    return " ".join(_TURNING.sub("", words).split())


FILTERS: dict[str, Callable[..., object]] = {
    "as_html": html,
    "as_markdown": markdown,
    "as_plain": plain,
    "bars": bars,
    "day": day,
    "heading_of": heading_of,
    "into": into,
    "moment": moment,
    "pieces": pieces,
    "short": short_version,
    "title_of": title_of,
}
"""All filters that the project's templates use beside Jinja's own."""
