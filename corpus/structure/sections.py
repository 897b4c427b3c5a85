"""From blocks to what each one is: heading, prose, item, contact block or furniture; and from there to sections.

A heading is marked as one, or a short line without a full stop above text of its own. Everything is found in the
verbatim text and by its form; no word of any one corpus is known here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from corpus.markup.metadata import iso_date
from corpus.structure.blocks import Block
from corpus.structure.captions import credit_at_end, is_credit
from corpus.structure.contacts import find_contacts, is_address, is_contact
from corpus.structure.furniture import ends_sentence, find_furniture
from corpus.structure.letters import find_letter_parts
from corpus.structure.people import UPPER, opening_name
from corpus.structure.quotations import find_quotations
from corpus.structure.rows import Table, find_data, find_keyed_records, find_records, find_tables, is_sum_or_time
from corpus.structure.turns import Conversation, Turn
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
_LONGEST_TITLE = 160
_MOST_TITLE_WORDS = 26
"""Of a text's first line, which has text below it: a headline may be longer than what heads a section."""

_LIST_OF_LINES = 4
"""As many short lines right below each other are a list, of which the first may be the heading; one less where that is
no title, and a blank line below."""

_OPENING = re.compile(rf"[{UPPER}\d“‘\"'(¿¡]|[^\W\da-z]")
_WITHIN = re.compile(rf"[.!?…][\"'”’]|(?<=[a-z]{{3}})[.!?]\s+[{UPPER}“‘]")
"""A sentence's end, or a quotation's, within a line: no heading has one."""

_BYLINE = re.compile(r"(?:by|words by|written by|published|posted|updated|last updated)\b:?\s+\S.*", re.I)
_ROW = re.compile(r"\w+(?:\s\w+)?:\s+\S.*")
_FINITE = r"(?:is|are|was|were|has|have|had|will|would|can|could|may(?!\s\d)|must|should)"
_TELLS = r"(?:opens?|opened|closes?|closed|begins?|began|starts?|started|ends?|ended|costs?|runs?|lasts?|takes?|holds?)"
_STATEMENT = re.compile(
    rf"(?:It|He|She|They|There)\s(?:{_FINITE}|\w{{3,}}(?:s|ed))\s\S"
    rf"|(?:The|A|An|Its|His|Her|Their|Our|My|All|Each|Every|Both|This|These|That|Those)\s(?:[\w’'-]+\s){{1,6}}?{_FINITE}\s\w"
    rf"|(?:[\w’'&-]+\s){{1,7}}?(?:{_FINITE}|{_TELLS}|\w{{2,}}(?:s|ed)(?=\s(?:on|at|in|from|until|by)\s))\s[^?]*\d",
    re.I,
)
"""How a whole sentence goes that has no stop, and no headline below the first line: "It is tall", "Doors open at 9"."""

_CAPITAL_SENTENCE = re.compile(rf"(?:\S+\s+){{1,8}}{_FINITE}\s+\S+\s+\S.*[.!]", re.I)
_LABEL = re.compile(r"(?P<words>\w+(?:[\s/&-]+\w+){0,4}):")
_SENTENCE_WORD = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|includes?|included|said|says?|adds?|added|told|follows?|following"
    r"|below)\b|\b(?:that|to|of|for|with|by|and|the|at|in|on|as)$",
    re.I,
)


class Paragraph(msgspec.Struct, frozen=True, gc=False):
    """A block, or the lines of one contact block together, and what it is.

    `breaks`: a section ends above it. `marker`: the length of the bullet or number that it begins with. `run_in`: the
    words that it begins with, where they are the heading of the quotation after them. `over`: of a table's row that
    names its columns, the heading right above with it. `turn`: that of a conversation which it is part of; `label`: how
    many characters it begins with tell who speaks.
    """

    span: Span
    role: Role
    breaks: bool = False
    marker: int = 0
    run_in: Span | None = None
    over: Span | None = None
    turn: Turn | None = None
    label: int = 0


_NO_CONVERSATION = Conversation()


def find_paragraphs(
    found: Sequence[Block], text: str, words: Vocabulary, talk: Conversation = _NO_CONVERSATION
) -> tuple[Paragraph, ...]:
    """Say what each block of a text is; what is said in a conversation is prose, whatever its form."""
    roles: list[Role | None] = [Role.FURNITURE if outside else None for outside in find_furniture(found, words)]
    turns = {number: turn for turn in talk.turns for number in range(turn.first, turn.last + 1)}
    for number in turns:
        roles[number] = Role.PROSE
    for number in talk.around:
        roles[number] = Role.FURNITURE
    tables = find_tables(found, _free(roles))
    for table in tables:
        roles[table.first : table.last + 1] = [Role.BULLET] * (table.last + 1 - table.first)
    records = find_keyed_records(found, _free(roles))
    keyed = {start: end for start, end in records.items() if not is_contact(found[start])}  # a name may stand above
    for start, end in keyed.items():
        reached = any(is_contact(block) for block in found[start : end + 1])
        _give(roles, {start: end}, Role.CONTACT if reached else Role.BULLET)
    runs = find_contacts(found, _free(roles))
    _give(roles, runs, Role.CONTACT)
    records = find_records(found, _free(roles))
    _give(roles, records, Role.BULLET)
    runs |= records | keyed
    _give(roles, {n: n for n, block in enumerate(found) if roles[n] is None and is_address(block)}, Role.FURNITURE)
    _mark_items(found, roles)
    _mark_headings(found, roles)
    columns = _columns(found, roles, tables, text)
    usual_gap = _usual_gap(found)
    closed = {table.last + 1 for table in tables if table.first in columns and columns[table.first] is None}
    out: list[Paragraph] = []
    position = 0
    while position < len(found):
        block, last = found[position], runs.get(position, position)
        role, span = roles[position], block.span
        if last > position:
            span = Span(span.start, found[last].span.end, text[span.start : found[last].span.end])
        run_in = _run_in_heading(span) if role is None else None
        turn = turns.get(position)
        label = turn.label if turn is not None and turn.first == position else 0
        breaks = (block.gap > usual_gap and turn is None) or position in closed
        whole = Paragraph(span, role or Role.PROSE, breaks, block.marker, run_in, columns.get(position), turn, label)
        out += _without_credit(whole)
        position = last + 1
    return tuple(out)


def _free(roles: Sequence[Role | None]) -> list[bool]:
    return [role is None for role in roles]


def _give(roles: list[Role | None], runs: Mapping[int, int], role: Role) -> None:
    for first, last in runs.items():
        roles[first : last + 1] = [role] * (last + 1 - first)


def _columns(
    found: Sequence[Block], roles: list[Role | None], tables: Sequence[Table], text: str
) -> dict[int, Span | None]:
    """Make headings of the rows that name their tables' columns; return each with the heading right above, or None.

    So the words of both count with every row below. The names of two columns, a label's and a value's, tell less than
    the section's heading, and never take its place.
    """
    out: dict[int, Span | None] = {}
    for table in tables:
        headed = table.first > 0 and roles[table.first - 1] is Role.HEADING
        if table.columns > 2 or (table.columns and headed):
            start, end = found[table.first - headed].span.start, found[table.first].span.end
            out[table.first] = Span(start, end, text[start:end]) if headed else None
            roles[table.first] = Role.HEADING
    return out


def _without_credit(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Yield a paragraph, and the credit that it ends in apart."""
    span, role = paragraph.span, paragraph.role
    if role is Role.HEADING or role is Role.PROSE:
        if is_credit(span.text):
            yield msgspec.structs.replace(paragraph, role=Role.FURNITURE, run_in=None)
            return
        start = credit_at_end(span.text) if role is Role.PROSE else None
        if start is not None:
            body, credit = span.text[:start].rstrip(), span.text[start:]
            yield msgspec.structs.replace(paragraph, span=Span(span.start, span.start + len(body), body))
            yield Paragraph(Span(span.start + start, span.end, credit), Role.FURNITURE)
            return
    yield paragraph


def find_sections(found: Sequence[Paragraph], length: int) -> tuple[tuple[Section, ...], tuple[int, ...]]:
    """Group paragraphs under headings; returns the sections, covering [0, length), and each paragraph's section.

    A heading opens a section. A contact block closes one, and so does a wider gap than the text usually has: what
    follows has lost its heading, and is not credited to the section before. Contact blocks in a row close it together.
    A run-in heading holds for its quotation. A table's row of names goes with the heading right above it. A turn that
    asks opens a section, whose heading is the question.
    """
    starts: list[tuple[int, Span | None]] = [(0, None)]
    owners: list[int] = []
    closed = headed = quoting = False
    for paragraph in found:
        contact, outside = paragraph.role is Role.CONTACT, paragraph.role is Role.FURNITURE
        goes_on = paragraph.role is Role.PROSE and paragraph.span.text[0] in "“‘"
        ends = paragraph.breaks or (closed and not contact) or (quoting and not goes_on)
        if paragraph.over is not None:
            starts[-1] = paragraph.over.start, paragraph.over
        elif paragraph.role is Role.HEADING:
            starts.append((paragraph.span.start, paragraph.span))
        elif paragraph.run_in is not None:
            starts.append((paragraph.span.start, paragraph.run_in))
        elif paragraph.label and paragraph.turn is not None and paragraph.turn.question is not None:
            starts.append((paragraph.span.start, paragraph.turn.question))
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
    """Mark the headings among the blocks without a role; runs of many short lines are lists, and marked as such.

    What holds data, or is a sentence without its stop, is none.
    """
    last = max((number for number, role in enumerate(roles) if role is not Role.FURNITURE), default=-1)
    first = next((number for number, role in enumerate(roles) if role is not Role.FURNITURE), 0)
    data = find_data(found, _free(roles))
    prose = False
    letter = find_letter_parts(found)
    for position in range(last):
        block = found[position]
        if roles[position] is not None or position in letter:
            continue
        if data[position]:
            roles[position] = Role.BULLET
        elif _is_marked(block) or _has_form_of_heading(block) or (position == first and _is_title(found, position)):
            end = _end_of_lines(found, roles, position, last)
            stated = not block.marked and position != first and _STATEMENT.match(block.span.text) is not None
            row = stated or is_sum_or_time(block.span.text) or data[position] or _is_row(found, position)
            if (prose or not _is_dateline(block.span.text)) and not row:
                roles[position] = Role.HEADING
            if not block.marked and _is_list(found, position, end, first):
                roles[position + 1 : end] = [Role.BULLET] * (end - position - 1)
        elif _is_label(found, roles, position):
            roles[position] = Role.HEADING
        prose = prose or ends_sentence(block.span.text)


def _is_list(found: Sequence[Block], position: int, end: int, first: int) -> bool:
    """Whether the lines from one on, right below each other, are a list with its heading."""
    lines = end - position
    return lines >= _LIST_OF_LINES or (lines == _LIST_OF_LINES - 1 and position != first and found[end].gap > 0)


def _is_title(found: Sequence[Block], position: int) -> bool:
    """Whether a text's first line is a headline, longer than a section's heading may be, above a text of its own."""
    text = found[position].span.text
    return (
        len(text) <= _LONGEST_TITLE
        and "\n" not in text
        and text[-1] not in ":;,.!?…"
        and not found[position].marker
        and len(text.split()) <= _MOST_TITLE_WORDS
        and _OPENING.match(text) is not None
        and not _WITHIN.search(text)
        and text[0] not in "“‘\"'_*"
        and " | " not in text
        and ends_sentence(found[position + 1].span.text)
    )


def _has_form_of_heading(block: Block) -> bool:
    """Whether a line is short, opens like a sentence and does not end like one, or is all in capitals.

    A table's row, its cells divided by bars, is none.
    """
    text = block.span.text
    if len(text) > _LONGEST_HEADING or "\n" in text or " | " in text:
        return False
    if text.isupper() and len(text) > 3:
        return text[-1] not in ",;" and not (_WITHIN.search(text) or _CAPITAL_SENTENCE.fullmatch(text))
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
