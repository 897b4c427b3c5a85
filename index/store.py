"""A folder of generations: building and publishing one, and opening the one that is published.

DIRECTORY/current             the name of the generation that answers; replaced in one atomic step
DIRECTORY/lock                held by the one that writes
DIRECTORY/generations/NAME/   see `index.generation`
"""

import fcntl
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from corpus import Document, read_sources, structure, vocabulary
from index.builder import index_version
from index.errors import GenerationError, IndexDamaged, IndexNotFound
from index.generation import Generation
from index.manifest import REMEDY, Manifest
from index.writing import UNFINISHED, answering, replace_text, write_generation

_CURRENT = "current"
_GENERATIONS = "generations"
_KEPT = 3
"""How many generations stay on disk: the one that answers, and those before it to go back to."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made. `added`, `changed` and `removed` are article ids, beside the generation published before;
    `published` is False when exactly this index stood there already.
    """

    version: str
    articles: int
    sentences: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    published: bool


class IndexFolder:
    """A folder of generations, for a reader that lives long: it gives the published one, opened once."""

    def __init__(self, directory: Path) -> None:
        """Store the place; nothing is read before it is asked for."""
        self._directory = directory
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._open: Generation | None = None

    def searcher(self) -> Generation:
        """Return the published generation, opened anew only when one was published since; an older one stays usable.

        Raises IndexNotFound, IndexDamaged or IndexFormat.
        """
        with self._lock:
            try:
                state = (self._directory / _CURRENT).stat()
            except OSError as error:
                raise _not_found(self._directory) from error
            if self._open is None or self._seen != (state.st_mtime_ns, state.st_ino):
                self._open = open_index(self._directory)
                self._seen = (state.st_mtime_ns, state.st_ino)
            return self._open


def open_index(directory: Path) -> Generation:
    """Open the published generation. Raises IndexNotFound, IndexDamaged or IndexFormat."""
    name = _current(directory)
    while True:
        try:
            return Generation.open(directory / _GENERATIONS / name)
        except IndexDamaged:
            # Builders may have published and pruned in between; only what is still published is damaged.
            before, name = name, _current(directory)
            if name == before:
                raise


def build_index(corpus: Path, directory: Path, *, progress: Callable[[int, int], None] | None = None) -> BuildReport:
    """Read the articles of a folder or `.jsonl` file, index them and publish the generation.

    Nothing is written when the same index is published already, and whole. `progress` is told how many articles of how
    many are done. Raises CorpusError for a wrong article, GenerationError when the index cannot be written; what was
    published before then stays.
    """
    sources = read_sources(corpus)
    words = vocabulary()
    documents = []
    for number, source in enumerate(sources, 1):
        documents.append(structure(source, words))
        if progress is not None:
            progress(number, len(sources))
    version = index_version(documents, words)
    try:
        with _writing(directory):
            return _publish(documents, version, directory)
    except (OSError, sqlite3.Error) as error:
        raise GenerationError(
            f"{directory}: cannot write the index ({error}); make room there, or give another place with --index. "
            "The index before still answers"
        ) from error


def _publish(documents: Sequence[Document], version: str, directory: Path) -> BuildReport:
    """Write the generation and make it the one that answers, unless it is already."""
    before = _published(directory)
    same = (
        before is not None and before.version == version and _is_whole(directory / _GENERATIONS / _current(directory))
    )
    if not same:
        name = _place(documents, version, directory / _GENERATIONS)
        replace_text(directory / _CURRENT, name)
        _prune(directory / _GENERATIONS, keep=name)
    return _report(documents, version, before, published=not same)


def _place(documents: Sequence[Document], version: str, generations: Path) -> str:
    """Return the name of a whole generation of this version, written now unless it is still there.

    A damaged one keeps its name until it is pruned: readers may hold it.
    """
    stem = version.removeprefix("sha256:")[:32]
    for number in count(1):
        name = stem if number == 1 else f"{stem}-{number}"
        if not (generations / name).exists():
            write_generation(documents, version, generations / name)
            return name
        if _is_whole(generations / name):
            return name
    raise AssertionError("count() has no end")


def _report(documents: Sequence[Document], version: str, before: Generation | None, *, published: bool) -> BuildReport:
    """Compare the articles with those of the generation before."""
    old = {card.id: card for card in before.cards()} if before is not None else {}
    new = {document.article.id: document.article for document in documents}
    changed = [
        key
        for key in sorted(new.keys() & old.keys())
        for a, b in [(new[key], old[key])]
        if (a.title, a.publisher, a.published, a.url, a.version)
        != (b.title, b.publisher, b.published, b.url, b.version)
    ]
    return BuildReport(
        version,
        articles=len(documents),
        sentences=answering(documents),
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(changed),
        removed=tuple(sorted(old.keys() - new.keys())),
        published=published,
    )


def _published(directory: Path) -> Generation | None:
    """Return the generation that answers now, None where there is none that this program can open."""
    try:
        return open_index(directory)
    except GenerationError:
        return None


def _is_whole(folder: Path) -> bool:
    """Whether a generation is byte for byte what was written."""
    try:
        Manifest.read(folder).verify(folder)
    except GenerationError:
        return False
    return True


def _prune(generations: Path, *, keep: str) -> None:
    """Remove all but the newest generations, and what a killed build left behind."""
    folders = [path for path in generations.iterdir() if path.is_dir()]
    finished = [path for path in folders if not path.name.startswith(UNFINISHED)]
    finished.sort(key=lambda path: (path.name == keep, path.stat().st_mtime_ns), reverse=True)
    for path in [*finished[_KEPT:], *(path for path in folders if path not in finished)]:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _writing(directory: Path) -> Iterator[None]:
    """Hold the lock that lets one process write at a time; it dies with its holder."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _current(directory: Path) -> str:
    """Return the name of the published generation. Raises IndexNotFound or IndexDamaged."""
    try:
        name = (directory / _CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            raise _not_found(directory) from error
        raise IndexDamaged(f"{directory / _CURRENT}: cannot be read ({error}); {REMEDY}") from error
    if not name or Path(name).name != name:
        raise IndexDamaged(f"{directory / _CURRENT}: names no generation; {REMEDY}")
    return name


def _not_found(directory: Path) -> IndexNotFound:
    return IndexNotFound(f"{directory}: no index here; {REMEDY}")
