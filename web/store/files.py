"""The folder for data: what is written there stands on the disk before it is told of, and what fails there is told."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus import PioneerError


class DataError(PioneerError):
    """Something in the folder for data cannot be read or written."""


@contextmanager
def data_errors(path: Path) -> Iterator[None]:
    """Tell what the disk or SQLite refuses. Raises DataError."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise DataError(
            f"{path}: cannot be read or written ({error}); see to its rights and to room there, "
            "or give another place with --data"
        ) from error


def make_private(folder: Path) -> None:
    """Make a folder that only its owner may enter, where there is none. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def write_flushed(path: Path, raw: bytes) -> None:
    """Write a new file that only its owner may read, and wait until it is on the disk. Raises OSError."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until a folder's list of names is on the disk. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
