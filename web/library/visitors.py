"""Who is at a page, by the cookie of a session, and how one begins and ends. It opens pages, but changes nothing by a
call of the API.

Nothing of a session is kept: its cookie is signed with the token's hash and the server's secret. It ends with the
token, and with the server.
"""

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for

from web.http.access import Access, cookie_name, sign
from web.http.bodies import NoBody
from web.http.posting import SignInForm, check_own_site, posted_form
from web.settings import Scope
from web.store.token import find

_WRONG = "This token opens nothing here: there is none like it, or it has expired or was revoked."


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at a page. `scope`: what they may do, None where they are not signed in; `writable`: whether articles
    can be added, replaced and removed at all.
    """

    scope: Scope | None
    writable: bool

    @property
    def signed_in(self) -> bool:
        """Whether a session is on."""
        return self.scope is not None

    @property
    def keeps(self) -> bool:
        """Whether the pages that change articles are open."""
        return self.scope is not None and self.scope.opens(Scope.WRITE)

    @property
    def administers(self) -> bool:
        """Whether the index may be rebuilt."""
        return self.scope is not None and self.scope.opens(Scope.ADMIN)


class Visitors:
    """Tells who is at the page of the request at hand."""

    def __init__(self, access: Access, *, writable: bool) -> None:
        """Store what checks a session, and whether articles can be changed at all."""
        self._access = access
        self._writable = writable

    def current(self) -> Visitor:
        """The visitor. Raises DataError."""
        token = self._access.session()
        return Visitor(None if token is None else token.scope, self._writable)


def sign_in_blueprint(data: Path, access: Access) -> Blueprint:
    """The page to sign in at, and the two forms. The cookie is out of reach of scripts and of other sites, and kept
    until the browser is closed.
    """
    views = Blueprint("sign_in", __name__)

    def page(status: HTTPStatus, error: str = "") -> Response:
        return make_response(
            render_template("sign-in.html", closed=access.closed, error=error, no_token=not access.any_token()), status
        )

    @views.get("/sign-in")
    def show() -> Response:
        return page(HTTPStatus.OK)

    @views.post("/sign-in")
    def sign_in() -> Response:
        check_own_site()
        token = find(data, posted_form(SignInForm).token.strip())
        if token is not None:
            g.who = token.name
        if token is None or token.expired:
            return page(HTTPStatus.FORBIDDEN, _WRONG if access.any_token() else "")
        home = "library.home" if token.scope.opens(Scope.WRITE) else "pages.chat"
        response = make_response(redirect(url_for(home), HTTPStatus.SEE_OTHER))
        response.set_cookie(
            cookie_name(), sign(token), httponly=True, samesite="Strict", secure=request.is_secure, path="/"
        )
        return response

    @views.post("/sign-out")
    def sign_out() -> Response:
        posted_form(NoBody)
        response = make_response(redirect(url_for("pages.articles"), HTTPStatus.SEE_OTHER))
        response.delete_cookie(cookie_name(), httponly=True, samesite="Strict", secure=request.is_secure, path="/")
        return response

    return views
