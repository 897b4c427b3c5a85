"""Writing that lasts: files and folders flushed to the disk, files replaced in one step, and locks."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def flush(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_flushed(path: Path, raw: bytes, *, mode: int = 0o666) -> None:
    """Write a new file and wait until it is on the disk. Raises OSError, FileExistsError where there is one already.

    `mode`: who may read and write it, less the process's umask.
    """
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, raw: bytes, *, mode: int = 0o666, before: Callable[[], None] = lambda: None) -> None:
    """Write a file in one atomic step, flushed to the disk; one that was there stays until then. Raises OSError.

    `before` is called when nothing is left to do but this step. What it raises, or a full disk, leaves all as it was.
    Only one process may replace a file at a time.
    """
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    try:
        write_flushed(beside, raw, mode=mode)
        before()
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    flush(path.parent)


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[int | None]:
    """Hold the lock that a file stands for: gives its descriptor, None where another holds it and this does not wait.

    The file is made where there is none, and stays. The lock dies with its holders: a process that is given the
    descriptor holds it on. Raises OSError.
    """
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield lock.fileno()
