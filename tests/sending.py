"""Requests that change what is indexed, sent with the token, and what is told of them."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

FERRY = "/api/v1/articles/ferry"
REBUILDS = "/api/v1/index/rebuilds"
TEXT = "The ferry rests on Mondays – always.\n".encode()
JOB = [
    "id", "kind", "article", "state", "progress", "changed", "version", "report", "receipt", "error", "created_at",
    "started_at", "finished_at",
]  # fmt: skip


class Unread(BytesIO):
    """A body that fails the test when it is read."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("the body was read")

    readinto = read  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Sender:
    """A client that has the token."""

    client: FlaskClient
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """What brings the token."""
        return {"Authorization": f"Bearer {self.token}"}

    def send(self, method: str, address: str, headers: dict[str, str] | None = None, **settings: Any) -> TestResponse:
        """Send a request with the token."""
        return self.client.open(address, method=method, headers={**self.headers, **(headers or {})}, **settings)

    def put(self, body: Any = TEXT, content_type: str | None = "text/plain", address: str = FERRY, **more: Any) -> Any:
        """Put a body of a media type."""
        return self.send("PUT", address, data=body, content_type=content_type, **more)


def form(*pairs: tuple[str, Any]) -> MultiDict[str, Any]:
    """The data of a form; a file is its content, its name and its media type."""
    return MultiDict(
        (name, (BytesIO(value[0]), *value[1:]) if isinstance(value, tuple) else value) for name, value in pairs
    )


def refused(reply: TestResponse, status: int, code: str) -> dict[str, Any]:
    assert (reply.status_code, reply.content_type) == (status, "application/problem+json")
    body: dict[str, Any] = reply.get_json()
    assert body["code"] == code and body["detail"]
    return body


def pointers(reply: TestResponse) -> list[str]:
    return [error["pointer"] for error in refused(reply, 422, "invalid_request")["errors"]]


def accepted(reply: TestResponse, kind: str, article: str | None) -> str:
    """The id of the job that a reply tells of."""
    assert (reply.status_code, reply.content_type) == (202, "application/json")
    job = reply.get_json()
    assert list(job) == JOB
    assert (job["kind"], job["article"], job["state"]) == (kind, article, "queued")
    assert reply.headers["Location"] == f"{REBUILDS}/{job['id']}"
    return str(job["id"])
