"""Names for what is known of an article: the usual ones, and those that a catalogue maps.

A catalogue's table `[_fields]`, whose name no article's id can be, says for a whole folder which keys of front matter,
or which columns, hold what: `published = "datum"`, or several to look at in turn: `title = ["titel", "name"]`. The
catalogue beside a `.csv` or `.jsonl` file says it of that file; there, `id` and `text` can be mapped too.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from corpus.errors import ArticleError
from corpus.files.checks import FIELDS
from corpus.markup import front_matter
from corpus.markup.metadata import is_url, iso_date

MAPPINGS = "_fields"
"""The catalogue's table of mappings."""

Fields = Mapping[str, tuple[str, ...]]
"""The names for each field, in lower case; the first that is there counts."""

ALIASES: Fields = {
    "text": ("body", "content"),
    "title": ("headline",),
    "publisher": ("source", "site_name"),
    "published": ("date", *(name for name in front_matter.FIELDS["published"] if name not in ("published", "date"))),
    "url": ("link", "source_url", "canonical_url", "permalink"),
}
"""The usual names beside a field's own, of which one may be there."""


def read_mappings(table: Any, where: str) -> Fields:
    """Check the table of mappings. Raises ArticleError."""
    if not isinstance(table, dict):
        raise ArticleError(f'{where}: not a table; write published = "datum" under it')
    out: dict[str, tuple[str, ...]] = {}
    for field, names in table.items():
        if field not in ("id", "text", *FIELDS):
            raise ArticleError(f"{where}: unknown field {field!r}; known are id, text, {', '.join(FIELDS)}")
        names = names if isinstance(names, list) else [names]
        if not names or not all(isinstance(name, str) and name.strip() for name in names):
            raise ArticleError(f'{where}: {field} is no name of a key or column; write {field} = "…"')
        out[field] = tuple(_plain(name) for name in names)
    return out


def from_front_matter(text: str, mappings: Fields) -> dict[str, str]:
    """Return what a text's front matter says under mapped names, each only where it is said well."""
    keys = front_matter.read_keys(text) if mappings else {}
    out: dict[str, str] = {}
    for field in FIELDS:
        value = next((keys[name] for name in mappings.get(field, ()) if keys.get(name, "").strip()), "")
        value = " ".join(value.split())
        if field == "published":
            value = iso_date(value) or ""
        if value and (field != "url" or is_url(value)):
            out[field] = value
    return out


def resolve(names: Iterable[str], mappings: Fields) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Return which of an object's or a table's names hold each field, in the order to look at them, and those that hold
    none.

    A mapped name goes before the field's own, and that before the usual others, which count where one is there.
    """
    names = list(names)
    by_plain = {_plain(name): name for name in names}
    out: dict[str, tuple[str, ...]] = {}
    for field in ("id", "text", *FIELDS):
        held = [name for name in mappings.get(field, ()) if name in by_plain]
        if not held:
            usual = [name for name in ALIASES.get(field, ()) if name in by_plain and not _mapped(name, mappings)]
            held = [field] if field in by_plain and not _mapped(field, mappings) else usual if len(usual) == 1 else []
        if held:
            out[field] = tuple(by_plain[name] for name in held)
    used = {name for held in out.values() for name in held}
    return out, [name for name in names if name not in used]


def ambiguous(field: str, names: Iterable[str]) -> list[str]:
    """Return the names that may each hold a field, where several do."""
    usual = [name for name in names if _plain(name) in ALIASES.get(field, ())]
    return usual if len(usual) > 1 else []


def name_one(field: str, names: Iterable[str]) -> str:
    """What to do where a field is not found, or held by several names."""
    named = next(iter(names), "…")
    return f'name one in catalogue.toml beside it: [{MAPPINGS}] {field} = "{named}"'


def first_said(row: Mapping[str, Any], names: Iterable[str]) -> Any:
    """Return the first value under some names that says anything; else the last."""
    value = None
    for name in names:
        value = row[name]
        if value is not None and (not isinstance(value, str) or value.strip()):
            return value
    return value


def tidy(known: Mapping[str, Any], names: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return what a row says of an article: its day as ISO 8601, where it is one. An address under another name for the
    publisher (`source`) is the article's address, where that is not said, and no publisher.
    """
    out = dict(known)
    if isinstance(published := out.get("published"), str) and (day := iso_date(published)):
        out["published"] = day
    publisher = out.get("publisher")
    if isinstance(publisher, str) and is_url(publisher.strip()) and names["publisher"] != ("publisher",):
        del out["publisher"]
        out["url"] = out.get("url") or publisher.strip()
    return out


def _mapped(name: str, mappings: Fields) -> bool:
    return any(name in names for names in mappings.values())


def _plain(name: str) -> str:
    return name.strip().lower().replace("-", "_").replace(" ", "_")
