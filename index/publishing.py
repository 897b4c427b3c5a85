"""Building an index and publishing it: all or nothing, one writer at a time, and readers never wait."""

import fcntl
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from corpus import Document, Vocabulary, read_sources, read_vocabulary, structure
from index.builder import index_version
from index.encoder import Encoder
from index.errors import GenerationError
from index.generation import Generation
from index.manifest import Manifest
from index.store import CURRENT, GENERATIONS, current, open_published
from index.writing import UNFINISHED, answering, replace_text, write_generation

_KEPT = 3
"""How many generations stay on disk: the one that answers, and those before it to go back to."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made. `added`, `changed` and `removed` are article ids, beside the generation published before;
    `published` is False when exactly this index stood there already. `word_vectors`: whether it compares words by their
    vectors, and not only by themselves.
    """

    version: str
    articles: int
    sentences: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    published: bool
    word_vectors: bool


def build_index(
    corpus: Path,
    directory: Path,
    *,
    vocabulary: Path | None = None,
    encoder: Encoder | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> BuildReport:
    """Read the articles of a folder or `.jsonl` file, index them and publish the generation.

    `vocabulary`: a file of words to be known beside those that ship and those that stand beside the articles. With an
    `encoder` the index holds what each sentence means, and is then asked through that encoder only. Nothing is written
    when the same index is published already, and whole. `progress` is told how many articles of how many are done.
    Raises CorpusError for a wrong article or vocabulary, GenerationError when the index cannot be written; what was
    published before then stays.
    """
    sources = read_sources(corpus)
    words = read_vocabulary(corpus, vocabulary)
    documents = []
    for number, source in enumerate(sources, 1):
        documents.append(structure(source, words))
        if progress is not None:
            progress(number, len(sources))
    version = index_version(documents, words, encoder)
    try:
        with _writing(directory):
            return _publish(documents, words, version, directory, encoder)
    except (OSError, sqlite3.Error) as error:
        raise GenerationError(
            f"{directory}: cannot write the index ({error}); make room there, or give another place with --index. "
            "What was published before still answers"
        ) from error


def _publish(
    documents: Sequence[Document], words: Vocabulary, version: str, directory: Path, encoder: Encoder | None
) -> BuildReport:
    """Write the generation and make it the one that answers, unless it is already."""
    before = _published(directory)
    generations = directory / GENERATIONS
    same = before is not None and before.version == version and _is_whole(generations / current(directory))
    if not same:
        folders = _folders(version, generations)
        standing = next((folder for folder in folders if _is_whole(folder)), None)
        name = standing.name if standing is not None else _new_name(version, folders)
        if standing is None:
            write_generation(documents, words, version, generations / name, encoder=encoder)
        try:
            replace_text(directory / CURRENT, name)
        except BaseException:
            # It may be published all the same, where only the last flush failed.
            if standing is None and not _points_to(directory, name):
                shutil.rmtree(generations / name, ignore_errors=True)
            raise
        _prune(generations, keep=name)
    vectors = Generation.open(generations / current(directory)).has_vectors
    return _report(documents, version, before, published=not same, word_vectors=vectors)


def _folders(version: str, generations: Path) -> list[Path]:
    """Return the folders of a version's generations: several where one was damaged, which readers may yet hold."""
    stem = _new_name(version, ())
    return sorted(path for path in generations.glob(f"{stem}*") if path.is_dir())


def _new_name(version: str, folders: Collection[Path]) -> str:
    """Return a name for a version's generation beside those that stand there already."""
    stem = version.removeprefix("sha256:")[:32]
    taken = {folder.name for folder in folders}
    return next(name for name in chain([stem], (f"{stem}-{n}" for n in count(2))) if name not in taken)


def _report(
    documents: Sequence[Document], version: str, before: Generation | None, *, published: bool, word_vectors: bool
) -> BuildReport:
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
        word_vectors=word_vectors,
    )


def _published(directory: Path) -> Generation | None:
    """Return the generation that answers now, None where there is none that this program can open."""
    try:
        return open_published(directory)
    except GenerationError:
        return None


def _points_to(directory: Path, name: str) -> bool:
    try:
        return current(directory) == name
    except GenerationError:
        return False


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
