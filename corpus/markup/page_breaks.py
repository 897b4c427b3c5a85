"""Running heads, running feet and page numbers: lines that a printed page has around its text.

Taken out of its pages, a text holds them between its lines, where one may part a sentence. They are known by coming
again: a line that stands beside other page breaks, too, its number aside, or a number that counts the pages.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from corpus.values import Edit

_LONGEST = 120
_LONGEST_NUMBER = 30
_SHORTEST_PAGE = 200
_MOST_BREAKS = 5_000
_DIGITS = re.compile(r"\d+")
_PAGE = re.compile(
    r"(?:[-–—|\[(]\s?)?(?:page\s|p\.\s?)?(?P<number>\d{1,4})(?:\s?(?:of|/)\s?\d{1,4})?(?:\s?[-–—|\])])?", re.I
)
"""A line that is a page's number: "12", "- 12 -", "Page 12 of 40"."""

_PAGE_WITHIN = re.compile(r"\bpage\s\d|^\d{1,4}\s*[|–—•]|[|–—•]\s*\d{1,4}$|^\d{1,4}\s{2,}|\s{2,}\d{1,4}$", re.I)
_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_BEGINS = re.compile(r"[-–—•*·●▪■□]\s|\(?(?:\d{1,3}|[a-z])[.)]\s|#")


class _Line(msgspec.Struct, frozen=True, gc=False):
    """A line that is not blank, without the white space around it; `gap`: the blank lines and page ends above it."""

    start: int
    end: int
    text: str
    gap: int
    paged: bool

    @property
    def form(self) -> str:
        return _DIGITS.sub("#", self.text.casefold())

    @property
    def number(self) -> int | None:
        match = _PAGE.fullmatch(self.text) if len(self.text) <= _LONGEST_NUMBER else None
        return int(match["number"]) if match else None


def page_edits(text: str) -> Iterator[Edit]:
    """Find the lines of a text that belong to its pages, in order, and hide them with the white space around them.

    Where a sentence goes on below them, one line break is read in their place, else what stands around them.
    """
    lines = _lines(text)
    if len(lines) < 3:
        return
    hidden = _hidden(lines)
    number = 0
    while number < len(lines):
        if number not in hidden:
            number += 1
            continue
        first = number
        while number in hidden:
            number += 1
        yield from _hide(text, lines, first, number)


def _hide(text: str, lines: Sequence[_Line], first: int, after: int) -> Iterator[Edit]:
    """Yield the edits that hide some lines in a row."""
    above = lines[first - 1] if first else None
    below = lines[after] if after < len(lines) else None
    if above is not None and below is not None and _goes_on(above.text, below.text):
        yield Edit(above.end, below.start, "\n")
        return
    for line in lines[first:after]:
        yield Edit(line.start, line.end)


def _goes_on(above: str, below: str) -> bool:
    """Whether what a line leaves open goes on below the page break: no heading stands on either side."""
    if _ENDS.search(above) or _BEGINS.match(below) or len(above) < 20:
        return False
    return below[0].islower() or len(above) >= 40 or above.endswith(",")


def _lines(text: str) -> list[_Line]:
    out: list[_Line] = []
    start = gap = 0
    paged = True
    for line in text.splitlines(keepends=True):
        content = line.strip()
        if content:
            begin = start + line.index(content[0])
            out.append(_Line(begin, begin + len(content), content, gap, paged or line[0] == "\f"))
            gap, paged = 0, False
        else:
            gap += 1
        paged = paged or "\f" in line
        start += len(line)
    return out


def _hidden(lines: Sequence[_Line]) -> set[int]:
    """Return the numbers of the lines that belong to pages."""
    heads = _running(lines)
    every = {number for places in heads.values() for number in places}
    out = _page_numbers(lines, every)
    for places in heads.values():
        # At one break at least, a head stands beside a page's number or end, or it counts the pages itself.
        if _counts(lines, places) or any(_at_break(lines, number, out) for number in places):
            edge = (number for number in places if number in (0, len(lines) - 1))
            out.update(number for number in places if _counts(lines, places) or _at_break(lines, number, out))
            out.update(edge)
    # What else comes again right beside one of them belongs to the page, too, and so does a number.
    for number in sorted(every):
        if number - 1 in out or number + 1 in out:
            out.add(number)
    kept = Counter(lines[number].form for number in out & every)
    out = {number for number in out if number not in every or kept[lines[number].form] > 1}
    beside = {other for number in out for other in (number - 1, number + 1) if 0 <= other < len(lines)}
    return out | {number for number in beside if lines[number].number is not None and out & every}


def _at_break(lines: Sequence[_Line], number: int, numbers: set[int]) -> bool:
    """Whether a line stands beside a page's number, or where a page ends that is not the last."""
    following = lines[number + 1] if number + 1 < len(lines) else None
    near = any(beside in numbers for beside in (number - 1, number + 1))
    return near or (number > 0 and lines[number].paged) or (following is not None and following.paged)


def _counts(lines: Sequence[_Line], places: Sequence[int]) -> bool:
    """Whether lines of one form hold a page's number that goes up by one, or by two on facing pages."""
    if not all(_PAGE_WITHIN.search(lines[number].text) for number in places):
        return False
    told = [[int(digits) for digits in _DIGITS.findall(lines[number].text)[:9]] for number in places]
    return any(
        all(0 < later - earlier < 3 for earlier, later in pairwise(column)) for column in zip(*told, strict=False)
    )


def _running(lines: Sequence[_Line]) -> dict[str, list[int]]:
    """Return the lines of words that come again, their numbers aside, and are short and no sentence, by their forms."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        if 3 < len(line.text) <= _LONGEST and not line.text.endswith((".", ",", ";")) and line.number is None:
            places[line.form].append(number)
    return {form: again for form, again in places.items() if 1 < len(again) <= _MOST_BREAKS and _apart(again)}


def _apart(places: Sequence[int]) -> bool:
    """Whether lines stand apart from each other as pages do: no list's rows, of one form, one below the other."""
    return all(later - earlier > 1 for earlier, later in pairwise(places))


def _page_numbers(lines: Sequence[_Line], heads: set[int]) -> set[int]:
    """Return the lines that number pages: they count up by one, two at least, beside a head or a page's end.

    A bare number without a head has a page's text above it, or parts a sentence: others are data.
    """
    counted = [
        (number, value)
        for number, line in enumerate(lines)
        if (value := line.number) is not None and _stands_alone(lines, number, heads)
    ]
    out: set[int] = set()
    run: list[int] = []
    last = -1
    for number, value in counted:
        if run and value == last + 1 and number - run[-1] > 1 and _has_page(lines, run[-1], number, heads):
            run.append(number)
        else:
            out.update(run if len(run) > 1 else ())
            run = [number]
        last = value
    out.update(run if len(run) > 1 else ())
    return out


def _has_page(lines: Sequence[_Line], above: int, number: int, heads: set[int]) -> bool:
    """Whether enough stands between two numbers for a page, where nothing else tells that they are its."""
    line = lines[number]
    told = not line.text.isdigit() or heads & {number - 1, number + 1, above - 1, above + 1}
    parted = number + 1 < len(lines) and _goes_on(lines[number - 1].text, lines[number + 1].text)
    return bool(told) or parted or line.start - lines[above].end >= _SHORTEST_PAGE


def _stands_alone(lines: Sequence[_Line], number: int, heads: set[int]) -> bool:
    line = lines[number]
    following = lines[number + 1] if number + 1 < len(lines) else None
    if number - 1 in heads or number + 1 in heads or line.paged or following is None or following.paged:
        return True
    return not line.text.isdigit() or line.gap > 0 or following.gap > 0
