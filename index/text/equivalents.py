"""Words that mean the same, as an index's vocabulary names them: analysed once, and looked up by a question's terms."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.text.analysis import analyse

Pairs = tuple[tuple[str, str], ...]
"""The terms of a phrase, each with the word that makes it."""


class Equivalents:
    """The sets of phrases that mean the same; a phrase that makes no term is none."""

    def __init__(self, sets: Sequence[Sequence[Pairs]], words: frozenset[str]) -> None:
        """Store the sets, analysed, and every word that they are written with; remember where each first term opens a
        phrase.
        """
        self._sets = sets
        self.words = words
        opens: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, phrases in enumerate(sets):
            for place, pairs in enumerate(phrases):
                opens[pairs[0][0]].append((number, place))
        self._opens: Mapping[str, Sequence[tuple[int, int]]] = dict(opens)

    @classmethod
    def build(cls, sets: Iterable[Sequence[str]]) -> "Equivalents":
        """Analyse the vocabulary's sets."""
        held = [tuple(dict.fromkeys(phrases)) for phrases in sets]
        analysed = [tuple(pairs for phrase in phrases if (pairs := pair_terms(phrase))) for phrases in held]
        return cls(analysed, frozenset(word for phrases in held for phrase in phrases for word in phrase.split()))

    def within(self, terms: Sequence[str]) -> Iterator[tuple[Pairs, tuple[Pairs, ...]]]:
        """Each phrase that stands in these terms, in a row, with the others of its set; in the vocabulary's order."""
        found = {
            place
            for start, term in enumerate(terms)
            for place in self._opens.get(term, ())
            if _stands(self._sets[place[0]][place[1]], terms[start:])
        }
        for number, place in sorted(found):
            phrases = self._sets[number]
            yield phrases[place], (*phrases[:place], *phrases[place + 1 :])


def pair_terms(text: str) -> Pairs:
    """Return the terms of a text, each with its word in lower case."""
    return tuple((token.term, text[token.start : token.end].lower()) for token in analyse(text))


def _stands(pairs: Pairs, terms: Sequence[str]) -> bool:
    return len(pairs) <= len(terms) and all(term == own for term, (own, _) in zip(terms, pairs, strict=False))
