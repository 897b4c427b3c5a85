"""How a passage and its citations read on the page."""

from dataclasses import replace
from typing import Any

import pytest

from qa import Citation, Passage
from web.pages.passage import (
    _REACHED,
    citation_line,
    find_reach,
    is_contact,
    on_its_page,
    pieces,
    preview,
    shorten,
    web_link,
)


def citation(number: int, quote: str = "The quay opens.", **fields: Any) -> Citation:
    plain = Citation(
        number=number, article_id=f"a{number}", title=None, publisher=None, published=None, version="sha256:1",
        start=0, end=len(quote), quote=quote, prefix="", suffix="", copy_of=None, verified=True,
        as_read=("", quote, ""),
    )  # fmt: skip
    return replace(plain, **fields)


def passage(text: str, **fields: Any) -> Passage:
    plain = Passage(
        rank=1, score=1.0, text=text, heading=None, heading_inferred=False, speaker=None, before="", after="",
        highlights=(), matched_terms=(), missing_terms=(), parts=(), sources=1, citations=(citation(1),),
    )  # fmt: skip
    return replace(plain, **fields)


@pytest.mark.parametrize(
    "name", ["a" * 2_000, "a." * 1_000, "a-" * 1_000, "+%" * 1_000], ids=["letters", "stops", "hyphens", "signs"]
)
def test_an_address_is_tried_once_however_long_its_name_is(name: str) -> None:
    text = f"Write to {name}@harbour.example today"
    tried = [at for at in range(len(text)) if _REACHED.match(text, at)]
    assert tried == [text.index(name)]  # or a long name without an address behind it would be read from each letter on
    assert [each.text for each in find_reach(text)] == [f"{name}@harbour.example"]


def test_highlights_are_counted_in_code_points() -> None:
    cut = pieces(passage("🦊🦊 crisis house", highlights=((3, 9), (10, 15))))
    assert [(text, marked) for text, marked, _ in cut] == [
        ("🦊🦊 ", False),
        ("crisis", True),
        (" ", False),
        ("house", True),
    ]


@pytest.mark.parametrize(
    "highlights", [((4, 8), (0, 5)), ((0, 8), (2, 3)), ((0, 8), (0, 8))], ids=["crossing", "nested", "twice"]
)
def test_highlights_that_overlap_show_the_text_once(highlights: tuple[tuple[int, int], ...]) -> None:
    cut = pieces(passage("overlaps here", highlights=highlights))
    assert "".join(text for text, _, _ in cut) == "overlaps here"
    assert "".join(text for text, marked, _ in cut if marked) == "overlaps"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Ann Lee\n01632 960143", ["tel:01632960143"]),
        ("01632 960 143/07700 900 982", ["tel:01632960143", "tel:07700900982"]),
        ("ring (01632) 960143 or +44 (0)1632 960143", ["tel:01632960143", "tel:+441632960143"]),
        ("Ann.Lee@quays.example.org.", ["mailto:Ann.Lee@quays.example.org"]),
        ("a?b=c@d.org", ["mailto:c@d.org"]),
        ("In 2013-2014, 0 of 1,200,300 people; on 03/05/2024; £3.8bn; 020.", []),
        ("the file 0123456789012345678", []),
    ],
    ids=["line", "two", "brackets", "mail", "no header in an address", "figures", "too long"],
)
def test_numbers_and_addresses_of_mail_can_be_opened_and_figures_cannot(text: str, links: list[str]) -> None:
    assert [reach.href for reach in find_reach(text)] == links


def test_in_a_passage_what_can_be_reached_is_a_link_and_no_highlight() -> None:
    text = "Kent: jo@kent.example.org"
    cut = pieces(passage(text, highlights=((0, 4), (9, 13))))
    assert cut == [("Kent", True, ""), (": ", False, ""), ("jo@kent.example.org", False, "mailto:jo@kent.example.org")]


def test_a_contact_is_a_few_short_lines() -> None:
    assert is_contact(passage("Ann Lee\n01632 960143"))
    assert not is_contact(passage("Ring 01632 960143 to take part in the survey of the quays."))
    assert not is_contact(passage("Ann Lee\nWarden"))


def test_citations_of_the_same_words_are_told_from_those_of_nearly_the_same() -> None:
    same, alike = citation(2, "The quay\nopens."), citation(3, "The quay opened.")
    line = citation_line(passage("The quay opens.", citations=(citation(1), same, alike)))
    assert (line.first.number, line.same, line.alike) == (1, (same,), (alike,))


def test_a_preview_begins_and_ends_at_words() -> None:
    prefix, suffix = "ntion of the harbour trust, and ", " Its forty stalls keep their num"
    assert (len(prefix), len(suffix)) == (32, 32)
    cut = citation(1, prefix=prefix, suffix=suffix, as_read=(prefix, "The quay opens.", suffix))
    assert preview(cut) == ("… of the harbour trust, and ", "The quay opens.", " Its forty stalls keep their …")
    whole = citation(1, prefix="Note. ", suffix=" End.", as_read=("Note. ", "The quay opens.", " End."))
    assert preview(whole) == ("Note. ", "The quay opens.", " End.")
    long = "The quay opens. " * 40
    _, words, after = preview(citation(1, long, suffix=suffix, as_read=("", long, suffix)))
    assert (len(words) < 370, words.endswith("quay opens. The …"), after) == (True, True, "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The quay\n opens.", "The quay opens."),
        ("The quay opens in May.", "The quay opens …"),
        ("x" * 20, f"{'x' * 15} …"),
    ],
    ids=["whole", "cut", "one word"],
)
def test_words_are_shortened_between_words(text: str, shown: str) -> None:
    assert shorten(text, 15) == shown


@pytest.mark.parametrize(
    ("url", "quote", "address"),
    [
        ("https://a.example/x", "The well-known quay, at last.", "https://a.example/x#:~:text=The%20well%2Dknown%20quay%2C%20at%20last."),
        ("https://a.example/x#top", "Yes & no", "https://a.example/x#top:~:text=Yes%20%26%20no"),
        ("https://a.example/x", "a b c d e f g h i j k", "https://a.example/x#:~:text=a%20b%20c%20d%20e,g%20h%20i%20j%20k"),
        ("https://a.example/x", "Ann Lee\n01632 960143", "https://a.example/x#:~:text=Ann%20Lee,01632%20960143"),
    ],
    ids=["short", "with a fragment", "long", "of two lines"],
)  # fmt: skip
def test_a_link_to_the_publishers_page_names_how_the_words_begin_and_end(url: str, quote: str, address: str) -> None:
    assert on_its_page(url, quote) == address


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "//a.example", "http://["], ids=repr)
def test_no_browser_is_sent_to_what_is_no_web_address(url: str | None) -> None:
    assert web_link(url) is None
    assert web_link("https://a.example/x") == "https://a.example/x"
