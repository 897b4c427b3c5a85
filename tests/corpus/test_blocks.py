"""From a text to its blocks: wrapped lines, items, Markdown's marks, metadata headers."""

import pytest

from corpus.markup.metadata import header_fields, iso_date
from corpus.structure.blocks import Block, find_blocks

WRAPPED = """\
Works on the harbour wall will begin in June and are planned to last
for about fourteen months. The wall was built in 1862 and has not been
repaired since the storm.

The cost is put at four million, of which the board pays half, and the
county the rest.
"""


def texts(text: str) -> list[str]:
    """The words of each block, white space as one space."""
    return [" ".join(block.span.text.split()) for block in find_blocks(text)]


def only(text: str) -> Block:
    """The one block of a text."""
    (block,) = find_blocks(text)
    return block


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0c"], ids=["lf", "crlf", "cr", "separator", "page"])
def test_lines_of_a_paragraph_each_stay_apart_whatever_ends_them(end: str) -> None:
    text = end.join(["A first line of some length, to the full stop.", "", "A second one.", "A third."])
    assert [(block.span.text, block.gap) for block in find_blocks(text)] == [
        ("A first line of some length, to the full stop.", 0),
        ("A second one.", 1),
        ("A third.", 0),
    ]


def test_a_hard_wrapped_text_has_paragraphs_over_several_lines() -> None:
    first, second = find_blocks(WRAPPED)
    assert first.span.text == WRAPPED[: WRAPPED.index("\n\n")]
    assert second.span.text.startswith("The cost") and second.span.text.endswith("the rest.")
    assert WRAPPED[second.span.start : second.span.end] == second.span.text


def test_a_line_broken_by_hand_a_little_early_is_a_wrap_too() -> None:
    text = WRAPPED.replace(
        "county the rest.", "county the rest. Ring the office of the harbour, by day, on 01950\n600 100 or write."
    )
    assert texts(text)[1].endswith("on 01950 600 100 or write.")


def test_a_wrapped_text_keeps_its_headings_items_and_addresses_apart() -> None:
    text = (
        "COSTS\n" + WRAPPED + "\n- Lamps\n- A shelter for people who\n  wait for the ferry\n\nAnn Lee\n12 High Street\n"
    )
    assert texts(text)[0] == "COSTS"
    assert texts(text)[3:] == ["- Lamps", "- A shelter for people who wait for the ferry", "Ann Lee", "12 High Street"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param(
            "One sentence that is about as long as a line may\nbe goes on below.", 1, id="goes-on-in-lower-case"
        ),
        pytest.param(
            "One sentence that is about as long as a line may be.\nAnother begins.", 2, id="ends-with-its-line"
        ),
        pytest.param("We offer\nphysiotherapy\nspeech therapy", 3, id="short-items"),
        pytest.param("Ten knots that every sailor ought to know\n" * 6, 6, id="lines-of-one-length"),
        pytest.param("Someone@example.org.with.a.very.long.name.indeed\n" * 6, 6, id="lines-of-one-word"),
        pytest.param("We offer all of these to everyone who asks:\nphysiotherapy\nspeech", 3, id="items-after-a-colon"),
        pytest.param(("A line much longer than any column of print. " * 5 + "\n") * 4, 4, id="a-line-a-paragraph"),
        pytest.param("Short.\nLonger than that one.\nMid-sized line.\nAnother.\nAnd one more line.", 5, id="ragged"),
    ],
)
def test_a_break_is_a_wrap_only_where_the_line_was_full_or_the_next_goes_on(text: str, count: int) -> None:
    assert len(find_blocks(text)) == count


NARROW = """\
The bridge, which was
closed for two winters,
was mended by the men of
Orchard Lane, and it will
be open in the year 2031.
"""


@pytest.mark.parametrize("above", ["", "Bridge news\n"], ids=["alone", "below-a-heading"])
def test_a_narrow_column_is_wrapped_where_it_is_prose_by_every_sign(above: str) -> None:
    assert texts(above + NARROW)[-1] == " ".join(NARROW.split())
    assert texts(above + NARROW)[:-1] == above.split("\n")[:-1]


def test_short_lines_of_a_list_are_no_narrow_column() -> None:
    lines = ["Bread and butter pudding", "Cheese of the county", "Plum tart with cream", "Tea."]
    assert texts("\n".join(lines)) == lines


def test_wraps_are_told_beside_lines_longer_than_any_column() -> None:
    long = "A paragraph that its writer set on one line, " * 4 + "and ended so."
    text = f"{WRAPPED.strip()}\n{long}\n{long}\n"
    assert [len(block.span.text.split("\n")) for block in find_blocks(text)] == [3, 2, 1, 1]


@pytest.mark.parametrize("start", ["1862. It fell", "61. He mended it", "61 boats lay there", "Lee and Tan came"])
def test_a_wrapped_line_may_begin_with_a_figure_or_a_capital(start: str) -> None:
    text = WRAPPED.replace("The wall was built in 1862", f"The wall was built by all of the people in\n{start}")
    assert start in texts(text)[0]


def test_numbered_lines_below_a_full_line_stay_items_where_another_has_the_next_number() -> None:
    text = WRAPPED + "\nThe board of the harbour has asked for all of these works, which are\n1. a wall\n2. a lamp\n"
    assert texts(text)[-2:] == ["1. a wall", "2. a lamp"]


def test_a_date_that_breaks_before_its_year_is_one() -> None:
    assert texts("They were sent to the mill on June 3,\n2021. Two carts went.") == [
        "They were sent to the mill on June 3, 2021. Two carts went."
    ]


@pytest.mark.parametrize("mark", ["☐", "❖", "\uf0b7", "A)", "(A)", "II.", "[1]", "①", "»", "o", "1.2"])
def test_other_marks_of_items_are_known(mark: str) -> None:
    assert only(f"{mark} Lamps").marker == len(mark) + 1


def test_a_whole_sentence_in_bold_is_no_heading_and_loses_its_marks() -> None:
    block = only("**The mill will be open to all from May.**")
    assert (block.span.text, block.marked) == ("The mill will be open to all from May.", False)


@pytest.mark.parametrize("mark", ["-", "–", "•", "*", "·", "‣", "●", "✓", "1.", "12)", "(a)", "b.", "iv)"])
def test_a_bullet_or_number_makes_an_item_and_stays_in_its_span(mark: str) -> None:
    block = only(f"  {mark}\u00a0 Lamps")
    assert block.span.text == f"{mark}\u00a0 Lamps"
    assert block.span.text[block.marker :] == "Lamps"


@pytest.mark.parametrize(
    "text", ["-5 degrees", "A. Lee spoke", "1.5 million", "3 May", "+44 20 7946 0001", "i.e. this"]
)
def test_what_only_looks_like_a_bullet_makes_no_item(text: str) -> None:
    assert only(text).marker == 0


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        pytest.param("## Where to see them", "Where to see them", id="hashes"),
        pytest.param("# Closed #", "Closed", id="closing-hash"),
        pytest.param("== Wiki ==", "Wiki", id="wiki"),
        pytest.param("**Opening hours**", "Opening hours", id="bold-line"),
        pytest.param("Opening hours\n=============", "Opening hours", id="double-underline"),
        pytest.param("Opening hours\n---", "Opening hours", id="single-underline"),
        pytest.param("> # Quoted", "Quoted", id="in-quoted-text"),
    ],
)
def test_a_marked_heading_is_known_without_its_marks(text: str, heading: str) -> None:
    block = only(text)
    assert (block.span.text, block.marked) == (heading, True)


@pytest.mark.parametrize(
    "text", ["#tag of the day", "Sentence.\n---", "| A | B |\n|---|---|", "- item\n---", "**a** b **c**"]
)
def test_what_only_looks_like_a_marked_heading_is_none(text: str) -> None:
    assert not find_blocks(text)[0].marked


def test_rules_fences_and_empty_quotes_make_no_block_and_a_rule_is_a_wide_gap() -> None:
    found = find_blocks("Above.\n\n* * *\n\n```python\ncode()\n```\n>\n> Quoted.")
    assert [(block.span.text, block.gap) for block in found] == [("Above.", 0), ("code()", 5), ("Quoted.", 1)]


def test_what_shows_nothing_is_outside_of_every_block() -> None:
    assert [block.span.text for block in find_blocks("\ufeffA.\n\u00a0\n\u200b \n\tB.\u200b\n")] == ["A.", "B."]
    assert find_blocks("\u200b\n\u00a0\ufeff") == ()


@pytest.mark.parametrize(
    ("header", "body"),
    [
        pytest.param("Title: The wall\nDate: 3 May 2019\nSource: The Board", "Words of it.", id="rows"),
        pytest.param(
            "---\nlayout: post\ntitle: 'The wall'\ndate: 2019-05-03\nsource: The Board\n---", "Words.", id="fence"
        ),
        pytest.param(
            '+++\ntitle = "The wall"\ndate = 2019-05-03T09:00:00Z\nsource = "The Board"\n+++', "W.", id="toml"
        ),
        pytest.param("Title: The wall\nPublisher: The Board\nPublished on: May 3, 2019\n", "# Words", id="markdown"),
    ],
)
def test_a_header_is_read_and_set_apart(header: str, body: str) -> None:
    found = find_blocks(f"{header}\n\n{body}")
    assert [block.header for block in found] == [True] * (len(found) - 1) + [False]
    assert header_fields([block.span.text for block in found if block.header]) == {
        "title": "The wall",
        "publisher": "The Board",
        "published": "2019-05-03",
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Venue: Town Hall\nDate: 3 May 2019\nTime: noon", id="an-event"),
        pytest.param("Ann: Hello.\nBob: Hello.", id="a-dialogue"),
        pytest.param("Date: a palm's fruit, dried in the sun.", id="a-single-row"),
        pytest.param("---\nA rule above.\n---\nAnd below.", id="rules"),
        pytest.param("Words first.\nTitle: late\nDate: later", id="not-at-the-top"),
    ],
)
def test_other_lines_with_colons_are_no_header(text: str) -> None:
    assert not any(block.header for block in find_blocks(text))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2013-11-01", "2013-11-01"), ("2013-11-01T09:00:00Z", "2013-11-01"), ("1 November 2013", "2013-11-01"),
        ("1st of Nov. 2013", "2013-11-01"), ("Friday, 1 November 2013", "2013-11-01"),
        ("November 1, 2013", "2013-11-01"),
        ("Sept 3rd, 2013", "2013-09-03"), ("23/4/2013", "2013-04-23"),
        ("4/23/2013", "2013-04-23"), ("04.04.2013", "2013-04-04"),
        ("1 Smarch 2013", None),
        ("3/4/2013", None), ("2013-02-30", None), ("31 June 2013", None), ("November 2013", None),
        ("yesterday", None), ("", None), ("99/99/2013", None),
    ],
)  # fmt: skip
def test_a_day_is_read_where_it_has_one_reading(written: str, day: str | None) -> None:
    assert iso_date(written) == day


def test_an_address_that_is_none_of_the_webs_stays_unknown() -> None:
    assert header_fields(["Title: x", "URL: javascript:alert(1)"]) == {"title": "x"}
    assert header_fields(["Title: x", "Link: https://example.org/x"]) == {"title": "x", "url": "https://example.org/x"}
