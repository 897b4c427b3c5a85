"""Ages, and the questions that ask for one."""

import pytest

from qa.selection.asks import asks_age
from qa.spans.ages import find_ages, may_be_age


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Ann Lee, 44, rows.", ["44"]),
        ("a diver aged 31 and a clerk aged 7", ["31", "7"]),
        ("the 102-year-old bell", ["102"]),
        ("children aged 5 to 11", []),
        ("children aged 5-11", []),
        ("Ann Martin, 61, and Jane, 30, met Mayer, 44, and Junia Decker, 50, here.", ["61", "30", "44", "50"]),
        ("on 3 May, 44, and 12 boats", []),
        ("a 12-year lease", []),
        ("Jon Roe, is 44 and still dives.", ["44"]),
        ("She was 30 when the dock burnt.", ["30"]),
        ("It was found by a carter of 61 with a cart.", ["61"]),
        ("at the age of 52", ["52"]),
        ("The mark is 44 and 12 failed.", []),
        ("a fleet of 61 boats", []),
        ("The score in Leeds was 3, at most.", []),
        ("Otterby was 30 on Monday.", []),
        ("Ann Lee turns 44 today.", ["44"]),
    ],
)
def test_ages_are_found_by_their_forms(text: str, ages: list[str]) -> None:
    assert [text[start:end] for start, end in find_ages(text)] == ages


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("How old is the bell?", True),
        ("What age is Ann Lee?", True),
        ("What is Ann Lee's age?", True),
        ("Who is the oldest diver?", False),
        ("How many people are of working age?", False),
        ("In this day and age is it free?", False),
        ("Which age group is free?", False),
        ("When was the golden age of steam?", False),
    ],
)
def test_a_question_for_an_age_is_told(question: str, asks: bool) -> None:
    assert asks_age(question) is asks


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("The bell is {} old.", True),
        ("They keep its {} anniversary.", True),
        ("The weir has stood for {}.", True),
        ("She was named harbour master for {}.", False),
        ("The crossing takes {}.", False),
    ],
)
def test_a_time_that_something_takes_is_no_age(text: str, may: bool) -> None:
    start = text.index("{}")
    assert may_be_age(text.format("40 years"), start, start + len("40 years")) is may
