"""Traits that tell at a glance what a sentence may answer: of its text, and of the terms in it. They are crude on
purpose: a learned ranking weighs them, and nothing is ever quoted by them.
"""

import re
from collections.abc import Sequence
from enum import IntFlag

from index.text.analysis import find_term


class Trait(IntFlag):
    """What a sentence does, or holds beside its terms."""

    ASKS = 1
    ANNOUNCES = 2
    LEANS = 4
    QUOTES = 8
    SHARE = 16
    MONEY = 32
    ADDRESS = 64
    REASON = 128
    DEFINES = 256
    LISTS = 512
    DENIES = 1024
    FIRST_PERSON = 2048


class Kind(IntFlag):
    """What a term is: a name and a figure by how the corpus writes it, the rest by the word."""

    NAME = 1
    FIGURE = 2
    YEAR = 4
    MONTH = 8
    OFFICE = 16
    PERIOD = 32
    SUM = 64
    STREET = 128


(
    _ASKS,
    _ANNOUNCES,
    _LEANS,
    _QUOTES,
    _SHARE,
    _MONEY,
    _ADDRESS,
    _REASON,
    _DEFINES,
    _LISTS,
    _DENIES,
    _FIRST_PERSON,
) = map(int, Trait)  # whole numbers, which are joined in a tenth of the time

_LEANING = frozenset("it its they their she her he his this these that those such both there".split())
_REASONS = (
    "because", " due to ", "so that ", "in order to", "as a result", "thanks to", "owing to", " led to ", "ensure"
)  # fmt: skip
_DEFINING = (
    " is a ",
    " is an ",
    " is the ",
    " are the ",
    " means ",
    " known as ",
    " called ",
    " stands for ",
    " refers to ",
)
_DENYING = (" not ", "n't ", "n’t ", " never ", " no ", " nor ")
_OWN_WORDS = (" i ", " we ", " my ", " our ", "i'm ", "i’m ", "we're ", "we’re ", " us ", " me ")
_MANY = 3
"""So many commas and semicolons set a list's items apart."""

_PHONE = re.compile(r"\d{3,}[ -]\d{3,}")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_WORDS = {
    Kind.MONTH: "january february march april june july august september october november december monday tuesday"
    " wednesday thursday friday saturday sunday",
    Kind.OFFICE: "president secretary minister director chief chair chairman chairwoman chairperson officer executive"
    " manager head leader mayor governor commissioner administrator ambassador councillor senator representative"
    " spokesman spokeswoman spokesperson professor doctor engineer founder editor lead deputy coordinator captain"
    " superintendent judge attorney counsel nurse surgeon member fellow",
    Kind.PERIOD: "second minute hour day night week weekend fortnight month quarter year decade century",
    Kind.SUM: "million billion trillion thousand pound dollar euro pence cent cost budget fund funding grant price fee",
    Kind.STREET: "street road avenue lane square drive boulevard court house building room floor suite postcode zip",
}
_KINDS: dict[str, int] = {
    term: kind for kind, words in _WORDS.items() for word in words.split() if (term := find_term(word)) is not None
}


def traits_of(text: str) -> int:
    """Return the traits of a sentence, as bits."""
    lower = f" {text.lower()} "
    first = lower.split(maxsplit=1)[:1]
    end = text.rstrip("*_ ’”\"')")[-1:]
    found = 0
    if end == "?":
        found |= _ASKS
    elif end == ":":
        found |= _ANNOUNCES
    if first and first[0].strip("\"'“‘,*_") in _LEANING:
        found |= _LEANS
    if "“" in text or '"' in text or "‘" in text:
        found |= _QUOTES
    if "%" in text or "per cent" in lower or "percent" in lower:
        found |= _SHARE
    if "£" in text or "$" in text or "€" in text:
        found |= _MONEY
    if "@" in text or "www." in lower or "http" in lower or _PHONE.search(text):
        found |= _ADDRESS
    if _any(_REASONS, lower):
        found |= _REASON
    if _any(_DEFINING, lower):
        found |= _DEFINES
    if text.count(",") + text.count(";") >= _MANY:
        found |= _LISTS
    if _any(_DENYING, lower):
        found |= _DENIES
    if _any(_OWN_WORDS, lower):
        found |= _FIRST_PERSON
    return found


def kind_of_term(term: str) -> int:
    """Return what a term is by its word alone, as bits."""
    if term[:1].isdigit():
        return int(Kind.FIGURE | (Kind.YEAR if _YEAR.fullmatch(term) else 0))
    return _KINDS.get(term, 0)


def _any(phrases: Sequence[str], text: str) -> bool:
    return any(phrase in text for phrase in phrases)
