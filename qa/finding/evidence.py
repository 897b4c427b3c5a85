"""From candidates to passages: near-identical sentences become one with all their citations, and the items of a list
stand together, under the line that leads in to them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus import MAX_PASSAGE, Role, Sentence, Span
from index import Searcher, TermSet, is_name
from qa.finding.ranking import Ranked
from qa.finding.short_answers import ShortSpan, leads_in
from qa.values import AnswerKind

LIKENESS = 0.8
"""The share of common terms (Jaccard) from which two sentences are one text that was copied."""

_COVERS_APART = 0.35
"""Two copies of a text can cover a question this differently: by the headings over them, and the words that differ."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage to be: the candidate that stands for it, and its near-identical twins in corpus order. `extents`: the
    spans that are shown of the candidate's and the twins' articles, where they are more than these sentences.
    `short`: its short answer, where one was looked for and found. `agreeing`: evidence of other texts that gives the
    same value for what is asked.
    """

    lead: Ranked
    twins: tuple[Ranked, ...]
    extents: tuple[Span, ...] = ()
    short: ShortSpan | None = None
    agreeing: tuple["Evidence", ...] = ()

    @property
    def articles(self) -> frozenset[str]:
        """The ids of all articles that it stands in."""
        own = {self.lead.sentence.article_id, *(twin.sentence.article_id for twin in self.twins)}
        return frozenset(own.union(*(other.articles for other in self.agreeing)))


def merge_copies(ranked: Sequence[Ranked], searcher: Searcher, *, limit: int) -> list[Evidence]:
    """Merge candidates, best first, into at most `limit` passages, in the order of their best.

    The one that stands for a passage is the best of those whose section has a name, if any has, and shows it, if any
    does.
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
    written = [m for m in named if m.heading is not None and not m.heading.inferred]
    lead = (written or named or members)[0]
    return Evidence(lead, tuple(sorted((m for m in members if m is not lead), key=lambda m: m.number)))


def _alike(one: TermSet, other: TermSet) -> bool:
    """Whether two sets of terms are nearly the same; texts without terms are like none, and texts
    that give other figures contradict each other.
    """
    if not one[0] or one[1] != other[1]:
        return False
    common = len(one[0] & other[0])
    return common >= LIKENESS * (len(one[0]) + len(other[0]) - common)


def widen_lists(found: Sequence[Evidence], searcher: Searcher, *, kind: AnswerKind) -> list[Evidence]:
    """Widen a lead-in to its list and, where a list is asked for, each item too; a part of a list stands once.

    A list that is longer than a passage may be is shown in several, one after the other.
    """
    out: list[Evidence] = []
    seen: set[tuple[str, int]] = set()
    for evidence in found:
        parts = _parts(evidence.lead, searcher, kind)
        if not parts:
            out.append(evidence)
        for part in parts:
            place = (evidence.lead.sentence.article_id, part.start)
            if place not in seen:
                seen.add(place)
                out.append(_widened(evidence, part, searcher, kind))
    return out


def _list_around(number: int, searcher: Searcher) -> range:
    """Return the numbers of the sentences of the list that one is an item or the lead-in of, its lead-in included; an
    empty range where it is in none of two items or more.
    """
    sentence = _at(number, searcher)
    if not (_is_item(sentence) or leads_in(sentence)):
        return range(0)
    own = searcher.sentence_numbers(sentence.article_id)
    first = number
    while first > own.start and _is_item(_at(first, searcher)) and _belongs(first - 1, sentence, searcher):
        first -= 1
    last = first + 1
    while last < own.stop and _is_item(_at(last, searcher)) and _at(last, searcher).section == sentence.section:
        last += 1
    items = last - first - leads_in(_at(first, searcher))
    return range(first, last) if items > 1 else range(0)


def _is_item(sentence: Sentence) -> bool:
    """Whether a sentence is an item of a list."""
    return sentence.role is Role.BULLET


def _at(number: int, searcher: Searcher) -> Sentence:
    return searcher.sentences([number])[0]


def _belongs(number: int, of: Sentence, searcher: Searcher) -> bool:
    other = _at(number, searcher)
    return other.section == of.section and (_is_item(other) or leads_in(other))


def _parts(ranked: Ranked, searcher: Searcher, kind: AnswerKind) -> list[Span]:
    """Return the spans in which the list around a candidate is shown; none where it is shown as it is."""
    if kind is not AnswerKind.LIST and not leads_in(ranked.sentence):
        return []
    article = searcher.article(ranked.sentence.article_id)
    members = searcher.sentences(_list_around(ranked.number, searcher))
    if article is None or not members:
        return []
    return [Span(start, end, article.read(start, end)) for start, end in _cut(members)]


def _cut(members: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    """Yield the half-open spans of the fewest passages that hold these sentences, in order."""
    start = members[0].start
    for before, sentence in pairwise(members):
        if sentence.end - start > MAX_PASSAGE:
            yield start, before.end
            start = sentence.start
    yield start, members[-1].end


def _widened(evidence: Evidence, part: Span, searcher: Searcher, kind: AnswerKind) -> Evidence:
    """Return the evidence with a part of its list for its extent, and the twins whose lists hold the same text."""
    copies = [
        (twin, span) for twin in evidence.twins for span in _parts(twin, searcher, kind) if span.text == part.text
    ]
    return replace(evidence, twins=tuple(twin for twin, _ in copies), extents=(part, *(span for _, span in copies)))
