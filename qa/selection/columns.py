"""The cells of a table's row, by the heads of their columns: which of them is asked for, and in which unit they are."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from index import extract_terms
from qa.asking.kinds import Wanted
from qa.selection.asks import asks_before
from qa.spans.quantities import Quantity

_BAR = re.compile(r"[|\t]")
_CELL = re.compile(r"[^|\t\n]+")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20|21)\d\d(?:\s?[-–/]\s?(?:\d{4}|\d\d))?(?!\d)")
_YEAR_BEFORE = re.compile(
    r"\b(?:the|a)\s+year\s+(?:before|earlier)\b|\b(?:previous|preceding|prior)\s+year\b|\bbefore\s+(?:1[5-9]|20|21)\d\d\b",
    re.I,
)
_UNITS = (
    (Wanted.SHARE, re.compile(r"%|\bper\s?cent\b|\bpercentage\b|\bshare\b", re.I)),
    (Wanted.MONEY, re.compile(r"[£$€]|\b(?:pounds|dollars|euros|cost|price|fee)s?\b", re.I)),
    (Wanted.DURATION, re.compile(r"\b(?:seconds|minutes|mins|hours|hrs|days|weeks|months|years)\b", re.I)),
)


class Cell(NamedTuple):
    """A cell of a row, half-open, and the head of its column."""

    start: int
    end: int
    head: str


def find_cells(text: str, heads: str) -> list[Cell]:
    """Return the cells of a row that the heads of a table name, but the first, which says what the row is of. None
    where the two have not as many; the first column need have no head.
    """
    if not _BAR.search(text) or not _BAR.search(heads):
        return []
    named = [head.strip() for head in _BAR.split(heads.strip(" |\t"))]
    cells = [match.span() for match in _CELL.finditer(text.split("\n", 1)[0]) if match[0].strip()]
    if len(cells) < 2 or len(named) not in (len(cells), len(cells) - 1):
        return []
    return [Cell(*cell, head) for cell, head in zip(cells[1:], named[-len(cells) + 1 :], strict=True)]


def with_units(found: Sequence[Quantity], cells: Sequence[Cell]) -> list[Quantity]:
    """Return the quantities of a row; a bare number has the unit of its column's head: "On time (%)"."""
    out = []
    for one in found:
        head = next((cell.head for cell in cells if cell.start <= one.start and one.end <= cell.end), "")
        unit = next((unit for unit, tells in _UNITS if tells.search(head)), None)
        bare = one.unit is Wanted.COUNT and not one.measured
        out.append(replace(one, unit=unit) if bare and unit is not None else one)
    return out


def cell_asked(question: str, cells: Sequence[Cell]) -> Cell | None:
    """Return the cell whose column's head holds the most of a question's words. Of columns that each are of a year it
    is one of the year that is named, or of the last where none is; or of the one before, where that is asked for. None
    where no one cell is meant.
    """
    years = [match[0] if (match := _YEAR.search(cell.head)) else "" for cell in cells]
    if len(cells) > 1 and all(years):
        year = _year_asked(question, sorted(set(years)))
        cells = [cell for cell, own in zip(cells, years, strict=True) if own == year]
    asked = set(extract_terms(question))
    held = [len(asked.intersection(extract_terms(cell.head))) for cell in cells]
    if len(cells) == 1 and all(years):
        return cells[0]
    return cells[held.index(max(held))] if max(held, default=0) and held.count(max(held)) == 1 else None


def _year_asked(question: str, years: Sequence[str]) -> str | None:
    """Return which of some years, in their order, a question asks of; None where it is of none."""
    named = _YEAR.search(question)
    year = named[0] if named else years[-1]
    if year not in years:
        return None
    if _YEAR_BEFORE.search(question) is None and not asks_before(question):
        return year
    return years[years.index(year) - 1] if year != years[0] else None
