"""The short answer to a question: the best span of a passage, and whether it is sure enough to be given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus import Sentence
from index import Heading, Searcher, extract_terms
from qa.asking.question import Question
from qa.finding.ranking import Beside, Ranked
from qa.finding.short_answers import ShortSpan, asks_site, find_lines, find_short_answer, words_defined
from qa.selection.candidates import find_spans, keeps_meaning
from qa.selection.chooser import CHOICE, OF_PASSAGE, Chooser, odds_of
from qa.selection.columns import find_cells
from qa.selection.look import Look
from qa.selection.measures import BESIDE, WIDER
from qa.selection.office_holders import HOLDER
from qa.selection.wanted import Candidate, Group, WantedSpan, read_wanted
from qa.spans.expressions import find_emails, find_lettered_phones, find_meaning
from qa.values import AnswerKind, Origin

_FARTHEST = 3.0
"""Beyond this, a margin tells nothing more."""


class Measured(NamedTuple):
    """The candidates of a passage, each with the sentence that it stands in or beside, and what was measured of it."""

    found: list[tuple[Candidate, Sentence]]
    measures: list[dict[str, float]]


class ByForm(NamedTuple):
    """A span that its form tells, and what was measured of it: OF_FORM."""

    span: ShortSpan
    measures: dict[str, float]


@dataclass(frozen=True, slots=True)
class Found:
    """A short answer that was found, and how probable it is that it answers."""

    span: ShortSpan
    probability: float


def measure_spans(
    question: Question, wanted: WantedSpan, sentences: Sequence[Sentence], heading: Heading | None, searcher: Searcher
) -> Measured:
    """Find and measure the candidates of a passage, where names or values are asked for: of the sentence that was
    found, and behind it those of the one that is shown with it.
    """
    measured = Measured([], [])
    row = find_cells(sentences[0].text, "" if heading is None else heading.text)
    for place, sentence in enumerate(sentences[:1] if row else sentences):  # the row beside it is of another thing
        found = find_spans(question, wanted, sentence, None if place else heading, searcher)
        known = {(one.origin, one.start, one.end) for one, _ in measured.found if one.origin is not Origin.TEXT}
        found = [one for one in found if (one.origin, one.start, one.end) not in known]
        if found:
            measures = Look(question, wanted, sentence, searcher).measure(found)
            measured.found.extend((one, sentence) for one in found)
            measured.measures.extend({**each, BESIDE: float(place > 0)} for each in measures)
    holding = [place for place, (one, _) in enumerate(measured.found) if one.form == HOLDER]
    if not holding:
        return measured
    return Measured([measured.found[place] for place in holding], [measured.measures[place] for place in holding])


def find_best(
    question: Question,
    ranked: Ranked,
    margin: float,
    searcher: Searcher,
    chooser: Chooser,
    *,
    beside: Beside | None = None,
) -> Found | None:
    """Find the best span of a passage, None where there is none of the type that is asked for. `margin`: how far the
    passage's score stands above the next one's; `beside`: what is shown with its sentence.
    """
    wanted = read_wanted(question)
    sentences = [ranked.sentence, *([] if beside is None else searcher.sentences([beside.number]))]
    if wanted.group is Group.FORM:
        short = next((s for each in sentences if (s := find_by_form(question, each, ranked.heading, searcher))), None)
        if short is None:
            return None
        if not ranked.seen:  # a contact block that was ranked by its form alone
            return Found(short.span, 1.0)
        signals = signals_for(question, wanted, short.measures, 1.0, ranked, margin)
        return Found(short.span, round(chooser.estimate(wanted.group, signals), 4))
    found, measures = measure_spans(question, wanted, sentences, ranked.heading, searcher)
    if not found:
        return None
    best, share = chooser.choose(wanted.group, measures)
    signals = signals_for(question, wanted, measures[best], share, ranked, margin)
    likely = round(chooser.estimate(wanted.group, signals), 4)
    one, sentence = found[best]
    held = one.form == HOLDER and len(found) == 1 and _names_all(question, sentence.text)
    return Found(_span(one, sentence), max(likely, chooser.given_from) if held else likely)


def _names_all(question: Question, text: str) -> bool:
    """Whether a text holds all words of a question that matter."""
    return {term.term for term in question.terms if not term.context}.issubset(extract_terms(text))


def find_by_form(question: Question, sentence: Sentence, heading: Heading | None, searcher: Searcher) -> ByForm | None:
    """Find a contact, an office or a definition by its form; None where it would not keep its clause's meaning."""
    short = find_short_answer(question, sentence, heading, searcher)
    wider = short is None
    if short is None and (span := _find_wider(question, sentence.text)) is not None:
        start, end = span
        text = sentence.text[start:end]
        short = ShortSpan(sentence.article_id, *sentence.place(start, end), text, Origin.TEXT)
    if short is None:
        return None
    if short.origin is Origin.TEXT and question.kind is not AnswerKind.CONTACT:
        start = sentence.text.find(short.text)
        one = Candidate(start, start + len(short.text), short.text, short.origin)
        if start >= 0 and not keeps_meaning(question, sentence.text, one):
            return None
    return ByForm(short, {WIDER: float(wider)})


def _find_wider(question: Question, text: str) -> tuple[int, int] | None:
    """Return what may answer where nothing has the plain form: any means to reach somebody, what is told of a thing."""
    if question.kind is AnswerKind.CONTACT:
        ways = () if asks_site(question) else (*find_lines(text), *find_lettered_phones(text), *find_emails(text))
        return next(iter(ways), None)
    if question.kind is AnswerKind.DEFINITION:
        return find_meaning(text, words_defined(question))
    return None


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
