"""The vectors of an index's sentences, made by an encoder; those that were made before are kept in the cache.

What is encoded together is a slice: some sentences of one article, in their order. So an article gives the same vectors
whatever is indexed beside it, and however many processors there are.
"""

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import Role
from index.build.cache import Cache
from index.disk.arrays import ENCODINGS, GREATEST, SCALES, SIGNS, begin_array, end_array, save_array
from index.disk.signs import SIGNED_FROM, sign_words
from index.read.generation import Generation
from index.text.encoder import Encoder

ENCODING_VERSION = 2
"""Part of the version of an index with an encoder: to be raised when another text is encoded for a sentence, or its
vector is stored otherwise."""

_SLICE = 128
"""The most sentences of a slice. Of shorter ones fewer could be run together with others of their length; of longer
ones more would be encoded anew where one sentence changed."""

_READ_AT_ONCE = 1 << 12
_AHEAD = 64
"""How many sentences are read together, and how many slices are under way."""


@dataclass(frozen=True)
class Slice:
    """Some sentences of one article: the texts that are encoded for them, empty for those that cannot answer."""

    texts: tuple[str, ...]

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The texts that are encoded."""
        return tuple(filter(None, self.texts))

    def key(self, encoder: Encoder) -> str:
        """Return the key that the cache has its vectors under, which tells all that they depend on."""
        told = "\0".join((*map(str, encoding_settings(encoder).values()), *self.asked))
        return f"encoded {hashlib.sha256(told.encode()).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Encoded:
    """The vectors of a slice, as they are stored: `numbers`, (n, d) int8, times `scales`, (n,) float32."""

    numbers: NDArray[np.int8]
    scales: NDArray[np.float32]

    @classmethod
    def of(cls, vectors: NDArray[np.float32]) -> "Encoded":
        """Round vectors: the greatest number of each becomes GREATEST, and its length stays 1, or 0."""
        greatest = np.abs(vectors).max(axis=1, keepdims=True)
        numbers = np.rint(vectors / np.where(greatest > 0, greatest, 1) * GREATEST).astype(np.int8)
        lengths = np.linalg.norm(numbers.astype(np.float32), axis=1)
        return cls(numbers, np.where(lengths > 0, 1 / np.maximum(lengths, 1), 0).astype(np.float32))

    @classmethod
    def read(cls, raw: bytes, n: int) -> "Encoded":
        """Read back what `raw` gave of so many vectors."""
        scales = np.frombuffer(raw, dtype=np.float32, count=n)
        return cls(np.frombuffer(raw, dtype=np.int8, offset=scales.nbytes).reshape(n, -1), scales)

    def raw(self) -> bytes:
        """Return them as bytes."""
        return self.scales.tobytes() + self.numbers.tobytes()


def encoding_settings(encoder: Encoder) -> dict[str, Any]:
    """Return what vectors depend on beside their texts."""
    return {"encoder": encoder.name, "encoding": ENCODING_VERSION, "onnxruntime": _runtime()}


@cache
def _runtime() -> str:
    try:
        return version("onnxruntime")
    except PackageNotFoundError:
        return "none"


def slices_of(generation: Generation) -> Iterator[Slice]:
    """Yield all sentences of an index. What is encoded of one is "title. heading. sentence", as far as the first two
    are known and differ. Raises IndexDamaged.
    """
    titles = {card.id: card.title for card in generation.cards()}
    for article_id, several in groupby(_rows(generation), key=lambda row: row[0]):
        texts = [_text(titles[article_id], heading, sentence) for _, heading, sentence in several]
        yield from (Slice(tuple(texts[start : start + _SLICE])) for start in range(0, len(texts), _SLICE))


def _rows(generation: Generation) -> Iterator[tuple[str, str, str]]:
    """Yield each sentence's article, heading and text, which is empty for one that cannot answer."""
    for start in range(0, generation.n_rows, _READ_AT_ONCE):
        numbers = range(start, min(start + _READ_AT_ONCE, generation.n_rows))
        for sentence, heading in zip(generation.sentences(numbers), generation.headings(numbers), strict=True):
            answers = sentence.role not in (Role.HEADING, Role.FURNITURE)
            yield sentence.article_id, heading.text if heading else "", sentence.text if answers else ""


def _text(title: str | None, heading: str, sentence: str) -> str:
    if not sentence:
        return ""
    over = "".join(f"{part}. " for part in dict.fromkeys((title, heading)) if part)
    return f"{over}{sentence}"


def encode_slices(
    slices: Iterable[Slice], encoder: Encoder, kept: Cache, done: Callable[[Slice], None]
) -> Iterator[tuple[Slice, Encoded]]:
    """Yield the vectors of slices, in their order. Those that the cache lacks are made, by as many threads as there are
    processors, and put into it; `done` is called after each that was made. Raises EncoderError.
    """
    waiting: deque[tuple[Slice, Future[Encoded] | Encoded]] = deque()
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:

        def first() -> tuple[Slice, Encoded]:
            own, made = waiting.popleft()
            if isinstance(made, Encoded):
                return own, made
            encoded = made.result()
            kept.put(own.key(encoder), encoded.raw())
            done(own)
            return own, encoded

        try:
            for each in slices:
                raw = kept.get(each.key(encoder)) if each.asked else b""
                known = None if raw is None else Encoded.read(raw, len(each.asked))
                waiting.append((each, known or threads.submit(_encode, each, encoder)))
                if len(waiting) >= _AHEAD:
                    yield first()
            while waiting:
                yield first()
        finally:
            threads.shutdown(cancel_futures=True)


def _encode(own: Slice, encoder: Encoder) -> Encoded:
    return Encoded.of(encoder.encode(own.asked))


def find_missing(slices: Iterable[Slice], encoder: Encoder, kept: Cache) -> list[Slice]:
    """Return the slices whose vectors the cache lacks, each once; those that it has are to stay in it."""
    keys = {own.key(encoder): own for own in slices if own.asked}
    there = kept.hold(keys)
    return [own for key, own in keys.items() if key not in there]


def count_texts(slices: Iterable[Slice]) -> int:
    """Return how many texts are to be encoded."""
    return sum(len(own.asked) for own in slices)


def save_vectors(folder: Path, encoded: Iterable[tuple[Slice, Encoded]], dimensions: int) -> list[str]:
    """Write the arrays of an index's vectors, zero for sentences that cannot answer; returns their names.

    Raises OSError.
    """
    rows = 0
    paths = folder / f"{ENCODINGS}.npy", folder / f"{SCALES}.npy"
    with paths[0].open("wb") as numbers, paths[1].open("wb") as scales:
        for file in (numbers, scales):
            begin_array(file)
        for own, vectors in encoded:
            there = np.array([bool(text) for text in own.texts])
            all_numbers = np.zeros((len(there), dimensions), dtype=np.int8)
            all_scales = np.zeros(len(there), dtype=np.float32)
            if own.asked:
                all_numbers[there], all_scales[there] = vectors.numbers, vectors.scales
            numbers.write(all_numbers.data)
            scales.write(all_scales.data)
            rows += len(there)
        end_array(numbers, (rows, dimensions), np.dtype(np.int8))
        end_array(scales, (rows,), np.dtype(np.float32))
    if rows < SIGNED_FROM:
        return [ENCODINGS, SCALES]
    save_array(folder, SIGNS, sign_words(np.load(paths[0], mmap_mode="r", allow_pickle=False)))
    return [ENCODINGS, SCALES, SIGNS]
