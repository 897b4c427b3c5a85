"""Running heads and page numbers: what is hidden of a text that was taken out of its pages, and what is not."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.markup.page_breaks import page_edits
from corpus.markup.reading import Reading

LINES = st.sampled_from(
    ("Mill Board", "1", "2", "- 3 -", "Page 4", "\f", "", "It turns", "and goes on in the town for", "x.")
)
PAGES = """\
Mill Board: Report
The mill was mended by the people of the lane, who were paid for it in
bread, and it is to be sold to the town on
1

Mill Board: Report
4 May 2031. It turns.

New works
2

Mill Board: Report
They begin in June.
3"""


def read(text: str) -> str:
    """The text without its pages."""
    return Reading.of(text, page_edits(text)).text


def test_heads_and_numbers_go_and_a_sentence_goes_on_below_them() -> None:
    assert "sold to the town on\n4 May 2031. It turns." in read(PAGES)
    assert read(PAGES).split("\n\n")[-1].strip() == "They begin in June."
    assert "Mill Board" not in read(PAGES) and "New works\n" in read(PAGES)


def test_pages_are_known_by_a_form_feed_and_by_numbers_of_their_own() -> None:
    assert read("Mill Board\nOne.\n\fMill Board\nTwo.") == "\nOne.\n\f\nTwo."
    assert (
        read("It goes on and on until\n\n- 2 -\n\nits end.\n\n- 3 -\n\nTen.")
        == "It goes on and on until\nits end.\n\n\n\nTen."
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Boats\n\n4\n\nCrew\n\n5\n\nText of it.", id="figures-of-a-list"),
        pytest.param("Total  45\na\nb\nc\nd\nTotal  50\ne", id="sums"),
        pytest.param("Ann Lee\nTel: 01\n\nText.\nIt.\nMore.\nAnd.\nAnn Lee\nTel: 02", id="people"),
        pytest.param("Aims\n\nOne.\n\nTwo.\n\nThree.\n\nFour.\n\nAims\n\nFive.", id="a-heading-twice"),
        pytest.param("2019\n\nIt began.\n\n2020\n\nIt ended.", id="years"),
    ],
)
def test_other_lines_that_come_again_stay(text: str) -> None:
    assert read(text) == text


@given(st.lists(LINES, max_size=40).map("\n".join) | st.text())
def test_edits_stand_in_order_and_sentences_keep_their_places(text: str) -> None:
    edits = list(page_edits(text))
    assert all(a.end <= b.start for a, b in pairwise(edits))
    assert all(0 <= edit.start < edit.end <= len(text) and edit.shown in ("", "\n") for edit in edits)


@pytest.mark.parametrize("text", ["1\n2\n", "\f1\nab cd\n", "Mill Board\n1\n"])
def test_hostile_texts_take_time_in_step_with_their_length(text: str) -> None:
    begun = time.process_time()
    list(page_edits(text * 20_000))
    assert time.process_time() - begun < 5
