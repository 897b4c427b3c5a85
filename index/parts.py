"""What an index makes of one article alone: a pure function of the document, to be kept and not made again.

Numbers stand in arrays as bytes (int32, little-endian), so that a part is read back about as fast as its file.
"""

import hashlib
from collections.abc import Sequence
from typing import Self

import msgspec

from corpus import Document, Span
from index.analysis import Token, analyse
from index.lexicon import Counts, Lexicon, numbers
from index.rows import answers, counts_over

PART_VERSION = 1
"""To be raised when a part holds something else for the same document, and neither analysis nor structure changed."""

TELLING = 6
"""A sentence of fewer terms may stand anywhere; it tells nothing of its section."""

KEY = 16
"""How many bytes of a hash stand for a sentence's terms; all zero for one that tells nothing."""


class Place(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A sentence, by its span and its section's and paragraph's numbers.

    `over`: whether its speaker's name counts with it, which a sentence that holds the name itself does not need.
    """

    start: int
    end: int
    role: str
    section: int
    paragraph: int
    speaker: tuple[int, int] | None
    over: bool


class Part(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One article as an index needs it.

    `sections`: start, end, and the heading's span. `tokens`: each sentence's terms one after the other, as places in
    `counts.terms`; `lengths`: how many of them each has; `keys`: KEY bytes for each, equal for equal terms.
    `answering`: how many sentences can answer.
    """

    id: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    sha256: str
    text: str
    sections: tuple[tuple[int, int, tuple[int, int] | None], ...]
    sentences: tuple[Place, ...]
    tokens: bytes
    lengths: bytes
    keys: bytes
    answering: int
    counts: Counts

    @classmethod
    def of(cls, document: Document) -> Self:
        """Analyse a document."""
        article = document.article
        lexicon = Lexicon()
        rows = []
        for sentence in document.sentences:
            row = analyse(sentence.text) if answers(sentence.role) else []
            lexicon.read(sentence.text if row else "", row)
            rows.append(row)
        counts = lexicon.counts()
        places = {term: place for place, term in enumerate(counts.terms)}
        return cls(
            article.id,
            article.title,
            article.publisher,
            article.published,
            article.url,
            article.sha256,
            article.text,
            tuple((section.start, section.end, _ends(section.heading)) for section in article.sections),
            tuple(
                Place(s.start, s.end, s.role.value, s.section, s.paragraph, _ends(s.speaker), counts_over(s))
                for s in document.sentences
            ),
            numbers([places[token.term] for row in rows for token in row]),
            numbers([len(row) for row in rows]),
            b"".join(map(_key, rows)),
            sum(answers(sentence.role) for sentence in document.sentences),
            counts,
        )

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """Read one back. Raises msgspec.MsgspecError."""
        return msgspec.msgpack.decode(raw, type=cls)

    def raw(self) -> bytes:
        """Return it as bytes, the same for the same part."""
        return msgspec.msgpack.encode(self)

    def heading(self, section: int) -> str | None:
        """Return the heading that a section shows."""
        span = self.sections[section][2]
        return None if span is None else self.text[span[0] : span[1]]

    def speaker(self, place: Place) -> str:
        """Return the speaker's name that counts with a sentence, if one does."""
        return self.text[place.speaker[0] : place.speaker[1]] if place.over and place.speaker else ""

    def key(self, number: int) -> bytes:
        """Return what stands for a sentence's terms; empty for one that tells nothing."""
        key = self.keys[number * KEY : (number + 1) * KEY]
        return key if any(key) else b""


def _key(row: Sequence[Token]) -> bytes:
    if len(row) < TELLING:
        return bytes(KEY)
    return hashlib.blake2b("\0".join(token.term for token in row).encode(), digest_size=KEY).digest()


def _ends(span: Span | None) -> tuple[int, int] | None:
    return None if span is None else (span.start, span.end)
