"""A picture of the corpus, drawn when it is built: which articles have which sections, and the corpus in figures.

It is bounded, so that a corpus of any size makes a picture that can be read, and kept whole beside the texts.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.build.gather import Gathering, SectionRows, SentenceRows
from index.values import ArticleCard, CorpusFigures, SectionCard

MOST_SECTIONS = 40
"""How many sections a picture shows: a few screens of rows."""

MOST_ARTICLES = 30
"""How many articles a picture shows: more columns than these are not compared by eye."""


@dataclass(frozen=True, slots=True)
class DrawnCoverage:
    """As `Coverage`, with the articles' ids, and those cells only that are not empty: (row, column, sentences)."""

    sections: tuple[SectionCard, ...]
    articles: tuple[str, ...]
    cells: tuple[tuple[int, int, int], ...]
    all_sections: int
    all_articles: int


def draw_coverage(
    rows: SentenceRows, sections: SectionRows, names: Sequence[str | None], cards: Sequence[ArticleCard]
) -> DrawnCoverage:
    """Draw the picture of articles, given in id order. `names`: the name of each section, None where it has none."""
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    answering = np.bincount(rows.sections[rows.answering], minlength=len(names))
    for section in np.flatnonzero(answering).tolist():
        name = names[section]
        if name is not None:
            found[int(sections.articles[section])][name] += int(answering[section])
    articles: Counter[str] = Counter()
    sentences: Counter[str] = Counter()
    for own in found.values():
        articles.update(own.keys())
        sentences.update(own)
    best = sorted(articles, key=lambda name: (-articles[name], -sentences[name], name))[:MOST_SECTIONS]
    places = {name: row for row, name in enumerate(best)}
    held = {article: [n for name, n in own.items() if name in places] for article, own in found.items()}
    kept = {article: counts for article, counts in held.items() if counts}
    # Equal ones stay in id order, as they came.
    shown = sorted(kept, key=lambda article: (-len(kept[article]), -sum(kept[article])))[:MOST_ARTICLES]
    return DrawnCoverage(
        tuple(SectionCard(name, articles[name], sentences[name]) for name in best),
        tuple(cards[article].id for article in shown),
        tuple(
            sorted(
                (places[name], column, n)
                for column, article in enumerate(shown)
                for name, n in found[article].items()
                if name in places
            )
        ),
        len(articles),
        len(kept),
    )


def count_figures(gathered: Gathering, rows: SentenceRows, sections: SectionRows, *, words: int) -> CorpusFigures:
    """Count what articles, given in id order, hold. `words`: how many different terms there are."""
    dates = sorted(card.published for card in gathered.cards if card.published is not None)
    longest = max(gathered.cards, key=lambda card: card.characters, default=None)
    return CorpusFigures(
        words=words,
        speakers=len(gathered.speakers),
        publishers=len({card.publisher for card in gathered.cards if card.publisher is not None}),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        longest=None if longest is None else longest.id,
        copies=_copies(rows, sections),
    )


def _copies(rows: SentenceRows, sections: SectionRows) -> int:
    """Count the sentences whose terms, in their order, are those of a sentence of another article."""
    numbers = np.flatnonzero(rows.keys.any(axis=1))
    keys, articles = rows.keys[numbers], sections.articles[rows.sections[numbers]]
    if not len(keys):
        return 0
    order = np.lexsort((articles, *keys.T))
    keys, articles = keys[order], articles[order]
    starts = np.flatnonzero(np.append(True, (keys[1:] != keys[:-1]).any(axis=1)))
    ends = np.append(starts[1:], len(keys))
    shared = articles[starts] != articles[ends - 1]
    return int((ends - starts)[shared].sum())
