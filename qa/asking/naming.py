"""Questions for what something is called or means ("what is the ferry called", "what does OWF stand for"): the thing
that they ask of, and the verb that only asks.
"""

import re
from functools import lru_cache

from index import FUNCTION_WORDS

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

# Questions for a meaning.
_SOME = r"(?:(?:an?|the|your|their|this|these)\s+)?"
_ENDS = (
    r"(?=\s*(?:[?!,;:()–—]|\.(?:\s|$)|$)|\s+(?:means?|meaning|stands?|refers?|exactly|actually|anyway|please|really|then|to(?!\s+(?-i:[A-Z]))|in|at|on"
    r"|for|from|when|that|which|who|as|according|supposed|and\s+(?:what|how|why))\b)"
)
_THING = rf"{_SOME}(?P<thing>(?!\s)[^?!,;:()–—]*?[^?!,;:()–—\s]){_ENDS}"
"""The thing, from its first letter to its last: no white space around it is tried as a part of it."""

_FORMS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?<!\w)[“\"‘'](?P<thing>[^“”\"‘’']{2,40})[”\"’'](?!\w)",
        rf"\b(?:mean|means|meant|understands?|understood)\s+by\s+{_THING}",
        rf"\b(?:meaning|definition|sense)\s+of\s+{_THING}",
        rf"\bwhat\s+(?:does|do|did)\s+(?:the\s+(?:letters|term|word|phrase|acronym|abbreviation)\s+)?{_THING}",
        rf"\bwhat\s+(?:means|mean)\s+{_THING}",
        rf"\b(?:define|explain)\s+(?:(?:to\s+)?(?:me|us)\s+)?(?:what\s+)?{_THING}",
        rf"^{_THING}\s*[,:;–—-]+\s*what\s+(?:does|do|is|are)\s+(?:it|they|this|that|these|those)\b",
        rf"\bwhat(?:[’']?s|[’']re|\s+(?:exactly|on\s+earth|in\s+the\s+world))?\s+(?:is|are|was|were)\s+{_THING}",
        rf"\bwhat[’']?s\s+{_THING}",
        rf"^[^\w’'&-]*+\W{{0,9}}{_THING}\s+(?:meaning|definition|stands?\s+for|acronym|abbreviation|means\s+what)\b",
    )
)
_NO_THING = re.compile(r"(?:it|that|this|they|these|those|there|he|she|people|you|we|i|stand|mean|letters)\b", re.I)
_LONGEST = 6


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


@lru_cache(maxsize=1 << 8)
def read_thing(text: str) -> tuple[str, ...]:
    """Return the words of the thing whose meaning a question asks for, without those that only join them; none where
    no form tells it.
    """
    for form in _FORMS:
        for match in form.finditer(text):
            words = re.findall(r"[\w’'&-]+", match["thing"])
            if len(words) <= _LONGEST and not _NO_THING.match(match["thing"]):
                telling = tuple(word for word in words if word.lower() not in FUNCTION_WORDS)
                if telling:
                    return telling
    return ()
