"""Merging what says the same: near-identical sentences become one passage with all their citations."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Span
from index import Searcher, TermSet, is_name
from qa.finding.ranking import Ranked

LIKENESS = 0.8
"""The share of common terms (Jaccard) from which two sentences are one text that was copied."""


_COVERS_APART = 0.35
"""Two copies of a text can cover a question this differently: by the headings over them, and the words that differ."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage to be: the candidate that stands for it, and its near-identical twins in corpus order. `extents`: the
    spans that are shown of the candidate's and the twins' articles, where they are more than these sentences.
    `agreeing`: evidence of other texts that gives the same value for what is asked.
    """

    lead: Ranked
    twins: tuple[Ranked, ...]
    extents: tuple[Span, ...] = ()
    agreeing: tuple["Evidence", ...] = ()

    @property
    def articles(self) -> frozenset[str]:
        """The ids of all articles that it stands in."""
        own = {self.lead.sentence.article_id, *(twin.sentence.article_id for twin in self.twins)}
        return frozenset(own.union(*(other.articles for other in self.agreeing)))


def merge(ranked: Sequence[Ranked], searcher: Searcher, *, limit: int) -> list[Evidence]:
    """Merge candidates, best first, into at most `limit` passages, in the order of their best.

    The one that stands for a passage is the best of those whose section has a name, if any has.
    """
    groups: list[tuple[TermSet, list[Ranked]]] = []
    sets = searcher.term_sets([candidate.number for candidate in ranked])
    for candidate, words in zip(ranked, sets, strict=True):
        least, most = LIKENESS * len(words[0]), len(words[0]) / LIKENESS
        for known, members in [group for group in groups if least <= len(group[0][0]) <= most]:
            if _alike(words, known) and abs(members[0].cover - candidate.cover) <= _COVERS_APART:
                members.append(candidate)
                break
        else:
            if len(groups) < limit:
                groups.append((words, [candidate]))
    return [_evidence(members) for _, members in groups]


def _evidence(members: list[Ranked]) -> Evidence:
    named = [m for m in members if m.heading is not None and is_name(m.heading.text)]
    lead = (named or members)[0]
    return Evidence(lead, tuple(sorted((m for m in members if m is not lead), key=lambda m: m.number)))


def _alike(one: TermSet, other: TermSet) -> bool:
    """Whether two sets of terms are nearly the same; texts without terms are like none, and texts
    that give other figures contradict each other.
    """
    if not one[0] or one[1] != other[1]:
        return False
    common = len(one[0] & other[0])
    return common >= LIKENESS * (len(one[0]) + len(other[0]) - common)
