"""Feedback over HTTP: what is taken, what is kept of it, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from web.app import create_app
from web.changes import Changes
from web.service import Service
from web.settings import MAX_COMMENT, MAX_FEEDBACK, MAX_FILTER, MAX_HISTORY, MAX_QUESTION
from web.store.feedback import FeedbackStore, FeedbackVerdict, Opinion

FEEDBACK = "/api/v1/feedback"
CRISIS = "Which pioneer is piloting a crisis house?"
PARKING = "Is there parking in Leeds?"
VERSION = f"sha256:{'0' * 64}"


@pytest.fixture
def store(changes: Changes) -> FeedbackStore:
    """The one that the app of `client` keeps its feedback in."""
    return FeedbackStore(changes.data)


def opinions(store: FeedbackStore) -> list[Opinion]:
    return [record.opinion for record in store.records()]


def refused(reply: TestResponse, status: int, code: str) -> dict[str, Any]:
    assert (reply.status_code, reply.content_type) == (status, "application/problem+json")
    body: dict[str, Any] = reply.get_json()
    assert body["code"] == code and body["detail"]
    return body


@pytest.fixture
def version(client: FlaskClient) -> str:
    return str(client.get("/api/v1/index").get_json()["version"])


@pytest.fixture
def give(client: FlaskClient, version: str) -> Callable[..., TestResponse]:
    """Posts feedback on the answer to one question, with other fields where they are given."""

    def give(**fields: Any) -> TestResponse:
        return client.post(FEEDBACK, json={"question": CRISIS, "version": version, "verdict": "correct", **fields})

    return give


def test_a_passage_is_kept_with_the_places_that_it_cites(give: Any, store: FeedbackStore, client: FlaskClient) -> None:
    shown = client.post("/api/v1/ask", json={"question": CRISIS}).get_json()["passages"][0]
    reply = give(passage=1, comment="Yes.")
    assert (reply.status_code, reply.content_type) == (201, "application/json")
    (record,) = store.records()
    assert reply.get_json() == {"id": record.id}
    opinion = record.opinion
    assert (opinion.question, opinion.passage, opinion.verdict) == (CRISIS, 1, FeedbackVerdict.CORRECT)
    assert (opinion.comment, opinion.answered) == ("Yes.", True)
    assert [(c.article_id, c.version, c.start, c.end, c.quote) for c in opinion.cited] == [
        (c["article_id"], c["version"], c["start"], c["end"], c["quote"]) for c in shown["citations"]
    ]
    assert len(opinion.cited) == 2


def test_the_history_is_answered_too(give: Any, store: FeedbackStore, client: FlaskClient) -> None:
    turn = {"question": "who do I ring there?", "history": [CRISIS]}
    shown = client.post("/api/v1/ask", json=turn).get_json()["passages"][0]
    assert give(**turn, passage=1).status_code == 201
    (opinion,) = opinions(store)
    assert opinion.history == (CRISIS,)
    assert opinion.cited[0].quote == shown["text"]


def test_it_is_answered_again_as_it_was_asked(give: Any, store: FeedbackStore, client: FlaskClient) -> None:
    everywhere = client.post("/api/v1/ask", json={"question": CRISIS}).get_json()["passages"][0]
    cited = everywhere["citations"][0]["article_id"]
    others = [card["id"] for card in client.get("/api/v1/articles").get_json()["articles"] if card["id"] != cited]
    asked = {"question": CRISIS, "filters": {"articles": others}, "undo": ["expansions"], "today": "2026-03-02"}
    reply = client.post("/api/v1/ask", json=asked).get_json()
    shown = (reply["passages"] or reply["nearest"])[0]
    assert give(**asked, passage=1).status_code == 201
    (opinion,) = opinions(store)
    assert opinion.narrowed
    assert [c.article_id for c in opinion.cited] == [c["article_id"] for c in shown["citations"]]
    assert opinion.cited[0].quote == shown["text"] and cited not in [c.article_id for c in opinion.cited]


def test_without_an_answer_the_rank_is_that_of_a_nearest_passage(
    give: Any, store: FeedbackStore, client: FlaskClient
) -> None:
    near = client.post("/api/v1/ask", json={"question": PARKING}).get_json()["nearest"][1]
    assert give(question=PARKING, passage=2, verdict="should_have_answered").status_code == 201
    (opinion,) = opinions(store)
    assert (opinion.answered, opinion.cited[0].quote) == (False, near["text"])


def test_once_another_index_answers_no_place_is_known(give: Any, store: FeedbackStore) -> None:
    assert give(version=VERSION, passage=1).status_code == 201
    (opinion,) = opinions(store)
    assert (opinion.version, opinion.passage, opinion.answered, opinion.cited) == (VERSION, 1, None, ())


@pytest.mark.parametrize("verdict", list(FeedbackVerdict))
@pytest.mark.parametrize("passage", [None, 1])
def test_every_verdict_is_taken_with_a_passage_and_without(
    give: Any, store: FeedbackStore, verdict: FeedbackVerdict, passage: int | None
) -> None:
    assert give(verdict=verdict.value, passage=passage, comment=None).status_code == 201
    (opinion,) = opinions(store)
    assert (opinion.verdict, opinion.passage, opinion.comment) == (verdict, passage, "")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        pytest.param({"question": ""}, "#/question", id="an empty question"),
        pytest.param({"question": "x" * (MAX_QUESTION + 1)}, "#/question", id="a question too long"),
        pytest.param({"question": "\ud800"}, "#/question", id="a lone surrogate"),
        pytest.param({"history": ["x"] * (MAX_HISTORY + 1)}, "#/history", id="a history too long"),
        pytest.param({"history": ["x", ""]}, "#/history/1", id="an empty earlier question"),
        pytest.param({"version": "latest"}, "#/version", id="no version"),
        pytest.param({"version": f"{VERSION}\n"}, "#/version", id="a version and a line's end"),
        pytest.param({"passage": 0}, "#/passage", id="a rank of 0"),
        pytest.param({"passage": "1"}, "#/passage", id="a rank that is a text"),
        pytest.param({"passage": 50, "question": "crisis house ponies"}, "#/passage", id="a rank that there is not"),
        pytest.param({"verdict": "bad"}, "#/verdict", id="an unknown verdict"),
        pytest.param({"comment": "x" * (MAX_COMMENT + 1)}, "#/comment", id="a comment too long"),
        pytest.param({"address": "192.0.2.7"}, "#/address", id="an unknown field"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_kept(
    give: Any, store: FeedbackStore, fields: dict[str, Any], wrong: str
) -> None:
    body = refused(give(**fields), 422, "invalid_request")
    assert [error["pointer"] for error in body["errors"]] == [wrong]
    assert store.records() == ()


def test_what_is_missing_is_named(client: FlaskClient) -> None:
    body = refused(client.post(FEEDBACK, json={}), 422, "invalid_request")
    assert [error["pointer"] for error in body["errors"]] == ["#/question", "#/version", "#/verdict"]


def test_the_largest_feedback_that_the_fields_allow_is_taken_and_a_larger_body_is_not(
    client: FlaskClient, give: Any, store: FeedbackStore
) -> None:
    longest = "\N{PILE OF POO}" * MAX_QUESTION
    names = ["\N{PILE OF POO}" * MAX_FILTER] * MAX_FILTER
    filters = dict.fromkeys(("articles", "publishers", "types"), names)
    told = give(question=longest, history=[longest] * MAX_HISTORY, filters=filters, comment=longest * 2)
    assert told.status_code == 201
    assert len(store.records()) == 1
    body = b'{"question": "%s"}' % (b" " * MAX_FEEDBACK)
    refused(client.post(FEEDBACK, data=body, content_type="application/json"), 413, "body_too_large")


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        pytest.param({"data": b"{", "content_type": "application/json"}, 400, "malformed_json", id="no json"),
        pytest.param({"data": b"{}", "content_type": "text/plain"}, 415, "unsupported_media_type", id="no media type"),
    ],
)
def test_what_is_no_feedback_is_refused(client: FlaskClient, sent: dict[str, Any], status: int, code: str) -> None:
    refused(client.post(FEEDBACK, **sent), status, code)


def test_the_log_holds_no_words_of_feedback(give: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="pioneer")
    give(question="Does the canary sing?", comment="The canary sings.")
    assert "route=/api/v1/feedback status=201" in caplog.text
    assert "canary" not in caplog.text


def test_without_a_place_for_feedback_there_is_no_such_address(service: Service) -> None:
    assert create_app(service).test_client().post(FEEDBACK, json={}).status_code == 404
