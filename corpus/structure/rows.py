"""Lines that hold data: rows of a table, a label with its value, and two lines that make one record.

They are told by their form: cells set apart by bars, tabs, dots or wide spaces, or a label with a sum, a time or
another figure. Such a line is evidence, however short it is, and heads nothing; the row of a table that names its
columns heads the others.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.structure.blocks import Block
from corpus.structure.people import UPPER, opening_name
from corpus.values import MAX_PASSAGE

_LONGEST = 300
"""In characters; a longer line is prose, whatever it holds."""

_BREAK = re.compile(r" ?\| ?|[ \u00a0]*\t\s*|(?<![.!?:; ]) {2,}(?! )|(?: ?\.){4,} ?| ?…+ ?(?=[\d£$€])")
"""Where a cell ends. Between words of justified prose two spaces may stand, too: there they make no table, for a
line of prose is no row (`_is_row`)."""

_SIGNS = ("|", "\t", "  ", "..", ". .", "…")
"""A line without any of them has one cell; to look is cheaper than to split."""

_NUMBER = r"(?:\d{1,3}(?:[,\u00a0 ]\d{3})+|\d{1,9})(?:\.\d{1,4})?"
_SUM = (
    rf"(?:[£$€¥]|(?:GBP|USD|EUR|CHF)\s?)\s?{_NUMBER}"
    rf"|{_NUMBER}\s?(?:p|c|pence|cents?|pounds?|dollars?|euros?|GBP|USD|EUR)"
)
_SCALE = r"(?:\s?(?:k|m|bn|tn|thousand|million|billion|trillion)\b)"
_ZONE = r"(?:\s(?:[ecmp][sd]?t|gmt|bst|utc|cet)\b)?"
_CLOCK = rf"(?:\d{{1,2}}(?:[.:]\d{{2}})?\s?(?:am|pm|a\.m\.?|p\.m\.?)|\d{{1,2}}:\d{{2}}|noon|midnight){_ZONE}"
_TIMES = rf"(?:\d{{1,2}}\s?[-–—]\s?)?{_CLOCK}(?:\s?(?:[-–—]|to|until|till|and)\s?(?:{_CLOCK}|\d{{1,2}}))?"
_PER = r"(?:\s(?:per|each|a|an|every|for|plus|incl|excl|including|or)\b[^.!?]{0,30})?"
_STRONG = re.compile(rf"(?:{_TIMES}|(?:{_SUM})(?!{_SCALE}|[\d,.]*\d)){_PER}(?:\s?\([^()]{{1,40}}\))?[*†]?", re.I)
"""A time of day, or a sum without a scale: "9am to 5pm", "£4.50 per night". Headlines tell of millions."""

_TIME_FIRST = re.compile(rf"{_TIMES}[\s:–—-]+\S", re.I)
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_WEAK = re.compile(
    rf"[~<>≈+\u2212-]?\s?(?:{_SUM}|{_NUMBER}){_SCALE}?(?:\s?(?:%|per cent|percent"
    rf"|[a-zµ°²³/]{{1,12}}(?:\s[a-z]{{1,12}}){{0,2}}|[-–—/]\s?{_NUMBER}\s?%?|\(.{{1,40}}\)|{_MONTHS}(?:,?\s\d{{4}})?)){{0,2}}[*†]?",
    re.I,
)
"""Another figure, with its unit or its month."""

_UNIT = r"\s?(?:am|pm|p|kg|g|km|cm|mm|m|t|ft|in|l|ml|hrs?|mins?|s|h)\b"
_PURE = re.compile(
    rf"(?:[£$€¥+\u2212–<>~-]|GBP|USD|EUR)?\s?\d[\d.,:/\u00a0 –-]*(?:{_SCALE}|%|{_UNIT})?"
    rf"[\d.,:/ –-]*(?:am|pm|%)?[*†]?|{_TIMES}",
    re.I,
)
"""A cell that is a figure and little more."""

_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d(?:[/–-]\d{2,4})?")
_NO_FIGURE = frozenset(
    "- – — n/a na nil none free closed open yes no all any daily various tbc tba unknown x ✓ ✗ ✔ ✘ included".split()
)
"""What stands in a cell in a figure's place."""

_VALUE_BEGINS = re.compile(r"(?<![\w.,])[£$€¥~<>+\u2212-]?\s?\d|\b(?:noon|midnight|GBP|USD|EUR)\b")
_LABEL = re.compile(rf"[{UPPER}a-z(&’'“\"][^.!?;]{{0,79}}")
_OPEN_LABEL = re.compile(
    r"\b(?:a|an|and|about|after|as|at|before|but|by|for|from|in|is|are|was|were|than|that|the|to|until|with|under|over|on|of|or"
    r"|will|has|have|opens?|closes?|begins?|starts?|ends?|costs?|pays?|gets?|wins?|rises?|falls?|cuts?|spends?|raises?)$",
    re.I,
)
"""How a label does not end: what stands before a figure in a sentence, or a headline."""

_SEPARATOR = re.compile(r"\s*(?P<mark>[:=,]|\s[-–—]|[–—])\s+(?=\S)")
_MOST_LABEL_WORDS = 8
_MOST_VALUE_WORDS = 10


class Table(NamedTuple):
    """Rows right below each other, by their blocks' numbers, both included.

    `columns`: how many the table has whose first row names them; 0 where it names none.
    """

    first: int
    last: int
    columns: int


def cells_of(text: str) -> list[str]:
    """Return the cells of a line; one for a line that is no row."""
    if len(text) > _LONGEST or "\n" in text or not any(sign in text for sign in _SIGNS):
        return [text]
    return [cell for part in _BREAK.split(text) if (cell := part.strip(" |\t"))] or [text]


def find_tables(found: Sequence[Block], free: Sequence[bool]) -> list[Table]:
    """Find rows of two cells or more, two rows at least right below each other, among blocks that are free."""
    cells = [cells_of(block.span.text) if usable else [] for block, usable in zip(found, free, strict=True)]
    rows = [_is_row(block, own) for block, own in zip(found, cells, strict=True)]
    out: list[Table] = []
    first = 0
    for number in range(1, len(found) + 1):
        if number < len(found) and rows[number] and rows[number - 1] and found[number].gap == 0:
            continue
        if number - first > 1:
            named = found[first].heads or _names_columns(cells[first:number])
            out.append(Table(first, number - 1, max(map(len, cells[first:number])) if named else 0))
        first = number
    return out


def _is_row(block: Block, cells: Sequence[str]) -> bool:
    text = block.span.text
    return len(cells) > 1 and not (block.marked or block.marker) and ("|" in text or text[-1] not in ".!?;:")


def _names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row has no figure, but years, where each of the others has one."""
    head = rows[0]
    if len(head) < 2 or any(_is_figure(cell) and not _YEAR.fullmatch(cell) for cell in head):
        return False
    below = [[cell for cell in row[1:] if _is_figure(cell)] for row in rows[1:]]
    return all(below) and not all(_YEAR.fullmatch(cell) for own in below for cell in own)


def _is_figure(cell: str) -> bool:
    return cell.lower() in _NO_FIGURE or _PURE.fullmatch(cell) is not None


def is_sum_or_time(text: str) -> bool:
    """Whether a line is a sum or a time of day, and nothing else."""
    return len(text) <= 60 and _STRONG.fullmatch(text) is not None


def is_value(text: str) -> bool:
    """Whether a line is a figure and little more, as stands below the name of what it belongs to."""
    return len(text) <= 60 and (_STRONG.fullmatch(text) or _WEAK.fullmatch(text) or _PURE.fullmatch(text)) is not None


def find_data(found: Sequence[Block], free: Sequence[bool]) -> list[bool]:
    """Say for each block whether it is a label with its value, or begins with a time.

    A sum or a time of day tells by itself, but for a text's first line, which is its title; other figures, and values
    in words, where the line right above or below is of the same form.
    """
    forms = [_form(block) if usable else None for block, usable in zip(found, free, strict=True)]
    first = next((number for number, usable in enumerate(free) if usable), 0)
    out = [form is not None and form[1] and number != first for number, form in enumerate(forms)]
    for number, (above, form) in enumerate(pairwise(forms), 1):
        if above is None or form is None or above[0] != form[0] or found[number].gap > 1:
            continue
        if (above[1] and form[1]) or (found[number].gap == 0 and (number - 1 != first or form[1])):
            out[number - 1] = out[number] = True
    return out


def _form(block: Block) -> tuple[str, bool] | None:
    """Return what parts a label from its value, and whether the value tells by itself; None for other lines."""
    text = block.span.text
    if len(text) > 120 or text[-1] in ".!?;:," or block.marked or block.marker or "\n" in text or "://" in text:
        return None
    if len(cells := cells_of(text)) > 1:
        return "cells", len(cells) == 2 and _STRONG.fullmatch(cells[1]) is not None
    if _TIME_FIRST.match(text):
        return "time", True
    mark = _SEPARATOR.search(text)
    label, value = (text[: mark.start()], text[mark.end() :]) if mark else (text, "")
    if mark and _is_label(label) and len(value.split()) <= _MOST_VALUE_WORDS and "." not in value.rstrip(".")[:-1]:
        strong = _STRONG.fullmatch(value) is not None
        return mark["mark"].strip(), strong
    begin = _VALUE_BEGINS.search(text)
    if begin is None or begin.start() < 2:
        return None
    label, value = text[: begin.start()].strip(), text[begin.start() :].strip()
    if not _is_label(label) or _OPEN_LABEL.search(label):
        return None
    if _STRONG.fullmatch(value):
        return "figure", True
    return ("figure", False) if _WEAK.fullmatch(value) else None


def _is_label(label: str) -> bool:
    return _LABEL.fullmatch(label) is not None and len(label.split()) <= _MOST_LABEL_WORDS


def find_records(found: Sequence[Block], free: Sequence[bool]) -> dict[int, int]:
    """Find lines that make one record: {first block: last block}, both included.

    A name with the figure right below it ("Ashmere Boat Club", "£4,000"), or with what a person does: these last, and
    figures without a unit or below a blank line, only where two such stand beneath each other.
    """
    alone: dict[int, int] = {}
    beside: dict[int, int] = {}
    ends: set[int] = set()
    number = next((place for place, usable in enumerate(free) if usable), 0) + 1
    while number < len(found):
        last = _record_end(found, free, number)
        if last is None:
            number += 1
            continue
        near = found[last].gap == 0 and (found[number].gap > 0 or number - 1 in ends)
        value = found[last].span.text
        sure = near and not _YEAR.fullmatch(value) and (_SURE.search(value) or _STRONG.fullmatch(value)) is not None
        (alone if sure else beside)[number] = last
        ends.add(last)
        number = last + 1
    every = alone | beside
    beneath = {last: first for first, last in every.items()}
    alike = {
        first
        for first, last in every.items()
        if first - 1 in beneath and _same(found, (beneath[first - 1], first - 1), (first, last))
    }
    return alone | {first: last for first, last in beside.items() if first in alike or last + 1 in alike}


def find_keyed_records(found: Sequence[Block], free: Sequence[bool]) -> dict[int, int]:
    """Find the records of rows whose keys come again ("Name: …", "Role: …", "Name: …", "Role: …"): {first block: last
    block}, both included. Each begins with the key that the first begins with.
    """
    out: dict[int, int] = {}
    keys = [_key(block) if usable else None for block, usable in zip(found, free, strict=True)]
    first = 0
    while first < len(found):
        end = first + 1
        while keys[first] and end < len(found) and keys[end] and found[end].gap <= 1:
            end += 1
        starts = [number for number in range(first, end) if keys[number] == keys[first]]
        records = [keys[start:stop] for start, stop in pairwise([*starts, end])]
        alike = all(len(set(own)) == len(own) > 1 and own[1] in records[0] for own in records)
        if len(records) > 1 and alike and all(_fits(found, a, b - 1) for a, b in pairwise([*starts, end])):
            out |= {start: stop - 1 for start, stop in pairwise([*starts, end])}
        first = end
    return out


def _key(block: Block) -> str | None:
    """Return the key of a row of a record; None for another line, such as what somebody says."""
    match = _KEYED.fullmatch(block.span.text) if _is_line(block) else None
    return match["key"].lower() if match else None


def _fits(found: Sequence[Block], first: int, last: int) -> bool:
    return found[last].span.end - found[first].span.start <= MAX_PASSAGE


_KEYED = re.compile(r"(?P<key>[^\W\d](?:[\w/&’'()-]|[ ](?! )){0,40}):\s+\S.*")
_SURE = re.compile(r"[£$€¥%]|[a-zA-Z]{2}")


def _same(found: Sequence[Block], above: tuple[int, int], record: tuple[int, int]) -> bool:
    """Whether two records have one form: as many lines, as far apart, both with a figure or both without."""
    other, own = found[above[1]], found[record[1]]
    lengths = {last - first for first, last in (above, record)}
    return len(lengths) == 1 and own.gap == other.gap and is_value(own.span.text) == is_value(other.span.text)


def _record_end(found: Sequence[Block], free: Sequence[bool], number: int) -> int | None:
    """Return where the record ends that a line begins; None where it begins none."""
    if number + 1 >= len(found) or not (free[number] and free[number + 1] and _is_line(found[number])):
        return None
    text, below = found[number].span.text, found[number + 1]
    if is_value(text) or below.gap > 1 or not _is_line(below):
        return None
    if is_value(below.span.text):
        return number + 1
    named = opening_name(text)
    if named is None or named[1] != len(text) or below.gap or found[number].gap == 0:
        return None
    end = number + 1
    while end + 1 < len(found) and free[end + 1] and found[end + 1].gap == 0 and _is_line(found[end + 1]):
        end += 1
    return end if end - number <= 2 and (end + 1 == len(found) or found[end + 1].gap) else None


def _is_line(block: Block) -> bool:
    text = block.span.text
    return not (block.marked or block.marker) and len(text) <= 90 and "\n" not in text and text[-1] not in ".!?:;,"
