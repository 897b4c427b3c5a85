"""What a corpus tells of its words: the same, however its texts are parted; and the vectors of its terms."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.build.lexicon import Lexicon, Tokens, Words
from index.build.term_vectors import term_vectors
from index.text.word_vectors import DIMENSIONS, WordVectors

WORDS = (
    "Beds",
    "beds",
    "bed",
    "BEDS",
    "nurse",
    "Nurses",
    "nursing",
    "42",
    "per\ncent",
    "A&E",
    "Żółw",
    "zebra",
    "(JET)",
    "it",
)
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=8)


def words_of(*several: Sequence[str]) -> Words:
    """What a corpus tells of its words, given some of its texts at a time."""
    lexicon = Lexicon()
    for texts in several:
        lexicon.add(Tokens.of(texts))
    return lexicon.words()


def told(words: Words) -> dict[str, Any]:
    """All of it, to be compared."""
    found = {field.name: getattr(words, field.name) for field in fields(words)}
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in found.items()}


def vectors_of(words: Words) -> np.ndarray:
    return np.concatenate(list(term_vectors(words, WordVectors.load())))


@given(TEXTS, st.integers(0, 8))
def test_words_tell_the_same_however_the_texts_are_parted(texts: list[str], place: int) -> None:
    assert told(words_of(texts[:place], texts[place:])) == told(words_of(texts))


@given(TEXTS)
def test_vectors_are_the_same_however_many_are_made_at_a_time(texts: list[str]) -> None:
    words = words_of(texts)
    with pytest.MonkeyPatch.context() as patched:
        whole = vectors_of(words)
        patched.setattr("index.build.term_vectors._AT_ONCE", 1)
        patched.setattr("index.text.word_vectors._AT_ONCE", 2)
        np.testing.assert_array_equal(vectors_of(words), whole)


def test_a_terms_vector_is_the_mean_of_its_words_by_how_often_each_is_written() -> None:
    vectors = WordVectors.load()
    assert vectors is not None
    words = words_of(["Ferry ferries ferries bed"])
    assert words.usual == ("bed", "ferries")
    bed, ferries, ferry = vectors.embed(["bed", "ferries", "ferry"])
    mean = 2 * ferries + ferry
    found = vectors_of(words)
    assert found.shape == (2, DIMENSIONS)
    np.testing.assert_allclose(found, [bed, mean / np.linalg.norm(mean)], atol=1e-3)
