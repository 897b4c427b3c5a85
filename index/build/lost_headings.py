"""Headings that an article has lost, found where another article tells the same under a heading (a twin section).

Sentences are compared by their terms through a hash, so that the work grows with the text and not with its square.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from index.build.gather import SectionRows, SentenceRows
from index.values import ArticleCard, Heading

_AGREEING = 0.5
"""The share of a section's telling sentences that must stand under one and the same heading elsewhere."""


def inferred_headings(rows: SentenceRows, sections: SectionRows, cards: Sequence[ArticleCard]) -> Mapping[int, Heading]:
    """Return the headings of sections that lost theirs, by the sections' numbers."""
    is_lost = np.array([heading is None for heading in sections.headings], dtype=np.bool_)
    telling = np.flatnonzero(rows.keys.any(axis=1))
    without = is_lost[rows.sections[telling]]
    lost: dict[int, list[bytes]] = {}
    for row in telling[without].tolist():
        lost.setdefault(int(rows.sections[row]), []).append(rows.keys[row].tobytes())
    if not lost:
        return {}
    wanted = {key for keys in lost.values() for key in keys}
    headed: dict[bytes, dict[str, Heading]] = {}
    others = telling[~without]
    for row in others[np.isin(rows.keys[others, 0], rows.keys[telling[without], 0])].tolist():
        key, section = rows.keys[row].tobytes(), int(rows.sections[row])
        text, card = sections.headings[section], cards[sections.articles[section]]
        if key in wanted and text is not None and text != card.title:
            start, end = sections.spans[section].tolist()
            headed.setdefault(key, {}).setdefault(text, Heading(text, card.id, start, end, inferred=True))
    elected = {section: _elected([headed.get(key, {}) for key in keys]) for section, keys in lost.items()}
    return {section: heading for section, heading in elected.items() if heading is not None}


def _elected(found: Sequence[Mapping[str, Heading]]) -> Heading | None:
    """Return the heading that enough of a section's sentences stand under elsewhere; none when two are equal."""
    votes = Counter(text for headings in found for text in headings)
    if not votes:
        return None
    (text, count), *others = votes.most_common(2)
    if count < _AGREEING * len(found) or (others and others[0][1] == count):
        return None
    return next(headings[text] for headings in found if text in headings)
