"""Takes the pictures that README.md shows, or one of every state of every page, to be looked at.

    .venv/bin/python tests/screenshots.py
    .venv/bin/python tests/screenshots.py --all looked-at

The second makes each at both widths, in light and dark, and the printed ones as they stand on paper.
"""

import tempfile
from pathlib import Path
from typing import Any

import click
from chromium import ARGUMENTS, CHROMIUM
from playwright.sync_api import Browser, Page, expect, sync_playwright
from servers import RunningServer, servers
from states import CITED, CRISIS, STATES, Furnished, State, asked, furnished, sign_in

SHOWN = Path(__file__).with_name("screenshots")
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
TALLEST = 4_000
"""Pixels of a page that a picture shows."""


def opened(browser: Browser, site: Any, width: int, height: int, scheme: Any) -> Page:
    """A window on a server."""
    context = browser.new_context(
        base_url=site.url, viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(20_000)
    return context.new_page()


def take_shown(browser: Browser, site: RunningServer) -> None:
    """The two of the README, of the articles that ship: an answer on a desk, and its source on a telephone."""
    desk = opened(browser, site, 1000, 820, "light")
    desk.goto(asked(CRISIS))
    desk.screenshot(path=SHOWN / "answer.png")
    phone = opened(browser, site, 390, 820, "dark")
    phone.goto(CITED)
    expect(phone.locator("#cited")).to_be_focused()
    phone.screenshot(path=SHOWN / "source.png")


def take_all(browser: Browser, site: Furnished, folder: Path, only: str) -> None:
    """One of each state whose name holds `only`."""
    for name, state in STATES.items():
        if only in name:
            for width in WIDTHS:
                for scheme in SCHEMES:
                    take(
                        browser, site, state, (width, scheme), folder / f"{name.replace(' ', '-')}-{width}-{scheme}.png"
                    )
    for name in ("answer", "conversation", "article", "coverage"):
        if only in f"{name} printed":
            page = opened(browser, site, 720, 1000, "dark")
            STATES[name].reach(page, site)
            page.pdf(path=folder / f"{name}-printed.pdf", format="A4")
            page.context.close()


def take(browser: Browser, site: Furnished, state: State, look: tuple[int, str], path: Path) -> None:
    """One of a state, as tall as its page."""
    width, scheme = look
    page = opened(browser, site, width, 800, scheme)
    if state.keeper:
        sign_in(page, site)
    state.reach(page, site)
    if not state.address.endswith("#cited"):
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": min(height, TALLEST)})
    page.screenshot(path=path)
    page.unroute_all(behavior="ignoreErrors")
    page.context.close()


@click.command()
@click.option("--all", "folder", type=click.Path(path_type=Path), help="A folder for pictures of every state.")
@click.option("--only", default="", help="Of those, the states whose names hold this.")
def main(folder: Path | None, only: str) -> None:
    """Take them, in a server of their own."""
    place = folder or SHOWN
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, servers(Path(made)) as start, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        if folder is None:
            take_shown(browser, start("--data", Path(made) / "data", "--workers", "1"))
        else:
            with furnished(start, Path(made) / "data") as site:
                take_all(browser, site, folder, only)
        browser.close()
    for path in sorted(place.glob("*.png")):
        click.echo(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
