"""Which blocks are headings: marked ones, and short lines without a full stop above text of their own."""

import re
from collections.abc import Sequence

from corpus.structure.blocks import Block
from corpus.structure.furniture import ends_sentence
from corpus.structure.metadata import iso_date
from corpus.structure.people import UPPER, opening_name
from corpus.structure.quotations import find_quotations
from corpus.values import Role

_LONGEST = 90
_MOST_WORDS = 14
_LONGEST_MARKED = 200
_LIST_OF_LINES = 4
"""As many short lines right below each other are a list, of which the first may be the heading."""

_OPENING = re.compile(rf"[{UPPER}\d“‘\"'(¿¡]|[^\W\da-z]")
_WITHIN = re.compile(rf"[.!?…][\"'”’]|(?<=[a-z]{{3}})[.!?]\s+[{UPPER}“‘]")
"""A sentence's end, or a quotation's, within a line: no heading has one."""

_BYLINE = re.compile(r"(?:by|words by|written by|published|posted|updated|last updated)\b:?\s+\S.*", re.I)
_ROW = re.compile(r"\w+(?:\s\w+)?:\s+\S.*")
_LABEL = re.compile(r"(?P<words>\w+(?:[\s/&-]+\w+){0,4}):")
_SENTENCE_WORD = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|includes?|included|said|says?|adds?|added|told|follows?|following"
    r"|below)\b|\b(?:that|to|of|for|with|by|and|the|at|in|on|as)$",
    re.I,
)


def mark_headings(found: Sequence[Block], roles: list[Role | None]) -> None:
    """Mark the headings among the blocks without a role; runs of many short lines are lists, and marked as such."""
    last = max((number for number, role in enumerate(roles) if role is not Role.FURNITURE), default=-1)
    prose = False
    for position in range(last):
        block = found[position]
        if roles[position] is not None:
            continue
        if _is_marked(block) or has_form_of_heading(block):
            end = _end_of_lines(found, roles, position, last)
            if (prose or not _is_dateline(block.span.text)) and not _is_row(found, position):
                roles[position] = Role.HEADING
            if end - position >= _LIST_OF_LINES and not block.marked:
                roles[position + 1 : end] = [Role.BULLET] * (end - position - 1)
        elif _is_label(found, roles, position):
            roles[position] = Role.HEADING
        prose = prose or ends_sentence(block.span.text)


def has_form_of_heading(block: Block) -> bool:
    """Whether a line is short, opens like a sentence and does not end like one, or is all in capitals.

    A table's row, its cells divided by bars, is none.
    """
    text = block.span.text
    if len(text) > _LONGEST or "\n" in text or " | " in text:
        return False
    if text.isupper() and len(text) > 3:
        return text[-1] not in ",;" and not _WITHIN.search(text)
    return (
        _is_short(block)
        and _OPENING.match(text) is not None
        and not _WITHIN.search(text)
        and find_quotations(text) != [(0, len(text))]
    )


def _is_marked(block: Block) -> bool:
    return block.marked and len(block.span.text) <= _LONGEST_MARKED


def _is_short(block: Block) -> bool:
    """Whether a line is short enough, and does not end as a sentence does, but for a question mark."""
    text = block.span.text
    return (
        len(text) <= _LONGEST
        and text[-1] not in ":;,"
        and (text[-1] == "?" or not ends_sentence(text))
        and len(text.split()) <= _MOST_WORDS
    )


def _end_of_lines(found: Sequence[Block], roles: Sequence[Role | None], position: int, last: int) -> int:
    """Return where the run of short lines ends that stand right below each other."""
    end = position + 1
    while end < last and found[end].gap == 0 and roles[end] is None and not found[end].marked and _is_short(found[end]):
        end += 1
    return end


def _is_dateline(text: str) -> bool:
    """Whether a line says by whom or when an article was written, as stands below its title."""
    return iso_date(text) is not None or _BYLINE.fullmatch(text) is not None


def _is_row(found: Sequence[Block], position: int) -> bool:
    """Whether a line is one of several "Place: Town Hall", right above or below another such."""
    if not _ROW.fullmatch(found[position].span.text):
        return False
    above = position > 0 and found[position].gap == 0 and _ROW.fullmatch(found[position - 1].span.text)
    below = found[position + 1].gap == 0 and _ROW.fullmatch(found[position + 1].span.text)
    return bool(above or below)


def _is_label(found: Sequence[Block], roles: Sequence[Role | None], position: int) -> bool:
    """Whether a line is a few words and a colon above prose ("Next steps:"), and introduces no list and no speaker."""
    text = found[position].span.text
    match = _LABEL.fullmatch(text) if text.endswith(":") else None
    if match is None or not text[0].isupper() or _SENTENCE_WORD.search(match["words"]):
        return False
    below = found[position + 1].span.text
    return (
        opening_name(match["words"]) is None
        and roles[position + 1] is None
        and ends_sentence(below)
        and below[0] not in "“‘\"'"
    )
