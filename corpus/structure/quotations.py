"""Where a paragraph quotes: the stretches between its quotation marks, “double”, "straight" and ‘single’.

A quotation that runs on over paragraphs opens anew in each and closes in the last: one that nothing closes reaches to
its paragraph's end. An apostrophe looks like a single closing mark, so that only after a full stop, a comma and the
like one surely closes; after a word it does where no surer one follows.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

_MARK = re.compile(r"[“”\"‘’']")
_SINGLE = "‘’'"
_BEFORE_OPENING = "([—–-‘“"
_AFTER_OPENING = "£$€(…“"
_BEFORE_CLOSING = ".,!?…;"


class _Side(Enum):
    OPENS = auto()
    CLOSES = auto()
    MAY_CLOSE = auto()


@dataclass(slots=True)
class _Mark:
    at: int
    single: bool
    side: _Side


def opens(body: str) -> bool:
    """Whether a paragraph begins with a quotation."""
    return _MARK.match(body) is not None and _side(body, 0) is _Side.OPENS


def closes(body: str) -> bool:
    """Whether a paragraph ends with a quotation's end."""
    return body.endswith(("”", '"', "’", "'"))


def may_quote(text: str) -> bool:
    """Whether a text holds any mark that opens a quotation; most hold none, which is seen at once."""
    return "“" in text or '"' in text or "‘" in text or "'" in text


def find_quotations(body: str, *, inside: bool = False) -> list[tuple[int, int]]:
    """Return the half-open spans of a paragraph's quotations in order, marks included, those within others left out.

    `inside`: the paragraph begins within a quotation from above, whose mark it may repeat.
    """
    if not inside and not may_quote(body):
        return []
    out: list[tuple[int, int]] = []
    start = 0
    # The kinds of the quotations that are open: True for single marks, None for one from above that shows none.
    stack: list[bool | None] = [None] if inside else []
    for mark in _marks(body):
        if mark.side is _Side.OPENS:
            if not stack:
                start = mark.at
            if stack == [None] and mark.at == 0:
                stack = [mark.single]
            elif not stack or stack[-1] != mark.single:
                stack.append(mark.single)
        elif stack and (mark.side is _Side.CLOSES or stack[-1] is mark.single):
            if mark.single in stack:
                del stack[stack.index(mark.single) :]
            elif stack == [None]:
                stack.clear()
            if not stack:
                out.append((start, mark.at + 1))
    if stack:
        out.append((start, len(body)))
    return out


def _marks(body: str) -> list[_Mark]:
    """Find the marks in order; a possible apostrophe is left out where a surer mark closes before the next opens."""
    out: list[_Mark] = []
    surer_closes = False
    for match in reversed(list(_MARK.finditer(body))):
        side, single = _side(body, match.start()), match[0] in _SINGLE
        if side is None or (side is _Side.MAY_CLOSE and surer_closes):
            continue
        out.append(_Mark(match.start(), single, side))
        if single and side is not _Side.MAY_CLOSE:
            surer_closes = side is _Side.CLOSES
    return out[::-1]


def _side(body: str, at: int) -> _Side | None:
    """Say what a mark does, by what stands around it; None for an apostrophe."""
    mark, before, after = body[at], body[at - 1 : at] if at else "", body[at + 1 : at + 2]
    if mark in "“”":
        return _Side.OPENS if mark == "“" else _Side.CLOSES
    free = not before or before.isspace() or before in _BEFORE_OPENING
    if mark == '"':
        return _Side.OPENS if free and after and not after.isspace() else _Side.CLOSES
    if mark != "’" and not before.isalnum() and after and (after.isalnum() or after in _AFTER_OPENING):
        return _Side.OPENS
    if after.isalnum() or not before:
        return None
    return _Side.CLOSES if before in _BEFORE_CLOSING else _Side.MAY_CLOSE if before.isalnum() else None
