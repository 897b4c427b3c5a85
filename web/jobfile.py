"""The SQLite file of the jobs: made whole, opened for one call at a time, its rows read as jobs.

No connection crosses a thread or a fork, since none outlives its call.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from web.data import DataError, data_errors, flush_folder
from web.job import Job, JobKind, JobState, Progress

_PATIENCE = 30.0
"""Seconds to wait while another process writes."""

_FORMAT = 1
_SCHEMA = f"""
CREATE TABLE jobs (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, article TEXT,
  state TEXT NOT NULL, created_at TEXT NOT NULL, started_at TEXT, finished_at TEXT, progress TEXT NOT NULL,
  changed TEXT NOT NULL, report TEXT, receipt TEXT, version TEXT, error TEXT);
CREATE INDEX pending ON jobs (number) WHERE finished_at IS NULL;
PRAGMA user_version = {_FORMAT};
"""


class JobFile:
    """The file at `path`, which the first to write makes. Both methods raise DataError."""

    def __init__(self, path: Path) -> None:
        """Store where it is."""
        self._path = path

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """A connection to read by; None where there is no file yet."""
        with data_errors(self._path):
            if not self._path.exists():
                yield None
                return
            with closing(self._connect()) as database:
                yield database

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that holds the right to write from its beginning; what raises within takes it back."""
        with data_errors(self._path):
            if not self._path.exists():
                _create(self._path)
            with closing(self._connect()) as database, database:
                database.execute("BEGIN IMMEDIATE")
                yield database

    def _connect(self) -> sqlite3.Connection:
        place = f"{self._path.absolute().as_uri()}?mode=rw"
        database = sqlite3.connect(place, uri=True, timeout=_PATIENCE, isolation_level=None)
        try:
            database.execute("PRAGMA secure_delete = ON")
            (found,) = database.execute("PRAGMA user_version").fetchone()
            if found != _FORMAT:
                raise DataError(
                    f"{self._path} has format {found}, this program reads {_FORMAT}; take the file away "
                    "while no server runs, and the jobs with it"
                )
        except BaseException:
            database.close()
            raise
        return database


def _create(path: Path) -> None:
    """Make the file beside its place and link it there whole, unless another process was quicker."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".jobs-{token_hex(8)}.sqlite")
    try:
        os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(beside)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.executescript(_SCHEMA)
        try:
            path.hardlink_to(beside)
        except FileExistsError:
            return
        flush_folder(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def insert(database: sqlite3.Connection, job_id: str, kind: JobKind, article: str | None) -> Job:
    """Add a queued job, and return it."""
    database.execute(
        "INSERT INTO jobs (id, kind, article, state, created_at, progress, changed) VALUES (?, ?, ?, ?, ?, ?, '[]')",
        (job_id, kind, article, JobState.QUEUED, now(), as_json(asdict(Progress()))),
    )
    return select(database, "WHERE id = ?", job_id)[0]


def select(database: sqlite3.Connection, which: str, *values: object) -> tuple[Job, ...]:
    """Return the jobs that the end of a query chooses."""
    rows = database.execute(
        "SELECT id, number, kind, article, state, created_at, started_at, finished_at, progress, changed, report,"  # noqa: S608
        f" receipt, version, error FROM jobs {which}",
        values,
    )
    return tuple(map(_job, rows))


def _job(row: tuple[Any, ...]) -> Job:
    job_id, number, kind, article, state, created, started, finished, progress, changed, *results = row
    report, receipt, version, error = results
    report, receipt, error = (None if each is None else json.loads(each) for each in (report, receipt, error))
    return Job(
        job_id, number, JobKind(kind), article, JobState(state), created, started, finished,
        Progress(**json.loads(progress)), tuple(json.loads(changed)), report, receipt, version, error,
    )  # fmt: skip


def as_json(value: object) -> str:
    """A JSON value as it is kept."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def now() -> str:
    """This moment as it is kept: ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
