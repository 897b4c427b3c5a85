"""Runs: what belongs together stands in one array, one run after the other."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def spread(starts: NDArray[np.integer[Any]], lengths: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """Return the places of runs that begin at `starts` and have `lengths`, one run after the other."""
    ends = np.cumsum(lengths, dtype=np.int64)
    places: NDArray[np.int64] = np.repeat(starts - (ends - lengths), lengths) + np.arange(ends[-1] if len(ends) else 0)
    return places
