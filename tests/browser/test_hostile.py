"""Script, markup, overrides of the writing direction and endless words, from articles, titles and file names.

Wherever they are shown they are text, they run nothing, they turn no word of the page around them, and nothing hangs
over the side of a telephone.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template
from live import Site
from playwright.sync_api import Page, expect
from states import CRISIS, MISSING, asked, sign_in, unfolded

from qa import Answer, Band, Correction, DifferingValue, Expansion, Passage, Request
from web.pages.turn import show_turn
from web.service import Service
from web.store.token import new_token

MARKUP = "<script>window.broken = 1</script><input autofocus onfocus='window.broken = 1'><b>bold</b></textarea>"
ESCAPED = "&lt;script&gt;window.broken = 1&lt;/script&gt;"
OVERRIDE = "left \u202eright"
WORD = "zebra" * 2000
SLASH = "\N{DIVISION SLASH}"  # in place of the one that no file's name can hold
HOSTILE = f"{MARKUP} {OVERRIDE} {WORD}"
TITLE = f"{MARKUP} {OVERRIDE} {WORD[:800]}"
NAME = f"{MARKUP} {OVERRIDE} {WORD[:9000]}.rtf".replace("/", SLASH)
ARTICLE = f"""Opening

The harbour {MARKUP} {OVERRIDE} fund

In all 64 bids {MARKUP} {OVERRIDE} for the harbour fund were received by the board.

The observatory {WORD} saw a comet.

Mayor Ann {OVERRIDE} {MARKUP} Lee, keeper of the pier, said:

“The lighthouse {MARKUP} {OVERRIDE} will reopen in spring.”

{MARKUP} {OVERRIDE} {WORD}
"""
HERALD = f"Opening\n\nThe board of the {MARKUP} {OVERRIDE} harbour fund says that nearly 60 bids were received.\n"

LOOSE = """() => {
  const loose = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    const kept = parentElement.closest("bdi, [dir=auto], .visually-hidden");
    if (data.includes("\\u202e") && !kept) loose.push(parentElement.outerHTML);
  }
  return loose;
}"""
"""What holds an override that is not kept from what stands around it."""

OURS = ("version", "published")
"""The fields of an answer that are texts and hold no words of an article."""


def hostile(value: Any) -> Any:
    """An answer whose every word of an article, and every word made of one, is hostile."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = {field.name: getattr(value, field.name) for field in fields(value)}
        return replace(value, **{name: each if name in OURS else hostile(each) for name, each in kept.items()})
    if isinstance(value, tuple):
        return value._make(map(hostile, value)) if hasattr(value, "_make") else tuple(map(hostile, value))
    return HOSTILE if isinstance(value, str) and not isinstance(value, Enum) else value


def fill(answer: Answer) -> Answer:
    """An answer in which nothing is missing that an answer may have."""

    def full(place: int, passage: Passage) -> Passage:
        cited = (
            replace(each, title="t" if place or number else None, publisher="p", prefix="x", suffix="y")
            for number, each in enumerate(passage.citations)
        )
        return replace(
            passage, heading="h", heading_inferred=True, speaker="s", highlights=((0, 200), (202, 5000)),
            missing_terms=("m",), before="b", after="a", sources=2, citations=tuple(cited),
        )  # fmt: skip

    passages = tuple(full(place, passage) for place, passage in enumerate(answer.passages))
    read = replace(
        answer.interpretation,
        corrections=(Correction("f", "t"),),
        expansions=(Expansion("t", ("a", "b")),),
        carried_over=("c",),
    )
    if answer.no_answer:
        nearest = tuple(full(place, passage) for place, passage in enumerate(answer.nearest))
        refusal = replace(answer.no_answer, missing_terms=("m",), suggestions=("s",))
        return replace(answer, interpretation=read, nearest=nearest, no_answer=refusal)
    sure = replace(answer.confidence, band=Band.MEDIUM)
    values = (DifferingValue("v", (1,)), DifferingValue("w", (2,)))
    return replace(answer, interpretation=read, passages=passages, disagreement=values, confidence=sure)


@pytest.fixture
def ask_for(open_window: Any, app: Flask, service: Service) -> Callable[[str], Page]:
    """Asks a question, and gets a reply that is hostile in all places at once."""

    def ask_for(question: str) -> Page:
        request = Request(question, limit=10, explain=True)
        answer = hostile(fill(service.answer(request, service.searcher())))
        with app.test_request_context():
            body = render_template("turn.html", turn=show_turn(answer, request, [HOSTILE]))
        page: Page = open_window(viewport={"width": 360, "height": 740})
        page.route("**/turn", lambda route: route.fulfill(body=body, content_type="text/html"))
        page.goto("/")
        page.keyboard.type(question)
        page.keyboard.press("Enter")
        expect(page.locator(".turn")).to_be_visible()
        return page

    return ask_for


def harmless(page: Page, **places: str) -> None:
    """See to it that places show the markup as text, and that the page is whole."""
    for name, place in places.items():
        shown = page.locator(place).first.text_content() or ""
        assert MARKUP in shown or MARKUP.replace(".", " ") in shown, name  # an id is told in readable form
    assert intact(page)


def intact(page: Page) -> bool:
    """See to it that nothing ran, nothing was made of markup, no override is loose, and nothing hangs over."""
    unfolded(page)
    assert page.evaluate("window.broken") is None
    expect(page.locator("main :is(script, img), body > b")).to_have_count(0)
    assert page.evaluate(LOOSE) == []
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]  # type: ignore[index]
    return True


PLACES = {
    "answer": ".verdict > .short",
    "passage": ".lead blockquote",
    "marked words": ".lead blockquote mark",
    "id as a title": ".lead .citations cite",
    "title": ".further .citation cite",
    "publisher": ".lead .citations .cite > bdi",
    "heading": ".lead .heading",
    "speaker": ".lead .speaker bdi",
    "paragraph": ".lead .around",
    "parts of the score": ".lead .why tbody th",
    "copied quote": ".lead .context mark",
    "what was searched beside": ".understood summary",
    "values that differ": ".differing .value",
    "their titles": ".differing cite",
    "the question as it was read": ".understood p bdi",
    "corrections": ".understood li bdi",
    "questions to ask next": ".follow-ups .chip",
}
REFUSED = {
    "missing words": ".verdict > p > b",
    "suggestions": ".suggestions li",
    "nearest passage": ".nearest blockquote",
    "its title": ".nearest .passage:nth-child(2) cite",
}


def test_in_every_place_of_an_answer_it_is_text(ask_for: Callable[[str], Page]) -> None:
    harmless(ask_for(CRISIS), **PLACES)


def test_in_every_place_where_there_is_no_answer_it_is_text(ask_for: Callable[[str], Page]) -> None:
    harmless(ask_for(MISSING), **REFUSED)


def test_in_the_context_of_each_citation_it_is_text(ask_for: Callable[[str], Page]) -> None:
    page = ask_for(CRISIS)
    unfolded(page)
    for link in page.locator(".citation").all()[:12]:
        link.focus()
        context = page.get_by_role("tooltip")
        expect(context).to_contain_text(MARKUP)
        assert context.text_content().count(WORD) == 1  # type: ignore[union-attr]  # the quote is cut before its own
        assert intact(page)


# --- as a server has it from articles and files ---


@pytest.fixture(scope="module")
def site(
    start_server: Callable[..., Any], copy_data: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A server that was given such articles."""
    data = copy_data(tmp_path_factory.mktemp("hostile") / "data")
    site = Site(start_server("--data", data, "--workers", "2").url, new_token(data))
    for article_id, text in (("gazette", ARTICLE), ("h" * 128, HERALD)):
        site.settled(site.put(article_id, text.encode(), title=TITLE, publisher=TITLE))
    yield site


BIDS = asked("How many bids did the harbour fund receive?")
PAGES = {
    "answer": (BIDS, ".lead blockquote"),
    "values that differ": (BIDS, ".differing cite"),
    "long word": (asked("Who saw a comet from the observatory?"), ".turn"),
    "list": ("/articles?search=zebra", ".library cite"),
    "search": (f"/articles?search={MARKUP}+%E2%80%AE+{WORD[:900]}", "main [role=status] p"),
    "article": ("/articles/gazette", ".text"),
    "cited passage": ("/articles/gazette?start=9&end=900#cited", "#cited"),
    "coverage": ("/coverage", ".coverage thead th:has-text('script')"),
    "title over an article": ("/articles/gazette", "article h1"),
}
KEPT = {
    "list": ("/articles?search=gazette", ".library cite"),
    "replace": ("/library/articles/gazette/replace", "main cite"),
    "remove": ("/library/articles/gazette/remove", "main cite"),
}


@pytest.mark.parametrize(("address", "place"), PAGES.values(), ids=PAGES)
def test_on_a_page_it_is_text(open_window: Any, site: Site, address: str, place: str) -> None:
    page = open_window(site, viewport={"width": 360, "height": 740})
    page.goto(address)
    harmless(page, here=place)


def test_what_else_an_answer_cites_is_text(open_window: Any, site: Site) -> None:
    page = open_window(site, viewport={"width": 360, "height": 740})
    article = site.get("/api/v1/articles/gazette")
    start = article["text"].index(MARKUP)
    page.goto(f"/articles/gazette?version={article['version']}&start=0&end=7&also={start}-{start + 400}#cited")
    harmless(page, also=".also a")


def test_for_who_keeps_the_library_it_is_text(open_window: Any, site: Site) -> None:
    page = open_window(site, viewport={"width": 360, "height": 740})
    sign_in(page, site)
    for name, (address, place) in KEPT.items():
        page.goto(address)
        harmless(page, **{name: place})


TITLED = {
    "question": asked(f"Who keeps {OVERRIDE} {MARKUP}?"),
    "article": "/articles/gazette",
    "replace": KEPT["replace"][0],
    "remove": KEPT["remove"][0],
}


def test_in_the_windows_title_it_is_text_that_turns_nothing_around(open_window: Any, site: Site) -> None:
    page = open_window(site)
    sign_in(page, site)
    for name, address in TITLED.items():
        page.goto(address)
        expect(page, name).to_have_title(re.compile(f"{re.escape(MARKUP)}.* – Pioneer Q&A$"))
        assert "left right" in page.title(), name


def test_in_the_windows_title_after_a_question_it_turns_nothing_around(open_window: Any, site: Site) -> None:
    page = open_window(site)
    page.goto("/")
    page.get_by_role("textbox").fill(f"Who keeps {OVERRIDE}?")
    page.keyboard.press("Enter")
    expect(page).to_have_title("Who keeps left right? – Pioneer Q&A")


@pytest.mark.parametrize("script", [True, False], ids=["by-script", "by-form"])
def test_the_name_of_a_refused_file_is_text(open_window: Any, site: Site, script: bool) -> None:
    page = open_window(site, viewport={"width": 360, "height": 740}, java_script_enabled=script)
    sign_in(page, site)
    files: Any = [{"name": name, "mimeType": "text/plain", "buffer": b"Words."} for name in (NAME, f"2 {NAME}")]
    page.get_by_label("Files", exact=True).set_input_files(files)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".refusals td", has_text="name should end in one of")).to_have_count(2)
    assert MARKUP.replace("/", SLASH) in page.locator(".refusals tbody th").first.inner_text()
    assert all(fault.startswith("Failed to load resource") for fault in open_window.faults)  # the refusals
    open_window.faults.clear()
    assert intact(page)


@pytest.mark.parametrize("script", [True, False], ids=["by-script", "by-form"])
def test_what_was_understood_of_a_document_is_text(open_window: Any, site: Site, script: bool) -> None:
    page = open_window(site, viewport={"width": 360, "height": 740}, java_script_enabled=script)
    sign_in(page, site)
    name = f"{MARKUP} {OVERRIDE} {script}.md".replace("/", SLASH)
    headed = f"# {ESCAPED} {OVERRIDE}\n\nAnn {OVERRIDE} {MARKUP} Lee saw {WORD}.\n"
    document: Any = {"name": name, "mimeType": "text/markdown", "buffer": headed.encode()}
    page.get_by_label("Files", exact=True).set_input_files(document)
    page.get_by_role("button", name="Add", exact=True).click()
    draft = page.locator(".draft")
    expect(draft.locator(".what")).to_have_text(name)
    page.locator(".draft details").evaluate_all("all => all.forEach(each => { each.open = true })")
    expect(draft.locator(".read li").first).to_contain_text("<script>")
    assert intact(page)
    page.goto("/library/drafts")
    expect(page.locator(".draft .what").first).to_contain_text("<script>")
    assert intact(page)
    page.goto("/library")
    expect(page.locator("main section ul li").first).to_contain_text("<script>")
    assert intact(page)


def test_a_file_name_in_the_list_of_changes_is_text(
    open_window: Any, start_server: Callable[..., Any], tmp_path: Path
) -> None:
    corpus, data = tmp_path / "corpus", tmp_path / "data"
    corpus.mkdir()
    (corpus / "fine.txt").write_text("The ferry rests on Mondays.", "utf-8")
    site = Site(start_server("--corpus", corpus, "--data", data, "--workers", "1").url, new_token(data))
    (corpus / f"{MARKUP} {OVERRIDE}.txt".replace("/", SLASH)).write_bytes(b"\xff")
    job = site.finished(site.accepted(site.send("POST", "/api/v1/index/rebuilds")))
    assert job["error"], job
    page = open_window(site, viewport={"width": 360, "height": 740})
    sign_in(page, site)
    page.goto("/library/jobs")
    assert MARKUP.replace("/", SLASH) in page.locator(".job .error").inner_text()
    assert intact(page)


def test_on_the_page_of_a_problem_it_is_text(open_window: Any, site: Site) -> None:
    page = open_window(site, viewport={"width": 360, "height": 740})
    page.goto(BIDS)
    page.locator(".feedback").evaluate(
        "(form, name) => { form.querySelector('[type=hidden]').name = name;"
        " HTMLFormElement.prototype.submit.call(form); }",
        HOSTILE,
    )
    expect(page.get_by_text("Status 422")).to_be_visible()
    open_window.faults.pop()
    told = page.get_by_role("listitem").filter(has_text="script").inner_text()
    assert MARKUP in told and len(told) < 300
    assert intact(page)


def test_what_is_exported_as_markdown_has_no_markup_left(site: Site) -> None:
    reply = site.send("GET", BIDS.replace("/?", "/export/conversation.md?"))
    text = reply.body.decode()
    assert "\\<script\\>" in text and OVERRIDE in text  # the words themselves
    assert not re.findall(r"(?<![\\(])<(?!http)|(?<!\\)<(?!http)[a-z]", text)
    assert reply.headers["Content-Disposition"].startswith("attachment")


def test_what_is_exported_as_json_is_exactly_what_was_said(site: Site) -> None:
    reply = site.send("GET", BIDS.replace("/?", "/export/conversation.json?"))
    cited = json.loads(reply.body)["conversation"][0]["passages"][0]["citations"][0]
    assert cited["title"] == TITLE and MARKUP in cited["quote"]
    assert (reply.headers["Content-Type"], reply.headers["X-Content-Type-Options"]) == ("application/json", "nosniff")
