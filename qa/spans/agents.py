"""Who did what a question asks by its verb, where a text says it in the passive: "built by the Canal Board"."""

import re
from collections.abc import Sequence

from index import analyse, find_term

_BY = re.compile(
    r"\s+(?:(?:for|up|down|out|over|in|on)\s+)?(?:(?:in|on|at|for)\s+[\w’'£$€-]+(?:\s+[\w’'-]+){0,3}?\s+)?by\s+", re.I
)
"""What stands between what was done and who did it: "set up by", "built in 1903 by"."""

_TO_NAME = re.compile(
    r"(?:(?:an?|the|its|their|his|her)\s+)?(?:[a-z][\w’'-]*\s+){0,4}|(?:an?|the)\s+[A-Z][\w’'-]+\s+(?:[a-z-]+\s+){1,2}"
    r"|[^,;.]{1,40},\s+(?:the\s+)?"
)
"""What stands between "by" and a name: words that tell what it is, or what it is in apposition to."""

_FIND, _FOUND = find_term("find"), find_term("found")
"""Two terms, since "found" is a word of its own, too."""

_ADJECTIVE = re.compile(r"\s+(?:[a-z-]+\s+)?(?:company|firm|maker|group|charity|government|artist|builders?)\s+[A-Z]")
"""What follows a name that only tells which sort of body the next one is: "the Swedish firm Norsk"."""


def find_agents(text: str, verb: str | None, names: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Return where those of some names begin that tell by whom something was done: "made by the Swedish firm Norsk".
    `verb`: the term of what was done; `names`: half-open. None where the text has the verb elsewhere without one: that
    may be what the question asks of.
    """
    plain = sorted(name for name in names if _ADJECTIVE.match(text, name[1]) is None)
    found = set()
    for token in analyse(text) if verb is not None else ():
        if token.term not in (verb, _FOUND if verb == _FIND else None):
            continue
        by = _BY.match(text, token.end)
        start = None if by is None else next((start for start, _ in plain if start >= by.end()), None)
        if by is None or start is None or not _TO_NAME.fullmatch(text[by.end() : start]):
            return frozenset()
        found.add(start)
    return frozenset(found)
