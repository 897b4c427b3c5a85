"""Figures, find_dates, phone numbers, emails and roles: found whole, with what belongs to them and nothing more."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.finding.expressions import find_dates, find_emails, find_phones, find_quantities, find_role


def found(text: str) -> list[tuple[str, str]]:
    return [(text[figure.start : figure.end], figure.unit) for figure in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("It will cost £2.4 million.", [("£2.4 million", "money")], id="pounds-with-a-scale"),
        pytest.param("A budget of £3.8bn was set.", [("£3.8bn", "money")], id="pounds-with-a-short-scale"),
        pytest.param("It saved £70,000 a year.", [("£70,000", "money")], id="thousands"),
        pytest.param("Tickets are £2.50.", [("£2.50", "money")], id="pence"),
        pytest.param("A prize of $5m.", [("$5m", "money")], id="dollars"),
        pytest.param("Costs fell by 45 per cent.", [("45 per cent", "share")], id="per-cent"),
        pytest.param("Then 91% ran on time.", [("91%", "share")], id="percent-sign"),
        pytest.param("It rose by 2.5 percentage points.", [("2.5 percentage points", "share")], id="points"),
        pytest.param("It takes 35 minutes.", [("35 minutes", "duration")], id="minutes"),
        pytest.param("A two-week wait.", [("two-week", "duration")], id="hyphenated"),
        pytest.param("A reply within three working days.", [("within three working days", "duration")], id="working"),
        pytest.param("They waited two and a half years.", [("two and a half years", "duration")], id="and-a-half"),
        pytest.param("In all 64 bids came.", [("64", "count")], id="a-bare-count"),
        pytest.param("Twenty-two families moved.", [("Twenty-two", "count")], id="in-words"),
        pytest.param("Nearly 60 applied.", [("Nearly 60", "count")], id="with-its-qualifier"),
        pytest.param("It fell from 443 to 414.", [("from 443 to 414", "count")], id="from-to"),
        pytest.param("Serving 2 million residents.", [("2 million", "count")], id="millions-of-people"),
        pytest.param("Serving two million residents.", [("two million", "count")], id="millions-in-words"),
        pytest.param("There were 2,315 seals and 140 walkers.", [("2,315", "count"), ("140", "count")], id="two"),
        pytest.param("One can say that no one came.", [], id="one-as-a-pronoun"),
        pytest.param("Ring 01952 774 093 today.", [], id="a-phone-number-is-no-figure"),
        pytest.param("It opened in May 2021.", [], id="a-year-is-no-figure"),
        pytest.param("It opened in 1871.", [], id="an-old-year-is-no-figure"),
        pytest.param("No figure at all.", [], id="none"),
    ],
)
def test_a_figure_is_found_with_its_scale_its_qualifier_and_its_unit(text: str, wanted: list[tuple[str, str]]) -> None:
    assert found(text) == wanted


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        pytest.param("Stay 50 metres away.", "50 metres", id="metres"),
        pytest.param("Do not exceed 5 knots here.", "5 knots", id="knots"),
        pytest.param("About 180,000 tonnes of silt.", "About 180,000 tonnes", id="tonnes"),
        pytest.param("A trial gathered 310 kilograms of plastic.", "310 kilograms", id="kilograms"),
        pytest.param("It is seen for 18 nautical miles.", "18 nautical miles", id="nautical-miles"),
        pytest.param("A 12 km path.", "12 km", id="kilometres"),
        pytest.param("A limit of 20mph.", "20mph", id="miles-an-hour"),
        pytest.param("A pool of 900 litres.", "900 litres", id="litres"),
    ],
)
def test_a_measure_keeps_its_unit(text: str, figure: str) -> None:
    assert [words for words, _ in found(text)] == [figure]


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


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("Ring 01952 774 093.", ["01952 774 093"], id="spaced"),
        pytest.param("Ring 020 7946 0018.", ["020 7946 0018"], id="london"),
        pytest.param("Ring 07700900412.", ["07700900412"], id="in-one-piece"),
        pytest.param("Ring +44 1952 774093.", ["+44 1952 774093"], id="abroad"),
        pytest.param("Ring (01952) 774093.", ["(01952) 774093"], id="brackets"),
        pytest.param("01957 330118/07700 900412", ["01957 330118/07700 900412"], id="two-on-a-line"),
        pytest.param("the rescue line, 0800 555 0142, at any hour", ["0800 555 0142"], id="within-a-sentence"),
        pytest.param("In 2015 2016 and 2017 too.", [], id="years"),
        pytest.param("A loan of 1,250,000 pounds.", [], id="a-large-figure"),
        pytest.param("From 2019-10-27 to 2020-03-28.", [], id="iso-days"),
    ],
)
def test_a_phone_number_is_found_whole(text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in find_phones(text)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("Write to press@harbours.example.", ["press@harbours.example"], id="before-a-full-stop"),
        pytest.param("(ann.o'lee+news@a-b.co.uk)", ["ann.o'lee+news@a-b.co.uk"], id="with-marks-in-it"),
        pytest.param("a@b.example, c@d.example", ["a@b.example", "c@d.example"], id="two"),
        pytest.param("Follow @harbours or a@b", [], id="none"),
    ],
)
def test_an_email_is_found_whole(text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in find_emails(text)] == wanted


@pytest.mark.parametrize(
    ("text", "role"),
    [
        pytest.param("Ann Lee, director of works, said:", "director of works", id="after-the-name"),
        pytest.param("“Yes,” said Ann Lee, who runs the depot.", None, id="a-clause-is-no-role"),
        pytest.param("Ann Lee, Chair of the Board, said:", "Chair of the Board", id="capitalised"),
        pytest.param("Ann Lee, the clerk to the parish council.", "the clerk to the parish council", id="at-the-end"),
        pytest.param("works director Ann Lee said so", "works director", id="before-the-name"),
        pytest.param("Transport Secretary Ann Lee said: yes", "Transport Secretary", id="capitalised-before-the-name"),
        pytest.param("Then Ann Lee left the room.", None, id="none"),
    ],
)
def test_a_persons_role_is_found_beside_the_name(text: str, role: str | None) -> None:
    start = text.index("Ann Lee")
    span = find_role(text, start, start + len("Ann Lee"))
    assert (text[slice(*span)] if span else None) == role


@given(st.text(alphabet="0123456789 ,./-£%+@()ampbnhourstwoMay.", max_size=80) | st.text(max_size=80))
def test_every_span_lies_within_the_text_in_order_and_holds_something(text: str) -> None:
    spans = [(figure.start, figure.end) for figure in find_quantities(text)]
    for several in (spans, find_dates(text), find_phones(text), find_emails(text)):
        assert all(text[start:end].strip() for start, end in several)
        assert all(0 <= start < end <= len(text) for start, end in several)
        assert all(before[1] <= after[0] for before, after in pairwise(several))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("Fourteen areas were chosen.", ["Fourteen"], id="a-teen-is-no-unit"),
        pytest.param("nineteen million and sixty-four days", ["nineteen million", "sixty-four days"], id="whole"),
        pytest.param("It employs twenty-one sailors.", ["twenty-one"], id="ends-in-one"),
        pytest.param("The tenants and the eighteenth", [], id="within-a-word"),
    ],
)
def test_a_number_in_words_is_taken_whole(text: str, wanted: list[str]) -> None:
    assert [text[figure.start : figure.end] for figure in find_quantities(text)] == wanted


def test_two_phone_numbers_on_two_lines_are_two() -> None:
    assert len(find_phones("01632 960143\n01632 960144")) == 2


@pytest.mark.parametrize("text", ["31/10/2013 14 June 2013", "2013/14 2014/15", "2013-10-31 14.30"])
def test_days_in_a_row_are_no_phone_number(text: str) -> None:
    assert find_phones(text) == ()
