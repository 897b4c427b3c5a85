"""The process that carries out jobs: one at a time for a folder of jobs, started when there is something to do.

It is a process of its own, so that a build takes nothing from those who answer and dies alone. The worker that starts
it holds the other end of its standard input: when that closes the builder stops, and what it had begun is queued again
by the next.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from corpus import Admitted, ArticleError, ArticlesRefused, Changes, CorpusError, PioneerError, SourceFile
from index import BuildProgress, Encoder, IndexFolder
from web import log
from web.evaluation.gate import GateRefused
from web.jobs.build import Built, add_vectors, apply_changes
from web.jobs.job import Job, JobKind, JobProgress, JobState
from web.jobs.store import JobStore
from web.settings import NO_ENCODER, SEARCHER, Where
from web.store.files import DataError
from web.wording import first_few

LINGER = 30.0
"""Seconds that an idle builder waits for more to do, so that what follows finds it warm."""

PATIENCE = 120.0
"""Seconds that readers have to let go of what was removed. A request takes a worker's `timeout` at most."""

MOST_TOGETHER = 50
LARGEST_TOGETHER = 50_000_000
"""How many documents, of how many bytes, are indexed together: all of them are held in memory."""

_LOOK = 0.1
_TELL = 0.2
"""Seconds between two looks for jobs, and between two notes of how far one is."""


class Interrupted(PioneerError):
    """The server that this builder works for is gone."""


class Builder:
    """Carries out the jobs on the articles of an index."""

    def __init__(
        self,
        where: Where,
        jobs: JobStore,
        stopped: Callable[[], bool] = lambda: False,
        suspects: Collection[str] = (),
    ) -> None:
        """Store where it works; `stopped` tells when to leave off, and `suspects` are jobs that each stand alone."""
        self._where = where
        self._jobs = jobs
        self._stopped = stopped
        self._suspects = suspects
        self._encoder: Encoder | None = None
        self._folder = IndexFolder(where.index)
        self._encoded: tuple[int, int] | None = None

    def drain(self) -> bool:
        """Carry out what is queued, as far as it goes together; returns whether there was anything."""
        queued = [job for job in self._jobs.pending() if job.state is JobState.QUEUED]
        if not queued:
            return False
        begun = self._jobs.begin(self._together(queued))
        try:
            changes: dict[str, Admitted | None] = {}
            held = [job for job in begun if self._admit(job, changes)]
            if held and not self._carry_out(held, changes, alone=len(held) == 1):
                for job in held:  # one of them is refused: which one shows when each stands alone
                    own: dict[str, Admitted | None] = {}
                    if self._admit(job, own):
                        self._carry_out([job], own, alone=True)
        except Interrupted:
            self._jobs.hand_back(begun)
            raise
        return True

    def encode(self) -> bool:
        """Make the vectors that the index lacks, until something is queued; returns whether there was anything to do.

        Where they cannot be made this is told, and not tried again before another index is published.
        """
        state = self._folder.state
        if self._where.encoder == NO_ENCODER or state in (None, self._encoded):
            return False
        self._encoded = state
        try:
            self._encoder = self._encoder or self._where.open_encoder()
            if self._encoder is None:
                return False
            version, changed = add_vectors(
                self._where, encoder=self._encoder, progress=self._leave_off, stopped=self._is_asked
            )
        except Interrupted:
            raise
        except PioneerError as error:
            log.say(f"the index answers without its sentences' vectors: {error}")
            return False
        if version is not None:
            log.say(f"vectors=made version={version} changed={len(changed)}")
        self._encoded = None if self._is_asked() else self._folder.state
        return True

    def _leave_off(self, _: BuildProgress) -> None:
        if self._stopped():
            raise Interrupted("the server was stopped")

    def _is_asked(self) -> bool:
        return self._stopped() or any(job.state is JobState.QUEUED for job in self._jobs.pending())

    def _together(self, queued: Sequence[Job]) -> list[Job]:
        """The first of what is queued, and what follows it, as far as the outcome is that of one after the other."""
        together: list[Job] = []
        kinds: dict[str | None, JobKind] = {}
        documents = size = 0
        for job in queued:
            documents += job.kind is JobKind.PUT
            size += self._jobs.size(job)
            large = documents > MOST_TOGETHER or size > LARGEST_TOGETHER
            crosses = kinds.setdefault(job.article, job.kind) is not job.kind
            if together and (large or crosses or job.id in self._suspects or together[0].id in self._suspects):
                break
            together.append(job)
        return together

    def _admit(self, job: Job, changes: dict[str, Admitted | None]) -> bool:
        """Add what a job changes; a document that gives no text is refused. Returns whether it was admitted."""
        if self._stopped():
            raise Interrupted("the server was stopped")
        if job.kind is JobKind.DELETE and job.article is not None:
            changes[job.article] = None
        elif job.kind is JobKind.PUT and job.article is not None:
            try:
                upload = self._jobs.upload(job)
                file = SourceFile(job.article, upload.raw, upload.suffix, job.article, **upload.known)
                changes[job.article] = Admitted.of(file)
            except CorpusError as error:
                self._end(job, JobState.REFUSED, error={"code": "article_refused", "detail": str(error)})
                return False
            except DataError as error:
                self._end(job, JobState.FAILED, error={"code": "document_unreadable", "detail": str(error)})
                return False
        return True

    def _carry_out(self, jobs: Sequence[Job], changes: Changes, *, alone: bool) -> bool:
        """Build and publish; returns False where one job may be at fault, and each should be tried by itself."""
        try:
            self._encoder = self._encoder or self._where.open_encoder()
            built = apply_changes(
                self._where, changes, encoder=self._encoder, progress=self._noting(jobs), patience=PATIENCE
            )
        except Interrupted:
            raise
        except PioneerError as error:
            if not alone and isinstance(error, CorpusError | GateRefused | DataError):
                return False
            changed = error.changed if isinstance(error, GateRefused) else ()
            state = JobState.REFUSED if isinstance(error, CorpusError | GateRefused) else JobState.FAILED
            refused = error.refusals if isinstance(error, ArticlesRefused) else ()
            detail = (
                f"{len(refused):,} articles are refused: {first_few([*map(str, refused)], between='; ')}"
                if refused
                else str(error)
            )
            report = {"added": [], "changed": [], "removed": [], "refused": [*map(str, refused)]} if refused else None
            for job in jobs:
                self._end(job, state, changed=changed, report=report, error={"code": _code(error), "detail": detail})
        else:
            self._finish(jobs, built)
        return True

    def _finish(self, jobs: Sequence[Job], built: Built) -> None:
        """End jobs that are done, those that may remove something with a receipt, or with what is in its way."""
        report, receipt, error = built.report, None, None
        if built.not_gone is not None:
            error = asdict(built.not_gone)
        elif built.gone:
            at = datetime.now(UTC).isoformat(timespec="seconds")
            receipt = {"articles": list(built.gone), "version": report.version, "gone_at": at}
        told: dict[str, Any] = {
            "added": list(report.added),
            "changed": list(report.changed),
            "removed": list(report.removed),
        }
        if report.notes.passed_over:
            told["passed_over"] = dict(report.notes.passed_over)
        if report.notes.refused:
            told["refused"] = [str(refusal) for refusal in report.notes.refused]
        for job in jobs:
            waits = job.kind is JobKind.DELETE or job.kind is JobKind.REBUILD
            self._end(
                job,
                JobState.FAILED if error and waits else JobState.DONE,
                version=report.version,
                changed=built.changed,
                report=told,
                receipt=receipt if waits else None,
                error=error if waits else None,
            )

    def _end(self, job: Job, state: JobState, *, changed: Sequence[Any] = (), **outcome: Any) -> None:
        self._jobs.finish(job, state, changed=[asdict(each) for each in changed], **outcome)
        known = {"version": outcome.get("version"), "error": (outcome.get("error") or {}).get("code")}
        told = {"job": job.id, "kind": job.kind, "state": state} | {name: word for name, word in known.items() if word}
        log.say(" ".join(f"{name}={word}" for name, word in told.items()))

    def _noting(self, jobs: Sequence[Job]) -> Callable[[BuildProgress], None]:
        """Note how far a build is, a few times a second, and leave off when told to."""
        began = time.monotonic()
        spoke = began

        def note(at: BuildProgress) -> None:
            nonlocal spoke
            if self._stopped():
                raise Interrupted("the server was stopped")
            now = time.monotonic()
            done, of = (at.encoded, at.to_encode) if at.to_encode else (at.articles, at.of)
            if now - spoke >= _TELL or done == of:
                spoke = now
                left = (now - began) / done * (of - done)
                self._jobs.progress(jobs, JobProgress(at.articles, at.of, at.sentences, round(left, 1)))

        return note


def _code(error: PioneerError) -> str:
    match error:
        case GateRefused():
            return "answers_worse"
        case ArticleError():
            return "article_refused"
        case DataError():
            return "data_unavailable"
        case _:
            return "build_failed"


def run(where: Where, stopped: Callable[[], bool], *, linger: float = LINGER) -> None:
    """Carry out jobs until there were none for `linger` seconds, or it is stopped. Only for who holds `building`."""
    jobs = JobStore(where.jobs)
    builder = Builder(where, jobs, stopped, jobs.requeue_running())
    idle = time.monotonic()
    try:
        while not stopped() and time.monotonic() - idle < linger:
            if builder.drain() or builder.encode():
                idle = time.monotonic()
            else:
                time.sleep(_LOOK)
    except Interrupted:
        pass


def main() -> None:
    """The process: where it works as JSON on the command line; ends when its standard input does.

    It holds the lock that whoever started it took, and handed on.
    """
    log.configure()
    where = msgspec.json.decode(sys.argv[1], type=Where, dec_hook=lambda kind, text: kind(text))
    where = replace(where, searcher=os.environ.get(SEARCHER, ""))
    ended = threading.Event()
    threading.Thread(target=_wait_for_end, args=(ended,), daemon=True).start()
    try:
        run(where, ended.is_set)
    except Exception as error:  # told like every failure, without words of a document
        log.request_failed(request_id="builder", error=error)
        os._exit(1)


def _wait_for_end(ended: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    ended.set()


if __name__ == "__main__":
    main()
