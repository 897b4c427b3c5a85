"""What the API gives to read: articles, the index, readiness; and how what was read is kept."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from asking import ASK, problem
from flask.testing import FlaskClient

from index import Heading, IndexFolder, Searcher, build_index
from web.app import create_app
from web.service import Service

CARD = ["id", "title", "label", "publisher", "published", "url", "version", "characters", "sentences"]


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


def test_head_is_get_without_a_body(client: FlaskClient) -> None:
    reply = client.head("/api/v1/ask?q=crisis")
    assert (reply.status_code, reply.get_data(), reply.content_type) == (200, b"", "application/json")
    assert int(reply.headers["Content-Length"]) > 1000


def test_options_names_the_methods(client: FlaskClient) -> None:
    reply = client.options(ASK)
    assert (reply.status_code, reply.get_data()) == (200, b"")
    assert set(reply.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
