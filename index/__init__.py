"""Finding: analysis, weights, search, and generations on disk."""

from typing import TYPE_CHECKING, Any

from index.build.collect import Collected, Progress
from index.errors import (
    EncoderError,
    EncoderMismatch,
    GenerationError,
    IndexDamaged,
    IndexFormat,
    IndexNotFound,
    VocabularyMismatch,
)
from index.filters import Filters, Selection
from index.generations.folder import IndexFolder, Kept, open_index
from index.generations.holding import answering, texts_held
from index.generations.verify import Checked, verify_index
from index.read.generation import Generation
from index.read.likeness import Matches
from index.searcher import ArticleCard, CorpusFigures, Coverage, Heading, Hit, Order, Searcher, SectionCard, TermSet
from index.text.analysis import Token, analyse, term_of, terms
from index.text.encoder import Encoder, SentenceEncoder
from index.text.equivalents import Equivalents, term_pairs
from index.text.forget import forget_texts
from index.text.function_words import FUNCTION_WORDS
from index.text.names import acronyms, is_name
from index.text.spelling import is_english, load_words, rarity

if TYPE_CHECKING:
    from index.build.tfidf import PivotedTfidf
    from index.generations.publish import BuildReport, build_index, publish, withdrawn

__all__ = [
    "FUNCTION_WORDS",
    "ArticleCard",
    "BuildReport",
    "Checked",
    "Collected",
    "CorpusFigures",
    "Coverage",
    "Encoder",
    "EncoderError",
    "EncoderMismatch",
    "Equivalents",
    "Filters",
    "Generation",
    "GenerationError",
    "Heading",
    "Hit",
    "IndexDamaged",
    "IndexFolder",
    "IndexFormat",
    "IndexNotFound",
    "Kept",
    "Matches",
    "Order",
    "PivotedTfidf",
    "Progress",
    "Searcher",
    "SectionCard",
    "Selection",
    "SentenceEncoder",
    "TermSet",
    "Token",
    "VocabularyMismatch",
    "acronyms",
    "analyse",
    "answering",
    "build_index",
    "forget_texts",
    "is_english",
    "is_name",
    "load_words",
    "open_index",
    "publish",
    "rarity",
    "term_of",
    "term_pairs",
    "terms",
    "texts_held",
    "verify_index",
    "withdrawn",
]

_BUILDING = frozenset(("BuildReport", "PivotedTfidf", "build_index", "publish", "withdrawn"))
"""What is imported when it is first asked for: it takes scikit-learn, whose import takes a second."""

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _BUILDING:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from index.build import tfidf
        from index.generations import publish as publishing

        return getattr(tfidf if name == "PivotedTfidf" else publishing, name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *_BUILDING})
