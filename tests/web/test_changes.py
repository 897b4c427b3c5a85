"""Changes over HTTP, through Flask's own client: who may, what is taken, and what is replied."""

from dataclasses import asdict, replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sending import FERRY, JOB, REBUILDS, TEXT, Sender, Unread, accepted, form, pointers, refused

from index import Kept
from web.app import create_app
from web.changes import Changes
from web.jobs.job import JobKind, JobProgress, JobState
from web.service import Service
from web.store.token import new_token, revoke

SHIPPED = "/api/v1/articles/fourteen-pioneering-initiatives"
GENERATIONS = "/api/v1/index/generations"
CALLS = [
    pytest.param("PUT", FERRY, id="put"),
    pytest.param("DELETE", SHIPPED, id="delete"),
    pytest.param("POST", REBUILDS, id="rebuild"),
]


UNREAD: Any = {"input_stream": Unread(), "environ_overrides": {"CONTENT_LENGTH": "9"}, "content_type": "text/plain"}


@pytest.fixture
def token(changes: Changes) -> str:
    return new_token(changes.data)


@pytest.fixture
def authorised(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def send(client: FlaskClient, token: str) -> Any:
    return Sender(client, token).send


@pytest.fixture
def put(client: FlaskClient, token: str) -> Any:
    return Sender(client, token).put


def test_an_article_of_the_index_is_taken_away_by_a_job(send: Any, changes: Changes) -> None:
    job_id = accepted(send("DELETE", SHIPPED), "delete", "fourteen-pioneering-initiatives")
    assert [job.id for job in changes.jobs.pending()] == [job_id]


def test_an_article_that_is_nowhere_cannot_be_taken_away(send: Any, changes: Changes) -> None:
    refused(send("DELETE", FERRY), 404, "article_not_found")
    changes.jobs.enqueue(JobKind.DELETE, "ferry")
    refused(send("DELETE", FERRY), 404, "article_not_found")


def test_an_article_that_stands_there_can_be_taken_away_before_this_worker_moved_to_its_index(
    send: Any, changes: Changes
) -> None:
    (changes.data / "articles").mkdir(parents=True)
    (changes.data / "articles" / "ferry.txt").write_text("It sails.\n", "utf-8")
    accepted(send("DELETE", FERRY), "delete", "ferry")


@pytest.mark.parametrize("name", ["**", "[", "%00", "a" * 300, "ferry.txt"])
def test_what_can_be_no_article_cannot_be_taken_away(send: Any, name: str) -> None:
    refused(send("DELETE", f"/api/v1/articles/{name}"), 404, "article_not_found")


def test_an_article_on_its_way_can_be_taken_away(put: Any, send: Any, changes: Changes) -> None:
    put()
    accepted(send("DELETE", FERRY), "delete", "ferry")
    changes.jobs.finish(changes.jobs.pending()[0], JobState.REFUSED)
    refused(send("DELETE", FERRY), 404, "article_not_found")


@pytest.mark.parametrize("settings", [{}, {"json": {}}], ids=["no body", "an empty object"])
def test_a_rebuild_is_a_job_and_only_one_is_under_way(send: Any, changes: Changes, settings: dict[str, Any]) -> None:
    first = accepted(send("POST", REBUILDS, **settings), "rebuild", None)
    reply = send("POST", REBUILDS)
    refused(reply, 409, "rebuild_running")
    assert reply.headers["Location"] == f"{REBUILDS}/{first}"
    changes.jobs.begin(changes.jobs.pending())
    refused(send("POST", REBUILDS), 409, "rebuild_running")
    changes.jobs.finish(changes.jobs.pending()[0], JobState.DONE)
    assert accepted(send("POST", REBUILDS), "rebuild", None) != first


@pytest.mark.parametrize(("method", "address"), CALLS[1:])
def test_a_call_that_takes_no_fields_refuses_them(send: Any, method: str, address: str) -> None:
    assert pointers(send(method, address, json={"force": True})) == ["#/force"]
    assert pointers(send(method, f"{address}?force=1")) == ["#/force"]
    refused(send(method, address, data=b"x", content_type="text/plain"), 415, "unsupported_media_type")


@pytest.mark.parametrize(("method", "address"), CALLS)
def test_the_builder_is_woken_once_the_job_stands_and_not_without_one(
    service: Service, changes: Changes, authorised: dict[str, str], method: str, address: str
) -> None:
    seen: list[int] = []
    watching = replace(changes, wake=lambda: seen.append(len(changes.jobs.pending())))
    client = create_app(service, watching).test_client()
    sent = {"headers": authorised, "content_type": "text/plain" if method == "PUT" else None}
    client.open(f"{address}?unknown=1", method=method, data=TEXT, **sent)
    assert seen == []
    client.open(address, method=method, data=TEXT if method == "PUT" else None, **sent)
    assert seen == [1]


@pytest.mark.parametrize(("method", "address"), CALLS)
@pytest.mark.parametrize(
    ("header", "challenge"),
    [
        pytest.param(None, "Bearer", id="none"),
        pytest.param("", "Bearer", id="empty"),
        pytest.param("Bearer", "Bearer", id="no token"),
        pytest.param("Bearer a b", "Bearer", id="two words"),
        pytest.param("Basic {token}", "Bearer", id="another scheme"),
        pytest.param("Bearer x{token}", 'Bearer error="invalid_token"', id="wrong"),
    ],
)
def test_without_the_token_nothing_is_read_and_nothing_changes(
    client: FlaskClient, changes: Changes, token: str, method: str, address: str, header: str | None, challenge: str
) -> None:
    headers = {} if header is None else {"Authorization": header.format(token=token)}
    reply = client.open(f"{address}?unknown=1", method=method, headers=headers, **UNREAD)
    refused(reply, 401, "unauthorized")
    assert reply.headers["WWW-Authenticate"] == challenge
    assert token not in reply.get_data(as_text=True)
    assert changes.jobs.pending() == ()


@pytest.mark.parametrize(("method", "address"), CALLS)
def test_where_no_token_is_set_nobody_may_and_is_told_what_to_run(
    client: FlaskClient, changes: Changes, authorised: dict[str, str], method: str, address: str
) -> None:
    revoke(changes.data)
    for headers in ({}, authorised):
        reply = client.open(address, method=method, headers=headers, **UNREAD)
        assert "pioneer-qa token" in refused(reply, 403, "no_token_set")["detail"]


def test_the_scheme_is_known_in_any_case(client: FlaskClient, token: str) -> None:
    assert client.post(REBUILDS, headers={"Authorization": f"bearer {token}"}).status_code == 202


def test_a_folder_of_the_users_own_is_never_written_to(
    service: Service, changes: Changes, authorised: dict[str, str]
) -> None:
    client = create_app(service, replace(changes, writable=False)).test_client()
    for method, address in (("PUT", FERRY), ("DELETE", SHIPPED)):
        told = refused(client.open(address, method=method, headers=authorised), 409, "corpus_read_only")
        assert "--corpus" in told["detail"] and "rebuild" in told["detail"]
        refused(client.open(address, method=method), 401, "unauthorized")
    assert client.post(REBUILDS, headers=authorised).status_code == 202


def test_a_job_tells_how_far_it_is_and_what_came_of_it(
    client: FlaskClient, changes: Changes, authorised: dict[str, str]
) -> None:
    job = changes.jobs.enqueue(JobKind.DELETE, "ferry")
    changes.jobs.begin([job])
    changes.jobs.progress([job], JobProgress(3, 8, 20, 1.5))
    running = client.get(f"{REBUILDS}/{job.id}").get_json()
    assert list(running) == JOB
    assert running["progress"] == {"articles": 3, "of": 8, "sentences": 20, "seconds_left": 1.5}
    assert (running["state"], running["changed"], running["error"]) == ("running", [], None)
    error, report = {"code": "x", "detail": "y"}, {"added": [], "changed": [], "removed": ["ferry"]}
    changes.jobs.finish(
        job, JobState.FAILED, version="sha256:0", changed=[{"id": "q"}], report=report, receipt={"a": 1}, error=error
    )
    ended = client.get(f"{REBUILDS}/{job.id}", headers=authorised).get_json()
    assert (ended["state"], ended["version"], ended["changed"]) == ("failed", "sha256:0", [{"id": "q"}])
    assert (ended["report"], ended["receipt"], ended["error"]) == (report, {"a": 1}, error)
    assert ended["created_at"] <= ended["started_at"] <= ended["finished_at"]


def test_why_a_job_failed_is_told_to_none_but_who_sends_the_token(
    client: FlaskClient, changes: Changes, authorised: dict[str, str]
) -> None:
    job = changes.jobs.enqueue(JobKind.DELETE, "ferry")
    changes.jobs.finish(job, JobState.FAILED, error={"code": "build_failed", "detail": "/srv/canary: no room"})

    def replies(**headers: str) -> list[str]:
        addresses = (REBUILDS, f"{REBUILDS}/{job.id}", f"{REBUILDS}/{job.id}/events")
        return [client.get(address, headers=headers).text for address in addresses]

    for text in (*replies(), *replies(Authorization="Bearer wrong"), *replies(Cookie="pioneer-qa-session=wrong")):
        assert "canary" not in text and "build_failed" in text and "to whoever sends the token" in text
    assert all("/srv/canary: no room" in text for text in replies(**authorised))


def test_the_newest_fifty_jobs_are_listed(client: FlaskClient, changes: Changes) -> None:
    assert client.get(REBUILDS).get_json() == {"jobs": []}
    added = [changes.jobs.enqueue(JobKind.DELETE, "ferry").id for _ in range(51)]
    listed = client.get(REBUILDS).get_json()["jobs"]
    assert [job["id"] for job in listed] == added[:0:-1]
    assert list(listed[0]) == JOB


@pytest.mark.parametrize("address", [f"{REBUILDS}/nowhere", f"{REBUILDS}/%00", f"{REBUILDS}/nowhere/events"])
def test_an_unknown_job_is_not_found(client: FlaskClient, changes: Changes, address: str) -> None:
    refused(client.get(address), 404, "job_not_found")
    assert not changes.data.exists()


def test_the_generations_are_those_that_the_service_tells(service: Service, changes: Changes) -> None:
    told = Kept(version="sha256:0", built_at="2024-05-20", articles=1, sentences=2, current=True)
    client = create_app(service, replace(changes, generations=lambda: [told])).test_client()
    assert client.get(GENERATIONS).get_json() == {"generations": [asdict(told)]}


@pytest.mark.parametrize("address", [REBUILDS, f"{REBUILDS}/x", f"{REBUILDS}/x/events", GENERATIONS])
def test_an_address_that_only_tells_takes_no_fields(client: FlaskClient, address: str) -> None:
    assert pointers(client.get(f"{address}?x=1")) == ["#/x"]


def test_without_a_place_for_changes_there_are_no_such_addresses(service: Service) -> None:
    client = create_app(service).test_client()
    assert [client.get(address).status_code for address in (REBUILDS, f"{REBUILDS}/x", GENERATIONS)] == [404] * 3
    assert [client.open(FERRY, method=method).status_code for method in ("PUT", "DELETE")] == [405, 405]


def test_a_wrong_method_is_told_all_the_right_ones(app: Flask) -> None:
    assert app.test_client().post(FERRY).headers["Allow"] == "DELETE, GET, HEAD, OPTIONS, PUT"


def test_a_folder_that_cannot_be_read_is_a_problem_that_does_not_name_it(
    send: Any, changes: Changes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="pioneer")
    (changes.data / "jobs.sqlite").write_bytes(b"no database" * 1000)
    reply = send("POST", REBUILDS)
    refused(reply, 503, "data_unavailable")
    assert int(reply.headers["Retry-After"]) > 0
    assert str(changes.data) not in reply.get_data(as_text=True)
    assert "jobs.sqlite: cannot be read or written" in caplog.text


def test_the_log_holds_no_words_of_a_change(put: Any, caplog: pytest.LogCaptureFixture, changes: Changes) -> None:
    caplog.set_level("INFO", logger="pioneer")
    put(b"A canary sings.", address="/api/v1/articles/canary?title=canary")
    put(form(("file", (b"A canary sings.", "canary.txt", "application/canary"))), "multipart/form-data")
    assert len(changes.jobs.pending()) == 1
    assert "method=PUT route=/api/v1/articles/<article_id> status=202" in caplog.text
    assert "canary" not in caplog.text
