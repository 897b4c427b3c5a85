"""Questions for what something is called: the verb only asks, and the thing is told by the words before it."""

import re

_CALLED = re.compile(
    r"\b(?:the\s+name\s+of|(?:how|what)\s+(?:is|are|was|were)\s+called|what\s+(?:do|did|does)\s+\w+\s+call)\s+"
    r"(?:the|an?|this|that|its|their|your)\s+(?P<named>\w[^?.,;]*)"
    r"|\bwhat(?:[’']?s|\s+(?:is|are|was|were|has|have|will|would))\s+(?:the|an?|this|that|its|their|your|[\w-]+[’']s?)"
    r"\s+(?P<called>[^?.;]{0,120}?)\s+(?:(?:to\s+)?be\s+|been\s+)?(?P<verb>called|named|known\s+as)\b",
    re.I,
)


def find_called(text: str) -> str | None:
    """Return the words for the thing whose name a question asks for: by "the name of the …", or by the verb; None where
    it asks for none.
    """
    match = _CALLED.search(text)
    return None if match is None else match["named"] or match["called"]


def find_naming_verb(text: str) -> tuple[int, int] | None:
    """Return where the verb stands that only asks for a name: "called" of "what is the new ferry called"."""
    match = _CALLED.search(text)
    return None if match is None or match["verb"] is None else match.span("verb")
