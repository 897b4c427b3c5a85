"""Markdown: which of a text's characters are marks, by markdown-it (CommonMark), and where each of them stands.

A text keeps its lines, list markers and heading signs: blocks are found in it as in any other. What goes is what nobody
reads aloud: emphasis, link addresses, images, code ticks, tags of HTML, shortcodes, comments, and fences.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from operator import itemgetter

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.values import Edit

_SHORTCODE = re.compile(r"\{\{[<%][^{}]{0,900}?[%>]\}\}|\{%[^{}]{0,900}?%\}|\{\{[^{}]{0,300}?\}\}")
"""A template's place for something: Hugo's, Jekyll's and Liquid's."""

_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]{1,100}\]:[ \t]+(?:<|https?:|mailto:|[./#])[^\n]*$", re.M)
"""A line that gives the address of a link written elsewhere."""

_STAND_IN = "\ue000"
"""Stands for a shortcode's characters while Markdown is read: of a private use, so no mark and no white space."""

_MARKS = re.compile(
    r"^\#{1,6}[ \t]+[^\#\s]|\[[^\]\n]{1,300}\]\([^)\n]{1,600}\)|!\[|^\[[^\]\n]{1,100}\]:\s"
    r"|(?<!\*)\*\*[^\s*]|\{\{[<%]|\{%|^(?:```|~~~)"
    r"|^\|.*\|\s*$|</?(?:p|a|div|br|li|ul|ol|span|strong|em|h[1-6]|figure|img|blockquote|table|td|tr)\b[^>]*>",
    re.M,
)
"""What is written in Markdown and seldom elsewhere."""

_SIGNS = re.compile(r"[#\[!*{`~|<]")
"""What each mark begins with: looked for first, as a pattern of one set is ten times as fast."""

_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)(?:\s[^<>]*)?/?>", re.S)
_SILENT = frozenset("script style iframe audio video source object svg template noscript figcaption".split())
"""Elements whose content no one reads as prose."""

_CONTACT = re.compile(r"\]\(<?(?:mailto|tel):([^?>)\s]{3,100})", re.I)
"""What follows the words of a link that leads to a person: the address is read, too."""

_WRAPPED = 40
"""A shorter line of a paragraph, after which no small letter follows, is left a line: an address, a verse."""

_FULL = 60
"""In a paragraph of three lines or more with one of this length, short lines are wrapped, too: before a long word."""

_ROW = re.compile(r"[ \t]*(?P<left>(?:\|[ \t]*)+)?[^\n]*?(?P<right>[ \t]*\|)?[ \t]*\n?$", re.M)
_BELOW_HEADER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*(?:\n|\Z)")
"""A table's row, with its outer bars where it has them, and the line that parts a header from the rows."""

_TICKS = re.compile("`+")
_LINES = frozenset("blockquote br dd div dl dt figure h1 h2 h3 h4 h5 h6 hr li ol p section table tr ul".split())
"""Elements that begin a line of their own."""

_UNSEEN = re.compile(r"\shidden\b|display:\s*none|visibility:\s*hidden", re.I)
"""What hides an element from who reads the page."""

_NOTE = re.compile(r"(?<=\S)\[\^[^\]\s]{1,40}\](?!:)|^ {0,3}\[\^[^\]\s]{1,40}\]:[ \t]*", re.M)
"""The mark of a footnote, in the text and at the note's own beginning."""


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables and strikethrough; pieces of text stay apart, so that each is found where it stands."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable(["text_join"])


def has_marks(text: str) -> bool:
    """Whether a text holds marks of Markdown or of HTML."""
    return any(_MARKS.match(text, sign.start()) for sign in _SIGNS.finditer(text))


def markdown_edits(text: str) -> list[Edit]:
    """Find the marks of a text, in no order; some may stand within others."""
    out = [Edit(*match.span()) for form in (_SHORTCODE, _DEFINITION, _NOTE) for match in form.finditer(text)]
    masked = _SHORTCODE.sub(lambda match: re.sub(r"[^\n]", _STAND_IN, match[0]), text)
    starts = _line_starts(masked)
    opening, reached = len(masked) - len(masked.lstrip()), 0
    for token in _parser().parse(masked):
        if token.map is None:
            continue
        first, last = starts[token.map[0]], starts[min(token.map[1], len(starts) - 1)]
        if token.type == "inline":
            placed = _Placed(masked, token.content, max(first, reached), last, opens=first <= opening)
            if placed.found:  # marks that are left over are better than words that are lost
                out += _inline(token, placed)
                reached = placed.end
        elif token.type in ("html_block", "code_block"):  # a text is more often indented than a program
            out += html_edits(masked, first, last)
        elif token.type == "tr_open":
            out += _bars(masked, first, last)
        elif token.type == "thead_open":
            out += _delimiter(masked, last)
        elif token.type == "fence":
            out.append(Edit(first, first + len(masked[first:last].rstrip())))
    return out


def _line_starts(text: str) -> list[int]:
    """Return where each line begins as Markdown counts lines, and where the last one ends."""
    return [0, *(match.end() for match in re.finditer(r"\r\n?|\n", text)), len(text)]


class _Placed:
    """The content of a paragraph, a heading or a cell, which lacks its lines' indentation, and where it stands."""

    def __init__(self, text: str, content: str, first: int, last: int, *, opens: bool) -> None:
        """Find where each line of the content stands between two places; `opens`: no paragraph stands above it."""
        self.text = text
        self.content = content
        self._places: list[tuple[int, int]] = []  # of each line: where it begins in the content, and in the text
        begin, position = 0, first
        self.found = True
        self._titled = opens and text.startswith(content[:1], first)
        for line in content.split("\n"):
            words = line.strip()
            found = text.find(words, position, last) if words else position
            self._places.append((begin + (line.index(words) if words else 0), max(found, position)))
            self.found = self.found and found >= 0
            position = max(found, position) + len(words)
            begin += len(line) + 1
        self.end = position
        ends = [start for _, start in self._places[1:]]
        longest = max((end - start for (_, start), end in zip(self._places, ends, strict=False)), default=0)
        self._full = len(ends) > 1 and longest >= _FULL

    def is_wrap(self, position: int) -> bool:
        """Whether the line that begins at a place of the content only goes on with the one before, as it is wrapped."""
        here = bisect_right(self._places, position, key=itemgetter(0)) - 1
        if here <= 0 or self._places[here][0] != position:
            return False
        before = self.text[self._places[here - 1][1] : self._places[here][1]].strip()
        first = self.content[position : position + 1]
        if self._titled and here == 1 and not before.endswith((".", "!", "?", ",", ":", ";")) and not first.islower():
            return False
        return len(before) >= _WRAPPED or first.islower() or self._full

    def __call__(self, position: int) -> int:
        """Return where a character of the content stands."""
        begin, start = self._places[max(0, bisect_right(self._places, position, key=itemgetter(0)) - 1)]
        return start + position - begin


def _inline(token: Token, placed: _Placed) -> Iterator[Edit]:
    """Find the marks between the pieces of text of a paragraph."""
    marks = _Marks(placed)
    for child in token.children or ():
        yield from marks.edits(child)


class _Marks:
    """The marks of a paragraph, found piece by piece: `cursor` is how far its content has been gone through."""

    def __init__(self, placed: _Placed) -> None:
        self._placed = placed
        self._content = placed.content
        self._cursor = 0
        self._silent = 0  # elements that are open here and not read

    def edits(self, piece: Token) -> Iterator[Edit]:
        """Find what is not read up to the end of a piece, and of the piece itself."""
        match piece.type:
            case "text":
                yield from self._text(piece)
            case "text_special":
                yield from self._special(piece)
            case "softbreak" | "hardbreak":
                yield from self._line_break(piece)
            case "code_inline":
                yield from self._code(piece)
            case "html_inline":
                yield from self._tag(piece)
            case "image":
                end = _bracket_end(self._content, self._content.find("![", self._cursor) + 1)
                yield from self._hidden(_link_end(self._content, end))
            case "link_close" if piece.markup != "autolink":
                yield from self._link(_link_end(self._content, self._cursor + 1))
            case "link_open":
                yield from self._mark("<" if piece.markup == "autolink" else "[")
            case "link_close":
                yield from self._mark(">")
            case _:
                yield from self._mark(piece.markup)

    def _hidden(self, end: int, shown: str = "") -> Iterator[Edit]:
        """Hide what stands from the cursor on up to a place, which the cursor goes to."""
        start, self._cursor = self._cursor, end
        if end > start:
            yield Edit(self._placed(start), self._placed(end - 1) + 1, shown)

    def _mark(self, mark: str) -> Iterator[Edit]:
        found = self._content.find(mark, self._cursor) if mark else self._cursor
        return self._hidden((found if found >= 0 else self._cursor) + len(mark))

    def _text(self, piece: Token) -> Iterator[Edit]:
        start, found = self._cursor, self._content.find(piece.content, self._cursor)
        self._cursor = (found if found >= 0 else start) + len(piece.content)
        if found > start:
            yield Edit(self._placed(start), self._placed(found))
        if self._silent:
            yield Edit(self._placed(max(found, start)), self._placed(self._cursor))

    def _special(self, piece: Token) -> Iterator[Edit]:
        """An escaped character, or an entity."""
        start, found = self._cursor, self._content.find(piece.markup, self._cursor)
        if found < 0:
            return
        self._cursor = found + len(piece.markup)
        if found > start:
            yield Edit(self._placed(start), self._placed(found))
        if len(piece.content) == 1:
            yield Edit(self._placed(found), self._placed(self._cursor), "" if self._silent else piece.content)

    def _line_break(self, piece: Token) -> Iterator[Edit]:
        start = self._cursor
        self._cursor = self._content.find("\n", start) + 1 or start
        if piece.type == "hardbreak":
            yield Edit(self._placed(start), self._placed(self._cursor - 1))
        elif self._placed.is_wrap(self._cursor):
            yield Edit(self._placed(self._cursor - 1), self._placed(self._cursor), " ")

    def _code(self, piece: Token) -> Iterator[Edit]:
        start, ticks = self._cursor, len(piece.markup)
        begin = self._content.find(piece.markup, start) + ticks
        end = next(run.start() for run in _TICKS.finditer(self._content, begin) if len(run[0]) == ticks)
        yield Edit(self._placed(start), self._placed(begin))
        yield Edit(self._placed(end), self._placed(end + ticks))
        self._cursor = end + ticks

    def _tag(self, piece: Token) -> Iterator[Edit]:
        tag = _TAG.fullmatch(piece.content)
        name = tag[2].lower() if tag else ""
        if name in _SILENT:
            self._silent = max(0, self._silent + (-1 if tag and tag[1] else 1))
        end = self._content.find(piece.content, self._cursor) + len(piece.content)
        return self._hidden(end, _parting(name))

    def _link(self, end: int) -> Iterator[Edit]:
        """A link's address; one that leads to a person is read, unless it has been."""
        start, placed = self._cursor, self._placed
        contact = _CONTACT.match(self._content, start, end)
        if contact is None or contact[1] in self._content[:start]:
            yield from self._hidden(end)
            return
        yield Edit(placed(start), placed(start) + 1, " ")
        yield Edit(placed(start) + 1, placed(contact.start(1)), "(")
        yield Edit(placed(contact.end(1)), placed(end - 1) + 1, ")")
        self._cursor = end


def _bracket_end(content: str, opening: int) -> int:
    """Return where the text in brackets ends that opens at `opening`, after its closing bracket."""
    depth, position = 0, opening
    while position < len(content):
        letter = content[position]
        if letter == "\\":
            position += 1
        elif letter in "[]":
            depth += 1 if letter == "[" else -1
            if depth == 0:
                return position + 1
        position += 1
    return len(content)


def _link_end(content: str, after: int) -> int:
    """Return where a link ends whose text in brackets ended at `after`: behind its address, or its reference."""
    if content[after : after + 1] == "[":
        return _bracket_end(content, after)
    if content[after : after + 1] != "(":
        return after
    depth, quote, position = 0, "", after
    while position < len(content):
        letter = content[position]
        if letter == "\\":
            position += 1
        elif quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'" and content[position - 1].isspace():
            quote = letter
        elif letter in "()":
            depth += 1 if letter == "(" else -1
            if depth == 0:
                return position + 1
        position += 1
    return len(content)


def is_below_header(line: str) -> bool:
    """Whether a line is that which parts the header of a table from its rows."""
    return _BELOW_HEADER.fullmatch(line) is not None


def html_edits(text: str, first: int, last: int) -> Iterator[Edit]:
    """Find the tags of a stretch of HTML, with what stands in elements that are not read, and its entities."""
    yield from _comments(text, first, last)
    silent_from, silent = 0, ""
    for match in _TAG.finditer(text, first, last):
        name = (match[2] or "").lower()
        if silent:
            if match[1] and name == silent:
                yield Edit(silent_from, match.end())
                silent = ""
        elif not match[1] and not match[0].endswith("/>") and (name in _SILENT or _UNSEEN.search(match[0])):
            silent_from, silent = match.start(), name
        else:
            yield Edit(*match.span(), _parting(name))
    if silent:
        yield Edit(silent_from, last)


def _parting(name: str) -> str:
    """Return what is read in place of a tag: nothing, unless it parts what stands on both of its sides."""
    return "\n" if name in _LINES else " " if name in ("td", "th") else ""


def _comments(text: str, first: int, last: int) -> Iterator[Edit]:
    """Find the comments of a stretch of HTML."""
    start = text.find("<!--", first, last)
    while start >= 0 and (end := text.find("-->", start, last)) >= 0:
        yield Edit(start, end + 3)
        start = text.find("<!--", end, last)


def _bars(text: str, first: int, last: int) -> Iterator[Edit]:
    """Find the bars around a table's row; those between its cells are read."""
    if match := _ROW.match(text, first, last):
        yield Edit(match.start("left"), match.end("left"))
        yield Edit(match.start("right"), match.end("right"))


def _delimiter(text: str, start: int) -> Iterator[Edit]:
    """Find the line below a table's header, if it begins here."""
    if match := _BELOW_HEADER.match(text, start):
        yield Edit(*match.span())
