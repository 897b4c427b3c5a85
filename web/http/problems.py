"""Every failure as an RFC 9457 problem: what may be refused, and the tables from code or error to HTTP status.

A browser that asks for a page is shown it as one, a program and the pages' own scripts get JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import unquote

from msgspec import UNSET, Meta, Struct, UnsetType
from werkzeug.exceptions import (
    BadRequest,
    ClientDisconnected,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
    RequestHeaderFieldsTooLarge,
    RequestURITooLarge,
)
from werkzeug.wrappers import Request

from corpus import PioneerError
from index import GenerationError
from web.store.files import DataError

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field."""

    pointer: Annotated[str, Meta(description="A JSON Pointer as a URI fragment: `#/history/3`, `#` for the whole.")]
    detail: Annotated[str, Meta(description="What is wrong, for a person.")]


class Refused(PioneerError):
    """A request is refused: `code`, one of CODES, says for what; `headers` go with the reply over HTTP."""

    errors: tuple[FieldError, ...] = ()

    def __init__(self, code: str, message: str, *, headers: Mapping[str, str] | None = None) -> None:
        """Tell why."""
        super().__init__(message)
        self.status = CODES[code][0]
        self.code = code
        self.headers = {} if headers is None else dict(headers)


class InvalidFields(Refused):
    """Fields that are missing, empty, unknown, out of range or not Unicode text."""

    def __init__(self, *errors: FieldError) -> None:
        """Name each field's fault; the text holds them all."""
        super().__init__("invalid_request", "; ".join(f"{error.pointer}: {error.detail}" for error in errors))
        self.errors = errors


CODES = {
    "malformed_json": (HTTPStatus.BAD_REQUEST, "The body is no JSON in UTF-8."),
    "malformed_form": (HTTPStatus.BAD_REQUEST, "The body is no form of the kind that it says to be."),
    "unauthorized": (HTTPStatus.UNAUTHORIZED, "The call needs a token, and came without one or with a wrong one."),
    "no_token_set": (HTTPStatus.FORBIDDEN, "No token is set, so nobody may do what needs one."),
    "insufficient_scope": (HTTPStatus.FORBIDDEN, "The token does not open this."),
    "not_signed_in": (HTTPStatus.FORBIDDEN, "A page that changes something: nobody is signed in, or no longer."),
    "foreign_form": (HTTPStatus.FORBIDDEN, "A form that was sent from another site, or does not tell from where."),
    "host_not_allowed": (HTTPStatus.MISDIRECTED_REQUEST, "The service does not go by the name in the Host header."),
    "article_not_found": (HTTPStatus.NOT_FOUND, "There is no article of this id."),
    "job_not_found": (HTTPStatus.NOT_FOUND, "No job of this id is remembered."),
    "draft_not_found": (HTTPStatus.NOT_FOUND, "A page that publishes a document: it waits no more."),
    "corpus_read_only": (HTTPStatus.CONFLICT, "The articles are a folder that is only read."),
    "rebuild_running": (HTTPStatus.CONFLICT, "A rebuild that was asked for is not finished yet; Location leads to it."),
    "article_exists": (HTTPStatus.CONFLICT, "A page that adds an article: there is one of this id already."),
    "unsupported_media_type": (
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "The body's media type, charset or coding is not one that is read.",
    ),
    "invalid_request": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "A field is missing, empty, unknown, out of range or not Unicode text; `errors` names each.",
    ),
    "too_much_feedback": (HTTPStatus.TOO_MANY_REQUESTS, "From one client more feedback comes than is taken of one."),
    "too_often": (
        HTTPStatus.TOO_MANY_REQUESTS,
        "One client asks, changes something or tries to sign in more often than it may.",
    ),
    "too_busy": (HTTPStatus.SERVICE_UNAVAILABLE, "As much waits as may; Retry-After tells when to come again."),
    "took_too_long": (HTTPStatus.SERVICE_UNAVAILABLE, "The answer took longer than a request may."),
    "too_many_streams": (HTTPStatus.SERVICE_UNAVAILABLE, "As many clients as may watch jobs do so already."),
}
"""What a request can be refused for: the status that says so, and when it is. The API's description tells each."""


TABLE: dict[type[Exception], tuple[HTTPStatus, str, str]] = {
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
    ClientDisconnected: (
        HTTPStatus.BAD_REQUEST,
        "body_cut_short",
        "The body ended before the length that its Content-Length tells; nothing of it was taken.",
    ),
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
"""Status, code and detail of what fails otherwise, and of what is derived from it; the nearest base here counts."""

PROBLEMS = CODES | {code: (status, detail) for status, code, detail in TABLE.values()}
"""Every problem that there is, by its code: its status, and what it means."""


class ProblemReply(Struct, frozen=True):
    """A failure (RFC 9457). Programs go by its `code`; new codes may come."""

    type: Annotated[Literal["about:blank"], Meta(description="No more than `status` and `code` say.")]
    title: Annotated[str, Meta(description="The status in words.")]
    status: Annotated[int, Meta(description="The HTTP status.")]
    detail: Annotated[str, Meta(description="What is wrong, for a person.")]
    instance: Annotated[str, Meta(description="The path of the request, without its query.")]
    code: Annotated[str, Meta(description="What is wrong, for a program.", extra_json_schema={"enum": [*PROBLEMS]})]
    request_id: Annotated[str, Meta(description="What stands in the X-Request-Id header, and in the server's log.")]
    errors: Annotated[tuple[FieldError, ...] | UnsetType, Meta(description="What is wrong with which field.")] = UNSET


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
        """The problem that an error is."""
        headers: dict[str, str] = {}
        errors: tuple[FieldError, ...] = ()
        if isinstance(error, Refused):
            status, code, detail = error.status, error.code, str(error)
            headers, errors = error.headers, error.errors
        else:
            status, code, detail = next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)
        if isinstance(error, MethodNotAllowed):
            headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        if status is HTTPStatus.SERVICE_UNAVAILABLE:
            headers["Retry-After"] = "5"
        return cls(status, code, detail, errors, headers)

    def reply(self, *, instance: str, request_id: str) -> ProblemReply:
        """The problem as JSON has it. `instance`: which request, without its query (it may hold a question)."""
        return ProblemReply(
            type="about:blank",
            title=self.status.phrase,
            status=self.status.value,
            detail=self.detail,
            instance=instance,
            code=self.code,
            request_id=request_id,
            errors=self.errors or UNSET,
        )


_LABELS = {
    "q": "Question", "question": "Question", "history": "Earlier questions", "version": "Version of the index",
    "passage": "Passage", "verdict": "What you say of it", "comment": "Comment", "theme": "Colours", "token": "Token",
    "agreed": "I agree", "file": "Files",
    "id": "Id", "title": "Title", "publisher": "Publisher", "published": "Published",
    "url": "Web address",
}  # fmt: skip
"""The fields of all forms, as the pages name them."""

_SHORT = 120
"""How many characters of an unknown name are shown."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in a sentence, with a field of a page: its name and label, both empty where it is no field's."""

    field: str
    label: str
    detail: str


def faults_of(refused: Refused) -> tuple[Fault, ...]:
    """All that a request was refused for, a field named as on the page that it was sent from."""
    return tuple(map(_fault, refused.errors or (FieldError("#", str(refused)),)))


def _fault(error: FieldError) -> Fault:
    field = "".join(error.pointer.split("/")[1:2])
    name = unquote(field).replace("~1", "/").replace("~0", "~")[:_SHORT]
    return Fault(name, _LABELS.get(name, f"“{name}”" if name else ""), f"{error.detail.rstrip('.')}.")


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
    if request.path.startswith("/api/") or request.path in ("/openapi.json", "/healthz", "/readyz"):
        return False
    return request.accept_mimetypes.best_match(_MEDIA) == "text/html"
