"""Whether the confidence means what it says: its bins and its error, on replies made up for it."""

from dataclasses import replace

import pytest

from qa import Band
from qa.evaluation import MEASURES, Outcome, Result, measure_calibration
from qa.evaluation.results import compute_figures

RESULT = Result("q", "q", "number", "?", True, Outcome.ANSWERED, 0.5, Band.MEDIUM, 1, True, None, None)


def said(probability: float, right: bool | None) -> Result:
    return replace(RESULT, probability=probability, first_right=right)


def test_replies_are_sorted_into_bins_of_a_tenth() -> None:
    found = measure_calibration(
        [said(0.0, False), said(0.1, True), said(0.12, False), said(0.95, True), said(1.0, True)]
    )
    assert [(one.low, one.high, one.n) for one in found.bins] == [(0.0, 0.1, 1), (0.1, 0.2, 2), (0.9, 1.0, 2)]
    assert [one.right for one in found.bins] == [0.0, 0.5, 1.0]
    assert [one.said for one in found.bins] == pytest.approx([0.0, 0.11, 0.975])
    assert found.n == 5


@pytest.mark.parametrize(
    ("replies", "error", "brier"),
    [
        pytest.param([said(1.0, True), said(0.0, False)], 0.0, 0.0, id="always-right"),
        pytest.param([said(1.0, False), said(0.0, True)], 1.0, 1.0, id="always-wrong"),
        pytest.param([said(0.5, True), said(0.5, False)], 0.0, 0.25, id="half-and-half"),
        pytest.param([said(0.8, True), said(0.8, False), said(0.2, False), said(0.2, False)], 0.25, 0.19, id="mixed"),
    ],
)
def test_the_calibration_error_and_the_brier_score_are(replies: list[Result], error: float, brier: float) -> None:
    assert measure_calibration(replies).error == pytest.approx(error)
    (score,) = [figure for figure in compute_figures(MEASURES, replies) if figure.name == "confidence Brier score"]
    assert score.mean == pytest.approx(brier)


def test_a_reply_without_a_passage_says_nothing_of_the_confidence() -> None:
    found = measure_calibration([said(0.0, None)])
    assert (found.bins, found.n, found.error) == ((), 0, 0.0)
