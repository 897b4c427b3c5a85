"""An encoder, given or not: what is built with it, what it finds, and what is said where it does not fit.

The encoders here are fakes that know a few senses of words; the real one is in `test_sentence_encoder.py`.
"""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from index import (
    EncoderMismatch,
    Filters,
    Generation,
    GenerationError,
    IndexDamaged,
    IndexFolder,
    SentenceEncoder,
    build_index,
    open_index,
)
from index.disk.manifest import Manifest, file_entry
from qa import Request, answer
from web.app import create_app
from web.cli.commands import cli
from web.service import Service

SENSES = {"physician": "doctor", "clinic": "surgery", "relocating": "moves", "vessel": "ferry"}


class Senses:
    """Each word's sense has a direction of its own; a text's vector is the sum of its words'."""

    dimensions = 64

    def __init__(self, name: str = "senses") -> None:
        self.name = name
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        sums = np.stack([self._sum(text) for text in texts])
        unit: NDArray[np.float32] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
        return unit

    def encode_question(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.encode([text])[0]
        return vector

    def load(self) -> None:
        """There is nothing to load."""

    def _sum(self, text: str) -> NDArray[np.float32]:
        words = [word for word in re.findall(r"\w+", text.lower()) if len(word) > 3]
        return np.sum([_direction(SENSES.get(word, word)) for word in words] or [np.zeros(64)], axis=0, dtype="f4")


def _direction(word: str) -> NDArray[np.float64]:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4])
    return np.random.default_rng(seed).standard_normal(Senses.dimensions)


ARTICLES = {
    "harbour": "Boats\n\nThe old ferry rests on Mondays. The harbour is deep. The harbour is deep.\n",
    "health": "Surgeries\n\nThe doctor moves to another surgery. Patients were told.\n",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of two articles, as a file."""
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in ARTICLES.items()), "utf-8")
    return path


@pytest.fixture
def index(tmp_path: Path, corpus: Path) -> Path:
    """The place of an index of them that was built with an encoder."""
    build_index(corpus, tmp_path / "index", encoder=Senses())
    return tmp_path / "index"


def generation_of(index: Path) -> Path:
    return index / "generations" / (index / "current").read_text("utf-8").splitlines()[0]


def manifest_of(index: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((generation_of(index) / "manifest.json").read_text("utf-8"))
    return manifest


def encodings_of(index: Path) -> NDArray[np.int8]:
    encodings: NDArray[np.int8] = np.load(generation_of(index) / "encodings.npy", allow_pickle=False)
    return encodings


def vectors_of(index: Path) -> NDArray[np.float32]:
    scales: NDArray[np.float32] = np.load(generation_of(index) / "encoding-scales.npy", allow_pickle=False)
    return encodings_of(index) * scales[:, np.newaxis]


# --- what is built ---


def test_without_an_encoder_nothing_is_written_or_said_of_one(tmp_path: Path, corpus: Path) -> None:
    build_index(corpus, tmp_path / "index")
    searcher = open_index(tmp_path / "index")
    assert not (generation_of(tmp_path / "index") / "encodings.npy").exists()
    assert not [name for name in manifest_of(tmp_path / "index")["settings"] if "encod" in name]
    assert (searcher.encoder, searcher.meaning("doctor", [0]), searcher.search_meaning("doctor", limit=9)) == (
        None, None, (),
    )  # fmt: skip


def test_with_an_encoder_every_sentence_that_can_answer_has_a_vector(index: Path) -> None:
    searcher = open_index(index, encoder=Senses())
    vectors = vectors_of(index)
    assert vectors.shape == (searcher.n_rows, 64)
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.count_nonzero(lengths) == searcher.n_sentences < searcher.n_rows
    assert lengths[lengths > 0] == pytest.approx(1, abs=5e-3)
    assert set(np.abs(encodings_of(index).astype(int)).max(axis=1)) == {0, 127}


def test_the_manifest_names_the_encoder_and_the_hash_of_what_it_made(index: Path) -> None:
    manifest = manifest_of(index)
    assert manifest["settings"]["encoder"] == open_index(index, encoder=Senses()).encoder == "senses"
    held = (generation_of(index) / "encodings.npy").read_bytes()
    assert manifest["files"]["encodings.npy"] == {"bytes": len(held), "sha256": hashlib.sha256(held).hexdigest()}


def test_a_sentence_is_encoded_with_its_heading_and_copies_have_one_vector(corpus: Path, tmp_path: Path) -> None:
    encoder = Senses()
    build_index(corpus, tmp_path / "index", encoder=encoder)
    assert "Boats. The old ferry rests on Mondays." in encoder.encoded
    searcher = open_index(tmp_path / "index", encoder=encoder)
    numbers = searcher.sentence_numbers("harbour")
    twins = [n for n in numbers if searcher.sentences([n])[0].text == "The harbour is deep."]
    assert len(twins) == 2
    assert np.array_equal(*encodings_of(tmp_path / "index")[twins])


def test_only_what_no_build_before_encoded_is_encoded_and_the_outcome_is_the_same(
    corpus: Path, index: Path, tmp_path: Path
) -> None:
    rows = corpus.read_text("utf-8")
    corpus.write_text(json.dumps({"id": "kite", "text": "A kite rose.\n\nIt fell."}) + "\n" + rows, "utf-8")
    encoder = Senses()
    build_index(corpus, index, encoder=encoder)
    assert sorted(encoder.encoded) == ["A kite rose.", "It fell."]
    build_index(corpus, tmp_path / "whole", encoder=Senses())
    assert manifest_of(tmp_path / "whole")["files"] == manifest_of(index)["files"]
    corpus.write_text(rows, "utf-8")
    build_index(corpus, index, encoder=encoder)  # and what is gone is forgotten
    again = Senses()
    corpus.write_text(json.dumps({"id": "kite", "text": "A kite rose."}) + "\n" + rows, "utf-8")
    build_index(corpus, index, encoder=again)
    assert "A kite rose." in again.encoded


def test_the_encoder_is_part_of_the_version(corpus: Path, tmp_path: Path) -> None:
    encoders = (None, Senses("one"), Senses("other"))
    assert len({build_index(corpus, tmp_path / "index", encoder=encoder).version for encoder in encoders}) == 3


def test_the_same_encoder_makes_the_same_bytes_and_publishes_once(index: Path, corpus: Path, tmp_path: Path) -> None:
    assert not build_index(corpus, index, encoder=Senses()).published
    build_index(corpus, tmp_path / "again", encoder=Senses())
    assert manifest_of(tmp_path / "again")["files"] == manifest_of(index)["files"]


@pytest.mark.parametrize("encoder", [None, Senses("other")], ids=["none", "another"])
def test_indexing_with_another_encoder_changes_no_article(index: Path, corpus: Path, encoder: Senses | None) -> None:
    report = build_index(corpus, index, encoder=encoder)
    assert (report.published, report.added, report.changed, report.removed) == (True, (), (), ())


# --- what does not fit ---


@pytest.mark.parametrize(
    ("built", "given", "says"),
    [
        pytest.param(Senses("a"), None, "there is none; .*--encoder.*pioneer-qa index", id="none-is-given"),
        pytest.param(Senses("a"), Senses("b"), "built with another encoder; run: pioneer-qa index", id="another"),
    ],
)
def test_an_index_is_asked_only_through_the_encoder_it_was_built_with(
    corpus: Path, tmp_path: Path, built: Senses, given: Senses | None, says: str
) -> None:
    build_index(corpus, tmp_path / "index", encoder=built)
    opens: Sequence[Callable[[], Generation]] = (
        lambda: open_index(tmp_path / "index", encoder=given),
        IndexFolder(tmp_path / "index", given).searcher,
    )
    for attempt in opens:
        with pytest.raises(EncoderMismatch, match=says) as told:
            attempt()
        assert isinstance(told.value, GenerationError)
        assert str(told.value).startswith(str(tmp_path / "index"))


def test_an_index_without_vectors_is_asked_without_whichever_encoder_is_given(corpus: Path, tmp_path: Path) -> None:
    build_index(corpus, tmp_path / "index")
    searcher = open_index(tmp_path / "index", encoder=Senses())
    assert (searcher.encoder, searcher.meaning("doctor", [0])) == (None, None)


def harm(index: Path, array: np.ndarray | None) -> None:
    """Put another array in the place of the encodings, and its size in the manifest; None takes the file away."""
    path = generation_of(index) / "encodings.npy"
    path.unlink()
    if array is not None:
        np.save(path, array)
        manifest = Manifest.read(path.parent)
        files = {**manifest.files, path.name: file_entry(path)}
        (path.parent / "manifest.json").write_text(replace(manifest, files=files).text(), "utf-8")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda array: None, id="missing"),
        pytest.param(lambda array: array[:-1], id="too-few"),
        pytest.param(lambda array: array[:, :32], id="of-other-dimensions"),
        pytest.param(lambda array: array.ravel(), id="flat"),
        pytest.param(lambda array: array.astype(np.float32), id="of-another-type"),
    ],
)
def test_damaged_encodings_are_told_by_name_and_mended_by_indexing(
    index: Path, corpus: Path, other: Callable[[np.ndarray], np.ndarray | None]
) -> None:
    harm(index, other(encodings_of(index)))
    with pytest.raises(IndexDamaged, match=r"encodings\.npy: .*run: pioneer-qa index"):
        open_index(index, encoder=Senses())
    assert build_index(corpus, index, encoder=Senses()).published
    assert open_index(index, encoder=Senses()).search_meaning("ferry", limit=1)


# --- what it finds ---


def test_a_paraphrase_without_a_common_word_is_a_candidate_through_the_encoder_only(
    index: Path, corpus: Path, tmp_path: Path
) -> None:
    question = Request("Is a physician relocating her clinic?", limit=1, explain=True)
    reply = answer(question, open_index(index, encoder=Senses()))
    (passage,) = reply.passages + reply.nearest
    assert passage.text.startswith("The doctor moves to another surgery.")
    assert "what it means" in [part.term for part in passage.parts]
    build_index(corpus, tmp_path / "plain")
    searcher = open_index(tmp_path / "plain")
    assert not searcher.search({"physician": 1, "reloc": 1, "clinic": 1}, limit=9)


def test_the_nearest_in_meaning_come_best_first_and_copies_in_corpus_order(index: Path) -> None:
    searcher = open_index(index, encoder=Senses())
    hits = searcher.search_meaning("a deep harbour", limit=3)
    texts = [sentence.text for sentence in searcher.sentences(hit.sentence for hit in hits)]
    assert texts[:2] == ["The harbour is deep."] * 2
    assert hits[0].score == hits[1].score > hits[2].score
    assert hits[0].sentence < hits[1].sentence
    assert searcher.meaning("a deep harbour", [hit.sentence for hit in hits]) == tuple(
        pytest.approx(hit.score, abs=1e-6) for hit in hits
    )


def test_headings_mean_nothing_and_no_cosine_is_negative(index: Path) -> None:
    searcher = open_index(index, encoder=Senses())
    cosines = searcher.meaning("surgeries", range(searcher.n_rows))
    assert cosines is not None
    headings = [n for n in range(searcher.n_rows) if searcher.sentences([n])[0].text in ("Boats", "Surgeries")]
    assert [cosines[n] for n in headings] == [0, 0]
    assert min(cosines) >= 0


def test_what_filters_leave_out_is_no_candidate_by_meaning_either(index: Path) -> None:
    searcher = open_index(index, encoder=Senses())
    assert {
        searcher.sentences([hit.sentence])[0].article_id
        for hit in searcher.search_meaning(
            "the physician", limit=9, within=searcher.select(Filters(articles=("harbour",)))
        )
    } <= {"harbour"}
    reply = answer(Request("the relocating physician", filters=Filters(articles=frozenset({"harbour"}))), searcher)
    assert {c.article_id for passage in reply.passages + reply.nearest for c in passage.citations} <= {"harbour"}


@pytest.mark.parametrize("question", ["When does the vessel rest?", "physician", "Who was told?", "is it deep?"])
def test_the_parts_of_a_score_sum_to_it_with_an_encoder(index: Path, question: str) -> None:
    reply = answer(Request(question, limit=50, explain=True), open_index(index, encoder=Senses()))
    shown = reply.passages + reply.nearest
    assert shown
    for passage in shown:
        assert sum(part.weight for part in passage.parts) == pytest.approx(passage.score, abs=1e-6)
    assert [passage.score for passage in shown] == sorted((passage.score for passage in shown), reverse=True)


# --- the program ---


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], tmp_path: Path) -> Callable[..., Any]:
    """Runs the program in this process with the fake behind every folder."""
    monkeypatch.setattr(SentenceEncoder, "open", lambda folder: Senses(f"{folder.name} sha256:0"))
    own = {"PIONEER_QA_DATA": str(tmp_path), "PIONEER_QA_INDEX": str(tmp_path / "index")}
    return lambda *words, **more: CliRunner(env={**own, **more}).invoke(cli, [*map(str, words)])


def test_the_commands_take_an_encoder_from_an_option_or_its_variable(
    run: Callable[..., Any], corpus: Path, tmp_path: Path
) -> None:
    assert run("index", "--corpus", corpus, "--encoder", tmp_path / "minds").exit_code == 0
    asked = run("ask", "--json", "the relocating physician", PIONEER_QA_ENCODER=str(tmp_path / "minds"))
    reply = json.loads(asked.stdout)
    assert (reply["passages"] or reply["nearest"])[0]["text"] == "The doctor moves to another surgery."
    refused = run("ask", "the relocating physician", "--encoder", "none")
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "the index was built with an encoder, and there is none" in refused.stderr


def test_a_server_without_its_encoder_does_not_start(tmp_path: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "web.cli.commands", "serve", "--port", "0", "--data", str(tmp_path)]
    done = subprocess.run(
        [*command, "--encoder", str(tmp_path / "nowhere")],
        capture_output=True, text=True, env=environment, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith(f"pioneer-qa: {tmp_path / 'nowhere'}: no sentence encoder here")


def test_readiness_names_the_encoder(corpus: Path, tmp_path: Path) -> None:
    encoder = Senses("senses int8 sha256:0123")
    build_index(corpus, tmp_path / "index", encoder=encoder)
    client = create_app(Service(IndexFolder(tmp_path / "index", encoder).searcher)).test_client()
    assert client.get("/readyz").get_json()["encoder"] == "senses int8"
