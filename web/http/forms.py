"""The forms of the pages that change something: as they are posted, and as they are shown again when refused."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import parse_qsl

from flask import request
from pydantic import BaseModel
from werkzeug.datastructures import FileStorage

from web.http.bodies import KnownFields, NoQuery, Strict, parse_pairs, parse_query
from web.http.posting import read_body
from web.http.problems import Fault, FieldError, InvalidFields, Refused, faults_of
from web.http.uploads import form_parts
from web.settings import MAX_UPLOAD

_LARGEST = 10_000
"""The largest form without files, in bytes."""

_FILES = "file"


class SignInForm(Strict):
    """What signs in."""

    token: str


class DocumentForm(KnownFields):
    """What is known of documents that are sent. An empty `id` stands for one that is made of the file's name."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents that were sent, and what was said of them."""

    form: DocumentForm
    files: tuple[FileStorage, ...]


@dataclass(frozen=True, slots=True)
class Refilled:
    """A form with files that was refused: what was filled in (no browser shows its files again), and what is wrong."""

    status: HTTPStatus
    filled: dict[str, str]
    faults: tuple[Fault, ...]

    @property
    def wrong(self) -> tuple[str, ...]:
        """The names of the fields that are wrong."""
        return tuple(fault.field for fault in self.faults if fault.field)


Form = TypeVar("Form", bound=BaseModel)
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
        own = origin.partition("://")[2] == request.host
    else:
        own = not must_tell
    if not own:
        raise Refused("foreign_form", "This form was sent from another site. Fill it in on this one.")


def posted_form(model: type[Form]) -> Form:
    """What a form without files holds. Raises Refused, or RequestEntityTooLarge."""
    parse_query(NoQuery, request.query_string)
    if request.mimetype != "application/x-www-form-urlencoded":
        raise Refused(
            "unsupported_media_type", "The body should be a form, its Content-Type application/x-www-form-urlencoded."
        )
    text = read_body(_LARGEST).decode("utf-8", "surrogateescape")
    return parse_pairs(model, parse_qsl(text, keep_blank_values=True, errors="surrogateescape"))


def posted_parts() -> Parts:
    """The names and values of a form with files. Raises Refused, or RequestEntityTooLarge."""
    parse_query(NoQuery, request.query_string)
    if request.mimetype != "multipart/form-data":
        raise Refused(
            "unsupported_media_type", "The body should be a form with files, its Content-Type multipart/form-data."
        )
    return form_parts(read_body(MAX_UPLOAD))


def documents_of(parts: Parts) -> Documents:
    """What a form with files says, of at least one of them. Raises InvalidFields."""
    form = parse_pairs(DocumentForm, [(name, value) for name, value in parts if name != _FILES])
    # A browser sends a file without name and content where none was chosen.
    sent = [value for name, value in parts if name == _FILES]
    files = tuple(file for file in sent if isinstance(file, FileStorage) and file.filename)
    if not files:
        raise InvalidFields(FieldError(f"#/{_FILES}", "Choose a file"))
    return Documents(form, files)


def refill(refused: Refused, parts: Parts) -> Refilled:
    """The form of these parts, which was refused."""
    filled = {name: value for name, value in parts if isinstance(value, str)}
    return Refilled(refused.status, filled, faults_of(refused))
