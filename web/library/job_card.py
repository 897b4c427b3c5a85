"""A job in words, as the pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from web.jobs.job import Job, JobKind, JobProgress, JobState
from web.jobs.store import JobStore
from web.wording import first_few, moment, short_version

_KINDS = {JobKind.REBUILD: "Rebuild the index", JobKind.PUT: "Add or replace", JobKind.DELETE: "Remove"}
_STATES = {
    JobState.QUEUED: "Waiting for its turn",
    JobState.RUNNING: "At work",
    JobState.DONE: "Done",
    JobState.REFUSED: "Refused",
    JobState.FAILED: "Failed",
}
FEW_JOBS = 5
"""How many of the newest changes stand on the library's first page."""


@dataclass(frozen=True, slots=True)
class JobCard:
    """One job. `article`: the id it is about, empty for a rebuild; `progress`: how far it is, in words, and `share` of
    1, None where nothing is known yet; `outcome`: lines on what came of it; `receipt`: of a removal; `error`: why not.
    """

    id: str
    what: str
    article: str
    state: JobState
    says: str
    finished: bool
    at: str
    progress: str
    share: float | None
    outcome: tuple[str, ...]
    receipt: str
    error: str

    @property
    def title(self) -> str:
        """What it does, in one line."""
        return f"{self.what} {self.article}".rstrip()

    @property
    def announcement(self) -> str:
        """What a screen reader says of it."""
        told = (f"{self.title}: {self.says.lower()}.", self.error, self.receipt)
        return " ".join(filter(None, told))


def job_card(job: Job) -> JobCard:
    """Put a job in words."""
    at = job.progress
    return JobCard(
        id=job.id,
        what=_what(job),
        article=job.article or "",
        state=job.state,
        says=_STATES[job.state],
        finished=job.finished,
        at=job.finished_at or job.started_at or job.created_at,
        progress=_progress(at) if job.state is JobState.RUNNING and at.of else "",
        share=at.articles / at.of if at.of else None,
        outcome=tuple(_outcome(job)),
        receipt=_receipt(job),
        error=job.error["detail"] if job.error else "",
    )


def recent_cards(jobs: JobStore, limit: int) -> list[JobCard]:
    """Put the newest jobs in words. Raises DataError."""
    return [job_card(job) for job in jobs.recent(limit)]


def _what(job: Job) -> str:
    report = job.report or {}
    for told, word in (("added", "Add"), ("changed", "Replace")):
        if job.kind is JobKind.PUT and job.article in report.get(told, ()):
            return word
    return _KINDS[job.kind]


def _progress(at: JobProgress) -> str:
    left = "" if at.seconds_left is None else f", about {at.seconds_left:.0f} s left"
    return f"{at.articles:,} of {at.of:,} articles read{left}"


def _outcome(job: Job) -> list[str]:
    out = []
    if job.report is not None:
        counts = [f"{name} {_ids(job.report[name])}" for name in ("added", "changed", "removed") if job.report[name]]
        out.append(f"The index: {', '.join(counts) or 'no article changed'}.")
    if job.changed:
        worse = [str(each["id"]) for each in job.changed if each.get("worse")]
        gets = f"; worse: {_ids(worse)}" if worse else ""
        out.append(f"Judged questions whose answers change: {len(job.changed):,}{gets}.")
    if job.version:
        out.append(f"It gave version {short_version(job.version)}.")
    return out


def _receipt(job: Job) -> str:
    if job.receipt is None:
        return ""
    gone, version, at = job.receipt["articles"], job.receipt["version"], job.receipt["gone_at"]
    return f"Receipt: gone from everywhere: {_ids(gone)}, since {moment(at)}, from version {version} on."


def _ids(ids: Sequence[str]) -> str:
    return f"{len(ids):,} ({first_few(ids)})"
