"""A folder of generations, to be read: the one that is published answers.

DIRECTORY/current             the name of the generation that answers; replaced in one atomic step
DIRECTORY/lock                held by the one that writes
DIRECTORY/generations/NAME/   see `index.generation`
"""

import threading
from pathlib import Path

from threadpoolctl import threadpool_limits

from index.encoder import Encoder, check_encoder
from index.errors import IndexDamaged, IndexNotFound
from index.generation import Generation
from index.manifest import REMEDY

CURRENT = "current"
GENERATIONS = "generations"


class IndexFolder:
    """A folder of generations, for a reader that lives long: it gives the published one, opened once."""

    def __init__(self, directory: Path, encoder: Encoder | None = None) -> None:
        """Store the place, and what its generations are asked through; nothing is read before it is asked for."""
        self._directory = directory
        self._encoder = encoder
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._open: Generation | None = None

    def searcher(self) -> Generation:
        """Return the published generation, opened anew only when one was published since; an older one stays usable.

        Raises IndexNotFound, IndexDamaged, IndexFormat or EncoderMismatch.
        """
        with self._lock:
            try:
                state = (self._directory / CURRENT).stat()
            except OSError as error:
                raise _not_found(self._directory) from error
            if self._open is None or self._seen != (state.st_mtime_ns, state.st_ino):
                self._open = open_index(self._directory, encoder=self._encoder)
                self._seen = (state.st_mtime_ns, state.st_ino)
            return self._open


def open_index(directory: Path, *, encoder: Encoder | None = None) -> Generation:
    """Open the published generation, to be asked through the encoder that it was built with.

    From then on this process multiplies matrices on one thread: a question's are so small that more threads cost it
    three times what they save, and workers would take them from one another.

    Raises IndexNotFound, IndexDamaged, IndexFormat or EncoderMismatch.
    """
    generation = open_published(directory, encoder=encoder)
    check_encoder(generation.encoder, encoder, directory)
    threadpool_limits(limits=1, user_api="blas")
    return generation


def open_published(directory: Path, *, encoder: Encoder | None = None) -> Generation:
    """Open the published generation, whichever encoder it was built with, as only a builder may."""
    name = current(directory)
    while True:
        try:
            return Generation.open(directory / GENERATIONS / name, encoder)
        except IndexDamaged:
            # Builders may have published and pruned in between; only what is still published is damaged.
            before, name = name, current(directory)
            if name == before:
                raise


def current(directory: Path) -> str:
    """Return the name of the published generation. Raises IndexNotFound or IndexDamaged."""
    try:
        name = (directory / CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            raise _not_found(directory) from error
        raise IndexDamaged(f"{directory / CURRENT}: cannot be read ({error}); {REMEDY}") from error
    if not name or Path(name).name != name:
        raise IndexDamaged(f"{directory / CURRENT}: names no generation; {REMEDY}")
    return name


def _not_found(directory: Path) -> IndexNotFound:
    return IndexNotFound(f"{directory}: no index here; {REMEDY}")
