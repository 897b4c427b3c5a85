"""Passages that each add something come before more of the same place: for a list of things, each of them; for a value,
what other articles say.

Greedily, as maximal marginal relevance (Carbonell and Goldstein 1998) does: each next passage is the best by its score
less what its place has had already.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from qa.gathering.evidence import Evidence
from qa.values import AnswerKind

Place = tuple[str, int, int]

AGAIN = 0.5
"""What each passage of a place takes from the score of the next one of it."""

OF_A_LIST = 2
OF_A_VALUE = 4
"""So many passages stay where their ranking has them: the first answers what has one answer."""

_VALUES = (AnswerKind.NUMBER, AnswerKind.DATE)


def spread_out(found: Sequence[Evidence], kind: AnswerKind, *, limit: int) -> list[Evidence]:
    """Return at most `limit` of some evidence, in order of rank, so that it is of many places: where a list is asked
    for, of many sections where these have names, and else of many paragraphs; where a value is, of many articles.
    """
    if kind is AnswerKind.LIST:
        return _spread(found, OF_A_LIST, _part, limit)
    return _spread(found, OF_A_VALUE, _article, limit) if kind in _VALUES else list(found[:limit])


def _spread(found: Sequence[Evidence], first: int, place: Callable[[Evidence], Place], limit: int) -> list[Evidence]:
    out = list(found[: min(first, limit)])
    had = Counter(map(place, out))
    rest = list(found[first:])
    while rest and len(out) < limit:
        best = max(range(len(rest)), key=lambda at: (_score(rest[at]) - AGAIN * had[place(rest[at])], -at))
        out.append(rest.pop(best))
        had[place(out[-1])] += 1
    return out


def _score(evidence: Evidence) -> float:
    """Return the score that gave evidence its rank: the best of all that it holds."""
    return max(one.score for one in (evidence.lead, *evidence.twins))


def _part(evidence: Evidence) -> Place:
    sentence, heading = evidence.lead.sentence, evidence.lead.heading
    named = heading is not None and not heading.is_title
    return sentence.article_id, sentence.section, -1 if named else sentence.paragraph


def _article(evidence: Evidence) -> Place:
    return evidence.lead.sentence.article_id, -1, -1
