"""Where sources agree or differ: passages that answer the same question with one value, or with different ones.
Precision comes before recall.
"""

from collections.abc import Sequence
from dataclasses import replace

from index import analyse
from qa.asking.question import Question
from qa.finding.copies import Evidence
from qa.finding.evidence import Short
from qa.values import Kind, Value

_AS_WELL = 0.85
"""A passage speaks of the same thing if it covers the question at least so well as the first one."""

_SPEAKS_FROM = 0.6
"""From this cover on, a passage is surely of what is asked, and a value in it no chance one."""

COMPARED = (Kind.NUMBER, Kind.DATE)
"""The kinds of questions whose answers are values, which can be the same and can differ."""


def agreeing(question: Question, found: Sequence[tuple[Evidence, Short | None]]) -> list[Evidence]:
    """Take evidence to evidence before it that gives the same value and is of other articles: one passage, several
    sources. `found`: in order of rank, each with its short answer.
    """
    if question.kind not in COMPARED or not found:
        return [evidence for evidence, _ in found]
    enough = _AS_WELL * found[0][0].lead.cover
    out: list[Evidence] = []
    places: dict[tuple[str, ...], int] = {}
    for evidence, short in found:
        speaks = short is not None and evidence.lead.fits and evidence.lead.cover >= enough
        value = value_of(short.text) if short is not None and speaks else ()
        place = places.setdefault(value, len(out)) if value else len(out)
        if place < len(out) and not out[place].articles & evidence.articles:
            out[place] = replace(out[place], agreeing=(*out[place].agreeing, evidence))
        else:
            out.append(evidence)
    return out


def differing(question: Question, found: Sequence[tuple[Evidence, Short | None]]) -> tuple[Value, ...] | None:
    """Return the values that passages of different articles give for what is asked, best first; None where they agree.

    `found`: the passages in order of rank, each with its short answer.
    """
    if question.kind not in COMPARED or not found:
        return None
    enough = max(_SPEAKS_FROM, _AS_WELL * found[0][0].lead.cover)
    values: dict[tuple[str, ...], tuple[str, list[int], set[str]]] = {}
    for rank, (evidence, short) in enumerate(found, 1):
        if short is not None and evidence.lead.fits and evidence.lead.cover >= enough:
            same = values.setdefault(value_of(short.text), (short.text, [], set()))
            same[1].append(rank)
            same[2].update(evidence.articles)
    articles = [held for _, _, held in values.values()]
    if len(values) < 2 or any(a & b for i, a in enumerate(articles) for b in articles[i + 1 :]):
        return None
    return tuple(Value(text, tuple(ranks)) for text, ranks, _ in values.values())


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
