"""Files of judged questions: what they may hold, and what the command line reports of them."""

import json
import re
from pathlib import Path

import pytest

from index import Searcher, open_index
from qa import Answer, Models, Request, answer
from qa.evaluation import QuestionKind
from web.api.replies import json_text
from web.evaluation.question_files import QuestionFileError, read_questions
from web.evaluation.report import format_report
from web.evaluation.run_file import Run, run_body, run_questions

QUESTIONS = Path(__file__).parent.parent / "questions" / "pioneers.jsonl"

LINE = {"id": "a", "kind": "number", "question": "How many?", "answers": ["10"], "support": [], "answerable": True}


def test_a_conversation_is_read_turn_by_turn_with_its_history(tmp_path: Path) -> None:
    turns = [{"question": "Who?", "answers": ["Ada"]}, {"question": "And there?"}, {"question": "Why?"}]
    path = tmp_path / "turns.jsonl"
    path.write_text(f"{json.dumps({'id': 'c', 'kind': 'conversation', 'turns': turns})}\n\n", encoding="utf-8")
    read = read_questions(path).judged
    assert [(turn.id, turn.line, turn.group, turn.history) for turn in read] == [
        ("c.1", "c", "conversation-first", ()),
        ("c.2", "c", "conversation", ("Who?",)),
        ("c.3", "c", "conversation", ("Who?", "And there?")),
    ]
    assert {turn.kind for turn in read} == {QuestionKind.CONVERSATION}


def test_a_line_is_reported_under_its_tag_and_is_answerable_unless_it_says_not(tmp_path: Path) -> None:
    lines = [LINE, LINE | {"tag": "beds"}, {"id": "b", "kind": "what-did", "question": "What?"}]
    path = tmp_path / "tagged.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    read = read_questions(path).judged
    assert [question.group for question in read] == ["number", "beds", "what-did"]
    assert [question.answerable for question in read] == [True, True, True]


def test_what_nobody_has_judged_is_told_and_not_asked_but_leant_on(tmp_path: Path) -> None:
    turns = [{"question": "Who?", "judged": False}, {"question": "Why?"}]
    lines = [
        {"id": "w", "kind": "number", "question": "How many?", "judged": False},
        {"id": "c", "turns": turns},
        {"id": "x", "turns": turns[:1]},
    ]
    path = tmp_path / "some.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    read = read_questions(path)
    assert [(each.id, each.history) for each in read.judged] == [("c.2", ("Who?",))]
    assert read.waiting == ("w", "x")


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        pytest.param("{", "is not JSON", id="cut-short"),
        pytest.param("[1]", "should be an object", id="no-object"),
        pytest.param("[" * 100_000, "is not JSON", id="nested-without-end"),
        pytest.param(json.dumps(LINE | {"kind": "riddle"}), "kind: ", id="an-unknown-kind"),
        pytest.param(json.dumps(LINE | {"question": 7}), "question: ", id="a-question-that-is-a-number"),
        pytest.param(json.dumps(LINE | {"question": ""}), "question: ", id="an-empty-question"),
        pytest.param(json.dumps(LINE | {"answers": "10"}), "answers: ", id="answers-that-are-no-list"),
        pytest.param(json.dumps(LINE | {"support": [{"source": "a"}]}), "support.0.quote: ", id="no-quote"),
        pytest.param(json.dumps(LINE | {"answers": []}), "needs answers", id="a-number-without-answers"),
        pytest.param(json.dumps({"kind": "number"}), "question: ", id="no-question"),
        pytest.param(json.dumps(LINE | {"kind": "conversation"}), "needs turns", id="a-conversation-without-turns"),
        pytest.param(json.dumps({"id": "c", "turns": []}), "turns: ", id="no-turn"),
        pytest.param(json.dumps({"id": "c", "turns": [{}]}), "turns.0.question: ", id="a-turn-without-question"),
    ],
)
def test_a_bad_line_is_named_with_its_file(second: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f"{json.dumps(LINE)}\n{second}\n", encoding="utf-8")
    with pytest.raises(QuestionFileError) as caught:
        read_questions(path)
    message = str(caught.value)
    assert message.startswith(f"{path}, line 2: ")
    assert fault in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(None, "cannot be read", id="no-file"),
        pytest.param(b"\n \n", "holds no question$", id="no-question"),
        pytest.param(
            b'{"id": "c", "turns": [{"question": "Who?", "judged": false}]}',
            "holds no question that is judged; 1 wait for it",
            id="none-judged",
        ),
        pytest.param(b"\xff\xfe", "is not UTF-8", id="not-text"),
    ],
)
def test_a_file_that_is_no_question_file_is_named(content: bytes | None, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(QuestionFileError, match=fault) as caught:
        read_questions(path)
    assert str(caught.value).startswith(str(path))


def test_every_question_is_asked_with_its_history_for_ten_passages(
    shipped_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Request] = []

    def noting(request: Request, searcher: Searcher, models: Models | None) -> Answer:
        asked.append(request)
        return answer(request, searcher, models)

    monkeypatch.setattr("web.evaluation.run_file.answer", noting)
    path = tmp_path / "turns.jsonl"
    path.write_text(json.dumps({"id": "c", "turns": [{"question": "Who?"}, {"question": "Why?"}]}), encoding="utf-8")
    run_questions([path], open_index(shipped_index))
    assert asked == [Request("Who?", limit=10), Request("Why?", history=("Who?",), limit=10)]


@pytest.fixture(scope="module")
def run(shipped_index: Path) -> Run:
    """The development questions, asked of the shipped articles."""
    return run_questions([QUESTIONS], open_index(shipped_index))


def test_the_development_questions_are_asked_turn_by_turn(run: Run) -> None:
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    turns = [len(json.loads(line).get("turns", [0])) for line in lines]
    assert run.evaluation.questions == sum(turns) > len(lines)
    assert run.median_ms > 0
    assert run.unfounded == ()


def test_the_figures_as_json_are_those_of_the_table(run: Run) -> None:
    table = format_report(run, misses=True)
    body = json.loads(json_text(run_body(run, misses=True)))
    misses = body.pop("misses")
    assert len(misses) == table.count("\nMISS ") == len(run.evaluation.misses)
    figures = {name: value for name, value in body.items() if isinstance(value, int | float) and name != "format"}
    rows = {line[:32].rstrip(): float(line[32:].split()[0]) for line in table.splitlines()[: len(figures)]}
    assert rows == figures


def test_each_figure_stands_with_its_interval_in_the_table_and_in_the_json(run: Run) -> None:
    table, body = format_report(run), run_body(run)
    for name, known in body["figures"].items():
        low, high = known["interval"]
        assert low <= known["mean"] == body[name] <= high
        assert f"{name:32s} {known['mean']:.4f}  [{low:.2f}, {high:.2f}]  (n={known['n']})" in table
    low, high = body["kinds"]["number"]["hit@1"]["interval"]
    assert re.search(rf"^  number +hit@1 \d\.\d\d \[{low:.2f}, {high:.2f}\]  hit@5", table, re.M)


def test_the_reliability_of_the_confidence_is_told_bin_by_bin(run: Run) -> None:
    table, body = format_report(run), run_body(run)
    assert sum(one["n"] for one in body["reliability"]) == body["figures"]["confidence Brier score"]["n"]
    for one in body["reliability"]:
        start = f"{one['from']:.1f} to {one['to']:.1f}"
        told = re.search(rf"^  {start} +said (\S+)  right (\S+)  [#.|]+  \(n={one['n']}\)$", table, re.M)
        assert told is not None
        assert [float(value) for value in told.groups()] == pytest.approx([one["said"], one["right"]], abs=0.006)


def test_misses_are_told_only_when_asked_for(run: Run) -> None:
    assert "MISS" not in format_report(run)
    assert "misses" not in run_body(run)
