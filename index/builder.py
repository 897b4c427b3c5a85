"""From what was gathered of articles to all that a generation holds of them beside their texts, and to its name."""

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
from index.analysis import ANALYSIS_VERSION
from index.arrays import COMMON, FIGURE, NAME
from index.cache import Cache
from index.coverage import Picture, count, draw
from index.encoder import Encoder
from index.gathering import Gathering, SentenceRows
from index.lexicon import Tokens, Words
from index.meaning import ENCODING_VERSION
from index.names import is_name
from index.searcher import ArticleCard, CorpusFigures, Heading
from index.twins import inferred_headings
from index.vectors import DIMENSIONS, WordVectors, sums_of_runs
from index.weights import PivotedTfidf

STRUCTURE_VERSION = 2
"""Part of every index version: to be raised when reading finds another structure in the same text."""

_TERMS_AT_ONCE = 4096
"""How many terms' vectors are in memory at a time, in full."""

_ROWS_AT_ONCE = 1 << 17
"""How many sentences are weighed at a time."""

_LIBRARIES = ("nltk", "scikit-learn", "wordllama")


@dataclass(frozen=True, slots=True)
class Contents:
    """What is derived across the corpus.

    `arrays`, by name: `postings-starts`, `postings-sentences`, `postings-weights` and `postings-greatest` as `Postings`
    holds them; `rows-starts`, `rows-terms` and `vectors` as `likeness.Rows` does; `kinds` and `common`, see
    `index.arrays`. `terms`: (term, its usual word), in the order of the arrays. `acronyms`: (letters, name).
    `names`: the names that sections have. `headings`: those found for sections that lost theirs, by number. `over`:
    what stands over the sentences of each section, its heading or else the article's title; empty where nothing does.
    `picture` and `figures`: see `index.coverage`.
    """

    arrays: Mapping[str, NDArray[Any]]
    terms: tuple[tuple[str, str], ...]
    acronyms: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    headings: Mapping[int, Heading]
    over: Sequence[str]
    picture: Picture
    figures: CorpusFigures


def derive(gathered: Gathering, cache: Cache) -> Contents:
    """Derive what an index holds across its articles. What was gathered is used up: it then has further texts."""
    rows, sections, cards = gathered.rows(), gathered.sections(), gathered.cards
    headings = inferred_headings(rows, sections, cards)
    shown = [
        heading or (headings[number].text if number in headings else "")
        for number, heading in enumerate(sections.headings)
    ]
    titles = [cards[article].title or "" for article in sections.articles.tolist()]
    over = [heading or title for heading, title in zip(shown, titles, strict=True)]
    which = _over(gathered, rows, over)
    words = gathered.lexicon.words()
    with ThreadPoolExecutor(1) as beside:  # the vectors, while the weights are made
        kept = _kept_pieces(cache)
        vectors = beside.submit(_vectors, words, kept)
        arrays = _weighed(*_rows(words, which), len(words.terms))
        arrays["vectors"], pieces = vectors.result()
    if pieces.keys() != kept.keys():
        cache.put(_pieces_key(), msgspec.msgpack.encode(pieces))
    arrays["kinds"] = np.array(
        [NAME if name else FIGURE * term[0].isdigit() for term, name in zip(words.terms, words.names, strict=True)],
        dtype=np.uint8,
    )
    arrays["common"] = _common(np.diff(arrays["postings-starts"]))
    own = zip(sections.headings, titles, strict=True)
    names = {heading for heading, title in own if heading is not None and heading != title and is_name(heading)}
    named = [name if name in names and name != title else None for name, title in zip(shown, titles, strict=True)]
    return Contents(
        arrays,
        tuple(zip(words.terms, words.usual, strict=True)),
        words.acronyms,
        tuple(sorted(names)),
        headings,
        over,
        draw(rows, sections, named, cards),
        count(gathered, rows, sections, words=len(words.terms)),
    )


def _common(frequencies: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the terms that most sentences hold, ascending; of equal ones the first."""
    best = np.lexsort((np.arange(len(frequencies)), -frequencies))[:COMMON]
    return np.sort(best).astype(np.int32)


def _weighed(starts: NDArray[np.int64], terms: NDArray[np.int32], n_terms: int) -> dict[str, NDArray[Any]]:
    """Return the sentences' terms as they are, and their weights as postings; a part of the sentences at a time."""
    weights = PivotedTfidf()
    firsts = range(0, len(starts) - 1 if n_terms else 0, _ROWS_AT_ONCE)
    for first in firsts:
        weights.partial_fit(_counts(starts, terms, first, n_terms))
    frequencies = weights.frequencies_ if firsts else np.zeros(n_terms, dtype=np.int64)
    places = np.concatenate([[0], np.cumsum(frequencies)]).astype(np.int64)
    sentences = np.zeros(int(places[-1]), dtype=np.int32)
    values = np.zeros(int(places[-1]), dtype=np.float32)
    free = places[:-1].copy()
    for first in firsts:
        columns = sp.csc_matrix(weights.transform(_counts(starts, terms, first, n_terms)))
        columns.sort_indices()
        held = np.diff(columns.indptr)
        to = np.repeat(free - columns.indptr[:-1], held) + np.arange(columns.nnz)
        sentences[to] = columns.indices + first
        values[to] = columns.data
        free += held
    greatest = np.zeros(n_terms, dtype=np.float32)
    there = np.flatnonzero(frequencies)
    if len(there):
        greatest[there] = np.maximum.reduceat(values, places[there])
    return {
        "postings-starts": places,
        "postings-sentences": sentences,
        "postings-weights": values,
        "postings-greatest": greatest,
        "rows-starts": starts,
        "rows-terms": terms,
    }


def _counts(starts: NDArray[np.int64], terms: NDArray[np.int32], first: int, n_terms: int) -> sp.csr_matrix:
    """Return how often each term stands in each of the sentences from the first: (at most _ROWS_AT_ONCE, n_terms)."""
    ends = starts[first : first + _ROWS_AT_ONCE + 1]
    own = terms[ends[0] : ends[-1]]
    counts = sp.csr_matrix(
        (np.ones(len(own), dtype=np.float64), own.copy(), ends - ends[0]), shape=(len(ends) - 1, n_terms)
    )
    counts.sum_duplicates()
    return counts


def index_version(cards: Sequence[ArticleCard], words: Vocabulary, encoder: Encoder | None = None) -> str:
    """Return the hash of what goes into an index: articles in id order, what is known of them, words and settings."""
    digest = hashlib.sha256()
    header = {"settings": settings(encoder), "vocabulary": words.source}
    articles = ([c.id, c.title, c.publisher, c.published, c.url, c.version.removeprefix("sha256:")] for c in cards)
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


def _over(gathered: Gathering, rows: SentenceRows, over: Sequence[str]) -> NDArray[np.int64]:
    """Analyse what stands over sentences that can answer, each text once, as further texts of what was gathered.

    Returns for each sentence the places of the text over it and of its speaker's name among these: (n_rows, 2), -1 for
    none.
    """
    places: dict[str, int] = {}

    def place(text: str) -> int:
        return places.setdefault(text, len(places)) if text else -1

    answering = np.bincount(rows.sections[rows.answering], minlength=len(over)) > 0
    of_sections = np.array([place(text) if told else -1 for text, told in zip(over, answering.tolist(), strict=True)])
    which = np.full((gathered.n_rows, 2), -1, dtype=np.int64)
    which[rows.answering, 0] = of_sections[rows.sections[rows.answering]]
    for row, name in gathered.over:
        which[row, 1] = place(name)
    gathered.lexicon.add(Tokens.of(places))
    return which


def _rows(words: Words, which: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return where each sentence's terms begin, and all sentences' terms: its own, then those of what is over it.

    `which`: the places of what is over each sentence, among the texts that come after the sentences in `words`.
    """
    n_rows = len(which)
    ends = np.cumsum(words.lengths)
    # One text more, of no length, for what is not there: the last of all.
    begins = np.append(ends - words.lengths, 0)
    lengths = np.append(words.lengths, 0)
    texts = np.column_stack([np.arange(n_rows), np.where(which < 0, len(words.lengths), which + n_rows)])
    starts = np.concatenate([[0], np.cumsum(lengths[texts].sum(axis=1))]).astype(np.int64)
    terms = np.zeros(int(starts[-1]), dtype=np.int32)
    for first in range(0, n_rows, _ROWS_AT_ONCE):
        batch = texts[first : first + _ROWS_AT_ONCE].ravel()
        flat = lengths[batch]
        shifts = np.repeat(begins[batch] - (np.cumsum(flat) - flat), flat)
        start = starts[first]
        terms[start : start + len(shifts)] = words.rows[shifts + np.arange(len(shifts))]
    return starts, terms


def _vectors(words: Words, kept: Mapping[str, bytes]) -> tuple[NDArray[np.float16], Mapping[str, bytes]]:
    """Return each term's vector, the mean of its words', by how often each is written, at unit length; and the pieces
    of all words, of which only those are cut that are not kept. None without vectors.
    """
    vectors = WordVectors.load()
    if vectors is None or not words.terms:
        return np.zeros((len(words.terms), DIMENSIONS if vectors is not None else 0), dtype=np.float16), {}
    new = vectors.cut([word for word in words.words if word not in kept])
    pieces = {word: new[word] if word in new else kept[word] for word in words.words}
    out = np.zeros((len(words.terms), DIMENSIONS), dtype=np.float16)
    starts = np.searchsorted(words.spelt_terms, np.arange(len(words.terms) + 1))
    for first in range(0, len(words.terms), _TERMS_AT_ONCE):
        last = min(first + _TERMS_AT_ONCE, len(words.terms))
        ways = slice(starts[first], starts[last])
        spelt = [words.words[number] for number in words.spelt_words[ways]]
        weighted = vectors.embed(spelt, pieces) * words.spelt_counts[ways, None].astype(np.float32)
        sums = sums_of_runs(weighted, np.arange(len(weighted)), np.diff(starts[first : last + 1]))
        out[first:last] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return out, pieces


def _pieces_key() -> str:
    return f"pieces {json.dumps(settings())}"


def _kept_pieces(cache: Cache) -> Mapping[str, bytes]:
    """Return the pieces of the words of the build before."""
    raw = cache.get(_pieces_key())
    try:
        return {} if raw is None else msgspec.msgpack.decode(raw, type=dict[str, bytes])
    except msgspec.MsgspecError:
        return {}
