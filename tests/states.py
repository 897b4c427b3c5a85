"""The site with something of everything on it, and the pages and states of pages that a reader may see of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlencode

from live import Site, crossing, until
from playwright.sync_api import Page, expect

from corpus import SourceFile, shipped_vocabulary
from web.jobs.builder import Builder
from web.jobs.documents import Upload
from web.jobs.drafts import Drafts, understand
from web.jobs.job import JobKind, JobProgress
from web.jobs.store import JobStore, building
from web.settings import Where
from web.store.feedback import FeedbackStore, FeedbackVerdict, Opinion
from web.store.questions import QuestionStore
from web.store.token import new_token

CRISIS = "which pioneer is piloting a crisis house?"
FOLLOW_UP = "who do I ring there?"
TYPO = "which pioneer is piloting a crisis hosue?"
MISSING = "Which pioneer plans hydroponic tomatoes on Mars?"
DIFFERING = "How many bids did the harbour fund receive?"
SHIPPED = "/articles/integrated-care-pioneers-announced"
CITED = f"{SHIPPED}?start=10338&end=10584#cited"
GAZETTE = b"In all 64 bids for the harbour fund were received by the board.\n"
RELEASE = b"""---
title: The harbour opens
publisher: Harbour Trust
date: 2024-05-20
---

# The pier

The pier was opened by Ann Lee. Ann Lee said that Bo Nye had built it.

# The lighthouse

It is kept by Bo Nye.
"""
DRAFTS = ("pier", "gazette")
HERALD = b"The board of the harbour fund says that nearly 60 bids were received.\n"


def asked(*questions: str, **more: str) -> str:
    """The address of a conversation."""
    return f"/?{urlencode([*(('q', question) for question in questions), *more.items()])}"


def shared(*questions: str, **more: str) -> str:
    """The address that a window shows of a conversation, which has its end in view."""
    return asked(*questions, **more) + ("#latest" if len(questions) > 1 else "")


@dataclass(frozen=True, slots=True)
class Furnished(Site):
    """A site with articles that differ, one that changed since it was cited, and changes in every state."""

    data: Path = Path()
    running: str = ""
    moved: str = ""
    draft: str = ""


@contextmanager
def furnished(start_server: Callable[..., Any], data: Path) -> Iterator[Furnished]:
    """Start such a site; this process is its builder, so that the last jobs stay where they are."""
    served = start_server("--data", data, "--workers", "1", "--keep-questions")
    site, jobs = Site(served.url, new_token(data)), JobStore(data)
    with building(data) as mine:
        assert mine
        builder = Builder(Where(data, data / "index"), jobs)

        def done(job_id: str) -> None:
            builder.drain()
            site.finished(job_id)

        for article_id, raw in (("gazette", GAZETTE), ("herald", HERALD)):
            done(site.put(article_id, raw, publisher="Harbour Trust", published="2013-11-01"))
        done(site.put("larkhill", crossing("Larkhill", 7).encode()))
        passages = until(lambda: site.ask("Which warden keeps the Larkhill crossing?")["passages"])
        cited = passages[0]["citations"][0]["href"]
        done(site.put("larkhill", b"As of May:\n\n" + crossing("Larkhill", 7).encode(), title="Larkhill, anew"))
        done(site.put("leaflet", b"%PDF-1.4 cut", media="application/pdf"))
        done(site.put("brannock", crossing("Brannock", 8).encode()))
        until(lambda: site.send("GET", "/api/v1/articles/brannock").status == 200)
        done(site.delete("brannock"))
        running = jobs.enqueue(JobKind.PUT, "selwick", Upload(b"Words.", ".txt", {}))
        jobs.begin([running])
        jobs.progress([running], JobProgress(articles=40, of=90, sentences=1200, seconds_left=12.0))
        jobs.enqueue(JobKind.REBUILD)
        sent = Upload(RELEASE, ".md", {})
        read = understand(SourceFile("pier", RELEASE, ".md", "pier.md"), shipped_vocabulary())
        QuestionStore(data).add(MISSING)
        said = Opinion(FOLLOW_UP, (CRISIS,), "", None, FeedbackVerdict.SHOULD_HAVE_ANSWERED, "It does.", False, ())
        FeedbackStore(data).add(said)
        FeedbackStore(data).add(replace(said, question=MISSING, history=(), comment="On the moon."))
        drafts = [Drafts(data).add(name, f"{name}.md", sent, read, replaces=name == "gazette") for name in DRAFTS]
        yield Furnished(served.url, site.token, data, running.id, cited, drafts[0].id)


def sign_in(page: Page, site: Site) -> None:
    """Sign in, and come to the library."""
    page.goto("/sign-in")
    page.get_by_label("Token").fill(site.token)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url("/library")


# --- what is done on a page to come to a state of it ---


def unfolded(page: Page) -> None:
    """Open all that is folded away."""
    page.locator("details").evaluate_all("all => all.forEach(details => { details.open = true })")


def context_shown(page: Page) -> None:
    """Focus a citation, so that its context opens."""
    page.locator(".citation").first.focus()
    expect(page.get_by_role("tooltip")).to_be_visible()


def failed(page: Page) -> None:
    """Ask where nothing can be reached."""
    page.route("**/turn", lambda route: route.abort("connectionfailed"))
    page.get_by_role("textbox", name="Your question").fill(FOLLOW_UP)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def offline(page: Page) -> None:
    """Lose the network."""
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline.")).to_be_visible()


def waiting(page: Page) -> None:
    """Ask, and get no reply for now."""
    page.route("**/turn", lambda route: None)
    page.get_by_role("textbox", name="Your question").fill(FOLLOW_UP)
    page.keyboard.press("Enter")
    expect(page.locator(".waiting")).to_be_visible()


def said(page: Page) -> None:
    """Say that an answer is right."""
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.get_by_text("Thank you, that is kept.")).to_be_visible()


def denied(page: Page) -> None:
    """Say that an answer is wrong, without a reason yet."""
    page.locator(".no > summary").click()
    expect(page.get_by_role("button", name="The passage is wrong")).to_be_visible()


def left(page: Page) -> None:
    """Leave a question for the editors."""
    page.get_by_role("checkbox", name="I agree").check()
    page.get_by_role("button", name="Leave it").click()
    expect(page.get_by_text("Thank you, it is kept for the editors.")).to_be_visible()


def left_without_script(page: Page) -> None:
    """Leave it as a form and not by script."""
    page.get_by_role("checkbox", name="I agree").check()
    page.locator(".leave").evaluate("form => HTMLFormElement.prototype.submit.call(form)")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def edited(page: Page) -> None:
    """Put a question back into the box."""
    page.get_by_role("link", name="Edit this question").first.click()
    expect(page.get_by_text("What you ask now replaces")).to_be_visible()


def thanked(page: Page) -> None:
    """Say that an answer is right, as a form and not by script."""
    page.locator(".feedback").evaluate(
        "form => HTMLFormElement.prototype.submit.call("
        "form.appendChild(Object.assign(document.createElement('input'), {name: 'verdict', value: 'correct'})).form)"
    )
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def misfilled(page: Page) -> None:
    """Say of an answer what cannot be taken, as a form and not by script."""
    page.locator(".feedback").evaluate(
        "form => { form.elements.version.value = 'latest'; HTMLFormElement.prototype.submit.call(form) }"
    )
    expect(page.get_by_role("heading", name="This cannot be taken")).to_be_visible()


def refused(page: Page) -> None:
    """Sign in with what is no token."""
    page.get_by_label("Token").fill("no token")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()


def sending(page: Page) -> None:
    """Send two files, of which the first stays on its way."""
    page.evaluate("XMLHttpRequest.prototype.send = () => {}")  # a route would let it go on in the end
    files: Any = [{"name": f"{name}.txt", "mimeType": "text/plain", "buffer": b"Words."} for name in ("one", "two")]
    page.get_by_label("Files", exact=True).set_input_files(files)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("progressbar", name="Sending one.txt")).to_be_visible()


def signed_out(page: Page) -> None:
    """Send a file when the session has ended."""
    page.context.clear_cookies()
    words: Any = {"name": "one.txt", "mimeType": "text/plain", "buffer": b"Words."}
    page.get_by_label("Files", exact=True).set_input_files(words)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()


def refilled(page: Page) -> None:
    """Send, as a form and not by script, what is refused."""
    page.get_by_label("Title").fill("A title")
    words: Any = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"Words."}
    page.get_by_label("Files", exact=True).set_input_files(words)
    page.get_by_label("Web address").fill("javascript:none")
    page.locator("#upload").evaluate("form => HTMLFormElement.prototype.submit.call(form)")
    expect(page.get_by_role("alert")).to_be_visible()


def drafted(page: Page) -> None:
    """Send a file that is read and one that is not."""
    pair: Any = [{"name": f"a.{end}", "mimeType": "text/plain", "buffer": RELEASE} for end in ("md", "rtf")]
    page.get_by_label("Files", exact=True).set_input_files(pair)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#uploads .draft")).to_be_visible()
    expect(page.locator("#refusals")).to_be_visible()


def sent_without_script(page: Page) -> None:
    """Send the same as a form and not by script."""
    pair: Any = [{"name": f"b.{end}", "mimeType": "text/plain", "buffer": RELEASE} for end in ("md", "rtf")]
    page.get_by_label("Files", exact=True).set_input_files(pair)
    page.locator("#upload").evaluate("form => HTMLFormElement.prototype.submit.call(form)")
    expect(page.get_by_role("heading", name="Not every file was taken")).to_be_visible()


def misaddressed(page: Page) -> None:
    """Publish with an address that is none of the web."""
    page.get_by_label("Web address").fill("mailto:harbour@example.org")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_be_visible()


def suggested(page: Page) -> None:
    """Type what begins questions that are answered, and choose the first of them."""
    page.get_by_role("textbox", name="Your question").press_sequentially("what")
    expect(page.locator("#suggestions > li")).to_have_count(5, timeout=60_000)  # what is suggested is made once
    page.keyboard.press("ArrowDown")


@dataclass(frozen=True, slots=True)
class State:
    """A state of a page: the address, what is done there, and whether one must be signed in."""

    address: str
    act: Callable[[Page], None] | None = None
    keeper: bool = False

    def reach(self, page: Page, site: Furnished) -> None:
        """Bring a window there."""
        address = {
            "moved": site.moved,
            "running": f"/library/jobs/{site.running}",
            "draft": f"/library/drafts/{site.draft}",
        }.get(self.address, self.address)
        page.goto(address)
        if self.act:
            self.act(page)


STATES = {
    "empty chat": State("/"),
    "suggestions": State("/", suggested),
    "suggestions in a conversation": State(asked(CRISIS), suggested),
    "answer": State(asked(CRISIS)),
    "answer with all unfolded": State(asked(CRISIS), unfolded),
    "answer with the context of a citation": State(asked(CRISIS), context_shown),
    "conversation": State(asked(CRISIS, FOLLOW_UP)),
    "contact": State(asked("who do I ring at Worcestershire?")),
    "question that is edited": State(asked(CRISIS, FOLLOW_UP), edited),
    "corrected": State(asked(TYPO)),
    "sources differ": State(asked(DIFFERING), unfolded),
    "several things": State(asked("Name all fourteen areas selected as pioneers.")),
    "two sections": State(asked("Compare Kent and Leeds")),
    "one section": State(asked("Tell me about Leeds")),
    "the articles themselves": State(asked("How many articles are there?")),
    "not sure": State(asked("how much will the integration cost?"), unfolded),
    "no answer": State(asked(MISSING), unfolded),
    "question that is left": State(asked(MISSING), left),
    "thanks for a question": State(asked(MISSING), left_without_script),
    "waiting": State(asked(CRISIS), waiting),
    "failed": State(asked(CRISIS), failed),
    "offline": State("/", offline),
    "too long a question": State(asked("x" * 1001)),
    "feedback kept": State(asked(CRISIS), said),
    "feedback with reasons": State(asked(CRISIS), denied),
    "thanks": State(asked(CRISIS), thanked),
    "feedback refused": State(asked(CRISIS), misfilled),
    "narrowed": State("/?publisher=Harbour+Trust"),
    "answer of some articles": State(asked(DIFFERING, publisher="Harbour Trust")),
    "no article passes": State(asked(DIFFERING, publisher="Nobody")),
    "articles": State("/articles"),
    "articles narrowed": State("/articles?publisher=Harbour+Trust&from=2013&to=2013"),
    "articles found": State("/articles?search=harbour&sort=title"),
    "no articles found": State("/articles?search=nothing"),
    "article": State(SHIPPED),
    "cited passage": State(CITED),
    "citation of a changed article": State("moved"),
    "no such article": State("/articles/none"),
    "bad form": State(f"/export/conversation.md?q={quote_plus('x' * 1001)}"),
    "coverage": State("/coverage"),
    "docs": State("/docs", unfolded),
    "sign in": State("/sign-in"),
    "sign in refused": State("/sign-in", refused),
    "signed in already": State("/sign-in", keeper=True),
    "library": State("/library", keeper=True),
    "library with files on their way": State("/library", sending, keeper=True),
    "library when the session has ended": State("/library", signed_out, keeper=True),
    "library with a form that was refused": State("/library", refilled, keeper=True),
    "library with a draft and a refusal": State("/library", drafted, keeper=True),
    "draft": State("draft", unfolded, keeper=True),
    "draft with a field that was refused": State("draft", misaddressed, keeper=True),
    "drafts": State("/library/drafts", keeper=True),
    "files of which some were refused": State("/library", sent_without_script, keeper=True),
    "changes": State("/library/jobs", keeper=True),
    "running change": State("running", keeper=True),
    "not answered": State("/library/questions", keeper=True),
    "history": State("/library/history", keeper=True),
    "articles, signed in": State("/articles", keeper=True),
    "article, signed in": State(SHIPPED, keeper=True),
    "replace": State("/library/articles/larkhill/replace", keeper=True),
    "remove": State("/library/articles/larkhill/remove", keeper=True),
}
