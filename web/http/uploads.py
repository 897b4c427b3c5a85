"""Where documents come in: the addresses whose bodies may be as large as one."""

from web.settings import MAX_BODY, MAX_UPLOAD

_UPLOADS = {"PUT": "/api/v1/articles/", "POST": "/library/articles"}
"""How such addresses begin, by the method."""


def largest_body(method: str, path: str) -> int:
    """How many bytes the body of a request may have at most. The app may take less of it."""
    begins = _UPLOADS.get(method)
    return MAX_UPLOAD if begins is not None and path.startswith(begins) else MAX_BODY
