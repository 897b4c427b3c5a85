"""Writing what a document shows as Markdown: headings, items, quotes and tables are marked, nothing else is.

What a document's own words hold that would be read as a mark is escaped with a backslash, where it would be and nowhere
else: the words are quoted as they stand here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from urllib.parse import unquote

PAGE_BREAK = "\f"
"""Stands on a line of its own between the pages of a PDF."""

_SPACE = re.compile(r"[ \t\r\n\f]+")
_SURROGATE = re.compile("[\ud800-\udfff]")

_ESCAPABLE = re.compile(r"\\(?=[!-/:-@\[-`{-~\n]|$)")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_TAG = re.compile(r"<(?=[A-Za-z/!?][^<>]*>)")
_LINK = re.compile(r"\](?=\()")
_OPENS = re.compile(r"\#{1,6}(?=\s|$)|>|```|~~~|<(?=[A-Za-z/!?])|\[(?=[^\]]{1,300}\]:)")
"""What makes a line something else where it begins one. A dash, a number or a bullet makes the item that it looks."""

_UNDERLINE = re.compile(r"(?:=+|-+)$")
_STAR = (re.compile(r"\*(?=[^\s*])"), re.compile(r"(?<=[^\s*\\])\*"), re.compile(r"\*"))
_UNDERSCORE = (re.compile(r"(?<!\w)_+(?=[^\s_])"), re.compile(r"(?<=[^\s_])_+(?!\w)"), re.compile(r"_"))
_TILDE = (re.compile(r"~~(?=\S)"), re.compile(r"(?<=\S)~~"), re.compile(r"~"))
_TICK = (re.compile(r"`"), re.compile(r"(?<=[^`])`"), re.compile(r"`"))
"""Of each mark within a line: where one may open, where one may close, and what is escaped if both are there."""

_WIDEST_TABLE = 100
"""A cell is repeated over no more columns, and to the right of them nothing is."""

_DIGIT = re.compile(r"\d")

_RAISED = str.maketrans("0123456789+-\u2212–()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾ⁿ")
_TAIL = 24
"""In characters: what tells whether a raised number is a power stands in so many before it."""

_NOTE = re.compile(r"[\[(]?(\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*)[\])]?")
_POWER = re.compile(r"[+\-\u2212–]?\d{1,3}")
_BASE = re.compile(
    r"(?:(?<![\d.,])(?:10|[2-9])|(?<![^\W\d_])(?:[b-zR]|[kcdmµ]m|ft|yd|metres?|meters?|feet|miles?)|\d\s?(?:in|mi|s))$"
)
_SUM = re.compile(r"[£$€]\s?\d[\d.,]{0,12}\s?[a-z]{0,2}$")
"""What a raised number is a power of: 10, a number of one digit, a letter or a unit, but no sum of money ("£4m").
Behind anything else it is a note.
"""


class Unreadable(Exception):
    """A document gives no text; its argument is the reason's name, a key of `corpus.files.extraction`'s messages."""


class Raised:
    """A piece of text that is raised above the line, such as a note's mark; `linked`: it leads to its note."""

    def __init__(self, text: str, linked: bool = False) -> None:
        """Store them."""
        self.text, self.linked = text, linked


def line_of(pieces: Iterable[str | Raised]) -> str:
    """Return pieces of a text in one; a raised number becomes a power, or a note's mark in brackets behind a word."""
    parts: list[str] = []
    tail = ""  # the last characters so far
    for piece in pieces:
        shown = piece if isinstance(piece, str) else _raised(piece, tail)
        if shown.startswith("[") and not isinstance(piece, str):
            while parts and parts[-1] != (stripped := parts[-1].rstrip(" \n\t\u00a0")):
                parts[-1:] = [stripped] if stripped else []
        if shown:
            parts.append(shown)
            tail = (tail + shown[-_TAIL:])[-_TAIL:]
    return "".join(parts)


def _raised(piece: Raised, before: str) -> str:
    """Return what is raised as it can be written on the line, behind what stands `before` it."""
    text = piece.text.strip()
    if _POWER.fullmatch(text) and not piece.linked and _BASE.search(before) and not _SUM.search(before):
        return text.translate(_RAISED)
    if note := _NOTE.fullmatch(text):
        return "".join(f"[{mark}]" for mark in re.split(r"\s?[,;]\s?", note[1]))
    return f"[{text}]" if piece.linked and text.isalnum() and len(text) <= 3 else piece.text


def contact(target: str, words: str) -> str:
    """Return the address or number that a link leads to, in brackets, where its words do not tell it; or nothing."""
    kind, _, rest = target.strip().partition(":")
    address = squeezed(unquote(rest.partition("?")[0]))
    if kind.lower() == "mailto" and "@" in address:
        return "" if address.lower() in words.lower() else f" ({address})"
    if kind.lower() == "tel" and (digits := re.sub(r"\D", "", address)):
        return "" if digits[-6:] in re.sub(r"\D", "", words) else f" ({address})"
    return ""


def squeezed(text: str) -> str:
    """Return a text with its white space as a browser shows it; within it, a space that may not break stays one."""
    return _SPACE.sub(" ", text).strip(" \u00a0")


def escaped(text: str) -> str:
    """Return words as Markdown that shows them as they are, wherever in a line they stand."""
    if text.isalnum():
        return text
    if "\\" in text:
        text = _ESCAPABLE.sub(r"\\\\", text)
    if "&" in text:
        text = _ENTITY.sub(r"\\&", text)
    if "<" in text:
        text = _TAG.sub(r"\\<", text)
    if "](" in text:
        text = _LINK.sub(r"\\]", text)
    for sign, (opens, closes, marks) in {"*": _STAR, "_": _UNDERSCORE, "~~": _TILDE, "`": _TICK}.items():
        if text.count(sign) > 1:
            first = opens.search(text)
            if first is not None and closes.search(text, first.end()) is not None:
                text = marks.sub(lambda match: f"\\{match[0]}", text)
    return text


def paragraph(text: str) -> str:
    """Return a paragraph, whose line breaks are kept, as Markdown."""
    lines = [line for line in map(squeezed, text.split("\n")) if line]
    out = escaped("\n".join(lines)).split("\n")
    return "\n".join(
        f"\\{line}" if _OPENS.match(line) or (number and _UNDERLINE.match(line)) else line
        for number, line in enumerate(out)
    )


def heading(text: str, level: int) -> str:
    """Return a heading of a level from 1 as Markdown; one without words is empty."""
    text = squeezed(text)
    return f"{'#' * max(1, min(level, 6))} {escaped(text)}" if text else ""


def item(blocks: Sequence[str], marker: str) -> str:
    """Return an item of a list, its further blocks indented below its first one."""
    if not blocks:
        return ""
    indent = " " * len(marker)
    out = f"{marker}{blocks[0]}"
    for above, block in pairwise(blocks):
        out += ("\n" if _is_list(block) and not _is_list(above) else "\n\n") + block
    return out.replace("\n", f"\n{indent}").replace(f"\n{indent}\n", "\n\n")


def _is_list(block: str) -> bool:
    return block.startswith("- ") or re.match(r"\d{1,9}\. ", block) is not None


def quote(blocks: Iterable[str]) -> str:
    """Return blocks as a quotation."""
    text = "\n\n".join(filter(None, blocks))
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n")) if text else ""


Cell = tuple[str, int, int, bool]
"""A table's cell: its text, how many columns and how many rows it spans, and whether it heads others."""


def table(rows: Sequence[Sequence[Cell]], headed: bool | None) -> list[str]:
    """Return a table as Markdown, after the rows above its header that span it all.

    A cell that spans several columns or rows is repeated, but one that spans a whole row. `headed`: whether the first
    row heads the others; None: unknown, to be told by its form.
    """
    grid = [cells for cells in _grid(rows) if any(text for text, _ in cells)]
    width = max(map(len, grid), default=0)
    above: list[str] = []
    while grid and width > 1 and len(grid) > 1 and len(rows) > 1 and _spans_all(grid[0], width):
        above.append(paragraph(grid.pop(0)[0][0]))
    if width < 2:
        return [*above, *(paragraph(cells[0][0]) for cells in grid)]
    texts = [[text for text, _ in cells] + [""] * (width - len(cells)) for cells in grid]
    heads = 0
    while heads < len(grid) - 1 and heads < 3 and len(grid[heads]) > 1 and all(head for _, head in grid[heads]):
        heads += 1
    if heads == 0 and (headed or (headed is None and _heads(texts))):
        heads = 1
    header = [" ".join(dict.fromkeys(filter(None, column))) for column in zip(*texts[:heads], strict=True)]
    body = [[text[0], *[""] * (width - 1)] if _spans_all(row, width) else text
            for row, text in zip(grid[heads:], texts[heads:], strict=True)]  # fmt: skip
    return [*above, "\n".join([_row(header or [""] * width), _row(["---"] * width), *map(_row, body)])]


def _grid(rows: Sequence[Sequence[Cell]]) -> Iterator[list[tuple[str, bool]]]:
    """Yield the rows of a table with the cells that reach into them from the left and from above."""
    below: dict[int, tuple[str, bool, int]] = {}  # by column: a cell that goes on, and in how many rows
    for row in rows:
        out: list[tuple[str, bool]] = []
        waiting = iter(row)
        cell = next(waiting, None)
        while cell is not None or any(column >= len(out) for column in below):
            if len(out) in below:
                text, head, left = below.pop(len(out))
                if left > 1:
                    below[len(out)] = (text, head, left - 1)  # looked at again in the next row only
                out.append((text, head))
            elif cell is not None:
                text, across, down, head = cell
                for _ in range(max(1, min(across, _WIDEST_TABLE - len(out)))):
                    if down > 1:
                        below[len(out)] = (text, head, down - 1)
                    out.append((text, head))
                cell = next(waiting, None)
            else:
                out.append(("", False))
        yield out


def _spans_all(cells: Sequence[tuple[str, bool]], width: int) -> bool:
    """Whether one cell makes up a row: it is repeated in each column, or stands alone."""
    return len({text for text, _ in cells}) == 1 and (len(cells) == width > 1 or len(cells) == 1)


def _heads(texts: Sequence[Sequence[str]]) -> bool:
    """Whether a table's first row heads the others by its form: short words, above columns that hold figures."""
    first, body = texts[0], texts[1:]
    if not body or not all(text and len(text) <= 40 for text in first[1:]) or any(map(_DIGIT.search, first)):
        return False
    figures = [sum(_DIGIT.search(row[column]) is not None for row in body) for column in range(1, len(first))]
    return any(2 * count > len(body) for count in figures)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(escaped(squeezed(cell)).replace('|', chr(92) + '|') for cell in cells)} |"


def joined(blocks: Iterable[str], most: int) -> str:
    """Return the blocks with a blank line between them, and pages with a form feed on a line of its own.

    Raises Unreadable for a text of more than `most` bytes of UTF-8, as soon as it is.
    """
    parts: list[str] = []
    size = 0
    for block in filter(None, blocks):
        # NUL and half surrogate pairs stand for glyphs that a font gives no character for.
        text = _SURROGATE.sub("\ufffd", block.replace("\0", "\ufffd"))
        gap = "" if not parts else "\n" if PAGE_BREAK in (text, parts[-1]) else "\n\n"
        parts += [gap, text]
        size += len(gap) + len(text.encode())
        if size > most:
            raise Unreadable("too-long")
    return "".join(parts).strip("\n\f")


Fields = Mapping[str, Sequence[str]]
"""What a document says of itself: `title`, `publisher`, `published` and `url`, the likeliest first."""
