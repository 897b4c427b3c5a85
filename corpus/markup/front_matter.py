"""The metadata that a Markdown file opens with, between fences: YAML (`---`) or TOML (`+++`).

What it says of the article is read under the usual names. Of its text, only what introduces the article (a summary, a
description, an excerpt, a deck) is read by a person; the rest is for a program.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import yaml

from corpus.markup.metadata import address_apart, is_url, iso_date
from corpus.toml import read_toml
from corpus.values import Edit

_FENCED = re.compile(
    r"\ufeff?\s{0,100}(?P<fence>---|\+\+\+)[ \t]*(?:\r\n?|\n)(?P<body>.*?)(?<=[\r\n])(?P=fence)[ \t]*(?:\r\n?|\n|\Z)",
    re.S,
)
_LONE_RETURN = re.compile(r"\r(?!\n)")
_LONGEST = 20_000
"""In characters; what is fenced off beyond it is no metadata."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "publisher": ("publisher", "site_name", "source"),
    "published": ("published", "date", "published_on", "pubdate", "publishdate", "date_published"),
    "url": ("url", "source_url", "link", "canonical_url", "permalink"),
    "type": ("type",),
}
"""What is known of an article, and the names that front matter has for it, the first that is there counts. An address
as a `source` is the article's.
"""

_SUMMARIES = ("summary", "description", "excerpt", "deck", "subtitle", "standfirst", "lede", "abstract")
_ROW = re.compile(r"^(?P<key>[A-Za-z][\w-]{0,40}):[ \t]+[\"']?(?P<value>[^\n]*?)[\"']?[ \t]*$", re.M)
_FEWEST_ROWS = 2
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""What an escape may stand for and no text holds: NUL, and half a surrogate pair."""

_ESCAPE = re.compile(r"\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|\r?\n[ \t]*|.)", re.S)


class FrontMatter(msgspec.Struct, frozen=True, gc=False):
    """`end`: where the text goes on; `fields`: what is said of the article; `edits`: what of it is not read."""

    end: int
    fields: dict[str, str]
    edits: tuple[Edit, ...]


def read_front_matter(text: str) -> FrontMatter | None:
    """Read the metadata that a text opens with; None where it opens with none."""
    opening = _opening(text)
    if opening is None:
        return None
    match, known = opening
    base = match.start("body")
    read = sorted((base + start, base + end, value) for value, start, end in _summaries(known))
    edits: list[Edit] = []
    position = 0
    for start, end, value in read:
        edits += (Edit(position, start, "\n\n" if position else ""), *_aligned(text, start, end, value))
        position = end
    edits.append(Edit(position, match.end(), "\n\n"))
    return FrontMatter(match.end(), _fields(known), tuple(edit for edit in edits if edit.end > edit.start))


_Known = dict[str, tuple[str, int, int]]
"""Each key in lower case with its value, as a text, and where that is written."""


def _opening(text: str) -> tuple[re.Match[str], _Known] | None:
    """Return where the metadata stands that a text opens with, and what it says; None where there is none."""
    match = _FENCED.match(text, 0, _LONGEST) if text[:100].lstrip("\ufeff \t\r\n")[:1] in ("-", "+") else None
    if match is None:
        return None
    body = _LONE_RETURN.sub("\n", match["body"])  # places stay
    known = _yaml(body) if match["fence"] == "---" else _toml(body)
    return None if known is None else (match, known)


def _yaml(body: str) -> _Known | None:
    """Read a mapping in YAML, its texts with their places; None for anything else."""
    try:
        root = yaml.compose(body, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):  # the last two: of characters there are not, of nesting
        return _lines(body)
    if not isinstance(root, yaml.MappingNode) or not root.value:
        return None
    out: _Known = {}
    for key, value in root.value:
        scalars = isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
        if scalars and not _NO_TEXT.search(value.value):
            known = value.value, value.start_mark.index, value.end_mark.index
            out.setdefault(key.value.lower().replace("-", "_"), known)
    return out


def _lines(body: str) -> _Known | None:
    """Read what is no YAML, as a quotation mark is missing, line by line; None where fewer than two lines are rows."""
    rows = [match for match in _ROW.finditer(body) if match["value"].strip()]
    if len(rows) < _FEWEST_ROWS:
        return None
    return {row["key"].lower().replace("-", "_"): (row["value"], *row.span("value")) for row in reversed(rows)}


def _toml(body: str) -> _Known | None:
    """Read a table in TOML; None for anything else."""
    try:
        table: dict[str, Any] = read_toml(body)
        told = [(key.lower().replace("-", "_"), str(value)) for key, value in table.items()]
    except ValueError:  # no TOML, or a number of too many digits
        return None
    out: _Known = {}
    for key, value in told:
        start = body.find(value) if value else -1
        if not _NO_TEXT.search(value):
            out[key] = (value, start, start + len(value) if start >= 0 else start)
    return out


def _fields(known: _Known) -> dict[str, str]:
    """Return what is said of the article, each only where it is said well."""
    out: dict[str, str] = {}
    for field, names in FIELDS.items():
        said = next((known[name][0] for name in names if name in known and known[name][0].strip()), None)
        value = " ".join(said.split()) if said else None
        if value and field == "published":
            value = iso_date(value)
        if value and (field != "url" or is_url(value)):
            out[field] = value
    return address_apart(out)


def _summaries(known: _Known) -> Iterator[tuple[str, int, int]]:
    """Yield what introduces the article, the same words once; a template's place for something is none."""
    told: set[str] = set()
    for name in _SUMMARIES:
        value, start, end = known.get(name, ("", -1, -1))
        words = " ".join(value.split())
        if start >= 0 and " " in words and "{{" not in words and words not in told:
            told.add(words)
            yield value, start, end


def _aligned(text: str, start: int, end: int, value: str) -> Iterator[Edit]:
    """Yield what of a text as it is written is not read: quotation marks, doubled ones, escapes, folded line breaks."""
    position = start
    for letter in value:
        begin = position
        escape = _ESCAPE.match(text, position, end) if text[position : position + 1] == "\\" else None
        if escape and letter != "\\":
            position = escape.end()
            yield Edit(begin, position, letter)
            continue
        while position < end and text[position] != letter and not (letter.isspace() and text[position].isspace()):
            position += 1
        if position >= end:
            return
        if position > begin:
            yield Edit(begin, position)
        if letter == " " != text[position]:
            yield Edit(position, position + 1, " ")
        position += 1
    yield Edit(position, end)


def read_keys(text: str) -> dict[str, str]:
    """Return all that the metadata says that a text opens with, by its keys in lower case."""
    opening = _opening(text)
    return {} if opening is None else {key: value for key, (value, _, _) in opening[1].items()}
