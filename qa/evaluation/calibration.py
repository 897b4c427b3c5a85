"""Whether a confidence means what it says: of the replies given some probability, as many should be right."""

from collections.abc import Iterable
from dataclasses import dataclass

from qa.evaluation.results import Result

_BINS = 10
"""Of equal width. More would leave too few replies in each, at the hundred or so questions of a usual file."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The `n` > 0 replies of a probability in [low, high), the last bin's 1 included.

    `said`: the mean of their probabilities. `right`: the share of them whose first passage supports.
    """

    low: float
    high: float
    said: float
    right: float
    n: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """The bins that hold a reply, from low to high."""

    bins: tuple[Bin, ...]

    @property
    def n(self) -> int:
        """How many replies have a first passage, and so a probability."""
        return sum(one.n for one in self.bins)

    @property
    def error(self) -> float:
        """The expected calibration error: how far what was said lies from what was right, over bins weighted by
        their size (Naeini, Cooper and Hauskrecht 2015); 0 where there is no reply.
        """
        return sum(one.n * abs(one.said - one.right) for one in self.bins) / max(1, self.n)


def measure_calibration(results: Iterable[Result]) -> Reliability:
    """Sort the replies that have a first passage into bins."""
    sorted_in: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for result in results:
        if result.first_right is not None:
            number = min(int(result.probability * _BINS), _BINS - 1)
            sorted_in[number].append((result.probability, result.first_right))
    return Reliability(
        tuple(
            Bin(
                low=number / _BINS,
                high=(number + 1) / _BINS,
                said=sum(said for said, _ in held) / len(held),
                right=sum(right for _, right in held) / len(held),
                n=len(held),
            )
            for number, held in enumerate(sorted_in)
            if held
        )
    )
