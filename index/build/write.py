"""Writing a generation: beside its place first, flushed to disk, and renamed into it whole."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus import Vocabulary
from index.build.cache import Cache
from index.build.chunk import Part
from index.build.derive import Contents, derive
from index.build.gather import Gathering
from index.build.record import Recorder
from index.build.version import settings
from index.disk.arrays import ENCODINGS, begin_array, end_array, whole_array
from index.disk.manifest import MANIFEST, Manifest, file_entry
from index.generations.folder import UNFINISHED
from index.read.meaning import encode_rows
from index.text.encoder import Encoder

T = TypeVar("T")

_SAVING = 4
"""How many threads save: more than processors, for most of the time they wait for the disk."""

Entry = dict[str, Any]
"""What a manifest lists of a file."""


_HELD = 8_000_000
"""How many bytes of text are held before any is written: a small corpus that did not change writes nothing."""


class Draft:
    """A generation that is being written, in a folder beside its place. `gathered`: what was added to it so far;
    `written`: whether all was derived of that.
    """

    def __init__(self, generations: Path, cache: Cache, kept: ExitStack) -> None:
        """Begin one among the generations. `kept`: takes away in the end what is not published."""
        self.gathered = Gathering(cache)
        self._cache = cache
        self._generations = generations
        self._kept = kept
        self._waiting: list[Part] = []
        self._held = 0
        self._begun: tuple[Path, Recorder] | None = None
        self.written = False

    @classmethod
    @contextmanager
    def begin(cls, generations: Path, cache: Cache) -> Iterator[Self]:
        """Begin one among the generations; what is not published in the end is taken away again."""
        with ExitStack() as kept:
            yield cls(generations, cache, kept)

    def add(self, part: Part) -> None:
        """Add the next articles, in id order. Raises OSError or sqlite3.Error."""
        self.gathered.add(part)
        self._waiting.append(part)
        self._held += len(part.text)
        if self._held > _HELD:
            self._record()

    def _record(self) -> tuple[Path, Recorder]:
        """Write what is held; returns the folder that it is in, and what writes there."""
        if self._begun is None:
            self._generations.mkdir(parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self._generations))
            self._kept.callback(_clear, folder)
            self._begun = folder, self._kept.enter_context(Recorder.begin(folder))
        for part in self._waiting:
            self._begun[1].add(part)
        self._waiting, self._held = [], 0
        return self._begun

    def write(self, words: Vocabulary, version: str, place: Path, encoder: Encoder | None, before: Path | None) -> None:
        """Write the generation of what was added, read with these words, to its place. `before`: the one that answers.

        Raises OSError or sqlite3.Error.
        """
        self.written = True
        folder, recorder = self._record()
        with _Saving(folder) as saving:
            for name in recorder.end():
                saving.keep(name)
            vectors = saving.ahead(partial(_vectors, before, self._cache.of))
            contents = derive(self.gathered, self._cache, saving, vectors.result)
            recorder.finish(contents, words)
            if encoder is not None:
                texts = list(self._texts(contents, recorder))
                saving.save(ENCODINGS, [encode_rows(texts, encoder, self._cache)])
        manifest = Manifest(
            version=version,
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            articles=len(self.gathered.cards),
            sentences=self.gathered.n_answering,
            rows=self.gathered.n_rows,
            terms=len(contents.terms),
            settings={**settings(encoder), "vocabulary": words.fingerprint},
            files=_entries(folder, saving.entries),
        )
        (folder / MANIFEST).write_text(manifest.text(), encoding="utf-8")
        flush(folder / MANIFEST)
        flush(folder)
        folder.chmod(0o755)
        folder.rename(place)
        flush(place.parent)

    def _texts(self, contents: Contents, recorder: Recorder) -> Iterator[str]:
        """Yield what is encoded of each sentence, after what is over it; nothing of those that cannot answer."""
        rows = self.gathered.rows()
        for text, section, answers in zip(recorder.sentences(), rows.sections, rows.answering, strict=True):
            over = contents.over[section]
            yield (f"{over}. {text}" if over else text) if answers else ""


def _vectors(folder: Path | None, version: str | None) -> NDArray[np.float16] | None:
    """Return the vectors of a generation, if it is whole and of a version."""
    return None if folder is None else whole_array(folder, "vectors", version)


def _entries(folder: Path, known: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return what a manifest lists of each file of a folder, once all are on the disk; some are known to be."""
    names = sorted(path.name for path in folder.iterdir())
    others = [name for name in names if name not in known]
    with ThreadPoolExecutor() as threads:
        found = dict(zip(others, threads.map(_entry, (folder / name for name in others)), strict=True))
    return {name: known.get(name) or found[name] for name in names}


def _entry(path: Path) -> Entry:
    """Flush a file to the disk, and return what a manifest lists of it."""
    flush(path)
    return file_entry(path)


def _clear(folder: Path) -> None:
    """Take a folder away, unless it was renamed."""
    if folder.exists():
        shutil.rmtree(folder, ignore_errors=True)


class _Saving:
    """Saves files while other work goes on; at the end of the context all are on the disk, and what a manifest lists of
    each is in `entries`. What its methods raise comes in the end.
    """

    def __init__(self, folder: Path) -> None:
        """Store the folder that they go to."""
        self._folder = folder
        self._threads = ThreadPoolExecutor(_SAVING)
        self._made: list[Future[None]] = []
        self._saved: dict[str, Future[Entry]] = {}
        self.entries: Mapping[str, Entry] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                for made in self._made:
                    made.result()
                self.entries = {name: saved.result() for name, saved in self._saved.items()}
        finally:
            self._threads.shutdown(cancel_futures=True)

    def save(self, name: str, rows: Iterable[NDArray[Any]]) -> None:
        """Save an array, given some of its rows at a time: at least one time."""
        file = f"{name}.npy"
        self._saved[file] = self._threads.submit(_save, self._folder / file, rows)

    def save_made(self, make: Callable[[], Mapping[str, NDArray[Any]]]) -> None:
        """Make arrays, and save each."""

        def made() -> None:
            for name, array in make().items():
                self.save(name, [array])

        self._made.append(self._threads.submit(made))

    def ahead(self, work: Callable[[], T]) -> "Future[T]":
        """Do other work that will be asked for."""
        return self._threads.submit(work)

    def keep(self, name: str) -> None:
        """See that a file that is written already is on the disk."""
        self._saved[name] = self._threads.submit(_entry, self._folder / name)


def _save(path: Path, several: Iterable[NDArray[Any]]) -> Entry:
    """Write an array as `numpy.save` does; but that tells of a full disk only how many numbers found room."""
    length = 0
    with path.open("wb") as file:
        begin_array(file)
        for rows in several:
            file.write(np.ascontiguousarray(rows).data)
            length += len(rows)
        end_array(file, (length, *rows.shape[1:]), rows.dtype)
    return _entry(path)


def replace_text(path: Path, text: str, before: Callable[[], None]) -> None:
    """Write a small file in one atomic step, flushed to disk; one that was there stays until then. Raises OSError.

    `before` is called when nothing is left to do but this step; what it raises, or a full disk, leaves all as it was.
    """
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(text, encoding="utf-8")
        flush(beside)
        before()
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    flush(path.parent)


def flush(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
