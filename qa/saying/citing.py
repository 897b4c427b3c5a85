"""From evidence to passages that are shown: every quote is compared with the stored article before it leaves."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import count

from corpus import Article, Edit, Sentence, Span, edits_within, place_edited
from index import Searcher, analyse
from qa.asking.question import Question
from qa.gathering.evidence import Evidence
from qa.gathering.items import Item
from qa.saying.missing import tells
from qa.values import AnswerKind, Citation, Passage, ScorePart, ShortAnswer, ShortItem

CONTEXT = 32
"""How many characters of prefix and suffix a citation carries."""

AROUND = 300
"""At most how many characters of its paragraph are shown before and after a passage."""

Read = Callable[[str], Article | None]
"""Reads an article that is intact."""


def cite_passages(question: Question, found: Sequence[Evidence], searcher: Searcher) -> tuple[Passage, ...]:
    """Make passages of evidence; a citation that cannot be verified is dropped, and ranks stay without gaps."""
    numbers, read = count(1), _read_all(found, searcher).get
    telling = [tells(term, question) for term in question.terms]
    _read_beside(found, searcher)
    out: list[Passage] = []
    for evidence, near in zip(found, _nearest_words(question, found, searcher), strict=True):
        citations = _citations(evidence, numbers, read)
        shown = evidence.extents[0].text if evidence.extents else evidence.lead.sentence.text
        article = read(citations[0].article_id) if citations else None
        if article is not None and article.read(citations[0].start, citations[0].end) == shown:
            others = [_citations(other, numbers, read) for other in evidence.agreeing]
            sources = 1 + sum(bool(other) for other in others)
            every = (*citations, *(citation for other in others for citation in other))
            out.append(_passage(question, telling, evidence, near, len(out) + 1, every, sources, article, searcher))
    return tuple(out)


def _read_all(found: Sequence[Evidence], searcher: Searcher) -> dict[str, Article]:
    """Read the articles that evidence stands in, each once; without those that are not intact."""
    ids = sorted(frozenset[str]().union(*(evidence.articles for evidence in found)))
    return {article.id: article for article in searcher.articles(ids) if article is not None and article.is_whole}


def _citations(evidence: Evidence, numbers: Iterator[int], read: Read) -> tuple[Citation, ...]:
    """Cite a text and its copies, as far as they can be verified; the copies name the first."""
    members = (evidence.lead, *evidence.twins)
    extents = evidence.extents or [Span(m.sentence.start, m.sentence.end, m.sentence.text) for m in members]
    citations: list[Citation] = []
    for member, span in zip(members, extents, strict=True):
        article = _verified(read, member.sentence.article_id, span)
        if article is not None:
            first = citations[0].number if citations else None
            citations.append(_citation(article, span, next(numbers), first))
    return tuple(citations)


def cite_short_answer(
    question: Question, evidence: Evidence, passage: Passage, searcher: Searcher
) -> ShortAnswer | None:
    """Cite the very words of evidence's short answer; None where it has none that is sure enough, or it cannot be
    verified. The citation carries the number of its passage's citation of the same article.
    """
    short = evidence.short
    if short is None or not short.given:
        return None
    span = Span(short.start, short.end, short.text)
    article = _verified(partial(_intact, searcher), short.article_id, span)
    if article is None:
        return None
    citation = _citation(article, span, _number_of(passage, short.article_id), None)
    return ShortAnswer(short.text, question.kind, passage.rank, short.origin, citation)


def cite_items(
    items: Sequence[Item], found: Sequence[Evidence], passages: Sequence[Passage], searcher: Searcher
) -> ShortAnswer | None:
    """Cite each of several things in the very words of its passage, its heading or its speaker; without those that
    cannot be verified, and None where none can.
    """
    read = cache(partial(_intact, searcher))
    shown = {(p.citations[0].article_id, p.citations[0].start): p for p in passages}
    out: list[ShortItem] = []
    for item in items:
        evidence, short = found[item.place], item.span
        start = evidence.extents[0].start if evidence.extents else evidence.lead.sentence.start
        passage = shown.get((evidence.lead.sentence.article_id, start))
        span = Span(short.start, short.end, short.text)
        article = _verified(read, short.article_id, span)
        if passage is not None and article is not None:
            citation = _citation(article, span, _number_of(passage, short.article_id), None)
            out.append(ShortItem(short.text, item.kind, passage.rank, short.origin, citation))
    if not out:
        return None
    first = out[0]
    return ShortAnswer(first.text, AnswerKind.LIST, first.passage, first.origin, first.citation, tuple(out))


def _number_of(passage: Passage, article_id: str) -> int:
    """Return the number of a passage's citation of an article; its first one's, where it cites another only."""
    own = (cited.number for cited in passage.citations if cited.article_id == article_id)
    return next(own, passage.citations[0].number)


def _verified(read: Read, article_id: str, span: Span) -> Article | None:
    """Read a span again from the stored article; None where it is not exactly there, or the article is not intact."""
    article = read(article_id)
    return article if article is not None and article.read(span.start, span.end) == span.text else None


def _intact(searcher: Searcher, article_id: str) -> Article | None:
    """Read an article; None where its text is not what was hashed."""
    article = searcher.article(article_id)
    return article if article and article.is_whole else None


def _citation(article: Article, span: Span, number: int, copy_of: int | None) -> Citation:
    """Cite a span that was verified, in the article's own characters."""
    start, end = span.start, span.end
    before, after = max(0, start - CONTEXT), min(len(article.text), end + CONTEXT)
    return Citation(
        number=number,
        article_id=article.id,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        version=article.version,
        start=start,
        end=end,
        quote=article.text[start:end],
        prefix=article.text[before:start],
        suffix=article.text[end:after],
        copy_of=copy_of,
        verified=True,
        as_read=(article.read(before, start), span.text, article.read(end, after)),
    )


def _passage(
    question: Question,
    telling: Sequence[bool],
    evidence: Evidence,
    near: dict[str, str],
    rank: int,
    citations: tuple[Citation, ...],
    sources: int,
    article: Article,
    searcher: Searcher,
) -> Passage:
    """Make a passage. `telling`: which of the question's terms are told where they are missing; `article`: the one that
    the first citation is of.
    """
    lead, start, end = evidence.lead, citations[0].start, citations[0].end
    sentence = lead.sentence
    is_list = evidence.beside is None and article.read(start, end) != sentence.text
    before, after = ("", "") if is_list else _around(evidence.numbers, searcher)
    edits = edits_within(article.edits, start, end)
    terms = list(zip(question.terms, evidence.held, telling, strict=True))
    return Passage(
        rank=rank,
        score=lead.score,
        text=citations[0].quote,
        heading=lead.heading.text if lead.heading is not None else None,
        heading_inferred=lead.heading.inferred if lead.heading is not None else False,
        speaker=sentence.speaker.text if sentence.speaker is not None else None,
        before=before,
        after=after,
        highlights=_highlights(question, near.values(), article, start, end),
        matched_terms=tuple(term.word for term, held, _ in terms if held),
        missing_terms=tuple(term.word for term, held, told in terms if told and not held),
        parts=tuple(ScorePart(*part) for part in lead.parts if part[1]),
        sources=sources,
        citations=citations,
        edits=tuple(Edit(edit.start - start, edit.end - start, edit.shown) for edit in edits),
        occasion=article.title if article.is_transcript else None,
    )


def _around(numbers: Sequence[int], searcher: Searcher) -> tuple[str, str]:
    """Return the text of the same paragraph before and after sentences, as it is read, as far as AROUND goes."""
    first, last = searcher.sentences([min(numbers), max(numbers)])
    article = searcher.article(first.article_id)
    start, end = first.start, last.end
    for other in _same_paragraph(range(min(numbers) - 1, -1, -1), first, searcher):
        if first.start - other.start > AROUND:
            break
        start = other.start
    for other in _same_paragraph(range(max(numbers) + 1, searcher.n_rows), last, searcher):
        if other.end - last.end > AROUND:
            break
        end = other.end
    if article is None:
        return "", ""
    return article.read(start, first.start), article.read(last.end, end)


def _read_beside(found: Sequence[Evidence], searcher: Searcher) -> None:
    """Read the sentences beside these in one go: each passage is about to ask for its own."""
    beside = (evidence.lead.number + step for evidence in found for step in (-1, 1))
    searcher.sentences(number for number in beside if 0 <= number < searcher.n_rows)


def _same_paragraph(numbers: Sequence[int], sentence: Sentence, searcher: Searcher) -> Iterable[Sentence]:
    for number in numbers:
        other = searcher.sentences([number])[0]
        if (other.article_id, other.paragraph) != (sentence.article_id, sentence.paragraph):
            return
        yield other


def _nearest_words(question: Question, found: Sequence[Evidence], searcher: Searcher) -> list[dict[str, str]]:
    """Return, for the question's terms that each passage holds by a word like them only, that word's term."""
    if not found:
        return []
    near = searcher.closest(
        [(term.term, term.word) for term in question.terms], [evidence.lead.number for evidence in found]
    )
    return [
        {
            term.word: other
            for term, held, other in zip(question.terms, evidence.lead.held, closest, strict=True)
            if 0 < held < 1 and not term.exact and other is not None
        }
        for evidence, closest in zip(found, near, strict=True)
    ]


def _highlights(
    question: Question, near: Iterable[str], article: Article, start: int, end: int
) -> tuple[tuple[int, int], ...]:
    """Return the spans of a passage's words that are words of the question, stand in their place or count for them."""
    asked = {term.term for term in question.terms} | set(near)
    asked |= {other for term in question.terms for pairs in term.others for other, _ in pairs}
    edits = edits_within(article.edits, start, end)
    places = ((token.start, token.end) for token in analyse(article.read(start, end)) if token.term in asked)
    if edits:
        places = (place_edited(start, end, edits, place) for place in places)
        return tuple((first - start, last - start) for first, last in places)
    return tuple(places)
