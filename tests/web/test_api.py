"""Questions over the API: what an answer holds, and how it may be asked for."""

import json
import re

import pytest
from asking import ASK, CRISIS, pointers, post
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from web.settings import MAX_BODY, MAX_FILTER, MAX_HISTORY, MAX_QUESTION


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


def test_filters_that_are_null_are_left_open(client: FlaskClient) -> None:
    filters = dict.fromkeys(["articles", "publishers", "published_from", "published_to"])
    reply = post(client, {"question": CRISIS, "filters": filters}).get_json()
    assert (reply["status"], reply["filtered_out"]) == ("answered", 0)


def test_json_may_say_that_it_is_utf_8(client: FlaskClient) -> None:
    reply = client.post(ASK, data='{"question": "Café?"}'.encode(), content_type="application/json; charset=UTF-8")
    assert reply.get_json()["question"] == "Café?"


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


def test_suggestions_hold_what_is_typed_and_are_made_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "/api/v1/suggestions"
    found = client.get(f"{address}?q=WHAT+will&limit=2").get_json()["suggestions"]
    assert len(found) == 2 and all(each.startswith("What will ") for each in found)
    monkeypatch.setattr("qa.suggesting.answer", None)
    assert client.get(f"{address}?q=zebra").get_json() == {"suggestions": []}
    assert client.get(f"{address}?q={found[0].split()[2]}").get_json()["suggestions"][0] in found
    for query, pointer in (("", "#/q"), ("q=x&limit=51", "#/limit"), ("q=x&n=1", "#/n"), (f"q={'x' * 1001}", "#/q")):
        assert pointers(client.get(f"{address}?{query}")) == [pointer]
