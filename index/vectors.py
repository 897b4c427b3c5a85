"""Static word vectors: those that the package `wordllama` carries, read from its two files, without its code.

A word's vector is the mean of its sub-words' (a 32,000-piece vocabulary distilled from language models' input
embeddings; L. Miller, WordLlama, 2024, MIT licence). Nothing is computed by a model; nothing comes from the network.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

_WEIGHTS = "weights/l2_supercat_256.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
DIMENSIONS = 256

_AT_ONCE = 4096
"""How many words are looked up together."""

_NUMBER = np.dtype("<i4")


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

    def cut(self, words: Sequence[str]) -> dict[str, bytes]:
        """Return the numbers of each word's sub-words, as the bytes of an array."""
        found = self._tokenizer.encode_batch_fast(list(words), add_special_tokens=False)
        return {
            word: np.array(encoding.ids, dtype=_NUMBER).tobytes() for word, encoding in zip(words, found, strict=True)
        }

    def embed(self, words: Sequence[str], pieces: Mapping[str, bytes] | None = None) -> NDArray[np.float32]:
        """Return the words' vectors at unit length, of shape (len(words), DIMENSIONS); zero where there is none.

        `pieces`: what `cut` gives for them, where that is known already.
        """
        cut = self.cut(words) if pieces is None else pieces
        out = np.zeros((len(words), DIMENSIONS), dtype=np.float32)
        for start in range(0, len(words), _AT_ONCE):
            batch = [cut[word] for word in words[start : start + _AT_ONCE]]
            lengths = np.array([len(ids) // _NUMBER.itemsize for ids in batch], dtype=np.int64)
            sums = sums_of_runs(self._pieces, np.frombuffer(b"".join(batch), dtype=_NUMBER), lengths)
            means = sums / np.maximum(lengths, 1)[:, None].astype(np.float32)
            out[start : start + len(batch)] = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
        return out


def sums_of_runs(vectors: NDArray[np.float32], places: NDArray[Any], lengths: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the sums of vectors that follow one another: of the first lengths[0] `places`, of the next lengths[1], …

    Runs are short, and added up by their firsts, then their seconds: numpy's reduceat takes several times as long.
    """
    starts = np.cumsum(lengths) - lengths
    sums = np.zeros((len(lengths), vectors.shape[1]), dtype=np.float32)
    for nth in range(int(lengths.max(initial=0))):
        rows = np.flatnonzero(lengths > nth)
        sums[rows] += vectors[places[starts[rows] + nth]]
    return sums
