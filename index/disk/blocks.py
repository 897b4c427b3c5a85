"""The terms of a generation as its database has them: in alphabetical order, in blocks, of each its first term and its
number, by which it is found. (Manning, Raghavan and Schütze 2008, 5.2.)
"""

from collections.abc import Iterator, Sequence

BLOCK = 64
"""How many terms a block has."""

_BETWEEN = "\n"
"""Stands between the terms of a block; no term holds it."""


def blocks(terms: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yield the blocks of terms, in this order: the number and the text of the first, and all its terms as one text."""
    for number in range(0, len(terms), BLOCK):
        yield number, terms[number], _BETWEEN.join(terms[number : number + BLOCK])


def terms_of(block: str) -> list[str]:
    """Return the terms of a block. Raises TypeError for what is no text."""
    return str.split(block, _BETWEEN)
