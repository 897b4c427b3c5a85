"""Verbs that only ask ("what is the ferry called", "what happened at the lock"): other words tell what they ask of."""

import re

_CALLED = re.compile(
    r"\b(?:the\s+name\s+of|(?:how|what)\s+(?:is|are|was|were)\s+called|what\s+(?:do|did|does)\s+\w+\s+call)\s+"
    r"(?:the|an?|this|that|its|their|your)\s+(?P<named>\w[^?.,;]*)"
    r"|\bwhat(?:[’']?s|\s+(?:is|are|was|were|has|have|will|would))\s+(?:the|an?|this|that|its|their|your|[\w-]+[’']s?)"
    r"\s+(?P<called>[^?.;]{0,120}?)\s+(?:(?:to\s+)?be\s+|been\s+)?(?P<verb>called|named|known\s+as)\b"
    r"(?=\W*$|\s*[?.,;]|\s+(?:now|today|then|exactly|locally|officially|instead|in\s+[A-Z]\w+)\W*$)",
    re.I,
)

_HAPPENS = re.compile(
    r"\bwhat(?:[’']?s|\s+(?:is|was|has|had|have|did|does|will|might|could))*\s+(?P<verb>happen(?:s|ed|ing)?|occur(?:s|red)?)\b",
    re.I,
)


def find_called(text: str) -> str | None:
    """Return the words for the thing whose name a question asks for: by "the name of the …", or by the verb; None where
    it asks for none.
    """
    match = _CALLED.search(text)
    return None if match is None else match["named"] or match["called"]


def find_silent_verb(text: str) -> tuple[int, int] | None:
    """Return where a verb stands that only asks, and is not to be searched for; None where there is none."""
    match = _CALLED.search(text)
    if match is None or match["verb"] is None:
        match = _HAPPENS.search(text)
    return None if match is None else match.span("verb")
