"""Phone numbers and emails: found whole, with what belongs to them and nothing more."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.spans.dates import find_dates, find_loose_dates, find_times
from qa.spans.expressions import (
    find_definition,
    find_emails,
    find_expansion,
    find_lettered_phones,
    find_meaning,
    find_phones,
    find_sites,
)
from qa.spans.places import find_places
from qa.spans.quantities import find_quantities


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
        pytest.param("Journal of Weirs, 46(23), 12960-12967.", [], id="pages-of-a-journal"),
        pytest.param("A loan of £100 000 000 was made.", [], id="a-sum-with-spaces"),
        pytest.param("It holds 1 250 000 000 litres.", [], id="thousands-with-spaces"),
        pytest.param("Ring 612 345 678.", ["612 345 678"], id="three-groups-of-three"),
        pytest.param("the hotline (888-373-7888), day and night", ["888-373-7888"], id="in-brackets"),
        pytest.param("by 16 Bye. 948, 970 (2003)) (19 C.T. 2253)", [], id="a-citation-of-laws"),
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


WORDS = (
    "one two hundred thousand and half a third of in to between from no more than £ 5 10 000 1890 – - m bn May 3rd %"
)


@given(
    st.text(alphabet="0123456789 ,./-–£%+@()ampbnhourstwoMay½.", max_size=80)
    | st.text(max_size=80)
    | st.lists(st.sampled_from(WORDS.split()), max_size=20).map(" ".join)
    | st.lists(st.sampled_from(WORDS.split()), max_size=20).map("".join)
)
def test_every_span_lies_within_the_text_in_order_and_holds_something(text: str) -> None:
    spans = [(figure.start, figure.end) for figure in find_quantities(text)]
    places = tuple(find_places(text))
    for several in (
        spans,
        find_dates(text),
        find_loose_dates(text),
        find_times(text),
        find_phones(text),
        find_emails(text),
        places,
    ):
        assert all(text[start:end].strip() for start, end in several)
        assert all(0 <= start < end <= len(text) for start, end in several)
        assert all(before[1] <= after[0] for before, after in pairwise(several))


def test_two_phone_numbers_on_two_lines_are_two() -> None:
    assert len(find_phones("01632 960143\n01632 960144")) == 2


@pytest.mark.parametrize("text", ["31/10/2013 14 June 2013", "2013/14 2014/15", "2013-10-31 14.30"])
def test_days_in_a_row_are_no_phone_number(text: str) -> None:
    assert find_phones(text) == ()


@pytest.mark.parametrize(
    ("text", "acronym", "wanted"),
    [
        (
            "The TARN (Trust for Aqueducts, Rivers and Navigation) pays.",
            "tarn",
            "Trust for Aqueducts, Rivers and Navigation",
        ),
        ("We call it OWL — open water lending — here.", "owl", "open water lending"),
        ("OWF stands for the Office of Weirs and Fords.", "owf", "Office of Weirs and Fords"),
        ("The OWL (a slow boat) sails.", "owl", None),
    ],
)
def test_an_acronym_is_spelt_out_by_what_follows_it(text: str, acronym: str, wanted: str | None) -> None:
    found = find_expansion(text, acronym)
    assert (text[slice(*found)] if found else None) == wanted


def test_a_thing_that_is_half_a_word_is_defined_too() -> None:
    text = "A haul-out is a place where seals rest."
    found = find_definition(text, ["haul"])
    assert found is not None and text[slice(*found)] == "a place where seals rest"


@pytest.mark.parametrize(
    ("text", "words", "wanted"),
    [
        pytest.param(
            "Slack water is defined as the time at which no stream runs.",
            ["slack", "water"],
            "the time at which no stream runs",
            id="defined-as",
        ),
        pytest.param("Dredging refers to the lifting of silt.", ["dredging"], "the lifting of silt", id="refers-to"),
        pytest.param(
            "A tide table represents the hours of high water.",
            ["tide", "table"],
            "represents the hours of high water",
            id="represents",
        ),
        pytest.param(
            "Neap tide—This is the smallest of the month.", ["neap", "tide"], "the smallest of the month", id="dash"
        ),
        pytest.param(
            "They keep a RIG (which stands for: Ropes, Irons, and Gear) ashore.",
            ["RIG"],
            "Ropes, Irons, and Gear",
            id="in-brackets",
        ),
        pytest.param("It is a bank of shingle.", ["bar"], "a bank of shingle", id="points-back"),
        pytest.param("The harbour has a bank of shingle.", ["bar"], None, id="says-nothing-of-it"),
    ],
)
def test_what_is_told_of_a_thing_is_found_in_wider_forms(text: str, words: list[str], wanted: str | None) -> None:
    found = find_meaning(text, words)
    assert (found and text[slice(*found)]) == wanted


def test_a_phone_number_may_be_written_with_letters() -> None:
    text = "Ring 1-800-555-BOAT or see form 12-345-6789."
    assert [text[a:b] for a, b in find_lettered_phones(text)] == ["1-800-555-BOAT"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("See https://lamps.example/quay?day=3.", ["https://lamps.example/quay?day=3"], id="whole"),
        pytest.param("Sign up at QuayWatch.Harbour.gov.", ["QuayWatch.Harbour.gov"], id="without-a-scheme"),
        pytest.param(
            "[the form](https://tram.example/form), or tram.example/",
            ["https://tram.example/form", "tram.example/"],
            id="two",
        ),
        pytest.param("Write to ann@lamps.example.", [], id="an-email"),
        pytest.param("The U.S. fleet, i.e. 3.5 boats. In all, no.", [], id="none"),
    ],
)
def test_a_web_address_is_found_whole(text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in find_sites(text)] == wanted


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        (
            "A slack tide (often just “slack”) is the short rest between two tides.",
            ["slack", "tide"],
            "the short rest between two tides",
        ),
        ("Boats wait out a short rest known as the slack tide.", ["slack", "tide"], "a short rest"),
        (
            "They must pass a slow check called “wash and look.”",
            ["wash", "look"],
            "a slow check",
        ),
        ("We call this quiet way of mooring soft berthing.", ["soft", "berthing"], "quiet way of mooring"),
        ("One of the ways that we use is called soft berthing.", ["soft", "berthing"], None),
        ("It needs a method known as soft berthing.", ["soft", "berthing"], "a method"),
        ("Soft berths are a kind of dock.", ["soft", "berth"], "a kind of dock"),
    ],
)
def test_what_a_thing_is_stands_before_its_name_or_behind_it(text: str, words: list[str], told: str | None) -> None:
    found = find_definition(text, words)
    assert (None if found is None else text[slice(*found)]) == told


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        ("SB refers to mooring without a bump.", ["soft", "berthing"], "mooring without a bump"),
        (
            "A slack tide is defined by the pilots as the rest between tides.",
            ["slack", "tide"],
            "the rest between tides",
        ),
    ],
)
def test_a_meaning_is_told_of_a_thing_by_its_letters_or_by_somebody(text: str, words: list[str], told: str) -> None:
    found = find_meaning(text, words)
    assert found is not None and text[slice(*found)] == told


def test_letters_are_spelt_out_behind_what_says_so() -> None:
    text = "Use SALT (which stands for: Steer, Anchor, Look, and Tie) at the quay."
    found = find_expansion(text, "salt")
    assert found is not None and text[slice(*found)] == "Steer, Anchor, Look, and Tie"
