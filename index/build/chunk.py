"""Chunks of the corpus: what an index makes of some articles, of each alone, to be kept and not made again.

Numbers stand in arrays as bytes (int32, little-endian), so that a chunk is read back about as fast as its file.

Headings and furniture cannot answer, and have no terms. With every other sentence the words over it count beside its
own: the heading over it, or else the article's title, and its speaker's name. They count towards the sentence's length,
too: to leave them out of it made no difference (SelQA, MRR@10 within .001).
"""

import hashlib
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus import MOST_SHOWN, Document, Role, Sentence, Span
from index.build.lexicon import Tokens, as_array, numbers
from index.disk.texts import NOWHERE, ROLES
from index.text.traits import traits_of

CHUNK_VERSION = 10
"""To be raised when a chunk holds something else for the same document, and neither analysis nor structure changed."""

TELLING = 6
"""A sentence of fewer terms may stand anywhere; it tells nothing of its section."""

KEY = 16
"""How many bytes of a hash stand for a sentence's terms; all zero for one that tells nothing."""

_NUMBERS = {role: number for number, role in enumerate(ROLES)}
_CANNOT_ANSWER = (Role.HEADING, Role.FURNITURE)
_ANSWERS = np.array([role not in _CANNOT_ANSWER for role in ROLES])


class About(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is known of an article; how many characters, sentences that can answer, sections, sentences and edits it
    has; and its size in bytes. `IN_DATABASE` of these, the first, are what a generation's database has of it.
    """

    id: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    type: str | None
    is_transcript: bool
    sha256: str
    characters: int
    answering: int
    sections: int
    sentences: int
    edits: int
    size: int


IN_DATABASE = 10


class Chunk(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Some articles, one after the other, as an index needs them.

    `text`: of all of them, in UTF-8. `edits`, (n_edits, 2 + MOST_SHOWN): start, end, and the characters that are read
    in its place, 0 for none. `sections`, (n_sections, 4): start, end, and the heading's start and end;
    `headings`: these. `sentences`, (n_sentences, 9): start, end, role, section, paragraph, the speaker's start and end,
    whether the speaker's name counts with it, which a sentence that holds the name itself does not need, and traits;
    `speakers`: the names, of those sentences that have one. Places are those in each article's text alone. `tokens`:
    those of each sentence that can answer. `keys`: KEY bytes for each sentence, equal for equal terms. Arrays stand as
    their bytes.
    """

    articles: tuple[About, ...]
    text: bytes
    edits: bytes
    sections: bytes
    headings: tuple[str | None, ...]
    sentences: bytes
    speakers: tuple[str, ...]
    tokens: Tokens
    keys: bytes

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Self:
        """Analyse documents."""
        about, texts, told = [], [], []
        headings: list[str | None] = []
        speakers: list[str] = []
        edits: list[int] = []
        sections: list[int] = []
        sentences: list[int] = []
        for document in documents:
            article = document.article
            own = [sentence.text if sentence.role not in _CANNOT_ANSWER else "" for sentence in document.sentences]
            known = (article.id, article.title, article.publisher, article.published, article.url)
            kind = (article.type, article.is_transcript, article.sha256)
            text = article.text.encode()
            counts = len(article.text), sum(map(bool, own)), len(article.sections), len(own), len(article.edits)
            about.append(About(*known, *kind, *counts, len(text)))
            texts.append(text)
            for edit in article.edits:
                edits += (edit.start, edit.end, *map(ord, edit.shown.ljust(MOST_SHOWN, "\0")))
            headings += [section.heading.text if section.heading else None for section in article.sections]
            speakers += [sentence.speaker.text for sentence in document.sentences if sentence.speaker]
            sections += [
                n for section in article.sections for n in (section.start, section.end, *_ends(section.heading))
            ]
            for sentence in document.sentences:
                sentences += _place(sentence)
            told += own
        tokens = Tokens.of(told)
        return cls(
            tuple(about),
            b"".join(texts),
            numbers(edits),
            numbers(sections),
            tuple(headings),
            numbers(sentences),
            tuple(speakers),
            tokens,
            _keys(tokens),
        )

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """Read one back. Raises msgspec.MsgspecError."""
        return msgspec.msgpack.decode(raw, type=cls)

    def raw(self) -> bytes:
        """Return it as bytes, the same for the same chunk."""
        return msgspec.msgpack.encode(self)

    def counts(self, of: str) -> NDArray[np.int64]:
        """Return how many of something each article has: (n_articles,)."""
        return np.fromiter(map(attrgetter(of), self.articles), dtype=np.int64, count=len(self.articles))

    def spoken(self) -> NDArray[np.bool_]:
        """Return which sentences have a speaker: (n_sentences,)."""
        spoken: NDArray[np.bool_] = self.places()[:, 5] != NOWHERE
        return spoken

    def answering(self) -> NDArray[np.bool_]:
        """Return which sentences can answer: (n_sentences,)."""
        answering: NDArray[np.bool_] = _ANSWERS[self.places()[:, 2]]
        return answering

    def section_places(self) -> NDArray[np.int32]:
        """Return the sections: (n_sections, 4)."""
        return as_array(self.sections).reshape(-1, 4)

    def edit_places(self) -> NDArray[np.int32]:
        """Return the edits: (n_edits, 2 + MOST_SHOWN)."""
        return as_array(self.edits).reshape(-1, 2 + MOST_SHOWN)

    def places(self) -> NDArray[np.int32]:
        """Return the sentences: (n_sentences, 9)."""
        return as_array(self.sentences).reshape(-1, 9)


def _name_counts(sentence: Sentence) -> bool:
    """Whether the speaker's name counts with a sentence: not where it stands in it already."""
    speaker = sentence.speaker
    return speaker is not None and sentence.role not in _CANNOT_ANSWER and speaker.text not in sentence.text


def _place(sentence: Sentence) -> tuple[int, ...]:
    return (
        sentence.start,
        sentence.end,
        _NUMBERS[sentence.role],
        sentence.section,
        sentence.paragraph,
        *_ends(sentence.speaker),
        _name_counts(sentence),
        0 if sentence.role in _CANNOT_ANSWER else traits_of(sentence.text),
    )


def _keys(tokens: Tokens) -> bytes:
    """Return what stands for the terms of each text."""
    terms_of = [word.partition("\0")[2] for word in tokens.pairs()]
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
