"""Pages and static files sent compressed, where the client takes that.

No page holds a secret, and none may: beside words that an attacker chooses, the length of a compressed secret tells
what it is (BREACH; Gluck, Harris and Prado 2013). A session is told by its cookie alone.
"""

import gzip

from flask import Response, request

_SMALLEST = 1_000
"""Bytes; less is not worth the while."""

_LEVEL = 6


def compress(response: Response) -> Response:
    """Compress a reply of text."""
    response.vary.add("Accept-Encoding")
    if (
        response.status_code == 200
        and response.mimetype in ("text/html", "text/css", "text/javascript", "image/svg+xml")
        and request.accept_encodings.quality("gzip") > 0
        and "Content-Encoding" not in response.headers
    ):
        response.direct_passthrough = False
        body = response.get_data()
        if len(body) >= _SMALLEST:
            response.set_data(gzip.compress(body, _LEVEL, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
            tag, _ = response.get_etag()
            if tag is not None:
                response.set_etag(f"{tag}-gzip")
    return response
