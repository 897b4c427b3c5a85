"""What each worker keeps an eye on beside its requests: it goes on whatever it meets."""

import errno
import os
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Semaphore

import pytest
from live import until

from index import IndexFolder, Searcher, analyse, build_index
from index.text.analysis import cut
from web.jobs.documents import Upload
from web.jobs.drafts import DAYS, Drafts, Understood
from web.jobs.job import JobKind, JobState
from web.jobs.keeper import Keeper, start_builder
from web.jobs.store import JobStore, building
from web.pages.pages import prepare
from web.service import Service
from web.settings import Where
from web.store.questions import QuestionStore


@pytest.fixture
def where(tmp_path: Path) -> Where:
    """A folder of one article, indexed."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "ferry.txt").write_text("The ferry rests on Mondays.\n", "utf-8")
    build_index(tmp_path / "articles", tmp_path / "index")
    return Where(tmp_path, tmp_path / "index")


def test_the_keeper_goes_on_after_what_nobody_foresaw_and_tells_it_once_without_words(
    where: Where, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder, looks = IndexFolder(where.index), []

    def unreadable() -> None:
        looks.append(1)
        if len(looks) < 9:
            raise OSError(errno.EIO, "Input/output error", "/data/a-canary")
        raise SystemError("the canary")

    monkeypatch.setattr("web.jobs.keeper.TICK", 0.01)
    monkeypatch.setattr(folder, "searcher", unreadable)
    caplog.set_level("INFO", "pioneer")
    Keeper(folder, where, JobStore(where.data)).start()
    until(lambda: len(looks) > 20, patience=10)
    first, second = [record.getMessage() for record in caplog.records if "stumbles" in record.getMessage()]
    assert "Input/output error" in first and "OSError at web/test_keeper.py" in first
    assert "SystemError at" in second and "canary" not in first + second


def holding(data: Path, word: bytes) -> list[Path]:
    return [path for path in data.rglob("*") if path.is_file() and word in path.read_bytes()]


def test_what_is_too_old_goes_from_the_disk_by_itself(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Understood(None, None, None, None, (), 0, (), 1)
    Drafts(where.data).add("a", "a", Upload(b"Canary.", ".txt", {}), read, replaces=False)
    QuestionStore(where.data).add("A canary?")
    keeper, later = Keeper(IndexFolder(where.index), where, JobStore(where.data)), datetime.now(UTC) + timedelta(91)
    keeper._expire()
    assert len(holding(where.data, b"anary")) >= 2
    monkeypatch.setattr("web.jobs.keeper.TICK", 0.01)
    monkeypatch.setattr("web.jobs.keeper.EXPIRES", 0.05)
    keeper.start()
    monkeypatch.setattr("web.jobs.drafts._oldest", lambda: later - timedelta(DAYS))
    monkeypatch.setattr("web.store.questions._today", later.date)
    until(lambda: not holding(where.data, b"anary"), patience=10)


def test_of_several_workers_that_see_a_job_one_starts_a_builder(where: Where) -> None:
    jobs = JobStore(where.data)
    job = jobs.ask_rebuild()
    workers = [Keeper(IndexFolder(where.index), where, jobs) for _ in range(4)]
    for worker in workers:
        worker._see_to_jobs()
    builder, *others = [worker._builder for worker in workers]
    assert builder is not None and builder.stdin is not None and others == [None] * 3
    until(lambda: (found := jobs.get(job.id)) and found.state is JobState.DONE)
    assert os.getsid(builder.pid) == builder.pid  # no Ctrl-C of the server's terminal reaches it
    builder.stdin.close()
    assert builder.wait(10) == 0
    with building(where.data) as lock:
        assert lock is not None


def test_a_builder_runs_nothing_of_the_folder_that_the_server_was_started_in(
    where: Where, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("started-in")
    for name in ("web", "json", "trafilatura", "numpy"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(f"open({str(folder / 'ran')!r}, 'a').write(__name__)\n", "utf-8")
    monkeypatch.chdir(folder)
    jobs = JobStore(where.data)
    job = jobs.enqueue(JobKind.PUT, "quay", Upload(b"<p>The quay was rebuilt in 1871.</p>", ".html", {}))
    with building(where.data) as lock:
        assert lock is not None
        builder = start_builder(where, lock)
    assert builder.stdin is not None
    until(lambda: builder.poll() is not None or ((found := jobs.get(job.id)) and found.finished))
    builder.stdin.close()
    builder.wait(10)
    ended = jobs.get(job.id)
    assert ended and (ended.state, ended.error) == (JobState.DONE, None)
    assert not (folder / "ran").exists()


def test_what_is_to_be_done_for_each_index_that_comes_to_answer_is_done_once(
    where: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.jobs.keeper.TICK", 0.01)
    folder, opened = IndexFolder(where.index), []
    Keeper(folder, where, JobStore(where.data), opened=lambda: opened.append(folder.searcher().version)).start()
    first = until(lambda: opened and folder.searcher().version, patience=10)
    (where.articles / "ferry.txt").write_text("The ferry rests on Tuesdays.\n", "utf-8")
    build_index(where.articles, where.index)
    until(lambda: len(opened) == 2, patience=10)
    time.sleep(0.1)  # it goes on looking
    assert opened == [first, folder.searcher().version] and opened[0] != opened[1]


def test_what_is_done_for_an_index_is_never_done_for_two_at_once_and_at_last_for_the_newest(
    where: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.jobs.keeper.TICK", 0.01)
    folder, begun, go_on = IndexFolder(where.index), [], Semaphore(0)

    def take_long() -> None:
        begun.append(folder.searcher().version)
        assert go_on.acquire(timeout=60)
        if len(begun) == 1:
            raise SystemError("not foreseen")

    Keeper(folder, where, JobStore(where.data), opened=take_long).start()
    first = until(lambda: begun and begun[0], patience=10)
    for day in ("Tuesdays", "Fridays"):
        (where.articles / "ferry.txt").write_text(f"The ferry rests on {day}.\n", "utf-8")
        newest = build_index(where.articles, where.index).version
        until(lambda newest=newest: folder.searcher().version == newest, patience=10)  # type: ignore[misc]
        time.sleep(0.1)  # it looks
    assert begun == [first]
    for _ in range(3):
        go_on.release()
    until(lambda: len(begun) == 2, patience=10)
    time.sleep(0.1)
    assert begun == [first, newest]


def test_what_is_made_of_an_index_beforehand_is_left_where_another_answers_by_then(
    where: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, made = IndexFolder(where.index), []

    def make(name: str, searcher: Searcher) -> None:
        made.append((name, searcher.version))
        if len(made) == 1:
            (where.articles / "ferry.txt").write_text("The ferry rests on Tuesdays.\n", "utf-8")
            build_index(where.articles, where.index)

    monkeypatch.setattr("web.pages.pages.MANY_ARTICLES", 0)
    names = ("draw_panel", "answerable", "draw_coverage")
    for name in names:
        monkeypatch.setattr(f"web.pages.pages.{name}", partial(make, name))
    service, first = Service(folder.searcher), folder.searcher().version
    prepare(service)
    assert made == [(names[0], first)]
    prepare(service)
    assert made[1:] == [(name, folder.searcher().version) for name in names]


def test_what_was_looked_at_of_articles_is_forgotten_when_another_index_answers(
    where: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.jobs.keeper.TICK", 0.01)
    folder = IndexFolder(where.index)
    Keeper(folder, where, JobStore(where.data)).start()
    first = folder.searcher().version
    time.sleep(0.5)  # it has looked, and goes on looking
    analyse("The ferry rests on Mondays.")
    time.sleep(0.1)
    assert cut.cache_info().currsize
    (where.articles / "ferry.txt").write_text("The ferry rests on Tuesdays.\n", "utf-8")
    build_index(where.articles, where.index)
    until(lambda: not cut.cache_info().currsize, patience=10)
    assert folder.searcher().version != first
