"""What the HTTP request at hand brings, read no further than it may be long: JSON and the question in it, a form, or a
document, which is the body itself with its media type, or a file of a form.

Apart from `bodies`, which the command line checks questions with: it does without Flask.
"""

from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from pathlib import PureWindowsPath
from typing import IO, Literal
from urllib.parse import parse_qsl

from flask import request
from pydantic import ConfigDict, InstanceOf
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import MultiPartParser

from corpus import DOCUMENT_SUFFIXES, ArticleError, check_id
from qa import Request
from web.http.bodies import (
    AskBody,
    KnownFields,
    Model,
    NoBody,
    NoQuery,
    Question,
    Strict,
    parse_json,
    parse_pairs,
    parse_query,
    validate,
)  # fmt: skip
from web.http.problems import Fault, FieldError, InvalidFields, Refused, faults_of
from web.jobs.documents import Upload
from web.settings import MAX_BODY, MAX_UPLOAD

SUFFIXES = {media: suffix for suffix, media in reversed(list(DOCUMENT_SUFFIXES.items()))}
"""The media types that are taken, and how the names of such files end for short."""

_SAYS_NOTHING = ("", "application/octet-stream")
"""What programs send as a file's media type when they do not know it."""

_MOST_PARTS = 100
"""The most parts of a form that are looked at."""

_LARGEST = 10_000
"""The largest form without files, in bytes."""

_FILES = "file"


# --- a body, and JSON ---


def posted_request() -> Request:
    """The request that the body makes; raises as `posted` does."""
    return posted(AskBody).request()


def posted(model: type[Model], limit: int = MAX_BODY) -> Model:
    """What the body, a JSON object of up to `limit` bytes, holds; an address with a query is refused.

    Raises Refused, or RequestEntityTooLarge.
    """
    parse_query(NoQuery, request.query_string)
    _check_json()
    return validate(model, parse_json(read_body(limit)))


def posted_nothing() -> None:
    """See to it that the request says no more than its address does. Raises Refused."""
    parse_query(NoQuery, request.query_string)
    body = read_body(MAX_BODY)
    if body:
        _check_json()
        validate(NoBody, parse_json(body))


def read_body(limit: int) -> bytes:
    """The whole body, of up to `limit` bytes; one that is said to be longer is not read.

    Raises Refused for a content coding, or RequestEntityTooLarge.
    """
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refused("unsupported_media_type", "The body should come as it is, without a Content-Encoding.")
    request.max_content_length = limit
    body = request.get_data(cache=False)
    if request.content_length is None and len(body) == limit:
        raise RequestEntityTooLarge  # of a body sent in chunks, werkzeug silently reads no more than the limit
    return body


def _check_json() -> None:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset != "utf-8":
        raise Refused("unsupported_media_type", "The body should be JSON in UTF-8, its Content-Type application/json.")


# --- forms ---


class SignInForm(Strict):
    """What signs in."""

    token: str


class LeaveForm(Strict):
    """A question that is left, by who agrees to it."""

    question: Question
    agreed: Literal["yes"]


class ForgetForm(Strict):
    """Which records of what was not answered go: their ids, by spaces."""

    ids: str


class DocumentForm(KnownFields):
    """What is known of documents that are sent. An empty `id` stands for one that is made of the file's name."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class Refilled:
    """A form with files that was refused: what was filled in (no browser shows its files again), and what is wrong."""

    status: HTTPStatus
    headers: dict[str, str]
    filled: dict[str, str]
    faults: tuple[Fault, ...]

    @property
    def wrong(self) -> tuple[str, ...]:
        """The names of the fields that are wrong."""
        return tuple(fault.field for fault in self.faults if fault.field)


Parts = list[tuple[str, object]]


def check_own_site(*, must_tell: bool = False) -> None:
    """See to it that a form comes from a page of this site, by the browser's own word. Raises Refused.

    Over HTTPS it tells by Sec-Fetch-Site, over plain HTTP by Origin, which every browser since 2020 sends with a form.
    What sends neither is a program or an older browser: it passes unless it `must_tell`, which it must where the cookie
    of a session would lend its right to another site's form.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site:
        own = site in ("same-origin", "none")
    elif origin is not None:
        own = origin == request.host_url.rstrip("/")
    else:
        own = not must_tell
    if not own:
        raise Refused("foreign_form", "This form was sent from another site. Fill it in on this one.")


def posted_form(model: type[Model]) -> Model:
    """What a form without files holds. Raises Refused, or RequestEntityTooLarge."""
    return parse_pairs(model, posted_pairs(_LARGEST))


def posted_pairs(limit: int) -> Parts:
    """What a form without files holds, of up to `limit` bytes; raises as `posted_form` does."""
    parse_query(NoQuery, request.query_string)
    if request.mimetype != "application/x-www-form-urlencoded":
        raise Refused(
            "unsupported_media_type", "The body should be a form, its Content-Type application/x-www-form-urlencoded."
        )
    text = read_body(limit).decode("utf-8", "surrogateescape")
    return [*parse_qsl(text, keep_blank_values=True, errors="surrogateescape")]


def posted_parts() -> Parts:
    """The names and values of a form with files. Raises Refused, or RequestEntityTooLarge."""
    parse_query(NoQuery, request.query_string)
    if request.mimetype != "multipart/form-data":
        raise Refused(
            "unsupported_media_type", "The body should be a form with files, its Content-Type multipart/form-data."
        )
    return form_parts(read_body(MAX_UPLOAD))


def documents_of(parts: Parts) -> tuple[DocumentForm, tuple[FileStorage, ...]]:
    """What a form says of the files in it, and the files, of which there is one at least. Raises InvalidFields."""
    form = parse_pairs(DocumentForm, [(name, value) for name, value in parts if name != _FILES])
    # A browser sends a file without name and content where none was chosen.
    sent = [value for name, value in parts if name == _FILES]
    files = tuple(file for file in sent if isinstance(file, FileStorage) and file.filename)
    if not files:
        raise InvalidFields(FieldError(f"#/{_FILES}", "Choose a file"))
    return form, files


def refill(refused: Refused, parts: Parts) -> Refilled:
    """The form of these parts, which was refused."""
    filled = {name: value for name, value in parts if isinstance(value, str)}
    return Refilled(refused.status, refused.headers, filled, faults_of(refused))


# --- documents ---


class UploadForm(KnownFields):
    """A form with one file, and what is known of it."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    file: InstanceOf[FileStorage]


def uploaded(article_id: str) -> Upload:
    """The document that the request at hand brings for an article. Raises Refused, or RequestEntityTooLarge."""
    check_article_id(article_id)
    return _from_form() if request.mimetype == "multipart/form-data" else _from_body()


def check_article_id(article_id: str) -> None:
    """See to it that an article can have this id. Raises InvalidFields."""
    try:
        check_id(article_id, "")
    except ArticleError as error:
        raise InvalidFields(FieldError("#/id", str(error).removeprefix(": "))) from None


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
