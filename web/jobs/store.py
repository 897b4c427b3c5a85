"""Changes to what is indexed, as jobs that the server's processes and the builder share.

A record holds ids, counts, versions and codes, never the text of an article or a question.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from secrets import token_hex
from typing import Any

from web.jobs.documents import Incoming, Upload
from web.jobs.job import Job, JobKind, JobRunning, JobState, Progress
from web.jobs.jobfile import count_deaths, end, forget_finished, insert, job_file, requeue, select
from web.store.files import DataError
from web.store.sqlite import as_json, now

KEPT = 1_000
"""How many finished jobs are remembered."""

BUILDERS = 3
"""How many builders may die with a job in hand before it has failed."""

_DEADLY = {
    "code": "builder_died",
    "detail": f"The process that carries out jobs died {BUILDERS} times over this one, of too little memory perhaps.",
}

_SUPERSEDED = {"code": "superseded", "detail": "Its article was removed on the command line before this was done."}


class JobStore:
    """All jobs of a folder; safe to share between threads and processes. Every method may raise DataError."""

    def __init__(self, folder: Path) -> None:
        """Store the folder, `Where.jobs`; nothing is made there before the first job."""
        self._file = job_file(folder)
        self._incoming = Incoming(folder / "incoming")

    def enqueue(self, kind: JobKind, article: str | None = None, upload: Upload | None = None) -> Job:
        """Add a job and its document: both are on the disk when this returns.

        They come in one transaction, so that for whoever else writes a document without a job is one that nobody sends.
        """
        job_id = token_hex(16)
        try:
            with self._file.writing() as database:
                if upload is not None:
                    self._incoming.write(job_id, upload)
                return insert(database, job_id, kind, article)
        except DataError:
            self._incoming.remove(job_id)
            raise

    def upload(self, job: Job) -> Upload:
        """Return the document of a job that is not finished."""
        return self._incoming.read(job.id)

    def size(self, job: Job) -> int:
        """Return how many bytes the document of a job has; 0 where there is none."""
        return self._incoming.size(job.id)

    def ask_rebuild(self) -> Job:
        """Add a rebuild. Raises JobRunning where one is queued or running."""
        with self._file.writing() as database:
            standing = select(database, "WHERE finished_at IS NULL AND kind = ?", JobKind.REBUILD)
            if standing:
                raise JobRunning(standing[0])
            return insert(database, token_hex(16), JobKind.REBUILD, None)

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

    def begin(self, jobs: Iterable[Job]) -> tuple[Job, ...]:
        """Set queued jobs running; returns those that were still queued."""
        begun = "UPDATE jobs SET state = ?, started_at = ? WHERE id = ? AND state = ?"
        with self._file.writing() as database:
            return tuple(
                job
                for job in jobs
                if database.execute(begun, (JobState.RUNNING, now(), job.id, JobState.QUEUED)).rowcount
            )

    def progress(self, jobs: Iterable[Job], progress: Progress) -> None:
        """Note how far running jobs are."""
        rows = [(as_json(asdict(progress)), job.id, JobState.RUNNING) for job in jobs]
        with self._file.writing() as database:
            database.executemany("UPDATE jobs SET progress = ? WHERE id = ? AND state = ?", rows)

    def finish(
        self,
        job: Job,
        state: JobState,
        *,
        version: str | None = None,
        changed: Sequence[Any] = (),
        report: Mapping[str, Any] | None = None,
        receipt: Mapping[str, Any] | None = None,
        error: Mapping[str, str] | None = None,
    ) -> None:
        """End a job in its final state, with what came of it; its document goes, and so do the oldest finished jobs."""
        if state in (JobState.QUEUED, JobState.RUNNING):
            raise ValueError(f"{state} is no final state")
        with self._file.writing() as database:
            end(database, job, state, version=version, changed=changed, report=report, receipt=receipt, error=error)
            forget_finished(database, KEPT)
        self._incoming.remove(job.id)

    def supersede(self, articles: Collection[str], *, working: bool) -> tuple[Job, ...]:
        """Refuse all that would put some articles; while a builder is `working`, nothing where it has begun with any.

        Returns what it has begun.
        """
        if not self.pending():
            return ()
        with self._file.writing() as database:
            puts = select(database, "WHERE finished_at IS NULL AND kind = ?", JobKind.PUT)
            coming = [job for job in puts if job.article in articles]
            begun = tuple(job for job in coming if working and job.state is JobState.RUNNING)
            for job in () if begun else coming:
                end(database, job, JobState.REFUSED, error=_SUPERSEDED)
        self.sweep()
        return begun

    def sweep(self) -> None:
        """Take away documents that no job waits for, as those whose sender's worker died."""
        if not self._incoming.waiting():
            return
        with self._file.writing() as database:
            awaited = {job.id for job in select(database, "WHERE finished_at IS NULL")}
            for job_id in self._incoming.waiting() - awaited:
                self._incoming.remove(job_id)

    def hand_back(self, jobs: Iterable[Job]) -> None:
        """Queue again what was begun and is not finished."""
        with self._file.writing() as database:
            requeue(database, [job.id for job in jobs])

    def requeue_running(self) -> frozenset[str]:
        """After a builder died: queue again what it had begun, and take away documents that no job waits for.

        A job that BUILDERS died with has failed. Returns the ids of those that any died with: each of them may be why.
        """
        died: dict[str, int] = {}
        if self.recent(1):
            with self._file.writing() as database:
                died = count_deaths(database)
                requeue(database, list(died))
            for job in self.pending():
                if died.get(job.id, 0) >= BUILDERS:
                    self.finish(job, JobState.FAILED, error=_DEADLY)
        self.sweep()
        return frozenset(died)

    def _read(self, which: str, *values: object) -> tuple[Job, ...]:
        with self._file.reading() as database:
            return () if database is None else select(database, which, *values)
