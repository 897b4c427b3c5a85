"""Headings that an article has lost, found where another article tells the same under a heading (a twin section).

Sentences are compared by their terms through a hash, so that the work grows with the text and not with its square.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from index.parts import Part
from index.searcher import Heading

_AGREEING = 0.5
"""The share of a section's telling sentences that must stand under one and the same heading elsewhere."""


def inferred_headings(parts: Sequence[Part]) -> Mapping[tuple[str, int], Heading]:
    """Return the headings of sections that lost theirs: {(article id, section number): heading}."""
    headed: dict[bytes, dict[str, Heading]] = {}
    lost: dict[tuple[str, int], list[bytes]] = {}
    for part, number, key in _telling(parts):
        span = part.sections[number][2]
        if span is None:
            lost.setdefault((part.id, number), []).append(key)
        elif (text := part.text[span[0] : span[1]]) != part.title:
            headed.setdefault(key, {}).setdefault(text, Heading(text, part.id, *span, inferred=True))
    elected = {section: _elected([headed.get(key, {}) for key in keys]) for section, keys in lost.items()}
    return {section: heading for section, heading in elected.items() if heading is not None}


def _telling(parts: Sequence[Part]) -> Iterator[tuple[Part, int, bytes]]:
    """Yield the article, the section's number and what stands for the terms of each sentence that tells enough."""
    for part in parts:
        for number, sentence in enumerate(part.sentences):
            if key := part.key(number):
                yield part, sentence.section, key


def _elected(found: Sequence[Mapping[str, Heading]]) -> Heading | None:
    """Return the heading that enough of a section's sentences stand under elsewhere; none when two are equal."""
    votes = Counter(text for headings in found for text in headings)
    if not votes:
        return None
    (text, count), *others = votes.most_common(2)
    if count < _AGREEING * len(found) or (others and others[0][1] == count):
        return None
    return next(headings[text] for headings in found if text in headings)
