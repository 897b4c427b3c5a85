"""What a job is: a change to what is indexed, from the moment it is asked for to what came of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from corpus import PioneerError


class JobKind(StrEnum):
    """What is to be done: read all articles anew, put one in, or take one away."""

    REBUILD = "rebuild"
    PUT = "put"
    DELETE = "delete"


class JobState(StrEnum):
    """How far a job is. `refused`: its article, or the answers that it would change, were not accepted."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How many of how many articles are read, the sentences in them, and the seconds left, where that is known."""

    articles: int = 0
    of: int = 0
    sentences: int = 0
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One job, its fields those of the API. Times are ISO 8601, UTC; the objects are as JSON has them: `changed` holds
    the answers that change, `report` the ids `added`, `changed` and `removed`, `error` a `code` and a `detail`.
    """

    id: str
    kind: JobKind
    article: str | None
    state: JobState
    progress: JobProgress
    changed: tuple[Any, ...]
    version: str | None
    report: dict[str, Any] | None
    receipt: dict[str, Any] | None
    error: dict[str, str] | None
    created_at: str
    started_at: str | None
    finished_at: str | None

    @property
    def finished(self) -> bool:
        """Whether nothing of it will change any more."""
        return self.finished_at is not None


class JobRunning(PioneerError):
    """A rebuild was asked for while one that was asked for is queued or running: `job`."""

    def __init__(self, job: Job) -> None:
        """Name the one that is there already."""
        super().__init__(f"rebuild {job.id} is {job.state}; wait until it is finished")
        self.job = job


class BeingIndexed(PioneerError):
    """An article was to be removed while a builder is at work on a document for it."""
