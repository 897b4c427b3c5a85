"""What goes wrong around a real server: it goes on serving, or says what is wrong; and nothing is lost.

Others stand with what they are of: a worker or a builder that is killed, slow clients, a body of a gigabyte.
"""

import os
import resource
import shutil
import socket
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from live import REBUILDS, Site, crossing, until

from web.store.token import new_token

Start = Callable[..., Any]
QUESTION = "Which warden keeps the Larkhill crossing?"
CRISIS = "Which pioneer set up a crisis house?"
FULL = """
import resource
import web.cli.commands, web.server.serve as serving
real = serving._app
def app(*asked):
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))  # more bytes of a file are refused
    return real(*asked)
serving._app = app
web.cli.commands.main()
"""
MOST_CONNECTIONS = 10_000


def test_an_index_that_is_deleted_under_the_server_is_told_and_made_anew(data: Path, start_server: Start) -> None:
    site = Site(start_server("--data", data, "--workers", "2").url, new_token(data))
    assert site.ask(CRISIS)["status"] == "answered"
    shutil.rmtree(data / "index")
    asked = site.send("GET", "/api/v1/ask?q=crisis")
    assert (asked.status, asked.json["code"]) == (503, "index_unavailable")
    assert site.send("GET", "/healthz").status == 200
    assert site.send("GET", "/readyz").status == 503
    job = site.finished(site.accepted(site.send("POST", REBUILDS)))
    assert (job["state"], len(job["report"]["added"])) == ("done", 5)
    until(lambda: site.send("GET", "/readyz").status == 200)
    assert site.ask(CRISIS)["status"] == "answered"


def test_on_a_full_disk_changes_fail_with_their_reason_and_answers_go_on(data: Path, start_server: Start) -> None:
    server = start_server("--data", data, "--workers", "1", program=(sys.executable, "-c", FULL, "serve"))
    site = Site(server.url, new_token(data))
    before = site.get("/api/v1/index")["version"]
    job = site.finished(site.put("larkhill", crossing("Larkhill", 7).encode()))
    assert (job["state"], job["error"]["code"]) == ("failed", "build_failed")
    assert "File too large" in job["error"]["detail"]
    assert site.get("/api/v1/index")["version"] == before
    assert site.ask(CRISIS)["status"] == "answered"
    server.stop()
    site = Site(start_server("--data", data, "--workers", "1").url, site.token)
    assert site.settled(site.put("larkhill", crossing("Larkhill", 8).encode()))["state"] == "done"
    assert "warden 8" in str(site.ask(QUESTION)["passages"])


def test_after_the_clock_was_set_back_changes_are_published_and_listed_in_their_order(
    data: Path, start_server: Start
) -> None:
    token = new_token(data)
    server = start_server("--data", data, "--workers", "1")
    site = Site(server.url, token)
    first = site.put("larkhill", crossing("Larkhill", 7).encode())
    site.settled(first)
    server.stop()
    later = time.time() + 86_400  # all that is there seems to be of tomorrow
    for path in data.rglob("*"):
        os.utime(path, (later, later), follow_symlinks=False)
    with closing(sqlite3.connect(data / "jobs.sqlite")) as jobs, jobs:
        for column in ("created_at", "started_at", "finished_at"):
            jobs.execute(f"UPDATE jobs SET {column} = '2999' || substr({column}, 5)")  # noqa: S608 (our own)
    site = Site(start_server("--data", data, "--workers", "1").url, token)
    second = site.put("larkhill", crossing("Larkhill", 8).encode())
    assert site.settled(second)["report"]["changed"] == ["larkhill"]
    assert "warden 8" in str(site.ask(QUESTION)["passages"])
    assert [job["id"] for job in site.get(REBUILDS)["jobs"]] == [second, first]


@pytest.mark.parametrize("from_the_start", [True, False], ids=["from-the-start", "swapped"])
def test_a_corpus_that_is_a_link_is_read_through_it(
    data: Path, start_server: Start, tmp_path: Path, from_the_start: bool
) -> None:
    elsewhere, place = tmp_path / "elsewhere", tmp_path / "notices"
    elsewhere.mkdir()
    (elsewhere / "brannock.txt").write_text(crossing("Brannock", 7), "utf-8")
    if from_the_start:
        place.symlink_to(elsewhere)
    else:
        elsewhere.rename(place)
    server = start_server("--data", data, "--workers", "1", "--corpus", place)
    site = Site(server.url, new_token(data))
    if not from_the_start:
        place.rename(elsewhere)
        place.symlink_to(elsewhere)
    (elsewhere / "larkhill.txt").write_text(crossing("Larkhill", 7), "utf-8")
    assert site.settled(site.accepted(site.send("POST", REBUILDS)))["report"]["added"] == ["larkhill"]
    assert "warden 7" in str(site.ask(QUESTION)["passages"])
    assert len(site.get("/api/v1/articles")["articles"]) == 2


@pytest.fixture
def many_descriptors() -> Iterator[int]:
    """As many descriptors as this process may have; gives how many connections it may open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield min(MOST_CONNECTIONS, hard - 500)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.long
def test_ten_thousand_connections_that_ask_for_nothing_keep_nobody_out(
    shipped_index: Path, start_server: Start, many_descriptors: int
) -> None:
    server = start_server("--index", shipped_index, "--workers", "1")
    place = (urlsplit(server.url).hostname, urlsplit(server.url).port)
    workers = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text("utf-8").split()
    with ExitStack() as opened:
        for number in range(many_descriptors):
            opened.enter_context(socket.create_connection(place, timeout=60))
            if number % 2_000 == 0:
                assert Site(server.url).ask(CRISIS)["status"] == "answered"
        assert Site(server.url).ask(CRISIS)["status"] == "answered"
        assert max(len(os.listdir(f"/proc/{pid}/fd")) for pid in workers) < 700  # noqa: PTH208
    assert "Traceback" not in server.output.read_text("utf-8")
