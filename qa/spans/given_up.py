"""Values that a text itself gives up: "1 May, not on 12 April as first announced", "up from £2 million".

A span is half-open, in code points of the text that is given.
"""

import re

from index import analyse

_SOON = 40
"""Within so many characters before a value stands what gives it up, or as many after."""

_GIVEN_UP = re.compile(
    r"""(?:\bnot|\binstead\ of|\brather\ than|\b(?:up|down|rising|falling|increased?|reduced|raised|cut|moved|postponed
    |delayed|brought\ forward|changed|revised|rose|fell|grew|dropped|climbed|declined|improved|jumped|shrank
    |improvement|increase|rise|fall|drop|reduction|decline|growth|change|decrease)\s+from|\bpreviously|\boriginally|\bformerly|\binitially
    |\b(?:first|earlier)\ (?:announced|planned|thought|said|expected|foreseen)(?:\ (?:as|to\ be|for))?
    |\bused\ to\ be|\bno\ longer|\breplac(?:es|ed|ing))
    (?:\s+(?:on|in|by|at|for|to\ be|the|an?|about|some|nearly|almost|around|over|more\ than|just))*[\s£$€]*$""",
    re.I | re.X,
)
_FROM = re.compile(r"\bfrom\s+$", re.I)
_TO = re.compile(r"(?:\s[\w%’'-]+){0,3}\s+to\s", re.I)
_CHANGES = re.compile(
    r"""\b(?:up|down|ris(?:e|es|en|ing)|rose|f[ae]ll(?:s|en|ing)?|increas\w+|reduc\w+|rais\w+|cuts?|cutting|mov(?:e|es|ed|ing)
    |postpon\w+|delay\w*|brought\ forward|chang\w+|revis\w+|gr[eo]w(?:s|n|ing)?|dropp?(?:s|ed|ing)?|climb\w*|declin\w+
    |improv\w+|jump\w*|shr[iau]nk\w*|expand\w*|extend\w*|went|goes|gone|going|lower\w*|doubl\w+|halv\w+|shorten\w*|surg\w+|plung\w+|soar\w*)\b
    [^.;]{0,90}$""",
    re.I | re.X,
)
"""What says, before "from one value to another", that the first no longer holds."""

_WAS_SAID = re.compile(
    r"""^[^.;]{0,12}?\b(?:as\ (?:was\ )?(?:first|originally|previously|initially|earlier)\b|(?:as\ )?(?:first|originally
    |previously)\ (?:announced|planned|thought|said|expected|foreseen)|before\ (?:that|then|it\ was)\b)""",
    re.I | re.X,
)


def is_given_up(text: str, start: int, end: int) -> bool:
    """Whether a text names what stands there as something that no longer holds."""
    before, after = text[max(0, start - _SOON) : start], text[end : end + _SOON]
    opened = _FROM.search(before)
    if opened and _TO.match(after) and says_change(text[: start - len(opened[0])]):
        return True
    return _GIVEN_UP.search(before) is not None or _WAS_SAID.search(after) is not None


def says_change(before: str) -> bool:
    """Whether what stands before a value in its sentence says that something changed."""
    return _CHANGES.search(before) is not None


def gives_up(text: str, value: str) -> bool:
    """Whether a text names a value as one that no longer holds."""
    return any(is_given_up(text, start, end) for start, end in _places(text, value))


def _places(text: str, value: str) -> list[tuple[int, int]]:
    """Return where a text holds a value's terms, one after the other."""
    wanted = [token.term for token in analyse(value)]
    tokens = analyse(text)
    return [
        (tokens[at].start, tokens[at + len(wanted) - 1].end)
        for at in range(len(tokens) - len(wanted) + 1)
        if wanted and [token.term for token in tokens[at : at + len(wanted)]] == wanted
    ]
