"""An earlier run beside a later one: what became better and worse, question by question and in each figure."""

from dataclasses import replace

import pytest

from qa import Band
from qa.evaluation import Outcome, Result, ShortVerdict, compare_runs

ANSWERED = Result("q", "q", "number", "?", True, Outcome.ANSWERED, 0.5, Band.MEDIUM, 1, True, None, None)
REFUSED = replace(ANSWERED, outcome=Outcome.REFUSED, band=Band.LOW, rank=None, first_right=False)
NO_ANSWER = replace(REFUSED, answerable=False, group="unanswerable")
ANYWAY = replace(NO_ANSWER, outcome=Outcome.ANSWERED, band=Band.MEDIUM)
RIGHT = replace(ANSWERED, short=ShortVerdict.RIGHT)


@pytest.mark.parametrize(
    ("worse", "better", "upwards", "downwards"),
    [
        pytest.param(replace(ANSWERED, rank=4), ANSWERED, "rank 4 → 1", "rank 1 → 4", id="rank"),
        pytest.param(
            replace(ANSWERED, rank=11),
            ANSWERED,
            "answered without support → rank 1",
            "rank 1 → answered without support",
            id="beyond-the-tenth",
        ),
        pytest.param(REFUSED, replace(ANSWERED, rank=2), "refused → rank 2", "rank 2 → refused", id="refused"),
        pytest.param(ANYWAY, NO_ANSWER, "answered → refused", "refused → answered", id="rightly-refused"),
        pytest.param(
            replace(RIGHT, short=ShortVerdict.WRONG),
            RIGHT,
            "short answer wrong → right",
            "short answer right → wrong",
            id="short-answer",
        ),
        pytest.param(
            replace(RIGHT, short=ShortVerdict.WRONG),
            replace(RIGHT, short=ShortVerdict.NOT_GIVEN),
            "short answer wrong → not given",
            "short answer not given → wrong",
            id="no-short-answer",
        ),
        pytest.param(
            replace(ANSWERED, coverage=0.5),
            replace(ANSWERED, coverage=0.75),
            "coverage 0.50 → 0.75",
            "coverage 0.75 → 0.50",
            id="coverage",
        ),
        pytest.param(
            replace(ANYWAY, band=Band.HIGH),
            ANYWAY,
            "sure and wrong → not sure and wrong",
            "not sure and wrong → sure and wrong",
            id="a-promise-broken",
        ),
    ],
)
def test_a_reply_becomes_better_one_way_and_worse_the_other(
    worse: Result, better: Result, upwards: str, downwards: str
) -> None:
    up, down = compare_runs([worse], [better]), compare_runs([better], [worse])
    assert [(change.result, change.ways) for change in up.better] == [(better, (upwards,))]
    assert [(change.result, change.ways) for change in down.worse] == [(worse, (downwards,))]
    assert (up.worse, down.better) == ((), ())


def test_a_reply_may_become_better_and_worse_at_once() -> None:
    before, now = replace(RIGHT, rank=3), replace(RIGHT, short=ShortVerdict.WRONG)
    found = compare_runs([before], [now])
    assert [change.ways for change in found.better] == [("rank 3 → 1",)]
    assert [change.ways for change in found.worse] == [("short answer right → wrong",)]


def test_only_a_question_of_the_same_id_and_words_is_the_same() -> None:
    one, other, new = replace(ANSWERED, id="a"), replace(ANSWERED, id="b"), replace(ANSWERED, id="c")
    reworded = replace(other, question="How?", rank=9)
    found = compare_runs([one, other], [new, reworded, one])
    assert (found.before, found.after) == ((one,), (one,))
    assert (found.only_before, found.only_now) == ((other,), (new, reworded))
    assert (found.better, found.worse) == ((), ())


def test_a_question_that_is_judged_otherwise_now_changed_nothing() -> None:
    found = compare_runs([REFUSED], [replace(NO_ANSWER, group="number")])
    assert (found.better, found.worse) == ((), ())


def test_figures_are_compared_on_the_questions_that_both_have() -> None:
    before = [replace(ANSWERED, id="a", line="a", rank=2), replace(ANSWERED, id="b", line="b")]
    now = [replace(ANSWERED, id="b", line="b"), replace(ANSWERED, id="a", line="a"), replace(ANSWERED, id="c", rank=9)]
    found = compare_runs(before, now)
    means = {each.after.name: (each.before.mean, each.after.mean, each.after.n) for each in found.figures()}
    assert means["passage hit@1"] == (0.5, 1.0, 2)
    first = found.group_figures()["number"][0]
    assert (first.after.name, first.before.mean, first.after.mean) == ("hit@1", 0.5, 1.0)
    assert [change.result.id for change in found.better] == ["a"]
