"""Whether to answer, and how probable it is that the first passage is right: two logistic models."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Any, Self

from index import Searcher, extract_terms
from qa.asking.kinds import Wanted
from qa.asking.question import Question, Term
from qa.finding.cover import idf_shares, name_places
from qa.finding.ranking import Ranked
from qa.finding.short_answers import counts
from qa.values import AnswerKind, Band, Confidence


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model, its coefficients by the names of what they weigh."""

    intercept: float
    coefficients: Mapping[str, float]

    def estimate(self, signals: Mapping[str, float]) -> float:
        """Return the probability, 0 to 1."""
        z = self.intercept + sum(weight * signals[name] for name, weight in self.coefficients.items())
        return 1 / (1 + exp(-max(-50.0, min(50.0, z))))


@dataclass(frozen=True, slots=True)
class Decider:
    """Two models, fitted by `qa.training`. `answerable`: whether the articles answer at all, answerable questions and
    others weighing the same; from `answered_from` on there is an answer. `right`: whether the first passage is right,
    which is the confidence; from `high_from` on it is a promise, unless something asked for is not in it.
    """

    answerable: Logistic
    right: Logistic
    answered_from: float
    high_from: float

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """Make one of what a model's file tells. Raises KeyError, TypeError or ValueError."""
        answerable, right = (
            Logistic(float(one["intercept"]), {str(k): float(v) for k, v in one["coefficients"].items()})
            for one in (told["answerable"], told["right"])
        )
        unknown = [name for one in ("answerable", "right") for name in told[one]["coefficients"] if name not in SIGNALS]
        if unknown:
            raise ValueError(f"unknown signal {unknown[0]!r}")
        return cls(answerable, right, float(told["answered_from"]), float(told["high_from"]))


@dataclass(frozen=True, slots=True)
class Deciders:
    """A decider for each kind of index: with an encoder, and of words alone."""

    with_encoder: Decider
    by_words: Decider

    def of(self, signals: Mapping[str, float]) -> Decider:
        """Return the one that these signals are for."""
        return self.with_encoder if "cosine" in signals else self.by_words


SIGNALS = {
    "cover": (+1, "the share of the question's idf that the first passage holds"),
    "own_cover": (+1, "the same without the words over it"),
    "cover_3": (+1, "the cover by it and three sentences on each side"),
    "article_cover": (+1, "the cover by its article's candidates together"),
    "alike": (+1, "the cosine of its mean word vector with the question's"),
    "worst": (-1, "the largest share of the idf that one word has and it does not hold"),
    "cosine": (+1, "its cosine with the question by the encoder"),
    "cosine_z": (+1, "the same less the candidates' mean, by the standard deviation"),
    "article_cosine": (+1, "the greatest cosine of its article"),
    "score": (+1, "its score"),
    "margin": (+1, "how far its score stands above the next text's, up to 3"),
    "absent": (-1, "the share of the idf of words that no article holds, nor any like them"),
    "stranger": (-1, "whether the question names what no article does"),
    "names": (-1, "the share of the question's names that it lacks"),
    "away": (-1, "the share of them that its whole section lacks"),
    "elsewhere": (-1, "whether the question names sections, and it stands in none of them and names none"),
    "lacks": (-1, "whether a `not`, a figure, the thing counted, or what is plainly asked for is not in it"),
    "misfit": (-1, "its cover where it holds nothing of the kind that is asked for"),
    "fit": (+1, "whether it holds something of that kind"),
    "typed": (0, "whether something of one kind is asked for"),
}
"""What is looked at in the passage that stands first, by name: which way it may count (0: either), and what it is."""

STRICT = (Wanted.PHONE, Wanted.EMAIL, Wanted.FAX, Wanted.MONEY, Wanted.SHARE)
"""What is asked for so plainly that a passage without it is no answer."""

_MEASURED = (Wanted.PHONE, Wanted.EMAIL, Wanted.MONEY, Wanted.SHARE, Wanted.COUNT, Wanted.DURATION)
"""What is asked for so plainly that a passage without it is no promise; a date is, too."""

_NOT = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b", re.I)

_COUNTED_FROM = 0.6
"""How much of the thing counted a passage must hold, by itself or by a word like it."""

_FARTHEST = 3.0
"""Beyond this, a margin tells nothing more."""


def measure_signals(
    question: Question, first: Ranked, ranked: Sequence[Ranked], searcher: Searcher
) -> dict[str, float]:
    """Measure the candidate that stands first among those ranked: SIGNALS, as far as there is an encoder."""
    parts = list(zip(question.terms, idf_shares(question, searcher), first.held, strict=True))
    names = name_places(question, searcher, context=False)
    section = [first, *(candidate for candidate in ranked if _section(candidate) == _section(first))]
    away = [all(not candidate.held[place] for candidate in section) for place in names]
    other = next((candidate for candidate in ranked if candidate.sentence.text != first.sentence.text), None)
    typed = question.kind not in (AnswerKind.PASSAGE, AnswerKind.YES_NO, AnswerKind.LIST, AnswerKind.SUBJECT)
    asked = [part for part in parts if not part[0].context]
    absent = [(term, share) for term, share, held in asked if not held and not searcher.document_frequency(term.term)]
    return {name: value for name, value in first.seen.items() if name in SIGNALS} | {
        "score": first.score,
        "margin": _FARTHEST if other is None else min(_FARTHEST, max(0.0, first.score - other.score)),
        "absent": sum(share for _, share in absent),
        "stranger": float(any(_is_capitalised(term, question.text) for term, _ in absent)),
        "names": _mean([1 - first.held[place] for place in names]),
        "away": _mean(away),
        "elsewhere": float(_elsewhere(question, first, searcher)),
        "lacks": float(_lacks(question, first)),
        "misfit": first.cover if typed and not first.fits else 0.0,
        "fit": float(typed and first.fits),
        "typed": float(typed),
    }


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


def estimate_confidence(
    question: Question, first: Ranked, signals: Mapping[str, float], deciders: Deciders
) -> Confidence:
    """Return the calibrated probability that the first passage is right, and its band."""
    decider = deciders.of(signals)
    probability = round(decider.right.estimate(signals), 4)
    without = question.wants in STRICT and not first.fits
    if without or decider.answerable.estimate(signals) < decider.answered_from:
        return Confidence(probability, Band.LOW)
    complete = not signals["lacks"] and not signals["stranger"]
    return Confidence(probability, Band.HIGH if complete and probability >= decider.high_from else Band.MEDIUM)


def weigh_contacts(blocks: int) -> Confidence:
    """Return how sure an answer is that only tells whom to reach, where the question names nobody: a promise where all
    articles together hold one contact, and where they hold more, one of them.
    """
    alone = blocks == 1
    return Confidence(0.9 if alone else 0.5, Band.HIGH if alone else Band.MEDIUM)


def _lacks(question: Question, first: Ranked) -> bool:
    """Whether something that an answer cannot do without is not there."""
    held = {term.term: value for term, value in zip(question.terms, first.held, strict=True)}
    figures = any(term.is_figure and not term.context and not held[term.term] for term in question.terms)
    strict = question.kind is AnswerKind.DATE or question.wants in _MEASURED
    counted = question.counted
    uncounted = counted is not None and (held[counted] < _COUNTED_FROM or not counts(question, first.sentence.text))
    denied = _NOT.search(question.text) is not None and not _NOT.search(first.sentence.text)
    return denied or figures or (strict and not first.fits) or uncounted
