"""Blocks that tell whom to reach: a name, a phone number, an email or a web address on lines of their own."""

import re
from collections.abc import Sequence

from corpus.structure.blocks import Block
from corpus.structure.furniture import ends_sentence
from corpus.structure.people import opening_name
from corpus.values import MAX_PASSAGE

_LABEL = (
    r"(?:(?:tel|telephone|phone|mobile|mob|cell|fax|direct|switchboard|e-?mail|web|website|www|url|twitter|[temwfd])"
    r"(?:\s(?:no|number|line))?\s?[.:]+\s?|(?:tel|telephone|phone|mobile|fax|e-?mail|call|contact)\s)"
)
_DATE = r"\d\d-\d\d-\d{4}\b"
_PHONE = (
    rf"(?:(?!{_DATE})(?:\+|00|\(?0)[\d\s()-]{{7,20}}\d|\(?\d{{3}}\)?[\s.-]\d{{3}}[\s.-]\d{{4}})"
    r"(?:\s?(?:ext|x)\.?\s?\d{1,5})?"
)
_SHORT_PHONE = r"\d[\d\s-]{3,12}\d"
_EMAIL = r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
_WEB = r"(?:https?://|www\.)[^\s<>\"']{3,200}"
_HANDLE = r"@\w{2,30}"
_ONE = rf"(?:{_LABEL})?(?:{_PHONE}|{_EMAIL}|{_WEB})|{_LABEL}(?:{_SHORT_PHONE}|{_HANDLE})"
_LINE = re.compile(rf"(?:{_ONE})(?:\s?(?:[/,;|·]|or|and)?\s?(?:{_ONE})){{0,3}}[.,;]?", re.I)
_NAMED_LINE = re.compile(
    rf"(?:[^\s:,]+(?:[ ][^\s:,]+){{0,4}}[:,–-]\s+){{1,3}}(?:{_ONE})(?:[,;]?\s(?:or\s)?(?:{_ONE}))*[.,;]?", re.I
)
"""A line with its own name: "Complaints about noise: Ann Lee, 01955 410 231"."""

_WEB_LINE = re.compile(rf"(?:{_LABEL})?{_WEB}", re.I)
_DIGITS_OF_A_PHONE = 8
_LONGEST_LINE = 250
_LONGEST_NAME = 90
_LINES_ABOVE = 4
"""How many lines of office and address may stand between a name and its number."""

_OFFICE = re.compile(
    r"\b(?:director|manager|officer|head|lead|leader|chair|chairman|chairwoman|chief|executive|president|secretary|assistant"
    r"|adviser|advisor|coordinator|co-ordinator|editor|consultant|partner|team|office|desk|department|press|media|communications"
    r"|relations|enquiries|inquiries|council|trust|ltd|limited|university|college|hospital|agency|group|service|services)\b",
    re.I,
)


def find_contacts(found: Sequence[Block], free: Sequence[bool]) -> dict[int, int]:
    """Find the runs of blocks that tell whom to reach: {first block: last block}, both included.

    Only blocks that are `free`, being nothing else, take part. The name above the first number belongs to it.
    """
    out: dict[int, int] = {}
    position = taken = 0
    while position < len(found):
        plain = free[position] and is_contact(found[position])
        named = free[position] and not plain and _matches(_NAMED_LINE, found[position])
        if not (plain or named) or is_address(found[position]):
            position += 1
            continue
        first = position if named else _name_above(found, free, position, taken)
        if found[position].span.end - found[first].span.start > MAX_PASSAGE:
            first = position
        last = _last_below(found, free, first, position)
        out[first] = last
        position = taken = last + 1
    return out


def _last_below(found: Sequence[Block], free: Sequence[bool], first: int, position: int) -> int:
    """Return the last of the contact lines in a row from `position` on that fit into one passage with the first."""
    last = position
    while (following := _next_line(found, free, last)) is not None:
        if found[following].span.end - found[first].span.start > MAX_PASSAGE:
            break
        last = following
    return last


def _next_line(found: Sequence[Block], free: Sequence[bool], last: int) -> int | None:
    """Return the line that a contact block goes on to: the next one that tells how to reach it, or its last address.

    Between two such lines, and below the last of lines that stand right below each other, may be an office or an
    address, but nobody's name, which begins a block of its own.
    """
    number = last + 1
    while number < len(found) and free[number] and number <= last + _LINES_ABOVE:
        if found[number].gap > 1 or (number > last + 1 and found[number].gap):
            break
        if is_contact(found[number]):
            return number
        if found[number].gap or not _is_address(found[number]):
            return None
        number += 1
    whole = number == len(found) or (number > last + 1 and found[number].gap > 0)
    return number - 1 if whole and number > last + 1 else None


def _is_address(block: Block) -> bool:
    """Whether a line can be an office or an address, and is nobody's name."""
    text = block.span.text
    return (
        len(text) <= _LONGEST_NAME
        and not (block.marked or block.marker)
        and "\n" not in text
        and not ends_sentence(text)
        and text[-1] not in ":;"
        and not _is_name(text)
        and not _matches(_NAMED_LINE, block)
    )


def is_address(block: Block) -> bool:
    """Whether a block is nothing but an address on the web."""
    return _matches(_WEB_LINE, block)


def is_contact(block: Block) -> bool:
    """Whether a block holds nothing but phone numbers, emails and web addresses, with their labels."""
    return _matches(_LINE, block) and _is_plausible(block.span.text)


def _matches(form: re.Pattern[str], block: Block) -> bool:
    """Whether a block is a line of this form, of no more than a contact's length."""
    text = block.span.text
    return len(text) <= _LONGEST_LINE and not block.marked and form.fullmatch(text) is not None


def _is_plausible(text: str) -> bool:
    """Whether a line without letters has as many digits as a phone number, so that years and tables have no part."""
    return any(letter.isalpha() for letter in text) or sum(letter.isdigit() for letter in text) >= _DIGITS_OF_A_PHONE


def _name_above(found: Sequence[Block], free: Sequence[bool], position: int, lowest: int) -> int:
    """Return where the contact block begins whose first number stands at `position`, not above `lowest`.

    The line above is its name, or an office below the name; if no name is found, an office's lines right below each
    other are its own, and of more lines than that the last alone.
    """
    above = position - 1
    if above < lowest or not _belongs(found, free, above):
        return position
    if _is_name(found[above].span.text):
        return above
    if found[position].gap:
        return position
    top = above
    for number in range(above - 1, max(lowest, above - _LINES_ABOVE) - 1, -1):
        if found[number + 1].gap or not _belongs(found, free, number):
            break
        if _is_name(found[number].span.text):
            return number
        top = number
    return top if found[top].gap or top == 0 else above


def _belongs(found: Sequence[Block], free: Sequence[bool], number: int) -> bool:
    """Whether a line can be a contact block's name, office or address."""
    text = found[number].span.text
    return (
        free[number]
        and not found[number].marked
        and not found[number].marker
        and found[number + 1].gap <= 1
        and len(text) <= _LONGEST_NAME
        and "\n" not in text
        and not ends_sentence(text)
    )


def _is_name(text: str) -> bool:
    """Whether a line is a person's name, alone or with an office after a comma and the like."""
    named = opening_name(text)
    if named is None:
        return False
    end = named[1]
    return text[end : end + 1] in ",(–-:" if end < len(text) else not _OFFICE.search(text)
