"""What belongs to the page around an article: menus, adverts, teasers, notices and the box of comments.

A line is taken for furniture by its form and by the phrases of `vocabulary.toml`, never for being short alone: what is
left out by mistake cannot be found again.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.structure.blocks import Block
from corpus.structure.rows import cells_of, find_tables, is_value
from corpus.vocabulary import Vocabulary

_CLOSES_AFTER = "\"'’”)]"
_SENTENCE_ENDS = (".", "!", "?", "…")
_BAR = re.compile(r"[^|»>\s](?:[^|»>.!?]{0,30})(?:\s[|»>]\s[^|»>.!?]{1,30}){2,}")
"""A menu's line: "Home | News | Contact us"."""

_PAGES = frozenset(
    "home news about blog jobs careers contact help support search login account events press media shop faq faqs"
    " sitemap accessibility privacy terms cookies services products resources publications archive topics".split()
)
_COMMENTS = re.compile(r"(?:\d+ comments?|comments? \(\d+\))", re.I)
_LONGEST_NOTICE = 140
_LONGEST_MENU = 60
_PROSE_BEFORE_COMMENTS = 3
"""A box of comments ends the article only after that many paragraphs; above them it is a link to the box."""


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends where a text does, what closes after it aside."""
    return text.rstrip(_CLOSES_AFTER).endswith(_SENTENCE_ENDS)


def find_furniture(found: Sequence[Block], words: Vocabulary) -> list[bool]:
    """Say for each block whether it belongs to the page."""
    out: list[bool] = []
    prose = 0
    ended = False
    menu_above = _menu_above(found)
    rows = _rows(found, words)
    for position, block in enumerate(found):
        text = block.span.text
        line = " ".join(text.split()) if len(text) <= 2 * _LONGEST_NOTICE else ""
        comments = line != "" and _is_comments(line, words)
        ended = ended or (comments and prose >= _PROSE_BEFORE_COMMENTS)
        page = _is_notice(line, words) or _is_menu(line, words) or (_is_bar(line) and not rows[position])
        out.append(block.header or ended or comments or page or position < menu_above)
        prose += not out[-1] and ends_sentence(text)
    return out


def _is_comments(line: str, words: Vocabulary) -> bool:
    return _line_of(words.comment_box).match(line) is not None or _COMMENTS.fullmatch(line) is not None


def _is_notice(line: str, words: Vocabulary) -> bool:
    return 0 < len(line) <= _LONGEST_NOTICE and _any_of(words.notices).search(line.casefold()) is not None


def _is_menu(line: str, words: Vocabulary) -> bool:
    return 0 < len(line) <= _LONGEST_MENU and _line_of(words.menus).match(line) is not None


def _is_bar(line: str) -> bool:
    """Whether a line is a menu, or a teaser that leads on."""
    if not ("|" in line or "»" in line or ">" in line):
        return False
    return (line.endswith((" >", " »")) and len(line) <= _LONGEST_NOTICE) or _BAR.fullmatch(line) is not None


def _rows(found: Sequence[Block], words: Vocabulary) -> list[bool]:
    """Say for each block whether it is a table's row, beside others or with a figure: no menu has either."""
    out = [False] * len(found)
    if not any("|" in block.span.text for block in found):
        return out
    for table in find_tables(found, [not block.header for block in found]):
        own = range(table.first, table.last + 1)
        menu = any(_names_pages(cells_of(found[number].span.text), words) for number in own)
        for number in own:
            out[number] = not menu
    for number, block in enumerate(found):
        cells = cells_of(block.span.text) if " | " in block.span.text else []
        out[number] = out[number] or (any(map(is_value, cells[1:])) and not _names_pages(cells, words))
    return out


def _names_pages(cells: Sequence[str], words: Vocabulary) -> bool:
    """Whether at least half of some cells name what a menu leads to."""
    return 2 * sum(cell.casefold() in _PAGES or cell.casefold() in words.menus for cell in cells) >= len(cells)


def _menu_above(found: Sequence[Block]) -> int:
    """Return how many blocks above the article are a menu: short lines in lower case that say nothing whole."""
    for position, block in enumerate(found):
        line = block.span.text
        if block.header:
            continue
        if not line[0].islower() or len(line) > _LONGEST_MENU or re.search(r"[.,:;!?…]", line):
            return position if not line[0].islower() else 0
    return 0


@lru_cache(maxsize=8)
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Match one of the phrases in a line that is casefolded: a pattern that ignores case takes thrice as long."""
    return re.compile(rf"\b(?:{'|'.join(re.escape(phrase.casefold()) for phrase in phrases)})")


@lru_cache(maxsize=8)
def _line_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Match a line that one of the phrases makes up, with at most three words, a bar or another sentence after it."""
    return re.compile(
        rf"(?:{'|'.join(map(re.escape, phrases))})(?:\s+[^\s.!?|]+){{0,3}}(?:\W*$|[.!?]\s|\s?[|·]\s)", re.I
    )
