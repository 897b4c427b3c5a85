"""The page of what the articles cover, in a real browser over a real server, on a narrow screen."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from index import build_index

TRANSIT = Path(__file__).parent.parent / "corpora" / "transit"
WIDTH = 360


@pytest.fixture
def page(open_window: Any, start_server: Any, tmp_path: Path) -> Page:
    """A narrow window on a server over six articles."""
    build_index(TRANSIT, tmp_path)
    window: Page = open_window(start_server("--index", tmp_path), viewport={"width": WIDTH, "height": 740})
    return window


def test_the_table_scrolls_in_its_own_box_under_names_that_stay_and_a_cell_leads_to_its_answer(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Coverage").click()
    box = page.get_by_role("region", name="Sentences under each heading, by article")
    expect(box).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTH
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    name = page.get_by_role("rowheader").first
    before = name.bounding_box()
    box.focus()
    page.keyboard.press("ArrowRight")
    frame = "new Promise(requestAnimationFrame)"
    assert box.evaluate(
        f"async box => {{ for (let n = 0; n < 300 && !box.scrollLeft; n++) await {frame}; return box.scrollLeft }}"
    )
    after = name.bounding_box()
    assert before is not None and after is not None and before["x"] == after["x"]
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTH
    cell = page.get_by_role("cell").get_by_role("link").first
    question = (cell.get_attribute("aria-label") or "").partition("Ask: ")[2]
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=question)).to_be_visible()
    expect(page.locator(".verdict.none")).to_have_count(0)
    expect(page.locator(".passage").first).to_be_visible()
