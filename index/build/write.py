"""Writing a generation: beside its place first, flushed to disk, and renamed into it whole."""

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from corpus import Vocabulary, flush
from index.build.cache import Cache
from index.build.chunk import Chunk
from index.build.derive import Contents, derive
from index.build.encode import encode_rows
from index.build.gather import Gathering
from index.build.record import Recorder
from index.build.version import settings
from index.disk.arrays import ENCODINGS, save_array
from index.disk.leases import UNFINISHED
from index.disk.manifest import MANIFEST, Manifest, file_entry
from index.text.encoder import Encoder

_HELD = 8_000_000
"""How many bytes of text are held before any is written: a small corpus that did not change writes nothing."""


class Draft:
    """A generation that is being written, in a folder beside its place. `gathered`: what was added to it so far;
    `written`: whether all was derived of that.
    """

    def __init__(self, generations: Path, cache: Cache, kept: ExitStack) -> None:
        """Begin one among the generations. `kept`: takes away in the end what is not published."""
        self.gathered = Gathering()
        self._cache = cache
        self._generations = generations
        self._kept = kept
        self._waiting: list[Chunk] = []
        self._held = 0
        self._begun: tuple[Path, Recorder] | None = None
        self.written = False

    @classmethod
    @contextmanager
    def begin(cls, generations: Path, cache: Cache) -> Iterator[Self]:
        """Begin one among the generations; what is not published in the end is taken away again."""
        with ExitStack() as kept:
            yield cls(generations, cache, kept)

    def add(self, chunk: Chunk) -> None:
        """Add the next articles, in id order. Raises OSError or sqlite3.Error."""
        self.gathered.add(chunk)
        self._waiting.append(chunk)
        self._held += len(chunk.text)
        if self._held > _HELD:
            self._record()

    def _record(self) -> tuple[Path, Recorder]:
        """Write what is held; returns the folder that it is in, and what writes there."""
        if self._begun is None:
            self._generations.mkdir(parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self._generations))
            self._kept.callback(_clear, folder)
            self._begun = folder, self._kept.enter_context(Recorder.begin(folder))
        for chunk in self._waiting:
            self._begun[1].add(chunk)
        self._waiting, self._held = [], 0
        return self._begun

    def write(self, words: Vocabulary, version: str, place: Path, encoder: Encoder | None) -> None:
        """Write the generation of what was added, read with these words, to its place.

        Raises OSError or sqlite3.Error.
        """
        self.written = True
        folder, recorder = self._record()
        recorder.end()
        contents = derive(self.gathered, folder)
        recorder.finish(contents, words)
        encoded = {}
        if encoder is not None:
            encoded = {"dimensions": encoder.dimensions}
            texts = list(self._texts(contents, recorder))
            save_array(folder, ENCODINGS, [encode_rows(texts, encoder, self._cache)])
        manifest = Manifest(
            version=version,
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            articles=len(self.gathered.cards),
            sentences=self.gathered.n_answering,
            rows=self.gathered.n_rows,
            terms=len(contents.terms),
            settings={**settings(encoder), **encoded, "vocabulary": words.fingerprint},
            files=_entries(folder),
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
            yield f"{contents.contexts[section]}{text}" if answers else ""


def _entries(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what a manifest lists of each file of a folder, once all are on the disk."""
    paths = sorted(folder.iterdir())
    with ThreadPoolExecutor() as threads:
        return dict(zip((path.name for path in paths), threads.map(_entry, paths), strict=True))


def _entry(path: Path) -> dict[str, Any]:
    """Flush a file to the disk, and return what a manifest lists of it."""
    flush(path)
    return file_entry(path)


def _clear(folder: Path) -> None:
    """Take a folder away, unless it was renamed."""
    if folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
