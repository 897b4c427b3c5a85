"""Passages of several lines: a list's items stand together, under the line that leads in to them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus import MAX_PASSAGE, Role, Sentence, Span
from index import Searcher
from qa.finding.copies import Evidence
from qa.finding.evidence import leads_in
from qa.finding.ranking import Ranked
from qa.values import Kind


def gather(found: Sequence[Evidence], searcher: Searcher, *, kind: Kind) -> list[Evidence]:
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
    sentence = searcher.sentences([number])[0]
    if not (_is_item(sentence) or leads_in(sentence)):
        return range(0)
    own = searcher.sentence_numbers(sentence.article_id)
    first = number
    while first > own.start and _is_item(searcher.sentences([first])[0]) and _belongs(first - 1, sentence, searcher):
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


def _parts(ranked: Ranked, searcher: Searcher, kind: Kind) -> list[Span]:
    """Return the spans in which the list around a candidate is shown; none where it is shown as it is."""
    if kind is not Kind.LIST and not leads_in(ranked.sentence):
        return []
    article = searcher.article(ranked.sentence.article_id)
    members = searcher.sentences(_list_around(ranked.number, searcher))
    if article is None or not members:
        return []
    return [Span(start, end, article.text[start:end]) for start, end in _cut(members)]


def _cut(members: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    """Yield the half-open spans of the fewest passages that hold these sentences, in order."""
    start = members[0].start
    for before, sentence in pairwise(members):
        if sentence.end - start > MAX_PASSAGE:
            yield start, before.end
            start = sentence.start
    yield start, members[-1].end


def _widened(evidence: Evidence, part: Span, searcher: Searcher, kind: Kind) -> Evidence:
    """Return the evidence with a part of its list for its extent, and the twins whose lists hold the same text."""
    copies = [
        (twin, span) for twin in evidence.twins for span in _parts(twin, searcher, kind) if span.text == part.text
    ]
    return replace(evidence, twins=tuple(twin for twin, _ in copies), extents=(part, *(span for _, span in copies)))
