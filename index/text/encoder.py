"""Sentence encoders: what an index may ask of one, and the one that runs an ONNX model (the extra `semantic`)."""

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError, EncoderMismatch
from index.text.encoder_files import EncoderFiles, first_line

_BATCH = 16
"""How many texts are run together. Sentences a second on one thread: 146 by 1, 218 by 4, 237 by 8 or 16, 225 by 32."""

_SCALED_TOGETHER = b"DynamicQuantizeLinear"
"""A step of models that scale what they compute by the greatest number among all texts that are run together. There
what stands beside a text moves its vector, to a cosine of .995 in the worst case; so each is run alone. All others give
the same vector, to the bit, whatever stands beside a text."""

_INPUTS = {"input_ids", "attention_mask", "token_type_ids"}
"""What a model of the BERT family may ask for."""


class Encoder(Protocol):
    """Makes vectors of texts that are the more alike the more alike they mean; safe to share between threads.

    A vector is a function of the texts that are encoded together, in their order, and of nothing else.
    """

    @property
    def name(self) -> str:
        """What it is called and, after ` sha256:`, what tells it from every other encoder: an index is only asked
        through the one it was built with."""

    @property
    def dimensions(self) -> int:
        """How long its vectors are."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of passages at unit length, of shape (len(texts), dimensions)."""

    def encode_question(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a question at unit length, of shape (dimensions,)."""


class SentenceEncoder:
    """An ONNX model of the BERT family, as Sentence-BERT has them (Reimers and Gurevych 2019): one vector of a text is
    made of those of its word pieces.

    Its files are looked at when it is opened, and the model is loaded (some .3 s) when it is first asked.
    """

    def __init__(self, files: EncoderFiles) -> None:
        """Store the files."""
        self._files = files
        self._lock = threading.Lock()

    @classmethod
    def packaged(cls) -> Self | None:
        """Return the one that the extra `semantic` brings, None where that is not installed. Raises EncoderError."""
        files = EncoderFiles.packaged()
        return None if files is None else cls(files)

    @classmethod
    def open(cls, place: Path) -> Self:
        """Open the encoder of a folder, zip or jar, see `index.text.encoder_files`.

        Raises EncoderError where onnxruntime is not installed, or there is no such model.
        """
        return cls(EncoderFiles.read(place))

    @property
    def name(self) -> str:
        """What it is called, and the hash of its model, tokenizer and configuration."""
        return self._files.name

    @property
    def dimensions(self) -> int:
        """How long its vectors are. Raises EncoderError, as whatever needs the model."""
        dimensions: int = self._model.dimensions
        return dimensions

    def load(self) -> None:
        """Load the model, unless it is already. Raises EncoderError."""
        self._model.encode([""])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of passages, of each of which the first word pieces are read, MOST_TOKENS at most."""
        return self._model.encode([self._files.passage + text for text in texts])

    def encode_question(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a question."""
        vector: NDArray[np.float32] = self._model.encode([self._files.question + text])[0]
        return vector

    @property
    def _model(self) -> "_Model":
        with self._lock:
            return self._loaded

    @cached_property
    def _loaded(self) -> "_Model":
        return _Model.load(self._files)


class _Model:
    """A model and its tokenizer, loaded."""

    def __init__(self, session: Any, tokenizer: Any, pooling: str, together: int) -> None:
        """Store them. `session`: of onnxruntime; `tokenizer`: of tokenizers, which cuts and does not pad; `together`:
        how many texts may be run together.
        """
        self._session = session
        self._together = together
        self._tokenizer = tokenizer
        self._pooling = pooling
        self._inputs = {each.name for each in session.get_inputs()}
        self.dimensions = self._run([[0]]).shape[1]

    @classmethod
    def load(cls, files: EncoderFiles) -> Self:
        """Load them: on one thread, since as many texts are encoded at a time as there are processors. Raises
        EncoderError.
        """
        try:
            import onnxruntime
        except Exception as error:  # of a library that is for other machines than this one: not ImportError alone
            raise EncoderError(
                f"onnxruntime cannot be loaded on this machine ({first_line(error)}); give --encoder none"
            ) from error
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # What it needs for long texts it gives back: 276 MB after 32 of 200 words, where it kept 625, and no slower.
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
        options.log_severity_level = 4  # what is wrong is told by what it raises
        try:
            raw = files.model if isinstance(files.model, bytes) else files.model.read_bytes()
            model = files.model if isinstance(files.model, bytes) else str(files.model)  # weights may stand beside it
            tokenizer = Tokenizer.from_str(files.tokenizer.decode())
            tokenizer.no_padding()
            tokenizer.enable_truncation(files.tokens)
            session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
            asked = {each.name for each in session.get_inputs()}
            if not {"input_ids", "attention_mask"} <= asked <= _INPUTS:
                raise EncoderError(
                    f"{files.place}: no sentence encoder of the BERT family (its model asks for "
                    f"{', '.join(sorted(asked))}); give another with --encoder, or none"
                )
            return cls(session, tokenizer, files.pooling, 1 if _SCALED_TOGETHER in raw else _BATCH)
        except EncoderError:
            raise
        except Exception as error:  # of onnxruntime or tokenizers: they share no base
            raise EncoderError(
                f"{files.place}: the sentence encoder cannot be opened ({first_line(error)}); is it whole, and of the "
                "BERT family?"
            ) from error

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the texts' vectors."""
        pieces = [self._tokenizer.encode(text).ids for text in texts]  # not in threads of its own: there are enough
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda number: len(pieces[number]))
        for start in range(0, len(order), self._together):
            batch = order[start : start + self._together]
            vectors[batch] = self._run([pieces[number] for number in batch])
        return vectors

    def _run(self, pieces: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return the vectors of texts, given by their word pieces, at unit length."""
        ids = np.zeros((len(pieces), max(map(len, pieces))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, own in enumerate(pieces):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, {name: given[name] for name in self._inputs})[0]
        if hidden.ndim != 3 or hidden.shape[:2] != ids.shape:
            raise ValueError(f"its first output has shape {hidden.shape}, not one vector for each word piece")
        counted = mask[:, :, np.newaxis].astype(np.float32)
        pooled = hidden[:, 0] if self._pooling == "cls" else (hidden * counted).sum(axis=1)
        lengths = np.linalg.norm(pooled, axis=1, keepdims=True)
        unit: NDArray[np.float32] = (pooled / np.maximum(lengths, np.finfo(np.float32).tiny)).astype(np.float32)
        return unit


def check_encoder(built_with: str | None, given: Encoder | None, place: object) -> None:
    """Raise EncoderMismatch where an index was built with an encoder and another is given, or none.

    One that was built without is asked without, whichever is given: its vectors may be on their way.
    """
    if built_with is None or (given is not None and built_with == given.name):
        return
    if given is None:
        raise EncoderMismatch(
            f"{place}: the index was built with an encoder, and there is none; install it (pip install '.[semantic]'), "
            "name it with --encoder, or index again without one: pioneer-qa index"
        )
    raise EncoderMismatch(
        f"{place}: the index was built with another encoder; run: pioneer-qa index, with the same --encoder"
    )
