"""What the corpus knows of its own words: how each term is written, which are names, which acronyms stand for what."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from index.analysis import Token
from index.names import acronyms, initials

_ADDRESS = re.compile(r"(?<!\S)[^\s@]++@\S+|(?:https?://|www\.)\S+")
"""Of an email or on the web: it has no capitals to tell a name by."""

_NAME_SHARE = 0.8
"""The share of a term's places, beginnings of sentences and addresses aside, at which a name has a capital."""


@dataclass(slots=True)
class Lexicon:
    """Counts over the corpus, gathered text by text."""

    _words: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _places: Counter[str] = field(default_factory=Counter)
    _capitals: Counter[str] = field(default_factory=Counter)
    _spelt: Counter[tuple[str, str]] = field(default_factory=Counter)
    _initials: Counter[tuple[str, str]] = field(default_factory=Counter)

    def read(self, text: str, tokens: Iterable[Token]) -> None:
        """Count the words of one text, given its tokens."""
        addresses = [match.span() for match in _ADDRESS.finditer(text)]
        for token in tokens:
            word = text[token.start : token.end]
            self._words[token.term][word.lower()] += 1
            if token.start and not any(start <= token.start < end for start, end in addresses):
                self._places[token.term] += 1
                self._capitals[token.term] += word[0].isupper()
        for letters, start, end in acronyms(text):
            self._spelt[letters, text[start:end]] += 1
        self._initials.update(initials(text))

    def word(self, term: str) -> str:
        """Return how a term is most often written, in lower case; the first in alphabetical order among equals."""
        return min(self._words[term].items(), key=lambda item: (-item[1], item[0]))[0]

    def words(self, term: str) -> list[tuple[str, int]]:
        """Return every way in which a term is written, in lower case, with its count, in alphabetical order."""
        return sorted(self._words[term].items())

    def is_name(self, term: str) -> bool:
        """Whether a term is written with a capital nearly wherever it stands."""
        return self._capitals[term] >= _NAME_SHARE * max(1, self._places[term]) and not term[0].isdigit()

    def acronyms(self) -> Iterator[tuple[str, str]]:
        """Yield (letters, name), in order of the letters: what texts spell out themselves, else initials of names."""
        spelt, guessed = _most_frequent(self._spelt), _most_frequent(self._initials)
        yield from sorted((guessed | spelt).items())


def _most_frequent(counts: Counter[tuple[str, str]]) -> dict[str, str]:
    """Return for each letters the name that is counted most often, the first in alphabetical order among equals."""
    best: dict[str, tuple[int, str]] = {}
    for (letters, name), count in counts.items():
        best[letters] = min(best.get(letters, (0, "")), (-count, name))
    return {letters: name for letters, (_, name) in best.items()}
