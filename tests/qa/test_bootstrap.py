"""The figures' intervals: as wide as they should be, drawn by line, the same each time."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from qa import Band
from qa.evaluation import MEASURES, Interval, Outcome, Result, estimate_figures
from qa.evaluation.bootstrap import estimate_differences

RESULT = Result("q", "q", "number", "?", True, Outcome.ANSWERED, 0.5, Band.MEDIUM, 1, True, None, None)
FIRST = "passage hit@1"


def replies(ranks: Sequence[int | None], *, turns: int = 1) -> list[Result]:
    """One reply for each rank; so many turns in a row share a line."""
    return [
        replace(RESULT, id=f"q{n}", line=f"q{n // turns}", rank=rank, first_right=rank == 1)
        for n, rank in enumerate(ranks)
    ]


def interval(results: Sequence[Result], name: str = FIRST) -> Interval | None:
    return next(each.interval for each in estimate_figures(MEASURES, results) if each.name == name)


def width(found: Interval | None) -> float:
    assert found is not None
    return found.high - found.low


def test_an_interval_is_as_wide_as_the_share_of_so_many_independent_replies_varies() -> None:
    # Of 400, half right: the standard error is sqrt(.25 / 400) = .025, and 1.96 of it go to each side.
    found = interval(replies([1, 2] * 200))
    assert found is not None
    assert found == pytest.approx((0.451, 0.549), abs=0.006)


def test_turns_that_stand_on_one_line_are_drawn_together() -> None:
    alike = [1] * 4 + [2] * 4
    apart, together = interval(replies(alike * 25)), interval(replies(alike * 25, turns=4))
    assert width(together) == pytest.approx(2 * width(apart), rel=0.1)  # a quarter as many draws: twice as wide


def test_the_same_replies_give_the_same_intervals() -> None:
    results = replies([1, 2, None, 1, 3])
    assert estimate_figures(MEASURES, results) == estimate_figures(MEASURES, results)


def test_a_figure_of_one_line_has_no_interval() -> None:
    assert interval(replies([1, 2, 1], turns=3)) is None
    assert interval([*replies([1, 2]), replace(RESULT, line="q9", coverage=0.5)], "list/conflict coverage@10") is None


def test_a_drawing_without_any_reply_for_a_figure_is_left_out_of_it() -> None:
    sure = [replace(each, band=Band.HIGH) for each in replies([1, 1])]
    assert interval([*sure, *replies([2] * 6, turns=1)], "right where sure") == (1.0, 1.0)


def test_a_difference_is_measured_in_the_same_drawings() -> None:
    before, now = replies([1, 2] * 50), replies([1, 1, 1, 2] * 25)
    (found,) = [each for each in estimate_differences(MEASURES, before, now) if each.after.name == FIRST]
    assert (found.before.mean, found.after.mean) == (0.5, 0.75)
    # A quarter of the questions moved up: the standard error is sqrt(.25 * .75 / 100) = .043. Unpaired it were .066.
    assert found.interval == pytest.approx((0.165, 0.335), abs=0.015)


def test_runs_that_are_the_same_differ_by_nothing() -> None:
    results = replies([1, 2, None, 1])
    assert {each.interval for each in estimate_differences(MEASURES, results, results)} == {(0.0, 0.0)}


def test_runs_without_a_common_question_have_no_difference() -> None:
    assert estimate_differences(MEASURES, [], []) == ()
