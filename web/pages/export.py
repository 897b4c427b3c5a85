"""What is taken away: a quote with its citation, to be pasted elsewhere, and a conversation with every citation."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import urljoin

import msgspec

from qa import Answer, Citation, Passage
from web.api.replies import answer_reply, article_href, json_text
from web.pages.turn import ShownTurn
from web.wording import day

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~]|&(?=#?\w+;))")
_BEGINNING = re.compile(r"^(\d{0,9})([-+=.)])")
"""What means something in Markdown anywhere, and at the beginning of a line: an item, a number, a heading above."""

_SPACE = re.compile(r"^[ \t]+|[ \t]+$|\r")
"""What it takes for an indent, a break or nothing."""


def source(citation: Citation) -> str:
    """What is known of a citation's article: what it is called, publisher, day."""
    published = day(citation.published) if citation.published else None
    return ", ".join(filter(None, [citation.label, citation.publisher, published]))


def where(citation: Citation, root: str) -> str:
    """The whole address of the cited place. `root`: the address of the site."""
    return urljoin(root, article_href(citation).removeprefix("/"))


def plain(citation: Citation, root: str) -> str:
    """The quote in quotation marks, its source and its address. `root`: the address of the site."""
    return f"“{citation.quote}”\n{source(citation)}\n{where(citation, root)}"


def markdown(citation: Citation, root: str) -> str:
    """The quote as a block, its source as a link."""
    block = "\n".join(f"> {line}" for line in as_markdown(citation.quote).split("\n"))
    return f"{block}\n>\n> — {markdown_link(citation, root)}"


def markdown_link(citation: Citation, root: str) -> str:
    """The source as a link to the cited place."""
    return f"[{as_markdown(source(citation))}](<{where(citation, root)}>)"


def html(citation: Citation, root: str) -> str:
    """The quote as a block that names its source."""
    place = escape(where(citation, root))
    quote = "<br>".join(map(escape, citation.quote.split("\n")))
    link = f'<a href="{place}">{escape(source(citation))}</a>'
    return f'<blockquote cite="{place}"><p>{quote}</p><p>— {link}</p></blockquote>'


def as_markdown(text: str) -> str:
    """Return a text that Markdown shows as it stands."""
    return "\n".join(map(_as_line, text.split("\n")))


def _as_line(line: str) -> str:
    escaped = _BEGINNING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", line.lstrip(" \t")))
    lead = line[: len(line) - len(line.lstrip(" \t"))]
    return _SPACE.sub(lambda found: "".join(f"&#{ord(each)};" for each in found[0]), lead + escaped)


def conversation_json(answers: Sequence[Answer]) -> bytes:
    """A conversation's answers, one after the other, as the API gives them, but for `took_ms`: the same bytes for the
    same index.
    """
    text = json_text({"conversation": [answer_reply(answer, explain=True) for answer in answers]})
    return msgspec.json.format(text, indent=2) + b"\n"


def conversation_markdown(turns: Sequence[ShownTurn], root: str) -> str:
    """A conversation's turns in Markdown, with the page's numbers of citations. `root`: the address of the site."""
    return (
        "\n".join(["# A conversation with Pioneer Q&A", *(line for turn in turns for line in _turn(turn, root))]) + "\n"
    )


def _turn(turn: ShownTurn, root: str) -> Iterator[str]:
    yield f"\n## {as_markdown(' '.join(turn.question.split()))}\n"
    for change in turn.understood:
        yield f"- {change.what} {as_markdown(change.words)}"
    if turn.understood:
        yield ""
    if turn.refusal:
        yield f"**{turn.headline}.** {turn.why}".rstrip()
        if turn.refusal.missing_terms:
            yield f"\nWords that no article holds: {', '.join(map(as_markdown, turn.refusal.missing_terms))}."
    elif turn.items:
        for item in turn.items:
            number = f" [{item.citation.number}]" if item.citation else ""
            yield f"- **{as_markdown(item.text)}**{number}"
    elif turn.short:
        yield f"**{as_markdown(turn.short.text)}**"
    if turn.confidence:
        yield f"\n{as_markdown(turn.confidence)}"
    if turn.form:
        yield f"\n{turn.form}"
    for text, citations, note in turn.differing:
        numbers = "".join(f" [{citation.number}]" for citation in citations)
        yield f"\n- Sources differ{f', {note}' if note else ''}: **{as_markdown(text)}**{numbers}"
    if turn.nearest:
        yield f"\n{turn.over_nearest}:"
    together = [passage for shown in turn.columns for passage in shown.passages]
    for passage in [*together, *([turn.lead] if turn.lead else []), *turn.more, *turn.nearest, *turn.farther]:
        yield from _passage(passage, root)
    yield f"\nIndex {turn.version}. <{urljoin(root, turn.href)}>"


def _passage(passage: Passage, root: str) -> Iterator[str]:
    yield ""
    for line in as_markdown(passage.text).split("\n"):
        yield f"> {line}"
    yield ""
    over = [passage.heading, f"said by {passage.speaker}" if passage.speaker else None]
    if any(over):
        yield f"- {as_markdown(', '.join(filter(None, over)))}"
    for citation in passage.citations:
        same = " the same text in" if citation.copy_of is not None else ""
        yield f"- [{citation.number}]{same} {markdown_link(citation, root)}"
