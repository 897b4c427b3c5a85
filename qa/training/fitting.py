"""Fitting the ranking: LambdaMART (Burges 2010), by LightGBM."""

from collections.abc import Sequence
from typing import Any

import lightgbm
import numpy as np

from qa.finding.features import BY_HAND, Feature
from qa.finding.ranker import Ranker, plant
from qa.training.examples import Example

TREES = 300
SETTINGS: dict[str, Any] = {
    "objective": "lambdarank",
    "learning_rate": 0.04,
    "num_leaves": 10,
    "min_data_in_leaf": 80,
    "lambda_l2": 10.0,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "max_bin": 127,
    "lambdarank_truncation_level": 10,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,  # the same trees on any machine
    "verbose": -1,
}


def fit_ranker(examples: Sequence[Example], *, without: frozenset[str] = frozenset()) -> Ranker:
    """Fit a ranking to examples of one kind of index. `without`: groups of features that it must do without."""
    features = examples[0].measured.features
    telling = [example for example in examples if example.tells]
    table = np.concatenate([_dulled(example.measured.table, features, without) for example in telling])
    prior = {feature.name: BY_HAND[feature.name] for feature in features if feature.name in BY_HAND}
    data = lightgbm.Dataset(
        table,
        np.concatenate([example.right for example in telling]).astype(np.int8),
        group=[len(example.right) for example in telling],
        init_score=table @ np.array([prior.get(feature.name, 0.0) for feature in features]),
        weight=np.concatenate([np.full(len(example.right), example.of.weight) for example in telling]),
    )
    trees = lightgbm.train(SETTINGS, data, TREES).dump_model()["tree_info"]
    return plant(trees, {feature.name: feature.group for feature in features}, prior)


def _dulled(table: np.ndarray, features: Sequence[Feature], without: frozenset[str]) -> np.ndarray:
    """Return a table in which the features of some groups are the same for all."""
    if not without:
        return table
    return np.where([feature.group in without for feature in features], 0.0, table)
