"""How probable it is that the first passage answers: logistic models with their coefficients in the open."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log10

from index import Searcher, extract_terms
from qa.asking.kinds import Wanted
from qa.asking.question import Question, Term
from qa.finding.cover import idf_shares, name_places
from qa.finding.ranking import Ranked
from qa.finding.short_answers import counts
from qa.values import AnswerKind, Band, Confidence


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """A coefficient for each signal by name, and the probabilities from which there is an answer, and from which it is
    a promise, unless something that was asked for is not in it.
    """

    intercept: float
    coefficients: Mapping[str, float]
    answered_from: float
    high_from: float


WITHOUT_ENCODER = LogisticModel(
    intercept=-0.62,
    coefficients={
        "cover": 1.89,
        "alike": 2.14,
        "worst": -2.29,
        "unknown": 1.48,
        "names": -0.88,
        "away": -1.63,
        "stranger": -1.08,
        "elsewhere": -0.37,
        "lacks": -1.19,
        "misfit": -0.92,
        "fit": 0.75,
        "margin": 3.15,
        "size": -2.91,
    },
    answered_from=0.18,
    high_from=0.7,
)
"""By scikit-learn's logistic regression (C = 1) on whether the first passage is right: one half of SelQA's questions,
with every second document left out so that their questions have no answer, and, together of the same weight, the
odd-numbered development questions and, of tests/questions/, pioneers-second, harbours and transit. On the even-numbered
development questions and the other half of SelQA's, the area under the curve for whether there is an answer at all is
0.96 and 0.92; on sets of announcements that are left out of the fit, between 0.73 and 0.95."""

WITH_ENCODER = LogisticModel(
    intercept=-1.03,
    coefficients={
        "cover": 2.25,
        "worst": -1.95,
        "unknown": 0.82,
        "names": -0.55,
        "away": -1.02,
        "stranger": -0.41,
        "lacks": -0.63,
        "misfit": -0.93,
        "fit": 0.57,
        "margin": 2.82,
        "size": -3.31,
        "meaning": 2.57,
    },
    answered_from=0.26,
    high_from=0.65,
)
"""The same with all-MiniLM-L6-v2, on the odd-numbered development questions, twice each, and one half of SelQA's; on
the others the area under the curve for whether there is an answer at all is 0.95 and 0.94. Beside the meaning of the
sentence, the likeness of its words as a whole tells nothing more."""

STRICT = (Wanted.PHONE, Wanted.EMAIL, Wanted.FAX, Wanted.MONEY, Wanted.SHARE)
"""What is asked for so plainly that a passage without it is no answer."""

_MEASURED = (Wanted.PHONE, Wanted.EMAIL, Wanted.MONEY, Wanted.SHARE, Wanted.COUNT, Wanted.DURATION)
"""What is asked for so plainly that a passage without it is no promise; a date is, too."""

LARGEST = 6
"""The decimal logarithm of the number of sentences from which more make no difference."""

_NOT = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b", re.I)

_COUNTED_FROM = 0.6
"""How much of the thing counted a passage must hold, by itself or by a word like it."""

ABSENT_FROM = 0.65
"""From this share of the question on, words that no article holds, nor any like them, leave nothing to answer it;
an encoder knows other ways to say it."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is looked at in the passage that stands first, from 0 to 1; all but `absent` and `without` by the model.

    cover: the share of the question's idf that it holds. alike: its likeness to the question as a whole. worst: the
    largest share of the idf that one word has and it does not hold. unknown: the share of words that no article holds
    and it holds nothing like. names, away: the share of the question's names that it, or its whole section, lacks.
    stranger: whether the question names what no article does. elsewhere: whether the question names sections, and it
    stands in none of them and names none. lacks: whether a `not` or a figure of the question, one of the thing counted,
    or a phone, email, date or figure of the unit asked for is not in it. misfit, fit: its cover if it lacks, whether it
    holds, what a question of its kind asks for (not for subjects: almost every passage stands under some heading).
    margin: how far its score stands above the next text's. size: how many sentences the index holds, the more of which
    the likelier one covers a question by chance: their decimal logarithm, by LARGEST. absent: the share of words that
    no article holds, nor any like them. without: whether what is asked for is one of STRICT, and not there.
    meaning: its cosine with the question by an encoder, None without one.
    """

    cover: float
    alike: float
    worst: float
    unknown: float
    names: float
    away: float
    stranger: float
    elsewhere: float
    lacks: float
    misfit: float
    fit: float
    margin: float
    size: float
    absent: float
    without: bool
    meaning: float | None


def measure_signals(question: Question, first: Ranked, ranked: Sequence[Ranked], searcher: Searcher) -> Signals:
    """Measure the candidate that stands first among those ranked."""
    parts = list(zip(question.terms, idf_shares(question, searcher), first.held, strict=True))
    names = name_places(question, searcher)
    section = [first, *(candidate for candidate in ranked if _section(candidate) == _section(first))]
    away = [all(not candidate.held[place] for candidate in section) for place in names]
    other = next((candidate for candidate in ranked if candidate.sentence.text != first.sentence.text), None)
    typed = question.kind not in (AnswerKind.PASSAGE, AnswerKind.YES_NO, AnswerKind.LIST, AnswerKind.SUBJECT)
    absent = [(term, share) for term, share, held in parts if not held and not searcher.document_frequency(term.term)]
    return Signals(
        cover=first.cover,
        alike=first.alike,
        worst=max(share * (1 - held) for _, share, held in parts),
        unknown=sum(share for term, share in absent if not term.is_figure),
        names=_mean([1 - first.held[place] for place in names]),
        away=_mean(away),
        stranger=float(any(_is_capitalised(term, question.text) for term, _ in absent)),
        elsewhere=float(_elsewhere(question, first, searcher)),
        lacks=float(_lacks(question, first)),
        misfit=first.cover if typed and not first.fits else 0.0,
        fit=float(typed and first.fits),
        margin=_margin(first.score, 0.0 if other is None else other.score),
        size=min(1.0, log10(max(1, searcher.n_sentences)) / LARGEST),
        absent=sum(share for _, share in absent),
        without=question.wants in STRICT and not first.fits,
        meaning=first.meaning,
    )


def _margin(first: float, other: float) -> float:
    """Return how far a score stands above another, as a share of it; 0 for one that is not above 0 itself."""
    return min(1.0, max(0.0, first - other) / first) if first > 0 else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _section(candidate: Ranked) -> tuple[str, int]:
    return candidate.sentence.article_id, candidate.sentence.section


def _is_capitalised(term: Term, text: str) -> bool:
    """Whether a word is written as a name within its question, and not only because it opens it."""
    return term.word[:1].isupper() and not text.lstrip(" \"'‘“¿(").startswith(term.word)


def _elsewhere(question: Question, first: Ranked, searcher: Searcher) -> bool:
    """Whether the question names sections, and a passage is of others."""
    asked = [set(extract_terms(name.text)) for name in searcher.section_names(question.text)]
    own = set(extract_terms(first.sentence.text)) | (
        set(extract_terms(first.heading.text)) if first.heading is not None else set()
    )
    return bool(asked) and not any(name & own for name in asked)


def estimate_confidence(seen: Signals) -> Confidence:
    """Return the calibrated probability and its band, by the model that knows meanings where there are any."""
    model = WITHOUT_ENCODER if seen.meaning is None else WITH_ENCODER
    z = model.intercept + sum(weight * getattr(seen, name) for name, weight in model.coefficients.items())
    probability = round(1 / (1 + exp(-z)), 4)
    if (seen.meaning is None and seen.absent >= ABSENT_FROM) or seen.without:
        probability = min(probability, model.answered_from / 2)
    complete = not seen.lacks and not seen.stranger
    if probability < model.answered_from:
        band = Band.LOW
    else:
        band = Band.HIGH if complete and probability >= model.high_from else Band.MEDIUM
    return Confidence(probability, band)


def _lacks(question: Question, first: Ranked) -> bool:
    """Whether something that an answer cannot do without is not there."""
    held = {term.term: value for term, value in zip(question.terms, first.held, strict=True)}
    figures = any(term.is_figure and not held[term.term] for term in question.terms)
    strict = question.kind is AnswerKind.DATE or question.wants in _MEASURED
    counted = question.counted
    uncounted = counted is not None and (held[counted] < _COUNTED_FROM or not counts(question, first.sentence.text))
    denied = _NOT.search(question.text) is not None and not _NOT.search(first.sentence.text)
    return denied or figures or (strict and not first.fits) or uncounted
