"""A folder of generations, to be read: the one that is published answers.

DIRECTORY/current             the name of the generation that answers, and under it those that may answer in its stead,
                              newest first; replaced in one atomic step
DIRECTORY/lock                held by the one that writes
DIRECTORY/cache.sqlite        see `index.build.cache`
DIRECTORY/generations/NAME/   see `index.read.generation`
"""

import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from threadpoolctl import threadpool_limits

from corpus import Article
from index.disk.leases import UNFINISHED, Lease
from index.disk.manifest import REMEDY, Manifest
from index.errors import EncoderMismatch, GenerationError, IndexDamaged, IndexNotFound
from index.read.docstore import Docstore
from index.read.generation import Generation
from index.text.encoder import Encoder, check_encoder

CURRENT = "current"
GENERATIONS = "generations"

_WAIT = 0.2
"""Seconds that a reader waits while another thread opens what was published: some ten times what that takes. So an
article that is said to be indexed is found; where it takes longer, the generation before answers.
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A generation that is kept, by its manifest; `current`: it is the one that is published."""

    version: str
    built_at: str
    articles: int
    sentences: int
    current: bool


class IndexFolder:
    """A folder of generations, for a reader that lives long: it gives the published one, opened once."""

    def __init__(self, directory: Path, encoder: Encoder | None = None) -> None:
        """Store the place, and what its generations are asked through; nothing is read before it is asked for."""
        self._directory = directory
        self._encoder = encoder
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._open: Generation | None = None
        self._refused: GenerationError | None = None

    @property
    def refused(self) -> GenerationError | None:
        """Why another than the published generation answers; None while that one does."""
        return self._refused

    def searcher(self) -> Generation:
        """Return the published generation, opened anew only when one was published since; an older one stays usable.

        Raises IndexNotFound, IndexDamaged, IndexFormat or EncoderMismatch.
        """
        opened = self._open
        if opened is not None and self._seen == self._state():
            return opened
        if not self._lock.acquire(timeout=-1 if opened is None else _WAIT):
            assert opened is not None  # noqa: S101 (else it would have waited)
            return opened  # another thread opens the new one; until then the old one answers
        try:
            state = self._state()
            if self._open is None or self._seen != state:
                try:
                    self._open, self._refused = _open_answering(self._directory, self._encoder)
                except GenerationError:
                    self._open = None  # it must not answer on: what was published since may have withdrawn it
                    raise
                self._seen = state
            return self._open
        finally:
            self._lock.release()

    def earlier_article(self, article_id: str, version: str) -> Article | None:
        """Return an article in a version that one of the generations kept holds, None where none does."""
        for name in self._names():
            try:
                lease = Lease.take(self._directory / GENERATIONS / name)
                article = Docstore.open(self._directory / GENERATIONS / name).article(article_id)
                del lease
            except GenerationError:
                continue
            # Its own hash tells whether it is whole; to hash all of the generation would make each such link dear.
            if article is not None and article.version == version and article.is_whole:
                return article
        return None

    def stands(self, article_id: str) -> bool:
        """Whether a generation on the disk holds an article, or may, as one that is deleted in part."""
        answering = self._names()
        for folder in (self._directory / GENERATIONS).glob("*"):
            if folder.name.startswith(UNFINISHED):
                continue  # of a build that was killed: what it was to add was never there
            try:
                if Generation.open(folder, self._encoder).article(article_id) is not None:
                    return True
            except GenerationError:
                if folder.name not in answering:
                    return True
        return False

    @property
    def state(self) -> tuple[int, int] | None:
        """What changes with each generation that is published; None where there is none."""
        try:
            return self._state()
        except IndexNotFound:
            return None

    def _state(self) -> tuple[int, int]:
        """Return what changes with each generation that is published. Raises IndexNotFound."""
        try:
            state = (self._directory / CURRENT).stat()
        except OSError as error:
            raise _not_found(self._directory) from error
        return state.st_mtime_ns, state.st_ino

    def kept(self) -> tuple[Kept, ...]:
        """Return the generations that may answer, the published one first."""
        out = []
        for number, name in enumerate(self._names()):
            try:
                m = Manifest.read(self._directory / GENERATIONS / name)
            except GenerationError:
                continue
            out.append(Kept(m.version, m.built_at, m.articles, m.sentences, current=number == 0))
        return tuple(out)

    def _names(self) -> tuple[str, ...]:
        try:
            return published(self._directory)
        except GenerationError:
            return ()


def open_index(directory: Path, *, encoder: Encoder | None = None) -> Generation:
    """Open the published generation, to be asked through the encoder that it was built with.

    Where it is damaged or of another format, the newest that may answer in its stead is opened; an `IndexFolder` tells
    why. From then on this process multiplies matrices on one thread: a question's are so small that more threads cost
    it three times what they save, and workers would take them from one another.

    Raises IndexNotFound, IndexDamaged, IndexFormat or EncoderMismatch.
    """
    return _open_answering(directory, encoder)[0]


def _open_answering(directory: Path, encoder: Encoder | None) -> tuple[Generation, GenerationError | None]:
    generation, _, refused = open_published(directory, encoder=encoder)
    check_encoder(generation.encoder, encoder, directory)
    threadpool_limits(limits=1, user_api="blas")
    return generation, refused


def open_published(
    directory: Path, *, encoder: Encoder | None = None
) -> tuple[Generation, str, GenerationError | None]:
    """Open the published generation, whichever encoder it was built with, as only a builder may.

    Returns it with its folder's name, and why it is another than the published one, if it is.
    """
    names = published(directory)
    while True:
        refused: GenerationError | None = None
        for name in names:
            try:
                return Generation.open(directory / GENERATIONS / name, encoder), name, refused
            except EncoderMismatch:
                raise
            except GenerationError as error:
                # Without its traceback, which would hold on to what failed to open, and to the reader's hold on it.
                refused = refused or type(error)(str(error))
        # Builders may have published and pruned in between; only what is still published is damaged.
        before, names = names, published(directory)
        if names == before and refused is not None:
            try:
                raise refused
            finally:
                del refused


def published(directory: Path) -> tuple[str, ...]:
    """Return the name of the published generation, and of those that may answer in its stead, newest first.

    Raises IndexNotFound or IndexDamaged.
    """
    try:
        names = tuple((directory / CURRENT).read_text(encoding="utf-8").split("\n"))
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            raise _not_found(directory) from error
        raise IndexDamaged(f"{directory / CURRENT}: cannot be read ({error}); {REMEDY}") from error
    if not names or any(not name or Path(name).name != name or "\0" in name for name in names):
        raise IndexDamaged(f"{directory / CURRENT}: names no generation; {REMEDY}")
    return names


def _not_found(directory: Path) -> IndexNotFound:
    return IndexNotFound(f"{directory}: no index here; {REMEDY}")


def read_texts(directory: Path, ids: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the id and the text of some articles in each generation that holds them, whether it may answer or not."""
    for folder in sorted((directory / GENERATIONS).glob("*")):
        try:
            lease = Lease.take(folder)
            docstore = Docstore.open(folder)
            found = [article for article_id in ids if (article := docstore.article(article_id)) is not None]
            del lease
        except GenerationError:
            continue  # it is being written or deleted, or can be read no more
        yield from ((article.id, article.text) for article in found)


def find_indexed(directory: Path, ids: Collection[str]) -> frozenset[str]:
    """Return those of some articles that the index that answers holds. Raises GenerationError."""
    searcher, _, _ = open_published(directory)
    return frozenset(article_id for article_id in ids if searcher.article(article_id) is not None)
