"""Where a paragraph quotes: the stretches between its marks, “double”, "straight", ‘single’, „low“ and «angled».

A quotation that runs on over paragraphs opens anew in each and closes in the last: one that nothing closes reaches to
its paragraph's end. An apostrophe looks like a single closing mark, so that only after a full stop, a comma and the
like one surely closes; after a word it does where no surer one follows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

_MARK = re.compile(r"[“”\"‘’'„\u201a«»\u2039\u203a]")
_SINGLE = "‘’'\u201a"
_LOW = "„\u201a"
_ANGLED = "«»\u2039\u203a"
_CLOSES_LOW = {"„": '“”"', "\u201a": "‘’'"}
_BEFORE_OPENING = "([—–-‘“„\u201a«»\u2039\u203a"
_AFTER_OPENING = "£$€(…“"
_BEFORE_CLOSING = ".,!?…;"


class _Side(Enum):
    OPENS = auto()
    CLOSES = auto()
    MAY_CLOSE = auto()


class _Kind(Enum):
    """What closes a quotation is of the kind that opened it."""

    DOUBLE = auto()
    SINGLE = auto()
    ANGLED = auto()


@dataclass(slots=True)
class _Mark:
    at: int
    kind: _Kind
    side: _Side


def opens(body: str) -> bool:
    """Whether a paragraph begins with a quotation."""
    return _MARK.match(body) is not None and _side(body, 0) is _Side.OPENS


def closes(body: str) -> bool:
    """Whether a paragraph ends with a quotation's end."""
    return body.endswith(("”", '"', "’", "'", "»", "\u203a")) or (body.endswith(("“", "‘", "«")) and len(body) > 1)


def may_quote(text: str) -> bool:
    """Whether a text holds any mark that opens a quotation; most hold none, which is seen at once."""
    return any(mark in text for mark in "“\"‘'„«»\u201a")


def find_quotations(body: str, *, inside: bool = False) -> list[tuple[int, int]]:
    """Return the half-open spans of a paragraph's quotations in order, marks included, those within others left out.

    `inside`: the paragraph begins within a quotation from above, whose mark it may repeat.
    """
    if not inside and not may_quote(body):
        return []
    out: list[tuple[int, int]] = []
    start = 0
    # The kinds of the quotations that are open: None for one from above that shows no mark.
    stack: list[_Kind | None] = [None] if inside else []
    for mark in _marks(body):
        if mark.side is _Side.OPENS:
            if not stack:
                start = mark.at
            if stack == [None] and mark.at == 0:
                stack = [mark.kind]
            elif not stack or stack[-1] != mark.kind:
                stack.append(mark.kind)
        elif stack and (mark.side is _Side.CLOSES or stack[-1] is mark.kind):
            if mark.kind in stack:
                del stack[stack.index(mark.kind) :]
            elif stack == [None]:
                stack.clear()
            if not stack:
                out.append((start, mark.at + 1))
    if stack:
        out.append((start, len(body)))
    return out


def _marks(body: str) -> list[_Mark]:
    """Find the marks in order; a possible apostrophe is left out where a surer mark closes before the next opens."""
    found = list(_MARK.finditer(body))
    low = _closing_low(found, body)
    out: list[_Mark] = []
    surer_closes = False
    for match in reversed(found):
        mark = match[0]
        side = _Side.CLOSES if match.start() in low else _side(body, match.start())
        if side is None or (side is _Side.MAY_CLOSE and surer_closes):
            continue
        kind = _Kind.SINGLE if mark in _SINGLE else _Kind.ANGLED if mark in _ANGLED else _Kind.DOUBLE
        out.append(_Mark(match.start(), kind, side))
        if kind is _Kind.SINGLE and side is not _Side.MAY_CLOSE:
            surer_closes = side is _Side.CLOSES
    return out[::-1]


def _closing_low(found: Sequence[re.Match[str]], body: str) -> frozenset[int]:
    """Return where marks stand that open elsewhere, but here close a quotation whose mark is low: „like this“."""
    out: list[int] = []
    opened: list[str] = []
    for match in found if any(mark in body for mark in _LOW) else ():
        if match[0] in _LOW:
            opened.append(match[0])
        elif opened and match[0] in _CLOSES_LOW[opened[-1]] and not body[match.end() : match.end() + 1].isalnum():
            out.append(match.start())
            opened.pop()
    return frozenset(out)


def _side(body: str, at: int) -> _Side | None:
    """Say what a mark does, by what stands around it; None for an apostrophe."""
    mark, before, after = body[at], body[at - 1 : at] if at else "", body[at + 1 : at + 2]
    if mark in "“”":
        return _Side.OPENS if mark == "“" else _Side.CLOSES
    if mark in _LOW:
        return _Side.OPENS
    free = not before or before.isspace() or before in _BEFORE_OPENING
    if mark in "«\u2039":  # in some languages they point the other way
        return _Side.OPENS if free or after.isalnum() else _Side.CLOSES
    if mark in "»\u203a":
        return _Side.OPENS if free and after.isalnum() else _Side.CLOSES
    if mark == '"':
        return _Side.OPENS if free and after and not after.isspace() else _Side.CLOSES
    if mark != "’" and not before.isalnum() and after and (after.isalnum() or after in _AFTER_OPENING):
        return _Side.OPENS
    if after.isalnum() or not before:
        return None
    return _Side.CLOSES if before in _BEFORE_CLOSING else _Side.MAY_CLOSE if before.isalnum() else None
