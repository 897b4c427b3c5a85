"""What a question asks for, as a ranking sees it; and which sentences, at a glance, hold something of that kind."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from corpus import Role
from index import Kind, Rows, Trait
from qa.asking.kinds import Wanted
from qa.asking.question import Question
from qa.values import AnswerKind

ROLES = tuple(Role)

OPEN = 0.5
"""How well any sentence fits a question that asks for nothing of one kind."""

_SPOKEN = 0.7
"""How well what somebody says fits a question for a person that it does not name."""


class Asked(StrEnum):
    """What is asked for. A question may ask for several of these: a sum is a number, too."""

    PERSON = "person"
    SAID = "said"
    ROLE = "role"
    NUMBER = "number"
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    DURATION = "duration"
    DATE = "date"
    CONTACT = "contact"
    SUBJECT = "subject"
    PLACE = "place"
    DEFINITION = "definition"
    LIST = "list"
    YES_NO = "yes_no"
    REASON = "reason"
    MANNER = "manner"
    PASSAGE = "passage"


_OF_WANTED = {
    Wanted.SAID: Asked.SAID,
    Wanted.ROLE: Asked.ROLE,
    Wanted.COUNT: Asked.COUNT,
    Wanted.MONEY: Asked.MONEY,
    Wanted.SHARE: Asked.SHARE,
    Wanted.DURATION: Asked.DURATION,
    Wanted.PLACE: Asked.PLACE,
    Wanted.REASON: Asked.REASON,
    Wanted.MANNER: Asked.MANNER,
}

KIND_WEIGHT = 0.15
WANTED_WEIGHTS = {
    **dict.fromkeys((Wanted.PHONE, Wanted.EMAIL, Wanted.NAME), 2.0),
    **dict.fromkeys((Wanted.SUBJECT, Wanted.PLACE), 1.15),
    Wanted.ROLE: 0.6,
    **dict.fromkeys((Wanted.COUNT, Wanted.MONEY, Wanted.SHARE, Wanted.DURATION), 0.4),
    **dict.fromkeys((Wanted.DAY, Wanted.ITEMS, Wanted.EXPANSION), 0.4),
}
"""What evidence of the kind asked for adds, weighed by hand."""


def asked_of(question: Question) -> frozenset[Asked]:
    """Return what a question asks for, by its kind, what narrows that, and its question word."""
    words = question.text.lower().replace("?", " ").split()
    found = {Asked(question.kind.value)}
    if question.wants in _OF_WANTED:
        found.add(_OF_WANTED[question.wants])
    if "why" in words or "reason" in words:
        found.add(Asked.REASON)
    if words[:1] == ["how"] and question.kind is AnswerKind.PASSAGE:
        found.add(Asked.MANNER)
    return frozenset(found)


def weigh_evidence(question: Question, cover: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what evidence of the kind asked for adds to candidates by hand, beside a cover of 0 to 1; (n,).

    Where nothing else can answer (see `Wanted`) it adds more, as far as the candidate covers the question: a phone
    number of somebody else's is no evidence.
    """
    weight = WANTED_WEIGHTS.get(question.wants) if question.wants else None
    return np.full(len(cover), KIND_WEIGHT) if weight is None else weight * cover


def find_fitting(asked: frozenset[Asked], rows: Rows, kinds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how well sentences fit what is asked, at a glance: (n,), 0 to 1, OPEN where that may be anything.

    `kinds`, (8, n): how many terms of each kind each holds beside the question's, see `Matches`.
    """

    def does(*traits: Trait) -> NDArray[np.bool_]:
        return np.asarray((rows.traits & sum(traits)) != 0)

    def holds(*wanted: Kind) -> NDArray[np.bool_]:
        return np.asarray(np.any([kinds[kind.bit_length() - 1] > 0 for kind in wanted], axis=0))

    def is_one(role: Role) -> NDArray[np.bool_]:
        return np.asarray(rows.roles == ROLES.index(role))

    if Asked.ROLE in asked:
        fits = holds(Kind.OFFICE)
    elif Asked.PERSON in asked:
        return np.asarray(np.maximum(holds(Kind.NAME), _SPOKEN * rows.spoken))
    elif Asked.MONEY in asked:
        fits = holds(Kind.FIGURE) & (does(Trait.MONEY) | holds(Kind.SUM))
    elif Asked.SHARE in asked:
        fits = does(Trait.SHARE)
    elif Asked.DURATION in asked:
        fits = holds(Kind.FIGURE) & holds(Kind.PERIOD)
    elif Asked.NUMBER in asked:
        fits = holds(Kind.FIGURE)
    elif Asked.DATE in asked:
        fits = holds(Kind.YEAR, Kind.MONTH)
    elif Asked.CONTACT in asked:
        fits = does(Trait.ADDRESS) | is_one(Role.CONTACT)
    elif Asked.DEFINITION in asked:
        fits = does(Trait.DEFINES)
    elif Asked.LIST in asked:
        fits = does(Trait.LISTS, Trait.ANNOUNCES) | is_one(Role.BULLET)
    elif Asked.REASON in asked:
        fits = does(Trait.REASON)
    elif Asked.SUBJECT in asked:
        fits = holds(Kind.NAME)
    else:
        return np.full(len(rows.traits), OPEN)
    return fits.astype(np.float64)
