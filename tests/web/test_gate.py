"""Holding a new index to questions: what changes is listed, and a judged answer that gets worse refuses it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Searcher, build_index, open_index
from web.evaluation.gate import Gate, GateRefused
from web.evaluation.question_files import QuestionFileError, read_questions

FERRY = "The ferry across the harbour rests on Mondays."
BRIDGE = "The bridge opens on 12 June 2024."
OPENING = {"question": "When does the bridge open?"}
JUDGED = {**OPENING, "id": "opening", "kind": "date", "answers": ["12 June 2024"]}
SUPPORT = {"support": [{"source": "bridge", "quote": BRIDGE}]}
REST = {"id": "rest", "question": "When does the ferry rest?"}

Indexed = Callable[..., Searcher]


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Indexed:
    """Indexes articles given by id."""

    def indexed(**texts: str) -> Searcher:
        folder = tmp_path_factory.mktemp("articles")
        for name, text in texts.items():
            (folder / f"{name}.txt").write_text(text, "utf-8")
        index = tmp_path_factory.mktemp("index")
        build_index(folder, index)
        return open_index(index)

    return indexed


@pytest.fixture(scope="module")
def before(indexed: Indexed) -> Searcher:
    return indexed(ferry=FERRY, bridge=BRIDGE)


def lines(place: Path, *rows: object) -> Path:
    path = place / "held.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


def test_an_unjudged_answer_that_is_lost_is_listed_and_does_not_refuse(
    indexed: Indexed, before: Searcher, tmp_path: Path
) -> None:
    gate = Gate(lines(tmp_path, REST, OPENING))
    gate(before, indexed(ferry=FERRY))
    (changed,) = gate.changed
    assert (changed.id, changed.better, changed.worse, changed.after) == ("line 2", (), (), None)
    assert changed.before and (changed.before.article_id, changed.before.end) == ("bridge", len(BRIDGE))
    assert changed.line() == "line 2: another passage"


def test_another_short_answer_at_the_same_place_is_listed(indexed: Indexed, before: Searcher, tmp_path: Path) -> None:
    gate = Gate(lines(tmp_path, OPENING, REST))
    gate(before, indexed(ferry=FERRY, bridge=BRIDGE.replace("12 June", "13 July")))
    assert [changed.line() for changed in gate.changed] == ["line 1: another short answer"]
    assert gate.changed[0].before == gate.changed[0].after


def test_a_judged_answer_that_gets_worse_refuses_and_what_else_changes_is_listed_with_it(
    indexed: Indexed, before: Searcher, tmp_path: Path
) -> None:
    path = lines(tmp_path, OPENING, {**JUDGED, **SUPPORT}, REST)
    gate = Gate(path)
    with pytest.raises(GateRefused) as caught:
        gate(before, indexed(ferry=FERRY))
    told = "opening: worse: rank 1 → refused, worse: short answer right → not given"
    assert str(caught.value).startswith(f"{path}: 1 answers would get worse ({told}); the index that answers stays. ")
    assert [changed.line() for changed in caught.value.changed] == [told, "line 1: another passage"]


def test_a_judged_answer_that_gets_better_is_listed(indexed: Indexed, before: Searcher, tmp_path: Path) -> None:
    gate = Gate(lines(tmp_path, REST, {**JUDGED, **SUPPORT}))
    gate(indexed(ferry=FERRY), before)
    assert [changed.line() for changed in gate.changed] == [
        "opening: better: refused → rank 1, better: short answer not given → right"
    ]


def test_where_no_answer_changes_nothing_is_listed(indexed: Indexed, before: Searcher, tmp_path: Path) -> None:
    gate = Gate(lines(tmp_path, REST, OPENING, {**JUDGED, **SUPPORT}))
    gate(before, indexed(ferry=FERRY, bridge=BRIDGE, quay="Forty stalls stand on the quay."))
    assert gate.changed == ()


def test_an_unjudged_question_may_lean_on_earlier_ones(indexed: Indexed, before: Searcher, tmp_path: Path) -> None:
    gate = Gate(lines(tmp_path, {"question": "And when is that?", "history": ["When does the ferry rest?"]}))
    gate(before, indexed(bridge=BRIDGE))
    assert [changed.id for changed in gate.changed] == ["line 1"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        pytest.param({}, "question: ", id="no-question"),
        pytest.param({"question": ""}, "question: ", id="an-empty-question"),
        pytest.param({**OPENING, "answer": ["12 June"]}, "answer: ", id="a-misspelt-judgement"),
        pytest.param({**OPENING, "id": "a", "answers": ["12 June"]}, "kind: ", id="a-judgement-without-its-kind"),
        pytest.param({**JUDGED, "answers": []}, "needs answers", id="a-judgement-without-answers"),
        pytest.param([], "should be an object", id="no-object"),
    ],
)
def test_a_line_that_neither_asks_nor_judges_is_refused_by_number(line: object, fault: str, tmp_path: Path) -> None:
    path = lines(tmp_path, REST, line)
    with pytest.raises(QuestionFileError) as caught:
        Gate(path)
    assert str(caught.value).startswith(f"{path}, line 2: ")
    assert fault in str(caught.value)


def test_an_evaluation_wants_every_question_judged(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="line 1: kind: "):
        read_questions(lines(tmp_path, REST))
