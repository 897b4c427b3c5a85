"""Signing in to keep the library: who may, for how long, and what no other site can have done."""

import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from markup import MARKUP, page
from visitors import COOKIE, FORMS, HERE, PAGES, SHIPPED, TEXT, Keeper

from web.changes import Changes
from web.http.access import LONGEST
from web.store.token import revoke


def test_who_signs_in_gets_a_cookie_out_of_reach_of_scripts_and_other_sites(client: FlaskClient, token: str) -> None:
    first = client.get("/articles").text
    assert "For editors: sign in" in first and "History" not in first and "Rebuild" not in first
    keeper = Keeper(client, f" {token}\n")
    assert (keeper.reply.status_code, keeper.reply.headers["Location"]) == (303, "/library")
    (cookie,) = keeper.reply.headers.getlist("Set-Cookie")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert token not in cookie and "Secure" not in cookie
    assert "You are signed in" in keeper.get("/sign-in").text()
    again = client.post("/sign-in", data={"token": token}, base_url="https://localhost")
    assert "Secure" in again.headers["Set-Cookie"].split("; ")


def test_a_wrong_token_is_told(client: FlaskClient, token: str) -> None:
    for wrong in (MARKUP, token[:-1], "", "\udcff"):
        reply = client.post("/sign-in", data={"token": wrong.encode("utf-8", "replace")})
        assert (reply.status_code, reply.headers.get("Set-Cookie")) == (403, None)
        (alert,) = page(reply.text).find("p", role="alert")
        assert alert.text().startswith("This token opens nothing here")


@pytest.mark.parametrize(
    "forge", [lambda cookie: cookie[:-1], lambda _: "visitor", lambda _: "\xff.\xff.\xff", lambda _: "x" * 43]
)
def test_no_other_cookie_is_one_of_a_session(keeper: Keeper, forge: Callable[[str], str]) -> None:
    cookie = keeper.client.get_cookie(COOKIE)
    assert cookie
    keeper.client.set_cookie(COOKIE, forge(cookie.value))
    assert keeper.client.get("/library").headers["Location"] == "/sign-in"


def test_a_session_ends_by_itself_and_with_its_server(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    with monkeypatch.context() as later:
        later.setattr("itsdangerous.timed.time.time", lambda: now + LONGEST - 5)
        keeper.get("/library")
        later.setattr("itsdangerous.timed.time.time", lambda: now + LONGEST + 5)
        assert keeper.client.get("/library").headers["Location"] == "/sign-in"
    keeper.get("/library")
    monkeypatch.setattr("web.http.access._SECRET", b"of another server")
    assert keeper.client.get("/library").headers["Location"] == "/sign-in"


def test_nothing_of_a_session_stands_in_a_file(keeper: Keeper, changes: Changes) -> None:
    cookie = keeper.client.get_cookie(COOKIE)
    kept = b"".join(path.read_bytes() for path in changes.data.rglob("*") if path.is_file())
    assert cookie and cookie.value.encode() not in kept


def test_without_a_token_set_the_page_says_how_to_set_one(client: FlaskClient) -> None:
    shown = page(client.get("/sign-in").text)
    assert "let somebody run pioneer-qa token make NAME" in shown.text()
    assert not shown.find("main")[0].find("form")
    assert client.post("/sign-in", data={"token": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="another site"),
        pytest.param({"Sec-Fetch-Site": "same-origin", "Origin": "https://answers.example"}, 303, id="behind a proxy"),
        pytest.param({"Origin": "http://evil.example"}, 403, id="another site, over plain http"),
        pytest.param({"Origin": "null"}, 403, id="a site that hides"),
        pytest.param({"Origin": "http://["}, 403, id="no site at all"),
        pytest.param({"Origin": "http://localhost"}, 303, id="this one, over plain http"),
        pytest.param({"Origin": "http://localhost:81"}, 403, id="another port"),
        pytest.param({"Origin": "https://localhost"}, 403, id="another scheme"),
        pytest.param({}, 303, id="no word of it"),
    ],
)
def test_another_site_can_sign_nobody_in(client: FlaskClient, token: str, headers: dict[str, str], status: int) -> None:
    reply = client.post("/sign-in", data={"token": token}, headers=headers)
    assert reply.status_code == status
    assert ("Set-Cookie" in reply.headers) is (status == 303)


@pytest.mark.parametrize("address", PAGES)
def test_who_is_not_signed_in_is_led_to_where_that_is_done(client: FlaskClient, token: str, address: str) -> None:
    reply = client.get(address)
    assert (reply.status_code, reply.headers["Location"]) == (303, "/sign-in")


@pytest.mark.parametrize("end", ["sign out", "token revoked"])
def test_a_session_ends_with(keeper: Keeper, changes: Changes, end: str) -> None:
    keeper.get("/library")
    if end == "sign out":
        assert keeper.post("/sign-out").headers["Location"] == "/articles"
        assert keeper.client.get_cookie(COOKIE) is None
    else:
        revoke(changes.data)
    assert keeper.client.get("/library").headers["Location"] == "/sign-in"
    assert keeper.post("/library/rebuild").status_code == 403


@pytest.mark.parametrize("address", [*FORMS, "/sign-out"])
@pytest.mark.parametrize(
    ("told", "code"),
    [
        pytest.param(HERE, "not_signed_in", id="nobody"),
        pytest.param({"Sec-Fetch-Site": "cross-site", **HERE}, "foreign_form", id="another site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, "foreign_form", id="a site beside this one"),
        pytest.param({"Origin": "http://evil.example"}, "foreign_form", id="another site, over plain http"),
        pytest.param({"Origin": "null"}, "foreign_form", id="a site that hides"),
        pytest.param({}, "foreign_form", id="a browser that tells nothing"),
    ],
)
def test_a_form_is_refused_of(keeper: Keeper, changes: Changes, address: str, told: dict[str, str], code: str) -> None:
    if code == "not_signed_in":
        keeper.client.delete_cookie(COOKIE)
    files = [("ferry.txt", TEXT)] if address.endswith(("articles", "replace")) else []
    shown, refused = (
        keeper.post(address, {"Accept": accepted, **told}, **({"file": files} if files else {}))
        for accepted in ("text/html", "application/json")
    )
    assert (shown.status_code, refused.status_code) == (403, 403)
    assert refused.get_json()["code"] == code
    assert ('href="/sign-in"' in shown.text) is (code == "not_signed_in")
    assert changes.jobs.pending() == ()


def test_the_cookie_opens_no_call_of_the_api(keeper: Keeper) -> None:
    assert keeper.client.put("/api/v1/articles/ferry", data=TEXT, content_type="text/plain").status_code == 401
    assert keeper.client.delete(f"/api/v1/articles/{SHIPPED}").status_code == 401
    assert keeper.client.post("/api/v1/index/rebuilds").status_code == 401
