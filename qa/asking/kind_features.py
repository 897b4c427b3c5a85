"""What tells which kind of answer a question asks for: its grammar, its words and what its head noun means."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index import FUNCTION_WORDS, WordVectors
from qa.asking.clauses import Asking, Word, find_asking

_OPENING = 4
"""How many words from the question word on are looked at by their places."""


NOUNS = {
    name: frozenset(words.split())
    for name, words in {
        "measure": (
            "length width height depth diameter radius circumference distance range size area volume"
            " capacity weight mass density elevation altitude speed velocity temperature pressure point"
            " strength power voltage wavelength frequency latitude longitude thickness acreage mileage"
            " tonnage output magnitude"
        ),
        "how much of it": (
            "big large small tall high deep wide thick heavy fast hot cold warm far close near strong"
            " bright loud steep hard powerful dense"
        ),
        "money": (
            "cost price budget salary wage wages fee fare fine worth value sum funding revenue revenues"
            " income profit debt bill spend spending expenditure grant pay payment prize stipend charge"
            " charges loan rent tax"
        ),
        "share": (
            "percentage percent proportion share fraction rate ratio portion part % chance chances probability odds"
        ),
        "count": ("number numbers total amount count population quantity figure figures tally turnout"),
        "time": (
            "year date day month week time hour century decade birthday deadline anniversary period season era age"
        ),
        "duration": ("duration period span lifespan length expectancy wait"),
        "person": (
            "person man woman gp mp boy girl child wife husband son daughter father mother brother sister actor"
            " actress singer author writer poet president king queen minister senator governor mayor"
            " leader director chief boss head founder inventor scientist artist player coach doctor nurse"
            " officer official spokesman spokeswoman politician astronaut composer architect chairman"
            " chair judge lawyer professor teacher student champion winner owner host manager captain"
            " secretary ambassador councillor engineer lord explorer comedian character"
        ),
        "body": (
            "company firm organisation organization agency group team band university college school"
            " corporation party club bank council charity association institute union committee department"
            " office bureau newspaper network publisher manufacturer employer ministry trust contractor"
            " supplier brand airline operator carrier paper"
        ),
        "place": (
            "country city state county town village place area region continent island river lake sea"
            " ocean mountain street capital province location planet hotel building museum park site base"
            " port airport station peninsula colony desert district borough territory nation neighbourhood"
            " neighborhood address venue location hospital stadium part spot room"
        ),
        "role": ("job role title position post occupation profession rank"),
        "reach": ("email e-mail mail phone telephone tel fax contact number website site url address hotline line"),
        "meaning": ("meaning definition acronym abbreviation mean means stand stands short define"),
        "scheme": ("area scheme project programme program initiative service centre center bid"),
    }.items()
}
"""Nouns that tell by themselves what is asked for."""


@lru_cache(maxsize=1 << 10)
def classes_of(noun: str) -> frozenset[str]:
    """Return what a noun, or the noun that it is the plural of, tells by itself: the names in NOUNS."""
    ones = {noun}
    if noun.endswith("ies"):
        ones.add(f"{noun[:-3]}y")
    elif noun.endswith("s") and not noun.endswith("ss"):
        ones.update((noun[:-1], noun.removesuffix("es")))
    return frozenset(name for name, nouns in NOUNS.items() if ones & nouns)


def grammar_of(text: str) -> list[str]:
    """Return the features of a question by name, each once: those of the clause that asks, and its words."""
    asking = find_asking(text)
    words = [word for word in asking.words if word.text[0].isalnum() or word.text[0] in "'£$€"]
    wh, head, verb = asking.word(asking.wh), asking.word(asking.head), asking.word(asking.verb)
    who = wh or "none"
    if wh == "how":
        who = f"how {asking.how}" if asking.how else "how"
    out = [f"wh {who}", f"head {head}", f"wh {who} head {head}", f"verb {verb}", f"wh {who} verb {verb}"]
    out.append(f"wh {wh} plural {_is_plural(head)}")
    out += [f"head ends {head[-count:]}" for count in (2, 3) if len(head) > count + 1]
    for name in sorted(classes_of(head) | classes_of(asking.how)):
        out += [f"head is {name}", f"wh {wh} head is {name}"]
    out += [f"names {name}" for name in sorted({name for word in words for name in classes_of(word.text)})]
    at = 0 if asking.wh is None else asking.wh
    before = asking.words[at - 1].text if at else ""
    out.append(f"before {before} {wh}")
    asked = [word for word in asking.words[at:] if word.text[0].isalnum() or word.text[0] == "'"]
    for place, word in enumerate(asked[:_OPENING]):
        out.append(f"at {place} {word.text}")
    out += ["opens " + " ".join(word.text for word in asked[:count]) for count in (2, 3, 4) if len(asked) >= count]
    out += [f"ends {' '.join(word.text for word in words[-count:])}" for count in (1, 2) if len(words) >= count]
    out += [f"word {word.text}" for word in words]
    out += [f"pair {one.text} {other.text}" for one, other in pairwise(words)]
    out.append("shape " + " ".join(_shapes(asked)))
    out.append(f"long {min(len(asked), 12) // 2}")
    out.append(f"wh {who} long {min(len(asked), 6)}")
    out += _outside(text, asking)
    return list(dict.fromkeys(out))


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _shapes(words: Sequence[Word]) -> list[str]:
    """Return the shapes of the first words, a run of the same once; function words as themselves."""
    out: list[str] = []
    for word in words[:8]:
        shape = word.text if word.text in FUNCTION_WORDS or word.shape == "'" else word.shape
        if not out or out[-1] != shape:
            out.append(shape)
    return out


def _outside(text: str, asking: Asking) -> list[str]:
    return [] if asking.wh is not None else ["asks mark" if "?" in text else "asks nothing"]


def meaning_of(text: str, vectors: WordVectors | None) -> NDArray[np.float32]:
    """Return what a question means by word vectors, (3 * d,): of one for a thing that it names ("what fish …") its head
    noun's and the mean of its words'; of another ("who …") that mean, elsewhere. Empty without word vectors.
    """
    if vectors is None:
        return np.zeros(0, dtype=np.float32)
    asking = find_asking(text)
    content = [word.text for word in asking.words if word.text not in FUNCTION_WORDS and word.text[0].isalpha()]
    head = asking.word(asking.head)
    found = vectors.embed([head or "?", *content])
    mean = found[1:].sum(axis=0)
    mean /= max(float(np.linalg.norm(mean)), 1e-6)
    none = np.zeros_like(mean)
    if asking.word(asking.wh) in ("what", "which", ""):
        return np.concatenate([found[0] if head else none, mean, none])
    return np.concatenate([none, none, mean])
