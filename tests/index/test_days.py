"""Days of publication as numbers, and the articles that pass two selections."""

from datetime import date

import pytest

from index.filters import Ranges, Selection
from index.read.days import UNKNOWN, days_of


@pytest.mark.parametrize(
    ("published", "first", "last"),
    [
        ("2024-02-03", date(2024, 2, 3), date(2024, 2, 3)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02-03T10:00:00Z", date(2024, 2, 3), date(2024, 2, 3)),
    ],
)
def test_a_day_may_be_a_month_or_a_year(published: str, first: date, last: date) -> None:
    assert days_of(published) == (first.toordinal(), last.toordinal())


@pytest.mark.parametrize("published", [None, "", "soon", "2024-13-01", "2024-02-31"])
def test_what_tells_no_day_is_unknown(published: str | None) -> None:
    assert days_of(published) == UNKNOWN


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ([range(0, 5), range(8, 12)], [range(3, 9)], [range(3, 5), range(8, 9)]),
        ([range(0, 5)], [range(5, 9)], []),
        ([range(2, 4)], [range(0, 9)], [range(2, 4)]),
        ([], [range(0, 9)], []),
    ],
)
def test_what_two_selections_have_in_common_is_within_both(
    one: list[range], other: list[range], both: list[range]
) -> None:
    found = Selection(2, Ranges.of(one)).common(Selection(1, Ranges.of(other)))
    assert list(found.ranges) == both
