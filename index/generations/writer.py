"""What the one that writes does with the folder of generations: hold its lock, find what stands there, clear it."""

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path

from corpus import locked
from index.disk.leases import discard
from index.disk.manifest import Manifest
from index.errors import GenerationError
from index.generations.index_folder import GENERATIONS, published
from index.read.generation import Generation
from index.text.encoder import Encoder

KEPT = 3
"""How many generations stay on disk: the one that answers, and those before it to go back to."""

LOOK = 0.05
"""Seconds between two looks whether others have let go of what is waited for."""

Gate = Callable[[Generation, Generation], None]
"""Called with the generation that answers and its successor, before that is published; raises to refuse it."""


def cannot_write(directory: Path, error: OSError | sqlite3.Error) -> GenerationError:
    """Return what tells that an index could not be written."""
    return GenerationError(
        f"{directory}: cannot write the index ({error}); make room there, or give another place with --index. "
        "What was published before still answers"
    )


def published_or_none(directory: Path) -> tuple[str, ...]:
    """Return what may answer, newest first, as `published` does; nothing where that cannot be told."""
    try:
        return published(directory)
    except GenerationError:
        return ()


def published_version(directory: Path) -> str | None:
    """Return the version of what is published, None where that cannot be told."""
    try:
        return Manifest.read(directory / GENERATIONS / published_or_none(directory)[0]).version
    except (GenerationError, IndexError):
        return None


def folders_of(version: str, generations: Path) -> list[Path]:
    """Return the folders of a version's generations: several where one was damaged, which readers may yet hold."""
    stem = new_name(version, ())
    return sorted(path for path in generations.glob(f"{stem}*") if path.is_dir())


def new_name(version: str, folders: Collection[Path]) -> str:
    """Return a name for a version's generation beside those that stand there already."""
    stem = version.removeprefix("sha256:")[:32]
    taken = {folder.name for folder in folders}
    return next(name for name in chain([stem], (f"{stem}-{n}" for n in count(2))) if name not in taken)


def is_whole(folder: Path, encoder: Encoder | None) -> bool:
    """Whether a generation is byte for byte what was written, and opens."""
    try:
        Manifest.read(folder).verify(folder)
        Generation.open(folder, encoder)
    except GenerationError:
        return False
    return True


def prune(directory: Path) -> bool:
    """Delete all generations but those that may answer, as far as nobody reads them, and what a killed build left.

    Returns whether nothing is left to delete.
    """
    generations = directory / GENERATIONS
    if not generations.is_dir():
        return True
    kept = published_or_none(directory)
    left = [path for path in sorted(generations.iterdir()) if path.name not in kept and not discard(path)]
    return not left


@contextmanager
def writing(directory: Path) -> Iterator[None]:
    """Hold the lock that lets one process write at a time; it dies with its holder."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(directory / "lock"):
        yield


def standing_of(version: str, directory: Path, encoder: Encoder | None) -> Path | None:
    """Return the whole generation of a version that stands there: the published one, if it is."""
    first = published_or_none(directory)[:1]
    folders = sorted(folders_of(version, directory / GENERATIONS), key=lambda folder: folder.name not in first)
    return next((folder for folder in folders if is_whole(folder, encoder)), None)
