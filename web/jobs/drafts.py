"""Documents that an editor looks at before they are published: a folder each, with what was understood of them.

Nothing of a draft is indexed. It goes once it is published or discarded, with its article, and by itself after a while.
"""

import shutil
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import msgspec
from msgspec.structs import replace

from corpus import (
    Document,
    Role,
    SourceFile,
    Vocabulary,
    extract_source,
    find_people,
    flush,
    read_structure,
    write_flushed,
)
from web.jobs.documents import Incoming, Upload
from web.store.files import OWNERS_ALONE, DataError, data_errors
from web.store.sqlite import now, stamp

DAYS = 7
"""How long a draft is kept."""

MOST_HEADINGS = 40
MOST_PEOPLE = 12
"""How many of the headings, and of the people who are named most often, are kept to be shown."""

MOST_READ = 200_000
"""How many characters of a text, from its beginning, are read for a draft while its sender waits; a build reads all."""

_DRAFT = "draft.json"


class Understood(msgspec.Struct, frozen=True):
    """What a document was read as: what is known of it, from whoever sent it or from itself; the headings of its
    `n_sections` sections, and the people it names, as far as they are shown; how many sentences can answer. `whole`:
    whether all of it was read, and not its first part alone.
    """

    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    headings: tuple[str, ...]
    n_sections: int
    people: tuple[str, ...]
    sentences: int
    whole: bool = True


class Draft(msgspec.Struct, frozen=True):
    """A document that waits for its editor. `name`: its file's; `replaces`: whether it takes the place of an article
    that was there when it was sent.
    """

    id: str
    article: str
    name: str
    replaces: bool
    at: str
    understood: Understood


def understand(file: SourceFile, words: Vocabulary) -> Understood:
    """Read a document as a build will, MOST_READ characters of it. Raises ArticleError where it cannot be read."""
    source = extract_source(file)
    first = replace(source, text=_first_part(source.text))
    read = read_structure(first, words)
    article = read.article
    headings = [section.heading.text for section in article.sections if section.heading]
    return Understood(
        article.title,
        article.publisher,
        article.published,
        article.url,
        tuple(headings[:MOST_HEADINGS]),
        len(headings),
        _people(read),
        sum(sentence.role not in (Role.HEADING, Role.FURNITURE) for sentence in read.sentences),
        first.text == source.text,
    )


def _first_part(text: str) -> str:
    """All of a text, or what stands before the end of the last line that ends within MOST_READ."""
    if len(text) <= MOST_READ:
        return text
    end = text.rfind("\n", 0, MOST_READ) + 1
    return text[: end if text[:end].strip() else MOST_READ]


def _people(read: Document) -> tuple[str, ...]:
    """The people whom most sentences name or are spoken by, those who are met first before others."""
    met: Counter[str] = Counter()
    for sentence in read.sentences:
        if sentence.role is not Role.FURNITURE:
            met.update({person.text for person in find_people(sentence.text)})
    return tuple(name for name, _ in met.most_common(MOST_PEOPLE))


class Drafts:
    """All that wait in a folder for data. Every method raises DataError where the disk refuses."""

    def __init__(self, data: Path) -> None:
        """Store where they are; the folder need not be there yet."""
        self._folder = data / "drafts"
        self._documents = Incoming(self._folder)

    def add(self, article: str, name: str, upload: Upload, understood: Understood, *, replaces: bool) -> Draft:
        """Keep a document; it is on the disk when this returns. What is too old goes."""
        self.expire()
        draft = Draft(token_hex(16), article, name, replaces, now(), understood)
        self._documents.write(draft.id, upload)
        place = self._folder / draft.id
        with data_errors(place):
            write_flushed(place / _DRAFT, msgspec.json.encode(draft), mode=OWNERS_ALONE)
            flush(place)
        return draft

    def all(self) -> tuple[Draft, ...]:
        """Return those that wait, oldest first."""
        found = filter(None, map(self.get, self._documents.waiting()))
        return tuple(sorted(found, key=lambda draft: (draft.at, draft.id)))

    def get(self, draft_id: str) -> Draft | None:
        """Return one, if it waits and is not too old; the id may be any text."""
        draft = self._read(draft_id) if draft_id in self._documents.waiting() else None
        return draft if draft and draft.id == draft_id and draft.at >= stamp(_oldest()) else None

    def document(self, draft: Draft) -> Upload | None:
        """Return the document of one, None where it waits no more."""
        try:
            return self._documents.read(draft.id)
        except DataError:
            if draft.id in self._documents.waiting():
                raise
            return None

    def remove(self, draft_id: str) -> None:
        """Take one away, if it is there."""
        if draft_id in self._documents.waiting():
            self._documents.remove(draft_id)

    def forget(self, articles: Collection[str]) -> None:
        """Take away those of some articles."""
        for name in self._documents.waiting():
            draft = self._read(name)
            if draft and draft.article in articles:
                self._documents.remove(name)

    def _read(self, name: str) -> Draft | None:
        place = self._folder / name / _DRAFT
        with data_errors(place), suppress(FileNotFoundError):  # half written, or another takes it away
            return msgspec.json.decode(place.read_bytes(), type=Draft)
        return None

    def expire(self) -> None:
        """Take away those that have waited too long, and what a process died over while it was written."""
        oldest = _oldest().timestamp()
        with data_errors(self._folder):
            for draft_id in self._documents.waiting():
                place = self._folder / draft_id
                with suppress(FileNotFoundError):
                    if place.stat().st_mtime < oldest:
                        shutil.rmtree(place)


def _oldest() -> datetime:
    return datetime.now(UTC) - timedelta(DAYS)
