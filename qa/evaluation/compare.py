"""What became better and what worse between two runs of the same questions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qa.evaluation.bootstrap import Difference, estimate_differences
from qa.evaluation.results import GROUP_MEASURES, MEASURES, Outcome, Result, ShortVerdict, group_results


@dataclass(frozen=True, slots=True)
class ChangedResult:
    """One question whose reply became better, or worse, and each way in which it did, told for a person."""

    result: Result
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs, question by question. `before` and `after` hold what both runs have, in one order: that of the later.

    A question is the same where its id and its words are. One that became better in one way and worse in another
    stands in both lists.
    """

    before: tuple[Result, ...]
    after: tuple[Result, ...]
    better: tuple[ChangedResult, ...]
    worse: tuple[ChangedResult, ...]
    only_before: tuple[Result, ...]
    only_now: tuple[Result, ...]

    def figures(self) -> tuple[Difference, ...]:
        """Return each figure over the questions that both runs have, as it was and is."""
        return estimate_differences(MEASURES, self.before, self.after)

    def group_figures(self) -> dict[str, tuple[Difference, ...]]:
        """Return the same of each group of questions, by the later run's groups."""
        old = _by_question(self.before)
        return {
            name: estimate_differences(GROUP_MEASURES, [old[_key(result)] for result in held], held)
            for name, held in group_results(self.after).items()
        }


def compare_runs(before: Sequence[Result], after: Sequence[Result]) -> Comparison:
    """Compare an earlier run's results with a later one's."""
    old, new = _by_question(before), _by_question(after)
    pairs = [(old[key], result) for key, result in new.items() if key in old]
    return Comparison(
        before=tuple(earlier for earlier, _ in pairs),
        after=tuple(later for _, later in pairs),
        better=tuple(_changed(pairs, 1)),
        worse=tuple(_changed(pairs, -1)),
        only_before=tuple(result for key, result in old.items() if key not in new),
        only_now=tuple(result for key, result in new.items() if key not in old),
    )


def _key(result: Result) -> tuple[str, str]:
    return result.id, result.question


def _by_question(results: Sequence[Result]) -> Mapping[tuple[str, str], Result]:
    return {_key(result): result for result in results}


def _changed(pairs: Sequence[tuple[Result, Result]], direction: int) -> Iterator[ChangedResult]:
    for before, after in pairs:
        ways = tuple(_ways(before, after, direction))
        if ways:
            yield ChangedResult(after, ways)


class _Aspect(NamedTuple):
    """One side of a reply: how good it is (more is better), and that in words, after the words of what it is."""

    grade: float
    of: str
    words: str


def _ways(before: Result, after: Result, direction: int) -> Iterator[str]:
    """Yield the sides of a reply that became better (direction 1) or worse (-1)."""
    if before.answerable != after.answerable:
        return  # the judgement changed, not the reply
    old, new = _aspects(before), _aspects(after)
    for one, other in ((old[name], new[name]) for name in old if name in new):
        if (other.grade - one.grade) * direction > 0:
            yield f"{one.of}{one.words} → {'' if one.of == other.of else other.of}{other.words}"


def _aspects(result: Result) -> dict[str, _Aspect]:
    """Return each side of a reply that is judged, by name."""
    found = {"reply": _answerable(result) if result.answerable else _unanswerable(result)}
    if result.short is not None:
        grade = (ShortVerdict.WRONG, ShortVerdict.NOT_GIVEN, ShortVerdict.RIGHT).index(result.short)
        found["short"] = _Aspect(grade, "short answer ", result.short)
    if result.coverage is not None:
        found["coverage"] = _Aspect(round(result.coverage, 4), "coverage ", f"{result.coverage:.2f}")
    wrongly = result.sure and not (result.answerable and result.rank == 1)
    found["promise"] = _Aspect(-wrongly, "", "sure and wrong" if wrongly else "not sure and wrong")
    return found


def _answerable(result: Result) -> _Aspect:
    """Return how good the reply to a question that has an answer is; a refusal is worth less than any answer."""
    if result.outcome is Outcome.BROKEN:
        return _Aspect(-2, "", "broken")
    if result.outcome is Outcome.REFUSED:
        return _Aspect(-1, "", "refused")
    if result.found is None:
        return _Aspect(0, "", "answered without support")
    return _Aspect(1 / result.found, "rank ", str(result.found))


def _unanswerable(result: Result) -> _Aspect:
    grade = (Outcome.BROKEN, Outcome.ANSWERED, Outcome.REFUSED).index(result.outcome)
    return _Aspect(grade, "", "refused" if result.outcome is Outcome.REFUSED else result.outcome)
