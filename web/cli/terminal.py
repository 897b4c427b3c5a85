"""An answer for a person at a terminal: wrapped, coloured where there is colour, with every citation."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from qa import Answer, AnswerKind, Citation, Interpretation, NoAnswer, Origin, Passage, Reason, ShortAnswer
from web.wording import in_time

_WIDEST = 100
"""Columns; longer lines are hard to read."""

_ORIGINS = {Origin.TEXT: "in", Origin.HEADING: "the heading of", Origin.SPEAKER: "the speaker of"}

_WHOLE = {
    AnswerKind.SECTION: "the section’s own sentences, in their order:",
    AnswerKind.COMPARISON: "the sections’ own sentences, in their order, one section after the other:",
}

_REASONS = {
    Reason.TERMS_ABSENT: "no article holds what the question is about",
    Reason.BELOW_THRESHOLD: "the passages that come nearest do not hold what was asked for",
    Reason.NOT_STATED: "no passage says it; it would have to be counted, or worked out from several",
    Reason.UNSURE: "one of these passages may answer, or none",
    Reason.FILTERED_OUT: "the filters leave out every article that could answer",
    Reason.EMPTY_INDEX: "there are no articles to search",
    Reason.NOT_A_QUESTION: "that is no question",
}

_NEAREST = {False: "The nearest passages, which are not an answer:", True: "The nearest passages, which may answer:"}
"""What stands over the nearest passages, by whether these may answer."""


def show(answer: Answer) -> None:
    """Print an answer to stdout; in colour on a terminal, unless NO_COLOR is set."""
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    click.echo("\n".join(lines(answer, width)), color=False if os.environ.get("NO_COLOR") else None)


def lines(answer: Answer, width: int) -> Iterator[str]:
    """The lines of an answer, styled, at most `width` columns each as far as its words allow."""
    yield from _changes(answer.interpretation, width)
    if answer.no_answer:
        yield from _refusal(answer.no_answer, width)
        if answer.nearest:
            yield ""
            yield click.style(_NEAREST[answer.no_answer.reason is Reason.UNSURE], bold=True)
        yield from _passages(answer.nearest, width)
        return
    if answer.short:
        yield from _answer(answer.short, width)
    if answer.interpretation.kind in _WHOLE:
        yield from _wrapped(_WHOLE[answer.interpretation.kind], width, dim=True)
    if answer.disagreement:
        yield click.style("The articles differ:", fg="yellow", bold=True)
        for value in answer.disagreement:
            places = ", ".join(str(rank) for rank in value.passages)
            earlier = "earlier: " if value.superseded else ""
            yield from _wrapped(f"{earlier}{value.text} (passage {places})", width, indent="  ")
    yield from _passages(answer.passages, width)
    yield ""
    yield click.style(f"confidence {answer.confidence.band} ({answer.confidence.probability:.0%})", dim=True)


def _answer(short: ShortAnswer, width: int) -> Iterator[str]:
    """The short answer, or a line for each of several, and where it stands."""
    for each in short.items or (short,):
        yield from _wrapped(each.text, width, fg="green", bold=True)
        if each.citation is not None:
            yield click.style(f"{_ORIGINS[each.origin]} passage {each.passage}", dim=True)
    if short.origin is Origin.CORPUS:
        yield click.style("from the catalogue of all articles", dim=True)


def _changes(read: Interpretation, width: int) -> Iterator[str]:
    """What was made of the question, where that is not what was typed."""
    for corrected in read.corrections:
        yield from _wrapped(f"read “{corrected.wrong}” as “{corrected.right}”", width, dim=True)
    for expanded in read.expansions:
        yield from _wrapped(f"searched beside “{expanded.term}”: {', '.join(expanded.added)}", width, dim=True)
    if read.carried_over:
        yield from _wrapped(f"carried over: {', '.join(read.carried_over)}", width, dim=True)
    if read.time is not None:
        yield from _wrapped(f"read as time: {in_time(read.time)}", width, dim=True)


def _refusal(no_answer: NoAnswer, width: int) -> Iterator[str]:
    told = "Not sure" if no_answer.reason is Reason.UNSURE else "No answer"
    yield from _wrapped(f"{told}: {_REASONS[no_answer.reason]}.", width, fg="yellow", bold=True)
    if no_answer.missing_terms:
        yield from _wrapped(f"In no article: {', '.join(no_answer.missing_terms)}", width)
    for suggestion in no_answer.suggestions:
        yield from _wrapped(suggestion, width)


def _passages(passages: Sequence[Passage], width: int) -> Iterator[str]:
    for passage in passages:
        number = f"{passage.rank}. "
        indent = " " * len(number)
        yield ""
        text = list(_wrapped(passage.as_read, width, indent=indent, marked=passage.highlights_as_read))
        yield click.style(number, bold=True) + text[0][len(indent) :]
        yield from text[1:]
        under = [
            *([f"under “{passage.heading}”"] if passage.heading else []),
            *(["(a heading that another article shows)"] if passage.heading_inferred else []),
            *([f"said by {passage.speaker}"] if passage.speaker else []),
        ]
        if under:
            yield from _wrapped(" ".join(under), width, indent=indent, fg="cyan")
        for citation in passage.citations:
            yield from _wrapped(_cited(citation), width, indent=indent, dim=True)


def _cited(citation: Citation) -> str:
    """`[1] Title (article-id), Publisher, 2013-11-01, characters 622 to 831`."""
    article = f"{citation.label} ({citation.article_id})"
    copy = f", copy of [{citation.copy_of}]" if citation.copy_of else ""
    said = ", ".join(filter(None, [article, citation.publisher, citation.published]))
    return f"[{citation.number}] {said}, characters {citation.start} to {citation.end}{copy}"


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
