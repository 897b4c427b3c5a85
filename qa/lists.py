"""Passages of several lines: where a list is asked for, an item stands for its whole list, the lead-in included."""

from collections.abc import Sequence
from dataclasses import replace

from corpus import MAX_PASSAGE, Role, Sentence, Span
from index import Searcher
from qa.twins import Evidence


def gather(found: Sequence[Evidence], searcher: Searcher) -> list[Evidence]:
    """Widen evidence that is an item or a lead-in to its list, if a passage can hold it; each list stands once."""
    out: list[Evidence] = []
    seen: set[tuple[str, int]] = set()
    for evidence in found:
        extent = _list_around(evidence.lead.number, searcher)
        if extent is None:
            out.append(evidence)
            continue
        place = (evidence.lead.sentence.article_id, extent.start)
        if place not in seen:
            seen.add(place)
            out.append(replace(evidence, twins=(), extent=extent))
    return out


def _list_around(number: int, searcher: Searcher) -> Span | None:
    """Return the span of the list that a sentence is an item or the lead-in of; None where there is none that fits."""
    sentence = searcher.sentences([number])[0]
    own = searcher.sentence_numbers(sentence.article_id)
    first = number
    while first > own.start and _is_item(searcher, first, sentence):
        first -= 1
    first += not _leads(searcher.sentences([first])[0])
    last = max(first, number)
    while last + 1 < own.stop and _is_item(searcher, last + 1, sentence):
        last += 1
    article = searcher.article(sentence.article_id)
    items = sum(_is_item(searcher, item, sentence) for item in range(first, last + 1))
    if article is None or items < 2:
        return None
    start, end = (searcher.sentences([place])[0] for place in (first, last))
    text = article.text[start.start : end.end]
    return Span(start.start, end.end, text) if len(text) <= MAX_PASSAGE else None


def _is_item(searcher: Searcher, number: int, of: Sentence) -> bool:
    other = searcher.sentences([number])[0]
    return other.role is Role.BULLET and other.section == of.section


def _leads(sentence: Sentence) -> bool:
    return sentence.role is Role.PROSE and sentence.text.endswith(":")
