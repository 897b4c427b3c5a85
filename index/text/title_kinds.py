"""What kind of text an article is, by how its title opens: "Fact Sheet: …", "Remarks by …", where many titles do.

Nothing here knows a kind: an opening is one where enough titles of the corpus share it and its first word is no name.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from index.text.analysis import find_term
from index.text.function_words import FUNCTION_WORDS
from index.text.traits import Kind, kind_of_term

LEAST = 3
"""In how many titles an opening stands at least, to be a kind."""

SHARE = 300
"""And in at least one of so many: of a large corpus's openings only those count that tell it apart."""

COVERED = 0.25
"""The least share of the titles that open with a kind: of an encyclopedia's, say, a few open alike by chance.

Of 1,500 announcements of one house 79 in 100 do; of 160 and 106 posts of several 6 and 4, of 1,482 articles of an
encyclopedia 7.
"""

MOST_KINDS = 24
"""How many kinds a corpus has at most: as many as can be chosen from."""

_MOST_WORDS = 3
_ACRONYM = 5
_ARTICLES = frozenset(("a", "an", "the"))
_AFTER = FUNCTION_WORDS | frozenset(("across", "after", "along", "among", "around", "following", "re", "regarding"))
"""What follows an opening, where no sign does: "Letter to", "Notice of"."""

_WORD = re.compile(r"\S+")
_SIGNS = "“”\"'‘’*_#()[]"
_ENDS = (":", ",", ";", "–", "—", "|")

Opening = tuple[str, ...]


def find_title_kinds(titles: Sequence[str | None], is_name: Callable[[str], bool]) -> list[str | None]:
    """Return for each title the kind that it opens with, as it is shown; None where it opens as few others do.

    `is_name`: whether a term is written with a capital nearly everywhere.

    >>> titles = ["Fact Sheet: Piers", "FACT SHEET: Ferries", "Fact sheet: Tides", "Ferries"]
    >>> find_title_kinds(titles, lambda term: False)
    ['Fact sheet', 'Fact sheet', 'Fact sheet', None]
    """
    openings = [None if title is None else _opening(title) for title in titles]
    counts = Counter(terms for found in openings if found for terms in [found[0]])
    written: defaultdict[Opening, Counter[str]] = defaultdict(Counter)
    for found in openings:
        if found:
            written[found[0]][_shown(found[1])] += 1
    least = max(LEAST, len(titles) // SHARE)
    usual = [terms for terms, n in counts.most_common() if n >= least and not is_name(terms[0])][:MOST_KINDS]
    if sum(counts[terms] for terms in usual) < COVERED * len(titles):
        return [None] * len(titles)
    kinds = {terms: min(written[terms].items(), key=lambda each: (-each[1], each[0]))[0] for terms in usual}
    return [kinds.get(found[0]) if found else None for found in openings]


def _opening(title: str) -> tuple[Opening, str] | None:
    """Return the terms and the words that a title opens with, up to a sign or a function word; None for no such."""
    terms: list[str] = []
    words: list[str] = []
    for word, ends in _words(title):
        if word.lower() in _AFTER:
            break
        term = find_term(word)
        if not term or term[0].isdigit() or kind_of_term(term) & Kind.MONTH or len(terms) == _MOST_WORDS:
            return None
        terms.append(term)
        words.append(word)
        if ends:
            break
    else:
        return None  # the whole title opens nothing
    return (tuple(terms), " ".join(words)) if terms else None


def _words(title: str) -> Iterator[tuple[str, bool]]:
    """Yield a title's words without the signs around them, and whether a sign parts each from what follows."""
    for place, match in enumerate(_WORD.finditer(title)):
        ends = match[0].endswith(_ENDS) or title[match.end() : match.end() + 2].lstrip().startswith(("–", "—", "|"))
        word = match[0].strip(_SIGNS).rstrip("".join(_ENDS)).strip(_SIGNS)
        if word and not (place == 0 and word.lower() in _ARTICLES):
            yield word, ends


def _shown(words: str) -> str:
    """Return an opening as it is shown: "Fact sheet"; an acronym stays one."""
    if words.isupper() and len(words) <= _ACRONYM:
        return words
    return words[:1].upper() + words[1:].lower()
