"""How well a file of judged questions is answered: the sums over its judgements."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from corpus import Article
from qa.judging import JUDGED_DEPTH, JudgedQuestion, Judgement, Outcome, Verdict, judge
from qa.matching import fold
from qa.values import Answer


@dataclass(frozen=True, slots=True)
class Figure:
    """The mean, 0 to 1, of what one measure gives over the `n` replies that it looks at (n > 0)."""

    name: str
    mean: float
    n: int


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one kind of question, or of the turns that open or follow up a conversation."""

    name: str
    figures: tuple[Figure, ...]

    @property
    def n(self) -> int:
        """How many questions its widest figure looks at."""
        return max(figure.n for figure in self.figures)


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that a reply got wrong, told for a person."""

    id: str
    group: str
    question: str
    why: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What asking all the questions gave. A measure that looked at no reply is left out of `figures`.

    - passage hit@N: of the questions that have an answer, those with a supporting sentence in the first N places
      (see `place_of`); a refusal misses. passage MRR@10: the mean of one over that place, 0 beyond the tenth.
    - answers when it can: of the same questions, those that got an answer. abstains when it should: of the others,
      those that were refused.
    - sure: of the questions that have an answer, those answered in the band `high`. right where sure: of all answers in
      that band, those whose first place supports; one to a question without an answer never does. surely wrong on the
      unanswerable: of the questions without an answer, those answered in that band.
    - short answer right: of the questions that have one, those whose short answer is accepted, brief, shown and in an
      article. short answer wrong: of the same, those that got another; one that is not given is neither.
    - list/conflict coverage@10: the mean share of the wanted answers that the first ten passages hold.

    `broken` counts replies that are neither an answer nor a refusal, which are worth nothing in every figure;
    `citations` those that were checked against their articles, `miscited` those that do not hold.
    """

    questions: int
    figures: tuple[Figure, ...]
    groups: tuple[Group, ...]
    misses: tuple[Miss, ...]
    broken: int
    citations: int
    miscited: int

    @property
    def sound(self) -> bool:
        """Whether every reply kept its form and every citation held."""
        return not self.broken and not self.miscited


def evaluate(
    questions: Iterable[JudgedQuestion],
    ask: Callable[[str, tuple[str, ...]], Answer],
    articles: Mapping[str, Article],
) -> Evaluation:
    """Ask every question and sum up the replies.

    `ask` takes a question and the earlier ones, oldest first, and answers with up to JUDGED_DEPTH passages; `articles`,
    by id, are those that the replies may cite.
    """
    folded = [fold(article.text) for article in articles.values()]
    judgements = [judge(item, ask(item.question, item.history), articles, folded) for item in questions]
    grouped: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        grouped.setdefault(judgement.question.group, []).append(judgement)
    return Evaluation(
        questions=len(judgements),
        figures=_figures(_MEASURES, judgements),
        groups=tuple(Group(name, _figures(_GROUP_MEASURES, grouped[name])) for name in sorted(grouped)),
        misses=tuple(miss for judgement in judgements for miss in _misses(judgement)),
        broken=sum(judgement.outcome is Outcome.BROKEN for judgement in judgements),
        citations=sum(judgement.citations for judgement in judgements),
        miscited=sum(judgement.miscited for judgement in judgements),
    )


_Measure = Callable[[Judgement], float | None]
"""What one reply gives to a figure; None where the figure does not look at it."""


def _figures(measures: Mapping[str, _Measure], judgements: Iterable[Judgement]) -> tuple[Figure, ...]:
    seen = {name: [value for j in judgements if (value := of(j)) is not None] for name, of in measures.items()}
    return tuple(Figure(name, sum(values) / len(values), len(values)) for name, values in seen.items() if values)


def _hit(depth: int) -> _Measure:
    return lambda j: j.place is not None and j.place < depth if j.question.answerable else None


def _reciprocal(j: Judgement) -> float | None:
    if not j.question.answerable:
        return None
    return 1 / (j.place + 1) if j.place is not None and j.place < JUDGED_DEPTH else 0.0


def _right_where_sure(j: Judgement) -> float | None:
    return j.question.answerable and j.place == 0 if j.sure else None


def _short(verdict: Verdict) -> _Measure:
    return lambda j: j.short is verdict if j.short else None


def _abstains(j: Judgement) -> float | None:
    return None if j.question.answerable else j.outcome is Outcome.REFUSED


_MEASURES: Mapping[str, _Measure] = {
    "passage hit@1": _hit(1),
    "passage hit@3": _hit(3),
    "passage hit@5": _hit(5),
    "passage MRR@10": _reciprocal,
    "short answer right": _short(Verdict.RIGHT),
    "short answer wrong": _short(Verdict.WRONG),
    "list/conflict coverage@10": lambda j: j.coverage,
    "answers when it can": lambda j: j.outcome is Outcome.ANSWERED if j.question.answerable else None,
    "abstains when it should": _abstains,
    "sure": lambda j: j.sure if j.question.answerable else None,
    "right where sure": _right_where_sure,
    "surely wrong on the unanswerable": lambda j: None if j.question.answerable else j.sure,
}

_GROUP_MEASURES: Mapping[str, _Measure] = {
    "hit@1": _hit(1),
    "hit@5": _hit(5),
    "answer": _short(Verdict.RIGHT),
    "right": _abstains,
}


def _misses(j: Judgement) -> Iterator[Miss]:
    for why in _complaints(j):
        yield Miss(j.question.id, j.question.group, j.question.question, why)


def _complaints(j: Judgement) -> Iterator[str]:
    if j.outcome is Outcome.BROKEN:
        yield "neither an answer nor a refusal"
    if not j.question.answerable:
        if j.outcome is Outcome.ANSWERED:
            yield f"answered: {j.first[:80]}"
        return
    if j.place != 0:
        rank = j.place + 1 if j.place is not None and j.place < JUDGED_DEPTH else "-"
        yield f"rank {rank}; first: {j.first[:80] or j.outcome}"
    if j.short is Verdict.WRONG:
        yield f"short answer {j.given[:60]!r}, accepted {list(j.question.answers)}"
