"""How a text puts what a span of it says: as a fact, or denied, under a condition, or as a plan.

A quote keeps its meaning: what stands in a denied clause is no answer to a question for the fact.
"""

import re
from enum import StrEnum
from functools import lru_cache


class Assertion(StrEnum):
    """How the clause that holds a span is put."""

    STATED = "stated"
    PLANNED = "planned"
    CONDITIONAL = "conditional"
    DENIED = "denied"

    @property
    def keeps_meaning(self) -> bool:
        """Whether a span can be cut out of such a clause, and still say what the clause says."""
        return self in (Assertion.STATED, Assertion.PLANNED)


_BREAK = re.compile(
    r"[;:?!—–“”]|\.(?=\s|$)|,\s(?=(?:but|and|while|whereas|although|though|because|so|yet|instead|it|he|she|they|we|now)\b)"
    r"|\s(?=(?:but|while|whereas|although|though|because)\s)|\)|\("
)
"""What ends a clause; "that" does not: who denies that a pier closes denies all of it."""

_IDLE = re.compile(
    r"\b(?:no|not)\s+(?:(?:any|much|many|far)\s+)?(?:more|less|fewer|later|earlier|sooner|longer|greater|higher|lower|bigger)\s+than\b"
    r"|\bnot\s+(?:only|just|merely|simply|least|exceed(?:ing)?|(?:open|start|begin|close|end|run|come|be|take|happen|arrive)\w*\s+until"
    r"|until|before|even|quite|yet|so\s+much)\b|\bnot[-\s]for[-\s]profit\b|\bno\s+(?:fewer|doubt|matter|wonder|surprise)\b"
    r"|\bnever\s+(?:before|mind|again|been\s+more)\b|\bnot\s+surprising\w*|\bnothing\s+(?:more|less|but)\b|\bcannot\s+wait\b"
    r"|\bif\s+(?:you|anyone|somebody|someone|people)(?:[’']d|\s+would)?\s+(?:want|wish|need|like|are\s+interested|have\s+(?:any\s+)?questions?)\b"
    r"|\b(?:no|not)\s+until\b|\b(?:did|does|do|was|were|is|will|would|had|has|have)(?:n[’']t|\s+not)\s+(?:\w+\s+){1,4}until\b",
    re.I,
)
"""What has the word of a denial or a condition, and is none: a bound, or a turn of speech ("if you want to go")."""

_DENIES = re.compile(
    r"\b(?:not|never|neither|nor|cannot|nobody|without|no\s+(?:longer|plans?|intention|evidence|truth|question|\w+\s+(?:was|were|is|are|will))"
    r"|den(?:y|ies|ied|ying)|refut(?:e|es|ed)|disput(?:e|es|ed)|dismiss(?:es|ed)|rul(?:es|ed|e)\s+out|reject(?:s|ed)?|contradict(?:s|ed)?"
    r"|withdr(?:aw|ew|awn)|cancel(?:s|led|ed)?|call(?:ed|s)\s+off|scrap(?:s|ped)|abandon(?:s|ed)|retract(?:s|ed)|revoked?|instead\s+of"
    r"|rather\s+than|fail(?:s|ed)\s+to|refus(?:es|ed)\s+to|declin(?:es|ed)\s+to|far\s+from|untrue|false(?:ly)?|wrong(?:ly)?|mistaken(?:ly)?"
    r"|rumou?r(?:s|ed)?|myth|hoax|unlikely|shelved|dropped\s+(?:its|the|their|his|her|a)\s+plans?)\b|n[’']t\b",
    re.I,
)
_CONDITION = re.compile(
    r"\b(?:if|unless|whether|assuming|supposing|suppose|provided\s+(?:that|the|it|they|we)|in\s+case|in\s+the\s+event|were\s+to"
    r"|would\s+have|could\s+have|might\s+have|should\s+have|as\s+long\s+as|on\s+condition|depending\s+on|subject\s+to"
    r"|hypothetical(?:ly)?|imagine)\b",
    re.I,
)
_PLAN = re.compile(
    r"\b(?:plan(?:s|ned|ning)?|aim(?:s|ed|ing)?|intend(?:s|ed)?|hope[sd]?|expect(?:s|ed)?|propos(?:es|ed|als?)|schedul(?:e|es|ed)|due\s+to"
    r"|will|shall|set\s+to|target(?:s|ed)?|may|might|could|likely|forecast|projected|would|provisional(?:ly)?)\b",
    re.I,
)
_LIMITS = re.compile(
    r"(?:(?:\bnot|n[’']t|\bcannot|\bnever)\s+(?:to\s+)?(?:\w+\s+){0,2}?|\b(?:nobody|no[-\s]one|no\s+\w+)\s+(?:[\w’'-]+\s+){0,6}?)"
    r"(?:(?:more|longer|later|greater|higher)\s+than|above|over|beyond|exceed(?:s|ed)?)\s+$",
    re.I,
)
_NEAR_AFTER = 3
"""Within so many words after a name, what denies what it does is looked for ("The trust did not sell …")."""

_FOLLOWING = re.compile(rf"^(?:[^\w.,;:]+[\w’'-]+){{0,{_NEAR_AFTER}}}")


@lru_cache(maxsize=1 << 12)
def read_assertion(text: str, start: int, end: int) -> Assertion:
    """Tell how the clause that holds a span is put: by what stands in it before the span, and right after it."""
    low = 0
    for match in _BREAK.finditer(text, 0, start):
        low = match.end()
    before = _without_idle(text[low:start] + "\n" + text[start:end])[: start - low]
    after = _FOLLOWING.match(_without_idle(text[end:]))
    following = after[0] if after else ""
    if _DENIES.search(before) or _DENIES.search(following):
        return Assertion.DENIED
    if _CONDITION.search(before) or re.match(r"\s*,?\s+(?:if|unless|provided|as\s+long\s+as)\b", text[end:], re.I):
        return Assertion.CONDITIONAL
    return Assertion.PLANNED if _PLAN.search(before) or _PLAN.search(following) else Assertion.STATED


def bounds(text: str, start: int) -> bool:
    """Whether what stands before a place says that something may not be more than what stands there: its limit."""
    return _LIMITS.search(text[:start]) is not None


def denies(text: str) -> bool:
    """Whether a text, such as a question, speaks of what is not: then a denied clause may answer it."""
    return _DENIES.search(_without_idle(text)) is not None


def supposes(text: str) -> bool:
    """Whether a text, such as a question, names a condition itself."""
    return _CONDITION.search(text) is not None


def _without_idle(text: str) -> str:
    """Return a text of the same length that has NULs for what denies and supposes nothing."""
    return _IDLE.sub(lambda match: "\0" * len(match[0]), text)
