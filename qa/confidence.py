"""How probable it is that the first passage answers: a logistic model with its coefficients in the open."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import exp

from index import Searcher
from qa.question import Question
from qa.ranking import Ranked
from qa.values import Band, Confidence, Kind

INTERCEPT = -2.46
COEFFICIENTS = {
    "cover": 2.19,
    "alike": 1.77,
    "worst": -1.79,
    "names": -1.00,
    "lacks": -0.79,
    "misfit": -0.79,
    "fit": 0.59,
    "margin": 2.97,
}
"""By scikit-learn's logistic regression (C = 1) on whether the first passage is right: the odd-numbered development
questions, twice each, and one half of SelQA's, with every second document left out so that their questions have no
answer. On the other halves the area under the curve is 0.95 and 0.91, and 0.92 and 0.91 for whether there is an answer
at all."""

ANSWERED_FROM = 0.14
"""Below this probability there is no answer. Lower refuses too little, higher too many that have one."""

HIGH_FROM = 0.6
"""From this probability on the answer is a promise: on the development questions, 19 in 20 of them were right."""


_COUNTED_FROM = 0.3
"""How much of the thing counted a passage must hold, by itself or by a word like it."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What the model looks at in the passage that stands first, each from 0 to 1.

    cover: the share of the question's idf that it holds. alike: its likeness to the question as a whole. worst: the
    largest share of the idf that one word has and it does not hold. names: the share of the question's names that it
    lacks. lacks: whether a figure of the question, the thing counted, or a phone, email, date or figure of the unit
    asked for is not in it. misfit, fit: whether it lacks, or holds, what a question of its kind asks for (not for
    subjects: almost every passage stands under some heading). margin: how far its score stands above the next text's.
    """

    cover: float
    alike: float
    worst: float
    names: float
    lacks: float
    misfit: float
    fit: float
    margin: float


def signals(question: Question, first: Ranked, ranked: Sequence[Ranked], searcher: Searcher) -> Signals:
    """Measure the candidate that stands first among those ranked."""
    idf = [searcher.idf(term.term) for term in question.terms]
    shares = [value / sum(idf) for value in idf]
    lost = [share * (1 - held) for share, held in zip(shares, first.held, strict=True)]
    names = [
        held for term, held in zip(question.terms, first.held, strict=True) if term.exact and not _figure(term.word)
    ]
    other = next((candidate for candidate in ranked if candidate.sentence.text != first.sentence.text), None)
    typed = question.kind not in (Kind.PASSAGE, Kind.YES_NO, Kind.LIST, Kind.SUBJECT)
    return Signals(
        cover=first.cover,
        alike=first.alike,
        worst=max(lost),
        names=sum(1 - held for held in names) / len(names) if names else 0.0,
        lacks=float(_lacks(question, first)),
        misfit=float(typed and not first.fits),
        fit=float(typed and first.fits),
        margin=1.0 if other is None else max(0.0, first.score - other.score) / first.score,
    )


def confidence(seen: Signals) -> Confidence:
    """Return the calibrated probability and its band."""
    z = INTERCEPT + sum(COEFFICIENTS[field.name] * getattr(seen, field.name) for field in fields(seen))
    probability = round(1 / (1 + exp(-z)), 4)
    band = Band.HIGH if probability >= HIGH_FROM else Band.MEDIUM if probability >= ANSWERED_FROM else Band.LOW
    return Confidence(probability, band)


def _lacks(question: Question, first: Ranked) -> bool:
    """Whether something that an answer cannot do without is not there."""
    held = {term.term: value for term, value in zip(question.terms, first.held, strict=True)}
    figures = any(_figure(term.word) and not held[term.term] for term in question.terms)
    strict = question.kind is Kind.DATE or question.wants in ("phone", "email", "money", "share", "count", "duration")
    counted = question.counted
    return figures or (strict and not first.fits) or (counted is not None and held[counted] < _COUNTED_FROM)


def _figure(word: str) -> bool:
    return word[:1].isdigit()
