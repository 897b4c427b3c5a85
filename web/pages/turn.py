"""How an answer reads on the page: put into words, nothing added to the sources' own."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from qa import (
    Answer,
    AnswerKind,
    Band,
    Citation,
    Interpretation,
    NoAnswer,
    Origin,
    Passage,
    Reason,
    Request,
    ShortAnswer,
    ShortItem,
    Undo,
)
from web.pages.address import address
from web.pages.filters import Narrowing
from web.wording import in_time, title_of

_ORIGINS = {
    Origin.TEXT: "Word for word in the passage below.",
    Origin.HEADING: "The heading over the passage below.",
    Origin.SPEAKER: "The speaker of the passage below.",
    Origin.CORPUS: "From the catalogue of all articles, not from the words of one.",
}

_OF_ITEMS = "Each word for word where its number leads."

_WHOLE = {
    AnswerKind.SECTION: "The section’s own sentences, in their order; nothing is put in other words.",
    AnswerKind.COMPARISON: "Both sections’ own sentences, side by side and in their order. What they have in common, "
    "and where they differ, is for you to see.",
    AnswerKind.CORPUS: "",
}
"""What is said of an answer that is no single passage, by what was asked for."""

_WHOLE_CONFIDENCE = {
    AnswerKind.SECTION: (
        "High confidence: the question names this section.",
        "Every sentence of it stands here or below.",
    ),
    AnswerKind.COMPARISON: (
        "High confidence: the question names these sections.",
        "As many of their sentences are shown as asked for.",
    ),
    AnswerKind.CORPUS: ("Certain: counted or looked up in the catalogue.", "The passages are the articles’ own."),
}

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
    Reason.UNSURE: ("Not sure", "One of the passages below may answer, or none of them: read them to see."),
    Reason.FILTERED_OUT: ("Not in these articles", "The filters leave out every article that could answer."),
    Reason.EMPTY_INDEX: ("There are no articles yet", "Nothing can be answered until articles are added."),
    Reason.NOT_A_QUESTION: ("Nothing to look for", "There are no words in this that could be looked up."),
}
"""For each reason: what is said large, and why, unless the missing words say it all."""

_MEANINGS = {
    Band.HIGH: "The passage covers the question. On questions about articles that this program had not seen, 270 of "
    "289 answers of high confidence were right: read the passage before you print it.",
    Band.MEDIUM: "The passage may well answer, but something of the question is not in it. On questions about "
    "articles that this program had not seen, 577 of 1,053 answers of medium confidence were right: check the source.",
}
"""What a band means: the first passages that were right of the judged sets but SelQA, with the encoder, each family of
corpora left out of all that was fitted; first turns.
"""

_OVER_NEAREST = {False: "Not an answer, but nearest", True: "These may answer"}
"""What stands over the nearest passages, by whether these may answer."""

_NEAREST = 3
"""How many passages that are no answer are shown at once."""

_VERDICTS = {
    True: (
        ("correct", "Right"),
        ("wrong_answer", "Wrong answer"),
        ("wrong_passage", "Wrong passage"),
        ("should_have_refused", "Should have said it doesn’t know"),
    ),
    False: (("correct", "Right"), ("should_have_answered", "Should have had an answer")),
}
"""What may be said of a reply, by whether it is an answer."""


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One change that was made to the question: what was done, the words it was done with, and the address of the
    conversation without it.
    """

    what: str
    words: str
    without: str
    kind: Undo


class ShownValue(NamedTuple):
    """One of several differing values, the citations that give it, and what is said of it beside."""

    text: str
    citations: tuple[Citation, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """One question and its answer, ready for the template; `short` and the passages are the answer's own.

    `items`: each of several things that are asked for. `whole`: what is said over passages that are shown together, as
    they stand, where a section, two of them or the catalogue is asked for; `columns` are these, of two by name.
    `id` tells it from every other turn of a page. `lead` is the passage that the answer comes from, `more` are the
    others; without an answer, `headline` says so, `why` and `refusal` say for what reason, `nearest` are shown, under
    `over_nearest`, and `farther` folded away. `searched`: the question as it was searched, where that is another.
    `tone` is the band; without an answer `unsure`, where one of the nearest may be it, else `none`. `announcement` is
    what a screen reader is told. `differing`: values that differ, with the citations that give each. `kept`: which
    articles were asked, and `everywhere` the address of the same question asked of all; `nothing`: where these are none
    at all, which value it is that nothing has.
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
    understood: tuple[QuestionChange, ...]
    short: ShortAnswer | None
    items: tuple[ShortItem, ...]
    origin: str
    whole: str
    columns: tuple[tuple[str, tuple[Passage, ...]], ...]
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
    verdicts: tuple[tuple[str, str], ...]
    follow_ups: tuple[str, ...]
    kept: Narrowing
    everywhere: str
    nothing: tuple[str, ...]


def show_turn(
    answer: Answer, request: Request, follow_ups: Iterable[str] = (), nothing: tuple[str, ...] = ()
) -> ShownTurn:
    """Put the answer to a request into words, with questions to ask next."""
    refusal = answer.no_answer
    unsure = refusal is not None and refusal.reason is Reason.UNSURE
    headline, why = _REFUSALS[refusal.reason] if refusal else ("", "")
    questions = (*request.history, request.question)
    undone = tuple(sorted(request.undo))
    kept = Narrowing.of(request.filters)
    short, band, standalone = answer.short, answer.confidence.band, answer.interpretation.standalone
    rank = short.passage if short else 1
    items = short.items if short and short.items else ()
    kind = answer.interpretation.kind
    columns = _columns(answer)
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
        searched=standalone if standalone != request.question else "",
        understood=tuple(_changes(answer.interpretation, questions, undone, kept)),
        short=short,
        items=items,
        origin="" if not short else _OF_ITEMS if items and short.citation else _ORIGINS[short.origin],
        whole=_WHOLE.get(kind, "") if answer.answered else "",
        columns=columns,
        confidence="" if refusal else _confidence(answer),
        meaning="" if refusal else _WHOLE_CONFIDENCE[kind][1] if kind in _WHOLE else _MEANINGS.get(band, ""),
        refusal=refusal,
        headline=headline,
        why=why,
        differing=tuple(_differing(answer)),
        lead=None if columns else next((passage for passage in answer.passages if passage.rank == rank), None),
        more=() if columns else tuple(passage for passage in answer.passages if passage.rank != rank),
        over_nearest=_OVER_NEAREST[unsure],
        nearest=answer.nearest[:_NEAREST],
        farther=answer.nearest[_NEAREST:],
        citations=tuple(cited for passage in answer.passages for cited in passage.citations),
        verdicts=_VERDICTS[refusal is None],
        follow_ups=tuple(follow_ups),
        kept=kept,
        everywhere=address(questions, undone),
        nothing=nothing,
    )


def _announcement(answer: Answer, headline: str) -> str:
    if answer.no_answer and answer.no_answer.reason is Reason.UNSURE:
        return f"{headline}. The nearest passages may answer."
    if headline:
        return f"No answer. {headline}."
    if answer.short:
        items = answer.short.items or (answer.short,)
        return f"Answer: {_listed(item.text for item in items)}"
    return f"The articles say: {answer.passages[0].as_read}"


def _confidence(answer: Answer) -> str:
    """The band in words; `medium` says what the first passage leaves uncovered."""
    if answer.interpretation.kind in _WHOLE:
        return _WHOLE_CONFIDENCE[answer.interpretation.kind][0]
    if answer.confidence.band is Band.HIGH:
        return "High confidence: the passage covers the question."
    uncovered = _listed(f"“{term}”" for term in answer.passages[0].missing_terms)
    if uncovered:
        return f"Medium confidence: the first passage says nothing of {uncovered}."
    return "Medium confidence: read the passage to see whether it is meant so."


def _columns(answer: Answer) -> tuple[tuple[str, tuple[Passage, ...]], ...]:
    """The passages that are shown together: of a section, of each of two, or those beside what the catalogue tells."""
    if not answer.answered or answer.interpretation.kind not in _WHOLE:
        return ()
    if answer.interpretation.kind is AnswerKind.CORPUS:
        return (("", answer.passages),)
    groups = groupby(answer.passages, key=lambda passage: passage.heading or "")
    return tuple((heading, tuple(passages)) for heading, passages in groups)


def _changes(
    read: Interpretation, questions: tuple[str, ...], undone: tuple[str, ...], kept: Narrowing
) -> Iterator[QuestionChange]:
    def change(what: str, words: str, kind: Undo) -> QuestionChange:
        return QuestionChange(what, words, address(questions, sorted({*undone, kind}), kept), kind)

    for corrected in read.corrections:
        yield change("Spelling:", f"“{corrected.wrong}” read as “{corrected.right}”", Undo.CORRECTIONS)
    for expanded in read.expansions:
        words = f"{_listed(expanded.added)} (for “{expanded.term}”)"
        yield change("Also searched for:", words, Undo.EXPANSIONS)
    if read.carried_over:
        yield change("Carried over from before:", _listed(read.carried_over), Undo.CARRIED_OVER)
    if read.time is not None:
        yield change("Read as time:", in_time(read.time), Undo.TIME)


def _differing(answer: Answer) -> Iterator[ShownValue]:
    citations = {passage.rank: passage.citations for passage in answer.passages}
    for value in answer.disagreement or ():
        cited = tuple(citation for rank in value.passages for citation in citations[rank])
        yield ShownValue(value.text, cited, "earlier" if value.superseded else "")


def _listed(words: Iterable[str]) -> str:
    """Join words as a sentence lists them: a, b and c."""
    *first, last = tuple(words) or ("",)
    return f"{', '.join(first)} and {last}" if first else last
