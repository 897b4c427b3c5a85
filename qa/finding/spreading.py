"""Passages for a list of things: those that each add one come before more of the same place.

Greedily, as maximal marginal relevance (Carbonell and Goldstein 1998) does: each next passage is the best by its score
less what its place has had already.
"""

from collections import Counter
from collections.abc import Sequence

from qa.finding.evidence import Evidence

FIRST = 2
"""So many passages stay where their ranking has them."""

AGAIN = 0.5
"""What each passage of a place takes from the score of the next one of it."""

Place = tuple[str, int, int]


def spread_out(found: Sequence[Evidence], *, limit: int) -> list[Evidence]:
    """Return at most `limit` of some evidence, in order of rank, so that it is of many places: of many sections where
    these have names, and else of many paragraphs.
    """
    out = list(found[:FIRST])
    had = Counter(_place(evidence) for evidence in out)
    rest = list(found[FIRST:])
    while rest and len(out) < limit:
        best = max(range(len(rest)), key=lambda at: (_score(rest[at]) - AGAIN * had[_place(rest[at])], -at))
        out.append(rest.pop(best))
        had[_place(out[-1])] += 1
    return out


def _score(evidence: Evidence) -> float:
    """Return the score that gave evidence its rank: the best of all that it holds."""
    return max(one.score for one in (evidence.lead, *evidence.twins))


def _place(evidence: Evidence) -> Place:
    sentence, heading = evidence.lead.sentence, evidence.lead.heading
    named = heading is not None and not heading.is_title
    return sentence.article_id, sentence.section, -1 if named else sentence.paragraph
