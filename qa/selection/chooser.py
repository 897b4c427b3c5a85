"""Which candidate answers best, and how probable it is that it answers: learned weights of what is measured of it.

The weights stand in the open, by the names of what they weigh. `qa.training` fits them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any, Self

from qa.selection.measures import OF_FORM, OF_NAME, OF_VALUE
from qa.selection.wanted import Group

CHOICE = "choice"
OF_PASSAGE = {
    "cover": (+1, "the share of the question's idf that the passage holds"),
    "own_cover": (+1, "the same without the words over it"),
    "worst": (-1, "the largest share of the idf that one word has and it does not hold"),
    "alike": (+1, "the cosine of its mean word vector with the question's"),
    "score": (+1, "its score"),
    "margin": (+1, "how far its score stands above the next passage's, up to 3"),
    "fits": (+1, "how well it fits what is asked, at a glance"),
    "cosine_z": (
        +1,
        "how far its cosine with the question stands above the candidates' mean, by the standard deviation",
    ),
}
"""What is looked at in the passage that the span stands in: which way it may count, and what it is."""

OF_QUESTION = {
    "open": (-1, "whether the question tells the type only by a noun"),
    "where": (0, "whether it asks “where”"),
    "who": (0, "whether it asks “who”"),
    "contact": (0, "whether it asks whom to reach"),
    "definition": (0, "whether it asks what something is"),
}
_TELLING = {
    Group.NAMES: (
        "near clause_of_held asked_share rare is_heading is_person person_for_person body_for_body"
        " place_for_place noun_in noun_beside called called_for_called who_person who_speaker is_speaker where_at"
        " at other_for_person person_for_other asked_after_it asked_before_it opens acronym heading_for_place"
        " heading_for_other heading_held whose_owns speaker_unsaid near_like clause_like preposition"
        " subject_before subject_after object_after object_before beside suits less_suits"
    ).split(),
    Group.VALUES: (
        "near clause clause_of_held fit less_fit same_rivals noun_after numbered yearlike measure_fits measure_clashes"
        " other_unit names_unit is_date is_loose is_count is_money is_share is_duration near_like clause_like"
        " preposition beside noun_after_like side_fits side_clashes reached loose_past asked_before_it asked_after_it"
    ).split(),
    Group.FORM: list(OF_FORM),
}
"""What of a candidate's measures tells whether it answers, beside by how much it was chosen."""


def signals_of(group: Group) -> dict[str, tuple[int, str]]:
    """Return what an estimate may weigh, by name: which way it may count (0: either), and what it is."""
    measures = {Group.NAMES: OF_NAME, Group.VALUES: OF_VALUE, Group.FORM: OF_FORM}[group]
    telling = {name: measures[name] for name in _TELLING[group]}
    return {
        CHOICE: (+1, "the log of the odds that it is the one among its rivals"),
        **telling,
        **OF_PASSAGE,
        **OF_QUESTION,
    }


@dataclass(frozen=True, slots=True)
class Weights:
    """Coefficients by the names of what they weigh."""

    intercept: float
    coefficients: Mapping[str, float]

    def weigh(self, measured: Mapping[str, float]) -> float:
        """Return the weighed sum; what was not measured is 0."""
        return self.intercept + sum(weight * measured.get(name, 0.0) for name, weight in self.coefficients.items())

    @classmethod
    def of(cls, told: Mapping[str, Any], known: Mapping[str, Any]) -> Self:
        """Make them of what a model's file tells. Raises KeyError, TypeError or ValueError."""
        unknown = [name for name in told["coefficients"] if name not in known]
        if unknown:
            raise ValueError(f"unknown measure {unknown[0]!r}")
        return cls(float(told["intercept"]), {str(k): float(v) for k, v in told["coefficients"].items()})


@dataclass(frozen=True, slots=True)
class Chooser:
    """What chooses among candidates, by group, and what estimates whether the chosen one answers; from `given_from` on
    it is given as the short answer.
    """

    choices: Mapping[Group, Weights]
    estimates: Mapping[Group, Weights]
    given_from: float

    def choose(self, group: Group, measured: Sequence[Mapping[str, float]]) -> tuple[int, float]:
        """Return the place of the best candidate, the first of equal ones, and its share among all (softmax)."""
        weighed = [self.choices[group].weigh(one) for one in measured]
        best = max(range(len(weighed)), key=lambda place: weighed[place])
        return best, 1 / sum(exp(max(-50.0, one - weighed[best])) for one in weighed)

    def estimate(self, group: Group, signals: Mapping[str, float]) -> float:
        """Return how probable it is that a chosen candidate answers, 0 to 1."""
        return 1 / (1 + exp(-max(-50.0, min(50.0, self.estimates[group].weigh(signals)))))

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """Make one of what a model's file tells. Raises KeyError, TypeError or ValueError."""
        measures = {Group.NAMES: OF_NAME, Group.VALUES: OF_VALUE}
        return cls(
            {group: Weights.of(told[group.value]["choice"], known) for group, known in measures.items()},
            {group: Weights.of(told[group.value]["estimate"], signals_of(group)) for group in Group},
            float(told["given_from"]),
        )


@dataclass(frozen=True, slots=True)
class Choosers:
    """A chooser for each kind of index: with an encoder, and of words alone."""

    with_encoder: Chooser
    by_words: Chooser

    def of(self, seen: Mapping[str, float]) -> Chooser:
        """Return the one for a candidate sentence of which this was measured."""
        return self.with_encoder if "cosine" in seen else self.by_words


def odds_of(share: float) -> float:
    """Return the log of the odds of a share, within what a thousandth makes."""
    return log((share + 1e-3) / (1 - share + 1e-3))
