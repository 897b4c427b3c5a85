"""Narrowing which articles answer, in a real browser: by choices, by the bars with a pointer and by keys, and without a
script.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from index import build_index

QUESTION = "Who is the warden of Larkhill?"
WARDENS = ("Ann Lee", "Roy Hale", "Una Pike")


@pytest.fixture(scope="module")
def wardens(start_server: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server over a warden a year, in notices of two publishers, and over an article of each month between."""
    folder = tmp_path_factory.mktemp("wardens")
    rows = [
        {"id": f"warden-{year}", "title": "Notice: Larkhill", "published": f"{year}-06-10",
         "publisher": "Harbour Board", "text": f"The warden of Larkhill is {name}."}
        for year, name in zip((2021, 2022, 2023), WARDENS, strict=True)
    ]  # fmt: skip
    rows += [
        {"id": f"tide-{n:02}", "title": f"Notice: Tide {n}", "published": f"{2021 + n // 12}-{n % 12 + 1:02}-20",
         "publisher": "Tide Office", "text": f"The gauge stands at {n} metres."}
        for n in range(36)
    ]  # fmt: skip
    (folder / "articles.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    build_index(folder / "articles.jsonl", folder / "index")
    return start_server("--index", folder / "index", "--data", folder / "data", "--workers", "1")


@pytest.fixture
def narrow(open_window: Any, wardens: Any) -> Page:
    page: Page = open_window(wardens, viewport={"width": 1280, "height": 1000})
    page.goto("/")
    page.get_by_text("Which articles answer").click()
    return page


def test_the_months_are_kept_to_by_keys(narrow: Page) -> None:
    start, end = narrow.get_by_role("slider", name="From"), narrow.get_by_role("slider", name="To")
    expect(start).to_have_attribute("aria-valuetext", "January 2021, one article")
    start.focus()
    for key in ("PageUp", "ArrowRight", "ArrowRight", "ArrowLeft"):
        narrow.keyboard.press(key)
    expect(start).to_have_attribute("aria-valuetext", "February 2022, one article")
    expect(narrow.get_by_label("From", exact=True).first).to_have_value("2022-02")
    end.focus()
    narrow.keyboard.press("PageDown")
    narrow.keyboard.press("Home")  # no further than where it begins
    expect(end).to_have_attribute("aria-valuenow", "13")
    expect(narrow.locator("#narrowed")).to_have_text("One article of 39 answers: in February 2022.")
    narrow.keyboard.press("End")
    expect(narrow.locator("#narrowed")).to_have_text("25 of 39 articles answer: from February 2022 on.")


def test_the_months_are_kept_to_by_drawing_over_the_bars_and_asked_alone(narrow: Page) -> None:
    bars = narrow.locator(".track").bounding_box()
    assert bars is not None
    month = bars["width"] / 36
    narrow.mouse.move(bars["x"] + 12.5 * month, bars["y"] + 20)
    narrow.mouse.down()
    narrow.mouse.move(bars["x"] + 20.5 * month, bars["y"] + 20, steps=4)
    narrow.mouse.up()
    expect(narrow.locator("#narrowed")).to_have_text("10 of 39 articles answer: from January 2022 to September 2022.")
    handle = narrow.get_by_role("slider", name="To").bounding_box()
    assert handle is not None
    narrow.mouse.move(handle["x"] + 4, handle["y"] + 10)
    narrow.mouse.down()
    narrow.mouse.move(bars["x"] + 23.5 * month, bars["y"] + 10, steps=4)
    narrow.mouse.up()
    expect(narrow.locator("#narrowed")).to_have_text("13 of 39 articles answer: in 2022.")
    narrow.get_by_label("Your question").fill(QUESTION)
    narrow.keyboard.press("Enter")
    expect(narrow.locator(".turn .short")).to_have_text(WARDENS[1])
    expect(narrow.locator(".asked-of")).to_contain_text("in 2022")
    expect(narrow).to_have_url(re.compile("from=2022-01&to=2022-12$"))
    narrow.reload()
    expect(narrow.locator(".turn .short")).to_have_text(WARDENS[1])


def test_what_was_asked_is_asked_again_of_others_and_of_all(narrow: Page) -> None:
    narrow.get_by_label("Your question").fill(QUESTION)
    narrow.keyboard.press("Enter")
    expect(narrow.locator(".turn .short")).to_have_text(re.compile("|".join(WARDENS)))
    narrow.get_by_label("To", exact=True).first.select_option("2021-12")
    narrow.get_by_role("button", name="Ask again").click()
    expect(narrow.locator(".turn .short")).to_have_text(WARDENS[0])
    expect(narrow).to_have_url(re.compile("to=2021-12$"))
    narrow.get_by_label("Publisher").select_option("Tide Office")
    narrow.get_by_label("Kind").select_option("Notice")
    expect(narrow.locator("#narrowed")).to_contain_text("12 of 39 articles answer")
    narrow.get_by_role("link", name="All articles", exact=True).click()
    expect(narrow.locator("#narrowed")).to_have_text("All 39 articles answer.")
    narrow.get_by_role("link", name="Ask all articles").click()
    expect(narrow.locator(".asked-of")).to_have_count(0)
    expect(narrow.locator(".turn .short")).to_have_text(re.compile("|".join(WARDENS)))


def test_each_turn_keeps_to_what_it_was_asked_of(narrow: Page) -> None:
    for year, name in zip((2021, 2023), (WARDENS[0], WARDENS[2]), strict=True):
        narrow.get_by_label("From", exact=True).first.select_option(f"{year}-01")
        narrow.get_by_label("To", exact=True).first.select_option("" if year == 2023 else f"{year}-12")
        narrow.get_by_label("Your question").fill(QUESTION)
        narrow.keyboard.press("Enter")
        expect(narrow.locator(".turn .short").last).to_have_text(name)
    expect(narrow.locator(".turn .short")).to_have_text([WARDENS[0], WARDENS[2]])
    narrow.go_back()
    expect(narrow.locator(".turn .short")).to_have_text([WARDENS[0]])


def test_a_conversation_is_asked_again_of_others_in_place(narrow: Page) -> None:
    for name in (WARDENS[0], WARDENS[0]):
        narrow.get_by_label("To", exact=True).first.select_option("2021-12")
        narrow.get_by_label("Your question").fill(QUESTION)
        narrow.keyboard.press("Enter")
        expect(narrow.locator(".turn .short").last).to_have_text(name)
    narrow.get_by_label("To", exact=True).first.select_option("")
    narrow.get_by_label("From", exact=True).first.select_option("2023-01")
    narrow.get_by_role("button", name="Ask again").click()
    expect(narrow.locator(".turn .short")).to_have_text([WARDENS[2], WARDENS[2]])
    expect(narrow).to_have_url(re.compile("from=2023-01#latest$"))


def test_an_edited_question_is_asked_of_the_articles_that_it_was_asked_of(narrow: Page) -> None:
    narrow.get_by_label("To", exact=True).first.select_option("2021-12")
    narrow.get_by_label("Your question").fill(QUESTION)
    narrow.keyboard.press("Enter")
    expect(narrow.locator(".turn .short")).to_have_text(WARDENS[0])
    narrow.get_by_role("link", name="All articles", exact=True).click()
    expect(narrow.get_by_label("To", exact=True).first).to_have_value("")
    narrow.get_by_role("link", name="Edit this question").click()
    expect(narrow.get_by_label("To", exact=True).first).to_have_value("2021-12")
    narrow.get_by_label("Your question").fill(f"{QUESTION} And since when?")
    narrow.keyboard.press("Enter")
    expect(narrow.locator(".asked-of")).to_contain_text("up to 2021")
    narrow.get_by_role("link", name="Delete this question").click()
    expect(narrow.locator(".turn")).to_have_count(0)
    expect(narrow).to_have_url(re.compile("to=2021-12$"))


def test_without_javascript_a_form_narrows_and_asks(open_window: Any, wardens: Any) -> None:
    page = open_window(wardens, java_script_enabled=False)
    page.goto("/")
    page.get_by_text("Which articles answer").click()
    page.get_by_label("Publisher").select_option("Harbour Board")
    page.get_by_label("From", exact=True).select_option("2023-01")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#narrowed")).to_have_text(
        "One article of 39 answers: published by “Harbour Board”, from 2023 on."
    )
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".turn .short")).to_have_text(WARDENS[2])
    page.get_by_text("Which articles answer").click()
    page.get_by_label("From", exact=True).select_option("")
    page.get_by_label("To", exact=True).select_option("2021-12")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".turn .short")).to_have_text(WARDENS[0])


def test_the_panel_fits_a_telephone(open_window: Any, wardens: Any) -> None:
    page = open_window(wardens, viewport={"width": 360, "height": 740})
    page.goto("/?from=2022&type=Notice")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    for name in ("From", "To"):
        box = page.get_by_role("slider", name=name).bounding_box()
        assert box is not None and box["width"] >= 24 and 0 <= box["x"] <= 336


def test_a_question_goes_to_each_of_several_publishers_that_an_address_names(narrow: Page) -> None:
    both = "publisher=Harbour+Board&publisher=Tide+Office"
    narrow.goto(f"/?{both}")
    narrow.get_by_role("textbox", name="Your question").fill(QUESTION)
    narrow.keyboard.press("Enter")
    expect(narrow.locator(".turn .short")).to_be_visible()
    chosen = narrow.locator("#publisher option:checked").all_text_contents()
    assert {*chosen} == {
        "Harbour Board (3)",
        "Tide Office (36)",
    }
