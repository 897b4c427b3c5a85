"""The static files' addresses, which change with their content, so that browsers may keep them for a year."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from flask import Response, request, url_for

STATIC = Path(__file__).parent.with_name("static")


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
