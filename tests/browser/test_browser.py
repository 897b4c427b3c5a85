"""The pages in a real browser, over a real server."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from states import CITED, CRISIS, FOLLOW_UP
from talk import SENTENCE, ask

from index import build_index


def test_a_question_by_keyboard_is_answered_and_its_citation_opens_at_the_sentence(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("textbox", name="Your question")).to_be_focused()
    ask(page, CRISIS)
    expect(page.locator(".short")).to_have_text("South Devon and Torbay")
    quote = page.locator(".passage", has_text=SENTENCE)
    expect(quote.locator("blockquote mark").first).to_be_visible()
    quote.get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    cited = page.locator("#cited")
    expect(cited).to_contain_text(SENTENCE)
    expect(cited).to_be_focused()
    expect(cited).to_be_in_viewport(ratio=1)


def test_the_answer_is_announced_and_the_address_and_title_say_where_one_is(page: Page) -> None:
    page.goto("/")
    ask(page, CRISIS)
    status = page.locator("#announcement")
    expect(status).to_have_text("Answer: South Devon and Torbay")
    expect(page).to_have_title(f"{CRISIS} – Pioneer Q&A")
    expect(page).to_have_url("/?q=which+pioneer+is+piloting+a+crisis+house%3F")
    expect(page.locator("#thread")).to_have_attribute("aria-busy", "false")
    expect(page.get_by_role("textbox")).to_have_value("")


def test_an_answer_in_place_is_the_one_that_its_address_gives(page: Page) -> None:
    page.goto("/")
    ask(page, CRISIS)
    in_place = page.locator(".turn").inner_html()
    page.reload()
    assert page.locator(".turn").inner_html() == in_place


def test_a_follow_up_leans_on_the_turn_before_which_stays(page: Page) -> None:
    page.goto("/")
    ask(page, CRISIS)
    ask(page, FOLLOW_UP)
    expect(page.locator(".turn .question")).to_contain_text([CRISIS, FOLLOW_UP])
    expect(page.locator(".turn").last).to_contain_text("Carried over from before: South Devon and Torbay")
    expect(page.locator(".turn").last.locator(".question")).to_be_in_viewport()


def test_back_and_forward_take_turns_away_and_bring_them_again(page: Page) -> None:
    page.goto("/")
    ask(page, CRISIS)
    ask(page, FOLLOW_UP)
    page.go_back()
    expect(page.locator(".turn .question")).to_contain_text([CRISIS])
    expect(page.get_by_role("textbox")).to_be_focused()
    page.go_back()
    expect(page.locator("#intro-heading")).to_be_visible()
    expect(page.get_by_role("textbox")).to_be_focused()
    expect(page).to_have_title("Pioneer Q&A")
    page.go_forward()
    page.go_forward()
    expect(page.locator(".turn .question")).to_contain_text([CRISIS, FOLLOW_UP])


@pytest.mark.parametrize("leave", ["reload", "citation and back", "citation and browser's back"])
def test_a_conversation_is_there_again_after(page: Page, leave: str) -> None:
    page.goto("/")
    ask(page, CRISIS)
    ask(page, FOLLOW_UP)
    said = page.locator(".turn").last.inner_html()
    if leave == "reload":
        page.reload()
    else:
        page.locator(".turn .citation").first.click()
        expect(page.locator("#cited")).to_be_focused()
        if leave == "citation and back":
            page.get_by_role("link", name="Back").click()
        else:
            page.go_back()
    expect(page.locator(".turn .question")).to_contain_text([CRISIS, FOLLOW_UP])
    page.wait_for_load_state()  # a browser shows a page before it has all of it
    assert page.locator(".turn").last.inner_html() == said


def test_no_answer_is_announced_as_such(page: Page) -> None:
    page.goto("/")
    ask(page, "Which pioneer plans hydroponic tomatoes on Mars?")
    expect(page.locator("#announcement")).to_contain_text("No answer.")
    expect(page.get_by_role("heading", name="Not an answer, but nearest")).to_be_visible()


def test_shift_and_enter_break_the_line_and_an_empty_question_is_not_sent(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Enter")
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    expect(page.get_by_role("textbox")).to_have_value("one\ntwo")
    expect(page.locator(".turn")).to_have_count(0)


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        ("offline", "You are offline."),
        ("unreachable", "The service could not be reached."),
        ("problem", "The index cannot be opened."),
        ("no problem", "The service answered with status 502."),
    ],
    ids=str,
)
def test_a_failure_says_why_keeps_the_question_and_can_be_tried_again(
    page: Page, open_window: Any, failure: str, message: str
) -> None:
    def answer(route: Route) -> None:
        if failure == "problem":
            route.fulfill(status=503, content_type="application/problem+json", json={"detail": message})
        elif failure == "no problem":
            route.fulfill(status=502, body="<h1>Bad gateway</h1>")
        else:
            route.abort("connectionfailed")

    page.goto("/")
    page.route("**/turn", answer)
    page.context.set_offline(failure == "offline")
    page.keyboard.type(CRISIS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(message)
    expect(page.get_by_role("textbox")).to_have_value(CRISIS)
    expect(page.locator("#announcement")).to_be_empty()
    page.context.set_offline(False)
    page.unroute("**/turn")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".short")).to_have_text("South Devon and Torbay")
    expect(page.get_by_role("alert")).to_be_hidden()
    assert all(fault.startswith("Failed to load resource") for fault in open_window.faults)
    open_window.faults.clear()


def test_a_question_that_is_refused_says_why_and_offers_no_second_try(page: Page, open_window: Any) -> None:
    page.goto("/")
    page.get_by_role("textbox").evaluate("box => box.removeAttribute('maxlength')")
    page.get_by_role("textbox").fill("x" * 1001)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("1000 characters")
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    assert open_window.faults.pop().startswith("Failed to load resource")


def test_while_an_answer_is_on_its_way_the_page_says_so_and_takes_no_second_question(page: Page) -> None:
    waiting: list[Route] = []
    page.goto("/")
    page.route("**/turn", lambda route: waiting.append(route))
    page.keyboard.type(CRISIS)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#thread")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#announcement")).to_have_text("Looking in the articles.")
    expect(page.locator(".waiting")).to_be_in_viewport(ratio=1)
    assert len(waiting) == 1
    waiting[0].continue_()
    expect(page.locator(".short")).to_have_text("South Devon and Torbay")
    expect(page.locator(".waiting")).to_be_hidden()


def test_without_javascript_one_can_ask_read_and_open_a_citation(open_window: Any) -> None:
    page = open_window(java_script_enabled=False)
    page.goto("/")
    page.get_by_label("Your question").fill(CRISIS)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".short")).to_have_text("South Devon and Torbay")
    page.locator(".passage", has_text=SENTENCE).get_by_role("link").first.click()
    expect(page.locator("#cited")).to_contain_text(SENTENCE)
    expect(page.locator("#cited")).to_be_in_viewport(ratio=1)


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/articles")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


@pytest.mark.parametrize("width", [320, 360, 1920], ids=str)
def test_nothing_runs_over_the_side(open_window: Any, width: int) -> None:
    page = open_window(viewport={"width": width, "height": 740})
    for address in ("/", f"/?q={CRISIS}", "/?q=" + "x" * 1000, "/articles", CITED):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == width, address


def test_what_hostile_articles_hold_is_shown_does_not_run_and_wraps(
    open_window: Any, start_server: Any, tmp_path: Path
) -> None:
    word, markup = "zebra" * 2000, "<input autofocus onfocus=\"document.title='broken'\">"
    article = {
        "id": "a" * 128,
        "title": f"{markup} {word[:1500]}",
        "text": f"{markup} heading\n\nThe gnu {markup} {word} ran.",
    }
    (tmp_path / "hostile.jsonl").write_text(json.dumps(article), "utf-8")
    build_index(tmp_path / "hostile.jsonl", tmp_path / "index")
    page = open_window(start_server("--index", tmp_path / "index"), viewport={"width": 360, "height": 740})
    for address in (f"/?q={markup} gnu", "/articles", f"/articles/{'a' * 128}"):
        page.goto(address)
        expect(page.get_by_role("main")).to_contain_text(markup)
        expect(page).not_to_have_title("broken")
        expect(page.locator("img")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") == 360, address
