"""From what was gathered of articles to all that a generation holds of them beside their texts."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, compress, repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.build.coverage import DrawnCoverage, count_figures, draw_coverage
from index.build.gather import Gathering, SentenceRows
from index.build.lexicon import Tokens, Words
from index.build.lost_headings import inferred_headings
from index.build.term_vectors import term_vectors
from index.build.weighing import Weighing
from index.disk.arrays import COMMON, save_array
from index.disk.section_names import marks
from index.ragged import spread
from index.text.names import is_name
from index.text.traits import Kind, kind_of_term
from index.text.word_vectors import WordVectors
from index.values import CorpusFigures, Heading

_ROWS_AT_ONCE = 1 << 17
"""Of how many sentences terms are put together at a time."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What is derived across the corpus beside the arrays.

    `terms`, in the order of the arrays; `usual`: the word each is most often written as; `frequencies`: in how many
    sentences each stands. `acronyms`: (letters, name). `names`: the names that sections have. `headings`: those found
    for sections that lost theirs, by number. `coverage` and `figures`: see `index.build.coverage`.
    """

    terms: tuple[str, ...]
    usual: tuple[str, ...]
    frequencies: NDArray[np.int64]
    acronyms: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    headings: Mapping[int, Heading]
    coverage: DrawnCoverage
    figures: CorpusFigures


def derive(gathered: Gathering, folder: Path) -> Contents:
    """Derive what an index holds across its articles. What was gathered is used up: it then has further texts.

    The arrays are saved in the folder: `postings-starts`, `postings-sentences`, `postings-weights` and
    `postings-greatest` as `Postings` holds them; `rows-starts`, `rows-terms` and `vectors` as `ForwardIndex` does;
    `kinds`, `common` and `names`, see `index.disk.arrays`. Raises OSError.
    """
    with ThreadPoolExecutor() as threads:
        vectors = threads.submit(WordVectors.load)
        saved: list[Future[None]] = []

        def save(name: str, several: Iterable[NDArray[Any]]) -> None:
            saved.append(threads.submit(save_array, folder, name, several))

        rows, sections, cards = gathered.rows(), gathered.sections(), gathered.cards
        headings = inferred_headings(rows, sections, cards)
        shown = [heading or "" for heading in sections.headings]
        for number, heading in headings.items():
            shown[number] = shown[number] or heading.text
        titles = list(map([card.title or "" for card in cards].__getitem__, sections.articles.tolist()))
        over = [heading or title for heading, title in zip(shown, titles, strict=True)]
        which, texts = _over(gathered, rows, over)
        gathered.lexicon.add(Tokens.of(texts))
        words = gathered.lexicon.words()
        save("vectors", term_vectors(words, vectors.result()))
        starts, terms = _rows(words, which)
        save("rows-starts", [starts])
        save("rows-terms", [terms])
        weighing = Weighing(starts, terms, len(words.terms))
        for name, array in weighing.postings().items():
            save(name, [array])
        save("kinds", [_kinds(words)])
        save("common", [_common(weighing.frequencies)])
        own = {heading for heading, title in zip(sections.headings, titles, strict=True) if heading != title}
        names = {heading for heading in own if heading is not None and is_name(heading)}
        save("names", [marks(names)])
        named = [name if name in names and name != title else None for name, title in zip(shown, titles, strict=True)]
        contents = Contents(
            words.terms,
            words.usual,
            weighing.frequencies,
            words.acronyms,
            tuple(sorted(names)),
            headings,
            draw_coverage(rows, sections, named, cards),
            count_figures(gathered, rows, sections, words=len(words.terms)),
        )
        for each in saved:
            each.result()
        return contents


def _kinds(words: Words) -> NDArray[np.uint8]:
    """Return what each term is: (n_terms,), bits of `Kind`."""
    by_word = np.fromiter(map(kind_of_term, words.terms), dtype=np.uint8, count=len(words.terms))
    return by_word | np.where(words.names, np.uint8(Kind.NAME), np.uint8(0))


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
