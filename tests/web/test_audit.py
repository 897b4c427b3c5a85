"""Who changed what, and who failed to sign in: a line each, with no token and no question in it."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from web.app import create_app
from web.changes import Changes
from web.jobs.documents import Upload
from web.jobs.drafts import Understood
from web.service import Service
from web.settings import Audit, Scope
from web.store.token import new_token

FERRY = "/api/v1/articles/ferry"
HERE = {"Origin": "http://localhost"}


def client_of(service: Service, changes: Changes, audit: Audit) -> FlaskClient:
    return create_app(service, changes, audit=audit).test_client()


def lines(changes: Changes) -> list[tuple[Any, ...]]:
    text = (changes.data / "audit.jsonl").read_text("utf-8")
    kept = [json.loads(line) for line in text.splitlines()]
    assert all(list(line) == ["at", "id", "who", "what", "article", "outcome"] for line in kept)
    return [tuple(line.values())[2:] for line in kept]


def test_each_change_and_each_try_to_sign_in_has_a_line(service: Service, changes: Changes) -> None:
    crane, reader = new_token(changes.data, "crane"), new_token(changes.data, "reader", Scope.ASK)
    client = client_of(service, changes, Audit.FILE)

    def put(token: str | None, address: str = FERRY) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        client.put(address, data=b"It rests.", content_type="text/plain", headers=headers)

    put(crane)
    put(crane, "/api/v1/articles/who killed the canary")
    put(reader)
    put("canary")
    put(None)  # nobody tries anything
    for token in ("canary", crane):
        client.post("/sign-in", data={"token": token}, headers=HERE)
    client.post("/library/rebuild", headers=HERE)
    client.post("/library/rebuild", headers=HERE, content_type="application/x-www-form-urlencoded")
    client.get("/?q=who+killed+the+canary")
    client.post("/api/v1/ask", json={"question": "who killed the canary?"})
    put_it, rebuild = "PUT /api/v1/articles/<article_id>", "POST /library/rebuild"
    assert lines(changes) == [
        ("crane", put_it, "ferry", 202),
        ("crane", put_it, None, 422),
        ("reader", put_it, "ferry", 403),
        (None, put_it, "ferry", 401),
        (None, "POST /sign-in", None, 403),
        ("crane", "POST /sign-in", None, 303),
        ("crane", rebuild, None, 415),
        ("crane", rebuild, None, 202),
    ]
    text = (changes.data / "audit.jsonl").read_text("utf-8")
    assert not [secret for secret in (crane, reader, "canary") if secret in text]
    assert stat.S_IMODE((changes.data / "audit.jsonl").stat().st_mode) == 0o600


def test_what_an_editor_forgets_has_a_line_without_its_words(service: Service, changes: Changes) -> None:
    token = new_token(changes.data, "crane")
    client = client_of(service, changes, Audit.FILE)
    client.post("/sign-in", data={"token": token}, headers=HERE)
    form = "application/x-www-form-urlencoded"
    client.post("/library/questions/forget", data={"ids": "canary"}, headers=HERE, content_type=form)
    assert lines(changes)[1:] == [("crane", "POST /library/questions/forget", None, 303)]


def test_the_line_of_a_draft_tells_its_article(service: Service, changes: Changes) -> None:
    token, read = new_token(changes.data, "crane"), Understood(None, None, None, None, (), 0, (), 1)
    kept = [
        changes.drafts.add(name, "a", Upload(b"It rests.", ".txt", {}), read, replaces=False)
        for name in ("ferry", "tram")
    ]
    client = client_of(service, changes, Audit.FILE)
    client.post("/sign-in", data={"token": token}, headers=HERE)
    for does, draft in zip(("publish", "discard"), kept, strict=True):
        form = "application/x-www-form-urlencoded"
        client.post(f"/library/drafts/{draft.id}/{does}", headers=HERE, content_type=form)
    assert lines(changes)[1:] == [
        ("crane", "POST /library/drafts/<draft_id>/publish", "ferry", 202),
        ("crane", "POST /library/drafts/<draft_id>/discard", "tram", 204),
    ]


@pytest.mark.parametrize("audit", [Audit.LOG, Audit.NONE])
def test_it_goes_where_it_is_told(
    service: Service, changes: Changes, caplog: pytest.LogCaptureFixture, audit: Audit
) -> None:
    caplog.set_level("INFO", logger="pioneer")
    client_of(service, changes, audit).post("/sign-in", data={"token": "canary"}, headers=HERE)
    assert ("audit who=- what=POST /sign-in outcome=403" in caplog.text) is (audit is Audit.LOG)
    assert "canary" not in caplog.text and not (changes.data / "audit.jsonl").exists()


def test_where_the_file_cannot_be_written_the_log_has_the_line(
    service: Service, changes: Changes, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level("INFO", logger="pioneer")
    (changes.data / "audit.jsonl").mkdir(parents=True)
    client_of(service, changes, Audit.FILE).post("/sign-in", data={"token": "x"}, headers=HERE)
    assert "audit.jsonl: cannot be read or written" in caplog.text and "audit who=- what=POST /sign-in" in caplog.text
