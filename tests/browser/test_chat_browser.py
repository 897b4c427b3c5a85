"""What a reader does with the chat in a real browser, over a real server, with scripts and without."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from states import CRISIS, DIFFERING, FOLLOW_UP, GAZETTE, HERALD, TYPO, asked, shared
from talk import QUOTE, SENTENCE, ask

from index import build_index

FORMATTED = """navigator.clipboard.read().then(async ([item]) =>
  item.types.includes("text/html") ? (await item.getType("text/html")).text() : "")"""


@pytest.fixture
def keeping(shipped_index: Path, start_server: Callable[..., Any], data: Path) -> Iterator[Any]:
    """A server over the shipped articles with a folder for data of its own."""
    served = start_server("--index", shipped_index, "--data", data, "--workers", "1")
    yield served
    served.stop()


@pytest.fixture(scope="module")
def harbour(start_server: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server over two articles that differ, and over more that say little than one page lists."""
    folder = tmp_path_factory.mktemp("harbour")
    rows = [{"id": f"note-{number:03}", "text": f"Note {number} is short."} for number in range(120)]
    rows += [{"id": "gazette", "text": GAZETTE.decode()}, {"id": "herald", "text": HERALD.decode()}]
    (folder / "articles.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    build_index(folder / "articles.jsonl", folder / "index")
    return start_server("--index", folder / "index", "--data", folder / "data", "--workers", "1")


def kept(data: Path) -> list[tuple[Any, ...]]:
    """The rows of the feedback."""
    with sqlite3.connect(data / "feedback.sqlite") as database:
        return database.execute("SELECT question, history, verdict, passage, comment FROM feedback").fetchall()


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press the Tab key, or another, until a link or button that is named so has the focus."""
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement.textContent").strip().startswith(name):
            return
    raise AssertionError(f"the Tab key does not reach {name!r}")


def test_the_keyboard_alone_asks_follows_up_opens_the_source_and_comes_back(page: Page) -> None:
    page.goto("/")
    page.keyboard.type(CRISIS)  # the box has the focus already
    page.keyboard.press("Enter")
    expect(page.locator(".short")).to_have_text("South Devon and Torbay")
    tab_to(page, "Why this passage", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("table").first).to_be_visible()
    tab_to(page, "[1]", "Shift+Tab")
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.type(FOLLOW_UP)
    tab_to(page, "Ask")
    page.keyboard.press("Enter")
    expect(page.locator(".turn").last.locator(".short")).to_have_text("Sallie Ecroyd")
    expect(page.get_by_role("textbox")).to_be_focused()
    tab_to(page, "[1]", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#cited")).to_be_focused()
    expect(page.locator("#cited")).to_contain_text("Sallie Ecroyd")
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.id") == "back":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".turn .question")).to_contain_text([CRISIS, FOLLOW_UP])


def test_a_link_to_a_conversation_holds_all_of_it(page: Page, open_window: Any) -> None:
    page.goto("/")
    ask(page, CRISIS)
    ask(page, FOLLOW_UP)
    expect(page).to_have_url(shared(CRISIS, FOLLOW_UP))
    said = page.locator(".turn").all_inner_texts()
    other = open_window()
    other.goto(page.url)
    assert other.locator(".turn").all_inner_texts() == said
    ask(other, "what else will it do there?")
    expect(other.locator(".turn")).to_have_count(3)


def test_a_correction_is_undone_in_place(page: Page) -> None:
    page.goto("/")
    page.keyboard.type(TYPO)
    page.keyboard.press("Enter")
    turn = page.locator(".turn")
    expect(turn).to_contain_text("Spelling: “hosue” read as “house”")
    turn.get_by_text("“hosue” read as").first.click()
    turn.get_by_role("link", name="Undo this change").click()
    expect(turn).to_have_count(1)
    expect(turn).not_to_contain_text("Spelling:")
    expect(page).to_have_url(shared(TYPO, undo="corrections"))
    page.go_back()
    expect(turn).to_contain_text("Spelling: “hosue” read as “house”")


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (360, False)], ids=["beside", "below"])
def test_values_that_differ_stand_side_by_side_where_there_is_room(
    open_window: Any, harbour: Any, width: int, beside: bool
) -> None:
    page = open_window(harbour, viewport={"width": width, "height": 800})
    page.goto(asked(DIFFERING))
    differing = page.get_by_role("region", name="Sources differ")
    expect(differing.locator(".value")).to_have_text(["64", "nearly 60"])
    expect(differing.get_by_role("link")).to_have_text(["[1] Gazette", "[2] Herald"])
    one, two = (differing.locator(".value").nth(place).bounding_box() for place in range(2))
    assert one and two
    assert (one["y"] == two["y"] and one["x"] + one["width"] < two["x"]) if beside else one["y"] < two["y"]


def test_feedback_is_kept_with_its_comment(open_window: Any, keeping: Any, data: Path) -> None:
    page = open_window(keeping)
    page.goto(asked(CRISIS, FOLLOW_UP))
    turn = page.locator(".turn").last
    reason = turn.get_by_role("button", name="The passage is wrong")
    expect(reason).to_be_hidden()
    turn.get_by_text("No", exact=True).click()
    turn.get_by_label("What should it say?").fill("That is <b>her</b> number.")
    reason.click()
    expect(turn.get_by_role("status")).to_have_text("Thank you, that is kept.")
    expect(reason).to_be_disabled()
    expect(turn.get_by_role("status").last).to_be_focused()
    expect(page).to_have_url(asked(CRISIS, FOLLOW_UP))
    assert kept(data) == [(FOLLOW_UP, json.dumps([CRISIS]), "wrong_passage", 1, "That is <b>her</b> number.")]


def test_a_conversation_is_taken_away_as_markdown_and_as_json(page: Page) -> None:
    page.goto("/")
    ask(page, CRISIS)
    ask(page, FOLLOW_UP)
    files = {}
    for name in ("Markdown", "JSON"):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=f"Export as {name}").click()
        files[waiting.value.suggested_filename] = waiting.value.path().read_text("utf-8")
    text, replies = files["conversation.md"], json.loads(files["conversation.json"])["conversation"]
    assert [reply["question"] for reply in replies] == [CRISIS, FOLLOW_UP]
    assert replies[1]["answer"]["text"] == "Sallie Ecroyd"
    for part in (f"## {CRISIS}", f"## {FOLLOW_UP}", "**Sallie Ecroyd**", f"> {QUOTE}"):
        assert f"\n{part}" in text


@pytest.mark.parametrize(
    ("kind", "begins"),
    [("Plain text", f"“{QUOTE}"), ("Markdown", f"> {QUOTE}"), ("Formatted", f"“{QUOTE}")],
    ids=["plain", "markdown", "html"],
)
def test_a_quote_is_copied_with_its_source(page: Page, kind: str, begins: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(asked(CRISIS))
    lead = page.locator(".lead")
    lead.get_by_text("Copy the quote").click()
    lead.get_by_role("button", name=kind).click()
    expect(lead.get_by_role("status")).to_have_text("Copied.")
    text = page.evaluate("navigator.clipboard.readText()")
    where = page.locator(".lead .citation").first.evaluate("link => link.href.split('&also=')[0]")
    assert text.startswith(begins) and SENTENCE in text and where in text
    html = page.evaluate(FORMATTED)
    assert (f"<p>{QUOTE}" in html and 'href="' in html) is (kind == "Formatted")


def test_escape_stops_a_slow_reply_and_arrow_up_brings_earlier_questions(page: Page) -> None:
    page.goto(asked(CRISIS, FOLLOW_UP))
    held: list[Route] = []
    page.route("**/turn", lambda route: held.append(route))
    box = page.get_by_role("textbox", name="Your question")
    box.fill("what is the budget?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#announcement")).to_have_text("Stopped.")
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    expect(box).to_be_focused()
    expect(box).to_have_value("what is the budget?")
    expect(page.locator(".turn")).to_have_count(2)
    held[0].abort()
    box.fill("")
    for key, value in (("ArrowUp", FOLLOW_UP), ("ArrowUp", CRISIS), ("ArrowUp", CRISIS), ("ArrowDown", FOLLOW_UP),
                       ("ArrowDown", "")):  # fmt: skip
        page.keyboard.press(key)
        expect(box).to_have_value(value)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("by", ["hover", "focus"])
def test_the_context_of_a_citation_opens_can_be_reached_and_put_away(open_window: Any, by: str, width: int) -> None:
    page = open_window(viewport={"width": width, "height": 800})
    page.goto(asked(CRISIS))
    link, context = page.locator(".lead .citation").last, page.locator(".lead .context").last
    expect(context).to_be_hidden()
    link.hover() if by == "hover" else link.focus()
    expect(context).to_be_visible()
    expect(context.get_by_role("mark")).to_contain_text(SENTENCE)
    expect(link).to_have_accessible_description(context.inner_text())
    box, at = context.bounding_box(), link.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    if by == "hover":
        for part in range(20):  # slowly from the link up to the context
            page.mouse.move(at["x"] + 9, at["y"] + 5 - part / 19 * (at["y"] + 5 - box["y"] - box["height"] + 9))
            assert context.is_visible()
    page.keyboard.press("Escape")
    expect(context).to_be_hidden()
    assert by == "hover" or link.evaluate("link => link === document.activeElement")
    page.mouse.move(1, 1)
    page.keyboard.press("Shift+Tab")
    link.hover() if by == "hover" else link.focus()
    expect(context).to_be_visible()


def test_the_colours_are_switched_in_place_and_stay_after_a_reload(open_window: Any) -> None:
    page = open_window(color_scheme="light")
    page.goto("/")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.get_by_role("button", name="Dark colours").click()
    dark = page.evaluate(colour)
    assert light != dark
    expect(page.get_by_role("button", name="Light colours")).to_be_focused()
    page.goto("/articles")
    assert page.evaluate(colour) == dark
    page.get_by_role("button", name="Light colours").click()
    page.reload()
    assert page.evaluate(colour) == light


def test_on_paper_nothing_is_folded_away_and_there_is_nothing_to_press(page: Page) -> None:
    page.goto(asked(CRISIS))
    folded = page.locator(".further .passage").last
    expect(folded).to_be_hidden()
    page.emulate_media(media="print")
    expect(folded.locator("blockquote")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # what older browsers need
    expect(page.locator(".further")).to_have_attribute("open", "")
    told = page.locator("summary").filter(visible=True)  # what there is, not what to press
    expect(told).to_have_text([re.compile("^Very likely right"), "9 more passages"])
    for control in ("button", "textarea", "nav", "form"):
        assert not [each for each in page.locator(control).all() if each.is_visible()], control
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(folded).to_be_hidden()


def test_without_javascript_all_of_it_works_but_what_says_so(open_window: Any, keeping: Any, data: Path) -> None:
    page = open_window(keeping, java_script_enabled=False)
    page.goto("/")
    for question in (TYPO, FOLLOW_UP):
        page.get_by_label("Your question").fill(question)
        page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".turn .question")).to_contain_text([TYPO, FOLLOW_UP])
    expect(page.locator(".turn").last).to_contain_text("Sallie Ecroyd")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_text("Copy the quote").first).to_be_hidden()
    page.locator(".turn").last.get_by_text("No", exact=True).click()
    page.locator(".turn").last.get_by_role("button", name="The answer is wrong").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert kept(data) == [(FOLLOW_UP, json.dumps([TYPO]), "wrong_answer", 1, "")]
    page.get_by_role("link", name="Back to the answer").click()
    expect(page).to_have_url(shared(TYPO, FOLLOW_UP))
    page.locator(".turn").first.locator(".understood > summary").click()
    page.locator(".turn").first.get_by_role("link", name="Undo this change").click()
    expect(page).to_have_url(shared(TYPO, undo="corrections"))
    expect(page.locator(".turn")).not_to_contain_text("Spelling:")
    page.goto(asked(CRISIS))
    page.locator(".lead .citation").filter(has_text="Integrated care").click()
    expect(page.locator("#cited")).to_contain_text(SENTENCE)
    expect(page.locator("#cited")).to_be_in_viewport()
    page.get_by_role("button", name="Dark colours").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator(".note").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("^[^?]*/articles/fourteen-pioneering-initiatives"))
    page.get_by_role("link", name="Back to the questions").click()
    expect(page).to_have_url(shared(CRISIS))


def test_without_javascript_one_pages_through_the_articles(open_window: Any, harbour: Any) -> None:
    page = open_window(harbour, java_script_enabled=False)
    page.goto("/articles")
    expect(page.locator(".library li")).to_have_count(50)
    newest = page.locator(".library li").first.inner_text()
    page.get_by_role("link", name="Last").click()
    expect(page.locator(".library li")).to_have_count(22)
    page.get_by_role("link", name="Previous").click()
    expect(page.get_by_text("Page 2 of 3")).to_be_visible()
    page.get_by_role("link", name="First").click()
    expect(page.locator(".library li").first).to_have_text(newest, use_inner_text=True)
