"""From blocks to what each one is: heading, prose, item, contact block or furniture; and from there to sections.

A heading is marked as one, or a short line without a full stop above text of its own. Everything is found in the
verbatim text and by its form; no word of any one corpus is known here.
"""

import re
from collections.abc import Sequence

import msgspec

from corpus.structure.blocks import Block
from corpus.structure.contacts import find_contacts, is_contact
from corpus.structure.furniture import ends_sentence, find_furniture
from corpus.structure.metadata import iso_date
from corpus.structure.people import UPPER, opening_name
from corpus.structure.quotations import find_quotations
from corpus.values import Role, Section, Span
from corpus.vocabulary import Vocabulary

_RUN_IN = re.compile(rf"(?P<name>[{UPPER}][\w’'&.-]*(?:[ ,]+[\w’'&.-]+){{0,7}}?)\s*[–—-]?\s+(?=[“‘])")
_SMALL_WORDS = frozenset(
    ("and", "of", "the", "in", "on", "at", "to", "for", "by", "with", "de", "la", "le", "du", "upon", "under")
)
_LONGEST_ITEM = 300
_LONGEST_HEADING = 90
_MOST_WORDS = 14
_LONGEST_MARKED_HEADING = 200
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


class Paragraph(msgspec.Struct, frozen=True, gc=False):
    """A block, or the lines of one contact block together, and what it is.

    `breaks`: a section ends above it. `marker`: the length of the bullet or number that it begins with. `run_in`: the
    words that it begins with, where they are the heading of the quotation after them.
    """

    span: Span
    role: Role
    breaks: bool = False
    marker: int = 0
    run_in: Span | None = None


def find_paragraphs(found: Sequence[Block], text: str, words: Vocabulary) -> tuple[Paragraph, ...]:
    """Say what each block of a text is."""
    roles: list[Role | None] = [Role.FURNITURE if outside else None for outside in find_furniture(found, words)]
    contacts = find_contacts(found, [role is None for role in roles])
    for first, last in contacts.items():
        roles[first : last + 1] = [Role.CONTACT] * (last + 1 - first)
    _mark_items(found, roles)
    _mark_headings(found, roles)
    usual_gap = _usual_gap(found)
    out: list[Paragraph] = []
    position = 0
    while position < len(found):
        block, last = found[position], contacts.get(position, position)
        role, span = roles[position], block.span
        if last > position:
            span = Span(span.start, found[last].span.end, text[span.start : found[last].span.end])
        run_in = _run_in_heading(span) if role is None else None
        out.append(Paragraph(span, role or Role.PROSE, block.gap > usual_gap, block.marker, run_in))
        position = last + 1
    return tuple(out)


def find_sections(found: Sequence[Paragraph], length: int) -> tuple[tuple[Section, ...], tuple[int, ...]]:
    """Group paragraphs under headings; returns the sections, covering [0, length), and each paragraph's section.

    A heading opens a section. A contact block closes one, and so does a wider gap than the text usually has: what
    follows has lost its heading, and is not credited to the section before. Contact blocks in a row close it together.
    A run-in heading holds for its quotation.
    """
    starts: list[tuple[int, Span | None]] = [(0, None)]
    owners: list[int] = []
    closed = headed = quoting = False
    for paragraph in found:
        contact, outside = paragraph.role is Role.CONTACT, paragraph.role is Role.FURNITURE
        goes_on = paragraph.role is Role.PROSE and paragraph.span.text[0] in "“‘"
        ends = paragraph.breaks or (closed and not contact) or (quoting and not goes_on)
        if paragraph.role is Role.HEADING:
            starts.append((paragraph.span.start, paragraph.span))
        elif paragraph.run_in is not None:
            starts.append((paragraph.span.start, paragraph.run_in))
        elif ends and not headed and not outside:
            starts.append((paragraph.span.start, None))
        owners.append(len(starts) - 1)
        headed = paragraph.role is Role.HEADING or (headed and outside)
        closed = contact or (closed and outside)
        quoting = paragraph.run_in is not None or (quoting and goes_on)
    ends_at = [start for start, _ in starts[1:]] + [length]
    return (
        tuple(Section(start, end, heading) for (start, heading), end in zip(starts, ends_at, strict=True)),
        tuple(owners),
    )


def _usual_gap(found: Sequence[Block]) -> int:
    """Return the number of blank lines that usually stands between two blocks of a text, at least one."""
    gaps = sorted(block.gap for block in found[1:])
    return max(1, gaps[len(gaps) // 2]) if gaps else 1


def _mark_items(found: Sequence[Block], roles: list[Role | None]) -> None:
    """Mark the items of lists: with a bullet or number, or two lines or more without a full stop after a colon."""
    for position, block in enumerate(found):
        if roles[position] is not None or block.marked:
            continue
        if block.marker:
            roles[position] = None if _is_numbered_heading(found, position) else Role.BULLET
        if block.span.text.endswith(":"):
            end = _end_of_items(found, roles, position)
            if end - position > 2:
                roles[position + 1 : end] = [Role.BULLET] * (end - position - 1)


def _end_of_items(found: Sequence[Block], roles: Sequence[Role | None], position: int) -> int:
    """Return where the lines without a full stop end that follow a colon, all as far apart as the first two."""
    end = position + 1
    while end < len(found) and roles[end] is None and _is_item(found[end]):
        if end > position + 2 and found[end].gap != found[position + 2].gap:
            break
        end += 1
    # After longer items, a last one that could be a heading is the heading of what comes below.
    forms = [_has_form_of_heading(block) for block in found[position + 1 : end]]
    return end - 1 if len(forms) > 1 and forms[-1] and not any(forms[:-1]) else end


def _is_item(block: Block) -> bool:
    text = block.span.text
    return len(text) <= _LONGEST_ITEM and not block.marked and not text.endswith((".", ":")) and not is_contact(block)


def _is_numbered_heading(found: Sequence[Block], position: int) -> bool:
    """Whether a short numbered line, with no other right above or below it, stands over text that has no number."""
    block = found[position]
    below = found[position + 1] if position + 1 < len(found) else None
    above = found[position - 1] if position else None
    return (
        block.span.text[0].isalnum()
        and below is not None
        and not below.marker
        and not (above is not None and above.marker and block.gap == 0)
        and _has_form_of_heading(block)
    )


def _run_in_heading(span: Span) -> Span | None:
    """Return the name that a paragraph begins with, where all after it is one quotation: "North Bay – ‘We open …’"."""
    match = _RUN_IN.match(span.text) if "“" in span.text or "‘" in span.text else None
    if match is None or find_quotations(span.text) != [(match.end(), len(span.text))]:
        return None
    name = match["name"]
    if not all(word[0].isupper() or word in _SMALL_WORDS for word in name.replace(",", " ").split()):
        return None
    return Span(span.start, span.start + len(name), name)


def _mark_headings(found: Sequence[Block], roles: list[Role | None]) -> None:
    """Mark the headings among the blocks without a role; runs of many short lines are lists, and marked as such."""
    last = max((number for number, role in enumerate(roles) if role is not Role.FURNITURE), default=-1)
    prose = False
    for position in range(last):
        block = found[position]
        if roles[position] is not None:
            continue
        if _is_marked(block) or _has_form_of_heading(block):
            end = _end_of_lines(found, roles, position, last)
            if (prose or not _is_dateline(block.span.text)) and not _is_row(found, position):
                roles[position] = Role.HEADING
            if end - position >= _LIST_OF_LINES and not block.marked:
                roles[position + 1 : end] = [Role.BULLET] * (end - position - 1)
        elif _is_label(found, roles, position):
            roles[position] = Role.HEADING
        prose = prose or ends_sentence(block.span.text)


def _has_form_of_heading(block: Block) -> bool:
    """Whether a line is short, opens like a sentence and does not end like one, or is all in capitals.

    A table's row, its cells divided by bars, is none.
    """
    text = block.span.text
    if len(text) > _LONGEST_HEADING or "\n" in text or " | " in text:
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
    return block.marked and len(block.span.text) <= _LONGEST_MARKED_HEADING


def _is_short(block: Block) -> bool:
    """Whether a line is short enough, and does not end as a sentence does, but for a question mark."""
    text = block.span.text
    return (
        len(text) <= _LONGEST_HEADING
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
