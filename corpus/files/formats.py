"""The formats a document may come in: the suffix each is known by, how large it may be, what it must begin with."""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType

from corpus.errors import ArticleError
from corpus.files.checks import MAX_ARTICLE_BYTES

DOCUMENT_SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        ".txt": "text/plain",
        ".md": "text/markdown",
        ".markdown": "text/markdown",
        ".html": "text/html",
        ".htm": "text/html",
        ".pdf": "application/pdf",
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)
"""The suffixes of the documents that can be read, in lower case, with the media type of each."""

MAX_DOCUMENT_BYTES = 25_000_000
"""The largest document that is not plain text: pictures and fonts come with it. Its text is no larger than others'."""

_EXTRACTORS = {".html": "trafilatura", ".htm": "trafilatura", ".pdf": "pypdf", ".docx": "python-docx"}
"""The distribution that takes the text out of each format; plain text needs none."""

_RULES = 2
"""Counts up with every change of `corpus/files/extractors.py` that changes a text."""

_HEAD = 1024
"""So many bytes at the beginning, and at the end, must tell a PDF: its own readers look no further."""

_SIGNATURES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive (as .docx is)",
    b"PK\x05\x06": "an empty ZIP archive",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old or encrypted Office file",
    b"\x89PNG\r\n\x1a\n": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF87a": "a picture",
    b"GIF89a": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"\x7fELF": "a program",
    b"{\\rtf": "a rich text file",
}
_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""The marks of UTF-16 and UTF-32, in which half of all bytes are NUL."""


def is_plain(suffix: str) -> bool:
    """Whether documents of a suffix are their text already."""
    return DOCUMENT_SUFFIXES[suffix] in ("text/plain", "text/markdown")


def extractor_version(suffix: str) -> str:
    """Return what takes the text out of a format, and its version: another one may give another text.

    Empty for plain text. Raises KeyError for an unknown suffix.
    """
    if is_plain(suffix):
        return ""
    name = _EXTRACTORS[suffix]
    try:
        return f"{name} {version(name)}, rules {_RULES}"
    except PackageNotFoundError:
        return f"{name}, not installed"


def check_document_size(size: int, suffix: str, where: str) -> None:
    """Raise ArticleError for a suffix that is not known, and for a size, in bytes, that a document of it may not have.

    The document need not be read for that.
    """
    if suffix not in DOCUMENT_SUFFIXES:
        known = ", ".join(DOCUMENT_SUFFIXES)
        raise ArticleError(f"{where}: {suffix or 'no suffix'} is no format that can be read; known are {known}")
    most = MAX_ARTICLE_BYTES if is_plain(suffix) else MAX_DOCUMENT_BYTES
    if size > most:
        raise ArticleError(f"{where}: larger than {most:,} bytes; split it into articles")


def check_format(raw: bytes, suffix: str, where: str) -> None:
    """Raise ArticleError for a document that is not what its suffix, a known one, says, and for a PDF cut short."""
    found = next((name for mark, name in _SIGNATURES.items() if raw.startswith(mark)), None)
    if suffix == ".pdf":
        if b"%PDF-" not in raw[:_HEAD]:
            raise ArticleError(f"{where}: is {found or 'no PDF'}; give it the suffix of what it is")
        if b"%%EOF" not in raw.rstrip(b"\0\t\n\f\r ")[-_HEAD:]:
            raise ArticleError(f"{where}: cut short: the end of the PDF is missing; get it anew")
    elif suffix == ".docx":
        if not raw.startswith(b"PK"):
            raise ArticleError(f"{where}: is {found or 'no .docx'}; save it as .docx, without a password")
    elif found is not None:
        raise ArticleError(f"{where}: is {found}, not text; give it the suffix of what it is")
    elif not is_plain(suffix) and b"\0" in raw[:_HEAD] and not raw.startswith(_WIDE):
        raise ArticleError(f"{where}: is no HTML: it holds bytes that are no text; give it the suffix of what it is")
