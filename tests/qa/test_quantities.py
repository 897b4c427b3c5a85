"""Quantities are found whole: with sign, bound, scale, fraction, unit and both ends of a range, or not at all."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.asking.kinds import Wanted
from qa.spans import quantities
from qa.spans.quantities import add_units, find_quantities


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
        pytest.param("It is 30 feet, 12 in all.", [("30 feet", "count"), ("12", "count")], id="feet-and-a-count"),
        pytest.param("In all 64 bids came.", [("64", "count")], id="a-bare-count"),
        pytest.param("At its peak it held\n61 boats.", [("61", "count")], id="on-a-new-line"),
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
        pytest.param("The mill&#8217;s wheel turns.", [], id="a-character-that-is-spelt-out"),
        pytest.param("An 800-year-old mill.", [("800-year-old", "duration")], id="an-age-in-one-word"),
        pytest.param("Under 12 U.C. 106 of the code.", [("Under 12", "count"), ("106", "count")], id="no-circa"),
        pytest.param("It is approaching 1 in 5 boats.", [("approaching 1 in 5", "share")], id="approaching"),
    ],
)
def test_a_figure_is_found_with_its_scale_its_qualifier_and_its_unit(text: str, wanted: list[tuple[str, str]]) -> None:
    assert found(text) == wanted


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        pytest.param("Stay 50 metres away.", "50 metres", id="metres"),
        pytest.param("It weighs 5 lb. and 6 oz. without its chain.", "5 lb. and 6 oz", id="pounds-and-ounces"),
        pytest.param("It is 6 feet and 2 inches tall.", "6 feet and 2 inches", id="feet-and-inches"),
        pytest.param("Do not exceed 5 knots here.", "5 knots", id="knots"),
        pytest.param("About 180,000 tonnes of silt.", "About 180,000 tonnes", id="tonnes"),
        pytest.param("A trial gathered 310 kilograms of plastic.", "310 kilograms", id="kilograms"),
        pytest.param("It is seen for 18 nautical miles.", "18 nautical miles", id="nautical-miles"),
        pytest.param("A 12 km path.", "12 km", id="kilometres"),
        pytest.param("A limit of 20mph.", "20mph", id="miles-an-hour"),
        pytest.param("A pool of 900 litres.", "900 litres", id="litres"),
        pytest.param("It pumps 500 gallons per minute of brine.", "500 gallons per minute", id="a-rate"),
        pytest.param("No more salt than 250 milligrams.", "250 milligrams", id="milligrams"),
        pytest.param("A 3-fold rise.", "3-fold", id="fold"),
        pytest.param("The check takes 100 days.2 It is slow.", "100 days", id="before-the-number-of-a-note"),
        pytest.param("They dredge every two weeks, mostly.", "every two weeks", id="how-often"),
    ],
)
def test_a_measure_keeps_its_unit(text: str, figure: str) -> None:
    assert [words for words, _ in found(text)] == [figure]


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


def whole(kind: Wanted, forms: str) -> list[tuple[str, Wanted]]:
    """Forms, one a line, each to be found just as it stands."""
    return [(form, kind) for form in forms.strip().splitlines()]


MONEY = """
£4b
£4B
€7.5mn
$2tn
$2trn
$9T
£6.4 bln
€11 mln
$365 mil
£8MM
£3.4-million
£3.4-billion
two-million-pound
£30–40m
£30-40 million
$1.5–2bn
£15m–£18m
£15m-£18m
£15m to £18m
from £15m to £18m
between £15m and £18m
£7½ million
£7¼m
£½m
£2 750 000
€100 000 000
€1.250.000
CHF 3m
US$40m
A$3.5bn
12 million euros
60p
no more than £40m
not less than £3,000
up to €5bn
£300+
£300 or more
half a million pounds
-£3m
₹40 crore
"""

COUNTS = """
three hundred and forty
six hundred and nine
four thousand one hundred
nine hundred thousand
two million three hundred thousand
one hundred twelve
a hundred and one
twelve hundred
two and a half million
half a dozen
several hundred
25 000
1 250 000
1'250'000
12,50,000
10⁹
3 × 10⁸
no more than 70
no fewer than seventy
not more than 70
not less than 70
no less than 70
not over 70
not under 70
not exceeding 70
never more than 70
no greater than 70
hardly more than 70
not as many as 70
at most 70
just under 70
70 or fewer
70+
60–70
60 to 70
from 60 to 70
between sixty and seventy
ten or twelve
\u221212°C
minus 12 degrees
3½ miles
5,000 m²
40–45 km/h
6 ft 2 in
the 38th
"""

DURATIONS = """
16–20 months
16-20 months
3½ years
2 1/2 years
two and a half years
half an hour
a quarter of an hour
an hour and a half
a year and a half
9 wks
3 hrs
25 mins
40 secs
14 mths
20 yrs
three decades
two centuries
a few weeks
2 hrs 30 mins
two hours and ten minutes
more than a year
over a decade
two or three days
six-to-eight weeks
6- to 8-week
no longer than three days
within five working days
"""

SHARES = """
three-fifths
two thirds
one in seven
1 in 20
two in every five
eight out of ten
one-in-four
35pc
35 pct
35 per cent
30–35%
30%–35%
30 to 35 per cent
between 30 and 35 per cent
2.5 percentage points
no more than 5%
3:1
\u22125%
"""


@pytest.mark.parametrize(
    ("form", "unit"),
    [
        *whole(Wanted.MONEY, MONEY),
        *whole(Wanted.COUNT, COUNTS.replace("the 38th", "38th")),
        *whole(Wanted.DURATION, DURATIONS),
        *whole(Wanted.SHARE, SHARES),
    ],
)
def test_a_form_is_found_as_it_stands(form: str, unit: Wanted) -> None:
    assert found(f"The new pier has {form} of it all, they said.") == [(form, unit)]
    assert found(f"It came to {form}.") == [(form, unit)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("It took a decade to build.", ["a decade"], id="a-decade"),
        pytest.param("They rowed for a week.", ["a week"], id="a-week"),
        pytest.param("It is used by half of them.", ["half"], id="half"),
        pytest.param("A third of the boats sank.", ["A third"], id="a-third"),
        pytest.param("⅔ of the boats sank.", ["⅔"], id="vulgar"),
        pytest.param("The fee fell by half.", ["half"], id="by-half"),
        pytest.param("A third pier opened in the first half of the week.", [], id="ordinals"),
        pytest.param("It pays £500 a year, twice a week.", ["£500"], id="a-rate-is-no-duration"),
        pytest.param("It gave £5 to 10 people.", ["£5", "10"], id="to-is-no-range"),
        pytest.param("Platform 3b and Flat 4T are shut.", [], id="letters-that-scale-money-only"),
    ],
)
def test_words_that_are_now_a_quantity_and_now_none(text: str, wanted: list[str]) -> None:
    assert [words for words, _ in found(text)] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "It can hold no boat of more than 70 tonnes.",
        "It cannot hold more than 70 tonnes.",
        "It isn’t over 70 tonnes.",
        "They never carried above 70 tonnes.",
    ],
)
def test_a_bound_that_is_denied_further_before_is_not_given(text: str) -> None:
    assert [words for words, _ in found(text)] == ["70 tonnes"]


def test_a_bound_in_another_clause_than_the_denial_is_given() -> None:
    assert [words for words, _ in found("It is not new, but holds more than 70 tonnes.")] == ["more than 70 tonnes"]


@pytest.mark.parametrize(
    "text",
    [
        "version 1.2.3",
        "Covid-19",
        "the A4",
        "a 4G mast",
        "at 10:30",
        "at 9am",
        "open 24/7",
        "10.12.0.1",
        "10²x",
        "2.5x",
    ],
)
def test_what_is_part_of_something_else_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "1,",
        "one hundred and ",
        "twenty-",
        "£1–",
        "1.000.",
        "half an hour ",
        "5 and ",
        "one in ",
        "not more than ",
        "\n",
    ],
)
def test_a_hostile_text_is_read_in_no_time(piece: str) -> None:
    began = time.process_time()
    find_quantities(piece * 2000)
    assert time.process_time() - began < 2


PIECES = (
    *" -–+~<£$€¥½⅓01299.,/:%",
    *"one Two three four five six seven eight nine ten eleven twelve thirteen twenty fifty ninety".split(),
    *"half several many a an few couple of quarter third fifths minus plus US$ A$ NZ$ CHF GBP Rs. S$ in and".split(),
    *"hundred thousand million bn m days hour fold per cent dozen pounds took for by than to s u c mi k".split(),
    *"nautical miles x".split(),
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_word_that_is_passed_over_begins_no_amount(text: str) -> None:
    everywhere = re.compile(quantities._AMOUNT.pattern.replace(quantities._BEGINS, "", 1), re.I)
    assert [match.span() for match in everywhere.finditer(text)] == [
        match.span() for match in quantities._AMOUNT.finditer(text)
    ]


@pytest.mark.parametrize(
    ("text", "unit", "noun", "wanted"),
    [
        ("It takes 4 days by boat and by cart 6.", Wanted.DURATION, None, ["4 days", "6"]),
        ("It takes 4 days, rather than 6.", Wanted.DURATION, None, ["4 days", "6"]),
        ("It takes 4 days and 6 boats.", Wanted.DURATION, None, ["4 days"]),
        ("The hours are cut from 80 to 66 a week.", Wanted.DURATION, "hour", ["from 80 to 66"]),
        ("Crews are cut from 80 to 66.", Wanted.DURATION, "hour", []),
        ("It takes 4 days by boat and by cart 6.", Wanted.MONEY, None, []),
        ("It took 4 days and was seen by 300 on Monday.", Wanted.DURATION, None, ["4 days"]),
        ("It takes 4 days and sails to 12.", Wanted.DURATION, None, ["4 days"]),
    ],
)
def test_a_number_whose_unit_is_left_out_has_that_of_the_one_before(
    text: str, unit: Wanted, noun: str | None, wanted: list[str]
) -> None:
    given = add_units(find_quantities(text), text, unit, noun)
    assert [text[one.start : one.end] for one in given if one.unit is unit] == wanted


def test_the_number_of_a_paragraph_is_no_quantity() -> None:
    assert found("4. It has 12 lamps.\n(5) It has 30 lamps.") == [("12", "count"), ("30", "count")]
    assert found("It has 4.5 lamps") == [("4.5", "count")]
