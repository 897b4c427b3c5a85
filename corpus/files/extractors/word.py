"""Word: the paragraphs, headings, items and tables of a document, in order, its tracked changes accepted."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

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

MAX_UNPACKED_BYTES = 60_000_000
"""The most that the files in a .docx may unpack to, together. So much of Word's XML makes a tree of 0.8 to 1 GB."""

_MAX_MEMBERS = 10_000
"""The most files in a .docx: one with a thousand pictures has little over a thousand."""

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TARGET = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WRAPPERS = {f"{_WORD}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
"""What Word puts around paragraphs, rows and words that it shows like any other; what was deleted stands in others."""
_RUNS = _WRAPPERS | {f"{_WORD}{name}" for name in ("r", "hyperlink", "fldSimple", "dir", "bdo")}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}

_HEADING = re.compile(r"heading (\d)")
_TEMPLATES = re.compile(r"^(?:word document|microsoft word\b|document ?\d*$|untitled|title$)|template|\.\w{2,5}$", re.I)
"""What programs and templates call a document that nobody named."""


class _Style:
    """What a style of Word's, with those it is based on, makes of a paragraph or of a run."""

    def __init__(self, style: Any) -> None:
        """Read it."""
        chain = [style]
        while (base := getattr(chain[-1], "base_style", None)) is not None and len(chain) < 20:
            chain.append(base)
        names = [str(link.name).lower() for link in chain]
        levels = [int(match[1]) for match in map(_HEADING.match, names) if match]
        outline = next((level for link in chain if (level := _value(link.element, "pPr/outlineLvl"))), None)
        self.title = any(name == "title" for name in names)
        self.level = next(iter(levels), None) or (1 if self.title else 2 if "subtitle" in names else None)
        if self.level is None and outline is not None and outline.isdigit() and int(outline) < 9:
            self.level = int(outline) + 1
        self.contents = any(name.startswith(("toc ", "table of figures")) for name in names)
        self.quote = any("quote" in name for name in names)
        self.number = next(filter(None, (_value(link.element, "pPr/numPr/numId") for link in chain)), None)
        self.depth = next(filter(None, (_value(link.element, "pPr/numPr/ilvl") for link in chain)), "0")
        self.bold = _is_on(style.element, "b")
        self.hidden = any(_is_on(link.element, "vanish") for link in chain)
        self.raised = any(_value(link.element, "rPr/vertAlign") == "superscript" for link in chain)


def read_docx(raw: bytes) -> tuple[Iterator[str], Fields]:
    """Return the blocks of a Word document, and its title."""
    from docx import Document

    _check_archive(raw)
    document = Document(io.BytesIO(raw))
    if document.element.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("declares")  # no .docx may (ECMA-376, part 2), and what it declares would be lost
    reader = _Reader(document)
    blocks = list(reader.blocks(document.element.body))
    named = squeezed(document.core_properties.title or "")
    shown = set(re.findall(r"\w+", " ".join(blocks).lower()))
    words = re.findall(r"\w+", named.lower())
    told = bool(words) and not _TEMPLATES.search(named) and 2 * sum(word in shown for word in words) > len(words)
    titles = [*reader.titles[:1], *([named] if told else [])]
    return iter(blocks), {"title": titles} if titles else {}


def _check_archive(raw: bytes) -> None:
    """Raise Unreadable for an archive that is no .docx, is encrypted, or unpacks to too much by its directory.

    Where the directory lies, the bounds of this process hold.
    """
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        members = packed.infolist()
    if not any(member.filename == "word/document.xml" for member in members):
        raise Unreadable("not-docx")
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("encrypted")
    if len(members) > _MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise Unreadable("unpacks")


class _Reader:
    """Reads the elements of one document; `titles`: the paragraphs that Word styles as its title."""

    def __init__(self, document: Any) -> None:
        """Read its styles, its lists and its links."""
        self.titles: list[str] = []
        self._styles: Mapping[str, _Style] = {style.style_id: _Style(style) for style in document.styles
                                              if getattr(style, "element", None) is not None}  # fmt: skip
        self._links = {key: str(link.target_ref) for key, link in document.part.rels.items() if link.is_external}
        self._formats = _list_formats(document)
        self._counts: Counter[tuple[str, int]] = Counter()

    def blocks(self, parent: Any) -> Iterator[str]:
        """Yield the paragraphs, lists and tables under an element, in order."""
        items: list[str] = []
        for node in _children(parent, "p", "tbl"):
            written = [] if node.tag == f"{_WORD}tbl" else self._item(node)
            items += written
            if not written:
                if items:
                    yield "\n".join(items)
                    items = []
                yield from self._table(node) if node.tag == f"{_WORD}tbl" else self._paragraph(node)
            for box in _boxes(node) if node.tag == f"{_WORD}p" else ():
                if items:
                    yield "\n".join(items)
                    items = []
                yield from self.blocks(box)
        if items:
            yield "\n".join(items)

    def _style(self, node: Any, kind: str = "pPr/pStyle") -> _Style | None:
        return self._styles.get(_value(node, kind) or "")

    def _level(self, node: Any) -> int | None:
        """Return a heading's level."""
        outline = _value(node, "pPr/outlineLvl")
        style = self._style(node)
        if style is not None and style.level is not None:
            return style.level
        return int(outline) + 1 if outline is not None and outline.isdigit() and int(outline) < 9 else None

    def _paragraph(self, node: Any) -> Iterator[str]:
        text = line_of(self._words(node)).strip()
        style, level = self._style(node), self._level(node)
        if not text or (style is not None and style.contents):
            return
        if level is not None:
            if style is not None and style.title:
                self.titles.append(squeezed(text))
            yield heading(text, level)
        else:
            block = paragraph(text)
            yield quote([block]) if style is not None and style.quote else block

    def _item(self, node: Any) -> list[str]:
        """Return an item of a list, by itself or by its style, with its marker; a numbered heading is none."""
        style = self._style(node)
        number = _value(node, "pPr/numPr/numId") or (style.number if style is not None else None)
        if not number or number == "0" or self._level(node) is not None:
            return []
        text = line_of(self._words(node)).strip()
        depth = _value(node, "pPr/numPr/ilvl") or (style.depth if style is not None else "0")
        level = min(int(depth), 8) if depth.isdigit() else 0
        bullet, first = self._formats.get((number, level), ("bullet", 1))
        if not text or bullet == "none":
            return []
        self._counts[number, level] += 1
        for deeper in range(level + 1, 9):
            self._counts.pop((number, deeper), None)
        marker = "- " if bullet == "bullet" else f"{first - 1 + self._counts[number, level]}. "
        indent = (
            "   " * level if level and self._formats.get((number, 0), ("bullet", 1))[0] != "bullet" else "  " * level
        )
        return [indent + item([paragraph(text)], marker).replace("\n", f"\n{indent}")]

    def _table(self, node: Any) -> list[str]:
        """Return a table; one cell that holds it all is a frame around its text."""
        rows = list(_children(node, "tr"))
        cells = [list(_children(row, "tc")) for row in rows]
        if all(len(row) <= 1 for row in cells):
            return [block for row in cells for cell in row for block in self.blocks(cell)]
        marked = bool(rows) and rows[0].find(f"{_WORD}trPr/{_WORD}tblHeader") is not None
        texts = [[self._flat(cell) for cell in row] for row in cells]
        grid = _merged(cells, texts)
        bold = len(cells) > 1 and self._is_bold(cells[0]) and not self._is_bold(cells[1])
        return table(
            grid, True if marked or bold or (_has_first_row(node) and len(cells[0]) > 2 and len(cells) > 2) else None
        )

    def _flat(self, cell: Any) -> str:
        """Return a table's cell on one line, with the tables within it."""
        out: list[str] = []
        for node in _children(cell, "p", "tbl"):
            if node.tag == f"{_WORD}tbl":
                out += (self._flat(inner) for row in _children(node, "tr") for inner in _children(row, "tc"))
            else:
                out += [line_of(self._words(node)), *(self._flat(box) for box in _boxes(node))]
        return squeezed(" ".join(out))

    def _is_bold(self, cells: Iterable[Any]) -> bool:
        """Whether all words of some cells are bold."""
        runs = [(run, paragraph) for cell in cells for paragraph in _children(cell, "p")
                for run in paragraph.iter(f"{_WORD}r") if run.find(f"{_WORD}t") is not None]  # fmt: skip
        return bool(runs) and all(
            _is_on(run, "b") or ((style := self._style(above)) is not None and style.bold) for run, above in runs
        )

    def _words(self, parent: Any) -> Iterator[str | Raised]:
        """Yield the words under an element of Word's, without those that were deleted, struck or hidden."""
        for node in parent:
            if node.tag == f"{_WORD}t":
                yield (node.text or "") + "".join(inner.tail or "" for inner in node)  # a comment may stand within
            elif node.tag == f"{_WORD}r":
                yield from self._run(node)
            elif node.tag == f"{_WORD}hyperlink":
                yield from self._link(node)
            elif node.tag in _RUNS:
                yield from self._words(node)
            else:
                yield _SIGNS.get(str(node.tag).removeprefix(_WORD), "")

    def _run(self, node: Any) -> Iterator[str | Raised]:
        """Yield the words of a run, if it is shown; one that is raised is told."""
        style = self._style(node, "rPr/rStyle")
        if _is_hidden(node) or (style is not None and style.hidden):
            return
        align = _value(node, "rPr/vertAlign")
        if align == "superscript" or (align is None and style is not None and style.raised):
            yield Raised(line_of(self._words(node)))
        else:
            yield from self._words(node)

    def _link(self, node: Any) -> Iterator[str | Raised]:
        """Yield the words of a link, with the address of a contact behind them where they are not it."""
        words = list(self._words(node))
        yield from words
        shown = line_of(words)
        yield contact(self._links.get(node.get(_TARGET) or "", ""), shown)


def _children(parent: Any, *names: str) -> Iterator[Any]:
    """Yield an element's children of some names, and those that stand in wrappers."""
    for node in parent:
        if node.tag in _WRAPPERS:
            yield from _children(node, *names)
        elif node.tag in {f"{_WORD}{name}" for name in names}:
            yield node


def _boxes(parent: Any) -> Iterator[Any]:
    """Yield the text boxes that stand at a paragraph; the same again for older programs is passed over."""
    for node in parent:
        if node.tag == f"{_WORD}txbxContent":
            yield node
        elif node.tag != _FALLBACK and node.tag not in (f"{_WORD}t", f"{_WORD}pPr", f"{_WORD}del"):
            yield from _boxes(node)


def _value(element: Any, path: str) -> str | None:
    """Return the value that an element says of itself under a path, such as its style."""
    found = element.find("/".join(f"{_WORD}{name}" for name in path.split("/")))
    return None if found is None else str(found.get(f"{_WORD}val") or "") or None


def _is_on(element: Any, name: str) -> bool:
    """Whether a property of runs is set, and not off."""
    found = element.find(f"{_WORD}rPr/{_WORD}{name}")
    return found is not None and found.get(f"{_WORD}val") not in ("0", "false", "off")


def _is_hidden(run: Any) -> bool:
    return any(_is_on(run, name) for name in ("vanish", "webHidden", "strike", "dstrike"))


def _has_first_row(node: Any) -> bool:
    """Whether Word shows a table's first row in another way than the others."""
    look = node.find(f"{_WORD}tblPr/{_WORD}tblLook")
    if look is None:
        return False
    first, mask = look.get(f"{_WORD}firstRow"), look.get(f"{_WORD}val") or "0"
    return first in ("1", "true") if first is not None else bool(int(mask, 16) & 0x20)


def _merged(cells: list[list[Any]], texts: list[list[str]]) -> list[list[Cell]]:
    """Return the rows of a table with how far each cell spans; one that goes on from above repeats it."""
    out: list[list[Cell]] = []
    above: dict[int, str] = {}
    for row, words in zip(cells, texts, strict=True):
        column, made = 0, []
        for cell, text in zip(row, words, strict=True):
            span = _value(cell, "tcPr/gridSpan") or "1"
            width = int(span) if span.isdigit() else 1
            merge = cell.find(f"{_WORD}tcPr/{_WORD}vMerge")
            if merge is not None and merge.get(f"{_WORD}val") != "restart":
                text = above.get(column, text)
            above[column] = text
            made.append((text, width, 1, False))
            column += width
        out.append(made)
    return out


def _list_formats(document: Any) -> dict[tuple[str, int], tuple[str, int]]:
    """Return of each list and level how its items are numbered, and from which number."""
    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    levels: dict[str, dict[int, tuple[str, int]]] = {}
    for abstract in numbering.findall(f"{_WORD}abstractNum"):
        own = levels.setdefault(str(abstract.get(f"{_WORD}abstractNumId")), {})
        for level in abstract.findall(f"{_WORD}lvl"):
            start = _value(level, "start") or "1"
            depth = str(level.get(f"{_WORD}ilvl"))
            if depth.isdigit():
                own[int(depth)] = (_value(level, "numFmt") or "decimal", int(start) if start.isdigit() else 1)
    return {
        (str(number.get(f"{_WORD}numId")), depth): known
        for number in numbering.findall(f"{_WORD}num")
        for depth, known in levels.get(_value(number, "abstractNumId") or "", {}).items()
    }
