"""Who holds the office that a question asks for, by what a text says beside the names; and who comes into it or leaves
it.
"""

import re
from dataclasses import replace

from index import extract_terms
from qa.spans.offices import ANY_OFFICE, OFFICE, find_role, lower_offices
from qa.spans.successions import asks_next, asks_predecessor, comes, goes
from qa.spans.wanted import Candidate
from qa.values import Origin

_TITLES = (
    r"administrator|commissioner|ambassador|senator|congress(?:wo)?man|judge|bishop|treasurer|clerk|curator|inspector"
    r"|superintendent|warden|chancellor|registrar|architect|statistician|economist|spokesperson"
)
"""More offices that no body has."""

_WHO_HOLDS = re.compile(
    r"\W*+(?:\w[\w’']*+\W++){0,3}?(?:who(?:[’']s|s|\s+(?:is|was|are|were))|name\s+of)\s+(?:now\s+|currently\s+)?"
    r"(?:(?:appointed|named|nominated|elected|chosen|picked|selected|confirmed|made)\s+(?:as\s+|to\s+be\s+)?)?"
    r"(?:(?:the|an?|your|our|their|its|his|her|\w+[’']s)\s+)?"
    rf"(?P<office>(?:[\w’'-]+\s+){{0,4}}?(?:{OFFICE.pattern}|{_TITLES}))\b",
    re.I,
)
"""Asks who holds an office: a person, no body."""

_WHO_CHAIRS = re.compile(r"\W*(?:\w+\W+)?who\s+(?:now\s+|currently\s+)?chairs\s+(?:the\s+)?(?=\w)", re.I)
_WHO_LEADS = re.compile(
    r"\W*(?:\w+\W+)?who(?:\s+(?:now|currently))?(?:\s+(?:heads|leads|runs|directs|manages)|(?:[’']s|\s+is)\s+(?:the\s+)?(?:boss"
    r"|in\s+charge)\s+(?:of|at))\s+(?:the\s+)?(?=\w)",
    re.I,
)
"""Asks who holds the first office of a body."""

_FIRST = re.compile(
    r"\b(?:chief\s+executive|ceo|director|head|chair(?:man|woman|person)?|president|leader|manager|administrator|commissioner"
    r"|principal|governor|editor|mayor|secretary)\b",
    re.I,
)
_OPENS_WITH = re.compile(rf"{ANY_OFFICE}\s+(?-i:(?=[A-Z]))", re.I)
"""An office that stands before a name, as its title."""


_OF_BODY = re.compile(r"\b(?:of|for|at)\s+(?:the\s+)?[A-Z].*")
"""The body that an office is of."""

_OF_FIELD = re.compile(
    r"\b(?:of|for)\s+(?!(?:the|an?|all|our|your|their|its|his|her|this|that)\b)(?P<field>[a-z][\w-]*)"
)
"""The field that an office is of, or its first word: "director of housing"."""

HOLDER = "holder"
"""The form of a person to whom the text gives all of the office that is asked for."""


def find_holders(question: str, text: str, people: list[Candidate]) -> list[Candidate] | None:
    """Return the persons who may hold the office that a question asks for, as far as the text says; None where it asks
    for none.
    """
    succeeding = _succeeding(question, text, people)
    if succeeding is not None:
        return succeeding
    held = _WHO_HOLDS.match(question)
    if held is not None:
        return _holders(held["office"], question[held.end() :], text, people)
    led = _WHO_CHAIRS.match(question)
    if led is not None:
        holding = _holders("chair", f" of {question[led.end() :]}", text, people)
        return [one for one in holding if one.form == HOLDER] or None
    led = _WHO_LEADS.match(question)
    holding = [] if led is None else _leaders(question[led.end() :], text, people)
    return holding or None


def _succeeding(question: str, text: str, people: list[Candidate]) -> list[Candidate] | None:
    """Return who comes into an office, or who leaves it, where the question asks for the one of them and the text tells
    either; None where it does not.
    """
    if not (asks_next(question) or asks_predecessor(question)):
        return None
    here = [one for one in people if one.origin is Origin.TEXT]
    coming = [one for one in here if comes(text, one.start, one.end)]
    going = [one for one in here if goes(text, one.start, one.end)]
    if not coming and not going:
        return None
    meant, other = (coming, going) if asks_next(question) else (going, coming)
    return [replace(one, form=HOLDER) for one in meant] or [one for one in people if one not in other]


def _leaders(of: str, text: str, people: list[Candidate]) -> list[Candidate]:
    """Return the persons to whom the text gives the first office of a body, all of whose words it tells. `of`: the
    words for the body.
    """
    asked = set(extract_terms(of))
    out = []
    for one in people:
        role = find_role(text, one.start, one.end) if one.origin is Origin.TEXT else None
        given = "" if role is None else text[slice(*role)]
        if _FIRST.search(given) and not lower_offices(given) and asked and asked <= set(extract_terms(given)):
            out.append(replace(one, form=HOLDER))
    return out


def _holders(office: str, of: str, text: str, people: list[Candidate]) -> list[Candidate]:
    """Return the persons to whom the text gives all of an office; else those to whom it gives none at all, but no one
    who holds another, one below it, or that of another body. `of`: what the question says behind the office.
    """
    body, field = _OF_BODY.search(of), _OF_FIELD.match(of.lstrip())
    asked, own = set(extract_terms(office)), set(extract_terms(body[0])) if body else set()
    whole, without, elsewhere = [], [], False
    for one in people:
        role = find_role(text, one.start, one.end) if one.origin is Origin.TEXT else None
        opens = _OPENS_WITH.match(one.text)
        if role is None and opens is None:
            without.append(one)
            continue
        given = text[slice(*role)] if role is not None else one.text[: opens.end()] if opens else ""
        parts = [*re.split(r",|\band\b|;", given), given]
        part = next(each for each in parts if asked <= set(extract_terms(each)) or each is parts[-1])
        if asked <= set(extract_terms(part)) and lower_offices(part) <= lower_offices(office):
            other, another = _OF_BODY.search(given), _OF_FIELD.search(given)
            if (own and other is not None and own.isdisjoint(extract_terms(other[0]))) or (
                field is not None and another is not None and _differ(field["field"], another["field"])
            ):
                elsewhere = True
            else:
                whole.append(replace(one, form=HOLDER))
    return whole or ([] if elsewhere else without)


def _differ(one: str, other: str) -> bool:
    return set(extract_terms(one)).isdisjoint(extract_terms(other))
