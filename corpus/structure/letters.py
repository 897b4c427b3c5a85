"""What stands around the text of a letter or a release and is no heading of it.

Greetings, closings with the signature below them, a release's banner and the mark of its end.
"""

import re
from collections.abc import Sequence

from corpus.markup.metadata import is_banner
from corpus.structure.blocks import Block
from corpus.structure.furniture import ends_sentence

_GREETING = re.compile(
    r"(?:dear|hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening))(?:\s+[^\s,.:!?]+){0,5}\s?[,:!–—-]"
    r"|dear\s+(?:all|both|colleagues?|editors?|everyone|friends?|members?|neighbours?|readers?|residents?|sir|madam|team"
    r"|(?:mr|mrs|ms|miss|dr|prof|professor|cllr|sir|lady)\.?\s+\S+)(?:\s+\S+){0,3}"
    r"|(?:hi|hello)\s+(?:all|both|everyone|folks|team)|to whom it may concern|greetings",
    re.I,
)
_CLOSING = re.compile(
    r"(?:with\s+)?(?:(?:all\s+)?(?:my|our)\s+)?(?:(?:very\s+)?(?:best|kind|kindest|warm|warmest)\s+)?(?:wishes|regards|thanks)"
    r"(?:\s+(?:and|to)\s+\w+(?:\s+\w+)?)?|(?:with\s+)?(?:many|much)\s+thanks|yours(?:\s+(?:sincerely|faithfully|truly|ever))?"
    r"|(?:yours\s+)?sincerely(?:\s+yours)?|respectfully(?:\s+yours)?|all\s+the\s+best|best|cheers|thank\s+you"
    r"|signed(?:\s+by)?:?",
    re.I,
)
_END = re.compile(r"[\W_]*(?:ends?|end of (?:press |news |media )?release|30|xxx)[\W_]*", re.I)
_MARKED_END = re.compile(r"ENDS?|Ends", re.ASCII)
_LONGEST = 60
_MOST_LINES = 4
"""A signature has a name, an office, a house and a place."""


def find_letter_parts(found: Sequence[Block]) -> set[int]:
    """Return which blocks greet, close, sign or end a letter or a release, or say that it is one."""
    out: set[int] = set()
    for number, block in enumerate(found):
        text = block.span.text
        if len(text) > 2 * _LONGEST or "\n" in text:
            continue
        words = text.rstrip(" ,.!–—-")
        if is_banner(text) or _is_end(text) or _GREETING.fullmatch(text):
            out.add(number)
        elif len(text) <= _LONGEST and _CLOSING.fullmatch(words) and number + 1 < len(found):
            signed = _signature(found, number)
            if signed:
                out |= {number, *signed}
    return out


def _is_end(text: str) -> bool:
    """Whether a line marks a release's end: "ENDS", "-ends-", "-30-"; a word alone does so in capitals only."""
    return _END.fullmatch(text) is not None and (not text.isalnum() or _MARKED_END.fullmatch(text) is not None)


def _signature(found: Sequence[Block], closing: int) -> list[int]:
    """Return the lines below a closing that are who signs: short ones right below each other; far apart, the first."""
    out: list[int] = []
    for number in range(closing + 1, min(closing + 1 + _MOST_LINES, len(found))):
        block = found[number]
        text = block.span.text
        near = block.gap <= (2 if not out else 0)
        if not near or len(text) > _LONGEST or "\n" in text or block.marker or block.marked or ends_sentence(text):
            break
        out.append(number)
    return out
