"""Who made a picture or a film, as is said beside it: a credit is no sentence of the article's."""

import re

from corpus.structure.people import UPPER, opening_name

_MEDIUM = r"(?:(?:photo(?:graph)?|image|video|picture|illustration|graphic|animation|artwork|artist|map|cover|screenshot)s?\s)"
_NAMED = rf"(?:{_MEDIUM}?(?:credits?|courtesy)\s?(?:of\b|:|/)|{_MEDIUM}(?:by\b|:|©)|(?:photo|image|video|picture)s?:|©\s)"
_CREDIT = re.compile(rf"[(\[]?{_NAMED}\s?\S[^.!?\n]{{0,120}}[.)\]]?", re.I)
_AT_END = re.compile(
    rf"(?<=[.!?”’)])\s+(?P<credit>[(\[]?{_NAMED}\s?\S[^!?\n]{{0,120}}"
    rf"|[A-Z]{{2,8}}(?:/[{UPPER}][\w .’&-]{{1,40}}){{0,3}}"
    rf"|[{UPPER}][\w .’&-]{{1,40}}/[{UPPER}][\w .’&/-]{{1,60}})$",
    re.I,
)
_FROM_AGENCY = re.compile(rf"[A-Z]{{2,8}}(?:/[{UPPER}].*)?|[{UPPER}].*/[{UPPER}].*")
_AFTER_STOP = re.compile(rf"(?<=[a-z)]\. )(?P<credit>[{UPPER}][^.!?,;:\n]{{3,50}})$")
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
    if match := _AT_END.search(text, tail):
        credit = match["credit"]
        if re.match(rf"[(\[]?{_NAMED}", credit, re.I) or _FROM_AGENCY.fullmatch(credit):
            return match.start("credit")
    if match := _AFTER_STOP.search(text, tail):
        named = opening_name(match["credit"])
        if named is not None and named[1] == len(match["credit"]):
            return match.start("credit")
    return None
