"""Which of several values of a sentence is the one that is asked for, by the words that are its own."""

import re
from collections.abc import Sequence
from itertools import pairwise

from index import analyse, extract_terms
from qa.asking.question import Question
from qa.selection.wanted import Candidate, Type
from qa.spans.given_up import is_given_up
from qa.spans.owning import find_owned, is_of_them
from qa.values import Origin

_PHRASE_AFTER = re.compile(r"(?:\s+(?!(?:and|but|or|while|to|with)\s)[\w’'-]+){1,5}")
_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d")
_NOW = re.compile(
    r"\b(?:now|currently|presently|(?:at|for)\s+the\s+moment|at\s+present|(?:the\s+)?present|today|these\s+days|current)\b",
    re.I,
)
_ENDS = re.compile(r"\s*(?:[.;:)]|$)")
_AND = re.compile(r"\W*(?:and|but|or|then)\b", re.I)
_SUPERLATIVE = re.compile(
    r"(?:\b(?:the|its|their|his|her|our|my)|[’']s)\s+(?:(?:second|third|next|by\s+far\s+the)\s+)?"
    r"(?P<word>most|least|(?!(?:north|south)?(?:west|east)\b|(?:forest|interest|request|guest|harvest|contest|protest|priest|arrest"
    r"|honest|modest|inquest|conquest|manifest|crest|chest|quest|nest|test|rest)\b)[a-z]{3,}est)\b",
    re.I,
)
_AND_OTHERS = re.compile(r"\b(?:and|but|while)\s+(?:[\w’'-]+\s+){1,3}$", re.I)
_TIMES = frozenset((Type.DATE, Type.LOOSE, Type.HOUR))
_LINK = re.compile(r"\s+(?:of|in|among|for|by|from|at|on)\s")
"""What follows a value in its own phrase, and what links it to that."""

_NO_ONE = re.compile(r"nobody|no[-\s]one|none", re.I)

_NEAR = 90
"""Values that stand so many characters apart at most are told side by side."""

REACH = 3
"""A figure counts what stands among so many terms after it ("140 trained volunteers")."""


def with_own_words(found: list[Candidate], asked: set[str], counted: str | None, text: str) -> list[Candidate]:
    """Return the values, but of each type the one alone that is followed by the question's words where the others are
    followed by other ones: "77 % of men and 63 % of women", "1.9 million in 2008 and 2.9 million in 2018", "40 gas
    lamps and 12 electric lamps". `counted`: the term of the thing counted.
    """
    words = {one: _words_after(one, counted, text) for one in found}
    owners = [one for one in found if asked.intersection(words[one])]
    alone = {one.type: one for one in owners if sum(other.type is one.type for other in owners) == 1}
    return [one for one in found if alone.get(one.type, one) is one or not words[one]]


def owning_most(found: list[Candidate], asked: set[str], counted: str | None, text: str) -> list[Candidate]:
    """Return the values, but of each type the one alone that owns all the words of the question that any other owns,
    and more, where they stand side by side: "adults pay £9.50 and students £6", "212 objections, of which 190 were
    withdrawn". What stands right before the first value is said of them all, and a figure of what was named before has
    the words of the one before it, too. `counted`: the term of the thing counted, which a figure may leave out.
    """
    own: dict[Candidate, set[str]] = {}
    named: set[str] = set()
    for one, words in _own_words(found, text).items():
        own[one] = asked & words | (named if is_of_them(text, one.start, one.end) else set())
        if named and counted is not None and _is_gapped(text, one.start, one.end):
            own[one].add(counted)
        named = own[one]
    most = {
        kind: one
        for kind, alike in _side_by_side(found, text).items()
        for one in alike
        if all(own[other] < own[one] for other in alike if other is not one)
    }
    return [one for one in found if most.get(one.type, one) is one]


def _own_words(found: Sequence[Candidate], text: str) -> dict[Candidate, set[str]]:
    """Return the terms that are each value's own. What stands before the first value is said of the next one, too,
    where that has nothing but an "and" before it: "rents are £3 on weekdays and £5 on Sundays".
    """
    owned = find_owned(text, [(one.start, one.end) for one in found])
    first = min((one.start for one in found), default=0)
    said_of_all = set(extract_terms(text[:first])[-1:])
    shared: set[str] = set()
    out = {}
    for one in found:
        low, high = owned[one.start, one.end]
        before = set(extract_terms(text[low : one.start]))
        if one.start == first:
            shared = before
        joined = not before and _AND.match(text[low : one.start]) is not None
        out[one] = {*(shared if joined else before), *extract_terms(text[one.end : high])} - said_of_all
    return out


def of_time_asked(found: list[Candidate], figures: set[str], question: str, text: str) -> list[Candidate]:
    """Return the values, but of each type the one alone whose own words tell the time that is asked for, where others
    tell another or none: a year that the question names, or what holds now. `figures`: those of the question.
    """
    years = {figure for figure in figures if _YEAR.fullmatch(figure)}
    asks_now = _NOW.search(question) is not None
    if not years and not asks_now:
        return found
    owned = find_owned(text, [(one.start, one.end) for one in found])
    telling = []
    for one in found:
        low, high = owned[one.start, one.end]
        own = f"{text[low : one.start]} {text[one.end : high]}"
        if one.type not in _TIMES and (
            not years.isdisjoint(extract_terms(own)) or (asks_now and _NOW.search(own) is not None)
        ):
            telling.append(one)
    alone = {one.type: one for one in telling if sum(other.type is one.type for other in telling) == 1}
    return [one for one in found if alone.get(one.type, one) is one]


def of_extreme(found: list[Candidate], question: str, text: str) -> list[Candidate]:
    """Return the names whose own words hold the superlative that the question has, where others hold another: "the
    longest is Ayton Pier and the shortest Brill Jetty".
    """
    asked = {match["word"].lower() for match in _SUPERLATIVE.finditer(question)}
    here = [one for one in found if one.origin is Origin.TEXT]
    if not asked or len(here) < 2:
        return found
    owned = find_owned(text, [(one.start, one.end) for one in here])
    own = {
        one: {match["word"].lower() for match in _SUPERLATIVE.finditer(text[slice(*owned[one.start, one.end])])}
        for one in here
    }
    holding = [one for one in here if own[one] & asked]
    return holding if any(own[one] and not own[one] & asked for one in here) and holding else found


def owns_most(one: Candidate, found: Sequence[Candidate], asked: set[str], text: str) -> bool:
    """Whether a value owns all the words of the question that any of its rivals owns, and two more at least."""
    own = {each: asked & words for each, words in _own_words(found, text).items() if each.type is one.type}
    named = set().union(*(words for each, words in own.items() if each is not one))
    return len(own) > 1 and named <= own[one] and len(own[one]) > len(named) + 1


def _is_gapped(text: str, start: int, end: int) -> bool:
    """Whether a figure leaves out what it counts, which was named before: "gales took 30 boats and rocks 12"."""
    return _ENDS.match(text, end) is not None and _AND_OTHERS.search(text[:start]) is not None


def _side_by_side(found: Sequence[Candidate], text: str) -> dict[Type | None, list[Candidate]]:
    """Return by type the values that are told of alike things: sums, shares and the like, each near the next and none
    given up for another; counts where one of them is of what was named before, or has no noun of its own.
    """
    out: dict[Type | None, list[Candidate]] = {}
    for kind in (Type.MONEY, Type.SHARE, Type.MEASURE, Type.DURATION, Type.COUNT):
        alike = [one for one in found if one.type is kind and not is_given_up(text, one.start, one.end)]
        near = len(alike) > 1 and all(other.start - one.end <= _NEAR for one, other in pairwise(alike))
        beside = (is_of_them(text, one.start, one.end) or _ENDS.match(text, one.end) for one in alike[1:])
        if near and (kind is not Type.COUNT or is_of_them(text, alike[0].start, alike[0].end) or any(beside)):
            out[kind] = alike
    return out


def _words_after(one: Candidate, counted: str | None, text: str) -> list[str]:
    """Return the terms that are a value's own: those between it and the thing counted, or else the first of a phrase
    that a preposition links to it.
    """
    phrase = _PHRASE_AFTER.match(text, one.end)
    terms = extract_terms(phrase[0])[:REACH] if phrase else []
    if phrase and counted in terms[1:]:
        return terms[: terms.index(counted)]
    return terms[:1] if phrase and _LINK.match(phrase[0]) else []


def of_counted(spans: Sequence[tuple[int, int]], question: Question, text: str) -> list[tuple[int, int]]:
    """Return the figures that stand right before the thing that the question counts, or a word in its place, or that
    count some of what was named before.
    """
    counted = {question.counted} | {
        other[0][0]
        for term in question.terms
        if term.term == question.counted
        for other in term.others
        if len(other) == 1
    }
    tokens = analyse(text)
    out, nobody = [], []
    for start, end in spans:
        after = [token for token in tokens if token.end > end][:REACH]
        right_before = any(
            token.term in counted and not re.search(r"[.;:]\s", text[end : token.start]) for token in after
        )
        named_before = any(
            token.term in counted and token.end <= start and text[token.start].islower() for token in tokens
        )
        if _NO_ONE.fullmatch(text[start:end]):
            nobody.append((start, end))
        elif right_before or (named_before and (is_of_them(text, start, end) or _is_gapped(text, start, end))):
            out.append((start, end))
    return out or nobody
