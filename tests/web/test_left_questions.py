"""Questions that were not answered: left by who agrees, shown to editors alone, and forgotten; and those that were
answered rightly, suggested to others.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from live import until
from markup import MARKUP, page

from qa import Request
from web.api.marked import MarkedQuestions
from web.app import create_app
from web.changes import Changes
from web.jobs.builder import Builder
from web.service import Service
from web.settings import Where
from web.store import questions as module
from web.store.feedback import KEPT as FEEDBACK_KEPT
from web.store.feedback import Cited, FeedbackStore, FeedbackVerdict, Opinion
from web.store.questions import DAYS, QuestionStore
from web.store.token import new_token

HERE = {"Accept": "text/html", "Origin": "http://localhost"}
FORM = "application/x-www-form-urlencoded"
MISSING = "Which pioneer plans hydroponic tomatoes on Mars?"
CRISIS = "which pioneer is piloting a crisis house?"
VERSION = f"sha256:{'a' * 64}"


@pytest.fixture
def store(changes: Changes) -> QuestionStore:
    return QuestionStore(changes.data)


def test_what_is_left_is_kept_with_the_day_and_nothing_more(store: QuestionStore, changes: Changes) -> None:
    assert store.all() == () and not changes.data.exists()
    store.add("Who?")
    store.add(MARKUP)
    assert [(each.words, each.day) for each in store.all()] == [
        (MARKUP, datetime.now(UTC).date().isoformat()), ("Who?", datetime.now(UTC).date().isoformat()),
    ]  # fmt: skip


def holding(data: Path, words: str) -> list[Path]:
    return [path for path in data.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


def test_what_is_too_old_is_gone_from_the_disk(
    store: QuestionStore, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = date(2026, 5, 1)
    for words, ago in (("Quillfeather?", DAYS + 1), ("Newer?", DAYS)):
        monkeypatch.setattr(module, "_today", lambda ago=ago: today - timedelta(ago))
        store.add(words)
    assert holding(changes.data, "Quillfeather")
    monkeypatch.setattr(module, "_today", lambda: today)
    store.expire()
    assert [each.words for each in store.all()] == ["Newer?"]
    assert not holding(changes.data, "Quillfeather")


def test_no_more_are_kept_than_there_is_room_for(store: QuestionStore, monkeypatch: pytest.MonkeyPatch) -> None:
    assert module.KEPT == 1_000
    monkeypatch.setattr(module, "KEPT", 2)
    for words in "abc":
        store.add(words)
    assert [each.words for each in store.all()] == ["c", "b"]


def test_a_removal_takes_the_questions_that_copied_its_text(own: Callable[..., Any]) -> None:
    mine = own()
    text = "The ferry of the Quillfeather sisters rests on every Monday of the year."
    mine.put("ferry", data=text.encode(), content_type="text/plain")
    store = QuestionStore(mine.data)
    store.add(f"Is it so that “{text[4:60]}”?")
    store.add("Who keeps the pier?")
    mine.client.delete("/api/v1/articles/ferry", headers={"Authorization": f"Bearer {mine.token}"})
    assert [each.words for each in store.all()] == ["Who keeps the pier?"]
    assert not holding(mine.data, "Quillfeather")


def test_where_nothing_was_left_no_text_that_goes_is_looked_at(store: QuestionStore) -> None:
    class Unread(list[str]):
        def __iter__(self) -> Any:
            raise AssertionError("looked at")

    store.forget(Unread())
    store.add("Who?")
    with pytest.raises(AssertionError, match="looked at"):
        store.forget(Unread())


def leave(client: FlaskClient, headers: dict[str, str] = HERE, **fields: str) -> Any:
    return client.post("/leave", data=fields, headers=headers, content_type=FORM)


def test_under_what_was_not_answered_a_question_is_left_by_who_ticks_the_box(
    client: FlaskClient, store: QuestionStore
) -> None:
    shown = page(client.get("/", query_string={"q": MISSING}).text)
    (form,) = shown.find("form", **{"class": "leave"})
    (box,) = form.find("input", type="checkbox")
    assert "checked" not in box.attributes and "required" in box.attributes
    assert f"at most {DAYS} days" in form.text() and MISSING in form.text() and "nothing of who asks" in form.text()
    hidden = {str(each.attributes["name"]): str(each.attributes["value"]) for each in form.find("input", type="hidden")}
    assert hidden == {"question": MISSING}
    refused = leave(client, **hidden)
    assert refused.status_code == 422 and "I agree" in refused.text and store.all() == ()
    assert leave(client, agreed="no", **hidden).status_code == 422
    assert leave(client, {**HERE, "Origin": "http://evil.example"}, agreed="yes", **hidden).status_code == 403
    assert leave(client, agreed="yes", question="x" * 1001).status_code == 422
    assert store.all() == ()
    thanks = leave(client, agreed="yes", **hidden)
    assert thanks.status_code == 201 and f"at most {DAYS} days" in thanks.text
    assert [each.words for each in store.all()] == [MISSING]
    assert not page(client.get("/", query_string={"q": CRISIS}).text).find("form", **{"class": "leave"})


def test_what_is_too_long_to_be_a_question_is_not_offered_to_be_left(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.pages.chat.MAX_QUESTION", len(MISSING) - 1)
    assert not page(client.get("/", query_string={"q": MISSING}).text).find("form", **{"class": "leave"})


def test_where_nobody_allowed_it_nothing_is_left(service: Service, changes: Changes) -> None:
    client = create_app(service, changes, FeedbackStore(changes.data)).test_client()
    assert not page(client.get("/", query_string={"q": MISSING}).text).find("form", **{"class": "leave"})
    assert leave(client, agreed="yes", question=MISSING).status_code == 404
    assert not (changes.data / "questions.sqlite").exists()


@pytest.fixture
def editor(client: FlaskClient, changes: Changes) -> FlaskClient:
    client.post("/sign-in", data={"token": new_token(changes.data)}, headers=HERE)
    return client


SAID = Opinion(MISSING, (), VERSION, None, FeedbackVerdict.SHOULD_HAVE_ANSWERED, MARKUP, answered=False, cited=())


def test_editors_see_what_was_not_answered_from_feedback_and_from_who_agreed(
    editor: FlaskClient, changes: Changes, store: QuestionStore
) -> None:
    feedback = FeedbackStore(changes.data)
    feedback.add(SAID)
    feedback.add(replace(SAID, question="who runs it?", history=(CRISIS,), comment=""))
    feedback.add(replace(SAID, question=CRISIS, verdict=FeedbackVerdict.CORRECT, answered=True))
    feedback.add(replace(SAID, question="Rightly refused?", verdict=FeedbackVerdict.CORRECT))
    feedback.add(replace(SAID, question="How wrong?", verdict=FeedbackVerdict.WRONG_ANSWER, answered=True))
    store.add(f"  {MISSING.upper()}")
    store.add(MARKUP)
    shown = page(editor.get("/library/questions", headers=HERE).text)
    told = {each.find("a")[0].text().strip(): each for each in shown.find("article")}
    assert set(told) == {MISSING.upper(), "who runs it?", MARKUP}
    assert "2 times, last" in told[MISSING.upper()].text()
    assert [each.text() for each in told[MISSING.upper()].find("blockquote")] == [MARKUP]
    assert "after" in told["who runs it?"].text() and CRISIS in told["who runs it?"].text()
    assert len(shown.find("h1")) == 1


def forget(editor: FlaskClient, question: str, button: str) -> None:
    """Press a button that stands with a question on the page."""
    shown = page(editor.get("/library/questions", headers=HERE).text)
    (told,) = (each for each in shown.find("article") if each.find("a")[0].text().strip() == question)
    (form,) = (each for each in told.find("form") if each.find("button")[0].text().strip() == button)
    ids = str(form.find("input")[0].attributes["value"])
    reply = editor.post("/library/questions/forget", data={"ids": ids}, headers=HERE, content_type=FORM)
    assert (reply.status_code, reply.headers["Location"]) == (303, "/library/questions")


def test_an_editor_has_one_record_forgotten_or_all_of_a_question(
    editor: FlaskClient, changes: Changes, store: QuestionStore
) -> None:
    feedback = FeedbackStore(changes.data)
    kept = [feedback.add(replace(SAID, comment=words)) for words in ("My aunt Quillfeather knows.", "No.", "No.")]
    for words in (MISSING, MARKUP):
        store.add(words)
    forget(editor, MISSING, "Forget what was said My aunt Quillfeather knows.")
    assert [record.id for record in feedback.records()] == kept[1:] and len(store.all()) == 2
    assert not holding(changes.data, "Quillfeather")
    forget(editor, MARKUP, f"Forget {MARKUP}")
    assert [each.words for each in store.all()] == [MISSING]
    forget(editor, MISSING, f"Forget all 3 {MISSING}")
    assert (feedback.records(), store.all()) == ((), ())
    assert not holding(changes.data, MISSING)


def test_as_many_as_are_kept_are_forgotten_together(editor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    for kept in (FeedbackStore, QuestionStore):
        monkeypatch.setattr(kept, "remove", lambda self, ids: taken.extend(ids))
    ids = [f"{number:032x}" for number in range(module.KEPT + FEEDBACK_KEPT)]
    data = {"ids": " ".join(ids)}
    reply = editor.post("/library/questions/forget", data=data, headers=HERE, content_type=FORM)
    assert (reply.status_code, taken) == (303, ids + ids)


def test_nobody_else_sees_them_or_has_them_forgotten(
    client: FlaskClient, changes: Changes, store: QuestionStore
) -> None:
    new_token(changes.data)
    store.add(MISSING)
    assert client.get("/library/questions").headers["Location"] == "/sign-in"
    ids = store.all()[0].id
    reply = client.post("/library/questions/forget", data={"ids": ids}, headers=HERE, content_type=FORM)
    assert reply.status_code == 403 and len(store.all()) == 1
    for address in ("/", "/articles", "/api/v1/articles", "/coverage"):
        assert "hydroponic" not in client.get(address).text


# --- what was marked right ---

GOOD = "What is South Devon and Torbay piloting?"


@pytest.fixture
def mark(service: Service, changes: Changes) -> Callable[..., None]:
    """Marks the answer to a question."""
    feedback = FeedbackStore(changes.data)

    def give(question: str, verdict: FeedbackVerdict = FeedbackVerdict.CORRECT, **other: Any) -> None:
        reply = service.answer(Request(question), service.searcher())
        passages = reply.passages or reply.nearest
        cited = tuple(Cited(c.article_id, c.version, c.start, c.end, c.quote) for c in passages[0].citations)
        said = Opinion(question, (), VERSION, 1, verdict, "", answered=reply.answered, cited=cited)
        feedback.add(replace(said, **other))

    return give


def test_what_was_marked_right_is_suggested_where_it_is_answered_so_now_in_its_own_words(
    service: Service, changes: Changes, mark: Callable[..., None]
) -> None:
    marked = MarkedQuestions(service, FeedbackStore(changes.data))
    searcher = service.searcher()
    assert marked.find(searcher) == ()
    mark(GOOD)
    mark(MISSING)
    mark(f"My mum Quillfeather is 84. {GOOD}")
    mark(f"I am Zebedee Quux and I have syphilis; {GOOD}")
    mark(f"Since my father Zebedee has syphilis, {GOOD}")
    mark("which pioneer is piloting a crisis hosue?")
    mark("Where is the crisis house of South Devon and Torbay?", cited=())
    mark("What does South Devon and Torbay offer?", narrowed=True)
    mark("And South Devon and Torbay?", history=(CRISIS,))
    assert marked.find(searcher) == (GOOD,)
    mark(GOOD, FeedbackVerdict.WRONG_PASSAGE)
    assert marked.find(searcher) == ()


def test_they_are_looked_for_beside_and_none_is_of_another_index(
    service: Service, changes: Changes, mark: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(GOOD)
    marked, searcher = MarkedQuestions(service, FeedbackStore(changes.data)), service.searcher()
    assert until(lambda: marked.known(searcher)) == (GOOD,)
    monkeypatch.setattr(marked, "find", lambda searcher: ("Gone?",))
    assert marked.known(searcher) == (GOOD,)  # not looked for so soon again
    other: Any = type("Other", (), {"version": "another"})()
    assert marked.known(other) == ()


def test_a_marked_question_is_offered_while_it_is_typed(
    client: FlaskClient, mark: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.api.questions.suggest_questions", lambda searcher: ())
    monkeypatch.setattr("web.api.marked.MarkedQuestions.known", lambda self, searcher: self.find(searcher))
    mark(GOOD)
    assert client.get("/api/v1/suggestions?q=torbay+pilot").json == {"suggestions": [GOOD]}


def test_a_builder_needs_no_file_of_questions(tmp_path: Path, own: Callable[..., Any]) -> None:
    mine = own()
    mine.jobs.ask_rebuild()
    Builder(Where(mine.data, mine.data / "index"), mine.jobs).drain()
    assert not (mine.data / "questions.sqlite").exists()
