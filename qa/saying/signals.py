"""What is measured of the passage that stands first, before it is decided whether it answers.

Nothing here tells one corpus from another, and the length of a question counts neither way.
"""

import re
from collections.abc import Iterable, Sequence
from math import exp, log
from typing import NamedTuple

from index import Searcher, extract_terms, find_term
from qa.asking.kinds import Wanted
from qa.asking.question import Question, is_written_as_name
from qa.asking.several import amount_of
from qa.finding.cover import idf_shares, name_places, tempered_idf
from qa.finding.ranking import Ranked
from qa.finding.short_answers import counts, find_short_answer
from qa.gathering.evidence import merge_copies
from qa.saying.missing import find_absent, is_known
from qa.selection.candidates import is_withheld
from qa.spans.owning import counts_them
from qa.spans.quantities import find_quantities
from qa.values import AnswerKind


class Signal(NamedTuple):
    """One number that is measured. `answerable`, `right`: which way it may count in the model of that name, 1 for, -1
    against, 0 either way; None where it is left out.
    """

    answerable: int | None
    right: int | None
    doc: str


SIGNALS = {
    "missing": Signal(-1, None, "the two largest shares of the question's idf that single words have and it lacks"),
    "worst": Signal(None, -1, "the largest such share"),
    "missing_idf": Signal(None, -1, "the idf of the two words that it lacks most"),
    "held_near": Signal(1, 1, "how many of the question's words it and what stands beside it hold, up to 6"),
    "stranger": Signal(-1, None, "whether the question names what no article does"),
    "absent": Signal(None, None, "whether the question asks if something is so, and a word of it is in no article"),
    "unknown": Signal(None, None, "whether no article holds any word of the question, nor what stands in its place"),
    "names": Signal(-1, -1, "the share of the question's names that it and what stands beside it lack"),
    "names_article": Signal(None, -1, "the share of them that all of its article lacks"),
    "elsewhere": Signal(-1, -1, "whether the question names sections, and it stands in none of them and names none"),
    "lacks": Signal(
        -1, -1, "whether a `not`, a figure, the thing counted, or what is plainly asked for is not in it, or is denied"
    ),
    "figures": Signal(-1, None, "whether it lacks a figure of the question"),
    "has_figures": Signal(None, 0, "whether the question has a figure"),
    "qualifier": Signal(None, -1, "whether it lacks what narrows the thing asked for: first, last, before, total …"),
    "misfit": Signal(-1, -1, "whether a figure, a time or a contact is asked for, and it holds none"),
    "no_person": Signal(-1, -1, "whether a person or an office is, and it holds none"),
    "strength": Signal(None, 1, "how well it answers in short, 0 to 1"),
    "fits_five": Signal(None, 1, "whether one of the first five texts holds something of that kind"),
    "fit_gap": Signal(1, None, "the score of the best text that does, less its own, from -4"),
    "agrees": Signal(None, 1, "whether another article among the first five texts gives the same short answer"),
    "kind_named": Signal(0, None, "whether the question says what kind of thing it wants: which bridge, how many eggs"),
    "kind_missing": Signal(None, -1, "the share of the idf of that kind's word, where the passage lacks it"),
    "rivals": Signal(-1, None, "the log of one more than the other candidates looked at that cover as much, or nearly"),
    "cosine_rank": Signal(1, 1, "one over its place among the candidates by the encoder's cosine"),
    "entropy": Signal(None, -1, "how evenly the first texts share what their scores promise, in nats"),
    "margin": Signal(None, 1, "how far its score stands above the third text's, up to 4"),
    "short": Signal(1, 1, "how probable it is that its short answer answers; 0 where it has none"),
    "short_falls": Signal(-1, -1, "how far that falls below what is given, where a span is asked for"),
    "open": Signal(0, 0, "whether what is asked for is no span: a passage, a list, yes or no"),
    "asks_contact": Signal(0, 0, "whether a contact is asked for"),
    "asks_list": Signal(0, None, "whether a list is"),
    "asks_person": Signal(0, 0, "whether a person is, or an office"),
    "asks_amount": Signal(0, None, "whether a number is, a sum, a share or a measure"),
    "asks_time": Signal(0, None, "whether a date is, or a time"),
    "asks_definition": Signal(None, 0, "whether a definition is"),
}
"""All signals, by name."""

DEPTH = 30
"""How many of the best candidates are looked at."""

_AS_MUCH = 0.95
"""Of the first's cover. In a large corpus more passages hold so much of a question by chance. With families left out,
by words alone, it has .50 and .38 of the archive's unanswerable questions refused, for .35 and .31, at .92 answered,
for .94 and .92; of all sets' 241 five more."""

_GIVEN = 0.6
"""About the probability from which a short answer is given. With it .02 to .04 more of the unanswerable questions of
three of six sets that were left out are refused, at the same share answered, and none of another's."""

_FIVE = 5
_BESIDE = 1
_NEAR = 3
_MOST_HELD = 6.0
_FARTHEST = 4.0
_HELD = 0.5

_ASKS = {
    "asks_contact": ("contact",),
    "asks_list": ("list",),
    "asks_person": ("person", "role"),
    "asks_amount": ("number", "money", "share", "duration", "measure"),
    "asks_time": ("date", "time"),
    "asks_definition": ("definition",),
}

_PLAIN = (*_ASKS["asks_amount"], *_ASKS["asks_time"], *_ASKS["asks_contact"])
"""Kinds of answer that are plain to see by their form. Of questions for one whose first passage holds none, half
have no answer; of those for a person a fifth: "the miller pays" answers, and no name stands there.

What such a question calls the kind ("on which days") need not stand in a passage that holds one.
"""

_OPEN = (AnswerKind.PASSAGE, AnswerKind.LIST, AnswerKind.YES_NO)

_OF_SUBJECT = ("subject", "place", "organisation")
"""Kinds of answer that a heading may give; then it need not say what kind that is, either."""

_DAY = re.compile(r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|daily|weekdays?|noon|midnight)\b", re.I)

_MEASURED = (Wanted.PHONE, Wanted.EMAIL, Wanted.MONEY, Wanted.SHARE, Wanted.COUNT, Wanted.DURATION)
"""What is asked for so plainly that a passage without it is no promise; a date is, too."""

_NOT = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b", re.I)
_QUALIFIERS = re.compile(
    r"\b(?:first|second|third|last|previous|next|before|after|final|total|average|per|annual|only)\b", re.I
)
_SAYS_KIND = re.compile(
    r"\b(?:which|what|whose|names?\s+of\s+(?:the|an?)|how\s+(?:many|much)|number\s+of)\s+((?:[\w’'-]+\s*){1,4})", re.I
)
_COUNTED_FROM = 0.6
"""How much of the thing counted a passage must hold, by itself or by a word like it."""


def measure_signals(
    question: Question, first: Ranked, ranked: Sequence[Ranked], searcher: Searcher, *, short: float
) -> dict[str, float]:
    """Measure the candidate that stands first among those ranked: SIGNALS, as far as there is an encoder. `short`: how
    probable it is that its short answer answers; 0 where it has none.
    """
    copies = merge_copies(ranked[:DEPTH], searcher, limit=DEPTH)
    different = [first, *(each.lead for each in copies if first not in (each.lead, *each.twins))]
    article = [c for c in [first, *ranked[:DEPTH]] if c.sentence.article_id == first.sentence.article_id]
    beside, near = (_together(article, first, reach) for reach in (_BESIDE, _NEAR))
    whole = _together(article, first, None)
    kinds = _kind_places(question)
    misfit = question.kind in _PLAIN and not first.fits and not _tells_day(question, first)
    headed = question.kind in _OF_SUBJECT and first.seen["strength"] >= 1
    told = set(kinds) if headed or (question.kind in _PLAIN and not misfit) else set()
    told |= {place for place, term in enumerate(question.terms) if term.context}
    lacking = [0.0 if place in told else 1 - held for place, held in enumerate(first.held)]
    shares = sorted((s * part for s, part in zip(idf_shares(question, searcher), lacking, strict=True)), reverse=True)
    idfs = sorted(
        (idf * part for idf, part in zip(tempered_idf(question, searcher), lacking, strict=True)), reverse=True
    )
    names = name_places(question, searcher, context=False)
    figures = [place for place, term in enumerate(question.terms) if term.is_figure and not term.context]
    scores = [candidate.score for candidate in different]
    fitting = [candidate.score for candidate in different if candidate.fits]
    signals = {
        "missing": sum(shares[:2]),
        "worst": shares[0],
        "missing_idf": sum(idfs[:2]),
        "held_near": min(_MOST_HELD, sum(near)),
        "stranger": float(_names_stranger(question, first, searcher)),
        "absent": float(_asks_of_absent(question, first, searcher)),
        "unknown": float(max(first.held) < _HELD and not any(is_known(term, searcher) for term in question.terms)),
        "names": _mean([1 - beside[place] for place in names]),
        "names_article": _mean([1 - whole[place] for place in names]),
        "elsewhere": float(_elsewhere(question, first, searcher)),
        "lacks": float(_lacks(question, first) or is_withheld(question, first.sentence, first.heading, searcher)),
        "figures": float(any(first.held[place] < _HELD for place in figures)),
        "has_figures": float(bool(figures)),
        "qualifier": float(_lacks_qualifier(question, first)),
        "misfit": float(misfit),
        "no_person": float(question.kind in _ASKS["asks_person"] and not first.fits),
        "strength": first.seen["strength"],
        "fits_five": float(any(candidate.fits for candidate in different[:_FIVE])),
        "fit_gap": max(-_FARTHEST, fitting[0] - first.score) if fitting else -_FARTHEST,
        "agrees": float(_agrees(question, different[:_FIVE], searcher)),
        "kind_named": float(bool(kinds)),
        "kind_missing": max((idf_shares(question, searcher)[place] * lacking[place] for place in kinds), default=0.0),
        "rivals": log(1 + sum(c.number != first.number and c.cover >= _AS_MUCH * first.cover for c in ranked[:DEPTH])),
        "entropy": _entropy(scores),
        "margin": min(_FARTHEST, max(0.0, first.score - scores[2])) if len(scores) > 2 else _FARTHEST,
        **look_at_short_answer(question, short),
        "open": float(question.kind in _OPEN),
        **{name: float(question.kind in kinds_) for name, kinds_ in _ASKS.items()},
    }
    if "cosine_rank" in first.seen:
        signals["cosine_rank"] = first.seen["cosine_rank"]
    return signals


def look_at_short_answer(question: Question, short: float) -> dict[str, float]:
    """Return the signals of the short answer; `short`: how probable it is that it answers, 0 where there is none."""
    return {"short": short, "short_falls": 0.0 if question.kind in _OPEN else max(0.0, _GIVEN - short)}


def _together(article: Iterable[Ranked], first: Ranked, reach: int | None) -> list[float]:
    """Return how much of each term is held by candidates of an article that stand up to `reach` from the first."""
    near = [c for c in article if reach is None or abs(c.number - first.number) <= reach]
    return [max(held) for held in zip(first.held, *(candidate.held for candidate in near), strict=True)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _entropy(scores: Sequence[float]) -> float:
    weights = [exp(score - scores[0]) for score in scores]
    return -sum(weight / sum(weights) * log(weight / sum(weights)) for weight in weights if weight)


def _names_stranger(question: Question, first: Ranked, searcher: Searcher) -> bool:
    """Whether the question names what no article does, nor anything like it."""
    return any(
        not (held or term.context or searcher.document_frequency(term.term)) and is_written_as_name(term, question.text)
        for term, held in zip(question.terms, first.held, strict=True)
    )


def _asks_of_absent(question: Question, first: Ranked, searcher: Searcher) -> bool:
    """Whether a question to be answered by yes or no has a word that no article holds: other questions are often put in
    other words, and are answered as often as those without such a word.
    """
    absent = find_absent(question, searcher) if question.kind is AnswerKind.YES_NO else ()
    return any(not held and term in absent for term, held in zip(question.terms, first.held, strict=True))


def _elsewhere(question: Question, first: Ranked, searcher: Searcher) -> bool:
    """Whether the question names sections, and a passage is of others."""
    asked = [set(extract_terms(name.text)) for name in searcher.section_names(question.text)]
    own = set(extract_terms(first.sentence.text)) | (
        set(extract_terms(first.heading.text)) if first.heading is not None else set()
    )
    return bool(asked) and not any(name & own for name in asked)


def _tells_day(question: Question, first: Ranked) -> bool:
    return question.kind in _ASKS["asks_time"] and _DAY.search(first.sentence.text) is not None


def _kind_places(question: Question) -> list[int]:
    """Return which of the question's terms say what kind of thing is wanted: "bridges" in "which stone bridges are"."""
    place_of = {term.term: place for place, term in enumerate(question.terms)}
    found = []
    for match in _SAYS_KIND.finditer(question.text):
        noun = None
        for word in match[1].split():
            term = find_term(word.lower())
            if term is None or (noun is not None and word.endswith("ed")):
                break
            noun = term
        if noun in place_of:
            found.append(place_of[noun])
    return found


def _lacks_qualifier(question: Question, first: Ranked) -> bool:
    asked, held = ({word.lower() for word in _QUALIFIERS.findall(t)} for t in (question.text, first.sentence.text))
    return not asked <= held


def _agrees(question: Question, texts: Sequence[Ranked], searcher: Searcher) -> bool:
    """Whether a text of another article gives the same short answer as the first does."""
    own, *others = (find_short_answer(question, each.sentence, each.heading, searcher) for each in texts)
    return own is not None and any(
        other is not None and other.text.casefold() == own.text.casefold() and other.article_id != own.article_id
        for other in others
    )


def _lacks(question: Question, first: Ranked) -> bool:
    """Whether something that an answer cannot do without is not there."""
    held = {term.term: value for term, value in zip(question.terms, first.held, strict=True)}
    amount = str(amount_of(question.text)) if question.kind is AnswerKind.LIST else None  # of what is asked for
    figures = any(
        term.is_figure and not (term.context or held[term.term] or term.term == amount) for term in question.terms
    )
    strict = question.kind is AnswerKind.DATE or question.wants in _MEASURED
    counted = question.counted
    text = first.sentence.text
    them = counted is not None and any(counts_them(text, one.start, one.end) for one in find_quantities(text))
    uncounted = counted is not None and not (them or (held[counted] >= _COUNTED_FROM and counts(question, text)))
    denied = _NOT.search(question.text) is not None and not _NOT.search(first.sentence.text)
    return denied or figures or (strict and not first.fits) or uncounted
