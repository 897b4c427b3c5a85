"""Questions that are posted in tests, and what is told of those that are refused."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

ASK = "/api/v1/ask"
CRISIS = "Which pioneer is piloting a crisis house?"
REPLY = [
    "status", "question", "interpretation", "answer", "confidence", "passages", "disagreement", "no_answer", "nearest",
    "filtered_out", "index", "took_ms",
]  # fmt: skip
"""The fields of a reply, in their order."""


def post(client: FlaskClient, body: object, address: str = ASK) -> TestResponse:
    return client.post(address, json=body)


def pointers(reply: TestResponse) -> list[str]:
    assert reply.status_code == 422
    assert reply.content_type == "application/problem+json"
    assert reply.json is not None
    return [error["pointer"] for error in reply.json["errors"]]


def problem(reply: TestResponse, status: int, code: str) -> dict[str, Any]:
    assert (reply.status_code, reply.content_type) == (status, "application/problem+json")
    body = reply.get_json()
    assert list(body)[:7] == ["type", "title", "status", "detail", "instance", "code", "request_id"]
    assert (body["status"], body["code"]) == (status, code)
    assert body["detail"] and body["request_id"] == reply.headers["X-Request-Id"]
    return body
