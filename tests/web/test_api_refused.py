"""What the API does not take, and that it tells why: wrong fields, wrong bodies, any bytes."""

import json

import pytest
from asking import ASK, REPLY, pointers, post, problem
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from web.settings import MAX_BODY


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


def test_a_posted_question_takes_nothing_from_its_address(client: FlaskClient) -> None:
    assert pointers(post(client, {"question": "x"}, f"{ASK}?limit=3")) == ["#/limit"]


@pytest.mark.parametrize(
    "query", ["cursor=a%20b", "cursor=%00", "cursor=../x", "limit=0", "limit=201", "limit=x", "page=2", "search=%FF"]
)
def test_a_wrong_field_of_a_list_is_named(client: FlaskClient, query: str) -> None:
    assert pointers(client.get(f"/api/v1/articles?{query}")) == [f"#/{query.split('=')[0]}"]


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


@pytest.mark.parametrize("address", ["/api/v1/index", "/api/v1/articles/fourteen-pioneering-initiatives"])
def test_an_address_without_fields_takes_none(client: FlaskClient, address: str) -> None:
    assert pointers(client.get(f"{address}?x=1")) == ["#/x"]


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
