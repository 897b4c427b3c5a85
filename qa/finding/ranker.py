"""A learned ranking: a score by hand, and trees over the features of a candidate, whose leaves add to it.

The trees are those of LambdaMART (Burges 2010), fitted by `qa.training`. They are walked all at once, as QuickScorer
does (Lucchese et al. 2015): a tree's leaves are bits, each condition that does not hold takes away those on its left,
and the leaf is the first that is left.

What a leaf adds is told apart by groups of features, along the way to it: each condition adds what the mean of the
candidates on its chosen side has more than that of those it was asked of. So the parts of a score sum to it, exactly.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from qa.finding.features import Feature

MOST_LEAVES = 16
"""How many leaves a tree may have: they are the bits of a number."""

_ALL = (1 << MOST_LEAVES) - 1
_PLACE = np.zeros(1 << MOST_LEAVES, dtype=np.uint8)
_PLACE[[1 << place for place in range(MOST_LEAVES)]] = range(MOST_LEAVES)
"""The place of the only bit of a number."""

_Round = tuple[NDArray[np.int64], NDArray[np.uint16]]
"""A condition of each tree: which of the different ones it is, and the leaves that it takes away, as bits."""

_NUMBERS = ("owners", "prior", "columns", "thresholds", "masks", "conditions", "leaves", "values", "parts")
"""The arrays of a model, beside the names of its features and groups."""


@dataclass(frozen=True, slots=True)
class Ranker:
    """Trees, one after the other.

    `features`: the names of the columns that it reads; `groups`: those of the parts of a score. `owners`,
    (n_features,): the group that each feature is of; `prior`, (n_features,): what each is weighed by hand. `columns`,
    `thresholds`, `masks`, (n_conditions,): a candidate whose feature is above the threshold has only those leaves of
    the tree that the mask holds. `conditions`, `leaves`, (n_trees,): where each tree's first stands. `values`,
    (n_leaves,): what each leaf adds; `parts`, (n_leaves, n_groups): of which groups it adds that.
    """

    features: tuple[str, ...]
    groups: tuple[str, ...]
    owners: NDArray[np.int32]
    prior: NDArray[np.float64]
    columns: NDArray[np.int32]
    thresholds: NDArray[np.float64]
    masks: NDArray[np.uint16]
    conditions: NDArray[np.int64]
    leaves: NDArray[np.int64]
    values: NDArray[np.float64]
    parts: NDArray[np.float64]
    _asked: NDArray[np.int32] = field(init=False, repr=False, compare=False)
    _above: NDArray[np.float64] = field(init=False, repr=False, compare=False)
    _rounds: tuple[_Round, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay the conditions out by their place in their trees: so a few steps of NumPy ask all trees one of each.

        Trees share most of their conditions: what is asked more than once is compared once.
        """
        self._check()
        told = np.stack([self.columns.astype(np.float64), self.thresholds], axis=1)
        different, which = np.unique(told, axis=0, return_inverse=True)
        object.__setattr__(self, "_asked", different[:, 0].astype(np.int32))
        object.__setattr__(self, "_above", different[:, 1:])
        object.__setattr__(self, "_rounds", tuple(self._laid_out(which.ravel())))

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Take a model from its arrays. Raises KeyError where one is missing, ValueError where they do not fit."""
        numbers: dict[str, Any] = {name: arrays[name] for name in _NUMBERS}
        return cls(tuple(arrays["features"].tolist()), tuple(arrays["groups"].tolist()), **numbers)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays that it is made of, by name."""
        named = {"features": np.array(self.features), "groups": np.array(self.groups)}
        return named | {name: getattr(self, name) for name in _NUMBERS}

    def _check(self) -> None:
        n_conditions, n_leaves, n = len(self.columns), len(self.values), len(self.features)
        fits = (
            self.owners.shape == self.prior.shape == (n,)
            and (n == 0 or 0 <= self.owners.min() <= self.owners.max() < len(self.groups))
            and self.thresholds.shape == self.masks.shape == (n_conditions,)
            and self.conditions.shape == self.leaves.shape
            and self.parts.shape == (n_leaves, len(self.groups))
            and self.masks.dtype == np.uint16
            and (n_conditions == 0 or 0 <= self.columns.min() <= self.columns.max() < n)
            and (np.diff(self.conditions, append=n_conditions) > 0).all()
            and (np.diff(self.leaves, append=n_leaves) == np.diff(self.conditions, append=n_conditions) + 1).all()
        )
        if not fits:
            raise ValueError("its arrays do not fit one another")

    def score(self, table: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return the scores of candidates, (n,), and in which leaf of each tree each is, (n, n_trees).

        `table`: (n, n_features), in the order of `features`.
        """
        columns = np.ascontiguousarray(table.T)
        holds_not = (columns[self._asked] > self._above) * np.uint16(_ALL)
        gone = np.zeros((len(self.leaves), len(table)), dtype=np.uint16)
        for which, takes in self._rounds:
            gone |= holds_not[which] & takes
        first = np.ascontiguousarray(_PLACE[~gone & (gone + np.uint16(1))].T)
        reached = self.leaves + first
        return table @ self.prior + self.values[reached].sum(axis=1), reached

    def explain(self, rows: NDArray[np.float64], reached: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return what each group adds to the scores of candidates, (n, n_groups): they sum to them.

        `rows`, (n, n_features): what was measured of them; `reached`, (n, n_trees): their leaves.
        """
        owned = np.equal.outer(self.owners, np.arange(len(self.groups)))
        return np.asarray((rows * self.prior) @ owned + self.parts[reached].sum(axis=1))

    def _laid_out(self, which: NDArray[np.int64]) -> Iterator[_Round]:
        """Yield a condition of each tree, (n_trees,), and what it takes away, (n_trees, 1), until there is no more of
        any; a tree without another takes nothing away. `which`, (n_conditions,): of the different ones.
        """
        sizes = np.diff(self.conditions, append=len(self.columns))
        for place in range(int(sizes.max(initial=0))):
            there = place < sizes
            at = np.where(there, self.conditions + place, 0)
            takes = np.where(there, ~self.masks[at], np.uint16(0))
            yield which[at], takes[:, np.newaxis]


def plant(
    trees: Sequence[Mapping[str, Any]], features: Mapping[str, str], prior: Mapping[str, float] | None = None
) -> Ranker:
    """Make a ranking of trees as LightGBM dumps them: nodes with `split_feature`, `threshold`, `internal_value`,
    `left_child` and `right_child`, or `leaf_value`. A tree without a condition adds the same to all, and goes.

    `features`: the name of each, in the order of the columns, with its group's; `prior`: what some are weighed by hand.
    What is the same for all candidates is left out of the scores: each tree counts from its mean.
    """
    groups = tuple(dict.fromkeys(features.values()))
    group_of = [groups.index(group) for group in features.values()]
    columns: list[int] = []
    thresholds: list[float] = []
    masks: list[int] = []
    conditions: list[int] = []
    leaves: list[int] = []
    values: list[float] = []
    parts: list[NDArray[np.float64]] = []

    def walk(node: Mapping[str, Any], added: NDArray[np.float64], first: int) -> int:
        """Add a node's conditions and leaves; returns how many leaves it has."""
        if "leaf_value" in node:
            values.append(float(added.sum()))
            parts.append(added)
            return 1
        place = len(columns)
        column = int(node["split_feature"])
        columns.append(column)
        thresholds.append(float(node["threshold"]))
        masks.append(0)
        count = 0
        for side in ("left_child", "right_child"):
            child = node[side]
            more = added.copy()
            more[group_of[column]] += float(child.get("leaf_value", child.get("internal_value"))) - float(
                node["internal_value"]
            )
            begun = count
            count += walk(child, more, first + count)
            if side == "left_child":
                masks[place] = _ALL & ~(((1 << (count - begun)) - 1) << first)
        return count

    for tree in trees:
        root = tree["tree_structure"]
        if "leaf_value" not in root:
            conditions.append(len(columns))
            leaves.append(len(values))
            walk(root, np.zeros(len(groups)), 0)
    return Ranker(
        tuple(features),
        groups,
        np.array(group_of, dtype=np.int32),
        np.array([(prior or {}).get(name, 0.0) for name in features]),
        np.array(columns, dtype=np.int32),
        np.array(thresholds),
        np.array(masks, dtype=np.uint16),
        np.array(conditions, dtype=np.int64),
        np.array(leaves, dtype=np.int64),
        np.array(values),
        np.array(parts).reshape(-1, len(groups)),
    )


@dataclass(frozen=True, slots=True)
class Rankers:
    """A ranking for each kind of index: one whose sentences an encoder has read, and one of words alone."""

    with_encoder: Ranker
    by_words: Ranker

    def of(self, features: Sequence[Feature]) -> Ranker:
        """Return the one that reads these features."""
        return self.with_encoder if len(features) == len(self.with_encoder.features) else self.by_words
