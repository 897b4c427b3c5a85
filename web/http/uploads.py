"""A document as HTTP brings it: the body itself with its media type, or a form that holds it as a file."""

from io import BytesIO
from pathlib import PureWindowsPath
from typing import IO

from flask import request
from pydantic import ConfigDict, InstanceOf
from werkzeug.datastructures import FileStorage
from werkzeug.formparser import MultiPartParser

from corpus import DOCUMENT_SUFFIXES, ArticleError, check_id
from web.http.bodies import KnownFields, NoQuery, parse_pairs, parse_query
from web.http.posting import read_body
from web.http.problems import FieldError, InvalidFields, Refused
from web.jobs.documents import Upload
from web.settings import MAX_BODY, MAX_UPLOAD

SUFFIXES = {media: suffix for suffix, media in reversed(list(DOCUMENT_SUFFIXES.items()))}
"""The media types that are taken, and how the names of such files end for short."""

_SAYS_NOTHING = ("", "application/octet-stream")
"""What programs send as a file's media type when they do not know it."""

_MOST_PARTS = 100
"""The most parts of a form that are looked at."""


class UploadForm(KnownFields):
    """A form with one file, and what is known of it."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    file: InstanceOf[FileStorage]


def uploaded(article_id: str) -> Upload:
    """The document that the request at hand brings for an article. Raises Refused, or RequestEntityTooLarge."""
    try:
        check_id(article_id, "")
    except ArticleError as error:
        raise InvalidFields(FieldError("#/id", str(error).removeprefix(": "))) from None
    return _from_form() if request.mimetype == "multipart/form-data" else _from_body()


def _from_body() -> Upload:
    suffix = _suffix(request.mimetype, request.mimetype_params)
    if suffix is None:
        raise Refused(
            "unsupported_media_type", f"The Content-Type should be multipart/form-data or one of {', '.join(SUFFIXES)}."
        )
    known = parse_query(KnownFields, request.query_string).known()
    return Upload(_not_empty(read_body(MAX_UPLOAD), "#"), suffix, known)


def _from_form() -> Upload:
    parse_query(NoQuery, request.query_string)
    form = parse_pairs(UploadForm, form_parts(read_body(MAX_UPLOAD)))
    if form.file.headers.get("Content-Transfer-Encoding", "binary").lower() not in ("7bit", "8bit", "binary"):
        raise Refused("unsupported_media_type", "The file should come as it is, without a Content-Transfer-Encoding.")
    return upload_of(form.file, form.known())


def upload_of(file: FileStorage, known: dict[str, str], *, typed: bool = True) -> Upload:
    """The document that a form's file is. `typed`: whether its media type counts; a browser makes one up by the name.

    Raises InvalidFields or Refused.
    """
    return Upload(_not_empty(file.read(), "#/file"), _suffix_of(file, typed=typed), known)


def form_parts(body: bytes) -> list[tuple[str, object]]:
    """The names and values of the form at hand, its files kept in memory: a text is not to be left on some other disk.

    Raises Refused.
    """
    boundary = request.mimetype_params.get("boundary", "")
    parser = MultiPartParser(_in_memory, max_form_memory_size=MAX_BODY, max_form_parts=_MOST_PARTS)
    try:
        if not boundary:
            raise ValueError("no boundary")
        fields, files = parser.parse(BytesIO(body), boundary.encode(), len(body))
    except ValueError as error:
        raise Refused(
            "malformed_form", "The body is not the multipart/form-data that its Content-Type tells of."
        ) from error
    if any("\N{REPLACEMENT CHARACTER}" in text for field in fields.items(multi=True) for text in field):
        raise Refused("malformed_form", "The form holds a field that is not UTF-8.")
    return [*fields.items(multi=True), *files.items(multi=True)]


def _in_memory(
    total_content_length: int | None,
    content_type: str | None,
    filename: str | None,
    content_length: int | None = None,
) -> IO[bytes]:
    return BytesIO()


def _suffix_of(file: FileStorage, *, typed: bool) -> str:
    """The format that a file's name or media type tells; where both do, they must agree. Raises Refused."""
    ending = PureWindowsPath(file.filename or "").suffix.lower()
    by_name = ending if ending in DOCUMENT_SUFFIXES else None
    silent = not typed or file.mimetype in _SAYS_NOTHING
    by_type = by_name if silent else _suffix(file.mimetype, file.mimetype_params)
    if by_type is None:
        told = f" or its Content-Type be one of {', '.join(SUFFIXES)}" if typed else ""
        raise Refused(
            "unsupported_media_type", f"The file's name should end in one of {', '.join(DOCUMENT_SUFFIXES)}{told}."
        )
    if by_name is not None and DOCUMENT_SUFFIXES[by_name] != DOCUMENT_SUFFIXES[by_type]:
        raise Refused(
            "unsupported_media_type", f"The file's name ends in {by_name}, which is not what its Content-Type tells."
        )
    return by_name or by_type


def _suffix(mimetype: str, parameters: dict[str, str]) -> str | None:
    """The suffix of a media type, None where it is not taken. Raises Refused for text that is not UTF-8."""
    if mimetype.startswith("text/") and parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise Refused("unsupported_media_type", "Text should be in UTF-8.")
    return SUFFIXES.get(mimetype)


def _not_empty(raw: bytes, pointer: str) -> bytes:
    if not raw:
        raise InvalidFields(FieldError(pointer, "The document is empty"))
    return raw
