"""From candidates to passages: near-identical sentences become one with all their citations, the items of a list stand
together, under the line that leads in to them, and a sentence with the one beside it that ranks next.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, log1p

from corpus import MAX_PASSAGE, Role, Sentence, Span
from index import Searcher, TermSet, is_name
from qa.asking.question import Question
from qa.finding.ranking import Beside, Ranked
from qa.finding.short_answers import ShortSpan, leads_in
from qa.values import AnswerKind

LIKENESS = 0.8
"""The share of common terms (Jaccard) from which two sentences are one text that was copied."""

_COVERS_APART = 0.35
"""Two copies of a text can cover a question this differently: by the headings over them, and the words that differ."""


_NEARLY = 2.0
"""How much less than the candidate's a sentence beside it may score to be shown with it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage to be: the candidate that stands for it, and its near-identical twins in corpus order. `extents`: the
    spans that are shown of the candidate's and the twins' articles, where they are more than these sentences.
    `beside`: the sentence that is shown with the candidate, where one is, and `gain`: what that adds to the score.
    `short`: its short answer, where one was looked for and found. `agreeing`: evidence of other texts that gives the
    same value for what is asked.
    """

    lead: Ranked
    twins: tuple[Ranked, ...]
    extents: tuple[Span, ...] = ()
    beside: Beside | None = None
    gain: float = 0.0
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
    def score(self) -> float:
        """What it is ranked by: the candidate's score, and what the sentence shown with it adds."""
        return self.lead.score + self.gain

    @property
    def articles(self) -> frozenset[str]:
        """The ids of all articles that it stands in."""
        own = {self.lead.sentence.article_id, *(twin.sentence.article_id for twin in self.twins)}
        return frozenset(own.union(*(other.articles for other in self.agreeing)))


def gather_evidence(question: Question, ranked: Sequence[Ranked], searcher: Searcher, *, limit: int) -> list[Evidence]:
    """Return at most `limit` passages for a question, of candidates that are ranked best first."""
    merged = merge_copies(ranked, searcher, limit=2 * limit)
    return join_neighbours(widen_lists(merged, searcher, kind=question.kind), searcher)[:limit]


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


def join_neighbours(found: Sequence[Evidence], searcher: Searcher) -> list[Evidence]:
    """Show each candidate with the sentence beside it that ranks best, as one span; best first.

    What a sentence leans on, and what goes on to say it, mostly stands beside it and mostly ranks well. A passage of
    two counts by the chance that either answers: the logarithm of the sum of what both scores are the logarithms of.
    """
    out: list[Evidence] = []
    shown: set[int] = set()
    for evidence in found:
        if evidence.extents or evidence.lead.number not in shown:
            joined = evidence if evidence.extents else _joined(evidence, shown, searcher)
            shown.update((*joined.numbers, *(twin.number for twin in joined.twins)))
            out.append(joined)
    return sorted(out, key=lambda evidence: -evidence.score)


def _joined(evidence: Evidence, shown: set[int], searcher: Searcher) -> Evidence:
    lead = evidence.lead
    article = searcher.article(lead.sentence.article_id)
    for other in sorted(lead.beside, key=lambda one: (-one.score, one.number)):
        sentence = _at(other.number, searcher)
        start, end = min(sentence.start, lead.sentence.start), max(sentence.end, lead.sentence.end)
        if other.score < lead.score - _NEARLY:
            break
        if article is not None and other.number not in shown and _go_together(sentence, lead.sentence, end - start):
            extent = Span(start, end, article.read(start, end))
            twins = tuple(Span(twin.sentence.start, twin.sentence.end, twin.sentence.text) for twin in evidence.twins)
            gain = max(0.0, other.score - lead.score) + log1p(exp(-abs(other.score - lead.score)))
            return replace(evidence, extents=(extent, *twins), beside=other, gain=gain)
    return evidence


def _go_together(one: Sentence, other: Sentence, length: int) -> bool:
    """Whether two neighbours can be shown as one passage: of one section, and the same person's words."""
    alone = (Role.HEADING, Role.FURNITURE, Role.CONTACT)
    return (
        length <= MAX_PASSAGE
        and (one.article_id, one.section, one.speaker) == (other.article_id, other.section, other.speaker)
        and one.role not in alone
        and other.role not in alone
    )
