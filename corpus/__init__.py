"""What is known: articles, their structure, their sentences."""

from corpus.durable import flush, locked, replace_file, write_flushed
from corpus.errors import ArticleError, CorpusError, CorpusNotFound, PioneerError, VocabularyError
from corpus.files.checks import MAX_ARTICLE_BYTES, check_id, check_known
from corpus.files.extraction import text_of
from corpus.files.folder import (
    SHIPPED_ARTICLES,
    Articles,
    read_documents,
    read_files,
    read_sources,
    read_vocabulary,
    source_of,
)
from corpus.files.formats import DOCUMENT_SUFFIXES, MAX_DOCUMENT_BYTES, check_document_size, extractor_version
from corpus.files.jsonl import LINES_VERSION, Line, Lines
from corpus.files.own import Admitted, Changes, Library, admitted
from corpus.structure.document import Document, Listed, Source, SourceFile, StoredFile, structure
from corpus.structure.english import SnowballStemmer
from corpus.structure.metadata import is_date, iso_date
from corpus.structure.people import people
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
    "flush",
    "is_date",
    "iso_date",
    "locked",
    "people",
    "read_documents",
    "read_files",
    "read_sources",
    "read_vocabulary",
    "replace_file",
    "source_of",
    "structure",
    "text_of",
    "vocabulary",
    "write_flushed",
]
