"""The arrays of a generation: mapped, and seen to fit one another, so that no number points to what there is not.

postings-starts.npy           (n_terms + 1,) int64: where each term's postings begin
postings-sentences.npy        (n_postings,) int32: sentence numbers, ascending within a term
postings-weights.npy          (n_postings,) float32: TF-IDF weights
postings-greatest.npy         (n_terms,) float32: the greatest of each term's weights
rows-starts.npy               (n_rows + 1,) int64: where each sentence's terms begin
rows-terms.npy                (n_places,) int32: each sentence's terms, in the order they stand
vectors.npy                   (n_terms, d) float16: word vectors at unit length; d is 0 without them
encodings.npy                 (n_rows, d) float16, only where an encoder was given: see `index.meaning`
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from index.errors import IndexDamaged
from index.manifest import REMEDY, Manifest

ENCODINGS = "encodings"

_HEADER = 128
"""Bytes before the numbers of a `.npy` file that numpy writes for arrays as these."""

_TYPES: dict[str, np.dtype[Any]] = {
    "postings-starts": np.dtype(np.int64),
    "postings-sentences": np.dtype(np.int32),
    "postings-weights": np.dtype(np.float32),
    "postings-greatest": np.dtype(np.float32),
    "rows-starts": np.dtype(np.int64),
    "rows-terms": np.dtype(np.int32),
    "vectors": np.dtype(np.float16),
}


def open_arrays(folder: Path, manifest: Manifest, encoder: Encoder | None) -> dict[str, NDArray[Any]]:
    """Map a generation's arrays, by name. Raises IndexDamaged for one of another type, shape or range."""
    encoded = {ENCODINGS: np.dtype(np.float16)} if manifest.encoder is not None else {}
    arrays = {name: _mapped(folder / f"{name}.npy", dtype) for name, dtype in (_TYPES | encoded).items()}
    rows, terms = manifest.rows, manifest.terms
    shapes = {
        "postings-starts": (terms + 1,),
        "postings-sentences": (_last(arrays["postings-starts"]),),
        "postings-weights": (_last(arrays["postings-starts"]),),
        "postings-greatest": (terms,),
        "rows-starts": (rows + 1,),
        "rows-terms": (_last(arrays["rows-starts"]),),
        "vectors": (terms, *arrays["vectors"].shape[1:2]),
    }
    if encoded:
        shapes[ENCODINGS] = (rows, *(arrays[ENCODINGS].shape[1:2] if encoder is None else (encoder.dimensions,)))
    for name, shape in shapes.items():
        if arrays[name].shape != shape:
            starts = f"{name.partition('-')[0]}-starts"
            if starts in arrays and manifest.files[f"{name}.npy"]["bytes"] - arrays[name].nbytes == _HEADER:
                name = starts  # it is as long as it says; what tells how long it should be is wrong
            raise IndexDamaged(f"{folder / name}.npy: does not fit the other arrays; {REMEDY}")
    counts = {"postings-sentences": rows, "rows-terms": terms}
    for name, array in arrays.items():
        if not _is_sound(array, counts.get(name)):
            raise IndexDamaged(f"{folder / name}.npy: holds numbers that cannot be; {REMEDY}")
    return arrays


def _is_sound(array: NDArray[Any], count: int | None) -> bool:
    """Whether numbers of `count` things are below it, places ascend from 0, and fractions are numbers at all."""
    if not array.size:
        return True
    if array.dtype.kind == "f":
        return bool(np.isfinite(array).all())
    if count is not None:
        return bool(array.min() >= 0 and array.max() < count)
    return bool(array[0] == 0 and (array[1:] >= array[:-1]).all())


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
