"""From blocks to what each one is: heading, prose, item, contact block or furniture; and from there to sections.

Everything is found over the verbatim text and from its form; no word of any one corpus is known here.
"""

import re
from collections.abc import Sequence

import msgspec

from corpus.structure.blocks import Block
from corpus.structure.contacts import find_contacts, is_contact
from corpus.structure.furniture import find_furniture
from corpus.structure.headings import has_form_of_heading, mark_headings
from corpus.structure.people import UPPER
from corpus.structure.quotations import find_quotations
from corpus.values import Role, Section, Span
from corpus.vocabulary import Vocabulary

_RUN_IN = re.compile(rf"(?P<name>[{UPPER}][\w’'&.-]*(?:[ ,]+[\w’'&.-]+){{0,7}}?)\s*[–—-]?\s+(?=[“‘])")
_SMALL_WORDS = frozenset(
    ("and", "of", "the", "in", "on", "at", "to", "for", "by", "with", "de", "la", "le", "du", "upon", "under")
)
_LONGEST_ITEM = 300


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
    mark_headings(found, roles)
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
    forms = [has_form_of_heading(block) for block in found[position + 1 : end]]
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
        and has_form_of_heading(block)
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
