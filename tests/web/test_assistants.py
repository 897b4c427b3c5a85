"""What an assistant gets, asked by the protocol's own client: within this process, from a program, and over HTTP."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from web.assistants import make_server
from web.service import Service

CRISIS = "Which pioneer is piloting a crisis house?"
ASKED_BY_ANOTHER_NAME = (
    b"POST /mcp HTTP/1.1\r\nHost: qa.example\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
)
COMMAND = ("-m", "web.cli.commands", "mcp")


def with_client(place: Any, use: Callable[[Client], Awaitable[Any]]) -> Any:
    """What comes of using a client of a server."""

    async def run() -> Any:
        async with Client(place) as client:
            return await use(client)

    return asyncio.run(asyncio.wait_for(run(), 60))


def call(place: Any, tool: str, **arguments: Any) -> Any:
    return with_client(place, lambda client: client.call_tool(tool, arguments))


@pytest.fixture
def server(service: Service) -> Any:
    return make_server(service)


def test_the_tools_are_three_and_only_read(server: Any) -> None:
    tools = with_client(server, lambda client: client.list_tools()).tools
    assert [tool.name for tool in tools] == ["ask", "search", "read_article"]
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)
    assert tools[0].input_schema["required"] == ["question"]


def test_an_answer_is_the_reply_of_the_api_with_its_citations(server: Any, client: FlaskClient) -> None:
    told = call(server, "ask", question=CRISIS).structured_content
    reply = client.post("/api/v1/ask", json={"question": CRISIS}).get_json()
    assert told["passages"][0]["citations"][0]["href"]
    assert {**told, "took_ms": 0} == {**reply, "took_ms": 0}


def test_a_question_may_lean_on_those_before_it(server: Any) -> None:
    told = call(server, "ask", question="Where is that?", history=[CRISIS]).structured_content
    assert told["interpretation"]["carried_over"]


def test_a_search_gives_passages_also_where_nothing_answers(server: Any, service: Service) -> None:
    told = call(server, "search", words="hospital beds on the moon", limit=3).structured_content
    assert 1 <= len(told["passages"]) <= 3
    for passage in told["passages"]:
        cited = passage["citations"][0]
        article = service.searcher().article(cited["article_id"])
        assert article is not None
        assert article.text[cited["start"] : cited["end"]] == cited["quote"]


def test_an_article_is_read_in_parts(server: Any, service: Service) -> None:
    card = service.searcher().cards(limit=1)[0]
    first = call(server, "read_article", article_id=card.id, limit=5).structured_content
    second = call(server, "read_article", article_id=card.id, first=5, limit=5).structured_content
    assert (len(first["sentences"]), first["next_cursor"]) == (5, "5")
    assert second["sentences"][0]["start"] >= first["sentences"][-1]["end"]


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        pytest.param("ask", {"question": ""}, "question", id="no-question"),
        pytest.param("ask", {"question": "a" * 1001}, "question", id="a-long-question"),
        pytest.param("ask", {"question": "Who?", "limit": 0}, "limit", id="no-passages"),
        pytest.param("ask", {"question": "\ud800"}, "", id="no-unicode"),
        pytest.param("read_article", {"article_id": "../token"}, "no article", id="a-way-out"),
        pytest.param("read_article", {"article_id": "none", "first": -1}, "first", id="before-the-first-sentence"),
    ],
)
def test_what_cannot_be_done_is_an_error_with_words(
    server: Any, tool: str, arguments: dict[str, Any], words: str
) -> None:
    done = call(server, tool, **arguments)
    assert done.is_error
    assert words in done.content[0].text


def test_a_program_is_asked_over_its_standard_input(shipped_index: Path, environment: dict[str, str]) -> None:
    started = StdioServerParameters(
        command=sys.executable, args=[*COMMAND, "--index", str(shipped_index)], env=environment
    )
    told = call(stdio_client(started), "ask", question=CRISIS).structured_content
    assert told["status"] == "answered"


def test_a_program_is_asked_over_http_and_by_its_own_names_alone(
    shipped_index: Path, environment: dict[str, str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, *COMMAND, "--index", str(shipped_index), "--http", str(port)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    try:
        told = asyncio.run(asyncio.wait_for(_ask_once_there(port), 60)).structured_content
        assert told["status"] == "answered"
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(ASKED_BY_ANOTHER_NAME)
            assert connection.recv(100).startswith(b"HTTP/1.1 421")
    finally:
        process.terminate()
        assert CRISIS.encode() not in process.communicate(timeout=30)[1]


async def _ask_once_there(port: int) -> Any:
    while True:
        try:
            (await asyncio.open_connection("127.0.0.1", port))[1].close()
            break
        except OSError:
            await asyncio.sleep(0.05)
    async with Client(f"http://127.0.0.1:{port}/mcp") as client:
        return await client.call_tool("ask", {"question": CRISIS})
