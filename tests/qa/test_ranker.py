"""The learned ranking: it scores as the trees that it was made of do, and its parts sum to that."""

from typing import Any

import lightgbm
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from qa.finding.features import Feature
from qa.finding.ranker import MOST_LEAVES, Ranker, Rankers, plant

FEATURES = {"height": "form", "weight": "form", "age": "time"}


def leaf(value: float) -> dict[str, Any]:
    return {"leaf_value": value}


def fork(column: int, threshold: float, left: dict[str, Any], right: dict[str, Any], mean: float) -> dict[str, Any]:
    return {
        "split_feature": column,
        "threshold": threshold,
        "left_child": left,
        "right_child": right,
        "internal_value": mean,
    }


def walk(node: dict[str, Any], row: NDArray[np.float64]) -> float:
    """The plain way through a tree."""
    while "leaf_value" not in node:
        node = node["left_child" if row[node["split_feature"]] <= node["threshold"] else "right_child"]
    return float(node["leaf_value"])


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    leaves = [leaf(value) for value in draw(st.lists(st.floats(-3, 3), min_size=1, max_size=MOST_LEAVES))]
    while len(leaves) > 1:  # two neighbours become one node, until one is left
        place = draw(st.integers(0, len(leaves) - 2))
        column, threshold, mean = draw(st.integers(0, 2)), draw(st.floats(-1, 1)), draw(st.floats(-1, 1))
        leaves[place : place + 2] = [fork(column, threshold, leaves[place], leaves[place + 1], mean)]
    return {"tree_structure": leaves[0]}


@given(st.lists(trees(), min_size=1, max_size=5), st.lists(st.tuples(*[st.floats(-2, 2)] * 3), min_size=1, max_size=9))
def test_a_score_is_what_the_trees_give_one_by_one(
    several: list[dict[str, Any]], rows: list[tuple[float, float, float]]
) -> None:
    ranker, table = plant(several, FEATURES), np.array(rows)
    scores, reached = ranker.score(table)
    forks = [tree["tree_structure"] for tree in several if "leaf_value" not in tree["tree_structure"]]
    means = sum(root["internal_value"] for root in forks)
    plain = [sum(walk(root, row) for root in forks) - means for row in table]
    assert scores.tolist() == pytest.approx(plain, abs=1e-9)
    assert ranker.explain(np.zeros(table.shape), reached).sum(axis=1).tolist() == pytest.approx(scores, abs=1e-9)


def test_the_parts_of_a_score_name_the_groups_of_what_was_asked_on_the_way() -> None:
    root = fork(0, 0.5, leaf(-1.0), fork(2, 10.0, leaf(1.0), leaf(4.0), 2.0), 0.5)
    ranker = plant([{"tree_structure": root}], FEATURES)
    scores, reached = ranker.score(np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 20.0]]))
    assert ranker.groups == ("form", "time")
    assert scores.tolist() == [-1.5, 3.5]
    assert ranker.explain(np.zeros((2, 3)), reached).tolist() == [[-1.5, 0.0], [1.5, 2.0]]


def test_what_is_weighed_by_hand_counts_beside_the_trees() -> None:
    root = fork(0, 0.5, leaf(-1.0), leaf(1.0), 0.0)
    ranker = plant([{"tree_structure": root}], FEATURES, {"weight": 2.0, "age": 0.5})
    rows = np.array([[1.0, 3.0, 4.0]])
    scores, reached = ranker.score(rows)
    assert scores.tolist() == [1.0 + 6.0 + 2.0]
    assert ranker.explain(rows, reached).tolist() == [[7.0, 2.0]]


def test_what_lightgbm_fits_is_scored_as_lightgbm_does() -> None:
    random = np.random.default_rng(3)
    table = random.normal(size=(600, 3))
    wanted = (table[:, 0] + table[:, 1] * table[:, 2] > 0.5).astype(int)
    settings = {"objective": "lambdarank", "num_leaves": 8, "verbose": -1, "num_threads": 1, "min_data_in_leaf": 5}
    model = lightgbm.train(settings, lightgbm.Dataset(table, wanted, group=[20] * 30), 12)
    scores, _ = plant(model.dump_model()["tree_info"], FEATURES).score(table)
    given_ = np.asarray(model.predict(table))
    assert (scores - scores.mean()).tolist() == pytest.approx((given_ - given_.mean()).tolist(), abs=1e-9)


def test_a_model_is_the_same_after_it_was_stored() -> None:
    ranker = plant([{"tree_structure": fork(1, 0.0, leaf(1.0), leaf(2.0), 1.5)}], FEATURES)
    again = Ranker.of(ranker.arrays())
    assert again.features == ranker.features and again.groups == ranker.groups
    assert again.score(np.zeros((1, 3)))[0] == ranker.score(np.zeros((1, 3)))[0]


@pytest.mark.parametrize("name", ["columns", "thresholds", "masks", "leaves", "values", "parts"])
def test_arrays_that_do_not_fit_are_no_model(name: str) -> None:
    arrays = plant([{"tree_structure": fork(1, 0.0, leaf(1.0), leaf(2.0), 1.5)}], FEATURES).arrays()
    arrays[name] = arrays[name][:0]
    with pytest.raises(ValueError, match="do not fit one another"):
        Ranker.of(arrays)


def test_a_column_that_there_is_not_is_no_model() -> None:
    arrays = plant([{"tree_structure": fork(1, 0.0, leaf(1.0), leaf(2.0), 1.5)}], FEATURES).arrays()
    arrays["columns"] = np.array([3], dtype=np.int32)
    with pytest.raises(ValueError, match="do not fit one another"):
        Ranker.of(arrays)


def test_each_kind_of_index_has_a_ranking_of_its_own() -> None:
    tree = [{"tree_structure": fork(0, 0.0, leaf(1.0), leaf(2.0), 1.5)}]
    rankers = Rankers(plant(tree, FEATURES), plant(tree, {"height": "form"}))
    assert rankers.of([Feature(name, group, "") for name, group in FEATURES.items()]) is rankers.with_encoder
    assert rankers.of([Feature("height", "form", "")]) is rankers.by_words
