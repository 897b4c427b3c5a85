"""The analysis chain: what is the same word becomes the same term, in articles and in questions."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import SHIPPED_ARTICLES, read_sources
from index import FUNCTION_WORDS, analyse, extract_terms, find_term
from index.text.analysis import pieces, written

TEXTS = st.text() | st.lists(
    st.sampled_from(
        ("Zoë’s", "co-ordinated", "£3.8bn", "24/7", "2015/16", "A&E", "per cent", "%", "don’t", "GPs", "\u0301", "’")
    )
).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë", "zoe"), ("cafe\u0301s", "café"), ("Łódź", "lodz"), ("ŒUVRE", "oeuvre"), ("Straße", "strasse"),
        ("Leeds’s", "Leeds"), ("children's", "children"), ("patients’", "patient"), ("pollards", "Pollard's"),
        ("O’Neill", "ONeill"), ("GPs", "GP"), ("gps", "GP"), ("CCGs", "ccg"), ("NHS", "nhs"), ("OTs", "OT"),
        ("co-ordinated", "coordinated"), ("re-elect", "reelected"), ("pre\u2011school", "preschool"), ("e-mail",
        "email"),
        ("organise", "organization"), ("centralised", "centralized"), ("colours", "color"), ("neighbourhood",
        "neighborhood"),
        ("centres", "center"), ("travelled", "traveling"), ("analyse", "analyzed"), ("defence", "defense"),
        ("programmes", "program"), ("paediatric", "pediatric"), ("grey", "gray"), ("ageing", "aging"),
        ("hours", "hour"), ("fours", "fours"), ("fourteen", "14"), ("two", "2"), ("2,000", "2000"),
        ("£3.8bn", "3.8 billion"), ("£1m", "1 million"), ("50%", "50 per cent"), ("50%", "50 percent"), ("21st",
        "21"),
        ("over 65s", "over 65"), ("1990s", "1990"), ("2015/16", "2015 and 2016"), ("2015–16", "2015/16"),
        ("A&E", "a&e"), ("Twelve teams", "12 team"),
        ("rang", "rung"), ("wrote", "writing"), ("led", "leads"), ("children's", "child"), ("women", "Woman's"),
        ("crises", "crisis"),
    ],
)  # fmt: skip
def test_two_ways_to_write_a_word_make_one_term(one: str, other: str) -> None:
    assert extract_terms(one) == extract_terms(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("organ", "organise"), ("four", "for"), ("tour", "tor"), ("24/7", "24"), ("1.9", "19"), ("A&E", "AE"),
        ("3.8bn", "3.8m"),
        ("well", "we'll"), ("shed", "she'd"), ("non-pioneer", "nonpioneer"),
        ("saw", "see"), ("rose", "rise"), ("found", "find"), ("left", "leave"), ("specimen", "speciman"),
        ("LED", "led"), ("met", "meet"),
    ],
)  # fmt: skip
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert extract_terms(one) != extract_terms(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("health&care", ["health", "care"]), ("24/7 community-based care", ["24/7", "community", "based", "care"]),
        ("non-Pioneer", ["non", "Pioneer"]), ("4G, B12 and H1N1", ["4G", "B12", "H1N1"]), ("3-day", ["3", "day"]),
        ("03/04/2013", ["03", "04", "2013"]), ("2013-11-01", ["2013", "11", "01"]), ("20mg at 8.30am", ["20", "mg",
        "8.30"]),
        ("£1,234.50.", ["1,234.50"]), ("a_b", ["b"]), ("“R&D”", ["R&D"]), ("1600–1700", ["1600", "1700"]),
    ],
)  # fmt: skip
def test_a_text_is_cut_into_words(text: str, words: list[str]) -> None:
    assert [text[token.start : token.end] for token in analyse(text)] == words


@pytest.mark.parametrize("word", ["The", "don’t", "dont", "WHATS", "she’s", "which", "it’s", "its", "’", "I'm"])
def test_function_words_make_no_term(word: str) -> None:
    assert extract_terms(word) == []
    assert analyse(word) == []


def test_a_question_of_function_words_alone_has_no_terms() -> None:
    assert extract_terms("What is it that they do, and why?") == []


def test_function_words_do_not_hold_words_of_their_own() -> None:
    assert not {"well", "ill", "shell", "hell", "wed", "shed", "id"} & FUNCTION_WORDS


@given(TEXTS)
def test_tokens_stand_in_order_where_they_say_and_make_the_terms(text: str) -> None:
    tokens = analyse(text)
    assert [token.term for token in tokens] == extract_terms(text)
    end = 0
    for token in tokens:
        assert end <= token.start < token.end <= len(text)
        assert token.term
        end = token.end


@given(TEXTS, TEXTS)
def test_a_line_break_does_not_change_the_words_around_it(first: str, second: str) -> None:
    assert extract_terms(f"{first}\n\n{second}") == extract_terms(first) + extract_terms(second)


@given(st.text(st.characters(categories=("L", "N")), min_size=1))
def test_capitals_make_no_difference(word: str) -> None:
    folded = word.casefold()
    if len(word) == len(folded) and word.upper().casefold() == folded and "s" not in folded:
        assert find_term(word) == find_term(folded)


def test_a_word_without_end_is_analysed_at_once() -> None:
    assert len(extract_terms("x" * 100_000)) == 1
    assert len(extract_terms("1" * 100_000 + "x")) == 1
    assert len(extract_terms("a’" * 50_000 + "a")) == 1


ADDRESS = re.compile(r"(?<!\S)[^\s@]++@\S+|(?:https?://|www\.)\S+")


def told(text: str) -> list[tuple[str, bool]]:
    """A text's words with their terms, by its tokens; and whether a capital would tell something there."""
    addresses = [match.span() for match in ADDRESS.finditer(text)]
    return [
        (
            f"{text[token.start : token.end]}\0{token.term}",
            token.start > 0 and not any(start <= token.start < end for start, end in addresses),
        )
        for token in analyse(text)
    ]


PIECES = [*"aB3é.,'’-&@%/(²٣_", "\u0301", "\xa0", "\x1c", "\u200b", "per", "cent", "www.", "http://", "2015"]


def words_of(text: str) -> list[tuple[str, bool]]:
    """The same, by the pieces of the text."""
    return [word for piece in pieces(text) for word in written(piece)]


@given(st.lists(st.sampled_from([*PIECES, *" " * 6])))
def test_a_text_that_is_cut_at_white_space_has_the_same_words(parts: list[str]) -> None:
    text = "".join(parts)
    assert words_of(text) == told(text)


def test_the_words_of_the_shipped_articles_are_those_of_their_tokens() -> None:
    for source in read_sources(SHIPPED_ARTICLES):
        for line in source.text.splitlines():
            assert words_of(line) == told(line)
