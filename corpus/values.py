"""What is known: an article, its sections and its sentences, all pointing into one verbatim text.

Offsets are half-open, zero-based, in Unicode code points of `Article.text`. For every value here that carries a span,
`article.read(value.start, value.end) == value.text`: the text as a person reads it, without its marks.

They are msgspec's structs: frozen and slotted as frozen dataclasses are, and made in a tenth of the time. None can be
part of a cycle, so the garbage collector is not told of them.
"""

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import StrEnum
from operator import attrgetter

import msgspec

MAX_PASSAGE = 600
"""The longest sentence, and the longest passage shown to a person, in code points."""


class Role(StrEnum):
    """What a sentence is in its article. Headings and furniture are never evidence."""

    PROSE = "prose"
    BULLET = "bullet"
    HEADING = "heading"
    CONTACT = "contact"
    FURNITURE = "furniture"


MOST_SHOWN = 2
"""How many characters may be read in place of others: a blank line, a ligature's letters."""


class Source(msgspec.Struct, frozen=True, gc=False):
    """A text that was read, and what is known of it, from a catalogue or a line's fields; None where nothing is.

    `markdown`: it is written in Markdown; where it is not said, its marks tell.
    """

    id: str
    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    markdown: bool = False


class Edit(msgspec.Struct, frozen=True, order=True, gc=False):
    """A piece of a verbatim text, half-open, that is not read as it stands: `shown` is read in its place, nothing or at
    most MOST_SHOWN characters.
    """

    start: int
    end: int
    shown: str = ""


class Span(msgspec.Struct, frozen=True, gc=False):
    """A piece of an article's text, as it is read, and where it stands."""

    start: int
    end: int
    text: str


class Section(msgspec.Struct, frozen=True, gc=False):
    """A heading, as it stands, with the text under it; `heading` is None where the article shows none.

    `start` is the heading's own start; sections follow each other and cover the article.
    """

    start: int
    end: int
    heading: Span | None


class Article(msgspec.Struct, frozen=True, gc=False):
    """One source text, verbatim: exactly the decoded file. What nobody said of it is None, never guessed.

    `sha256`: the hash of the text's UTF-8 bytes, in hexadecimal, as it was when the article was read. `edits`: what of
    the text is not read as it stands, in order, none within another. `type`: what kind of text its front matter says
    that it is. `is_transcript`: it is told in turns, whose labels name who speaks.
    """

    id: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    text: str
    sha256: str
    sections: tuple[Section, ...]
    edits: tuple[Edit, ...] = ()
    type: str | None = None
    is_transcript: bool = False

    def read(self, start: int, end: int) -> str:
        """Return a stretch of the text as it is read: without marks, what is hidden, and entities as characters."""
        return read_edited(self.text, start, end, self.edits)

    @property
    def label(self) -> str:
        """What the article is called; see `make_label`."""
        return make_label(self.title, self.id)

    @property
    def version(self) -> str:
        """The name of exactly this text: `sha256:` and the hash of its UTF-8 bytes."""
        return f"sha256:{self.sha256}"

    @property
    def is_whole(self) -> bool:
        """Whether the text is what its hash says: not cut, and not changed where it was stored."""
        return hashlib.sha256(self.text.encode()).hexdigest() == self.sha256


class Sentence(msgspec.Struct, frozen=True, gc=False):
    """One sentence (a contact block, or a heading or furniture line, counts as one), at most MAX_PASSAGE long.

    `text`: the sentence as it is read; `edits`: where that differs from the article's text between `start` and `end`.
    `section` and `paragraph` count from 0 within the article. `speaker` is where the text names whose words these are.
    """

    article_id: str
    start: int
    end: int
    text: str
    role: Role
    section: int
    paragraph: int
    speaker: Span | None
    edits: tuple[Edit, ...] = ()

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the sentence, as it is read, stands in the article's text, marks in it included.

        `start` and `end` are half-open offsets in `text`; so are the two returned in the article's text.
        """
        return place_edited(self.start, self.end, self.edits, (start, end))


class Document(msgspec.Struct, frozen=True, gc=False):
    """An article and its sentences in order. They do not overlap; only white space and layout's marks stand outside."""

    article: Article
    sentences: tuple[Sentence, ...]


_BETWEEN_WORDS = re.compile(r"(?<!\d)[._-]+|[._-]+(?!\d)")
"""What parts the words of an id; between figures it belongs to a day or a number."""


def make_label(title: str | None, article_id: str) -> str:
    """Return what an article is called: its title, or where none is known its id in readable form.

    >>> make_label(None, "2024-05-03-the-north_quay")
    '2024-05-03 the north quay'
    """
    if title:
        return title
    words = " ".join(_BETWEEN_WORDS.sub(" ", article_id).split())
    return words[:1].upper() + words[1:] or article_id


def read_edited(text: str, start: int, end: int, edits: Sequence[Edit]) -> str:
    """Return a stretch of a text with edits applied, those that reach out of it as far as they are in it."""
    parts: list[str] = []
    position = start
    first = bisect_right(edits, start, key=_END)
    for edit in edits[first : bisect_left(edits, end, lo=first, key=_START)]:
        parts += (text[position : edit.start], edit.shown)
        position = edit.end
    return "".join((*parts, text[position:end])) if parts else text[start:end]


def place_edited(start: int, end: int, edits: Sequence[Edit], within: tuple[int, int]) -> tuple[int, int]:
    """Return where, in a text, a piece stands of what is read of it from `start` to `end`, marks in the piece included.

    `edits`: those from `start` to `end`; `within`: half-open offsets in what is read there, from 0.
    """
    position, read = start, 0  # how far the text, and what is read of it, have been gone through
    first = last = None
    for edit in (*edits, Edit(end, end)):
        kept, shown = edit.start - position, len(edit.shown)
        if first is None and within[0] < read + kept:
            first = position + within[0] - read
        if last is None and within[1] <= read + kept:
            last = position + within[1] - read
        read += kept
        if first is None and within[0] < read + shown:
            first = edit.start
        if last is None and within[1] <= read + shown:
            last = edit.end
        read += shown
        position = edit.end
    first = end if first is None else first
    return first, first if last is None else max(first, last)


def edits_within(edits: Sequence[Edit], start: int, end: int) -> tuple[Edit, ...]:
    """Return those of a text's edits that begin within a stretch of it."""
    first = bisect_left(edits, start, key=_START)
    return tuple(edits[first : bisect_left(edits, end, lo=first, key=_START)])


_START, _END = attrgetter("start"), attrgetter("end")
