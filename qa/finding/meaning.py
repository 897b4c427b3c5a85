"""What an encoder adds, where the index was built with one: candidates, a part of the score, and a model of confidence
that knows what the first passage means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index import Searcher, Selection
from qa.asking.question import Question

MEANING_CANDIDATES = 100
"""How many sentences are candidates for what they mean, whether they share words with the question or not. With 200,
SelQA's MRR@10 rose by .001, and a question took half as long again."""

MEANING_WEIGHT = 1.25
LIKENESS_SHARE = 0.5
"""The weight of the cosine of question and sentence, beside a cover of 0 to 1, and how much of its weight the likeness
of the whole sentence keeps beside it. Tuned on the odd-numbered development questions and half of SelQA's (MRR@10):
.905 and .869 with 1.5 and 1, .916 and .872 with these; from 1 to 2, a weight made no difference beyond .02."""


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model of confidence: a coefficient for each signal by name, and the probabilities from which there is
    an answer, and from which it is a promise.
    """

    intercept: float
    coefficients: Mapping[str, float]
    answered_from: float
    high_from: float


WITH_ENCODER = Model(
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
"""By logistic regression (see `qa.saying.confidence`) with all-MiniLM-L6-v2, on the odd-numbered development questions,
twice each, and one half of SelQA's; on the others the area under the curve for whether there is an answer at all is
0.95 and 0.94. Beside the meaning of the sentence, the likeness of its words as a whole tells nothing more."""


def by_meaning(question: Question, searcher: Searcher, known: Sequence[int], within: Selection | None) -> list[int]:
    """Return further candidates beside those known, the nearest in meaning first; none without an encoder."""
    hits = searcher.search_meaning(question.text, limit=MEANING_CANDIDATES, within=within)
    there = set(known)
    return [hit.sentence for hit in hits if hit.sentence not in there]
