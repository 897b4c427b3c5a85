"""From structured articles to all that a generation holds of them beside their texts, and to this index's own name."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer

from corpus import Document, Vocabulary
from index.analysis import ANALYSIS_VERSION, Token, analyse
from index.encoder import Encoder
from index.lexicon import Lexicon
from index.meaning import ENCODING_VERSION
from index.names import is_name
from index.rows import answers, words_over
from index.searcher import Heading
from index.twins import inferred_headings
from index.vectors import DIMENSIONS, WordVectors
from index.weights import PivotedTfidf

STRUCTURE_VERSION = 2
"""Part of every index version: to be raised when reading finds another structure in the same text."""

_LIBRARIES = ("nltk", "scikit-learn", "wordllama")


@dataclass(frozen=True, slots=True)
class Contents:
    """What is derived across the corpus.

    `arrays`, by name: `postings-starts`, `postings-sentences` and `postings-weights` as `Postings` holds them;
    `rows-starts`, `rows-terms` and `vectors` as `Rows` does. `terms`: (term, its usual word, whether it is a name's),
    in the order of the arrays. `acronyms`: (letters, name). `names`: the names that sections have. `headings`: those
    found for sections that lost theirs, by article and number.
    """

    arrays: Mapping[str, NDArray[Any]]
    terms: tuple[tuple[str, str, bool], ...]
    acronyms: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    headings: Mapping[tuple[str, int], Heading]


def derive(documents: Sequence[Document]) -> Contents:
    """Derive what an index holds across its articles."""
    sentences = [sentence for document in documents for sentence in document.sentences]
    tokens = [analyse(sentence.text) if answers(sentence.role) else [] for sentence in sentences]
    headings = inferred_headings(documents, [[token.term for token in row] for row in tokens])
    lexicon = Lexicon()
    for sentence, row in zip(sentences, tokens, strict=True):
        lexicon.read(sentence.text if row else "", row)
    rows = _rows(documents, tokens, headings, lexicon)
    vectorizer = CountVectorizer(analyzer=list, dtype=np.int32)
    if any(rows):
        weights = sp.csc_matrix(PivotedTfidf().fit_transform(vectorizer.fit_transform(rows)))
        terms: list[str] = list(vectorizer.get_feature_names_out())
    else:
        weights, terms = sp.csc_matrix((len(rows), 0), dtype=np.float32), []
    weights.sort_indices()
    words = [lexicon.word(term) for term in terms]
    numbers = {term: number for number, term in enumerate(terms)}
    arrays = {
        "postings-starts": weights.indptr.astype(np.int64),
        "postings-sentences": weights.indices.astype(np.int32),
        "postings-weights": weights.data.astype(np.float32),
        "rows-starts": np.cumsum([0, *map(len, rows)], dtype=np.int64),
        "rows-terms": np.array([numbers[term] for row in rows for term in row], dtype=np.int32),
        "vectors": _vectors(terms, lexicon),
    }
    return Contents(
        arrays,
        tuple((term, word, lexicon.is_name(term)) for term, word in zip(terms, words, strict=True)),
        tuple(lexicon.acronyms()),
        tuple(sorted(_section_names(documents))),
        headings,
    )


def index_version(documents: Sequence[Document], words: Vocabulary, encoder: Encoder | None = None) -> str:
    """Return the hash of what goes into an index: articles in id order, what is known of them, words and settings."""
    digest = hashlib.sha256()
    header = {"settings": settings(encoder), "vocabulary": words.source}
    articles = (
        [a.id, a.title, a.publisher, a.published, a.url, a.sha256] for a in (document.article for document in documents)
    )
    for part in (header, *articles):
        digest.update(json.dumps(part, sort_keys=True).encode() + b"\n")
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


def _rows(
    documents: Sequence[Document],
    tokens: Sequence[Sequence[Token]],
    headings: Mapping[tuple[str, int], Heading],
    lexicon: Lexicon,
) -> list[list[str]]:
    """Return each sentence's terms, given its own tokens, with those of the words over it, which the lexicon reads."""
    known: dict[str, list[str]] = {}
    own = iter(tokens)
    rows = []
    for document in documents:
        article = document.article
        for sentence in document.sentences:
            row = [token.term for token in next(own)]
            heading = article.sections[sentence.section].heading or headings.get((article.id, sentence.section))
            for text in words_over(sentence, heading.text if heading is not None else article.title):
                if text not in known:
                    found = analyse(text)
                    lexicon.read(text, found)
                    known[text] = [token.term for token in found]
                row += known[text]
            rows.append(row)
    return rows


def _section_names(documents: Sequence[Document]) -> set[str]:
    """Return the headings that read as names, titles aside."""
    return {
        section.heading.text
        for document in documents
        for section in document.article.sections
        if section.heading is not None
        and section.heading.text != document.article.title
        and is_name(section.heading.text)
    }


def _vectors(terms: Sequence[str], lexicon: Lexicon) -> NDArray[np.float16]:
    """Return each term's vector: the mean of its words', by how often each is written, at unit length."""
    vectors = WordVectors.load()
    if vectors is None or not terms:
        return np.zeros((len(terms), DIMENSIONS if vectors is not None else 0), dtype=np.float16)
    written = [lexicon.words(term) for term in terms]
    counts = np.array([count for words in written for _, count in words], dtype=np.float32)
    embedded = vectors.embed([word for words in written for word, _ in words]) * counts[:, None]
    starts = np.cumsum([0, *(len(words) for words in written[:-1])])
    sums = np.add.reduceat(embedded, starts, axis=0)
    unit: NDArray[np.float16] = (sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)).astype(
        np.float16
    )
    return unit
