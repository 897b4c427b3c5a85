"""The signs of a large index's vectors: by them it is told which sentences are compared with a question in full."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus import Articles
from index import Filters, IndexDamaged, open_index, publish
from index.build import encode
from index.disk.signs import nearest_by_signs, sign_words
from index.read import meaning

WORDS = ("ferry", "quay", "mill", "kite", "oats", "warden", "toll", "lamp", "barge", "slate")


class Counts:
    """A text's vector tells how often it has each of some words."""

    name, dimensions = "counts sha256:1", 70

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        made = np.full((len(texts), self.dimensions), -0.05, dtype=np.float32)
        for row, text in zip(made, texts, strict=True):
            row[: len(WORDS)] += [text.lower().count(word) for word in WORDS]
        unit: NDArray[np.float32] = made / np.linalg.norm(made, axis=1, keepdims=True)
        return unit

    def encode_question(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.encode([text])[0]
        return vector


class Built:
    """An index of ten articles, two sentences each under a heading, and the folder that answers."""

    def __init__(self, folder: Path) -> None:
        self.place = folder / "index"
        articles = folder / "articles.jsonl"
        texts = {word: f"Notes\n\nThe {word} is old.\n\nA {word} and a lamp." for word in WORDS}
        articles.write_text("".join(json.dumps({"id": k, "text": v}) + "\n" for k, v in texts.items()), "utf-8")
        publish(Articles(articles), self.place, encoder=Counts())

    @property
    def folder(self) -> Path:
        return self.place / "generations" / (self.place / "current").read_text("utf-8").split("\n")[0]

    def found(self, text: str, limit: int = 5, **articles: Any) -> list[str]:
        searcher = open_index(self.place, encoder=Counts())
        within = searcher.select(Filters(**articles)) if articles else None
        hits = searcher.search_meaning(text, limit=limit, within=within)
        return [sentence.text for sentence in searcher.sentences(hit.sentence for hit in hits)]


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Built:
    """One that counts as large."""
    monkeypatch.setattr(encode, "SIGNED_FROM", 10)
    return Built(tmp_path)


@pytest.mark.parametrize("dimensions", [1, 64, 100, 384])
@pytest.mark.parametrize("most", [1, 7, 60])
def test_those_that_differ_in_the_fewest_signs_are_the_nearest_and_of_equal_ones_the_first(
    dimensions: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.disk.signs._AT_ONCE", 16)
    rng = np.random.default_rng(dimensions)
    vectors = rng.integers(-5, 6, (90, dimensions)).astype(np.int8)
    asked = rng.standard_normal(dimensions)
    allowed = rng.random(90) < 0.8
    signs = np.concatenate(list(sign_words(vectors)))
    differing = ((vectors >= 0) != (asked >= 0)).sum(axis=1)
    order = [place for place in np.argsort(differing, kind="stable").tolist() if allowed[place]]
    assert nearest_by_signs(signs, asked, allowed, most).tolist() == sorted(order[:most])
    assert signs.shape == (-(-dimensions // 64), 90)


def test_where_no_more_are_allowed_than_may_be_all_of_them_are_looked_at() -> None:
    signs = np.concatenate(list(sign_words(np.ones((5, 64)))))
    allowed = np.array([True, False, True, False, False])
    assert nearest_by_signs(signs, np.ones(64), allowed, 2).tolist() == [0, 2]
    assert nearest_by_signs(signs, np.ones(64), np.zeros(5, dtype=bool), 2).tolist() == []


def test_only_a_large_index_holds_signs_and_both_find_the_same(
    large: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (large.folder / "encoding-signs.npy").is_file()
    monkeypatch.setattr(encode, "SIGNED_FROM", 1000)
    (tmp_path / "small").mkdir()
    small = Built(tmp_path / "small")
    assert not (small.folder / "encoding-signs.npy").exists()
    for question in ("the old ferry", "a lamp on the quay", "slate"):
        assert large.found(question) == small.found(question) != []


def test_what_is_not_among_the_nearest_by_signs_is_not_compared_in_full(
    large: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning, "LOOKED_AT", 2)
    assert large.found("the ferry") == ["The ferry is old.", "A ferry and a lamp."]


def test_signs_pass_over_headings_and_what_filters_leave_out(large: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "LOOKED_AT", 3)
    found = large.found("the mill", articles=("kite", "toll"))
    assert len(found) == 3
    assert {word for word in WORDS for text in found if word in text} <= {"kite", "toll", "lamp"}
    assert "Notes" not in large.found("notes", limit=50)


def test_of_few_articles_all_sentences_are_compared_in_full(large: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "nearest_by_signs", None)
    assert len(large.found("the mill", articles=("kite", "toll"))) == 4
    assert large.found("the ferry", articles=("ferry",))[0] == "The ferry is old."


@pytest.mark.parametrize(
    "harm",
    [lambda path: path.unlink(), lambda path: np.save(path, np.load(path)[:, 1:]), lambda path: path.write_bytes(b"")],
    ids=["missing", "too-few", "empty"],
)
def test_damaged_signs_are_told_by_name(large: Built, harm: Callable[[Path], Any]) -> None:
    harm(large.folder / "encoding-signs.npy")
    with pytest.raises(IndexDamaged, match=r"encoding-signs\.npy: .*run: pioneer-qa index"):
        open_index(large.place, encoder=Counts())
