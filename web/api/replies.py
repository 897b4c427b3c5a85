"""What is told of an answer, an index, an article or a job: made as the types of `schemas`, and written as JSON.

`tests/web/test_contract.py` holds whole replies to the contract.
"""

from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import TypeVar
from urllib.parse import quote

import msgspec

from corpus import Article, Section, Sentence
from index import ArticleCard, GenerationError, Heading, Kept, Searcher
from qa import Answer, Citation, Interpretation, Passage, Request, ShortAnswer
from web.api import schemas
from web.jobs.job import Job
from web.service import Service
from web.wording import encoder_name

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


Reply = TypeVar("Reply", bound=msgspec.Struct)


def _as(kind: type[Reply], value: object, **otherwise: object) -> Reply:
    """A reply of a kind: its fields are those of a value, but for those that are told `otherwise`."""
    names = (name for name in kind.__struct_fields__ if name not in otherwise)
    return kind(**{name: getattr(value, name) for name in names}, **otherwise)


def ask(
    request: Request,
    service: Service,
    searcher: Searcher | None = None,
    *,
    timed: Callable[[dict[str, float]], None] = lambda stages: None,
) -> schemas.AskReply:
    """Answer a request, and tell in how many milliseconds; `searcher`: the index to answer from, where it is at hand;
    `timed` as of `Service.answer`. Raises GenerationError.
    """
    began = perf_counter()
    answer = service.answer(request, searcher or service.searcher(), timed=timed)
    took_ms = round((perf_counter() - began) * 1000, 2)
    return _as(schemas.AskReply, answer_reply(answer, explain=request.explain), took_ms=took_ms)


def answer_reply(answer: Answer, *, explain: bool) -> schemas.Answer:
    """What is told of an answer; `explain` adds the parts of each passage's score."""
    differing = tuple(_as(schemas.DifferingValue, each) for each in answer.disagreement or ())
    return _as(
        schemas.Answer,
        answer,
        interpretation=_interpretation(answer.interpretation),
        answer=None if answer.short is None else _short(answer.short),
        confidence=_as(schemas.Confidence, answer.confidence),
        passages=tuple(_passage(passage, explain=explain) for passage in answer.passages),
        disagreement=schemas.Disagreement(differing) if differing else None,
        no_answer=None if answer.no_answer is None else _as(schemas.NoAnswer, answer.no_answer),
        nearest=tuple(_passage(passage, explain=explain) for passage in answer.nearest),
        index=_as(schemas.IndexStamp, answer.index),
    )


def _interpretation(read: Interpretation) -> schemas.Interpretation:
    time = read.time
    return _as(
        schemas.Interpretation,
        read,
        corrections=tuple(schemas.Correction(each.wrong, each.right) for each in read.corrections),
        expansions=tuple(_as(schemas.Expansion, each) for each in read.expansions),
        time=None if time is None else _as(schemas.TimeRead, time, from_=time.since, to=time.until),
    )


def _short(short: ShortAnswer) -> schemas.ShortAnswer:
    items = tuple(
        _as(schemas.ShortItem, item, from_=item.origin, citation=_cited(item.citation)) for item in short.items or ()
    )
    return _as(
        schemas.ShortAnswer,
        short,
        from_=short.origin,
        citation=_cited(short.citation),
        items=None if short.items is None else items,
    )


def _cited(citation: Citation | None) -> schemas.Citation | None:
    return None if citation is None else _citation(citation)


def _citation(citation: Citation) -> schemas.Citation:
    return _as(schemas.Citation, citation, href=article_href(citation))


def article_href(citation: Citation) -> str:
    """The address of the page that shows a citation in its article."""
    version, article_id = quote(citation.version, safe=":"), quote(citation.article_id, safe="")
    return f"/articles/{article_id}?version={version}&start={citation.start}&end={citation.end}#cited"


def _passage(passage: Passage, *, explain: bool) -> schemas.Passage:
    first = passage.citations[0]
    return _as(
        schemas.Passage,
        passage,
        explain=tuple(schemas.ScorePart(*part) for part in passage.parts) if explain else msgspec.UNSET,
        citations=tuple(map(_citation, passage.citations)),
        label=first.label,
        published=first.published,
    )


# --- the index and its articles ---


def index_reply(searcher: Searcher) -> schemas.IndexReply:
    """The index that answers now."""
    return schemas.IndexReply(searcher.version, searcher.built_at, searcher.n_articles, searcher.n_sentences)


def generations_reply(kept: Iterable[Kept]) -> schemas.Generations:
    """The versions of the index that are kept."""
    return schemas.Generations(tuple(_as(schemas.Generation, each) for each in kept))


def ready_reply(searcher: Searcher, refused: GenerationError | None) -> schemas.ReadyReply:
    """That the index answers, and how: without word vectors it does, too, but worse; an encoder is named, and so is why
    an earlier index answers instead of the one that was published last (`refused`).
    """
    encoder = None if searcher.encoder is None else encoder_name(searcher.encoder)
    ranking = WITH_VECTORS if searcher.has_vectors else WITHOUT_VECTORS
    return schemas.ReadyReply(
        index=index_reply(searcher),
        word_vectors=searcher.has_vectors,
        ranking=ranking if encoder is None else f"{ranking}; and sentences of like meaning, by {encoder}",
        encoder=msgspec.UNSET if encoder is None else encoder,
        instead_of=msgspec.UNSET if refused is None else str(refused),
    )


def list_reply(cards: Sequence[ArticleCard], limit: int) -> schemas.ArticleList:
    """A page of `limit` articles, of which there are one more where another page follows."""
    page = tuple(_as(schemas.ArticleCard, card) for card in cards[:limit])
    return schemas.ArticleList(page, page[-1].id if len(cards) > len(page) else None)


def article_reply(article: Article, searcher: Searcher, first: int, limit: int) -> schemas.ArticleReply:
    """One article from its sentence `first` on, `limit` of them at most, with the text and the sections that they stand
    in: whole, if it has no more. A section's heading says in which article its words stand, which for an inferred one
    is another. Raises GenerationError where its text turns out unreadable.
    """
    numbers = searcher.sentence_numbers(article.id)
    own, after = numbers[first : first + limit], numbers[first + limit : first + limit + 1]
    sentences = searcher.sentences(own)
    start = sentences[0].start if first else 0
    end = searcher.sentences(after)[0].start if after else len(article.text)
    headings: dict[int, Heading] = {}
    for sentence, heading in zip(sentences, searcher.headings(own), strict=True):
        if heading is not None:
            headings[sentence.section] = heading
    return _as(
        schemas.ArticleReply,
        article,
        characters=len(article.text),
        text=article.text[start:end],
        sections=tuple(
            _section(section, headings.get(place))
            for place, section in enumerate(article.sections)
            if start <= section.start < end
            or section.start <= start < section.end
            or section.start == end == len(article.text)
        ),
        sentences=tuple(_sentence(sentence, article) for sentence in sentences),
        start=start,
        end=end,
        next_cursor=str(first + limit) if after else None,
    )


def _section(section: Section, heading: Heading | None) -> schemas.Section:
    place = None if heading is None else _as(schemas.HeadingPlace, heading)
    return schemas.Section(section.start, section.end, place, heading is not None and heading.inferred)


def _sentence(sentence: Sentence, article: Article) -> schemas.Sentence:
    speaker = None if sentence.speaker is None else _as(schemas.Span, sentence.speaker)
    return _as(schemas.Sentence, sentence, text=article.text[sentence.start : sentence.end], speaker=speaker)


# --- jobs ---


def job_reply(job: Job, *, insider: bool) -> schemas.JobReply:
    """How far a job is, and what came of it; why it failed, and what it left out, in words only for an `insider`."""
    if insider:
        return _as(schemas.JobReply, job)  # what came of it stands there as JSON already
    error = None if job.error is None else {**job.error, "detail": UNTOLD}
    report = None if job.report is None else {name: told for name, told in job.report.items() if name != "refused"}
    return _as(schemas.JobReply, job, error=error, report=report)


def job_href(job: Job) -> str:
    """The address of a job."""
    return f"/api/v1/index/rebuilds/{quote(job.id, safe='')}"
