"""The way back from an article: to the page of this site that its reader came from, the conversation as it was."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import request

_PAGES = {"/": "the questions", "/articles": "the articles", "/coverage": "what the articles cover"}
"""The pages that lead to an article, in words."""


@dataclass(frozen=True, slots=True)
class Trail:
    """An address of this site, and where it leads, in words."""

    href: str
    words: str


def way_back() -> Trail:
    """Where the reader came from, by the browser's own word; without one it is the first page."""
    try:
        came = urlsplit(request.referrer or "")
    except ValueError:  # no address at all
        came = urlsplit("")
    if came.netloc != request.host or came.path not in _PAGES:
        return Trail("/", _PAGES["/"])
    return Trail(came._replace(scheme="", netloc="", fragment="").geturl(), _PAGES[came.path])
