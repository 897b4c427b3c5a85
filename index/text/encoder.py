"""Sentence encoders: what an index may ask of one, and the one that is read from a folder (the extra `semantic`)."""

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError, EncoderMismatch

_BATCH = 1
"""Texts that are encoded together: what stands beside a text shows in its vector's last bits, and an index must be the
same whichever of its texts were encoded before."""

_READ = (".json", ".model", ".safetensors", ".txt")
"""The endings of the files that a model is made of; what else stands beside them makes no difference."""


class Encoder(Protocol):
    """Makes vectors of sentences that are the more alike the more alike they mean; safe to share between threads."""

    @property
    def name(self) -> str:
        """What tells it from every other encoder: an index is only asked through the one it was built with."""

    @property
    def dimensions(self) -> int:
        """How long its vectors are."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the texts' vectors at unit length, of shape (len(texts), dimensions)."""


class SentenceEncoder:
    """A model of the library sentence-transformers (Reimers and Gurevych 2019), from a folder and nowhere else."""

    def __init__(self, model: Any, name: str, dimensions: int) -> None:
        """Store the opened model."""
        self._model = model
        self._name = name
        self._dimensions = dimensions
        self._lock = threading.Lock()  # its tokenizer cannot be used by two threads at once

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a model's folder; of weights only safetensors are read, and no code that comes with it is run.

        It computes on one processor: as fast for a question, and the same however many the machine has. Raises
        EncoderError where the extra is not installed, or the folder holds no such model.
        """
        if not (folder / "modules.json").is_file():
            raise EncoderError(
                f"{folder}: no sentence encoder here (no modules.json); give the folder of a sentence-transformers "
                "model with --encoder"
            )
        try:
            import torch
            from sentence_transformers import SentenceTransformer
            from transformers.utils.logging import disable_progress_bar
        except ImportError as error:
            raise EncoderError(
                f"{folder}: an encoder needs the extra `semantic` ({error}); run: pip install 'pioneer-qa[semantic]'"
            ) from error
        torch.set_num_threads(1)
        disable_progress_bar()
        try:
            model = SentenceTransformer(
                str(folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
            return cls(model, f"sentence-transformers {fingerprint(folder)}", len(model.encode("")))
        except Exception as error:  # of torch, transformers, tokenizers or safetensors: they share no base
            told = str(error).partition("\n")[0]
            raise EncoderError(f"{folder}: the sentence encoder cannot be opened ({told}); is it whole?") from error

    @property
    def name(self) -> str:
        """The library and the hash of the model's files."""
        return self._name

    @property
    def dimensions(self) -> int:
        """How long its vectors are."""
        return self._dimensions

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the texts' vectors at unit length; what is longer than the model reads is cut."""
        with self._lock:
            vectors = self._model.encode(
                list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self._dimensions)


def fingerprint(folder: Path) -> str:
    """Return the hash of the files that a model is made of: their paths in its folder, and their bytes."""
    digest = hashlib.sha256()
    paths = (path for path in folder.rglob("*") if path.suffix in _READ and path.is_file())
    for name, path in sorted((path.relative_to(folder).as_posix(), path) for path in paths):
        with path.open("rb") as file:
            digest.update(f"{name} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return f"sha256:{digest.hexdigest()}"


def check_encoder(built_with: str | None, given: Encoder | None, place: Path) -> None:
    """Raise EncoderMismatch unless an index is asked through the encoder it was built with, or both have none."""
    if built_with == (given.name if given is not None else None):
        return
    if given is None:
        raise EncoderMismatch(
            f"{place}: the index was built with an encoder, and none is given; name its folder with --encoder, or "
            "index again without one: pioneer-qa index"
        )
    which = "without an encoder" if built_with is None else "with another encoder"
    raise EncoderMismatch(f"{place}: the index was built {which}; run: pioneer-qa index, with the same --encoder")
