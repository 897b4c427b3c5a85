"""Judged questions, what each reply to them is worth, and what all of them together are."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus import MAX_PASSAGE, Article
from index import Searcher
from qa.evaluation.matching import Support, find_place, fold, holds, is_accepted
from qa.evaluation.results import JUDGED_DEPTH, MEASURES, Figure, Outcome, Result, ShortVerdict, compute_figures
from qa.values import Answer, Citation, Passage


class QuestionKind(StrEnum):
    """What sort of question a judged question is; it says what is measured beside the passage's place."""

    WHICH_AREA = "which-area"
    WHAT_DID = "what-did"
    NUMBER = "number"
    PERSON = "person"
    CONTACT = "contact"
    DATE = "date"
    DEFINITION = "definition"
    LIST = "list"
    CONFLICT = "conflict"
    UNANSWERABLE = "unanswerable"
    CONVERSATION = "conversation"

    @property
    def wants_all(self) -> bool:
        """Whether every accepted answer must be found among the passages."""
        return self in {QuestionKind.LIST, QuestionKind.CONFLICT}

    @property
    def wants_short(self) -> bool:
        """Whether a short answer must hold one of the accepted answers; a conversation's turn may ask for it too."""
        return not self.wants_all and self not in {
            QuestionKind.WHAT_DID,
            QuestionKind.UNANSWERABLE,
            QuestionKind.CONVERSATION,
        }


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question, or one turn of a conversation, with what answers it.

    `line` is the id of the line it stands on, which a conversation's turns share; `group` the row it is reported under;
    `history` the earlier questions, oldest first; `answers` the short answers a person would accept, or for a list or a
    conflict every item wanted; `support` every passage that answers.
    """

    id: str
    line: str
    group: str
    kind: QuestionKind
    question: str
    history: tuple[str, ...]
    answers: tuple[str, ...]
    support: tuple[Support, ...]
    answerable: bool

    @property
    def wants_all(self) -> bool:
        """Whether every one of its answers must be found among the passages."""
        return self.answerable and self.kind.wants_all

    @property
    def wants_short(self) -> bool:
        """Whether its short answer is judged; in a conversation, where the file gives an accepted one."""
        return self.answerable and (
            self.kind.wants_short or (self.kind is QuestionKind.CONVERSATION and self.answers != ())
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one reply is worth, and what it got wrong, told for a person. `citations` and `miscited` count; a broken
    reply is worth nothing, and none of its citations is looked at.
    """

    result: Result
    complaints: tuple[str, ...]
    citations: int
    miscited: int


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that a reply got wrong, told for a person."""

    result: Result
    why: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What asking all the questions gave. A measure that looked at no reply is left out of `figures`.

    - passage hit@N: of the questions that have an answer, those with a supporting sentence in the first N places
      (see `find_place`); a refusal misses. passage MRR@10: the mean of one over that place, 0 beyond the tenth.
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
        figures=compute_figures(MEASURES, results),
        misses=tuple(Miss(judgement.result, why) for judgement in judgements for why in judgement.complaints),
        broken=sum(result.outcome is Outcome.BROKEN for result in results),
        citations=sum(judgement.citations for judgement in judgements),
        miscited=sum(judgement.miscited for judgement in judgements),
    )


def load_articles(searcher: Searcher) -> dict[str, Article]:
    """Return all articles of an index, by id."""
    ids = [card.id for card in searcher.cards()]
    return {article.id: article for article in searcher.articles(ids) if article is not None}


def judge(
    question: JudgedQuestion, answer: Answer, articles: Mapping[str, Article], folded: Sequence[str]
) -> Judgement:
    """Return what a reply is worth; `articles` by id, `folded` the fold of each one's text."""
    outcome = _outcome(answer)
    passages = answer.passages if outcome is Outcome.ANSWERED else ()
    shown = () if outcome is Outcome.BROKEN else answer.passages + answer.nearest
    cited = [verdict for passage in shown for verdict in _citations_hold(passage, articles)]
    given = answer.short.text if answer.short and passages else ""
    place = find_place([passage.text for passage in passages], question.support)
    result = Result(
        id=question.id,
        line=question.line,
        group=question.group,
        question=question.question,
        answerable=question.answerable,
        outcome=outcome,
        probability=answer.confidence.probability,
        band=answer.confidence.band,
        rank=None if place is None else place + 1,
        first_right=question.answerable and find_place([shown[0].text], question.support) == 0 if shown else None,
        short=_verdict(fold(given), question.answers, passages, folded) if question.wants_short else None,
        coverage=_coverage(question.answers, passages) if question.wants_all else None,
    )
    first = passages[0].text if passages else ""
    complaints = tuple(_complaints(result, first, given, question.answers))
    return Judgement(result, complaints, citations=len(cited), miscited=cited.count(False))


def find_unfounded(questions: Iterable[JudgedQuestion], articles: Mapping[str, Article]) -> tuple[str, ...]:
    """Return the ids of the questions of which a supporting quote does not stand in the article that it names: the
    file and the articles do not belong together, or one of them was changed.
    """
    folded = {name: fold(article.text) for name, article in articles.items()}
    return tuple(
        item.id
        for item in questions
        if not all(fold(support.quote) in folded.get(support.source, "") for support in item.support)
    )


def _outcome(answer: Answer) -> Outcome:
    if answer.answered != bool(answer.passages) or not all(p.text for p in answer.passages + answer.nearest):
        return Outcome.BROKEN
    return Outcome.ANSWERED if answer.answered else Outcome.REFUSED


def _citations_hold(passage: Passage, articles: Mapping[str, Article]) -> Iterator[bool]:
    """Whether each citation holds; one verdict more, False, when the passage is not the text of any of them."""
    if all(citation.quote != passage.text for citation in passage.citations):
        yield False
    for citation in passage.citations:
        yield _holds_in_article(citation, articles.get(citation.article_id))


def _holds_in_article(citation: Citation, article: Article | None) -> bool:
    """Whether the article, in the version cited, has the quote at its offsets between the prefix and the suffix."""
    return (
        article is not None
        and citation.version == article.version
        and citation.quote != ""
        and article.text[citation.start : citation.end] == citation.quote
        and article.text[: citation.start].endswith(citation.prefix)
        and article.text[citation.end :].startswith(citation.suffix)
    )


def _coverage(wanted: Sequence[str], passages: Sequence[Passage]) -> float:
    """The share of the wanted answers that the passages, with their headings, hold; those over MAX_PASSAGE don't."""
    counted = [passage for passage in passages[:JUDGED_DEPTH] if len(passage.text) <= MAX_PASSAGE]
    text = fold(" ".join(f"{passage.text} {passage.heading or ''}" for passage in counted))
    return sum(holds(text, answer) for answer in wanted) / len(wanted)


def _verdict(given: str, accepted: Sequence[str], passages: Sequence[Passage], folded: Sequence[str]) -> ShortVerdict:
    """Right: holds an accepted answer, little more, and stands both in what is shown and in an article's text."""
    if not given:
        return ShortVerdict.NOT_GIVEN
    shown = (fold(words or "") for passage in passages for words in (passage.text, passage.heading, passage.speaker))
    right = (
        is_accepted(given, accepted)
        and any(given in words for words in shown)
        and any(given in text for text in folded)
    )
    return ShortVerdict.RIGHT if right else ShortVerdict.WRONG


def _complaints(result: Result, first: str, given: str, accepted: Sequence[str]) -> Iterator[str]:
    """Yield what a reply got wrong; `first` is the text of its first passage, `given` its short answer."""
    if result.outcome is Outcome.BROKEN:
        yield "neither an answer nor a refusal"
    if not result.answerable:
        if result.outcome is Outcome.ANSWERED:
            yield f"answered: {first[:80]}"
        return
    if result.rank != 1:
        yield f"rank {result.found or '-'}; first: {first[:80] or result.outcome}"
    if result.short is ShortVerdict.WRONG:
        yield f"short answer {given[:60]!r}, accepted {list(accepted)}"
