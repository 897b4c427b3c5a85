"""How much each word of a question matters: how probable it is that what answers holds it, or a word like it.

A logistic model, fitted by `qa.training` to which words of judged questions the right passages hold; its coefficients
stand in the open. It knows a word by its form, its place and how common it is in English, and nothing of the articles:
so it tells of a word that no article holds, too, whether an answer would have held it.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from math import exp
from pathlib import Path

from index import is_english, measure_rarity
from qa.asking.clauses import find_asking
from qa.asking.kind_features import classes_of
from qa.asking.question import Question, Term
from qa.errors import ModelError

FILE = "words.json"

SIGNALS = {
    "rarity": "how rare it is in English, in the more common one of its spellings, 0 to 1",
    "rare_squared": "the square of that",
    "figure": "whether it is a figure",
    "name": "whether it is written as a name",
    "strange": "whether English does not know it",
    "context": "whether it stands outside the clause that asks",
    "before": "whether it stands in that clause before the question word",
    "head": "whether it is the noun that is asked for",
    "verb": "whether it is the verb behind that",
    "type": "whether it is a noun that names a kind of thing: a county, a date, a programme, a number",
    "type_head": "whether it is both",
    "bare": "whether the question has no question word",
    "many": "how many words the question has, up to 12, by 12",
    "adverb": "whether it ends in -ly",
    "past": "whether it ends in -ed or -ing",
    "short": "whether it has at most four letters",
}
"""What is looked at, by name."""

_MOST_WORDS = 12
_SHORT = 4


def look_at_words(question: Question) -> list[dict[str, float]]:
    """Measure each term of a question: SIGNALS."""
    asking = find_asking(question.text)
    head, verb = asking.word(asking.head), asking.word(asking.verb)
    start = asking.words[asking.wh].start if asking.wh is not None else asking.start
    cased = question.text != question.text.upper()
    opening = question.text.lstrip(" \"'‘“¿(")
    out = []
    for term in question.terms:
        word = term.word.lower()
        place = question.text.find(term.word)
        rarity = 0.0 if term.is_figure else min(measure_rarity(word), measure_rarity(term.term))
        kind = bool(classes_of(word))
        told = {
            "rarity": rarity,
            "rare_squared": rarity * rarity,
            "figure": term.is_figure,
            "name": cased and term.word[:1].isupper() and not opening.startswith(term.word),
            "strange": not term.is_figure and not is_english(word),
            "context": term.context,
            "before": not term.context and asking.start <= place < start,
            "head": word == head,
            "verb": word == verb,
            "type": kind,
            "type_head": kind and word == head,
            "bare": asking.wh is None,
            "many": min(len(question.terms), _MOST_WORDS) / _MOST_WORDS,
            "adverb": word.endswith("ly"),
            "past": word.endswith(("ed", "ing")),
            "short": len(word) <= _SHORT,
        }
        out.append({name: float(value) for name, value in told.items()})
    return out


def weigh_words(question: Question, model: Mapping[str, float] | None = None) -> Question:
    """Tell of each term how much it matters. `model`: the one that ships, unless another is given."""
    weights = model or shipped_word_model()
    looks = look_at_words(question)
    terms = (replace(term, matters=_estimate(weights, look)) for term, look in zip(question.terms, looks, strict=True))
    return replace(question, terms=tuple(terms))


def may_be_missing(term: Term) -> bool:
    """Whether a person may be told that no article holds a word: one that what answers would hold, no mere kind of
    thing, and none of the context.
    """
    is_kind = bool(classes_of(term.word.lower())) and not term.word[:1].isupper()
    return not term.context and not is_kind and term.matters >= MISSED_FROM


MISSED_FROM = 0.51
"""How probable it must be that what answers holds a word, for the word to be missed: "pool" .58, "parking" .52,
"anywhere" .50, "set" .45."""

USUAL = 0.5
"""The `many` of which a word is weighed: a long question, or one without a question word, tells nothing of one word."""


def _estimate(weights: Mapping[str, float], look: Mapping[str, float]) -> float:
    told = {**look, "many": USUAL, "bare": 0.0}
    z = weights["intercept"] + sum(weights[name] * value for name, value in told.items())
    return round(1 / (1 + exp(-z)), 4)


def read_word_model(path: Path | Traversable) -> dict[str, float]:
    """Read a model. Raises ModelError for a file that is missing or damaged."""
    try:
        told = {str(name): float(value) for name, value in json.loads(path.read_text(encoding="utf-8")).items()}
    except OSError as error:
        raise ModelError(
            f"{path}: the model cannot be read ({error.strerror}); is the folder one of models?"
        ) from error
    except (ValueError, AttributeError, TypeError) as error:
        raise ModelError(f"{path}: this is no model, or a damaged one ({error}); fit the models again") from error
    if set(told) != {"intercept", *SIGNALS}:
        raise ModelError(f"{path}: weighs words by other signals than this program measures; fit the models again")
    return told


@lru_cache(maxsize=1)
def shipped_word_model() -> dict[str, float]:
    """Return the model that ships with the package."""
    return read_word_model(files("qa") / "models" / FILE)
