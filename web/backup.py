"""The backup of a folder for data: one archive, as all stood at one moment, also while a server runs.

It holds the articles, their catalogue and originals, the changes that wait, the history of changes and the feedback. It
holds no token: one that was revoked since would open again. It holds no index, which is made of the articles.
"""

import gzip
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path, PurePosixPath

from corpus import Library, Notes, PioneerError, flush, locked, write_flushed
from web.jobs.store import JobStore, building
from web.store.feedback import FeedbackStore
from web.store.files import OWNERS_ALONE, data_errors, make_private
from web.store.sqlite import now

FOLDERS = ("articles", "originals", "incoming")
DATABASES = ("jobs.sqlite", "feedback.sqlite")

_MANIFEST = "backup.json"
_FORMAT = 1

_PATIENCE = 30.0
"""Seconds to wait while a server writes."""


class BackupRefused(PioneerError):
    """A backup cannot be written there, or is none that may be restored."""


def write_backup(data: Path, file: Path) -> int:
    """Write a backup to a new file, which its owner alone may read; returns how many files it holds.

    Raises BackupRefused and DataError.
    """
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
                    told = {"format": _FORMAT, "made_at": now(), "sha256": hashes}
                    _add(tar, _MANIFEST, json.dumps(told, indent=1).encode())
                raw.flush()
                os.fsync(raw.fileno())
            except BaseException:
                file.unlink()
                raise
    return len(hashes)


def restore_backup(file: Path, data: Path, *, replace: bool = False) -> int:
    """Put what a backup holds into a folder for data; returns how many files. All of it is checked first.

    `replace`: in place of what is there. Tokens and indexes that are there stay. Raises BackupRefused and DataError.
    """
    with data_errors(data):
        make_private(data)
        standing = [name for name in (*FOLDERS, *DATABASES) if (data / name).exists()]
        if standing and not replace:
            raise BackupRefused(
                f"{data} holds {', '.join(standing)}, and nothing was changed; give --replace to lose what is there"
            )
        with building(data) as lock, tempfile.TemporaryDirectory(prefix=".restored-", dir=data) as beside:
            if lock is None:
                raise BackupRefused(f"a server carries out changes in {data}; stop it first")
            restored, replaced = Path(beside, "new"), Path(beside, "old")
            count = _unpack(file, restored)
            _check(restored, file)
            replaced.mkdir()
            Library(data).files(Notes())  # what was pending is carried out, or it would be later, on other articles
            with locked(data / "articles.lock"):
                for name in (*FOLDERS, *DATABASES, *(f"{name}{end}" for name in DATABASES for end in ("-wal", "-shm"))):
                    if (data / name).exists():
                        (data / name).rename(replaced / name)
                    if (restored / name).exists():
                        (restored / name).rename(data / name)
                flush(data)
    return count


@contextmanager
def _standing_still(data: Path) -> Iterator[Path]:
    """Hold what changes, while a backup is made; gives a folder with copies of the databases."""
    Library(data).files(Notes())  # a change that a process died over is carried out
    with ExitStack() as stack:
        stack.enter_context(locked(data / "articles.lock"))
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


def _unpack(file: Path, into: Path) -> int:
    """Write the files of a backup into a new folder; returns how many. Raises BackupRefused."""
    refused = f"{file} is no whole backup of this program, and nothing was changed"
    if not file.is_file():
        raise BackupRefused(f"{file}: there is no such file")
    hashes: dict[str, str] = {}
    told: bytes | None = None
    try:
        with tarfile.open(file) as tar:
            for member in tar:
                opened = tar.extractfile(member) if member.isreg() else None
                if opened is None or not _is_own(member.name) or member.name in hashes:
                    raise BackupRefused(f"{refused}: it holds {member.name!r}, which has no place there")
                raw = opened.read()
                if member.name == _MANIFEST:
                    told = raw
                    continue
                place = into / member.name
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_flushed(place, raw, mode=OWNERS_ALONE)
                hashes[member.name] = hashlib.sha256(raw).hexdigest()
        manifest = json.loads(told or b"{}")
        if manifest.get("format") != _FORMAT:
            raise BackupRefused(f"{refused}: it tells no format, or another than {_FORMAT}")
        if manifest.get("sha256") != hashes:
            raise BackupRefused(f"{refused}: what it holds is not what was written")
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error, ValueError, AttributeError) as error:
        raise BackupRefused(f"{refused}: it cannot be read to its end ({type(error).__name__})") from error
    return len(hashes)


def _is_own(name: str) -> bool:
    """Whether a name in an archive is one that a backup has."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or str(path) != name or "\0" in name:
        return False
    return name in (*DATABASES, _MANIFEST) or (len(path.parts) > 1 and path.parts[0] in FOLDERS)


def _check(restored: Path, file: Path) -> None:
    """See to it that what was unpacked is what this program reads. Raises PioneerError."""
    for name in filter(lambda name: (restored / name).exists(), DATABASES):
        with closing(sqlite3.connect(restored / name)) as database:
            if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupRefused(f"{file}: its {name} is damaged, and nothing was changed")
            database.execute("PRAGMA journal_mode = WAL")
    JobStore(restored).pending()
    FeedbackStore(restored).records()
    if not (restored / "articles").exists():
        raise BackupRefused(f"{file} holds no articles, and nothing was changed")
