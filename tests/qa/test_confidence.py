"""Deciding: whether to answer, how sure the first passage is, and what a promise may not lack."""

from collections.abc import Callable
from typing import Any

import pytest

from index import build_index, open_index
from qa import Band, Confidence
from qa.asking.question import read_question
from qa.asking.rewriting import mark_exact
from qa.finding.ranking import Ranked, rank
from qa.models import shipped_models
from qa.saying.confidence import Decider, Deciders, Logistic, estimate_confidence
from qa.saying.signals import SIGNALS, measure_signals

DECIDER = Decider(
    answerable=Logistic(-1.0, {"held_near": 2.0, "missing": -4.0}),
    right=Logistic(-2.0, {"held_near": 3.0, "margin": 1.0}),
    answered_from=0.3,
    high_from=0.8,
)
DECIDERS = Deciders(with_encoder=DECIDER, by_words=DECIDER)


def confidence(question: str = "Who lit the lamp?", *, fits: bool = True, **signals: float) -> Confidence:
    first = Ranked(0, None, None, 1.0, 1.0, (), fits, (), {})  # type: ignore[arg-type]
    seen = dict.fromkeys((name for name in SIGNALS if name != "cosine_rank"), 0.0) | signals
    return estimate_confidence(read_question(question), first, seen, DECIDERS)


def test_the_more_is_held_the_surer() -> None:
    sure = [confidence(held_near=held).probability for held in (0.1, 0.5, 0.9)]
    assert sure == sorted(set(sure))


def test_where_the_articles_do_not_answer_nothing_is_answered_however_sure_the_passage() -> None:
    assert confidence(held_near=1.0, margin=3.0).band is Band.HIGH
    assert confidence(held_near=1.0, margin=3.0, missing=0.9).band is Band.LOW


@pytest.mark.parametrize("lacking", ["lacks", "stranger", "absent", "elsewhere"])
def test_what_lacks_something_is_no_promise(lacking: str) -> None:
    assert confidence(held_near=1.0, margin=3.0, **{lacking: 1.0}).band is Band.MEDIUM


def test_a_phone_number_that_is_not_there_is_no_answer() -> None:
    assert confidence("What is the phone number of the keeper?", held_near=1.0, fits=False).band is Band.LOW
    assert confidence("What is the phone number of the keeper?", held_near=1.0, fits=True).band is not Band.LOW


def test_where_no_article_holds_any_word_nothing_is_answered_however_near_in_meaning() -> None:
    assert confidence(held_near=1.0, margin=3.0, unknown=1.0).band is Band.LOW


@pytest.mark.parametrize(
    "question", ["What does RNLI stand for?", "what does rnli stand for", "Is RNLI short for anything?"]
)
def test_what_letters_stand_for_is_answered_only_where_it_is_told(question: str) -> None:
    assert confidence(question, held_near=1.0, margin=3.0).band is Band.LOW
    assert confidence(question, held_near=1.0, margin=3.0, short=0.9).band is Band.HIGH
    for other in ("What does the council stand for?", "How long did they stand for?", "Which seat did Rae stand for?"):
        assert confidence(other, held_near=1.0, margin=3.0).band is Band.HIGH


def test_an_encoder_brings_signals_and_a_decider_of_its_own() -> None:
    other = Decider(DECIDER.answerable, DECIDER.right, 0.99, 0.99)
    deciders = Deciders(with_encoder=other, by_words=DECIDER)
    assert deciders.of({"cosine_rank": 0.5}) is other
    assert deciders.of({"held_near": 0.5}) is DECIDER


def test_far_out_signals_give_probabilities_still() -> None:
    model = Logistic(0.0, {"margin": 1e6})
    assert model.estimate({"margin": 1.0}) == pytest.approx(1.0)
    assert model.estimate({"margin": -1.0}) == pytest.approx(0.0)


def test_where_the_articles_rather_do_not_answer_nothing_is_promised() -> None:
    assert confidence(held_near=1.0, margin=3.0, missing=0.3).band is Band.MEDIUM


@pytest.mark.parametrize("model", ["answerable", "right"])
def test_a_model_may_weigh_only_the_signals_that_are_meant_for_it(model: str) -> None:
    told: dict[str, Any] = {
        name: {"intercept": 0, "coefficients": {}} for name in ("answerable", "right")
    } | {"answered_from": 0.4, "high_from": 0.8}  # fmt: skip
    Decider.of(told)
    stranger = {"answerable": "worst", "right": "missing"}[model]
    for name in (stranger, "colour"):
        told[model]["coefficients"] = {name: 1.0}
        with pytest.raises(ValueError, match=name):
            Decider.of(told)


FERRY = """\
Ferry timetable

The ferry leaves Ardal every Saturday at noon. The ferryman rings the bell, and the miller pays for the crossing.

Odd Lunde steered the ferry for nine winters. The crossing takes 35 minutes.
"""


@pytest.fixture(scope="module")
def signals(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, float]]:
    folder = tmp_path_factory.mktemp("ferry")
    (folder / "articles").mkdir()
    (folder / "articles" / "ferry.txt").write_text(FERRY, "utf-8")
    build_index(folder / "articles", folder / "index")
    searcher = open_index(folder / "index")

    def measured(text: str) -> dict[str, float]:
        question = mark_exact(read_question(text), searcher)
        ranked = rank(question, searcher, shipped_models().rankers, limit=30)
        return measure_signals(question, ranked[0], ranked, searcher, short=0.5)

    return measured


def test_every_signal_is_measured_but_the_encoders(signals: Callable[[str], dict[str, float]]) -> None:
    assert {*signals("When does the ferry leave?"), "cosine_rank"} == {*SIGNALS}


def test_a_weekday_tells_on_which_day(signals: Callable[[str], dict[str, float]]) -> None:
    told = signals("On which day does the ferry leave Ardal?")
    assert told["misfit"] == 0
    assert told["missing"] < 0.2


def test_a_figure_that_is_asked_for_and_nowhere_given_is_a_misfit(signals: Callable[[str], dict[str, float]]) -> None:
    assert signals("How many ferrymen ring the bell?")["misfit"] == 1
    assert signals("How long does the crossing take?")["misfit"] == 0


def test_who_pays_may_be_answered_by_a_name_of_no_person(signals: Callable[[str], dict[str, float]]) -> None:
    told = signals("Who pays for the crossing?")
    assert (told["misfit"], told["no_person"]) == (0, 1)


def test_a_name_in_no_article_is_a_stranger(signals: Callable[[str], dict[str, float]]) -> None:
    assert signals("When does the ferry leave for Zanzibar?")["stranger"] == 1
    assert signals("When does the ferry leave Ardal?")["stranger"] == 0


def test_whether_something_is_so_is_not_told_where_a_word_of_it_is_in_no_article(
    signals: Callable[[str], dict[str, float]],
) -> None:
    assert signals("Does the ferry carry xylophones?")["absent"] == 1
    assert signals("Does the ferry leave anywhere?")["absent"] == 0
    assert signals("Who sells xylophones on the ferry?")["absent"] == 0


def test_what_kind_of_thing_is_wanted_is_seen(signals: Callable[[str], dict[str, float]]) -> None:
    assert signals("Which bell is rung?")["kind_named"] == 1
    assert signals("Does the ferryman ring the bell?")["kind_named"] == 0


def test_how_long_a_question_is_does_not_count(signals: Callable[[str], dict[str, float]]) -> None:
    short, long = signals("Who steered the ferry?"), signals("Hello, could you please tell me who steered the ferry?")
    assert short == long
