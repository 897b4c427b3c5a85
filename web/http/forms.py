"""The forms of the pages that change something, as they are posted."""

from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import parse_qsl

from flask import request
from pydantic import BaseModel
from werkzeug.datastructures import FileStorage

from web.http.bodies import KnownFields, NoQuery, Strict, parse_pairs, parse_query
from web.http.posting import read_body
from web.http.problems import FieldError, ForeignForm, InvalidFields, UnsupportedMedia
from web.http.uploads import form_parts
from web.settings import MAX_UPLOAD

_LARGEST = 10_000
"""The largest form without files, in bytes."""

_FILES = "file"


class SignInForm(Strict):
    """What signs in."""

    token: str


class SignedForm(Strict):
    """What every form of a session holds."""

    form_token: str


class DocumentForm(KnownFields):
    """What is known of documents that are sent. An empty `id` stands for one that is made of the file's name."""

    form_token: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents that were sent, and what was said of them."""

    form: DocumentForm
    files: tuple[FileStorage, ...]


Form = TypeVar("Form", bound=BaseModel)
Parts = list[tuple[str, object]]


def check_own_site() -> None:
    """See to it that a form that holds no token of a session comes from this site: by the browser's own word.

    Over plain HTTP it tells the form's origin only. Raises ForeignForm.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    own = site in ("same-origin", "none") if site else origin is None or origin.partition("://")[2] == request.host
    if not own:
        raise ForeignForm("This form was sent from another site. Fill it in on this one.")


def posted_form(model: type[Form]) -> Form:
    """What a form without files holds. Raises RequestRefused, or RequestEntityTooLarge."""
    parse_query(NoQuery, request.query_string)
    if request.mimetype != "application/x-www-form-urlencoded":
        raise UnsupportedMedia("The body should be a form, its Content-Type application/x-www-form-urlencoded.")
    text = read_body(_LARGEST).decode("utf-8", "surrogateescape")
    return parse_pairs(model, parse_qsl(text, keep_blank_values=True, errors="surrogateescape"))


def posted_parts() -> Parts:
    """The names and values of a form with files. Raises RequestRefused, or RequestEntityTooLarge."""
    parse_query(NoQuery, request.query_string)
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMedia("The body should be a form with files, its Content-Type multipart/form-data.")
    return form_parts(read_body(MAX_UPLOAD))


def form_token_of(parts: Parts) -> str:
    """The token of a session that a form with files holds; empty where it holds none."""
    return next((value for name, value in parts if name == "form_token" and isinstance(value, str)), "")


def documents_of(parts: Parts) -> Documents:
    """What a form with files says, of at least one of them. Raises InvalidFields."""
    form = parse_pairs(DocumentForm, [(name, value) for name, value in parts if name != _FILES])
    # A browser sends a file without name and content where none was chosen.
    sent = [value for name, value in parts if name == _FILES]
    files = tuple(file for file in sent if isinstance(file, FileStorage) and file.filename)
    if not files:
        raise InvalidFields(FieldError(f"#/{_FILES}", "Choose a file"))
    return Documents(form, files)
