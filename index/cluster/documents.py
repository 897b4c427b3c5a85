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
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus import Article, Sentence
from index.cluster.client import lines
from index.values import Heading

LAYOUT = 2
"""The layout of these documents; a reader opens its own only."""

FINENESS = 1 << 16
"""Into how many parts of 1 a weight is divided to be a whole number, as which it stands in the postings. A frequency
reaches the formula in single precision, exact for weights up to 256, and those of one sentence may come to 32,768."""

MOST_WEIGHT, MOST_WEIGHTS = (1 << 24) // FINENESS, ((1 << 31) - 1) // FINENESS

COLUMNS = 10
"""How many numbers of `sentences.npy` a sentence has."""

MANIFEST = "manifest"
VECTOR = "vector"

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
            "_source": {"excludes": ["postings", "words", VECTOR]},
            "properties": {
                "n": {"type": "integer"},
                "article": {"type": "integer"},
                "postings": postings,
                "words": words,
                **{name: {"type": "object", "enabled": False} for name in ("sentence", "heading", "told")},
                **{name: {"type": "binary"} for name in ("row", "part")},
                VECTOR: {"type": "binary", "doc_values": True},
            },
        },
    }


class SentenceDocument(msgspec.Struct, frozen=True):
    """A sentence, as it is read. `row`: its columns of `sentences.npy`; in how many articles a sentence has its terms
    and no others; how many terms stand in it, and how many different ones; its terms in the order they stand; the
    different ones, ascending; and the weights of these.
    """

    n: int
    row: bytes
    sentence: Sentence
    heading: Heading | None = None


class _Fields(msgspec.Struct, frozen=True):
    vector: tuple[str, ...] = ()


class Found(msgspec.Struct, frozen=True):
    """A sentence that a search found, with its vector apart, and by what it was sorted."""

    source: SentenceDocument = msgspec.field(name="_source")
    fields: _Fields = _Fields()
    sort: tuple[float, int] = (0.0, 0)


class _Hits(msgspec.Struct, frozen=True):
    hits: tuple[Found, ...]


class SearchReply(msgspec.Struct, frozen=True):
    """What a search finds."""

    hits: _Hits


WITH_VECTORS = {"docvalue_fields": [VECTOR], "track_total_hits": False}
"""What a search asks for, so that each sentence comes with its vector."""


class Record:
    """A sentence that was read, its row taken apart; `told`: the sentence and the heading over it; `vector`: its whole
    numbers, and what they are multiplied with; None where it has none.
    """

    __slots__ = ("columns", "held", "repeats", "terms", "told", "vector", "weights")

    def __init__(self, found: Found) -> None:
        """Take a document apart. Raises ValueError for one that cannot be."""
        document = found.source
        numbers = np.frombuffer(document.row, dtype=_INTEGER)
        self.repeats, places, different = numbers[COLUMNS : COLUMNS + 3].tolist()
        start, middle = COLUMNS + 3, COLUMNS + 3 + places
        if len(numbers) != middle + 2 * different:
            raise ValueError(f"sentence {document.n} has a row of {len(numbers)} numbers")
        self.columns: NDArray[np.int32] = numbers[:COLUMNS]
        self.terms: NDArray[np.int32] = numbers[start:middle]
        self.held: NDArray[np.int32] = numbers[middle : middle + different]
        self.weights: NDArray[np.float32] = numbers[middle + different :].view(_SINGLE)
        self.told = document.sentence, document.heading
        self.vector = read_vector(found.fields.vector[0]) if found.fields.vector else None


def write_vector(numbers: NDArray[np.int8], scale: np.float32) -> bytes:
    """Return a vector as it stands in a document."""
    return numbers.tobytes() + scale.astype(_SINGLE).tobytes()


def read_vector(told: str) -> tuple[NDArray[np.int8], np.float32]:
    """Return a vector as OpenSearch tells it: in base64, not filled up. Raises ValueError."""
    raw = base64.b64decode(told + "=" * (-len(told) % 4))
    numbers, scale = np.frombuffer(raw[:-4], dtype=np.int8), np.frombuffer(raw[-4:], dtype=_SINGLE)
    return numbers, np.float32(scale[0])


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
    lengths = np.array([repeats, len(terms), len(held)], dtype=_INTEGER)
    row = b"".join(each.astype(_INTEGER).tobytes() for each in (columns, lengths, terms, held))
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


class PartDocument(msgspec.Struct, frozen=True):
    """A part of a file, as it is read."""

    part: bytes


def part_id(name: str, number: int) -> str:
    """Return what the document of a part of a file is called."""
    return f"f/{name}/{number}"


def write_part(name: str, number: int, part: bytes) -> bytes:
    """Return the lines that put a part of a file into an index."""
    return lines(({"create": {"_id": part_id(name, number)}}, {"part": part}))


class _ManifestText(msgspec.Struct, frozen=True):
    manifest: str
    layout: int


class ManifestDocument(msgspec.Struct, frozen=True):
    """The manifest's document, as it is read."""

    told: _ManifestText


def write_manifest(text: str) -> bytes:
    """Return the lines that put the manifest into an index: the last of all."""
    return lines(({"create": {"_id": MANIFEST}}, {"told": {"manifest": text, "layout": LAYOUT}}))
