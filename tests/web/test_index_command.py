"""The commands that build an index: what they say, where it stands, and what is left of what they remove."""

import json
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from corpus import SHIPPED_ARTICLES

CRISIS = "Which pioneer set up a crisis house?"
Run = Callable[..., Result]


@pytest.fixture
def harbours(tmp_path: Path) -> Path:
    """A folder of two articles."""
    folder = tmp_path / "harbours"
    folder.mkdir()
    (folder / "north.txt").write_text("The north harbour opened in 1901.\n", "utf-8")
    (folder / "south.txt").write_text("The south harbour opened in 1955.\n", "utf-8")
    return folder


def test_index_says_what_changed(run: Run, harbours: Path, tmp_path: Path) -> None:
    def index() -> str:
        return run("index", "--corpus", harbours, "--index", tmp_path / "index").stdout

    ended = r"; 2 articles, 2 sentences; version sha256:[0-9a-f]{64}\n"
    assert re.fullmatch(r"added 2 \(north, south\), changed 0, removed 0" + ended, index())
    assert re.fullmatch("nothing changed" + ended, index())
    (harbours / "south.txt").write_text("The south harbour opened in 1956.\n", "utf-8")
    (harbours / "north.txt").rename(harbours / "west.txt")
    assert re.fullmatch(r"added 1 \(west\), changed 1 \(south\), removed 1 \(north\)" + ended, index())


def test_index_names_only_a_few_of_many(run: Run, tmp_path: Path) -> None:
    rows = [{"id": f"a{number}", "text": f"Harbour {number} is open."} for number in range(8)]
    (tmp_path / "many.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert run("index", "--corpus", tmp_path / "many.jsonl").stdout.startswith(
        "added 8 (a0, a1, a2, a3, a4 and 3 more),"
    )


@pytest.mark.parametrize(
    "moment",
    [
        "index.generations.publish.replace_file",
        "index.build.cache.Cache.keep",
        "index.generations.publish._prune",
        "index.disk.leases.shutil.rmtree",
    ],
    ids=["before it is published", "before it is out of the cache", "before any file is deleted", "before all are"],
)
def test_a_removal_that_was_broken_off_can_be_asked_for_again_until_it_is_done(
    run: Run, harbours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def interrupt(*found: Any, **_: bool) -> None:
        if moment.endswith("rmtree"):
            next(found[0].glob("vectors.npy")).unlink()
        raise KeyboardInterrupt

    assert run("add", harbours).exit_code == 0
    monkeypatch.setattr(moment, interrupt)
    assert run("remove", "north").exit_code == 130
    monkeypatch.undo()
    assert run("remove", "north").exit_code == 0
    left = [path for path in (tmp_path / "index").rglob("*") if path.is_file() and b"1901" in path.read_bytes()]
    assert left == []
    again = run("remove", "north")
    assert again.exit_code == 1 and "north: there is no article of this id" in again.stderr


def test_index_says_that_word_vectors_are_missing(
    run: Run, harbours: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    told = "; without word vectors: a word of a question matches only itself"
    assert told not in run("index", "--corpus", harbours).stdout
    request.getfixturevalue("without_vectors")
    first, second = (run("index", "--corpus", harbours, "--index", tmp_path / "bare").stdout for _ in range(2))
    assert told in first and told in second
    assert second.startswith("nothing changed")


def test_the_index_stands_in_the_data_folder_unless_told_otherwise(run: Run, tmp_path: Path, harbours: Path) -> None:
    assert run("index").exit_code == 0
    assert (tmp_path / "index").is_dir()
    elsewhere = tmp_path / "elsewhere"
    assert run("index", "--data", elsewhere).exit_code == 0
    assert (elsewhere / "index").is_dir()
    assert run("index", "--corpus", harbours, "--index", tmp_path / "other").exit_code == 0
    assert (tmp_path / "other").is_dir() and not (tmp_path / "indexes").exists()


def test_each_corpus_has_an_index_of_its_own(
    run: Run, harbours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("index").exit_code == 0
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ferry.jsonl").write_text('{"id": "ferry", "text": "The ferry rests on Mondays."}', "utf-8")
    (tmp_path / "link").symlink_to(harbours)
    assert run("ask", "--corpus", harbours, CRISIS).stderr.startswith("added 2 (north, south), changed 0, removed 0; ")
    assert run("ask", "--corpus", "ferry.jsonl", CRISIS).stderr.startswith("added 1 (ferry), changed 0, removed 0; ")
    for name in ("harbours", "link", "./link/../harbours/"):
        assert run("ask", "--corpus", name, CRISIS).stderr.startswith("nothing changed; 2 articles")
    assert len(list((tmp_path / "indexes").iterdir())) == 2
    assert run("index").stdout.startswith("nothing changed; 5 articles")
    assert "crisis house" in run("ask", CRISIS).stdout
    assert "added" not in run("serve", "--corpus", harbours, "--host", "192.0.2.1").stderr


@pytest.mark.parametrize("command", ["index", "index --corpus harbours", "add harbours/north.txt", "token"])
@pytest.mark.usefixtures("harbours")
def test_the_folder_for_data_is_its_owners_alone_where_the_program_makes_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*command.split(), "--data", "made/data").exit_code == 0
    assert stat.S_IMODE(Path("made/data").stat().st_mode) == 0o700
    Path("own").mkdir(mode=0o755)
    assert run(*command.split(), "--data", "own").exit_code == 0
    assert stat.S_IMODE(Path("own").stat().st_mode) == 0o755


def test_the_folder_of_the_articles_that_ship_is_never_written_to(run: Run) -> None:
    def state() -> list[tuple[str, int, int]]:
        return sorted((str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in SHIPPED_ARTICLES.iterdir())

    before = state()
    assert run("index").exit_code == 0
    assert state() == before


def test_verify_tells_of_damage_and_exits_with_it(run: Run, harbours: Path, tmp_path: Path) -> None:
    run("index", "--corpus", harbours)
    assert run("verify").exit_code == 1
    whole = run("verify", "--corpus", harbours)
    assert (whole.exit_code, whole.stdout.count("whole")) == (0, 2)
    assert re.match(r"\w{32} sha256:\w{64} answers: whole\n", whole.stdout)
    (path,) = (tmp_path / "indexes").rglob("rows-terms.npy")
    path.write_bytes(path.read_bytes() + b"\0")
    broken = run("verify", "--corpus", harbours)
    assert broken.exit_code == 1
    assert str(path) in broken.stdout
