"""How a passage and its citations read on the page: cut at what the question matches and at what can be rung or written
to, its citations in one line, a citation's words with a few around them, and the way to the publisher's own page.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from qa import Citation, Passage

_MAIL = r"(?<![A-Za-z0-9._%+'-])[A-Za-z0-9._%+'-]++@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}"
_PHONE = r"(?<![\w.-])(?:\+|\(?0)\d[\d() –-]{6,18}\d(?![\w-])"
_REACHED = re.compile(f"(?P<mail>{_MAIL})|(?P<phone>{_PHONE})")

_DIGITS = range(9, 16)
"""How many digits a telephone number has."""

_CONTACT_LINES = 6
_CONTACT_LINE = 60
"""A contact block has at most so many lines, each of at most so many characters."""

_AROUND = 32
"""How many characters around its quote a citation holds at most."""

_PREVIEWED = 360
"""How many characters of a quote stand in its preview, which is read without scrolling."""

_ENDS = 5
"""How many words of a quote's beginning and of its end a link into another page names."""


class Reach(NamedTuple):
    """A telephone number or an address of mail as it stands, and the link that opens it."""

    text: str
    href: str


class Piece(NamedTuple):
    """A stretch of a passage's text: whether the question matches it, and the link that it is, if one."""

    text: str
    marked: bool
    href: str = ""


class CitationLine(NamedTuple):
    """A passage's citations: the first, those of exactly its words elsewhere, and those of nearly its words."""

    first: Citation
    same: tuple[Citation, ...]
    alike: tuple[Citation, ...]


def find_reach(text: str) -> tuple[Reach, ...]:
    """The telephone numbers and the addresses of mail in a text, each once, as they stand in it."""
    return tuple(dict.fromkeys(reach for _, _, reach in _reached(text)))


def is_contact(passage: Passage) -> bool:
    """Whether a passage is no more than how to reach somebody: a few short lines, one a number or an address."""
    lines = passage.as_read.splitlines()
    short = 1 < len(lines) <= _CONTACT_LINES and max(map(len, lines)) <= _CONTACT_LINE
    return short and bool(find_reach(passage.as_read))


def pieces(passage: Passage) -> list[Piece]:
    """Cut a passage's text, as it is read, at what can be reached and at its highlights."""
    words, end = passage.as_read, 0
    spans = [(start, stop, "") for start, stop in passage.highlights_as_read]
    linked = [(start, stop, reach.href) for start, stop, reach in _reached(words)]
    out: list[Piece] = []
    for start, stop, href in sorted(_apart(spans, linked)):
        start = max(start, end)
        if start < stop:
            out += Piece(words[end:start], marked=False), Piece(words[start:stop], marked=not href, href=href)
            end = stop
    out.append(Piece(words[end:], marked=False))
    return [piece for piece in out if piece.text]


def _apart(spans: list[tuple[int, int, str]], linked: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The links, and the spans that touch none."""
    yield from linked
    for start, stop, href in spans:
        if not any(a < stop and start < b for a, b, _ in linked):
            yield start, stop, href


def _reached(text: str) -> Iterator[tuple[int, int, Reach]]:
    for found in _REACHED.finditer(text):
        if found["mail"]:
            yield *found.span(), Reach(found[0], f"mailto:{quote(found[0], safe='@')}")
            continue
        digits = re.sub(r"\D", "", found[0].replace("(0)", "") if found[0].startswith("+") else found[0])
        if len(digits) in _DIGITS:
            yield *found.span(), Reach(found[0], f"tel:{'+' if found[0].startswith('+') else ''}{digits}")


def citation_line(passage: Passage) -> CitationLine:
    """A passage's citations, parted by whether they have exactly the words of the first."""
    first, *others = passage.citations
    words = first.quote.split()
    same = tuple(other for other in others if other.quote.split() == words)
    return CitationLine(first, same, tuple(other for other in others if other not in same))


def preview(citation: Citation) -> tuple[str, str, str]:
    """A citation's words with those around them, which begin and end at whole words; an ellipsis where more stands."""
    before, words, after = citation.as_read
    if len(words) > _PREVIEWED:
        words, after = f"{words[:_PREVIEWED].rpartition(' ')[0] or words[:_PREVIEWED]} …", ""
    if len(citation.prefix) >= _AROUND:
        before = re.sub(r"\A\S*\s*", "… ", before, count=1)
    if after and len(citation.suffix) >= _AROUND:
        after = re.sub(r"\s*\S*\Z", " …", after, count=1)
    return before, words, after


def shorten(text: str, most: int) -> str:
    """A text on one line of at most so many characters, cut between words."""
    words = " ".join(text.split())
    if len(words) <= most:
        return words
    return f"{words[: most + 1].rpartition(' ')[0] or words[:most]} …"


def on_its_page(url: str, words: str) -> str:
    """The address of a quote's words, as they are read, on the publisher's page: browsers find a text by how it begins
    and ends.
    """
    lines = [line.split() for line in words.splitlines() if line.strip()]
    if not lines:
        return url
    whole = len(lines) == 1 and len(lines[0]) <= 2 * _ENDS
    ends = [lines[0]] if whole else [lines[0][:_ENDS], lines[-1][-_ENDS:]]
    text = ",".join(quote(" ".join(end), safe="").replace("-", "%2D") for end in ends)
    return f"{url}{'' if '#' in url else '#'}:~:text={text}"


def web_link(url: str | None) -> str | None:
    """An article's own address, if a browser may be sent there: a text may say `url: javascript:…`."""
    try:
        scheme = urlsplit(url or "").scheme
    except ValueError:
        return None
    return url if scheme in ("http", "https") else None
