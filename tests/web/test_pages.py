"""The pages as a client without a browser sees them."""

import gzip
import io
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from markup import CITED, CRISIS, IDS, MARKUP, page

from index import IndexFolder, build_index
from web.app import create_app
from web.service import Service
from web.settings import MAX_BODY

ADDRESSES = (
    "/",
    f"/?q={CRISIS}",
    "/?q=purple+elephants",
    "/?q=" + "long" * 300,
    "/articles",
    CITED,
    "/articles/none",
    "/coverage",
)

OVERRIDE = "left \u202eright"


def solid(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of an app whose articles hold markup, overrides and addresses that are no web addresses."""
    corpus, index = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("hostile-index")
    text = f"{MARKUP} heading\n\nThe zebra {MARKUP} {OVERRIDE} ran over the hill.\n\nAnn Lee {MARKUP}\n020 7946 0001"
    header = f"title: {MARKUP} {OVERRIDE}\npublisher: {MARKUP}\nurl: javascript:alert(3)\n\n"
    (corpus / "hostile.txt").write_text(header + text, "utf-8")
    (corpus / "plain.txt").write_text("title: Plain\nurl: https://example.org/a?b=1&c=2\n\nThe gnu ran.", "utf-8")
    build_index(corpus, index)
    return create_app(Service(IndexFolder(index).searcher)).test_client()


def test_the_empty_page_says_what_it_is_and_takes_a_question(client: FlaskClient) -> None:
    reply = client.get("/")
    shown = page(reply.text)
    assert reply.status_code == 200
    assert "Answers from 5 articles, in their own words." in shown.text()
    assert [form.attributes["method"] for form in shown.find("form", id="ask")] == ["get"]
    (box,) = shown.find("textarea", name="q")
    assert box.attributes["maxlength"] == "1000"
    assert [label.text() for label in shown.find("label", **{"for": box.attributes["id"] or ""})] == ["Your question"]
    assert not shown.find("article")


@pytest.mark.parametrize("query", ["?q=", "?q=%20%0d%0a", ""], ids=["empty", "white space", "none"])
def test_an_empty_question_gives_the_empty_page(client: FlaskClient, query: str) -> None:
    shown, empty = (page(client.get(address).text).find("main")[0] for address in (f"/{query}", "/"))
    assert shown == empty


def test_an_address_with_a_question_shows_the_same_answer_as_the_api(client: FlaskClient) -> None:
    told = client.post("/api/v1/ask", json={"question": CRISIS, "limit": 10}).json
    shown = page(client.get("/", query_string={"q": CRISIS}).text)
    assert [title.text() for title in shown.find("title")] == [f"{CRISIS} – Pioneer Q&A"]
    assert [quote.text() for quote in shown.find("blockquote")] == [passage["text"] for passage in told["passages"]]
    links = [re.sub("&also=[0-9-]+", "", e.attributes["href"] or "") for e in shown.find("a", **{"class": "citation"})]
    hrefs = [citation["href"] for passage in told["passages"] for citation in passage["citations"]]
    assert links[-len(hrefs) :] == hrefs
    marked = [mark.text() for mark in shown.find("mark")]
    assert {"crisis", "house"} <= {word.lower() for word in marked}


def test_a_question_that_nothing_answers_is_told_plainly(client: FlaskClient) -> None:
    shown = page(client.get("/", query_string={"q": "Which pioneer plans hydroponic tomatoes on Mars?"}).text)
    (turn,) = shown.find("article")
    assert "The articles don’t say" in turn.text()
    assert "Words that no article holds: hydroponic, tomatoes, Mars." in turn.text()
    assert "Not an answer, but nearest" in [heading.text() for heading in turn.find("h3")]
    assert turn.attributes["data-announcement"] == "No answer. The articles don’t say."


@pytest.mark.parametrize(
    ("query", "typed", "message"),
    [
        ({"q": "é" * 1001}, "é" * 1001, "The question is 1,001 characters long, and at most 1,000 can be asked."),
        ({"q": "</textarea>" * 100}, "</textarea>" * 100, "The question is 1,100 characters long"),
        ({"q": ["one?"] * 21 + ["two?"]}, "two?", "The address holds 22 questions, and at most 21 can be."),
        ({"q": "one?", "undo": "everything"}, "one?", "The address undoes something unknown."),
    ],
    ids=["too long", "markup", "too many", "unknown undo"],
)
def test_a_question_that_cannot_be_asked_is_kept_and_told(
    client: FlaskClient, query: dict[str, Any], typed: str, message: str
) -> None:
    reply = client.get("/", query_string=query)
    shown = page(reply.text)
    assert reply.status_code == 422
    (alert,) = shown.find("p", role="alert")
    assert alert.text().startswith(message)
    (box,) = shown.find("textarea")
    assert box.text().removeprefix("\n") == typed
    assert box.attributes["aria-invalid"] == "true"
    assert not shown.find("article")


def test_a_question_of_the_full_length_may_have_its_line_breaks_sent_as_forms_do(client: FlaskClient) -> None:
    assert client.get("/", query_string={"q": "crisis house?\r\n" + "x" * 986}).status_code == 200


def test_a_turn_is_the_same_html_as_the_page_shows(client: FlaskClient) -> None:
    turn = client.post("/turn", json={"question": CRISIS, "history": []})
    assert turn.status_code == 200
    assert turn.text.lstrip().startswith("<article")
    assert turn.text in client.get("/", query_string={"q": CRISIS}).text


def test_a_follow_up_leans_on_the_history_that_is_posted(client: FlaskClient) -> None:
    asked = {"question": "what else will it do there?", "history": [CRISIS], "limit": 10}
    told = client.post("/api/v1/ask", json=asked).json
    shown = page(client.post("/turn", json=asked).text)
    assert [quote.text() for quote in shown.find("blockquote")] == [
        passage["text"] for passage in told["passages"] + told["nearest"]
    ]
    assert all(name in shown.text() for name in told["interpretation"]["carried_over"])


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        ('{"question": ""}', "application/json", 422),
        ('{"question": "' + "x" * 1001 + '"}', "application/json", 422),
        ("{", "application/json", 400),
        ("question=x", "application/x-www-form-urlencoded", 415),
        ('{"question": "x"}', "application/problem+json", 415),
        ('{"question": "x"}', "application/json; charset=latin-1", 415),
    ],
    ids=["empty", "too long", "no JSON", "a form", "another JSON", "another charset"],
)
def test_a_turn_that_cannot_be_made_is_a_problem(client: FlaskClient, body: str, media: str, status: int) -> None:
    accept = {"Accept": "application/problem+json, text/html;q=0.9"}
    reply = client.post("/turn", data=body, content_type=media, headers=accept)
    assert (reply.status_code, reply.mimetype) == (status, "application/problem+json")


def test_a_turn_is_read_as_strictly_as_the_api_reads(client: FlaskClient) -> None:
    asked = {"question": CRISIS}
    assert client.post("/turn?limit=3", json=asked).status_code == 422
    assert client.post("/turn", json=asked, headers={"Content-Encoding": "gzip"}).status_code == 415
    whole = io.BytesIO(b" " * (MAX_BODY + 1))  # in chunks, its length unsaid
    assert client.post(
        "/turn", input_stream=whole, content_type="application/json", environ_overrides={"wsgi.input_terminated": True}
    ).status_code == 413  # fmt: skip


@pytest.mark.parametrize("question", [MARKUP, OVERRIDE, "a\nb", "</textarea>", "{{ 7 * 7 }}"], ids=repr)
def test_a_question_is_shown_as_the_text_it_is(client: FlaskClient, question: str) -> None:
    shown = page(client.get("/", query_string={"q": question}).text)
    (heading,) = shown.find("h2", **{"class": "question"})
    assert heading.text() == f"Question: {question}"
    assert heading.attributes["dir"] == "auto"
    assert [len(shown.find(tag)) for tag in ("script", "img")] == [5, 0]


@pytest.mark.parametrize(
    "address",
    ["/?q=who+saw+the+zebra+run+over+the+hill", "/articles", "/articles/hostile", "/articles/hostile?start=9&end=400"],
)
def test_what_an_article_holds_is_shown_as_the_text_it_is(hostile: FlaskClient, address: str) -> None:
    shown = page(hostile.get(address).text)
    assert MARKUP in shown.text()
    assert "left right" in shown.text()  # what turns the direction is not shown
    assert not shown.find("img")
    assert not [script for script in shown.find("script") if "src" not in script.attributes]


def test_an_answer_leads_to_its_words_on_the_publishers_page_where_that_is_a_web_address(hostile: FlaskClient) -> None:
    shown = page(hostile.get("/", query_string={"q": "where did the gnu run?"}).text)
    outside = {link.attributes["href"] for link in shown.find("a", **{"class": "outside"})}
    assert outside == {"https://example.org/a?b=1&c=2#:~:text=The%20gnu%20ran."}
    cited = page(hostile.get("/articles/plain?start=49&end=61").text)
    assert [a.attributes["href"] for a in cited.find("a") if "publisher" in a.text()] == [
        "https://example.org/a?b=1&c=2#:~:text=The%20gnu%20ran."
    ]


@pytest.mark.parametrize(
    ("article", "links"), [("hostile", []), ("plain", ["https://example.org/a?b=1&c=2"])], ids=["script", "web"]
)
def test_only_a_web_address_becomes_a_link_to_the_original(
    hostile: FlaskClient, article: str, links: list[str]
) -> None:
    shown = page(hostile.get(f"/articles/{article}").text)
    assert [a.attributes["href"] for a in shown.find("a") if a.text() == "original"] == links
    assert not [a for a in shown.find("a") if (a.attributes["href"] or "").startswith("javascript")]


@pytest.mark.parametrize("article", IDS)
def test_an_articles_page_holds_its_text_whole(client: FlaskClient, article: str) -> None:
    shown = page(client.get(f"/articles/{article}").text)
    (text,) = shown.find("div", **{"class": "text"})
    told = client.get(f"/api/v1/articles/{article}").json
    assert solid(text.text(skip="note")) == solid(told["text"])
    assert len(shown.find("h1")) == 1


@pytest.mark.parametrize(
    "question",
    [CRISIS, "who do I ring about Kent?", "what did Norman Lamb say about A&E?", "which fourteen areas were chosen?"],
)
def test_every_citation_opens_its_article_with_exactly_the_quote_marked(client: FlaskClient, question: str) -> None:
    told = client.post("/api/v1/ask", json={"question": question}).json
    citations = [citation for passage in told["passages"] for citation in passage["citations"]]
    citations += [told["answer"]["citation"]] if told["answer"] else []
    assert citations
    for citation in citations:
        shown = page(client.get(citation["href"]).text)
        marks = [mark for mark in shown.find("mark") if mark.attributes.get("class") != "over"]
        assert solid("".join(mark.text() for mark in marks)) == solid(citation["quote"])
        assert [mark.attributes.get("id") for mark in marks][:2] in (["cited"], ["cited", None])
        assert marks[0].attributes["tabindex"] == "-1"


def test_the_heading_over_what_is_cited_is_marked_with_it(client: FlaskClient) -> None:
    cited = client.get("/articles/integrated-care-pioneers-announced?start=10338&end=10584").text
    assert next(mark.text() for mark in page(cited).find("mark")) == "South Devon and Torbay"
    assert page(cited).find("mark", **{"class": "over"})
    heading = cited.index("South Devon and Torbay</mark>")
    assert heading < cited.index('id="cited"')


def test_an_article_that_has_changed_since_it_was_cited_says_so_and_marks_nothing(client: FlaskClient) -> None:
    reply = client.get(f"{CITED}?version=sha256:0000&start=0&end=34")
    assert reply.status_code == 200
    assert "This article has changed since it was cited" in reply.text
    assert not page(reply.text).find("mark")


@pytest.mark.parametrize(
    "place",
    (
        "start=5&end=5", "start=9&end=5", "start=0&end=99999999", "start=-1&end=5", "start=a&end=b", "start=3", "end=3",
        "start=%C2%B2&end=9", "start=34&end=36", "start=1&end=" + "9" * 5000,
    ),
    ids=(
        "empty", "backwards", "too far", "negative", "words", "no end", "no start", "other digits", "blank", "huge",
    ),
)  # fmt: skip
def test_a_place_that_does_not_exist_is_told_above_the_whole_article(client: FlaskClient, place: str) -> None:
    reply = client.get(f"{CITED}?{place}")
    assert reply.status_code == 200
    assert "The place that this link cites does not exist" in reply.text
    assert not page(reply.text).find("mark")
    assert "piloting a crisis house" in reply.text


def test_an_unknown_article_is_a_page_that_leads_on(client: FlaskClient) -> None:
    reply = client.get("/articles/nothing", headers={"Accept": "text/html"})
    assert reply.status_code == 404
    assert "it may have been removed since it was cited" in reply.text
    assert {"/", "/articles"} <= {link.attributes["href"] for link in page(reply.text).find("a")}


def test_the_list_names_every_article_and_links_to_it(client: FlaskClient) -> None:
    shown = page(client.get("/articles").text)
    assert [link.attributes["href"] for item in shown.find("li") for link in item.find("a")] == [
        f"/articles/{article}" for article in IDS
    ]


def test_a_long_list_goes_on_page_by_page(tmp_path: Path) -> None:
    rows = [json.dumps({"id": f"a{number:03}", "text": f"Words of number {number}."}) for number in range(201)]
    (tmp_path / "many.jsonl").write_text("\n".join(rows), "utf-8")
    build_index(tmp_path / "many.jsonl", tmp_path / "index")
    many = create_app(Service(IndexFolder(tmp_path / "index").searcher)).test_client()
    address: str | None = "/articles"
    seen: list[str] = []
    while address and len(seen) <= 201:
        shown = page(many.get(address).text)
        seen += [cite.text() for cite in shown.find("cite")]
        address = next((link.attributes["href"] for link in shown.find("a", rel="next")), None)
    assert seen == [f"A{number:03}" for number in range(201)]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_keeps_to_its_own_host_and_writes_no_script_or_style_inline(
    client: FlaskClient, address: str
) -> None:
    shown = page(client.get(address, headers={"Accept": "text/html"}).text)
    assert len(shown.find("main")) == len(shown.find("h1")) == len(shown.find("title")) == 1
    for element in shown.all():
        assert not [name for name in element.attributes if name == "style" or name.startswith("on")]
        assert element.tag != "style"
        assert element.tag != "script" or (element.attributes.get("src") and not element.text())
        for name in ("src", "href", "action"):
            assert (element.attributes.get(name) or "/").startswith(("/", "#"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_link_within_the_site_leads_somewhere(client: FlaskClient, address: str) -> None:
    shown = page(client.get(address, headers={"Accept": "text/html"}).text)
    targets = {value for e in shown.all() for name in ("src", "href") if (value := e.attributes.get(name) or "")}
    inside = {target for target in targets if target.startswith("/")}
    assert inside
    for target in inside:
        assert client.get(target, buffered=True, follow_redirects=True).status_code == 200, target
    names = {e.attributes.get("id") for e in shown.all()}
    assert {target[1:] for target in targets if target.startswith("#")} <= names


def test_static_files_are_kept_for_a_year_at_the_address_of_their_content(client: FlaskClient) -> None:
    sheet = next(link for link in page(client.get("/").text).find("link", rel="stylesheet")).attributes["href"] or ""
    assert "?v=" in sheet
    assert "max-age=31536000" in client.get(sheet, buffered=True).headers["Cache-Control"]
    assert "max-age" not in client.get(sheet.partition("?")[0], buffered=True).headers["Cache-Control"]
    assert "max-age" not in client.get("/static/none.css?v=1").headers["Cache-Control"]


def test_the_first_page_with_all_it_needs_is_light(client: FlaskClient) -> None:
    gzipped = {"Accept-Encoding": "gzip"}
    first = client.get("/", query_string={"q": CRISIS}, headers=gzipped)
    assert first.headers["Content-Encoding"] == "gzip"
    needed = [
        e.attributes.get("src") or e.attributes.get("href") or ""
        for e in page(gzip.decompress(first.data).decode()).all()
        if e.tag in ("script", "link")
    ]
    sent = [len(client.get(address, buffered=True, headers=gzipped).data) for address in needed]
    assert len(sent) == 9
    assert len(first.data) + sum(sent) < 40_000


@pytest.mark.parametrize(
    "address", ["/", f"/?q={CRISIS}", CITED, "/static/style.css"], ids=["chat", "answer", "article", "style"]
)
def test_what_is_sent_compressed_is_the_same_and_only_sent_so_where_it_is_taken(
    client: FlaskClient, address: str
) -> None:
    plain = client.get(address, buffered=True)
    small = client.get(address, buffered=True, headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert "Content-Encoding" not in plain.headers
    assert (small.headers["Content-Encoding"], gzip.decompress(small.data)) == ("gzip", plain.data)
    assert "Accept-Encoding" in plain.headers["Vary"] and "Accept-Encoding" in small.headers["Vary"]
    assert small.headers["Content-Length"] == str(len(small.data)) != plain.headers["Content-Length"]
    if "ETag" in plain.headers:
        assert small.headers["ETag"] != plain.headers["ETag"]
    assert "Content-Encoding" not in client.get(address, buffered=True, headers={"Accept-Encoding": "gzip;q=0"}).headers


def test_a_browser_that_asks_for_the_old_icon_gets_it(client: FlaskClient) -> None:
    assert client.get("/favicon.ico", buffered=True).mimetype == "image/svg+xml"


def test_a_problems_page_names_what_is_wrong(app: Flask) -> None:
    problem = {"title": "Bad", "status": 422, "detail": MARKUP}
    with app.test_request_context():
        shown = page(render_template("problem.html", problem=problem))
    assert MARKUP in shown.text()


def test_a_long_article_is_read_on_from_window_to_window(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.article.WINDOW", 10)
    monkeypatch.setattr("web.pages.article._ABOVE", 5)
    cited = client.get("/api/v1/ask?q=which+pioneer+set+up+a+crisis+house").get_json()["passages"][0]["citations"][0][
        "href"
    ]
    first = client.get(cited).text
    assert first.count('id="cited"') == 1 and "Show what comes before" in first and 'href="#cited"' in first
    seen, address = 0, cited.partition("#")[0]
    while address:
        text = client.get(address).text
        (follows,) = re.findall(r'data-more="after" href="([^"]*)"', text) or [""]
        address, seen = unescape(follows), seen + 1
        assert seen == 1 or "from=" in address or not address
        if seen > 1 and "from=" in address:
            assert "version=sha256" in address and re.search(r'href="/articles/[^"]*#cited"', text)
    assert seen > 2
