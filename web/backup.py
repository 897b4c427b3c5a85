"""The backup of a folder for data: one archive, as all stood at one moment, also while a server runs.

It holds the articles, their catalogue and originals, the changes that wait, the history of changes and the feedback. It
holds no token: one that was revoked since would open again. It holds no index, which is made of the articles.
"""

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from corpus import Library, Notes, PioneerError, locked
from web.store.files import OWNERS_ALONE, check_temporary, data_errors
from web.store.sqlite import now

FOLDERS = ("articles", "originals", "incoming")
DATABASES = ("jobs.sqlite", "feedback.sqlite")

RESTORING = "restoring"
"""The folder, in that for data, which holds what is being restored: `new`, what it replaces: `old`, and a list."""

MANIFEST = "backup.json"
FORMAT = 1

_PATIENCE = 30.0
"""Seconds to wait while a server writes."""


class BackupRefused(PioneerError):
    """A backup cannot be written there, or is none that may be restored."""


def write_backup(data: Path, file: Path) -> int:
    """Write a backup to a new file, which its owner alone may read; returns how many files it holds.

    Raises BackupRefused, DataError and NoTemporaryFolder.
    """
    check_temporary()
    if not (data / "articles").exists():
        raise BackupRefused(f"{data} holds no articles of its own, so there is nothing to back up; see --data")
    if file.exists():
        raise BackupRefused(f"{file} is there already; give another name")
    with data_errors(file), _standing_still(data) as databases:
        files = [path for folder in FOLDERS for path in sorted((data / folder).rglob("*")) if _is_file(path)]
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNERS_ALONE), "wb") as raw:
            try:
                with tarfile.open(fileobj=raw, mode="w:gz") as tar:
                    hashes = {
                        name: _add(tar, name, path.read_bytes())
                        for base, paths in ((data, files), (databases, sorted(databases.iterdir())))
                        for path in paths
                        for name in [path.relative_to(base).as_posix()]
                    }
                    told = {"format": FORMAT, "made_at": now(), "sha256": hashes}
                    _add(tar, MANIFEST, json.dumps(told, indent=1).encode())
                raw.flush()
                os.fsync(raw.fileno())
            except BaseException:
                file.unlink()
                raise
    return len(hashes)


@contextmanager
def _standing_still(data: Path) -> Iterator[Path]:
    """Hold what changes, while a backup is made; gives a folder with copies of the databases."""
    Library(data).files(Notes())  # a change that a process died over is carried out
    with ExitStack() as stack:
        stack.enter_context(locked(data / "articles.lock"))
        if (data / RESTORING / "new").exists():
            raise BackupRefused(
                f"{data} holds a part of what was being restored there, and a part of what was before; "
                "run pioneer-qa index, which carries on, then try again"
            )
        copies = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name in filter(lambda name: (data / name).exists(), DATABASES):
            held, source, copy = (
                stack.enter_context(closing(sqlite3.connect(place, timeout=_PATIENCE, isolation_level=None)))
                for place in (data / name, data / name, copies / name)
            )
            held.execute("BEGIN IMMEDIATE")  # a job and its document come in one such transaction
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # so that the file is all there is
            copy.close()
        yield copies


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _add(tar: tarfile.TarFile, name: str, raw: bytes) -> str:
    """Add a file; returns its hash."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(raw), OWNERS_ALONE
    tar.addfile(info, io.BytesIO(raw))
    return hashlib.sha256(raw).hexdigest()
