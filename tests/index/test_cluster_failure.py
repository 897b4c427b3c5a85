"""What goes wrong with an index in OpenSearch is told, and never a wrong or partial reply: real nodes, killed."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

import pytest
from click.testing import Result
from flask.testing import FlaskClient
from live import until
from opensearch_nodes import PATIENCE, Nodes
from werkzeug.test import TestResponse

from index import ClusterIndex, EngineError, IndexFolder, open_cluster, open_index
from index.cluster.client import Address
from index.cluster.searcher import ClusterSearcher
from qa import Request, answer
from web.app import create_app
from web.jobs.keeper import Keeper
from web.jobs.store import JobStore
from web.service import Service
from web.settings import Where

TESTS = Path(__file__).parent.parent

QUESTIONS = ("Which pioneer is piloting a crisis house?", "How many pioneers are there?", "Who is the care minister?")
TERMS = ("pioneer", "care", "health", "integr", "commun", "servic", "local", "support")


def published(nodes: Nodes, index: Path, place: Path, settings: str) -> ClusterIndex:
    """The index of the shipped articles in a cluster, asked by all of its nodes."""
    cluster = open_cluster(f"{nodes.urls()}/test?{settings}", place)
    cluster.publish(index)
    return cluster


ASKED, KILLED_AFTER, SETTLED = 2000, 600, 200
"""How often a cluster is asked; after how many replies a node is killed; and after how many right ones in a row the
others are taken to have settled."""


def refused_while_a_node_is_killed(nodes: Nodes, ask: Callable[[int], bool]) -> int:
    """Ask from four threads, and kill a node meanwhile; returns how often that was refused, as `ask` tells by False.

    Nothing may be refused before the kill, nor what is asked once the others have settled.
    """
    replied, refused, done = list[bool](), list[int](), count(1)

    def run(first: int) -> None:
        for number in range(first, ASKED, 4):
            begun = len(replied)
            replied.append(ask(number))
            if not replied[-1]:
                refused.append(begun)
            if next(done) == KILLED_AFTER:
                nodes.kill(1)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(run, range(4)))
    assert len(replied) == ASKED
    assert all(replied[:KILLED_AFTER])
    settled = [at for at in range(KILLED_AFTER + SETTLED, ASKED) if all(replied[at - SETTLED : at])]
    assert settled
    assert [begun for begun in refused if begun >= settled[0]] == []
    return len(refused)


def test_a_node_that_is_killed_makes_no_reply_wrong(three_nodes: Nodes, shipped_index: Path, tmp_path: Path) -> None:
    local = open_index(shipped_index)
    cluster = published(three_nodes, shipped_index, tmp_path / "words", "shards=3&replicas=1").searcher()
    searches = [{one: 1.0, other: 0.5} for one in TERMS for other in TERMS if one != other]
    right = [local.search(weights, limit=20) for weights in searches]
    wrong = []

    def ask(number: int) -> bool:
        try:
            if cluster.search(searches[number % len(searches)], limit=20) != right[number % len(searches)]:
                wrong.append(number)
        except EngineError:
            return False
        return True

    refused_while_a_node_is_killed(three_nodes, ask)
    assert wrong == []
    assert [answer(Request(asked), cluster) for asked in QUESTIONS] == [
        answer(Request(asked), local) for asked in QUESTIONS
    ]


def told(client: FlaskClient, question: str) -> tuple[TestResponse, dict[str, object]]:
    """What the service replies, and what it says, but for how long it took."""
    reply = client.post("/api/v1/ask", json={"question": question})
    return reply, {name: value for name, value in reply.json.items() if name != "took_ms"}


def test_two_thousand_questions_while_a_node_is_killed(
    three_nodes: Nodes, shipped_index: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    cluster = published(three_nodes, shipped_index, tmp_path / "words", "shards=3&replicas=1")

    def remembers_nothing() -> ClusterSearcher:
        searcher = cluster.searcher()
        searcher._records._known = {}
        service._caches.clear()
        return searcher

    service = Service(remembers_nothing)
    local, app = create_app(Service(IndexFolder(shipped_index).searcher)), create_app(service)
    lines = (TESTS / "questions" / "pioneers.jsonl").read_text("utf-8").splitlines()
    asked = [read["question"] for line in lines if "question" in (read := json.loads(line))]
    right = {question: told(local.test_client(), question)[1] for question in asked}
    wrong, taken = list[object](), list[float]()

    def ask(number: int) -> bool:
        question, began = asked[number % len(asked)], time.monotonic()
        reply, said = told(app.test_client(), question)
        taken.append(time.monotonic() - began)
        if reply.status_code == 503 and reply.headers.get("Retry-After") == "5":
            return False
        if reply.status_code != 200 or said != right[question]:
            wrong.append((question, said))
        return True

    record_property("refused", refused_while_a_node_is_killed(three_nodes, ask))
    record_property("slowest", max(taken))
    assert wrong == []


def test_a_missing_shard_is_an_error_and_no_partial_reply(
    three_nodes: Nodes, shipped_index: Path, tmp_path: Path
) -> None:
    cluster = published(three_nodes, shipped_index, tmp_path / "words", "shards=3&replicas=0").searcher()
    assert cluster.search({"pioneer": 1.0}, limit=20)
    three_nodes.kill(2)
    for asked in QUESTIONS:
        with pytest.raises(EngineError, match=r"does not answer|part of the index"):
            answer(Request(asked), cluster)


def test_with_a_missing_shard_the_service_is_not_ready_and_the_doctor_says_why_until_the_node_is_back(
    three_nodes: Nodes, run: Callable[..., Result], data: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "pioneer")
    cluster = published(three_nodes, data / "index", tmp_path / "words", "shards=3&replicas=0")
    client = create_app(Service(cluster.searcher)).test_client()
    keeper = Keeper(cluster, Where(data, data / "index"), JobStore(data))

    def ready(status: int) -> TestResponse | None:
        reply = client.get("/readyz")
        return reply if reply.status_code == status else None

    def examined() -> tuple[int, str]:
        done = run("doctor", "--searcher", f"{three_nodes.urls()}/test", "--data", data, "--port", "0")
        (told,) = (line for line in done.stdout.splitlines() if "engine: " in line)
        return done.exit_code, told

    assert ready(200) is not None
    assert "green, of the version that is indexed here" in examined()[1]
    three_nodes.kill(2)
    refused = until(lambda: ready(503))
    assert (refused.json["code"], refused.headers["Retry-After"]) == ("index_unavailable", "5")
    keeper._move_on()
    assert re.search(r"does not answer: .*503|a part of the index did not answer", caplog.text)
    status, told = examined()
    assert (status, told.startswith("wrong")) == (1, True)
    assert told.endswith("red: 1 of its shards are missing; start the nodes that hold them")
    three_nodes.start(2)
    assert until(lambda: ready(200), patience=PATIENCE).json["index"]["version"] == cluster.searcher().version
    keeper._move_on()
    assert "the published index answers again" in caplog.text
    status, told = examined()
    assert (status, "green, of the version that is indexed here" in told) == (0, True)


OLD = {
    "name": "n0",
    "cluster_name": "archive",
    "cluster_uuid": "sVvJ2dEDTmqGm0WQkY9O2A",
    "version": {
        "distribution": "opensearch",
        "number": "2.11.1",
        "build_type": "tar",
        "build_hash": "6b1986e964d440be9137eba1413015c31c5a7752",
        "build_date": "2023-11-29T21:45:55.524809067Z",
        "build_snapshot": False,
        "lucene_version": "9.7.0",
        "minimum_wire_compatibility_version": "7.10.0",
        "minimum_index_compatibility_version": "7.0.0",
    },
    "tagline": "The OpenSearch Project: https://opensearch.org/",
}
"""What OpenSearch 2.11.1 says of itself."""


@contextmanager
def replying(status: int, body: object) -> Iterator[str]:
    """The address of a server that replies the same to whatever is asked, as another engine or a guard would."""

    class Reply(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Reply) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"opensearch://name:secret@127.0.0.1:{server.server_port}/test"
        server.shutdown()


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        pytest.param(401, {}, "does not know this user", id="wrong-credentials"),
        pytest.param(403, {}, "does not allow this user what was asked", id="not-allowed"),
        pytest.param(
            200, OLD, r"is opensearch 2\.11\.1; OpenSearch from 2\.17 on is needed", id="as-an-old-one-replies"
        ),
        pytest.param(200, {"version": {"number": "1.3.20", "distribution": "opensearch"}}, "from 2.17 on", id="old"),
        pytest.param(200, {"version": {"number": "8.1.0"}}, "is another engine 8.1.0", id="another-engine"),
        pytest.param(200, [], "replies what is not expected", id="no-engine"),
        pytest.param(503, {"error": {"type": "x", "reason": "no manager"}}, "says 503: x: no manager", id="not-now"),
        pytest.param(400, {"error": {"type": "x", "reason": "no"}}, r"refuses what was asked \(400\): x: no", id="no"),
    ],
)
def test_what_an_engine_refuses_is_told(
    status: int, body: object, told: str, shipped_index: Path, tmp_path: Path
) -> None:
    with replying(status, body) as address, pytest.raises(EngineError, match=told) as raised:
        open_cluster(address, tmp_path).publish(shipped_index)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param({"_shards": {"total": 3, "successful": 2, "failed": 0}}, id="a-shard-is-missing"),
        pytest.param({"_shards": {"total": 3, "successful": 3, "failed": 1}}, id="a-shard-failed"),
        pytest.param({"timed_out": True, "_shards": {"total": 3, "successful": 3, "failed": 0}}, id="timed-out"),
    ],
)
def test_a_reply_that_is_not_whole_is_an_error(reply: dict[str, object], tmp_path: Path) -> None:
    with replying(200, reply) as address, pytest.raises(EngineError, match="a part of the index did not answer"):
        open_cluster(address, tmp_path).client.read("GET", "/test/_search", dict)


def test_an_engine_that_is_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"cannot be reached .*see whether OpenSearch runs"):
        open_cluster("opensearch://127.0.0.1:9/test", tmp_path).searcher()


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        pytest.param("http://127.0.0.1/test", "write it as", id="scheme"),
        pytest.param("opensearch://127.0.0.1", "prefix", id="no-prefix"),
        pytest.param("opensearch://127.0.0.1/Test", "prefix", id="a-prefix-that-is-no-name"),
        pytest.param("opensearch://127.0.0.1/test?ca=x", "opensearchs", id="files-without-tls"),
        pytest.param("opensearch://127.0.0.1/test?shards=many", "each a number", id="no-number"),
        pytest.param("opensearch://127.0.0.1/test?color=red", "it takes", id="unknown"),
        pytest.param("opensearch:///test", "write it as", id="no-host"),
        pytest.param("opensearch://name:secret@127.0.0.1", "prefix", id="with-a-password"),
    ],
)
def test_an_address_that_is_none_is_told(told: str, wrong: str, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=wrong) as raised:
        open_cluster(told, tmp_path)
    assert "secret" not in str(raised.value)


def test_an_address_tells_all_there_is_to_know() -> None:
    read = Address.parse("opensearchs://me:p%40ss@a.example,[::1]:9201/qa?shards=3&replicas=1&ca=ca.pem")
    assert (read.nodes, read.prefix, read.tls) == (("a.example:9200", "[::1]:9201"), "qa", True)
    assert (read.user, read.password, read.files) == ("me", "p@ss", (("ca", "ca.pem"),))
    assert (read.shards, read.replicas) == (3, 1)
    assert "p@ss" not in f"{read} {read!r}"


def test_a_file_of_tls_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="a file of TLS cannot be read"):
        open_cluster(f"opensearchs://127.0.0.1/test?ca={tmp_path / 'none.pem'}", tmp_path)
