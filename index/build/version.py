"""What an index depends on beside its articles, and the version that says so together with them."""

import hashlib
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import msgspec

from corpus import Vocabulary
from index.build.encode import encoding_settings
from index.text.analysis import ANALYSIS_VERSION
from index.text.encoder import Encoder
from index.values import ArticleCard

STRUCTURE_VERSION = 6
"""Part of every index version: to be raised when reading finds another structure in the same text."""

SLOPE = 0.6
"""How much a sentence's length counts for the weights of its terms, from 0 to 1; see `index.build.tfidf`.

On SelQA's development questions (785; MRR@10 of retrieval alone): .801 at .3, .803 at .5, .806 at .6, .805 at .7. With
the weight divided by the pivot instead, .790 at best (slope .2). BM25 (k1 .9, b .4) stands at .798 there; on the
collection's own sentences, which it is given, this stands at .819.
"""

_LIBRARIES = ("markdown-it-py", "nltk", "PyYAML", "scikit-learn", "tokenizers", "wordllama")


def index_version(cards: Sequence[ArticleCard], words: Vocabulary) -> str:
    """Return the hash of what goes into an index without sentences' vectors: articles in id order, what is known of
    them, words and settings.
    """
    digest = hashlib.sha256()
    header = {"settings": settings(), "vocabulary": words.source}
    articles = ([c.id, c.title, c.publisher, c.published, c.url, c.version.removeprefix("sha256:")] for c in cards)
    for row in (header, *articles):
        digest.update(msgspec.json.encode(row, order="sorted") + b"\n")
    return f"sha256:{digest.hexdigest()}"


def encoded_version(plain: str, encoder: Encoder) -> str:
    """Return the version of an index with vectors, by that of the same index without."""
    told = msgspec.json.encode([plain, encoding_settings(encoder)], order="sorted")
    return f"sha256:{hashlib.sha256(told).hexdigest()}"


def settings(encoder: Encoder | None = None) -> dict[str, Any]:
    """Name everything beside the articles and the vocabulary that an index depends on."""
    libraries = {}
    for name in _LIBRARIES:
        try:
            libraries[name] = version(name)
        except PackageNotFoundError:
            libraries[name] = "none"
    encoded = {} if encoder is None else encoding_settings(encoder)
    own = {"analysis": ANALYSIS_VERSION, "structure": STRUCTURE_VERSION, **encoded}
    return {**own, "slope": SLOPE, **libraries}
