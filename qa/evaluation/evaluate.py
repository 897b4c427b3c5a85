"""How well a file of judged questions is answered: the sums over its judgements."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from corpus import Article
from qa.evaluation.judging import JudgedQuestion, Judgement, judge
from qa.evaluation.matching import fold
from qa.evaluation.results import GROUP_MEASURES, MEASURES, Measure, Outcome, Result, Verdict
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
    - confidence Brier score: the mean square of what the confidence is off by, where 1 would be said of a first passage
      that supports and 0 of another (Brier 1950); of all replies with a first passage, refusals' nearest ones too.

    `results` holds what all these are made of, reply by reply. `broken` counts replies that are neither an answer nor a
    refusal, which are worth nothing in every figure; `citations` those that were checked against their articles,
    `miscited` those that do not hold.
    """

    results: tuple[Result, ...]
    figures: tuple[Figure, ...]
    groups: tuple[Group, ...]
    misses: tuple[Miss, ...]
    broken: int
    citations: int
    miscited: int

    @property
    def questions(self) -> int:
        """How many were asked."""
        return len(self.results)

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
    results = tuple(judgement.result for judgement in judgements)
    return Evaluation(
        results=results,
        figures=figures(MEASURES, results),
        groups=tuple(Group(name, figures(GROUP_MEASURES, held)) for name, held in grouped(results).items()),
        misses=tuple(miss for judgement in judgements for miss in _misses(judgement)),
        broken=sum(result.outcome is Outcome.BROKEN for result in results),
        citations=sum(judgement.citations for judgement in judgements),
        miscited=sum(judgement.miscited for judgement in judgements),
    )


def figures(measures: Mapping[str, Measure], results: Iterable[Result]) -> tuple[Figure, ...]:
    """The mean of each measure that looks at one of the replies at least."""
    held = tuple(results)
    seen = {name: [value for r in held if (value := of(r)) is not None] for name, of in measures.items()}
    return tuple(Figure(name, sum(values) / len(values), len(values)) for name, values in seen.items() if values)


def grouped(results: Iterable[Result]) -> dict[str, list[Result]]:
    """The replies by their groups, those in alphabetical order."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(result.group, []).append(result)
    return dict(sorted(groups.items()))


def _misses(j: Judgement) -> Iterator[Miss]:
    for why in _complaints(j):
        yield Miss(j.question.id, j.question.group, j.question.question, why)


def _complaints(j: Judgement) -> Iterator[str]:
    result = j.result
    if result.outcome is Outcome.BROKEN:
        yield "neither an answer nor a refusal"
    if not result.answerable:
        if result.outcome is Outcome.ANSWERED:
            yield f"answered: {j.first[:80]}"
        return
    if result.rank != 1:
        yield f"rank {result.found or '-'}; first: {j.first[:80] or result.outcome}"
    if result.short is Verdict.WRONG:
        yield f"short answer {j.given[:60]!r}, accepted {list(j.question.answers)}"
