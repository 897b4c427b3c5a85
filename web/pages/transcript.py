"""A conversation to take away, with every citation: as Markdown, or as the API's own replies in JSON."""

from collections.abc import Iterator, Sequence
from urllib.parse import urljoin

import msgspec

from qa import Answer, Passage
from web.api.replies import ask_reply, json_text
from web.pages.quoting import as_markdown, markdown_link
from web.pages.turn import ShownTurn


def as_json(answers: Sequence[Answer]) -> bytes:
    """The answers, one after the other, as the API gives them, but for `took_ms`: the same bytes for the same index."""
    text = json_text({"conversation": [ask_reply(answer, explain=True) for answer in answers]})
    return msgspec.json.format(text, indent=2) + b"\n"


def as_text(turns: Sequence[ShownTurn], root: str) -> str:
    """The turns in Markdown; citations have the numbers that the page shows. `root`: the address of the site."""
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
        yield f"**{turn.refusal.headline}.** {turn.refusal.why}".rstrip()
        if turn.refusal.missing_terms:
            yield f"\nWords that no article holds: {', '.join(map(as_markdown, turn.refusal.missing_terms))}."
    elif turn.short:
        yield f"**{as_markdown(turn.short.text)}**"
    if turn.confidence:
        yield f"\n{as_markdown(turn.confidence)}"
    for value in turn.differing:
        numbers = "".join(f" [{citation.number}]" for citation in value.citations)
        yield f"\n- Sources differ: **{as_markdown(value.text)}**{numbers}"
    if turn.nearest:
        yield "\nNot an answer, but nearest:"
    for passage in [*([turn.lead] if turn.lead else []), *turn.more, *turn.nearest, *turn.farther]:
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
