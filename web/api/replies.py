"""The JSON objects of `CONTRACT.md`, as msgspec writes them: names and order of the fields are the contract's.

A value that has just the contract's fields stands in a reply as it is: a new field of its class is a new field of the
contract. Of others a `Reply` is made. `tests/web/test_contract.py` holds both to the contract.
"""

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any, Self
from urllib.parse import quote

import msgspec
from msgspec import UNSET, UnsetType

from corpus import Article, Role, Span
from index import GenerationError, Heading, Searcher
from qa import (
    Answer,
    AnswerKind,
    Citation,
    Confidence,
    DifferingValue,
    Expansion,
    IndexStamp,
    NoAnswer,
    Origin,
    Passage,
    Request,
)
from web.jobs.job import Job, JobKind, JobProgress, JobState
from web.service import Service

WITHOUT_VECTORS = (
    "without word vectors: a word of a question matches only itself, so a question in other words than the articles' "
    "is answered worse; install the package wordllama and run: pioneer-qa index"
)
WITH_VECTORS = "with word vectors: a word of a question matches itself, and words of like meaning"

UNTOLD = "The reason is told to whoever sends the token, and on the library's pages."
"""What others read in its stead: it may name folders of the server, or quote what was sent."""


def json_text(value: object) -> bytes:
    """One line of JSON in UTF-8; the same value gives the same bytes."""
    return msgspec.json.encode(value)


class Reply(msgspec.Struct, frozen=True):
    """A JSON object; a field that is UNSET is left out of it."""

    @classmethod
    def of(cls, value: object, **fields: object) -> Self:
        """Take each field from the attribute of its name, but for those that are given."""
        return cls(*[fields[name] if name in fields else getattr(value, name) for name in cls.__struct_fields__])


# --- a question's answer ---


class CorrectionReply(Reply, frozen=True, rename={"wrong": "from", "right": "to"}):
    """A misspelt word, and what was searched for in its place."""

    wrong: str
    right: str


class InterpretationReply(Reply, frozen=True):
    """The question as it was searched."""

    standalone: str
    kind: AnswerKind
    corrections: Sequence[CorrectionReply]
    expansions: Sequence[Expansion]
    carried_over: Sequence[str]


class CitationReply(Reply, frozen=True):
    """A quote and where it stands; `href` is the address of the page that shows it there."""

    number: int
    article_id: str
    title: str | None
    publisher: str | None
    published: str | None
    version: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str
    copy_of: int | None
    verified: bool
    href: str


class ShortAnswerReply(Reply, frozen=True, rename={"origin": "from"}):
    """The short answer."""

    text: str
    kind: AnswerKind
    passage: int
    origin: Origin
    citation: CitationReply


class PartReply(Reply, frozen=True):
    """A part of a passage's score."""

    term: str
    weight: float


class PassageReply(Reply, frozen=True):
    """A passage; `explain` only where it was asked for."""

    rank: int
    score: float
    text: str
    heading: str | None
    heading_inferred: bool
    speaker: str | None
    before: str
    after: str
    highlights: Sequence[tuple[int, int]]
    matched_terms: Sequence[str]
    missing_terms: Sequence[str]
    explain: Sequence[PartReply] | UnsetType
    sources: int
    citations: Sequence[CitationReply]


class DisagreementReply(Reply, frozen=True):
    """The values that differ."""

    values: Sequence[DifferingValue]


class AskReply(Reply, frozen=True):
    """The reply to a question. `took_ms`: milliseconds, left out of what is exported."""

    status: str
    question: str
    interpretation: InterpretationReply
    answer: ShortAnswerReply | None
    confidence: Confidence
    passages: Sequence[PassageReply]
    disagreement: DisagreementReply | None
    no_answer: NoAnswer | None
    nearest: Sequence[PassageReply]
    filtered_out: int
    index: IndexStamp
    took_ms: float | UnsetType


def ask(request: Request, service: Service) -> AskReply:
    """Answer a request, and tell in how many milliseconds. Raises GenerationError."""
    began = perf_counter()
    answer = service.answer(request, service.searcher())
    return ask_reply(answer, explain=request.explain, took_ms=round((perf_counter() - began) * 1000, 2))


def ask_reply(answer: Answer, *, explain: bool, took_ms: float | UnsetType = UNSET) -> AskReply:
    """The reply that tells an answer; `explain` adds the parts of each passage's score."""
    read, short = answer.interpretation, answer.short
    corrections = [CorrectionReply(each.wrong, each.right) for each in read.corrections]
    return AskReply.of(
        answer,
        status="answered" if answer.answered else "no_answer",
        interpretation=InterpretationReply.of(read, corrections=corrections),
        answer=None if short is None else ShortAnswerReply.of(short, citation=_citation(short.citation)),
        passages=[_passage(passage, explain=explain) for passage in answer.passages],
        disagreement=DisagreementReply(answer.disagreement) if answer.disagreement else None,
        nearest=[_passage(passage, explain=explain) for passage in answer.nearest],
        took_ms=took_ms,
    )


def article_href(citation: Citation) -> str:
    """The address of the page that shows a citation in its article."""
    version, article_id = quote(citation.version, safe=":"), quote(citation.article_id, safe="")
    return f"/articles/{article_id}?version={version}&start={citation.start}&end={citation.end}#cited"


def _passage(passage: Passage, *, explain: bool) -> PassageReply:
    return PassageReply.of(
        passage,
        explain=[PartReply(part.term, part.weight) for part in passage.parts] if explain else UNSET,
        citations=[_citation(citation) for citation in passage.citations],
    )


def _citation(citation: Citation) -> CitationReply:
    return CitationReply.of(citation, href=article_href(citation))


# --- the index and its articles ---


class IndexReply(Reply, frozen=True):
    """The index that answers now."""

    version: str
    built_at: str
    articles: int
    sentences: int


class ReadyReply(Reply, frozen=True):
    """That the index answers, and how: without word vectors it does, too, but worse; an encoder is named, and so is why
    an earlier index answers instead of the published one.
    """

    status: str
    index: IndexReply
    word_vectors: bool
    ranking: str
    encoder: str | UnsetType
    instead_of: str | UnsetType


class PlaceReply(Reply, frozen=True):
    """Words, and where they stand in which article."""

    text: str
    article_id: str
    start: int
    end: int


class SectionReply(Reply, frozen=True):
    """A section; `heading` says in which article those words stand, which for an inferred one is another."""

    start: int
    end: int
    heading: PlaceReply | None
    heading_inferred: bool


class SentenceReply(Reply, frozen=True):
    """A sentence of any role."""

    start: int
    end: int
    text: str
    role: Role
    section: int
    paragraph: int
    speaker: Span | None


class ArticleReply(Reply, frozen=True):
    """One article, whole: its text, its sections and its sentences."""

    id: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    version: str
    characters: int
    text: str
    sections: Sequence[SectionReply]
    sentences: Sequence[SentenceReply]


def index_reply(searcher: Searcher) -> IndexReply:
    """The index that answers now."""
    return IndexReply(searcher.version, searcher.built_at, searcher.n_articles, searcher.n_sentences)


def ready_reply(searcher: Searcher, refused: GenerationError | None) -> ReadyReply:
    """That the index answers; `refused`: why not the one that was published last."""
    return ReadyReply(
        status="ready",
        index=index_reply(searcher),
        word_vectors=searcher.has_vectors,
        ranking=WITH_VECTORS if searcher.has_vectors else WITHOUT_VECTORS,
        encoder=UNSET if searcher.encoder is None else searcher.encoder,
        instead_of=UNSET if refused is None else str(refused),
    )


def article_reply(article: Article, searcher: Searcher) -> ArticleReply:
    """One article of an index. Raises GenerationError where its text turns out unreadable."""
    numbers = searcher.sentence_numbers(article.id)
    sentences = searcher.sentences(numbers)
    headings: dict[int, Heading] = {}
    for sentence, heading in zip(sentences, searcher.headings(numbers), strict=True):
        if heading is not None:
            headings[sentence.section] = heading
    return ArticleReply.of(
        article,
        characters=len(article.text),
        sections=[
            SectionReply(section.start, section.end, *_heading(headings.get(place)))
            for place, section in enumerate(article.sections)
        ],
        sentences=[SentenceReply.of(sentence) for sentence in sentences],
    )


def _heading(heading: Heading | None) -> tuple[PlaceReply | None, bool]:
    return (None, False) if heading is None else (PlaceReply.of(heading), heading.inferred)


# --- jobs ---


class JobReply(Reply, frozen=True):
    """How far a job is, and what came of it."""

    id: str
    kind: JobKind
    article: str | None
    state: JobState
    progress: JobProgress
    changed: Sequence[Any]
    version: str | None
    report: Mapping[str, object] | None
    receipt: Mapping[str, object] | None
    error: Mapping[str, str] | None
    created_at: str
    started_at: str | None
    finished_at: str | None


def job_reply(job: Job, *, insider: bool) -> JobReply:
    """One job; why it failed in words only for an `insider`."""
    error = job.error if insider or job.error is None else {**job.error, "detail": UNTOLD}
    return JobReply.of(job, error=error)


def job_href(job: Job) -> str:
    """The address of a job."""
    return f"/api/v1/index/rebuilds/{quote(job.id, safe='')}"
