"""The user's own articles, in the folder for data: what they are, and changes to them that are never half done.

DATA/articles/     the articles as text, `ID.txt` or `ID.md`, and `catalogue.toml` with what is known of them
DATA/originals/    the documents whose text is an article, where they are not plain text themselves: `ID.pdf`
DATA/pending/      a change that is written down whole and being carried out; after a kill, the next process that
                   opens the articles carries it out
"""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.durable import flush, locked, write_flushed
from corpus.errors import ArticleError
from corpus.files.catalogue import amend
from corpus.files.checks import DOCUMENT_SUFFIXES, FIELDS, is_plain
from corpus.files.file import Listed, SourceFile
from corpus.files.folder import SHIPPED_ARTICLES, extract_source, list_ids, read_folder, read_vocabulary
from corpus.files.jsonl import Lines
from corpus.files.look import CATALOGUE
from corpus.files.names import assign_ids, shown
from corpus.files.notes import Notes
from corpus.vocabulary import Vocabulary

_CHANGE = "change.json"
_STAGED = ".staged-"


@dataclass(frozen=True, slots=True)
class Admitted:
    """An article that may be put: its text as a document, and its original, the document that the text was taken out
    of, where that is another.
    """

    article: SourceFile
    original: SourceFile | None = None

    @classmethod
    def of(cls, file: SourceFile) -> "Admitted":
        """Take a document's text out, once and for all. Raises ArticleError where it gives none."""
        text = extract_source(file).text
        if is_plain(file.suffix):
            return cls(file)
        return cls(replace(file, raw=text.encode(), suffix=".txt"), file)


Changes = Mapping[str, Admitted | None]
"""What is to be put, or with None removed, by id."""


def admit(documents: Iterable[SourceFile], notes: Notes | None = None) -> Changes:
    """Take in documents; with `notes`, what is refused is noted there and left out.

    Raises ArticleError where one gives no text, or has the id of another.
    """
    telling = notes or Notes()
    standing: dict[str, SourceFile] = {}
    changes: dict[str, Admitted] = {}
    for document in documents:
        with telling.refusing():
            other = standing.setdefault(document.id, document)
            if other is not document:
                raise ArticleError(
                    f"{document.where}: {other.where} has the id {document.id!r} already; give one another"
                )
            changes[document.id] = Admitted.of(document)
    if notes is None:
        telling.check()
    return changes


class Library:
    """The articles of a folder for data."""

    def __init__(self, data: Path, vocabulary: Path | None = None) -> None:
        """Store the place, and a file of further words."""
        self._data = data
        self._vocabulary = vocabulary
        self.folder = data / "articles"

    def seed(self) -> bool:
        """Put the articles that ship where there is no folder of articles yet; returns whether it did.

        Raises OSError.
        """
        with self._changing():
            if self.folder.exists():
                return False
            with self._staging() as beside:
                for path in SHIPPED_ARTICLES.iterdir():
                    write_flushed(beside / path.name, path.read_bytes())
                flush(beside)
                beside.rename(self.folder)
            flush(self._data)
            return True

    def files(self, notes: Notes | None = None) -> list[Listed]:
        """List the articles as they are, in id order; `notes`: see `read_files`. Raises ArticleError or OSError."""
        with self._changing():
            return read_folder(self.folder, notes) if self.folder.exists() else []

    def ids(self) -> dict[str, Path]:
        """Return the files of the articles by id, unread. Raises OSError."""
        return list_ids(self.folder) if self.folder.exists() else {}

    def holds(self, article_id: str) -> bool:
        """Whether there is an article of this id, which may be any text."""
        with suppress(OSError, ValueError):  # what cannot be a file's name is no article's id
            return any((self.folder / f"{article_id}{suffix}").exists() for suffix in DOCUMENT_SUFFIXES)
        return False

    def words(self) -> Vocabulary:
        """Read the words for them. Raises VocabularyError."""
        return read_vocabulary(self.folder, self._vocabulary)

    def changed(self, changes: Changes | None = None) -> "Changed":
        """Return the articles as they will be; its `commit` makes them so."""
        return Changed(self, changes or {})

    def carry_out(self, changes: Changes) -> None:
        """Put and remove articles, all or nothing: after a kill in between, the next process carries it out.

        Raises OSError.
        """
        if not changes:
            return
        with self._changing():
            whole = {path: raw for admitted in changes.values() if admitted for path, raw in _written(admitted)}
            if (catalogue := self._catalogue(changes)) is not None:
                whole[f"articles/{CATALOGUE}"] = catalogue
            gone = [path for article_id in changes for path in self._standing(article_id) if path not in whole]
            put = {path: raw for path, raw in whole.items() if not self._holds(path, raw)}
            if not put and not gone:
                return
            with self._staging() as staged:
                for path, raw in put.items():
                    (staged / path).parent.mkdir(mode=0o700, exist_ok=True)
                    write_flushed(staged / path, raw)
                write_flushed(staged / _CHANGE, json.dumps({"gone": gone}).encode())
                for folder in {staged, *((staged / path).parent for path in put)}:
                    flush(folder)
                staged.rename(self._data / "pending")
            flush(self._data)
            self._finish_pending()

    def _catalogue(self, changes: Changes) -> bytes | None:
        """Return the catalogue with what is known of changed articles; None where it stays as it is."""
        path = self.folder / CATALOGUE
        before = path.read_bytes().decode() if path.exists() else ""
        after = amend(before, {article_id: _known(put) if put else {} for article_id, put in changes.items()})
        return None if after == before else after.encode()

    def _standing(self, article_id: str) -> Iterator[str]:
        """Yield the files that an article has, as paths in the folder for data; its name may be another than its id."""
        if (path := self.ids().get(article_id)) is not None:
            yield path.relative_to(self._data).as_posix()
        for path in (self._data / "originals").glob(f"{article_id}.*"):
            if path.stem == article_id and path.suffix.lower() in DOCUMENT_SUFFIXES:
                yield f"originals/{path.name}"

    def _holds(self, path: str, raw: bytes) -> bool:
        """Whether a file of the folder for data is one already, and holds just this."""
        place = self._data / path
        return place.is_file() and not place.is_symlink() and place.read_bytes() == raw

    def _finish_pending(self) -> None:
        """Carry out the change that is written down, if there is one; it may have been begun."""
        for staged in self._data.glob(f"{_STAGED}*"):
            shutil.rmtree(staged)
        pending = self._data / "pending"
        if not pending.exists():
            return
        for path in json.loads((pending / _CHANGE).read_text("utf-8"))["gone"]:
            (self._data / path).unlink(missing_ok=True)
        for folder in ("articles", "originals"):
            (self._data / folder).mkdir(mode=0o700, exist_ok=True)
            for path in sorted((pending / folder).glob("*")):
                path.replace(self._data / folder / path.name)
            flush(self._data / folder)
        done = pending.rename(self._data / f"{_STAGED}done")
        flush(self._data)
        shutil.rmtree(done)

    @contextmanager
    def _staging(self) -> Iterator[Path]:
        """Give a new folder to fill and to rename into its place; it is deleted where that fails."""
        staged = Path(tempfile.mkdtemp(prefix=_STAGED, dir=self._data))
        try:
            yield staged
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Hold the lock of the articles, with nothing pending."""
        self._data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(self._data / "articles.lock"):
            self._finish_pending()
            yield


@dataclass(frozen=True, slots=True)
class Changed:
    """The articles of a library as they will be after some changes."""

    library: Library
    changes: Changes = field(default_factory=dict)

    def files(self, _: Lines | None = None, notes: Notes | None = None) -> Sequence[Listed]:
        """Return the articles in id order. Raises ArticleError for an id that differs from another by capitals only, or
        that another file is to have once its own is gone.
        """
        held = {file.id: file for file in self.library.files(notes)}
        for article_id, admitted in self.changes.items():
            held.pop(article_id, None)
            if admitted is not None:
                held[article_id] = Listed.held(admitted.article)
        taken: dict[str, str] = {}
        for article_id in sorted(held):
            other = taken.setdefault(article_id.lower(), article_id)
            if other != article_id:
                raise ArticleError(f"{article_id}: its id is that of {other}, capitals aside; give it another")
        self._check_ids()
        return [held[article_id] for article_id in sorted(held)]

    def _check_ids(self) -> None:
        """Raise ArticleError where the changes would give another id to a file that stays: two that fall together."""
        before = self.library.ids()
        if not before.keys() & self.changes.keys():
            return
        folder = self.library.folder
        staying = {path: article_id for article_id, path in before.items() if article_id not in self.changes}
        after = assign_ids(path.relative_to(folder).as_posix() for path in staying)
        for path, article_id in staying.items():
            if (other := after[path.relative_to(folder).as_posix()]) != article_id:
                raise ArticleError(f"{shown(path)}: would be {other} then, and no longer {article_id}; rename it first")

    def look(self) -> None:
        """Tell nothing: they may change with each build."""

    def words(self) -> Vocabulary:
        """Return the words for them. Raises VocabularyError."""
        return self.library.words()

    def commit(self) -> None:
        """Carry the changes out. Raises OSError."""
        self.library.carry_out(self.changes)


def _written(admitted: Admitted) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an article: their paths in the folder for data, and what they hold."""
    article, original = admitted.article, admitted.original
    yield f"articles/{article.id}{article.suffix}", article.raw
    if original is not None:
        yield f"originals/{original.id}{original.suffix}", original.raw


def _known(admitted: Admitted) -> dict[str, str]:
    """Return what is known of an article, as its table in the catalogue."""
    return {key: value for key in FIELDS if (value := getattr(admitted.article, key)) is not None}
