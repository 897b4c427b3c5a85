"""Which words of a sentence belong to which of its spans, where several may answer.

"Adults pay £9.50 and students £6": each sum has the words before it. "77 % of men and 63 % of women": each share has
those behind it. What parts two spans is the first comma, "and" or the like between them.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

Span = tuple[int, int]

_PARTS = re.compile(
    r"[,;:()—–]|\.\s|\s(?=(?:and|but|while|whereas|or|plus|with|compared|against|versus)\s)"
    r"|\s(?=(?:up\s+|down\s+)?(?:to|from)\s+(?:[a-z-]+\s+){0,2}$)"
)
_HEDGED = (
    r"(?:(?:only|just|some|about|around|nearly|almost|over|a\s+further|another|at\s+least|up\s+to|more\s+than|all\s+but)"
    r"\s+)*"
)
_OF_THEM_BEFORE = re.compile(rf"\bof\s+(?:whom|which|these|those|them),?\s+{_HEDGED}$", re.I)
_BESIDE_BEFORE = re.compile(
    rf"\b(?:compared\s+(?:with|to)|against|versus|up\s+from|down\s+from|from|to)\s+{_HEDGED}$", re.I
)
_BESIDE_AFTER = re.compile(r"\s+(?:in|during|on|at|last|this|a\s+year|the\s+(?:year|month|week|day))\b", re.I)
_OF_THEM_AFTER = re.compile(
    r"\s+of\s+(?:them|these|those|which|whom)\b|\s+(?:others?\b|(?:were|was|are|is|have|has|had|did)\s)", re.I
)
_CHANGE_AFTER = re.compile(
    r"\s+(?:(?:more|fewer|less|higher|lower|up|down|bigger|smaller|longer|shorter|faster|slower|above|below)\b"
    r"|(?:[a-z]+\s+)?(?:increase|rise|fall|drop|cut|reduction|growth|decline|decrease|jump|improvement)s?\b)",
    re.I,
)
_CHANGE_BEFORE = re.compile(
    r"\b(?:(?:up|down|by)|(?:rose|risen|grew|grown|fell|fallen|dropped|increased|decreased|declined|jumped|climbed)"
    rf"|(?:increase|rise|fall|drop|cut|reduction|growth|decline|decrease|jump|improvement)\s+of)\s+{_HEDGED}$",
    re.I,
)


def find_owned(text: str, spans: Sequence[Span]) -> dict[Span, Span]:
    """Return for each of some spans the part of the text that is its own, both half-open; spans in any order, none over
    another.
    """
    places = sorted(dict.fromkeys(spans))
    if not places:
        return {}
    first, last = places[0][0], places[-1][1]
    opens = [match.end() for match in _PARTS.finditer(text, 0, first)]
    closes = _PARTS.search(text, last)
    bounds = [opens[-1] if opens else 0]
    for (_, end), (start, _) in pairwise(places):
        parts = _PARTS.search(text[:start], end)
        bounds.append(start if parts is None else parts.start())
    bounds.append(len(text) if closes is None else closes.start())
    return {place: (low, max(low, high)) for place, low, high in zip(places, bounds, bounds[1:], strict=False)}


def is_of_them(text: str, start: int, end: int) -> bool:
    """Whether a figure counts what was named before, or some of it: "of which 190", "190 of them", "190 were closed",
    "compared with 31 in July".
    """
    before = text[:start]
    if _BESIDE_BEFORE.search(before) and _BESIDE_AFTER.match(text, end):
        return True
    return _OF_THEM_BEFORE.search(before) is not None or _OF_THEM_AFTER.match(text, end) is not None


def counts_them(text: str, start: int, end: int) -> bool:
    """Whether a figure says itself that it counts some of what was named before: "of these, 38", "38 of them"."""
    after = _OF_THEM_AFTER.match(text, end)
    return _OF_THEM_BEFORE.search(text[:start]) is not None or (after is not None and " of " in after[0])


def is_change(text: str, start: int, end: int) -> bool:
    """Whether a value tells by how much something changed or differs: "12 % more", "rose by 40"."""
    return _CHANGE_BEFORE.search(text[:start]) is not None or _CHANGE_AFTER.match(text, end) is not None
