"""HTML: what a page shows of its article, with its structure: headings, lists, terms, tables and quotations."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.files.extractors.main_text import MainText, find_main_text
from corpus.files.extractors.page_metadata import page_fields
from corpus.files.extractors.writing import (
    Cell,
    Fields,
    Raised,
    Unreadable,
    contact,
    heading,
    item,
    line_of,
    paragraph,
    quote,
    squeezed,
    table,
)  # fmt: skip

_SPACE = re.compile(r"[ \t\r\n\f]+")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table"
    " tbody td tfoot th thead tr ul".split()
)
_LONGEST_CELL = 400
"""In characters; a table without header cells that holds a longer one only lays out the page."""

_MOST_TAGS = 250_000
_MOST_ATTRIBUTES = 2_000
"""The most tags of a page, and attributes of one of them: a page of 20,000 paragraphs has 40,000."""

_LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{4000,}")
_VALUE = re.compile(rb"\"[^\"]*\"|'[^']*'")

_OVER_AND_OVER = 4
_LONGEST_SUMMARY = 200
_LONGEST_TERM = 120


def read_html(raw: bytes) -> tuple[Iterator[str], Fields]:
    """Return the blocks of a page's article, in whatever encoding it comes, and what the page says of itself."""
    import trafilatura

    _check_marks(raw)
    tree = trafilatura.load_html(raw)
    if tree is None and raw.lstrip().startswith(b"<"):  # one element, which does not say that it is HTML
        tree = trafilatura.load_html(b"<html>" + raw)
    if tree is None:
        raise Unreadable("no-main-text")
    fields = page_fields(tree)
    main = find_main_text(tree, fields.get("title", ()))
    blocks = _without_repeats([block for block in _Writer(main).blocks(main.element) if block])
    if not blocks:
        raise Unreadable("no-main-text")
    if main.headline is not None and heading(main.headline, 1)[1:] not in {block.lstrip("#") for block in blocks}:
        blocks.insert(0, heading(main.headline, 1))
    return iter(blocks), fields


def _check_marks(raw: bytes) -> None:
    """Raise Unreadable for a page of more tags, or with more attributes in one, than reading it takes seconds for: time
    grows with the square of the latter.
    """
    attributes = (len(_VALUE.sub(b"", tag[0]).split()) for tag in _LONG_TAG.finditer(raw))
    if raw.count(b"<") > _MOST_TAGS or any(count > _MOST_ATTRIBUTES for count in attributes):
        raise Unreadable("marks")


def _without_repeats(blocks: Sequence[str]) -> list[str]:
    """Leave out what a page shows over and over, such as a gallery's caption, but the first time."""
    count = Counter(blocks)
    first = {block: number for number, block in reversed(list(enumerate(blocks)))}
    return [block for n, block in enumerate(blocks) if count[block] < _OVER_AND_OVER or first[block] == n]


class _Writer:
    """Writes the elements of a page's article as Markdown."""

    def __init__(self, main: MainText) -> None:
        """Find which elements hold blocks."""
        self._main = main
        self._level = 1  # of the heading above
        self._holding: set[Any] = set()
        self._kept_alive = list(main.element.iter())
        for node in self._kept_alive:
            if node.tag in _BLOCKS:
                above = node.getparent()
                while above is not None and above not in self._holding:
                    self._holding.add(above)
                    above = above.getparent()

    def blocks(self, parent: Any) -> Iterator[str]:
        """Yield the blocks under an element, in order; what stands in none is a paragraph."""
        line: list[str | Raised] = [_SPACE.sub(" ", parent.text or "")]
        for node in parent:
            if isinstance(node.tag, str) and not self._main.is_left_out(node):
                if node.tag in _BLOCKS or node in self._holding:
                    yield paragraph(line_of(line))
                    line = []
                    yield from self._block(node)
                else:
                    line += self._inline(node)
            line.append(_SPACE.sub(" ", node.tail or ""))
        yield paragraph(line_of(line))

    def _block(self, node: Any) -> Iterator[str]:
        """Yield what one element that is a block, or holds some, gives."""
        if node.tag in _HEADINGS:
            self._level = _HEADINGS[node.tag]
            yield heading(self._flat(node), self._level)
        elif node.tag in ("ul", "ol", "menu", "dir"):
            yield from self._list(node)
        elif node.tag == "dl":
            yield from self._terms(node)
        elif node.tag == "table":
            yield from self._table(node)
        elif node.tag == "blockquote":
            yield quote(self.blocks(node))
        elif node.tag == "pre":
            yield paragraph("".join(node.itertext()))
        elif node.tag == "details":
            yield from self._details(node)
        elif node.tag == "button":
            yield heading(self._flat(node), self._level + 1)
        else:
            yield from self.blocks(node)

    def _list(self, node: Any) -> Iterator[str]:
        """Yield a list; items without words of their own give only the lists within them, and those with headings all
        that they hold: they are parts of the page.
        """
        start, step = str(node.get("start") or ""), -1 if node.get("reversed") is not None else 1
        number = int(start) if start.isdecimal() and len(start) < 9 else 1
        lines: list[str] = []
        for child in node:
            if not isinstance(child.tag, str) or self._main.is_left_out(child):
                continue
            marker = "- "
            if node.tag == "ol" and child.tag == "li":
                value = str(child.get("value") or "")
                number = int(value) if value.isdecimal() and len(value) < 9 else number
                marker = f"{number}. "
                number += step
            found = [block for block in (self.blocks(child) if child.tag == "li" else self._block(child)) if block]
            if any(block.startswith("#") for block in found):
                yield "\n".join(lines)
                lines = []
                yield from found
            elif child.tag != "li":  # a list right within a list: an error that browsers show as they show the others
                lines += ["  " + block.replace("\n", "\n  ") if lines else block for block in found]
            elif found and (child.text or "").strip() == "" and len(child) and child[0].tag in ("ul", "ol"):
                lines += found
            elif found:
                lines.append(item(found, marker))
        yield "\n".join(lines)

    def _terms(self, node: Any) -> Iterator[str]:
        """Yield terms with what is said of each, as items; a question is followed by its answer."""
        lines: list[str] = []
        terms: list[str] = []
        for child in self._pairs(node):
            if child.tag == "dt":
                terms.append(self._flat(child))
                continue
            found = [block for block in self.blocks(child) if block]
            told, terms = " / ".join(filter(None, terms)), []
            if told and found and len(told) <= _LONGEST_TERM and not told.endswith("?") and found[0][:2] != "- ":
                # One term may have several things said of it: each is told with it.
                term = told
            elif told:
                yield "\n".join(lines)
                lines = []
                yield heading(told, self._level + 1) if len(told) <= _LONGEST_SUMMARY else paragraph(told)
                yield from found
                continue
            else:
                term = ""
            if found:
                separator = " " if term.endswith((":", "–", "-")) else ": "
                first = f"{paragraph(term)}{separator}{found[0]}" if term else found[0]
                lines.append(item([first, *found[1:]], "- "))
        yield "\n".join([*lines, *(f"- {paragraph(term)}" for term in terms if term)])

    def _pairs(self, node: Any) -> Iterator[Any]:
        """Yield the terms and definitions of a list, those that stand in groups too."""
        for child in node:
            if isinstance(child.tag, str) and not self._main.is_left_out(child):
                if child.tag in ("dt", "dd"):
                    yield child
                else:
                    yield from self._pairs(child)

    def _details(self, node: Any) -> Iterator[str]:
        """Yield what opens when a reader asks for it, under its summary."""
        for child in node:
            if child.tag == "summary":
                summary = self._flat(child)
                shown = [block for block in self.blocks(child) if block]
                if shown and shown[0].startswith("#"):
                    yield from shown
                else:
                    yield heading(summary, self._level + 1) if len(summary) <= _LONGEST_SUMMARY else paragraph(summary)
                child.clear(keep_tail=True)
        yield from self.blocks(node)

    def _table(self, node: Any) -> Iterator[str]:
        """Yield a table, after its caption; one that only lays out the page gives what its cells hold."""
        rows = [
            [cell for cell in row if cell.tag in ("td", "th") and not self._main.is_left_out(cell)]
            for row in _own(node, "tr")
            if not self._main.is_left_out(row)
        ]
        cells = [cell for row in rows for cell in row]
        texts = {cell: self._flat(cell) for cell in cells}
        headed = any(cell.tag == "th" for cell in cells)
        several = max(map(len, rows), default=0) > 1
        layout = node.get("role") in ("presentation", "none") or (
            not headed and any(len(text) > _LONGEST_CELL for text in texts.values())
        )
        for caption in _own(node, "caption"):
            yield paragraph(self._flat(caption))
        if layout or not several:
            for cell in cells:
                yield from self.blocks(cell)
            return
        in_head = {cell for part in _own(node, "thead") for cell in part.iter("td", "th")}
        bold = len(rows) > 1 and all(map(_is_bold, rows[0])) and not all(map(_is_bold, rows[1]))
        made: list[list[Cell]] = [
            [(texts[cell], _span(cell, "colspan"), _span(cell, "rowspan"), cell.tag == "th" or cell in in_head)
             for cell in row]
            for row in rows
        ]  # fmt: skip
        yield from table(made, True if bold else False if headed else None)

    def _flat(self, node: Any) -> str:
        """Return all that an element shows on one line."""
        return squeezed(line_of(self._pieces(node)))

    def _pieces(self, node: Any) -> Iterator[str | Raised]:
        yield _SPACE.sub(" ", node.text or "")
        for child in node:
            if isinstance(child.tag, str) and not self._main.is_left_out(child):
                if child.tag in _BLOCKS or child in self._holding:
                    yield " "
                    yield from self._pieces(child)
                    yield " "
                else:
                    yield from self._inline(child)
            yield _SPACE.sub(" ", child.tail or "")

    def _inline(self, node: Any) -> list[str | Raised]:
        """Return what an element within a line shows."""
        if node.tag == "br":
            return ["\n"]
        if node.get("data-cfemail"):
            return [_unmasked(str(node.get("data-cfemail")))]
        if node.tag == "q":
            return ["“", *self._pieces(node), "”"]
        pieces = list(self._pieces(node))
        if node.tag == "sup":
            linked = next(node.iter("a"), None) is not None or (
                node.getparent() is not None and node.getparent().tag == "a"
            )
            return [Raised(line_of(pieces), linked)]
        if node.tag == "a":
            return [*pieces, contact(str(node.get("href") or ""), line_of(pieces))]
        return pieces


def _own(table: Any, name: str) -> Iterator[Any]:
    """Yield a table's own parts of a name, not those of the tables within it."""
    for node in table:
        if node.tag == name:
            yield node
        elif node.tag in ("thead", "tbody", "tfoot"):
            yield from _own(node, name)


def _is_bold(cell: Any) -> bool:
    """Whether all words of a cell stand in bold."""
    text = "".join(cell.itertext()).strip()
    bold = "".join("".join(node.itertext()) for node in cell if node.tag in ("b", "strong")).strip()
    return bool(text) and text == bold


def _span(cell: Any, name: str) -> int:
    value = str(cell.get(name) or "")
    return int(value) if value.isdecimal() and len(value) < 6 else 1


def _unmasked(code: str) -> str:
    """Return an address that is hidden from robots as Cloudflare does it: each byte crossed with the first."""
    try:
        key, *letters = bytes.fromhex(code)
    except ValueError:
        return ""
    return bytes(letter ^ key for letter in letters).decode("utf-8", "replace")
