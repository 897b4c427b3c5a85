"""What a browser may lack, for its age or over plain HTTP, and the page does without."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from chromium import PLAIN_HOST
from playwright.sync_api import Browser, Page, Route, expect
from servers import ROOT
from states import CRISIS, asked
from talk import QUOTE

STYLES = ROOT / "web" / "static"
TYPED = "a very long word and another, " * 20

OLD = """
  const supports = CSS.supports;
  CSS.supports = (name, value) => name !== "field-sizing" && supports.call(CSS, name, value);
  delete AbortSignal.any;
  delete AbortSignal.timeout;
  delete window.navigation;
"""


@pytest.fixture
def old(page: Page) -> Page:
    """A window of a browser of some years ago."""

    def without(route: Route) -> None:
        style = (STYLES / Path(urlsplit(route.request.url).path).name).read_text("utf-8")
        route.fulfill(
            content_type="text/css", body=style.replace("field-sizing: content", "").replace("light-dark(", "(")
        )

    page.add_init_script(OLD)
    page.route("**/*.css*", without)
    return page


def test_the_box_grows_by_rows_and_shrinks_again(old: Page) -> None:
    old.goto("/")
    box = old.get_by_role("textbox", name="Your question")
    low = box.evaluate("box => box.clientHeight")
    box.fill(TYPED)
    assert 1.9 * low < box.evaluate("box => box.clientHeight") < 300
    box.fill(CRISIS)
    assert box.evaluate("box => box.clientHeight") == low
    old.keyboard.press("Enter")
    expect(old.locator(".turn .verdict")).to_be_visible()
    expect(box).to_be_focused()
    assert box.evaluate("box => box.clientHeight") == low


def test_the_colours_are_those_of_light(old: Page) -> None:
    old.emulate_media(color_scheme="dark")
    old.goto("/")
    ground, button = (
        old.locator(place).evaluate("one => getComputedStyle(one).backgroundColor") for place in ("body", "#send")
    )
    assert (ground, button) == ("rgb(251, 250, 247)", "rgb(11, 79, 92)")


def test_the_way_back_from_a_source_leads_to_the_conversation(old: Page) -> None:
    old.goto("/")
    old.get_by_role("textbox").fill(CRISIS)
    old.keyboard.press("Enter")
    old.locator(".lead .citation").last.click()
    expect(old.locator("#cited")).to_be_in_viewport()
    old.get_by_role("link", name="Back to the questions").click()
    expect(old).to_have_url(asked(CRISIS))
    expect(old.locator(".turn")).to_have_count(1)


def test_a_reply_that_takes_too_long_is_given_up(old: Page) -> None:
    old.clock.install()
    old.goto("/")
    old.route("**/turn", lambda route: None)
    old.get_by_role("textbox").fill(CRISIS)
    old.keyboard.press("Enter")
    old.clock.fast_forward(20_000)  # the clock goes on by itself, too
    expect(old.get_by_role("button", name="Stop")).to_be_visible()
    old.clock.fast_forward(11_000)
    expect(old.get_by_role("alert")).to_have_text("The service took too long to answer.")
    expect(old.get_by_role("button", name="Try again")).to_be_visible()


@pytest.fixture(scope="module")
def named(shipped_index: Path, start_server: Callable[..., Any]) -> Any:
    """A server that goes by a name."""
    return start_server("--index", shipped_index, "--allow-host", PLAIN_HOST)


@pytest.mark.parametrize("kind", ["Plain text", "Formatted"])
def test_over_plain_http_a_quote_is_copied_all_the_same(browser: Browser, named: Any, kind: str) -> None:
    context = browser.new_context(base_url=f"http://{PLAIN_HOST}:{urlsplit(named.url).port}")
    page = context.new_page()
    page.goto(asked(CRISIS))
    assert page.evaluate("navigator.clipboard") is None
    lead = page.locator(".lead")
    lead.get_by_text("Copy the quote").click()
    lead.get_by_role("button", name=kind).click()
    expect(lead.get_by_role("status")).to_have_text("Copied.")
    box = page.get_by_role("textbox", name="Your question")
    box.focus()
    page.keyboard.press("Control+V")
    expect(box).to_have_value(re.compile(f"^“{QUOTE}"))
    context.close()
