"""The short answer to a question: the best span of a passage, and whether it is sure enough to be given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from corpus import Sentence
from index import Heading, Searcher
from qa.asking.question import Question
from qa.finding.ranking import Ranked
from qa.finding.short_answers import ShortSpan, find_short_answer
from qa.spans.candidates import Candidate, find_spans, keeps_meaning
from qa.spans.choice import CHOICE, OF_PASSAGE, Chooser, odds_of
from qa.spans.measures import Look
from qa.spans.wanted import Group, WantedSpan, read_wanted
from qa.values import AnswerKind, Origin

_FARTHEST = 3.0
"""Beyond this, a margin tells nothing more."""


class Measured(NamedTuple):
    """The candidates of a sentence, and what was measured of each."""

    found: list[Candidate]
    measures: list[dict[str, float]]


@dataclass(frozen=True, slots=True)
class Found:
    """A short answer that was found, and how probable it is that it answers."""

    span: ShortSpan
    probability: float


def measure_spans(
    question: Question, wanted: WantedSpan, sentence: Sentence, heading: Heading | None, searcher: Searcher
) -> Measured:
    """Find and measure the candidates of a sentence, where names or values are asked for."""
    found = find_spans(question, wanted, sentence, heading, searcher)
    return Measured(found, Look(question, wanted, sentence, searcher).measure(found) if found else [])


def find_best(question: Question, ranked: Ranked, margin: float, searcher: Searcher, chooser: Chooser) -> Found | None:
    """Find the best span of a passage, None where there is none of the type that is asked for. `margin`: how far the
    passage's score stands above the next one's.
    """
    wanted = read_wanted(question)
    sentence = ranked.sentence
    if wanted.group is Group.FORM:
        short = find_by_form(question, sentence, ranked.heading, searcher)
        if short is None:
            return None
        if not ranked.seen:  # a contact block that was ranked by its form alone
            return Found(short, 1.0)
        signals = signals_for(question, wanted, {}, 1.0, ranked, margin)
        return Found(short, round(chooser.estimate(wanted.group, signals), 4))
    found, measures = measure_spans(question, wanted, sentence, ranked.heading, searcher)
    if not found:
        return None
    best, share = chooser.choose(wanted.group, measures)
    signals = signals_for(question, wanted, measures[best], share, ranked, margin)
    return Found(_span(found[best], sentence), round(chooser.estimate(wanted.group, signals), 4))


def find_by_form(
    question: Question, sentence: Sentence, heading: Heading | None, searcher: Searcher
) -> ShortSpan | None:
    """Find a contact, an office or a definition by its form; None where it would not keep its clause's meaning."""
    short = find_short_answer(question, sentence, heading, searcher)
    if short is None or short.origin is not Origin.TEXT or question.kind is AnswerKind.CONTACT:
        return short
    start = sentence.text.find(short.text)
    one = Candidate(start, start + len(short.text), short.text, short.origin)
    return short if start < 0 or keeps_meaning(question, sentence.text, one) else None


def signals_for(
    question: Question,
    wanted: WantedSpan,
    measures: Mapping[str, float],
    share: float,
    ranked: Ranked,
    margin: float,
) -> dict[str, float]:
    """Return what an estimate weighs of a chosen candidate: see `signals_of`."""
    return {
        **measures,
        **{name: ranked.seen[name] for name in OF_PASSAGE if name in ranked.seen},
        CHOICE: odds_of(share),
        "score": ranked.score,
        "margin": max(0.0, min(_FARTHEST, margin)),
        "open": float(question.kind is AnswerKind.PASSAGE),
        "where": float(wanted.word == "where"),
        "who": float(wanted.word == "who"),
        "contact": float(question.kind is AnswerKind.CONTACT),
        "definition": float(question.kind is AnswerKind.DEFINITION),
    }


def _span(one: Candidate, sentence: Sentence) -> ShortSpan:
    start, end = sentence.place(one.start, one.end) if one.origin is Origin.TEXT else (one.start, one.end)
    return ShortSpan(sentence.article_id, start, end, one.text, one.origin)
