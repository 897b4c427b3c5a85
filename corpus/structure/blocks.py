"""From a text to its blocks: paragraphs, headings and items, each one contiguous span.

Texts come in two layouts. In most, a line is a paragraph or an item. In hard-wrapped ones, lines break at a width, and
a paragraph runs over several. A break is taken for a wrap only where the next line's first word would not have fitted,
or where the next line goes on in lower case.
"""

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise, zip_longest

import msgspec

from corpus.markup.metadata import header_length
from corpus.structure.people import UPPER
from corpus.values import Span

BLANK = "".join(chr(c) for c in range(0x3001) if chr(c).isspace()) + (
    "\ufeff\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""White space, and the characters that show nothing either; a line of these alone is blank."""

_QUOTED = re.compile(r">+(?=\s|$)")
_GLYPH = r"[-–—\u2212‐\u2011\u2043•*·∙⋅‣◦▪▫●○■□◆◇❖➢➤►▸▶▷✓✔☐☑☒→⇒»\u203a~+\ue000-\uf8ff]"
"""Bullets, with those that a word processor takes from a font of its own: characters of the private use area."""

_NUMBER = r"(?:\(?(?:\d{1,3}|[a-z]|[ivx]{2,4})[.)]|\(?[A-Z]\)|[IVX]{2,4}\.|\[\d{1,3}\]|[①-⑳])"
_LETTER = rf"(?:\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\.?|o)[\s\u00a0]+(?=[{UPPER}])"
"""A paragraph's number of several parts ("1.2"), or the o that stands for a hollow bullet: before a capital only."""

_MARKER = re.compile(rf"(?:{_GLYPH}|{_NUMBER})[\s\u00a0]+(?=\S)|{_LETTER}")
_DIVIDER = re.compile(r"(?:[-–—=_*~•·]\s*){3,}")
_RULE = re.compile(r"[-–—=_*~#|+•·:>`\s]+|(?:```|~~~)\s*\w*")
_MARKED_HEADING = re.compile(
    r"(?:\#{1,6}|={2,6})[ \t]+(?P<title>\S(?:.{0,200}?\S)?)(?:[ \t]+[#=]+)?"
    r"|(?P<bold>\*\*|__)(?P<strong>[^*_]{1,90})(?P=bold)"
)
_STATED = re.compile(r"(?:\S+\s+){4,}\S+\.")
_HEADING_MARKS = "#=*_"
_DIGITS = re.compile(r"\d{1,3}")
_DATE_END = re.compile(r"\b(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?),$")
_YEAR = re.compile(r"(?:1[89]|20)\d\d\b")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_OPEN_END = re.compile(r"[^.!?:;…>»|]$")
_SENTENCE_WITHIN = re.compile(rf"[a-z]{{2}}[.!?][\"'”’)]? +[{UPPER}“‘\"]|, [a-z]+ ")
"""What a line of prose may hold, and no heading, name or address does: a sentence's end, a clause after a comma."""

_HANGING = re.compile(
    r"(?:\b(?:a|an|and|are|as|at|between|but|by|for|from|had|has|have|her|his|in|into|is|its|of|on|or|our|than|that|the|their"
    r"|these|this|to|until|upon|was|were|which|who|whose|will|with)|[a-z],)$"
)
"""How a line ends that the next goes on with, whatever that begins with."""

_COLUMNS = re.compile(r"\S[ ]*\t|[^\s.!?:] {3,}\S|(?:\. ?){4,}|…\s*\d")
"""What sets cells of a table's row apart; such a line is a row of its own."""

_WIDEST = 130
"""The widest column that text is wrapped at; lines beyond it are paragraphs."""
_NARROWEST = 40
"""The narrowest column that few lines tell; a narrower one takes prose by every sign (`_narrow_width`)."""

_NARROW_LINE = 12
_NARROW_SHARE = 0.8
_OPEN_SHARE = 0.3
"""The share of them that must go on without a capital."""

_RAGGED = 3
"""So many columns short of the width a hand breaks a line, too."""

_SHARE = 0.7
"""The share of the breaks below long lines that must look like wraps before any is taken for one."""
_HEADING_LENGTH = 90


class Block(msgspec.Struct, frozen=True, gc=False):
    """A paragraph, a heading or an item, without the white space around it.

    `gap` is the number of blank lines above it, a rule counted as three. `marker` is the length of the bullet or number
    it begins with, 0 without. `marked`: it is written as a heading in Markdown, whose marks are outside of the span.
    `header`: it is a row of the metadata that the text opens with. `heads`: it is a table's row, and a line below it
    says that it names the columns.
    """

    span: Span
    gap: int
    marker: int = 0
    marked: bool = False
    header: bool = False
    heads: bool = False


class _Line(msgspec.Struct, frozen=True, gc=False):
    """A line without the white space around it; `indent` is how far in it begins, `ruled`: it only draws a line."""

    start: int
    end: int
    text: str
    gap: int
    indent: int
    ruled: bool

    @property
    def width(self) -> int:
        return self.indent + len(self.text)

    @property
    def marker(self) -> int:
        # Most lines begin with a word: what begins them is looked at before a pattern is.
        match = None if "A" <= self.text[0] <= "Z" and self.text[1:2].islower() else _MARKER.match(self.text)
        return match.end() if match else 0

    @property
    def heading(self) -> re.Match[str] | None:
        return _MARKED_HEADING.fullmatch(self.text) if self.text[0] in _HEADING_MARKS else None


def find_blocks(text: str) -> tuple[Block, ...]:
    """Cut a text into its blocks, in order; lines that only rule off belong to none."""
    lines = _lines(text)
    header = header_length([line.text for line in lines], [line.gap for line in lines])
    out = [
        Block(Span(line.start, line.end, line.text), line.gap, header=True) for line in lines[:header] if not line.ruled
    ]
    body = lines[header:]
    runs = _runs(body, _wrap_width(body))
    for run, following in zip_longest(runs, runs[1:]):
        if not run[0].ruled:
            out.append(_block(text, run, following is not None and _is_underline(following[0], run)))
    return tuple(out)


def _block(text: str, run: Sequence[_Line], underlined: bool) -> Block:
    """Make the block of a run of lines."""
    first = run[0]
    if len(run) > 1:
        start, end = first.start, run[-1].end
        return Block(Span(start, end, text[start:end]), first.gap, first.marker)
    if heading := first.heading:
        group = "title" if heading["title"] else "strong"
        start, end = first.start + heading.start(group), first.start + heading.end(group)
        # A whole sentence in bold is no heading.
        stated = group == "strong" and _STATED.fullmatch(heading[group]) is not None
        return Block(Span(start, end, heading[group]), first.gap, marked=not stated)
    span = Span(first.start, first.end, first.text)
    return Block(span, first.gap, marked=True) if underlined else Block(span, first.gap, first.marker)


def _is_underline(line: _Line, above: Sequence[_Line]) -> bool:
    """Whether a line of `===` or `---` makes a heading of the one right above it."""
    title = above[0]
    return (
        line.gap == 0
        and len(above) == 1
        and _UNDERLINE.fullmatch(line.text) is not None
        and len(title.text) <= _HEADING_LENGTH
        and not (title.ruled or title.marker or "|" in title.text)
        and _OPEN_END.search(title.text) is not None
    )


def _lines(text: str) -> list[_Line]:
    """Find the lines that are not blank, stripped of white space and of the marks of quoted text."""
    out: list[_Line] = []
    start = gap = 0
    for line in text.splitlines(keepends=True):
        content = "" if line == "\n" else line.rstrip(BLANK)
        # Most lines begin with a word: it is neither indented nor a mark.
        marks = not content[:1].isalnum()
        indent = _indent(content) if content and marks else 0
        if indent < len(content):
            marks = marks and not content[indent].isalnum()
            ruled = marks and _RULE.fullmatch(content, indent) is not None
            out.append(_Line(start + indent, start + len(content), content[indent:], gap, indent, ruled))
            # A rule is no block: what stands above it stands above the next line, too.
            gap = (gap if ruled else 0) + (3 if marks and _DIVIDER.fullmatch(content, indent) else 0)
        else:
            gap += 1
        start += len(line)
    return out


def _indent(content: str) -> int:
    """Return how much white space and how many marks of quoted text a line begins with."""
    indent = len(content) - len(content.lstrip(BLANK))
    while content[indent : indent + 1] == ">" and (quoted := _QUOTED.match(content, indent)):
        indent = len(content) - len(content[quoted.end() :].lstrip(BLANK))
    return indent


def _wrap_width(lines: Sequence[_Line]) -> int | None:
    """Return the column at which the text is wrapped, or None when a line is a paragraph.

    Lines beyond the widest column are paragraphs beside the wrapped ones, and tell nothing of these.
    """
    breaks = [(a, b) for a, b in pairwise(lines) if b.gap == 0 and not (a.ruled or b.ruled)]
    lengths = sorted(a.width for a, _ in breaks if len(a.text) >= _NARROWEST and a.width <= _WIDEST)
    if not lengths:
        return None
    width = lengths[min(len(lengths) - 1, len(lengths) * 9 // 10)]
    # A line that ends its sentence may end its paragraph as well, and tells nothing of the width.
    long = [
        (a, b)
        for a, b in breaks
        if 2 * len(a.text) >= width and " " in a.text and a.width <= _WIDEST and a.text[-1] not in ".!?"
    ]
    wraps = sum(_overflows(a, b, width) for a, b in long)
    # Lines of a list may be as long as each other by chance, but seldom begin in lower case.
    open_ended = sum(_goes_on(a, b) or _HANGING.search(a.text) is not None for a, b in long)
    few = len(long) < 3 and open_ended < len(long)
    whole = wraps < _SHARE * len(long) or open_ended < _OPEN_SHARE * len(long)
    return None if not long or few or whole else width


def _narrow_width(lines: Sequence[_Line]) -> int | None:
    """Return the column at which lines right below each other are wrapped, which is narrower than others are.

    They are prose by every sign: three lines or more of several words, of which those that end no sentence are full,
    but for a heading above; the last one ends a sentence, and at least half of them leave something open.
    """
    width = max(line.width for line in lines)
    prose = (
        width < _WIDEST
        and lines[-1].text[-1] in ".!?"
        and not any(line.ruled or line.marker or line.heading or _COLUMNS.search(line.text) for line in lines)
        and sum(len(line.text.split()) for line in lines) >= 3 * len(lines)
    )
    if not prose:
        return None
    breaks = [(a, b) for a, b in pairwise(lines) if a.text[-1] not in ".!?"]
    if breaks and not _overflows(*breaks[0], width) and breaks[0][0] is lines[0]:
        del breaks[0]  # a heading
    full = sum(len(a.text) >= _NARROW_LINE and a.text[-1] not in ":;" and _overflows(a, b, width) for a, b in breaks)
    open_ended = sum(_goes_on(a, b) or _HANGING.search(a.text) is not None for a, b in breaks)
    return width if len(breaks) > 1 and full >= _NARROW_SHARE * len(breaks) and 2 * open_ended >= full else None


def _overflows(line: _Line, following: _Line, width: int) -> bool:
    """Whether the next line's first word would have made this line longer than the width, or nearly so."""
    return line.width + 1 + len(following.text.split(maxsplit=1)[0]) > width - _RAGGED


def _goes_on(line: _Line, following: _Line) -> bool:
    """Whether the next line goes on, without a capital, with what this one leaves open."""
    first = following.text[0]
    return first.isalpha() and first == first.lower() and _OPEN_END.search(line.text) is not None


def _runs(lines: Sequence[_Line], width: int | None) -> list[list[_Line]]:
    """Group the lines that make one block."""
    out: list[list[_Line]] = []
    numbers = {match[0] for line in lines if line.marker and (match := _DIGITS.search(line.text, 0, line.marker))}
    for stretch in _stretches(lines):
        narrow = _narrow_width(stretch) if len(stretch) > 2 else None
        for number, line in enumerate(stretch):
            if number and _continues(line, stretch[number - 1], out[-1][0], narrow or width, numbers):
                out[-1].append(line)
            else:
                out.append([line])
    return out


def _stretches(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Yield the lines in runs without a blank line between them."""
    stretch: list[_Line] = []
    for line in lines:
        if stretch and line.gap:
            yield stretch
            stretch = []
        stretch.append(line)
    if stretch:
        yield stretch


def _continues(line: _Line, above: _Line, first: _Line, width: int | None, numbers: Container[str]) -> bool:
    """Whether a line goes on with the block that `first` begins and `above` ends so far; `numbers`: of all items."""
    if line.ruled or above.ruled or line.heading or above.heading or _is_row(line, above):
        return False
    if line.marker and not (width is not None and _is_wrapped_number(line, above, width, numbers)):
        return False
    if first.marker and line.indent > first.indent:
        return True
    if not first.text[0].islower() and len(above.text) >= _NARROWEST and _goes_on(above, line):
        return True
    if len(above.text) >= _NARROWEST and line.text[0] not in "“‘\"'" and _HANGING.search(above.text):
        return True
    if above.text[-1] == "," and line.text[0].isdigit() and _DATE_END.search(above.text) and _YEAR.match(line.text):
        return True
    if width is None or (above.width > _WIDEST and not _OPEN_END.search(above.text)):
        return False
    if _overflows(above, line, width):
        return True
    # A line of prose that a hand broke early goes on with whatever comes: "… At its peak it held", "61 boats …".
    prose = 2 * len(above.text) >= width and _SENTENCE_WITHIN.search(above.text) is not None
    return prose and above.text[-1].islower()


def _is_row(line: _Line, above: _Line) -> bool:
    """Whether one of two lines has columns, what stands behind its marker looked at, or both are parted by bars."""
    return (
        _COLUMNS.search(line.text, line.marker) is not None
        or _COLUMNS.search(above.text, above.marker) is not None
        or (" | " in line.text and " | " in above.text)
    )


def _is_wrapped_number(line: _Line, above: _Line, width: int, numbers: Container[str]) -> bool:
    """Whether a number that begins a full line's next one ends its sentence: no other item has the next number."""
    number = _DIGITS.match(line.text, 0, line.marker)
    beside = number and {str(int(number[0]) - 1), str(int(number[0]) + 1)}
    return (
        beside is not None
        and not any(other in numbers for other in beside)
        and not above.marker
        and above.text[-1].isalpha()
        and (_overflows(above, line, width) or _HANGING.search(above.text) is not None)
    )
