"""Deciding: whether to answer, how sure the first passage is, and what a promise may not lack."""

import pytest

from qa import Band, Confidence
from qa.asking.question import read_question
from qa.finding.ranking import Ranked
from qa.saying.confidence import SIGNALS, Decider, Deciders, Logistic, estimate_confidence

DECIDER = Decider(
    answerable=Logistic(-1.0, {"cover": 2.0, "absent": -4.0}),
    right=Logistic(-2.0, {"cover": 3.0, "margin": 1.0}),
    answered_from=0.5,
    high_from=0.8,
)
DECIDERS = Deciders(with_encoder=DECIDER, by_words=DECIDER)


def confidence(question: str = "Who lit the lamp?", *, fits: bool = True, **signals: float) -> Confidence:
    first = Ranked(0, None, None, 1.0, 1.0, (), fits, (), {})  # type: ignore[arg-type]
    seen = dict.fromkeys((name for name in SIGNALS if "cosine" not in name), 0.0) | signals
    return estimate_confidence(read_question(question), first, seen, DECIDERS)


def test_the_more_is_covered_the_surer() -> None:
    sure = [confidence(cover=cover).probability for cover in (0.1, 0.5, 0.9)]
    assert sure == sorted(set(sure))


def test_where_the_articles_do_not_answer_nothing_is_answered_however_sure_the_passage() -> None:
    assert confidence(cover=1.0, margin=3.0).band is Band.HIGH
    assert confidence(cover=1.0, margin=3.0, absent=0.9).band is Band.LOW


@pytest.mark.parametrize("lacking", ["lacks", "stranger"])
def test_what_lacks_something_is_no_promise(lacking: str) -> None:
    assert confidence(cover=1.0, margin=3.0, **{lacking: 1.0}).band is Band.MEDIUM


def test_a_phone_number_that_is_not_there_is_no_answer() -> None:
    assert confidence("What is the phone number of the keeper?", cover=1.0, fits=False).band is Band.LOW
    assert confidence("What is the phone number of the keeper?", cover=1.0, fits=True).band is not Band.LOW


def test_an_encoder_brings_signals_and_a_decider_of_its_own() -> None:
    other = Decider(DECIDER.answerable, DECIDER.right, 0.99, 0.99)
    deciders = Deciders(with_encoder=other, by_words=DECIDER)
    assert deciders.of({"cosine": 0.5}) is other
    assert deciders.of({"cover": 0.5}) is DECIDER


def test_far_out_signals_give_probabilities_still() -> None:
    model = Logistic(0.0, {"cover": 1e6})
    assert model.estimate({"cover": 1.0}) == pytest.approx(1.0)
    assert model.estimate({"cover": -1.0}) == pytest.approx(0.0)
