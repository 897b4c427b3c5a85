"""The chat in somebody's own page: a script of one line puts a frame there, which tells the page how high it is. Only
origins that the service is told of may hold it. And how a browser's own search box asks here.
"""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request

from web.pages.assets import STATIC
from web.wording import title_of

_SEARCH = """<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>{name}</ShortName>
  <Description>{description}</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Image type="image/svg+xml">{root}favicon.ico</Image>
  <Url type="text/html" template="{root}?q={{searchTerms}}"/>
</OpenSearchDescription>
"""

_LONGEST_NAME = 16
_LONGEST_DESCRIPTION = 1024
"""Characters; the format allows no more."""


@dataclass(frozen=True, slots=True)
class Embedding:
    """Which origins may hold the chat in a frame; `policy`: what every other page forbids."""

    origins: tuple[str, ...]
    policy: str

    def frame(self, response: Response) -> Response:
        """Let these origins frame a page. All else that its headers forbid stays forbidden."""
        ancestors = f"frame-ancestors {' '.join(self.origins)}"
        response.headers["Content-Security-Policy"] = self.policy.replace("frame-ancestors 'none'", ancestors)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


def add_embedding(pages: Blueprint) -> None:
    """Add the script of one line to the pages. Any site may load it; who may show what it frames is told there."""

    @pages.get("/embed.js")
    def embed_script() -> Response:
        response = Response((STATIC / "embed.js").read_bytes(), content_type="text/javascript; charset=utf-8")
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


def search_description(title: str, description: str) -> Response:
    """What a browser reads to ask from its own search box."""
    words = {
        "name": title_of(title)[:_LONGEST_NAME],
        "description": title_of(description)[:_LONGEST_DESCRIPTION],
        "root": request.url_root,
    }
    text = _SEARCH.format(**{name: escape(value) for name, value in words.items()})
    return Response(text, content_type="application/opensearchdescription+xml; charset=utf-8")
