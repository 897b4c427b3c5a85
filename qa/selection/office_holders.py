"""Who holds the office that a question asks for, by what a text says beside the names; and who comes into it or leaves
it.
"""

import re
from dataclasses import replace

from index import extract_terms
from qa.asking.kinds import TITLE
from qa.selection.wanted import Candidate
from qa.spans.offices import ANY_OFFICE, OFFICE, find_role, lower_offices
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

_WHO_HOLDS_NOW = re.compile(
    rf"\W*(?:(?:so|and|but|please|ok|okay)\W+)*who(?:[’']s|s|\s+(?:is|are))\s+(?:(?:now|currently)\s+)?"
    rf"(?:the|your|our|their|its|[A-Z][\w.]*[’']s?)\s+(?:(?:current|new|present)\s+)?"
    rf"(?P<office>(?P<title>(?:[\w’'&-]+\s+){{0,4}}?{ANY_OFFICE}\b(?:\s+{ANY_OFFICE}\b)*)"
    r"(?!\s+(?:who|that|whose))[^?!.,;:()]*)",
    re.I,
)
_NO_WORDS_OF_A_TITLE = re.compile(r"\b(?:top|main|most\s+senior)\s+", re.I)

# Who comes into an office, and who leaves it.
_FOLLOW = r"(?:succeed|replac|follow|tak(?:e|es|ing)\s+over|took\s+over)"
_ASKS_NEXT = re.compile(
    rf"\b(?:new|next|incoming|future)\s+(?:[a-z-]+\s+){{0,3}}?{ANY_OFFICE}\b"
    rf"|(?:^|\?)(?>[^?]*?\bwho\b)[^?]*\b{_FOLLOW}\w*\b(?!\s*\?*$)|\bwho\s+(?:will\s+)?{_FOLLOW}",
    re.I,
)
_ASKS_BEFORE = re.compile(
    rf"\b(?:previous|former|outgoing|departing)\s+(?:[a-z-]+\s+){{0,3}}?{ANY_OFFICE}\b"
    r"|\bwho(?:[’']s|\s+(?:is|was))?\s+(?:steps?|stepping|stepped|stands?|standing|stood|leav(?:es|ing)|retir(?:es|ing|ed))\b"
    rf"|(?:^|\?)(?>[^?]*?\bwho\s+(?:was|were|had\s+been)\b)[^?]*\bbefore\b"
    rf"|(?:^|\?)(?>[^?]*?\bwhom?\s+(?:did|does|do|would|will|is|has)\s)[^?]*\b{_FOLLOW}\w*\W*$",
    re.I,
)
_APPOSED = r"(?:,[^,;.]{1,80},|,)?"
_COMES_BEFORE = re.compile(
    rf"\b(?:appoint(?:s|ed)?|nam(?:es|ed)|chos(?:e|en)|elect(?:s|ed)?|nominat(?:es|ed?)|pick(?:s|ed)?|hired|select(?:s|ed)?"
    rf"|promot(?:es|ed))\s+{TITLE}*$"
)
_COMES_AFTER = re.compile(
    rf",?\s+to\s+be(?:come)?\s+(?:the\s+)?[A-Za-z]|{_APPOSED}\s+(?:(?:who\s+)?(?:will|is\s+to|has)\s+)?(?:{_FOLLOW}|tak(?:es?|en)\s+up|took\s+up|(?:has\s+been|is|was|will\s+be)"
    r"\s+(?:appointed|named|chosen|elected|picked|nominated|(?:the\s+)?(?:new|next)\b))"
)
_GOES_BEFORE = re.compile(rf"\b{_FOLLOW}(?:s|ed|es|ing)?(?:\s+(?:from|over\s+from))?\s+(?:the\s+\w+\s+)?{TITLE}*$")
_GOES_AFTER = re.compile(
    rf"{_APPOSED}(?:,?\s+who)?\s+(?:(?:will|is\s+to|has|is|plans\s+to)\s+)?(?:retir|step(?:s|ped|ping)?\s+down|stand(?:s|ing)?\s+down"
    r"|stood\s+down|leav|left\b|resign|depart|(?:has|had)?\s*held\s+the\s+(?:post|office|job))"
)


def office_asked(text: str) -> str | None:
    """Return the office whose holder a question asks for ("Who is the harbour master?"); None where it asks for none,
    or for who held it.
    """
    found = _WHO_HOLDS_NOW.match(text)
    return None if found is None else found["office"].strip()


def title_asked(text: str) -> str | None:
    """Return the title of that office alone, without what it is of ("harbour master" of "… at Ayton")."""
    found = _WHO_HOLDS_NOW.match(text)
    return None if found is None else _NO_WORDS_OF_A_TITLE.sub("", found["title"])


def asks_next(text: str) -> bool:
    """Whether a question asks who comes into an office."""
    return _ASKS_NEXT.search(text) is not None and not asks_predecessor(text)


def asks_predecessor(text: str) -> bool:
    """Whether a question asks who held an office before somebody, or leaves it."""
    return _ASKS_BEFORE.search(text) is not None


def comes(text: str, start: int, end: int) -> bool:
    """Whether a text says of the person whose name stands there that he or she comes into an office."""
    return _COMES_BEFORE.search(text[:start]) is not None or _COMES_AFTER.match(text, end) is not None


def goes(text: str, start: int, end: int) -> bool:
    """Whether a text says of the person whose name stands there that he or she leaves an office."""
    return _GOES_BEFORE.search(text[:start]) is not None or _GOES_AFTER.match(text, end) is not None


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
