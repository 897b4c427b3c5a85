"""The pages of those who keep the library, as a client without a browser or scripts sees them."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Event
from typing import Any

import pytest
from flask.testing import FlaskClient
from markup import IDS, MARKUP, page
from visitors import COOKIE, FORMS, JSON, PAGES, SHIPPED, TEXT, Keeper
from werkzeug.test import TestResponse

from index import Kept
from web.app import create_app
from web.changes import Changes
from web.jobs.documents import Upload
from web.jobs.job import Job, JobKind, JobProgress, JobState
from web.library import take
from web.service import Service


def upload(keeper: Keeper, changes: Changes, reply: TestResponse, **corrected: str) -> tuple[Job, Upload]:
    """The job that the draft which a reply leads to becomes as it is published, and its document."""
    assert reply.status_code == 303, reply.text
    (draft,) = changes.drafts.all()
    assert reply.headers["Location"] == f"/library/drafts/{draft.id}"
    assert changes.jobs.pending() == ()
    form = keeper.get(reply.headers["Location"]).find("form", **{"class": "stack publish"})[0]
    told = {str(each.attributes["name"]): str(each.attributes["value"]) for each in form.find("input")}
    reply = keeper.post(str(form.attributes["action"]), **told | corrected)
    assert reply.status_code == 303, reply.text
    (job,) = changes.jobs.pending()
    assert reply.headers["Location"] == f"/library/jobs/{job.id}"
    assert changes.drafts.all() == ()
    return job, changes.jobs.upload(job)


def test_a_file_is_added_with_what_is_known_of_it(keeper: Keeper, changes: Changes) -> None:
    fields = {"title": MARKUP, "publisher": "", "published": "2024-05-20", "url": "https://harbour.example/f"}
    reply = keeper.post("/library/articles", file=[("Fähre & Hafen.TXT", TEXT)], id="", **fields)
    job, sent = upload(keeper, changes, reply)
    assert (job.kind, job.article) == (JobKind.PUT, "Fahre-Hafen")
    assert sent == Upload(TEXT, ".txt", {name: value for name, value in fields.items() if value})


def test_several_files_are_added_at_once(keeper: Keeper, changes: Changes) -> None:
    reply = keeper.post("/library/articles", file=[("ferry.md", TEXT), ("C:\\market.txt", TEXT)], publisher="Harbour")
    assert (reply.status_code, reply.headers["Location"]) == (303, "/library/drafts")
    drafts = changes.drafts.all()
    assert {draft.article for draft in drafts} == {"ferry", "market"} and changes.jobs.pending() == ()
    assert [draft.understood.publisher for draft in drafts] == ["Harbour"] * 2
    assert len(keeper.get("/library/drafts").find("form", **{"class": "stack publish"})) == 2


def test_of_several_files_each_that_is_refused_is_told_with_its_reason(keeper: Keeper, changes: Changes) -> None:
    name = "<img src=x onerror=alert(1)>&amp; \u202etxt"
    files = [(f"{name}.txt", TEXT), ("a.rtf", TEXT), ("b.txt", b""), ("ferry.txt", TEXT), ("ferry.md", TEXT)]
    broken = [("c.pdf", b"%PDF-1.4 cut"), (f"{SHIPPED}.txt", TEXT)]
    reply = keeper.post("/library/articles", file=[*files, *broken])
    assert reply.status_code == 422
    shown = page(reply.text)
    taken = [re.sub(r"\s+", " ", each.text()).strip() for each in shown.find("main")[0].find("li")]
    assert {draft.article for draft in changes.drafts.all()} == {"img-src-x-onerror-alert-1-amp-txt", "ferry"}
    assert taken == [f"{name}.txt", "ferry.txt"] and not shown.find("img")
    rows = [[cell.text() for cell in row.all() if cell.tag in ("th", "td")] for row in shown.find("tr")]
    assert [file for file, _ in rows] == ["File", "a.rtf", "b.txt", "ferry.md", "c.pdf", f"{SHIPPED}.txt"]
    words = ("Why", "should end in one of .txt", "The document is empty.", "the same id", "cut short: the end",
             f"an article {SHIPPED} already")  # fmt: skip
    assert [word for (_, why), word in zip(rows, words, strict=True) if word not in why] == []
    assert "#/" not in shown.find("main")[0].text()


def test_where_as_many_documents_are_read_as_may_be_the_next_is_refused_and_pages_are_given(
    client: FlaskClient, token: str, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Barrier(take.AT_ONCE + 1), Event()
    real = take.understand

    def slow(*asked: Any) -> Any:
        begun.wait(60)
        assert go_on.wait(60)
        return real(*asked)

    keepers = [Keeper(client.application.test_client(), token) for _ in range(take.AT_ONCE + 1)]
    monkeypatch.setattr(take, "understand", slow)
    with ThreadPoolExecutor(take.AT_ONCE) as pool:
        waiting = [
            pool.submit(keeper.post, "/library/articles", file=[(f"ferry-{number}.txt", TEXT)])
            for number, keeper in enumerate(keepers[1:])
        ]
        begun.wait(60)
        reply = keepers[0].post("/library/articles", file=[("market.txt", TEXT)], title="The market")
        keepers[0].get("/library")
        go_on.set()
        assert [each.result(60).status_code for each in waiting] == [303] * take.AT_ONCE
    assert reply.status_code == 503 and int(reply.headers["Retry-After"]) > 0
    shown = page(reply.text)
    assert (
        "in a few seconds" in shown.text() and shown.find("input", name="title")[0].attributes["value"] == "The market"
    )
    monkeypatch.setattr(take, "understand", real)
    assert keepers[0].post("/library/articles", file=[("market.txt", TEXT)]).status_code == 303
    assert len(changes.drafts.all()) == take.AT_ONCE + 1


def test_of_files_that_take_long_the_last_are_to_be_sent_again(
    keeper: Keeper, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 1.0, take.READING + 1])
    monkeypatch.setattr(take, "monotonic", lambda: next(clock))
    reply = keeper.post("/library/articles", file=[("ferry.txt", TEXT), ("market.txt", TEXT)])
    assert [draft.article for draft in changes.drafts.all()] == ["ferry"]
    shown = page(reply.text)
    assert "send this one again" in shown.text() and "market.txt" in shown.text()


@pytest.mark.parametrize(
    ("files", "fields", "status"),
    [
        ([("", b"")], {}, 422), ([("a.rtf", TEXT)], {}, 415), ([("a.txt", b"")], {}, 422),
        ([("a.txt", TEXT)], {"id": "a/b"}, 422), ([("a.txt", TEXT)], {"id": SHIPPED}, 409),
        ([("a.txt", TEXT)], {"published": "1 May"}, 422), ([("a.txt", TEXT)], {"url": "javascript:x"}, 422),
        ([("a.txt", TEXT)], {"colour": "red"}, 422), ([("a.txt", TEXT), ("b.txt", TEXT)], {"id": "c"}, 422),
    ],
    ids=["no file", "format", "empty", "id", "id taken", "day", "address", "field", "one id for two"],
)  # fmt: skip
def test_what_cannot_be_added_is_refused_in_words(
    keeper: Keeper, changes: Changes, files: list[tuple[str, bytes]], fields: dict[str, str], status: int
) -> None:
    assert keeper.post("/library/articles", file=files, **fields).status_code == status
    assert changes.jobs.pending() == ()


def test_a_form_that_is_refused_comes_again_as_it_was_filled_in(keeper: Keeper, changes: Changes) -> None:
    said = {"id": "ferry", "title": MARKUP, "publisher": "Harbour", "published": "1 May", "url": "https://a.example/b"}
    reply = keeper.post("/library/articles", file=[("a.txt", TEXT)], **said)
    shown = page(reply.text)
    assert {name: shown.find("input", id=name)[0].attributes["value"] for name in said} == said
    (alert,) = shown.find("div", role="alert")
    assert "Published: " in alert.text() and "choose the file again" in alert.text()
    wrong = [each.attributes["id"] for each in shown.all() if each.attributes.get("aria-invalid")]
    assert (reply.status_code, wrong) == (422, ["published"])
    reply = keeper.post(FORMS[1], file=[("a.rtf", TEXT)], title="Anew")
    assert reply.status_code == 415 and "should end in one of" in page(reply.text).find("div", role="alert")[0].text()
    assert page(reply.text).find("input", id="title")[0].attributes["value"] == "Anew"
    assert keeper.post("/library/articles", JSON, file=[("a.txt", TEXT)], **said).get_json()["errors"]
    assert changes.jobs.pending() == ()


def test_a_script_sends_one_file_and_has_its_draft_published(keeper: Keeper, changes: Changes) -> None:
    reply = keeper.post("/library/articles", JSON, file=[("ferry.txt", TEXT)])
    (draft,) = changes.drafts.all()
    assert (reply.status_code, reply.json) == (201, {"id": draft.id})
    reply = keeper.post(f"/library/drafts/{draft.id}/publish", JSON, published="1 May")
    assert (reply.status_code, reply.json["errors"][0]["pointer"]) == (422, "#/published")  # type: ignore[index]
    reply = keeper.post(f"/library/drafts/{draft.id}/publish", JSON)
    (job,) = changes.jobs.pending()
    assert (reply.status_code, reply.json["id"]) == (202, job.id)  # type: ignore[index]
    assert keeper.post(f"/library/drafts/{draft.id}/publish", JSON).json["code"] == "draft_not_found"  # type: ignore[index]
    assert keeper.post("/library/articles", JSON, file=[("a.txt", TEXT), ("b.txt", TEXT)]).status_code == 422


def test_an_article_is_replaced_from_its_row_and_removed_once_that_is_confirmed(
    keeper: Keeper, changes: Changes
) -> None:
    row = keeper.get("/articles").find("p", **{"class": "actions"})[IDS.index(SHIPPED)]
    replacing, removing = (str(link.attributes["href"]) for link in row.find("a"))
    assert keeper.get(replacing).find("form", action=replacing)
    reply = keeper.post(replacing, file=[("other name.md", TEXT)], title="New")
    job, sent = upload(keeper, changes, reply)
    assert (job.kind, job.article, sent) == (JobKind.PUT, SHIPPED, Upload(TEXT, ".md", {"title": "New"}))
    changes.jobs.finish(job, JobState.DONE)
    assert "This cannot be undone" in keeper.get(removing).text()
    reply = keeper.post(removing)
    (job,) = changes.jobs.pending()
    assert (reply.status_code, job.kind, job.article) == (303, JobKind.DELETE, SHIPPED)
    changes.jobs.begin([job])
    changes.jobs.progress([job], JobProgress(2, 4, 9, 3.2))
    shown = keeper.get(f"/library/jobs/{job.id}")
    assert "2 of 4 articles read, about 3 s left" in shown.text()
    assert shown.find("progress")[0].attributes["value"] == "0.5" and shown.find("meta", **{"http-equiv": "refresh"})
    receipt = {"articles": [SHIPPED], "version": f"sha256:{'a' * 64}", "gone_at": "2026-01-02T03:04:05+00:00"}
    changes.jobs.finish(job, JobState.DONE, version=receipt["version"], receipt=receipt)
    shown = keeper.get(f"/library/jobs/{job.id}")
    (told,) = shown.find("p", **{"class": "receipt"})
    assert all(part in told.text() for part in (SHIPPED, f"sha256:{'a' * 64}", "2 January 2026, 03:04:05 UTC"))
    assert not shown.find("progress") + shown.find("meta", **{"http-equiv": "refresh"})
    assert keeper.post("/library/articles/none/remove").status_code == 404


def test_an_article_leads_to_its_replacement_and_removal_who_may_do_that(
    keeper: Keeper, client: FlaskClient, service: Service, changes: Changes, token: str
) -> None:
    def links(who: Keeper) -> list[str | None]:
        found = who.get(f"/articles/{SHIPPED}").find("p", **{"class": "actions"})
        return [link.attributes["href"] for actions in found for link in actions.find("a")]

    assert links(keeper) == list(FORMS[1:3])
    reader = Keeper(create_app(service, replace(changes, writable=False)).test_client(), token)
    assert links(reader) == []
    client.delete_cookie(COOKIE)
    assert links(keeper) == []


def test_a_rebuild_is_asked_for_once_and_who_asks_again_is_led_to_it(keeper: Keeper, changes: Changes) -> None:
    replies = [keeper.post("/library/rebuild") for _ in range(2)]
    (job,) = changes.jobs.pending()
    assert {reply.headers["Location"] for reply in replies} == {f"/library/jobs/{job.id}"}


def test_the_changes_are_listed_newest_first_in_words(keeper: Keeper, changes: Changes) -> None:
    assert "None yet." in keeper.get("/library/jobs").text()
    first, second, _ = (changes.jobs.enqueue(JobKind.PUT, each, Upload(TEXT, ".txt", {})) for each in ("a", "b", "c"))
    report = {"added": ["a", *"defghi"], "changed": [], "removed": []}
    changes.jobs.finish(first, JobState.DONE, report=report, version=f"sha256:{'b' * 64}")
    changes.jobs.finish(second, JobState.REFUSED, error={"code": "article_refused", "detail": MARKUP}, changed=[])
    told = [re.sub(r"\s+", " ", each.text()) for each in keeper.get("/library/jobs").find("article")]
    assert [line.split(",")[0].strip() for line in told] == [
        "Add or replace c Waiting for its turn", "Add or replace b Refused", "Add a Done",
    ]  # fmt: skip
    assert MARKUP in told[1]
    assert "added 7 (a, d, e, f, g and 2 more)." in told[2] and "version bbbbbbbbbbbb." in told[2]


def test_the_history_names_the_versions_and_which_answers(service: Service, changes: Changes, token: str) -> None:
    versions = [Kept(f"sha256:{c * 64}", "2026-01-02T03:04:05+00:00", 1200, 7, current=c == "a") for c in "ab"]
    keeper = Keeper(create_app(service, replace(changes, generations=lambda: versions)).test_client(), token)
    rows = [
        [cell.text() for cell in row.all() if cell.tag in ("th", "td")]
        for row in keeper.get("/library/history").find("tr")
    ]
    assert rows[1] == ["a" * 12, "2 January 2026, 03:04:05 UTC", "1,200", "7", "now"]
    assert rows[2][-1] == "no longer"


def test_a_folder_that_is_only_read_can_be_rebuilt_and_no_more(service: Service, changes: Changes, token: str) -> None:
    keeper = Keeper(create_app(service, replace(changes, writable=False)).test_client(), token)
    shown = keeper.get("/library")
    assert "that folder is only read" in shown.text() and not shown.find("input", type="file")
    assert not keeper.get("/articles").find("p", **{"class": "actions"})
    assert [keeper.post(address, file=[("a.txt", TEXT)]).status_code for address in FORMS[:2]] == [409, 409]
    assert keeper.post(FORMS[2]).status_code == 409
    assert keeper.post("/library/rebuild").status_code == 303


@pytest.mark.parametrize("address", [*PAGES, "/sign-in", "/articles"])
def test_every_page_has_one_heading_a_label_for_each_field_and_nothing_inline(keeper: Keeper, address: str) -> None:
    shown = keeper.get(address)
    assert len(shown.find("main")) == len(shown.find("h1")) == 1
    ids = [e.attributes["id"] for e in shown.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    labels = {label.attributes.get("for") for label in shown.find("label")}
    for element in shown.all():
        assert not [name for name in element.attributes if name == "style" or name.startswith("on")]
        if element.tag in ("input", "select") and element.attributes.get("type") != "hidden":
            assert element.attributes["id"] in labels
