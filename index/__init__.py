"""Finding: an index is built of articles, and answers which of their sentences hold what.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from index import build_index, extract_terms, open_index
>>> with TemporaryDirectory() as place:
...     articles, directory = Path(place, "articles"), Path(place, "index")
...     articles.mkdir()
...     written = Path(articles, "ferry.txt").write_text("The ferry crosses twice a day. It rests on Mondays.")
...     report = build_index(articles, directory)
...     searcher = open_index(directory)
...     hits = searcher.search(dict.fromkeys(extract_terms("When is its rest?"), 1.0), limit=3)
...     [sentence.text for sentence in searcher.sentences(hit.sentence for hit in hits)]
['It rests on Mondays.']
"""

from index.build.collect import Collected
from index.cluster.cluster_index import ClusterIndex, open_cluster
from index.cluster.health import ClusterHealth
from index.cluster.publish import ClusterReport
from index.errors import (
    EncoderError,
    EncoderMismatch,
    EngineError,
    GenerationError,
    IndexDamaged,
    IndexFormat,
    IndexNotFound,
    IndexOutdated,
    VocabularyMismatch,
)
from index.filters import ArticleQuery, Filters, FoundArticles, Selection
from index.generations.index_folder import IndexFolder, Kept, find_indexed, open_index, read_texts
from index.generations.looked import is_up_to_date
from index.generations.publish import BuildReport, build_index, delete_withdrawn, publish
from index.generations.vectors import publish_vectors
from index.generations.verify import Checked, verify_index
from index.read.generation import Generation
from index.searcher import Searcher
from index.text.analysis import Token, analyse, extract_terms, find_term
from index.text.encoder import Encoder, SentenceEncoder
from index.text.equivalents import Equivalents, pair_terms
from index.text.forget import forget_texts
from index.text.function_words import FUNCTION_WORDS
from index.text.names import find_acronyms, is_name
from index.text.spelling import is_english, load_words, measure_rarity, sounds_like
from index.text.traits import Kind, Trait, kind_of_term
from index.text.word_vectors import WordVectors
from index.values import (
    ArticleCard,
    BuildProgress,
    CorpusFigures,
    Coverage,
    Heading,
    Hit,
    Matches,
    Order,
    Rows,
    SectionCard,
    TermSet,
)

__all__ = [
    "FUNCTION_WORDS",
    "ArticleCard",
    "ArticleQuery",
    "BuildProgress",
    "BuildReport",
    "Checked",
    "ClusterHealth",
    "ClusterIndex",
    "ClusterReport",
    "Collected",
    "CorpusFigures",
    "Coverage",
    "Encoder",
    "EncoderError",
    "EncoderMismatch",
    "EngineError",
    "Equivalents",
    "Filters",
    "FoundArticles",
    "Generation",
    "GenerationError",
    "Heading",
    "Hit",
    "IndexDamaged",
    "IndexFolder",
    "IndexFormat",
    "IndexNotFound",
    "IndexOutdated",
    "Kept",
    "Kind",
    "Matches",
    "Order",
    "Rows",
    "Searcher",
    "SectionCard",
    "Selection",
    "SentenceEncoder",
    "TermSet",
    "Token",
    "Trait",
    "VocabularyMismatch",
    "WordVectors",
    "analyse",
    "build_index",
    "delete_withdrawn",
    "extract_terms",
    "find_acronyms",
    "find_indexed",
    "find_term",
    "forget_texts",
    "is_english",
    "is_name",
    "is_up_to_date",
    "kind_of_term",
    "load_words",
    "measure_rarity",
    "open_cluster",
    "open_index",
    "pair_terms",
    "publish",
    "publish_vectors",
    "read_texts",
    "sounds_like",
    "verify_index",
]
