"""A build by many processes: the same to the byte as by one, its faults told, and none left when it is killed."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from written import pieces

from corpus import ArticleError
from index import BuildProgress, GenerationError, build_index

SENTENCES = "The {0} ferry is kept by warden {0}. It opened in {0}. Nurses visit {0} homes a day."

KILLED = """
import sys
from pathlib import Path
import index.build.workers
import index.build.collect
from index import build_index

index.build.workers.ALONE = index.build.collect.ALONE = 0
index.build.collect._TOGETHER = 2_000
build_index(Path(sys.argv[1]), Path(sys.argv[2]), progress=lambda at: print(at.articles, flush=True))
"""


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if few documents were enough for more processes, and there were two processors."""
    monkeypatch.setattr("index.build.workers.ALONE", 0)
    monkeypatch.setattr("index.build.collect.ALONE", 0)
    monkeypatch.setattr("index.build.collect._TOGETHER", 2_000)
    monkeypatch.setattr("index.build.workers.os.cpu_count", lambda: 2)


def corpus(place: Path, articles: int) -> Path:
    rows = [{"id": f"a{n:04}", "text": f"Ferry {n}\n\n{SENTENCES.format(n)}\n"} for n in range(articles)]
    (place / "articles.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return place / "articles.jsonl"


def test_an_index_is_the_same_by_one_process_or_by_many(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    articles = corpus(tmp_path, 120)
    build_index(articles, tmp_path / "alone")
    request.getfixturevalue("together")
    seen: list[BuildProgress] = []
    report = build_index(articles, tmp_path / "together", progress=seen.append)
    assert (report.articles, report.analysed) == (120, 120)
    steps = [at.articles for at in seen]
    assert len(steps) > 2 and steps == sorted(steps) and steps[-1] == 120
    assert pieces(tmp_path / "together") == pieces(tmp_path / "alone")


@pytest.mark.usefixtures("together")
def test_the_processes_run_nothing_of_the_folder_that_the_build_was_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "started-in" / "index").mkdir(parents=True)
    ran = tmp_path / "ran"
    (tmp_path / "started-in" / "index" / "__init__.py").write_text(f"open({str(ran)!r}, 'a').close()\n", "utf-8")
    monkeypatch.chdir(tmp_path / "started-in")
    assert build_index(corpus(tmp_path, 30), tmp_path / "index").articles == 30
    assert not ran.exists()


@pytest.mark.usefixtures("together")
def test_processes_that_begin_while_lines_are_read_end_with_a_wrong_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[subprocess.Popen[bytes]] = []

    def begin(*arguments: Any, **settings: Any) -> "subprocess.Popen[bytes]":
        begun.append(original(*arguments, **settings))
        return begun[-1]

    original = subprocess.Popen
    monkeypatch.setattr("index.build.workers.subprocess.Popen", begin)
    articles = corpus(tmp_path, 30)
    articles.write_text(articles.read_text("utf-8") + "\nno article\n", "utf-8")
    with pytest.raises(ArticleError, match="line 31: not JSON"):
        build_index(articles, tmp_path / "index")
    assert [process.returncode for process in begun] == [-signal.SIGKILL] * 2
    assert not (tmp_path / "index" / "current").exists()


@pytest.mark.usefixtures("together")
def test_processes_that_cannot_begin_are_no_fault_of_the_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begin(*_: object, **__: object) -> None:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr("index.build.workers.subprocess.Popen", begin)
    with pytest.raises(GenerationError, match=r"cannot write the index .*Resource temporarily unavailable"):
        build_index(corpus(tmp_path, 30), tmp_path / "index")


@pytest.mark.usefixtures("together")
def test_a_fault_in_another_process_is_told_as_in_this_one(tmp_path: Path) -> None:
    articles = corpus(tmp_path, 30).read_text("utf-8")
    (tmp_path / "folder").mkdir()
    for row in map(json.loads, articles.split("\n")):
        (tmp_path / "folder" / f"{row['id']}.txt").write_text(row["text"], "utf-8")
    (tmp_path / "folder" / "a0017.txt").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ArticleError, match=r"a0017\.txt.*UTF-8"):
        build_index(tmp_path / "folder", tmp_path / "index")
    assert not (tmp_path / "index" / "current").exists()


def test_no_process_outlives_a_build_that_is_killed(tmp_path: Path) -> None:
    if os.cpu_count() == 1:
        return  # then there is but one
    command = [sys.executable, "-c", KILLED, str(corpus(tmp_path, 4_000)), str(tmp_path / "index")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as build:
        assert build.stdout is not None and build.stdout.readline()
        assert len(session(build.pid)) > 1
        build.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while session(build.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert session(build.pid) == []


def session(leader: int) -> list[int]:
    """The processes that belong to a session, and still run."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, _, of = (entry / "stat").read_text("utf-8").rpartition(")")[2].split()[:4]
            except OSError:
                continue  # it ended meanwhile
            if int(of) == leader and state != "Z":
                found.append(int(entry.name))
    return found
