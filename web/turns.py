"""How a reply reads on the page: the contract's JSON object put into words, nothing added to the sources' own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

Reply = dict[str, Any]

_ORIGINS = {
    "text": "Word for word in",
    "heading": "The heading over the passage in",
    "speaker": "The speaker, named in",
}

_REFUSALS = {
    "terms_absent": ("The articles don’t say", ""),
    "below_threshold": ("The articles don’t say", "No passage covers enough of the question to be its answer."),
    "filtered_out": ("Not in these articles", "The filters leave out every article that could answer."),
    "empty_index": ("There are no articles yet", "Nothing can be answered until articles are added."),
    "not_a_question": ("Nothing to look for", "There are no words in this that could be looked up."),
}
"""For each reason of the contract: what is said large, and why, unless the missing words say it all."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage, matched by the question or not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One change that was made to the question: what was done, and the words it was done with."""

    what: str
    words: str


@dataclass(frozen=True, slots=True)
class Value:
    """One of several differing values, with the citations that give it."""

    text: str
    citations: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, in words; the lists are the reply's."""

    headline: str
    why: str
    missing_terms: tuple[str, ...]
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer, ready for the template; `short`, `passages` and `nearest` are the reply's own.

    `tone` is the band, or `none` without an answer. `announcement` is what a screen reader is told.
    """

    question: str
    title: str
    tone: str
    announcement: str
    understood: tuple[Change, ...]
    short: Reply | None
    origin: str
    confidence: str
    refusal: Refusal | None
    differing: tuple[Value, ...]
    passages: tuple[Reply, ...]
    nearest: tuple[Reply, ...]


def turn(reply: Reply) -> Turn:
    """Put a reply into words."""
    refusal = _refusal(reply["no_answer"]) if reply["no_answer"] else None
    return Turn(
        question=reply["question"],
        title=f"{' '.join(reply['question'].split())} – Pioneer Q&A",
        tone="none" if refusal else reply["confidence"]["band"],
        announcement=_announcement(reply, refusal),
        understood=tuple(_changes(reply["interpretation"])),
        short=reply["answer"],
        origin=_ORIGINS[reply["answer"]["from"]] if reply["answer"] else "",
        confidence="" if refusal else _confidence(reply),
        refusal=refusal,
        differing=tuple(_differing(reply)),
        passages=tuple(reply["passages"]),
        nearest=tuple(reply["nearest"]),
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


def day(published: str) -> str:
    """Return an ISO 8601 day as people write it; anything else as it stands."""
    try:
        found = date.fromisoformat(published)
    except ValueError:
        return published
    return f"{found.day} {found:%B %Y}"


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


def _changes(interpretation: Reply) -> Iterator[Change]:
    for change in interpretation["corrections"]:
        yield Change("Spelling:", f"“{change['from']}” read as “{change['to']}”")
    for change in interpretation["expansions"]:
        yield Change("Also searched for:", f"{_listed(change['added'])} (for “{change['term']}”)")
    if interpretation["carried_over"]:
        yield Change("Carried over from before:", _listed(interpretation["carried_over"]))


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
