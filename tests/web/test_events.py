"""A job's events: its present state at once, each further one, and an end, however its client behaves."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from web.api import events as module
from web.changes import Changes
from web.jobs.job import Job, JobKind, JobProgress, JobState
from web.settings import MAX_STREAMS
from web.store.files import DataError

Event = tuple[str, dict[str, Any]]


@pytest.fixture
def job(changes: Changes) -> Job:
    return changes.jobs.enqueue(JobKind.DELETE, "ferry")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks at a job more often than a server does."""
    assert (module.POLL, module.KEEP_ALIVE, module.LONGEST, MAX_STREAMS) == (0.2, 10, 600, 8)
    monkeypatch.setattr(module, "POLL", 0.005)


def watch(client: FlaskClient, job: Job, **headers: str) -> TestResponse:
    return client.get(f"/api/v1/index/rebuilds/{job.id}/events", headers=headers)


def blocks(reply: TestResponse) -> Iterator[str]:
    """What is sent, event by event, as it comes."""
    for block in reply.iter_encoded():
        assert block.endswith(b"\n\n") and block.count(b"\n\n") == 1
        yield block.decode().removesuffix("\n\n")


def event(block: str) -> Event:
    name, data = block.split("\n")
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_a_job_is_told_as_it_stands_and_at_each_change_to_its_end(
    client: FlaskClient, changes: Changes, job: Job
) -> None:
    reply = watch(client, job)
    assert (reply.status_code, reply.content_type) == (200, "text/event-stream")
    assert (reply.headers["Cache-Control"], reply.headers["X-Accel-Buffering"]) == ("no-store", "no")
    told = map(event, blocks(reply))
    assert next(told) == ("progress", client.get(f"/api/v1/index/rebuilds/{job.id}").get_json())
    changes.jobs.begin([job])
    assert [(name, seen["state"]) for name, seen in [next(told)]] == [("progress", "running")]
    changes.jobs.progress([job], JobProgress(3, 8, 20, 1.5))
    name, seen = next(told)
    assert (name, seen["progress"]["articles"]) == ("progress", 3)
    changes.jobs.finish(job, JobState.DONE, version="sha256:0")
    name, seen = next(told)
    assert (name, seen["state"], seen["version"]) == ("done", "done", "sha256:0")
    assert next(told, None) is None


def test_a_thread_that_finishes_the_job_ends_the_stream(client: FlaskClient, changes: Changes, job: Job) -> None:
    def work() -> None:
        changes.jobs.begin([job])
        for articles in range(1, 6):
            changes.jobs.progress([job], JobProgress(articles, 5, articles))
        changes.jobs.finish(job, JobState.REFUSED, error={"code": "x", "detail": "y"})

    with ThreadPoolExecutor(1) as pool:
        reply = watch(client, job)
        told = map(event, blocks(reply))
        first = next(told)
        pool.submit(work)
        seen = [first, *told]
    assert [name for name, _ in seen] == [*["progress"] * (len(seen) - 1), "refused"]
    assert seen[-1][1]["error"]["code"] == "x"
    done = [told["progress"]["articles"] for _, told in seen]
    assert done == sorted(done)


@pytest.mark.parametrize("state", [JobState.DONE, JobState.REFUSED, JobState.FAILED])
def test_a_job_that_has_ended_is_told_once(client: FlaskClient, changes: Changes, job: Job, state: JobState) -> None:
    changes.jobs.finish(job, state)
    reply = watch(client, job, **{"Last-Event-ID": "7"})
    assert [name for name, _ in map(event, blocks(reply))] == [state.value]


def test_silence_is_broken_by_a_comment(client: FlaskClient, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEEP_ALIVE", 0.02)
    told = blocks(watch(client, job))
    assert event(next(told))[0] == "progress"
    assert [next(told) for _ in range(3)] == [": still there"] * 3


def test_a_stream_ends_by_itself(client: FlaskClient, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST", 0.05)
    assert [event(block)[0] for block in blocks(watch(client, job))] == ["progress"]


@pytest.mark.parametrize("answer", [None, DataError("gone")], ids=["forgotten", "out of reach"])
def test_a_stream_ends_quietly_when_its_job_is_lost(
    client: FlaskClient, changes: Changes, job: Job, monkeypatch: pytest.MonkeyPatch, answer: DataError | None
) -> None:
    def lost(job_id: str) -> None:
        if answer:
            raise answer

    told = blocks(watch(client, job))
    next(told)
    monkeypatch.setattr(changes.jobs, "get", lost)
    assert next(told, None) is None


@pytest.mark.parametrize("read", [True, False], ids=["begun", "never read"])
def test_only_so_many_may_watch_and_who_leaves_makes_room(client: FlaskClient, job: Job, read: bool) -> None:
    watching = [watch(client, job) for _ in range(MAX_STREAMS)]
    assert [reply.status_code for reply in watching] == [200] * MAX_STREAMS
    refused = watch(client, job)
    assert (refused.status_code, refused.get_json()["code"]) == (503, "too_many_streams")
    assert int(refused.headers["Retry-After"]) > 0
    if read:
        next(blocks(watching[0]))
    watching[0].close()
    watching[0].close()
    again = watch(client, job)
    assert again.status_code == 200
    assert watch(client, job).status_code == 503
    for reply in (*watching, again):
        reply.close()
