"""Writing a generation: beside its place first, flushed to disk, and renamed into it whole."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from corpus import Vocabulary, flush
from index.build.cache import Cache
from index.build.chunk import Chunk
from index.build.derive import derive
from index.build.encode import Encoded, Slice, encoding_settings, save_vectors
from index.build.gather import Gathering
from index.build.record import Recorder
from index.build.version import settings
from index.disk.leases import UNFINISHED
from index.disk.manifest import MANIFEST, Manifest, file_entry
from index.text.encoder import Encoder

_HELD = 8_000_000
"""How many bytes of text are held before any is written: a small corpus that did not change writes nothing."""


class Draft:
    """A generation that is being written, in a folder beside its place. `gathered`: what was added to it so far;
    `asked`: whether it came to ask the cache for sentences' vectors, if there are any.
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
        self.asked = False

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

    def finish(self, words: Vocabulary, version: str) -> Path:
        """Write all but the vectors of sentences, read with these words; returns the folder, which is not in its place.

        Raises OSError or sqlite3.Error.
        """
        self.asked = True
        folder, recorder = self._record()
        recorder.end()
        contents = derive(self.gathered, folder)
        recorder.finish(contents, words)
        manifest = Manifest(
            version=version,
            built_at=_now(),
            articles=len(self.gathered.cards),
            sentences=self.gathered.n_answering,
            rows=self.gathered.n_rows,
            terms=len(contents.terms),
            settings={**settings(), "vocabulary": words.fingerprint},
            files=_entries(sorted(folder.iterdir())),
        )
        (folder / MANIFEST).write_text(manifest.text(), encoding="utf-8")
        return folder


@contextmanager
def linked(generation: Path) -> Iterator[Path]:
    """Begin a folder beside a generation's that has its files; what is not put in its place is taken away again. Raises
    OSError.
    """
    folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=generation.parent))
    try:
        for path in generation.iterdir():
            if path.name != MANIFEST:  # which is to be another
                with suppress(OSError):
                    (folder / path.name).hardlink_to(path)
                    continue
            shutil.copyfile(path, folder / path.name)
        yield folder
    finally:
        _clear(folder)


def add_vectors(folder: Path, encoder: Encoder, encoded: Iterable[tuple[Slice, Encoded]], version: str) -> None:
    """Write the vectors of sentences to a folder that is not in its place, and that it has them. Raises OSError."""
    names = save_vectors(folder, encoded, encoder.dimensions)
    manifest = Manifest.read(folder)
    manifest = replace(
        manifest,
        version=version,
        built_at=_now(),
        settings={**manifest.settings, **encoding_settings(encoder), "dimensions": encoder.dimensions},
        files={**manifest.files, **_entries([folder / f"{name}.npy" for name in names])},
    )
    (folder / MANIFEST).write_text(manifest.text(), encoding="utf-8")


def put_in_place(folder: Path, place: Path) -> None:
    """Make a folder that is written whole a generation. Raises OSError."""
    flush(folder / MANIFEST)
    flush(folder)
    folder.chmod(0o755)
    folder.rename(place)
    flush(place.parent)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _entries(paths: Sequence[Path]) -> dict[str, dict[str, Any]]:
    """Return what a manifest lists of each of some files, once all are on the disk."""
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
