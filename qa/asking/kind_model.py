"""A learned model of the kind of answer that a question asks for: linear, over its grammar and its word vectors.

`qa.training` fits it; here it is a sum of some rows of a matrix, in NumPy. Each weight is a byte, scaled by its kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index import WordVectors
from qa.asking.kind_features import grammar_of, meaning_of
from qa.errors import ModelError

FILE = "kinds.npz"
LIST = "list"
"""The column that tells whether several things are asked for, beside what each is."""

MEANING = 0.4
"""How much word vectors of length 1 weigh beside all features of the grammar, of length 1 together. Of .3 to .7."""

_ARRAYS = ("weights", "scales", "bias", "meaning", "meaning_scales")


@dataclass(frozen=True, slots=False)
class KindModel:
    """`kinds`: what it tells apart, (n_kinds,); `features`: the grammar that it knows, (n_features,). `weights`,
    (n_features, n_kinds), and `meaning`, (n_dimensions, n_kinds), are bytes, to be multiplied by the `scales`;
    `bias`, (n_kinds,).
    """

    kinds: tuple[str, ...]
    features: tuple[str, ...]
    weights: NDArray[np.int8]
    scales: NDArray[np.float32]
    bias: NDArray[np.float32]
    meaning: NDArray[np.int8]
    meaning_scales: NDArray[np.float32]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Take a model from its arrays. Raises KeyError where one is missing, ValueError where they do not fit."""
        kinds, features = (tuple(bytes(arrays[name]).decode("utf-8").split("\n")) for name in ("kinds", "features"))
        numbers: dict[str, Any] = {name: arrays[name] for name in _ARRAYS}
        made = cls(kinds, features, **numbers)
        n, d = len(kinds), made.meaning.shape[0]
        if (
            made.weights.shape != (len(features), n)
            or made.meaning.shape != (d, n)
            or any(one.shape != (n,) for one in (made.scales, made.bias, made.meaning_scales))
            or LIST not in kinds
        ):
            raise ValueError("its arrays do not fit one another")
        return made

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays that it is made of, by name."""
        named = {name: "\n".join(getattr(self, name)).encode("utf-8") for name in ("kinds", "features")}
        told = {name: np.frombuffer(text, dtype=np.uint8) for name, text in named.items()}
        return told | {name: getattr(self, name) for name in _ARRAYS}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.features)}

    def score(self, text: str) -> dict[str, float]:
        """Return how much speaks for each kind of answer, of no unit: the greatest is what the question asks for."""
        grammar = grammar_of(text)
        rows = [self._places[name] for name in grammar if name in self._places]
        sums = self.weights[rows].sum(axis=0, dtype=np.int64) * self.scales / np.sqrt(max(len(rows), 1))
        meant = meaning_of(text, WordVectors.load())
        if len(meant) == len(self.meaning):
            sums = sums + MEANING * (meant @ self.meaning.astype(np.float32)) * self.meaning_scales
        return dict(zip(self.kinds, (sums + self.bias).tolist(), strict=True))


def read_kind_model(path: Path | Traversable) -> KindModel:
    """Read a model. Raises ModelError for a file that is missing or damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return KindModel.of({name: arrays[name] for name in arrays.files})
    except OSError as error:
        raise ModelError(
            f"{path}: the model cannot be read ({error.strerror}); is the folder one of models?"
        ) from error
    except Exception as error:  # of numpy or zip: they share no base
        raise ModelError(f"{path}: this is no model, or a damaged one ({error}); fit the models again") from error


@lru_cache(maxsize=1)
def shipped_kind_model() -> KindModel:
    """Return the model that ships with the package."""
    return read_kind_model(files("qa") / "models" / FILE)
