"""Connections of a real server: clients that send nothing, little, half, or too much, and those that come after."""

import json
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from waitress.adjustments import Adjustments
from waitress.channel import ClientDisconnected

from web.server.connections import ROOM, Connections, TooBusy, _Channel
from web.settings import MAX_BODY

Start = Callable[..., Any]

HEAD = b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
QUESTION = b'{"question": "crisis house?"}'
ASK = HEAD + b"Content-Length: %d\r\n\r\n%b" % (len(QUESTION), QUESTION)
IMPATIENT = """
import web.cli.commands, web.server.connections as kept
kept.HEAD = kept.STALL = 1.0
kept.WHOLE = 3.0
web.cli.commands.main()
"""
SHORT_QUEUE = """
import time
import web.cli.commands, web.service, web.server.connections as kept, web.server.serve as serving
serving.OPTIONS["threads"] = 1
kept.QUEUE = 2
real = web.service.answer
web.service.answer = lambda *asked: time.sleep(4) or real(*asked)
web.cli.commands.main()
"""

SLOW = """
import time
import web.cli.commands, web.service, web.server.serve as serving
serving.OPTIONS["threads"] = 8
real = web.service.answer
def answer(request, *asked):
    time.sleep(20 if "slow" in request.question else 0)
    return real(request, *asked)
web.service.answer = answer
web.cli.commands.main()
"""


def connect(url: str) -> socket.socket:
    return socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=20)


def read(connection: socket.socket) -> bytes:
    """All that comes until the server closes; what it resets counts as closed."""
    got = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            got += piece
    return got


def read_reply(connection: socket.socket) -> bytes:
    """One reply that holds JSON, on a connection that stays."""
    got = b""
    while not got.endswith(b"}"):
        got += connection.recv(65536)
    return got


def asked(url: str) -> tuple[bytes, float]:
    """The status line of a reply to a question, and the seconds that it took."""
    began = time.monotonic()
    with connect(url) as connection:
        connection.sendall(ASK)
        return connection.recv(65536).partition(b"\r\n")[0], time.monotonic() - began


@contextmanager
def many(url: str, number: int, first: bytes, then: bytes = b"") -> Iterator[list[socket.socket]]:
    """Connections that each send something, and then something more again and again."""
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(0.5):
            for connection in opened:
                with suppress(OSError):
                    connection.sendall(then)

    with ExitStack() as all_of_them:
        opened = [all_of_them.enter_context(connect(url)) for _ in range(number)]
        for connection in opened:
            connection.sendall(first)
        if then:
            threading.Thread(target=drip, daemon=True).start()
        try:
            yield opened
        finally:
            stop.set()


@pytest.mark.parametrize(
    ("first", "then"),
    [
        pytest.param(b"", b"", id="nothing"),
        pytest.param(HEAD, b"X: y\r\n", id="a header line now and then"),
        pytest.param(HEAD + b"Content-Length: 5000\r\n\r\n{", b" ", id="a body byte by byte"),
    ],
)
def test_two_hundred_clients_that_send_little_delay_nobody(server: Any, first: bytes, then: bytes) -> None:
    with many(server.url, 200, first, then):
        time.sleep(1)
        status, seconds = asked(server.url)
    assert (status, seconds < 3) == (b"HTTP/1.1 200 OK", True)


@pytest.mark.parametrize(
    ("first", "then", "most"),
    [
        pytest.param(b"", b"", 4, id="silent"),
        pytest.param(b"POST /api/v1/ask HTTP/1.1\r\nHo", b"", 4, id="silent within the head"),
        pytest.param(HEAD, b"X: y\r\n", 4, id="slow within the head"),
        pytest.param(HEAD + b"Content-Length: 50\r\n\r\n{", b"", 4, id="silent within the body"),
        pytest.param(HEAD + b"Content-Length: 50\r\n\r\n{", b" ", 8, id="slow within the body"),
    ],
)
def test_a_request_that_does_not_come_is_not_waited_for(impatient: Any, first: bytes, then: bytes, most: float) -> None:
    began = time.monotonic()
    with many(impatient.url, 1, first, then) as (connection,):
        assert read(connection) == b""
    assert time.monotonic() - began < most
    assert "Traceback" not in impatient.output.read_text("utf-8")


@pytest.fixture
def impatient(shipped_index: Path, start_server: Start) -> Any:
    return start_server("--index", shipped_index, "--workers", "1", program=(sys.executable, "-c", IMPATIENT, "serve"))


def test_the_connection_that_was_silent_longest_gives_way_to_a_new_one(
    shipped_index: Path, start_server: Start
) -> None:
    server = start_server("--index", shipped_index, "--workers", "1", "--idle", "3")
    with many(server.url, 3, b"") as (oldest, *others):
        time.sleep(0.5)
        with connect(server.url) as newest:
            newest.sendall(ASK)
            assert newest.recv(65536).startswith(b"HTTP/1.1 200")
            assert oldest.recv(10) == b""
            for other in others:  # they may still ask
                other.sendall(ASK)
                assert other.recv(65536).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"Content-Length: 500\r\n\r\n" + QUESTION, id="of known length"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n1d\r\n" + QUESTION + b"\r\n", id="in chunks"),
    ],
)
def test_half_a_request_is_never_answered(server: Any, body: bytes) -> None:
    before = server.output.read_text("utf-8").count("route=/api/v1/ask status=200")
    with connect(server.url) as connection:
        connection.sendall(HEAD + body)
        connection.shutdown(socket.SHUT_WR)
        assert read(connection) == b""
    assert server.output.read_text("utf-8").count("route=/api/v1/ask status=200") == before


def test_who_has_sent_a_whole_request_may_shut_that_direction(server: Any) -> None:
    with connect(server.url) as connection:
        connection.sendall(ASK.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        connection.shutdown(socket.SHUT_WR)
        assert read(connection).startswith(b"HTTP/1.1 200 OK")


CHUNKED = b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param(CHUNKED + b"\r\nZZ\r\n{}\r\n0\r\n\r\n", id="a chunk of no length"),
        pytest.param(CHUNKED + b"\r\n2\r\n{}XX0\r\n\r\n", id="a chunk that ends otherwise"),
        pytest.param(CHUNKED + b"Content-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n", id="two lengths"),
        pytest.param(b"Content-Length: -2\r\n\r\n{}", id="a length below nothing"),
        pytest.param(b"Content-Length: 2, 2\r\n\r\n{}", id="two numbers"),
        pytest.param(b"Transfer-Encoding: gzip\r\n\r\n{}", id="another coding"),
    ],
)
def test_a_body_whose_end_cannot_be_told_is_refused(server: Any, rest: bytes) -> None:
    with connect(server.url) as connection:
        connection.sendall(HEAD + rest)
        head, _, body = read(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400") and b"\r\nContent-Type: application/problem+json" in head
    assert json.loads(body)["code"] == "bad_request"


@pytest.mark.parametrize(
    ("start", "length"),
    [("POST /api/v1/ask", MAX_BODY + 1), ("POST /nothing", 10**9), ("POST /nothing", 10**12)],
)
def test_a_body_that_is_said_to_be_too_long_is_refused_before_it_comes(server: Any, start: str, length: int) -> None:
    with connect(server.url) as connection:
        connection.sendall(f"{start} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n".encode())
        head, _, body = read(connection).partition(b"\r\n\r\n")
    assert (head[:12], json.loads(body)["code"]) == (b"HTTP/1.1 413", "body_too_large")


def test_beyond_a_full_queue_requests_are_refused_at_once(shipped_index: Path, start_server: Start) -> None:
    server = start_server(
        "--index", shipped_index, "--workers", "1", program=(sys.executable, "-c", SHORT_QUEUE, "serve")
    )
    began = time.monotonic()
    with many(server.url, 8, ASK) as asking:
        replies = {}
        for connection in reversed(asking):  # the first ones are answered only after a while
            replies[connection] = read_reply(connection), time.monotonic() - began
    refused = [reply for reply, _ in replies.values() if reply.startswith(b"HTTP/1.1 503")]
    assert 8 - 1 - 2 <= len(refused) < 8  # more where what waits has waited long before the last ones come
    assert all(b'"too_busy"' in reply and b"\r\nRetry-After: 5\r\n" in reply for reply in refused)
    assert min(seconds for reply, seconds in replies.values() if reply.startswith(b"HTTP/1.1 503")) < 4
    assert {reply[:15] for reply, _ in replies.values() if reply not in refused} == {b"HTTP/1.1 200 OK"}


def test_beyond_what_can_be_answered_and_what_a_client_may_replies_are_orderly(
    shipped_index: Path, start_server: Start
) -> None:
    arguments = ("--workers", "1", "--trust-proxy", "127.0.0.1", "--rate", "ask=2/7200")
    server = start_server("--index", shipped_index, *arguments, program=(sys.executable, "-c", SHORT_QUEUE, "serve"))

    def ask_from(address: str) -> bytes:
        return ASK.replace(b"Host:", f"X-Forwarded-For: {address}\r\nHost:".encode())

    with many(server.url, 12, ask_from("192.0.2.7")) as asking:
        replies = [read_reply(connection) for connection in asking]
    with connect(server.url) as again, connect(server.url) as another:
        again.sendall(ask_from("192.0.2.7"))
        replies.append(read_reply(again))
        another.sendall(ask_from("192.0.2.8"))
        assert read_reply(another).startswith(b"HTTP/1.1 200")
    found = Counter(int(reply[9:12]) for reply in replies)
    assert replies[-1].startswith(b"HTTP/1.1 429")
    assert (found[200], found[429] + found[503]) == (2, 11) and found[503] > 0
    for reply in replies:
        head, _, body = reply.partition(b"\r\n\r\n")
        if not reply.startswith(b"HTTP/1.1 200"):
            assert int(head.partition(b"\r\nRetry-After: ")[2].split()[0]) > 0
            assert json.loads(body)["code"] in ("too_often", "too_busy")


def test_a_document_that_waits_for_a_thread_takes_room_and_one_that_is_refused_takes_none() -> None:
    def document(size: int, error: object = None) -> SimpleNamespace:
        return SimpleNamespace(body_bytes_received=size, error=error)

    kept = Connections.__new__(Connections)
    here = SimpleNamespace(request=document(1_000), requests=[])
    kept.active_channels = {1: here, 2: SimpleNamespace(request=None, requests=[document(ROOM)])}
    assert not kept.has_room()
    kept.active_channels[2] = SimpleNamespace(request=None, requests=[document(ROOM, TooBusy("much to do"))])
    assert kept.has_room()


def test_questions_that_take_too_long_are_given_up_and_hold_up_nothing_but_questions(
    shipped_index: Path, start_server: Start
) -> None:
    arguments = ("--index", shipped_index, "--workers", "1", "--budget", "2")
    server = start_server(*arguments, program=(sys.executable, "-c", SLOW, "serve"))
    slow = [b'{"question": "slow house? %d"}' % number for number in range(2)]
    with many(server.url, 2, b"") as asking, connect(server.url) as reading:
        began = time.monotonic()
        for connection, question in zip(asking, slow, strict=True):
            connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n%b" % (len(question), question))
        for path in (b"/healthz", b"/api/v1/articles"):
            reading.sendall(b"GET %b HTTP/1.1\r\nHost: localhost\r\n\r\n" % path)
            assert read_reply(reading).startswith(b"HTTP/1.1 200")
        read_after = time.monotonic() - began
        replies = [read(connection) for connection in asking]
        given_up_after = time.monotonic() - began
    assert read_after < given_up_after < 15
    for reply in replies:
        head, _, body = reply.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503") and b"\r\nRetry-After: 5" in head
        assert json.loads(body)["code"] == "took_too_long"


@pytest.fixture
def channel() -> Iterator[_Channel]:
    """A connection that has a request in hand for a long time, and whose client takes nothing yet."""
    server = SimpleNamespace(
        active_channels={}, adj=Adjustments(ident=None), has_room=bool, make_room=bool, pull_trigger=bool
    )
    ours, theirs = socket.socketpair()
    with ours, theirs:
        channel = _Channel(server, ours, ("192.0.2.7", 1), server.adj, {})  # type: ignore[arg-type]
        channel.requests = [SimpleNamespace(version="1.1", headers={})]
        channel.moved = channel.since = time.monotonic() - 1_000
        channel._flush_some = lambda do_close=True: False
        yield channel


def test_a_reply_that_was_long_in_the_making_is_not_one_that_nobody_takes(channel: _Channel) -> None:
    channel.write_soon(b"HTTP/1.1 200 OK")
    assert not channel.is_late(time.monotonic())
    channel.requests = []
    assert not channel.is_late(time.monotonic())
    channel.give_up()
    assert not channel.given_up


def test_of_a_request_that_is_given_up_nothing_else_is_sent(channel: _Channel) -> None:
    channel.give_up()
    sent = channel.total_outbufs_len
    assert channel.outbufs[-1].get(sent).startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    with pytest.raises(ClientDisconnected):
        channel.write_soon(b"HTTP/1.1 200 OK")
    channel.give_up()
    assert channel.total_outbufs_len == sent > 100
