"""How an answer reads on the page: put into words, nothing added to the sources' own."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from corpus import Article
from qa import (
    Answer,
    AnswerKind,
    Citation,
    Interpretation,
    NoAnswer,
    Origin,
    Passage,
    Reason,
    Request,
    ShortAnswer,
    Undo,
)
from web.http.bodies import FiltersBody
from web.pages.address import address
from web.pages.confidence import tell_confidence, tell_meaning
from web.pages.filters import Narrowing
from web.pages.passage import Reach, find_reach, is_contact
from web.wording import in_time, listed, title_of

_ORIGINS = {
    Origin.TEXT: "Word for word in the passage below.",
    Origin.HEADING: "The heading over the passage below.",
    Origin.SPEAKER: "The speaker of the passage below.",
    Origin.CORPUS: "From the catalogue of all articles, not from the words of one.",
}

_OF_ITEMS = "Each word for word where its number leads."

_WHOLE = {
    AnswerKind.SECTION: "The section’s own sentences, in their order",
    AnswerKind.COMPARISON: "Each in its own sentences; what they share is for you to see",
    AnswerKind.CORPUS: "",
}
"""What stands over an answer that is no single passage, by what was asked for."""

_REFUSALS = {
    Reason.TERMS_ABSENT: ("The articles don’t say", ""),
    Reason.BELOW_THRESHOLD: (
        "The articles don’t say",
        "The passages that come nearest do not hold what was asked for.",
    ),
    Reason.NOT_STATED: (
        "No passage says it",
        "It would have to be counted, or worked out from several passages: read those that come nearest.",
    ),
    Reason.UNSURE: ("Not sure", "One of the passages below may answer, or none of them."),
    Reason.FILTERED_OUT: ("Not in these articles", "The filters leave out every article that could answer."),
    Reason.EMPTY_INDEX: ("There are no articles yet", "Nothing can be answered until articles are added."),
    Reason.NOT_A_QUESTION: ("Nothing to look for", "There are no words in this that could be looked up."),
}
"""For each reason: what is said large, and why, unless the missing words say it all."""


_OVER_NEAREST = {False: "Not an answer, but nearest", True: "Possible passages, no answer yet"}
"""What stands over the nearest passages, by whether these may answer."""

_NEAREST = 3
"""How many passages that are no answer are shown at once."""

_REASONS = {
    True: (
        ("wrong_answer", "The answer is wrong"),
        ("wrong_passage", "The passage is wrong"),
        ("should_have_refused", "The articles don’t say it"),
    ),
    False: (("should_have_answered", "The articles do say it"),),
}
"""What may be wrong with a reply, by whether it is an answer."""


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One change that was made to the question: what was done, the words it was done with, the address of the
    conversation without it, and both in few words.
    """

    what: str
    words: str
    without: str
    kind: Undo
    line: str


class Source(NamedTuple):
    """An article, by a citation of it, and the numbers of all the citations of it that are shown together."""

    citation: Citation
    numbers: tuple[int, ...]


class ShownItem(NamedTuple):
    """One of several things that are asked for, and the citation that proves it."""

    text: str
    citation: Citation | None


class ShownColumn(NamedTuple):
    """Passages that are shown together, the heading over them, and the articles that they stand in."""

    heading: str
    passages: tuple[Passage, ...]
    sources: tuple[Source, ...]


class ShownValue(NamedTuple):
    """One of several differing values, the citations that give it, and what is said of it beside."""

    text: str
    citations: tuple[Citation, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """One question and its answer, ready for the template; `short` and the passages are the answer's own.

    `form`: what stands over an answer that is no single passage. `items`: each of several things that are asked for,
    `sources` the articles that these stand in. `columns`: the passages that are shown together, as they stand, where a
    section, two of them or the catalogue is asked for; of two by name. `reach`: how to reach whom the answer names.
    `elsewhere`: where a short answer stands, if not with the passage that leads.
    `outside`: the articles' own addresses on the web, by id.
    `id` tells it from every other turn of a page. `lead` is the passage that the answer comes from, `more` are the
    others; without an answer, `headline` says so, `why` and `refusal` say for what reason, `nearest` are shown, under
    `over_nearest`, and `farther` folded away. `searched`: the question as it was searched, where that is another;
    `beside`: that and every change to it, in a line. `reasons`: what may be wrong with it.
    `tone` is the band; without an answer `unsure`, where one of the nearest may be it, else `none`. `announcement` is
    what a screen reader is told. `differing`: values that differ, with the citations that give each. `kept`: which
    articles were asked, and `everywhere` the address of the same question asked of all; `nothing`: where these are none
    at all, which value it is that nothing has. `asked`: what else of the request the answer depends on, as JSON;
    `featured`: the article that an editor chose for such a question.
    """

    id: str
    question: str
    history: tuple[str, ...]
    undone: tuple[str, ...]
    version: str
    href: str
    title: str
    tone: str
    announcement: str
    searched: str
    beside: str
    understood: tuple[QuestionChange, ...]
    form: str
    short: ShortAnswer | None
    items: tuple[ShownItem, ...]
    sources: tuple[Source, ...]
    reach: tuple[Reach, ...]
    elsewhere: Citation | None
    origin: str
    columns: tuple[ShownColumn, ...]
    confidence: str
    meaning: str
    refusal: NoAnswer | None
    headline: str
    why: str
    differing: tuple[ShownValue, ...]
    lead: Passage | None
    more: tuple[Passage, ...]
    over_nearest: str
    nearest: tuple[Passage, ...]
    farther: tuple[Passage, ...]
    citations: tuple[Citation, ...]
    outside: Mapping[str, str]
    reasons: tuple[tuple[str, str], ...]
    follow_ups: tuple[str, ...]
    kept: Narrowing
    everywhere: str
    nothing: tuple[str, ...]
    asked: str
    featured: Article | None


def show_turn(
    answer: Answer,
    request: Request,
    follow_ups: Iterable[str] = (),
    outside: Mapping[str, str] | None = None,
    nothing: tuple[str, ...] = (),
    featured: Article | None = None,
) -> ShownTurn:
    """Put the answer to a request into words, with questions to ask next. `outside`, `nothing` and
    `featured`: see `ShownTurn`.
    """
    refusal = answer.no_answer
    unsure = refusal is not None and refusal.reason is Reason.UNSURE
    headline, why = _REFUSALS[refusal.reason] if refusal else ("", "")
    questions = (*request.history, request.question)
    undone = tuple(sorted(request.undo))
    kept = Narrowing.of(request.filters)
    short, band, standalone = answer.short, answer.confidence.band, answer.interpretation.standalone
    rank = short.passage if short else 1
    items = tuple(_items(answer))
    kind = answer.interpretation.kind
    columns = _columns(answer)
    lead = None if columns else next((passage for passage in answer.passages if passage.rank == rank), None)
    understood = tuple(_changes(answer.interpretation, questions, undone, kept))
    searched = standalone if standalone != request.question else ""
    return ShownTurn(
        id="t" + hashlib.sha256(json.dumps([questions, undone, kept.pairs()]).encode()).hexdigest()[:12],
        question=request.question,
        history=request.history,
        undone=undone,
        version=answer.index.version,
        href=address(questions, undone, kept),
        title=title_of(f"{request.question} – Pioneer Q&A"),
        tone=("unsure" if unsure else "none") if refusal else band.value,
        announcement=_announcement(answer, headline),
        searched=searched,
        beside="; ".join(change.line for change in understood) or (f"Searched for “{searched}”" if searched else ""),
        understood=understood,
        form=_form(answer, items),
        short=short,
        items=items,
        sources=_sources(item.citation for item in items if item.citation),
        reach=find_reach(lead.as_read) if lead and (kind is AnswerKind.CONTACT or is_contact(lead)) else (),
        elsewhere=_elsewhere(short, lead) if short and not items else None,
        origin="" if not short else _OF_ITEMS if items and short.citation else _ORIGINS[short.origin],
        columns=columns,
        confidence="" if refusal else tell_confidence(answer),
        meaning="" if refusal else tell_meaning(answer),
        refusal=refusal,
        headline=headline,
        why=why,
        differing=tuple(_differing(answer)),
        lead=lead,
        more=() if columns else tuple(passage for passage in answer.passages if passage.rank != rank),
        over_nearest=_OVER_NEAREST[unsure],
        nearest=answer.nearest[:_NEAREST],
        farther=answer.nearest[_NEAREST:],
        citations=tuple(cited for passage in answer.passages for cited in passage.citations),
        outside=outside or {},
        reasons=_REASONS[refusal is None],
        follow_ups=tuple(follow_ups),
        kept=kept,
        everywhere=address(questions, undone),
        nothing=nothing,
        asked=_asked(request),
        featured=featured,
    )


def _asked(request: Request) -> str:
    """What an answer depends on beside its questions, as the feedback on it repeats it."""
    lists = {name: value for name in FiltersBody.model_fields if (value := getattr(request.filters, name)) is not None}
    return json.dumps({"undo": sorted(request.undo), "filters": lists, "today": request.asked_on}, ensure_ascii=False)


def _form(answer: Answer, items: Sequence[ShownItem]) -> str:
    """What stands over an answer that is no single passage."""
    if items:
        return "One item" if len(items) == 1 else f"{len(items)} items"
    return _WHOLE.get(answer.interpretation.kind, "") if answer.answered else ""


def _items(answer: Answer) -> Iterator[ShownItem]:
    """Each of several things; a heading is proved by the sentence under it, whose link marks the heading, too."""
    passages = {passage.rank: passage for passage in answer.passages}
    for item in (answer.short.items if answer.short else None) or ():
        yield ShownItem(item.text, _proof(item.citation, passages.get(item.passage), item.origin))


def _proof(own: Citation | None, passage: Passage | None, origin: Origin) -> Citation | None:
    """The citation that proves what a heading says: that of a passage under it, if one is in the heading's article."""
    if own is None or passage is None or origin is not Origin.HEADING:
        return own
    return next((cited for cited in passage.citations if cited.article_id == own.article_id), own)


def _elsewhere(short: ShortAnswer, lead: Passage | None) -> Citation | None:
    """Where a short answer stands, if not in the article that the passage below it is cited from first."""
    own = short.citation
    return own if own and (lead is None or lead.citations[0].article_id != own.article_id) else None


def _sources(citations: Iterable[Citation]) -> tuple[Source, ...]:
    """The articles that these stand in, as they are met."""
    found: dict[str, dict[int, Citation]] = {}
    for citation in citations:
        found.setdefault(citation.article_id, {})[citation.number] = citation
    return tuple(Source(next(iter(each.values())), tuple(sorted(each))) for each in found.values())


def _announcement(answer: Answer, headline: str) -> str:
    if answer.no_answer and answer.no_answer.reason is Reason.UNSURE:
        return f"{headline}. The nearest passages may answer."
    if headline:
        return f"No answer. {headline}."
    if answer.short:
        items = answer.short.items or (answer.short,)
        return f"Answer: {listed(item.text for item in items)}"
    return f"The articles say: {answer.passages[0].as_read}"


def _columns(answer: Answer) -> tuple[ShownColumn, ...]:
    """The passages that are shown together: of a section, of each of two, or those beside what the catalogue tells."""
    kind = answer.interpretation.kind
    if not answer.answered or kind not in _WHOLE:
        return ()
    headed = kind is not AnswerKind.CORPUS
    by_heading = groupby(answer.passages, key=lambda passage: (headed and passage.heading) or "")
    groups = [(heading, tuple(passages)) for heading, passages in by_heading]
    return tuple(
        ShownColumn(heading, passages, _sources(cited for passage in passages for cited in passage.citations))
        for heading, passages in groups
    )


def _changes(
    read: Interpretation, questions: tuple[str, ...], undone: tuple[str, ...], kept: Narrowing
) -> Iterator[QuestionChange]:
    def change(what: str, words: str, kind: Undo, line: str) -> QuestionChange:
        return QuestionChange(what, words, address(questions, sorted({*undone, kind}), kept), kind, line)

    for corrected in read.corrections:
        words = f"“{corrected.wrong}” read as “{corrected.right}”"
        yield change("Spelling:", words, Undo.CORRECTIONS, words)
    if read.carried_over:
        words = listed(read.carried_over)
        yield change("Carried over from before:", words, Undo.CARRIED_OVER, f"about {words}")
    if read.time is not None:
        yield change("Read as time:", in_time(read.time), Undo.TIME, in_time(read.time))
    for expanded in read.expansions:
        added = listed(expanded.added)
        words = f"{added} (for “{expanded.term}”)"
        yield change("Also searched for:", words, Undo.EXPANSIONS, f"“{expanded.term}” also as {added}")


def _differing(answer: Answer) -> Iterator[ShownValue]:
    citations = {passage.rank: passage.citations for passage in answer.passages}
    for value in answer.disagreement or ():
        cited = tuple(citation for rank in value.passages for citation in citations[rank])
        yield ShownValue(value.text, cited, "earlier" if value.superseded else "")
