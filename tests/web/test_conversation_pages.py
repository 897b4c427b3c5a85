"""Conversations held by their address, what can be undone of a question, feedback by form, and light or dark."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markup import CRISIS, page

from index import Searcher
from qa import Answer, Request
from web.app import create_app
from web.changes import Changes
from web.service import Service
from web.store.feedback import FeedbackStore

FOLLOW_UP = "who do I ring there?"
TYPO = "which pioneer is piloting a crisis hosue?"
MARS = "Which pioneer plans hydroponic tomatoes on Mars?"


@pytest.fixture
def feedback(changes: Changes) -> FeedbackStore:
    return FeedbackStore(changes.data)


@pytest.fixture
def app(service: Service, changes: Changes, feedback: FeedbackStore) -> Flask:
    return create_app(service, changes, feedback)


def test_an_address_holds_a_whole_conversation(client: FlaskClient) -> None:
    shown = page(client.get("/", query_string={"q": [CRISIS, FOLLOW_UP]}).text)
    first, second = shown.find("article", **{"class": "turn"})
    assert [turn.attributes["data-question"] for turn in (first, second)] == [CRISIS, FOLLOW_UP]
    assert "Carried over from before: South Devon and Torbay" in " ".join(second.text().split())
    assert [title.text() for title in shown.find("title")] == [f"{FOLLOW_UP} – Pioneer Q&A"]
    in_place = client.post("/turn", json={"question": FOLLOW_UP, "history": [CRISIS]})
    assert page(in_place.text).find("article") == [second]


def test_a_question_is_asked_on_the_same_day_by_an_address_and_by_the_script(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    days: list[str | None] = []
    real = Service.answer

    def noting(self: Service, asked: Request, searcher: Searcher) -> Answer:
        days.append(asked.asked_on)
        return real(self, asked, searcher)

    monkeypatch.setattr(Service, "answer", noting)
    client = create_app(service).test_client()
    client.get("/", query_string={"q": CRISIS})
    client.post("/turn", json={"question": CRISIS})
    assert len(days) == 2 and days[0] == days[1] is not None


def test_without_a_script_the_form_takes_the_conversation_on(client: FlaskClient) -> None:
    shown = page(client.get("/", query_string={"q": [CRISIS, FOLLOW_UP]}).text)
    (form,) = shown.find("form", id="ask")
    assert [e.attributes["value"] for e in form.find("input", name="q")] == [CRISIS, FOLLOW_UP]
    longest = page(client.get("/", query_string={"q": [CRISIS] * 21}).text).find("form", id="ask")[0]
    assert len(longest.find("input", name="q")) == 20  # and the one that is typed


def test_a_correction_can_be_undone_by_its_link(client: FlaskClient) -> None:
    shown = page(client.get("/", query_string={"q": TYPO}).text)
    (undo,) = shown.find("details", **{"class": "understood"})[0].find("a", **{"class": "undo"})
    assert undo.attributes["data-undo"] == "corrections"
    undone = page(client.get(undo.attributes["href"] or "").text)
    assert not undone.find("a", **{"class": "undo"})
    assert "hosue" in undone.text() and "Spelling:" not in undone.text()
    told = client.post("/turn", json={"question": TYPO, "undo": ["corrections"]})
    assert page(told.text).find("article") == undone.find("article")


def test_ids_on_a_page_are_unique_and_every_description_is_there(client: FlaskClient) -> None:
    shown = page(client.get("/", query_string={"q": [CRISIS, FOLLOW_UP, "what is the budget?", CRISIS]}).text)
    ids = [e.attributes["id"] for e in shown.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    described = [e.attributes.get(name) or "" for e in shown.all() for name in ("aria-describedby", "aria-labelledby")]
    assert {each for names in described for each in names.split()} <= set(ids)


def test_a_citation_tells_its_quote_in_its_context(client: FlaskClient) -> None:
    told = client.post("/api/v1/ask", json={"question": CRISIS}).get_json()["passages"][0]["citations"][0]
    shown = page(client.get("/", query_string={"q": CRISIS}).text)
    place = told["href"].partition("#")[0]
    link = next(e for e in shown.find("a") if (e.attributes["href"] or "").startswith(place))
    (context,) = [e for e in shown.all() if e.attributes.get("id") == link.attributes["aria-describedby"]]
    assert told["quote"] in context.text()
    before, after = context.text().split(told["quote"])
    assert before.removeprefix("… ").split() == told["prefix"].split()[1:]
    assert after.removesuffix(" …").split() == told["suffix"].split()[:-1]


def test_the_parts_of_a_score_are_told_beside_their_bars(client: FlaskClient) -> None:
    told = client.post("/api/v1/ask", json={"question": CRISIS, "explain": True}).get_json()["passages"][0]
    table = page(client.get("/", query_string={"q": CRISIS}).text).find("table")[0]
    rows = [[cell.text() for cell in row.all() if cell.tag in ("th", "td")][:2] for row in table.find("tr")]
    parts = sorted(told["explain"], key=lambda part: -abs(part["weight"]))
    assert rows[1:] == [[part["term"], f"{part['weight']:.2f}"] for part in parts]


# --- feedback without a script ---


def sent(client: FlaskClient, verdict: str, asked: Any = None, **headers: str) -> tuple[int, str]:
    """Fill in the form under the last answer of a conversation, as a browser would."""
    shown = page(client.get("/", query_string=asked or {"q": [CRISIS, FOLLOW_UP]}).text)
    form = shown.find("form", **{"class": "feedback"})[-1]
    assert verdict in [button.attributes["value"] for button in form.find("button")]
    data: dict[str, list[str]] = {"verdict": [verdict], "comment": ["Right\r\nso."]}
    for hidden in form.find("input"):
        data.setdefault(hidden.attributes["name"] or "", []).append(hidden.attributes["value"] or "")
    reply = client.post("/feedback", data=data, headers={"Accept": "text/html", **headers})
    return reply.status_code, reply.text


def test_feedback_is_taken_by_a_form(client: FlaskClient, feedback: FeedbackStore) -> None:
    status, text = sent(client, "correct")
    assert status == 201
    assert "/?q=which+pioneer+is+piloting+a+crisis+house%3F&amp;q=who+do+I+ring+there%3F" in text
    (kept,) = feedback.records()
    said = kept.opinion
    assert (said.question, said.history, said.comment) == (FOLLOW_UP, (CRISIS,), "Right\nso.")
    assert said.cited and said.passage == 1


@pytest.mark.parametrize(
    ("otherwise", "narrowed", "passage"), [({"publisher": "Nobody"}, True, None), ({"undo": "expansions"}, False, 1)]
)
def test_feedback_repeats_how_an_answer_was_asked(
    client: FlaskClient, feedback: FeedbackStore, otherwise: dict[str, str], narrowed: bool, passage: int | None
) -> None:
    assert sent(client, "wrong_answer" if passage else "should_have_answered", {"q": CRISIS, **otherwise})[0] == 201
    (kept,) = feedback.records()
    assert (kept.opinion.narrowed, kept.opinion.passage, bool(kept.opinion.cited)) == (narrowed, passage, bool(passage))


def test_the_way_back_from_a_form_keeps_to_the_articles_that_were_asked(client: FlaskClient) -> None:
    _, text = sent(client, "correct", Referer="http://localhost/?q=anything&publisher=&from=2014")
    assert "&amp;q=who+do+I+ring+there%3F&amp;from=2014#latest" in text
    _, text = sent(client, "correct", Referer="http://elsewhere.example/?q=anything&from=2014")
    assert "from=2014" not in text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"asked": "[]"}, 422),
        ({"asked": "{"}, 400),
        ({"verdict": "perhaps"}, 422),
        ({"passage": "first"}, 422),
        ({"question": ""}, 422),
        ({"other": "x"}, 422),
    ],
    ids=["no object", "no json", "verdict", "passage", "question", "unknown"],
)
def test_a_form_that_says_something_wrong_is_a_page_that_says_so(
    client: FlaskClient, feedback: FeedbackStore, fields: dict[str, str], status: int
) -> None:
    version = client.get("/api/v1/index").get_json()["version"]
    data = {"question": CRISIS, "version": version, "passage": "1", "verdict": "correct", **fields}
    reply = client.post("/feedback", data=data, headers={"Accept": "text/html"})
    assert (reply.status_code, reply.mimetype) == (status, "text/html")
    assert feedback.records() == ()


def test_a_form_of_another_site_is_refused(client: FlaskClient, feedback: FeedbackStore) -> None:
    assert sent(client, "correct", **{"Sec-Fetch-Site": "cross-site"})[0] == 403
    assert feedback.records() == ()
    assert sent(client, "correct", **{"Sec-Fetch-Site": "same-origin"})[0] == 201


def test_where_no_feedback_is_taken_there_is_no_form(service: Service) -> None:
    shown = page(create_app(service).test_client().get("/", query_string={"q": CRISIS}).text)
    assert not shown.find("form", **{"class": "feedback"})


# --- light or dark ---


def theme(client: FlaskClient) -> str | None:
    return page(client.get("/").text).find("html")[0].attributes.get("data-theme")


def test_the_colours_are_the_systems_until_one_chooses_and_stay_as_chosen(client: FlaskClient) -> None:
    assert theme(client) is None
    chosen = client.post("/appearance", data={"theme": "dark", "back": "/?q=a%20b"})
    assert (chosen.status_code, chosen.headers["Location"]) == (303, "/?q=a%20b")
    assert theme(client) == "dark"
    client.post("/appearance", data={"theme": "light"})
    assert theme(client) == "light"
    client.post("/appearance", data={"theme": ""})
    assert theme(client) is None


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/a\nb"], ids=repr
)
def test_the_switch_leads_to_no_other_site(client: FlaskClient, back: str) -> None:
    assert client.post("/appearance", data={"theme": "dark", "back": back}).headers["Location"] == "/"


def test_an_unknown_theme_is_refused_and_one_in_a_cookie_is_no_theme(client: FlaskClient) -> None:
    assert client.post("/appearance", data={"theme": '"><script>'}).status_code == 422
    client.set_cookie("theme", "pink")
    assert theme(client) is None


def test_of_passages_that_are_no_answer_few_are_shown_at_once(client: FlaskClient) -> None:
    shown = page(client.get("/", query_string={"q": MARS}).text)
    (nearest,) = shown.find("section", **{"class": "nearest none"})
    (folded,) = nearest.find("details", **{"class": "further"})
    quotes = [len(part.find("blockquote")) for part in (nearest, folded)]
    told = client.post("/api/v1/ask", json={"question": MARS, "limit": 10}).json["nearest"]
    assert quotes == [len(told), len(told) - 3] and quotes[1] > 0
    exported = client.get("/export/conversation.md", query_string={"q": MARS}).text
    assert exported.count("\n- [") == sum(len(passage["citations"]) for passage in told)
