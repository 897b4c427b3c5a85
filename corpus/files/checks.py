"""What an article must be to be taken in; a message says which one is not, and what to do."""

import re
from datetime import date
from typing import Any

from corpus.errors import ArticleError
from corpus.structure.blocks import BLANK
from corpus.structure.metadata import is_date, is_url

MAX_ARTICLE_BYTES = 5_000_000
"""The largest article, in bytes of UTF-8: a book's worth of text."""

_LONGEST_FIELD = 2_000
_FIELDS = ("title", "publisher", "published", "url")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(raw: bytes, where: str) -> str:
    """Return what stands in UTF-8, every character of it. Raises ArticleError for the first byte that is none."""
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        place = where if ", line " in where else f"{where}, line {line}"
        raise ArticleError(f"{place}: not UTF-8 (byte 0x{raw[error.start]:02x}); save it as UTF-8") from error


def check_id(article_id: str, where: str) -> None:
    """Raise ArticleError unless an id is a plain name: it becomes a part of addresses and of files' names."""
    if not _ID.fullmatch(article_id) or ".." in article_id:
        raise ArticleError(
            f"{where}: the id {article_id!r} is no plain name; use up to 128 of A-Z a-z 0-9 . _ - "
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
        if key not in _FIELDS:
            raise ArticleError(f"{where}: unknown field {key!r}; known are {', '.join(_FIELDS)}")
        if value is None or (isinstance(value, str) and not value.strip(BLANK)):
            continue
        if not isinstance(value, str) or _SURROGATE.search(value) or _CONTROL.search(value):
            raise ArticleError(f"{where}: {key} is not a line of text; correct it")
        if len(value) > _LONGEST_FIELD:
            raise ArticleError(f"{where}: {key} is longer than {_LONGEST_FIELD:,} characters; shorten it")
        if key == "published" and not is_date(value):
            raise ArticleError(f"{where}: published is {value!r}, not a day such as 2013-11-01")
        if key == "url" and not is_url(value):
            raise ArticleError(f"{where}: url is {value!r}, not an address that begins with http:// or https://")
        out[key] = value
    return out
