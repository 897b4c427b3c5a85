"""What is known: articles, their structure, their sentences."""

from corpus.checks import MAX_ARTICLE_BYTES, check_id, check_known
from corpus.documents import Document, Listed, Source, SourceFile, StoredFile, structure
from corpus.english import SnowballStemmer
from corpus.errors import ArticleError, CorpusError, CorpusNotFound, PioneerError, VocabularyError
from corpus.extraction import text_of
from corpus.formats import DOCUMENT_SUFFIXES, MAX_DOCUMENT_BYTES, check_document_size, extractor_version
from corpus.library import Admitted, Changes, Library, admitted
from corpus.lines import LINES_VERSION, Line, Lines
from corpus.metadata import is_date, iso_date
from corpus.people import people
from corpus.reader import (
    SHIPPED_ARTICLES,
    Articles,
    read_documents,
    read_files,
    read_sources,
    read_vocabulary,
    source_of,
)
from corpus.values import MAX_PASSAGE, Article, Role, Section, Sentence, Span
from corpus.vocabulary import Vocabulary, vocabulary

__all__ = [
    "DOCUMENT_SUFFIXES",
    "LINES_VERSION",
    "MAX_ARTICLE_BYTES",
    "MAX_DOCUMENT_BYTES",
    "MAX_PASSAGE",
    "SHIPPED_ARTICLES",
    "Admitted",
    "Article",
    "ArticleError",
    "Articles",
    "Changes",
    "CorpusError",
    "CorpusNotFound",
    "Document",
    "Library",
    "Line",
    "Lines",
    "Listed",
    "PioneerError",
    "Role",
    "Section",
    "Sentence",
    "SnowballStemmer",
    "Source",
    "SourceFile",
    "Span",
    "StoredFile",
    "Vocabulary",
    "VocabularyError",
    "admitted",
    "check_document_size",
    "check_id",
    "check_known",
    "extractor_version",
    "is_date",
    "iso_date",
    "people",
    "read_documents",
    "read_files",
    "read_sources",
    "read_vocabulary",
    "source_of",
    "structure",
    "text_of",
    "vocabulary",
]
