"""The JSON objects of `CONTRACT.md`, as msgspec writes them: names and order of the fields are the contract's.

Most values stand in a reply as they are, or with a field told otherwise: a new field of their class is a new field of
the contract. `tests/web/test_contract.py` holds whole replies to the contract.
"""

from dataclasses import fields
from functools import lru_cache
from time import perf_counter
from typing import Any
from urllib.parse import quote

import msgspec

from corpus import Article
from index import ArticleCard, GenerationError, Heading, Searcher
from qa import Answer, Citation, Passage, Request, ShortAnswer
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


_NAMES = {
    "short": "answer",
    "origin": "from",
    "parts": "explain",
    "wrong": "from",
    "right": "to",
    "since": "from",
    "until": "to",
}
"""The fields that the contract names otherwise than their classes."""


_NOT_OF_A_SENTENCE = ("article_id", "edits")

_FOR_PAGES = ("edits", "as_read")
"""What only a page shows: the text without its marks. The contract's is verbatim."""


def _told(value: Any, **otherwise: object) -> dict[str, Any]:
    """The fields of a value by their names in the contract, `otherwise` those that JSON has in another form."""
    told = {name: getattr(value, field) for field, name in _named(type(value))}  # type: ignore[arg-type]  # a class
    return told | {_NAMES.get(field, field): each for field, each in otherwise.items()}


@lru_cache(maxsize=1 << 5)
def _named(of: type) -> tuple[tuple[str, str], ...]:
    """The fields of a class that the contract has, each with its name there."""
    return tuple((each.name, _NAMES.get(each.name, each.name)) for each in fields(of) if each.name not in _FOR_PAGES)


def ask(request: Request, service: Service, searcher: Searcher | None = None) -> dict[str, Any]:
    """Answer a request, and tell in how many milliseconds; `searcher`: the index to answer from, where it is at hand.

    Raises GenerationError.
    """
    began = perf_counter()
    answer = service.answer(request, searcher or service.searcher())
    took_ms = round((perf_counter() - began) * 1000, 2)
    return ask_reply(answer, explain=request.explain) | {"took_ms": took_ms}


def ask_reply(answer: Answer, *, explain: bool) -> dict[str, Any]:
    """The reply that tells an answer, but for `took_ms`; `explain` adds the parts of each passage's score."""
    read = answer.interpretation
    told = _told(
        answer,
        interpretation=_told(
            read,
            corrections=[_told(each) for each in read.corrections],
            time=None if read.time is None else _told(read.time),
        ),
        short=None if answer.short is None else _short(answer.short),
        passages=[_passage(passage, explain=explain) for passage in answer.passages],
        disagreement={"values": answer.disagreement} if answer.disagreement else None,
        nearest=[_passage(passage, explain=explain) for passage in answer.nearest],
    )
    return {"status": answer.status, **told}


def _short(short: ShortAnswer) -> dict[str, Any]:
    items = None if short.items is None else [_told(item, citation=_cited(item.citation)) for item in short.items]
    return _told(short, citation=_cited(short.citation), items=items)


def _cited(citation: Citation | None) -> dict[str, Any] | None:
    return None if citation is None else _citation(citation)


def article_href(citation: Citation) -> str:
    """The address of the page that shows a citation in its article."""
    version, article_id = quote(citation.version, safe=":"), quote(citation.article_id, safe="")
    return f"/articles/{article_id}?version={version}&start={citation.start}&end={citation.end}#cited"


def _passage(passage: Passage, *, explain: bool) -> dict[str, Any]:
    parts = [part._asdict() for part in passage.parts]
    first, citations = passage.citations[0], [_citation(citation) for citation in passage.citations]
    told = _told(passage, parts=parts, citations=citations, label=first.label, published=first.published)
    return told if explain else {name: value for name, value in told.items() if name != "explain"}


def _citation(citation: Citation) -> dict[str, Any]:
    return _labelled(_told(citation, href=article_href(citation)), citation.label)


def _labelled(told: dict[str, Any], label: str) -> dict[str, Any]:
    """What is told of an article, or of a place in it, with what it is called beside its title."""
    place = list(told).index("title") + 1
    return dict([*list(told.items())[:place], ("label", label), *list(told.items())[place:]])


# --- the index and its articles ---


def index_reply(searcher: Searcher) -> dict[str, Any]:
    """The index that answers now."""
    return {
        "version": searcher.version,
        "built_at": searcher.built_at,
        "articles": searcher.n_articles,
        "sentences": searcher.n_sentences,
    }


def ready_reply(searcher: Searcher, refused: GenerationError | None) -> dict[str, Any]:
    """That the index answers, and how: without word vectors it does, too, but worse; an encoder is named, and so is why
    an earlier index answers instead of the one that was published last (`refused`).
    """
    ranking = WITH_VECTORS if searcher.has_vectors else WITHOUT_VECTORS
    told = {"status": "ready", "index": index_reply(searcher), "word_vectors": searcher.has_vectors, "ranking": ranking}
    if searcher.encoder is not None:
        name = encoder_name(searcher.encoder)
        told |= {"ranking": f"{ranking}; and sentences of like meaning, by {name}", "encoder": name}
    if refused is not None:
        told["instead_of"] = str(refused)
    return told


def card_reply(card: ArticleCard) -> dict[str, Any]:
    """One article of a list."""
    return _labelled(msgspec.structs.asdict(card), card.label)


def article_reply(article: Article, searcher: Searcher, first: int, limit: int) -> dict[str, Any]:
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
    return {
        "id": article.id,
        "title": article.title,
        "label": article.label,
        "publisher": article.publisher,
        "published": article.published,
        "url": article.url,
        "version": article.version,
        "characters": len(article.text),
        "text": article.text[start:end],
        "sections": [
            {"start": section.start, "end": section.end, **_heading(headings.get(place))}
            for place, section in enumerate(article.sections)
            if start <= section.start < end
            or section.start <= start < section.end
            or section.start == end == len(article.text)
        ],
        "sentences": [
            {name: told for name, told in msgspec.structs.asdict(sentence).items() if name not in _NOT_OF_A_SENTENCE}
            | {"text": article.text[sentence.start : sentence.end]}
            for sentence in sentences
        ],
        "start": start,
        "end": end,
        "next_cursor": str(first + limit) if after else None,
    }


def _heading(heading: Heading | None) -> dict[str, Any]:
    if heading is None:
        return {"heading": None, "heading_inferred": False}
    place = {"text": heading.text, "article_id": heading.article_id, "start": heading.start, "end": heading.end}
    return {"heading": place, "heading_inferred": heading.inferred}


# --- jobs ---


def job_reply(job: Job, *, insider: bool) -> dict[str, Any]:
    """How far a job is, and what came of it; why it failed, and what it left out, in words only for an `insider`."""
    if insider:
        return _told(job)
    error = None if job.error is None else {**job.error, "detail": UNTOLD}
    report = None if job.report is None else {name: told for name, told in job.report.items() if name != "refused"}
    return _told(job, error=error, report=report)


def job_href(job: Job) -> str:
    """The address of a job."""
    return f"/api/v1/index/rebuilds/{quote(job.id, safe='')}"
