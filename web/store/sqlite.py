"""A SQLite file in the folder for data: made whole, opened for one call at a time.

No connection crosses a thread or a fork, since none outlives its call.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from corpus import flush, write_flushed
from web.store.files import OWNERS_ALONE, DataError, data_errors, make_private

_PATIENCE = 30.0
"""Seconds to wait while another process writes."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """The file at `path`, which the first to write makes with the tables of `schema`, as format `version`; `holds` says
    of what, for a person. Its methods raise DataError.
    """

    path: Path
    schema: str
    version: int
    holds: str

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """A connection to read by; None where there is no file yet."""
        with data_errors(self.path):
            if not self.path.exists():
                yield None
                return
            with closing(self._connect()) as database:
                yield database

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that holds the right to write from its beginning; what raises within takes it back."""
        with data_errors(self.path):
            if not self.path.exists():
                self._create()
            with closing(self._connect()) as database, database:
                database.execute("BEGIN IMMEDIATE")
                yield database

    def overwrite_journal(self) -> None:
        """See to it that what was deleted stands in the journal no more."""
        with self.reading() as database:
            if database is not None:
                (busy, *_) = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if busy:
                    raise DataError(f"{self.path}: somebody reads it all the time, so its journal cannot be cleared")

    def _connect(self) -> sqlite3.Connection:
        place = f"{self.path.absolute().as_uri()}?mode=rw"
        database = sqlite3.connect(place, uri=True, timeout=_PATIENCE, isolation_level=None)
        try:
            database.execute("PRAGMA secure_delete = ON")
            (found,) = database.execute("PRAGMA user_version").fetchone()
            if found != self.version:
                raise DataError(
                    f"{self.path} has format {found}, this program reads {self.version}; take the file away "
                    f"while no server runs, and {self.holds} with it"
                )
        except BaseException:
            database.close()
            raise
        return database

    def _create(self) -> None:
        """Make the file beside its place and link it there whole, unless another process was quicker."""
        make_private(self.path.parent)
        beside = self.path.with_name(f".{self.path.stem}-{token_hex(8)}.sqlite")
        try:
            write_flushed(beside, b"", mode=OWNERS_ALONE)
            with closing(sqlite3.connect(beside)) as database:
                database.execute("PRAGMA journal_mode = WAL")
                database.executescript(f"{self.schema}\nPRAGMA user_version = {self.version};")
            try:
                self.path.hardlink_to(beside)
            except FileExistsError:
                return
            flush(self.path.parent)
        finally:
            beside.unlink(missing_ok=True)


def as_json(value: object) -> str:
    """A JSON value as it is kept."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def now() -> str:
    """This moment as it is kept."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """A moment of UTC as it is kept: ISO 8601, in which later ones also sort later."""
    return moment.isoformat(timespec="milliseconds")
