"""Measure how much longer a question takes to read that is eight times as long: of one thing again and again.

    .venv/bin/python tests/bench/long_questions.py

Both sizes are read by turns in one run, and the least of several counts. What is read in line with its length takes
some 8 times as long; what is read by its square, 64 times.
"""

import time
from collections.abc import Callable

import click

from qa.asking.naming import read_thing
from qa.asking.several import noun_of
from qa.selection.asks import asks_change
from qa.selection.office_holders import asks_next, asks_predecessor

TIMES = 8
CASES: tuple[tuple[str, Callable[[str], object], str, int], ...] = (
    ("a word of hyphens", noun_of, "a-", 100),
    ("who comes", asks_next, "who ", 100),
    ("who goes", asks_predecessor, "who did ", 100),
    ("a change", asks_change, "how much ", 100),
    ("white space", read_thing.__wrapped__, "\t", 20),
)
"""What is read, by what, the piece that comes again, and the shorter size in characters."""


def taken(read: Callable[[str], object], text: str) -> float:
    """The processor's time of some readings, in nanoseconds."""
    began = time.process_time_ns()
    for _ in range(20):
        read(text)
    return time.process_time_ns() - began


def growth(read: Callable[[str], object], piece: str, size: int) -> float:
    """How much longer a text of so many characters takes that is made longer."""
    texts = [(piece * each)[:each] + "x" for each in (size, TIMES * size)]
    turns = [[taken(read, text) for text in texts] for _ in range(7)]
    short, long = (min(each) for each in zip(*turns, strict=True))
    return long / short


@click.command(help=__doc__)
def main() -> None:
    """Command line."""
    for name, read, piece, size in CASES:
        click.echo(f"{name}: {growth(read, piece, size):.1f}")


if __name__ == "__main__":
    main()
