"""The articles of a generation as one table in memory, to be filtered, found by their titles, counted and put in order.

It holds of each what a list is made by, some 300 bytes, and no text.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.disk.arrays import check_numbers
from index.disk.database import DATABASE, Database
from index.disk.manifest import REMEDY
from index.errors import IndexDamaged
from index.filters import ArticleQuery, Filters, FoundArticles, Ranges, Selection
from index.memo import memoized
from index.text.title_kinds import find_title_kinds
from index.text.variants import fold_text
from index.values import Order

TRANSCRIPT = "Transcript"
"""The kind of an article that is told in turns, where neither its front matter nor its title says another."""

T = TypeVar("T")

Mask = NDArray[np.bool_]
"""Of each article whether it is meant: (n_articles,)."""


class ArticleTable:
    """What is known of each article, by its number; safe to share between threads."""

    def __init__(
        self,
        titles: Sequence[str],
        columns: Mapping[str, Sequence[str | None]],
        answering: Sequence[int],
        bounds: NDArray[np.int64],
    ) -> None:
        """Store what `of` has read. `titles`: as they are put in order; `columns`: `id`, `published`, `type` and
        `publisher` of each; `answering`: how many of its sentences can answer; `bounds`, (n_articles, 2): its
        sentences' numbers.
        """
        self._titles = titles
        self._columns = columns
        self._answering = answering
        self._bounds = bounds
        self._codes = {name: _encoded(columns[name]) for name in ("type", "publisher", "published")}
        self._ordered = memoized(self._order, len(Order))

    @classmethod
    def of(cls, database: Database, n_rows: int, is_name: Callable[[str], bool]) -> Self:
        """Read the table. `n_rows`: how many sentences there are; `is_name`: whether a term is a name's.

        Raises IndexDamaged.
        """
        rows = database.rows(
            "SELECT id, title, publisher, published, type, transcript, answering, first, last FROM articles"
            " ORDER BY number"
        )
        texts = all(isinstance(value, str | None) for row in rows for value in row[:5])
        if not texts or not all(isinstance(value, int) for row in rows for value in row[5:]):
            raise IndexDamaged(f"{DATABASE}: what is known of an article is no text, or no number; {REMEDY}")
        titles = [row[1] for row in rows]
        named = zip(rows, find_title_kinds(titles, is_name), strict=True)
        types = [_type(row[4]) or kind or (TRANSCRIPT if row[5] else None) for row, kind in named]
        columns = {
            "id": [row[0] for row in rows],
            "publisher": [row[2] for row in rows],
            "published": [row[3] for row in rows],
            "type": types,
        }
        bounds = np.array([row[7:9] for row in rows], dtype=np.int64).reshape(-1, 2)
        check_numbers(bounds.ravel(), n_rows + 1, DATABASE)
        return cls([row[1] or row[0] for row in rows], columns, [row[6] for row in rows], bounds)

    def __len__(self) -> int:
        """How many articles there are."""
        return len(self._titles)

    def type(self, number: int) -> str | None:
        """Return what kind of text an article is."""
        return self._columns["type"][number]

    def with_sentences(self, numbers: NDArray[np.int32]) -> Mask:
        """Return which articles have one of some sentences."""
        holding = np.zeros(len(self), dtype=bool)
        holding[np.searchsorted(self._bounds[:, 0], numbers, side="right") - 1] = True
        return holding

    def select(self, filters: Filters) -> Selection:
        """Return the articles that pass filters, as a search is kept to them."""
        bounds = self._bounds[self._passing(filters)]
        return Selection(len(bounds), Ranges.joined(bounds))

    def find(self, query: ArticleQuery, order: Order, holding: Mask, unknown: tuple[str, ...] = ()) -> FoundArticles:
        """Find articles. `holding`: which of them hold the words that are to stand in their texts."""
        held = holding & self._named(query.title)
        filters = query.filters
        by_id = self._among("id", filters.articles) & held
        by_type, by_publisher = self._among("type", filters.types), self._among("publisher", filters.publishers)
        by_day = self._within(filters, undated=query.undated)
        found = by_id & by_type & by_publisher & by_day
        ordered = self._ordered(order)
        months = self._counted("published", by_id & by_type & by_publisher)
        return FoundArticles(
            numbers=tuple(ordered[found[ordered]].tolist()),
            months=_summed((None if day is None else day[:7], n) for day, n in months),
            types=dict(self._counted("type", by_id & by_publisher & by_day)),
            publishers=dict(self._counted("publisher", by_id & by_type & by_day)),
            unknown=unknown,
        )

    @cached_property
    def _folded(self) -> list[str]:
        """What a title's words are looked for in, as it is compared."""
        names = zip(self._columns["id"], self._titles, self._columns["publisher"], strict=True)
        return [fold_text(f"{article_id} {title} {publisher or ''}") for article_id, title, publisher in names]

    def _named(self, asked: str) -> Mask:
        """Return which articles hold some words in id, title or publisher."""
        words = [fold_text(word) for word in asked.split()]
        if not words:
            return np.ones(len(self), dtype=bool)
        return np.array([all(word in folded for word in words) for folded in self._folded], dtype=bool)

    def _passing(self, filters: Filters) -> Mask:
        wanted = (("id", filters.articles), ("type", filters.types), ("publisher", filters.publishers))
        passing = self._within(filters)
        for column, values in wanted:
            passing &= self._among(column, values)
        return passing

    def _among(self, column: str, wanted: Iterable[str] | None) -> Mask:
        """Return which articles have one of some values in a column; all where no matter."""
        if wanted is None:
            return np.ones(len(self), dtype=bool)
        values = frozenset(wanted)
        return np.fromiter((value in values for value in self._columns[column]), dtype=bool, count=len(self))

    def _within(self, filters: Filters, *, undated: bool = False) -> Mask:
        """Return which articles were published in time; a day leaves out those of unknown day."""
        values, codes = self._codes["published"]
        first, last = filters.published_from, filters.published_to
        if undated:
            inside = [value is None for value in values]
        else:
            inside = [
                value is not None and (first or value) <= value <= (last or value)
                if first is not None or last is not None
                else True
                for value in values
            ]
        return np.array(inside, dtype=bool)[codes]

    def _counted(self, column: str, among: Mask) -> list[tuple[str | None, int]]:
        """Count the articles of each value, most first, equal ones by name; what is unknown last."""
        values, codes = self._codes[column]
        counts = np.bincount(codes[among], minlength=len(values)).tolist()
        pairs = [(value, n) for value, n in zip(values, counts, strict=True) if n]
        return sorted(pairs, key=lambda pair: (pair[0] is None, -pair[1], pair[0] or ""))

    def _order(self, order: Order) -> NDArray[np.int64]:
        """Return all articles' numbers in an order, as `Order` tells it."""
        ids, days, publishers = (self._columns[name] for name in ("id", "published", "publisher"))

        def key(number: int) -> tuple[object, ...]:
            article_id = ids[number] or ""
            if order is Order.TITLE:
                return fold_text(self._titles[number]), article_id
            if order is Order.PUBLISHER:
                return publishers[number] is None, fold_text(publishers[number] or ""), article_id
            if order is Order.PUBLISHED:
                return -int("".join(filter(str.isdecimal, days[number] or "")) or 0), article_id
            if order is Order.SENTENCES:
                return -self._answering[number], article_id
            return (article_id,)

        return np.array(sorted(range(len(self)), key=key), dtype=np.int64)


def _type(said: str | None) -> str | None:
    """Return a kind that front matter names, as it is shown."""
    words = " ".join((said or "").replace("_", " ").split())
    return words[:1].upper() + words[1:] or None


def _encoded(values: Sequence[str | None]) -> tuple[list[str | None], NDArray[np.int32]]:
    """Return the different values, and for each article the place of its own among them."""
    different = list(dict.fromkeys(values))
    places = {value: place for place, value in enumerate(different)}
    return different, np.array([places[value] for value in values], dtype=np.int32)


def _summed(pairs: Iterable[tuple[T, int]]) -> dict[T, int]:
    sums: dict[T, int] = {}
    for value, n in pairs:
        sums[value] = sums.get(value, 0) + n
    return sums
