"""What tests in a real browser share: the browser itself, and windows that see what goes wrong in them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import ARGUMENTS, CHROMIUM, MISSING
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from states import Furnished, furnished

expect.set_options(timeout=20_000)  # a loaded machine may take its time to answer


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM is not None, MISSING
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def open_window(browser: Browser, server: Any) -> Iterator[Any]:
    """Opens a window on a server with the given options; `faults` of it holds what went wrong or to another host.

    At the end there may be none.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_one(on: Any = server, **options: Any) -> Page:
        context = browser.new_context(base_url=on.url, **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(on.url) else faults.append(request.url))
        return page

    open_one.faults = faults  # type: ignore[attr-defined]
    yield open_one
    for context in contexts:
        context.unroute_all(behavior="ignoreErrors")
        for window in context.pages:
            window.unroute_all(behavior="ignoreErrors")
        context.close()
    assert not faults


@pytest.fixture
def page(open_window: Any) -> Page:
    window: Page = open_window(viewport={"width": 1280, "height": 800})
    return window


@pytest.fixture(scope="module")
def site(
    start_server: Callable[..., Any], copy_data: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    """A site with something of everything on it, of a module's own."""
    with furnished(start_server, copy_data(tmp_path_factory.mktemp("furnished") / "data")) as made:
        yield made
