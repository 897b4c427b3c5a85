"""The arrays of a generation, memory-mapped: their names, kinds and shapes."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from index.errors import IndexDamaged
from index.manifest import REMEDY, Manifest

ARRAYS: dict[str, np.dtype[Any]] = {
    "postings-starts": np.dtype(np.int64),
    "postings-sentences": np.dtype(np.int32),
    "postings-weights": np.dtype(np.float32),
    "rows-starts": np.dtype(np.int64),
    "rows-terms": np.dtype(np.int32),
    "vectors": np.dtype(np.float16),
}

ENCODINGS = "encodings"


def open_arrays(folder: Path, manifest: Manifest, encoder: Encoder | None) -> dict[str, NDArray[Any]]:
    """Map the arrays of a generation's folder; nothing is read yet. Raises IndexDamaged where one is amiss."""
    encoded = {ENCODINGS: np.dtype(np.float16)} if manifest.encoder is not None else {}
    arrays = {name: _mapped(folder / f"{name}.npy", dtype) for name, dtype in (ARRAYS | encoded).items()}
    rows, terms = manifest.rows, manifest.terms
    shapes = {
        "postings-starts": (terms + 1,),
        "postings-sentences": (_last(arrays["postings-starts"]),),
        "postings-weights": (_last(arrays["postings-starts"]),),
        "rows-starts": (rows + 1,),
        "rows-terms": (_last(arrays["rows-starts"]),),
        "vectors": (terms, *arrays["vectors"].shape[1:2]),
    }
    if encoded:
        shapes[ENCODINGS] = (rows, *(arrays[ENCODINGS].shape[1:2] if encoder is None else (encoder.dimensions,)))
    for name, shape in shapes.items():
        if arrays[name].shape != shape:
            raise IndexDamaged(f"{folder / name}.npy: of shape {arrays[name].shape} instead of {shape}; {REMEDY}")
    return arrays


def _mapped(path: Path, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Map an array's file. Raises IndexDamaged."""
    try:
        array: NDArray[Any] = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except (OSError, ValueError, EOFError, SyntaxError) as error:
        raise IndexDamaged(f"{path}: cannot be read ({error}); {REMEDY}") from error
    if array.dtype != dtype or not array.ndim:
        raise IndexDamaged(f"{path}: holds {array.dtype} instead of {dtype}; {REMEDY}")
    return array


def _last(starts: NDArray[np.int64]) -> int:
    return int(starts[-1]) if starts.ndim == 1 and len(starts) else 0
