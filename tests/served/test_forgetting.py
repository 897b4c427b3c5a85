"""Once a removal has its receipt, nothing of the text is left: on the disk, in a reply, on a page or in the log."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from live import Site, until

from index import IndexFolder
from web.store.token import new_token

CANARY = "Quillfeather"
"""A word that no other article holds; its stem and its lower case are looked for too."""

TEXT = f"The {CANARY} ferry\n\nThe {CANARY} ferry is kept by Ann Quillfeathersdaughter. She opened it in 1911.\n"
PAGE = f"<html><head><title>{CANARY}</title></head><body><main><p>{TEXT * 3}</p></main></body></html>"
QUESTION = "Who is the ferry kept by?"
PAGES = (
    "/",
    "/?q=Who+keeps+the+ferry",
    "/articles",
    "/articles/ferry",
    "/docs",
    "/openapi.json",
    "/readyz",
    "/metrics",
)
CALLS = ("/api/v1/articles", "/api/v1/articles/ferry", "/api/v1/index", "/api/v1/index/generations")


@pytest.fixture(scope="module")
def data(copy_data: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_data(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def running(data: Path, start_server: Callable[..., Any]) -> Any:
    return start_server("--data", data, "--workers", "2")


@pytest.fixture(scope="module")
def site(running: Any, data: Path) -> Site:
    return Site(running.url, new_token(data))


def holding(folder: Path) -> list[str]:
    """The files in which the word stands, in any case, by name or content; also as its stem."""
    word = re.compile(rb"quillfeath", re.IGNORECASE)
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if word.search(str(path).encode()) or (path.is_file() and word.search(path.read_bytes()))
    ]


def replies(site: Site) -> Iterator[tuple[str, bytes]]:
    """Whatever the service says, at each of its addresses."""
    for address in (*PAGES, *CALLS, "/api/v1/index/rebuilds"):
        yield address, site.send("GET", address).body
    for job in site.get("/api/v1/index/rebuilds")["jobs"]:
        yield f"job {job['id']}", json.dumps(site.job(job["id"])).encode()
        yield "events", site.send("GET", f"/api/v1/index/rebuilds/{job['id']}/events").body
    yield "ask", json.dumps(site.ask(QUESTION)).encode()
    yield "turn", site.send("POST", "/turn", json.dumps({"question": QUESTION}).encode()).body


@pytest.mark.parametrize("media", ["text/plain", "text/html"])
def test_after_the_receipt_of_a_removal_nothing_of_it_is_left(site: Site, data: Path, running: Any, media: str) -> None:
    raw = (PAGE if media == "text/html" else TEXT).encode()
    added = site.finished(site.put("ferry", raw, media, title=f"About {CANARY}", publisher=f"{CANARY} & Co"))
    assert (added["state"], added["error"]) == ("done", None)
    until(lambda: CANARY in json.dumps(site.ask(QUESTION)["passages"]))
    assert holding(data)
    site.finished(site.put("neutral", b"Nothing is said here of any boat at all.\n"))  # an earlier index holds it too

    removed = site.finished(site.delete("ferry"))
    assert (removed["state"], removed["receipt"]["articles"]) == ("done", ["ferry"])
    assert removed["receipt"]["version"] == site.get("/api/v1/index")["version"]
    assert holding(data) == []
    assert [address for address, body in replies(site) if b"quillfeath" in body.lower()] == []
    assert "quillfeath" not in running.output.read_text("utf-8").lower()


def test_the_receipt_waits_for_whoever_still_reads_what_was_removed(site: Site, data: Path) -> None:
    site.finished(site.put("ferry", TEXT.encode()))
    folder = IndexFolder(data / "index")
    reader = folder.searcher()
    before = reader.version
    job = site.delete("ferry")
    until(lambda: site.cites(QUESTION) != "ferry")  # it does not answer any more, and is not gone yet
    version = until(lambda: now if (now := site.get("/api/v1/index")["version"]) != before else None)
    assert site.job(job)["state"] == "running" and site.job(job)["receipt"] is None
    found = reader.article("ferry")
    assert found is not None and found.text == TEXT  # who began on it can end on it
    del reader, found, folder
    assert site.finished(job)["receipt"]["version"] == version
    assert holding(data) == []


def test_a_word_that_was_replaced_stays_only_as_long_as_an_earlier_index_does(site: Site, data: Path) -> None:
    site.finished(site.put("ferry", TEXT.encode()))
    site.finished(site.put("ferry", b"The ferry is kept by nobody now.\n"))
    assert holding(data)  # a link to the words of before still opens
    assert site.finished(site.delete("ferry"))["receipt"]
    assert holding(data) == []


def test_the_search_for_leftovers_finds_them(tmp_path: Path) -> None:
    for name, content in (("a", "nothing"), ("b", f"… {CANARY.upper()} …"), ("quillfeathers", "nothing")):
        (tmp_path / name).write_text(content, "utf-8")
    assert holding(tmp_path) == ["b", "quillfeathers"] or holding(tmp_path) == ["quillfeathers", "b"]
