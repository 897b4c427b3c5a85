"""Who comes into an office and who leaves it."""

import time

import pytest

from corpus import find_people
from qa.selection.office_holders import asks_next, asks_predecessor, comes, find_holders, goes


@pytest.mark.parametrize(
    ("question", "follows", "before"),
    [
        ("Who is the new harbour master?", True, False),
        ("Who will be the next warden of the weir?", True, False),
        ("Who succeeds Ann Lee?", True, False),
        ("Who will take over from Ann Lee?", True, False),
        ("Whom does Ann Lee replace?", False, True),
        ("Who was warden before her?", False, True),
        ("Who was the previous harbour master?", False, True),
        ("Who is retiring?", False, True),
        ("Who opened the new weir?", False, False),
        ("Who is the harbour master?", False, False),
    ],
)
def test_a_question_asks_for_who_comes_or_for_who_goes(question: str, follows: bool, before: bool) -> None:
    assert (asks_next(question), asks_predecessor(question)) == (follows, before)


@pytest.mark.parametrize(
    ("text", "coming", "going"),
    [
        ("The board appointed Dr Ann Lee as warden.", True, False),
        ("Ann Lee, to be Director of Weirs", True, False),
        ("Ann Lee, a diver, will succeed him.", True, False),
        ("She replaces Ann Lee.", False, True),
        ("The warden, Ann Lee, steps down in May.", False, True),
        ("He follows Ann Lee, who retired.", False, True),
        ("Ann Lee rang the bell.", False, False),
    ],
)
def test_a_text_says_of_somebody_that_she_comes_or_goes(text: str, coming: bool, going: bool) -> None:
    name = next(iter(find_people(text)))
    assert (comes(text, name.start, name.end), goes(text, name.start, name.end)) == (coming, going)


def test_a_long_question_is_read_in_no_time() -> None:
    began = time.process_time()
    for question in ("x'" * 470 + " who wrote this?", "Who is the " + "old " * 250, "\t" * 1000):
        assert find_holders(question, "Ann Lee is the harbour master.", []) in (None, [])
    assert time.process_time() - began < 1
