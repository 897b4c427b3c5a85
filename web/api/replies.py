"""Values in, the contract's JSON objects out: names and their order are API.md's."""

import json
from typing import Any
from urllib.parse import quote

from corpus import Article, Sentence, Span
from index import ArticleCard, GenerationError, Heading, Kept, Searcher
from qa import Answer, Citation, Interpretation, NoAnswer, Passage, ShortAnswer
from web.jobs.job import Job

WITHOUT_VECTORS = (
    "without word vectors: a word of a question matches only itself, so a question in other words than the articles' "
    "is answered worse; install the package wordllama and run: pioneer-qa index"
)
WITH_VECTORS = "with word vectors: a word of a question matches itself, and words of like meaning"


def json_text(value: object) -> bytes:
    """One line of JSON in UTF-8; the same value gives the same bytes."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def ask_reply(answer: Answer, *, explain: bool) -> dict[str, Any]:
    """The reply to a question, all but `took_ms`; `explain` adds the parts of each passage's score."""
    return {
        "status": "answered" if answer.answered else "no_answer",
        "question": answer.question,
        "interpretation": _interpretation(answer.interpretation),
        "answer": _short(answer.short) if answer.short else None,
        "confidence": {"probability": answer.confidence.probability, "band": answer.confidence.band.value},
        "passages": [_passage(passage, explain=explain) for passage in answer.passages],
        "disagreement": {
            "values": [{"text": value.text, "passages": list(value.passages)} for value in answer.disagreement]
        }
        if answer.disagreement
        else None,
        "no_answer": _no_answer(answer.no_answer) if answer.no_answer else None,
        "nearest": [_passage(passage, explain=explain) for passage in answer.nearest],
        "filtered_out": answer.filtered_out,
        "index": {
            "version": answer.index.version,
            "articles": answer.index.articles,
            "sentences": answer.index.sentences,
        },
    }


def index_reply(searcher: Searcher) -> dict[str, Any]:
    """The index that answers now."""
    return {
        "version": searcher.version,
        "built_at": searcher.built_at,
        "articles": searcher.n_articles,
        "sentences": searcher.n_sentences,
    }


def generation_reply(kept: Kept) -> dict[str, Any]:
    """One generation that is kept."""
    return {
        "version": kept.version,
        "built_at": kept.built_at,
        "articles": kept.articles,
        "sentences": kept.sentences,
        "current": kept.current,
    }


def ready_reply(searcher: Searcher, refused: GenerationError | None) -> dict[str, Any]:
    """That the index answers, and how: without word vectors it answers, too, but worse; an encoder is named, and so is
    why an earlier index answers instead of the published one.
    """
    return {
        "status": "ready",
        "index": index_reply(searcher),
        "word_vectors": searcher.has_vectors,
        "ranking": WITH_VECTORS if searcher.has_vectors else WITHOUT_VECTORS,
        **({} if searcher.encoder is None else {"encoder": searcher.encoder}),
        **({} if refused is None else {"instead_of": str(refused)}),
    }


def card_reply(card: ArticleCard) -> dict[str, Any]:
    """One article of a list."""
    return {
        "id": card.id,
        "title": card.title,
        "publisher": card.publisher,
        "published": card.published,
        "url": card.url,
        "version": card.version,
        "characters": card.characters,
        "sentences": card.sentences,
    }


def article_reply(article: Article, searcher: Searcher) -> dict[str, Any]:
    """One article, whole: its text, its sections and the sentences of every role.

    A section's `heading` says in which article those words stand, which for an inferred one is another.
    """
    numbers = searcher.sentence_numbers(article.id)
    sentences = searcher.sentences(numbers)
    headings: dict[int, Heading] = {}
    for sentence, heading in zip(sentences, searcher.headings(numbers), strict=True):
        if heading is not None:
            headings[sentence.section] = heading
    return {
        "id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published,
        "url": article.url,
        "version": article.version,
        "characters": len(article.text),
        "text": article.text,
        "sections": [
            {"start": section.start, "end": section.end, **_heading(headings.get(place))}
            for place, section in enumerate(article.sections)
        ],
        "sentences": [_sentence(sentence) for sentence in sentences],
    }


UNTOLD = "The reason is told to whoever sends the token, and on the library's pages."
"""What others read in its stead: it may name folders of the server, or quote what was sent."""


def job_reply(job: Job, *, insider: bool) -> dict[str, Any]:
    """One job: how far it is, and what came of it; why it failed in words only for an `insider`."""
    error = job.error if insider or job.error is None else {**job.error, "detail": UNTOLD}
    return {
        "id": job.id,
        "kind": job.kind.value,
        "article": job.article,
        "state": job.state.value,
        "progress": {
            "articles": job.progress.articles,
            "of": job.progress.of,
            "sentences": job.progress.sentences,
            "seconds_left": job.progress.seconds_left,
        },
        "changed": list(job.changed),
        "version": job.version,
        "report": job.report,
        "receipt": job.receipt,
        "error": error,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
    }


def job_href(job: Job) -> str:
    """The address of a job."""
    return f"/api/v1/index/rebuilds/{quote(job.id, safe='')}"


def article_href(citation: Citation) -> str:
    """The address of the page that shows a citation in its article."""
    version, article_id = quote(citation.version, safe=":"), quote(citation.article_id, safe="")
    return f"/articles/{article_id}?version={version}&start={citation.start}&end={citation.end}#cited"


def _interpretation(interpretation: Interpretation) -> dict[str, Any]:
    return {
        "standalone": interpretation.standalone,
        "kind": interpretation.kind.value,
        "corrections": [{"from": change.wrong, "to": change.right} for change in interpretation.corrections],
        "expansions": [{"term": change.term, "added": list(change.added)} for change in interpretation.expansions],
        "carried_over": list(interpretation.carried_over),
    }


def _short(short: ShortAnswer) -> dict[str, Any]:
    return {
        "text": short.text,
        "kind": short.kind.value,
        "passage": short.passage,
        "from": short.origin.value,
        "citation": _citation(short.citation),
    }


def _passage(passage: Passage, *, explain: bool) -> dict[str, Any]:
    parts = {"explain": [{"term": part.term, "weight": part.weight} for part in passage.parts]} if explain else {}
    return {
        "rank": passage.rank,
        "score": passage.score,
        "text": passage.text,
        "heading": passage.heading,
        "heading_inferred": passage.heading_inferred,
        "speaker": passage.speaker,
        "before": passage.before,
        "after": passage.after,
        "highlights": [list(span) for span in passage.highlights],
        "matched_terms": list(passage.matched_terms),
        "missing_terms": list(passage.missing_terms),
        **parts,
        "sources": passage.sources,
        "citations": [_citation(citation) for citation in passage.citations],
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "article_id": citation.article_id,
        "title": citation.title,
        "publisher": citation.publisher,
        "published": citation.published,
        "version": citation.version,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "prefix": citation.prefix,
        "suffix": citation.suffix,
        "copy_of": citation.copy_of,
        "verified": citation.verified,
        "href": article_href(citation),
    }


def _no_answer(no_answer: NoAnswer) -> dict[str, Any]:
    return {
        "reason": no_answer.reason.value,
        "missing_terms": list(no_answer.missing_terms),
        "suggestions": list(no_answer.suggestions),
    }


def _heading(heading: Heading | None) -> dict[str, Any]:
    if heading is None:
        return {"heading": None, "heading_inferred": False}
    return {
        "heading": {
            "text": heading.text,
            "article_id": heading.article_id,
            "start": heading.start,
            "end": heading.end,
        },
        "heading_inferred": heading.inferred,
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        **_span(sentence),
        "role": sentence.role.value,
        "section": sentence.section,
        "paragraph": sentence.paragraph,
        "speaker": _span(sentence.speaker) if sentence.speaker else None,
    }


def _span(span: Span | Sentence) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}
