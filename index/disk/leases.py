"""Leases: a reader's shared lock on a generation's folder, which dies with it. What nobody holds may be deleted."""

import fcntl
import os
import shutil
from pathlib import Path

from index.disk.manifest import REMEDY
from index.errors import IndexDamaged

UNFINISHED = ".new-"
"""How the name of a folder begins that is not finished."""

DISCARDED = ".old-"
"""How the name of a folder begins that is being deleted."""


class Lease:
    """A shared lock on a generation's folder, until nobody holds this object."""

    def __init__(self, descriptor: int) -> None:
        """Store the folder's descriptor, which carries the lock."""
        self._descriptor = descriptor

    @classmethod
    def take(cls, folder: Path) -> "Lease":
        """Lock a folder against deletion. Raises IndexDamaged where there is none, or no longer."""
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            raise IndexDamaged(f"{folder}: cannot be read ({error.strerror}); {REMEDY}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            if os.fstat(descriptor).st_ino == folder.stat().st_ino:
                return cls(descriptor)
        except OSError:
            pass  # it is being deleted
        os.close(descriptor)
        raise IndexDamaged(f"{folder}: is gone; {REMEDY}")

    def __del__(self) -> None:
        """Let go."""
        os.close(self._descriptor)


def discard(folder: Path) -> bool:
    """Delete a folder unless a reader holds it, or a file; returns whether it is gone.

    Only the holder of the writer's lock may. Raises OSError for a file that cannot be deleted.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except NotADirectoryError:
        folder.unlink(missing_ok=True)
        return True
    except OSError:
        return not folder.exists()
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        name = folder.name if folder.name.startswith(".") else f"{DISCARDED}{folder.name}"
        gone = folder.rename(folder.with_name(name))
        shutil.rmtree(gone, ignore_errors=True)
        return not gone.exists()
    except OSError:
        return False
    finally:
        os.close(descriptor)
