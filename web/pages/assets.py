"""How pages and static files are sent: compressed where the client takes that, static files from addresses which change
with their content, so that browsers may keep them for a year.

No page holds a secret, and none may: beside words that an attacker chooses, the length of a compressed secret tells
what it is (BREACH; Gluck, Harris and Prado 2013). A session is told by its cookie alone.
"""

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

from flask import Response, request, url_for

STATIC = Path(__file__).parent.with_name("static")

_SMALLEST = 1_000
"""Bytes; less is not worth the while."""

_LEVEL = 6

_COMPRESSED = ("text/html", "text/css", "text/javascript", "image/svg+xml", "application/json", "text/markdown")


def asset_addresses() -> Callable[[str], str]:
    """Read every static file once; returns `asset(name)`, the file's address with the hash of its content."""
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in STATIC.iterdir()}

    def asset(name: str) -> str:
        return url_for("static", filename=name, v=digests[name])

    return asset


def keep_assets(response: Response) -> Response:
    """Let browsers keep a static file that was asked for by its content's address."""
    if request.endpoint == "static" and response.status_code == 200 and "v" in request.args:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def compress(response: Response) -> Response:
    """Compress a reply of text."""
    response.vary.add("Accept-Encoding")
    if (
        response.status_code == 200
        and response.mimetype in _COMPRESSED
        and request.accept_encodings.quality("gzip") > 0
        and "Content-Encoding" not in response.headers
    ):
        response.direct_passthrough = False
        body = response.get_data()
        if len(body) >= _SMALLEST:
            response.set_data(gzip.compress(body, _LEVEL, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
            tag, weak = response.get_etag()
            if tag is not None and not weak:
                response.set_etag(f"{tag}-gzip")
    return response
