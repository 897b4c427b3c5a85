"""A short answer is chosen by weights in the open, that are learned from judged choices."""

import pytest

from qa.asking.question import read_question
from qa.finding.ranking import Ranked
from qa.models import shipped_models
from qa.selection.chooser import Chooser, Weights
from qa.selection.wanted import Group, read_wanted
from qa.training.choosing import Choice, fit_chooser

TOLD = {
    "given_from": 0.5,
    "names": {
        "choice": {"intercept": 0.0, "coefficients": {"noun_in": 2.0, "acronym": -1.0}},
        "estimate": {"intercept": -1.0, "coefficients": {"choice": 1.0, "margin": 0.5}},
    },
    "values": {
        "choice": {"intercept": 0.0, "coefficients": {"fit": 1.0}},
        "estimate": {"intercept": 0.0, "coefficients": {}},
    },
    "form": {
        "choice": {"intercept": 0.0, "coefficients": {}},
        "estimate": {"intercept": 2.0, "coefficients": {}},
    },
}


def test_the_best_is_chosen_and_of_equal_ones_the_first() -> None:
    chooser = Chooser.of(TOLD)
    best, share = chooser.choose(Group.NAMES, [{"acronym": 1.0}, {"noun_in": 1.0}, {"noun_in": 1.0}])
    assert best == 1
    assert 0.4 < share < 0.5


def test_a_choice_without_rivals_has_the_whole_share() -> None:
    assert Chooser.of(TOLD).choose(Group.VALUES, [{"fit": 1.0}]) == (0, 1.0)


def test_what_was_not_measured_weighs_nothing_and_more_margin_is_surer() -> None:
    chooser = Chooser.of(TOLD)
    near, far = (chooser.estimate(Group.NAMES, {"margin": margin}) for margin in (0.0, 3.0))
    assert near == pytest.approx(1 / (1 + 2.718281828))
    assert far > near


def test_a_weight_of_something_unknown_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown measure 'luck'"):
        Weights.of({"intercept": 0.0, "coefficients": {"luck": 1.0}}, {"fit": None})


def test_the_weights_that_ship_prefer_what_holds_the_noun_that_is_asked_for() -> None:
    for chooser in (shipped_models().choosers.with_encoder, shipped_models().choosers.by_words):
        best, _ = chooser.choose(Group.NAMES, [{"rare": 0.5}, {"rare": 0.5, "noun_in": 1.0}])
        assert best == 1
        assert 0 < chooser.given_from < 1


def test_weights_are_learned_from_choices() -> None:
    question = read_question("How many lamps has the quay?")
    wanted = read_wanted(question)
    sentence = Ranked(0, None, None, 1.0, 1.0, (), True, (), {})  # type: ignore[arg-type]
    value = [{"fit": 1.0, "noun_after": 1.0}, {"fit": 1.0}]
    name = [{"noun_in": 1.0}, {}]
    asks = (
        (question, wanted, value),
        (read_question("Which town has a quay?"), read_wanted(read_question("Which town has a quay?")), name),
        (read_question("What does OWF stand for?"), read_wanted(read_question("What does OWF stand for?")), [{}]),
    )
    choices = [
        Choice("f", one, wants, measures, (True, False)[: len(measures)], (sentence, 3.0))
        for one, wants, measures in asks
        for _ in range(20)
    ]
    told = fit_chooser(choices)
    assert told["values"]["choice"]["coefficients"]["noun_after"] > 0
    assert told["names"]["choice"]["coefficients"]["noun_in"] > 0
    assert Chooser.of(told).choose(Group.VALUES, value)[0] == 0
    assert told["form"]["estimate"]["intercept"] > 1  # all are right, and nothing else tells them apart
