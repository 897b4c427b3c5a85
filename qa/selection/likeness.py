"""How near words of a text are to words of a question in meaning, by static word vectors.

A question in other words than the text's shares few terms with it. So words count that are like the question's, too;
without word vectors only the same words do.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index import WordVectors

LIKE_FROM = 0.35
"""From this cosine on a word is like another; it counts by its cosine to the power of 1.5, as in the cover."""

_LETTERS = re.compile(r"[^\W\d_]+")

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
