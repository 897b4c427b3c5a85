"""How probable it is that the first passage answers: a logistic model with its coefficients in the open."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from index import Searcher
from qa.question import Question
from qa.ranking import Ranked, shares
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
answer. On the other halves the area under the curve is 0.96 and 0.91, and 0.95 and 0.92 for whether there is an answer
at all."""

ANSWERED_FROM = 0.14
"""Below this probability there is no answer. It refuses 7 in 100 of the development questions that have one, and 2 in
100 of SelQA's; with the rule for absent words, 64 and 29 in 100 of those that have none."""

HIGH_FROM = 0.6
"""From this probability on the answer is a promise: on the development questions, 43 of 44 such answers were right."""


_COUNTED_FROM = 0.3
"""How much of the thing counted a passage must hold, by itself or by a word like it."""


ABSENT_FROM = 0.65
"""From this share of the question on, words that no article holds, nor any like them, leave nothing to answer it."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is looked at in the passage that stands first, each from 0 to 1; all but `absent` by the model.

    cover: the share of the question's idf that it holds. alike: its likeness to the question as a whole. worst: the
    largest share of the idf that one word has and it does not hold. names: the share of the question's names that it
    lacks. lacks: whether a figure of the question, the thing counted, or a phone, email, date or figure of the unit
    asked for is not in it. misfit, fit: whether it lacks, or holds, what a question of its kind asks for (not for
    subjects: almost every passage stands under some heading). margin: how far its score stands above the next text's.
    absent: the share of words that no article holds, nor any like them.
    """

    cover: float
    alike: float
    worst: float
    names: float
    lacks: float
    misfit: float
    fit: float
    margin: float
    absent: float


def signals(question: Question, first: Ranked, ranked: Sequence[Ranked], searcher: Searcher) -> Signals:
    """Measure the candidate that stands first among those ranked."""
    parts = list(zip(question.terms, shares(question, searcher), first.held, strict=True))
    lost = [share * (1 - held) for _, share, held in parts]
    names = [
        held for term, held in zip(question.terms, first.held, strict=True) if term.exact and not _figure(term.term)
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
        absent=sum(share for term, share, held in parts if not held and not searcher.document_frequency(term.term)),
    )


def confidence(seen: Signals) -> Confidence:
    """Return the calibrated probability and its band."""
    z = INTERCEPT + sum(weight * getattr(seen, name) for name, weight in COEFFICIENTS.items())
    probability = round(1 / (1 + exp(-z)), 4)
    if seen.absent >= ABSENT_FROM:
        probability = min(probability, ANSWERED_FROM / 2)
    band = Band.HIGH if probability >= HIGH_FROM else Band.MEDIUM if probability >= ANSWERED_FROM else Band.LOW
    return Confidence(probability, band)


def _lacks(question: Question, first: Ranked) -> bool:
    """Whether something that an answer cannot do without is not there."""
    held = {term.term: value for term, value in zip(question.terms, first.held, strict=True)}
    figures = any(_figure(term.term) and not held[term.term] for term in question.terms)
    strict = question.kind is Kind.DATE or question.wants in ("phone", "email", "money", "share", "count", "duration")
    counted = question.counted
    return figures or (strict and not first.fits) or (counted is not None and held[counted] < _COUNTED_FROM)


def _figure(term: str) -> bool:
    return term[:1].isdigit()
