"""The chat in somebody's own page, a browser's own search box, and the card of a shared answer."""

from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import Result
from flask.testing import FlaskClient
from markup import page

from web.app import create_app
from web.service import Service
from web.settings import split_origins

SITE = "https://harbour.example"
CRISIS = "which pioneer set up a crisis house?"


@pytest.fixture(scope="module")
def embedding(service: Service) -> FlaskClient:
    return create_app(service, embed=(SITE, "http://localhost:9000")).test_client()


def test_only_the_origins_that_are_told_may_frame_the_chat_and_no_other_page(embedding: FlaskClient) -> None:
    reply = embedding.get("/embed")
    assert f"frame-ancestors {SITE} http://localhost:9000" in reply.headers["Content-Security-Policy"]
    assert "script-src 'self'" in reply.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in reply.headers
    for address in ("/", "/articles", "/embed.js"):
        assert "frame-ancestors 'none'" in embedding.get(address).headers["Content-Security-Policy"]
        assert embedding.get(address).headers["X-Frame-Options"] == "DENY"


def test_where_no_origin_is_told_there_is_nothing_to_frame(client: FlaskClient) -> None:
    assert [client.get(address).status_code for address in ("/embed", "/embed.js")] == [404, 404]


def test_any_page_may_load_the_script_that_frames_the_chat(embedding: FlaskClient) -> None:
    reply = embedding.get("/embed.js")
    assert reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert reply.mimetype == "text/javascript" and 'createElement("iframe")' in reply.text


def test_the_framed_chat_answers_without_what_stands_around_it_and_opens_the_rest_elsewhere(
    embedding: FlaskClient,
) -> None:
    shown = page(embedding.get("/embed", query_string={"q": CRISIS}).text)
    assert shown.find("article") and not shown.find("header")
    assert [base.attributes for base in shown.find("base")] == [{"target": "_blank"}]
    assert not page(embedding.get("/").text).find("base")


@pytest.mark.parametrize(
    ("told", "origins"),
    [("", ()), ("https://a.example,http://b.example:81 ", ("https://a.example", "http://b.example:81"))],
    ids=["none", "two"],
)
def test_origins_are_told_by_spaces_or_commas(told: str, origins: tuple[str, ...]) -> None:
    assert split_origins(told) == origins


@pytest.mark.parametrize("option", ["--embed", "--allow-origin"])
@pytest.mark.parametrize(
    "told", ["a.example", "https://a.example/", "*", "https://*.example", "https://a.example;script-src", "'self'"]
)
def test_what_is_no_origin_is_refused(run: Any, told: str, option: str) -> None:
    with pytest.raises(ValueError, match="is no origin"):
        split_origins(told)
    result: Result = run("serve", option, told)
    assert result.exit_code == 2 and "is no origin" in result.output


def test_a_browser_learns_how_to_ask_from_its_own_search_box(client: FlaskClient) -> None:
    (link,) = page(client.get("/articles").text).find("link", rel="search")
    reply = client.get(link.attributes["href"] or "")
    assert reply.mimetype == "application/opensearchdescription+xml"
    told = ElementTree.fromstring(reply.data)  # noqa: S314 (our own)
    names = {element.tag.partition("}")[2]: element for element in told}
    assert names["ShortName"].text == "Pioneer Q&A"
    assert names["Url"].attrib["template"] == "http://localhost/?q={searchTerms}"


def test_a_shared_answer_has_a_card_with_its_question_and_answer(client: FlaskClient) -> None:
    def card(address: str, **query: str) -> dict[str | None, str | None]:
        metas = page(client.get(address, query_string=query).text).find("meta")
        return {meta.attributes.get("property"): meta.attributes.get("content") for meta in metas}

    told = card("/", q=CRISIS)
    assert (told["og:title"], told["og:description"]) == (CRISIS, "Answer: South Devon and Torbay")
    assert told["og:url"] == "http://localhost/?q=which+pioneer+set+up+a+crisis+house?"
    assert card("/", q='"><script>alert(1)</script>')["og:title"] == '"><script>alert(1)</script>'
    assert card("/")["og:title"] == "Ask what the articles say"
