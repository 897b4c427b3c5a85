"""A question of one thing again and again: eight times as long, it takes some eight times as long to read.

Both sizes are measured in one run, by turns, and the least of several counts.
"""

import time
from collections.abc import Callable

import pytest

from qa.asking.naming import read_thing
from qa.asking.several import noun_of
from qa.selection.asks import asks_change
from qa.selection.office_holders import asks_next, asks_predecessor

TIMES = 8
MOST = 28.0
"""Eight to the power of 1.6: between what is read in line with its length, 8, and by the square of it, 64."""


def taken(read: Callable[[str], object], text: str) -> float:
    began = time.process_time_ns()
    for _ in range(20):
        read(text)
    return time.process_time_ns() - began


def growth(read: Callable[[str], object], piece: str, size: int) -> float:
    """How much longer a text of so many characters takes that is made longer."""
    texts = [(piece * each)[:each] + "x" for each in (size, TIMES * size)]
    turns = [[taken(read, text) for text in texts] for _ in range(7)]
    short, long = (min(each) for each in zip(*turns, strict=True))
    return long / short


@pytest.mark.parametrize(
    ("read", "piece", "size"),
    [
        pytest.param(noun_of, "a-", 100, id="a-word-of-hyphens"),
        pytest.param(asks_next, "who ", 100, id="who-comes"),
        pytest.param(asks_predecessor, "who did ", 100, id="who-goes"),
        pytest.param(asks_change, "how much ", 100, id="a-change"),
        pytest.param(read_thing.__wrapped__, "\t", 20, id="white-space"),
    ],
)
def test_a_longer_question_takes_longer_in_line_with_its_length(
    read: Callable[[str], object], piece: str, size: int
) -> None:
    assert growth(read, piece, size) < MOST
