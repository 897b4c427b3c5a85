"""The lines of a PDF: in the order they are read, whichever way they were drawn."""

import textwrap

import pytest
from fpdf import FPDF

from corpus.files.extraction import Extracted, extract

LEFT = "The trust said that the new wing of the museum would open in May and that the old one would then be shut. " * 3
RIGHT = "Meanwhile the county has bought a field beside the mill, where cars may stand on each day of the season. " * 3


def drawn(*pieces: tuple[float, float, str], title: str = "") -> Extracted:
    """A page of pieces of text, each drawn at a place, in the order given."""
    out = FPDF()
    out.set_font("Helvetica", size=10)
    if title:
        out.set_title(title)
    out.add_page()
    for x, y, text in pieces:
        out.text(x, y, text)
    return extract(bytes(out.output()), ".pdf", "a")


def columns() -> tuple[list[tuple[float, float, str]], list[tuple[float, float, str]]]:
    left, right = textwrap.wrap(LEFT, 40), textwrap.wrap(RIGHT, 40)
    return [(20, 40 + 6 * n, line) for n, line in enumerate(left)], [
        (115, 40 + 6 * n, line) for n, line in enumerate(right)
    ]


@pytest.mark.parametrize("across", [True, False], ids=["drawn-across", "drawn-one-by-one"])
def test_two_columns_are_read_one_after_the_other(across: bool) -> None:
    left, right = columns()
    order = sorted([*left, *right], key=lambda piece: (piece[1], piece[0])) if across else [*left, *right]
    text = " ".join(drawn((20, 20, "Museum news"), *order).text.split())
    assert text == f"Museum news {LEFT}{RIGHT}".strip()


def test_a_table_is_read_row_by_row() -> None:
    rows = [(x, 40 + 6 * n, f"{word} {n}") for n in range(12) for x, word in ((20, "Boat"), (80, "pays"), (140, "day"))]
    assert drawn(*rows).text.split("\n")[3] == "Boat 3 pays 3 day 3"


@pytest.mark.parametrize(
    ("title", "told"),
    [("Museum news", "Museum news"), ("Microsoft Word - a", None), ("Old accounts", None), ("", None)],
)
def test_the_title_counts_that_the_first_page_shows(title: str, told: str | None) -> None:
    found = drawn((20, 20, "Museum news"), (20, 40, "Microsoft Word - a"), title=title)
    assert (found.title, found.markdown) == (told, False)
