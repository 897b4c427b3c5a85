"""Static word vectors: those that the package `wordllama` carries, read from its two files, without its code.

A word's vector is the mean of its sub-words' (a 32,000-piece vocabulary distilled from language models' input
embeddings; L. Miller, WordLlama, 2024, MIT licence). Nothing is computed by a model; nothing comes from the network.
"""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

_WEIGHTS = "weights/l2_supercat_256.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
DIMENSIONS = 256


class WordVectors:
    """The vectors of the package, opened."""

    def __init__(self, pieces: NDArray[np.float32], tokenizer: Tokenizer) -> None:
        """Store the matrix of sub-words' vectors, of shape (n_pieces, DIMENSIONS), and what cuts words into them."""
        self._pieces = pieces
        self._tokenizer = tokenizer

    @classmethod
    @cache
    def load(cls) -> Self | None:
        """Open the package's files; None where it is not installed, or holds others."""
        spec = find_spec("wordllama")
        for place in spec.submodule_search_locations or () if spec is not None else ():
            weights, tokenizer = Path(place) / _WEIGHTS, Path(place) / _TOKENIZER
            if weights.is_file() and tokenizer.is_file():
                pieces = load_file(weights)["embedding.weight"].astype(np.float32)
                return cls(pieces, Tokenizer.from_file(str(tokenizer)))
        return None

    def embed(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the words' vectors at unit length, of shape (len(words), DIMENSIONS); zero where there is none."""
        out = np.zeros((len(words), DIMENSIONS), dtype=np.float32)
        for row, encoding in enumerate(self._tokenizer.encode_batch(list(words), add_special_tokens=False)):
            if encoding.ids:
                vector = self._pieces[encoding.ids].mean(axis=0)
                out[row] = vector / max(float(np.linalg.norm(vector)), 1e-9)
        return out
