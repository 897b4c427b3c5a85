"""Signing in with the token, and out again."""

from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from web.http.bodies import NoBody
from web.http.forms import SignInForm, check_own_site, posted_form
from web.library.visitors import Visitors, forget, remember
from web.store.rate_limit import TooOften
from web.store.sessions import MOST_TRIES, WINDOW, Session
from web.store.token import Access

_WRONG = "This is not the token that is set. A new one takes its place with: pioneer-qa token"
_OFTEN = (
    f"From one address {MOST_TRIES} tries are taken in {WINDOW / 60:.0f} minutes. "
    "The next may come in {wait} seconds."
)


def sign_in_blueprint(visitors: Visitors) -> Blueprint:
    """The page to sign in at, and the two forms."""
    views = Blueprint("signing", __name__)

    def page(status: HTTPStatus, error: str = "") -> Response:
        shown = render_template("sign-in.html", error=error, no_token=visitors.nobody_can())
        return make_response(shown, status)

    @views.get("/sign-in")
    def sign_in() -> Response:
        return page(HTTPStatus.OK)

    @views.post("/sign-in")
    def signed_in() -> Response:
        check_own_site()
        form = posted_form(SignInForm)
        try:
            begun = visitors.sessions.begin(form.token.strip(), request.remote_addr or "")
        except TooOften as error:
            refused = page(HTTPStatus.TOO_MANY_REQUESTS, _OFTEN.format(wait=error.wait))
            refused.headers["Retry-After"] = str(error.wait)
            return refused
        if isinstance(begun, Session):
            return remember(make_response(redirect(url_for("library.home"), HTTPStatus.SEE_OTHER)), begun)
        return page(HTTPStatus.FORBIDDEN, _WRONG if begun is Access.WRONG else "")

    @views.post("/sign-out")
    def signed_out() -> Response:
        session = visitors.require()
        check_own_site(must_tell=True)
        posted_form(NoBody)
        visitors.sessions.end(session)
        return forget(make_response(redirect(url_for("pages.articles"), HTTPStatus.SEE_OTHER)))

    return views
