"""What the command line does where the disk has no room, for real, and where two of it write at once."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Library
from index import open_index, verify_index

# `pioneer-qa`, once it is loaded: it may write no file larger than its first argument, as if the disk were full then.
LIMITED = """
import resource, sys, sklearn.feature_extraction.text, web.cli.index
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
from web.cli.commands import main
main()
"""
ROOM = 1 << 30
LONG = "The ferry crosses the sound. " * 8_000
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def start(environment: dict[str, str]) -> Start:
    """Starts the program in a process of its own, which may write files of so many bytes."""

    def start(room: int, *arguments: str | Path) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", LIMITED, str(room), *map(str, arguments)]
        pipe = subprocess.PIPE
        own = {**environment, "PYTHONDONTWRITEBYTECODE": "1"}  # else it leaves modules that are cut short to the others
        return subprocess.Popen(command, env=own, stdout=pipe, stderr=pipe, text=True)

    return start


def end(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Wait for a process; returns its exit status, and what it wrote."""
    told, wrong = process.communicate(timeout=60)
    return process.returncode, told, wrong


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """Articles to be added."""
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "ferry.txt").write_text(LONG, "utf-8")
    (folder / "quay.txt").write_text("The quay opened in 1871.\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, start: Start) -> Path:
    """A folder for data with the articles that ship, indexed, and one that came later."""
    data = tmp_path_factory.mktemp("base")
    (data / "quay.txt").write_text("The quay opened in 1871.\n", "utf-8")
    assert end(start(ROOM, "index", "--data", data / "data"))[0] == 0
    assert end(start(ROOM, "add", data / "quay.txt", "--data", data / "data"))[0] == 0
    return data / "data"


@pytest.fixture
def data(tmp_path: Path, base: Path) -> Path:
    """The same, to be changed."""
    return shutil.copytree(base, tmp_path / "data")


def files(folder: Path) -> dict[str, bytes]:
    """All files of a folder but those that only carry a lock."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def indexed(data: Path) -> dict[str, str]:
    """The texts that answer, by id; and that the index is whole."""
    assert [checked.damage for checked in verify_index(data / "index") if checked.damage] == []
    searcher = open_index(data / "index")
    found = [searcher.article(card.id) for card in searcher.cards()]
    return {article.id: article.text for article in found if article is not None}


# --- a full disk ---

INDEX = r"index: cannot write the index \(.*{why}\); make room there, or give another place with --index\. What was"


@pytest.mark.parametrize(
    ("room", "asked", "why"),
    [
        pytest.param(
            10, "remove quay", r"removals\.json: cannot be read or written \(.*File too large\)", id="the change"
        ),
        pytest.param(4_096, "add ferry.txt", INDEX.format(why="disk I/O error"), id="the cache"),
        pytest.param(250_000, "add ferry.txt", INDEX.format(why="File too large"), id="the texts"),
        pytest.param(400_000, "add ferry.txt", INDEX.format(why="File too large"), id="an array"),
    ],
)
def test_without_room_the_old_index_stays_and_answers_and_nothing_is_left(
    data: Path, new: Path, start: Start, room: int, asked: str, why: str
) -> None:
    before = files(data)
    command, what = asked.split()
    arguments = (command, new / what if command == "add" else what, "--data", data)
    status, told, wrong = end(start(room, *arguments))
    assert (status, told) == (1, "")
    assert re.match(rf"pioneer-qa: {re.escape(str(data))}/{why}", wrong)
    assert wrong.count("\n") == 1
    assert files(data) == before
    assert list(data.rglob(".*")) == []
    assert "quay" in indexed(data)
    assert end(start(ROOM, *arguments))[0] == 0
    assert ("ferry" in indexed(data), "quay" in indexed(data)) == (command == "add", command == "add")


def test_a_first_index_that_there_is_no_room_for_leaves_none(tmp_path: Path, new: Path, start: Start) -> None:
    status, told, wrong = end(start(1_000, "index", "--corpus", new, "--index", tmp_path / "index"))
    assert (status, told, wrong.count("\n")) == (1, "", 1)
    assert "cannot write the index (" in wrong
    assert not (tmp_path / "index" / "current").exists()
    assert list((tmp_path / "index").rglob("[!lc]*")) == []


def test_the_articles_that_ship_are_not_put_in_part(tmp_path: Path, start: Start) -> None:
    status, told, wrong = end(start(1_000, "index", "--data", tmp_path / "data"))
    assert (status, told, wrong.count("\n")) == (1, "", 1)
    assert wrong.startswith(f"pioneer-qa: {tmp_path / 'data/articles'}: cannot be read or written ([Errno 27] File too")
    assert wrong.endswith("see to its rights and to room there, or give another place with --data\n")
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["articles.lock"]


def test_a_removal_that_the_cache_has_no_room_for_takes_the_cache_away(data: Path, start: Start) -> None:
    status, told, wrong = end(start(400, "remove", "quay", "--data", data))
    assert (status, wrong) == (0, "")
    assert "removed 1 (quay)" in told
    assert [path for path, raw in files(data).items() if b"1871" in raw] == []
    assert "quay" not in indexed(data)


# --- two writers ---


def test_of_two_that_put_an_article_at_once_one_comes_last(data: Path, new: Path, tmp_path: Path, start: Start) -> None:
    other = tmp_path / "other"
    shutil.copytree(new, other)
    (other / "ferry.txt").rename(other / "tram.txt")
    (other / "quay.txt").write_text("The quay opened in 1902.\n", "utf-8")
    both = [start(ROOM, "add", folder, "--data", data) for folder in (new, other)]
    assert [end(process)[0::2] for process in both] == [(0, ""), (0, "")]
    found = indexed(data)
    assert found["quay"] in ("The quay opened in 1871.\n", "The quay opened in 1902.\n")
    assert found["ferry"] == found["tram"] == LONG
    assert {file.id: file.read().raw.decode() for file in Library(data).files()} == found
    assert list(data.rglob(".*")) == []


def test_of_a_removal_and_a_change_at_once_one_comes_last(data: Path, new: Path, start: Start) -> None:
    (new / "quay.txt").write_text("The quay opened in 1902.\n", "utf-8")
    both = [start(ROOM, "remove", "quay", "--data", data), start(ROOM, "add", new / "quay.txt", "--data", data)]
    assert [end(process)[0::2] for process in both] == [(0, ""), (0, "")]
    found = indexed(data)
    assert found.get("quay", "gone") in ("gone", "The quay opened in 1902.\n")
    assert {file.id: file.read().raw.decode() for file in Library(data).files()} == found
    assert [path for path, raw in files(data).items() if b"1871" in raw] == []
