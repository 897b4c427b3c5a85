"""Proper names in a text, by how they are written: persons, bodies, places, works and things alike.

A span is half-open, in code points of the text that is given; several stand in order and do not overlap.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from corpus import find_people
from index import FUNCTION_WORDS, find_acronyms, find_term, measure_rarity
from qa.asking.kinds import TITLE
from qa.spans.dates import find_dates, find_loose_dates
from qa.spans.expressions import find_emails
from qa.spans.offices import is_persons

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_WORD = (
    rf"(?:(?:{_CAPITAL}\.){{2,}}|{_CAPITAL}(?:[’'](?!s\b)|[-&+]|\w)*(?:\.(?:gov|com|org|net|io|edu|mil|uk|us))*"
    r"|[a-z]{1,6}[A-Z](?:[’'](?!s\b)|[-\w])*|\d+[A-Z][\w-]*|\d+(?:st|nd|rd|th)(?=\s[A-Z])|[a-z][\w-]*(?:\.(?:gov|com|org|net|io|edu|mil))+)"
)
"""A word that a name can begin with: with a capital, of letters and figures, or an address of the web."""

_LETTERED = (
    "annex appendix block category class exhibit figure gate grade group hepatitis level option page part phase plan"
    " room schedule section table team type unit vitamin ward zone"
)
AN_INITIAL = "".join(rf"(?<!\b(?i:{word})\s)" for word in _LETTERED.split())
"""Where a capital and a stop may be an initial: not behind what has letters for numbers, "vitamin D. Ann Lee …"."""

_SHORT = r"(?:(?:St|Mt|Ft|Dr|Mr|Mrs|Ms|Prof|Inc|Co|Jr|Sr|No|Bros|Rev)\.)"
_NUMBER = r"(?:\d{1,4}[A-Za-z]?(?![,.:/]?\d|[%\w]))"
_MORE = rf"(?:{_SHORT}|{_CAPITAL}\.(?=\s+{_CAPITAL})|{_WORD}|{_NUMBER}|[IVX]+)"
_LINK = r"(?:(?:of|for|upon|on|de|la|le|du|van|von|der|&)\s+(?:the\s+|an?\s+)?|the\s+)"
_FIRM = r"(?:,?\s+(?:Inc|Ltd|LLC|LLP|Corp|Co|plc|PLC|GmbH)\b\.?)"
_FORE = rf"(?:St|Mt|Ft)\.\s+|{AN_INITIAL}(?:{_CAPITAL}\.\s?){{1,3}}(?={_CAPITAL}[\w’'-])"
_ROW = rf"(?:{_FORE})?{_WORD}(?:\s+(?:{_LINK})?{_MORE})*"
_BODY = (
    r"(?:Office|Department|Ministry|Bureau|Committee|Institutes?|School|Cent(?:er|re)|Division|Agency|Board|Council|Commission"
    r"|Administration|Society|Association|Faculty|College|Museum|Secretary|Minister|Academy)"
)
_RUN = re.compile(
    rf"(?:(?<![\w.@/’'-])|(?<=[a-z)]\.)(?=[A-Z][a-z])|(?<=[\s_*>]-))(?:(?:{_WORD}\s+)*{_BODY}\s+(?:of|for|on)\s+(?:the\s+)?{_WORD}(?:\s+{_WORD})*(?:,\s+{_WORD}(?:\s+{_WORD})*)*,?"
    rf"\s+(?:and|&)\s+{_WORD}(?:\s+{_WORD}){{0,3}}|{_ROW}){_FIRM}?(?![\w@])"
)
_QUOTED = re.compile(r"[“\"‘`](?P<words>[^\W_][^“”\"‘’`\n]{1,60}?)[,.]?[”\"’`](?!\w)")
_FIRST = re.compile(r"(?:^|[.!?:;]\s+|[“”‘\"(*•–—-]\s*|\n\s*)$")
_THING = re.compile(
    r"\b(?:Accounts?|Acts?|Airport|Arena|Awards?|Bridge|Bulletin|Ceremony|Challenge|Conference|Cup|Directive|Directory|Event"
    r"|Exhibition|Festival|Framework|Games|Guide(?:lines)?|Hackathon|Hemisphere|Index|Initiative|Maps?|Medal|Memo(?:randum)?|Mission"
    r"|Museum|Ocean|Order|Planet|Policy|Prize|Program|Project|Protocol|Report|Specialists?|Stadium|Strategy|Summit|Survey"
    r"|Rep|Sen|Gov|Capt|Gen|Col|Sgt|Hon|Information|System|Telescope|Tool(?:kit)?|Tour|Tower|Treaty|University|Workshop)$"
)
"""The last word of a name that is no person's."""

_LINKED = re.compile(r"[\s,]*[A-Z\d]|\s+(?:of|for|upon|&)\s+(?:the\s+)?[A-Z]")
"""What follows a person's name and makes it a part of a longer one: "Random Acts" of "Random Acts of Kindness"."""

_KIN = re.compile(r"\s(?:family|families|brothers|sisters|twins)\b")
"""What stands behind a name and makes it that of several: "the Lowe family"."""

_INITIAL = re.compile(rf"(?:{_CAPITAL}\.)+")
_YEAR = re.compile(r"\d{4}")
_TITLE = re.compile(TITLE)
_LETTER = re.compile(rf"(?!{AN_INITIAL})[A-Z]\.\s+")
_SERIES = re.compile(r"\b[A-Z]{2,}\s$")
"""Letters that a number follows, which is no year then: "NGC 1841"."""

_TITLED_CENTURY = re.compile(r"\d\d(?:st|nd|rd|th)\sCentury$")
CALLING = (
    r"(?i:\b(?:called|call|calls|named|renamed|known\s+as|referred\s+to\s+as|dubbed|entitled|titled|nicknamed|christened"
    r"|designat\w+\s[^.;]{3,160}\sas)\s+(?:(?:the|an?|it|her|him|them|this|that)\s+)?)[“\"‘'`]?"
)
"""What stands before a name and says that something is called so."""

_NAMES_SOMETHING = re.compile(rf"{CALLING}[A-Z]")
_MOST_QUOTED = 8
_NEVER = frozenset(
    """
    i i’m i’ve i’d i’ll it’s that’s yes no ok okay mr mrs ms dr prof q a am pm bst gmt utc est edt cet pst however
    therefore meanwhile additionally moreover finally furthermore instead later recently today yesterday tomorrow
    thus hence also
    nevertheless nonetheless otherwise similarly overall currently previously eventually unfortunately fortunately
    together perhaps since although despite during according thanks thank welcome please
    """.split()
)

Span = tuple[int, int]


@lru_cache(maxsize=1 << 10)
def find_runs(text: str) -> tuple[Span, ...]:
    """Return the runs of capitalised words in a text, without the times and addresses of mail among them."""
    dates = (span for span in (*find_dates(text), *find_loose_dates(text)) if not _is_of_name(span, text))
    times = (*dates, *find_emails(text))
    out = []
    for run in _RUN.finditer(text):
        pieces = [run.span()]
        for a, b in times:
            pieces = [each for piece in pieces for each in _without(piece, (a, b))]
        out += pieces
    return tuple(out)


def _is_of_name(span: Span, text: str) -> bool:
    """Whether what has a date's form is a part of a name: "NGC 1841", "the 21st Century Skills Act"."""
    date, before, after = text[slice(*span)], text[: span[0]], text[span[1] :]
    if _YEAR.fullmatch(date):
        return _SERIES.search(before) is not None
    return _TITLED_CENTURY.search(date) is not None and re.match(r"\s[A-Z]", after) is not None


def find_persons(text: str, is_known: Callable[[str], bool]) -> list[Span]:
    """Find persons' names, in order: those that their form tells, and the two last words behind an office that goes
    on with other words: "Secretary for Canal Affairs Ann Lee".
    """
    behind = [span for run in find_runs(text) if (span := _behind_office(run, text, is_known)) is not None]
    plain = [_without_others(each.start, each.end, text) for each in find_people(text) if _may_be_person(each.text)]
    return sorted([*behind, *(one for one in plain if not any(a < one[1] and one[0] < b for a, b in behind))])


def _may_be_person(name: str) -> bool:
    """Whether what has a person's form ends as one's name may: not in a thing's word, nor in "The", after "page A."."""
    *initials, last = name.split()
    opens = last.lower() in FUNCTION_WORDS and all(_INITIAL.fullmatch(initial) for initial in initials)
    return not opens and not _THING.search(name)


def _without_others(start: int, end: int, text: str) -> Span:
    """Return a person's name without a title before it, or a letter that is no initial, where two words are left."""
    title = _TITLE.match(text, start, end) or _LETTER.match(text, start, end)
    return (title.end(), end) if title is not None and re.search(r"\s", text[title.end() : end]) else (start, end)


def _behind_office(run: Span, text: str, is_known: Callable[[str], bool]) -> Span | None:
    """Return the two last words of a run where the corpus knows both as names, and the capitalised word before them as
    none, or English has it and hardly the two; and an office stands before that.
    """
    words = [(run[0] + match.start(), run[0] + match.end()) for match in re.finditer(r"\S+", text[slice(*run)])]
    if len(words) < 4 or not any(is_persons(text[slice(*word)].lower()) for word in words[:-2]):
        return None
    before, *name = (text[slice(*word)] for word in words[-3:])
    if not before[0].isupper() or not all(word.istitle() or "-" in word for word in name):
        return None
    if not all((term := find_term(word.lower())) is not None and is_known(term) for word in name):
        return None
    term = find_term(before.lower())
    plain = term is not None and not is_known(term)
    common = measure_rarity(before.lower()) < 1 == min(measure_rarity(word.lower()) for word in name)
    return (words[-2][0], words[-1][1]) if plain or common else None


def find_names(text: str, is_known: Callable[[str], bool]) -> list[Span]:
    """Find the names in a text. A sentence's first word is part of one where the corpus knows its term as a name's;
    persons with an office before them stand alone.

    `is_known`: whether the corpus writes a term with a capital nearly everywhere.
    """
    people = find_persons(text, is_known)
    spelt = [(_from_first_word(start, text), end) for _, start, end in find_acronyms(text)]
    out: list[Span] = [span for span in spelt if text[span[0]].isupper()]
    for start, end in find_runs(text):
        if any(a < end and start < b for a, b in out[: len(spelt)]):
            continue
        pieces = [(start, end)]
        for person in people:
            alone = not _LINKED.match(text[person[1] : end])
            if start <= person[0] and person[1] <= end and alone and _is_apart(text[start : person[0]]):
                pieces = [each for piece in pieces for each in _without(piece, person)] + [person]
        whole = [piece if piece in people else _trimmed(piece, text, is_known) for piece in sorted(pieces)]
        out += [piece for piece in whole if piece is not None]
    return sorted((start, end + len(kin[0]) if (kin := _KIN.match(text, end)) else end) for start, end in out)


def find_quoted(text: str) -> list[Span]:
    """Find what stands in quotation marks as a name or a term does: a few words, no sentence."""
    return [
        match.span("words")
        for match in _QUOTED.finditer(text)
        if len(match["words"].split()) <= _MOST_QUOTED and not match["words"].endswith((",", ".", "!"))
    ]


def tells_name(text: str) -> bool:
    """Whether a text tells what something is called: "the ferry, called the Tern", "known as “Quiet Hours”"."""
    return _NAMES_SOMETHING.search(text) is not None


def _from_first_word(start: int, text: str) -> int:
    """Return where a name begins that is spelt from a place on: "of" and a capitalised word before it belong to it."""
    before = re.search(rf"{_WORD}\s+(?:of|for)\s+(?:the\s+)?$", text[:start])
    return before.start() if before else start


def _is_apart(before: str) -> bool:
    """Whether a person's name can stand alone behind other words of a run: no small word links it to them."""
    return not re.search(r"(?:^|\s)[a-z&]+\s+$", before)


def _without(piece: Span, taken: Span) -> list[Span]:
    """Return what is left of a span on both sides of another."""
    if piece[1] <= taken[0] or taken[1] <= piece[0]:
        return [piece]
    return [(a, b) for a, b in ((piece[0], taken[0]), (taken[1], piece[1])) if b - a > 1]


def _trimmed(span: Span, text: str, is_known: Callable[[str], bool]) -> Span | None:
    """Return a name without white space and small words at its ends, nor a first word that only opens a sentence."""
    words = [(span[0] + m.start(), span[0] + m.end()) for m in re.finditer(r"\S+", text[slice(*span)])]
    initials = 0
    while words[initials:] and _INITIAL.fullmatch(text[slice(*words[initials])]):
        initials += 1
    while words[initials:]:  # initials are what the word behind them is
        first = words[initials]
        if not _is_small(text[slice(*first)], text[: first[0]], is_known, alone=len(words) == 1):
            break
        words, initials = words[initials + 1 :], 0
    while words and text[slice(*words[-1])].islower() and "." not in text[slice(*words[-1])]:
        words.pop()
    if not words:
        return None
    start, end = words[0][0], words[-1][1]
    while end > start and text[end - 1] in ",;:.-–—&_" and not re.search(r"\b[A-Z]\.$", text[start:end]):
        end -= 1
    return (start, end) if end - start > 1 and not text[start:end].isdigit() else None


def _is_small(word: str, before: str, is_known: Callable[[str], bool], *, alone: bool) -> bool:
    """Whether a first word is no part of a name: a function word, or a capital that only the sentence's start gives."""
    plain = word.lower().strip(".,")
    if plain in FUNCTION_WORDS or plain.replace("'", "’") in _NEVER:
        return True
    if word[0].islower() and not re.search(r"[A-Z.]", word):
        return True
    if not _FIRST.search(before) or re.search(r"[A-Z\d]", word[1:]):
        return False
    term = find_term(plain)
    return (term is None or not is_known(term)) and (alone or plain.endswith(("ing", "ed", "ly")) or len(plain) < 3)
