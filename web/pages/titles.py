"""What a window is titled: a browser shows it outside the page, where no markup can keep its words in their place."""

import re

_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
"""Marks, embeddings, overrides and isolates of the writing direction."""


def title_of(words: str) -> str:
    """Return words on one line, without what turns the direction of those around them."""
    return " ".join(_TURNING.sub("", words).split())
