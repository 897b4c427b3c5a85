"""An index of very many sentences answers before they are encoded: on the command line, and with a builder behind."""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from numpy.typing import NDArray

from index import EncoderError, IndexFolder, SentenceEncoder, open_index
from web.cli.commands import cli
from web.jobs import build as build_module
from web.jobs.builder import Builder, Interrupted
from web.jobs.documents import Upload
from web.jobs.job import JobKind, JobState
from web.jobs.keeper import Keeper
from web.jobs.store import JobStore
from web.settings import DEFAULT_ENCODER, Where

TEXTS = {"ferry": "The ferry rests on Mondays. It is old.", "quay": "The quay was rebuilt in 1871. It is long."}


class Hashes:
    """Makes vectors of texts' hashes."""

    name = "hashes sha256:1"
    dimensions = 16

    def __init__(self) -> None:
        self.encoded: list[str] = []
        self.fails = False

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.fails:
            raise EncoderError("it cannot be run here")
        self.encoded += texts
        made = np.stack([np.frombuffer(hashlib.md5(text.encode()).digest(), np.int8) for text in texts])  # noqa: S324
        unit: NDArray[np.float32] = (made / np.linalg.norm(made.astype("f4"), axis=1, keepdims=True)).astype("f4")
        return unit

    def encode_question(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.encode([text])[0]
        return vector

    def load(self) -> None:
        """There is nothing to load."""


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Hashes:
    """What the extra brings, as far as the program sees; more than three sentences at a time are many."""
    made = Hashes()
    monkeypatch.setattr(SentenceEncoder, "packaged", lambda: made)
    monkeypatch.setattr(build_module, "AT_ONCE", 3)
    return made


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two articles of two sentences each, as a file."""
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in TEXTS.items()), "utf-8")
    return path


@pytest.fixture
def run(tmp_path: Path, environment: dict[str, str]) -> Callable[..., Result]:
    """Runs the program in this process with the encoder that there is by default."""
    own = {"PIONEER_QA_DATA": str(tmp_path / "data"), "PIONEER_QA_ENCODER": ""}
    return lambda *words: CliRunner(env=own).invoke(cli, [*map(str, words)], prog_name="pioneer-qa")


WITHOUT = "This index answers without the sentence encoder until its sentences are encoded.\n"


# --- on the command line ---


def test_index_publishes_twice_and_tells_both(
    run: Callable[..., Result], corpus: Path, encoder: Hashes, tmp_path: Path
) -> None:
    done = run("index", "--corpus", corpus, "--index", tmp_path / "index")
    assert (done.exit_code, len(encoder.encoded)) == (0, 4)
    assert done.stderr == "the index answers, without the vectors of 4 sentences; encoding them\n"
    version = open_index(tmp_path / "index", encoder=encoder).version
    assert re.fullmatch(rf"added 2 \(ferry, quay\), .*; version {version}\n", done.stdout)
    assert open_index(tmp_path / "index", encoder=encoder).encoder == encoder.name
    again = run("index", "--corpus", corpus, "--index", tmp_path / "index")
    assert (again.stderr, again.stdout.partition(";")[0], len(encoder.encoded)) == ("", "nothing changed", 4)


def test_ask_answers_at_once_and_says_what_is_left_and_reads_no_file_again(
    run: Callable[..., Result], corpus: Path, encoder: Hashes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.files.look.is_settled", lambda states, at: True)
    place = ("--corpus", corpus, "--index", tmp_path / "index")
    first = run("ask", *place, "When does the ferry rest?")
    assert "the index answers, without the vectors of 4 sentences\n" in first.stderr
    again = run("ask", *place, "When does the ferry rest?")
    assert again.stderr.startswith("nothing changed; ") and again.stderr.endswith(WITHOUT)
    assert (again.stdout, encoder.encoded) == (first.stdout, [])
    run("index", *place)
    encoder.encoded.clear()
    then = run("ask", *place, "When does the ferry rest?")
    assert then.stderr.startswith("nothing changed; ") and WITHOUT not in then.stderr
    assert encoder.encoded == ["When does the ferry rest?"]


def test_an_index_of_the_light_install_is_asked_on_and_encoded_by_the_next_build(
    run: Callable[..., Result], encoder: Hashes, tmp_path: Path, corpus: Path
) -> None:
    (tmp_path / "ferry.txt").write_text(TEXTS["ferry"], "utf-8")
    assert run("add", tmp_path / "ferry.txt", "--encoder", "none").exit_code == 0
    asked = run("ask", "When does the ferry rest?")
    assert (asked.exit_code, asked.stderr) == (0, WITHOUT)
    build = run("index")
    assert build.exit_code == 0
    assert run("ask", "When does the ferry rest?").stderr == ""
    refused = run("ask", "When does the ferry rest?", "--encoder", "none")
    assert (refused.exit_code, "there is none; install it" in refused.stderr) == (1, True)


def test_a_folder_may_be_called_as_the_words_that_turn_it_off(run: Callable[..., Result], tmp_path: Path) -> None:
    told = run("index", "--encoder", "./none").stderr
    assert "/none: no sentence encoder here" in told


# --- by a builder ---


@pytest.fixture
def where(tmp_path: Path, run: Callable[..., Result], encoder: Hashes) -> Where:
    """A folder for data of two articles, indexed without vectors."""
    (tmp_path / "data" / "articles").mkdir(parents=True)
    for name, text in TEXTS.items():
        (tmp_path / "data" / "articles" / f"{name}.txt").write_text(text, "utf-8")
    assert run("index", "--encoder", "none").exit_code == 0
    return Where(tmp_path / "data", tmp_path / "data" / "index", encoder=DEFAULT_ENCODER)


def answers(where: Where, encoder: Hashes) -> str | None:
    return open_index(where.index, encoder=encoder).encoder


def test_a_builder_encodes_what_the_index_lacks_once_nothing_else_is_to_do(where: Where, encoder: Hashes) -> None:
    jobs = JobStore(where.data)
    job = jobs.enqueue(JobKind.PUT, "mill", Upload(b"The mill grinds oats.", ".txt", {}))
    builder = Builder(where, jobs)
    assert builder.drain()
    done = jobs.get(job.id)
    assert done is not None and done.state is JobState.DONE
    assert (answers(where, encoder), encoder.encoded) == (None, [])
    assert done.version == open_index(where.index, encoder=encoder).version
    assert builder.encode()
    assert (answers(where, encoder), len(encoder.encoded)) == (encoder.name, 5)
    assert not builder.encode()


def test_a_builder_leaves_off_encoding_for_a_job_and_when_it_is_told_to_stop(
    where: Where, encoder: Hashes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.generations.vectors._TOGETHER", 1)
    jobs = JobStore(where.data)
    job = jobs.enqueue(JobKind.PUT, "mill", Upload(b"The mill grinds oats.", ".txt", {}))
    builder = Builder(where, jobs)
    assert builder.encode()
    assert (answers(where, encoder), len(encoder.encoded)) == (None, 2)
    assert builder.drain() and builder.encode()
    done = jobs.get(job.id)
    assert done is not None and done.state is JobState.DONE
    assert (answers(where, encoder), len(encoder.encoded)) == (encoder.name, 5)

    stopped = Builder(replace(where, index=where.data / "other"), jobs, lambda: True)
    build_module.publish(stopped._where.corpus_articles() or _own(where), where.data / "other")
    with pytest.raises(Interrupted):
        stopped.encode()


def _own(where: Where) -> Any:
    from corpus import Articles

    return Articles(where.articles)


def test_a_builder_that_cannot_encode_tells_it_once_and_the_index_answers_on(
    where: Where, encoder: Hashes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "pioneer")
    encoder.fails = True
    builder = Builder(where, JobStore(where.data))
    assert [builder.encode() for _ in range(3)] == [False] * 3
    told = [record.getMessage() for record in caplog.records if "sentences' vectors" in record.getMessage()]
    assert told == ["the index answers without its sentences' vectors: it cannot be run here"]
    assert answers(where, encoder) is None


def test_a_keeper_starts_a_builder_for_an_index_without_vectors_and_once_only(
    where: Where, encoder: Hashes, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Where] = []

    class Ended:
        def poll(self) -> int:
            return 1

    def start(where: Where, lock: int) -> Ended:
        begun.append(where)
        return Ended()

    monkeypatch.setattr("web.jobs.keeper.start_builder", start)
    jobs = JobStore(where.data)
    light = Keeper(IndexFolder(where.index), where, jobs)
    light._see_to_jobs()
    assert begun == []
    keeper = Keeper(IndexFolder(where.index, encoder), where, jobs, encodes=True)
    for _ in range(3):
        keeper._see_to_jobs()
    assert begun == [where]
    Builder(where, jobs).encode()
    other = Keeper(IndexFolder(where.index, encoder), where, jobs, encodes=True)
    other._see_to_jobs()
    assert begun == [where]
