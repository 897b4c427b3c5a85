"""Every failure as an RFC 9457 problem: what may be refused, and the one table from error to HTTP status.

A browser that asks for a page is shown it as one, a program and the pages' own scripts get JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import msgspec
from msgspec import UNSET, UnsetType
from werkzeug.exceptions import (
    BadRequest,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
    RequestHeaderFieldsTooLarge,
    RequestURITooLarge,
)
from werkzeug.wrappers import Request

from corpus import PioneerError
from index import GenerationError
from web.changes import CorpusReadOnly, UnknownJob
from web.store.files import DataError

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; `pointer` is a JSON Pointer as a URI fragment: `#/history/3`, `#` for the whole.

    `plain`: the same for a person who filled in a form, where `detail` speaks to programs; no JSON holds it.
    """

    pointer: str
    detail: str
    plain: str = ""


class RequestRefused(PioneerError):
    """The base of what a request can be refused for; `headers` go with the reply over HTTP."""

    def __init__(self, message: str, *, headers: Mapping[str, str] | None = None) -> None:
        """Tell why."""
        super().__init__(message)
        self.headers = {} if headers is None else dict(headers)


class MalformedBody(RequestRefused):
    """The body is no JSON in UTF-8."""


class UnsupportedMedia(RequestRefused):
    """The body is of a media type, or has a content coding, that is not read."""


class MalformedForm(RequestRefused):
    """The body is no form of the kind that it says to be."""


class UnknownArticle(RequestRefused):
    """The index holds no article of that id."""


class Unauthorized(RequestRefused):
    """A call that changes something came without the token, or with a wrong one."""


class NoTokenSet(RequestRefused):
    """No token is set, so nobody may change anything."""


class RebuildRunning(RequestRefused):
    """A rebuild that was asked for is not finished yet."""


class TooMuchFeedback(RequestRefused):
    """More feedback comes from one address than is taken."""


class NotSignedIn(RequestRefused):
    """A page that changes something was asked for by somebody who is not, or no longer, signed in."""


class ForeignForm(RequestRefused):
    """A form was posted from another site, or by a browser that does not tell from where."""


class ArticleExists(RequestRefused):
    """An article was to be added under an id that one has already."""


class TooManyStreams(RequestRefused):
    """As many clients as may watch jobs do so already."""


class InvalidFields(RequestRefused):
    """Fields that are missing, empty, unknown, out of range or not Unicode text."""

    def __init__(self, *errors: FieldError) -> None:
        """Name each field's fault; the text holds them all."""
        super().__init__("; ".join(f"{error.pointer}: {error.detail}" for error in errors))
        self.errors = errors


TABLE: dict[type[Exception], tuple[HTTPStatus, str, str | None]] = {
    MalformedBody: (HTTPStatus.BAD_REQUEST, "malformed_json", None),
    UnsupportedMedia: (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", None),
    InvalidFields: (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_request", None),
    UnknownArticle: (HTTPStatus.NOT_FOUND, "article_not_found", None),
    MalformedForm: (HTTPStatus.BAD_REQUEST, "malformed_form", None),
    UnknownJob: (HTTPStatus.NOT_FOUND, "job_not_found", None),
    Unauthorized: (HTTPStatus.UNAUTHORIZED, "unauthorized", None),
    NoTokenSet: (HTTPStatus.FORBIDDEN, "no_token_set", None),
    CorpusReadOnly: (HTTPStatus.CONFLICT, "corpus_read_only", None),
    RebuildRunning: (HTTPStatus.CONFLICT, "rebuild_running", None),
    NotSignedIn: (HTTPStatus.FORBIDDEN, "not_signed_in", None),
    ForeignForm: (HTTPStatus.FORBIDDEN, "foreign_form", None),
    ArticleExists: (HTTPStatus.CONFLICT, "article_exists", None),
    TooMuchFeedback: (HTTPStatus.TOO_MANY_REQUESTS, "too_much_feedback", None),
    TooManyStreams: (HTTPStatus.SERVICE_UNAVAILABLE, "too_many_streams", None),
    DataError: (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "data_unavailable",
        "The folder for data cannot be read or written; the server's log says why.",
    ),
    GenerationError: (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "index_unavailable",
        "The index cannot be opened; the server's log says why.",
    ),
    BadRequest: (HTTPStatus.BAD_REQUEST, "bad_request", "The request cannot be read."),
    NotFound: (HTTPStatus.NOT_FOUND, "not_found", "There is nothing at this address."),
    MethodNotAllowed: (
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "This address does not take this method; the Allow header names those it takes.",
    ),
    RequestEntityTooLarge: (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "body_too_large",
        "The body is larger than any request may be.",
    ),
    RequestURITooLarge: (
        HTTPStatus.REQUEST_URI_TOO_LONG,
        "address_too_long",
        "The address is too long; a long question can be sent by POST.",
    ),
    RequestHeaderFieldsTooLarge: (
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        "headers_too_large",
        "The request's headers are too large.",
    ),
    Exception: (
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal_error",
        "Something went wrong here, not in the request; the server's log holds the request_id.",
    ),
}
"""Status, code and detail of each error and of those derived from it; where the detail is None the error's own text
serves. The nearest base in the table counts."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A failure as it is told to a client. `headers` go with it over HTTP."""

    status: HTTPStatus
    code: str
    detail: str
    errors: tuple[FieldError, ...]
    headers: Mapping[str, str]

    @classmethod
    def of(cls, error: Exception) -> "Problem":
        """The problem that an error is, by TABLE."""
        status, code, detail = next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)
        headers = dict(error.headers) if isinstance(error, RequestRefused) else {}
        if isinstance(error, MethodNotAllowed):
            headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        if status is HTTPStatus.SERVICE_UNAVAILABLE:
            headers["Retry-After"] = "5"
        errors = error.errors if isinstance(error, InvalidFields) else ()
        return cls(status, code, str(error) if detail is None else detail, errors, headers)

    def reply(self, *, instance: str, request_id: str) -> "ProblemReply":
        """The problem as JSON has it. `instance`: which request, without its query (it may hold a question)."""
        return ProblemReply(
            type="about:blank",
            title=self.status.phrase,
            status=self.status.value,
            detail=self.detail,
            instance=instance,
            code=self.code,
            request_id=request_id,
            errors=[{"pointer": error.pointer, "detail": error.detail} for error in self.errors] or UNSET,
        )


class ProblemReply(msgspec.Struct, frozen=True):
    """A problem's JSON object: RFC 9457's fields, a `code` for programs, and what is wrong with which field."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    errors: list[dict[str, str]] | UnsetType


_MEDIA = (CONTENT_TYPE, "application/json", "text/html")

_HEADINGS = {
    HTTPStatus.FORBIDDEN: "This is not open to you",
    HTTPStatus.NOT_FOUND: "There is nothing here",
    HTTPStatus.CONFLICT: "This cannot be done now",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "This is too large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "This kind of file is not read",
    HTTPStatus.UNPROCESSABLE_ENTITY: "This cannot be taken as it is",
    HTTPStatus.TOO_MANY_REQUESTS: "This was asked too often",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong here",
    HTTPStatus.SERVICE_UNAVAILABLE: "This is not to be had just now",
}


def heading_of(status: int) -> str:
    """What a failure of this status is called on a page."""
    return _HEADINGS.get(HTTPStatus(status), HTTPStatus(status).phrase)


def wants_page(request: Request) -> bool:
    """Whether a request asks for a page before JSON; no address of the API gives one."""
    if request.path.startswith("/api/") or request.path in ("/healthz", "/readyz"):
        return False
    return request.accept_mimetypes.best_match(_MEDIA) == "text/html"
