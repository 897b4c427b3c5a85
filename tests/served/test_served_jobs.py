"""Jobs of a real server with several workers and its builder: seen everywhere, and lost in no crash."""

import fcntl
import json
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from live import REBUILDS, Site, crossing, until

from web.settings import default_index
from web.store.token import new_token

QUESTION = "Which warden keeps the Larkhill crossing?"


@pytest.fixture
def served(data: Path, start_server: Callable[..., Any]) -> Any:
    return start_server("--data", data, "--workers", "3")


@pytest.fixture
def site(served: Any, data: Path) -> Site:
    return Site(served.url, new_token(data))


def larkhill(warden: int) -> bytes:
    return crossing("Larkhill", warden).encode()


def builders(data: Path) -> list[int]:
    """The processes that carry out jobs of a folder for data."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue  # it ended meanwhile
            if b"web.jobs.builder" in line and os.fsencode(data) in line:
                found.append(int(entry.name))
    return found


def test_a_job_is_seen_from_every_worker_and_told_to_its_end(site: Site) -> None:
    job = site.put("larkhill", larkhill(7))
    with closing(site.connect()) as connection:
        connection.request("GET", f"{REBUILDS}/{job}/events")
        lines = connection.getresponse().read().decode().splitlines()
    events = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    told = json.loads([line for line in lines if line.startswith("data: ")][-1].removeprefix("data: "))
    assert set(events[:-1]) == {"progress"} and events[-1] == "done"
    assert told["progress"]["articles"] == told["progress"]["of"] == 6
    assert told["report"] == {"added": ["larkhill"], "changed": [], "removed": []}
    for _ in range(12):  # whichever worker replies
        assert site.job(job) == told
        assert [each["id"] for each in site.get(REBUILDS)["jobs"]] == [job]
    until(lambda: site.cites(QUESTION) == "larkhill")


@pytest.mark.long
def test_documents_that_come_together_are_indexed_together_and_a_bad_one_harms_none(site: Site) -> None:
    def put(number: int) -> Any:
        raw = b"\xff\xfe\xff no text" if number == 7 else crossing(f"Crossing{number}", number).encode()
        return site.finished(site.put(f"crossing-{number}", raw))

    with ThreadPoolExecutor(20) as pool:
        jobs = list(pool.map(put, range(20)))
    assert [number for number, job in enumerate(jobs) if job["state"] == "refused"] == [7]
    assert jobs[7]["error"]["code"] == "article_refused" and "UTF-8" in jobs[7]["error"]["detail"]
    assert {job["state"] for job in jobs} == {"done", "refused"}
    assert len({job["version"] for job in jobs}) < 20
    until(lambda: site.get("/api/v1/index")["articles"] == 5 + 19)


@pytest.mark.long
def test_a_builder_that_is_killed_loses_no_job(site: Site, data: Path) -> None:
    jobs = [site.put("larkhill", larkhill(1))]
    until(lambda: builders(data))
    killed = 0
    for warden in range(2, 8):
        for builder in builders(data):
            os.kill(builder, signal.SIGKILL)
            killed += 1
        jobs.append(site.put("larkhill", larkhill(warden)))
    assert killed >= 1
    assert [site.finished(job)["state"] for job in jobs] == ["done"] * 7
    until(lambda: "warden 7" in site.ask(QUESTION)["passages"][0]["text"])


@pytest.mark.long
def test_a_server_that_is_killed_takes_its_jobs_up_again(
    served: Any, site: Site, data: Path, start_server: Callable[..., Any]
) -> None:
    job = site.put("larkhill", larkhill(3))
    served.process.kill()
    served.process.wait()
    until(lambda: not builders(data))
    again = Site(start_server("--data", data, "--workers", "2").url)
    assert again.finished(job)["state"] == "done"
    until(lambda: again.cites(QUESTION) == "larkhill")


def test_no_builder_outlives_its_server(served: Any, site: Site, data: Path) -> None:
    assert site.finished(site.put("larkhill", larkhill(4)))["state"] == "done"
    assert builders(data)  # it waits for more to do
    served.process.terminate()
    assert served.process.wait(30) == 0
    until(lambda: not builders(data), patience=5)


def test_a_stream_does_not_hold_up_the_end_of_the_server(served: Any, site: Site, data: Path) -> None:
    with (data / "jobs.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # no builder can begin, so the stream stays open
        job = site.put("larkhill", larkhill(5))
        with closing(site.connect()) as connection:
            connection.request("GET", f"{REBUILDS}/{job}/events")
            reply = connection.getresponse()
            assert reply.readline()
            began = time.monotonic()
            served.process.terminate()
            assert served.process.wait(30) == 0
            assert time.monotonic() - began < 5  # less than requests in hand are given


def corpus_of(place: Path, name: str) -> Path:
    """A folder of one article."""
    place.mkdir()
    (place / f"{name}.txt").write_text(crossing(name.capitalize(), 1), "utf-8")
    return place


@pytest.mark.long
def test_of_several_servers_over_one_folder_for_data_each_carries_out_its_own_jobs(
    site: Site, data: Path, tmp_path: Path, start_server: Callable[..., Any]
) -> None:
    here, there = corpus_of(tmp_path / "here", "brannock"), corpus_of(tmp_path / "there", "whitby")
    sites = [site] + [
        Site(start_server("--data", data, "--workers", "1", "--corpus", corpus).url, site.token)
        for corpus in (here, there)
    ]
    (here / "larkhill.txt").write_text(crossing("Larkhill", 7), "utf-8")
    (there / "harrow.txt").write_text(crossing("Harrow", 7), "utf-8")
    (data / "articles" / "tarn.txt").write_text(crossing("Tarn", 7), "utf-8")
    for each, added in zip(sites, ("tarn", "larkhill", "harrow"), strict=True):  # while the builders before it linger
        job = each.accepted(each.send("POST", REBUILDS))
        assert each.finished(job)["report"] == {"added": [added], "changed": [], "removed": []}
        assert [other for other in sites if job in str(other.get(REBUILDS))] == [each]
        question = f"Which warden keeps the {added.capitalize()} crossing?"
        until(lambda each=each, asked=question, added=added: each.cites(asked) == added)  # type: ignore[misc]


@pytest.mark.long
def test_a_rebuild_that_waits_is_found_by_the_next_server_of_its_articles(
    data: Path, tmp_path: Path, start_server: Callable[..., Any]
) -> None:
    here, there = corpus_of(tmp_path / "here", "brannock"), corpus_of(tmp_path / "there", "whitby")
    token = new_token(data)
    first = start_server("--data", data, "--workers", "1", "--corpus", here)
    with (default_index(data, here) / "jobs.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # no builder can begin
        asked = Site(first.url, token)
        job = asked.accepted(asked.send("POST", REBUILDS))
        first.process.kill()
        first.process.wait()
    other = Site(start_server("--data", data, "--workers", "1", "--corpus", there).url, token)
    assert other.finished(other.accepted(other.send("POST", REBUILDS)))["state"] == "done"
    (here / "larkhill.txt").write_text(crossing("Larkhill", 7), "utf-8")
    again = Site(start_server("--data", data, "--workers", "1", "--corpus", here).url, token)
    assert again.finished(job)["state"] == "done"


def test_an_index_that_answers_worse_is_refused_and_the_one_before_stays(
    data: Path, tmp_path: Path, start_server: Callable[..., Any]
) -> None:
    line = {
        "id": "q-1",
        "kind": "person",
        "question": QUESTION,
        "answers": ["warden 7"],
        "support": [{"source": "larkhill", "quote": "The Larkhill crossing is kept by warden 7."}],
        "answerable": True,
    }
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps(line) + "\n", "utf-8")
    site = Site(start_server("--data", data, "--hold-to", questions).url, new_token(data))
    first = site.settled(site.put("larkhill", larkhill(7)))
    assert first["state"] == "done" and first["changed"][0]["better"]
    refused = site.finished(site.delete("larkhill"))
    assert (refused["state"], refused["error"]["code"]) == ("refused", "answers_worse")
    assert [each["id"] for each in refused["changed"]] == ["q-1"] and refused["changed"][0]["worse"]
    until(lambda: site.get("/api/v1/index")["version"] == first["version"])
    until(lambda: site.cites(QUESTION) == "larkhill")
