"""Evidence: near-identical sentences become one with all their citations, and the items of a list stand together, under
the line that leads in to them.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus import MAX_PASSAGE, Role, Sentence, Span
from index import Searcher, TermSet, is_name
from qa.asking.several import amount_of
from qa.finding.ranking import Beside, Ranked
from qa.finding.short_answers import ShortSpan, leads_in
from qa.values import AnswerKind

LIKENESS = 0.8
"""The share of common terms (Jaccard) from which two sentences are one text that was copied."""

_FOLLOWING = re.compile(r"\b(?:following|as follows|these|below)\b", re.I)
_FURTHER = 8
"""At most how many sentences are looked at after one that says how many follow."""

_COVERS_APART = 0.35
"""Two copies of a text can cover a question this differently: by the headings over them, and the words that differ."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage to be: the candidate that stands for it, and its near-identical twins in corpus order. `extents`: the
    spans that are shown of the candidate's and the twins' articles, where they are more than these sentences.
    `beside`: the sentence that is shown with the candidate, where one is.
    `short`: its short answer, where one was looked for and found. `agreeing`: evidence of other texts that gives the
    same value for what is asked.
    """

    lead: Ranked
    twins: tuple[Ranked, ...]
    extents: tuple[Span, ...] = ()
    beside: Beside | None = None
    short: ShortSpan | None = None
    agreeing: tuple["Evidence", ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the candidate and of the sentence that is shown with it."""
        return (self.lead.number,) if self.beside is None else (self.lead.number, self.beside.number)

    @property
    def held(self) -> tuple[float, ...]:
        """How much of each term both together hold, 0 to 1."""
        return self.lead.held if self.beside is None else tuple(map(max, self.lead.held, self.beside.held))

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
    if len(members) == 1:
        return Evidence(members[0], ())
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

    A list that is longer than a passage may be is shown in several, one after the other. Where a list is asked for, a
    sentence that only says how many there are ("in three ways") is widened to those after it in its paragraph.
    """
    out: list[Evidence] = []
    seen: set[tuple[str, int]] = set()
    shown: set[int] = set()  # the sentences of the passages so far
    for evidence in found:
        if evidence.lead.number in shown:
            continue
        parts, further = _parts(evidence.lead, searcher, kind, shown)
        shown |= {evidence.lead.number, *further}
        if not parts:
            out.append(evidence)
        for part in parts:
            place = (evidence.lead.sentence.article_id, part.start)
            if place not in seen:
                seen.add(place)
                out.append(_widened(evidence, part, searcher, kind))
    return out


def list_around(number: int, searcher: Searcher) -> range:
    """Return the numbers of the sentences of the list that one is an item or the lead-in of, its lead-in included; an
    empty range where it is in none of two items or more.
    """
    sentence = _at(number, searcher)
    own = searcher.sentence_numbers(sentence.article_id)
    first = number
    while first > own.start and is_item(_at(first, searcher)) and is_item(_at(first - 1, searcher)):
        first -= 1
    if is_item(_at(first, searcher)) and first > own.start and _introduces(first - 1, searcher):
        first -= 1
    if not (is_item(_at(first, searcher)) or _introduces(first, searcher)):
        return range(0)
    last = first + 1
    while last < own.stop and is_item(_at(last, searcher)):
        last += 1
    items = last - first - (not is_item(_at(first, searcher)))
    return range(first, last) if items > 1 else range(0)


def is_item(sentence: Sentence) -> bool:
    """Whether a sentence is an item of a list."""
    return sentence.role is Role.BULLET


def _introduces(number: int, searcher: Searcher) -> bool:
    """Whether the sentence of a number leads in to the line after it: by its colon, or as it says how many follow."""
    sentence = _at(number, searcher)
    return sentence.role is Role.PROSE and (leads_in(sentence) or announces(sentence.text))


def announces(text: str) -> bool:
    """Whether a text says how many of something there are, or that they follow."""
    return amount_of(text) is not None or _FOLLOWING.search(text) is not None


def _at(number: int, searcher: Searcher) -> Sentence:
    return searcher.sentences([number])[0]


def _parts(
    ranked: Ranked, searcher: Searcher, kind: AnswerKind, shown: Collection[int] = ()
) -> tuple[list[Span], range]:
    """Return the spans in which the list around a candidate is shown, and the numbers of their sentences where these
    are of no list; none where it is shown as it is. `shown`: sentences that are shown already.
    """
    article = searcher.article(ranked.sentence.article_id)
    if article is None or (kind is not AnswerKind.LIST and not leads_in(ranked.sentence)):
        return [], range(0)
    numbers, further = list_around(ranked.number, searcher), range(0)
    if not numbers and announces(ranked.sentence.text):
        numbers = further = _paragraph_after(ranked.number, searcher)
        if any(number in shown for number in further):
            return [], range(0)
    members = searcher.sentences(numbers)
    return [Span(start, end, article.read(start, end)) for start, end in _cut(members)] if members else [], further


def _paragraph_after(number: int, searcher: Searcher) -> range:
    """Return a sentence and those after it in its paragraph, as many as one passage may hold; none where none is."""
    own, last = _at(number, searcher), number
    for other in searcher.sentences(range(number + 1, searcher.sentence_numbers(own.article_id).stop)[:_FURTHER]):
        if other.paragraph != own.paragraph or other.speaker != own.speaker or other.end - own.start > MAX_PASSAGE:
            break
        last += 1
    return range(number, last + 1) if last > number else range(0)


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
        (twin, span) for twin in evidence.twins for span in _parts(twin, searcher, kind)[0] if span.text == part.text
    ]
    return replace(evidence, twins=tuple(twin for twin, _ in copies), extents=(part, *(span for _, span in copies)))
