"""A question that was not answered: left by who agrees, by key and by touch, and seen by editors as text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from live import Site
from playwright.sync_api import expect
from states import MISSING, asked, sign_in

from web.store.questions import QuestionStore
from web.store.token import new_token

HOSTILE = "Who <script>window.broken = 1</script> keeps \u202e the <b>observatory</b> of hydroponic tomatoes?"


@pytest.fixture(scope="module")
def site(
    start_server: Callable[..., Any], copy_data: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Site, Path]:
    data = copy_data(tmp_path_factory.mktemp("left") / "data")
    return Site(start_server("--data", data, "--workers", "1", "--keep-questions").url, new_token(data)), data


def words(data: Path) -> list[str]:
    return [each.words for each in QuestionStore(data).all()]


def test_by_key_it_is_left_only_once_the_box_is_ticked(open_window: Any, site: tuple[Site, Path]) -> None:
    served, data = site
    page = open_window(served, viewport={"width": 1280, "height": 800})
    page.goto(asked(MISSING))
    box, button = page.get_by_role("checkbox", name="I agree"), page.get_by_role("button", name="Leave it")
    expect(box).not_to_be_checked()
    button.press("Enter")
    assert words(data) == []  # the browser asks for the tick
    box.press("Space")
    button.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Thank you, it is kept for the editors.")).to_be_focused()
    assert words(data) == [MISSING]


def test_while_it_is_sent_it_cannot_be_sent_again(open_window: Any, site: tuple[Site, Path]) -> None:
    served, data = site
    page = open_window(served)
    page.goto(asked(MISSING))
    waiting: list[Any] = []
    page.route("**/leave", lambda route: waiting.append(route))  # Playwright marks what it is given
    page.get_by_role("checkbox", name="I agree").check()
    button = page.get_by_role("button", name="Leave it")
    button.click()
    expect(button).to_be_disabled()
    before = len(words(data))
    waiting[0].continue_()
    expect(page.get_by_role("status").filter(has_text="Thank you, it is kept for the editors.")).to_be_focused()
    assert len(words(data)) == before + 1 and len(waiting) == 1


def test_by_touch_and_without_javascript_it_is_left_seen_and_forgotten_as_text(
    open_window: Any, site: tuple[Site, Path]
) -> None:
    served, data = site
    page = open_window(served, viewport={"width": 360, "height": 740}, has_touch=True, java_script_enabled=False)
    page.goto(asked(HOSTILE))
    row = page.locator(".leave label").bounding_box()
    assert row["height"] >= 24 and row["x"] + row["width"] <= 360
    page.get_by_role("checkbox", name="I agree").tap()
    page.get_by_role("button", name="Leave it").tap()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert HOSTILE in words(data)
    sign_in(page, served)
    page.get_by_role("link", name="Not answered").tap()
    told = page.locator(".job", has_text="hydroponic").filter(has_text="observatory")
    expect(told.locator(".what")).to_have_text(HOSTILE)
    expect(page.locator("main script, .what b")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    told.get_by_role("button", name="Forget").tap()
    expect(told).to_have_count(0)
    assert HOSTILE not in words(data)
