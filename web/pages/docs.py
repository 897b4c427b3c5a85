"""The API's description as a page: every call, every object with its fields, every problem, and an example of each."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape

from web.api.description import describe
from web.http.problems import PROBLEMS

_WORDS = {"string": "text", "integer": "whole number", "boolean": "true or false", "null": "null"}
"""JSON's types, as the page calls them."""


@dataclass(frozen=True, slots=True)
class Type:
    """A type in words, and the object that it names, if any."""

    words: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object, or of an address; `optional`: it may be left out, or is not always there."""

    name: str
    type: Type
    optional: bool
    tells: str


@dataclass(frozen=True, slots=True)
class Object:
    """An object of a request or a reply."""

    name: str
    tells: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A call, its `request` and `reply` as an example. `takes`, `gives`: the objects of its body and its reply;
    `media`: what else its body may be.
    """

    id: str
    method: str
    path: str
    summary: str
    tells: str
    fields: tuple[Field, ...]
    takes: str
    media: tuple[str, ...]
    gives: str
    status: str
    request: str
    reply: str
    problems: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Docs:
    """The whole page: what holds for all calls, what tokens open, the calls by group, the objects, and the problems
    with their status.
    """

    about: tuple[str, ...]
    tokens: str
    groups: tuple[tuple[str, tuple[Call, ...]], ...]
    objects: tuple[Object, ...]
    problems: tuple[tuple[str, int, str], ...]


@cache
def lay_out_docs() -> Docs:
    """The page, made once."""
    told = describe()
    calls: dict[str, list[Call]] = {}
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            calls.setdefault(operation["tags"][0], []).append(_call(method, path, operation))
    return Docs(
        about=tuple(" ".join(paragraph.split()) for paragraph in told["info"]["description"].split("\n\n")),
        tokens=told["components"]["securitySchemes"]["token"]["description"],
        groups=tuple((group, tuple(each)) for group, each in calls.items()),
        objects=tuple(
            Object(name, schema.get("description", ""), tuple(_fields(schema)))
            for name, schema in told["components"]["schemas"].items()
            if schema.get("properties")
        ),
        problems=tuple((code, status.value, meaning) for code, (status, meaning) in PROBLEMS.items()),
    )


def coded(text: str) -> Markup:
    """A text as HTML, what stands between ticks as code."""
    return Markup(re.sub("`(.+?)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 (escaped)


def _call(method: str, path: str, operation: Mapping[str, Any]) -> Call:
    body = operation.get("requestBody", {})
    bodies, required = body.get("content", {}), body.get("required", False)
    (status, reply), *_ = [each for each in operation["responses"].items() if each[0].startswith("2")]
    (given,) = reply["content"].values()
    example = given["example"]
    return Call(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        tells=operation["description"],
        fields=tuple(
            Field(each["name"], _type(each["schema"]), not each["required"], each["description"])
            for each in operation["parameters"]
        ),
        takes=_name(bodies.get("application/json", {}).get("schema", {})) if required else "",
        media=tuple(each for each in bodies if each != "application/json"),
        gives=_name(given["schema"]),
        status=f"{status} {HTTPStatus(int(status)).phrase}",
        request=_request(method.upper(), path, operation, bodies),
        reply=example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=1),
        problems=tuple(
            (int(status), tuple(refusal["content"]["application/problem+json"]["examples"]))
            for status, refusal in operation["responses"].items()
            if int(status) >= HTTPStatus.BAD_REQUEST
        ),
    )


def _request(method: str, path: str, operation: Mapping[str, Any], bodies: Mapping[str, Any]) -> str:
    """An example of a request, as HTTP sends it."""
    given = [(each["in"], each["name"], each["example"]) for each in operation["parameters"] if "example" in each]
    needs = operation.get("security") == [{"token": []}]
    for place, name, value in given:
        path = path.replace(f"{{{name}}}", quote(str(value))) if place == "path" else path
    query = urlencode([(name, value) for place, name, value in given if place == "query"], doseq=True)
    lines = [f"{method} {path}{'?' if query else ''}{query}", *(["Authorization: Bearer …"] if needs else [])]
    for media, body in bodies.items():
        if "example" in body:
            text = body["example"]
            text = text if isinstance(text, str) else json.dumps(text, ensure_ascii=False, indent=1)
            return "\n".join([*lines, f"Content-Type: {media}", "", text])
    return "\n".join(lines)


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    for name, told in schema["properties"].items():
        yield Field(name, _type(told), name not in schema.get("required", ()), told.get("description", ""))


def _name(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _type(schema: Mapping[str, Any]) -> Type:
    """A schema in words."""
    if name := _name(schema):
        named = describe()["components"]["schemas"][name]
        return Type(_one_of(named["enum"])) if "enum" in named else Type(name, name)
    if "anyOf" in schema:
        types = [_type(each) for each in schema["anyOf"]]
        return Type(" or ".join(each.words for each in types), next((each.of for each in types if each.of), ""))
    if "enum" in schema or "const" in schema:
        return Type(_one_of(schema.get("enum", [schema.get("const")])))
    if "prefixItems" in schema:
        return Type("pair of " + " and ".join(_type(each).words for each in schema["prefixItems"]))
    if "items" in schema:
        of = _type(schema["items"])
        most = f", at most {schema['maxItems']:,}" if "maxItems" in schema else ""
        return Type(f"list of {of.words}{most}", of.of)
    kind = str(schema.get("type", "anything"))
    return Type(_WORDS.get(kind, kind) + _bounds(schema))


def _one_of(values: Iterable[object]) -> str:
    return " | ".join(json.dumps(value) for value in values)


def _bounds(schema: Mapping[str, Any]) -> str:
    if "maxLength" in schema:
        return f", {schema.get('minLength', 0)} to {schema['maxLength']:,} characters"
    if "maximum" in schema:
        return f", {schema['minimum']} to {schema['maximum']:,}"
    return f", as {schema['pattern']}" if "pattern" in schema else ""
