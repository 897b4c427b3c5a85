"""Which of two values holds now: the one that comes later, where a sentence or the articles' days say so.

"It opens on 1 May, not on 12 April as first announced" gives up the 12th. Where no sentence says so, the newer of two
dated articles of one publisher holds. What two articles of unknown days, or of different publishers, say differently is
a contradiction, and stays one.
"""

import re

from index import Searcher
from qa.gathering.evidence import Evidence
from qa.spans.given_up import gives_up


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


def years_beside(text: str, value: str) -> frozenset[str]:
    """Return the years that a text names beside a value."""
    own = set(re.findall(r"\d{4}", value))
    return frozenset(year for year in re.findall(r"\b(?:1[5-9]|20)\d\d\b", text) if year not in own)
