"""The commands and the service where the index is asked in OpenSearch (`--searcher`)."""

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from opensearch_nodes import Nodes
from small import Corpus

from index import SentenceEncoder, open_cluster, open_index, publish_vectors
from web.app import create_app
from web.doctor import State, examine
from web.jobs.build import add_vectors
from web.jobs.builder import Builder
from web.jobs.store import JobStore
from web.service import Service
from web.settings import DEFAULT_ENCODER, Settings, Where

AWAY = "opensearch://127.0.0.1:9/test"
Run = Callable[..., Result]


def delete(engine: Nodes, prefix: str) -> None:
    """Delete every index of a prefix."""
    for name in engine.ask("GET", f"/{prefix}-*/_alias"):
        engine.ask("DELETE", f"/{name}")


@pytest.fixture
def published(run: Run, engine: Nodes, data: Path) -> Iterator[str]:
    """The address of the articles that ship in OpenSearch, which are indexed in `data`, too."""
    address = f"{engine.url()}/kept"
    run("index", "--searcher", address, "--data", data)
    yield address
    delete(engine, "kept")


def test_a_service_whose_engine_is_away_says_so_and_when_to_come_again(tmp_path: Path) -> None:
    client = create_app(Service(open_cluster(AWAY, tmp_path).searcher)).test_client()
    for reply in (client.get("/readyz"), client.post("/api/v1/ask", json={"question": "Who is it?"})):
        assert (reply.status_code, reply.json["code"]) == (503, "index_unavailable")
        assert reply.headers["Retry-After"] == "5"


def test_a_command_whose_engine_is_away_says_so_in_a_line(run: Run, tmp_path: Path) -> None:
    done = run("ask", "Who is it?", "--searcher", AWAY, "--data", tmp_path)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"pioneer-qa: {AWAY}: does not answer: 127.0.0.1:9 cannot be reached")
    assert done.stderr.count("\n") == 1


def test_what_is_indexed_changed_and_removed_is_so_in_the_engine(run: Run, engine: Nodes, tmp_path: Path) -> None:
    told = ("--searcher", f"{engine.url()}/commands", "--data", tmp_path)

    def first(question: str) -> str | None:
        reply = json.loads(run("ask", question, "--json", *told).stdout)
        return reply["passages"][0]["text"] if reply["passages"] else None

    try:
        assert "in OpenSearch as commands-" in run("index", *told).stderr
        assert "nothing changed" in run("index", *told).stderr
        assert "crisis house" in str(first("Which pioneer is piloting a crisis house?"))
        article = tmp_path / "quay.txt"
        article.write_text("The Wexcombe quay opened in 1901.\n", "utf-8")
        run("add", article, *told)
        assert first("When did the Wexcombe quay open?") == "The Wexcombe quay opened in 1901."
        run("remove", "quay", *told)
        assert "Wexcombe" not in str(first("When did the Wexcombe quay open?"))
        assert len(engine.ask("GET", "/commands-*/_alias")) == 1
    finally:
        delete(engine, "commands")


def test_vectors_that_are_made_later_are_published_over_the_same_index_without_them_and_no_other(
    engine: Nodes, tmp_path: Path
) -> None:
    address, encoder = f"{engine.url()}/vectors", SentenceEncoder.packaged()
    assert encoder is not None

    def indexed(name: str, text: str) -> Where:
        (tmp_path / name).mkdir()
        corpus = Corpus(tmp_path / name).write(a=text).build()
        return Where(tmp_path / name, corpus.index, searcher=address)

    try:
        one, other = indexed("one", "The ferry rests on Mondays."), indexed("other", "The quay was rebuilt in 1871.")
        plain = one.open_cluster().publish(one.index)
        assert Builder(replace(other, encoder=DEFAULT_ENCODER), JobStore(other.data)).encode()
        assert open_index(other.index).encoder is None  # it is not asked, and not worth the while
        assert list(engine.ask("GET", "/vectors-*/_alias")) == [plain.index]
        encoded = publish_vectors(one.index, encoder=encoder)  # by a process that was killed before it went on
        assert add_vectors(one, encoder=encoder, progress=None) == (None, ())
        assert one.open_cluster(encoder).searcher().version == encoded != plain.version
    finally:
        delete(engine, "vectors")


def finding(address: str, data: Path) -> tuple[State, str]:
    """What the doctor says of the engine."""
    told = {
        each.what: each for each in examine(Settings("127.0.0.1", 0, 1, Where(data, data / "index", searcher=address)))
    }
    return told["engine"].state, told["engine"].told


def test_the_doctor_tells_how_the_index_in_the_engine_is(
    run: Run, published: str, engine: Nodes, data: Path, tmp_path: Path
) -> None:
    (name,) = engine.ask("GET", "/kept-*/_alias")
    good = f"{published}: OpenSearch 2.19.6, {name} answers, green, of the version that is indexed here"
    assert finding(published, data) == (State.GOOD, good)
    assert run("doctor", "--searcher", published, "--data", data, "--port", "0").exit_code == 0
    state, told = finding(published, tmp_path / "elsewhere")
    assert (state, "and none is indexed here; run: pioneer-qa index --searcher" in told) == (State.NOTE, True)
    article = tmp_path / "quay.txt"
    article.write_text("The Wexcombe quay opened in 1901.\n", "utf-8")
    run("add", article, "--data", data)
    state, told = finding(published, data)
    assert (state, "which is indexed here; run: pioneer-qa index --searcher" in told) == (State.NOTE, True)
    run("index", "--searcher", published, "--data", data)
    (name,) = engine.ask("GET", "/kept-*/_alias")
    engine.ask("PUT", f"/{name}/_settings", {"index.number_of_replicas": 2})
    state, told = finding(published, data)
    assert (state, told.endswith("yellow: 2 copies of shards are missing; start more nodes")) == (State.NOTE, True)
    state, told = finding(f"{engine.url()}/nobody", data)
    assert (state, told.endswith("no index here yet; run: pioneer-qa index --searcher …")) == (State.NOTE, True)
    assert not (data / "clusters").exists()  # it looks, and fetches nothing


def test_an_engine_that_is_away_is_in_the_way_of_serving(run: Run, data: Path) -> None:
    done = run("doctor", "--searcher", AWAY, "--data", data, "--port", "0")
    assert done.exit_code == 1
    assert f"wrong  engine: {AWAY}: does not answer: 127.0.0.1:9 cannot be reached" in done.stdout


def test_what_is_restored_is_published(run: Run, engine: Nodes, data: Path, tmp_path: Path) -> None:
    address = f"{engine.url()}/restored"
    try:
        assert run("backup", tmp_path / "kept.tar.gz", "--data", data).exit_code == 0
        done = run("restore", tmp_path / "kept.tar.gz", "--searcher", address, "--data", tmp_path / "new")
        assert "in OpenSearch as restored-" in done.stderr
        told = run(
            "ask", "Which pioneer is piloting a crisis house?", "--searcher", address, "--data", tmp_path / "new"
        )
        assert "crisis house" in told.stdout
    finally:
        delete(engine, "restored")


def test_an_assistant_asks_the_index_in_the_engine(published: str, environment: dict[str, str], tmp_path: Path) -> None:
    command = ["-m", "web.cli.commands", "mcp", "--searcher", published, "--data", str(tmp_path / "none")]
    started = StdioServerParameters(command=sys.executable, args=command, env=environment)

    async def ask() -> Any:
        async with Client(stdio_client(started)) as client:
            return await client.call_tool("ask", {"question": "Which pioneer is piloting a crisis house?"})

    told = asyncio.run(asyncio.wait_for(ask(), 120)).structured_content
    assert told["status"] == "answered"
    assert not (tmp_path / "none" / "index").exists()


def test_with_the_encoder_the_index_is_published_with_its_vectors(run: Run, engine: Nodes, tmp_path: Path) -> None:
    told = ("--searcher", f"{engine.url()}/encoded", "--data", tmp_path, "--encoder", DEFAULT_ENCODER)
    question = "Where may people stay who are in a crisis?"
    try:
        run("index", *told)
        here = json.loads(run("ask", question, "--json", "--data", tmp_path, "--encoder", DEFAULT_ENCODER).stdout)
        there = json.loads(run("ask", question, "--json", *told).stdout)
        assert here["passages"]
        assert {**here, "took_ms": 0} == {**there, "took_ms": 0}
        done = run("ask", question, *told[:4])
        assert (done.exit_code, "was built with an encoder, and there is none" in done.stderr) == (1, True)
    finally:
        delete(engine, "encoded")
