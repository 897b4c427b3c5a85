"""What is known: an article, its sections and its sentences, all pointing into one verbatim text.

Offsets are half-open, zero-based, in Unicode code points of `Article.text`; for every value here that carries a span,
`article.text[value.start:value.end] == value.text`.

They are msgspec's structs: frozen and slotted as frozen dataclasses are, and made in a tenth of the time. None can be
part of a cycle, so the garbage collector is not told of them.
"""

import hashlib
from enum import StrEnum

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


class Source(msgspec.Struct, frozen=True, gc=False):
    """A text that was read, and what is known of it, from a catalogue or a line's fields; None where nothing is."""

    id: str
    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None


class Span(msgspec.Struct, frozen=True, gc=False):
    """A piece of an article's text and where it stands."""

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

    `sha256`: the hash of the text's UTF-8 bytes, in hexadecimal, as it was when the article was read.
    """

    id: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    text: str
    sha256: str
    sections: tuple[Section, ...]

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


class Document(msgspec.Struct, frozen=True, gc=False):
    """An article and its sentences in order. They do not overlap; only white space and layout's marks stand outside."""

    article: Article
    sentences: tuple[Sentence, ...]
