"""The page that tells of the API, and the snippets of `web/README.md`, run as they stand there against a server."""

import contextlib
import io
import re
from importlib import import_module
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from servers import RunningServer
from transcripts import ADDRESS, DOCUMENTS

QUOTE = "crisis house"
"""What the answer to the snippets' question quotes."""


def snippet(language: str, server: RunningServer, words: str = "") -> str:
    """The first block of a language in which some words stand, its address the server's."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENTS["web/README.md"], re.M | re.S)
    block = next(block for block in blocks if words in block)
    assert ADDRESS in block
    return str(block).replace(ADDRESS, server.url)


def test_the_snippet_in_python_prints_what_is_quoted(server: RunningServer) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(snippet("python", server), "web/README.md", "exec"), {})  # noqa: S102 (our own)
    assert QUOTE in printed.getvalue() and f"{server.url}/articles/" in printed.getvalue()


def test_the_retriever_of_langchain_finds_what_is_quoted_and_nothing_without_an_answer(server: RunningServer) -> None:
    held: dict[str, Any] = {}
    exec(compile(snippet("python", server, "langchain"), "web/README.md", "exec"), held)  # noqa: S102 (our own)
    found = held["retriever"].invoke("which pioneer set up a crisis house?")
    assert QUOTE in found[0].page_content
    assert found[0].metadata["quote"] == found[0].page_content
    assert held["retriever"].invoke("Which pioneer plans hydroponic tomatoes on Mars?") == []


def test_the_retriever_of_haystack_finds_what_is_quoted_and_nothing_without_an_answer(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAYSTACK_TELEMETRY_ENABLED", "False")  # or it would tell its makers that it runs
    held: dict[str, Any] = {}
    exec(compile(snippet("python", server, "haystack"), "web/README.md", "exec"), held)  # noqa: S102 (our own)
    pipeline = import_module("haystack").Pipeline()
    pipeline.add_component("retriever", held["retriever"])

    def found(question: str) -> Any:
        return pipeline.run({"retriever": {"query": question}})["retriever"]["documents"]

    (first, *_) = found("which pioneer set up a crisis house?")
    assert QUOTE in first.content == first.meta["quote"]
    assert found("Which pioneer plans hydroponic tomatoes on Mars?") == []


def test_the_snippet_in_javascript_logs_what_is_quoted(server: RunningServer, page: Page) -> None:
    page.goto("/docs")
    logged: list[str] = []
    page.on("console", lambda message: logged.append(message.text))
    page.evaluate(f"async () => {{ {snippet('javascript', server)} }}")
    assert any(QUOTE in line and f"{server.url}/articles/" in line for line in logged)


def test_a_type_leads_to_its_fields(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="For programs: the API").click()
    page.locator("#ask").get_by_role("link", name="AskReply").click()
    expect(page).to_have_url(re.compile("/docs#AskReply$"))
    expect(page.get_by_role("region", name="The fields of AskReply")).to_be_in_viewport()
