"""What `pioneer-qa doctor` finds: each thing that may be wrong, by its name, and the exit status."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from web.doctor import State, examine
from web.settings import Settings, Where

Run = Callable[..., Result]


def found(where: Where, host: str = "127.0.0.1", port: int = 0, **settings: object) -> dict[str, tuple[State, str]]:
    told = examine(Settings(host, port, 1, where, **settings))  # type: ignore[arg-type]
    return {finding.what: (finding.state, finding.told) for finding in told}


@pytest.fixture
def where(data: Path) -> Where:
    """Where the articles that ship are indexed."""
    return Where(data, data / "index")


def test_a_sound_installation_has_nothing_wrong(where: Where, run: Run) -> None:
    told = found(where)
    assert {what for what, (state, _) in told.items() if state is not State.GOOD} == {"encoder"}
    assert "version sha256:" in told["index"][1]
    assert run("doctor", "--data", where.data, "--port", 0).exit_code == 0


def test_what_is_not_there_yet_is_no_fault(tmp_path: Path) -> None:
    told = found(Where(tmp_path / "none", tmp_path / "none" / "index"))
    assert {what for what, (state, _) in told.items() if state is State.WRONG} == set()
    assert "pioneer-qa index" in told["index"][1]


def test_a_damaged_index_is_wrong_and_the_exit_status_tells(where: Where, run: Run) -> None:
    for manifest in where.index.glob("generations/*/manifest.json"):
        manifest.write_text("{}", "utf-8")
    assert found(where)["index"][0] is State.WRONG
    done = run("doctor", "--data", where.data, "--port", 0)
    assert done.exit_code == 1
    assert "\nwrong  index: " in done.stdout


def test_a_port_in_use_is_told(where: Where) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        told = found(where, port=other.getsockname()[1])
    assert "is in use" in told["address"][1]


@pytest.mark.parametrize(
    ("what", "words", "settings"),
    [
        pytest.param("articles", "--skip-bad", {"corpus": "bad"}, id="an-article-that-is-none"),
        pytest.param("articles", "none", {"corpus": "none"}, id="no-such-corpus"),
        pytest.param("models", "none", {"models": "none"}, id="no-such-models"),
        pytest.param("settings", "--hold-to", {"hold_to": "none"}, id="no-such-questions"),
        pytest.param("settings", "--index", {"corpus": "bad", "index": "bad/index"}, id="an-index-in-the-corpus"),
        pytest.param("records", "format", {}, id="records-of-another-format"),
    ],
)
def test_what_is_in_the_way_is_wrong(what: str, words: str, settings: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "ferry.txt").write_bytes(b"\xff\xfe\xff")
    (tmp_path / "data").mkdir()
    if what == "records":
        (tmp_path / "data" / "feedback.sqlite").write_bytes(b"")
    places = {name: tmp_path / place for name, place in settings.items()}
    state, told = found(Where(tmp_path / "data", places.pop("index", tmp_path / "index"), **places))[what]
    assert state is State.WRONG
    assert words in told


def test_others_who_may_read_are_told_of(where: Where) -> None:
    where.data.chmod(0o755)
    assert found(where)["data"] == (
        State.NOTE, f"others on this machine may read {where.data}; run: chmod 700 {where.data}"
    )  # fmt: skip


def test_a_site_that_others_reach_by_no_name_is_told_of(where: Where) -> None:
    assert "--allow-host" in found(where, host="0.0.0.0", hosts=("0.0.0.0",))["settings"][1]  # noqa: S104
