"""What a run of judged questions keeps of each reply, what each measure takes from that, and the figures they make."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from qa.values import Band

JUDGED_DEPTH = 10
"""How many passages are asked for, and how deep a rank still counts."""


class Outcome(StrEnum):
    """What a reply is; `broken` keeps neither form: no passage and no refusal, both, or a passage without text."""

    ANSWERED = "answered"
    REFUSED = "no_answer"
    BROKEN = "broken"


class ShortVerdict(StrEnum):
    """What a short answer is worth."""

    RIGHT = "right"
    WRONG = "wrong"
    NOT_GIVEN = "not given"


@dataclass(frozen=True, slots=True)
class Result:
    """All that the figures, and a later comparison, need of one reply; texts and numbers only, to be kept in a file.

    `line`: the id of the line that the question stands on, which a conversation's turns share. `group`: the row it is
    reported under. `rank`: the supporting sentence's, from 1, None where there is none. `first_right`: whether the
    first passage supports, be it shown as an answer or as the nearest; None where there is none. `short`: None where no
    short answer is judged. `coverage`: the share of a list's or conflict's answers that the passages hold, else None.
    """

    id: str
    line: str
    group: str
    question: str
    answerable: bool
    outcome: Outcome
    probability: float
    band: Band
    rank: int | None
    first_right: bool | None
    short: ShortVerdict | None
    coverage: float | None

    def __post_init__(self) -> None:
        """Raise ValueError for a rank that is none."""
        if self.rank is not None and self.rank < 1:
            raise ValueError("a rank is below 1")

    @property
    def sure(self) -> bool:
        """Whether it answers in the band `high`."""
        return self.outcome is Outcome.ANSWERED and self.band is Band.HIGH

    @property
    def found(self) -> int | None:
        """The rank where it counts: not below JUDGED_DEPTH."""
        return self.rank if self.rank is not None and self.rank <= JUDGED_DEPTH else None


Measure = Callable[[Result], float | None]
"""What one reply gives to a figure; None where the figure does not look at it."""


def _hit(depth: int) -> Measure:
    return lambda r: float(r.rank is not None and r.rank <= depth) if r.answerable else None


def _short(verdict: ShortVerdict) -> Measure:
    return lambda r: float(r.short is verdict) if r.short else None


def _abstains(r: Result) -> float | None:
    return None if r.answerable else float(r.outcome is Outcome.REFUSED)


MEASURES: Mapping[str, Measure] = {
    "passage hit@1": _hit(1),
    "passage hit@3": _hit(3),
    "passage hit@5": _hit(5),
    "passage MRR@10": lambda r: (1 / r.found if r.found else 0.0) if r.answerable else None,
    "short answer right": _short(ShortVerdict.RIGHT),
    "short answer wrong": _short(ShortVerdict.WRONG),
    "list/conflict coverage@10": lambda r: r.coverage,
    "answers when it can": lambda r: float(r.outcome is Outcome.ANSWERED) if r.answerable else None,
    "abstains when it should": _abstains,
    "sure": lambda r: float(r.sure) if r.answerable else None,
    "right where sure": lambda r: float(r.answerable and r.rank == 1) if r.sure else None,
    "surely wrong on the unanswerable": lambda r: None if r.answerable else float(r.sure),
    "confidence Brier score": lambda r: None if r.first_right is None else (r.probability - r.first_right) ** 2,
}
"""Each figure's name and measure; `qa.evaluation.judging.Evaluation` says what they mean."""

GROUP_MEASURES: Mapping[str, Measure] = {
    "hit@1": _hit(1),
    "hit@5": _hit(5),
    "answer": _short(ShortVerdict.RIGHT),
    "right": _abstains,
}
"""Those that are told of each kind of question."""


class Interval(NamedTuple):
    """The ends of a 95 % interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Figure:
    """The mean, 0 to 1, of what one measure gives over the `n` replies that it looks at (n > 0). `interval`: None where
    it was not estimated, or fewer than two lines make the figure.
    """

    name: str
    mean: float
    n: int
    interval: Interval | None = None


def compute_figures(measures: Mapping[str, Measure], results: Iterable[Result]) -> tuple[Figure, ...]:
    """Return the mean of each measure that looks at one of the replies at least."""
    held = tuple(results)
    seen = {name: [value for r in held if (value := of(r)) is not None] for name, of in measures.items()}
    return tuple(Figure(name, sum(values) / len(values), len(values)) for name, values in seen.items() if values)


def group_results(results: Iterable[Result]) -> dict[str, list[Result]]:
    """Return the replies by their groups, those in alphabetical order."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(result.group, []).append(result)
    return dict(sorted(groups.items()))
