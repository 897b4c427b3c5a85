"""Suggestions while a question is typed: by key, by touch, and none where they would lead nowhere."""

from typing import Any

from playwright.sync_api import Page, expect

MADE = 60_000
"""Milliseconds within which the first of several processes has made what it suggests, on a loaded machine."""


def box(page: Page) -> Any:
    return page.get_by_role("textbox", name="Your question")


def test_a_suggestion_is_chosen_by_key_told_and_asked(page: Page) -> None:
    page.goto("/")
    box(page).press_sequentially("what")
    options = page.get_by_role("listbox", name="Questions that are answered").get_by_role("option")
    expect(options).to_have_count(5, timeout=MADE)
    expect(page.locator("#offered")).to_have_text("5 questions are suggested. Down arrow chooses.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box(page)).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id") or "")
    expect(box(page)).to_have_value("what")
    question = options.nth(1).text_content() or ""
    page.keyboard.press("Enter")
    expect(page.locator(".turn .question")).to_have_text(f"Question: {question}")
    expect(page.locator(".verdict.no")).to_have_count(0)
    expect(options).to_have_count(0)
    expect(box(page)).to_be_focused()


def test_escape_puts_the_list_away_and_what_is_typed_is_asked_as_it_stands(page: Page) -> None:
    page.goto("/")
    box(page).press_sequentially("what")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible(timeout=MADE)
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box(page)).to_have_value("what")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .question")).to_have_text("Question: what")


def test_a_suggestion_is_touched_on_a_telephone(open_window: Any) -> None:
    page = open_window(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    page.goto("/")
    box(page).tap()
    box(page).press_sequentially("who can")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible(timeout=MADE)
    for each in options.all():
        place = each.bounding_box()
        assert place is not None and place["height"] >= 44 and place["x"] >= 0 and place["x"] + place["width"] <= 360
    question = options.first.text_content()
    options.first.tap()
    expect(page.locator(".turn .question")).to_have_text(f"Question: {question}")


def test_nothing_is_suggested_of_what_only_some_articles_are_asked(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.locator("#ask").evaluate("form => { form.dataset.kept = 'publisher=Harbour+Trust' }")  # as its fields say it
    box(page).press_sequentially("what")
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(1)
    assert not any("suggestions?" in each for each in asked)
