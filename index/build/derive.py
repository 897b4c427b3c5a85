"""From what was gathered of articles to all that a generation holds of them beside their texts."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, compress, repeat
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.build.cache import Cache
from index.build.chunk import PART_VERSION
from index.build.coverage import Picture, count, draw
from index.build.gather import Gathering, SentenceRows
from index.build.lexicon import Words
from index.build.lost_headings import inferred_headings
from index.build.over import tokens_over
from index.build.term_vectors import Before, term_vectors
from index.build.version import settings
from index.build.weighing import Weighing
from index.disk.arrays import COMMON, FIGURE, NAME
from index.disk.section_names import marks
from index.ragged import spread
from index.searcher import CorpusFigures, Heading
from index.text.names import is_name
from index.text.word_vectors import WordVectors

_ROWS_AT_ONCE = 1 << 17
"""Of how many sentences terms are put together at a time."""


class Saving(Protocol):
    """Writes arrays, by name; it may do so while other work goes on."""

    def save(self, name: str, rows: Iterable[NDArray[Any]]) -> None:
        """Write an array, given some of its rows at a time: at least one time."""

    def save_made(self, make: Callable[[], Mapping[str, NDArray[Any]]]) -> None:
        """Make arrays, and write them."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What is derived across the corpus beside the arrays.

    `terms`, in the order of the arrays; `usual`: the word each is most often written as; `frequencies`: in how many
    sentences each stands. `acronyms`: (letters, name). `names`: the names that sections have. `headings`: those found
    for sections that lost theirs, by number. `over`: what stands over the sentences of each section, its heading or
    else the article's title; empty where nothing does. `picture` and `figures`: see `index.build.coverage`.
    """

    terms: tuple[str, ...]
    usual: tuple[str, ...]
    frequencies: NDArray[np.int64]
    acronyms: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    headings: Mapping[int, Heading]
    over: Sequence[str]
    picture: Picture
    figures: CorpusFigures


def derive(gathered: Gathering, cache: Cache, saving: Saving, before: Before) -> Contents:
    """Derive what an index holds across its articles. What was gathered is used up: it then has further texts. `before`
    gives the vectors of the index that the cache was kept for.

    The arrays are saved: `postings-starts`, `postings-sentences`, `postings-weights` and `postings-greatest` as
    `Postings` holds them; `rows-starts`, `rows-terms` and `vectors` as `likeness.Rows` does; `kinds`, `common` and
    `names`, see `index.disk.arrays`.
    """
    opening = ThreadPoolExecutor(1)
    vectors = opening.submit(WordVectors.load)
    opening.shutdown(wait=False)
    rows, sections, cards = gathered.rows(), gathered.sections(), gathered.cards
    headings = inferred_headings(rows, sections, cards)
    shown = [heading or "" for heading in sections.headings]
    for number, heading in headings.items():
        shown[number] = shown[number] or heading.text
    titles = list(map([card.title or "" for card in cards].__getitem__, sections.articles.tolist()))
    over = [heading or title for heading, title in zip(shown, titles, strict=True)]
    setting = json.dumps([PART_VERSION, settings()])
    which, texts = _over(gathered, rows, over)
    gathered.lexicon.add(tokens_over(texts, cache, setting))
    words = gathered.lexicon.words()
    saving.save("vectors", term_vectors(words, vectors.result(), cache, setting, before))
    starts, terms = _rows(words, which)
    saving.save("rows-starts", [starts])
    saving.save("rows-terms", [terms])
    weighing = Weighing(starts, terms, len(words.terms))
    saving.save_made(weighing.postings)
    saving.save("kinds", [(NAME * words.names + FIGURE * words.figures).astype(np.uint8)])
    saving.save("common", [_common(weighing.frequencies)])
    own = {heading for heading, title in zip(sections.headings, titles, strict=True) if heading != title}
    names = {heading for heading in own if heading is not None and is_name(heading)}
    saving.save("names", [marks(names)])
    named = [name if name in names and name != title else None for name, title in zip(shown, titles, strict=True)]
    return Contents(
        words.terms,
        words.usual,
        weighing.frequencies,
        words.acronyms,
        tuple(sorted(names)),
        headings,
        over,
        draw(rows, sections, named, cards),
        count(gathered, rows, sections, words=len(words.terms)),
    )


def _common(frequencies: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the terms that most sentences hold, ascending; of equal ones the first."""
    best = np.lexsort((np.arange(len(frequencies)), -frequencies))[:COMMON]
    return np.sort(best).astype(np.int32)


def _over(gathered: Gathering, rows: SentenceRows, over: Sequence[str]) -> tuple[NDArray[np.int64], list[str]]:
    """Return for each sentence the places of the text over it and of its speaker's name among the texts that stand over
    sentences that can answer: (n_rows, 2), -1 for none; and these, each once.
    """
    answering = np.bincount(rows.sections[rows.answering], minlength=len(over)) > 0
    told = chain(compress(over, answering.tolist()), (name for _, name in gathered.over))
    texts = [text for text in dict.fromkeys(told) if text]
    places = {text: place for place, text in enumerate(texts)}
    of_sections = np.fromiter(map(places.get, over, repeat(-1)), dtype=np.int64, count=len(over))
    which = np.full((gathered.n_rows, 2), -1, dtype=np.int64)
    which[rows.answering, 0] = of_sections[rows.sections[rows.answering]]
    for row, name in gathered.over:
        which[row, 1] = places[name]
    return which, texts


def _rows(words: Words, which: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return where each sentence's terms begin, and all sentences' terms: its own, then those of what is over it.

    `which`: the places of what is over each sentence, among the texts that come after the sentences in `words`.
    """
    n_rows = len(which)
    ends = np.cumsum(words.lengths)
    # One text more, of no length, for what is not there: the last of all.
    begins = np.append(ends - words.lengths, 0)
    lengths = np.append(words.lengths, 0)
    texts = np.column_stack([np.arange(n_rows), np.where(which < 0, len(words.lengths), which + n_rows)])
    starts = np.concatenate([[0], np.cumsum(lengths[texts[:, 0]] + lengths[texts[:, 1]] + lengths[texts[:, 2]])])
    terms = np.zeros(int(starts[-1]), dtype=np.int32)
    for first in range(0, n_rows, _ROWS_AT_ONCE):
        batch = texts[first : first + _ROWS_AT_ONCE].ravel()
        places = spread(begins[batch], lengths[batch])
        terms[starts[first] : starts[first] + len(places)] = words.rows[places]
    return starts, terms
