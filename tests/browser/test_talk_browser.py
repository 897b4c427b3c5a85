"""How one talks with the page: where the caret is, what is in view, and a question stopped, edited or deleted."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from states import CRISIS, FOLLOW_UP, asked, shared
from talk import ask

OTHER = "what else will it do there?"


def box(page: Page) -> Any:
    return page.get_by_role("textbox", name="Your question")


def test_the_caret_stays_in_the_box_and_the_answer_is_announced(page: Page) -> None:
    page.goto("/")
    for question, answer in ((CRISIS, "South Devon and Torbay"), (FOLLOW_UP, "Sallie Ecroyd")):
        page.keyboard.type(question)
        page.keyboard.press("Enter")
        expect(page.locator("#announcement")).to_have_text(f"Answer: {answer}")
        expect(box(page)).to_be_focused()
        expect(page.locator(".turn").last.locator(".question")).to_be_in_viewport(ratio=1)


def test_what_is_typed_anywhere_goes_to_the_box_and_a_slash_leads_there(page: Page) -> None:
    page.goto(asked(CRISIS))
    page.locator(".turn .citation").first.focus()
    page.keyboard.type("who")
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("who")
    page.get_by_role("link", name="Export as JSON").focus()
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("who")
    page.keyboard.type("/or")
    expect(box(page)).to_have_value("who/or")


def test_keys_with_a_modifier_and_those_of_other_fields_stay_where_they_are(page: Page) -> None:
    page.goto(asked(CRISIS))
    page.get_by_text("No", exact=True).click()
    comment = page.get_by_label("What should it say?")
    comment.focus()
    page.keyboard.type("a/b")
    expect(comment).to_have_value("a/b")
    page.get_by_role("link", name="Export as JSON").focus()
    page.keyboard.press("Control+b")
    page.keyboard.press("Space")
    expect(page.get_by_role("link", name="Export as JSON")).to_be_focused()
    expect(box(page)).to_have_value("")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize("address", [asked(CRISIS, FOLLOW_UP), shared(CRISIS, FOLLOW_UP)], ids=["bare", "as shown"])
def test_in_a_shared_link_the_newest_answer_is_in_view(open_window: Any, address: str, scripts: bool) -> None:
    page = open_window(viewport={"width": 360, "height": 640}, java_script_enabled=scripts)
    page.goto(address)
    expect(page.locator(".turn").last.locator(".question")).to_be_in_viewport(ratio=1)
    expect(page.locator(".turn").first.locator(".question")).not_to_be_in_viewport()


def test_without_javascript_a_follow_up_is_in_view_and_a_question_is_edited_and_deleted(open_window: Any) -> None:
    page = open_window(viewport={"width": 360, "height": 640}, java_script_enabled=False)
    page.goto("/")
    for question in (CRISIS, FOLLOW_UP):
        box(page).fill(question)
        page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".turn").last.locator(".question")).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="Edit this question").last.click()
    expect(page.locator(".turn")).to_have_count(1)
    expect(box(page)).to_have_value(FOLLOW_UP)
    box(page).fill(OTHER)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".turn .question")).to_contain_text([CRISIS, OTHER])
    page.get_by_role("link", name="Delete this question").last.click()
    expect(page.locator(".turn .question")).to_contain_text([CRISIS])


def test_a_question_is_edited_and_asked_again_in_place_of_itself_and_what_came_after(page: Page) -> None:
    page.goto("/")
    ask(page, CRISIS)
    ask(page, FOLLOW_UP)
    page.get_by_role("link", name="Edit this question").first.click()
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value(CRISIS)
    expect(page.get_by_text("What you ask now replaces")).to_be_visible()
    page.keyboard.press("End")
    page.keyboard.type(" And who runs it?")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .question")).to_contain_text([f"{CRISIS} And who runs it?"])
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.get_by_text("What you ask now replaces")).to_be_hidden()
    page.go_back()
    expect(page.locator(".turn .question")).to_contain_text([CRISIS, FOLLOW_UP])


@pytest.mark.parametrize("by", ["button", "Escape"])
def test_an_edit_is_left_off_and_the_question_stays(page: Page, by: str) -> None:
    page.goto(asked(CRISIS, FOLLOW_UP))
    page.get_by_role("link", name="Edit this question").first.click()
    if by == "button":
        page.get_by_role("button", name="Keep it").click()
    else:
        page.keyboard.press("Escape")
    expect(page.get_by_text("What you ask now replaces")).to_be_hidden()
    expect(box(page)).to_have_value("")
    ask(page, OTHER)
    expect(page.locator(".turn")).to_have_count(3)


def test_a_question_is_deleted_and_those_after_it_are_answered_without_it(page: Page) -> None:
    page.goto("/")
    ask(page, CRISIS)
    ask(page, FOLLOW_UP)
    ask(page, "What will Barnsley do?")
    page.get_by_role("link", name="Delete this question").first.click()
    expect(page.locator(".turn .question")).to_contain_text([FOLLOW_UP, "What will Barnsley do?"])
    expect(page.locator(".turn").first).not_to_contain_text("South Devon")
    expect(page).to_have_url(shared(FOLLOW_UP, "What will Barnsley do?"))
    for _ in range(2):
        page.get_by_role("link", name="Delete this question").first.click()
    expect(page.locator("#intro-heading")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    page.go_back()
    expect(page.locator(".turn .question")).to_contain_text(["What will Barnsley do?"])


def test_a_question_is_shown_at_once_a_slow_one_tells_so_and_one_that_is_stopped_goes(page: Page) -> None:
    held: list[Route] = []
    page.clock.install()
    page.goto(asked(CRISIS))
    page.route("**/turn", lambda route: held.append(route))
    box(page).fill(FOLLOW_UP)
    page.keyboard.press("Enter")
    expect(page.locator(".turn").last.locator(".question")).to_have_text(FOLLOW_UP)
    expect(page.locator(".waiting")).to_contain_text("Looking in the articles")
    page.clock.run_for(7_000)
    expect(page.locator(".waiting")).to_contain_text("Still looking, 7 seconds so far")
    expect(page.locator("#announcement")).to_have_text("Still looking. Escape stops.")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator("#announcement")).to_have_text("Stopped.")
    expect(box(page)).to_have_value(FOLLOW_UP)
    held[0].abort()


def test_of_several_answers_each_is_shown_as_soon_as_it_is_there(page: Page) -> None:
    held: list[Route] = []
    page.goto("/")
    for question in (CRISIS, "What will Barnsley do?", "What does NHSIQ stand for?"):
        ask(page, question)
    page.route("**/turn", lambda route: held.append(route))
    page.get_by_role("link", name="Delete this question").first.click()
    expect(page.locator(".waiting")).to_have_count(2)
    held[1].continue_()
    expect(page.locator(".waiting")).to_have_count(1)
    expect(page.locator(".turn").last.locator(".verdict")).to_be_visible()
    expect(page.locator("#thread")).to_have_attribute("aria-busy", "true")
    held[0].continue_()
    expect(page.locator(".turn .verdict")).to_have_count(2)
    expect(page.locator("#thread")).to_have_attribute("aria-busy", "false")


def test_on_a_telephone_the_box_is_above_the_fold_and_a_touch_brings_no_keyboard_over_the_answer(
    open_window: Any,
) -> None:
    page = open_window(viewport={"width": 360, "height": 560}, has_touch=True, is_mobile=True)
    page.goto("/")
    expect(box(page)).to_be_in_viewport(ratio=1)
    expect(box(page)).not_to_be_focused()
    box(page).fill(CRISIS)
    page.get_by_role("button", name="Ask", exact=True).tap()
    expect(page.locator(".short")).to_be_in_viewport(ratio=1)
    expect(box(page)).not_to_be_focused()
    expect(page.locator("#announcement")).to_have_text("Answer: South Devon and Torbay")
