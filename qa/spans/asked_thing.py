"""The thing whose meaning a question asks for: "What does OWF stand for?", "a slipway, what is that?"."""

import re
from functools import lru_cache

from index import FUNCTION_WORDS

_SOME = r"(?:(?:an?|the|your|their|this|these)\s+)?"
_ENDS = (
    r"(?=\s*(?:[?!,;:()–—]|\.(?:\s|$)|$)|\s+(?:means?|meaning|stands?|refers?|exactly|actually|anyway|please|really|then|to(?!\s+(?-i:[A-Z]))|in|at|on"
    r"|for|from|when|that|which|who|as|according|supposed|and\s+(?:what|how|why))\b)"
)
_THING = rf"{_SOME}(?P<thing>[^?!,;:()–—]+?){_ENDS}"
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
        rf"^\W*{_THING}\s+(?:meaning|definition|stands?\s+for|acronym|abbreviation|means\s+what)\b",
    )
)
_NO_THING = re.compile(r"(?:it|that|this|they|these|those|there|he|she|people|you|we|i|stand|mean|letters)\b", re.I)
_LONGEST = 6


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
