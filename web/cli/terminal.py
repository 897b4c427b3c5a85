"""A reply for a person at a terminal: wrapped, coloured where there is colour, with every citation."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

_WIDEST = 100
"""Columns; longer lines are hard to read."""

_REASONS = {
    "terms_absent": "no article holds what the question is about",
    "below_threshold": "no passage fits the question well enough",
    "filtered_out": "the filters leave out every article that could answer",
    "empty_index": "there are no articles to search",
    "not_a_question": "that is no question",
}


def show(reply: dict[str, Any]) -> None:
    """Print a reply to stdout; in colour on a terminal, unless NO_COLOR is set."""
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    click.echo("\n".join(lines(reply, width)), color=False if os.environ.get("NO_COLOR") else None)


def lines(reply: dict[str, Any], width: int) -> Iterator[str]:
    """The lines of a reply, styled, at most `width` columns each as far as its words allow."""
    yield from _changes(reply["interpretation"], width)
    if reply["no_answer"]:
        yield from _refusal(reply["no_answer"], width)
        if reply["nearest"]:
            yield ""
            yield click.style("The nearest passages, which are not an answer:", bold=True)
        yield from _passages(reply["nearest"], width)
        return
    if reply["answer"]:
        yield from _wrapped(reply["answer"]["text"], width, fg="green", bold=True)
        where = {"text": "in", "heading": "the heading of", "speaker": "the speaker of"}[reply["answer"]["from"]]
        yield click.style(f"{where} passage {reply['answer']['passage']}", dim=True)
    if reply["disagreement"]:
        yield click.style("The articles differ:", fg="yellow", bold=True)
        for value in reply["disagreement"]["values"]:
            places = ", ".join(str(rank) for rank in value["passages"])
            yield from _wrapped(f"{value['text']} (passage {places})", width, indent="  ")
    yield from _passages(reply["passages"], width)
    confidence = reply["confidence"]
    yield ""
    yield click.style(f"confidence {confidence['band']} ({confidence['probability']:.0%})", dim=True)


def _changes(interpretation: dict[str, Any], width: int) -> Iterator[str]:
    """What was made of the question, where that is not what was typed."""
    for change in interpretation["corrections"]:
        yield from _wrapped(f"read “{change['from']}” as “{change['to']}”", width, dim=True)
    for change in interpretation["expansions"]:
        yield from _wrapped(f"searched beside “{change['term']}”: {', '.join(change['added'])}", width, dim=True)
    if interpretation["carried_over"]:
        yield from _wrapped(f"carried over: {', '.join(interpretation['carried_over'])}", width, dim=True)


def _refusal(no_answer: dict[str, Any], width: int) -> Iterator[str]:
    yield from _wrapped(f"No answer: {_REASONS[no_answer['reason']]}.", width, fg="yellow", bold=True)
    if no_answer["missing_terms"]:
        yield from _wrapped(f"In no article: {', '.join(no_answer['missing_terms'])}", width)
    for suggestion in no_answer["suggestions"]:
        yield from _wrapped(suggestion, width)


def _passages(passages: Sequence[dict[str, Any]], width: int) -> Iterator[str]:
    for passage in passages:
        number = f"{passage['rank']}. "
        indent = " " * len(number)
        yield ""
        text = list(_wrapped(passage["text"], width, indent=indent, marked=passage["highlights"]))
        yield click.style(number, bold=True) + text[0][len(indent) :]
        yield from text[1:]
        under = [
            *([f"under “{passage['heading']}”"] if passage["heading"] else []),
            *(["(a heading that another article shows)"] if passage["heading_inferred"] else []),
            *([f"said by {passage['speaker']}"] if passage["speaker"] else []),
        ]
        if under:
            yield from _wrapped(" ".join(under), width, indent=indent, fg="cyan")
        for citation in passage["citations"]:
            yield from _wrapped(_citation(citation), width, indent=indent, dim=True)


def _citation(citation: dict[str, Any]) -> str:
    """`[1] Title (article-id), Publisher, 2013-11-01, characters 622 to 831`."""
    article = f"{citation['title']} ({citation['article_id']})" if citation["title"] else citation["article_id"]
    known = [article, citation["publisher"], citation["published"]]
    copy = f", copy of [{citation['copy_of']}]" if citation["copy_of"] else ""
    said = ", ".join(part for part in known if part)
    return f"[{citation['number']}] {said}, characters {citation['start']} to {citation['end']}{copy}"


def _wrapped(
    text: str, width: int, *, indent: str = "", marked: Iterable[Sequence[int]] = (), **style: Any
) -> Iterator[str]:
    """Lines of whole words; those that a span of `marked` touches are underlined."""
    spans = [(start, end) for start, end in marked]
    line, used = indent, len(indent)
    for word in re.finditer(r"\S+", text):
        shown = _harmless(word[0])
        if used > len(indent) and used + 1 + len(shown) > width:
            yield line
            line, used = indent, len(indent)
        if used > len(indent):
            line, used = line + " ", used + 1
        touched = any(start < word.end() and word.start() < end for start, end in spans)
        line += click.style(shown, underline=touched or None, **style) if touched or style else shown
        used += len(shown)
    yield line


def _harmless(word: str) -> str:
    """A word without what a terminal would obey: an article may hold escape sequences."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in word)
