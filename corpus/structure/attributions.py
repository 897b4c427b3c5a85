"""Who is named beside a quotation: before it ("Ann Lee said:"), after it ("… said Ann Lee") or below ("– Ann Lee")."""

import re

from corpus.structure.people import TITLE, UPPER, opening_name
from corpus.structure.quotations import quotations

_SAID = (
    r"(?:said|says|asked|asks|added|adds|commented|comments|told|explained|explains|continued|stated|wrote|writes|replied"
    r"|warned|argued|argues|concluded|insisted|noted|remarked|observed|recalled|claimed)"
)
_LEAD_IN = re.compile(
    rf"(?P<lead>.*)\b{_SAID}(?:\s(?:that|us|me|reporters|today|yesterday|later|\w+day|\w+ly))?\s?[,:]?$", re.S
)
_SAID_BY = re.compile(rf"\s?,?\s?{_SAID}\s(?P<name>\S.*)", re.S)
_HE_SAID = re.compile(rf"\s?,?\s?(?P<name>(?!\s)[^“”‘\".]{{2,120}}?)\s{_SAID}\b")
_SIGNED = re.compile(r"\s?[-–—]\s?(?P<name>(?!\s)[^“”‘\"]{3,120})$")
_NAMED_END = re.compile(r"[,?!…—-][”’\"']$")
_SENTENCE = re.compile(rf"(?<=[.!?…])\s+(?=[{UPPER}“‘])")
_SHORT_FORM = re.compile(rf"(?:\b[{UPPER}]|{TITLE})\.$")
_LONGEST_LEAD = 250


def lead_in(body: str) -> str | None:
    """Return the words that name the speaker, if a paragraph is nothing but a lead-in."""
    return lead_before(body) if body.endswith(":") else None


def lead_before(before: str) -> str | None:
    """Return the words that name the speaker in the text before a quotation: "Ann Lee, director of works, said: "."""
    before = _last_sentence(before[-2 * _LONGEST_LEAD :].strip())
    if not before.endswith((":", ",")) or len(before) > _LONGEST_LEAD or re.search(r"[“”\"]", before):
        return None
    if match := _LEAD_IN.match(before):
        return match["lead"].strip() or None
    named = opening_name(before) if before.endswith(":") else None
    return before[:-1] if named and before[named[1]] in ",:" else None


def announces(body: str) -> bool:
    """Whether a paragraph begins a quotation of its own after naming who speaks."""
    first = next(iter(quotations(body)), (0, 0))
    return lead_before(body[: first[0]]) is not None


def name_after(quotation: str, after: str) -> str | None:
    """Return the words that name the speaker in the text after a quotation: ", said Ann Lee, director of works."."""
    after = _first_sentence(after[:_LONGEST_LEAD])
    if match := _SAID_BY.match(after):
        return match["name"].rstrip(" .,:")
    if (_NAMED_END.search(quotation) or after.startswith(",")) and (match := _HE_SAID.match(after)):
        return match["name"]
    match = _SIGNED.match(after)
    return match["name"] if match else None


def signature(line: str) -> re.Match[str] | None:
    """Match a line that signs the quotation above it, "– Ann Lee, director of works", with its `name`."""
    return _SIGNED.match(line)


def _first_sentence(text: str) -> str:
    end = next((m.start() for m in _SENTENCE.finditer(text) if not _SHORT_FORM.search(text[: m.start()])), len(text))
    return text[:end]


def _last_sentence(text: str) -> str:
    starts = [m.end() for m in _SENTENCE.finditer(text) if not _SHORT_FORM.search(text[: m.start()])]
    return text[starts[-1] :] if starts else text
