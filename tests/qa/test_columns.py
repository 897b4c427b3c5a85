"""The cells of a table's row, and which of them a question asks for."""

import pytest

from qa.asking.kinds import Wanted
from qa.selection.columns import cell_asked, find_cells, with_units
from qa.spans.quantities import find_quantities

YEARS = "Harbour | 2029-30 | 2030-31"
KINDS = "Harbour | Late (%) | Dues (£m) | Wait in minutes"


def asked(question: str, row: str, heads: str) -> str | None:
    cell = cell_asked(question, find_cells(row, heads))
    return None if cell is None else row[cell.start : cell.end].strip()


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("How many crates did Otterby land in 2029-30?", "410"),
        ("How many crates did Otterby land in 2030-31?", "520"),
        ("How many crates does Otterby land?", "520"),
        ("How many crates did Otterby land the year before?", "410"),
        ("How many crates did Otterby land in the year before 2030-31?", "410"),
        ("How many crates did Otterby land before 2030-31?", "410"),
        ("How many crates did Otterby land before 2029-30?", None),
        ("How many crates did Otterby land in 2024?", None),
    ],
)
def test_of_columns_of_years_the_one_asked_of_is_meant_or_the_last(question: str, cell: str | None) -> None:
    assert asked(question, "Otterby | 410 | 520", YEARS) == cell
    assert asked(question, "Otterby | 410 | 520", YEARS.removeprefix("Harbour | ")) == cell  # the first has no head


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("What share of Otterby's boats were late?", "12"),
        ("What are the dues at Otterby?", "3.1"),
        ("How long is the wait at Otterby?", "25"),
        ("How is Otterby doing?", None),
        ("Are the dues late at Otterby?", None),
    ],
)
def test_of_other_columns_the_one_is_meant_whose_head_the_question_names(question: str, cell: str | None) -> None:
    assert asked(question, "Otterby | 12 | 3.1 | 25", KINDS) == cell


def test_a_bare_number_has_the_unit_of_its_columns_head() -> None:
    row = "Otterby | 12 | 3.1 | 25"
    found = with_units(find_quantities(row), find_cells(row, KINDS))
    assert [one.unit for one in found] == [Wanted.SHARE, Wanted.MONEY, Wanted.DURATION]


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("Otterby landed 410 crates.", YEARS),
        ("Otterby | 410 | 520", "Landings"),
        ("Otterby | 410 | 520 | 600 | 700", YEARS),
        ("Otterby", YEARS),
    ],
)
def test_what_is_no_row_of_the_heads_has_no_cells(text: str, heads: str) -> None:
    assert find_cells(text, heads) == []
