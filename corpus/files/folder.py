"""Reading articles from disk: a folder of documents with a catalogue, or one `.jsonl` file of many.

Whatever is wrong is refused by name and line before anything is made of the rest.
"""

import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from corpus.errors import ArticleError, CorpusNotFound, VocabularyError
from corpus.files.checks import DOCUMENT_SUFFIXES, check_document_size, check_id, check_known, decode
from corpus.files.extraction import extract_text
from corpus.files.file import Listed, SourceFile
from corpus.files.jsonl import Lines, read_lines
from corpus.values import Source
from corpus.vocabulary import Vocabulary, shipped_vocabulary

SHIPPED_ARTICLES = Path(__file__).parent.with_name("articles")
"""The folder of the articles that come with the package; it is only ever read."""

CATALOGUE = "catalogue.toml"
VOCABULARY = "vocabulary.toml"

_IN_MEMORY = 64_000_000
"""How many bytes of documents a list holds in memory; there may be far more."""


@dataclass(frozen=True, slots=True)
class Articles:
    """A folder of articles or a `.jsonl` file of many, which is only read; `vocabulary`: a file of further words."""

    place: Path
    vocabulary: Path | None = None

    def files(self, lines: Lines) -> list[Listed]:
        """List every article, sorted by id; see `read_files`."""
        return read_files(self.place, lines)

    def words(self) -> Vocabulary:
        """Read the words for them; see `read_vocabulary`."""
        return read_vocabulary(self.place, self.vocabulary)

    def commit(self) -> None:
        """Do nothing: the articles stay as they are."""


def read_sources(place: Path) -> list[Source]:
    """Read every article of a folder or of a `.jsonl` file, sorted by id.

    Raises CorpusNotFound where there is none, and ArticleError for the first that is wrong.
    """
    return [extract_source(file.read()) for file in read_files(place)]


def extract_source(file: SourceFile) -> Source:
    """Take the text out of a document. Raises ArticleError where it gives none."""
    text = extract_text(file.raw, file.suffix, file.where)
    return Source(file.id, text, file.title, file.publisher, file.published, file.url)


def read_files(place: Path, lines: Lines | None = None) -> list[Listed]:
    """List every document of a folder or of a `.jsonl` file, sorted by id; each is read, but its text not taken out.

    `lines`: those that were read before; what is read of a `.jsonl` file is added.

    Raises CorpusNotFound where there is none, and ArticleError for the first that is wrong already: its id, its size,
    a link out of the folder, a catalogue's table, a line.
    """
    try:
        if place.is_dir():
            found = read_folder(place)
        elif place.suffix == ".jsonl" and place.is_file():
            found = list(_held(read_lines(place, lines or Lines({}))))
        elif place.exists():
            raise CorpusNotFound(f"{place}: not a folder of articles and not a .jsonl file; give one of the two")
        else:
            raise CorpusNotFound(f"{place}: no such folder or .jsonl file; give the path of your articles")
    except OSError as error:
        raise _unreadable(error, place) from error
    if not found:
        known = ", ".join(DOCUMENT_SUFFIXES)
        kind = f"no article in this folder (known are {known})" if place.is_dir() else "no article in this file"
        raise CorpusNotFound(f"{place}: {kind}; add one and index again")
    return sorted(found, key=lambda file: file.id)


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


def read_folder(folder: Path) -> list[Listed]:
    """List the documents of a folder, sorted by id; there may be none. Raises ArticleError."""
    try:
        return sorted(_held(_read_folder(folder)), key=lambda file: file.id)
    except OSError as error:
        raise _unreadable(error, folder) from error


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


def read_documents(path: Path, article_id: str | None, known: Mapping[str, str | None]) -> list[SourceFile]:
    """Read one document, or all of a folder or `.jsonl` file.

    `article_id`: its id, by default the file's name without its suffix; `known`: what is known of it. Both are for one
    document only. Raises CorpusNotFound or ArticleError.
    """
    if path.is_dir() or path.suffix == ".jsonl":
        if article_id or any(known.values()):
            raise ArticleError(f"{path}: holds articles with ids and metadata of their own; give none beside it")
        return [file.read() for file in read_files(path)]
    suffix = path.suffix.lower()
    name = article_id or path.stem
    check_id(name, str(path))
    try:
        raw = _read_bytes(path, path.parent, suffix)
    except OSError as error:
        raise CorpusNotFound(f"{path}: {_reason(error)}; give the path of a document") from error
    return [SourceFile(name, raw, suffix, str(path), **check_known(dict(known), str(path)))]


def _read_folder(folder: Path) -> Iterator[tuple[Listed, SourceFile]]:
    """Yield the documents of a folder with what its catalogue knows of them; hidden files are passed over."""
    files = sorted(
        path for path in folder.iterdir() if path.suffix.lower() in DOCUMENT_SUFFIXES and path.name[0] != "."
    )
    known = _read_catalogue(folder)
    taken: dict[str, Path] = {}
    for path in files:
        check_id(path.stem, str(path))
        other = taken.setdefault(path.stem.lower(), path)
        if other is not path:
            raise ArticleError(f"{path}: its id is that of {other.name}, capitals aside; rename one")
        again = partial(_read_document, path, known.get(path.stem, {}))
        file = again()
        yield Listed(file.id, file.fingerprint, len(file.raw), file.where, again), file


def _read_document(path: Path, known: Mapping[str, str]) -> SourceFile:
    """Read one document of a folder."""
    suffix = path.suffix.lower()
    return SourceFile(path.stem, _read_bytes(path, path.parent, suffix), suffix, str(path), **known)


def _read_bytes(path: Path, folder: Path, suffix: str = ".txt") -> bytes:
    """Read one file of the folder; what is none, stands elsewhere or is too large for its suffix is refused unread."""
    state = path.stat()
    if not stat.S_ISREG(state.st_mode):
        raise ArticleError(f"{path}: not a file; rename it or take it away")
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ArticleError(f"{path}: a link to {path.resolve()}, outside of the folder; copy the file here instead")
    check_document_size(state.st_size, suffix, str(path))
    return path.read_bytes()


def _read_catalogue(folder: Path) -> dict[str, dict[str, str]]:
    """Read `[id]` tables of title, publisher, published and url; a missing file knows nothing.

    A table may outlive its article: a file that is taken away needs no second change.
    """
    path = folder / CATALOGUE
    if not path.exists():
        return {}
    try:
        tables = tomllib.loads(decode(_read_bytes(path, folder), str(path)))
    except tomllib.TOMLDecodeError as error:
        raise ArticleError(f"{path}: not TOML: {error}; correct it") from error
    return {article_id: check_known(table, f"{path}: [{article_id}]") for article_id, table in tables.items()}


def _unreadable(error: OSError, place: Path) -> ArticleError:
    return ArticleError(f"{error.filename or place}: {_reason(error)}; make it readable or take it away")


def _reason(error: OSError) -> str:
    return f"cannot be read ({error.strerror or error})"
