"""What a browser goes through before a page can be used: how much it fetches, from where, and what moves meanwhile."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from states import CITED, CRISIS, SHIPPED, asked

PAGES = {
    "chat": "/",
    "answer": asked(CRISIS),
    "articles": "/articles",
    "coverage": "/coverage",
    "article": SHIPPED,
    "cited passage": CITED,
}
LIGHT = 60_000
"""Bytes over the wire, headers included."""

WATCH = """
  window.moved = [];
  const told = ({ x, y, width, height }) => [x, y, width, height].join(" ");
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      for (const { node, previousRect, currentRect } of entry.sources) {
        const name = node?.cloneNode(false).outerHTML ?? node?.textContent;
        window.moved.push(`${name} from ${told(previousRect)} to ${told(currentRect)}, ${entry.value}`);
      }
    }
  }).observe({ type: "layout-shift", buffered: true });
"""
"""Tells in `window.moved` what moved, from where to where."""

CUT = """async () => {
  const page = await (await fetch(location.href)).text();
  const words = page.slice(page.indexOf(">", page.indexOf("<body")) + 1, page.indexOf("</body>"));
  const all = () => [...document.body.querySelectorAll(":not(svg *)")];
  const boxes = () => all().map((each) => [each, each.getBoundingClientRect()]);
  document.body.innerHTML = words;
  const whole = boxes();
  const moved = new Set();
  for (const { index } of words.matchAll(/<|(?<=>)/g)) {
    document.body.innerHTML = words.slice(0, index);
    for (const [at, [each, { x, y, width, height }]] of boxes().entries()) {
      const last = whole[at][1];
      const seen = width && height && y < innerHeight && y + height > 0;
      if (seen && Math.max(Math.abs(x - last.x), Math.abs(y - last.y)) >= 3) moved.add(each.cloneNode(false).outerHTML);
    }
  }
  return [...moved];
}"""
"""What stands elsewhere once a page has come than when a part of it had. Browsers tell of three pixels and more."""


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_a_page_is_light_fetches_from_its_own_host_alone_and_keeps_still(
    open_window: Any, address: str, width: int
) -> None:
    page = open_window(viewport={"width": width, "height": 800})
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    addresses, sizes = [], []
    wire.on("Network.requestWillBeSent", lambda event: addresses.append(event["request"]["url"]))
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.add_init_script(WATCH)
    page.goto(address, wait_until="networkidle")
    assert page.evaluate("window.moved") == []
    origin = page.evaluate("location.origin")
    assert len(sizes) == len(addresses) >= 4
    assert all(each.startswith(f"{origin}/") for each in addresses)
    assert 5_000 < sum(sizes) < LIGHT


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_what_has_come_of_a_page_stands_where_it_stays(open_window: Any, address: str, width: int) -> None:
    page = open_window(viewport={"width": width, "height": 800})
    page.goto(address)
    assert page.evaluate(CUT) == []


def test_the_watch_sees_what_moves(page: Page) -> None:
    page.add_init_script(WATCH)
    page.goto("/articles")
    page.locator("main > p").first.evaluate("line => { line.style.height = '200px' }")
    page.evaluate(
        "new Promise((seen) => new PerformanceObserver(seen).observe({ type: 'layout-shift', buffered: true }))"
    )
    assert any("<footer" in each for each in page.evaluate("window.moved"))


def test_the_page_is_used_before_its_scripts_have_come(page: Page) -> None:
    held: list[Route] = []
    page.route("**/*.js*", lambda route: held.append(route))
    page.goto("/", wait_until="commit")
    page.get_by_role("textbox", name="Your question").fill(CRISIS)
    page.get_by_role("button", name="Ask", exact=True).click(no_wait_after=True)
    expect(page.locator(".short")).to_have_text("South Devon and Torbay")
    page.get_by_text("Why this passage").first.click()
    expect(page.get_by_role("table").first).to_be_visible()
    assert len(held) >= 4
    for route in held[-4:]:
        route.continue_()
    expect(page.locator("#question")).to_be_visible()


def test_what_was_typed_before_the_scripts_came_stays(page: Page) -> None:
    held: list[Route] = []
    page.route("**/*.js*", lambda route: held.append(route))
    page.goto("/", wait_until="commit")
    page.get_by_role("textbox", name="Your question").fill(CRISIS)
    for route in held:
        route.continue_()
    page.wait_for_load_state("load")
    expect(page.get_by_role("textbox")).to_have_value(CRISIS)
    page.keyboard.press("Enter")
    expect(page.locator(".short")).to_have_text("South Devon and Torbay")
