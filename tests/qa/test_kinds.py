"""The kind of answer that a question asks for: its clause and grammar, the model, and what is told of it."""

import io
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from qa import ModelError
from qa.asking.clauses import find_asking
from qa.asking.kind_model import KindModel, read_kind_model, shipped_kind_model
from qa.asking.question import read_question
from qa.training.__main__ import main
from qa.training.kinds import fit_kinds, of_judged


@pytest.mark.parametrize(
    ("told", "question"),
    [
        ("place", "Where was the old lighthouse lamp found?"),
        ("role", "What is Ann Lee's job?"),
        ("person", "Which engineer drew up the plans for the sluice?"),
        ("number", "What number of new berths will be dug?"),
        ("money", "What did the new slipway cost?"),
        ("passage", "What did the harbour master give to the school?"),
        ("passage", "What is the most common way they paid?"),
        ("place", "Where can families call?"),
        ("contact", "Where can residents write to?"),
        ("date", "When does the reference number expire?"),
        ("passage", "docket number weir case"),
        ("money", "What was spent on lamps?"),
        ("money", "What will the warden be paid?"),
        ("money", "What is the harbour's deficit?"),
        ("money", "What are the pearls worth?"),
        ("money", "What's the most that a diver pays?"),
        ("passage", "What was the money spent on?"),
        ("passage", "What's the docket number of the weir case?"),
        ("contact", "Where should ropers write for a berth?"),
        ("money", "How big a grant did the choir get?"),
        ("share", "What percentage of the boats are electric?"),
        ("duration", "How long did the crossing take?"),
        ("duration", "How many days do they keep lost umbrellas?"),
        ("passage", "What's she asking for?"),
        ("measure", "How deep is the dock?"),
        ("measure", "What is the height of the chimney?"),
        ("number", "How many gulls were counted?"),
        ("date", "In which year was the pier opened?"),
        ("date", "Until what day can one apply?"),
        ("time", "At what time does the last ferry leave?"),
        ("reason", "Why was the market moved?"),
        ("reason", "How come the market was moved?"),
        ("manner", "How did the crew free the whale?"),
        ("yes_no", "I keep bees. Is the meadow open to me?"),
        ("definition", "What is a groyne?"),
        ("list", "Which three clubs share the boathouse?"),
        ("subject", "Which town has a floating library?"),
        ("subject", "At what base did the two crews meet?"),
    ],
    ids=lambda value: value,
)
def test_the_kind_of_answer_is_told(told: str, question: str) -> None:
    assert read_question(question).told.value == told


@pytest.mark.parametrize(
    ("clause", "question"),
    [
        ("who do I call", "My aunt is 84 and lives near the quay, who do I call?"),
        ("what email do I use", "I'm a baker in Ayton and would rather write than phone - what email do I use?"),
        ("where was that", "They found a whale in the dock. I read it somewhere, where was that?"),
        ("what was his name", "The man who said “why now” at the dock, what was his name?"),
        ("Which club won", "Which club won? I only caught the end."),
    ],
    ids=lambda value: value,
)
def test_the_clause_that_asks_is_found_among_what_is_told_beside_it(clause: str, question: str) -> None:
    asking = find_asking(question)
    assert question[asking.start : asking.end].strip(" ?") == clause


@pytest.mark.parametrize(
    ("head", "question"),
    [
        ("fish", "What kind of fish do they sell?"),
        ("ship", "What is the name of the ship?"),
        ("pilots", "Which of the pilots retired?"),
        ("scheme", "Which scheme takes in both banks?"),
        ("plane", "What was the plane Ada Finch flew?"),
        ("year", "In what year did it open?"),
        ("", "Who left?"),
    ],
    ids=lambda value: value or "none",
)
def test_the_head_noun_of_what_is_asked_is_found(head: str, question: str) -> None:
    asking = find_asking(question)
    assert asking.word(asking.head) == head


@given(st.text(max_size=120))
def test_any_text_has_a_clause_and_scores(text: str) -> None:
    asking = find_asking(text)
    assert 0 <= asking.start <= asking.end <= len(text)
    assert all(np.isfinite(list(shipped_kind_model().score(text).values())))


LABELS = [
    *(("HUM:ind", f"Who {verb} the {noun} ?") for verb in ("built", "sold", "won") for noun in ("boat", "mill", "cup")),
    *(("NUM:count", f"How many {noun} sank ?") for noun in ("boats", "ships", "rafts", "buoys")),
    *(("LOC:city", f"Where is the {noun} ?") for noun in ("quay", "mill", "dock", "fort")),
]


def test_the_same_questions_give_the_same_model_which_tells_their_kinds() -> None:
    told = [of_judged("list", "Which boats sank?", ()), of_judged("number", "What did it cost?", ["£3 million"])]
    models = [fit_kinds(LABELS, [one for one in told if one is not None]) for _ in range(2)]
    kept = [io.BytesIO(), io.BytesIO()]
    for model, place in zip(models, kept, strict=True):
        np.savez_compressed(place, **model.arrays())
    assert kept[0].getvalue() == kept[1].getvalue()
    for text, kind in (("Who sank it?", "person"), ("How many mills burnt?", "count"), ("Where is it?", "place")):
        scores = models[0].score(text)
        assert max(scores, key=lambda each: scores[each]) == kind


@pytest.mark.parametrize(
    ("kind", "answers", "may_be"),
    [
        ("number", ["£3 million"], ("money",)),
        ("number", ["12 per cent", "12%"], ("share",)),
        ("number", ["six weeks"], ("duration",)),
        ("number", ["40"], ("count", "number")),
        ("date", ["May 2019"], ("date",)),
    ],
)
def test_the_accepted_answers_tell_what_a_judged_question_asks_for(
    kind: str, answers: list[str], may_be: tuple[str, ...]
) -> None:
    told = of_judged(kind, "How much?", answers)
    assert told is not None and told.may_be == may_be


def test_a_damaged_or_missing_model_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "kinds.npz"
    with pytest.raises(ModelError, match="cannot be read"):
        read_kind_model(path)
    arrays = shipped_kind_model().arrays() | {"bias": np.zeros(2, dtype=np.float32)}
    np.savez(path, **arrays)
    with pytest.raises(ModelError, match="do not fit one another"):
        read_kind_model(path)


def test_a_model_is_what_its_arrays_are() -> None:
    model = shipped_kind_model()
    assert KindModel.of(model.arrays()).score("Who won?") == model.score("Who won?")


def test_without_labelled_questions_the_model_that_ships_is_kept(tmp_path: Path) -> None:
    found = CliRunner().invoke(main, [str(tmp_path), "--models", str(tmp_path / "models"), "--kinds-only"])
    assert found.exit_code == 0
    assert "the model that ships" in found.output
