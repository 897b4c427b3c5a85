"""What an index makes of one article alone: a pure function of the document, to be kept and not made again.

Numbers stand in arrays as bytes (int32, little-endian), so that a part is read back about as fast as its file.
"""

import hashlib
from collections.abc import Sequence
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus import Document, Role, Sentence, Span
from index.lexicon import Tokens, as_array, numbers
from index.rows import answers, counts_over

PART_VERSION = 2
"""To be raised when a part holds something else for the same document, and neither analysis nor structure changed."""

TELLING = 6
"""A sentence of fewer terms may stand anywhere; it tells nothing of its section."""

KEY = 16
"""How many bytes of a hash stand for a sentence's terms; all zero for one that tells nothing."""

ROLES = tuple(Role)
"""The roles, by the numbers that stand for them."""

_ANSWERS = np.array([answers(role) for role in ROLES])

NOWHERE = -1
"""Stands for the start and the end of what is not there."""


class Part(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One article as an index needs it.

    `sections`, (n_sections, 4): start, end, and the heading's start and end. `sentences`, (n_sentences, 8): start, end,
    role, section, paragraph, the speaker's start and end, and whether the speaker's name counts with it, which a
    sentence that holds the name itself does not need. `tokens`: those of each sentence that can answer. `keys`: KEY
    bytes for each sentence, equal for equal terms. Arrays stand as their bytes.
    """

    id: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    sha256: str
    text: str
    sections: bytes
    sentences: bytes
    tokens: Tokens
    keys: bytes

    @classmethod
    def of(cls, document: Document) -> Self:
        """Analyse a document."""
        article, sentences = document.article, document.sentences
        tokens = Tokens.of(sentence.text if answers(sentence.role) else "" for sentence in sentences)
        return cls(
            article.id,
            article.title,
            article.publisher,
            article.published,
            article.url,
            article.sha256,
            article.text,
            numbers([n for section in article.sections for n in (section.start, section.end, *_ends(section.heading))]),
            numbers([n for sentence in sentences for n in _place(sentence)]),
            tokens,
            _keys(tokens),
        )

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """Read one back. Raises msgspec.MsgspecError."""
        return msgspec.msgpack.decode(raw, type=cls)

    def raw(self) -> bytes:
        """Return it as bytes, the same for the same part."""
        return msgspec.msgpack.encode(self)

    @property
    def n_answering(self) -> int:
        """How many of its sentences can answer."""
        return int(self.answering().sum())

    def answering(self) -> NDArray[np.bool_]:
        """Return which sentences can answer: (n_sentences,)."""
        answering: NDArray[np.bool_] = _ANSWERS[self.places()[:, 2]]
        return answering

    def section_places(self) -> NDArray[np.int32]:
        """Return the sections: (n_sections, 4)."""
        return as_array(self.sections).reshape(-1, 4)

    def places(self) -> NDArray[np.int32]:
        """Return the sentences: (n_sentences, 8)."""
        return as_array(self.sentences).reshape(-1, 8)

    def cut(self, start: int, end: int) -> str:
        """Return what stands somewhere in the text."""
        return self.text[start:end]


def _place(sentence: Sentence) -> tuple[int, ...]:
    return (
        sentence.start,
        sentence.end,
        ROLES.index(sentence.role),
        sentence.section,
        sentence.paragraph,
        *_ends(sentence.speaker),
        counts_over(sentence),
    )


def _keys(tokens: Tokens) -> bytes:
    """Return what stands for the terms of each text."""
    terms_of = [word.partition("\0")[2] for word in tokens.words]
    terms = [terms_of[place] for place in (as_array(tokens.tokens) >> 1).tolist()]
    out, start = [], 0
    for length in as_array(tokens.lengths).tolist():
        out.append(_key(terms[start : start + length]))
        start += length
    return b"".join(out)


def _key(terms: Sequence[str]) -> bytes:
    if len(terms) < TELLING:
        return bytes(KEY)
    return hashlib.blake2b("\0".join(terms).encode(), digest_size=KEY).digest()


def _ends(span: Span | None) -> tuple[int, int]:
    return (NOWHERE, NOWHERE) if span is None else (span.start, span.end)
