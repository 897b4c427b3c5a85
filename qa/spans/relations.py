"""How a span stands to what the question is built of: its verb, its subject, its preposition, and words like its own.

A question in other words than the text's shares few terms with it. So words count that are like the question's, too, by
static word vectors; without these only the same words do.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index import FUNCTION_WORDS, WordVectors, find_term
from qa.asking.clauses import AUXILIARIES, PREPOSITIONS, Word, find_asking

LIKE_FROM = 0.35
"""From this cosine on a word is like another; it counts by its cosine to the power of 1.5, as in the cover."""

_LETTERS = re.compile(r"[^\W\d_]+")
_SUPPORTS = frozenset("do does did don't doesn't didn't".split())
_DETERMINERS = frozenset("the a an its his her their our your my this that these those some any all both".split())
_PRONOUNS = frozenset("i we you he she it they one people there".split())


@dataclass(frozen=True, slots=True)
class Relation:
    """What a question asks for by its grammar. `subject`: whether of its verb, None where that is open; `verb`: the
    term of that verb, and `word` as it is written; `preposition`: what the question puts before what it asks for.
    """

    subject: bool | None
    verb: str | None
    word: str
    preposition: str


@lru_cache(maxsize=1 << 10)
def read_relation(text: str) -> Relation:
    """Read whether "who …", "which …" or "what …" asks for the subject of its verb or for its object, and with which
    preposition: "in which town", "whom did she work with".
    """
    asking = find_asking(text)
    words = asking.words
    if asking.wh is None:
        return Relation(None, None, "", "")
    spelt = [word for word in words if word.text[0].isalnum()]
    before = asking.word(asking.wh - 1) if asking.wh else ""
    last = spelt[-1].text if spelt else ""
    preposition = before if before in PREPOSITIONS else last if last in PREPOSITIONS else ""
    if words[asking.wh].text not in ("who", "whom", "which", "what"):
        return Relation(None, None, "", preposition)
    first = asking.wh if asking.head is None or not asking.names_noun else asking.head
    subject, verb = _verb_after(words, first + 1)
    subject = False if preposition or words[asking.wh].text == "whom" else subject
    return Relation(
        subject, None if verb is None else find_term(verb.text), "" if verb is None else verb.text, preposition
    )


def _verb_after(words: Sequence[Word], place: int) -> tuple[bool | None, Word | None]:
    """Return whether what stands before a place is the subject of the verb that follows, and that verb; by the order of
    words: a subject of its own stands behind an auxiliary ("did the town", "will Ann Lee").
    """
    helped = supported = False
    while place < len(words) and words[place].text in AUXILIARIES:
        helped, supported = True, supported or words[place].text in _SUPPORTS
        place += 1
    if place == len(words) or not words[place].text[0].isalpha():
        return None, None
    if not helped and words[place].text in _PRONOUNS:  # "which car she drove"
        return False, words[place + 1] if place + 1 < len(words) else None
    if not helped and words[place].text in _DETERMINERS:  # "which company built the pier": read as a noun of two words
        return True, words[place - 1]
    own = words[place].text in _DETERMINERS | _PRONOUNS or words[place].shape in ("Xx", "XX")
    if not (supported or (helped and own)):
        return (None if words[place].text in FUNCTION_WORDS else True), words[place]
    plain = [word for word in words[place:] if word.text[0].isalpha() and word.text not in FUNCTION_WORDS]
    lower = [word for word in plain if word.shape == "x"]
    return False, lower[-1] if lower else None


def stands_after(before: str, preposition: str) -> bool:
    """Whether what ends where a span begins is a preposition, with at most an article and two words behind it."""
    return (
        bool(preposition)
        and re.search(rf"\b{preposition}\s+(?:(?:the|an?|its|their)\s+)?(?:[a-z][\w-]*\s+){{0,2}}$", before, re.I)
        is not None
    )


_known: dict[str, NDArray[np.float32]] = {}
_MOST_KNOWN = 1 << 14


def _embed(words: Sequence[str]) -> NDArray[np.float32] | None:
    """Return the words' vectors, (len(words), d); None where there are no word vectors, or no words. Those of the words
    that were asked for last are remembered: a passage is looked at for question after question.
    """
    vectors = WordVectors.load()
    if vectors is None or not words:
        return None
    # Another thread may clear it meanwhile.
    known = {word: vector for word in words if (vector := _known.get(word)) is not None}
    new = [word for word in dict.fromkeys(words) if word not in known]
    if new:
        known.update(zip(new, vectors.embed(new), strict=True))
        if len(_known) + len(new) > _MOST_KNOWN:
            _known.clear()
        _known.update((word, known[word]) for word in new)
    return np.stack([known[word] for word in words])


def forget_words() -> None:
    """Forget the words that are remembered, as when a text that held them may have been removed."""
    _known.clear()


def likeness(asked: Sequence[str], words: Sequence[str]) -> NDArray[np.float64]:
    """Return how much each of some words is like each of others, (len(asked), len(words)): cosines, 0 below LIKE_FROM
    and where there are no word vectors.
    """
    one, other = _embed(asked), _embed(words)
    if one is None or other is None:
        return np.zeros((len(asked), len(words)))
    cosines = np.round(np.asarray(one @ other.T, dtype=np.float64), 3)
    return np.where(cosines >= LIKE_FROM, cosines, 0.0)


def suits(nouns: Sequence[str], names: Sequence[str]) -> list[float]:
    """Return how near names come to a noun in meaning, by the cosine of the means of their words: "Chrome" is nearer to
    "browser" than "Otterby" is. 0 each without a noun or word vectors.
    """
    noun = _embed(nouns)
    if noun is None:
        return [0.0] * len(names)
    mean = noun.sum(axis=0)
    out = []
    for name in names:
        words = _embed(_LETTERS.findall(name) or ["?"])
        own = mean if words is None else words.sum(axis=0)
        lengths = float(np.linalg.norm(mean) * np.linalg.norm(own))
        out.append(round(float(mean @ own) / lengths, 3) if lengths else 0.0)
    return out
