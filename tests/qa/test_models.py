"""The models that answering goes by: those that ship fit the program, and others are refused by name."""

import json
import shutil
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import pytest

from qa import ModelError, Models
from qa.finding.features import FEATURES, WITHOUT_ENCODER
from qa.models import shipped_models
from qa.saying.confidence import Decider
from qa.saying.signals import SIGNALS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with as_file(files("qa") / "models") as shipped:
        shutil.copytree(shipped, tmp_path / "models")
    return tmp_path / "models"


def test_the_models_that_ship_read_what_is_measured() -> None:
    models = shipped_models()
    assert models.rankers.with_encoder.features == tuple(feature.name for feature in FEATURES)
    assert models.rankers.by_words.features == tuple(feature.name for feature in WITHOUT_ENCODER)


@pytest.mark.parametrize("kind", ["with_encoder", "by_words"])
def test_what_decides_counts_each_signal_the_way_it_may(kind: str) -> None:
    decider: Decider = getattr(shipped_models().deciders, kind)
    for side in ("answerable", "right"):
        for name, weight in getattr(decider, side).coefficients.items():
            way = getattr(SIGNALS[name], side)
            assert way is not None and weight * way >= 0, name
    assert 0 < decider.answered_from < 1 and 0 < decider.high_from <= 1


def test_a_folder_of_models_is_read(folder: Path) -> None:
    assert Models.load(folder).deciders == shipped_models().deciders


def test_a_missing_model_is_named(folder: Path) -> None:
    (folder / "ranker-words.npz").unlink()
    with pytest.raises(ModelError, match=r"ranker-words\.npz: the model cannot be read \(No such file"):
        Models.load(folder)


@pytest.mark.parametrize("name", ["ranker-encoder.npz", "decider-words.json"])
@pytest.mark.parametrize("raw", [b"", b"PK\3\4", b"{}", b"\x93NUMPY"], ids=["empty", "zip", "object", "array"])
def test_a_damaged_model_is_named(folder: Path, name: str, raw: bytes) -> None:
    (folder / name).write_bytes(raw)
    with pytest.raises(ModelError, match=f"{name}: this is no model, or a damaged one"):
        Models.load(folder)


def test_a_model_of_other_features_is_refused(folder: Path) -> None:
    shutil.copy(folder / "ranker-words.npz", folder / "ranker-encoder.npz")
    with pytest.raises(ModelError, match=r"ranker-encoder\.npz: ranks by other features"):
        Models.load(folder)


def test_a_signal_that_there_is_not_is_refused(folder: Path) -> None:
    path = folder / "decider-words.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["right"]["coefficients"]["weather"] = 1.0
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(ModelError, match="unknown signal 'weather'"):
        Models.load(folder)


def test_pickled_arrays_are_not_read(folder: Path) -> None:
    np.savez(folder / "ranker-words.npz", features=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ModelError, match="damaged"):
        Models.load(folder)
