"""The jobs: kept for several processes at once, none lost when one dies, and nothing kept longer than it must be."""

import errno
import multiprocessing
import os
import resource
import signal
import sqlite3
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from web.jobs import store as module
from web.jobs.documents import Incoming, Upload
from web.jobs.job import Job, JobKind, JobProgress, JobRunning, JobState
from web.jobs.store import JobStore
from web.store.files import DataError

UPLOAD = Upload(b"The ferry rests on Mondays.\n", ".txt", {"title": "Ferry", "published": "2024-05-20"})
FORK = multiprocessing.get_context("fork")
PATIENCE = 60.0


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(data: Path) -> JobStore:
    return JobStore(data)


def ids(jobs: tuple[Job, ...]) -> list[str]:
    return [job.id for job in jobs]


def ask(store: JobStore) -> str:
    """The id of the rebuild that was added, or of the one that stood in the way."""
    try:
        return f"new {store.ask_rebuild().id}"
    except JobRunning as standing:
        return f"old {standing.job.id}"


def enqueue_many(data: Path, start: Barrier, name: int) -> None:
    start.wait(PATIENCE)
    store = JobStore(data)
    for number in range(15):
        store.enqueue(JobKind.PUT, f"article-{name}-{number}", UPLOAD)
        store.pending()


def ask_at_once(data: Path, start: Barrier, told: Any) -> None:
    start.wait(PATIENCE)
    told.put(ask(JobStore(data)))


def run_until_killed(data: Path) -> None:
    store = JobStore(data)
    store.begin(store.pending())
    store.progress(store.pending(), JobProgress(3, 8, 20, 1.5))
    os.kill(os.getpid(), signal.SIGKILL)


def enqueue_until_killed(data: Path) -> None:
    module._insert = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    JobStore(data).enqueue(JobKind.PUT, "ferry", UPLOAD)


def run_processes(target: Any, *arguments: tuple[Any, ...]) -> list[int | None]:
    processes = [FORK.Process(target=target, args=each) for each in arguments]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE)
    return [process.exitcode for process in processes]


def test_before_the_first_job_nothing_is_found_and_nothing_is_made(store: JobStore, data: Path) -> None:
    assert (store.get("x"), store.recent(5), store.pending()) == (None, (), ())
    store.requeue_running()
    assert not data.exists()


def test_a_new_job_is_queued_and_knows_nothing_yet(store: JobStore) -> None:
    job = store.enqueue(JobKind.DELETE, "ferry")
    assert store.get(job.id) == job
    assert (job.kind, job.article, job.state, job.progress) == (JobKind.DELETE, "ferry", JobState.QUEUED, JobProgress())
    assert job.created_at.endswith("+00:00")
    assert (job.started_at, job.finished_at, job.changed) == (None, None, ())
    assert (job.report, job.receipt, job.version, job.error) == (None, None, None, None)
    assert not job.finished


def test_jobs_are_listed_newest_first_and_those_pending_oldest_first(store: JobStore) -> None:
    first, second, third = (store.enqueue(JobKind.DELETE, name) for name in "abc")
    store.finish(second, JobState.DONE)
    assert ids(store.recent(2)) == [third.id, second.id]
    assert ids(store.pending()) == [first.id, third.id]


def test_a_job_goes_from_queued_over_running_to_its_end(store: JobStore) -> None:
    job, other = store.enqueue(JobKind.PUT, "ferry", UPLOAD), store.ask_rebuild()
    store.progress([job], JobProgress(1, 2, 3))
    assert store.pending()[0].progress == JobProgress()  # one that is queued has none
    store.begin([job])
    store.progress([job], JobProgress(1, 2, 3, 0.5))
    running, waiting = store.pending()
    assert (running.state, running.progress) == (JobState.RUNNING, JobProgress(1, 2, 3, 0.5))
    assert running.started_at and waiting == other
    report = {"added": ["ferry"], "changed": [], "removed": []}
    store.finish(
        job,
        JobState.REFUSED,
        version="sha256:0",
        changed=[{"id": "q1"}],
        report=report,
        receipt={"kept": 0},
        error={"code": "answers_change", "detail": "One answer changes."},
    )
    ended = store.get(job.id)
    assert ended and ended.finished and ended.state is JobState.REFUSED
    assert (ended.version, ended.changed, ended.report) == ("sha256:0", ({"id": "q1"},), report)
    assert (ended.receipt, ended.error) == ({"kept": 0}, {"code": "answers_change", "detail": "One answer changes."})
    assert ended.progress == JobProgress(1, 2, 3, 0.5)


def test_what_is_finished_stays_as_it_is(store: JobStore) -> None:
    job = store.ask_rebuild()
    store.finish(job, JobState.DONE, version="sha256:0")
    ended = store.get(job.id)
    store.begin([job])
    store.progress([job], JobProgress(1, 1, 1))
    store.finish(job, JobState.FAILED)
    assert store.get(job.id) == ended


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING])
def test_a_job_cannot_end_in_a_state_that_is_no_end(store: JobStore, state: JobState) -> None:
    job = store.ask_rebuild()
    with pytest.raises(ValueError, match="no final state"):
        store.finish(job, state)
    assert store.get(job.id) == job


@pytest.mark.parametrize("begun", [False, True], ids=["queued", "running"])
def test_a_second_rebuild_is_told_of_the_first_until_that_is_finished(store: JobStore, begun: bool) -> None:
    store.enqueue(JobKind.PUT, "ferry", UPLOAD)  # which stands in nobody's way
    first = store.ask_rebuild()
    if begun:
        store.begin([first])
    assert ask(store) == f"old {first.id}"
    store.finish(first, JobState.FAILED)
    assert ask(store).startswith("new ")


def test_of_two_processes_that_ask_at_once_one_gets_the_rebuild(data: Path) -> None:
    for turn in range(5):
        start, told = FORK.Barrier(4), FORK.SimpleQueue()
        assert run_processes(ask_at_once, *[(data / str(turn), start, told)] * 4) == [0] * 4
        answers = sorted(told.get() for _ in range(4))
        job_id = answers[0].split()[1]
        assert answers == [*[f"new {job_id}"], *[f"old {job_id}"] * 3]


def test_of_many_threads_that_ask_at_once_one_gets_the_rebuild(store: JobStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(lambda _: ask(store), range(8)))
    assert [answer.split()[0] for answer in answers] == ["new", *["old"] * 7]


def test_processes_that_write_at_once_lose_nothing(data: Path, store: JobStore) -> None:
    start = FORK.Barrier(4)
    assert run_processes(enqueue_many, *[(data, start, name) for name in range(4)]) == [0] * 4
    jobs = store.pending()
    assert sorted(job.article or "" for job in jobs) == sorted(f"article-{a}-{b}" for a in range(4) for b in range(15))
    assert all(store.upload(job) == UPLOAD for job in jobs)
    assert len({job.id for job in jobs}) == 60
    assert not [path.name for path in data.iterdir() if path.name.startswith(".")]


def test_readers_go_on_while_another_writes(store: JobStore, data: Path) -> None:
    job = store.ask_rebuild()
    with closing(sqlite3.connect(data / "jobs.sqlite", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE jobs SET state = 'running'")
        assert store.get(job.id) == job
        writer.execute("ROLLBACK")


def test_what_a_killed_builder_had_begun_is_queued_again_with_its_document(store: JobStore, data: Path) -> None:
    put, deleted = store.enqueue(JobKind.PUT, "ferry", UPLOAD), store.enqueue(JobKind.DELETE, "market")
    assert run_processes(run_until_killed, (data,)) == [-signal.SIGKILL]
    assert [job.state for job in store.pending()] == [JobState.RUNNING] * 2
    store.requeue_running()
    assert store.pending() == (put, deleted)
    assert JobStore(data).upload(put) == UPLOAD


def test_a_document_is_kept_byte_for_byte_until_its_job_ends(store: JobStore, data: Path) -> None:
    upload = Upload(bytes(range(256)) * 1000, ".pdf", {"title": "Fähre – Plan"})
    job = store.enqueue(JobKind.PUT, "ferry", upload)
    store.begin([job])
    assert JobStore(data).upload(job) == upload
    folder = data / "incoming" / job.id
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    store.finish(job, JobState.REFUSED)
    assert list((data / "incoming").iterdir()) == []
    with pytest.raises(DataError, match=job.id):
        store.upload(job)


@pytest.mark.parametrize("sweep", [JobStore.requeue_running, JobStore.sweep], ids=["start", "receipt"])
def test_a_document_without_a_job_is_one_that_nobody_sends(
    store: JobStore, data: Path, sweep: Callable[[JobStore], object]
) -> None:
    waiting = store.enqueue(JobKind.PUT, "ferry", UPLOAD)
    assert run_processes(enqueue_until_killed, (data,)) == [-signal.SIGKILL]
    assert len(list((data / "incoming").iterdir())) == 2
    sweep(store)
    assert [path.name for path in (data / "incoming").iterdir()] == [waiting.id]


def test_nobody_takes_a_document_for_abandoned_that_is_being_sent(
    store: JobStore, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, sweeps = Incoming.write, []

    def write(*arguments: Any) -> None:
        real(*arguments)
        sweeps.append(pool.submit(JobStore(data).sweep))
        wait(sweeps, 0.5)

    monkeypatch.setattr(Incoming, "write", write)
    with ThreadPoolExecutor(1) as pool:
        job = store.enqueue(JobKind.PUT, "ferry", UPLOAD)
    sweeps[0].result()
    assert store.upload(job) == UPLOAD


def test_a_document_whose_job_ended_just_before_a_crash_goes_with_the_next_start(store: JobStore, data: Path) -> None:
    job = store.ask_rebuild()
    store.finish(job, JobState.DONE)
    (data / "incoming" / job.id).mkdir(parents=True)
    store.requeue_running()
    assert list((data / "incoming").iterdir()) == []


def test_a_job_that_cannot_be_kept_leaves_no_document(store: JobStore, data: Path) -> None:
    data.mkdir()
    (data / "jobs.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(DataError, match=r"jobs\.sqlite"):
        store.enqueue(JobKind.PUT, "ferry", UPLOAD)
    assert not (data / "incoming").exists()


def test_a_document_that_there_is_no_room_for_leaves_nothing(
    store: JobStore, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_in_part(path: Path, raw: bytes, **_: int) -> None:
        path.write_bytes(raw[:1])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("web.jobs.documents.write_flushed", write_in_part)
    with pytest.raises(DataError, match="No space left on device"):
        store.enqueue(JobKind.PUT, "ferry", UPLOAD)
    assert list((data / "incoming").iterdir()) == [] and store.pending() == ()


def test_a_job_that_there_is_no_room_for_leaves_no_document(store: JobStore, data: Path) -> None:
    first = store.enqueue(JobKind.PUT, "ferry", UPLOAD)
    with closing(sqlite3.connect(data / "jobs.sqlite")) as other:  # keeps the journal on the disk
        other.execute("SELECT * FROM jobs").fetchall()
        second = store.enqueue(JobKind.PUT, "market", UPLOAD)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, ((data / "jobs.sqlite-wal").stat().st_size, before[1]))
        try:
            for add in (store.enqueue, partial(store.enqueue_once, "draft")):
                with pytest.raises(DataError, match=r"jobs\.sqlite"):
                    add(JobKind.PUT, "quay", UPLOAD)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert ids(store.pending()) == [first.id, second.id]
    assert {place.name for place in (data / "incoming").iterdir()} == {first.id, second.id}


def test_only_the_newest_finished_jobs_are_remembered(store: JobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    assert module.KEPT == 1_000
    monkeypatch.setattr(module, "KEPT", 3)
    waiting = store.enqueue(JobKind.DELETE, "first")
    ended = [store.enqueue(JobKind.DELETE, str(number)) for number in range(5)]
    for job in ended:
        store.finish(job, JobState.DONE)
    assert ids(store.recent(10)) == [*[job.id for job in reversed(ended[2:])], waiting.id]
    assert store.get(ended[0].id) is None


def test_a_record_holds_no_words_of_an_article(store: JobStore, data: Path) -> None:
    job = store.enqueue(JobKind.PUT, "ferry", Upload(b"A canary sings.", ".txt", {"title": "The canary"}))
    store.begin([job])
    with closing(sqlite3.connect(data / "jobs.sqlite")):  # keeps the journal on the disk
        store.progress([job], JobProgress(1, 1, 1))
        records = [path for path in data.iterdir() if path.is_file()]
        assert {path.name for path in records} >= {"jobs.sqlite"}
        assert not any(b"canary" in path.read_bytes() for path in records)


def test_the_file_is_its_owners_and_what_is_deleted_in_it_is_overwritten(store: JobStore, data: Path) -> None:
    job = store.enqueue(JobKind.DELETE, "a-name-to-forget")
    assert stat.S_IMODE((data / "jobs.sqlite").stat().st_mode) == 0o600
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    with closing(sqlite3.connect(data / "jobs.sqlite")) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with store._file.writing() as database:
        database.execute("DELETE FROM jobs WHERE id = ?", (job.id,))
    assert b"a-name-to-forget" not in (data / "jobs.sqlite").read_bytes()


def test_a_file_of_another_format_is_refused_with_what_to_do(store: JobStore, data: Path) -> None:
    store.ask_rebuild()
    with closing(sqlite3.connect(data / "jobs.sqlite")) as database:
        database.execute("PRAGMA user_version = 7")
    with pytest.raises(DataError, match="has format 7, this program reads 1; take the file away"):
        store.pending()


@pytest.fixture(autouse=True)
def all_closed(data: Path) -> Iterator[None]:
    """No connection stays behind: the last that is closed takes its journal along."""
    yield
    assert not (data / "jobs.sqlite-wal").exists()
