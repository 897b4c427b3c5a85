"""What a document must be to be taken in: its format, size, id and text, and what is said of it. A message says which
one is not so, and what to do.
"""

import re
from collections.abc import Mapping
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from corpus.errors import ArticleError
from corpus.markup.metadata import is_date, is_url
from corpus.structure.blocks import BLANK

DOCUMENT_SUFFIXES: Mapping[str, str] = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".eml": "message/rfc822",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""The suffixes of the documents that can be read, in lower case, with the media type of each."""

MAX_ARTICLE_BYTES = 5_000_000
"""The largest article, in bytes of UTF-8: a book's worth of text."""

MAX_LINES = 150_000
"""The most lines of an article. Those of a book have twice the length of what would fit: what has more is a table."""

MAX_DOCUMENT_BYTES = 25_000_000
"""The largest document that is not plain text: pictures and fonts come with it. Its text is no larger than others'."""

_EXTRACTORS = {
    ".html": "trafilatura",
    ".htm": "trafilatura",
    ".eml": "trafilatura",
    ".pdf": "pypdf",
    ".docx": "python-docx",
}
"""The distribution that takes the text out of each format; plain text needs none."""

_RULES = 3
"""Counts up with every change of `corpus/files/extractors` that changes a text."""

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

FIELDS = ("title", "publisher", "published", "url")
"""What may be said of an article beside its text."""

LONGEST_FIELD = 2_000
LONGEST_ID = 128
"""In characters."""

_ID = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST_ID - 1}}}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")


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
        kind = "mail" if suffix == ".eml" else "HTML"
        raise ArticleError(f"{where}: is no {kind}: it holds bytes that are no text; give it the suffix of what it is")


def decode(raw: bytes, where: str) -> str:
    """Return what stands in UTF-8, every character of it. Raises ArticleError for the first byte that is none."""
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        place = where if ", line " in where else f"{where}, line {line}"
        raise ArticleError(f"{place}: not UTF-8 (byte 0x{raw[error.start]:02x}); save it as UTF-8") from error


def is_id(text: str) -> bool:
    """Whether a text can be an id: a plain name, since it becomes a part of addresses and of files' names."""
    return _ID.fullmatch(text) is not None and ".." not in text


def check_id(article_id: str, where: str) -> None:
    """Raise ArticleError unless a text can be an id."""
    if not is_id(article_id):
        raise ArticleError(
            f"{where}: the id {article_id!r} is no plain name; use up to {LONGEST_ID} of A-Z a-z 0-9 . _ - "
            "and begin with a letter or digit"
        )


def check_text(text: str, where: str) -> bytes:
    """Return a text in UTF-8. Raises ArticleError for one that is empty, too large, or holds what is no character."""
    if not text.strip(BLANK):
        raise ArticleError(f"{where}: empty; give it text or remove it")
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        raw = b"\0"  # half a surrogate pair
    if b"\0" in raw:
        raise ArticleError(
            f"{where}: holds characters that are no text (NUL or half a surrogate pair); save it as plain UTF-8"
        )
    if len(raw) > MAX_ARTICLE_BYTES:
        raise ArticleError(f"{where}: larger than {MAX_ARTICLE_BYTES:,} bytes; split it into articles")
    if text.count("\n") >= MAX_LINES:
        raise ArticleError(f"{where}: holds more than {MAX_LINES:,} lines; split it into articles")
    return raw


def check_known(table: Any, where: str) -> dict[str, str]:
    """Return what is said of an article beside its text; null and empty texts mean unknown.

    Raises ArticleError for an unknown field, a value that is no line of text, no day, or no web address.
    """
    if not isinstance(table, dict):
        raise ArticleError(f"{where}: not a table; write title, publisher, published or url under it")
    out: dict[str, str] = {}
    for key, value in table.items():
        value = value.isoformat() if isinstance(value, date) else value
        if key not in FIELDS:
            raise ArticleError(f"{where}: unknown field {key!r}; known are {', '.join(FIELDS)}")
        if value is None or (isinstance(value, str) and not value.strip(BLANK)):
            continue
        if not isinstance(value, str) or _SURROGATE.search(value) or _CONTROL.search(value):
            raise ArticleError(f"{where}: {key} is not a line of text; correct it")
        if len(value) > LONGEST_FIELD:
            raise ArticleError(f"{where}: {key} is longer than {LONGEST_FIELD:,} characters; shorten it")
        if key == "published" and not is_date(value):
            raise ArticleError(f"{where}: published is {value!r}, not a day; write it as 2013-11-01")
        if key == "url" and not is_url(value):
            raise ArticleError(f"{where}: url is {value!r}, not an address; begin it with http:// or https://")
        out[key] = value
    return out
