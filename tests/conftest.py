"""What the tests share: the shipped articles' index, an app over it, and real server processes on free ports."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.test import TestResponse

from corpus import SHIPPED_ARTICLES
from index import IndexFolder, build_index
from web.app import create_app
from web.changes import Changes
from web.cli.commands import cli
from web.jobs.builder import Builder
from web.jobs.store import JobStore
from web.service import Service
from web.settings import Where
from web.store.feedback import FeedbackStore
from web.store.token import new_token

ROOT = Path(__file__).parent.parent
PROGRAM = (sys.executable, "-m", "web.cli.commands")
PATIENCE = 60.0
"""Seconds that a server may take to start or to stop before a test fails."""

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
REQUIRED = os.environ.get("PIONEER_QA_REQUIRE_BROWSER", "") not in ("", "0")
PLAIN_HOST = "pioneer.test"
"""A name of this machine's to the browser, which trusts it no more than any over plain HTTP."""

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1",
)  # fmt: skip
MISSING = "no Chromium here; get one with: apt-get install chromium"

needs_browser = pytest.mark.skipif(CHROMIUM is None and not REQUIRED, reason=MISSING)


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A `pioneer-qa serve` process: where it listens, and the file that holds all it wrote."""

    url: str
    process: subprocess.Popen[bytes]
    output: Path


def listening(process: subprocess.Popen[bytes], output: Path) -> str:
    """The address that a starting server says it listens on, once it answers there."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        said = re.search(r"listens on (http://\S+)", output.read_text("utf-8"))
        if said:
            try:
                with urllib.request.urlopen(f"{said[1]}/readyz", timeout=PATIENCE):  # noqa: S310 (http, our own)
                    return said[1]
            except urllib.error.URLError:
                pass
        time.sleep(0.05)
    raise AssertionError(f"the server did not start; it wrote:\n{output.read_text('utf-8')}")


@pytest.fixture(scope="session")
def shipped_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the published index of the articles that ship."""
    folder = tmp_path_factory.mktemp("shipped-index")
    build_index(SHIPPED_ARTICLES, folder)
    return folder


@pytest.fixture(scope="session")
def service(shipped_index: Path) -> Service:
    """The service over the shipped articles."""
    return Service(IndexFolder(shipped_index).searcher)


@pytest.fixture
def changes(tmp_path: Path) -> Changes:
    """What takes changes, its data in a folder of the test's own; nobody carries them out."""
    data = tmp_path / "data"
    return Changes(data, JobStore(data), writable=True, wake=lambda: None, generations=list)


@pytest.fixture
def app(service: Service, changes: Changes) -> Flask:
    """The whole app over the shipped articles."""
    return create_app(service, changes, FeedbackStore(changes.data))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Flask's own client of the app."""
    return app.test_client()


@pytest.fixture
def without_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the package of the word vectors were not installed."""
    monkeypatch.setattr("index.text.word_vectors.WordVectors.load", classmethod(lambda cls: None))


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """This process's environment without settings of the program, for processes that tests start."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PIONEER_QA_")}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Callable[..., Result]:
    """Runs the program in this process, its data in a folder of the test's own."""

    def run(*arguments: str | Path, **settings: Any) -> Result:
        runner = CliRunner(env={**dict.fromkeys(set(os.environ) - set(environment)), "PIONEER_QA_DATA": str(tmp_path)})
        return runner.invoke(cli, [str(argument) for argument in arguments], prog_name="pioneer-qa", **settings)

    return run


@dataclass(frozen=True, slots=True)
class Own:
    """The program's own articles in a folder for data, over HTTP; what is asked for is carried out before the reply."""

    data: Path
    client: FlaskClient
    jobs: JobStore
    token: str

    def put(self, article_id: str, **settings: Any) -> TestResponse:
        """Put a document, with the token."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.client.put(f"/api/v1/articles/{article_id}", headers=headers, **settings)

    def job(self, reply: TestResponse) -> dict[str, Any]:
        """What came of the job that a reply tells of."""
        assert reply.status_code == 202, reply.get_data(as_text=True)
        headers = {"Authorization": f"Bearer {self.token}"}
        job: dict[str, Any] = self.client.get(reply.headers["Location"], headers=headers).get_json()
        return job

    def ask(self, question: str) -> dict[str, Any]:
        """The reply to a question."""
        reply: dict[str, Any] = self.client.post("/api/v1/ask", json={"question": question}).get_json()
        return reply


@pytest.fixture
def own(run: Callable[..., Result], tmp_path: Path) -> Callable[..., Own]:
    """Indexes the program's own articles, those that ship, in the folder that `run` has for data."""

    def own(**settings: Path) -> Own:
        assert run("index").exit_code == 0
        where = Where(tmp_path, tmp_path / "index", **settings)
        jobs = JobStore(tmp_path)

        def carry_out() -> None:
            Builder(where, jobs).drain()

        changes = Changes(tmp_path, jobs, writable=True, wake=carry_out, generations=list)
        client = create_app(Service(IndexFolder(where.index).searcher), changes).test_client()
        return Own(tmp_path, client, jobs, new_token(tmp_path))

    return own


@pytest.fixture(scope="session")
def start_server(
    tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]
) -> Iterator[Callable[..., RunningServer]]:
    """Starts `pioneer-qa serve` with the given further arguments on a free port; all are stopped at the end."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str | Path, program: tuple[str, ...] = (*PROGRAM, "serve")) -> RunningServer:
        output = tmp_path_factory.mktemp("server") / "output.txt"
        with output.open("wb") as file:
            process = subprocess.Popen(
                [*program, "--port", "0", *map(str, arguments)],
                cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
            )  # fmt: skip
        started.append(process)
        return RunningServer(listening(process, output), process, output)

    yield start
    for process in started:
        process.terminate()
    for process in started:
        process.wait(PATIENCE)


@pytest.fixture(scope="session")
def server(shipped_index: Path, start_server: Callable[..., RunningServer]) -> RunningServer:
    """A real server process over the shipped articles: `server.url` answers."""
    return start_server("--index", shipped_index)


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
        context.set_default_timeout(10_000)
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
