"""What a browser goes through before a page can be used: how much it fetches, from where, and what moves meanwhile."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from states import CITED, CRISIS, SHIPPED, STATES, Furnished, State, asked, sign_in

PAGES = {
    "chat": "/",
    "answer": asked(CRISIS),
    "articles": "/articles",
    "coverage": "/coverage",
    "article": SHIPPED,
    "cited passage": CITED,
}
AS_THEY_COME = {name: state for name, state in STATES.items() if state.act is None}
REFUSED = "Failed to load resource"
"""What the console says of the pages that are refusals."""

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

CUT = r"""async (deepest) => {
  const page = await (await fetch(location.href, { headers: { Accept: "text/html" } })).text();
  const [tag] = page.match(/<body[^>]*>/);
  const words = page.slice(page.indexOf(tag) + tag.length, page.indexOf("</body>"));
  const part = document.implementation.createHTMLDocument();
  part.open();
  part.write(`<!doctype html>${tag}`);
  document.body.replaceWith(document.adoptNode(part.body)); // what is written on comes to stand in the page
  scrollTo(0, 0);

  const unseen = "svg *, option, [hidden], .visually-hidden, details:not([open]) > :not(summary)";
  const come = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    (node.nodeType === Node.TEXT_NODE ? node.data.trim() : !node.matches(unseen))
      ? NodeFilter.FILTER_ACCEPT
      : NodeFilter.FILTER_REJECT,
  );
  const range = document.createRange();
  const boxOf = (node) => {
    if (node.nodeType === Node.ELEMENT_NODE) return node.getBoundingClientRect();
    const first = node.data.search(/\S/);
    range.setStart(node, first);
    range.setEnd(node, first + 1);
    return range.getBoundingClientRect();
  };
  const stood = new Map();
  let [waiting, depth] = [[], 0];
  const look = (end) => {
    while (come.nextNode()) waiting.push(come.currentNode);
    waiting = waiting.filter((node) => {
      const { y, width, height } = boxOf(node);
      if (!width || !height) return true;
      depth = y;
      const within = node.nodeType === Node.ELEMENT_NODE && getComputedStyle(node).display === "inline";
      if (!within && y < deepest) stood.set(node, []);
      return false;
    });
    for (const [node, places] of stood) {
      const { x, y, width, height } = boxOf(node);
      const last = places.at(-1);
      if (width && height && (last?.x !== x || last.y !== y)) places.push({ x, y, end });
    }
  };

  const ends = new Set([...words.matchAll(/<|(?<=>)/g)].map(({ index }) => index));
  for (const { index, 0: text } of words.matchAll(/[^<>]+(?=<)/g)) {
    const spaces = [...text.trimEnd().matchAll(/(?<=\S) /g)].map((space) => index + space.index + 1);
    for (const end of [spaces[0], spaces[spaces.length >> 1], spaces.at(-1)]) if (end) ends.add(end);
  }
  let from = 0;
  for (const end of [...ends, words.length].sort((one, other) => one - other)) {
    const piece = words.slice(from, end);
    part.write(piece);
    from = end;
    if (piece.trim() && (depth < deepest || end % 20 === 0)) look(end);
  }
  part.close();

  const moved = [];
  for (const [node, places] of stood) {
    const now = boxOf(node);
    const away = places.find(({ x, y }) => Math.max(Math.abs(x - now.x), Math.abs(y - now.y)) >= 3);
    const name = node.cloneNode(false).outerHTML ?? node.data.trim();
    const after = away && words.slice(Math.max(0, away.end - 60), away.end);
    if (away) moved.push(`${name} from ${away.x} ${away.y} to ${now.x} ${now.y}, when this had come: ${after}`);
  }
  return [stood.size, moved];
}"""
"""How much of a page was looked at, and what of it stands elsewhere once the page has come than when a part of it had.

The page is written on from cut to cut, as a browser reads it, at each tag and after the first, the middle and the last
word of a text; no cut is within a word, of which a half may stand on the line before. Looked at is what can be seen in
the first `deepest` pixels, wherever a window is scrolled to: boxes, and texts by their first letter. Boxes in a line
are left out, as browsers leave them out, which tell of three pixels and more.
"""

SIZED_BY_CONTENT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".finder form { grid-template-columns: 1fr auto auto auto; }");
  document.adoptedStyleSheets = [sheet];
}"""

DEEPEST = 4_000
"""Pixels; five windows."""


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
@pytest.mark.parametrize("state", AS_THEY_COME.values(), ids=AS_THEY_COME)
def test_what_has_come_of_a_page_stands_where_it_stays(
    open_window: Any, site: Furnished, state: State, width: int
) -> None:
    page = open_window(site, viewport={"width": width, "height": 800})
    if state.keeper:
        sign_in(page, site)
    state.reach(page, site)
    looked_at, moved = page.evaluate(CUT, DEEPEST)
    assert looked_at > 10
    assert moved == []
    open_window.faults[:] = [fault for fault in open_window.faults if not fault.startswith(REFUSED)]


def test_what_moves_as_a_page_comes_is_seen(page: Page) -> None:
    page.goto("/articles")
    page.evaluate(SIZED_BY_CONTENT)
    _, moved = page.evaluate(CUT, DEEPEST)
    assert any(each.startswith('<p class="input">') for each in moved)


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
