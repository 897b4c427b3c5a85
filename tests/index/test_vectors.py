"""Sentences' vectors: what is encoded together, how they are stored and searched, and indexes that answer without them
until they are made.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus import Articles
from index import (
    BuildProgress,
    BuildReport,
    EncoderError,
    Generation,
    IndexDamaged,
    open_index,
    publish,
    publish_vectors,
)
from index.build import encode
from index.disk.arrays import in_single
from index.generations import vectors
from index.read.meaning import Meanings


class Letters:
    """A text's vector tells its letters, and how many texts were encoded before and after it in one go."""

    dimensions = 29

    def __init__(self, name: str = "letters sha256:1") -> None:
        self.name = name
        self.calls: list[tuple[str, ...]] = []

    @property
    def encoded(self) -> list[str]:
        return sorted(text for call in self.calls for text in call)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls.append(tuple(texts))
        made = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for place, text in enumerate(texts):
            made[place, :26] = [text.lower().count(chr(ord("a") + letter)) for letter in range(26)]
            made[place, 26:] = 1, place / 9, (len(texts) - place) / 9
        unit: NDArray[np.float32] = made / np.linalg.norm(made, axis=1, keepdims=True)
        return unit

    def encode_question(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.encode([text])[0]
        return vector


TEXTS = {
    "boats": "Boats\n\nThe old ferry rests on Mondays. The harbour is deep. A quay was rebuilt.\n",
    "kites": "Kites\n\nA kite rose over the dunes. It fell into the sea.\n",
    "mills": "The mill grinds oats.\n\nIts wheel turns.\n",
}


class Corpus:
    """Articles as a file, and their index."""

    def __init__(self, folder: Path) -> None:
        self.articles, self.index = folder / "articles.jsonl", folder / "index"
        self.put(TEXTS)

    def put(self, texts: dict[str, str], **known: str) -> None:
        rows = [json.dumps({"id": name, "text": text, **known}) + "\n" for name, text in texts.items()]
        self.articles.write_text("".join(rows), "utf-8")

    def build(self, encoder: Letters | None, **settings: Any) -> BuildReport:
        return publish(Articles(self.articles), self.index, encoder=encoder, **settings)

    def files(self) -> dict[str, Any]:
        name = (self.index / "current").read_text("utf-8").splitlines()[0]
        manifest = json.loads((self.index / "generations" / name / "manifest.json").read_text("utf-8"))
        files: dict[str, Any] = manifest["files"]
        return files


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Three articles, not indexed."""
    return Corpus(tmp_path)


@pytest.fixture
def other(tmp_path: Path) -> Corpus:
    """The same in another place."""
    (tmp_path / "other").mkdir()
    return Corpus(tmp_path / "other")


# --- what is encoded ---


def test_a_sentence_is_encoded_after_title_and_heading_each_once(corpus: Corpus) -> None:
    corpus.put({"a": "Boats\n\nThe ferry rests. It is old.\n"}, title="Harbour news")
    encoder = Letters()
    corpus.build(encoder)
    assert encoder.encoded == ["Harbour news. Boats. It is old.", "Harbour news. Boats. The ferry rests."]
    corpus.put({"a": "Boats\n\nThe ferry rests.\n"}, title="Boats")
    encoder = Letters()
    corpus.build(encoder)
    assert encoder.encoded == ["Boats. The ferry rests."]


def test_sentences_of_several_articles_are_never_encoded_together(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode, "_SLICE", 3)
    encoder = Letters()
    corpus.build(encoder)
    articles = [
        [text for text in call if "ferry" in text or "harbour" in text or "quay" in text] for call in encoder.calls
    ]
    assert all(len(own) in (0, len(call)) for own, call in zip(articles, encoder.calls, strict=True))
    assert max(map(len, encoder.calls)) <= 3 < len(encoder.calls)


@pytest.mark.parametrize("processors", [1, 7])
def test_vectors_are_the_same_whatever_was_encoded_before_and_with_any_number_of_processors(
    corpus: Corpus, other: Corpus, monkeypatch: pytest.MonkeyPatch, processors: int
) -> None:
    corpus.build(Letters())
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    other.put({"kites": TEXTS["kites"]})
    other.build(Letters())
    other.put({"kites": TEXTS["kites"], "boats": TEXTS["boats"] + "\nAnother.\n"})
    other.build(Letters())
    other.put(TEXTS)
    encoder = Letters()
    other.build(encoder)
    assert not [text for text in encoder.encoded if "kite" in text]
    assert other.files() == corpus.files()


def test_another_encoder_and_another_way_of_encoding_take_no_vectors_of_the_cache(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Letters()
    corpus.build(first)
    changed = Letters("letters sha256:2")
    corpus.build(changed)
    monkeypatch.setattr(encode, "ENCODING_VERSION", 99)
    again = Letters("letters sha256:2")
    corpus.build(again)
    assert first.encoded == changed.encoded == again.encoded


# --- how they are stored and searched ---


def test_stored_vectors_are_near_what_was_encoded(corpus: Corpus) -> None:
    rng = np.random.default_rng(5)
    made = rng.standard_normal((300, 384)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    stored = encode.Encoded.of(made)
    again = encode.Encoded.read(stored.raw(), 300)
    restored = again.numbers * again.scales[:, np.newaxis]
    assert np.array_equal(again.numbers, stored.numbers)
    assert (restored * made).sum(axis=1).min() > 0.9999
    assert np.array_equal(encode.Encoded.of(np.zeros((1, 3), np.float32)).numbers, [[0, 0, 0]])


@pytest.mark.parametrize("dimensions", [1, 29, 384, 1024])
def test_a_cosine_is_the_same_to_the_bit_wherever_the_sentence_stands(dimensions: int) -> None:
    rng = np.random.default_rng(dimensions)
    same = rng.standard_normal(dimensions).astype(np.float32)

    class Asked(Letters):
        def encode_question(self, text: str) -> NDArray[np.float32]:
            vector: NDArray[np.float32] = same / np.linalg.norm(same)
            return vector

    for dense in (same, np.ones(dimensions, np.float32)):
        row = np.rint(dense / np.abs(dense).max() * 127).astype(np.int8)
        numbers = rng.integers(-127, 128, (9001, dimensions)).astype(np.int8)
        places = [0, 1, 2, 3, 4095, 4096, 5001, 8999, 9000]
        numbers[places] = row
        scales = np.full(9001, 1 / np.linalg.norm(row.astype(np.float64)), np.float32)
        meanings = Meanings(Asked(), numbers, scales)
        (cosine,) = {*meanings.cosines("?", places)}
        found = {place: score for place, score in meanings.best("?", limit=9001) if place in places}
        assert set(found.values()) <= {np.float32(cosine)} or cosine == 1.0
        assert len(set(found.values())) <= 1
        exact = min(1, float(row.astype(float) @ same.astype(float)) * float(scales[0]) / np.linalg.norm(same))
        assert cosine == pytest.approx(max(0, exact), abs=2e-3 if dimensions > 1 else 1e-2)


# --- an index that answers until its vectors are made ---


def test_of_very_many_sentences_the_index_answers_at_once_and_then_with_their_vectors(
    corpus: Corpus, other: Corpus
) -> None:
    encoder, steps = Letters(), list[BuildProgress]()
    first = corpus.build(encoder, at_once=6)
    plain = other.build(None)
    assert (first.missing, first.published, first.version) == (7, True, plain.version)
    assert corpus.files() == other.files()
    assert encoder.calls == []
    searcher = open_index(corpus.index, encoder=encoder)
    assert (searcher.encoder, searcher.search_meaning("ferry", limit=1)) == (None, ())

    version = publish_vectors(corpus.index, encoder=encoder, progress=steps.append)
    whole = other.build(Letters())
    assert version == whole.version != plain.version
    assert corpus.files() == other.files()
    assert [(step.encoded, step.to_encode) for step in steps][-1] == (7, 7)
    searcher = open_index(corpus.index, encoder=encoder)
    (hit,) = searcher.search_meaning("The old ferry rests on Mondays.", limit=1)
    assert "ferry" in next(iter(searcher.sentences([hit.sentence]))).text
    again = corpus.build(encoder, at_once=0)
    assert (again.published, again.missing, again.version) == (False, 0, version)


def test_as_many_sentences_as_may_be_are_encoded_at_once(corpus: Corpus) -> None:
    report = corpus.build(Letters(), at_once=7)
    assert (report.missing, open_index(corpus.index, encoder=Letters()).encoder) == (0, "letters sha256:1")


def test_an_index_without_vectors_that_stands_is_not_made_again(corpus: Corpus) -> None:
    corpus.build(None)
    report = corpus.build(Letters(), at_once=0)
    assert (report.published, report.missing) == (False, 7)
    assert len(list((corpus.index / "generations").iterdir())) == 1
    assert corpus.build(Letters()).published
    names = (corpus.index / "current").read_text("utf-8").splitlines()
    assert len(names) == 1  # the one without shares the files of the one with


def test_what_was_encoded_when_it_was_stopped_is_kept(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_TOGETHER", 1)
    first, then = Letters(), Letters()
    corpus.build(first, at_once=0)
    asked = count()
    assert publish_vectors(corpus.index, encoder=first, stopped=lambda: next(asked) == 1) is None
    assert len(first.calls) == 2
    corpus.build(then, at_once=0)  # which forgets nothing of it
    assert publish_vectors(corpus.index, encoder=then) is not None
    assert sorted(first.encoded + then.encoded) == sorted({*first.encoded, *then.encoded})
    assert len(first.encoded + then.encoded) == 7


def test_an_index_that_is_published_meanwhile_stays(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_TOGETHER", 1)
    corpus.build(None)

    def others_publish() -> bool:
        corpus.put({"kites": TEXTS["kites"]})
        corpus.build(None)
        return False

    assert publish_vectors(corpus.index, encoder=Letters(), stopped=others_publish) is None
    assert [card.id for card in open_index(corpus.index).cards()] == ["kites"]


def test_an_index_with_vectors_is_left_as_it_is(corpus: Corpus) -> None:
    corpus.build(Letters())
    encoder = Letters()
    assert publish_vectors(corpus.index, encoder=encoder) is None
    assert encoder.calls == []


def test_where_encoding_fails_or_the_gate_refuses_the_index_without_vectors_answers_on(corpus: Corpus) -> None:
    class Broken(Letters):
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            raise EncoderError("it cannot be run")

    plain = corpus.build(None)
    with pytest.raises(EncoderError):
        publish_vectors(corpus.index, encoder=Broken())

    def refuse(before: Generation, after: Generation) -> None:
        assert (before.encoder, after.encoder) == (None, "letters sha256:1")
        raise InterruptedError("worse")

    with pytest.raises(Exception, match="worse"):
        publish_vectors(corpus.index, encoder=Letters(), gate=refuse)
    assert open_index(corpus.index).version == plain.version
    assert len(list((corpus.index / "generations").iterdir())) == 1


def test_no_vector_of_a_removed_article_stays_in_the_cache(corpus: Corpus) -> None:
    corpus.build(Letters())
    texts = dict(TEXTS)
    del texts["boats"]
    corpus.put(texts)

    def kept() -> int:
        with sqlite3.connect(corpus.index / "cache.sqlite") as database:
            return int(database.execute("SELECT count(*) FROM kept WHERE key LIKE 'encoded %'").fetchone()[0])

    before = kept()
    corpus.build(Letters(), at_once=0)
    assert (before, kept()) == (3, 2)


@pytest.mark.parametrize(
    "harm",
    [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:-4])],
    ids=["missing", "cut"],
)
def test_damaged_scales_are_told_by_name(corpus: Corpus, harm: Callable[[Path], Any]) -> None:
    corpus.build(Letters())
    name = (corpus.index / "current").read_text("utf-8").splitlines()[0]
    harm(corpus.index / "generations" / name / "encoding-scales.npy")
    with pytest.raises(Exception, match=r"encoding-scales\.npy: .*run: pioneer-qa index"):
        open_index(corpus.index, encoder=Letters())


def test_halves_are_the_same_in_single_precision() -> None:
    every = np.arange(1 << 16, dtype=np.uint32).astype(np.uint16).view(np.float16)
    finite = every[np.isfinite(every)]
    assert in_single(finite, "").tobytes() == finite.astype(np.float32).tobytes()
    for wrong in every[~np.isfinite(every)]:
        with pytest.raises(IndexDamaged, match=r"vectors\.npy: holds numbers that cannot be"):
            in_single(np.array([0, wrong, 1], dtype=np.float16), "vectors.npy")
