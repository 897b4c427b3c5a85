"""What can be taken away from the chat: a quote with its citation, and a whole conversation."""

import json
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from markdown_it import MarkdownIt

from qa import Citation
from web.pages.export import as_markdown, html, markdown, plain

CRISIS = "which pioneer is piloting a crisis house?"
FOLLOW_UP = "who do I ring there?"
MARS = "Which pioneer plans hydroponic tomatoes on Mars?"
ROOT = "https://answers.example/"


def citation(**fields: Any) -> Citation:
    cited = Citation(
        number=1, article_id="ferry", title=None, publisher=None, published=None, version="sha256:1", start=3, end=9,
        quote="It rests on Mondays.", prefix="", suffix="", copy_of=None, verified=True,
    )  # fmt: skip
    return replace(cited, **fields)


def test_a_quote_is_copied_with_all_that_is_known_of_its_source_and_its_address() -> None:
    known = citation(title="The ferry", publisher="The harbour", published="2013-11-01")
    address = "https://answers.example/articles/ferry?version=sha256:1&start=3&end=9#cited"
    assert plain(known, ROOT) == f"“It rests on Mondays.”\nThe ferry, The harbour, 1 November 2013\n{address}"
    assert markdown(known, ROOT) == (
        f"> It rests on Mondays.\n>\n> — [The ferry, The harbour, 1 November 2013](<{address}>)"
    )
    assert plain(citation(), ROOT).split("\n")[1] == "Ferry"


def test_a_quote_of_markup_is_copied_as_the_text_it_is() -> None:
    marked = citation(quote='<b>1 & "2"</b>\n- *not* a list', title="<i>")
    assert markdown(marked, ROOT).startswith('> \\<b\\>1 & "2"\\</b\\>\n> \\- \\*not\\* a list\n')
    seen: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            seen.append(tag)

    Tags().feed(html(marked, ROOT))
    assert seen == ["blockquote", "p", "br", "p", "a"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2. two", "2\\. two"),
        ("a_b [c](d)", "a\\_b \\[c\\](d)"),
        ("a - b", "a - b"),
        ("+ x", "\\+ x"),
        ("x\n===", "x\n\\==="),
        ("&copy;", "\\&copy;"),
        ("    x  ", "&#32;&#32;&#32;&#32;x&#32;&#32;"),
    ],
    ids=["number", "link", "dash", "plus", "heading", "entity", "spaces"],
)
def test_markdown_shows_a_text_as_it_stands(text: str, written: str) -> None:
    assert as_markdown(text) == written


@pytest.mark.parametrize(
    "text",
    [
        "1. one", "1) one", "1.", "-", "- x", "  - y", "+ x", "* x", "# h", "x\n===", "x\n---", "---", "* * *", "___",
        "=x",
        "    code", "\tcode", "```\ncode\n```", "> q", "|a|b|\n|-|-|", "a  \nb", "a\\\nb", "a\\b", "**b** _i_ ~~s~~",
        "![i](u)", "[x]: http://pier.example", "<b>", "&copy; &amp; &#65; & <!-- x -->", "`x`", ".5 (a) 10.2.",
        "a\r- b",
    ],
)  # fmt: skip
def test_a_text_that_holds_markdown_is_read_back_as_it_stood(text: str) -> None:
    quoted = "".join(f"> {line}\n" for line in as_markdown(text).split("\n"))
    shown = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(quoted)
    assert unescape(shown.replace("<br />\n", "\n")) == f"<blockquote>\n<p>{text}</p>\n</blockquote>\n"


def test_a_conversation_is_exported_as_the_api_told_it(client: FlaskClient) -> None:
    reply = client.get("/export/conversation.json", query_string={"q": [CRISIS, FOLLOW_UP]})
    assert reply.headers["Content-Disposition"] == 'attachment; filename="conversation.json"'
    first, second = json.loads(reply.data)["conversation"]
    asked = {"question": FOLLOW_UP, "history": [CRISIS], "limit": 10, "explain": True}
    told = client.post("/api/v1/ask", json=asked).get_json()
    del told["took_ms"]
    assert second == told
    assert first["question"] == CRISIS
    assert reply.data == client.get("/export/conversation.json", query_string={"q": [CRISIS, FOLLOW_UP]}).data


def test_a_conversation_is_exported_with_every_quote_and_citation_in_markdown(client: FlaskClient) -> None:
    reply = client.get("/export/conversation.md", query_string={"q": [CRISIS, FOLLOW_UP]}, base_url=ROOT)
    assert reply.mimetype == "text/markdown"
    assert reply.text.startswith(f"# A conversation with Pioneer Q&A\n\n## {CRISIS}\n\n**South Devon and Torbay**")
    assert f"\n## {FOLLOW_UP}\n\n- Carried over from before: South Devon and Torbay\n" in reply.text
    told = client.post("/api/v1/ask", json={"question": CRISIS, "limit": 10}).get_json()
    for passage in told["passages"]:
        assert all(f"> {line}" in reply.text for line in as_markdown(passage["text"]).split("\n"))
        for cited in passage["citations"]:
            assert f"- [{cited['number']}]" in reply.text
            assert f"(<https://answers.example{cited['href']}>)" in reply.text
    assert "- [2] the same text in [Fourteen pioneering initiatives" in reply.text


def test_what_has_no_answer_is_exported_as_such(client: FlaskClient) -> None:
    text = client.get("/export/conversation.md", query_string={"q": MARS}).text
    assert "**The articles don’t say.**" in text
    assert "Words that no article holds: hydroponic, tomatoes, Mars." in text
    assert "Not an answer, but nearest:" in text


@pytest.mark.parametrize(
    "query", ["", "q=", "q=" + "x" * 1001, "q=one&undo=none"], ids=["none", "empty", "long", "undo"]
)
def test_what_cannot_be_asked_cannot_be_exported(client: FlaskClient, query: str) -> None:
    for suffix in ("md", "json"):
        reply = client.get(f"/export/conversation.{suffix}?{query}")
        assert (reply.status_code, reply.get_json()["errors"][0]["pointer"]) == (422, "#/q")
