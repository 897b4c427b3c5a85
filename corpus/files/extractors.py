"""Taking the text out of PDF, Word and HTML, in a process that `corpus.files.extraction` starts and bounds.

Whatever a document makes the libraries do, it does here: with little memory and time, without files to write and,
unless root runs it, without processes to start. The document comes on standard input; one JSON object goes to standard
output: its `text`, or the name of the reason why there is none, as `refused`. Run by its path, this file imports
nothing else of the project's.
"""

import io
import json
import os
import re
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

MAX_UNPACKED_BYTES = 60_000_000
"""The most that the files in a .docx may unpack to, together. So much of Word's XML makes a tree of 0.8 to 1 GB."""

_MAX_MEMBERS = 10_000
"""The most files in a .docx: one with a thousand pictures has little over a thousand."""

_SPACE = re.compile(r"[ \t\r\n\f]+")
_SURROGATE = re.compile("[\ud800-\udfff]")

_FURNITURE = set("aside button footer form head header nav noscript script select style template".split())
_INLINE = set("a abbr b bdo big cite code em font i kbd mark q s small span strong sub sup time tt u var wbr".split())
"""Of a page's elements, those that hold none of its text, and those that stand within a line."""

_NESTING = ("list", "item", "quote")
_BLOCKS = (*_NESTING, "table", "p", "head")
"""What trafilatura calls the blocks that others may stand in, and all of them."""

_XML_NO_MEMORY = 2
"""What libxml2 calls an error of its parser that had no memory left; lxml raises it like one of syntax."""

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WRAPPERS = {f"{_WORD}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
"""What Word puts around paragraphs, rows and words that it shows like any other; what was deleted stands in others."""
_RUNS = _WRAPPERS | {f"{_WORD}{name}" for name in ("r", "hyperlink", "fldSimple", "dir", "bdo")}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}


class Unreadable(Exception):
    """A document gives no text; its argument is the reason's name, a key of `corpus.files.extraction`'s messages."""


def bound(memory: int, seconds: int) -> None:
    """Bound this process for good: bytes of address space and seconds of processor; no file, no child but root's."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # at the first it is told, at the second killed
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC, resource.RLIMIT_CORE):
        resource.setrlimit(limit, (0, 0))


def html_blocks(raw: bytes) -> Iterator[str]:
    """Yield the main text of a page, without menus, banners, comments and footers, in whatever encoding it comes."""
    import trafilatura

    tree = trafilatura.load_html(raw)
    if tree is None and raw.lstrip().startswith(b"<"):  # one element, which does not say that it is HTML
        tree = trafilatura.load_html(b"<html>" + raw)
    page = None if tree is None else trafilatura.bare_extraction(tree, favor_precision=True, include_comments=False)
    found = () if page is None else page.body
    blocks = [block for node in found for block in (*_html_blocks([node]), _lines(node.tail or ""))]
    if page is not None and any(blocks):
        blocks.insert(0, _lines(page.body.text or ""))
    elif tree is not None:  # too short, or too plain
        blocks = [_lines(block) for block in re.split(r"\n{2,}", _shown(tree))]
    if not any(blocks):
        raise Unreadable("no-main-text")
    headline = _headline(tree)
    if headline and headline not in blocks:
        yield headline
    yield from blocks


def _shown(node: Any) -> str:
    """Return the text under an element of a page, without furniture, with blank lines around blocks."""
    if not isinstance(node.tag, str) or node.tag in _FURNITURE:
        return ""
    text = _SPACE.sub(" ", node.text or "")
    text += "".join(_shown(child) + _SPACE.sub(" ", child.tail or "") for child in node)
    return text if node.tag in _INLINE else f"\n\n{'- ' if node.tag == 'li' else ''}{text.lstrip()}\n\n"


def _headline(tree: Any) -> str | None:
    """Return a page's only first-rank heading, where its title begins with it: above the article, it is passed over."""
    headings = [_line(heading) for heading in tree.iter("h1")]
    titles = [_line(title) for title in tree.iter("title")]
    return headings[0] if len(headings) == 1 and any(title.startswith(headings[0]) for title in titles) else None


def _html_blocks(parent: Iterable[Any]) -> Iterator[str]:
    """Yield the paragraphs, headings, items and rows of trafilatura's tree, in order."""
    for node in parent:
        if node.tag == "table":
            yield _rows([_line(cell) for cell in row.iter("cell")] for row in node.iter("row"))
        elif node.tag in _NESTING:
            text = _line(node)
            yield f"- {text}" if text and node.tag == "item" else text
            yield from _html_blocks(child for child in node if child.tag in _BLOCKS)
        else:
            yield _lines(_own_text(node))


def _own_text(node: Any) -> str:
    """Return a node's text, blocks within it aside, with a break where it breaks the line and nowhere else."""
    parts = [_SPACE.sub(" ", node.text or "")]
    for child in node:
        parts.append("\n" if child.tag in ("br", "lb", *_BLOCKS) else _own_text(child))
        parts.append(_SPACE.sub(" ", child.tail or ""))
    return "".join(parts)


def _line(node: Any) -> str:
    return _squeezed(_own_text(node))


def _lines(text: str) -> str:
    return "\n".join(filter(None, map(_squeezed, text.split("\n"))))


def _squeezed(text: str) -> str:
    """Return a text with its white space as a browser shows it; a space that may not break stays one."""
    return _SPACE.sub(" ", text).strip(" ")


def pdf_blocks(raw: bytes) -> Iterator[str]:
    """Yield the pages of a PDF, their lines as they are set."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, LimitReachedError

    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted:
            raise Unreadable("encrypted")
        for page in reader.pages:
            yield page.extract_text().strip()
    except (DependencyError, LimitReachedError) as error:  # AES alone asks for another library
        raise Unreadable("encrypted" if isinstance(error, DependencyError) else "unpacks") from error


def docx_blocks(raw: bytes) -> Iterator[str]:
    """Yield the paragraphs, items and tables of a Word document, in order, its tracked changes accepted."""
    from docx import Document

    _check_archive(raw)
    document = Document(io.BytesIO(raw))
    yield from _docx_blocks(document.element.body, {style.style_id: _kind(style) for style in document.styles})


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


def _kind(style: Any) -> str | None:
    """Return whether a style of Word's, or one it is based on, makes a "heading" or an "item" of a paragraph."""
    chain = [style]
    while (base := getattr(chain[-1], "base_style", None)) is not None and len(chain) < 20:
        chain.append(base)
    if any(str(link.name).lower().startswith(("heading", "title", "subtitle")) for link in chain):
        return "heading"
    return "item" if next(filter(None, (_numbering(link.element) for link in chain)), "0") != "0" else None


def _numbering(element: Any) -> str | None:
    """Return the number of the list that a paragraph or a style is in; "0" takes it out of its style's."""
    found = element.find(f"{_WORD}pPr/{_WORD}numPr/{_WORD}numId")
    return None if found is None else found.get(f"{_WORD}val")


def _docx_blocks(parent: Any, kinds: Mapping[str, str | None]) -> Iterator[str]:
    """Yield the paragraphs, items and tables under an element, in order; `kinds`: those of the styles."""
    for node in _children(parent, "p", "tbl"):
        if node.tag == f"{_WORD}tbl":
            yield _rows([_cell(cell) for cell in _children(row, "tc")] for row in _children(node, "tr"))
        else:
            text = _words(node).strip()
            yield f"- {text}" if text and _is_item(node, kinds) else text


def _children(parent: Any, *names: str) -> Iterator[Any]:
    """Yield an element's children of some names, and those that stand in wrappers."""
    for node in parent:
        if node.tag in _WRAPPERS:
            yield from _children(node, *names)
        elif node.tag in {f"{_WORD}{name}" for name in names}:
            yield node


def _cell(cell: Any) -> str:
    """Return a table's cell on one line, with the tables within it."""
    return _squeezed(" ".join(_docx_blocks(cell, {})))


def _is_item(paragraph: Any, kinds: Mapping[str, str | None]) -> bool:
    """Whether a paragraph is an item of a list, by itself or by its style; a numbered heading is none."""
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    kind = None if style is None else kinds.get(style.get(f"{_WORD}val"))
    number = _numbering(paragraph)
    return kind != "heading" and (kind == "item" if number is None else number != "0")


def _words(parent: Any) -> str:
    """Return the words under an element of Word's, without those that were deleted and those of text boxes."""
    parts: list[str] = []
    for node in parent:
        if node.tag == f"{_WORD}t":
            parts.append(node.text or "")
        elif node.tag in _RUNS:
            parts.append(_words(node))
        else:
            parts.append(_SIGNS.get(str(node.tag).removeprefix(_WORD), ""))
    return "".join(parts)


def _rows(table: Iterable[Iterable[str]]) -> str:
    """Return a table with a line for each row that holds something."""
    return "\n".join(filter(None, (" | ".join(filter(None, cells)) for cells in table)))


def joined(blocks: Iterable[str], most: int) -> str:
    """Return the blocks with a blank line between them, and items on lines that follow each other.

    Raises Unreadable for a text of more than `most` bytes of UTF-8, as soon as it is.
    """
    parts: list[str] = []
    size = 0
    above = ""
    for block in filter(None, blocks):
        # NUL and half surrogate pairs stand for glyphs that a font gives no character for.
        text = _SURROGATE.sub("\ufffd", block.replace("\0", "\ufffd"))
        gap = "\n" if above.startswith("- ") and text.startswith("- ") else "\n\n"
        parts += [gap, text] if parts else [text]
        size += len(gap) + len(text.encode())
        if size > most:
            raise Unreadable("too-long")
        above = text
    return "".join(parts)


_READERS = {".html": html_blocks, ".htm": html_blocks, ".pdf": pdf_blocks, ".docx": docx_blocks}


def extracted(raw: bytes, suffix: str, most: int) -> dict[str, str]:
    """Return the `text` of a document, at most so many bytes, or the name of the reason why it is `refused`."""
    try:
        text = joined(_READERS[suffix](raw), most)
        return {"text": text} if text else {"refused": "scan" if suffix == ".pdf" else "no-text"}
    except Unreadable as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"refused": "memory"}
    except ImportError:
        return {"refused": "missing"}
    except Exception as error:
        # The libraries raise whatever a malformed document leads them to; none of it is for the user.
        return {"refused": "memory" if getattr(error, "code", None) == _XML_NO_MEMORY else "damaged"}


def main(suffix: str, memory: str, seconds: str, most: str, path: str) -> None:
    """Read a document of a suffix from standard input, within bounds; `path`: where libraries are looked for."""
    bound(int(memory), int(seconds))
    sys.path[:] = path.split(os.pathsep)
    out, sys.stdout = sys.stdout, sys.stderr
    json.dump(extracted(sys.stdin.buffer.read(), suffix, int(most)), out)
    out.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
