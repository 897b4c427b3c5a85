"""Reading articles from disk: a folder of documents with a catalogue, or one file of many.

A folder is read with its subfolders. What is no document is passed over, and noted. Whatever is wrong is refused by
name and line before anything is made of the rest.
"""

import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from corpus.errors import ArticleError, CorpusNotFound, VocabularyError
from corpus.files import look
from corpus.files.about import ABOUT, FEATURED, check_about, check_featured
from corpus.files.checks import (
    DOCUMENT_SUFFIXES,
    check_document_size,
    check_id,
    check_known,
    check_text,
    decode,
    is_plain,
)
from corpus.files.csv_rows import read_rows
from corpus.files.extraction import extract
from corpus.files.fields import MAPPINGS, Fields, from_front_matter, read_mappings
from corpus.files.file import Listed, SourceFile
from corpus.files.jsonl import Lines, read_lines
from corpus.files.look import CATALOGUE, VOCABULARY, State, walk
from corpus.files.names import assign_ids, make_id, shown, without_suffix
from corpus.files.notes import EMPTY, Notes, passed_line
from corpus.structure.blocks import BLANK
from corpus.toml import NoToml, read_toml
from corpus.values import Source
from corpus.vocabulary import Vocabulary, shipped_vocabulary

SHIPPED_ARTICLES = Path(__file__).parent.with_name("articles")
"""The folder of the articles that come with the package; it is only ever read."""

FILES_OF_MANY = (".jsonl", ".csv")
"""The suffixes of files that hold many articles."""

_IN_MEMORY = 64_000_000
"""How many bytes of documents a list holds in memory; there may be far more."""


@dataclass(frozen=True, slots=True)
class Articles:
    """A folder of articles or a file of many, which is only read; `vocabulary`: a file of further words; `apart`:
    folders below it that are none of its own.
    """

    place: Path
    vocabulary: Path | None = None
    apart: tuple[Path, ...] = ()

    def files(self, lines: Lines, notes: Notes) -> list[Listed]:
        """List every article, sorted by id; see `read_files`."""
        return read_files(self.place, lines, notes, apart=self.apart)

    def words(self) -> Vocabulary:
        """Read the words for them; see `read_vocabulary`."""
        return read_vocabulary(self.place, self.vocabulary)

    def look(self) -> str | None:
        """Return what stays the same for as long as they do; None where they have changed just now."""
        at, states = look.now(), self.states()
        return look.fingerprint(states) if look.is_settled(states, at) else None

    def states(self) -> dict[str, State]:
        """Return how all the files look that are read."""
        beside = () if self.vocabulary is None else (self.vocabulary,)
        return look.look_at(self.place, beside=beside, apart=self.apart)

    def folders(self) -> tuple[str, ...]:
        """Return the folders whose files are read: the place and its subfolders, or the one that a file is in.

        Raises OSError.
        """
        return look.list_folders(self.place, self.apart) if self.place.is_dir() else (str(self.place.parent),)

    def commit(self) -> None:
        """Do nothing: the articles stay as they are."""


def read_sources(place: Path) -> list[Source]:
    """Read every article of a folder or of a file of many, sorted by id.

    Raises CorpusNotFound where there is none, and ArticleError for all that are wrong.
    """
    return [extract_source(file.read()) for file in read_files(place)]


def extract_source(file: SourceFile) -> Source:
    """Take the text out of a document; what the catalogue or a line says of it counts before what itself does.

    Raises ArticleError where it gives no text.
    """
    found = extract(file.raw, file.suffix, file.where)
    return Source(
        file.id,
        found.text,
        file.title or found.title,
        file.publisher or found.publisher,
        file.published or found.published,
        file.url or found.url,
        markdown=found.markdown or file.suffix in (".md", ".markdown"),
    )


def read_files(
    place: Path, lines: Lines | None = None, notes: Notes | None = None, *, apart: Collection[Path] = ()
) -> list[Listed]:
    """List every document of a folder or of a file of many, sorted by id; each is read, but its text not taken out.

    `lines`: those that were read before; what is read of a `.jsonl` file is added. `notes`: what there is to tell is
    added; with them, what is wrong is noted there and left out. `apart`: see `Articles`.

    Raises CorpusNotFound where there is none, and ArticleError for what is wrong already: a size, a link out of the
    folder, a catalogue's table, a line.
    """
    telling = notes or Notes()
    try:
        if place.is_dir():
            found = read_folder(place, telling, apart)
        elif place.suffix.lower() in FILES_OF_MANY and place.is_file():
            found = _read_many(place, lines or Lines({}), telling)
        elif place.exists():
            raise CorpusNotFound(f"{place}: not a folder of articles, a .jsonl or a .csv file; give one of these")
        else:
            raise CorpusNotFound(f"{place}: no such folder or file; give the path of your articles")
    except OSError as error:
        raise _unreadable(error, place) from error
    if notes is None:
        telling.check()
    if not found and not telling.refused:
        known = ", ".join(DOCUMENT_SUFFIXES)
        kind = f"no article in this folder (known are {known})" if place.is_dir() else "no article in this file"
        told = f", {line}" if (line := passed_line(telling.passed_over)) else ""
        raise CorpusNotFound(f"{place}: {kind}{told}; add one and index again")
    return sorted(found, key=lambda file: file.id)


def _read_many(place: Path, lines: Lines, notes: Notes) -> list[Listed]:
    """List the articles of a file of many."""
    found: list[Listed] = []
    with notes.refusing():
        mappings = _read_catalogue(place.parent, notes, mappings_only=True).mappings
        read = (
            read_rows(place, notes, mappings)
            if place.suffix.lower() == ".csv"
            else read_lines(place, lines, notes, mappings)
        )
        found.extend(_held(read))
    return found


def read_vocabulary(place: Path | None, further: Path | None = None) -> Vocabulary:
    """Read the words for the articles of a place: those that ship, those of a `vocabulary.toml` beside the articles,
    and those of a `further` file, all together.

    Raises VocabularyError, or ArticleError for a file beside the articles that is not one of that folder.
    """
    words = shipped_vocabulary()
    beside = place / VOCABULARY if place is not None and place.is_dir() else None
    try:
        if beside is not None and beside.exists():
            words = words.extended(decode(_read_bytes(beside, beside.parent), str(beside)), str(beside))
        if further is not None:
            words = words.extended(decode(further.read_bytes(), str(further)), str(further))
    except OSError as error:
        raise VocabularyError(f"{error.filename}: {_reason(error)}; give the path of a vocabulary file") from error
    return words


def read_folder(folder: Path, notes: Notes | None = None, apart: Collection[Path] = ()) -> list[Listed]:
    """List the documents of a folder and its subfolders, sorted by id; there may be none. `notes` and `apart`: see
    `read_files`. Raises ArticleError.
    """
    telling = notes or Notes()
    try:
        found = sorted(_held(_read_folder(folder, telling, apart)), key=lambda file: file.id)
    except OSError as error:
        raise _unreadable(error, folder) from error
    if notes is None:
        telling.check()
    return found


def list_ids(folder: Path) -> dict[str, Path]:
    """Return the documents of a folder by their ids, unread. Raises OSError."""
    ids = assign_ids(name for name, _ in walk(folder, Notes()))
    return {article_id: folder / name for name, article_id in ids.items()}


def _held(documents: Iterable[tuple[Listed, SourceFile | None]]) -> Iterator[Listed]:
    """Hold the first documents in memory, so that what changes on disk from here on makes no difference to them.
    Known lines come without theirs, which is needed only if what was made of them is lost.
    """
    size = 0
    for listed, file in documents:
        if file is not None and (size := size + listed.size) <= _IN_MEMORY:
            yield msgspec.structs.replace(listed, again=file.itself)
        else:
            yield listed


def read_documents(
    path: Path, article_id: str | None, known: Mapping[str, str | None], notes: Notes
) -> list[SourceFile]:
    """Read one document, or all of a folder or file of many; what is wrong is noted as refused.

    `article_id`: its id, by default one made of the file's name; `known`: what is known of it. Both are for one
    document only. Raises CorpusNotFound or ArticleError.
    """
    if path.is_dir() or path.suffix.lower() in FILES_OF_MANY:
        if article_id or any(known.values()):
            raise ArticleError(f"{path}: holds articles with ids and metadata of their own; give none beside it")
        return [file.read() for file in read_files(path, notes=notes)]
    suffix = path.suffix.lower()
    name = article_id or make_id(path.stem)
    check_id(name, shown(path))
    try:
        with notes.refusing():
            raw = _read_bytes(path, path.parent, suffix)
            if name != (article_id or path.stem):
                notes.made[name] = path.name
            return [SourceFile(name, raw, suffix, shown(path), **check_known(dict(known), shown(path)))]
    except OSError as error:
        raise CorpusNotFound(f"{path}: {_reason(error)}; give the path of a document") from error
    return []


def _read_folder(folder: Path, notes: Notes, apart: Collection[Path]) -> Iterator[tuple[Listed, SourceFile]]:
    """Yield the documents of a folder with what its catalogue knows of them. Text that is blank is passed over."""
    names = [name for name, _ in walk(folder, notes, apart)]
    catalogue = _read_catalogue(folder, notes)
    for name, article_id in assign_ids(names).items():
        again = partial(_read_document, folder, name, article_id, catalogue)
        with notes.refusing(article_id), _unreadable_refused(folder / name):
            file = again()
            if not file.raw or (is_plain(file.suffix) and _is_blank(file.raw)):
                notes.passed_over[EMPTY] += 1
                notes.left_out.add(article_id)
                continue
            if article_id != without_suffix(name):
                notes.made[article_id] = name
            if is_plain(file.suffix):
                check_text(decode(file.raw, file.where), file.where)
            yield Listed(file.id, file.fingerprint, len(file.raw), file.where, again, file.suffix), file


def _is_blank(raw: bytes) -> bool:
    """Whether a text shows nothing; mostly its beginning tells, which may end within a character."""
    beginnings = ((raw[:_BEGINNING], "ignore"), (raw, "replace"))
    return not any(part.decode("utf-8", errors).strip(BLANK) for part, errors in beginnings)


_BEGINNING = 1_000


@contextmanager
def _unreadable_refused(path: Path) -> Iterator[None]:
    """Refuse a document that the disk does not give."""
    try:
        yield
    except OSError as error:
        raise _unreadable(error, path) from error


def _read_document(folder: Path, name: str, article_id: str, catalogue: "_Catalogue") -> SourceFile:
    """Read one document of a folder, by its path below that."""
    path = folder / name
    suffix = path.suffix.lower()
    raw = _read_bytes(path, folder, suffix)
    known = catalogue.of(article_id, name)
    if catalogue.mappings and is_plain(suffix):
        known = from_front_matter(raw.decode("utf-8", "replace"), catalogue.mappings) | known
    return SourceFile(article_id, raw, suffix, shown(path), **known)


def _read_bytes(path: Path, folder: Path, suffix: str = ".txt") -> bytes:
    """Read one file of the folder; what is none, stands elsewhere or is too large for its suffix is refused unread."""
    state = path.stat()
    if not stat.S_ISREG(state.st_mode):
        raise ArticleError(f"{shown(path)}: not a file; rename it or take it away")
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        told = shown(path.resolve())
        raise ArticleError(f"{shown(path)}: a link to {told}, outside of the folder; copy the file here instead")
    check_document_size(state.st_size, suffix, shown(path))
    return path.read_bytes()


class _Catalogue(msgspec.Struct, frozen=True):
    """What a catalogue says: of articles, by id or by the path of their file, and where other files say it."""

    known: dict[str, dict[str, str]]
    mappings: Fields

    def of(self, article_id: str, name: str) -> dict[str, str]:
        """Return what is known of an article: by its id, or else by its file's path, with its suffix or without."""
        keys = (article_id, name, without_suffix(name))
        return next((self.known[key] for key in keys if key in self.known), {})


def _read_catalogue(folder: Path, notes: Notes, *, mappings_only: bool = False) -> _Catalogue:
    """Read the tables of a folder's catalogue; a missing file knows nothing, and a wrong table is noted as refused.

    `[id]`, or `["Annual report 2025.txt"]`: title, publisher, published and url of an article. `[_fields]`: see
    `corpus.files.fields`; `[_corpus]` and `[_featured]`: see `corpus.files.about`. A table may outlive its article: a
    file that is taken away needs no second change.
    """
    path = folder / CATALOGUE
    tables: dict[str, Any] = {}
    with notes.refusing():
        tables = _read_tables(path) if path.exists() else {}
    mappings: Fields = {}
    known: dict[str, dict[str, str]] = {}
    for name, table in tables.items():
        with notes.refusing():
            if name == MAPPINGS:
                mappings = read_mappings(table, f"{shown(path)}: [{name}]")
            elif name == ABOUT:
                check_about(table, f"{shown(path)}: [{name}]")
            elif name == FEATURED:
                check_featured(table, f"{shown(path)}: [{name}]")
            elif not mappings_only:
                known[name] = check_known(table, f"{shown(path)}: [{name}]")
    return _Catalogue(known, mappings)


def _read_tables(path: Path) -> dict[str, Any]:
    try:
        return read_toml(decode(_read_bytes(path, path.parent), shown(path)))
    except NoToml as error:
        raise ArticleError(f"{shown(path)}: not TOML: {error}; correct it") from error


def _unreadable(error: OSError, place: Path) -> ArticleError:
    return ArticleError(f"{error.filename or place}: {_reason(error)}; make it readable or take it away")


def _reason(error: OSError) -> str:
    return f"cannot be read ({error.strerror or error})"
