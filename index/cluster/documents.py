"""The documents of an index in OpenSearch, each with both its ends: how it is written, and how it is read.

An index there is one generation. It holds, by `_id`:

7           the sentence of that number: its `postings`, its terms in their order (`words`), its `article`'s number, its
            `vector`, where there is an encoder and it can answer: whole numbers, a byte each, and four of what they are
            multiplied with; and only to be read its `row` of numbers, the `sentence` and the `heading` over it
a2          the article of that number
f/NAME/0    a part of one of the files that each worker keeps, see `index.cluster.lexicon`
manifest    what the index holds, and those files' sizes and hashes
"""

import base64
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus import Article, Sentence
from index.cluster.client import lines
from index.errors import EngineError
from index.values import Heading

LAYOUT = 3
"""The layout of these documents; a reader opens its own only."""

FINENESS = 1 << 16
"""Into how many parts of 1 a weight is divided to be a whole number, as which it stands in the postings. A frequency
reaches the formula in single precision, exact for weights up to 256, and those of one sentence may come to 32,768."""

MOST_WEIGHT, MOST_WEIGHTS = (1 << 24) // FINENESS, ((1 << 31) - 1) // FINENESS

COLUMNS = 10
"""How many numbers of `sentences.npy` a sentence has."""

MANIFEST = "manifest"
VECTOR = "vector"
PART_FIELD = "part"

_INTEGER = np.dtype("<i4")
_SINGLE = np.dtype("<f4")


def settings(version: str, shards: int) -> dict[str, Any]:
    """Return the settings and the mapping of an index.

    A posting's frequency is its weight; the score of a sentence is the sum of those of the terms asked, each times its
    boost. Neither how long a sentence is nor what else a shard holds changes it, so it is the same on all.
    """
    postings = {"type": "text", "analyzer": "weighted", "index_options": "freqs", "norms": False, "similarity": "sum"}
    words = {"type": "text", "analyzer": "terms", "norms": False}
    return {
        "settings": {
            "index": {
                "number_of_shards": shards,
                "number_of_replicas": 0,  # until all is written
                "refresh_interval": "-1",
                "similarity": {
                    "sum": {"type": "scripted", "script": {"source": "return doc.freq * query.boost;"}},
                },
                "analysis": {
                    "filter": {"weights": {"type": "delimited_term_freq"}},
                    "analyzer": {
                        "weighted": {"type": "custom", "tokenizer": "whitespace", "filter": ["weights"]},
                        "terms": {"type": "custom", "tokenizer": "whitespace"},
                    },
                },
            }
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"layout": LAYOUT, "version": version},
            "_source": {"excludes": ["postings", "words", VECTOR, PART_FIELD]},
            "properties": {
                "n": {"type": "integer"},
                "article": {"type": "integer"},
                "postings": postings,
                "words": words,
                **{name: {"type": "object", "enabled": False} for name in ("sentence", "heading", "told")},
                "row": {"type": "binary"},
                VECTOR: {"type": "binary", "doc_values": True},
                PART_FIELD: {"type": "binary", "store": True},
            },
        },
    }


class SentenceDocument(msgspec.Struct, frozen=True):
    """A sentence, as it is read. `row`: its columns of `sentences.npy`; in how many articles a sentence has its terms
    and no others; how many terms stand in it; its terms in the order they stand; and the weights of the different
    ones, ascending.
    """

    n: int
    row: bytes
    sentence: Sentence
    heading: Heading | None = None


class _Fields(msgspec.Struct, frozen=True):
    vector: tuple[str, ...] = ()


class Found(msgspec.Struct, frozen=True):
    """A sentence that a search found, with its vector apart, and its score or by what it was sorted."""

    source: SentenceDocument = msgspec.field(name="_source")
    fields: _Fields = _Fields()
    score: float | None = msgspec.field(name="_score", default=None)
    sort: tuple[float, int] = (0.0, 0)

    @property
    def sum(self) -> float:
        """The engine's sum, which is told as the score where nothing was to be sorted."""
        return self.sort[0] if self.score is None else self.score


class _Hits(msgspec.Struct, frozen=True):
    hits: tuple[Found, ...]


class SearchReply(msgspec.Struct, frozen=True):
    """What a search finds."""

    hits: _Hits


WITH_VECTORS = {"docvalue_fields": [VECTOR], "track_total_hits": False}
"""What a search asks for, so that each sentence comes with its vector."""


class Record:
    """A sentence that was read. Its row and its vector stay the bytes that they are, since thousands are remembered;
    `told`: the sentence and the heading over it.
    """

    __slots__ = ("places", "repeats", "row", "told", "vector")

    def __init__(self, found: Found) -> None:
        """Take a document apart. Raises ValueError for one that cannot be."""
        document = found.source
        self.row = document.row
        self.repeats, self.places = np.frombuffer(self.row[_COLUMNS:_HEAD], dtype=_INTEGER).tolist()
        if not 0 <= self.places <= (len(self.row) - _HEAD) // 4 or len(self.row) % 4:
            raise ValueError(f"sentence {document.n} has a row of {len(self.row)} bytes")
        self.told = document.sentence, document.heading
        self.vector = read_vector(found.fields.vector[0]) if found.fields.vector else None

    @property
    def size(self) -> int:
        """How many bytes of memory it takes, about."""
        return _OBJECTS + len(self.row) + len(self.vector or b"") + len(self.told[0].text)


_COLUMNS = 4 * COLUMNS
_HEAD = _COLUMNS + 8
_OBJECTS = 700
"""How many bytes Python takes for a record and what is in it, beside what is counted."""


def columns_of(records: Sequence[Record]) -> NDArray[np.int32]:
    """Return the columns of some sentences: (len(records), COLUMNS)."""
    return np.frombuffer(b"".join([record.row[:_COLUMNS] for record in records]), dtype=_INTEGER).reshape(-1, COLUMNS)


def terms_of(records: Sequence[Record]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return where each sentence's terms begin, and end, among those of all, and these, in the order they stand."""
    starts = np.cumsum([0, *(record.places for record in records)], dtype=np.int64)
    rows = [record.row[_HEAD : _HEAD + 4 * record.places] for record in records]
    return starts, np.frombuffer(b"".join(rows), dtype=_INTEGER)


def held_by(records: Sequence[Record]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Return of all different terms of each sentence in which one they are, the term, and its weight there.

    Raises EngineError for rows of more or fewer weights.
    """
    starts, terms = terms_of(records)
    at = np.repeat(np.arange(len(records), dtype=np.int64), np.diff(starts))
    pairs = np.unique(at << 32 | terms)
    weights = np.frombuffer(b"".join([record.row[_HEAD + 4 * record.places :] for record in records]), dtype=_SINGLE)
    if len(weights) != len(pairs):
        raise EngineError(f"{len(pairs)} terms have {len(weights)} weights in OpenSearch; publish the index anew")
    return pairs >> 32, pairs & 0xFFFFFFFF, weights


def write_vector(numbers: NDArray[np.int8], scale: np.float32) -> bytes:
    """Return a vector as it stands in a document."""
    return numbers.tobytes() + scale.astype(_SINGLE).tobytes()


def read_vector(told: str) -> bytes:
    """Return what `write_vector` gave, as OpenSearch tells it: in base64, not filled up. Raises ValueError."""
    return base64.b64decode(told + "=" * (-len(told) % 4))


def vectors_of(records: Sequence[Record], dimensions: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return the vectors of some sentences and what they are multiplied with, 0 where one has none.

    Raises EngineError for one of other dimensions.
    """
    empty = bytes(dimensions + _SINGLE.itemsize)
    raw = [record.vector or empty for record in records]
    if not {len(empty)}.issuperset(map(len, raw)):
        raise EngineError(f"a vector in OpenSearch has no {dimensions} numbers; publish the index anew")
    rows = np.frombuffer(b"".join(raw), dtype=np.int8).reshape(len(raw), len(empty))
    return rows[:, :dimensions], np.frombuffer(rows[:, dimensions:].tobytes(), dtype=_SINGLE)


def in_parts(weights: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return weights, each over 0, as whole numbers of parts: at least one, and within one part of what they are."""
    return np.maximum(1, np.rint(weights.astype(np.float64) * FINENESS)).astype(np.int64)


def write_sentence(
    number: int,
    columns: NDArray[np.int32],
    repeats: int,
    terms: NDArray[np.int32],
    held: NDArray[np.int32],
    weights: NDArray[np.float32],
    told: tuple[Sentence, Heading | None],
    vector: bytes | None,
) -> bytes:
    """Return the lines that put a sentence into an index. `vector`: see `write_vector`."""
    lengths = np.array([repeats, len(terms)], dtype=_INTEGER)
    row = b"".join(each.astype(_INTEGER).tobytes() for each in (columns, lengths, terms))
    whole = in_parts(weights)
    if len(whole) and (whole.max() > MOST_WEIGHT * FINENESS or whole.sum() > MOST_WEIGHTS * FINENESS):
        raise ValueError(f"sentence {number} has weights that are too great to be stored")
    pairs = zip(held.tolist(), whole.tolist(), strict=True)
    sentence, heading = told
    return lines(
        (
            {"create": {"_id": str(number)}},
            {
                "n": number,
                "article": int(columns[7]),
                "postings": " ".join(f"{term}|{weight}" for term, weight in pairs),
                "words": " ".join(map(str, terms.tolist())),
                "row": row + weights.astype(_SINGLE).tobytes(),
                "sentence": sentence,
                "heading": heading,
                **({} if vector is None else {VECTOR: vector}),
            },
        )
    )


class ArticleDocument(msgspec.Struct, frozen=True):
    """An article, as it is read."""

    told: Article


def article_id(number: int) -> str:
    """Return what an article's document is called."""
    return f"a{number}"


def write_article(number: int, article: Article) -> bytes:
    """Return the lines that put an article into an index."""
    return lines(({"create": {"_id": article_id(number)}}, {"told": article}))


def part_id(name: str, number: int) -> str:
    """Return what the document of a part of a file is called."""
    return f"f/{name}/{number}"


def write_part(name: str, number: int, part: bytes) -> bytes:
    """Return the lines that put a part of a file into an index."""
    return lines(({"create": {"_id": part_id(name, number)}}, {PART_FIELD: part}))


class _ManifestText(msgspec.Struct, frozen=True):
    manifest: str
    layout: int


class ManifestDocument(msgspec.Struct, frozen=True):
    """The manifest's document, as it is read."""

    told: _ManifestText


def write_manifest(text: str) -> bytes:
    """Return the lines that put the manifest into an index: the last of all."""
    return lines(({"create": {"_id": MANIFEST}}, {"told": {"manifest": text, "layout": LAYOUT}}))
