"""Where sources agree or differ: passages that answer the same question with one value, or with different ones.
Precision comes before recall.
"""

from collections.abc import Sequence
from dataclasses import replace

from index import Searcher, analyse
from qa.asking.question import Question
from qa.finding.evidence import Evidence
from qa.finding.short_answers import ShortSpan
from qa.finding.shortening import find_best
from qa.spans.choice import Choosers
from qa.values import AnswerKind, DifferingValue

_AS_WELL = 0.85
"""A passage speaks of the same thing if it covers the question at least so well as the first one."""

_SPEAKS_FROM = 0.6
"""From this cover on, a passage is surely of what is asked, and a value in it no chance one."""

_ALONE = 3.0
"""How far the only passage stands above the next."""

_COMPARED = (AnswerKind.NUMBER, AnswerKind.DATE)
"""The kinds of questions whose answers are values, which can be the same and can differ."""


def add_short_answers(
    question: Question, found: Sequence[Evidence], searcher: Searcher, choosers: Choosers
) -> list[Evidence]:
    """Return evidence with its short answers: that of the first, and of all where they are compared."""
    looked_at = len(found) if question.kind in _COMPARED else 1
    out = []
    for place, (each, after) in enumerate(zip(found, [*found, None][1:], strict=True)):
        margin = each.lead.score - after.lead.score if after is not None else _ALONE
        out.append(
            replace(each, short=_short(question, each, margin, searcher, choosers)) if place < looked_at else each
        )
    return out


def _short(
    question: Question, evidence: Evidence, margin: float, searcher: Searcher, choosers: Choosers
) -> ShortSpan | None:
    chooser = choosers.of(evidence.lead.seen)
    best = find_best(question, evidence.lead, margin, searcher, chooser)
    return None if best is None else replace(best.span, given=best.probability >= chooser.given_from)


def merge_agreeing(question: Question, found: Sequence[Evidence]) -> list[Evidence]:
    """Take evidence, in order of rank, to evidence before it that gives the same value and is of other articles: one
    passage, several sources.
    """
    if question.kind not in _COMPARED or not found:
        return list(found)
    enough = _AS_WELL * found[0].lead.cover
    out: list[Evidence] = []
    places: dict[tuple[str, ...], int] = {}
    for evidence in found:
        value = value_of(evidence.short.text) if evidence.short is not None and _speaks(evidence, enough) else ()
        place = places.setdefault(value, len(out)) if value else len(out)
        if place < len(out) and not out[place].articles & evidence.articles:
            out[place] = replace(out[place], agreeing=(*out[place].agreeing, evidence))
        else:
            out.append(evidence)
    return out


def find_disagreement(question: Question, found: Sequence[Evidence]) -> tuple[DifferingValue, ...] | None:
    """Return the values that evidence of different articles, in order of rank, gives for what is asked, best first;
    None where it agrees.
    """
    if question.kind not in _COMPARED or not found:
        return None
    enough = max(_SPEAKS_FROM, _AS_WELL * found[0].lead.cover)
    values: dict[tuple[str, ...], tuple[str, list[int], set[str]]] = {}
    for rank, evidence in enumerate(found, 1):
        if evidence.short is not None and _speaks(evidence, enough):
            same = values.setdefault(value_of(evidence.short.text), (evidence.short.text, [], set()))
            same[1].append(rank)
            same[2].update(evidence.articles)
    articles = [held for _, _, held in values.values()]
    if len(values) < 2 or any(a & b for i, a in enumerate(articles) for b in articles[i + 1 :]):
        return None
    return tuple(DifferingValue(text, tuple(ranks)) for text, ranks, _ in values.values())


def _speaks(evidence: Evidence, enough: float) -> bool:
    """Whether evidence is of what is asked, and holds a value of its kind."""
    return evidence.lead.fits and evidence.lead.cover >= enough


def value_of(text: str) -> tuple[str, ...]:
    """Return the terms of a value, a number in two words ("sixty-four") as one."""
    out: list[str] = []
    last = None
    for token in analyse(text):
        term = token.term
        joined = last is not None and text[last.end : token.start] in ("-", " ") and text[token.start].isalpha()
        if joined and term.isdigit() and len(term) == 1 and out[-1].isdigit() and out[-1].endswith("0"):
            term = str(int(out.pop()) + int(term))
        out.append(term)
        last = token
    return tuple(out)
