"""Where documents come in: the addresses whose bodies may be as large as one, and who is waited for there."""

from collections.abc import Callable, Mapping

from web.settings import MAX_BODY, MAX_UPLOAD

_UPLOADS = {"PUT": "/api/v1/articles/", "POST": "/library/articles"}
"""How such addresses begin, by the method."""


MAY_UPLOAD = "pioneer-qa-may-upload"
"""The extension of the app that tells, by the path and the headers (by WSGI's names), whether a document may come."""

MayUpload = Callable[[str, Mapping[str, str]], bool]


def is_upload(method: str, path: str) -> bool:
    """Whether a request may bring a document."""
    begins = _UPLOADS.get(method)
    return begins is not None and path.startswith(begins)


def largest_body(method: str, path: str) -> int:
    """How many bytes the body of a request may have at most. The app may take less of it."""
    return MAX_UPLOAD if is_upload(method, path) else MAX_BODY
