"""The terms' vectors: the same whether they were made before or are made now, and made only where they differ."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from written import CORPORA, words_of

from index import build_index
from index.build.cache import Cache
from index.build.lexicon import Words
from index.build.term_vectors import term_vectors
from index.disk.arrays import whole_array
from index.disk.manifest import Manifest
from index.text.word_vectors import Pieces, WordVectors

TEXTS = st.lists(
    st.lists(
        st.sampled_from(("bed", "Beds", "nurse", "nurses", "nursing", "ferry", "ferries", "Quillfeather")), max_size=5
    ),
    max_size=4,
).map(lambda texts: [[" ".join(words) for words in texts]])


def vectors_of(words: Words, cache: Cache, before: NDArray[np.float16] | None) -> NDArray[np.float16]:
    return np.concatenate(list(term_vectors(words, WordVectors.load(), cache, "setting", lambda: before)))


@given(st.lists(TEXTS, min_size=2, max_size=5) | CORPORA)
def test_vectors_are_the_same_whichever_were_made_before(corpora: list[list[list[str]]]) -> None:
    before = None
    with TemporaryDirectory() as kept, TemporaryDirectory() as empty:
        for number, runs in enumerate(corpora):
            with Cache.open(Path(kept)) as cache, Cache.open(Path(empty)) as none:
                found = vectors_of(words_of(runs, cache), cache, before)
                np.testing.assert_array_equal(found, vectors_of(words_of(runs, none), none, None))
                cache.keep(of=str(number), derived=True)
            before = found


@pytest.mark.parametrize(
    ("more", "made"),
    [
        pytest.param(["beds beds nurse"], [], id="a-word-written-in-one-way-more-often"),
        pytest.param(["ferry"], ["ferry", "ferries"], id="one-of-two-ways-more-often"),
        pytest.param(["nursing"], ["nurse", "nursing"], id="another-way"),
        pytest.param(["lighthouse"], ["lighthouse"], id="another-word"),
    ],
)
def test_only_what_differs_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: Sequence[str], made: Sequence[str]
) -> None:
    texts = ["beds", "nurse", "ferry ferries"]
    with Cache.open(tmp_path) as cache:
        before = vectors_of(words_of([texts], cache), cache, None)
        cache.keep(of="", derived=True)
    counted: list[int] = []

    def of(self: WordVectors, pieces: Pieces) -> Any:
        counted.append(len(pieces.starts) - 1)
        return original(self, pieces)

    original = WordVectors.of
    monkeypatch.setattr(WordVectors, "of", of)
    with Cache.open(tmp_path) as cache:
        vectors_of(words_of([texts, more], cache), cache, before)
    assert sum(counted) == len(made)


def test_vectors_that_are_not_what_was_written_are_made_anew(tmp_path: Path) -> None:
    articles, index = tmp_path / "articles", tmp_path / "index"
    articles.mkdir()
    (articles / "a.txt").write_text("The ferries wait for nurses.\n", "utf-8")

    def build(index: Path) -> Path:
        build_index(articles, index)
        return index / "generations" / (index / "current").read_text("utf-8").split()[0]

    folder = build(index)
    version = Manifest.read(folder).version
    assert whole_array(folder, "vectors", version) is not None
    assert whole_array(folder, "vectors", "sha256:another") is None
    raw = bytearray((folder / "vectors.npy").read_bytes())
    raw[1000] ^= 1
    (folder / "vectors.npy").write_bytes(raw)
    assert whole_array(folder, "vectors", version) is None
    (articles / "b.txt").write_text("A lighthouse stands.\n", "utf-8")
    assert (build(index) / "vectors.npy").read_bytes() == (build(tmp_path / "fresh") / "vectors.npy").read_bytes()
