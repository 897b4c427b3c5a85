"""Which of two values holds now: the one that comes later, where a sentence or the articles' days say so.

"It opens on 1 May, not on 12 April as first announced" gives up the 12th. Where no sentence says so, the newer of two
dated articles of one publisher holds. What two articles of unknown days, or of different publishers, say differently is
a contradiction, and stays one.
"""

import re

from index import Searcher, analyse
from qa.finding.evidence import Evidence

_SOON = 40
"""Within so many characters before a value stands what gives it up, or as many after."""

_GIVEN_UP = re.compile(
    r"""(?:\bnot|\binstead\ of|\brather\ than|\b(?:up|down|rising|falling|increased?|reduced|raised|cut|moved|postponed
    |delayed|brought\ forward|changed|revised)\s+from|\bpreviously|\boriginally|\bformerly|\binitially
    |\b(?:first|earlier)\ (?:announced|planned|thought|said|expected|foreseen)(?:\ (?:as|to\ be|for))?
    |\bused\ to\ be|\bno\ longer|\breplac(?:es|ed|ing))
    (?:\s+(?:on|in|by|at|for|to\ be|the|an?|about|some|nearly|almost|around|over|more\ than|just))*[\s£$€]*$""",
    re.I | re.X,
)
_WAS_SAID = re.compile(
    r"""^[^.;]{0,12}?\b(?:as\ (?:was\ )?(?:first|originally|previously|initially|earlier)\b|(?:as\ )?(?:first|originally
    |previously)\ (?:announced|planned|thought|said|expected|foreseen)|before\ (?:that|then|it\ was)\b)""",
    re.I | re.X,
)


def holds_instead(later: Evidence, earlier: Evidence, searcher: Searcher) -> bool:
    """Whether one value holds now in place of another: its sentence gives that up, or its article is the newer one."""
    if later.short is None or earlier.short is None:
        return False
    if gives_up(later.lead.sentence.text, earlier.short.text):
        return True
    if gives_up(earlier.lead.sentence.text, later.short.text):
        return False
    new, old = (searcher.article(each.lead.sentence.article_id) for each in (later, earlier))
    if new is None or old is None or new.published is None or old.published is None:
        return False
    told = min(len(new.published), len(old.published))  # a year alone is no day of it
    same = new.publisher is not None and new.publisher == old.publisher
    return same and new.published[:told] > old.published[:told]


def gives_up(text: str, value: str) -> bool:
    """Whether a text names a value as one that no longer holds."""
    return any(
        _GIVEN_UP.search(text[max(0, start - _SOON) : start]) or _WAS_SAID.search(text[end : end + _SOON])
        for start, end in _places(text, value)
    )


def _places(text: str, value: str) -> list[tuple[int, int]]:
    """Return where a text holds a value's terms, one after the other."""
    wanted = [token.term for token in analyse(value)]
    tokens = analyse(text)
    return [
        (tokens[at].start, tokens[at + len(wanted) - 1].end)
        for at in range(len(tokens) - len(wanted) + 1)
        if wanted and [token.term for token in tokens[at : at + len(wanted)]] == wanted
    ]


def years_beside(text: str, value: str) -> frozenset[str]:
    """Return the years that a text names beside a value."""
    own = set(re.findall(r"\d{4}", value))
    return frozenset(year for year in re.findall(r"\b(?:1[5-9]|20)\d\d\b", text) if year not in own)
