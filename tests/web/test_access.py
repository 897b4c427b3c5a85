"""Who is let in, over every route that there is: a route that is added is tried here without being named."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from web.app import create_app
from web.changes import Changes
from web.service import Service
from web.settings import Scope
from web.store.feedback import FeedbackStore
from web.store.questions import QuestionStore
from web.store.sqlite import stamp
from web.store.token import new_token, revoke

HERE, ELSEWHERE = {"Origin": "http://localhost"}, {"Origin": "http://evil.example"}
CHANGES_NOTHING = {
    "POST /api/v1/ask", "POST /api/ask", "POST /turn", "POST /api/v1/feedback", "POST /feedback", "POST /leave",
    "POST /appearance", "POST /sign-in",
}  # fmt: skip
"""What anybody may post."""

ALWAYS_OPEN = {"/static/<path:filename>", "/favicon.ico", "/sign-in", "/healthz", "/readyz"}


def routes(app: Flask, *, reading: bool) -> Iterator[tuple[str, str, str]]:
    """Method, address with an id in it, and rule of each route that only reads, or of each that changes something."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if (method == "GET") is reading and f"{method} {rule.rule}" not in CHANGES_NOTHING:
                yield method, re.sub("<.*?>", "ferry", rule.rule), rule.rule


def of_a_page(address: str) -> bool:
    return not address.startswith("/api/")


def needed(address: str) -> Scope:
    if address == "/sign-out":
        return Scope.ASK
    return Scope.ADMIN if "rebuild" in address else Scope.WRITE


class Caller:
    """Who has a token, and began a session with it while it was good."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client, self._without = app.test_client(), app.test_client()
        self._bearer = {"Authorization": f"Bearer {token}"}
        self.client.post("/sign-in", data={"token": token}, headers=HERE)

    def open(self, method: str, address: str, sent_from: dict[str, str] = HERE, *, mixed: bool = False) -> TestResponse:
        """Open an address as its kind is opened: a page with the cookie, a call with the header; `mixed`: reversed."""
        if of_a_page(address) is not mixed:
            return self.client.open(address, method=method, headers=sent_from)
        return self._without.open(address, method=method, headers={**sent_from, **self._bearer})


BELOW = {Scope.ADMIN: Scope.WRITE, Scope.WRITE: Scope.ASK}


def made(app: Flask, data: Path, who: str) -> dict[Scope, Caller]:
    """By the scope that a route needs, who tries it."""
    if who == "a scope below":
        return {needs: Caller(app, new_token(data, scope, scope)) for needs, scope in BELOW.items()}
    good = new_token(data)
    token = {"nobody": "", "a wrong token": f"{good}x"}.get(who, good)
    if who == "an expired one":
        token = new_token(data, "expired", days=-1)
    caller = Caller(app, token)
    if who == "a revoked one":
        revoke(data)
        new_token(data, "another")
    return dict.fromkeys(Scope, caller)


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("nobody", {"unauthorized", "not_signed_in"}),
        ("a wrong token", {"unauthorized", "not_signed_in"}),
        ("an expired one", {"unauthorized", "not_signed_in"}),
        ("a revoked one", {"unauthorized", "not_signed_in"}),
        ("the token at the other door", {"unauthorized", "not_signed_in"}),
        ("a scope below", {"insufficient_scope"}),
        ("another site", {"foreign_form"}),
    ],
)
def test_no_route_that_changes_anything_lets_in(app: Flask, changes: Changes, who: str, codes: set[str]) -> None:
    callers = made(app, changes.data, who)
    told = {}
    for method, address, rule in routes(app, reading=False):
        if needed(address) in callers and (who != "another site" or of_a_page(address)):
            sent_from, mixed = ELSEWHERE if who == "another site" else HERE, who == "the token at the other door"
            reply = callers[needed(address)].open(method, address, sent_from, mixed=mixed)
            told[method, rule] = reply.status_code, reply.get_json()["code"]
    assert len(told) >= 5
    assert {call: each for call, each in told.items() if each[0] not in (401, 403) or each[1] not in codes} == {}
    assert changes.jobs.pending() == ()


def test_each_scope_opens_what_it_is_for(app: Flask, changes: Changes) -> None:
    callers = {scope: Caller(app, new_token(changes.data, scope, scope)) for scope in Scope}
    for method, address, rule in routes(app, reading=False):
        reply = callers[needed(address)].open(method, address)
        assert reply.status_code not in (401, 403), (method, rule, reply.text)


def test_a_session_ends_with_its_token(app: Flask, changes: Changes, monkeypatch: pytest.MonkeyPatch) -> None:
    ending, lasting = (Caller(app, new_token(changes.data, f"d{days}", days=days)) for days in (1, 3))
    assert ending.open("GET", "/library").status_code == 200
    monkeypatch.setattr("web.store.token.now", lambda: stamp(datetime.now(UTC) + timedelta(days=2)))
    assert ending.open("GET", "/library").status_code == 303
    assert lasting.open("GET", "/library").status_code == 200


@pytest.fixture
def closed(service: Service, changes: Changes) -> Flask:
    return create_app(service, changes, FeedbackStore(changes.data), QuestionStore(changes.data), closed=True)


def test_where_asking_needs_a_token_nothing_is_read_without(closed: Flask, changes: Changes) -> None:
    new_token(changes.data)
    client = closed.test_client()
    asking = [tuple(call.split()) for call in sorted(CHANGES_NOTHING) if call[5:] not in ("/appearance", "/sign-in")]
    reading = [(method, address) for method, address, rule in routes(closed, reading=True) if rule not in ALWAYS_OPEN]
    told = {call: client.open(call[1], method=call[0]).status_code for call in [*asking, *reading]}
    assert len(told) > 25
    assert {call: status for call, status in told.items() if status != 401 and not call[1].startswith("/library")} == {}
    page = client.get("/?q=crisis+house", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Location"]) == (303, "/sign-in")
    assert [client.get(address).status_code for address in ("/sign-in", "/healthz", "/readyz")] == [200] * 3


def test_where_asking_needs_a_token_one_of_the_least_scope_asks(closed: Flask, changes: Changes) -> None:
    caller = Caller(closed, new_token(changes.data, "reader", Scope.ASK))
    for address in ("/", "/articles", "/coverage", "/api/v1/index", "/api/v1/articles", "/api/ask?q=crisis+house"):
        assert caller.open("GET", address).status_code == 200, address
    assert "History" not in caller.open("GET", "/articles").text


EVIL = ("..", ".", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5c..%5cwin.ini", "%00", "%2fetc%2fpasswd", "a%00.txt", "%ff")


@pytest.mark.parametrize("evil", EVIL)
def test_no_id_leads_out_of_its_folder(app: Flask, changes: Changes, evil: str) -> None:
    caller = Caller(app, new_token(changes.data))
    tried = 0
    for reading in (True, False):
        for method, _, rule in routes(app, reading=reading):
            if "<" in rule:
                status = caller.open(method, re.sub("<.*?>", evil, rule)).status_code
                assert 400 <= status < 500, (method, rule)
                tried += 1
    assert tried >= 10
    assert changes.jobs.pending() == ()
    assert {path.name for path in changes.data.iterdir()} <= {"jobs.sqlite", "tokens.json", "tokens.lock"}
