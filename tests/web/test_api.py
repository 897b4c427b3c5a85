"""The JSON API through Flask's own client: `CONTRACT.md`, field by field and failure by failure."""

import gzip
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from index import Heading, IndexFolder, Searcher, build_index
from web.app import create_app
from web.service import Service
from web.settings import MAX_BODY, MAX_FILTER, MAX_HISTORY, MAX_QUESTION

ASK = "/api/v1/ask"
CRISIS = "Which pioneer is piloting a crisis house?"
REPLY = [
    "status", "question", "interpretation", "answer", "confidence", "passages", "disagreement", "no_answer", "nearest",
    "filtered_out", "index", "took_ms",
]  # fmt: skip
"""The fields of a reply, in their order."""
CARD = ["id", "title", "label", "publisher", "published", "url", "version", "characters", "sentences"]


def post(client: FlaskClient, body: object, address: str = ASK) -> TestResponse:
    return client.post(address, json=body)


def pointers(reply: TestResponse) -> list[str]:
    assert reply.status_code == 422
    assert reply.content_type == "application/problem+json"
    assert reply.json is not None
    return [error["pointer"] for error in reply.json["errors"]]


def problem(reply: TestResponse, status: int, code: str) -> dict[str, Any]:
    assert (reply.status_code, reply.content_type) == (status, "application/problem+json")
    body = reply.get_json()
    assert list(body)[:7] == ["type", "title", "status", "detail", "instance", "code", "request_id"]
    assert (body["status"], body["code"]) == (status, code)
    assert body["detail"] and body["request_id"] == reply.headers["X-Request-Id"]
    return body


@pytest.mark.parametrize("address", [ASK, "/api/ask"])
def test_a_posted_question_gets_the_contracts_reply(client: FlaskClient, address: str) -> None:
    reply = post(client, {"question": CRISIS}, address)
    assert (reply.status_code, reply.content_type) == (200, "application/json")
    body = reply.get_json()
    assert (body["status"], body["question"], body["no_answer"]) == ("answered", CRISIS, None)
    assert [passage["rank"] for passage in body["passages"]] == list(range(1, len(body["passages"]) + 1))
    assert body["took_ms"] > 0


def test_every_citation_is_its_articles_text_and_its_link_leads_there(client: FlaskClient) -> None:
    passages = post(client, {"question": CRISIS}).get_json()["passages"]
    for citation in [citation for passage in passages for citation in passage["citations"]]:
        article = client.get(f"/api/v1/articles/{citation['article_id']}").get_json()
        start, end = citation["start"], citation["end"]
        assert article["text"][start:end] == citation["quote"]
        assert article["version"] == citation["version"]
        assert citation["href"] == (
            f"/articles/{citation['article_id']}?version={citation['version']}&start={start}&end={end}#cited"
        )
        assert client.get(citation["href"].partition("#")[0]).status_code == 200


def test_the_same_request_gives_the_same_bytes_but_for_the_time(client: FlaskClient) -> None:
    replies = [post(client, {"question": CRISIS, "explain": True}).get_data().split(b'"took_ms"')[0] for _ in range(2)]
    assert replies[0] == replies[1]


def test_a_question_in_the_address_gets_what_a_posted_one_gets(client: FlaskClient) -> None:
    asked = client.get(ASK, query_string={"q": CRISIS, "limit": "2"}).get_json()
    posted = post(client, {"question": CRISIS, "limit": 2}).get_json()
    assert {**asked, "took_ms": 0} == {**posted, "took_ms": 0}
    assert len(asked["passages"]) == 2


def test_the_parts_of_a_score_are_shown_only_when_asked_and_sum_to_it(client: FlaskClient) -> None:
    for passage in post(client, {"question": CRISIS, "explain": True}).get_json()["passages"]:
        assert [list(part) for part in passage["explain"]] == [["term", "weight"]] * len(passage["explain"])
        assert sum(part["weight"] for part in passage["explain"]) == pytest.approx(passage["score"])


def test_a_new_answer_is_timed_by_stage_and_a_remembered_one_as_a_whole(client: FlaskClient) -> None:
    asked = {"question": "Who keeps the time of a question that is asked once?"}
    names = [re.findall(r"(\w+);dur=\d", post(client, asked).headers["Server-Timing"]) for _ in range(2)]
    assert names == [["understand", "retrieve", "rank", "verify", "answer"], ["answer"]]


def test_white_space_alone_is_no_question_but_a_reply(client: FlaskClient) -> None:
    reply = post(client, {"question": " \t\n"})
    assert reply.status_code == 200
    assert (reply.get_json()["status"], reply.get_json()["no_answer"]["reason"]) == ("no_answer", "not_a_question")


def test_control_characters_are_text_like_any_other(client: FlaskClient) -> None:
    assert post(client, {"question": "\x00\x07 crisis\x1b house?"}).status_code == 200


def test_the_largest_request_that_the_fields_allow_is_taken(client: FlaskClient) -> None:
    longest, entries = "\N{PILE OF POO}" * MAX_QUESTION, ["\N{PILE OF POO}" * MAX_FILTER] * MAX_FILTER
    body = {
        "question": longest,
        "history": [longest] * MAX_HISTORY,
        "limit": 50,
        "undo": ["corrections", "expansions", "carried_over", "time"],
        "filters": {
            "articles": entries, "publishers": entries, "types": entries,
            "published_from": "2013-10-01", "published_to": "2013-10-01",
        },
        "explain": True,
        "today": "2013-10-31",
    }  # fmt: skip
    text = json.dumps(body)
    assert len(text) > MAX_BODY * 0.8
    assert client.post(ASK, data=text, content_type="application/json").status_code == 200


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        pytest.param({}, ["#/question"], id="no question"),
        pytest.param({"question": "a", "today": "yesterday"}, ["#/today"], id="no day"),
        pytest.param({"question": ""}, ["#/question"], id="empty question"),
        pytest.param({"question": "x" * 1001}, ["#/question"], id="question too long"),
        pytest.param({"question": 5}, ["#/question"], id="question is a number"),
        pytest.param({"question": None}, ["#/question"], id="question is null"),
        pytest.param({"question": "x", "query": "x"}, ["#/query"], id="unknown field"),
        pytest.param({"question": "x", "a/b~c d": 1}, ["#/a~1b~0c%20d"], id="unknown field with marks"),
        pytest.param({"question": "x", "limit": 0}, ["#/limit"], id="limit too small"),
        pytest.param({"question": "x", "limit": 51}, ["#/limit"], id="limit too large"),
        pytest.param({"question": "x", "limit": "5"}, ["#/limit"], id="limit is text"),
        pytest.param({"question": "x", "limit": 5.5}, ["#/limit"], id="limit is no integer"),
        pytest.param({"question": "x", "limit": True}, ["#/limit"], id="limit is a boolean"),
        pytest.param({"question": "x", "limit": None}, ["#/limit"], id="limit is null"),
        pytest.param({"question": "x", "history": "y"}, ["#/history"], id="history is text"),
        pytest.param({"question": "x", "history": ["y"] * 21}, ["#/history"], id="history too long"),
        pytest.param({"question": "x", "history": ["y", "y", "y", ""]}, ["#/history/3"], id="empty turn"),
        pytest.param({"question": "x", "undo": ["all"]}, ["#/undo/0"], id="unknown change to undo"),
        pytest.param({"question": "x", "explain": 1}, ["#/explain"], id="explain is a number"),
        pytest.param({"question": "x", "filters": None}, ["#/filters"], id="filters are null"),
        pytest.param({"question": "x", "filters": {"author": []}}, ["#/filters/author"], id="unknown filter"),
        pytest.param({"question": "x", "filters": {"articles": [""]}}, ["#/filters/articles/0"], id="empty id"),
        pytest.param(
            {"question": "x", "filters": {"published_to": "2013-02-30"}}, ["#/filters/published_to"], id="no such day"
        ),
        pytest.param(
            {"question": "x", "filters": {"published_from": "20131001"}}, ["#/filters/published_from"], id="short day"
        ),
        pytest.param(
            {"question": "x", "filters": {"published_from": "2014-01-01", "published_to": "2013-01-01"}},
            ["#/filters"],
            id="days out of order",
        ),
        pytest.param([], ["#"], id="a list"),
        pytest.param("crisis house", ["#"], id="a text"),
        pytest.param({"limit": 0, "more": 1}, ["#/question", "#/limit", "#/more"], id="three at once"),
    ],
)
def test_a_wrong_field_is_named(client: FlaskClient, body: object, wrong: list[str]) -> None:
    assert pointers(post(client, body)) == wrong


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(rb'{"question": "\ud800"}', id="question"),
        pytest.param(rb'{"question": "x", "history": ["\udfff"]}', id="history"),
        pytest.param(rb'{"question": "x", "\ud800": 1}', id="name"),
    ],
)
def test_a_lone_surrogate_is_refused(client: FlaskClient, text: bytes) -> None:
    assert len(pointers(client.post(ASK, data=text, content_type="application/json"))) == 1


def test_filters_that_are_null_are_left_open(client: FlaskClient) -> None:
    filters = dict.fromkeys(["articles", "publishers", "published_from", "published_to"])
    reply = post(client, {"question": CRISIS, "filters": filters}).get_json()
    assert (reply["status"], reply["filtered_out"]) == ("answered", 0)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"crisis house", id="words"),
        pytest.param(b'{"question": "x"', id="cut short"),
        pytest.param(b'{"question": "x"} {}', id="something after"),
        pytest.param(b'{"question": "x", "question": "y"}', id="a name twice"),
        pytest.param(b'{"question": "x", "filters": {"articles": [], "articles": []}}', id="an inner name twice"),
        pytest.param(b'{"question": "x", "limit": NaN}', id="NaN"),
        pytest.param(b'{"question": "x", "limit": -Infinity}', id="infinity"),
        pytest.param(b'{"question": "caf\xe9"}', id="latin-1"),
        pytest.param('{"question": "x"}'.encode("utf-16"), id="utf-16"),
        pytest.param(b'\xef\xbb\xbf{"question": "x"}', id="byte order mark"),
        pytest.param(b'{"question": "x\ny"}', id="raw line break in a text"),
        pytest.param(b'{"question": ' + b"[" * 200_000, id="deeply nested and cut short"),
        pytest.param(b'{"question": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", id="deeply nested"),
        pytest.param(b'{"question": "x", "limit": ' + b"9" * 10_000 + b"}", id="number of many digits"),
    ],
)
def test_what_is_no_json_is_refused(client: FlaskClient, text: bytes) -> None:
    problem(client.post(ASK, data=text, content_type="application/json"), 400, "malformed_json")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none"),
        pytest.param({"Content-Type": "text/plain"}, id="text"),
        pytest.param({"Content-Type": "application/x-www-form-urlencoded"}, id="form"),
        pytest.param({"Content-Type": "application/json; charset=latin-1"}, id="charset"),
        pytest.param({"Content-Type": "application/json", "Content-Encoding": "gzip"}, id="gzip"),
    ],
)
def test_a_body_of_another_kind_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    problem(client.post(ASK, data=b'{"question": "x"}', headers=headers), 415, "unsupported_media_type")


def test_json_may_say_that_it_is_utf_8(client: FlaskClient) -> None:
    reply = client.post(ASK, data='{"question": "Café?"}'.encode(), content_type="application/json; charset=UTF-8")
    assert reply.get_json()["question"] == "Café?"


def test_a_body_too_large_is_refused(client: FlaskClient) -> None:
    reply = client.post(ASK, data=b" " * (MAX_BODY + 1), content_type="application/json")
    problem(reply, 413, "body_too_large")


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        pytest.param("", ["#/q"], id="no question"),
        pytest.param("q=", ["#/q"], id="empty question"),
        pytest.param("q", ["#/q"], id="no equals sign"),
        pytest.param("q=a&q=b", ["#/q"], id="two questions"),
        pytest.param("q=%FF", ["#/q"], id="not UTF-8"),
        pytest.param("q=%ED%A0%80", ["#/q"], id="lone surrogate"),
        pytest.param(f"q={'x' * 1001}", ["#/q"], id="too long"),
        pytest.param("q=a&question=b", ["#/question"], id="unknown field"),
        pytest.param("question=a&question=b", ["#/question"], id="twice in full"),
        pytest.param("question=", ["#/question"], id="empty in full"),
        pytest.param("q=a&history=", ["#/history/0"], id="empty earlier question"),
        pytest.param("q=a&undo=x", ["#/undo/0"], id="unknown change"),
        pytest.param("q=a&explain=1", ["#/explain"], id="neither true nor false"),
        pytest.param("q=a&filters.published_from=x", ["#/filters/published_from"], id="no day"),
        pytest.param("q=a&filters.day=x", ["#/filters/day"], id="unknown filter"),
        pytest.param("q=a&filters=x", ["#/filters"], id="filters without a name"),
        pytest.param("q=a&limit=", ["#/limit"], id="empty limit"),
        pytest.param("q=a&limit=5.0", ["#/limit"], id="limit with a point"),
        pytest.param("q=a&limit=%2B5", ["#/limit"], id="limit with a sign"),
        pytest.param("q=a&limit=%205", ["#/limit"], id="limit with a space"),
        pytest.param("q=a&limit=1_0", ["#/limit"], id="limit with an underscore"),
        pytest.param("q=a&limit=%D9%A5", ["#/limit"], id="limit in other digits"),
        pytest.param("q=a&limit=0", ["#/limit"], id="limit too small"),
        pytest.param("q=a&limit=51", ["#/limit"], id="limit too large"),
        pytest.param("q=a&limit=" + "9" * 5000, ["#/limit"], id="limit of many digits"),
        pytest.param("limit=0&x=1", ["#/q", "#/limit", "#/x"], id="three at once"),
    ],
)
def test_a_wrong_field_of_an_address_is_named(client: FlaskClient, query: str, wrong: list[str]) -> None:
    assert pointers(client.get(f"{ASK}?{query}")) == wrong


def test_an_address_takes_all_that_a_body_does(client: FlaskClient) -> None:
    asked = {
        "question": "Who do I ring there?",
        "history": ["Which pioneer set up a crisis house?", "Where?"],
        "limit": 3,
        "undo": ["corrections", "expansions"],
        "filters": {
            "articles": ["fourteen-pioneering-initiatives", "x"],
            "published_to": "2030-01-01",
            "types": ["Notice", "Letter"],
        },
        "explain": True,
    }
    query = [
        ("question", asked["question"]), *(("history", each) for each in asked["history"]), ("limit", "3"),
        *(("undo", each) for each in asked["undo"]), ("explain", "true"), ("filters.published_to", "2030-01-01"),
        *(("filters.articles", each) for each in asked["filters"]["articles"]),
        *(("filters.types", each) for each in asked["filters"]["types"]),
    ]  # fmt: skip
    told = client.get(ASK, query_string=MultiDict(query)).get_json()
    posted = post(client, asked).get_json()
    assert told.pop("took_ms") >= 0 and posted.pop("took_ms") >= 0
    assert told == posted


@pytest.mark.parametrize(
    "address", [f"{ASK}?q=crisis+house", "/api/v1/articles", "/api/v1/articles/fourteen-pioneering-initiatives"]
)
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_what_was_read_is_not_sent_again_while_the_same_index_answers(
    client: FlaskClient, address: str, coding: str
) -> None:
    first = client.get(address, headers={"Accept-Encoding": coding})
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"], "Accept-Encoding": coding})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert client.get(address, headers={"If-None-Match": 'W/"another"'}).status_code == 200


def test_another_index_is_another_version_of_every_address(service: Service, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "ferry.txt").write_text("The ferry rests on Mondays.\n", "utf-8")
    build_index(tmp_path / "articles", tmp_path / "index")
    other = create_app(Service(IndexFolder(tmp_path / "index").searcher)).test_client()
    tags = {each.get("/api/v1/articles").headers["ETag"] for each in (other, create_app(service).test_client())}
    assert len(tags) == 2


def test_an_answer_is_sent_compressed_where_that_is_taken(client: FlaskClient) -> None:
    plain = client.get(f"{ASK}?q=crisis+house")
    packed = client.get(f"{ASK}?q=crisis+house", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.data) < 0.5 * len(plain.data)
    assert json.loads(gzip.decompress(packed.data))["passages"] == plain.get_json()["passages"]


def test_a_posted_question_takes_nothing_from_its_address(client: FlaskClient) -> None:
    assert pointers(post(client, {"question": "x"}, f"{ASK}?limit=3")) == ["#/limit"]


def test_articles_are_listed_page_by_page(client: FlaskClient) -> None:
    whole = client.get("/api/v1/articles").get_json()
    assert whole["next_cursor"] is None
    assert [list(card) for card in whole["articles"]] == [CARD] * 5
    pages: list[list[dict[str, Any]]] = []
    cursor: str | None = ""
    while cursor is not None and len(pages) < 5:
        page = client.get("/api/v1/articles", query_string={"limit": 2, "cursor": cursor, "search": ""}).get_json()
        pages.append(page["articles"])
        cursor = page["next_cursor"]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [card for page in pages for card in page] == whole["articles"]


def test_articles_are_found_by_the_words_of_their_names(client: FlaskClient) -> None:
    found = client.get("/api/v1/articles?search=winners").get_json()["articles"]
    assert [card["id"] for card in found] == ["pioneer-programme-winners-announced"]
    assert client.get("/api/v1/articles?search=zebra").get_json() == {"articles": [], "next_cursor": None}


@pytest.mark.parametrize(
    "query", ["cursor=a%20b", "cursor=%00", "cursor=../x", "limit=0", "limit=201", "limit=x", "page=2", "search=%FF"]
)
def test_a_wrong_field_of_a_list_is_named(client: FlaskClient, query: str) -> None:
    assert pointers(client.get(f"/api/v1/articles?{query}")) == [f"#/{query.split('=')[0]}"]


def test_an_article_is_given_whole_with_its_structure(client: FlaskClient) -> None:
    card = client.get("/api/v1/articles?search=fourteen-pioneering").get_json()["articles"][0]
    article = client.get("/api/v1/articles/fourteen-pioneering-initiatives").get_json()
    assert list(article) == [*CARD[:-1], "text", "sections", "sentences", "start", "end", "next_cursor"]
    assert {name: article[name] for name in CARD[:-1]} == {name: card[name] for name in CARD[:-1]}
    text = article["text"]
    assert len(text) == card["characters"]
    assert [section["start"] for section in article["sections"][1:]] == [s["end"] for s in article["sections"][:-1]]
    spans = [*article["sentences"], *[s["speaker"] for s in article["sentences"] if s["speaker"]]]
    own = [s["heading"] for s in article["sections"] if s["heading"] and s["heading"]["article_id"] == article["id"]]
    assert own and all(text[span["start"] : span["end"]] == span["text"] for span in [*spans, *own])
    assert sum(s["role"] not in ("heading", "furniture") for s in article["sentences"]) == card["sentences"]
    assert "South Devon and Torbay" in [heading["text"] for heading in own]


def test_a_long_article_is_given_page_by_page(client: FlaskClient) -> None:
    address = "/api/v1/articles/fourteen-pioneering-initiatives"
    whole = client.get(address).get_json()
    assert (whole["start"], whole["end"], whole["next_cursor"]) == (0, whole["characters"], None)
    text, sentences, sections, cursor = "", [], [], ""
    while cursor is not None:
        page = client.get(f"{address}?limit=7&cursor={cursor}").get_json()
        assert len(page["sentences"]) <= 7 and page["start"] == len(text)
        assert all(page["start"] <= each["start"] and each["end"] <= page["end"] for each in page["sentences"])
        text, sentences, cursor = text + page["text"], sentences + page["sentences"], page["next_cursor"]
        sections += [each["start"] for each in page["sections"]]
    assert (text, sentences) == (whole["text"], whole["sentences"])
    assert sorted(set(sections)) == [section["start"] for section in whole["sections"]]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("cursor=x", "#/cursor"), ("cursor=-1", "#/cursor"), ("cursor=01", "#/cursor"), ("cursor=99999", "#/cursor"),
        ("limit=0", "#/limit"), ("limit=1001", "#/limit"), ("page=2", "#/page"),
    ],
)  # fmt: skip
def test_a_wrong_field_of_a_page_is_named(client: FlaskClient, query: str, wrong: str) -> None:
    body = problem(client.get(f"/api/v1/articles/fourteen-pioneering-initiatives?{query}"), 422, "invalid_request")
    assert [error["pointer"] for error in body["errors"]] == [wrong]


class Lending:
    """A searcher that knows the same lost heading for every sentence."""

    lost = Heading("A lost heading", "another-article", 5, 19, inferred=True)

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def __getattr__(self, name: str) -> Any:
        return getattr(self._searcher, name)

    def headings(self, numbers: Iterable[int]) -> tuple[Heading, ...]:
        return tuple(self.lost for _ in numbers)


def test_a_heading_that_another_article_lent_is_marked_and_placed(service: Service) -> None:
    lending = Lending(service.searcher())
    client = create_app(Service(lambda: lending)).test_client()
    section = client.get("/api/v1/articles/fourteen-pioneering-initiatives").get_json()["sections"][0]
    lost = {"text": "A lost heading", "article_id": "another-article", "start": 5, "end": 19}
    assert (section["heading"], section["heading_inferred"]) == (lost, True)


def test_an_unknown_article_is_not_found(client: FlaskClient) -> None:
    body = problem(client.get("/api/v1/articles/nowhere"), 404, "article_not_found")
    assert body["instance"] == "/api/v1/articles/nowhere"


def test_the_index_and_readiness_say_what_answers(client: FlaskClient, service: Service) -> None:
    searcher = service.searcher()
    stamp = {
        "version": searcher.version, "built_at": searcher.built_at,
        "articles": 5, "sentences": searcher.n_sentences,
    }  # fmt: skip
    assert client.get("/api/v1/index").get_json() == stamp
    ready = client.get("/readyz").get_json()
    assert ready.pop("ranking").startswith("with word vectors: ")
    assert ready == {"status": "ready", "index": stamp, "word_vectors": True}
    assert client.get("/healthz").get_json() == {"status": "alive"}


@pytest.mark.usefixtures("without_vectors")
def test_readiness_tells_that_there_are_no_word_vectors_and_what_that_means(tmp_path: Path) -> None:
    (tmp_path / "notices.jsonl").write_text('{"id": "ferry", "text": "The ferry rests on Mondays."}\n', "utf-8")
    build_index(tmp_path / "notices.jsonl", tmp_path / "index")
    client = create_app(Service(IndexFolder(tmp_path / "index").searcher)).test_client()
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()["status"], ready.get_json()["word_vectors"]) == (200, "ready", False)
    assert ready.get_json()["ranking"].startswith("without word vectors: a word of a question matches only itself")
    assert client.post(ASK, json={"question": "When does the ferry rest?"}).get_json()["status"] == "answered"


@pytest.mark.parametrize("address", ["/api/v1/index", "/api/v1/articles/fourteen-pioneering-initiatives"])
def test_an_address_without_fields_takes_none(client: FlaskClient, address: str) -> None:
    assert pointers(client.get(f"{address}?x=1")) == ["#/x"]


def test_head_is_get_without_a_body(client: FlaskClient) -> None:
    reply = client.head("/api/v1/ask?q=crisis")
    assert (reply.status_code, reply.get_data(), reply.content_type) == (200, b"", "application/json")
    assert int(reply.headers["Content-Length"]) > 1000


def test_options_names_the_methods(client: FlaskClient) -> None:
    reply = client.options(ASK)
    assert (reply.status_code, reply.get_data()) == (200, b"")
    assert set(reply.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ["question", "history", "limit", "undo", "filters", "explain"]
BODIES = VALUES | st.fixed_dictionaries({"question": st.text()}, optional=dict.fromkeys(FIELDS[1:], VALUES))


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(body=BODIES)
def test_any_json_value_is_answered_or_refused(client: FlaskClient, body: object) -> None:
    reply = client.post(ASK, data=json.dumps(body), content_type="application/json")
    if reply.status_code == 200:
        assert list(reply.get_json()) == REPLY
    else:
        problem(reply, 422, "invalid_request")


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=60))
def test_any_bytes_are_answered_or_refused(client: FlaskClient, body: bytes) -> None:
    reply = client.post(ASK, data=body, content_type="application/json")
    assert reply.status_code in (200, 400, 422)


def test_suggestions_hold_what_is_typed_and_are_made_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "/api/v1/suggestions"
    found = client.get(f"{address}?q=WHAT+will&limit=2").get_json()["suggestions"]
    assert len(found) == 2 and all(each.startswith("What will ") for each in found)
    monkeypatch.setattr("qa.suggesting.answer", None)
    assert client.get(f"{address}?q=zebra").get_json() == {"suggestions": []}
    assert client.get(f"{address}?q={found[0].split()[2]}").get_json()["suggestions"][0] in found
    for query, pointer in (("", "#/q"), ("q=x&limit=51", "#/limit"), ("q=x&n=1", "#/n"), (f"q={'x' * 1001}", "#/q")):
        assert pointers(client.get(f"{address}?{query}")) == [pointer]
