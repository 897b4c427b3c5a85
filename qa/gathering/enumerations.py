"""Enumerations within a sentence: "… such as a slip, two cranes and the ice house", and the lines of a list; each item
as a span of the text.
"""

import re
from collections.abc import Iterator, Sequence

Spans = list[tuple[int, int]]

LONGEST_ITEM = 90
"""The longest item, in characters."""

LONGEST_LINE = 160
"""A line that names more than so many characters is told whole by its passage alone."""

_MOST_WORDS = 12
_LEAST = 2

_MARK = re.compile(r"\W*(?:(?:\(?[0-9]{1,2}[.)]|\(?[a-z][.)])\s+)?\W*(?:and\s+|or\s+)?", re.I)
"""What stands before a line's item."""

_TELLS = r"(?=(?:which|who|including|such\ as|e\.g\.)\s)"
_LABEL = re.compile(rf"(?:\s++(?:[–—-]+\s+|\(|{_TELLS})|:\s+|,\s++{_TELLS})")
"""What parts an item from what is told of it in the same line."""

_TAIL = re.compile(r"(?:[\s.;,:*_]+(?:and|or|including|such\ as)\b)?[\s.;,:*_]*$", re.I | re.X)
_JOINED = re.compile(r"\s++(?:and|or|&)\s+(?:then\s+)?", re.I)
_OPENS = re.compile(
    r""".*(?:[:;(]|\b(?:includ(?:es?|ing)|such\ as|among\ (?:them|these|whom|which)|like|namely|are|were|is|was|be|by
    |with|from|of|to|for|in|at|between|both|on|as|into|across|about|than|through|help(?:s|ed)?|have|has|had|says?|said
    |that|how|not\ only|via))\s+""",
    re.I | re.S | re.X,
)
"""What stands right before the first item."""

_CLOSES = re.compile(
    r"""\s++(?:(?:[\w-]{2,}(?:ed|ing)\s|who|which|that|where|when|while|whose|will|would|can|could|should|may|must|is|are|was|were|has|have|had
    |do|does|did|because|so|if|as|with|from|to|for|in|at|on|by|after|before|during|across|into|over|under|about|said
    |says)(?:\b|(?<=\s))|[–—-]+\s)""",
    re.I | re.X,
)
"""What stands right after the last item."""

_CAPITALS = re.compile(
    r"(?:(?:the|The)\s+)?[A-Z0-9][\w’'&./-]*(?:,?\s+(?:(?:of|the|and|for|in|on|de|van|von|du)\s+){0,2}[A-Z0-9][\w’'&./-]*){0,40}"
)
_LAST_CAPITALS = re.compile(rf"{_CAPITALS.pattern}$")
_BEGINS = re.compile(
    r"\s*(?:includ(?:es?|ing)|such\ as|among\ (?:them|these|whom|which)|like|namely|with|particularly|especially"
    r"|notably|[\w-]+(?:ing|ed)\s+(?:over|through|of|from|to|in|by|with|for|up))\s",
    re.I,
)
"""How a piece begins whose first item is an enumeration's first."""

_NO_ITEM = re.compile(
    r"\s*(?:from|for|to|by|in|on|at|of|as|who|which|that|but|so|then|when|where|while|not|[\w-]+ed\s+(?:our|the|its|their|an?))\s",
    re.I,
)
_ACTS = re.compile(r"\b(?!including|being)[\w-]{3,60}ing\b", re.I)
"""How an item begins that is something done ("clearing the slip")."""

_WHEN = re.compile(
    r"today|yesterday|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|now|also|however|together", re.I
)
"""What opens a sentence before a comma, and is no item."""

_VERBAL = re.compile(
    r"\b(?:is|are|was|were|will|would|can|could|should|has|have|had|says?|said|it|they|he|she|we|you|i)\b", re.I
)


def item_of_line(text: str) -> tuple[int, int] | None:
    """Return the span of what a list's line names: without its mark, and without what it tells of it; None where it
    names nothing, or too much.
    """
    mark = _MARK.match(text)
    start = mark.end() if mark else 0
    label = _LABEL.search(text, start)
    short = label is not None and start < label.start() <= start + LONGEST_ITEM
    end = label.start() if label is not None and short else len(text)
    tail = _TAIL.search(text, start, end)
    end = tail.start() if tail else end
    return (start, end) if start < end <= start + LONGEST_LINE else None


def find_enumeration(text: str, kept: Sequence[tuple[int, int]] = (), *, amount: int | None = None) -> Spans:
    """Return the items of the sentence's longest enumeration, of three or more; none where it has none.

    `kept`: spans that no item ends in ("Bread and Roses"). `amount`: how many are wanted; then only so many, from two.
    """
    found = [items for by in (";", ",") for items in _enumerations(text, by, kept)]
    fitting = [items for items in found if amount is None or len(items) == amount]
    best = max(fitting, key=len, default=[])
    if not best and amount == _LEAST:
        best = _pair(text, kept)
    return best


def _enumerations(text: str, by: str, kept: Sequence[tuple[int, int]]) -> Iterator[Spans]:
    """Yield the runs of items that a separator parts, each of three or more."""
    pieces = _split(text, by, kept)
    run: Spans = []
    for place, piece in enumerate(pieces):
        if run and not _opens_last(text, piece) and not (_is_short(text, piece) or _joint(text, piece, kept)):
            run = []
        if ";" in text[slice(*piece)] or _BEGINS.match(text, *piece):
            run = []
        run.append(piece)
        if len(run) > 1 and _ends(text, pieces[place:], by, kept):
            yield from _whole(text, [*run[:-1], *_parted(text, piece, kept)])
            run = [piece]


def _ends(text: str, pieces: Spans, by: str, kept: Sequence[tuple[int, int]]) -> bool:
    """Whether an enumeration ends in the first of these pieces: there "and" stands before its last item, and in none of
    the items after it.
    """
    piece, *rest = pieces
    if _opens_last(text, piece):
        return True
    if by == ";":
        return not rest
    following = next((other for other in rest if _opens_last(text, other) or not _is_short(text, other)), None)
    goes_on = following is not None and _opens_last(text, following)
    return _joint(text, piece, kept) is not None and not goes_on


def _split(text: str, by: str, kept: Sequence[tuple[int, int]]) -> Spans:
    """Return the pieces between separators that stand in nothing that is kept whole, nor in a number."""
    cuts = [
        match.start()
        for match in re.finditer(rf"{by}(?!\d)", text)
        if not any(start <= match.start() < end for start, end in kept)
    ]
    return list(zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(text)], strict=True))


def _opens_last(text: str, piece: tuple[int, int]) -> bool:
    """Whether a piece opens as an enumeration's last item does: "and the ice house"."""
    return re.match(r"\s*(?:and|or|&)\s", text[slice(*piece)], re.I) is not None


def _joint(text: str, piece: tuple[int, int], kept: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return where "and" parts the last two items in a piece, if it does so early."""
    closes = _CLOSES.search(text, piece[0] + 1, piece[1])
    joints = [
        match.span()
        for match in _JOINED.finditer(text, *piece)
        if not any(start <= match.start() < end for start, end in kept)
        and text[piece[0] : match.start()].strip()
        and (closes is None or match.start() <= closes.start())
    ]
    return joints[-1] if joints else None


def _parted(text: str, piece: tuple[int, int], kept: Sequence[tuple[int, int]]) -> Spans:
    opens = re.match(r"\s*(?:and|or|&)\s+", text[slice(*piece)], re.I)
    if opens is not None:
        return [(piece[0] + opens.end(), piece[1])]
    joint = _joint(text, piece, kept)
    return [piece] if joint is None else [(piece[0], joint[0]), (joint[1], piece[1])]


def _is_short(text: str, piece: tuple[int, int]) -> bool:
    """Whether a piece may be an item: few words, and no clause."""
    words = text[slice(*piece)]
    few = 0 < len(words.split()) <= _MOST_WORDS and len(words) <= LONGEST_ITEM
    return few and not (_VERBAL.search(words) or _NO_ITEM.match(words))


def _whole(text: str, run: Spans) -> Iterator[Spans]:
    """Yield the items of a run, the first without what stands before it, the last without what stands after it."""
    inner = [_stripped(text, *piece) for piece in run[1:-1]]
    words = [text[slice(*item)] for item in inner]
    first, last = _stripped(text, *run[0]), _stripped(text, *run[-1])
    if sum(word.removeprefix("the ")[:1].isupper() for word in words) > len(inner) / 2:
        opening, closing = _LAST_CAPITALS.search(text[: first[1]], first[0]), _CAPITALS.match(text, *last)
        first = opening.span() if opening else _first_item(text, first, words)
        last = closing.span() if closing else _last_item(text, last, words)
    elif words and all(map(_ACTS.match, words)):
        acts = _ACTS.search(text, *first)
        first = (acts.start(), first[1]) if acts else first
    else:
        first, last = _first_item(text, first, words), _last_item(text, last, words)
    items = [item for item in (first, *inner, last) if not _WHEN.fullmatch(text[slice(*item)])]
    if len(items) > _LEAST and all(_is_short(text, item) and _is_whole(text[slice(*item)]) for item in items):
        yield [_stripped(text, *item) for item in items]


def _is_whole(words: str) -> bool:
    """Whether words hold no end of a sentence, and each bracket or quotation mark with its other."""
    pairs = ((words.count(opening), words.count(closing)) for opening, closing in ("()", "[]", "“”"))
    return all(one == other for one, other in pairs) and not re.search(r"[.!?]\s+[A-Z]", words)


def _first_item(text: str, span: tuple[int, int], inner: Sequence[str]) -> tuple[int, int]:
    """Return what of a span is an enumeration's first item: what follows the last word that may stand before one, or
    where none does, as many words as the shortest of those after it has.
    """
    opening = _OPENS.match(text, *span)
    if opening is not None and opening.end() < span[1]:
        return opening.end(), span[1]
    words = list(re.finditer(r"\S+", text[slice(*span)]))
    return span[0] + words[-min((len(each.split()) for each in inner), default=1) :][0].start(), span[1]


def _last_item(text: str, span: tuple[int, int], inner: Sequence[str]) -> tuple[int, int]:
    """Return what of a span is an enumeration's last item: what stands before the first word that may follow one, and
    where that is far longer than the others, as many words as the longest of them has.
    """
    closes = _CLOSES.search(text, span[0] + 1, span[1])
    end = closes.start() if closes else span[1]
    words = list(re.finditer(r"\S+", text[span[0] : end]))
    longest = max((len(each.split()) for each in inner), default=1)
    return span[0], span[0] + words[longest - 1].end() if len(words) > _LEAST * longest else end


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the blanks, stops and marks around it."""
    words = text[start:end]
    left = len(words) - len(words.lstrip(" \t\n\u00a0*_-–—‘'\""))
    right = len(words.rstrip(" \t\n\u00a0.,;:*_’'\""))
    return start + left, max(start + left, start + right)


def _pair(text: str, kept: Sequence[tuple[int, int]]) -> Spans:
    """Return two names that "and" joins."""
    for match in re.finditer(r"\s+(?:and|&)\s+", text):
        if any(start <= match.start() < end for start, end in kept):
            continue
        one, other = _LAST_CAPITALS.search(text[: match.start()]), _CAPITALS.match(text, match.end())
        if one is not None and other is not None:
            return [_stripped(text, *one.span()), _stripped(text, *other.span())]
    return []
