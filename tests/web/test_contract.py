"""The contract of the API: whole replies as they stand in `golden/`, and `CONTRACT.md` held to them.

What changes a reply on purpose writes them anew, and shows them to whoever reviews it:

    PIONEER_QA_WRITE_GOLDEN=1 pytest tests/web/test_contract.py
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from corpus import Library
from index import IndexFolder, build_index, publish
from qa import Reason
from web.api import replies
from web.app import create_app
from web.service import Service

GOLDEN = Path(__file__).with_name("golden")
CONTRACT = Path(replies.__file__).with_name("CONTRACT.md").read_text("utf-8")
CRISIS = "Which pioneer is piloting a crisis house?"
AREAS = "fourteen-areas-gain-integration-pioneer-status"

DIFFERING = {
    "board": "Opening\n\nIn all 64 bids for the harbour fund were received by the board.\n",
    "herald": "Opening\n\nThe board of the harbour fund says that 60 bids were received.\n",
}
"""Two articles that give different numbers of the same thing."""

VARYING = {"took_ms": 0.0, "built_at": "…", "request_id": "…"}
"""What is another in each run, and what stands in its place."""

ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "answered-from-heading": ("shipped", {"question": CRISIS, "limit": 2}),
    "answered-from-text": ("shipped", {"question": "LETB meaning?", "limit": 1}),
    "answered-from-speaker": ("shipped", {"question": "Who talked about wanting a fairer society?", "limit": 1}),
    "conversation": ("shipped", {"question": "who do I ring there?", "history": [CRISIS], "limit": 1}),
    "corrections": ("shipped", {"question": "wat is the new recovry centre in leeds for", "limit": 1}),
    "expansions": ("shipped", {"question": "WELC contact tel no?", "limit": 1}),
    "undone": ("shipped", {"question": "WELC contact tel no?", "undo": ["expansions"], "limit": 1}),
    "in-time": ("shipped", {"question": "What was announced in May 2013?", "limit": 1}),
    "explained": ("shipped", {"question": "andrew stern mobile number", "explain": True, "limit": 1}),
    "filtered": ("shipped", {"question": CRISIS, "filters": {"articles": ["no-such-article"]}}),
    "disagreement": ("differing", {"question": "How many bids for the harbour fund were received?"}),
    "no-answer-terms-absent": ("shipped", {"question": "Who feeds the zebras of Cheshire?", "limit": 1}),
    "no-answer-below-threshold": ("shipped", {"question": "email for kent pls", "filters": {"articles": [AREAS]}}),
    "no-answer-unsure": ("shipped", {"question": "What does the team wear?", "limit": 1}),
    "no-answer-not-stated": ("shipped", {"question": "How many more nurses than doctors are there?", "limit": 1}),
    "no-answer-not-a-question": ("shipped", {"question": " ?"}),
    "no-answer-empty-index": ("empty", {"question": CRISIS}),
    "answered-by-items": ("shipped", {"question": "Name all fourteen areas selected as pioneers.", "limit": 1}),
    "answered-by-a-section": ("shipped", {"question": "Tell me about Leeds", "limit": 1}),
    "answered-by-two-sections": ("shipped", {"question": "Compare Kent and Leeds", "limit": 2}),
    "answered-from-corpus": ("shipped", {"question": "How many articles mention Macmillan?", "limit": 1}),
    "problem-fields": ("shipped", {"question": "", "limit": 51, "color": "red"}),
}
"""What is asked of which articles, by the name of the reply."""

READ = {
    "articles": "/api/v1/articles?limit=2",
    "article": "/api/v1/articles/board",
    "index": "/api/v1/index",
    "ready": "/readyz",
    "problem-not-found": "/api/v1/articles/nothing",
}
"""What is read, of the two articles that differ."""


@pytest.fixture(scope="module")
def clients(service: Service, tmp_path_factory: pytest.TempPathFactory) -> dict[str, FlaskClient]:
    """A client of an app over each index."""
    place = tmp_path_factory.mktemp("contract")
    (place / "corpus").mkdir()
    for name, text in DIFFERING.items():
        (place / "corpus" / f"{name}.txt").write_text(text, "utf-8")
    build_index(place / "corpus", place / "differing")
    publish(Library(place / "data").changed({}), place / "empty")
    services = {name: Service(IndexFolder(place / name).searcher) for name in ("differing", "empty")}
    return {name: create_app(each).test_client() for name, each in {"shipped": service, **services}.items()}


def steady(value: Any, path: tuple[str, ...] = ()) -> Any:
    """A reply without what is another in each run, without the index's version, which every change of analysis changes,
    and with no more digits of a score than every processor gives.
    """
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, list):
        return [steady(each, path) for each in value]
    if not isinstance(value, dict):
        return "…" if path in (("index", "version"), ("version",)) and "sha256:" in str(value) else value
    return {name: VARYING.get(name, steady(each, (*path, name))) for name, each in value.items()}


def hold(name: str, body: bytes) -> None:
    """See to it that a reply is the one that stands in its file."""
    value = json.loads(body)
    assert json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() == body
    # An article's version is the hash of its text, and as steady as that.
    shown = steady(value, ("article",) if name == "article" else ())
    text = json.dumps(shown, ensure_ascii=False, indent=1) + "\n"
    file = GOLDEN / f"{name}.json"
    if os.environ.get("PIONEER_QA_WRITE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    assert file.read_text("utf-8") == text


@pytest.mark.parametrize("name", ASKED)
def test_a_question_gets_the_golden_reply(clients: dict[str, FlaskClient], name: str) -> None:
    index, body = ASKED[name]
    hold(name, clients[index].post("/api/v1/ask", json=body).data)


@pytest.mark.parametrize("name", READ)
def test_what_is_read_is_the_golden_reply(clients: dict[str, FlaskClient], name: str) -> None:
    hold(name, clients["differing"].get(READ[name]).data)


def test_the_golden_replies_show_what_a_reply_can_hold() -> None:
    texts = {path.stem: path.read_text("utf-8") for path in GOLDEN.glob("*.json")}
    assert set(texts) == {*ASKED, *READ}
    shown = [json.loads(texts[name]) for name in ASKED if not name.startswith("problem")]
    assert {reply["answer"]["from"] for reply in shown if reply["answer"]} == {"text", "heading", "speaker", "corpus"}
    told = {reply["no_answer"]["reason"] for reply in shown if reply["no_answer"]}
    assert told == {reason.value for reason in Reason}
    for part in ("corrections", "expansions", "carried_over", "time"):
        assert any(reply["interpretation"][part] for reply in shown)
    assert any(reply["disagreement"] for reply in shown)
    assert any("explain" in passage for reply in shown for passage in reply["passages"])


def listed(text: str) -> Iterator[tuple[str, ...]]:
    """The path of each name in a sketch of a JSON object; remarks beside it may hold further parts of its values."""
    path: list[str] = []
    name = ""
    for brace, first, other in re.findall(r'([{}])|(?<=\{)"(\w+)"|"(\w+)"(?=:)', text):
        if brace == "{":
            path.append(name)
        elif brace == "}":
            name = path.pop()
        else:
            name = first or other
            yield (*path[1:], name)


def written(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of each field of a reply."""
    if isinstance(value, list):
        for each in value:
            yield from written(each, path)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield (*path, name)
            yield from written(each, (*path, name))


def test_the_contract_lists_the_fields_of_a_reply_and_no_others() -> None:
    (sketch,) = re.findall(r"200, whether or not there is an answer:\n\n((?:    .*\n)+)", CONTRACT)
    told = set(listed(sketch))
    texts = [(GOLDEN / f"{name}.json").read_text("utf-8") for name in ASKED if not name.startswith("problem")]
    made = set(written([json.loads(text) for text in texts]))
    elsewhere = (("answer", "citation"), ("answer", "items"), ("nearest",))  # told once, of a passage
    assert told == {path for path in made if not any(path[: len(at)] == at != path for at in elsewhere)}


def test_the_contract_names_the_fields_of_a_problem() -> None:
    (told,) = re.findall(r"Errors are RFC 9457 [^:]*: (.*?),\nand for a bad field", CONTRACT)
    problem = json.loads((GOLDEN / "problem-fields.json").read_text("utf-8"))
    assert [*re.findall(r"`(\w+)`", told), "errors"] == list(problem) and '`errors: [{"pointer"' in CONTRACT


def test_the_sentences_of_an_articles_reply_are_its_own_characters(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    text = "The **new** pier &amp; the [old](http://a.example) one open in May.\n"
    (articles / "pier.md").write_text(text, "utf-8")
    build_index(articles, tmp_path / "index")
    client = create_app(Service(IndexFolder(tmp_path / "index").searcher)).test_client()
    (told,) = client.get("/api/v1/articles/pier").get_json()["sentences"]
    assert told["text"] == text[told["start"] : told["end"]] == text.strip()


@pytest.fixture
def harbour(tmp_path: Path) -> FlaskClient:
    """A client of an app over a transcript with a title, and a text without one."""
    articles = tmp_path / "articles"
    articles.mkdir()
    briefing = "Briefing on the tidal gate\n\nMS. ORR: The gate cost £9,000.\nQ: Who paid?\nMS. ORR: The town did.\n"
    (articles / "2024-05-03-gate_talk.txt").write_text(briefing, "utf-8")
    (articles / "north-quay.txt").write_text("Eleven herons nest on the quay, and nobody feeds them there.\n", "utf-8")
    build_index(articles, tmp_path / "index")
    return create_app(Service(IndexFolder(tmp_path / "index").searcher)).test_client()


def test_an_article_without_a_title_is_told_by_its_id_in_readable_form(harbour: FlaskClient) -> None:
    (passage, *_) = harbour.post("/api/v1/ask", json={"question": "How many herons nest?"}).get_json()["passages"]
    listed = harbour.get("/api/v1/articles").get_json()["articles"]
    for told in (passage["citations"][0], harbour.get("/api/v1/articles/north-quay").get_json(), listed[1]):
        assert (told["title"], told["label"]) == (None, "North quay")
    assert (passage["label"], passage["occasion"]) == ("North quay", None)


def test_a_passage_of_a_transcript_has_its_occasion(harbour: FlaskClient) -> None:
    (passage, *_) = harbour.post("/api/v1/ask", json={"question": "What did the gate cost?"}).get_json()["passages"]
    assert passage["occasion"] == passage["label"] == "Briefing on the tidal gate"
