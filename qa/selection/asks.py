"""What a question asks of a value beside its type: an age, a change, a limit, or what held before."""

import re

_AGE = re.compile(
    r"\bhow\s+old\b|\b(?:what|which)(?:[’']s|\s+(?:is|was))?\s+(?:the\s+|her\s+|his\s+|their\s+)?age\b(?!\s+(?:groups?|ranges?)\b)"
    r"|[’']s\s+age\b",
    re.I,
)
_CHANGING = (
    r"(?:go(?:es|ne)?|went|ris(?:e|es|en|ing)|rose|f[ae]ll(?:s|en|ing)?|gr[eo]w(?:s|n|ing)?|increas\w+|drop\w*|declin\w+"
    r"|decreas\w+|chang\w+)"
)
_CHANGE = r"(?:increase|rise|fall|drop|reduction|growth|decline|decrease|jump|change)\b(?!-)"
_ASKED_CHANGE = re.compile(
    rf"(?:^|\?)(?>[^?]*?\bhow\s+much\b)[^?]*\b{_CHANGING}(?:\s+(?:up|down|by))*\W*$"
    r"|\bby\s+(?:how\s+(?:much|many)|what\s+(?:percentage|per\s?cent|proportion|share|amount|margin|factor))\b"
    r"|\bhow\s+(?:much|many)\s+(?:\w+\s+)?(?:more|fewer|less|higher|lower|bigger|smaller|longer|shorter|faster)\b"
    rf"|\bhow\s+(?:big|large|great)\b[^?]{{0,30}}\b{_CHANGE}|\bwhat\s+(?:is|was|are|were|will\s+be)\s+the\s+(?:\w+\s+)?{_CHANGE}",
    re.I,
)
_LIMIT = re.compile(r"\b(?:limit|maximum|max|most|cap|ceiling|upper\s+bound)\b", re.I)
_PAST = re.compile(
    r"""\b(?:before|previous(?:ly)?|original(?:ly)?|former(?:ly)?|initial(?:ly)?|earlier|used\ to|at\ first|first
    |began|begin|started|start|until\ then|so\ far|to\ begin\ with|from\ (?:what|which|how))\b""",
    re.I | re.X,
)
_BEFORE = re.compile(
    r"\b(?:before(?:hand)?\W*$|was\b[^?]*\bbefore\b|previous(?:ly)?|formerly|original(?:ly)?|used\ to\ be|until\ then)",
    re.I | re.X,
)


def asks_age(text: str) -> bool:
    """Whether a question asks how old somebody or something is."""
    return _AGE.search(text) is not None


def asks_change(text: str) -> bool:
    """Whether a question asks by how much something changed or differs."""
    return _ASKED_CHANGE.search(text) is not None


def asks_limit(text: str) -> bool:
    """Whether a question asks for the most that may be: then a denied excess answers it."""
    return _LIMIT.search(text) is not None


def asks_past(text: str) -> bool:
    """Whether a question asks for what held before: then a value that no longer holds may answer it."""
    return _PAST.search(text) is not None


def asks_before(text: str) -> bool:
    """Whether a question asks only for what held before something changed."""
    return _BEFORE.search(text) is not None
