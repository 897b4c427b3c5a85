"""From a source to an article with its structure: a pure function of the text, what is known of it, and our words."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import msgspec

from corpus.errors import ArticleError
from corpus.files.formats import extractor_version
from corpus.structure.blocks import blocks
from corpus.structure.metadata import header_fields
from corpus.structure.sections import Paragraph, paragraphs, sections
from corpus.structure.sentences import is_one_sentence, sentence_spans
from corpus.structure.speakers import Speech, speeches
from corpus.values import Article, Role, Sentence, Span
from corpus.vocabulary import Vocabulary

_WHOLE = (Role.CONTACT, Role.HEADING)
_LONGEST_MARKER = 100


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A document as it came, its text not yet taken out, and what stands beside it; None where nothing does.

    `suffix`: its format, in lower case; one of `DOCUMENT_SUFFIXES`. `where`: what a message calls it.
    """

    id: str
    raw: bytes
    suffix: str
    where: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None

    @property
    def fingerprint(self) -> str:
        """The SHA-256, in hexadecimal, of all that its source is made of, the id aside: alike, so is the source.

        It is kept of lines (`corpus.files.jsonl`): with another, LINES_VERSION is to be raised.
        """
        known = (self.title, self.publisher, self.published, self.url)
        parts = (len(self.raw), self.suffix, extractor_version(self.suffix), *known)
        digest = hashlib.sha256(repr(parts).encode())
        digest.update(self.raw)
        return digest.hexdigest()

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return len(self.raw)

    def read(self) -> Self:
        """Return it, as `StoredFile` does."""
        return self


class StoredFile(msgspec.Struct, frozen=True, gc=False):
    """A document that is not held, or not taken apart: it is read `again` when it is needed."""

    id: str
    fingerprint: str
    size: int
    where: str
    again: Callable[[], SourceFile]

    def read(self) -> SourceFile:
        """Read it again. Raises ArticleError where it is gone, or no longer what it was."""
        try:
            file = self.again()
        except OSError as error:
            said = error.strerror or error
            raise ArticleError(f"{self.where}: cannot be read any more ({said}); index again") from error
        except ArticleError as error:
            raise ArticleError(f"{self.where}: was changed while the articles were read; index again") from error
        if (file.id, file.fingerprint) != (self.id, self.fingerprint):
            raise ArticleError(f"{self.where}: was changed while the articles were read; index again")
        return file


class Listed(Protocol):
    """A document as a build is given it, a `SourceFile` or a `StoredFile`: what tells whether it is known, and the way
    to all of it.
    """

    @property
    def id(self) -> str:
        """What the article is called."""

    @property
    def fingerprint(self) -> str:
        """See `SourceFile`."""

    @property
    def size(self) -> int:
        """Its length in bytes."""

    @property
    def where(self) -> str:
        """What a message calls it."""

    def read(self) -> SourceFile:
        """Return all of it. Raises ArticleError."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text that was read, and what stands beside it (a catalogue, the fields of a line); None where nothing does."""

    id: str
    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """An article and its sentences in order. They do not overlap; only white space and layout's marks stand outside."""

    article: Article
    sentences: tuple[Sentence, ...]


def structure(source: Source, words: Vocabulary) -> Document:
    """Find the structure of one text."""
    text = source.text
    found = blocks(text)
    parts = paragraphs(found, text, words)
    article_sections, owners = sections(parts, len(text))
    header = header_fields([block.span.text for block in found if block.header])
    article = Article(
        id=source.id,
        title=source.title or header.get("title") or _first_heading(parts),
        publisher=source.publisher or header.get("publisher"),
        published=source.published or header.get("published"),
        url=source.url or header.get("url"),
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        sections=article_sections,
    )
    return Document(article, tuple(_sentences(article, parts, owners, speeches(parts, owners, text), words)))


def _sentences(
    article: Article, parts: Sequence[Paragraph], owners: Sequence[int], spoken: Sequence[Speech], words: Vocabulary
) -> Iterator[Sentence]:
    """Cut the paragraphs into sentences; each has the speaker of the first speech that it holds a part of."""
    following = 0
    for number, (part, owner) in enumerate(zip(parts, owners, strict=True)):
        for span in _cut(part, words):
            while following < len(spoken) and spoken[following].end <= span.start:
                following += 1
            heard = following < len(spoken) and spoken[following].start < span.end
            speaker = spoken[following].speaker if heard else None
            yield Sentence(article.id, span.start, span.end, span.text, part.role, owner, number, speaker)


def _cut(part: Paragraph, words: Vocabulary) -> Iterable[Span]:
    """Cut a paragraph into sentences. A heading and a contact block stay whole; an item's marker goes first, unless
    it is mostly space and as long as a text.
    """
    base, text = part.span.start, part.span.text
    if part.role in _WHOLE or (not part.marker and is_one_sentence(text)):
        return (part.span,)
    before = part.marker if part.marker < _LONGEST_MARKER else 0
    spans = sentence_spans(text[part.marker :], words, before=before)
    return (
        Span(base + first, base + part.marker + end, text[first : part.marker + end])
        for first, end in ((part.marker + start if start else part.marker - before, end) for start, end in spans)
    )


def _first_heading(parts: Sequence[Paragraph]) -> str | None:
    """Return the heading that an article opens with, furniture aside."""
    first = next((part for part in parts if part.role is not Role.FURNITURE), None)
    return first.span.text if first is not None and first.role is Role.HEADING else None
