"""Documents that wait for their editor: what was understood of them, corrected, published, discarded and forgotten."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from markup import MARKUP, page
from msgspec.structs import replace

from corpus import ArticleError, SourceFile, shipped_vocabulary
from index import GenerationError
from web.app import create_app
from web.changes import Changes
from web.jobs import drafts as module
from web.jobs import store as module_of_jobs
from web.jobs.documents import Incoming, Upload
from web.jobs.drafts import DAYS, MOST_HEADINGS, Draft, Drafts, Understood, understand
from web.jobs.job import JobKind, JobState
from web.jobs.store import JobStore
from web.service import Service
from web.store.files import DataError
from web.store.token import new_token

HERE = {"Accept": "text/html", "Origin": "http://localhost"}
RELEASE = """---
title: The harbour opens
publisher: Harbour Trust
date: 2024-05-20
---

# The pier

The pier was opened by Ann Lee. Ann Lee said that Bo Nye had built it.

# The lighthouse

It is kept by Bo Nye. Ann Lee pays for it.
"""
NOTHING = Understood(None, None, None, None, (), 0, (), 1)


def read(text: str, suffix: str = ".md", **known: str) -> Understood:
    return understand(SourceFile("a", text.encode(), suffix, "a.md", **known), shipped_vocabulary())


def test_what_a_document_says_of_itself_and_who_and_what_is_in_it_is_understood() -> None:
    found = read(RELEASE)
    assert (found.title, found.publisher, found.published, found.url) == (
        "The harbour opens", "Harbour Trust", "2024-05-20", None,
    )  # fmt: skip
    assert (found.headings, found.n_sections) == (("The pier", "The lighthouse"), 2)
    assert (found.people, found.sentences) == (("Ann Lee", "Bo Nye"), 4)
    assert read(RELEASE, title="Mine").title == "Mine"


def test_of_very_many_headings_the_first_are_kept_and_all_are_counted() -> None:
    found = read("\n\n".join(f"# Part {n}\n\nThe words of it." for n in range(99)))
    assert (len(found.headings), found.n_sections) == (MOST_HEADINGS, 99)


def test_of_a_long_document_the_first_part_is_read_to_the_end_of_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert module.MOST_READ == 200_000 and read(RELEASE).whole
    monkeypatch.setattr(module, "MOST_READ", RELEASE.index("lighthouse"))
    found = read(RELEASE)
    assert (found.title, found.headings, found.sentences) == ("The harbour opens", ("The pier",), 2)
    assert found.people == ("Ann Lee", "Bo Nye") and not found.whole
    monkeypatch.setattr(module, "MOST_READ", 30)
    for text in ("The pier is long and it is old, too.", f"{chr(10) * 29}The pier is long and it is old, too."):
        assert (read(text).sentences, read(text).whole) == (1, False)


def test_what_cannot_be_read_is_no_draft() -> None:
    with pytest.raises(ArticleError, match="cut short"):
        read("%PDF-1.4 cut", ".pdf")


def test_a_draft_is_kept_as_it_was_sent_until_it_is_taken_away(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    assert drafts.all() == () and drafts.get("../..") is None
    sent = Upload(b"Words.", ".txt", {"title": MARKUP})
    first = drafts.add("a", MARKUP, sent, NOTHING, replaces=False)
    second = drafts.add("b", "b.txt", sent, NOTHING, replaces=True)
    assert Drafts(tmp_path).all() == (first, second)
    assert drafts.get(first.id) == first
    for path in tmp_path.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    drafts.remove(first.id)
    drafts.remove(first.id)
    assert drafts.all() == (second,)
    drafts.forget(["a"])
    assert drafts.all() == (second,)
    assert drafts.document(second) == sent
    drafts.forget(["b"])
    assert drafts.all() == () and not list((tmp_path / "drafts").iterdir())
    assert drafts.document(second) is None


def test_what_nobody_publishes_goes_by_itself(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    old, newer = (drafts.add(name, name, Upload(b"Words.", ".txt", {}), NOTHING, replaces=False) for name in "ab")
    for draft, days in ((old, DAYS + 1), (newer, DAYS - 1)):
        then = time.time() - days * 86_400
        os.utime(tmp_path / "drafts" / draft.id, (then, then))
    added = drafts.add("c", "c", Upload(b"Words.", ".txt", {}), NOTHING, replaces=False)
    assert {draft.id for draft in drafts.all()} == {newer.id, added.id}


def test_what_is_too_old_is_not_shown_before_it_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts, now = Drafts(tmp_path), module._oldest() + timedelta(DAYS)
    draft = drafts.add("a", "a", Upload(b"Words.", ".txt", {}), NOTHING, replaces=False)
    monkeypatch.setattr(module, "_oldest", lambda: now - timedelta(hours=1))
    assert drafts.all() == (draft,)
    monkeypatch.setattr(module, "_oldest", lambda: now + timedelta(hours=1))
    assert drafts.all() == () and drafts.get(draft.id) is None and list((tmp_path / "drafts").iterdir())


@pytest.fixture
def editor(client: FlaskClient, changes: Changes) -> FlaskClient:
    client.post("/sign-in", data={"token": new_token(changes.data)}, headers=HERE)
    return client


@pytest.fixture
def draft(changes: Changes) -> Draft:
    sent = Upload(RELEASE.encode(), ".md", {"url": "https://harbour.example/a"})
    return changes.drafts.add("opens", MARKUP, sent, read(RELEASE, **sent.known), replaces=False)


def test_its_page_shows_what_was_understood_to_be_corrected(editor: FlaskClient, draft: Draft) -> None:
    shown = page(editor.get(f"/library/drafts/{draft.id}", headers=HERE).text)
    values = {each.attributes["name"]: each.attributes["value"] for each in shown.find("main")[0].find("input")}
    assert values == {
        "title": "The harbour opens", "publisher": "Harbour Trust", "published": "2024-05-20",
        "url": "https://harbour.example/a",
    }  # fmt: skip
    told = shown.find("main")[0].text()
    assert MARKUP in told and not shown.find("b", onclick="x")
    assert [each.text() for each in shown.find("dl")[0].find("li")] == ["The pier", "The lighthouse"]
    assert [each.text() for each in shown.find("dl")[0].find("bdi")] == ["Ann Lee", "Bo Nye"]
    assert "Not published yet" in told and editor.get("/articles/opens").status_code == 404


def test_the_page_of_a_long_document_tells_that_its_first_part_was_read(editor: FlaskClient, changes: Changes) -> None:
    known = replace(read(RELEASE), whole=False)
    draft = changes.drafts.add("long", "a", Upload(RELEASE.encode(), ".md", {}), known, replaces=False)
    shown = page(editor.get(f"/library/drafts/{draft.id}", headers=HERE).text).find("main")[0]
    assert "first part" in shown.text() and "at least 2 with a heading" in shown.text()
    assert "at least 4 sentences" in " ".join(shown.find("dl")[0].text().split())


def publish(editor: FlaskClient, draft: Draft, **fields: str) -> Any:
    address, form = f"/library/drafts/{draft.id}/publish", "application/x-www-form-urlencoded"
    return editor.post(address, data=fields, headers=HERE, content_type=form)


def test_the_catalogue_is_told_what_the_editor_says_and_not_what_the_document_does(
    editor: FlaskClient, changes: Changes, draft: Draft
) -> None:
    said = {
        "title": "The pier opens",
        "publisher": "Harbour Trust",
        "published": "",
        "url": "https://harbour.example/a",
    }
    assert publish(editor, draft, **said).status_code == 303
    (job,) = changes.jobs.pending()
    kept = {"title": "The pier opens", "url": "https://harbour.example/a"}
    assert changes.jobs.upload(job) == Upload(RELEASE.encode(), ".md", kept)


def test_what_is_filled_in_wrongly_comes_again_and_nothing_is_published(
    editor: FlaskClient, changes: Changes, draft: Draft
) -> None:
    reply = publish(editor, draft, title=MARKUP, published="1 May")
    shown = page(reply.text)
    fields = {each.attributes["name"]: each for each in shown.find("main")[0].find("input")}
    assert (reply.status_code, fields["title"].attributes["value"]) == (422, MARKUP)
    assert fields["published"].attributes["aria-invalid"] == "true"
    assert "Published" in shown.find("div", role="alert")[0].text()
    assert changes.jobs.pending() == () and changes.drafts.all() == (draft,)
    assert publish(editor, draft, colour="red").status_code == 422


def test_a_draft_whose_id_was_taken_meanwhile_is_not_published(editor: FlaskClient, changes: Changes) -> None:
    taken, replacing = (
        changes.drafts.add(
            "fourteen-pioneering-initiatives", "a", Upload(b"W.", ".txt", {}), NOTHING, replaces=replaces
        )
        for replaces in (False, True)
    )
    assert publish(editor, taken).status_code == 409 and changes.jobs.pending() == ()
    assert publish(editor, replacing).status_code == 303 and len(changes.jobs.pending()) == 1


def test_of_two_who_publish_a_draft_one_does(
    editor: FlaskClient, changes: Changes, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, others = JobStore.enqueue_once, []

    def enqueue_once(*arguments: Any) -> Any:
        monkeypatch.undo()
        others.append(publish(editor, draft, title="Quicker"))
        return real(*arguments)

    monkeypatch.setattr(JobStore, "enqueue_once", enqueue_once)
    assert publish(editor, draft).status_code == 404
    assert [other.status_code for other in others] == [303]
    (job,) = changes.jobs.pending()
    assert changes.jobs.upload(job).known["title"] == "Quicker" and not list((changes.data / "drafts").iterdir())


class Killed(BaseException):
    """What nothing of the program catches, as it catches no signal that kills."""


@pytest.mark.parametrize(
    ("whose", "step", "published"),
    [(Incoming, "write", False), (module_of_jobs, "_insert", False), (Drafts, "remove", True)],
    ids=["before the document is kept", "before the job is kept", "before the draft goes"],
)
def test_a_draft_whose_publisher_is_killed_waits_or_is_published(
    editor: FlaskClient, changes: Changes, draft: Draft, whose: Any, step: str, published: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def killed(*_: Any) -> Any:
        raise Killed

    monkeypatch.setattr(whose, step, killed)
    with pytest.raises(Killed):
        publish(editor, draft)
    monkeypatch.undo()
    assert [job.id for job in changes.jobs.pending()] == ([draft.id] if published else [])
    assert editor.get(f"/library/drafts/{draft.id}", headers=HERE).status_code == (404 if published else 200)
    assert changes.waiting() == (() if published else (draft,))
    assert changes.drafts.all() == changes.waiting()
    if not published:
        assert publish(editor, draft).status_code == 303
        assert changes.jobs.upload(changes.jobs.pending()[0]).raw == RELEASE.encode()
    assert len(changes.jobs.pending()) == 1


def test_a_draft_that_went_since_it_was_looked_up_is_not_found(
    editor: FlaskClient, changes: Changes, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Drafts.get

    def get(self: Drafts, draft_id: str) -> Draft | None:
        found = real(self, draft_id)
        self.remove(draft_id)
        return found

    monkeypatch.setattr(Drafts, "get", get)
    reply = publish(editor, draft)
    assert reply.status_code == 404 and not page(reply.text).find("form", **{"class": "stack publish"})
    assert changes.jobs.pending() == ()


def test_a_draft_whose_job_cannot_be_kept_waits_again(
    editor: FlaskClient, changes: Changes, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> Any:
        raise DataError("full")

    monkeypatch.setattr(Incoming, "write", full)
    assert publish(editor, draft).status_code == 503
    monkeypatch.undo()
    assert changes.waiting() == (draft,)
    assert publish(editor, draft).status_code == 303


def test_a_draft_is_discarded(editor: FlaskClient, changes: Changes, draft: Draft) -> None:
    reply = editor.post(
        f"/library/drafts/{draft.id}/discard", headers=HERE, content_type="application/x-www-form-urlencoded"
    )
    assert (reply.status_code, reply.headers["Location"]) == (303, "/library")
    assert changes.drafts.all() == () and changes.jobs.pending() == ()
    assert editor.get(f"/library/drafts/{draft.id}", headers=HERE).status_code == 404


def test_who_is_not_signed_in_sees_no_draft_and_publishes_none(
    client: FlaskClient, changes: Changes, draft: Draft
) -> None:
    new_token(changes.data)
    for address in ("/library/drafts", f"/library/drafts/{draft.id}"):
        assert client.get(address).headers["Location"] == "/sign-in"
    assert publish(client, draft).status_code == 403
    assert changes.jobs.pending() == () and changes.drafts.all() == (draft,)


def test_a_removal_takes_the_drafts_of_its_article(own: Callable[..., Any]) -> None:
    mine = own()
    drafts = Drafts(mine.data)
    mine.put("ferry", data=b"The ferry rests on Mondays.", content_type="text/plain")
    going, staying = (
        drafts.add(name, name, Upload(b"The ferry.", ".txt", {}), NOTHING, replaces=True) for name in ("ferry", "pier")
    )
    mine.client.delete("/api/v1/articles/ferry", headers={"Authorization": f"Bearer {mine.token}"})
    assert drafts.all() == (staying,), going


def test_what_was_published_leads_to_the_article_and_to_a_question_that_it_answers(own: Callable[..., Any]) -> None:
    mine = own()
    mine.client.post("/sign-in", data={"token": mine.token}, headers=HERE)
    reply = mine.put("opens", data=RELEASE.encode(), content_type="text/markdown")
    shown = page(mine.client.get(f"/library/jobs/{mine.job(reply)['id']}", headers=HERE).text)
    links = {link.text(): str(link.attributes["href"]) for link in shown.find("article")[0].find("a")}
    assert links["Read The harbour opens"] == "/articles/opens"
    (question,) = [text for text, address in links.items() if address.startswith("/?q=")]
    answered = mine.ask(question)
    assert answered["passages"][0]["citations"][0]["article_id"] == "opens", question


def test_the_page_of_a_job_asks_once_and_tells_of_the_job_without_an_index(
    service: Service, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = create_app(Service(service.source), changes).test_client()
    editor.post("/sign-in", data={"token": new_token(changes.data)}, headers=HERE)
    article, asked = service.searcher().cards()[0].id, []
    ended = changes.jobs.enqueue(JobKind.PUT, article, Upload(b"W.", ".txt", {}))
    changes.jobs.finish(ended, JobState.DONE)

    def suggest(article_id: str, _: Any) -> str:
        asked.append(article_id)
        return "Who keeps it?"

    monkeypatch.setattr("web.library.pages.suggest_of_article", suggest)
    for _ in range(2):
        assert "Who keeps it?" in editor.get(f"/library/jobs/{ended.id}", headers=HERE).text
    assert asked == [article]

    def none(_: Service) -> Any:
        raise GenerationError("gone")

    monkeypatch.setattr(Service, "searcher", none)
    reply = editor.get(f"/library/jobs/{ended.id}", headers=HERE)
    assert reply.status_code == 200 and article in reply.text and "Ask it" not in reply.text
