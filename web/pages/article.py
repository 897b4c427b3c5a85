"""How an article stands on its page: its verbatim text cut into blocks, with what a link cites marked in it; of a long
one a window around that, from which one goes on to the rest.

No character but white space is lost: what stands between two sentences belongs to one of the blocks around it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from corpus import Article, Role, Sentence
from index import Heading, Searcher

_MARKER = re.compile(r"(?:[-–—•*·‣◦▪+]|\(?\w{1,2}[.)])\s")


class BlockKind(StrEnum):
    """What a block is to its reader; `title` is the heading that gives the whole article its name."""

    TITLE = "title"
    HEADING = "heading"
    PROSE = "prose"
    SPEECH = "speech"
    LIST = "list"
    CONTACT = "contact"
    FURNITURE = "furniture"
    LOST_HEADING = "lost_heading"


@dataclass(frozen=True, slots=True)
class BlockPiece:
    """A stretch of a block that is cited as a whole or not at all; `opens`: the first of the cited ones."""

    text: str
    cited: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, a heading or an item. `bulleted`: its own text begins with a mark or a number.

    Above a section whose heading only another article shows stands a block of no pieces with that heading. `over`: it
    is the heading of what is cited.
    """

    kind: BlockKind
    pieces: tuple[BlockPiece, ...] = ()
    bulleted: bool = False
    lost_heading: Heading | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class BlockGroup:
    """Neighbouring blocks of one kind, which the page lays out together."""

    kind: BlockKind
    blocks: tuple[TextBlock, ...]


@dataclass(frozen=True, slots=True)
class ArticleLayout:
    """An article ready for the page, or a window of it. `titled`: one of its blocks is its title; `before` and `after`:
    the windows on either side, each by its first sentence's place among the article's; `marked`: whether it holds what
    is cited.
    """

    groups: tuple[BlockGroup, ...]
    titled: bool
    before: int | None = None
    after: int | None = None
    marked: bool = False


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Where a block stands in the text; `first` is its first sentence's number, None between the sentences."""

    start: int
    end: int
    first: int | None
    sentences: tuple[Sentence, ...]


WINDOW = 600
"""How many sentences of an article its page shows at once: nearly all articles have fewer."""

_ABOVE = 150
"""How many of them stand above what is cited."""


def lay_out(
    article: Article, searcher: Searcher, cited: tuple[int, int] | None = None, first: int | None = None
) -> ArticleLayout:
    """Lay out an article; `cited` is the span to mark, half-open, in code points of its text. Of a long one a window is
    shown: around what is cited, or from its `first` sentence on.
    """
    numbers = searcher.sentence_numbers(article.id)
    begin, end = _window(numbers, searcher, None if cited is None else cited[0], first)
    start = searcher.sentences(numbers[begin - 1 : begin])[0].end if begin else 0
    stop = searcher.sentences(numbers[end - 1 : end])[0].end if end < len(numbers) else len(article.text)
    blocks = tuple(_blocks(article, searcher, cited, numbers[begin:end], start, stop))
    groups = tuple(BlockGroup(kind, tuple(members)) for kind, members in groupby(blocks, key=lambda block: block.kind))
    return ArticleLayout(
        groups,
        titled=any(block.kind is BlockKind.TITLE for block in blocks),
        before=max(0, begin - WINDOW) if begin else None,
        after=end if end < len(numbers) else None,
        marked=any(piece.cited for block in blocks for piece in block.pieces),
    )


def _window(numbers: range, searcher: Searcher, place: int | None, first: int | None) -> tuple[int, int]:
    """Return which sentences are shown, half-open, whole paragraphs where these are no longer than a window."""
    if len(numbers) <= WINDOW:
        return 0, len(numbers)
    if first is None:
        first = 0
        if place is not None:
            first = bisect_right(numbers, place, key=lambda number: searcher.sentences([number])[0].start) - 1 - _ABOVE
    begin = min(max(0, first), len(numbers) - 1)
    return _paragraph(numbers, searcher, begin), _paragraph(numbers, searcher, min(begin + WINDOW, len(numbers)))


def _paragraph(numbers: range, searcher: Searcher, at: int) -> int:
    """Return where the paragraph of a sentence begins; the sentence itself, where that is far away."""
    if at == len(numbers):
        return at
    sentences = searcher.sentences(numbers[max(0, at - _ABOVE) : at + 1])
    above = sum(sentence.paragraph == sentences[-1].paragraph for sentence in sentences[:-1])
    return at if above == len(sentences) - 1 and at > _ABOVE else at - above


def find_quote(quote: str, text: str, *, near: int) -> tuple[int, int] | None:
    """Find words in a text, white space aside; of several places the one nearest to an offset."""
    words = re.compile(r"\s+".join(re.escape(word) for word in quote.split()))
    found = [match.span() for match in words.finditer(text)]
    return min(found, key=lambda span: (abs(span[0] - near), span[0]), default=None)


def _blocks(
    article: Article, searcher: Searcher, cited: tuple[int, int] | None, numbers: range, start: int, stop: int
) -> Iterator[TextBlock]:
    """Yield the blocks of some sentences, and of the text around them from `start` to `stop`."""
    text = article.text
    wanted = _collapsed(article.title or "")
    titled = marked = False
    section = -1
    over = _heading_over(article, searcher, cited)
    previous: _Stretch | None = None
    spoken = False
    for stretch in _stretches(article, numbers, searcher.sentences(numbers), start, stop):
        spoken = _is_speech(stretch, previous, spoken, text)
        kind = _kind(stretch, spoken)
        if kind is BlockKind.HEADING and not titled and _collapsed(article.read(stretch.start, stretch.end)) == wanted:
            kind, titled = BlockKind.TITLE, True
        if stretch.first is not None and kind is not BlockKind.FURNITURE and stretch.sentences[0].section != section:
            section = stretch.sentences[0].section
            heading = searcher.headings([stretch.first])[0]
            if heading is not None and heading.inferred:
                yield TextBlock(BlockKind.LOST_HEADING, lost_heading=heading)
        pieces = tuple(_pieces(article, stretch.start, stretch.end, cited, opened=marked))
        marked = marked or any(piece.cited for piece in pieces)
        bulleted = kind is BlockKind.LIST and _MARKER.match("".join(piece.text for piece in pieces)) is not None
        yield TextBlock(
            kind,
            pieces,
            bulleted=bulleted,
            over=over in range(stretch.start, stretch.end) and not any(piece.cited for piece in pieces),
        )
        previous = stretch


def _heading_over(article: Article, searcher: Searcher, cited: tuple[int, int] | None) -> int | None:
    """Where the heading stands that the cited words have over them in their own article, if there is one."""
    numbers = searcher.sentence_numbers(article.id) if cited else range(0)
    after = bisect_right(numbers, cited[0], key=lambda n: searcher.sentences([n])[0].start) if cited else 0
    heading = searcher.headings([numbers[after - 1]])[0] if after else None
    return heading.start if heading and not (heading.inferred or heading.is_title) else None


def _stretches(
    article: Article, numbers: Iterable[int], sentences: Sequence[Sentence], end: int, stop: int
) -> Iterator[_Stretch]:
    """Cut the text into paragraphs and what stands between them, from `end` on; a mark before one, on its line, belongs
    to it.
    """
    text = article.text
    numbered = zip(numbers, sentences, strict=True)
    for _, members in groupby(numbered, key=lambda pair: pair[1].paragraph):
        paragraph = tuple(members)
        start = paragraph[0][1].start
        line = max(text.rfind("\n", 0, start) + 1, end)
        start -= len(text[line:start].lstrip())
        yield from _between(article, end, start)
        end = paragraph[-1][1].end
        yield _Stretch(start, end, paragraph[0][0], tuple(sentence for _, sentence in paragraph))
    yield from _between(article, end, stop)


def _between(article: Article, start: int, end: int) -> Iterator[_Stretch]:
    if article.read(start, end).strip():
        yield _Stretch(start, end, None, ())


def _kind(stretch: _Stretch, spoken: bool) -> BlockKind:
    if not stretch.sentences:
        return BlockKind.FURNITURE
    if spoken:
        return BlockKind.SPEECH
    return _OF_ROLE[stretch.sentences[0].role]


_OF_ROLE = {
    Role.PROSE: BlockKind.PROSE,
    Role.BULLET: BlockKind.LIST,
    Role.HEADING: BlockKind.HEADING,
    Role.CONTACT: BlockKind.CONTACT,
    Role.FURNITURE: BlockKind.FURNITURE,
}


def _is_speech(stretch: _Stretch, previous: _Stretch | None, after_speech: bool, text: str) -> bool:
    """Whether a paragraph is wholly somebody's words: after a colon, after more of them, or in quotation marks.

    A paragraph that says who speaks before it quotes stays prose.
    """
    speakers = {sentence.speaker for sentence in stretch.sentences}
    if len(speakers) != 1 or None in speakers or stretch.sentences[0].role is not Role.PROSE or previous is None:
        return False
    if stretch.sentences[0].text[0] in "“‘\"'" or text[previous.end - 1] == ":":
        return True
    return after_speech and bool(previous.sentences) and previous.sentences[-1].speaker in speakers


def _pieces(
    article: Article, start: int, end: int, cited: tuple[int, int] | None, *, opened: bool
) -> Iterator[BlockPiece]:
    """Cut a block where the cited span begins and ends; `opened`: an earlier block holds the span's beginning."""
    if cited is None or cited[1] <= start or end <= cited[0]:
        yield BlockPiece(article.read(start, end), cited=False, opens=False)
        return
    first, last = max(start, cited[0]), min(end, cited[1])
    for a, b, inside in ((start, first, False), (first, last, True), (last, end, False)):
        if a < b and article.read(a, b):
            yield BlockPiece(article.read(a, b), cited=inside, opens=inside and not opened)


def _collapsed(text: str) -> str:
    return " ".join(text.split())
