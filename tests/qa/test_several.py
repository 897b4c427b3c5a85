"""Questions for several things at once are told from those for one by their grammar."""

import pytest

from qa.asking.kinds import kind_of
from qa.asking.several import amount_of, as_list, noun_of
from qa.values import AnswerKind

SEVERAL = [
    "Which ferries carry cars?",
    "In which towns were the lamps put out?",
    "Which old ferries were sold?",
    "Which three ferries run at night?",
    "What are the stops of the night bus?",
    "Who are the judges of the boat race?",
    "Who sat on the jury?",
    "Who is on the harbour board?",
    "names of everyone on the panel",
    "Name every town that bid.",
    "List all the rules for anglers",
    "which boats r still at sea, need full list",
    "What kinds of fish are landed there?",
    "harbour plan three pillars",
    "winners of the regatta - all of them",
]
ONE = [
    "Which ferry carries most cars?",
    "Which town's pier fell down?",
    "Which captain says the channel is too narrow?",
    "Who was in charge of the dredger?",
    "Who sat on the panel that chose the winner?",
    "What makes the pier safe?",
    "What happens if the ferry is late?",
    "How many ferries run at night?",
    "When do the ferries run?",
    "Give me the name of the captain",
    "What is the harbour's phone number?",
]


@pytest.mark.parametrize("text", SEVERAL)
def test_a_question_for_several_things_asks_for_a_list(text: str) -> None:
    assert as_list(text, kind_of(text)).kind is AnswerKind.LIST


@pytest.mark.parametrize("text", ONE)
def test_a_question_for_one_thing_does_not(text: str) -> None:
    assert as_list(text, kind_of(text)) == kind_of(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("What are the three pillars?", 3),
        ("Name all fourteen towns.", 14),
        ("the 5 steps pls", 5),
        ("Which ferries run?", None),
        ("Which boats were at sea for three days?", None),
    ],
)
def test_how_many_there_are_is_read_from_the_question(text: str, amount: int | None) -> None:
    assert amount_of(text) == amount


@pytest.mark.parametrize(
    ("text", "noun"), [("Which old ferries run?", "ferries"), ("Name every town that bid.", "town"), ("Who won?", None)]
)
def test_the_noun_of_what_is_asked_for_is_found(text: str, noun: str | None) -> None:
    assert noun_of(text) == noun
