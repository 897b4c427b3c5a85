"""What is known: articles, their structure, their sentences.

>>> from corpus import Source, read_structure, shipped_vocabulary
>>> text = "Opening hours\\n\\nThe ferry sails at nine. “It is early,” said Ann Lee of the harbour office."
>>> document = read_structure(Source("harbour", text), shipped_vocabulary())
>>> for sentence in document.sentences:
...     print(f"{sentence.role:7} {sentence.start:3} {sentence.text}")
heading   0 Opening hours
prose    15 The ferry sails at nine.
prose    40 “It is early,” said Ann Lee of the harbour office.
>>> document.sentences[-1].speaker
Span(start=60, end=67, text='Ann Lee')
>>> document.article.title, document.article.is_whole
('Opening hours', True)
"""

from corpus.durable import flush, locked, replace_file, write_flushed
from corpus.errors import ArticleError, ArticlesRefused, CorpusError, CorpusNotFound, PioneerError, VocabularyError
from corpus.files.about import About, read_about
from corpus.files.checks import (
    DOCUMENT_SUFFIXES,
    MAX_ARTICLE_BYTES,
    MAX_DOCUMENT_BYTES,
    check_id,
    check_known,
    is_id,
    is_plain,
)
from corpus.files.extraction import extract_text
from corpus.files.file import Listed, SourceFile
from corpus.files.folder import (
    SHIPPED_ARTICLES,
    Articles,
    extract_source,
    read_documents,
    read_files,
    read_sources,
    read_vocabulary,
)
from corpus.files.jsonl import LINES_VERSION, Line, Lines
from corpus.files.names import make_id
from corpus.files.notes import Notes, passed_line
from corpus.files.own import Admitted, Changes, Library, admit
from corpus.structure.document import read_structure
from corpus.structure.people import find_people
from corpus.values import (
    MAX_PASSAGE,
    MOST_SHOWN,
    Article,
    Document,
    Edit,
    Role,
    Section,
    Sentence,
    Source,
    Span,
    edits_within,
    make_label,
    place_edited,
    read_edited,
)
from corpus.vocabulary import Vocabulary, shipped_vocabulary

__all__ = [
    "DOCUMENT_SUFFIXES",
    "LINES_VERSION",
    "MAX_ARTICLE_BYTES",
    "MAX_DOCUMENT_BYTES",
    "MAX_PASSAGE",
    "MOST_SHOWN",
    "SHIPPED_ARTICLES",
    "About",
    "Admitted",
    "Article",
    "ArticleError",
    "Articles",
    "ArticlesRefused",
    "Changes",
    "CorpusError",
    "CorpusNotFound",
    "Document",
    "Edit",
    "Library",
    "Line",
    "Lines",
    "Listed",
    "Notes",
    "PioneerError",
    "Role",
    "Section",
    "Sentence",
    "Source",
    "SourceFile",
    "Span",
    "Vocabulary",
    "VocabularyError",
    "admit",
    "check_id",
    "check_known",
    "edits_within",
    "extract_source",
    "extract_text",
    "find_people",
    "flush",
    "is_id",
    "is_plain",
    "locked",
    "make_id",
    "make_label",
    "passed_line",
    "place_edited",
    "read_about",
    "read_documents",
    "read_edited",
    "read_files",
    "read_sources",
    "read_structure",
    "read_vocabulary",
    "replace_file",
    "shipped_vocabulary",
    "write_flushed",
]
