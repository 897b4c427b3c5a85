"""Headings that an article has lost, found where another article tells the same under a heading (a twin section).

Sentences are compared by their terms through a hash, so that the work grows with the text and not with its square.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from corpus import Document
from index.searcher import Heading

_TELLING = 6
"""A sentence of fewer terms may stand anywhere; it tells nothing of its section."""

_AGREEING = 0.5
"""The share of a section's telling sentences that must stand under one and the same heading elsewhere."""


def inferred_headings(
    documents: Sequence[Document], terms: Sequence[Sequence[str]]
) -> Mapping[tuple[str, int], Heading]:
    """Return the headings of sections that lost theirs: {(article id, section number): heading}.

    `terms`: those of each sentence's own text, of all documents in order; none for sentences that cannot answer.
    """
    headed: dict[tuple[str, ...], dict[str, Heading]] = {}
    lost: dict[tuple[str, int], list[tuple[str, ...]]] = {}
    for document, number, key in _telling(documents, terms):
        article = document.article
        span = article.sections[number].heading
        if span is None:
            lost.setdefault((article.id, number), []).append(key)
        elif span.text != article.title:
            heading = Heading(span.text, article.id, span.start, span.end, inferred=True)
            headed.setdefault(key, {}).setdefault(span.text, heading)
    elected = {section: _elected([headed.get(key, {}) for key in keys]) for section, keys in lost.items()}
    return {section: heading for section, heading in elected.items() if heading is not None}


def _telling(
    documents: Sequence[Document], terms: Sequence[Sequence[str]]
) -> Iterator[tuple[Document, int, tuple[str, ...]]]:
    """Yield the document, the section's number and the terms of each sentence that tells enough."""
    rows = iter(terms)
    for document in documents:
        for sentence, row in zip(document.sentences, rows, strict=False):
            if len(row) >= _TELLING:
                yield document, sentence.section, tuple(row)


def _elected(found: Sequence[Mapping[str, Heading]]) -> Heading | None:
    """Return the heading that enough of a section's sentences stand under elsewhere; none when two are equal."""
    votes = Counter(text for headings in found for text in headings)
    if not votes:
        return None
    (text, count), *others = votes.most_common(2)
    if count < _AGREEING * len(found) or (others and others[0][1] == count):
        return None
    return next(headings[text] for headings in found if text in headings)
