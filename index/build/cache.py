"""What a build worked out before, kept beside the generations so that nothing is worked out twice: the lines that were
read, the parts of articles and where each stands, the numbers of words, what stands over sentences, the pieces of words
and the ways to write terms, and an encoder's vectors of sentences.

One SQLite file that only a builder opens, while it holds the lock. It is a cache: what does not read back as it was
written counts as not there, and a file that SQLite cannot read is begun anew.
"""

import hashlib
import sqlite3
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Self

CACHE = "cache.sqlite"

PART = "part "
"""How the key of a part begins; other things are derived across all of them."""

_OF = "of"
"""The key of the version of the index that all the rest was kept for."""

_SCHEMA = "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, hash BLOB NOT NULL, raw BLOB NOT NULL) WITHOUT ROWID"


_PUT = "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)"

_MAPPED = 1 << 40
"""How much of a file is mapped rather than read, at most: all of it, as far as SQLite goes. A new one is only written,
and not mapped: it would count as memory of the build.
"""

_ERRORS = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What SQLite raises; the second where its own words quote what is spoilt."""

_NOT_OF_THE_FILE = frozenset(
    (
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY,
    )
)  # fmt: skip
"""What is wrong with the disk, or done by another process; all else is a spoilt file."""


_AHEAD = 3
"""How much is read before it is asked for, and how much waits to be written: so many parts of articles."""


class Cache:
    """The cache, open for one build. A thread of its own writes to it, and reads ahead, while the build goes on."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises sqlite3.Error where a new one cannot be written."""
        self._path = path
        self._touched: set[str] = set()
        self._failed = False
        self._lock = Lock()
        self._connection = self._opened()
        self._thread = ThreadPoolExecutor(1)
        self._writing: dict[str, Future[None]] = {}

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
        self._thread.shutdown(cancel_futures=True)
        self._connection.close()

    @property
    def of(self) -> str | None:
        """The version of the index that all was kept for; None where nothing was."""
        raw = self.look(_OF)
        return None if raw is None else raw.decode()

    def get(self, key: str) -> bytes | None:
        """Return what was kept under a key, which is to stay; None where there is nothing, or it is not whole."""
        self._touched.add(key)
        return self.look(key)

    def look(self, key: str) -> bytes | None:
        """Return what was kept under a key by the build before, which need not stay; None as `get` does."""
        if key in self._writing:
            self._writing.pop(key).result()
        return self._look(key)

    def several(self, keys: Iterable[str]) -> Generator[bytes | None, None, None]:
        """Yield what was kept under keys, as `get` returns it; some is read before it is asked for."""
        waiting: deque[Future[bytes | None]] = deque()
        for key in keys:
            self._touched.add(key)
            waiting.append(self._thread.submit(self._look, key))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _look(self, key: str) -> bytes | None:
        try:
            with self._lock:
                row = self._connection.execute("SELECT hash, raw FROM kept WHERE key = ?", (key,)).fetchone()
            return bytes(row[1]) if row is not None and _hash(row[1]) == row[0] else None
        except (*_ERRORS, TypeError):
            return None

    def keys(self) -> set[str]:
        """Return the keys under which something is kept, whole or not."""
        try:
            with self._lock:
                return {key for (key,) in self._connection.execute("SELECT key FROM kept")}
        except _ERRORS:
            return set()

    def put(self, key: str, raw: bytes) -> None:
        """Keep something. Where there is no room for it, nothing of this cache will be kept."""
        self._touched.add(key)
        while len(self._writing) > _AHEAD or key in self._writing:
            self._writing.pop(next(iter(self._writing))).result()
        self._writing[key] = self._thread.submit(self._put, key, raw)

    def _put(self, key: str, raw: bytes) -> None:
        row = (key, _hash(raw), raw)
        with self._lock:
            self._write(row)

    def _write(self, row: tuple[str, bytes, bytes]) -> None:
        try:
            self._connection.execute(_PUT, row)
        except sqlite3.DataError:  # larger than SQLite takes; what stood there may tell of what is to be forgotten
            self._connection.execute("DELETE FROM kept WHERE key = ?", row[:1])
        except _ERRORS as error:
            with suppress(*_ERRORS):
                if _spoilt(error):
                    self._begin_anew()
                    self._connection.execute(_PUT, row)
                    return
            self._failed = True

    @classmethod
    def clear_unless(cls, directory: Path, version: str | None) -> bool:
        """Delete the cache unless it is kept for the index of a version; returns whether it is, or is not there.

        Only for who holds the writer's lock. Raises OSError.
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

        `derived`: whether the build came to derive anything. Where it did not, since the index stood already, what was
        derived before stays, too, as long as the parts are all of this build.
        """
        if not self._kept(of, derived=derived):
            # Spoilt, or no room to write it: what is to be forgotten goes all the same, and the rest with it.
            self.close()
            _delete(self._path)

    def _kept(self, of: str, *, derived: bool) -> bool:
        """Write what is to be kept to the file; returns whether all of it is there, and nothing else."""
        try:
            if self.get(_OF) != of.encode():
                self.put(_OF, of.encode())
            while self._writing:
                self._writing.popitem()[1].result()
            gone = {key for (key,) in self._connection.execute("SELECT key FROM kept")} - self._touched
            if derived or any(key.startswith(PART) for key in gone):
                self._connection.executemany("DELETE FROM kept WHERE key = ?", [(key,) for key in gone])
            self._connection.commit()
        except _ERRORS:
            return False
        return not self._failed

    def _opened(self) -> sqlite3.Connection:
        try:
            return _connect(self._path)
        except _ERRORS as error:
            if not _spoilt(error):
                raise
            self._path.unlink(missing_ok=True)
            return _connect(self._path)

    def _begin_anew(self) -> None:
        """Take a spoilt file away. Raises sqlite3.Error where a new one cannot be written."""
        self._connection.close()
        self._path.unlink(missing_ok=True)
        self._connection = _connect(self._path)


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
    is_new = not path.exists() or path.stat().st_size == 0
    connection = sqlite3.connect(path, check_same_thread=False)
    try:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA page_size = 65536")  # of a new file: what it holds is large
        # A file that a crash of the machine spoils is begun anew; a killed process spoils none.
        connection.execute("PRAGMA synchronous = OFF")
        if not is_new:
            connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
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
