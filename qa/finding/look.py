"""One look at the candidates for a question: it measures the features of each.

But for `strength`, all are computed for all candidates at once, from arrays that the index holds, and no text is read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus import Role
from index import Kind, Matches, Searcher, Trait
from qa.asking.question import Question
from qa.finding.asked import ROLES, Asked, asked_of, find_fitting, weigh_evidence
from qa.finding.candidates import Candidates
from qa.finding.cover import held_terms, name_places, tempered_idf, words_to_match
from qa.finding.days import is_published_in, near_in_time
from qa.finding.features import FEATURES, WITHOUT_ENCODER, Feature
from qa.finding.short_answers import strength
from qa.finding.surroundings import Groups, Neighbours, nearness

Column = NDArray[np.float64]

MOST_READ = 40
"""How many candidates are read for a short answer, the most promising ones: for the rest it would come too late."""

_MEANING = 0.3
"""How much a cosine's distance from the mean, in standard deviations, promises beside `base`."""

_TFIDF = 0.25
_ALIKE = 0.7
_NEIGHBOUR = 0.1
_ORDER = 0.15
_NAMES = 0.15
_ASKING = 0.3
"""What makes up `base`, beside a cover of 0 to 1. Tuned by hand, not learned."""

_TRAIT_NAMES = tuple(str(trait.name).lower() for trait in Trait)
_KIND_NAMES = tuple(f"n_{str(kind.name).lower()}" for kind in Kind)

_REACH = 3
_MOST_SECTIONS = 20
_MOST_PARAGRAPHS = 60
_MOST_TERMS = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """The candidates for a question, measured; by number, ascending.

    `numbers`, (n,). `table`, (n, n_features): FEATURES where there is an encoder, else WITHOUT_ENCODER. `held`,
    (n, n_terms): how much of each term each holds, 0 to 1. `read`, (n,): whether each was read for a short answer.
    `near`, (n,): how near each is to the time that the question asks of, 0 to 1; None where it asks of none.
    """

    numbers: NDArray[np.int64]
    features: tuple[Feature, ...]
    table: Column
    held: Column
    read: NDArray[np.bool_]
    near: Column | None = None

    def column(self, name: str) -> Column:
        """Return a feature's column: (n,)."""
        return self.table[:, _place_of(self.features)[name]]

    def of(self, place: int) -> Mapping[str, float]:
        """Return what was measured of the candidate at a place, by name."""
        return _Row(_place_of(self.features), self.table[place])


@dataclass(frozen=True, slots=True)
class _Row(Mapping[str, float]):
    """A row of a table: of some hundred numbers a few are looked at."""

    places: Mapping[str, int]
    row: Column

    def __getitem__(self, name: str) -> float:
        return float(self.row[self.places[name]])

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)


@lru_cache(maxsize=2)
def _place_of(features: tuple[Feature, ...]) -> dict[str, int]:
    """Return where the column of each feature is, by name."""
    return {feature.name: place for place, feature in enumerate(features)}


def measure(question: Question, searcher: Searcher, pool: Candidates) -> Measured:
    """Measure the candidates for a question, of which there is at least one."""
    matches = searcher.match(words_to_match(question), pool.numbers)
    held, own = (held_terms(question, matches, likeness) for likeness in (matches.likeness, matches.own))
    near = _near(question, searcher, pool, held)
    meant = searcher.meaning(question.text, pool.numbers)
    look = _Look(question, searcher, pool, matches, held, own, None if meant is None else np.array(meant))
    columns = dict(look.columns())
    features = WITHOUT_ENCODER if meant is None else FEATURES
    table = np.stack([columns[feature.name] for feature in features]).T
    return Measured(pool.numbers[pool.are], features, table, held[:, pool.are].T, look.read, near)


def _near(question: Question, searcher: Searcher, pool: Candidates, held: Column) -> Column | None:
    """Return how near the candidates are to the time asked, (n,); what was published then holds its terms, too."""
    if question.time is None:
        return None
    places = [place for place, term in enumerate(question.terms) if term.of_time]
    days = searcher.published(pool.rows.articles)
    told = held[places].mean(axis=0) if places else np.zeros(len(pool.numbers))
    near = near_in_time(question.time, days, told)
    held[places] = np.maximum(held[places], is_published_in(question.time, days))
    return np.asarray(near[pool.are])


class _Look:
    """One look at the candidates for a question and what stands around them. Columns of the whole pool are (n_pool,);
    those of the candidates alone, at `_at` in it, are what is measured.
    """

    def __init__(
        self,
        question: Question,
        searcher: Searcher,
        pool: Candidates,
        matches: Matches,
        held: Column,
        own: Column,
        cosine: Column | None,
    ) -> None:
        """Work out what several features need."""
        self._searcher = searcher
        self._question, self._pool, self._rows, self._matches = question, pool, pool.rows, matches
        self._held, self._own, self._cosine = held, own, cosine
        self._at = np.flatnonzero(pool.are)
        self.read = np.zeros(len(self._at), dtype=bool)
        self._beside = Neighbours.of(pool.numbers, pool.rows.articles, _REACH)
        self._names = name_places(question, searcher)
        self._idf = np.array(tempered_idf(question, searcher))
        self._shares = self._idf / self._idf.sum()
        self._cover, self._own_cover = self._shares @ held, self._shares @ own
        self._asks = self._does(Trait.ASKS)
        self._named = held[self._names].mean(axis=0) if self._names else np.zeros(len(self._cover))
        counts = np.array([term.count for term in question.terms], dtype=np.float64)
        self._tfidf = counts @ matches.weights[: len(counts)]
        self._base = (
            self._cover
            + _TFIDF / (self._idf @ counts) * self._tfidf
            + _ALIKE * matches.alike
            + _NEIGHBOUR * np.maximum(self._beside.at(self._cover, -1), self._beside.at(self._cover, 1))
            + _ORDER * matches.adjacent
            + _NAMES * self._named
            - _ASKING * self._asks
        )

    def columns(self) -> Iterator[tuple[str, Column]]:
        """Yield all features by name, each (n,)."""
        names, columns = zip(*self._of_pool(), strict=True)
        yield from zip(names, np.stack(columns)[:, self._at], strict=True)
        base = self._base[self._at]
        by_words = self._pool.by_words[self._at]
        yield "words_rank", nearness(by_words) * (by_words > 0)
        yield "words_share", by_words / max(by_words.max(), 1e-9)
        if self._cosine is not None:
            yield from self._meaning(self._cosine)
        strong = self._strength(base)
        yield "strength", strong
        evidence = strong * weigh_evidence(self._question, self._cover[self._at])
        hand = base + evidence
        yield "evidence", evidence
        yield "hand", hand
        yield "hand_rank", nearness(hand)
        yield "hand_gap", hand - hand.max()
        articles, sections = self._rows.articles[self._at], self._rows.sections[self._at]
        yield from self._together("article", Groups.of(articles))
        yield from self._together("section", Groups.of(articles, sections))
        names, values = zip(*self._of_question(), strict=True)
        yield from zip(names, np.repeat(np.array([values], dtype=np.float64).T, len(base), axis=1), strict=True)

    def _of_pool(self) -> Iterator[tuple[str, NDArray[np.generic]]]:
        yield from self._words()
        yield from self._around()
        yield from self._form()
        fits = find_fitting(asked_of(self._question), self._rows, self._matches.kinds)
        yield "fits", fits
        yield "fits_near", np.maximum(self._beside.at(fits, -1), self._beside.at(fits, 1))

    def _words(self) -> Iterator[tuple[str, Column]]:
        top, second = np.argsort(-self._shares, kind="stable")[[0, min(1, len(self._shares) - 1)]]
        yield "cover", self._cover
        yield "own_cover", self._own_cover
        yield "over_cover", self._cover - self._own_cover
        yield "exact_cover", self._shares @ (self._held >= 1)
        yield "worst", (self._shares[:, None] * (1 - self._held)).max(axis=0)
        yield "n_held", (self._held > 0.5).mean(axis=0)
        yield "top_held", self._held[top]
        yield "top_own", self._own[top]
        yield "second_held", self._held[second]
        yield "tfidf", self._tfidf
        yield "alike", self._matches.alike
        yield "adjacent", self._matches.adjacent
        yield "named", self._named
        yield "base", self._base

    def _meaning(self, cosine: Column) -> Iterator[tuple[str, Column]]:
        own, at = cosine[self._at], self._at
        before, after = self._beside.at(cosine, -1), self._beside.at(cosine, 1)
        yield "cosine", own
        yield "cosine_gap", own - own.max()
        yield "cosine_z", (own - own.mean()) / (own.std() + 1e-6)
        yield "cosine_rank", nearness(own)
        yield "cosine_before", before[at]
        yield "cosine_after", after[at]
        yield "cosine_after_2", self._beside.at(cosine, 2)[at]
        yield "cosine_mean", (before + cosine + after)[at] / 3
        yield "by_meaning", (self._pool.by_meaning[at] > 0).astype(np.float64)

    def _together(self, name: str, groups: Groups) -> Iterator[tuple[str, Column]]:
        """Yield what the candidates of one article, or one section, have together."""
        base = self._base[self._at]
        best = groups.greatest(base)
        cover = self._shares @ groups.greatest(self._held[:, self._at])
        yield f"{name}_base", groups.each(best)
        yield f"{name}_base_gap", groups.each(best - best.max())
        yield f"{name}_rank", groups.each(nearness(best))
        yield f"{name}_cover", groups.each(cover)
        yield f"{name}_cover_gap", groups.each(cover - cover.max())
        yield f"{name}_count", groups.each(groups.sizes / len(base))
        yield f"{name}_place", base - groups.each(best)
        if self._cosine is not None:
            own = self._cosine[self._at]
            nearest = groups.greatest(own)
            yield f"{name}_cosine", groups.each(nearest)
            yield f"{name}_cosine_place", own - groups.each(nearest)
            yield f"{name}_cosine_rank", groups.each(nearness(nearest))

    def _around(self) -> Iterator[tuple[str, Column]]:
        one, _, three = (self._shares @ held for held in self._beside.greatest(self._held))
        yield "cover_1", one
        yield "gain_1", one - self._cover
        yield "cover_3", three
        yield "gain_3", three - one
        for name, column in (("cover", self._cover), ("own", self._own_cover), ("base", self._base)):
            yield f"{name}_before", self._beside.at(column, -1)
            yield f"{name}_after", self._beside.at(column, 1)
        yield "asks_before", self._beside.at(self._asks, -1)
        yield "announces_before", self._beside.at(self._does(Trait.ANNOUNCES), -1)
        asking = np.stack([self._asks, self._asks * self._cover])
        near = np.max([[self._beside.at(row, -by) for row in asking] for by in range(1, _REACH + 1)], axis=0)
        yield "asked_near", near[0]
        yield "asked_near_cover", near[1]

    def _form(self) -> Iterator[tuple[str, NDArray[np.generic]]]:
        rows = self._rows
        yield "length", np.log1p(rows.terms)
        yield "is_bullet", rows.roles == ROLES.index(Role.BULLET)
        yield "is_contact", rows.roles == ROLES.index(Role.CONTACT)
        yield "spoken", rows.spoken
        yield "section_no", np.minimum(rows.sections, _MOST_SECTIONS)
        yield "paragraph_no", np.minimum(rows.paragraphs, _MOST_PARAGRAPHS)
        yield "opens_paragraph", self._beside.at(rows.paragraphs, -1, -1) != rows.paragraphs
        bits = np.array(list(Trait), dtype=np.int32)[:, np.newaxis]
        yield from zip(_TRAIT_NAMES, (rows.traits & bits) != 0, strict=True)
        yield from zip(_KIND_NAMES, np.minimum(self._matches.kinds, _MOST_TERMS), strict=True)

    def _of_question(self) -> Iterator[tuple[str, float]]:
        asked = asked_of(self._question)
        for each in Asked:
            yield f"asked_{each}", each in asked
        yield "n_asked", len(self._shares)
        yield "n_names_asked", len(self._names)
        yield "top_share", float(self._shares.max())

    def _strength(self, base: Column) -> Column:
        """Return how well the most promising candidates answer in short."""
        promise = base
        if self._cosine is not None:
            own = self._cosine[self._at]
            promise = base + _MEANING * (own - own.mean()) / (own.std() + 1e-6)
        best = np.sort(np.argsort(-promise, kind="stable")[:MOST_READ])
        self.read[best] = True
        numbers = self._pool.numbers[self._at][best].tolist()
        placed = zip(self._searcher.sentences(numbers), self._searcher.headings(numbers), strict=True)
        out = np.zeros(len(base))
        out[best] = [strength(self._question, sentence, heading, self._searcher) for sentence, heading in placed]
        return out

    def _does(self, trait: Trait) -> Column:
        return np.asarray((self._rows.traits & trait) != 0, dtype=np.float64)
