"""Whether an index is still, byte for byte, what was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.build.cache import CACHE, whole
from index.disk.leases import Lease
from index.disk.manifest import Manifest
from index.errors import GenerationError
from index.generations.index_folder import GENERATIONS, published
from index.read.generation import Generation


@dataclass(frozen=True, slots=True)
class Checked:
    """A generation, or the cache, that was hashed: its name, its version where it has one, and what is wrong with it.

    `answers`: it is the one that is published.
    """

    name: str
    version: str | None
    answers: bool
    damage: str | None


def verify_index(directory: Path) -> Iterator[Checked]:
    """Hash every generation that may answer, the published one first, and the cache.

    Raises IndexNotFound, or IndexDamaged where nothing tells which generation answers.
    """
    names, leases = _held(directory)
    for number, (name, lease) in enumerate(zip(names, leases, strict=True)):
        folder = directory / GENERATIONS / name
        version = None
        try:
            if isinstance(lease, GenerationError):
                raise lease
            manifest = Manifest.read(folder)
            version = manifest.version
            manifest.verify(folder)
            Generation.open(folder)
        except GenerationError as error:
            yield Checked(name, version, number == 0, str(error))
        else:
            yield Checked(name, version, number == 0, None)
    del leases
    told = None if whole(directory) else f"{directory / CACHE}: not what was written; the next build begins it anew"
    yield Checked(CACHE, None, False, told)


def _held(directory: Path) -> tuple[tuple[str, ...], list[Lease | GenerationError]]:
    """Return the names of what is published, and a hold on each, so that no build deletes it meanwhile."""
    while True:
        names = published(directory)
        leases: list[Lease | GenerationError] = []
        for name in names:
            try:
                leases.append(Lease.take(directory / GENERATIONS / name))
            except GenerationError as error:
                leases.append(error)
        if names == published(directory):
            return names, leases
