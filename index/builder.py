"""From articles' parts to all that a generation holds of them beside their texts, and to this index's own name."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import msgspec
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from corpus import Vocabulary
from index.analysis import ANALYSIS_VERSION, analyse
from index.cache import Cache
from index.coverage import Picture, count, draw
from index.encoder import Encoder
from index.lexicon import Counts, Lexicon, Words, array
from index.meaning import ENCODING_VERSION
from index.names import is_name
from index.parts import Part
from index.rows import answers
from index.searcher import CorpusFigures, Heading
from index.twins import inferred_headings
from index.vectors import DIMENSIONS, WordVectors, sums_of_runs
from index.weights import PivotedTfidf

STRUCTURE_VERSION = 2
"""Part of every index version: to be raised when reading finds another structure in the same text."""

_AT_ONCE = 4096
"""How many terms' vectors are in memory at a time, in full."""

_LIBRARIES = ("nltk", "scikit-learn", "wordllama")


@dataclass(frozen=True, slots=True)
class Contents:
    """What is derived across the corpus.

    `arrays`, by name: `postings-starts`, `postings-sentences` and `postings-weights` as `Postings` holds them;
    `rows-starts`, `rows-terms` and `vectors` as `Rows` does. `terms`: (term, its usual word, whether it is a name's),
    in the order of the arrays. `acronyms`: (letters, name). `names`: the names that sections have. `headings`: those
    found for sections that lost theirs, by article and number. `picture` and `figures`: see `index.coverage`.
    """

    arrays: Mapping[str, NDArray[Any]]
    terms: tuple[tuple[str, str, bool], ...]
    acronyms: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    headings: Mapping[tuple[str, int], Heading]
    picture: Picture
    figures: CorpusFigures


@dataclass(frozen=True, slots=True)
class _Over:
    """The texts that stand over sentences, each once: their terms and counts.

    `which`, (n_sentences, 2): for each sentence the places in `terms` of the heading or title over it and of its
    speaker, -1 for none.
    """

    terms: tuple[tuple[str, ...], ...]
    counts: Counts
    which: NDArray[np.int64]


def derive(parts: Sequence[Part], cache: Cache) -> Contents:
    """Derive what an index holds across its articles, given in id order."""
    headings = inferred_headings(parts)
    over = _over(parts, headings)
    words = Words.add_up([*(part.counts for part in parts), over.counts])
    pieces = _pieces(words.words, cache)
    with ThreadPoolExecutor(1) as beside:  # the vectors, while the weights are made
        vectors = beside.submit(_vectors, words, pieces)
        arrays = {**_weighed(*_rows(parts, over, words.own), len(words.terms)), "vectors": vectors.result()}
    names = {heading for part in parts for heading in _shown(part) if heading != part.title and is_name(heading)}
    return Contents(
        arrays,
        tuple(zip(words.terms, words.usual, words.names, strict=True)),
        words.acronyms,
        tuple(sorted(names)),
        headings,
        draw(parts, headings, names),
        count(parts, words=len(words.terms)),
    )


def _weighed(starts: NDArray[np.int64], terms: NDArray[np.int32], n_terms: int) -> dict[str, NDArray[Any]]:
    """Return the sentences' terms as they are, and their weights as postings."""
    counts = sp.csr_matrix(
        (np.ones(len(terms), dtype=np.int32), terms.copy(), starts), shape=(len(starts) - 1, n_terms)
    )
    counts.sum_duplicates()
    weights = sp.csc_matrix(PivotedTfidf().fit_transform(counts) if counts.nnz else counts)
    weights.sort_indices()
    greatest = weights.max(axis=0).toarray().ravel() if weights.nnz else np.zeros(n_terms)
    return {
        "postings-starts": weights.indptr.astype(np.int64),
        "postings-sentences": weights.indices.astype(np.int32),
        "postings-weights": weights.data.astype(np.float32),
        "postings-greatest": greatest.astype(np.float32),
        "rows-starts": starts,
        "rows-terms": terms,
    }


def index_version(parts: Sequence[Part], words: Vocabulary, encoder: Encoder | None = None) -> str:
    """Return the hash of what goes into an index: articles in id order, what is known of them, words and settings."""
    digest = hashlib.sha256()
    header = {"settings": settings(encoder), "vocabulary": words.source}
    articles = ([p.id, p.title, p.publisher, p.published, p.url, p.sha256] for p in parts)
    for row in (header, *articles):
        digest.update(json.dumps(row, sort_keys=True).encode() + b"\n")
    return f"sha256:{digest.hexdigest()}"


def settings(encoder: Encoder | None = None) -> dict[str, Any]:
    """Name everything beside the articles and the vocabulary that an index depends on."""
    libraries = {}
    for name in _LIBRARIES:
        try:
            libraries[name] = version(name)
        except PackageNotFoundError:
            libraries[name] = "none"
    encoded = {} if encoder is None else {"encoder": encoder.name, "encoding": ENCODING_VERSION}
    own = {"analysis": ANALYSIS_VERSION, "structure": STRUCTURE_VERSION, **encoded}
    return {**own, **PivotedTfidf().get_params(), **libraries}


def _shown(part: Part) -> list[str]:
    """Return the headings that an article shows."""
    return [heading for n in range(len(part.sections)) if (heading := part.heading(n)) is not None]


def _over(parts: Sequence[Part], headings: Mapping[tuple[str, int], Heading]) -> _Over:
    """Find what stands over each sentence, and analyse each text of it once."""
    lexicon = Lexicon()
    places: dict[str, int] = {}
    terms: list[tuple[str, ...]] = []

    def place(text: str) -> int:
        if text and text not in places:
            found = analyse(text)
            lexicon.read(text, found)
            places[text] = len(terms)
            terms.append(tuple(token.term for token in found))
        return places[text] if text else -1

    which: list[tuple[int, int]] = []
    for part in parts:
        over: dict[int, int] = {}
        for sentence in part.sentences:
            if not answers(sentence.role):
                which.append((-1, -1))
                continue
            section = sentence.section
            if section not in over:
                inferred = headings.get((part.id, section))
                title = inferred.text if inferred is not None else part.title
                over[section] = place(part.heading(section) or title or "")
            speaker = place(part.speaker(sentence)) if sentence.over and sentence.speaker else -1
            which.append((over[section], speaker))
    return _Over(tuple(terms), lexicon.counts(), np.array(which, dtype=np.int64).reshape(-1, 2))


def _rows(
    parts: Sequence[Part], over: _Over, own: Sequence[NDArray[np.int64]]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return where each sentence's terms begin, and all sentences' terms: its own, then those of what is over it.

    `own`: where the terms of each article's counts, and last of those of what is over, stand among all.
    """
    pools = [places.astype(np.int32)[array(part.tokens)] for part, places in zip(parts, own[:-1], strict=True)]
    known = dict(zip(over.counts.terms, own[-1].tolist(), strict=True))
    further = [np.array([known[term] for term in row], dtype=np.int32) for row in over.terms]
    pool = np.concatenate([np.zeros(0, dtype=np.int32), *pools, *further])
    counts = np.concatenate([np.zeros(0, dtype=np.int32), *(array(part.lengths) for part in parts)]).astype(np.int64)
    # One row more, of no length, for what is not there: the last of all.
    over_lengths = np.array([*(len(row) for row in further), 0], dtype=np.int64)
    over_starts = int(counts.sum()) + np.concatenate([[0], np.cumsum(over_lengths[:-1])])
    lengths = np.column_stack([counts, over_lengths[over.which]])
    begins = np.column_stack([np.cumsum(counts) - counts, over_starts[over.which]])
    starts = np.concatenate([[0], np.cumsum(lengths.sum(axis=1))]).astype(np.int64)
    flat = lengths.ravel()
    shifts = np.repeat(begins.ravel() - (np.cumsum(flat) - flat), flat)
    return starts, pool[shifts + np.arange(len(shifts))]


def _vectors(words: Words, pieces: Mapping[str, bytes]) -> NDArray[np.float16]:
    """Return each term's vector: the mean of its words', by how often each is written, at unit length."""
    vectors = WordVectors.load()
    if vectors is None or not words.terms:
        return np.zeros((len(words.terms), DIMENSIONS if vectors is not None else 0), dtype=np.float16)
    out = np.zeros((len(words.terms), DIMENSIONS), dtype=np.float16)
    starts = np.searchsorted(words.spelt_terms, np.arange(len(words.terms) + 1))
    for first in range(0, len(words.terms), _AT_ONCE):
        last = min(first + _AT_ONCE, len(words.terms))
        ways = slice(starts[first], starts[last])
        spelt = [words.words[number] for number in words.spelt_words[ways]]
        weighted = vectors.embed(spelt, pieces) * words.spelt_counts[ways, None].astype(np.float32)
        sums = sums_of_runs(weighted, np.arange(len(weighted)), np.diff(starts[first : last + 1]))
        out[first:last] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return out


def _pieces(words: Sequence[str], cache: Cache) -> Mapping[str, bytes]:
    """Return each word's sub-words; only words that the build before did not have are cut. None without vectors."""
    vectors = WordVectors.load()
    if vectors is None:
        return {}
    key = f"pieces {json.dumps(settings())}"
    raw = cache.get(key)
    try:
        before = {} if raw is None else msgspec.msgpack.decode(raw, type=dict[str, bytes])
    except msgspec.MsgspecError:
        before = {}
    new = vectors.cut([word for word in words if word not in before])
    pieces = {word: new[word] if word in new else before[word] for word in words}
    if new or len(before) > len(pieces):
        cache.put(key, msgspec.msgpack.encode(pieces))
    return pieces
