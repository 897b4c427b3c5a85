"""What belongs to the page around an article: menus, adverts, teasers, notices and the box of comments.

A line is taken for furniture by its form and by the phrases of `vocabulary.toml`, never for being short alone: what is
wrongly left out can not be found again.
"""

import re
from collections.abc import Sequence

from corpus.layout import Block
from corpus.vocabulary import Vocabulary

SENTENCE_END = re.compile(r"[.!?…][\"'’”)\]]*$")
"""How a sentence ends, with what closes after it."""

_LONGEST_NOTICE = 140
_LONGEST_MENU = 60
_PROSE_BEFORE_COMMENTS = 3
"""A box of comments ends the article only after that many paragraphs; above them it is a link to the box."""


def furniture(found: Sequence[Block], words: Vocabulary) -> list[bool]:
    """Say for each block whether it belongs to the page."""
    notices = _any_of(words.notices)
    menus = _line_of(words.menus)
    box = _line_of(words.comment_box)
    out: list[bool] = []
    prose = 0
    ended = False
    menu_above = _menu_above(found)
    for position, block in enumerate(found):
        line = " ".join(block.span.text.split()) if len(block.span.text) <= 2 * _LONGEST_NOTICE else ""
        comments = box.match(line) is not None
        ended = ended or (comments and prose >= _PROSE_BEFORE_COMMENTS)
        notice = 0 < len(line) <= _LONGEST_NOTICE and notices.search(line) is not None
        menu = 0 < len(line) <= _LONGEST_MENU and menus.match(line) is not None
        teaser = line.endswith((" >", " »")) and len(line) <= _LONGEST_NOTICE
        out.append(block.header or ended or comments or notice or menu or teaser or position < menu_above)
        prose += not out[-1] and SENTENCE_END.search(block.span.text) is not None
    return out


def _menu_above(found: Sequence[Block]) -> int:
    """Return how many blocks above the article are a menu: short lines in lower case that say nothing whole."""
    for position, block in enumerate(found):
        line = block.span.text
        if block.header:
            continue
        if not line[0].islower() or len(line) > _LONGEST_MENU or re.search(r"[.,:;!?…]", line):
            return position if not line[0].islower() else 0
    return 0


def _any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})", re.I)


def _line_of(phrases: Sequence[str]) -> re.Pattern[str]:
    """Match a line that one of the phrases makes up, with at most two words, or another sentence, after it."""
    return re.compile(rf"(?:{'|'.join(map(re.escape, phrases))})(?:\s+[^\s.!?]+){{0,2}}(?:\W*$|[.!?]\s)", re.I)
