"""What the tests share: their markers and profiles, the shipped articles' index, an app over it, and real servers."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import opensearch_nodes
import pytest
from chromium import CHROMIUM, MISSING, REQUIRED
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from servers import RunningServer, servers
from visitors import Keeper
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
from web.store.questions import QuestionStore
from web.store.token import new_token

for profile, examples in (("quick", 25), ("ci", 100)):
    settings.register_profile(
        profile, max_examples=examples, deadline=None, derandomize=True, database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
settings.load_profile("quick")

WITHOUT_ENCODER = {"PIONEER_QA_ENCODER": "none"}

LEFT_OUT = pytest.StashKey[int]()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what drives a browser or starts servers, as its fixtures tell."""
    fixtures = getattr(item, "fixturenames", ())
    if "browser" in fixtures:
        item.add_marker("browser")
        if CHROMIUM is None and not REQUIRED:
            item.add_marker(pytest.mark.skip(reason=MISSING))
    if "engine" in fixtures or "three_nodes" in fixtures:
        item.add_marker("opensearch")
        if not opensearch_nodes.FOLDER:
            item.add_marker(pytest.mark.skip(reason=opensearch_nodes.MISSING))
    if "start_server" in fixtures:
        item.add_marker("served")


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Count what a marker leaves out."""
    config = items[0].config
    if config.option.markexpr:
        config.stash[LEFT_OUT] = len(items)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that started this one, of several that share the tests, what is left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Each of several processes leaves out the same."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what was left out, and how it is run."""
    left_out = config.stash.get(LEFT_OUT, 0)
    if left_out:
        terminalreporter.write_line(
            f"{left_out} tests were left out by -m {config.option.markexpr!r}; run all with: .venv/bin/pytest -m ''"
        )


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
    feedback, questions = FeedbackStore(changes.data), QuestionStore(changes.data)
    return create_app(service, changes, feedback, questions, hosts=(".example",))


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
    """This process's environment without settings of the program, for processes that tests start; they do without the
    sentence encoder, unless a test is of it.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith("PIONEER_QA_")}
    return {**own, **WITHOUT_ENCODER}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Callable[..., Result]:
    """Runs the program in this process, its data in a folder of the test's own."""

    def run(*arguments: str | Path, **settings: Any) -> Result:
        unset = dict.fromkeys(set(os.environ) - set(environment))
        runner = CliRunner(env={**unset, **WITHOUT_ENCODER, "PIONEER_QA_DATA": str(tmp_path)})
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


@pytest.fixture(scope="session")
def copy_data(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Callable[[Path], Path]:
    """Makes a folder for data in which the articles that ship are indexed: a copy of one where `index` was run once."""
    made = tmp_path_factory.mktemp("indexed") / "data"
    unset = dict.fromkeys(set(os.environ) - set(environment))
    done = CliRunner(env={**unset, **WITHOUT_ENCODER}).invoke(cli, ["index", "--data", str(made)])
    assert done.exit_code == 0, done.output

    def copy(folder: Path) -> Path:
        return shutil.copytree(made, folder, dirs_exist_ok=True)

    return copy


@pytest.fixture
def data(copy_data: Callable[[Path], Path], tmp_path: Path) -> Path:
    """A folder for data of the test's own, in which the articles that ship are indexed."""
    return copy_data(tmp_path / "data")


@pytest.fixture
def own(copy_data: Callable[[Path], Path], tmp_path: Path) -> Callable[..., Own]:
    """The program's own articles, those that ship, indexed in the folder that `run` has for data."""

    def own(**settings: Path) -> Own:
        if not (tmp_path / "index").exists():
            copy_data(tmp_path)
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
    with servers(tmp_path_factory.mktemp("servers"), environment) as start:
        yield start


@pytest.fixture(scope="session")
def server(shipped_index: Path, start_server: Callable[..., RunningServer]) -> RunningServer:
    """A real server process over the shipped articles: `server.url` answers."""
    return start_server("--index", shipped_index)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[opensearch_nodes.Nodes]:
    """One node of OpenSearch, for all tests of this process."""
    with opensearch_nodes.running(tmp_path_factory.mktemp("opensearch")) as nodes:
        yield nodes


@pytest.fixture
def token(changes: Changes) -> str:
    """A new token of the service's."""
    return new_token(changes.data)


@pytest.fixture
def keeper(client: FlaskClient, token: str) -> Keeper:
    """Who signs in with it."""
    return Keeper(client, token)
