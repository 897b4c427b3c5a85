"""What a search is kept to, as OpenSearch takes it: a bitmap of numbers, two bytes for each at most.

It is written in the format of Roaring bitmaps (https://github.com/RoaringBitmap/RoaringFormatSpec), as the query
`terms` reads it.
"""

import base64
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.filters import Ranges

_NO_RUNS = 12346
_FEW = 4096
"""Up to how many numbers of 65,536 stand one by one; of more, one bit stands for each."""


def articles_within(ranges: Ranges, bounds: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Return the numbers of the articles whose sentences are in some ranges, by where each one's begin and end."""
    edges = np.array([(within.start, within.stop) for within in ranges], dtype=np.int64).reshape(-1, 2)
    inside = np.searchsorted(edges[:, 1], bounds[:, 0], side="right")
    starts = np.append(edges[:, 0], np.iinfo(np.int64).max)
    return np.flatnonzero((starts[inside] <= bounds[:, 0]) & (bounds[:, 0] < bounds[:, 1])).astype(np.uint32)


def number_filter(field: str, numbers: NDArray[np.uint32]) -> dict[str, Any]:
    """Return the query for the sentences of which a field is one of these numbers, ascending."""
    return {"terms": {field: [base64.b64encode(roaring(numbers)).decode()], "value_type": "bitmap"}}


def roaring(numbers: NDArray[np.uint32]) -> bytes:
    """Return numbers, ascending and each once, as a Roaring bitmap."""
    keys, starts = np.unique(numbers >> 16, return_index=True)
    groups = np.split((numbers & 0xFFFF).astype("<u2"), starts[1:]) if len(keys) else []
    heads = b"".join(struct.pack("<HH", key, len(group) - 1) for key, group in zip(keys.tolist(), groups, strict=True))
    containers = [_container(group) for group in groups]
    first = 8 + len(heads) + 4 * len(groups)
    places = np.cumsum([first, *map(len, containers)])[:-1].astype("<u4").tobytes()
    return struct.pack("<II", _NO_RUNS, len(groups)) + heads + places + b"".join(containers)


def _container(low: NDArray[np.uint16]) -> bytes:
    if len(low) <= _FEW:
        return low.tobytes()
    bits = np.zeros(1 << 16, dtype=np.bool_)
    bits[low] = True
    return np.packbits(bits, bitorder="little").tobytes()
