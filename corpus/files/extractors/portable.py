"""PDF: the lines of its pages as they are set, two columns one after the other."""

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from corpus.files.extractors.writing import PAGE_BREAK, Fields, Unreadable, squeezed

_LIGATURES = str.maketrans({chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)})
"""Of Latin script: ﬀ ﬁ ﬂ ﬃ ﬄ ﬅ ﬆ."""

_MOST_PAGES = 4_000
"""A document of 300 takes 0.7 s."""

_GUTTER = re.compile(r"(?<=\S) {3,}(?=\S)")
_FEWEST_LINES = 6
"""So many lines of two columns beside each other, at least, are two columns of prose."""

_FILLED = 0.55
"""The share of its column that a line of prose fills, on average; a table's cells fill less."""

_APART = 0.25
"""The share of a page's width by which two pieces of one line begin apart, at least, where there are two columns."""

_PROGRAMS = re.compile(r"^(?:microsoft (?:word|powerpoint|excel)\b|untitled|document\d*$|slide \d)|\.\w{2,5}$", re.I)
"""What programs call a document that nobody named: its file."""


def read_pdf(raw: bytes) -> tuple[Iterator[str], Fields]:
    """Return the pages of a PDF, and its title where its first page shows it."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, LimitReachedError

    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted:
            raise Unreadable("encrypted")
        if _told_pages(reader) > _MOST_PAGES or len(reader.pages) > _MOST_PAGES:
            raise Unreadable("pages")
        pages = [_tidy(_page(page)) for page in reader.pages]
        title = squeezed(str((reader.metadata or {}).get("/Title") or ""))
    except (DependencyError, LimitReachedError) as error:  # AES alone asks for another library
        raise Unreadable("encrypted" if isinstance(error, DependencyError) else "unpacks") from error
    shown = " ".join(pages[0].split()) if pages else ""
    fields = {"title": [title]} if title and title.lower() in shown.lower() and not _PROGRAMS.search(title) else {}
    return _blocks(pages), fields


def _told_pages(reader: Any) -> int:
    """Return how many pages a PDF says it has: to count 100,000 takes half a minute."""
    try:
        return int(reader.root_object["/Pages"]["/Count"])
    except (KeyError, TypeError, ValueError):
        return 0


def _tidy(text: str) -> str:
    """Return the lines of a page without the white space around them, no two blank ones in a row, ligatures parted."""
    lines = [line.strip(" \t\r\f\v\u00a0") for line in text.translate(_LIGATURES).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _blocks(pages: Sequence[str]) -> Iterator[str]:
    """Yield the pages that hold something, and what stands between them."""
    for number, page in enumerate(filter(None, pages)):
        if number:
            yield PAGE_BREAK
        yield page


def _page(page: Any) -> str:
    """Return the text of a page, column by column where it was drawn across two."""
    pieces: list[tuple[float, float]] = []

    def seen(text: str, cm: Sequence[float], tm: Sequence[float], *_: object) -> None:
        if text.strip():
            x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            pieces.append((round(y), x))

    text = str(page.extract_text(visitor_text=seen))
    if _crosses(pieces, float(page.mediabox.width)):
        text = _columns(str(page.extract_text(extraction_mode="layout"))) or text
    return text


def _crosses(pieces: Sequence[tuple[float, float]], width: float) -> bool:
    """Whether the pieces of a page, in the order they were drawn, go from one column to the other and back."""
    jumps = sum(
        abs(above[0] - piece[0]) <= 1 and piece[1] - above[1] > _APART * width for above, piece in pairwise(pieces)
    )
    return jumps >= _FEWEST_LINES


def _columns(layout: str) -> str | None:
    """Return a page that is laid out in spaces column by column; None where it holds no two columns of prose.

    Lines that reach over both stand between the columns above and below them.
    """
    lines = layout.expandtabs().split("\n")
    begins = Counter(match.end() for line in lines for match in _GUTTER.finditer(line))
    if not begins:
        return None
    column, count = max(begins.items(), key=lambda known: (known[1], -known[0]))
    if count < _FEWEST_LINES:
        return None
    parts: list[
        tuple[str, str]
    ] = []  # of each line: left and right; a line over both has no right one, but a form feed
    for line in lines:
        left, right = line[:column], line[column:]
        over = left[-2:].strip() != "" and right[:1].strip() != ""
        parts.append((line.strip(), PAGE_BREAK) if over else (left.strip(), right.strip()))
    both = [(left, right) for left, right in parts if left and right and right != PAGE_BREAK]
    widest = max(len(left) for left, _ in both), max(len(right) for _, right in both)
    filled = [sum(len(pair[side]) for pair in both) / (len(both) * widest[side]) for side in (0, 1)]
    if len(both) < _FEWEST_LINES or min(filled) < _FILLED or min(widest) < 20:
        return None
    out: list[str] = []
    waiting: list[str] = []
    for left, right in [*parts, ("", PAGE_BREAK)]:
        if right == PAGE_BREAK or (left and not right and len(left) > column):
            out += [*waiting, left]
            waiting = []
        else:
            out.append(left)
            waiting.append(right)
    return "\n".join(out)
