"""Keeping the library in a real browser, over a real server and its builder."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from chromium import PLAIN_HOST
from live import Site, crossing
from playwright.sync_api import Browser, Page, expect

from web.store.token import new_token

WARDENS = {"Larkhill": 7, "Brannock": 8}
QUESTION = "Which warden keeps the Selwick crossing?"
TWO = ("Larkhill", "Brannock")
HOSTILE = "<img src=x onerror=alert(1)> Wöd & co.txt"
HINT = "Choose one or several{}: plain text, Markdown, HTML, mail (.eml), PDF or Word (.docx), up to 25 MB {}."

LARGEST = """rows => rows.forEach(({ cells }) => {
  const texts = ["27 September 2026, 14:33:40 UTC", "100,000", "10,000,000", "no longer"];
  texts.forEach((text, place) => { cells[place + 1].textContent = text; });
})"""
"""Makes the figures of the history those of the largest corpus."""

DROP = """([name, text]) => {
  const held = new DataTransfer();
  held.items.add(new File([text], name, { type: "text/plain" }));
  for (const kind of ["dragover", "drop"])
    document.querySelector("#add-heading").dispatchEvent(
      new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def site(data: Path, start_server: Callable[..., Any]) -> Iterator[Site]:
    """A server with a builder and a token, of two workers, so that a session must be known to both."""
    served = start_server("--data", data, "--workers", "2")
    yield Site(served.url, new_token(data))
    served.stop()


@pytest.fixture(scope="module")
def standing(
    copy_data: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory, start_server: Callable[..., Any]
) -> Site:
    """Such a server for the tests that leave its articles as they are."""
    data = copy_data(tmp_path_factory.mktemp("standing") / "data")
    return Site(start_server("--data", data, "--workers", "2", "--allow-host", PLAIN_HOST).url, new_token(data))


def sign_in(open_window: Any, site: Site, **options: Any) -> Page:
    """A window at the library's first page."""
    page: Page = open_window(site, **({"viewport": {"width": 1280, "height": 800}} | options))
    page.context.set_default_timeout(30_000)
    page.goto("/articles")
    enter(page, site)
    return page


def enter(page: Page, site: Site) -> None:
    """Sign in, from the list of articles or where that is done, and come to the library."""
    if not page.url.endswith("/sign-in"):
        page.get_by_role("link", name="For editors: sign in").click()
    page.get_by_label("Token").fill(site.token)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url("/library")


def file(name: str, text: str) -> Any:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def filed(name: str) -> Any:
    return file(f"{name}.txt", crossing(name, WARDENS[name]))


def test_articles_are_added_by_chooser_and_by_drop_asked_about_and_removed(open_window: Any, site: Site) -> None:
    page = sign_in(open_window, site)
    expect(page.locator("#file-hint")).to_have_text(HINT.format(", or drop them here", "each"), use_inner_text=True)
    page.get_by_label("Files", exact=True).set_input_files(list(map(filed, TWO)))
    expect(page.get_by_label("Id", exact=True)).to_be_hidden()
    page.get_by_label("Publisher").fill("Harbour Trust")
    page.get_by_role("button", name="Add", exact=True).click()
    sent = page.get_by_role("list", name="Files that were sent")
    expect(sent.locator(".draft")).to_have_count(2, timeout=30_000)
    expect(page.get_by_role("status")).to_contain_text("look at what was understood")
    assert site.get("/api/v1/index")["articles"] == 5  # nothing of it is published yet
    page.get_by_role("button", name="Publish all").click()
    expect(sent.locator(".job.done")).to_have_count(2, timeout=30_000)
    expect(sent.locator(".file")).to_have_text(["Larkhill.txt", "Brannock.txt"])
    expect(page.get_by_role("status")).to_contain_text("done")
    page.evaluate(DROP, [HOSTILE, crossing("Selwick", 9)])
    expect(page.get_by_label("Files", exact=True)).to_be_focused()
    expect(page.get_by_label("Id", exact=True)).to_have_value("img-src-x-onerror-alert-1-wod-co")
    page.get_by_label("Id", exact=True).fill("selwick")
    page.get_by_role("button", name="Add", exact=True).click()
    draft = sent.locator(".draft")
    expect(draft.get_by_label("Title")).to_have_value("The Selwick crossing", timeout=30_000)
    draft.get_by_label("Title").fill("Selwick & <b>others</b>")
    draft.get_by_role("button", name="Publish").press("Enter")
    done = sent.locator(".job.done", has_text="selwick")
    expect(done.get_by_role("link", name="Read Selwick & <b>others</b>")).to_be_visible(timeout=30_000)
    expect(done).to_contain_text("Ask it:")
    expect(sent.locator(".file").last).to_have_text(HOSTILE)
    expect(page.locator("img")).to_have_count(0)

    page.goto(f"/?q={QUESTION}")
    expect(page.locator(".turn")).to_contain_text("warden 9")
    page.goto("/articles?sort=publisher&search=harbour")
    expect(page.locator(".library cite")).to_have_text(["The Brannock crossing", "The Larkhill crossing"])
    page.goto("/articles?search=others")
    page.get_by_role("link", name="Remove Selwick & <b>others</b>").click()
    page.get_by_role("link", name="Keep it").click()
    page.goto("/library/articles/selwick/remove")
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator(".receipt")).to_contain_text("gone from everywhere: 1 (selwick)", timeout=30_000)
    expect(page.get_by_role("status")).to_contain_text("Receipt")
    assert page.goto("/articles/selwick").status == 404  # type: ignore[union-attr]
    assert open_window.faults.pop().startswith("Failed to load resource")
    page.goto(f"/?q={QUESTION}")
    expect(page.locator("main")).not_to_contain_text("warden 9")


def test_each_file_shows_how_far_it_is_and_a_refused_one_why(open_window: Any, standing: Site) -> None:
    page = sign_in(open_window, standing)
    held: list[Any] = []
    page.route("**/library/articles", lambda route: held.append(route))
    broken = {"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 cut"}
    page.get_by_label("Files", exact=True).set_input_files([file("notes.rtf", "x"), broken])
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("progressbar", name="Sending notes.rtf")).to_be_visible()
    expect(page.get_by_role("progressbar", name="Sending broken.pdf")).to_be_visible()
    expect(page.locator("#uploads .job").last).to_contain_text("Waits to be sent")
    refused = page.get_by_role("region", name="Files that were refused").get_by_role("row")
    expect(refused).to_have_count(0)
    held.pop().continue_()
    expect(refused.last).to_contain_text("name should end in one of .txt")
    expect(refused.last.get_by_role("rowheader")).to_have_text("notes.rtf")
    expect(page.get_by_role("progressbar", name="Sending notes.rtf")).to_have_count(0)
    held.pop().continue_()
    expect(refused.last).to_contain_text("the end of the PDF is missing", timeout=30_000)
    expect(page.locator("#uploads li")).to_have_count(0)
    assert [fault[:23] for fault in open_window.faults] == ["Failed to load resource"] * 2
    open_window.faults.clear()


def test_who_is_no_longer_signed_in_is_led_to_sign_in_and_back(open_window: Any, site: Site) -> None:
    page = sign_in(open_window, site)
    other = page.context.new_page()
    other.goto("/library")
    other.get_by_role("button", name="Sign out").click()
    page.get_by_label("Files", exact=True).set_input_files(list(map(filed, TWO)))
    page.get_by_role("button", name="Add", exact=True).click()
    alerts = page.get_by_role("alert")
    expect(alerts).to_have_text(
        ["Refused: the session of this page has ended. Sign in again, then choose the file once more."] * 2
    )
    expect(page.get_by_role("status")).to_have_text("Sending 2 files.")  # an alert is told once
    alerts.last.get_by_role("link", name="Sign in again").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url("/sign-in")
    enter(page, site)
    expect(page).to_have_url("/library")
    page.get_by_label("Files", exact=True).set_input_files(filed("Larkhill"))
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#uploads .draft")).to_be_visible(timeout=30_000)
    assert [fault[:23] for fault in open_window.faults] == ["Failed to load resource"] * 2
    open_window.faults.clear()


def test_a_file_that_is_too_large_is_told_so(open_window: Any, standing: Site, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"word " * 6_000_000)
    page = sign_in(open_window, standing)
    page.get_by_label("Files", exact=True).set_input_files(large)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#refusals tbody tr")).to_contain_text("It is larger than 25 MB")
    assert open_window.faults.pop().startswith("Failed to load resource")


def test_an_article_is_replaced_and_a_rebuild_followed_to_its_end(open_window: Any, site: Site) -> None:
    site.settled(site.put("larkhill", crossing("Larkhill", 1).encode(), title="Larkhill, first"))
    page = sign_in(open_window, site)
    page.goto("/articles?search=larkhill")
    page.get_by_role("link", name="Replace Larkhill, first").click()
    expect(page.get_by_label("Title")).to_have_value("Larkhill, first")
    page.get_by_label("Title").fill("Larkhill, second")
    page.get_by_label("File", exact=True).set_input_files(file("any.md", crossing("Larkhill", 2)))
    page.get_by_role("button", name="Replace").click()
    draft = page.locator("#uploads .draft")
    expect(draft).to_contain_text("takes the place of larkhill", timeout=30_000)
    draft.get_by_role("button", name="Publish").click()
    expect(page.locator("#uploads .job.done")).to_contain_text("changed 1 (larkhill)", timeout=30_000)
    page.goto("/articles/larkhill")
    expect(page.locator("article")).to_contain_text("warden 2")
    page.goto("/library")
    page.get_by_role("button", name="Rebuild").click()
    expect(page.get_by_role("heading", name="A change")).to_be_visible()
    expect(page.locator(".job.done")).to_contain_text("no article changed", timeout=30_000)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("row")).to_have_count(4)  # the first line, the articles that ship, and the two of Larkhill
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="For editors: sign in")).to_be_visible()


def test_without_javascript_files_are_added_and_removed(open_window: Any, site: Site) -> None:
    page = sign_in(open_window, site, java_script_enabled=False, viewport={"width": 320, "height": 740})
    expect(page.locator("#file-hint")).to_have_text(HINT.format("", "together"), use_inner_text=True)
    page.get_by_label("Files", exact=True).set_input_files(list(map(filed, TWO)))
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page).to_have_url("/library/drafts")
    for name in TWO:
        page.goto("/library/drafts")
        page.locator(".draft", has_text=name).get_by_role("button", name="Publish").click()
        expect(page.get_by_role("heading", name="A change")).to_be_visible()
    page.goto("/library/jobs")
    newest, *others = site.get("/api/v1/index/rebuilds")["jobs"]
    for job in others:
        site.finished(job["id"])
    site.settled(newest["id"])
    page.reload()
    expect(page.locator(".job.done")).to_have_count(2)
    page.goto("/library/articles/Larkhill/remove")
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator(".receipt")).to_contain_text("Larkhill", timeout=30_000)  # the page loads again by itself


def test_without_javascript_one_file_is_corrected_before_it_is_published(open_window: Any, site: Site) -> None:
    page = sign_in(open_window, site, java_script_enabled=False, viewport={"width": 360, "height": 740}, has_touch=True)
    broken = {"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 cut"}
    page.get_by_label("Files", exact=True).set_input_files([filed("Larkhill"), broken])
    page.get_by_role("button", name="Add", exact=True).tap()
    row = page.get_by_role("region", name="Files that were refused").get_by_role("row").last
    expect(row.get_by_role("rowheader")).to_have_text("broken.pdf")
    expect(row).to_contain_text("the end of the PDF is missing")
    open_window.faults.clear()  # the refusal's status
    page.get_by_role("link", name="Larkhill.txt").tap()
    page.get_by_label("Publisher").fill("Harbour Trust")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("button", name="Publish").tap()
    expect(page.get_by_role("link", name="Read The Larkhill crossing")).to_be_visible(timeout=30_000)
    page.get_by_role("article").get_by_role("link", name="Larkhill crossing?").tap()
    expect(page.locator(".turn")).to_contain_text("warden 7")
    page.goto("/articles?search=harbour")
    expect(page.locator(".library cite")).to_have_text(["The Larkhill crossing"])


def test_a_draft_is_discarded_by_key_and_the_focus_stays_on_the_page(open_window: Any, standing: Site) -> None:
    page = sign_in(open_window, standing, viewport={"width": 360, "height": 740})
    page.get_by_label("Files", exact=True).set_input_files(filed("Brannock"))
    page.get_by_role("button", name="Add", exact=True).press("Enter")
    page.get_by_role("button", name="Discard Brannock.txt").press("Enter", timeout=30_000)
    expect(page.locator("#uploads li")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("Brannock.txt is discarded.")
    expect(page.get_by_role("main")).to_be_focused()
    page.goto("/library/drafts")
    expect(page.get_by_role("main")).to_contain_text("Nothing waits.")


def test_why_a_draft_is_not_discarded_is_told_beside_it(open_window: Any, standing: Site) -> None:
    page = sign_in(open_window, standing)
    page.get_by_label("Files", exact=True).set_input_files(filed("Brannock"))
    page.get_by_role("button", name="Add", exact=True).click()
    draft = page.locator("#uploads .draft")
    page.route("**/discard", lambda route: route.abort())
    draft.get_by_role("button", name="Discard").click()
    expect(draft.get_by_role("alert")).to_have_text("The service could not be reached.")
    page.unroute("**/discard")
    draft.get_by_role("button", name="Discard").click()
    expect(page.locator("#uploads li")).to_have_count(0)
    assert open_window.faults.pop().startswith("Failed to load resource")


def test_what_a_draft_cannot_be_published_for_is_told_beside_it(open_window: Any, standing: Site) -> None:
    page = sign_in(open_window, standing)
    page.get_by_label("Files", exact=True).set_input_files(filed("Brannock"))
    page.get_by_role("button", name="Add", exact=True).click()
    draft = page.locator("#uploads .draft")
    draft.get_by_label("Web address").fill("mailto:harbour@example.org")
    draft.get_by_role("button", name="Publish").click()
    expect(draft.get_by_role("alert")).to_contain_text("url is 'mailto:harbour@example.org', not an address")
    expect(draft.get_by_label("Web address")).to_have_value("mailto:harbour@example.org")
    draft.get_by_role("button", name="Discard").click()
    expect(page.locator("#uploads li")).to_have_count(0)
    assert open_window.faults.pop().startswith("Failed to load resource")


def test_nothing_runs_over_the_side(open_window: Any, site: Site) -> None:
    page = sign_in(open_window, site, viewport={"width": 320, "height": 740})
    site.settled(site.put("a" * 128, b"Words of it.", title="zebra" * 190))
    site.settled(site.delete("a" * 128))
    site.settled(site.put("b" * 128, b"Words of it.", title="zebra" * 190))
    held = f"/library/articles/{'b' * 128}"
    for address in ("/library", "/library/jobs", "/library/history", f"{held}/replace", f"{held}/remove", "/articles"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, address


def test_the_history_has_room_for_the_largest_figures(open_window: Any, standing: Site) -> None:
    page = sign_in(open_window, standing)
    page.goto("/library/history")
    page.locator("tbody tr").evaluate_all(LARGEST)
    box = page.get_by_role("region", name="Versions of the index")
    for width in (320, 480, 481, 720, 721, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert box.evaluate("box => box.scrollWidth - box.clientWidth") == 0, width
        assert page.evaluate("document.documentElement.scrollWidth") == width
    expect(box.get_by_role("columnheader")).to_have_text(["Version", "Built", "Articles", "Sentences", "Answers"])
    expect(box.get_by_role("row").last.get_by_role("cell")).to_have_text(
        ["27 September 2026, 14:33:40 UTC", "100,000", "10,000,000", "no longer"]
    )


def test_over_plain_http_by_a_name_who_is_at_the_page_can_sign_in(browser: Browser, standing: Site) -> None:
    """There a browser does not tell the site that a form came from, but its origin."""
    with closing(browser.new_context(base_url=f"http://{PLAIN_HOST}:{urlsplit(standing.url).port}")) as context:
        page = context.new_page()
        page.goto("/sign-in")
        page.get_by_label("Token").fill(standing.token)
        with page.expect_request("**/sign-in") as sent:
            page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url("/library")
        headers = sent.value.all_headers()
        assert "sec-fetch-site" not in headers and PLAIN_HOST in headers["origin"]
