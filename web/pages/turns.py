"""How a reply reads on the page: the contract's JSON object put into words, nothing added to the sources' own."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from qa import Request, Undo
from web.pages.address import address
from web.pages.titles import title_of

Reply = dict[str, Any]

_ORIGINS = {
    "text": "Word for word in the passage below.",
    "heading": "The heading over the passage below.",
    "speaker": "The speaker of the passage below.",
}

_REFUSALS = {
    "terms_absent": ("The articles don’t say", ""),
    "below_threshold": ("The articles don’t say", "No passage covers enough of the question to be its answer."),
    "filtered_out": ("Not in these articles", "The filters leave out every article that could answer."),
    "empty_index": ("There are no articles yet", "Nothing can be answered until articles are added."),
    "not_a_question": ("Nothing to look for", "There are no words in this that could be looked up."),
}
"""For each reason of the contract: what is said large, and why, unless the missing words say it all."""

_MEANINGS = {
    "high": "The passage covers the question. On test questions by people who had not seen this program, 43 of 51 "
    "answers of high confidence were right: read the passage before you print it.",
    "medium": "The passage may well answer, but something of the question is not in it. On test questions by people "
    "who had not seen this program, 52 of 88 answers of medium confidence were right: check the source.",
}
"""What a band means: the passages of `pioneers-held-out` and `pioneers-second` that were right, counted in each."""

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
class Piece:
    """A stretch of a passage, matched by the question or not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One change that was made to the question: what was done, the words it was done with, and the address of the
    conversation without it.
    """

    what: str
    words: str
    without: str
    kind: Undo


@dataclass(frozen=True, slots=True)
class Value:
    """One of several differing values, with the citations that give it."""

    text: str
    citations: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a passage's score, and how long its bar is, in percent of the longest."""

    term: str
    weight: float
    length: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, in words; the lists are the reply's."""

    headline: str
    why: str
    missing_terms: tuple[str, ...]
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question to ask next, and the address of the conversation with it."""

    question: str
    href: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer, ready for the template; `short` and the passages are the reply's own.

    `id` tells it from every other turn of a page. `lead` is the passage that the answer comes from, `more` are the
    others; without an answer, `nearest` are shown and `farther` folded away. `searched`: the question as it was
    searched, where that is another. `tone` is the band, or `none` without an answer. `announcement` is what a screen
    reader is told.
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
    understood: tuple[Change, ...]
    short: Reply | None
    origin: str
    confidence: str
    meaning: str
    refusal: Refusal | None
    differing: tuple[Value, ...]
    lead: Reply | None
    more: tuple[Reply, ...]
    nearest: tuple[Reply, ...]
    farther: tuple[Reply, ...]
    citations: tuple[Reply, ...]
    verdicts: tuple[tuple[str, str], ...]
    follow_ups: tuple[FollowUp, ...]


def turn(reply: Reply, request: Request, follow_ups: Iterable[str] = ()) -> Turn:
    """Put the reply to a request into words, with questions to ask next."""
    refusal = _refusal(reply["no_answer"]) if reply["no_answer"] else None
    questions = (*request.history, request.question)
    undone = tuple(sorted(request.undo))
    rank = reply["answer"]["passage"] if reply["answer"] else 1
    tone = "none" if refusal else reply["confidence"]["band"]
    standalone = reply["interpretation"]["standalone"]
    return Turn(
        id="t" + hashlib.sha256(json.dumps([questions, undone]).encode()).hexdigest()[:12],
        question=request.question,
        history=request.history,
        undone=undone,
        version=reply["index"]["version"],
        href=address(questions, undone),
        title=title_of(f"{request.question} – Pioneer Q&A"),
        tone=tone,
        announcement=_announcement(reply, refusal),
        searched=standalone if standalone != request.question else "",
        understood=tuple(_changes(reply["interpretation"], questions, undone)),
        short=reply["answer"],
        origin=_ORIGINS[reply["answer"]["from"]] if reply["answer"] else "",
        confidence="" if refusal else _confidence(reply),
        meaning=_MEANINGS.get(tone, ""),
        refusal=refusal,
        differing=tuple(_differing(reply)),
        lead=next((passage for passage in reply["passages"] if passage["rank"] == rank), None),
        more=tuple(passage for passage in reply["passages"] if passage["rank"] != rank),
        nearest=tuple(reply["nearest"][:_NEAREST]),
        farther=tuple(reply["nearest"][_NEAREST:]),
        citations=tuple(cited for passage in reply["passages"] for cited in passage["citations"]),
        verdicts=_VERDICTS[refusal is None],
        follow_ups=tuple(FollowUp(question, address((*questions, question))) for question in follow_ups),
    )


def pieces(passage: Reply) -> tuple[Piece, ...]:
    """Cut a passage's text at its highlights, which are spans in code points."""
    text = passage["text"]
    out: list[Piece] = []
    end = 0
    for start, stop in sorted(passage["highlights"]):
        start = max(start, end)
        out += (Piece(text[end:start], marked=False), Piece(text[start:stop], marked=True))
        end = max(end, stop)
    out.append(Piece(text[end:], marked=False))
    return tuple(piece for piece in out if piece.text)


def bars(passage: Reply) -> tuple[Bar, ...]:
    """The parts of a passage's score, the largest first, with the lengths of their bars."""
    parts = sorted(passage["explain"], key=lambda part: -abs(part["weight"]))
    longest = max((abs(part["weight"]) for part in parts), default=0.0) or 1.0
    return tuple(Bar(p["term"], p["weight"], round(100 * abs(p["weight"]) / longest, 1)) for p in parts if p["weight"])


def _refusal(no_answer: Reply) -> Refusal:
    headline, why = _REFUSALS[no_answer["reason"]]
    return Refusal(headline, why, tuple(no_answer["missing_terms"]), tuple(no_answer["suggestions"]))


def _announcement(reply: Reply, refusal: Refusal | None) -> str:
    if refusal:
        return f"No answer. {refusal.headline}."
    if reply["answer"]:
        return f"Answer: {reply['answer']['text']}"
    return f"The articles say: {reply['passages'][0]['text']}"


def _confidence(reply: Reply) -> str:
    """The band in words; `medium` says what the first passage leaves uncovered."""
    if reply["confidence"]["band"] == "high":
        return "High confidence: the passage covers the question."
    uncovered = _listed(f"“{term}”" for term in reply["passages"][0]["missing_terms"])
    if uncovered:
        return f"Medium confidence: the first passage says nothing of {uncovered}."
    return "Medium confidence: read the passage to see whether it is meant so."


def _changes(interpretation: Reply, questions: tuple[str, ...], undone: tuple[str, ...]) -> Iterator[Change]:
    def change(what: str, words: str, kind: Undo) -> Change:
        return Change(what, words, address(questions, sorted({*undone, kind})), kind)

    for corrected in interpretation["corrections"]:
        yield change("Spelling:", f"“{corrected['from']}” read as “{corrected['to']}”", Undo.CORRECTIONS)
    for expanded in interpretation["expansions"]:
        words = f"{_listed(expanded['added'])} (for “{expanded['term']}”)"
        yield change("Also searched for:", words, Undo.EXPANSIONS)
    if interpretation["carried_over"]:
        yield change("Carried over from before:", _listed(interpretation["carried_over"]), Undo.CARRIED_OVER)


def _differing(reply: Reply) -> Iterator[Value]:
    if not reply["disagreement"]:
        return
    citations = {passage["rank"]: passage["citations"] for passage in reply["passages"]}
    for value in reply["disagreement"]["values"]:
        yield Value(value["text"], tuple(citation for rank in value["passages"] for citation in citations[rank]))


def _listed(words: Iterable[str]) -> str:
    """Join words as a sentence lists them: a, b and c."""
    *first, last = tuple(words) or ("",)
    return f"{', '.join(first)} and {last}" if first else last
