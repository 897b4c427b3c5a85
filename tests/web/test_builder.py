"""What the builder takes up together and in which order, and that no job stops those behind it."""

import errno
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index import GenerationError, open_index
from index.build import workers
from web.api.replies import job_reply
from web.cli.index import build
from web.jobs import builder as module
from web.jobs.builder import Builder, Interrupted
from web.jobs.documents import Upload
from web.jobs.job import Job, JobKind, JobState
from web.jobs.store import BUILDERS, JobStore
from web.library.job_card import job_card
from web.settings import Where


@pytest.fixture
def where(tmp_path: Path) -> Where:
    """A folder for data of one article, indexed."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "ferry.txt").write_text("The ferry rests on Mondays.\n", "utf-8")
    where = Where(tmp_path, tmp_path / "index")
    build(where)
    return where


@pytest.fixture
def jobs(where: Where) -> JobStore:
    return JobStore(where.data)


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with each build that is begun."""
    begun: list[int] = []
    real = module.apply_changes

    def counted(*arguments: Any, **settings: Any) -> Any:
        begun.append(1)
        return real(*arguments, **settings)

    monkeypatch.setattr(module, "apply_changes", counted)
    return begun


def put(jobs: JobStore, article_id: str, text: str = "The quay was rebuilt in 1871.\n") -> Job:
    return jobs.enqueue(JobKind.PUT, article_id, Upload(text.encode(), ".txt", {}))


def ended(jobs: JobStore, job: Job) -> Job:
    found = jobs.get(job.id)
    assert found is not None and found.finished
    return found


def drain(builder: Builder) -> None:
    while builder.drain():
        pass


def test_a_removal_and_what_is_put_in_its_place_are_done_one_after_the_other(where: Where, jobs: JobStore) -> None:
    deleted, other, again = jobs.enqueue(JobKind.DELETE, "ferry"), put(jobs, "quay"), put(jobs, "ferry", "A new one.\n")
    drain(Builder(where, jobs))
    assert (receipt := ended(jobs, deleted).receipt) and receipt["articles"] == ["ferry"]
    assert ended(jobs, other).version == ended(jobs, deleted).version != ended(jobs, again).version
    assert (report := ended(jobs, again).report) and report["added"] == ["ferry"]


def test_what_is_put_and_then_removed_is_put_and_then_removed(where: Where, jobs: JobStore) -> None:
    added, deleted = put(jobs, "quay"), jobs.enqueue(JobKind.DELETE, "quay")
    drain(Builder(where, jobs))
    assert (report := ended(jobs, added).report) and report["added"] == ["quay"]
    assert (report := ended(jobs, deleted).report) and report["removed"] == ["quay"]
    assert open_index(where.index).article("quay") is None


@pytest.mark.parametrize("bound", ["MOST_TOGETHER", "LARGEST_TOGETHER"])
def test_no_more_is_taken_up_together_than_memory_is_meant_for(
    where: Where, jobs: JobStore, builds: list[int], monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    assert (module.MOST_TOGETHER, module.LARGEST_TOGETHER) == (50, 50_000_000)
    monkeypatch.setattr(module, bound, {"MOST_TOGETHER": 2, "LARGEST_TOGETHER": 70}[bound])
    sent = [put(jobs, f"quay-{number}") for number in range(5)]
    drain(Builder(where, jobs))
    assert {ended(jobs, job).state for job in sent} == {JobState.DONE}
    assert len(builds) == 3
    assert len({ended(jobs, job).version for job in sent}) == 3


def test_what_is_no_jobs_fault_costs_one_build_and_not_one_for_each(
    where: Where, jobs: JobStore, builds: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("index.generations.publish.Draft.finish", full)
    sent = [put(jobs, f"quay-{number}") for number in range(5)]
    drain(Builder(where, jobs))
    assert {ended(jobs, job).state for job in sent} == {JobState.FAILED}
    assert len(builds) == 1


def test_a_builder_that_is_told_to_stop_takes_up_no_further_document_and_hands_all_back(
    where: Where, jobs: JobStore, builds: list[int]
) -> None:
    for number in range(3):
        put(jobs, f"quay-{number}")
    waiting = jobs.pending()
    told = iter([False, False, True])
    with pytest.raises(Interrupted):
        Builder(where, jobs, lambda: next(told)).drain()
    assert builds == [] and jobs.pending() == waiting
    assert jobs.requeue_running() == frozenset()


def break_questions(where: Where, jobs: JobStore) -> tuple[Where, Callable[[], object], str]:
    path = where.data / "held.jsonl"
    path.write_text('{"question": "x"}\n{"question": 7}\n', "utf-8")
    return replace(where, hold_to=path), lambda: path.write_text('{"question": "x"}\n'), "held.jsonl, line 2: question"


def lose_document(where: Where, jobs: JobStore) -> tuple[Where, Callable[[], object], str]:
    shutil.rmtree(where.data / "incoming" / jobs.pending()[0].id)
    return where, lambda: None, "cannot be read"


def move_encoder(where: Where, jobs: JobStore) -> tuple[Where, Callable[[], object], str]:
    return replace(where, encoder=where.data / "moved"), lambda: None, "moved"


@pytest.mark.parametrize("harm", [break_questions, lose_document, move_encoder])
def test_a_job_that_cannot_be_carried_out_fails_and_says_why(
    where: Where, jobs: JobStore, harm: Callable[..., tuple[Where, Callable[[], object], str]]
) -> None:
    first = put(jobs, "quay")
    where, mend, why = harm(where, jobs)
    builder = Builder(where, jobs)
    assert builder.drain()
    failed = ended(jobs, first)
    assert failed.state is JobState.FAILED and failed.error and why in failed.error["detail"]
    mend()
    if where.encoder is None:
        second = put(jobs, "quay")
        assert builder.drain() and ended(jobs, second).state is JobState.DONE


def test_an_index_that_cannot_be_cleared_is_told_and_stops_no_job(
    where: Where, jobs: JobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> bool:
        raise GenerationError("index: cannot be cleared (Permission denied); make it writable")

    job = jobs.enqueue(JobKind.DELETE, "ferry")
    with monkeypatch.context() as broken:
        broken.setattr("web.jobs.build.delete_withdrawn", refuse)
        assert Builder(where, jobs).drain()
    failed = ended(jobs, job)
    assert (failed.state, failed.receipt) == (JobState.FAILED, None)
    assert failed.error and failed.error["code"] == "still_kept" and "make it writable" in failed.error["detail"]
    again = jobs.ask_rebuild()
    assert Builder(where, jobs).drain()
    assert (receipt := ended(jobs, again).receipt) and receipt["articles"] == ["ferry"]


def test_a_job_that_kills_its_builder_fails_in_the_end_and_takes_no_other_along(where: Where, jobs: JobStore) -> None:
    innocent, deadly, last = (put(jobs, name) for name in ("quay", "deadly", "market"))
    for _ in range(BUILDERS):
        suspects = jobs.requeue_running()
        builder = Builder(where, jobs, suspects=suspects)
        for _ in range(3):
            begun = jobs.begin(builder._together(jobs.pending()))
            if deadly in [replace(job, state=JobState.QUEUED, started_at=None) for job in begun]:
                break  # here it dies
            assert begun == (innocent,)  # by itself, since it may be the one
            jobs.finish(innocent, JobState.DONE)
    assert jobs.requeue_running() >= {last.id}
    assert ended(jobs, innocent).state is JobState.DONE
    failed = ended(jobs, deadly)
    assert failed.state is JobState.FAILED and failed.error and failed.error["code"] == "builder_died"
    assert Builder(where, jobs, suspects=jobs.requeue_running()).drain()
    assert ended(jobs, last).state is JobState.DONE
    assert not (where.data / "incoming" / deadly.id).exists()


def test_a_server_whose_questions_to_hold_to_cannot_be_read_does_not_start(run: Any, tmp_path: Path) -> None:
    assert run("index").exit_code == 0
    path = tmp_path / "held.jsonl"
    path.write_text('{"question": "x"}\n{"question": 7}\n', "utf-8")
    done = run("serve", "--host", "203.0.113.1", "--hold-to", path)  # where nobody could listen
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1 and f"{path}, line 2: question" in done.stderr


def test_a_job_reports_what_was_passed_over_and_refused(where: Where, jobs: JobStore) -> None:
    articles = where.data / "articles"
    (articles / "old.doc").write_bytes(b"Not read.")
    for name in ("bad", "worse"):
        (articles / f"{name}.txt").write_bytes(b"\xff")
    first = jobs.ask_rebuild()
    drain(Builder(where, jobs))
    refused = ended(jobs, first)
    assert refused.state is JobState.REFUSED and refused.error is not None and refused.report is not None
    assert refused.error["code"] == "article_refused"
    assert (
        refused.error["detail"].startswith("2 articles are refused: ")
        and "worse.txt, line 1" in refused.error["detail"]
    )
    assert len(refused.report["refused"]) == 2
    second = jobs.ask_rebuild()
    drain(Builder(replace(where, skip_bad=True), jobs))
    done = ended(jobs, second)
    assert done.state is JobState.DONE and done.report is not None
    assert done.report["passed_over"] == {".doc": 1} and len(done.report["refused"]) == 2
    assert [line for line in job_card(done).outcome if "assed over" in line] == ["Passed over: 1 .doc."]
    assert "refused" not in (job_reply(done, insider=False).report or {})
    assert job_reply(done, insider=True).report == done.report


@pytest.mark.parametrize(
    "fault", [TimeoutError, RecursionError, IndexError, MemoryError], ids=lambda kind: kind.__name__
)
def test_a_document_that_cannot_be_analysed_is_refused_by_name_and_alone(
    where: Where, jobs: JobStore, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    real = workers.read_structure

    def faulty(source: Any, words: Any) -> Any:
        if source.id == "bad":
            raise fault
        return real(source, words)

    monkeypatch.setattr(workers, "read_structure", faulty)
    good, bad, other = put(jobs, "quay"), put(jobs, "bad"), put(jobs, "pier")
    drain(Builder(where, jobs))
    assert [ended(jobs, job).state for job in (good, bad, other)] == [JobState.DONE, JobState.REFUSED, JobState.DONE]
    error = ended(jobs, bad).error
    assert error and error["code"] == "article_refused" and error["detail"].startswith("bad: cannot be analysed")
