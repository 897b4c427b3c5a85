"""A job's states as server-sent events, for as long as it takes or the bounds allow."""

from collections.abc import Iterator
from contextlib import ExitStack
from threading import BoundedSemaphore, Event
from time import monotonic

from flask import Response

from web.api.replies import job_reply, json_text
from web.http.problems import Refused
from web.jobs.job import Job
from web.jobs.store import JobStore
from web.settings import MAX_STREAMS
from web.store.files import DataError

POLL = 0.2
"""Seconds between two looks at a job."""

KEEP_ALIVE = 10.0
"""Seconds of silence after which a comment is sent: without one a client that left would hold its thread."""

LONGEST = 600.0
"""Seconds after which a stream ends; its client comes back by itself."""

ENDING = Event()
"""Set when this process is told to end: a stream would hold it up."""


class Streams:
    """The streams of one process, MAX_STREAMS at most at once."""

    def __init__(self, jobs: JobStore) -> None:
        """Store where the jobs are."""
        self._jobs = jobs
        self._free = BoundedSemaphore(MAX_STREAMS)

    def open(self, job: Job, *, insider: bool) -> Response:
        """The reply that tells of a job, an `insider` of all of it: its present state first, whatever its client saw
        before, then each further one. Raises Refused.
        """
        if not self._free.acquire(blocking=False):
            raise Refused(
                "too_many_streams", "Too many clients watch jobs already; ask for the job itself, or try again later."
            )
        taken = ExitStack()
        taken.callback(self._free.release)
        response = Response(_events(self._jobs, job.id, insider=insider), content_type="text/event-stream")
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Accel-Buffering"] = "no"  # a proxy that collects a reply would hold the events back
        response.call_on_close(taken.close)
        return response


def _events(jobs: JobStore, job_id: str, *, insider: bool) -> Iterator[bytes]:
    began = spoke = monotonic()
    told: Job | None = None
    while monotonic() - began < LONGEST and not ENDING.is_set():
        try:
            job = jobs.get(job_id)
        except DataError:
            return  # who comes back is told why
        if job is None:
            return  # forgotten meanwhile
        if job != told:
            yield _event(job, insider=insider)
            told, spoke = job, monotonic()
            if job.finished:
                return
        elif monotonic() - spoke >= KEEP_ALIVE:
            yield b": still there\n\n"
            spoke = monotonic()
        ENDING.wait(POLL)


def _event(job: Job, *, insider: bool) -> bytes:
    """`progress`, or the name of the final state, with the job in one line of JSON."""
    name = job.state.value if job.finished else "progress"
    return b"event: %b\ndata: %b\n\n" % (name.encode(), json_text(job_reply(job, insider=insider)))
