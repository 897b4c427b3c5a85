"""The API's description: the file is what the service gives, the examples are real, and both tell of the program as it
is.

What changes the description or an example on purpose writes them anew, and shows them to whoever reviews it:

    PIONEER_QA_WRITE_GOLDEN=1 pytest tests/web/test_description.py
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from markup import page
from werkzeug.test import TestResponse

from corpus import is_id
from index import IndexFolder, build_index
from web.api import description
from web.api.description import EXAMPLES, describe
from web.api.operations import OPERATIONS, Operation
from web.api.schemas import AskReply, JobReply
from web.app import create_app
from web.changes import Changes
from web.http.bodies import ID_PATTERN, KnownFields
from web.http.problems import PROBLEMS
from web.jobs.builder import Builder
from web.jobs.store import JobStore
from web.service import Service
from web.settings import Where
from web.store.feedback import FeedbackStore
from web.store.token import new_token

FILE = Path(description.__file__).with_name("openapi.json")
GOLDEN = Path(__file__).with_name("golden")
WRITES = bool(os.environ.get("PIONEER_QA_WRITE_GOLDEN"))

ARTICLES = {
    "harbour-dues": "Harbour dues\n\nA sailing boat pays £12 a night at the north quay. The office opens at eight.\n"
    "The harbour master, Jane Marlow, said: “The north quay is dry at low tide.”\n",
    "north-quay": "North quay\n\nThe north quay was rebuilt in 2024. Eleven herons nest there; nobody feeds them.\n",
}
TIDES = "Tide tables\n\nThe tide tables are sold at the harbour office for £3.\n"

DUES = {"question": "What does a sailing boat pay a night?", "limit": 1}

PAGES_ALONE = {"draft_not_found", "not_signed_in", "foreign_form", "article_exists"}
"""The problems that only pages have."""

ELSEWHERE = {"not_found", "method_not_allowed"}
"""Those of what is no call."""


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """An example of each call, with the reply that it really gets."""
    data = tmp_path_factory.mktemp("examples")
    where, jobs = Where(data, data / "index"), JobStore(data)
    where.articles.mkdir()
    for name, text in ARTICLES.items():
        (where.articles / f"{name}.txt").write_text(text, "utf-8")
    build_index(where.articles, where.index)
    folder = IndexFolder(where.index)
    changes = Changes(data, jobs, writable=True, wake=lambda: None, generations=folder.kept)
    client = create_app(Service(folder.searcher), changes, FeedbackStore(data)).test_client()
    headers = {"Authorization": f"Bearer {new_token(data)}"}
    made: dict[str, dict[str, Any]] = {}

    def call(of: str, **example: Any) -> TestResponse:
        (operation,) = [each for each in OPERATIONS if each.id == of]
        path = operation.path.format(**example.get("path", {}))
        body = example.get("body")
        sent = {"data": body, "content_type": example["media"]} if "media" in example else {"json": body}
        reply = client.open(
            path,
            method=operation.method.upper(),
            query_string=example.get("query"),
            headers=headers,
            **(sent if body is not None else {}),
        )
        assert reply.status_code == operation.status, reply.text
        made[of] = example | {"reply": reply.get_json() if reply.is_json else reply.text}
        return reply

    version = str(call("readIndex").get_json()["version"])
    for each in ("ask", "askUnversioned"):
        call(each, body=DUES)
        call(f"{each}ByAddress", query=DUES)
    said = {"question": DUES["question"], "version": version, "passage": 1, "verdict": "correct"}
    call("giveFeedback", body=said)
    call("suggest", query={"q": "what", "limit": 2})
    call("listArticles", query={"search": "harbour", "limit": 1})
    call("readArticle", path={"id": "north-quay"}, query={"limit": 2})
    call("listGenerations")
    known = {"title": "Tide tables", "published": "2026-03-02"}
    job = call("putArticle", path={"id": "tides"}, query=known, media="text/plain", body=TIDES).get_json()["id"]
    Builder(where, jobs).drain()
    call("readJob", path={"id": job})
    call("watchJob", path={"id": job})
    call("removeArticle", path={"id": "tides"})
    call("rebuild")
    call("listJobs")
    for each in ("isAlive", "isReady"):
        call(each)
    made["describe"] = {"reply": {"openapi": "3.1.0"}}
    text = json.dumps(made, ensure_ascii=False)
    steady: dict[str, dict[str, Any]] = json.loads(_steady(text, {version, folder.searcher().version}))
    return steady


def _steady(text: str, versions: set[str]) -> str:
    """Examples without what is another in each run, or on another processor."""
    for version in versions:
        text = text.replace(version, f"sha256:{'1f' * 32}")
    text = re.sub(r"\b[0-9a-f]{32}\b", "0f" * 16, text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)", "2026-03-02T09:00:00+00:00", text)
    text = re.sub(r'"took_ms": [\d.]+', '"took_ms": 1.8', text)
    text = re.sub(r'(seconds_left\\*": ?)[\d.]+', r"\g<1>0.0", text)
    return re.sub(r"\d+\.\d{6,}", lambda number: str(round(float(number[0]), 6)), text)


def hold(file: Path, value: object) -> None:
    """See to it that a value is what stands in a file."""
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    if WRITES:
        file.write_text(text, "utf-8")
    assert file.read_text("utf-8") == text


def test_the_examples_are_what_calls_really_get(examples: dict[str, Any]) -> None:
    hold(EXAMPLES, {operation.id: examples[operation.id] for operation in OPERATIONS})


def test_the_examples_show_what_a_call_is_for(examples: dict[str, Any]) -> None:
    lists = {
        (of, name): value
        for of, example in examples.items()
        if isinstance(example["reply"], dict)
        for name, value in example["reply"].items()
        if isinstance(value, list)
    }
    empty = {at for at, value in lists.items() if not value}
    # An answer has nothing to come near, and nothing changes where no judged questions are asked.
    known = {AskReply: "nearest", JobReply: "changed"}
    assert empty == {(each.id, known[each.reply]) for each in OPERATIONS if each.reply in known}


def test_the_service_gives_the_description_that_stands_in_the_repository(
    examples: dict[str, Any], client: FlaskClient
) -> None:
    describe.cache_clear()
    given = client.get("/api/v1/openapi.json")
    assert given.content_type == "application/json"
    assert given.data == client.get("/openapi.json").data
    hold(FILE, given.get_json())


def test_the_calls_are_those_of_the_app(app: Flask) -> None:
    served = {
        (re.sub("<.*?>", "{id}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(("api.", "changes.", "feedback.", "description.", "metrics."))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, methods in describe()["paths"].items() for method in methods}
    assert described == served - {("/openapi.json", "get")}
    assert all(path in {at for at, _ in described} for path, _ in served if path.startswith("/api/"))


def closed(schema: Any) -> Any:
    """A schema of which no object has a field that it does not tell of."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    more = {"additionalProperties": False} if "properties" in schema and schema.get("type") == "object" else {}
    return {name: closed(told) for name, told in schema.items()} | more


def faults(value: object, schema: dict[str, Any]) -> list[str]:
    """Where a JSON value is not what a schema of the description tells."""
    whole = closed(schema | {"components": {"schemas": describe()["components"]["schemas"]}})
    return [f"{each.json_path}: {each.message}" for each in Draft202012Validator(whole).iter_errors(value)]


def replies() -> Iterator[Any]:
    for path in sorted(GOLDEN.glob("*.json")):
        of = {"articles": "ArticleList", "article": "ArticleReply", "index": "IndexReply", "ready": "ReadyReply"}
        name = "ProblemReply" if path.stem.startswith("problem") else of.get(path.stem, "AskReply")
        yield pytest.param(name, json.loads(path.read_text("utf-8")), id=path.stem)


@pytest.mark.parametrize(("name", "reply"), [*replies()])
def test_a_golden_reply_is_what_the_description_tells(name: str, reply: Any) -> None:
    assert faults(reply, {"$ref": f"#/components/schemas/{name}"}) == []


def test_a_field_more_or_less_is_not_what_the_description_tells() -> None:
    reply = json.loads((GOLDEN / "answered-from-text.json").read_text("utf-8"))
    del reply["passages"][0]["citations"][0]["prefix"]
    reply["passages"][0]["colour"] = "red"
    assert len(faults(reply, {"$ref": "#/components/schemas/AskReply"})) == 2


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_the_example_of_a_call_is_what_its_description_tells(operation: Operation) -> None:
    told = describe()["paths"][operation.path][operation.method]
    bodies = told.get("requestBody", {}).get("content", {}).values()
    given = told["responses"][str(operation.status.value)]["content"].values()
    shown = [each for each in (*bodies, *given) if "example" in each]
    assert [fault for each in shown for fault in faults(each["example"], each["schema"])] == []
    assert [
        fault for each in told["parameters"] if "example" in each for fault in faults(each["example"], each["schema"])
    ] == []


def test_every_field_and_every_address_tells_its_meaning() -> None:
    silent = [
        f"{name}.{field}"
        for name, schema in describe()["components"]["schemas"].items()
        for field, told in schema.get("properties", {}).items()
        if not told.get("description") and "$ref" not in told and "const" not in str(told) and "enum" not in told
    ]
    assert silent == []
    for path, methods in describe()["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (path, method)
            assert [each["name"] for each in operation["parameters"] if not each["description"]] == []


def test_every_problem_of_the_code_is_described_and_no_other() -> None:
    told = describe()
    assert told["components"]["schemas"]["ProblemReply"]["properties"]["code"]["enum"] == [*PROBLEMS]
    assert [*told["components"]["examples"]] == [*PROBLEMS]
    of_calls = {code for operation in OPERATIONS for code in operation.problems}
    assert of_calls == set(PROBLEMS) - PAGES_ALONE - ELSEWHERE
    for code, example in told["components"]["examples"].items():
        assert faults(example["value"], {"$ref": "#/components/schemas/ProblemReply"}) == []
        assert (example["value"]["code"], example["value"]["status"]) == (code, PROBLEMS[code][0].value)


@pytest.mark.parametrize("text", ["a", "A-1_b.txt", "x" * 128, "x" * 129, "", "-a", "a..b", "..", "a/b", "a b", "é"])
def test_the_pattern_of_an_id_is_that_of_the_corpus(text: str) -> None:
    assert (re.search(ID_PATTERN, text) is not None) is is_id(text)


@pytest.mark.parametrize("name", ["title", "url"])
@pytest.mark.parametrize(
    "text",
    ["", "North quay", "a\nb", "a\x7f", "a\u2028b", "http://a.example/b?c=d#e", "https://", "http://a b", "x" * 2001],
)
def test_what_may_be_known_of_a_document_is_what_the_description_tells(name: str, text: str) -> None:
    schema = KnownFields.model_json_schema()["properties"][name]
    try:
        KnownFields.model_validate({name: text})
        taken = True
    except ValueError:
        taken = False
    assert (faults(text, schema) == []) is taken


def test_the_contract_names_every_problem() -> None:
    contract = FILE.with_name("CONTRACT.md").read_text("utf-8")
    groups = re.findall(r"(\d{3})\s+((?:`\w+`\s*)+)", contract.partition("The codes, by status:")[2])
    told = {code: int(status) for status, named in groups for code in re.findall(r"`(\w+)`", named)}
    assert told == {code: status.value for code, (status, _) in PROBLEMS.items()}


def test_the_page_tells_every_call_field_and_problem(client: FlaskClient) -> None:
    reply = client.get("/docs")
    assert reply.status_code == 200
    shown = page(reply.text)
    told = describe()
    ids = {each.attributes.get("id") for each in shown.all()}
    assert {operation.id for operation in OPERATIONS} <= ids
    assert set(PROBLEMS) <= ids
    assert {name for name, schema in told["components"]["schemas"].items() if schema.get("properties")} <= ids
