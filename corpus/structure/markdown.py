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

_ROW = re.compile(r"[ \t]*(?P<left>\|[ \t]*)?[^\n]*?(?P<right>[ \t]*\|)?[ \t]*\n?$", re.M)
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
    content, cursor = placed.content, 0
    silent = 0
    for child in token.children or ():
        start = cursor
        match child.type:
            case "text":
                found = content.find(child.content, cursor)
                cursor = (found if found >= 0 else cursor) + len(child.content)
                if found > start:
                    yield Edit(placed(start), placed(found))
                if silent:
                    yield Edit(placed(max(found, start)), placed(cursor))
                continue
            case "text_special":
                found = content.find(child.markup, cursor)
                if found < 0:
                    continue
                cursor = found + len(child.markup)
                if found > start:
                    yield Edit(placed(start), placed(found))
                if len(child.content) == 1:
                    yield Edit(placed(found), placed(cursor), "" if silent else child.content)
                continue
            case "softbreak" | "hardbreak":
                cursor = content.find("\n", cursor) + 1 or cursor
                if child.type == "hardbreak":
                    yield Edit(placed(start), placed(cursor - 1))
                elif placed.is_wrap(cursor):
                    yield Edit(placed(cursor - 1), placed(cursor), " ")
                continue
            case "code_inline":
                ticks = len(child.markup)
                begin = content.find(child.markup, cursor)
                end = next(run.start() for run in _TICKS.finditer(content, begin + ticks) if len(run[0]) == ticks)
                yield Edit(placed(start), placed(begin + ticks))
                yield Edit(placed(end), placed(end + ticks))
                cursor = end + ticks
                continue
            case "html_inline":
                found = content.find(child.content, cursor)
                cursor = found + len(child.content)
                tag = _TAG.fullmatch(child.content)
                name = tag[2].lower() if tag else ""
                if name in _SILENT:
                    silent = max(0, silent + (-1 if tag and tag[1] else 1))
                if cursor > start:
                    yield Edit(placed(start), placed(cursor - 1) + 1, _parting(name))
                continue
            case "image":
                cursor = _link_end(content, _bracket_end(content, content.find("![", cursor) + 1))
            case "link_close" if child.markup != "autolink":
                end = _link_end(content, cursor + 1)
                if (contact := _CONTACT.match(content, cursor, end)) and contact[1] not in content[:cursor]:
                    yield Edit(placed(start), placed(start) + 1, " ")
                    yield Edit(placed(start) + 1, placed(contact.start(1)), "(")
                    start = contact.end(1)
                    yield Edit(placed(start), placed(end - 1) + 1, ")")
                    cursor = end
                    continue
                cursor = end
            case _:
                found = content.find(child.markup, cursor) if child.markup else cursor
                if child.type == "link_open":
                    found, width = content.find("<" if child.markup == "autolink" else "[", cursor), 1
                elif child.type == "link_close":
                    found, width = content.find(">", cursor), 1
                else:
                    width = len(child.markup)
                cursor = (found if found >= 0 else cursor) + width
        if cursor > start:
            yield Edit(placed(start), placed(cursor - 1) + 1)


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
