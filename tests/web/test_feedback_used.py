"""Feedback in use: what goes with a removed article, and what evaluate reads of the rest."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from index import delete_withdrawn, open_index
from web.app import create_app
from web.cli.commands import cli
from web.cli.index import build
from web.evaluation.gate import GateRefused
from web.jobs.builder import Builder
from web.jobs.documents import Upload
from web.jobs.job import Job, JobKind, JobState
from web.jobs.removals import Removals
from web.jobs.store import JobStore
from web.service import Service
from web.settings import Where, default_index
from web.store.feedback import Cited, FeedbackStore, FeedbackVerdict, Opinion
from web.store.files import DataError

VERSION = f"sha256:{'0' * 64}"
FERRY = "The ferry Canaria leaves the north quay at noon, and rests on Mondays."
MARKET = "The fish market moves to the south quay in autumn, with all its forty stalls."
NOON = "When does the ferry leave the north quay?"
STALLS = "Where does the fish market move to?"
QUAY = Upload(b"The quay was rebuilt in 1871.\n", ".txt", {})
PLAIN = Opinion("When does it leave?", (), VERSION, None, FeedbackVerdict.WRONG_ANSWER, "", None, ())
QUOTING = replace(
    PLAIN,
    passage=1,
    verdict=FeedbackVerdict.CORRECT,
    answered=True,
    cited=(Cited("ferry", "sha256:1", 0, len(FERRY), FERRY),),
)


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def where(data: Path) -> Where:
    """A data folder of two articles, indexed."""
    (data / "articles").mkdir(parents=True)
    (data / "articles" / "ferry.txt").write_text(f"{FERRY}\n", "utf-8")
    (data / "articles" / "market.txt").write_text(f"{MARKET}\n", "utf-8")
    run(data, "index")
    return Where(data, data / "index")


@pytest.fixture
def posting(where: Where) -> Callable[..., str]:
    """Posts feedback on the answer that the data folder's index gives now, and returns its id."""
    client = create_app(Service(lambda: open_index(where.index)), None, FeedbackStore(where.data)).test_client()

    def post(**fields: Any) -> str:
        version = client.get("/api/v1/index").get_json()["version"]
        reply = client.post("/api/v1/feedback", json={"version": version, **fields})
        assert reply.status_code == 201, reply.text
        return str(reply.get_json()["id"])

    return post


def run(data: Path, *arguments: str | Path) -> Any:
    done = CliRunner(env={"PIONEER_QA_DATA": str(data), "PIONEER_QA_ENCODER": "none"}).invoke(
        cli, list(map(str, arguments))
    )
    assert done.exit_code == 0, done.output
    return done


def opinions(where: Where) -> list[Opinion]:
    return [record.opinion for record in FeedbackStore(where.data).records()]


def remove_by_command(where: Where) -> None:
    run(where.data, "remove", "ferry")


def remove_by_job(where: Where) -> None:
    jobs = JobStore(where.data)
    job = jobs.enqueue(JobKind.DELETE, "ferry")
    Builder(where, jobs).drain()
    ended = jobs.get(job.id)
    assert ended and ended.state is JobState.DONE and ended.receipt


def remove_by_hand(where: Where) -> None:
    (where.data / "articles" / "ferry.txt").unlink()
    run(where.data, "index")


@pytest.mark.parametrize("remove", [remove_by_command, remove_by_job, remove_by_hand])
def test_an_article_that_is_removed_is_gone_from_the_feedback_too(
    where: Where, posting: Any, remove: Callable[[Where], None]
) -> None:
    posting(question=NOON, passage=1, verdict="correct")
    posting(question="What of it?", verdict="wrong_answer", comment=f"But: {FERRY}")
    kept = posting(question=STALLS, passage=1, verdict="correct")
    assert b"Canaria" in bytes_in(where.data)
    remove(where)
    assert b"Canaria" not in bytes_in(where.data)
    assert [record.id for record in FeedbackStore(where.data).records()] == [kept]


@pytest.mark.parametrize("command", ["index", "ask"])
def test_another_corpus_takes_nothing_out_of_the_feedback(
    where: Where, posting: Any, tmp_path: Path, command: str
) -> None:
    posting(question=NOON, passage=1, verdict="correct")
    other = tmp_path / "other.jsonl"
    other.write_text('{"id": "bridge", "text": "The bridge opens."}\n', "utf-8")
    question = [NOON] if command == "ask" else []
    run(where.data, command, "--corpus", other, *question)
    run(where.data, command, "--corpus", other, "--index", where.index, *question)
    assert [cited.article_id for cited in FeedbackStore(where.data).records()[0].opinion.cited] == ["ferry"]


@pytest.fixture
def elsewhere(where: Where, tmp_path: Path) -> Where:
    """A corpus that is only read, of articles with ids of the program's own, indexed in the same folder for data."""
    corpus = tmp_path / "elsewhere"
    corpus.mkdir()
    for name in ("ferry", "bridge"):
        (corpus / f"{name}.txt").write_text(f"Of another {name} there is this to be said.\n", "utf-8")
    there = replace(where, corpus=corpus, index=default_index(where.data, corpus))
    build(there)
    return there


def remove_elsewhere(there: Where) -> Job:
    """Take the ferry's file away, and have the builder of a server read the articles anew."""
    assert there.corpus is not None
    (there.corpus / "ferry.txt").unlink()
    return rebuilt(there)


def test_a_server_of_another_corpus_takes_nothing_out_of_the_feedback(where: Where, elsewhere: Where) -> None:
    for opinion in (QUOTING, COPYING):
        FeedbackStore(where.data).add(opinion)
    ended = remove_elsewhere(elsewhere)
    assert ended.receipt and ended.receipt["articles"] == ["ferry"]
    assert b"Of another ferry" not in bytes_in(elsewhere.index)
    assert opinions(where) == [QUOTING, COPYING]


@pytest.mark.parametrize("end", ["rebuild", "index"])
def test_what_a_reader_keeps_of_another_corpus_goes_with_the_next_build(
    where: Where, elsewhere: Where, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    FeedbackStore(where.data).add(QUOTING)
    with monkeypatch.context() as patched:
        patched.setattr("web.jobs.build.delete_withdrawn", lambda *_, **__: False)
        ended = remove_elsewhere(elsewhere)
    assert ended.error and ended.error["code"] == "still_read"
    if end == "rebuild":
        assert receipts(elsewhere) == ["ferry"]
    else:
        assert elsewhere.corpus is not None
        run(where.data, "index", "--corpus", elsewhere.corpus)
    assert receipts(elsewhere) == []
    assert opinions(where) == [QUOTING]


def test_what_goes_of_another_corpus_is_gone_without_a_folder_for_data_too(tmp_path: Path) -> None:
    corpus, index, data = tmp_path / "articles.jsonl", tmp_path / "index", tmp_path / "none"
    line = json.dumps({"id": "market", "text": MARKET})
    corpus.write_text(f"{line}\n{json.dumps({'id': 'ferry', 'text': FERRY})}\n", "utf-8")
    run(data, "index", "--corpus", corpus, "--index", index)
    assert b"Canaria" in bytes_in(index)
    corpus.write_text(f"{line}\n", "utf-8")
    run(data, "index", "--corpus", corpus, "--index", index)
    assert b"Canaria" not in bytes_in(index)
    assert not data.exists()


def test_a_build_that_removes_nothing_leaves_the_feedback_alone(where: Where, posting: Any) -> None:
    posting(question=NOON, passage=1, verdict="correct")
    (where.data / "articles" / "market.txt").write_text(f"{MARKET} In time.\n", "utf-8")
    run(where.data, "index")
    assert [cited.article_id for cited in FeedbackStore(where.data).records()[0].opinion.cited] == ["ferry"]


def test_what_comes_in_while_the_earlier_index_is_still_read_goes_before_the_receipt(
    where: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: Any, **__: Any) -> bool:
        FeedbackStore(where.data).add(QUOTING)
        FeedbackStore(where.data).add(replace(PLAIN, comment=FERRY))
        return True

    monkeypatch.setattr("web.jobs.build.delete_withdrawn", late)
    remove_by_job(where)
    assert FeedbackStore(where.data).records() == ()


def test_a_build_that_dies_once_it_has_published_has_forgotten_already(
    where: Where, posting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any, **__: Any) -> bool:
        raise KeyboardInterrupt

    posting(question=NOON, passage=1, verdict="correct")
    posting(question="What of it?", verdict="wrong_answer", comment=FERRY)
    monkeypatch.setattr("web.jobs.build.delete_withdrawn", die)
    with pytest.raises(KeyboardInterrupt):
        build(where, {"ferry": None})
    assert FeedbackStore(where.data).records() == ()


def test_a_removal_that_the_gate_refuses_leaves_the_feedback(where: Where, posting: Any, tmp_path: Path) -> None:
    posting(question=NOON, passage=1, verdict="correct")
    judged = tmp_path / "judged.jsonl"
    run(where.data, "feedback", "export", judged)
    with pytest.raises(GateRefused):
        build(replace(where, hold_to=judged), {"ferry": None})
    assert len(FeedbackStore(where.data).records()) == 1


COPYING = replace(PLAIN, comment=f"It says: {FERRY}")


@contextmanager
def locked(where: Where, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if somebody wrote feedback all the time."""
    monkeypatch.setattr("web.store.sqlite._PATIENCE", 0.1)
    with closing(sqlite3.connect(where.data / "feedback.sqlite", isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield


def test_nothing_is_removed_while_the_feedback_cannot_be_rid_of_it(
    where: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, jobs = FeedbackStore(where.data), JobStore(where.data)
    store.add(COPYING)
    with locked(where, monkeypatch):
        job, other = jobs.enqueue(JobKind.DELETE, "ferry"), jobs.enqueue(JobKind.PUT, "quay", QUAY)
        Builder(where, jobs).drain()
        with pytest.raises(DataError, match="feedback"):
            build(where, {"ferry": None})
    ended, unharmed = jobs.get(job.id), jobs.get(other.id)
    assert ended and (ended.state, ended.receipt) == (JobState.FAILED, None)
    assert ended.error and ended.error["code"] == "data_unavailable"
    assert unharmed and unharmed.state is JobState.DONE
    assert open_index(where.index).article("ferry") is not None
    assert opinions(where) == [COPYING]
    assert receipts(where) == []  # it is still there
    remove_by_command(where)
    assert opinions(where) == []


@pytest.mark.parametrize("end", ["rebuild", "index", "remove"])
def test_what_a_lock_keeps_in_the_feedback_goes_with_the_next_build(
    where: Where, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    jobs = JobStore(where.data)
    job = jobs.enqueue(JobKind.DELETE, "ferry")
    with ExitStack() as later, monkeypatch.context() as patched:

        def meanwhile(*arguments: Any, **settings: Any) -> bool:
            FeedbackStore(where.data).add(QUOTING)  # of a request that began on the index before
            later.enter_context(locked(where, patched))
            return delete_withdrawn(*arguments, **settings)

        patched.setattr("web.jobs.build.delete_withdrawn", meanwhile)
        Builder(where, jobs).drain()
    ended = jobs.get(job.id)
    assert ended and (ended.state, ended.receipt) == (JobState.FAILED, None)
    assert ended.error and ended.error["code"] == "still_kept"
    assert opinions(where) == [QUOTING]
    assert b"Canaria" not in (where.data / "removals.json").read_bytes()
    if end == "rebuild":
        assert receipts(where) == ["ferry"]
    else:
        run(where.data, *{"index": ["index"], "remove": ["remove", "ferry"]}[end])
    assert opinions(where) == []
    assert receipts(where) == []


@pytest.mark.parametrize("again", [remove_by_command, remove_by_job])
def test_a_removal_that_died_once_it_had_published_is_ended_by_the_next_who_is_asked(
    where: Where, monkeypatch: pytest.MonkeyPatch, again: Callable[[Where], None]
) -> None:
    def die(*_: Any, **__: Any) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("web.jobs.build.delete_withdrawn", die)
        build(where, {"ferry": None})
    FeedbackStore(where.data).add(QUOTING)
    again(where)
    assert opinions(where) == []


@pytest.mark.parametrize("remove", [remove_by_command, remove_by_job])
def test_copies_of_what_was_replaced_go_with_its_article(where: Where, remove: Callable[[Where], None]) -> None:
    FeedbackStore(where.data).add(COPYING)
    (where.data / "articles" / "ferry.txt").write_text("There is no ferry any longer, and nobody knows why.\n", "utf-8")
    run(where.data, "index")
    remove(where)
    assert opinions(where) == []


def test_what_is_to_go_from_another_index_is_no_business_of_this_one(where: Where, tmp_path: Path) -> None:
    other = replace(where, index=tmp_path / "other")
    Removals(other).note(["ferry"])
    FeedbackStore(where.data).add(QUOTING)
    assert receipts(where) == [] and opinions(where) == [QUOTING]
    assert Removals(other).ids() == {"ferry"}


def rebuilt(where: Where) -> Job:
    """What came of a rebuild that is asked for."""
    jobs = JobStore(where.jobs)
    job = jobs.ask_rebuild()
    Builder(where, jobs).drain()
    ended = jobs.get(job.id)
    assert ended
    return ended


def receipts(where: Where) -> list[str]:
    """What a rebuild that is asked for tells to be gone."""
    ended = rebuilt(where)
    assert ended.state is JobState.DONE
    return list(ended.receipt["articles"]) if ended.receipt else []


def test_feedback_that_is_exported_can_be_evaluated(where: Where, posting: Any, tmp_path: Path) -> None:
    right = posting(question=NOON, passage=1, verdict="correct")
    later = posting(question="And when does it rest?", history=[NOON], passage=1, verdict="correct")
    none = posting(question="Who paints the lighthouse?", verdict="should_have_refused")
    open_ = posting(question=STALLS, passage=1, verdict="wrong_answer", comment="It says more.")
    path = tmp_path / "feedback.jsonl"
    run(where.data, "feedback", "export", path)
    assert run(where.data, "feedback", "export").stdout == path.read_text("utf-8")
    done = run(where.data, "evaluate", "--json", path)
    report = json.loads(done.stdout)
    assert [(each["id"], each["rank"], each["answerable"]) for each in report["results"]] == [
        (right, 1, True),
        (f"{later}.2", 1, True),
        (none, None, False),
    ]
    assert report["figures"]["passage hit@1"]["n"] == 2
    assert done.stderr.count("\n") == 1 and open_ in done.stderr and "judged" in done.stderr


def test_a_line_that_a_person_has_judged_is_asked(where: Where, posting: Any, tmp_path: Path) -> None:
    posting(question=STALLS, passage=1, verdict="wrong_answer")
    told = json.loads(run(where.data, "feedback", "export").stdout)
    del told["judged"]
    path = tmp_path / "feedback.jsonl"
    path.write_text(json.dumps(told | {"support": told["shown"]}), "utf-8")
    done = run(where.data, "evaluate", "--json", path)
    assert [each["rank"] for each in json.loads(done.stdout)["results"]] == [1]
    assert done.stderr == ""


def test_without_feedback_the_export_is_empty(data: Path) -> None:
    assert run(data, "feedback", "export").stdout == ""
    assert not data.exists()
