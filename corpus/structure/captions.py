"""Who made a picture or a film, as is said beside it: a credit is no sentence of the article's."""

import re

from corpus.structure.people import TITLE, UPPER, opening_name

_MEDIUM = r"(?:(?:photo(?:graph)?|image|video|picture|illustration|graphic|animation|artwork|map|screenshot)s?\s)"
_NAMED = (
    rf"(?:{_MEDIUM}?(?:credits?|courtesy)\s?(?:of\b|:|/)|{_MEDIUM}(?:by\b|:|©)|(?:photo|image|video|picture)s?:|©\s)"
)
_CREDIT = re.compile(rf"[(\[]?{_NAMED}\s?\S[^.!?\n]{{0,120}}[.)\]]?", re.I)
_NAMED_END = re.compile(rf"(?<=[.!?”’)])\s+(?P<credit>[(\[]?{_NAMED}\s?\S[^!?\n]{{0,120}})$", re.I)
_AGENCY_END = re.compile(
    rf"(?<=[a-z\d)][a-z\d)]\.)\s+(?P<credit>[A-Z]{{3,8}}(?:/[{UPPER}][\w .’&-]{{1,40}}){{0,3}}"
    rf"|[{UPPER}][\w .’&-]{{1,40}}/[{UPPER}][\w .’&/-]{{1,60}})$"
)
_PERSON_END = re.compile(rf"(?<=[a-z)][a-z)]\.)\s+(?P<credit>[{UPPER}][^.!?,;:\n]{{3,50}})$")
_ABBREVIATED = re.compile(rf"\b(?:{TITLE}|[{UPPER}])\.?$")
_SHORTEST_CAPTION = 40
"""What ends in no stop and names nothing of a credit is one below a caption of that length only."""

_LONGEST = 140


def is_credit(text: str) -> bool:
    """Whether a line says who made a picture, and nothing else: "Video Credit: Ann Lee"."""
    return len(text) <= _LONGEST and _CREDIT.fullmatch(text) is not None


def credit_at_end(text: str) -> int | None:
    """Return where the credit begins that a caption ends in, without a stop: "… at the quay. Credit: Ann Lee".

    None where it ends in none. What names no credit is one where it is an agency's name or a person's alone.
    """
    if text[-1] in ".!?:;,”’\"'":
        return None
    tail = max(0, len(text) - _LONGEST)
    if match := _NAMED_END.search(text, tail):
        return match.start("credit")
    match = _AGENCY_END.search(text, tail) or _PERSON_END.search(text, tail)
    if match is None or match.start() < _SHORTEST_CAPTION or _ABBREVIATED.search(text, 0, match.start() - 1):
        return None
    named = opening_name(match["credit"])
    whole = match.re is _AGENCY_END or (named is not None and named[1] == len(match["credit"]))
    return match.start("credit") if whole else None
