"""Every page, in every state, as axe-core judges it; and two of them as a screen reader goes through them."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from states import CITED, CRISIS, FOLLOW_UP, STATES, Furnished, State, asked, sign_in

AXE = Axe()
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""All rules that are on by themselves, good practice among them, and one of WCAG 2.2 that is not."""

WIDTHS = (320, 1280)
"""Pixels: as a telephone is held, and on a desk."""

EXPECTED = ("Failed to load resource",)
"""What the console says of states that are refusals, or without a network."""

ANSWER = f"""
- link "Skip to the content"
- banner:
  - heading "Pioneer Q&A" [level=1]
  - paragraph
  - navigation "Site"
  - button "Dark colours"
- main:
  - 'article "Question: {CRISIS}"':
    - 'heading "Question: {CRISIS}" [level=2]'
    - paragraph:
      - link "Edit this question"
      - link "Delete this question"
    - paragraph: South Devon and Torbay
    - paragraph: The heading over the passage below.
    - paragraph: South Devon and Torbay
    - blockquote
    - paragraph:
      - link "[1] Integrated care pioneers announced"
      - text: also word for word in
      - link "[2] Fourteen pioneering initiatives"
    - group: Why this passage
    - group: Copy the quote
    - group: /Very likely right/
    - group: 9 more passages
    - group "Is this right?":
      - button "Yes"
      - group: "No"
  - status
  - navigation "This conversation"
  - search:
    - paragraph: /^Your question/
    - textbox "Your question"
    - button "Ask"
- contentinfo
"""


ARTICLE = """
- link "Skip to the content"
- banner
- main:
  - navigation "Back"
  - article:
    - paragraph:
      - link "Go to the passage that was cited"
    - heading "Integrated care pioneers announced" [level=1]
    - heading "Fourteen areas leading the way in delivering better joined up care" [level=2]
    - blockquote
    - heading "South Devon and Torbay" [level=2]:
      - mark: South Devon and Torbay
    - paragraph:
      - mark: "/^Cited passage: A joint engagement .* so we are piloting a crisis house/"
    - heading "South Tyneside" [level=2]
- contentinfo
"""


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_axe_finds_nothing_against_the_page_narrow_and_wide_in_light_and_in_dark(
    open_window: Any, site: Furnished, state: State
) -> None:
    page = open_window(site, viewport={"width": WIDTHS[0], "height": 800})
    if state.keeper:
        sign_in(page, site)
    state.reach(page, site)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = AXE.run(page, options=OPTIONS)
            assert not found.violations_count, f"{width} wide, {scheme}\n{found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") == width
    open_window.faults[:] = [fault for fault in open_window.faults if not fault.startswith(EXPECTED)]


def test_the_judge_sees_what_is_wrong(open_window: Any, site: Furnished) -> None:
    page = open_window(site)
    page.goto("/")
    page.get_by_role("button", name="Ask").evaluate("button => { button.textContent = ' ' }")
    page.locator(".tagline").evaluate("line => { line.style.color = '#bbb' }")
    found = AXE.run(page, options=OPTIONS).response["violations"]
    assert {each["id"] for each in found} == {"button-name", "color-contrast"}


def test_a_screen_reader_goes_from_the_question_over_the_answer_to_its_sources_and_on(
    open_window: Any, site: Furnished
) -> None:
    page: Page = open_window(site)
    page.goto(asked(CRISIS))
    expect(page.locator("body")).to_match_aria_snapshot(ANSWER)


def test_what_is_told_without_being_looked_at_is_told_once(open_window: Any, site: Furnished) -> None:
    page: Page = open_window(site)
    page.goto(asked(CRISIS))
    expect(page.locator("#announcement")).to_be_empty()  # a page that is loaded is read from its top
    page.get_by_role("textbox").fill(FOLLOW_UP)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Answer: Sallie Ecroyd")).to_have_count(1)
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.get_by_role("textbox")).to_be_focused()


def test_a_screen_reader_finds_its_way_about_an_article_and_to_what_is_cited(open_window: Any, site: Furnished) -> None:
    page: Page = open_window(site)
    page.goto(CITED)
    expect(page.locator("body")).to_match_aria_snapshot(ARTICLE)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.locator("#cited")).to_be_focused()
