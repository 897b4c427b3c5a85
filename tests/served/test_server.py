"""The server as a real process: what the HTTP layer under the app does, how it stops, and what it writes."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from web.settings import MAX_BODY

CRISIS = "Which pioneer is piloting a crisis house?"
JSON = {"Content-Type": "application/json"}
Start = Callable[..., Any]

# Programs like `pioneer-qa serve`, but for one thing. They are told the place of the index as their last argument.
FAILING = """
import sys
from pathlib import Path
from index import IndexFolder
from web.app import create_app
from web.server.serve import serve
from web.service import Service
from web.settings import Settings, Where

class Failing(Service):
    __slots__ = ()
    def answer(self, request, searcher, **told):
        raise LookupError(request.question)

place = Path(sys.argv[-1])
folder = IndexFolder(place)
serve(Settings("127.0.0.1", 0, 1, Where(place, place)), lambda: create_app(Failing(folder.searcher)))
"""
DELIBERATE = """
import time
import web.cli.commands, web.service
real = web.service.answer
web.service.answer = lambda *asked: print("asked", flush=True) or time.sleep(1) or real(*asked)
web.cli.commands.main()
"""


def connect(url: str) -> socket.socket:
    return socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=20)


def exchange(url: str, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes that no client library would, and read the reply until the server closes."""
    with connect(url) as connection:
        connection.sendall(request)
        reply = http.client.HTTPResponse(connection)
        reply.begin()
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()


def fetch(url: str, address: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    """GET, or POST where there is a body; any status is a reply."""
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)) as connection:
        connection.request("GET" if body is None else "POST", address, body, headers)
        reply = connection.getresponse()
        return reply.status, reply.read()


def post(url: str, question: str) -> dict[str, Any]:
    body = json.dumps({"question": question}).encode()
    status, reply = fetch(url, "/api/v1/ask", body, **JSON)
    assert status == 200
    return json.loads(reply)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def alive(pid: int) -> bool:
    """Whether a process runs; one that nobody has reaped yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def own_server(shipped_index: Path, start_server: Start) -> Any:
    """A server that a test may stop."""
    return start_server("--index", shipped_index, "--workers", "2")


def test_a_real_server_answers_a_real_question(server: Any) -> None:
    reply = post(server.url, CRISIS)
    assert reply["status"] == "answered"
    assert all(citation["verified"] for passage in reply["passages"] for citation in passage["citations"])


def test_a_body_may_come_in_chunks(server: Any) -> None:
    body = b'{"question": "crisis house?"}'
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:9], body[9:])) + b"0\r\n\r\n"
    head = b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    status, _, reply = exchange(server.url, head + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunks)
    assert (status, json.loads(reply)["question"]) == (200, "crisis house?")


@pytest.mark.parametrize("chunked", [True, False], ids=["in chunks", "of known length"])
def test_a_body_too_large_is_refused_however_it_comes(server: Any, chunked: bool) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)
    parts = iter([b'{"question": "x"' + b" " * MAX_BODY + b"}"])
    headers = {"Content-Type": "application/json"} | ({} if chunked else {"Content-Length": str(MAX_BODY + 17)})
    connection.request("POST", "/api/v1/ask", parts, headers, encode_chunked=chunked)
    reply = connection.getresponse()
    assert (reply.status, json.load(reply)["code"]) == (413, "body_too_large")
    connection.close()


@pytest.mark.parametrize(
    ("request_head", "status", "code"),
    [
        pytest.param(b"GET /?q=canary word HTTP/1.1\r\n", 400, "bad_request", id="space in the address"),
        pytest.param(b"canary\r\n", 400, "bad_request", id="no request line"),
        pytest.param("GET /?q=canary\N{SNOWMAN} HTTP/1.1\r\n".encode(), 400, "bad_request", id="address not encoded"),
        pytest.param(b"GET / HTTP/1.1\r\ncanary\r\n", 400, "bad_request", id="header without a colon"),
        pytest.param(b"GET /?q=" + b"canary" * 2000 + b" HTTP/1.1\r\n", 414, "address_too_long", id="long address"),
        pytest.param(
            b"GET / HTTP/1.1\r\nCanary: " + b"canary" * 20_000 + b"\r\n", 431, "headers_too_large", id="large header"
        ),
    ],
)
def test_what_is_no_http_gets_a_problem_and_its_words_are_neither_repeated_nor_logged(
    server: Any, request_head: bytes, status: int, code: str
) -> None:
    got, headers, body = exchange(server.url, request_head + b"Host: localhost\r\nConnection: close\r\n\r\n")
    assert (got, headers["content-type"], json.loads(body)["code"]) == (status, "application/problem+json", code)
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert b"canary" not in body
    assert "canary" not in server.output.read_text("utf-8").lower()


def test_a_questions_words_are_never_logged(server: Any) -> None:
    fetch(server.url, "/api/v1/ask?q=canary")
    fetch(
        server.url,
        "/api/v1/ask",
        b'{"question": "canary", "history": ["canary"]}',
        **JSON,
    )
    fetch(server.url, "/api/v1/ask", b'{"question": "canary"', **JSON)
    fetch(server.url, "/?q=canary")
    fetch(server.url, "/canary", **{"User-Agent": "canary", "Referer": "http://canary/", "X-Request-Id": "canary"})
    exchange(server.url, b"CANARY / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    written = server.output.read_text("utf-8")
    assert written.count("route=/api/v1/ask status=200") >= 2
    assert "route=unmatched status=404" in written
    assert "canary" not in written.lower()
    assert not [line for line in written.splitlines() if "127.0.0.1" in line and "listens" not in line]


def test_the_words_of_a_question_that_fails_are_not_logged_either(shipped_index: Path, start_server: Start) -> None:
    failing = start_server("--index", shipped_index, program=(sys.executable, "-c", FAILING))
    for address, body in (
        ("/api/v1/ask", b'{"question": "canary"}'),
        ("/api/v1/ask?q=canary", None),
        ("/?q=canary", None),
    ):
        status, reply = fetch(failing.url, address, body, **JSON)
        assert status == 500
        assert b"canary" not in reply
    written = failing.output.read_text("utf-8")
    assert written.count("failed; LookupError at") == 3
    assert "canary" not in written


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT], ids=lambda stop: stop.name)
def test_a_signal_stops_the_server_and_all_its_workers(own_server: Any, stop: signal.Signals) -> None:
    assert eventually(lambda: len(children(own_server.process.pid)) == 2)
    workers = children(own_server.process.pid)
    own_server.process.send_signal(stop)
    assert own_server.process.wait(20) == 0
    assert not any(map(alive, workers))
    assert "Traceback" not in own_server.output.read_text("utf-8")


@pytest.mark.long
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT], ids=lambda stop: stop.name)
def test_clients_that_ask_for_nothing_hold_up_the_end_for_a_few_seconds_at_most(
    own_server: Any, stop: signal.Signals
) -> None:
    silent = [connect(own_server.url) for _ in range(2)]
    silent += [connect(own_server.url) for _ in range(4)]
    silent[-1].sendall(b"POST /api/v1/ask HTTP/1.1\r\nHo")
    silent[-2].sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert silent[-2].recv(65536).startswith(b"HTTP/1.1 200")
    began = time.monotonic()
    own_server.process.send_signal(stop)
    assert own_server.process.wait(30) == 0
    assert time.monotonic() - began < 8
    assert "Traceback" not in own_server.output.read_text("utf-8")
    for connection in silent:
        connection.close()


@pytest.mark.parametrize("to", ["master", "all"])
def test_a_second_ctrl_c_ends_the_server_at_once(shipped_index: Path, start_server: Start, to: str) -> None:
    slow = DELIBERATE.replace("sleep(1)", "sleep(8)")
    server = start_server("--index", shipped_index, program=(sys.executable, "-c", slow, "serve"))
    with connect(server.url) as asking:
        asking.sendall(b"GET /api/v1/ask?q=crisis HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert eventually(lambda: "asked" in server.output.read_text("utf-8"))
        began = time.monotonic()
        for _ in range(2):  # a terminal tells every process of it
            for process in [server.process.pid, *(children(server.process.pid) if to == "all" else [])]:
                os.kill(process, signal.SIGINT)
            time.sleep(0.5)
        assert server.process.wait(20) == 0
        assert time.monotonic() - began < 5
        assert asking.recv(65536) == b""


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT], ids=lambda stop: stop.name)
def test_a_request_in_hand_is_finished_before_the_server_stops(
    shipped_index: Path, start_server: Start, stop: signal.Signals
) -> None:
    server = start_server("--index", shipped_index, program=(sys.executable, "-c", DELIBERATE, "serve"))
    with ThreadPoolExecutor() as pool:
        reply = pool.submit(post, server.url, "crisis house?")
        assert eventually(lambda: "asked" in server.output.read_text("utf-8"))
        for process in [server.process.pid, *(children(server.process.pid) if stop is signal.SIGINT else [])]:
            os.kill(process, stop)
        assert reply.result()["took_ms"] > 1000
    assert server.process.wait(20) == 0


def test_a_worker_that_dies_is_replaced(own_server: Any) -> None:
    dead = children(own_server.process.pid)[0]
    os.kill(dead, signal.SIGKILL)
    assert eventually(lambda: len(set(children(own_server.process.pid)) - {dead}) == 2)
    assert re.search(rf"Worker \(pid:{dead}\) was sent SIGKILL", own_server.output.read_text("utf-8"))
    assert post(own_server.url, "crisis house?")["status"]


def test_workers_do_not_outlive_a_server_that_was_killed(own_server: Any) -> None:
    workers = children(own_server.process.pid)
    own_server.process.kill()
    own_server.process.wait()
    assert eventually(lambda: not any(map(alive, workers)))


def test_a_port_in_use_is_told_in_one_line(server: Any, shipped_index: Path, environment: dict[str, str]) -> None:
    port = str(urlsplit(server.url).port)
    command = [sys.executable, "-m", "web.cli.commands", "serve", "--port", port, "--index", str(shipped_index)]
    second = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    assert second.returncode == 1
    assert second.stdout == ""
    assert second.stderr == (
        f"pioneer-qa: cannot listen on http://127.0.0.1:{port}: the port is in use; choose another with --port\n"
    )


def test_the_address_is_said_once_it_answers(server: Any) -> None:
    said = re.findall(r"Pioneer Q&A listens on (\S+)", server.output.read_text("utf-8"))
    assert said == [server.url]
    assert urlsplit(server.url).hostname == "127.0.0.1"


def test_a_new_index_answers_without_a_restart(
    tmp_path: Path, start_server: Start, environment: dict[str, str]
) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "first.txt").write_text("The first harbour opened in 1901.\n", "utf-8")
    server = start_server("--index", tmp_path / "index", "--corpus", articles, "--workers", "1")
    question = "When did the second harbour open?"
    assert post(server.url, question)["index"]["articles"] == 1
    (articles / "second.txt").write_text("The second harbour opened in 1955.\n", "utf-8")
    command = [sys.executable, "-m", "web.cli.commands", "index", "--corpus", articles, "--index", tmp_path / "index"]
    subprocess.run(command, check=True, capture_output=True, env=environment, timeout=60)
    reply = post(server.url, question)
    assert reply["index"]["articles"] == 2
    assert reply["passages"][0]["citations"][0]["article_id"] == "second"
