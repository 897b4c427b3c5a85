"""What a build worked out that the next one needs again, kept beside the generations: the lines of a `.jsonl` file that
were read, the chunks of analysed articles, and an encoder's vectors of sentences.

It is one SQLite file that only a builder opens, while it holds the lock. What does not read back as it was written
counts as not there, and a file that SQLite cannot read is begun anew.
"""

import hashlib
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Self

CACHE = "cache.sqlite"

CHUNK = "chunk "
"""How the key of a chunk begins."""

_OF = "of"
"""The key of the version of the index that all the rest was kept for."""

_SCHEMA = "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, hash BLOB NOT NULL, raw BLOB NOT NULL) WITHOUT ROWID"

_PUT = "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)"

_ERRORS = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What SQLite raises; the second where its own words quote what is spoilt."""

_NOT_OF_THE_FILE = frozenset(
    (
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY,
    )
)  # fmt: skip
"""What is wrong with the disk, or done by another process; all else is a spoilt file."""


class Cache:
    """The cache, open for one build."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises sqlite3.Error where a new one cannot be written."""
        self._path = path
        self._touched: set[str] = set()
        self._failed = False
        self._connection = self._opened()

    @classmethod
    @contextmanager
    def open(cls, directory: Path) -> Iterator[Self]:
        """Open the cache of an index's folder; what is put into it stays only where the build succeeds."""
        cache = cls(directory / CACHE)
        try:
            yield cache
        finally:
            cache.close()

    def close(self) -> None:
        """Forget what was put into it since `keep`."""
        self._connection.close()

    @property
    def of(self) -> str | None:
        """The version of the index that all was kept for; None where nothing was."""
        raw = self.get(_OF)
        return None if raw is None else raw.decode()

    def get(self, key: str) -> bytes | None:
        """Return what was kept under a key, which is to stay; None where there is nothing, or it is not whole."""
        self._touched.add(key)
        try:
            row = self._connection.execute("SELECT hash, raw FROM kept WHERE key = ?", (key,)).fetchone()
            return bytes(row[1]) if row is not None and _hash(row[1]) == row[0] else None
        except (*_ERRORS, TypeError):
            return None

    def hold(self, keys: Collection[str]) -> set[str]:
        """Return under which of these keys something is kept, whole or not; that is to stay."""
        self._touched.update(keys)
        return self.keys().intersection(keys)

    def commit(self) -> None:
        """Keep what was put into it so far, whatever becomes of the build, and all else as it is. Raises OSError."""
        if not self._committed():
            self.close()
            _delete(self._path)

    def keys(self) -> set[str]:
        """Return the keys under which something is kept, whole or not."""
        try:
            return {key for (key,) in self._connection.execute("SELECT key FROM kept")}
        except _ERRORS:
            return set()

    def put(self, key: str, raw: bytes) -> None:
        """Keep something. Where there is no room for it, or the file is spoilt, nothing of this cache will be kept."""
        self._touched.add(key)
        row = (key, _hash(raw), raw)
        try:
            self._connection.execute(_PUT, row)
        except sqlite3.DataError:  # larger than SQLite takes; what stood there may tell of what is to be forgotten
            self._connection.execute("DELETE FROM kept WHERE key = ?", row[:1])
        except _ERRORS:
            self._failed = True

    def mark(self, of: str) -> None:
        """Say that all that is kept is kept for the index of a version."""
        if self.get(_OF) != of.encode():
            self.put(_OF, of.encode())

    @classmethod
    def clear_unless(cls, directory: Path, version: str | None) -> bool:
        """Delete the cache unless it is kept for the index of a version; returns whether it is, or is not there.

        Only the holder of the writer's lock may. Raises OSError.
        """
        path = directory / CACHE
        if path.exists():
            with cls.open(directory) as cache:
                kept = cache.of == (version or "")
            if not kept:
                _delete(path)
        return True

    def keep(self, *, of: str, derived: bool) -> None:
        """Keep what this build asked for or put in, for the index of a version; of the rest nothing stays in the file.
        Raises OSError.

        `derived`: whether the build came to ask for the vectors of sentences. Where it did not, since the index stood
        already, they stay, too, as long as the chunks are all of this build.
        """
        if not self._kept(of, derived=derived):
            # Spoilt, or no room to write it: what is to be forgotten goes all the same, and the rest with it.
            self.close()
            _delete(self._path)

    def _committed(self) -> bool:
        try:
            self._connection.commit()
        except _ERRORS:
            return False
        return not self._failed

    def _kept(self, of: str, *, derived: bool) -> bool:
        """Write what is to be kept to the file; returns whether all of it is there, and nothing else."""
        try:
            self.mark(of)
            gone = {key for (key,) in self._connection.execute("SELECT key FROM kept")} - self._touched
            if derived or any(key.startswith(CHUNK) for key in gone):
                self._connection.executemany("DELETE FROM kept WHERE key = ?", [(key,) for key in gone])
        except _ERRORS:
            return False
        return self._committed()

    def _opened(self) -> sqlite3.Connection:
        try:
            return _connect(self._path)
        except _ERRORS as error:
            if not _spoilt(error):
                raise
            self._path.unlink(missing_ok=True)
            return _connect(self._path)


def whole(directory: Path) -> bool:
    """Whether a cache, if there is one, reads back as it was written."""
    path = directory / CACHE
    if not path.exists():
        return True
    try:
        # Not read-only: SQLite first takes back what a killed build had begun.
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            rows = connection.execute("SELECT key, hash, raw FROM kept")
            return sound and all(_hash(raw) == said for _, said, raw in rows)
    except (*_ERRORS, TypeError) as error:
        return _code(error) == sqlite3.SQLITE_BUSY  # a build is writing it


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA page_size = 65536")  # of a new file: what it holds is large
        # A file that a crash of the machine spoils is begun anew; a killed process spoils none.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(_SCHEMA)
        connection.execute("SELECT count(key) FROM kept")
    except _ERRORS:
        connection.close()
        raise
    return connection


def _delete(path: Path) -> None:
    for each in (path, path.with_name(f"{path.name}-journal")):
        each.unlink(missing_ok=True)


def _spoilt(error: Exception) -> bool:
    return _code(error) not in _NOT_OF_THE_FILE


def _code(error: Exception) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF


def _hash(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()
