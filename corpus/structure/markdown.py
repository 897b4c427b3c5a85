"""Markdown: which of a text's characters are marks, by markdown-it (CommonMark), and where each of them stands.

A text keeps its lines, list markers and heading signs: blocks are found in it as in any other. What goes is what nobody
reads aloud: emphasis, link addresses, images, code ticks, tags of HTML, shortcodes, comments, and fences.
"""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape

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

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,31});")


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables and strikethrough; pieces of text stay apart, so that each is found where it stands."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable(["text_join"])


def has_marks(text: str) -> bool:
    """Whether a text holds marks of Markdown or of HTML."""
    return _MARKS.search(text) is not None


def markdown_edits(text: str) -> list[Edit]:
    """Find the marks of a text, in no order; some may stand within others."""
    out = [Edit(*match.span()) for form in (_SHORTCODE, _DEFINITION) for match in form.finditer(text)]
    masked = _SHORTCODE.sub(lambda match: re.sub(r"[^\n]", _STAND_IN, match[0]), text)
    starts = _line_starts(masked)
    for token in _parser().parse(masked):
        if token.map is None:
            continue
        first, last = starts[token.map[0]], starts[min(token.map[1], len(starts) - 1)]
        if token.type == "inline":
            out += _inline(token, _Placed(masked, token.content, first, last))
        elif token.type in ("html_block", "code_block"):  # a text is more often indented than a program
            out += html_edits(masked, first, last)
        elif token.type == "tr_open":
            out += _bars(masked, first, last)
        elif token.type == "thead_open":
            out += _delimiter(masked, last)
        elif token.type == "fence":
            out += _fence(masked, token, first, last)
    return out


def _line_starts(text: str) -> list[int]:
    """Return where each line begins as Markdown counts lines, and where the last one ends."""
    return [0, *(match.end() for match in re.finditer(r"\r\n?|\n", text)), len(text)]


class _Placed:
    """The content of a paragraph, a heading or a cell, which lacks its lines' indentation, and where it stands."""

    def __init__(self, text: str, content: str, first: int, last: int) -> None:
        self.text = text
        self.content = content
        self._places: list[tuple[int, int]] = []  # of each line: where it begins in the content, and in the text
        begin, position = 0, first
        self._titled = not text[:first].strip() and text.startswith(content[:1], first)
        for line in content.split("\n"):
            words = line.strip()
            found = text.find(words, position, last) if words else position
            self._places.append((begin + (line.index(words) if words else 0), max(found, position)))
            position = max(found, position) + len(words)
            begin += len(line) + 1
        ends = [start for _, start in self._places[1:]]
        longest = max((end - start for (_, start), end in zip(self._places, ends, strict=False)), default=0)
        self._full = len(ends) > 1 and longest >= _FULL

    def is_wrap(self, position: int) -> bool:
        """Whether the line that begins at a place of the content only goes on with the one before, as it is wrapped."""
        here = next((n for n, (begin, _) in enumerate(self._places) if begin == position), 0)
        if here == 0:
            return False
        before = self.text[self._places[here - 1][1] : self._places[here][1]].strip()
        first = self.content[position : position + 1]
        if self._titled and here == 1 and not before.endswith((".", "!", "?", ",", ":", ";")) and not first.islower():
            return False
        return len(before) >= _WRAPPED or first.islower() or self._full

    def __call__(self, position: int) -> int:
        """Return where a character of the content stands."""
        begin, start = max((place for place in self._places if place[0] <= position), default=self._places[0])
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
                end = content.find(child.markup, begin + ticks)
                yield Edit(placed(start), placed(begin + ticks))
                yield Edit(placed(end), placed(end + ticks))
                cursor = end + ticks
                continue
            case "html_inline":
                found = content.find(child.content, cursor)
                cursor = found + len(child.content)
                tag = _TAG.fullmatch(child.content)
                if tag and (tag[2] or "").lower() in _SILENT:
                    silent = max(0, silent + (-1 if tag[1] else 1))
            case "image":
                cursor = _link_end(content, _bracket_end(content, content.find("![", cursor) + 1))
            case "link_close" if child.markup != "autolink":
                end = _link_end(content, cursor + 1)
                if (contact := _CONTACT.match(content, cursor, end)) and contact[1] not in content[:cursor]:
                    yield Edit(placed(start), placed(contact.start(1)), " (")
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
        elif name in _SILENT and not match[1] and not match[0].endswith("/>"):
            silent_from, silent = match.start(), name
        else:
            yield Edit(*match.span())
    if silent:
        yield Edit(silent_from, last)
    for match in _ENTITY.finditer(text, first, last):
        shown = unescape(match[0])
        if len(shown) == 1:
            yield Edit(*match.span(), shown)


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


def _fence(text: str, token: Token, first: int, last: int) -> Iterator[Edit]:
    """Hide a block of code: it is for a program, and no sentence."""
    yield Edit(first, len(text[:last].rstrip()) if last > first else first)
