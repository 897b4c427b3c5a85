"""The arrays of a generation: mapped, and seen to be as long as they should; that no number points to what there is not
is seen to where it is read, so that opening costs the same however large they are.

postings-starts.npy           (n_terms + 1,) int64: where each term's postings begin
postings-sentences.npy        (n_postings,) int32: sentence numbers, ascending within a term
postings-weights.npy          (n_postings,) float32: TF-IDF weights
postings-greatest.npy         (n_terms,) float32: the greatest of each term's weights
rows-starts.npy               (n_rows + 1,) int64: where each sentence's terms begin
rows-terms.npy                (n_places,) int32: each sentence's terms, in the order they stand
vectors.npy                   (n_terms, d) float16: word vectors at unit length; d is 0 without them
kinds.npy                     (n_terms,) uint8: what each term is, see `index.text.traits.Kind`
common.npy                    (at most COMMON,) int32: the terms that most sentences hold, ascending
names.npy                     (n_bytes,) uint8: marks of the names that sections have, see `index.disk.section_names`
articles.npy                  (n_articles + 1, 3) int64: where its text begins, its first section's and edit's numbers
edits.npy                     (n_edits, 2 + MOST_SHOWN) int32: start, end, and the characters that are read there, 0 for
                              none
sections.npy                  (n_sections, 4) int32: start, end, and the heading's start and end, NOWHERE without one
sentences.npy                 (n_rows, 10) int32: start, end, role, section and paragraph, both from 0 in each article,
                              the speaker's start and end, NOWHERE without one, the article, how many terms of its own,
                              and its traits, see `index.text.traits`
encodings.npy                 (n_rows, d) int8, only with an encoder: each sentence's vector, its greatest number 127
encoding-scales.npy           (n_rows,) float32: what these are multiplied with, 0 for sentences that cannot answer
encoding-signs.npy            (ceil(d / 64), n_rows) uint64, only of a large index: their signs, see `index.disk.signs`
"""

from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from corpus import MOST_SHOWN
from index.disk.manifest import REMEDY, Manifest
from index.disk.signs import words_of
from index.errors import IndexDamaged
from index.text.word_vectors import DIMENSIONS

ENCODINGS, SCALES, SIGNS = "encodings", "encoding-scales", "encoding-signs"

GREATEST = 127
"""The greatest number of each sentence's vector, as it is stored."""

COMMON = 1 << 15
"""How many terms are compared with a word that no article holds, so that this costs the same in any corpus."""

_HEADER = 128
"""Bytes before the numbers of a `.npy` file that numpy writes for arrays as these."""

_INFINITE = 0x7C00
"""The bits of a half that is infinite; those of greater ones, signs aside, are of no number."""

TYPES: dict[str, np.dtype[Any]] = {
    "postings-starts": np.dtype(np.int64),
    "postings-sentences": np.dtype(np.int32),
    "postings-weights": np.dtype(np.float32),
    "postings-greatest": np.dtype(np.float32),
    "rows-starts": np.dtype(np.int64),
    "rows-terms": np.dtype(np.int32),
    "vectors": np.dtype(np.float16),
    "kinds": np.dtype(np.uint8),
    "common": np.dtype(np.int32),
    "names": np.dtype(np.uint8),
    "articles": np.dtype(np.int64),
    "edits": np.dtype(np.int32),
    "sections": np.dtype(np.int32),
    "sentences": np.dtype(np.int32),
}


ENCODED: dict[str, np.dtype[Any]] = {ENCODINGS: np.dtype(np.int8), SCALES: np.dtype(np.float32)}
"""Those of an index that was built with an encoder."""

SIGNED: dict[str, np.dtype[Any]] = {SIGNS: np.dtype(np.uint64)}
"""Those that it has, too, where its manifest names them."""


def open_arrays(folder: Path, manifest: Manifest) -> dict[str, NDArray[Any]]:
    """Map a generation's arrays, by name. Raises IndexDamaged for one of another type or shape."""
    signed = f"{SIGNS}.npy" in manifest.files
    types = TYPES | (ENCODED if manifest.encoder is not None else {}) | (SIGNED if signed else {})
    arrays = {name: open_array(folder / f"{name}.npy", dtype) for name, dtype in types.items()}
    rows, terms = manifest.rows, manifest.terms
    shapes = {
        "postings-starts": (terms + 1,),
        "postings-sentences": (_last(arrays["postings-starts"]),),
        "postings-weights": (_last(arrays["postings-starts"]),),
        "postings-greatest": (terms,),
        "rows-starts": (rows + 1,),
        "rows-terms": (_last(arrays["rows-starts"]),),
        "vectors": (terms, *arrays["vectors"].shape[1:2]),
        "kinds": (terms,),
        "common": arrays["common"].shape[:1],
        "names": (max(1, len(arrays["names"])),),
        "articles": (manifest.articles + 1, 3),
        "sections": (_last(arrays["articles"], -2), 4),
        "edits": (_last(arrays["articles"]), 2 + MOST_SHOWN),
        "sentences": (rows, 10),
    }
    if manifest.encoder is not None:
        shapes |= {ENCODINGS: (rows, manifest.dimensions), SCALES: (rows,)}
    if signed:
        shapes |= {SIGNS: (words_of(manifest.dimensions), rows)}
    for name, shape in shapes.items():
        if manifest.files.get(f"{name}.npy", {}).get("bytes") != _HEADER + arrays[name].nbytes:
            raise IndexDamaged(f"{folder / name}.npy: is not as long as its head says; {REMEDY}")
        if arrays[name].shape != shape or (name == "vectors" and shape[1:] not in ((0,), (DIMENSIONS,))):
            starts = f"{name.partition('-')[0]}-starts"
            if starts in arrays:
                name = starts  # it is as long as it says; what tells how long it should be is wrong
            raise IndexDamaged(f"{folder / name}.npy: does not fit the other arrays; {REMEDY}")
    return arrays


def check_numbers(numbers: NDArray[Any], below: int, file: str) -> None:
    """Raise IndexDamaged for numbers read from an array of things of which there are so many."""
    if numbers.size and (numbers.min() < 0 or numbers.max() >= below):
        raise IndexDamaged(f"{file}: holds numbers that cannot be; {REMEDY}")


def run_of(starts: NDArray[np.int64], number: int, length: int, file: str) -> slice:
    """Return where something's own run is in an array of a length, by where each begins. Raises IndexDamaged."""
    start, end = starts[number : number + 2].tolist()
    if not 0 <= start <= end <= length:
        raise IndexDamaged(f"{file}: holds numbers that cannot be; {REMEDY}")
    return slice(start, end)


def check_runs(starts: NDArray[np.int64], ends: NDArray[np.int64], length: int, file: str) -> None:
    """Raise IndexDamaged for runs that cannot be in an array of a length."""
    if len(starts) and (starts.min() < 0 or (starts > ends).any() or ends.max() > length):
        raise IndexDamaged(f"{file}: holds numbers that cannot be; {REMEDY}")


def check_fractions(values: NDArray[Any], file: str) -> None:
    """Raise IndexDamaged for what was read from an array of fractions and is none."""
    if not np.isfinite(values).all():
        raise IndexDamaged(f"{file}: holds numbers that cannot be; {REMEDY}")


def in_single(halves: NDArray[np.float16], file: str) -> NDArray[np.float32]:
    """Return in single precision, exactly, what was read from an array of fractions in half.

    The sign stays the first bit, exponent and fraction move to where single precision has them, and what the biases of
    the exponents differ by is multiplied in, which is right for subnormal numbers, too. numpy's own way takes five
    times as long, and to look for infinite numbers twenty times. Raises IndexDamaged for what is no fraction.
    """
    if halves.size and (halves.view(np.uint16) & 0x7FFF).max() >= _INFINITE:
        raise IndexDamaged(f"{file}: holds numbers that cannot be; {REMEDY}")
    bits = halves.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= ~0x70000000  # the copies of the sign that an int32 has more
    singles = bits.view(np.float32)
    singles *= np.float32(2.0**112)
    return singles


def begin_array(file: IO[bytes]) -> None:
    """Leave room in a new file for what tells of an array whose length is not known yet."""
    file.write(bytes(_HEADER))


def end_array(file: IO[bytes], shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
    """Write what tells of the array that was written to the file since; as `numpy.save` does."""
    file.seek(0)
    told = {"descr": np.lib.format.dtype_to_descr(dtype), "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, told)
    if file.tell() != _HEADER:
        raise ValueError(f"the header of an array of shape {shape} takes {file.tell()} bytes, not {_HEADER}")
    file.flush()


def save_array(folder: Path, name: str, several: Iterable[NDArray[Any]]) -> None:
    """Write an array as `numpy.save` does, given some of its rows at a time, at least one time.

    Raises OSError, which tells more of a full disk than numpy does.
    """
    length = 0
    with (folder / f"{name}.npy").open("wb") as file:
        begin_array(file)
        for rows in several:
            file.write(np.ascontiguousarray(rows).data)
            length += len(rows)
        end_array(file, (length, *rows.shape[1:]), rows.dtype)


def open_array(path: Path, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Map an array's file. Raises IndexDamaged."""
    try:
        array: NDArray[Any] = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except Exception as error:  # a spoilt head is read as Python, and raises whatever that may
        raise IndexDamaged(f"{path}: cannot be read ({error}); {REMEDY}") from error
    if array.dtype != dtype or not array.ndim:
        raise IndexDamaged(f"{path}: holds {array.dtype} instead of {dtype}; {REMEDY}")
    return array


def _last(starts: NDArray[np.int64], column: int = -1) -> int:
    """Return where the last begins, of whatever is counted in a column, from the last one."""
    return int(starts.ravel()[column]) if starts.size >= -column else 0
