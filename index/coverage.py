"""A picture of the corpus, drawn when it is built: which articles have which sections, and the corpus in figures.

It is bounded, so that a corpus of any size makes a picture that can be read, and kept whole beside the texts.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.parts import KEY, Part
from index.rows import answers
from index.searcher import CorpusFigures, Heading, SectionCard

MOST_SECTIONS = 40
"""How many sections a picture shows: a few screens of rows."""

MOST_ARTICLES = 30
"""How many articles a picture shows: more columns than these are not compared by eye."""


@dataclass(frozen=True, slots=True)
class Picture:
    """As `Coverage`, with the articles' ids, and those cells only that are not empty: (row, column, sentences)."""

    sections: tuple[SectionCard, ...]
    articles: tuple[str, ...]
    cells: tuple[tuple[int, int, int], ...]
    all_sections: int
    all_articles: int


def draw(parts: Sequence[Part], headings: Mapping[tuple[str, int], Heading], names: Collection[str]) -> Picture:
    """Draw the picture of articles, given in id order. `headings`: those that were found for sections that lost theirs;
    `names`: the names that sections have.
    """
    articles: Counter[str] = Counter()
    sentences: Counter[str] = Counter()
    for part in parts:
        own = _answering(part, headings, names)
        articles.update(own.keys())
        sentences.update(own)
    best = sorted(articles, key=lambda name: (-articles[name], -sentences[name], name))[:MOST_SECTIONS]
    rows = {name: row for row, name in enumerate(best)}
    found = {part.id: own for part in parts if (own := _answering(part, headings, rows))}
    # Equal ones stay in id order, as they came.
    shown = sorted(found, key=lambda article: (-len(found[article]), -found[article].total()))[:MOST_ARTICLES]
    return Picture(
        tuple(SectionCard(name, articles[name], sentences[name]) for name in best),
        tuple(shown),
        tuple(
            sorted(
                (rows[name], column, n) for column, article in enumerate(shown) for name, n in found[article].items()
            )
        ),
        len(articles),
        len(found),
    )


def count(parts: Sequence[Part], *, words: int) -> CorpusFigures:
    """Count what articles, given in id order, hold. `words`: how many different terms there are."""
    dates = sorted(part.published for part in parts if part.published is not None)
    speakers = {
        _plain(part.text[place.speaker[0] : place.speaker[1]])
        for part in parts
        for place in part.sentences
        if place.speaker is not None
    }
    longest = max(parts, key=lambda part: len(part.text), default=None)
    return CorpusFigures(
        words=words,
        speakers=len(speakers),
        publishers=len({part.publisher for part in parts if part.publisher is not None}),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        longest=None if longest is None else longest.id,
        copies=_copies(parts),
    )


def _answering(part: Part, headings: Mapping[tuple[str, int], Heading], names: Collection[str]) -> Counter[str]:
    """Count the sentences that can answer under each of these names in one article; no name without any."""
    over: dict[int, str] = {}
    for number in range(len(part.sections)):
        inferred = headings.get((part.id, number))
        name = part.heading(number) or (inferred.text if inferred is not None else "")
        if name in names and name != part.title:
            over[number] = name
    return Counter(over[place.section] for place in part.sentences if place.section in over and answers(place.role))


def _copies(parts: Iterable[Part]) -> int:
    """Count the sentences whose terms, in their order, are those of a sentence of another article."""
    rows = [np.frombuffer(part.keys, dtype="<u8").reshape(-1, KEY // 8) for part in parts]
    if not rows:
        return 0
    articles = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    keys = np.concatenate(rows)
    tells = keys.any(axis=1)
    keys, articles = keys[tells], articles[tells]
    if not len(keys):
        return 0
    order = np.lexsort((articles, *keys.T))
    keys, articles = keys[order], articles[order]
    starts = np.flatnonzero(np.append(True, (keys[1:] != keys[:-1]).any(axis=1)))
    ends = np.append(starts[1:], len(keys))
    shared = articles[starts] != articles[ends - 1]
    return int((ends - starts)[shared].sum())


def _plain(name: str) -> str:
    """Return a name as it is compared: "Cllr. Ann Lee" and "Cllr Ann Lee" are one."""
    return " ".join(name.replace(".", " ").casefold().split())
