"""The office that a text gives to a person, beside the person's name: in apposition, in brackets, or as what is said.

A span is half-open, in code points of the text that is given.
"""

import re

from corpus import find_people
from index import analyse, extract_terms
from qa.asking.kinds import TITLE

_OFFICE = (
    r"(?:director|minister|officer|president|chair(?:man|woman|person)?|manager|chief|secretary|leader|head|professor|mayor"
    r"|spokes\w+|engineer|doctor|nurse|executive|governor|captain|master|keeper|founder|owner)"
)
OFFICE = re.compile(_OFFICE, re.I)
"""The word of an office that may stand right before a name."""

_MORE = (
    r"(?:CEO|CFO|COO|CTO|CIO|MP|MSP|MEP|PM|VP|EVP|SVP|clerk|editor|author|scientist|researcher|lecturer|teacher|lawyer"
    r"|solicitor|barrister|judge|commissioner|councillor|senator|ambassador|consul|treasurer|bishop|vicar|dean|provost|rector"
    r"|chancellor|principal|curator|librarian|architect|builder|farmer|fisherman|coach|player|singer|actor|actress|artist"
    r"|writer|analyst|economist|consultant|advis[eo]r|assistant|co-?ordinator|administrator|inspector|superintendent|warden"
    r"|ranger|supervisor|partner|trustee|delegate|representative|attorney|prosecutor|fellow|student|member|volunteer"
    r"|campaigner|organi[sz]er|planner|designer|developer|operator|driver|pilot|skipper|surgeon|physician|historian|\w+ologist"
    r"|lead|deputy|champion|winner|journalist|reporter|correspondent|surveyor|accountant|auditor|registrar|convener|convenor"
    r"|king|queen|prince|princess|duke|earl|sheriff|marshal|general|colonel|admiral|sergeant|constable|harbou?rmaster|postmaster"
    r"|headmaster|headmistress|headteacher|co-founder|cofounder|inventor|composer|conductor|producer|chef|baker|carpenter)"
)
ANY_OFFICE = rf"(?:{_OFFICE}|{_MORE})s?"
_HOLDS_OFFICE = re.compile(rf"(?<![\w-])(?:{_OFFICE}|{_MORE}|(?:vice|deputy|sub|ex|co)-{_OFFICE})s?(?!\w)", re.I)
_SAYS = r"(?:said|says|added|adds|called|welcomed|told|announced|commented|explained|who|which|that|where|when|whose)"
_WORDS = rf"(?:(?!{_SAYS}\b)[^\s,.:;()“”\"–—]+(?:\.(?=\s[A-Z])(?<=\b(?:St|Mt|Dr)\.))?)"
_PHRASE = rf"{_WORDS}(?:\s+{_WORDS}){{0,14}}"
"""Words of one phrase: no mark, and no verb of saying, stands among them."""

_AFTER = re.compile(
    rf"(?:\s*,\s+(?:\d{{1,3}},\s+)?(?:(?:as|now|then|formerly|who\s+(?:is|was|serves\s+as|works\s+as))\s+)*+|\s+[–—-]\s+|\s*\()"
    rf"(?P<role>{_PHRASE})(?P<body>,\s+[A-Z]{_PHRASE})?(?=\s*(?:[,.:;()–—]|$)|\s+{_SAYS}\b)"
)
_SAID_OF = re.compile(
    r"(?:,\s+who)?\s+(?:(?:is|was|became|remains|remained|(?:has|had)\s+been|will\s+be(?:come)?|is\s+to\s+be(?:come)?)"
    r"(?:\s+(?:now|currently|also|still|then|both|formerly|previously))?(?:\s+(?:named|appointed|elected|made|promoted\s+to"
    r"|confirmed\s+as|sworn\s+in\s+as|re-?elected|hired\s+as))?|(?:serves|served|works|worked|acts|acted|joined|returns|returned"
    r"|retired|resigned|continues)(?:\s+\w+)?\s+as|takes\s+over\s+as|took\s+over\s+as)(?:\s+as)?\s+"
    rf"(?P<role>{_PHRASE})(?=\s*(?:[,.:;()–—]|$)|\s+{_SAYS}\b)"
)
_ENTITLED = re.compile(
    r"(?:,\s+|\s+)(?:appointed|elected|named)\s+(?:as\s+)?(?P<role>" + _PHRASE + r")(?=\s*(?:[,.:;()–—]|$))"
)
_MADE = re.compile(rf"(?:\s+as|,?\s+to\s+be(?:come)?)\s+(?P<role>{_PHRASE})(?=\s*(?:[,.:;()–—]|$))")
_NO_ROLE = re.compile(
    r"(?:and|but|or|from|of|in|at|on|with|to|for|by|pictured|left|right|above|below|centre|born|aged|not|also|both"
    r"|(?:very|so|too|quite|going|able|likely|due|set|here|there|first|last|one|expected|pleased|delighted|happy|proud)"
    r"|(?:an?|the)\s+(?:first|last|only|lot|bit|little|kind|sort|same|next)|\w+(?:ing|ed))\b|\d",
    re.I,
)
_ARTICLE = re.compile(r"(?:an?|the|our|its|their|his|her|my)\s+", re.I)
_STOP = (
    r"(?:said|says|say|told|tells|added|adds|by|with|and|or|but|to|from|that|when|as|is|was|were|are|be|been|of|for|in|on|at"
    r"|if|while|after|before|then|met|thanks|thanked|called|about|than|under|who|whom|which)"
)
_BEFORE = re.compile(
    rf"(?:^|(?<=[\s“‘\"(]))(?P<role>(?:(?!{_STOP}\b)[\w’'&-]+\s+){{0,5}}?(?:(?:vice|deputy|ex|co|sub)-)?(?:{_OFFICE}|{_MORE})"
    rf"(?:\s+(?:for|of|at|to)\s+(?:(?!{_STOP}\b)[\w’'&-]+\s*|(?:of|and|for)\s+){{1,6}}?)?)(?:,?|\s+(?:is|was|will\s+be)(?:\s+now)?)\s+{TITLE}?$",
    re.I,
)
_SINCE = re.compile(r"\s++(?:in|since|from|until|on|last|this|next)\s+(?:[^\W\d_]+\s+)?(?:\d[\w\s]*|week|month|year)$")
"""When somebody came into an office, which is no part of it."""

_REACH = 120
"""How many characters before a name its office is looked for."""


def find_role(text: str, name_start: int, name_end: int) -> tuple[int, int] | None:
    """Find the office that a text gives to the person whose name stands there: after a comma, a dash or in brackets
    ("Ann Lee, director of works, said"), said of the person ("Ann Lee is the mayor"), or right before the name ("works
    director Ann Lee"); None where there is none.
    """
    for form in (_AFTER, _SAID_OF, _ENTITLED, _MADE):
        found = form.match(text, name_end)
        if found and _is_role(found["role"]):
            body = found.groupdict().get("body")
            end = found.end("body") if body and not find_people(body) else found.end("role")
            return found.start("role"), found.start("role") + len(_SINCE.sub("", text[found.start("role") : end]))
    low = max(0, name_start - _REACH)
    found = _BEFORE.search(text[low:name_start])
    return (low + found.start("role"), low + found.end("role")) if found else None


def names_holder(text: str, office: str) -> bool:
    """Whether a text gives somebody an office: with all of its words, and none that make it another."""
    asked, lower = frozenset(extract_terms(office)), lower_offices(office)
    for start, end in ((name.start, name.end) for name in find_people(text)):
        role = find_role(text, start, end)
        told = "" if role is None else text[slice(*role)]
        if asked <= frozenset(extract_terms(told)) and lower_offices(told) == lower:
            return True
    return False


_APART = 3
"""So many words more than a title has stand at most among its own."""


def holds_title(text: str, title: str) -> bool:
    """Whether a text holds a title: all of its words close together, and none that make it another."""
    asked, lower, tokens = frozenset(extract_terms(title)), lower_offices(title), analyse(text)
    for at in range(len(tokens)):
        near = tokens[at : at + len(asked) + _APART]
        if near[0].term in asked <= {token.term for token in near}:
            last = max(token.end for token in near if token.term in asked)
            if lower_offices(text[tokens[max(0, at - 1)].start : last]) == lower:
                return True
    return False


_LOWER = re.compile(
    r"\b(?:deputy|vice|assistant|associate|acting|interim|former(?:ly)?|ex|shadow|junior|under|sub|co|outgoing|retired|late|then|past"
    r"|elect|designate|emeritus|personal|private)\b",
    re.I,
)


def lower_offices(role: str) -> frozenset[str]:
    """Return the words of a role that make it another than the plain one: a deputy is no minister."""
    return frozenset(match[0].lower() for match in _LOWER.finditer(role))


_ALSO_BODIES = frozenset(
    "partner operator developer designer member lead champion winner producer builder owner organiser organizer keeper"
    " founder leader head chief chair planner driver".split()
)
"""Words of offices that may be a firm's or a town's, too."""


def is_persons(word: str) -> bool:
    """Whether a noun names a person by itself, as an office or a calling: a minister, a scientist."""
    return _HOLDS_OFFICE.fullmatch(word) is not None and word.removesuffix("s") not in _ALSO_BODIES


def _names_another(before: str) -> bool:
    """Whether a name is another person's by what stands before it beside the first name: nothing, or an office."""
    return not before.strip() or any(office.end() == len(before.rstrip()) for office in _HOLDS_OFFICE.finditer(before))


def _is_role(words: str) -> bool:
    """Whether a phrase beside a name tells an office: it holds the word of one, or begins as what somebody is."""
    if _NO_ROLE.match(words) or any(_names_another(words[: name.start]) for name in find_people(words)):
        return False
    if _HOLDS_OFFICE.search(words):
        return True
    article = _ARTICLE.match(words)
    return article is not None and words[article.end() : article.end() + 1].islower()
