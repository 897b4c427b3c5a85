"""Questions that begin as what somebody types."""

import re
import unicodedata
from collections.abc import Iterable


def match_typed(typed: str, questions: Iterable[str], n: int) -> tuple[str, ...]:
    """Return at most `n` of these questions, in which every word that is typed begins a word, whatever its case and
    accents: first those that begin as it does. What is typed in full already is none of them.
    """
    words = _plain_words(typed)
    told = ((question, _plain_words(question)) for question in questions)
    fit = [
        (held[: len(words)] != words, question)
        for question, held in told
        if words and held != words and all(any(each.startswith(word) for each in held) for word in words)
    ]
    return tuple(question for _, question in sorted(fit, key=lambda pair: pair[0])[:n])


def _plain_words(text: str) -> list[str]:
    """The words of a text, without case and accents."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"\w+", "".join(letter for letter in parted if not unicodedata.combining(letter)))
