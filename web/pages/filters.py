"""What the templates make of values, each by its name there."""

from collections.abc import Callable

from qa import Passage
from web.http.problems import heading_of
from web.pages.export import html, markdown, plain
from web.pages.links import into
from web.wording import day, moment, short_version, title_of


def pieces(passage: Passage) -> list[tuple[str, bool]]:
    """Cut a passage's text at its highlights, which are spans in code points; gives each piece, and whether it is one
    that the question matches.
    """
    out: list[tuple[str, bool]] = []
    end = 0
    for start, stop in sorted(passage.highlights):
        start = max(start, end)
        out += (passage.text[end:start], False), (passage.text[start:stop], True)
        end = max(end, stop)
    out.append((passage.text[end:], False))
    return [(text, marked) for text, marked in out if text]


def bars(passage: Passage) -> list[tuple[str, float, float]]:
    """The parts of a passage's score, the largest first: term, weight, and bar's length in percent of the longest."""
    parts = sorted(passage.parts, key=lambda part: -abs(part.weight))
    longest = max((abs(part.weight) for part in parts), default=0.0) or 1.0
    return [(part.term, part.weight, round(100 * abs(part.weight) / longest, 1)) for part in parts if part.weight]


FILTERS: dict[str, Callable[..., object]] = {
    "as_html": html,
    "as_markdown": markdown,
    "as_plain": plain,
    "bars": bars,
    "day": day,
    "heading_of": heading_of,
    "into": into,
    "moment": moment,
    "pieces": pieces,
    "short": short_version,
    "title_of": title_of,
}
"""All filters that the project's templates use beside Jinja's own."""
