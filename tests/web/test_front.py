"""What stands in front: TLS that ends at a proxy, and whose word is taken for the scheme."""

import pytest
from flask.testing import FlaskClient

from web.app import create_app
from web.changes import Changes
from web.service import Service
from web.store.token import new_token

PROXY = "198.51.100.9"
SECURE, PLAIN = {"X-Forwarded-Proto": "https"}, {"X-Forwarded-Proto": "http"}


@pytest.fixture
def token(changes: Changes) -> str:
    return new_token(changes.data)


@pytest.fixture
def tls(service: Service, changes: Changes) -> FlaskClient:
    """A client of an app that is told of TLS in front."""
    return create_app(service, changes, tls=True).test_client()


@pytest.fixture
def proxied(service: Service, changes: Changes) -> FlaskClient:
    """A client of an app that is told of a proxy."""
    return create_app(service, changes, proxies=(PROXY,)).test_client()


def test_behind_tls_browsers_stay_on_it_and_cookies_go_over_nothing_else(tls: FlaskClient, token: str) -> None:
    assert tls.get("/healthz").headers["Strict-Transport-Security"] == "max-age=31536000"
    reply = tls.post("/sign-in", data={"token": token}, headers={"Origin": "https://localhost"})
    (cookie,) = reply.headers.getlist("Set-Cookie")
    name, *said = cookie.split("; ")
    assert name.startswith("__Host-pioneer-qa-session=")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= {*said} and "Domain" not in cookie
    themed = tls.post("/appearance", data={"theme": "dark"}, headers={"Origin": "https://localhost"})
    assert "Secure" in themed.headers["Set-Cookie"].split("; ")


def test_without_tls_nothing_says_so(proxied: FlaskClient, token: str) -> None:
    reply = proxied.post("/sign-in", data={"token": token}, headers={"Origin": "http://localhost"})
    assert "Strict-Transport-Security" not in reply.headers
    assert reply.headers["Set-Cookie"].startswith("pioneer-qa-session=") and "Secure" not in reply.headers["Set-Cookie"]


@pytest.mark.parametrize(("origin", "status"), [("https://localhost", 303), ("http://localhost", 403)])
def test_behind_tls_an_origin_is_one_of_tls(tls: FlaskClient, token: str, origin: str, status: int) -> None:
    assert tls.post("/sign-in", data={"token": token}, headers={"Origin": origin}).status_code == status
    assert tls.post("/sign-in", data={"token": token}, headers={"Origin": origin, **PLAIN}).status_code == status


@pytest.mark.parametrize(
    ("via", "origin", "status"),
    [
        pytest.param(PROXY, "https://localhost", 303, id="a proxy that is trusted"),
        pytest.param(PROXY, "http://localhost", 403, id="a form over plain http through it"),
        pytest.param(f"::ffff:{PROXY}", "https://localhost", 303, id="the same by a mapped address"),
        pytest.param("192.0.2.1", "https://localhost", 403, id="anybody else"),
        pytest.param("192.0.2.1", "http://localhost", 303, id="anybody else, as it is"),
        pytest.param("", "https://localhost", 403, id="a local socket that nobody told of"),
    ],
)
def test_the_scheme_is_taken_from_a_proxy_that_is_trusted(
    proxied: FlaskClient, token: str, via: str, origin: str, status: int
) -> None:
    headers = {"Origin": origin, **SECURE}
    reply = proxied.post("/sign-in", data={"token": token}, headers=headers, environ_overrides={"REMOTE_ADDR": via})
    assert reply.status_code == status
