"""Static word vectors: those that the package `wordllama` carries, read from its two files, without its code.

A word's vector is the mean of its sub-words' (a 32,000-piece vocabulary distilled from language models' input
embeddings; L. Miller, WordLlama, 2024, MIT licence). Nothing is computed by a model; nothing comes from the network.
"""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

_WEIGHTS = "weights/l2_supercat_256.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
DIMENSIONS = 256

_AT_ONCE = 4096
"""How many words are cut as if they were one text's."""


class WordVectors:
    """The vectors of the package, opened."""

    def __init__(self, pieces: NDArray[np.float16], tokenizer: Tokenizer) -> None:
        """Store the matrix of sub-words' vectors, of shape (n_pieces, DIMENSIONS), and what cuts words into them.

        It stays in halves, as the file holds it: in single precision every process would hold 16 MB more.
        """
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
                pieces = load_file(weights)["embedding.weight"].astype(np.float16, copy=False)
                return cls(pieces, Tokenizer.from_file(str(tokenizer)))
        return None

    def embed(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the words' vectors at unit length, of shape (len(words), DIMENSIONS); zero where there is none."""
        # As the words of a few long texts, each of which gives one object: one for each word took twice as long.
        texts = [list(words[start : start + _AT_ONCE]) for start in range(0, len(words), _AT_ONCE)]
        starts: list[NDArray[Any]] = [np.zeros(1, dtype=np.int64)]
        ids: list[NDArray[Any]] = [np.zeros(0, dtype=np.int32)]
        found = self._tokenizer.encode_batch(texts, is_pretokenized=True, add_special_tokens=False)
        for text, encoding in zip(texts, found, strict=True):
            lengths = np.bincount(np.array(encoding.word_ids, dtype=np.int32), minlength=len(text))
            starts.append(starts[-1][-1] + np.cumsum(lengths))
            ids.append(np.array(encoding.ids, dtype=np.int32))
        places = np.concatenate(ids)
        if len(words) == 1:
            return _at_unit_length(self._pieces[places].astype(np.float32).sum(axis=0, keepdims=True))
        held, at = np.unique(places, return_inverse=True)
        vectors = self._pieces[held].astype(np.float32)
        return unit_sums(vectors, np.concatenate(starts), at.astype(np.int32), np.ones(len(places), dtype=np.float32))


def unit_sums(
    vectors: NDArray[np.float32], starts: NDArray[np.int64], places: NDArray[np.int32], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return weighted sums of vectors at unit length, of runs of their `places`: (len(starts) - 1, d); zero for zero.

    A run begins at each of the `starts` but the last, where the last one ends. As a product with a sparse matrix this
    is one step, in which other threads go on; in many, each would wait for Python's lock.
    """
    rows = sp.csr_matrix((weights, places, starts.astype(np.int32)), shape=(len(starts) - 1, len(vectors)))
    return _at_unit_length(rows @ vectors)


def _at_unit_length(sums: NDArray[np.float32]) -> NDArray[np.float32]:
    sums /= np.maximum(np.sqrt(np.einsum("ij,ij->i", sums, sums)), np.float32(1e-9))[:, None]
    return sums
