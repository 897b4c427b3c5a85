"""The API's description, OpenAPI 3.1: made of the calls, of the types that check requests and are serialised as
replies, of the table of problems, and of examples.

`openapi.json` beside this file is what the service gives at `/api/v1/openapi.json`, and `examples.json` holds real
replies. `tests/web/test_description.py` holds both to the program, and writes them anew.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec
from flask import Blueprint, Response, request
from pydantic.json_schema import models_json_schema

from web.api.operations import EVENTS, OPERATIONS, Operation
from web.api.questions import json_response
from web.api.replies import json_text
from web.api.schemas import AskReply
from web.http.bodies import ID_PATTERN, AskQuery, FiltersBody, KnownFields, NoBody, NoQuery, parse_query
from web.http.posting import SUFFIXES
from web.http.problems import CONTENT_TYPE, PROBLEMS, FieldError, Problem, ProblemReply

Schema = dict[str, Any]

EXAMPLES = Path(__file__).with_name("examples.json")

_REF = "#/components/schemas/"

_ABOUT = """\
A question is answered in the articles' own words, each quote with the place where it stands, or with why there is no
answer.

All text is UTF-8. Offsets are half-open, from zero, in Unicode code points of the article's verbatim text
(`highlights`: of the passage's). Lists are always there, also when they are empty. Fields are only ever added, to
replies as to requests; an unknown field in a request is refused. Nothing is coerced, clamped or ignored.

A failure is an RFC 9457 problem (`application/problem+json`) with a `code`."""

_TOKENS = """\
What `pioneer-qa token make` printed. Of the scopes `ask`, `write` and `admin` each opens what those before it do.
Asking and reading needs one only where the service is closed."""

_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "The id of the article, or of the job.",
    "schema": {"type": "string", "pattern": ID_PATTERN},
}

_HEADERS = {
    "X-Request-Id": ("What stands in the server's log of this request.", {"type": "string"}),
    "ETag": ("The same while the same index answers; send it back in If-None-Match.", {"type": "string"}),
    "Location": ("The address of the job.", {"type": "string", "format": "uri-reference"}),
    "Server-Timing": (
        "The milliseconds of `answer`, and of its stages unless it was remembered: `understand`, `retrieve`, `rank`, "
        "`verify`.",
        {"type": "string"},
    ),
    "Retry-After": ("How many seconds to wait.", {"type": "integer", "minimum": 0}),
}


@cache
def describe() -> Schema:
    """The whole description; not to be changed."""
    examples = json.loads(EXAMPLES.read_text("utf-8"))
    paths: dict[str, Schema] = defaultdict(dict)
    for operation in OPERATIONS:
        paths[operation.path][operation.method] = _operation(operation, examples[operation.id])
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pioneer Q&A", "version": "1", "description": _ABOUT},
        "servers": [{"url": "/"}],
        "paths": dict(paths),
        "components": {
            "schemas": _schemas(),
            "headers": {name: {"description": told, "schema": kind} for name, (told, kind) in _HEADERS.items()},
            "examples": {code: {"value": _problem(code)} for code in PROBLEMS},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": _TOKENS}},
        },
    }


def description_blueprint() -> Blueprint:
    """The address of the description."""
    views = Blueprint("description", __name__)

    @views.get("/api/v1/openapi.json")
    @views.get("/openapi.json")
    def description() -> Response:
        parse_query(NoQuery, request.query_string)
        return json_response(describe())

    return views


# --- one call ---


def _operation(operation: Operation, example: Mapping[str, Any]) -> Schema:
    told: Schema = {
        "operationId": operation.id,
        "tags": [operation.group],
        "summary": operation.summary,
        "description": " ".join(filter(None, (operation.tells, _needed(operation)))),
        "parameters": _parameters(operation, example),
        "responses": {**_reply(operation, example), **_refusals(operation.problems)},
    }
    if operation.body is not None:
        told["requestBody"] = {
            "required": operation.body is not NoBody,
            "content": {"application/json": _content({"$ref": _REF + operation.body.__name__}, example.get("body"))},
        }
    if operation.documents:
        told["requestBody"] = {"required": True, "content": _documents(example)}
    if not operation.open:
        told["security"] = [{"token": []}] if operation.needs else [{}, {"token": []}]
    return told


def _needed(operation: Operation) -> str:
    return f"Needs a token of scope `{operation.needs}`." if operation.needs else ""


def _parameters(operation: Operation, example: Mapping[str, Any]) -> list[Schema]:
    """What its address takes."""
    path: list[Schema] = [_ID | {"example": example["path"]["id"]}] if "{id}" in operation.path else []
    given = example.get("query", {})
    fields = operation.query.model_json_schema(ref_template=_REF + "{model}")
    required = fields.get("required", ())
    return path + [
        {"name": name, "in": "query", "required": name in required}
        | _apart(_stated(schema))
        | ({"example": given[name]} if name in given else {})
        for name, schema in _flat(operation, fields["properties"])
    ]


def _flat(operation: Operation, properties: Mapping[str, Schema]) -> Iterable[tuple[str, Schema]]:
    """The fields of an address: those of `filters` each by itself."""
    for name, schema in properties.items():
        if operation.query is AskQuery and name == "filters":
            filters = FiltersBody.model_json_schema()["properties"]
            yield from ((f"filters.{each}", of_filter) for each, of_filter in filters.items())
        else:
            yield name, schema


def _stated(schema: Schema) -> Schema:
    """A field of an address, which cannot say null: it is left out."""
    stated: Schema = next((each for each in schema.get("anyOf", ()) if each != {"type": "null"}), {})
    return {name: told for name, told in schema.items() if name not in ("anyOf", "default", "title")} | stated


def _apart(schema: Schema) -> Schema:
    """A parameter's description, and its schema without it."""
    return {"description": schema.pop("description", ""), "schema": schema}


def _documents(example: Mapping[str, Any]) -> Schema:
    """The bodies that bring a document: itself, or a form with it."""
    known = KnownFields.model_json_schema()["properties"]
    form = {
        "type": "object",
        "properties": {
            "file": {
                "type": "string",
                "minLength": 1,
                "contentMediaType": "application/octet-stream",
                "description": "The document.",
            },
            **{name: _stated(schema) for name, schema in known.items()},
        },
        "required": ["file"],
        "additionalProperties": False,
    }
    # Any bytes, and so of none of JSON's types.
    bodies = {media: {"schema": {"minLength": 1, "contentMediaType": media}} for media in SUFFIXES}
    bodies[example["media"]] |= {"example": example["body"]}
    return bodies | {"multipart/form-data": {"schema": form}}


def _reply(operation: Operation, example: Mapping[str, Any]) -> Schema:
    schema: Schema = {"type": "object"} if operation.reply is None else {"$ref": _REF + operation.reply.__name__}
    headers = ["X-Request-Id", *(["ETag"] if operation.cached else [])]
    if operation.reply is AskReply:
        headers.append("Server-Timing")
    if operation.status is HTTPStatus.ACCEPTED:
        headers.append("Location")
    replies = {
        str(operation.status.value): {
            "description": operation.status.phrase,
            "headers": _headers(headers),
            "content": {
                operation.media: _content(
                    {"contentMediaType": EVENTS} if operation.media == EVENTS else schema, example["reply"]
                )
            },
        }
    }
    if operation.cached:
        replies["304"] = {
            "description": "What If-None-Match names still holds.",
            "headers": _headers(["X-Request-Id", "ETag"]),
        }
    return replies


def _refusals(codes: Iterable[str]) -> Schema:
    """What it may be refused for, by status."""
    by_status: dict[HTTPStatus, list[str]] = defaultdict(list)
    for code in PROBLEMS:
        if code in {*codes}:
            by_status[PROBLEMS[code][0]].append(code)
    return {str(status.value): _refusal(status, by_status[status]) for status in sorted(by_status)}


def _refusal(status: HTTPStatus, codes: Iterable[str]) -> Schema:
    waits = status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
    return {
        "description": "\n".join(f"- `{code}`: {PROBLEMS[code][1]}" for code in codes),
        "headers": _headers(["X-Request-Id", *(["Retry-After"] if waits else [])]),
        "content": {
            CONTENT_TYPE: {
                "schema": {"$ref": _REF + ProblemReply.__name__},
                "examples": {code: {"$ref": f"#/components/examples/{code}"} for code in codes},
            }
        },
    }


def _problem(code: str) -> Any:
    """A problem as it may be told."""
    status, meaning = PROBLEMS[code]
    errors = (FieldError("#/limit", "Input should be less than or equal to 50"),) if code == "invalid_request" else ()
    reply = Problem(status, code, meaning, errors, {}).reply(instance="/api/v1/ask", request_id="0f" * 16)
    return msgspec.json.decode(json_text(reply))


def _headers(names: Iterable[str]) -> Schema:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _content(schema: Schema, example: object) -> Schema:
    return {"schema": schema} if example is None else {"schema": schema, "example": example}


# --- the objects ---


def _schemas() -> Schema:
    """The objects of requests and replies, by name."""
    bodies = dict.fromkeys(each.body for each in OPERATIONS if each.body is not None)
    _, asked = models_json_schema([(body, "validation") for body in bodies], ref_template=_REF + "{model}")
    replies = dict.fromkeys(each.reply for each in OPERATIONS if each.reply is not None)
    _, told = msgspec.json.schema_components([*replies, ProblemReply], ref_template=_REF + "{name}")
    plain: Schema = _plain(asked["$defs"])
    return plain | told


def _plain(schema: Any) -> Any:
    """Schemas without the titles that pydantic makes of the fields' names."""
    if isinstance(schema, dict):
        made_up = isinstance(schema.get("title"), str)
        return {name: _plain(told) for name, told in schema.items() if not (made_up and name == "title")}
    return [_plain(each) for each in schema] if isinstance(schema, list) else schema
