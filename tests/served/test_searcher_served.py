"""Changes that a real server takes where the index is asked in OpenSearch: they are published there, on a real node."""

import json
import re
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from live import until
from opensearch_nodes import CANARY, Nodes, held_in

from web.store.token import new_token

QUESTION = f"When did the {CANARY} quay open?"
TEXT = f"The {CANARY} quay opened in 1901.\n"
PATIENCE = 240.0
"""Seconds that a job may take: its readers alone have half of that to let go of what is removed."""


@pytest.fixture
def address(engine: Nodes, run: Callable[..., Result], data: Path) -> Iterator[str]:
    """The address of the articles that ship in OpenSearch."""
    told = f"{engine.url()}/served"
    run("index", "--searcher", told, "--data", data)
    yield told
    for name in engine.ask("GET", "/served*/_alias?expand_wildcards=all"):
        engine.ask("DELETE", f"/{name}")


def test_an_article_that_is_put_answers_from_the_engine_and_one_that_is_removed_is_gone(
    address: str, engine: Nodes, data: Path, start_server: Callable[..., Any]
) -> None:
    token = new_token(data)
    server = start_server("--searcher", address, "--data", data, "--workers", "2", "--metrics", "127.0.0.1:0")

    def send(method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> Any:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
        request = urllib.request.Request(f"{server.url}{path}", body, headers, method=method)  # noqa: S310 (our own)
        with urllib.request.urlopen(request, timeout=PATIENCE) as reply:  # noqa: S310
            return json.load(reply)

    def done(job: dict[str, Any]) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while job["state"] in ("queued", "running") and time.monotonic() < deadline:
            time.sleep(0.2)
            job = send("GET", f"/api/v1/index/rebuilds/{job['id']}")
        assert job["state"] == "done", job
        return job

    def asked() -> list[str]:
        reply = send("POST", "/api/v1/ask", json.dumps({"question": QUESTION}).encode())
        assert reply["index"]["version"] == send("GET", "/readyz")["index"]["version"]
        return [passage["text"] for passage in reply["passages"]]

    assert TEXT.strip() not in asked()
    put = done(send("PUT", "/api/v1/articles/quay", TEXT.encode(), "text/plain"))
    assert [asked()[0] for _ in range(4)] == [TEXT.strip()] * 4  # whichever worker answers
    (name,) = engine.ask("GET", "/served-*/_alias")
    assert name.startswith(f"served-{put['version'].removeprefix('sha256:')[:24]}")
    figures = re.search(r"metrics: (http://[^\s\")]+)", server.output.read_text("utf-8"))
    assert figures is not None
    with urllib.request.urlopen(figures[1], timeout=PATIENCE) as reply:  # noqa: S310
        assert f'pioneer_qa_index{{version="{put["version"]}"}} 1.0' in reply.read().decode()
    (node,) = engine.places
    assert held_in(node)
    removed = done(send("DELETE", "/api/v1/articles/quay"))
    assert removed["receipt"]["articles"] == ["quay"]
    assert [TEXT.strip() in asked() for _ in range(4)] == [False] * 4
    assert list(engine.ask("GET", "/served-*/_alias")) != [name]
    until(lambda: not held_in(node), PATIENCE)  # a node replies before the files of an index that is deleted are gone
