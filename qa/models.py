"""The models that answering goes by: files that `qa.training` writes, and that ship with the package.

A folder of models holds eight. Nothing in them is code, and nothing is unpickled.

ranker-encoder.npz, ranker-words.npz         what ranks candidates, where an encoder has read them and where none has
words.json                                   how much each word of a question matters
kinds.npz                                    what tells which kind of answer a question asks for
decider-encoder.json, decider-words.json     what tells whether to answer, with their coefficients in the open
chooser-encoder.json, chooser-words.json     what chooses a short answer and tells whether to give it, likewise; those
                                             that ship, where a folder has none
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np

from qa.asking.kind_model import FILE as KINDS
from qa.asking.kind_model import KindModel, read_kind_model, shipped_kind_model
from qa.asking.weighing import FILE as WORDS
from qa.asking.weighing import read_word_model, shipped_word_model
from qa.errors import ModelError
from qa.finding.features import FEATURES, WITHOUT_ENCODER, Feature
from qa.finding.ranker import Ranker, Rankers
from qa.saying.confidence import Decider, Deciders
from qa.selection.chooser import Chooser, Choosers

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Models:
    """What tells what is asked for, what ranks, what decides, and what chooses short answers."""

    rankers: Rankers
    deciders: Deciders
    choosers: Choosers
    kinds: KindModel
    words: Mapping[str, float]

    @classmethod
    def load(cls, folder: Path | Traversable) -> Self:
        """Read a folder of models; without those of kinds or of words, the ones that ship stand in. Raises ModelError
        for a file that is missing, damaged or of another version.
        """
        kinds, words = folder / KINDS, folder / WORDS
        return cls(
            Rankers(
                _ranker(folder / "ranker-encoder.npz", FEATURES), _ranker(folder / "ranker-words.npz", WITHOUT_ENCODER)
            ),
            Deciders(_decider(folder / "decider-encoder.json"), _decider(folder / "decider-words.json")),
            Choosers(*(_chooser(_or_shipped(folder, f"chooser-{kind}.json")) for kind in ("encoder", "words"))),
            read_kind_model(kinds) if kinds.is_file() else shipped_kind_model(),
            read_word_model(words) if words.is_file() else shipped_word_model(),
        )


@lru_cache(maxsize=1)
def shipped_models() -> Models:
    """Return the models that ship with the package."""
    return Models.load(files("qa") / "models")


def _ranker(path: Path | Traversable, features: tuple[Feature, ...]) -> Ranker:
    def read() -> Ranker:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return Ranker.of({name: arrays[name] for name in arrays.files})

    ranker = _read(path, read)
    if ranker.features != tuple(feature.name for feature in features):
        raise ModelError(f"{path}: ranks by other features than this program measures; fit the models again")
    return ranker


def _decider(path: Path | Traversable) -> Decider:
    return _read(path, lambda: Decider.of(_told(path)))


def _or_shipped(folder: Path | Traversable, name: str) -> Path | Traversable:
    """Return a file of a folder of models; where the folder has none, the one that ships."""
    own = folder / name
    return own if own.is_file() else files("qa") / "models" / name


def _chooser(path: Path | Traversable) -> Chooser:
    return _read(path, lambda: Chooser.of(_told(path)))


def _told(path: Path | Traversable) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told


def _read(path: Path | Traversable, read: Callable[[], T]) -> T:
    try:
        return read()
    except OSError as error:
        raise ModelError(
            f"{path}: the model cannot be read ({error.strerror}); is the folder one of models?"
        ) from error
    except Exception as error:  # of numpy, zip or JSON: they share no base
        raise ModelError(f"{path}: this is no model, or a damaged one ({error}); fit the models again") from error
