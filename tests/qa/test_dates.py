"""Dates are found whole, in all the forms in which they are written, with both ends of a range, or not at all."""

import time

import pytest

from qa.spans.dates import find_dates, find_hours, find_loose_dates, find_times


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("Work starts on 6 April 2020.", ["6 April 2020"], id="day"),
        pytest.param("Work starts on April 6, 2020.", ["April 6, 2020"], id="month-first"),
        pytest.param("On 2nd November it blew.", ["2nd November"], id="without-a-year"),
        pytest.param("It opened in September 2018.", ["September 2018"], id="month"),
        pytest.param("It enters service in summer 2021.", ["summer 2021"], id="season"),
        pytest.param("Built in 1871 and lit in 1989.", ["1871", "1989"], id="years-of-two-centuries"),
        pytest.param("Spending in 2015/16 fell.", ["2015/16"], id="financial-year"),
        pytest.param("Dated 2020-02-03.", ["2020-02-03"], id="iso"),
        pytest.param("Printed 12/03/2019.", ["12/03/2019"], id="slashes"),
        pytest.param("You may march in.", [], id="months-that-are-verbs"),
        pytest.param("About 1,871 seals.", [], id="a-count-is-no-year"),
        pytest.param("Ring 01950 600 2010 now.", [], id="part-of-a-phone-number"),
    ],
)
def test_a_date_is_found_as_it_is_written(text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in find_dates(text)] == wanted


EXACT = """
7–9 June 2024
7-9 June 2024
7 to 9 June 2024
7 and 8 June 2024
7th–9th June
from July 7 to 9
July 7–9, 2024
July 7-9, 2024
7 June to 2 July 2024
7 June 2024 – 2 July 2024
June–July 2024
June to July 2024
from 1840 to 1852
between 1840 and 1852
1840–52
1840-52
1840–1852
1840 to 1852
07.06.2024
07.06.24
2024/06/07
2024-06-07
7/6/24
07-06-2024
7 JUNE 2024
JUNE 7TH, 2024
7-Jun-2024
7 june 2024
Friday 7th June, 2024
Fri 7 June
the 7th of June 2024
the seventh of June 2024
Sept. 2024
June ’24
Autumn 2024
autumn of 2024
winter 2024/25
mid-June 2024
the end of June 2024
late 2024
mid-2024
fall 2024
june 2024
1840 and 1841
the 1840s
late 1840s
the ’40s
the eighteenth century
the 18th century
the 17th and 18th centuries
early 18th century
Q2 2024
2024 Q2
Q1–Q2 2024
second quarter of 2024
first half of 2024
H2 2024
FY2024
FY 2024/25
Fiscal Year 2024
school year 2024/25
Easter 2024
120 BC
AD 79
c. 1840
before 1840
no later than 7 June 2024
not before 2030
"""

LOOSE = """
June
early June
the end of August
next Tuesday
last week
later this year
Tuesday
Monday to Friday
Tuesdays
Mondays and Thursdays
Sunday mornings
between May and September
tomorrow
three years ago
next spring
Mondays
Tuesday evenings
"""


@pytest.mark.parametrize("form", EXACT.strip().splitlines())
def test_a_form_is_found_as_it_stands(form: str) -> None:
    written = form.removeprefix("the ") if form.startswith("the ") and form[4:8] in ("7th ", "seve") else form
    text = f"The pier opened in {form}."
    assert [text[start:end] for start, end in find_dates(text)] == [written]
    assert find_loose_dates(text) == ()


@pytest.mark.parametrize("form", LOOSE.strip().splitlines())
def test_what_tells_no_year_is_found_as_a_loose_date(form: str) -> None:
    text = f"The pier opens in {form}."
    assert [text[start:end] for start, end in find_loose_dates(text)] == [form]


@pytest.mark.parametrize(
    "text",
    [
        "You may march in.",
        "April Smith may come.",
        "version 1.2.10",
        "at 10.12.20.1",
        "some 1890 people",
        "They fall and spring up.",
        "the second boat",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert find_dates(text) == () and find_loose_dates(text) == ()


def test_times_of_day_are_no_dates() -> None:
    text = "Open from 9.30am, at 14:15 and at noon."
    assert [text[start:end] for start, end in find_times(text)] == ["9.30am", "14:15", "noon"]
    assert find_dates(text) == ()


def test_two_times_of_day_with_to_between_are_one_range() -> None:
    text = "Sunday 11am to 3pm, and 18:00–20:00"
    assert [text[start:end] for start, end in find_hours(text)] == ["11am to 3pm", "18:00–20:00"]


@pytest.mark.parametrize("piece", ["May ", "3 May ", "2025-", "3/5/", "1999 to ", "Monday ", "from ", "the "])
def test_a_hostile_text_is_read_in_no_time(piece: str) -> None:
    began = time.process_time()
    find_dates(piece * 2000)
    find_loose_dates(piece * 2000)
    assert time.process_time() - began < 2
