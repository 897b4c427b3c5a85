"""The SQLite file of the jobs, and its rows read as jobs."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from web.jobs.job import Job, JobKind, JobState, Progress
from web.store.sqlite import DataFile, as_json, now

_SCHEMA = """
CREATE TABLE jobs (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, article TEXT,
  state TEXT NOT NULL, created_at TEXT NOT NULL, started_at TEXT, finished_at TEXT, progress TEXT NOT NULL,
  changed TEXT NOT NULL, report TEXT, receipt TEXT, version TEXT, error TEXT);
CREATE INDEX pending ON jobs (number) WHERE finished_at IS NULL;
"""


def job_file(folder: Path) -> DataFile:
    """The file in a folder of jobs."""
    return DataFile(folder / "jobs.sqlite", _SCHEMA, version=1, holds="the jobs")


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


def requeue(database: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Set running jobs queued."""
    rows = [(JobState.QUEUED, as_json(asdict(Progress())), job_id, JobState.RUNNING) for job_id in ids]
    database.executemany("UPDATE jobs SET state = ?, started_at = NULL, progress = ? WHERE id = ? AND state = ?", rows)


def end(
    database: sqlite3.Connection,
    job: Job,
    state: JobState,
    *,
    version: str | None = None,
    changed: Sequence[Any] = (),
    report: Mapping[str, Any] | None = None,
    receipt: Mapping[str, Any] | None = None,
    error: Mapping[str, str] | None = None,
) -> None:
    """Set a job that is not finished to its final state, with what came of it."""
    results = (None if each is None else as_json(each) for each in (report, receipt, error))
    database.execute(
        "UPDATE jobs SET state = ?, finished_at = ?, version = ?, changed = ?, report = ?, receipt = ?, error = ?"
        " WHERE id = ? AND finished_at IS NULL",
        (state, now(), version, as_json(list(changed)), *results, job.id),
    )


def forget_finished(database: sqlite3.Connection, kept: int) -> None:
    """Delete the oldest finished jobs, but for the newest `kept`."""
    database.execute(
        "DELETE FROM jobs WHERE finished_at IS NOT NULL AND number NOT IN"
        " (SELECT number FROM jobs WHERE finished_at IS NOT NULL ORDER BY number DESC LIMIT ?)",
        (kept,),
    )


def count_deaths(database: sqlite3.Connection) -> dict[str, int]:
    """Count that a builder died with each running job; returns how many did, for each job that is not finished."""
    database.execute("CREATE TABLE IF NOT EXISTS deaths (job TEXT PRIMARY KEY, builders INTEGER NOT NULL)")
    database.execute("DELETE FROM deaths WHERE job NOT IN (SELECT id FROM jobs WHERE finished_at IS NULL)")
    database.execute(
        "INSERT INTO deaths SELECT id, 1 FROM jobs WHERE state = ?"
        " ON CONFLICT (job) DO UPDATE SET builders = builders + 1",
        (JobState.RUNNING,),
    )
    return dict(database.execute("SELECT job, builders FROM deaths").fetchall())


def _job(row: tuple[Any, ...]) -> Job:
    job_id, number, kind, article, state, created, started, finished, progress, changed, *results = row
    report, receipt, version, error = results
    report, receipt, error = (None if each is None else json.loads(each) for each in (report, receipt, error))
    return Job(
        job_id, number, JobKind(kind), article, JobState(state), created, started, finished,
        Progress(**json.loads(progress)), tuple(json.loads(changed)), report, receipt, version, error,
    )  # fmt: skip
