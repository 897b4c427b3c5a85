"""Documents that come to a real server: whoever may not change anything is refused before theirs comes."""

import http.client
import json
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from web.settings import MAX_UPLOAD, Scope
from web.store.token import new_token

Start = Callable[..., Any]
FORM = "multipart/form-data; boundary=x"


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, copy_data: Callable[[Path], Path], start_server: Start
) -> tuple[Any, dict[str, str]]:
    """A server with articles of its own, and a token of each scope."""
    data = copy_data(tmp_path_factory.mktemp("uploads") / "data")
    made = {str(scope): new_token(data, str(scope), scope) for scope in Scope} | {"wrong": "x" * 43}
    return start_server("--data", data, "--workers", "1"), made


def begun(url: str, line: str, headers: dict[str, str], body: bytes = b"") -> socket.socket:
    """A connection on which a document of the greatest length is announced, and as much of it sent as is told."""
    connection = socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=30)
    sent = {"Host": "localhost", "Content-Length": str(MAX_UPLOAD), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    connection.sendall(f"{line} HTTP/1.1\r\n{head}\r\n".encode() + body)
    return connection


def whole_reply(connection: socket.socket) -> tuple[int, bytes]:
    """The status and the body of the reply, after which the server closes."""
    got = b""
    while piece := connection.recv(65536):
        got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    assert b"Connection: close" in head
    return int(head.split()[1]), body


@pytest.mark.parametrize("expects", [{}, {"Expect": "100-continue"}], ids=["at-once", "after-it-is-told-to-go-on"])
@pytest.mark.parametrize(
    ("token", "status", "code"),
    [
        pytest.param(None, 401, "unauthorized", id="no-token"),
        pytest.param("wrong", 401, "unauthorized", id="a-wrong-token"),
        pytest.param("ask", 403, "insufficient_scope", id="too-small-a-scope"),
    ],
)
def test_whoever_may_not_send_a_document_is_refused_before_it_comes(
    served: tuple[Any, dict[str, str]], token: str | None, status: int, code: str, expects: dict[str, str]
) -> None:
    server, tokens = served
    headers = {"Content-Type": "text/plain", **expects}
    if token:
        headers["Authorization"] = f"Bearer {tokens[token]}"
    smuggled = b"DELETE /api/v1/articles/x HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with begun(server.url, "PUT /api/v1/articles/ferry", headers, b"" if expects else smuggled) as connection:
        found, body = whole_reply(connection)
    assert (found, json.loads(body)["code"]) == (status, code)


def test_a_form_of_nobody_who_is_signed_in_is_refused_before_it_comes(served: tuple[Any, dict[str, str]]) -> None:
    headers = {"Content-Type": FORM, "Cookie": "pioneer-qa-session=visitor.x.y"}
    with begun(served[0].url, "POST /library/articles", headers) as connection:
        status, body = whole_reply(connection)
    assert (status, json.loads(body)["code"]) == (403, "not_signed_in")


def test_the_document_of_whoever_may_send_it_is_waited_for(served: tuple[Any, dict[str, str]]) -> None:
    server, tokens = served
    headers = {"Content-Type": "text/plain", "Authorization": f"Bearer {tokens['write']}", "Expect": "100-continue"}
    with begun(server.url, "PUT /api/v1/articles/ferry", headers) as connection:
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"


@pytest.mark.parametrize("length", [MAX_UPLOAD + 1, 10**9], ids=["a-byte-too-long", "a-gigabyte"])
def test_a_document_that_is_said_to_be_too_long_is_refused_before_it_comes(
    served: tuple[Any, dict[str, str]], length: int
) -> None:
    server, tokens = served
    headers = {"Authorization": f"Bearer {tokens['write']}", "Content-Length": str(length)}
    with begun(server.url, "PUT /api/v1/articles/ferry", headers) as connection:
        status, body = whole_reply(connection)
    assert (status, json.loads(body)["code"]) == (413, "body_too_large")


def test_the_form_of_whoever_is_signed_in_is_waited_for(served: tuple[Any, dict[str, str]]) -> None:
    server, tokens = served
    with closing(http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)) as client:
        form = urlencode({"token": tokens["write"]})
        client.request("POST", "/sign-in", form, {"Content-Type": "application/x-www-form-urlencoded"})
        reply = client.getresponse()
        assert reply.status == 303, reply.read()
        cookie = str(reply.headers["Set-Cookie"]).partition(";")[0]
    headers = {"Content-Type": FORM, "Cookie": cookie, "Expect": "100-continue"}
    with begun(server.url, "POST /library/articles", headers) as connection:
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
