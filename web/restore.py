"""What a backup holds is put back: all of it, or nothing.

All is unpacked and checked beside what is there. Then one step, a folder's new name, decides that it is restored:
before it nothing was changed, and after it whoever opens the folder for data next carries on where a kill left off.
What was there is deleted once an index is made of what is there now.
"""

import gzip
import hashlib
import json
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from contextlib import closing
from pathlib import Path, PurePosixPath

from corpus import Library, Notes, flush, locked, write_flushed
from web.backup import DATABASES, FOLDERS, FORMAT, MANIFEST, RESTORING, BackupRefused
from web.jobs.store import JobStore, building
from web.store.feedback import FeedbackStore
from web.store.files import OWNERS_ALONE, data_errors, make_private

_LIST = "list.json"
_PREPARED = ".restored-"


def restore_backup(file: Path, data: Path, *, replace: bool = False) -> int:
    """Put what a backup holds into a folder for data; returns how many files. All of it is checked first.

    `replace`: in place of what is there. Tokens and indexes that are there stay; what they hold no more is
    deleted by `end_restore`, once the articles are indexed. Raises BackupRefused and DataError.
    """
    with data_errors(data):
        make_private(data)
        carry_on(data)
        standing = [name for name in (*FOLDERS, *DATABASES) if (data / name).exists()]
        if standing and not replace:
            raise BackupRefused(
                f"{data} holds {', '.join(standing)}, and nothing was changed; give --replace to lose what is there"
            )
        with building(data) as lock:
            if lock is None:
                raise BackupRefused(f"a server carries out changes in {data}; stop it first")
            _sweep(data)
            prepared = Path(tempfile.mkdtemp(prefix=_PREPARED, dir=data))
            try:
                count = _unpack(file, prepared / "new")
                _check(prepared / "new", file)
                (prepared / "old").mkdir()
                held = sorted(path.name for path in (prepared / "new").iterdir())
                write_flushed(prepared / _LIST, json.dumps(held).encode(), mode=OWNERS_ALONE)
                for path in (prepared / "new", prepared):
                    flush(path)
                Library(data).files(Notes())  # what was pending is carried out, or it would be later, on other articles
                with locked(data / "articles.lock"):
                    _delete(data)
                    prepared.rename(data / RESTORING)
                    flush(data)
                    _move(data)
            finally:
                shutil.rmtree(prepared, ignore_errors=True)  # where it is not on its way
    return count


def carry_on(data: Path) -> bool:
    """Carry on with a restoring that was broken off; says whether there is one whose articles are not indexed yet.

    What a kill left of one that was over, or had not begun, is deleted. Raises DataError.
    """
    with data_errors(data):
        if any(data.glob(f"{_PREPARED}*")):
            with building(data) as lock:
                if lock is not None:  # nobody unpacks there
                    _sweep(data)
        if not (data / RESTORING).exists():
            return False
        with locked(data / "articles.lock"):
            if (data / RESTORING / _LIST).exists():
                _move(data)
                return True
            _delete(data)
    return False


def end_restore(data: Path) -> None:
    """Delete what a restoring took the place of. Raises DataError."""
    with data_errors(data), locked(data / "articles.lock"):
        _delete(data)


def _sweep(data: Path) -> None:
    """Delete what was unpacked and not restored. Only for whoever holds `building`."""
    for left in data.glob(f"{_PREPARED}*"):
        shutil.rmtree(left)


def _delete(data: Path) -> None:
    if (data / RESTORING).exists():
        (data / RESTORING / _LIST).unlink(missing_ok=True)  # from here on it is nothing but rubbish
        shutil.rmtree(data / RESTORING)


def _move(data: Path) -> None:
    """Move each thing to its place, as far as that was not done. Only for whoever holds the lock of the articles."""
    new, old = data / RESTORING / "new", data / RESTORING / "old"
    if not new.exists():
        return  # that was done
    held = json.loads((data / RESTORING / _LIST).read_bytes())
    for name in (*FOLDERS, *DATABASES):
        if name in held and not (new / name).exists():
            continue
        for part in (f"{name}-wal", f"{name}-shm", name):  # a database's journal never stands beside another database
            if (data / part).exists():
                (data / part).rename(old / part)
        if name in held:
            (new / name).rename(data / name)
    for path in (old, data):
        flush(path)
    new.rmdir()


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
                if member.name == MANIFEST:
                    told = raw
                    continue
                place = into / member.name
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_flushed(place, raw, mode=OWNERS_ALONE)
                hashes[member.name] = hashlib.sha256(raw).hexdigest()
        manifest = json.loads(told or b"{}")
        if manifest.get("format") != FORMAT:
            raise BackupRefused(f"{refused}: it tells no format, or another than {FORMAT}")
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
    return name in (*DATABASES, MANIFEST) or (len(path.parts) > 1 and path.parts[0] in FOLDERS)


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
