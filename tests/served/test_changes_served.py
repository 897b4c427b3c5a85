"""Changes through a real server process: what Flask's own client cannot show."""

import http.client
import json
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from web.jobs.job import Job, JobKind, JobState
from web.jobs.store import JobStore
from web.settings import MAX_STREAMS, MAX_UPLOAD
from web.store.token import new_token

# `pioneer-qa serve` with a place for changes. It is told the index and the folder for data as its last arguments.
SERVE = """
import sys
from pathlib import Path
import web.api.events
from index import IndexFolder
from web.app import create_app
from web.changes import Changes
from web.jobs.store import JobStore
from web.server.serve import serve
from web.service import Service
from web.settings import Settings, Where

web.api.events.KEEP_ALIVE = 0.1
index, data = map(Path, sys.argv[-2:])
changes = Changes(data, JobStore(data), writable=True, wake=lambda: None, generations=list)
settings = Settings("127.0.0.1", 0, 1, Where(data, index))
serve(settings, lambda: create_app(Service(IndexFolder(index).searcher), changes))
"""
PATIENCE = 20.0


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def url(shipped_index: Path, data: Path, start_server: Callable[..., Any]) -> str:
    return str(start_server(shipped_index, data, program=(sys.executable, "-c", SERVE)).url)


@pytest.fixture
def jobs(data: Path) -> JobStore:
    return JobStore(data)


@pytest.fixture(scope="module")
def token(data: Path) -> str:
    return new_token(data)


@pytest.fixture
def connection(url: str) -> Iterator[http.client.HTTPConnection]:
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)) as connection:
        yield connection


def watch(url: str, job: Job) -> tuple[socket.socket, int]:
    """A connection that watches a job, and the status of its reply."""
    connection = socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=PATIENCE)
    connection.sendall(f"GET /api/v1/index/rebuilds/{job.id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection, int(connection.recv(65536).split()[1])


@pytest.mark.parametrize("size", [1_000_000, 0], ids=["as long as it may be", "a byte too long"])
def test_a_document_may_come_in_chunks_and_is_bounded_all_the_same(
    connection: http.client.HTTPConnection, token: str, jobs: JobStore, size: int
) -> None:
    body = b"x" * (size or MAX_UPLOAD + 1)
    parts = (body[place : place + 65536] for place in range(0, len(body), 65536))
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/plain"}
    connection.request("PUT", "/api/v1/articles/ferry", parts, headers, encode_chunked=True)
    reply = connection.getresponse()
    told = json.load(reply)
    if size:
        assert reply.status == 202
        job = jobs.get(told["id"])
        assert job and jobs.upload(job).raw == body
        jobs.finish(job, JobState.DONE)
    else:
        assert (reply.status, told["code"]) == (413, "body_too_large")
        assert jobs.pending() == ()


def test_a_refusal_does_not_wait_for_the_body(connection: http.client.HTTPConnection, token: str) -> None:
    connection.putrequest("PUT", "/api/v1/articles/ferry")
    connection.putheader("Authorization", f"Bearer {token}")
    connection.putheader("Content-Type", "text/plain")
    connection.putheader("Content-Length", str(MAX_UPLOAD + 1))
    connection.endheaders()  # and nothing after it
    assert connection.getresponse().status == 413


def test_events_come_one_by_one_while_another_process_works(
    connection: http.client.HTTPConnection, jobs: JobStore
) -> None:
    job = jobs.enqueue(JobKind.DELETE, "ferry")
    connection.request("GET", f"/api/v1/index/rebuilds/{job.id}/events")
    reply = connection.getresponse()
    lines = (line.strip() for line in reply if line.strip() and not line.startswith((b":", b"data")))
    assert next(lines) == b"event: progress"
    jobs.begin([job])
    assert next(lines) == b"event: progress"
    jobs.finish(job, JobState.FAILED)
    assert list(lines) == [b"event: failed"]


def test_clients_that_vanish_make_room(url: str, jobs: JobStore) -> None:
    job = jobs.enqueue(JobKind.DELETE, "ferry")
    watching = [watch(url, job) for _ in range(MAX_STREAMS)]
    assert [status for _, status in watching] == [200] * MAX_STREAMS
    for connection, _ in watching:
        connection.close()
    deadline = time.monotonic() + PATIENCE
    status = 503
    while status == 503 and time.monotonic() < deadline:
        connection, status = watch(url, job)
        connection.close()
    assert status == 200
    jobs.finish(job, JobState.DONE)
