"""Who is at a page, by the cookie of a session, and how one begins and ends. It opens pages, but no call of the API.

Nothing of a session is kept: its cookie is signed with the token's hash and with a secret that each server makes anew
before its workers, so that no file tells what a cookie must hold. It ends with the token, and with the server.
"""

import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from secrets import token_bytes

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from itsdangerous import BadSignature, TimestampSigner

from web.changes import Changes
from web.http.bodies import NoBody
from web.http.posting import SignInForm, check_own_site, posted_form
from web.http.problems import Refused
from web.store.token import Access, check, digest, kept_digest

COOKIE = "pioneer-qa-session"

LONGEST = 12 * 3600
"""Seconds after which a session ends by itself."""

_SECRET = token_bytes(32)

_WRONG = "This is not the token that is set. A new one takes its place with: pioneer-qa token"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at a page. `signed_in`: whether changes may be made; `writable`: whether articles can be added, replaced
    and removed at all.
    """

    signed_in: bool
    writable: bool


class Visitors:
    """Tells who is at the page of the request at hand."""

    def __init__(self, changes: Changes) -> None:
        """Store what takes changes."""
        self._changes = changes

    def current(self) -> Visitor:
        """The visitor, looked up once for a request. Raises DataError."""
        if "visitor" not in g:
            token = kept_digest(self._changes.data)
            signed_in = token is not None and _is_signed(request.cookies.get(COOKIE, ""), token)
            g.visitor = Visitor(signed_in, self._changes.writable)
        return g.visitor  # type: ignore[no-any-return]

    def require(self) -> None:
        """See to it that the visitor is signed in. Raises Refused."""
        if not self.current().signed_in:
            raise Refused(
                "not_signed_in",
                "Only who is signed in may do this; a session ends by itself, too. Sign in and try again.",
            )


def sign_in_blueprint(changes: Changes, visitors: Visitors) -> Blueprint:
    """The page to sign in at, and the two forms. The cookie is out of reach of scripts and of other sites, and kept
    until the browser is closed.
    """
    views = Blueprint("sign_in", __name__)

    def page(status: HTTPStatus, error: str = "") -> Response:
        no_token = check(changes.data, None) is Access.NONE_SET
        return make_response(render_template("sign-in.html", error=error, no_token=no_token), status)

    @views.get("/sign-in")
    def show() -> Response:
        return page(HTTPStatus.OK)

    @views.post("/sign-in")
    def sign_in() -> Response:
        check_own_site()
        token = posted_form(SignInForm).token.strip()
        access = check(changes.data, token)
        if access is not Access.ALLOWED:
            return page(HTTPStatus.FORBIDDEN, _WRONG if access is Access.WRONG else "")
        signed = _signer(digest(token)).sign("visitor").decode()
        response = make_response(redirect(url_for("library.home"), HTTPStatus.SEE_OTHER))
        response.set_cookie(COOKIE, signed, httponly=True, samesite="Strict", secure=request.is_secure, path="/")
        return response

    @views.post("/sign-out")
    def sign_out() -> Response:
        visitors.require()
        check_own_site(must_tell=True)
        posted_form(NoBody)
        response = make_response(redirect(url_for("pages.articles"), HTTPStatus.SEE_OTHER))
        response.delete_cookie(COOKIE, httponly=True, samesite="Strict", secure=request.is_secure, path="/")
        return response

    return views


def _signer(token: bytes) -> TimestampSigner:
    """What signs the sessions that a token, given by its hash, begins."""
    return TimestampSigner(_SECRET + token, salt=COOKIE, digest_method=hashlib.sha256)


def _is_signed(cookie: str, token: bytes) -> bool:
    try:
        _signer(token).unsign(cookie.encode("utf-8", "replace"), max_age=LONGEST)
    except BadSignature:
        return False
    return True
