"""Runs that were printed as JSON are read again and compared with; other files are told of."""

import json
import os
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from click.testing import Result as Done

from qa import Band
from qa.evaluation import Outcome, Result, ShortVerdict
from web.cli.commands import cli
from web.evaluation.run_file import RunFileError, read_run

ANSWERED = Result("q", "q", "number", "?", True, Outcome.ANSWERED, 0.5, Band.MEDIUM, 1, True, None, None)
REFUSED = replace(ANSWERED, outcome=Outcome.REFUSED, band=Band.LOW, rank=None, first_right=False)
NO_ANSWER = replace(REFUSED, answerable=False, group="unanswerable")
RIGHT = replace(ANSWERED, short=ShortVerdict.RIGHT)


def run_file(path: Path, **changed: Any) -> Path:
    body = {"format": 1, "index": "sha256:0", "results": [asdict(ANSWERED)], **changed}
    path.write_text(json.dumps(body), "utf-8")
    return path


def test_a_run_that_was_written_is_read(tmp_path: Path) -> None:
    results = [ANSWERED, replace(RIGHT, id="r"), replace(NO_ANSWER, id="n", coverage=0.5)]
    read = read_run(run_file(tmp_path / "run.json", results=[asdict(each) for each in results], further=1))
    assert (read.index, list(read.results)) == ("sha256:0", results)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        pytest.param({"format": 2}, "format: ", id="another-format"),
        pytest.param({"results": []}, "results: ", id="no-result"),
        pytest.param({"results": [{"id": "q"}]}, "results.0.", id="half-a-result"),
        pytest.param({"results": [{**asdict(ANSWERED), "outcome": "shrugged"}]}, "results.0.outcome: ", id="outcome"),
        pytest.param({"results": [{**asdict(ANSWERED), "rank": 0}]}, "a rank is below 1", id="rank"),
        pytest.param({"results": [{**asdict(ANSWERED), "probability": float("nan")}]}, "finite", id="no-number"),
    ],
)
def test_a_file_that_is_no_run_is_named_with_its_fault_and_how_to_make_one(
    changed: dict[str, Any], fault: str, tmp_path: Path
) -> None:
    path = run_file(tmp_path / "run.json", **changed)
    with pytest.raises(RunFileError) as caught:
        read_run(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: not a run of an evaluation (")
    assert fault in message and "pioneer-qa evaluate --json" in message and "\n" not in message


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(None, "cannot be read", id="no-file"),
        pytest.param(b"\xff", "Invalid JSON", id="no-text"),
        pytest.param(b'{"id": "a"}\n{"id": "b"}\n', "Invalid JSON", id="a-file-of-questions"),
        pytest.param(b"[" * 100_000, "Invalid JSON", id="nested-without-end"),
        pytest.param(b'{"passage hit@1": 0.5}', "format: Field required", id="figures-alone"),
    ],
)
def test_a_foreign_file_is_told(content: bytes | None, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RunFileError, match=fault):
        read_run(path)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    rows = [
        {"id": "house", "kind": "which-area", "question": "Which pioneer is piloting a crisis house?",
         "answers": ["South Devon and Torbay"],
         "support": [{"source": "fourteen-pioneering-initiatives", "quote": "we are piloting a crisis house"}]},
        {"id": "zebras", "kind": "unanswerable", "question": "Who feeds the zebras?", "answerable": False},
    ]  # fmt: skip
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


def evaluate(*arguments: str | Path, environment: dict[str, str]) -> Done:
    runner = CliRunner(env={**dict.fromkeys(set(os.environ) - set(environment)), **environment})
    return runner.invoke(cli, ["evaluate", *map(str, arguments)], prog_name="pioneer-qa")


def test_a_run_printed_as_json_can_be_compared_with_and_so_can_the_comparison(
    questions: Path, shipped_index: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    def run(*arguments: str | Path) -> Done:
        return evaluate("--index", shipped_index, *arguments, questions, environment=environment)

    earlier = json.loads(run("--json").stdout)
    house = earlier["results"][0]
    assert (house["rank"], house["short"], earlier["results"][1]["outcome"]) == (1, "right", "no_answer")
    house["rank"], house["short"] = 4, "wrong"
    (tmp_path / "earlier.json").write_text(json.dumps(earlier), "utf-8")
    told = run("--against", tmp_path / "earlier.json")
    assert told.exit_code == 0
    assert "on the 2 questions that both have" in told.stdout
    assert re.search(r"^  which-area +hit@1 0\.00 → 1\.00 \+1\.00  answer 0\.00 → 1\.00 \+1\.00$", told.stdout, re.M)
    assert "better: 1\n  house [which-area] " in told.stdout
    assert "rank 4 → 1, short answer wrong → right, sure and wrong → not sure and wrong\nworse: 0" in told.stdout
    body = json.loads(run("--json", "--against", tmp_path / "earlier.json").stdout)
    assert body["against"]["figures"]["passage hit@1"] == {"before": 0.0, "now": 1.0, "interval": None}
    assert [change["how"] for change in body["against"]["better"]] == [
        ["rank 4 → 1", "short answer wrong → right", "sure and wrong → not sure and wrong"]
    ]
    (tmp_path / "again.json").write_text(json.dumps(body), "utf-8")
    assert "better: 0\nworse: 0" in run("--against", tmp_path / "again.json").stdout


def test_a_file_that_is_no_run_is_refused_before_anything_is_asked(
    questions: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    done = evaluate("--index", tmp_path / "none", "--against", questions, questions, environment=environment)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"pioneer-qa: {questions}: not a run of an evaluation")
    assert not (tmp_path / "none").exists()


def test_questions_that_are_of_other_articles_are_told_of(
    questions: Path, shipped_index: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    sound = evaluate("--index", shipped_index, questions, environment=environment)
    assert sound.stderr == ""
    questions.write_text(questions.read_text("utf-8").replace("we are piloting", "we were piloting"), "utf-8")
    done = evaluate("--index", shipped_index, questions, environment=environment)
    assert done.exit_code == 0
    assert done.stderr.startswith("The articles do not hold, as it is quoted, what should support house: ")
