"""The two faces of a reply: a page for people, JSON for programs and for the pages' own scripts."""

from http import HTTPStatus

from flask import request

_MEDIA = ("application/problem+json", "application/json", "text/html")

_HEADINGS = {
    HTTPStatus.FORBIDDEN: "This is not open to you",
    HTTPStatus.NOT_FOUND: "There is nothing here",
    HTTPStatus.CONFLICT: "This cannot be done now",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "This is too large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "This kind of file is not read",
    HTTPStatus.UNPROCESSABLE_ENTITY: "This cannot be taken as it is",
    HTTPStatus.TOO_MANY_REQUESTS: "This was asked too often",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong here",
    HTTPStatus.SERVICE_UNAVAILABLE: "This is not to be had just now",
}


def heading_of(status: int) -> str:
    """What a failure of this status is called on a page."""
    return _HEADINGS.get(HTTPStatus(status), HTTPStatus(status).phrase)


def wants_page() -> bool:
    """Whether the request at hand asks for a page before JSON; no address of the API gives one."""
    if request.path.startswith("/api/") or request.path in ("/healthz", "/readyz"):
        return False
    return request.accept_mimetypes.best_match(_MEDIA) == "text/html"
