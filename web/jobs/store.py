"""Changes to what is indexed, as jobs that the server's processes and the builder share, in one SQLite file.

A record holds ids, counts, versions and codes, never the text of an article or a question.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from secrets import token_hex
from typing import Any

from corpus import locked
from web.jobs.documents import Incoming, Upload
from web.jobs.job import BeingIndexed, Job, JobKind, JobProgress, JobRunning, JobState
from web.store.files import DataError, data_errors, make_private
from web.store.sqlite import DataFile, as_json, now

KEPT = 1_000
"""How many finished jobs are remembered."""

BUILDERS = 3
"""How many builders may die with a job in hand before it has failed."""

_SCHEMA = """
CREATE TABLE jobs (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, article TEXT,
  state TEXT NOT NULL, created_at TEXT NOT NULL, started_at TEXT, finished_at TEXT, progress TEXT NOT NULL,
  changed TEXT NOT NULL, report TEXT, receipt TEXT, version TEXT, error TEXT);
CREATE INDEX pending ON jobs (number) WHERE finished_at IS NULL;
"""

_NO_PROGRESS = as_json(asdict(JobProgress()))

_DEADLY = {
    "code": "builder_died",
    "detail": f"The process that carries out jobs died {BUILDERS} times over this one, of too little memory perhaps.",
}

_SUPERSEDED = {"code": "superseded", "detail": "Its article was removed on the command line before this was done."}


@contextmanager
def building(folder: Path) -> Iterator[int | None]:
    """Be the one builder of a folder of jobs: gives the lock's descriptor, None where there is one already.

    The lock dies with its holders: a process that is given the descriptor holds it on. Raises OSError.
    """
    make_private(folder)
    with locked(folder / "jobs.lock", wait=False) as lock:
        yield lock


class JobStore:
    """All jobs of a folder; safe to share between threads and processes. Every method may raise DataError."""

    def __init__(self, folder: Path) -> None:
        """Store the folder, `Where.jobs`; nothing is made there before the first job."""
        self._folder = folder
        self._file = DataFile(folder / "jobs.sqlite", _SCHEMA, version=1, holds="the jobs")
        self._incoming = Incoming(folder / "incoming")

    def enqueue(self, kind: JobKind, article: str | None = None, upload: Upload | None = None) -> Job:
        """Add a job and its document: both are on the disk when this returns.

        They come in one transaction, so that for whoever else writes a document without a job is one that nobody sends.
        """
        job_id = token_hex(16)
        with self._file.writing() as database:
            return self._add(database, job_id, kind, article, upload)

    def enqueue_once(self, job_id: str, kind: JobKind, article: str, upload: Upload) -> Job | None:
        """Add a job of this id and its document as `enqueue` does; None where one of this id was added before."""
        with self._file.writing() as database:
            if _select(database, "WHERE id = ?", job_id):
                return None
            self._incoming.remove(job_id)  # of whoever died before the job was kept
            return self._add(database, job_id, kind, article, upload)

    def upload(self, job: Job) -> Upload:
        """Return the document of a job that is not finished."""
        return self._incoming.read(job.id)

    def size(self, job: Job) -> int:
        """Return how many bytes the document of a job has; 0 where there is none."""
        return self._incoming.size(job.id)

    def ask_rebuild(self) -> Job:
        """Add a rebuild. Raises JobRunning where one is queued or running."""
        with self._file.writing() as database:
            standing = _select(database, "WHERE finished_at IS NULL AND kind = ?", JobKind.REBUILD)
            if standing:
                raise JobRunning(standing[0])
            return _insert(database, token_hex(16), JobKind.REBUILD, None)

    def get(self, job_id: str) -> Job | None:
        """Return one job, if it is remembered."""
        found = self._read("WHERE id = ?", job_id)
        return found[0] if found else None

    def recent(self, limit: int) -> tuple[Job, ...]:
        """Return the newest jobs, newest first."""
        return self._read("ORDER BY number DESC LIMIT ?", limit)

    def pending(self) -> tuple[Job, ...]:
        """Return what is queued or running, oldest first."""
        return self._read("WHERE finished_at IS NULL ORDER BY number")

    def counts(self) -> dict[str, int]:
        """Return how many jobs are remembered in each state that any is in."""
        with self._file.reading() as database:
            return dict(database.execute("SELECT state, COUNT(*) FROM jobs GROUP BY state")) if database else {}

    def begin(self, jobs: Iterable[Job]) -> tuple[Job, ...]:
        """Set queued jobs running; returns those that were still queued."""
        begun = "UPDATE jobs SET state = ?, started_at = ? WHERE id = ? AND state = ?"
        with self._file.writing() as database:
            return tuple(
                job
                for job in jobs
                if database.execute(begun, (JobState.RUNNING, now(), job.id, JobState.QUEUED)).rowcount
            )

    def progress(self, jobs: Iterable[Job], progress: JobProgress) -> None:
        """Note how far running jobs are."""
        rows = [(as_json(asdict(progress)), job.id, JobState.RUNNING) for job in jobs]
        with self._file.writing() as database:
            database.executemany("UPDATE jobs SET progress = ? WHERE id = ? AND state = ?", rows)

    def finish(self, job: Job, state: JobState, **outcome: Any) -> None:
        """End a job in its final state, with what came of it; its document goes, and so do the oldest finished jobs.

        `outcome`: any of a job's `version`, `changed`, `report`, `receipt` and `error`.
        """
        if state in (JobState.QUEUED, JobState.RUNNING):
            raise ValueError(f"{state} is no final state")
        with self._file.writing() as database:
            _end(database, job, state, **outcome)
            database.execute(
                "DELETE FROM jobs WHERE finished_at IS NOT NULL AND number NOT IN"
                " (SELECT number FROM jobs WHERE finished_at IS NOT NULL ORDER BY number DESC LIMIT ?)",
                (KEPT,),
            )
        self._incoming.remove(job.id)

    def supersede(self, articles: Collection[str]) -> None:
        """Refuse all that would bring articles back which are about to be removed on the command line.

        Raises BeingIndexed, and refuses nothing, where a builder has begun with any of it.
        """
        if not self.pending():
            return
        # While the lock is held, nobody is at work on what a dead builder had begun.
        with data_errors(self._folder), building(self._folder) as lock, self._file.writing() as database:
            puts = _select(database, "WHERE finished_at IS NULL AND kind = ?", JobKind.PUT)
            coming = [job for job in puts if job.article in articles]
            if lock is None and (begun := [job for job in coming if job.state is JobState.RUNNING]):
                raise BeingIndexed(
                    f"{begun[0].article}: a document for it is being indexed right now; nothing was removed. "
                    "Remove it once that is done"
                )
            for job in coming:
                _end(database, job, JobState.REFUSED, error=_SUPERSEDED)
        self.sweep()

    def sweep(self) -> None:
        """Take away documents that no job waits for, as those whose sender's worker died."""
        if not self._incoming.waiting():
            return
        with self._file.writing() as database:
            awaited = {job.id for job in _select(database, "WHERE finished_at IS NULL")}
            for job_id in self._incoming.waiting() - awaited:
                self._incoming.remove(job_id)

    def hand_back(self, jobs: Iterable[Job]) -> None:
        """Queue again what was begun and is not finished."""
        with self._file.writing() as database:
            _requeue(database, [job.id for job in jobs])

    def requeue_running(self) -> frozenset[str]:
        """After a builder died: queue again what it had begun, and take away documents that no job waits for.

        A job that BUILDERS died with has failed. Returns the ids of those that any died with: each of them may be why.
        """
        died: dict[str, int] = {}
        if self.recent(1):
            with self._file.writing() as database:
                died = _count_deaths(database)
                _requeue(database, died)
            for job in self.pending():
                if died.get(job.id, 0) >= BUILDERS:
                    self.finish(job, JobState.FAILED, error=_DEADLY)
        self.sweep()
        return frozenset(died)

    def _add(
        self, database: sqlite3.Connection, job_id: str, kind: JobKind, article: str | None, upload: Upload | None
    ) -> Job:
        try:
            if upload is not None:
                self._incoming.write(job_id, upload)
            job = _insert(database, job_id, kind, article)
            database.commit()  # here, since a disk that is full refuses it now
            return job
        except (DataError, sqlite3.Error):
            self._incoming.remove(job_id)
            raise

    def _read(self, which: str, *values: object) -> tuple[Job, ...]:
        with self._file.reading() as database:
            return () if database is None else _select(database, which, *values)


def _insert(database: sqlite3.Connection, job_id: str, kind: JobKind, article: str | None) -> Job:
    """Add a queued job, and return it."""
    database.execute(
        "INSERT INTO jobs (id, kind, article, state, created_at, progress, changed) VALUES (?, ?, ?, ?, ?, ?, '[]')",
        (job_id, kind, article, JobState.QUEUED, now(), _NO_PROGRESS),
    )
    return _select(database, "WHERE id = ?", job_id)[0]


def _select(database: sqlite3.Connection, which: str, *values: object) -> tuple[Job, ...]:
    """Return the jobs that the end of a query chooses."""
    rows = database.execute(
        "SELECT id, kind, article, state, progress, changed, version, report, receipt, error, created_at, started_at,"  # noqa: S608
        f" finished_at FROM jobs {which}",
        values,
    )
    return tuple(map(_job, rows))


def _requeue(database: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Set running jobs queued."""
    rows = [(JobState.QUEUED, _NO_PROGRESS, job_id, JobState.RUNNING) for job_id in ids]
    database.executemany("UPDATE jobs SET state = ?, started_at = NULL, progress = ? WHERE id = ? AND state = ?", rows)


def _end(
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


def _count_deaths(database: sqlite3.Connection) -> dict[str, int]:
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
    job_id, kind, article, state, progress, changed, version, *results = row
    report, receipt, error = (None if each is None else json.loads(each) for each in results[:3])
    return Job(
        job_id, JobKind(kind), article, JobState(state), JobProgress(**json.loads(progress)),
        tuple(json.loads(changed)), version, report, receipt, error, *results[3:],
    )  # fmt: skip
