"""Whether to answer, and how probable it is that the first passage is right: two logistic models."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from typing import Any, Self

from qa.asking.kinds import Wanted, asks_letters
from qa.asking.question import Question
from qa.finding.ranking import Ranked
from qa.saying.signals import SIGNALS
from qa.values import Band, Confidence


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
    which is the confidence; from `high_from` on it is a promise, unless something asked for is not in it, or the
    articles are more likely not to answer.
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
        for one in ("answerable", "right"):
            for name in told[one]["coefficients"]:
                if name not in SIGNALS or getattr(SIGNALS[name], one) is None:
                    raise ValueError(f"unknown signal {name!r}")
        return cls(answerable, right, float(told["answered_from"]), float(told["high_from"]))


@dataclass(frozen=True, slots=True)
class Deciders:
    """A decider for each kind of index: with an encoder, and of words alone."""

    with_encoder: Decider
    by_words: Decider

    def of(self, signals: Mapping[str, float]) -> Decider:
        """Return the one that these signals are for."""
        return self.with_encoder if "cosine_rank" in signals else self.by_words


LIKELY = 0.5
"""How likely the articles must answer for a promise. With it .02 to .05 more of the questions of four of six sets that
were left out are promised an answer, at the same share of promises kept."""

STRICT = (Wanted.PHONE, Wanted.EMAIL, Wanted.FAX, Wanted.MONEY, Wanted.SHARE)
"""What is asked for so plainly that a passage without it is no answer; what letters stand for is, too."""


def estimate_confidence(
    question: Question, first: Ranked, signals: Mapping[str, float], deciders: Deciders
) -> Confidence:
    """Return the calibrated probability that the first passage is right, and its band."""
    decider = deciders.of(signals)
    probability = round(decider.right.estimate(signals), 4)
    without = question.wants in STRICT and not first.fits
    without = without or (asks_letters(question.text) and not signals["short"])
    answerable = decider.answerable.estimate(signals)
    if without or signals["unknown"] or answerable < decider.answered_from:
        return Confidence(probability, Band.LOW)
    complete = answerable >= LIKELY and is_complete(signals)
    return Confidence(probability, Band.HIGH if complete and probability >= decider.high_from else Band.MEDIUM)


def is_complete(signals: Mapping[str, float]) -> bool:
    """Whether a passage lacks nothing that a promise may not lack."""
    return not any(signals[name] for name in ("lacks", "stranger", "absent", "elsewhere"))


def weigh_contacts(blocks: int) -> Confidence:
    """Return how sure an answer is that only tells whom to reach, where the question names nobody: a promise where all
    articles together hold one contact, and where they hold more, one of them.
    """
    alone = blocks == 1
    return Confidence(0.9 if alone else 0.5, Band.HIGH if alone else Band.MEDIUM)
