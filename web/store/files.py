"""The folder for data: who may read what is kept there, and what fails there is told as one kind of error."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus import PioneerError

OWNERS_ALONE = 0o600
"""Who may read and write a file that is kept there."""


class DataError(PioneerError):
    """Something in the folder for data cannot be read or written."""


class NoTemporaryFolder(PioneerError):
    """No folder for temporary files can be written."""


def check_temporary() -> None:
    """See that temporary files can be written. Raises NoTemporaryFolder."""
    try:
        tempfile.gettempdir()
    except OSError as error:
        tried = (error.strerror or "").rpartition(" in ")[2].strip("[]").replace("'", "")
        raise NoTemporaryFolder(
            f"no temporary file can be written in any of {tried}: each is full, missing or not this user's; "
            "make room in one, or name another folder with the variable TMPDIR"
        ) from error


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


def is_open_to_others(folder: Path) -> bool:
    """Whether others on this machine may look into a folder. Raises OSError."""
    return folder.exists() and bool(folder.stat().st_mode & 0o077)


def make_private(folder: Path) -> None:
    """Make a folder that only its owner may enter, where there is none. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
