"""What a worker keeps of an index in OpenSearch: the files that grow as its vocabulary and its list of articles do, and
of an index with an encoder the signs of its sentences' vectors, one bit for each number.

They are those of a generation, shipped with the index in parts, fetched once by whichever worker is first, and mapped.

DIRECTORY/lock              held by whoever fetches
DIRECTORY/NAME/             the files of the index NAME, with their manifest
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus import locked
from index.cluster.client import Client
from index.cluster.documents import LAYOUT, MANIFEST, PART_FIELD, ManifestDocument, part_id
from index.disk.arrays import SIGNED, TYPES, open_array, save_array
from index.disk.database import DATABASE, Database
from index.disk.leases import UNFINISHED, Lease, discard
from index.disk.manifest import MANIFEST as MANIFEST_FILE
from index.disk.manifest import Manifest, file_entry
from index.errors import EngineError, GenerationError, IndexFormat

PART = 4_000_000
"""How many bytes of a file a document holds."""

ARRAYS = ("postings-starts", "vectors", "kinds", "common", "names")
CONTACTS = "contacts"
"""The numbers of all sentences that are contact blocks, ascending: (n_contacts,) int32."""

ENCODED = "encoded"
"""Which sentences have vectors, with an encoder: (n_rows,) bool. `index.disk.signs` tells of their signs."""

_MADE: dict[str, np.dtype[Any]] = {CONTACTS: np.dtype(np.int32)}
_MADE_WITH_ENCODER: dict[str, np.dtype[Any]] = {ENCODED: np.dtype(np.bool_), **SIGNED}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The files, open."""

    manifest: Manifest
    arrays: dict[str, NDArray[Any]]
    database: Database
    lease: Lease

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a folder of them, which is not deleted meanwhile. Raises IndexDamaged or IndexFormat."""
        lease = Lease.take(folder)
        manifest = Manifest.read(folder)
        manifest.check(folder)
        arrays = {name: open_array(folder / f"{name}.npy", dtype) for name, dtype in _arrays(manifest).items()}
        return cls(manifest, arrays, Database.open(folder / DATABASE), lease)


def write_lexicon(generation: Path, made: Mapping[str, Iterable[NDArray[Any]]], folder: Path) -> Manifest:
    """Put the files that workers keep into a new folder; returns their manifest. Raises OSError.

    Some are those of the generation; `made` are the others, see `save_array`.
    """
    manifest = Manifest.read(generation)
    for name, rows in made.items():
        save_array(folder, name, rows)
    for name in (DATABASE, *(f"{name}.npy" for name in ARRAYS)):
        shutil.copyfile(generation / name, folder / name)
    manifest = replace(manifest, files={name: file_entry(folder / name) for name in _files(manifest)})
    (folder / MANIFEST_FILE).write_text(manifest.text(), encoding="utf-8")
    return manifest


def _arrays(manifest: Manifest) -> dict[str, np.dtype[Any]]:
    """Return the arrays that are kept of an index, with their types."""
    made = _MADE if manifest.encoder is None else _MADE | _MADE_WITH_ENCODER
    return {name: TYPES[name] for name in ARRAYS} | made


def _files(manifest: Manifest) -> tuple[str, ...]:
    return DATABASE, *(f"{name}.npy" for name in _arrays(manifest))


def parts_of(folder: Path) -> Iterator[tuple[str, int, bytes]]:
    """Yield the files' names and parts, in order. Raises OSError."""
    for name in _files(Manifest.read(folder)):
        with (folder / name).open("rb") as file:
            for number, part in enumerate(iter(lambda: file.read(PART), b"")):
                yield name, number, part


def fetch_lexicon(client: Client, index: str, directory: Path) -> Lexicon:
    """Open the files of an index, fetched anew where they are not here, or not whole. Raises GenerationError."""
    folder = directory / index
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(directory / "lock"):
            if not _is_whole(folder):
                shutil.rmtree(folder, ignore_errors=True)
                _fetch(client, index, folder)
            return Lexicon.open(folder)
    except OSError as error:
        raise GenerationError(
            f"{directory}: cannot keep the words of the index ({error}); make room there, or give another with --index"
        ) from error


def discard_others(directory: Path, index: str) -> bool:
    """Delete what is kept of all indexes but one, where nobody reads it; returns whether nothing of them is left.

    Raises OSError.
    """
    if not any(_others(directory, index)):
        return True
    with locked(directory / "lock"):
        gone = [discard(other) for other in _others(directory, index)]
        return all(gone)


def _others(directory: Path, index: str) -> list[Path]:
    if not directory.is_dir():
        return []
    return [folder for folder in directory.iterdir() if folder.is_dir() and folder.name != index]


def _is_whole(folder: Path) -> bool:
    try:
        Manifest.read(folder).verify(folder)
    except GenerationError:
        return False
    return True


def read_manifest(client: Client, index: str) -> str:
    """Return the text of an index's manifest. Raises EngineError, and IndexFormat for another layout."""
    told = client.read("GET", f"/{index}/_doc/{MANIFEST}", _Found).source
    document = msgspec.json.decode(told, type=ManifestDocument)
    check_layout(client, document.told.layout)
    return document.told.manifest


def check_layout(client: Client, layout: int) -> None:
    """Raise IndexFormat for another layout than this program's."""
    if layout != LAYOUT:
        raise IndexFormat(
            f"{client.address}: holds layout {layout}, this program reads {LAYOUT}; run: pioneer-qa index --searcher …"
        )


def _fetch(client: Client, index: str, folder: Path) -> None:
    """Fetch the files into a folder, which is there whole or not at all. Raises OSError and GenerationError."""
    told = read_manifest(client, index)
    beside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder.parent))
    try:
        (beside / MANIFEST_FILE).write_text(told, encoding="utf-8")
        manifest = Manifest.read(beside)
        for name in _files(manifest):
            entry = manifest.files[name]
            sha256 = hashlib.sha256()
            with (beside / name).open("wb") as file:
                for number in range(-(-entry["bytes"] // PART)):
                    path = f"/{index}/_doc/{part_id(name, number).replace('/', '%2F')}?stored_fields={PART_FIELD}"
                    part = client.read("GET", path, _FoundPart).fields.part[0]
                    sha256.update(part)
                    file.write(part)
            if sha256.hexdigest() != entry["sha256"]:
                raise EngineError(f"{client.address}: {name} is not what was published; publish the index anew")
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


class _Found(msgspec.Struct, frozen=True):
    source: msgspec.Raw = msgspec.field(name="_source")


class _Part(msgspec.Struct, frozen=True):
    part: tuple[bytes]


class _FoundPart(msgspec.Struct, frozen=True):
    fields: _Part
