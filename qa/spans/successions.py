"""Who comes into an office and who leaves it, as a text tells of both: "Ann Lee succeeds Jon Roe, who retires"."""

import re

from qa.asking.kinds import TITLE
from qa.spans.offices import ANY_OFFICE

_FOLLOW = r"(?:succeed|replac|follow|tak(?:e|es|ing)\s+over|took\s+over)"
_ASKS_NEXT = re.compile(
    rf"\b(?:new|next|incoming|future)\s+(?:[a-z-]+\s+){{0,3}}?{ANY_OFFICE}\b"
    rf"|\bwho\b[^?]*\b{_FOLLOW}\w*\b(?!\s*\?*$)|\bwho\s+(?:will\s+)?{_FOLLOW}",
    re.I,
)
_ASKS_BEFORE = re.compile(
    rf"\b(?:previous|former|outgoing|departing)\s+(?:[a-z-]+\s+){{0,3}}?{ANY_OFFICE}\b"
    r"|\bwho(?:[’']s|\s+(?:is|was))?\s+(?:steps?|stepping|stepped|stands?|standing|stood|leav(?:es|ing)|retir(?:es|ing|ed))\b"
    rf"|\bwho\s+(?:was|were|had\s+been)\b[^?]*\bbefore\b"
    rf"|\bwho(?:m)?\s+(?:did|does|do|would|will|is|has)\s+[^?]*\b{_FOLLOW}\w*\W*$",
    re.I,
)
_APPOSED = r"(?:,[^,;.]{1,80},|,)?"
_COMES_BEFORE = re.compile(
    rf"\b(?:appoint(?:s|ed)?|nam(?:es|ed)|chos(?:e|en)|elect(?:s|ed)?|nominat(?:es|ed?)|pick(?:s|ed)?|hired|select(?:s|ed)?"
    rf"|promot(?:es|ed))\s+{TITLE}*$"
)
_COMES_AFTER = re.compile(
    rf",?\s+to\s+be(?:come)?\s+(?:the\s+)?[A-Za-z]|{_APPOSED}\s+(?:(?:who\s+)?(?:will|is\s+to|has)\s+)?(?:{_FOLLOW}|tak(?:es?|en)\s+up|took\s+up|(?:has\s+been|is|was|will\s+be)"
    r"\s+(?:appointed|named|chosen|elected|picked|nominated|(?:the\s+)?(?:new|next)\b))"
)
_GOES_BEFORE = re.compile(rf"\b{_FOLLOW}(?:s|ed|es|ing)?(?:\s+(?:from|over\s+from))?\s+(?:the\s+\w+\s+)?{TITLE}*$")
_GOES_AFTER = re.compile(
    rf"{_APPOSED}(?:,?\s+who)?\s+(?:(?:will|is\s+to|has|is|plans\s+to)\s+)?(?:retir|step(?:s|ped|ping)?\s+down|stand(?:s|ing)?\s+down"
    r"|stood\s+down|leav|left\b|resign|depart|(?:has|had)?\s*held\s+the\s+(?:post|office|job))"
)


def asks_next(text: str) -> bool:
    """Whether a question asks who comes into an office."""
    return _ASKS_NEXT.search(text) is not None and not asks_predecessor(text)


def asks_predecessor(text: str) -> bool:
    """Whether a question asks who held an office before somebody, or leaves it."""
    return _ASKS_BEFORE.search(text) is not None


def comes(text: str, start: int, end: int) -> bool:
    """Whether a text says of the person whose name stands there that he or she comes into an office."""
    return _COMES_BEFORE.search(text[:start]) is not None or _COMES_AFTER.match(text, end) is not None


def goes(text: str, start: int, end: int) -> bool:
    """Whether a text says of the person whose name stands there that he or she leaves an office."""
    return _GOES_BEFORE.search(text[:start]) is not None or _GOES_AFTER.match(text, end) is not None
