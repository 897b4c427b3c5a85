"""The way back from an article: to the page of this site that its reader came from, the conversation as it was.

The browser tells where its reader came from, and an article's links to another one carry it on.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from flask import request

_LONGEST = 6_000
"""The longest way back that is carried on, in bytes as it is written there: an address is read up to some 8,000."""

_PAGES = {"/": "the questions", "/articles": "the articles", "/coverage": "what the articles cover"}
"""The pages that lead to an article, in words."""


@dataclass(frozen=True, slots=True)
class Trail:
    """An address of this site, and where it leads, in words."""

    href: str
    words: str

    @property
    def carried(self) -> str | None:
        """What an address takes as `back` to carry it on; None where it is the first page, or too long."""
        short = len(quote(self.href, safe="")) <= _LONGEST
        return self.href if short and self.href != "/" else None

    def here(self) -> str:
        """The address of the page at hand, which carries it on."""
        pairs = [(name, text) for name, text in request.args.items(multi=True) if name != "back"]
        query = urlencode([*pairs, ("back", self.carried)] if self.carried else pairs)
        return f"{request.path}?{query}" if query else request.path


def way_back() -> Trail:
    """Where the reader came from, by the browser's own word or carried on from there; else it is the first page."""
    came = _page_of(request.referrer or "", request.host) or _page_of(request.args.get("back", ""), "")
    return came or Trail("/", _PAGES["/"])


def _page_of(address: str, host: str) -> Trail | None:
    """The page of this site that an address is of; None where it names another host, or no page that leads here."""
    try:
        parts = urlsplit(address)
    except ValueError:  # no address at all
        return None
    if parts.netloc != host or parts.path not in _PAGES:
        return None
    return Trail(parts._replace(scheme="", netloc="", fragment="").geturl(), _PAGES[parts.path])
