"""The two faces of a reply: a page for people, JSON for programs and for the pages' own scripts."""

from flask import request

_MEDIA = ("application/problem+json", "application/json", "text/html")


def wants_page() -> bool:
    """Whether the request at hand asks for a page before JSON; no address of the API gives one."""
    if request.path.startswith("/api/") or request.path in ("/healthz", "/readyz"):
        return False
    return request.accept_mimetypes.best_match(_MEDIA) == "text/html"
