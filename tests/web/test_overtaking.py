"""A removal on the command line, and documents that were sent for the same article."""

from pathlib import Path
from typing import Any

import pytest

from index import open_index
from web.cli.index import build
from web.jobs.builder import Builder
from web.jobs.documents import Upload
from web.jobs.job import Job, JobKind, JobState
from web.jobs.store import JobStore, building
from web.settings import Where

CANARY = Upload(b"The canary ferry rests on Mondays.\n", ".txt", {})


@pytest.fixture
def where(tmp_path: Path) -> Where:
    """The folder that `run` has for data, with an article of a removal's id in it."""
    where = Where(tmp_path, tmp_path / "index")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "ferry.txt").write_bytes(CANARY.raw)
    (tmp_path / "articles" / "quay.txt").write_text("The quay was rebuilt in 1871.\n", "utf-8")
    build(where)
    return where


@pytest.fixture
def jobs(where: Where) -> JobStore:
    return JobStore(where.data)


def holding(where: Where) -> list[str]:
    return [str(path) for path in where.data.rglob("*") if path.is_file() and b"canary" in path.read_bytes().lower()]


def refused(jobs: JobStore, job: Job) -> bool:
    ended = jobs.get(job.id)
    return bool(ended and ended.state is JobState.REFUSED and ended.error and ended.error["code"] == "superseded")


@pytest.mark.parametrize("begun", [False, True], ids=["queued", "begun by a builder that died"])
def test_a_document_that_waits_does_not_bring_back_what_is_removed(
    where: Where, jobs: JobStore, run: Any, begun: bool
) -> None:
    job, other = jobs.enqueue(JobKind.PUT, "ferry", CANARY), jobs.enqueue(JobKind.PUT, "market", CANARY)
    if begun:
        jobs.begin([job])
    assert run("remove", "ferry").exit_code == 0
    assert refused(jobs, job) and jobs.pending() == (other,)
    jobs.finish(other, JobState.FAILED)
    assert holding(where) == []
    Builder(where, jobs).drain()
    assert open_index(where.index).article("ferry") is None


def test_an_article_that_is_only_on_its_way_can_be_removed(where: Where, jobs: JobStore, run: Any) -> None:
    job = jobs.enqueue(JobKind.PUT, "market", CANARY)
    assert run("remove", "market").exit_code == 0
    assert refused(jobs, job)


def test_what_a_builder_is_at_work_on_is_not_removed_and_nothing_else_is(
    where: Where, jobs: JobStore, run: Any
) -> None:
    job, waiting = jobs.enqueue(JobKind.PUT, "ferry", CANARY), jobs.enqueue(JobKind.PUT, "quay", CANARY)
    jobs.begin([job])
    with building(where.data):
        done = run("remove", "quay", "ferry")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "ferry: a document for it is being indexed right now; nothing was removed" in done.stderr
    assert [found.id for found in jobs.pending()] == [job.id, waiting.id]
    assert open_index(where.index).article("quay") is not None


@pytest.mark.parametrize("by", ["job", "command"])
def test_a_receipt_waits_for_documents_whose_sender_died(where: Where, jobs: JobStore, run: Any, by: str) -> None:
    (where.data / "incoming" / "abandoned").mkdir(parents=True)
    (where.data / "incoming" / "abandoned" / "document").write_bytes(CANARY.raw)
    if by == "job":
        job = jobs.enqueue(JobKind.DELETE, "ferry")
        Builder(where, jobs).drain()
        assert (ended := jobs.get(job.id)) and ended.receipt
    else:
        assert run("remove", "ferry").exit_code == 0
    assert holding(where) == []
