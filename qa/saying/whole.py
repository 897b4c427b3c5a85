"""Answers to questions of a form of their own: a section whole, two side by side, a person's words, and what the
catalogue tells. Nothing is composed: the passages are the articles' own sentences, in their order.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index import Filters, Searcher, Selection
from qa.asking.forms import Form, without_time
from qa.asking.question import Question
from qa.finding.ranker import Rankers
from qa.gathering.evidence import Evidence
from qa.gathering.sections import find_section, names_in
from qa.gathering.spoken import find_spoken
from qa.saying.catalogue import ask_catalogue
from qa.saying.citing import cite_passages
from qa.values import AnswerKind, Band, Confidence, Passage, ShortAnswer

CERTAIN = Confidence(1.0, Band.HIGH)
"""A catalogue is no guess."""

NAMED = Confidence(0.9, Band.HIGH)
"""A section or a speaker is what is asked for where the question names it, as good as surely: two may have one name."""

_LEANS = re.compile(r"(?:it|they|them|this|that|there|he|she|(?:that|this|the)\ \w+)", re.I | re.X)


@dataclass(frozen=True, slots=True)
class Whole:
    """An answer to a question of such a form: of what kind, its passages, at least one, and how sure it is. `short`:
    what the catalogue tells; `timed`: whether it is of the time that the question names.
    """

    kind: AnswerKind
    passages: tuple[Passage, ...]
    sure: Confidence
    short: ShortAnswer | None = None
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What such an answer is looked for with: the question, what was carried over into it, and where to look."""

    question: Question
    carried: tuple[str, ...]
    filters: Filters
    within: Selection | None
    limit: int


def answer_whole(form: Form | None, asked: Asked, searcher: Searcher, rankers: Rankers) -> Whole | None:
    """Answer a question of a form of its own; None where it has none, or where nothing is found in that form: no
    section of the name, no article that says so.
    """
    if form is None or not searcher.n_sentences:
        return None
    if form.kind is AnswerKind.CORPUS:
        told = ask_catalogue(form, asked.question, asked.filters, asked.within, searcher, rankers, limit=asked.limit)
        return None if told is None else Whole(form.kind, told[1], CERTAIN, told[0], form.timed)
    about = without_time(form.about, asked.question.time).strip()
    leans = bool(asked.carried) and _LEANS.fullmatch(about) is not None
    if form.kind is AnswerKind.PASSAGE:
        name = asked.carried[0] if leans else about
        return _told(
            form.kind, find_spoken(name, asked.question, searcher, rankers, within=asked.within), asked, searcher
        )
    about = "; ".join(asked.carried) if leans else about
    names = names_in(about, searcher)
    wanted = 2 if form.kind is AnswerKind.COMPARISON else 1
    if len(names) != wanted or not asked.question.terms:
        return None
    each = max(1, asked.limit // wanted)
    found = []
    for name in names:
        section = find_section(name, asked.question, searcher, rankers, within=asked.within)
        if not section:
            return None
        found += section[:each]
    return _told(form.kind, found, asked, searcher)


def _told(kind: AnswerKind, found: Sequence[Evidence], asked: Asked, searcher: Searcher) -> Whole | None:
    passages = cite_passages(asked.question, found[: asked.limit], searcher)
    timed = asked.question.time is not None
    return Whole(kind, passages, NAMED, timed=timed) if passages else None
