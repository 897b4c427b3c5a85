"""Writing a generation: beside its place first, flushed to disk, and renamed into it whole."""

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import Vocabulary
from index.arrays import ENCODINGS
from index.builder import derive, settings
from index.cache import Cache
from index.database import DATABASE, write_database
from index.encoder import Encoder
from index.manifest import MANIFEST, Manifest, file_entry
from index.meaning import encode_rows
from index.parts import Part

UNFINISHED = ".new-"
"""How the name of a folder begins that is not finished."""


def write_generation(
    parts: Sequence[Part],
    words: Vocabulary,
    version: str,
    folder: Path,
    cache: Cache,
    *,
    encoder: Encoder | None = None,
) -> None:
    """Write the generation of these articles, read with these words, as a new folder.

    What is unfinished when it fails is taken away again. Raises OSError or sqlite3.Error.
    """
    contents = derive(parts, cache)
    arrays = dict(contents.arrays)
    if encoder is not None:
        arrays[ENCODINGS] = encode_rows(parts, contents.headings, encoder, cache)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder.parent))
    try:
        for name, array in arrays.items():
            _save(beside / f"{name}.npy", array)
        write_database(beside / DATABASE, parts, contents, words)
        manifest = Manifest(
            version=version,
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            articles=len(parts),
            sentences=sum(part.answering for part in parts),
            rows=sum(len(part.sentences) for part in parts),
            terms=len(contents.terms),
            settings={**settings(encoder), "vocabulary": words.fingerprint},
            files={path.name: file_entry(path) for path in sorted(beside.iterdir())},
        )
        (beside / MANIFEST).write_text(manifest.text(), encoding="utf-8")
        for path in beside.iterdir():
            flush(path)
        flush(beside)
        beside.chmod(0o755)
        beside.rename(folder)
        flush(folder.parent)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _save(path: Path, array: NDArray[Any]) -> None:
    """Write an array as `numpy.save` does; but that tells of a full disk only how many numbers found room."""
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        file.write(np.ascontiguousarray(array).data)


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
