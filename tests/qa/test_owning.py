"""Which words of a sentence belong to which of its spans; figures of some of what was named; changes."""

import re

import pytest

from qa.selection.asks import asks_change
from qa.spans.owning import counts_them, find_owned, is_change, is_of_them


@pytest.mark.parametrize(
    ("text", "owned"),
    [
        ("Adults pay £9 and pupils £6.", ["Adults pay £9", " and pupils £6"]),
        ("It was 77 of men and 63 of women.", ["It was 77 of men", " and 63 of women"]),
        ("By Ayton, which gave 30, and by Brill, which gave 45.", [" which gave 30", ", and by Brill, which gave 45"]),
        ("Wardens rose from 12 in 2019 to 45 in 2025.", ["from 12 in 2019", " to 45 in 2025"]),
        ("The dock; 40 lamps, then 12 cranes; a crane.", [" 40 lamps", ", then 12 cranes"]),
        ("Some 40 lamps", ["Some 40 lamps"]),
    ],
)  # fmt: skip
def test_each_span_has_the_words_up_to_what_parts_it_from_the_next(text: str, owned: list[str]) -> None:
    spans = [match.span() for match in re.finditer(r"(?<!\d)£?\d\d?(?!\d)", text)]
    found = find_owned(text, spans)
    assert list(found) == spans
    for (start, end), (low, high) in found.items():
        assert low <= start < end <= high
    assert [text[slice(*own)].rstrip(".") for own in found.values()] == owned


def test_no_span_owns_nothing() -> None:
    assert find_owned("Ayton and Brill", []) == {}


@pytest.mark.parametrize(
    "text", ["{} of them left", "of which {} sank", "of whom, nearly {} stayed", "of these {} fell"]
)
def test_a_figure_counts_some_of_what_was_named_before(text: str) -> None:
    start = text.index("{}")
    told = text.format("190")
    assert is_of_them(told, start, start + 3)
    assert counts_them(told, start, start + 3)


def test_a_figure_that_is_a_subject_counts_what_was_named_but_does_not_say_so() -> None:
    assert is_of_them("and 84 were closed", 4, 6)
    assert not counts_them("and 84 were closed", 4, 6)
    assert not is_of_them("84 lamps were lit", 0, 2)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("{} more than in 2024", True),
        ("a {} rise", True),
        ("rose by about {} last year", True),
        ("a fall of {} since", True),
        ("{} visitors came", False),
        ("more than {} visitors", False),
    ],
)
def test_a_change_is_told_from_a_level(text: str, changes: bool) -> None:
    start = text.index("{}")
    assert is_change(text.format("12%"), start, start + 3) is changes


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("By how much did catches grow?", True),
        ("How much will tolls go up by?", True),
        ("How many more berths than before?", True),
        ("How big was the drop in catches?", True),
        ("What was the rise in catches?", True),
        ("How much is the toll?", False),
        ("What is the date of the increase?", False),
        ("What is the name of the drop-in centre?", False),
        ("By what road do I get there?", False),
        ("By what date must I apply?", False),
        ("How many berths are there?", False),
        ("How much did the growing sheds cost?", False),
    ],
)
def test_a_question_for_a_change_is_told(question: str, asks: bool) -> None:
    assert asks_change(question) is asks
