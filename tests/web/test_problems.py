"""Failures and headers: the same form everywhere, and nothing told that should not be."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markup import page
from werkzeug.test import EnvironBuilder, run_wsgi_app

from index import IndexDamaged, IndexFolder, Searcher
from qa import Answer, Request
from web.app import create_app
from web.http.problems import Problem
from web.service import Service

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


class Failing(Service):
    """Fails as no error of ours does, with the question in its message."""

    __slots__ = ()

    def answer(self, request: Request, searcher: Searcher, **_: object) -> Answer:
        raise ZeroDivisionError(request.question)


@pytest.fixture
def failing(service: Service) -> FlaskClient:
    return create_app(Failing(service.source)).test_client()


@pytest.fixture
def unready(tmp_path: Path) -> FlaskClient:
    return create_app(Service(IndexFolder(tmp_path).searcher)).test_client()


@pytest.mark.parametrize("address", ["/nowhere", "/api/v2/ask", "/api/v1/ask/", "/api//v1/ask", "/api/v1/index/x"])
def test_an_unknown_address_is_a_problem(client: FlaskClient, address: str) -> None:
    reply = client.get(f"{address}?q=secret")
    assert (reply.status_code, reply.content_type) == (404, "application/problem+json")
    assert reply.get_json()["code"] == "not_found"
    assert "secret" not in reply.get_data(as_text=True) + str(reply.headers)


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("DELETE", "/api/v1/ask", "GET, HEAD, OPTIONS, POST"),
        ("POST", "/api/v1/articles", "GET, HEAD, OPTIONS"),
        ("PUT", "/api/v1/index", "GET, HEAD, OPTIONS"),
        ("BREW", "/healthz", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_is_a_problem_that_names_the_right_ones(
    client: FlaskClient, method: str, address: str, allowed: str
) -> None:
    reply = client.open(address, method=method)
    assert (reply.status_code, reply.get_json()["code"]) == (405, "method_not_allowed")
    assert reply.headers["Allow"] == allowed


def test_a_problem_never_repeats_the_query(client: FlaskClient) -> None:
    reply = client.get("/api/v1/ask?q=secret&secret=1&q=secret")
    assert reply.get_json()["instance"] == "/api/v1/ask"
    assert "secret" not in client.get("/api/v1/ask?q=secret&limit=0").get_data(as_text=True)


def test_an_unexpected_exception_is_a_problem_without_a_trace(
    failing: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    reply = failing.post("/api/v1/ask", json={"question": "canary"})
    assert (reply.status_code, reply.get_json()["code"]) == (500, "internal_error")
    assert not any(word in reply.get_data(as_text=True) for word in ("canary", "ZeroDivisionError", "Traceback"))
    assert "canary" not in caplog.text
    said = next(line for line in caplog.messages if "failed" in line)
    assert f"id={reply.get_json()['request_id']} failed; ZeroDivisionError at web/test_problems.py:" in said


def test_without_an_index_the_service_lives_but_is_not_ready(unready: FlaskClient, tmp_path: Path) -> None:
    assert unready.get("/healthz").status_code == 200
    for address in ["/readyz", "/api/v1/index", "/api/v1/ask?q=x", "/api/v1/articles"]:
        reply = unready.get(address)
        assert (reply.status_code, reply.get_json()["code"]) == (503, "index_unavailable")
        assert int(reply.headers["Retry-After"]) > 0
        assert str(tmp_path) not in reply.get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "headers", "shown"),
    [
        pytest.param("/nowhere", BROWSER, True, id="a browser gets a page"),
        pytest.param("/articles/nowhere", BROWSER, True, id="a browser gets a page for an unknown article"),
        pytest.param("/nowhere", {"Accept": "*/*"}, False, id="a program gets JSON"),
        pytest.param("/nowhere", {}, False, id="a program that says nothing gets JSON"),
        pytest.param("/nowhere", {"Accept": "application/json, text/html;q=0.5"}, False, id="JSON is preferred"),
        pytest.param("/api/v1/nowhere", BROWSER, False, id="the API speaks JSON to browsers too"),
    ],
)
def test_a_problem_is_a_page_where_a_page_was_asked_for(
    client: FlaskClient, address: str, headers: dict[str, str], shown: bool
) -> None:
    reply = client.get(address, headers=headers)
    assert reply.status_code == 404
    assert reply.mimetype == ("text/html" if shown else "application/problem+json")


SAID = {"question": "Who?", "version": f"sha256:{'0' * 64}", "verdict": "correct"}


@pytest.mark.parametrize(
    ("address", "fields", "told"),
    [
        pytest.param(
            "/feedback",
            SAID | {"comment": "x" * 2001},
            ["Comment: String should have at most 2000 characters."],
            id="a comment",
        ),
        pytest.param(
            "/feedback",
            {"question": "x" * 1001, "version": "latest", "verdict": "fine"},
            [
                "Question: String should have at most 1000 characters.",
                "Version of the index: String should match pattern '^sha256:[0-9a-f]{64}$'.",
                "What you say of it: Input should be 'correct', 'wrong_answer', 'wrong_passage', "
                "'should_have_answered' or 'should_have_refused'.",
            ],
            id="several",
        ),
        pytest.param(
            "/feedback",
            SAID | {"history": ["One?", ""], "passage": "99"},
            [
                "Earlier questions: String should have at least 1 character.",
                "Passage: Input should be less than or equal to 50.",
            ],
            id="one of a list, and a number",
        ),
        pytest.param(
            "/feedback",
            {**SAID, "a/b~<i>é": "x"},
            ["“a/b~<i>é”: There is no such field."],
            id="an unknown one",
        ),
        pytest.param(
            "/appearance",
            {"theme": "pink"},
            ["Colours: Should be light, dark or empty."],
            id="the colours",
        ),
        pytest.param(
            "/sign-in",
            {"word": "x"},
            [
                "Token: Is required.",
                "“word”: There is no such field.",
            ],
            id="no token",
        ),
        pytest.param(
            "/sign-in",
            {"token": ["x", "y"]},
            ["Token: Should stand once."],
            id="twice",
        ),
        pytest.param(
            "/export/conversation.md",
            None,
            ["Question: There is none at this address, and so nothing to take away. Ask one first."],
            id="nothing to take away",
        ),
    ],
)
def test_a_page_says_which_field_is_wrong_as_it_names_them_and_a_program_gets_pointers(
    client: FlaskClient, address: str, fields: dict[str, Any] | None, told: list[str]
) -> None:
    method = "GET" if fields is None else "POST"
    shown, json = (client.open(address, method=method, data=fields, headers=headers) for headers in (BROWSER, {}))
    assert (shown.status_code, json.status_code) == (422, 422)
    assert [item.text() for item in page(shown.text).find("li")] == told
    assert "#/" not in page(shown.text).find("main")[0].text()
    errors = json.get_json()["errors"]
    assert [set(error) for error in errors] == [{"pointer", "detail"}] * len(told)
    assert all(error["pointer"].startswith("#/") for error in errors)


@pytest.mark.parametrize("address", ["/", "/api/v1/ask?q=crisis", "/api/v1/ask", "/nowhere", "/healthz"])
def test_every_reply_is_guarded(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert not any("unsafe" in sources or "http" in sources or "*" in sources for sources in policy.values())
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == ("private, no-cache" if "?q=" in address else "no-store")
    assert len(headers["X-Request-Id"]) == 16


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0123456789abcdef", True), ("4bf92f35-77b3-4da6-a3ce-929d0e0e4736", True), ("DEADBEEF", True),
        ("canary", False), ("abc", False), ("0" * 65, False), ("12345678-", False), ("1234 5678", False), ("", False),
        ("12345678\u00e9", False),
    ],
)  # fmt: skip
def test_a_request_keeps_the_name_that_its_client_gave_where_it_can_hold_no_word(
    client: FlaskClient, given: str, kept: bool
) -> None:
    named = client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"]
    assert (named == given) is kept


def test_one_line_is_logged_for_a_request_with_its_pattern_and_no_words(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="pioneer")
    client = app.test_client()
    client.get("/api/v1/articles/canary?canary=1")
    client.open("/canary", method="CANARY", headers={"User-Agent": "canary", "Referer": "http://canary/"})
    first, second = caplog.messages
    assert "method=GET route=/api/v1/articles/<article_id> status=422" in first
    assert "method=OTHER route=unmatched status=404" in second
    assert "canary" not in caplog.text


def test_an_error_takes_the_row_of_its_nearest_base() -> None:
    assert Problem.of(IndexDamaged("x")).code == "index_unavailable"
    assert Problem.of(KeyError("x")).code == "internal_error"


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("localhost", True), ("LOCALHOST:8000", True), ("127.0.0.1:8000", True), ("[::1]:8000", True),
        ("10.0.0.7", True),
        ("pier.example", True), ("a.quay.example:443", True), ("a.pier.example", False), ("evil.example", False),
        ("localhost.evil.example", False), ("quay.example.evil", False), ("127.0.0.1.evil.example", False),
        ("..", False),
        ("[::1", False), ("a b", False), ("localhost:99999", False), ("@", False), ("", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_only_a_name_of_this_site_gets_anything(service: Service, host: str, own: bool, accept: str) -> None:
    client = create_app(service, hosts=["pier.example", ".quay.example"]).test_client()
    reply = client.get("/api/v1/index", headers={"Accept": accept}, environ_overrides={"HTTP_HOST": host})
    assert reply.status_code == (200 if own else 421)
    assert own or reply.get_json()["code"] == "host_not_allowed"
    page = client.get("/", headers={"Accept": accept}, environ_overrides={"HTTP_HOST": host})
    assert page.status_code == (200 if own else 421)


def test_a_program_of_an_older_http_need_not_name_the_site(app: Flask) -> None:
    environ = EnvironBuilder("/healthz").get_environ()
    del environ["HTTP_HOST"]
    assert run_wsgi_app(app, environ)[1] == "200 OK"


CUT = {"CONTENT_LENGTH": "5000", "wsgi.input_terminated": True}


@pytest.mark.parametrize(
    ("method", "address", "media", "body"),
    [
        ("POST", "/api/v1/ask", "application/json", b'{"question": "crisis house?"}'),
        ("POST", "/turn", "application/json", b'{"question": "crisis house?"}'),
        ("POST", "/api/v1/feedback", "application/json", b'{"question": "x", "verdict": "correct"}'),
        ("POST", "/feedback", "application/x-www-form-urlencoded", b"question=x&verdict=correct"),
        ("POST", "/sign-in", "application/x-www-form-urlencoded", b"token=x"),
        ("POST", "/appearance", "application/x-www-form-urlencoded", b"theme=dark"),
    ],
)
def test_a_body_is_whole_or_refused_on_every_route(
    client: FlaskClient, method: str, address: str, media: str, body: bytes
) -> None:
    reply = client.open(address, method=method, content_type=media, input_stream=BytesIO(body), environ_overrides=CUT)
    assert (reply.status_code, reply.get_json()["code"]) == (400, "body_cut_short")


@pytest.mark.parametrize(
    "query", ["start=&end=5", "start=5&end=", "start=%C2%B2&end=5", "start=" + 5000 * "9" + "&end=5", "start=1e3&end=x"]
)
def test_no_place_that_a_link_may_name_is_a_fault(client: FlaskClient, query: str) -> None:
    article = "fourteen-pioneering-initiatives"
    version = client.get(f"/api/v1/articles/{article}").get_json()["version"]
    reply = client.get(f"/articles/{article}?version={version}&{query}")
    assert reply.status_code == 200 and "does not exist in this article" in reply.text


PARTNER = "https://partner.example"


@pytest.mark.parametrize(("origin", "allowed"), [(PARTNER, True), ("https://evil.example", False), ("null", False)])
def test_another_sites_page_may_call_the_api_only_where_that_is_set(
    service: Service, origin: str, allowed: bool
) -> None:
    client = create_app(service, origins=[PARTNER]).test_client()
    asking = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    for reply in (
        client.options("/api/v1/ask", headers=asking),
        client.get("/api/v1/index", headers={"Origin": origin}),
        client.get("/api/v1/articles/nowhere", headers={"Origin": origin}),
    ):
        assert (reply.headers.get("Access-Control-Allow-Origin") == PARTNER) is allowed
        assert "Access-Control-Allow-Credentials" not in reply.headers
    assert "Access-Control-Allow-Origin" not in client.get("/", headers={"Origin": origin}).headers


def test_no_other_site_may_call_unless_that_is_set(client: FlaskClient) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/api/v1/index", headers={"Origin": PARTNER}).headers
