"""The people and the topics that stand in most articles: names that sentences speak of, counted through the index.

Names are read off a sample of sentences taken evenly over the corpus, each different sentence once: a line that stands
under hundreds of articles counts as one. Nothing here knows a name. How many articles hold one is then counted exactly.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial

from corpus import Role, find_people
from index import FUNCTION_WORDS, ArticleQuery, Kind, Order, Searcher, extract_terms, find_term, kind_of_term

SAMPLE = 1_500
"""At most how many sentences, and how many titles, are read for names."""

LEAST_TERMS = 6
"""A shorter sentence is a line of a list, a greeting or a caption, and tells of nothing."""

LEAST_ARTICLES = 2
"""In how many articles a name stands at least."""

COUNTED = 3
"""How many names are counted for each that is wanted: those of most sentences in the sample."""

_WORD = r"[^\W\d_a-z][\w’'-]*(?<![’'-])"
_RUN = re.compile(rf"(?<![\w’'.-]){_WORD}(?:\s(?:of\s(?:the\s)?|for\s)?{_WORD})*")
_PIECE = re.compile(r"\S+")
_BEFORE = re.compile(r"([\w’'-]+)\.?\s+$")
_AFTER = re.compile(r"(?:[’']s?)?\s+([a-z][\w’'-]*)")
_POSSESSIVE = re.compile(r"[’']s?$")
_DAYS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday
    jan feb mar apr jun jul aug sep sept oct nov dec
    """.split()
)
_SAYING = frozenset("said says told added explained announced asked replied who".split())
_PLACING = frozenset("in at near across outside around throughout from to".split())
_TITLES = frozenset("mr mrs ms miss dr sir dame lord lady prof professor cllr rev judge justice senator".split())
_DIRECTIONS = frozenset(("north", "south", "east", "west"))
_OPENING = " “‘\"'([–—"
_SHORTEST = 3
_ACRONYM = 5

_ADJECTIVE = 0.5
"""From this share of uses on before a word in lower case ("Danish boats"), a word names nothing itself."""

_PART = 0.6
"""A name is left out where another one that holds all its words stands in this share of its articles, or more."""

_REPEATED = 4
_FORMULA = 0.5
"""From this share of its uses on after the same words, and so many times, a name is part of a formula."""

_OWN_WORDS = 0.3
"""In so many different sentences of the sample a name is to stand for each that its articles would hold alone there."""

_CONTEXT = 11
"""How many characters before a name are compared."""

_CAPITALISED = 0.5
"""From this share of capitalised words on a line is a title."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A person or topic: the name as it is mostly written, and how many articles hold it, in all and by month.

    `months`: None stands for articles of unknown day.
    """

    name: str
    articles: int
    months: tuple[tuple[str | None, int], ...]

    @property
    def search(self) -> str:
        """What finds these articles by their texts."""
        return f"“{self.name}”"


@dataclass(frozen=True, slots=True)
class Subjects:
    """People and topics, each those of most articles first, equal ones by name."""

    people: tuple[Subject, ...]
    topics: tuple[Subject, ...]


@dataclass(slots=True)
class Uses:
    """How a name is used in the sample: in how many sentences; as a person, and as a place; before a word in lower
    case; how it is written, and what stands before it.
    """

    sentences: int = 0
    person: int = 0
    place: int = 0
    adjective: int = 0
    written: Counter[str] = field(default_factory=Counter)
    context: Counter[str] = field(default_factory=Counter)

    def is_formula(self) -> bool:
        """Whether mostly the same words stand before it: it is part of a phrase that is said over and over."""
        most = max(self.context.values(), default=0)
        return most >= _REPEATED and most >= _FORMULA * self.context.total()


class _Words:
    """What single words of the sample are, each looked up once; gone with the sample, as a text may be."""

    def __init__(self, searcher: Searcher) -> None:
        """Store the index that tells which words are names."""
        self.is_apart = cache(_is_apart)
        self.is_office = cache(_is_office)
        self.is_named = cache(partial(_is_named, searcher))


def find_subjects(searcher: Searcher, *, people: int = 15, topics: int = 25) -> Subjects:
    """Return at most so many people and topics, the same for the same index."""
    look_up = _Words(searcher)
    persons: defaultdict[str, Uses] = defaultdict(Uses)
    others: defaultdict[str, Uses] = defaultdict(Uses)
    for text in _titles(searcher):
        for name, _, uses in _people_in(text, look_up, in_title=True):
            _count(persons[_person_key(name)], name, uses)
    speakers = Counter[str]()
    for text, speaker in _sentences(searcher):
        taken = []
        for name, start, uses in _people_in(text, look_up):
            _count(persons[_person_key(name)], name, uses)
            taken.append(range(start, start + len(name)))
        for name, start, uses in _topics_in(text, look_up):
            if any(start in place or start + len(name) - 1 in place for place in taken):
                continue
            _count(persons[_person_key(name)] if uses.person else others[name.casefold()], name, uses)
        speakers[speaker] += 1
    for speaker, spoke in speakers.items():
        for name, _, _ in _people_in(speaker, look_up):
            persons[_person_key(name)].person += spoke
    spoken = {key: uses for key, uses in persons.items() if uses.person > uses.place and uses.written}
    for key, uses in persons.items():  # two capitalised words that nothing tells to be a person
        if not uses.person and uses.written:
            others[key] = uses
    known = searcher.find_articles(ArticleQuery())
    own = {term for name in known.publishers for term in terms_of_name(name or "")}
    kinds = {terms_of_name(name) for name in known.types if name is not None}
    surnames = {term for key in spoken for term in terms_of_name(key)}
    found = {
        key: uses
        for key, uses in others.items()
        if not own.issuperset(terms_of_name(key))
        and terms_of_name(key) not in kinds
        and not (len(terms_of_name(key)) == 1 and surnames.issuperset(terms_of_name(key)))
        and not uses.is_formula()
        and uses.adjective < _ADJECTIVE * uses.context.total()
    }
    share = min(1.0, SAMPLE / max(searcher.n_rows, 1))
    return Subjects(_most(spoken, searcher, people, share), _most(found, searcher, topics, share))


def _titles(searcher: Searcher) -> Iterator[str]:
    """Yield titles from all over the corpus, each different one once."""
    numbers = searcher.find_articles(ArticleQuery(), order=Order.ID).numbers
    n = len(numbers)
    wanted = [numbers[place * n // SAMPLE] for place in range(SAMPLE)] if n > SAMPLE else numbers
    yield from dict.fromkeys(card.title for card, _ in searcher.cards_of(wanted) if card.title is not None)


def _sentences(searcher: Searcher) -> Iterator[tuple[str, str]]:
    """Yield sentences that tell something, from all over the corpus, each different one once, with their speakers."""
    n = searcher.n_rows
    numbers = [place * n // SAMPLE for place in range(SAMPLE)] if n > SAMPLE else list(range(n))
    sizes = searcher.rows(numbers).terms.tolist() if numbers else []
    wanted = [number for number, size in zip(numbers, sizes, strict=True) if size >= LEAST_TERMS]
    told = {
        sentence.text: sentence.speaker.text if sentence.speaker is not None else ""
        for sentence in searcher.sentences(wanted)
        if sentence.role in (Role.PROSE, Role.BULLET)
    }
    for text, speaker in told.items():
        words = text.split()
        if sum(word[0].isupper() for word in words) < _CAPITALISED * len(words):
            yield text, speaker


def _people_in(text: str, look_up: _Words, *, in_title: bool = False) -> Iterator[tuple[str, int, Uses]]:
    """Yield what looks like people's names in a text, each with its place, and with how it is used there."""
    for span in find_people(text):
        words = [(piece[0], span.start + piece.start()) for piece in _PIECE.finditer(span.text)]
        apart = max((place for place, (word, _) in enumerate(words) if look_up.is_apart(word.rstrip("."))), default=-1)
        titled = apart >= 0 and look_up.is_office(words[apart][0])
        words = words[apart + 1 :]
        if len(words) < 2 or any(word.isupper() and len(word) >= _SHORTEST for word, _ in words):
            continue
        named = [look_up.is_named(word) for word, _ in words if len(word.rstrip(".")) > 1]
        # In a title every word may have a capital.
        if not named or not named[-1] or len(words[-1][0]) < _SHORTEST or (in_title and not all(named)):
            continue
        start = words[0][1]
        before, after = _around(text, start, span.end)
        person = titled or look_up.is_office(before) or after in _SAYING
        uses = Uses(1, int(person), int(before in _PLACING))
        uses.context[_context(text, start)] += 1
        yield text[start : span.end], start, uses


def _topics_in(text: str, look_up: _Words) -> Iterator[tuple[str, int, Uses]]:
    """Yield the names in a text, each with its place, and with how it is used there.

    Two words right after an office are a person's.
    """
    for run in _RUN.finditer(text):
        words = [(piece[0], run.start() + piece.start()) for piece in _PIECE.finditer(run[0])]
        office = max((place for place, (word, _) in enumerate(words) if look_up.is_apart(word)), default=-1)
        owner = max((place for place, (word, _) in enumerate(words[:-1]) if _POSSESSIVE.search(word)), default=-1)
        first = max(office, owner) + 1
        kept = words[first:]
        while kept and kept[0][0].islower():
            kept.pop(0)
        # One word after an office is a surname; one that opens a sentence may be any word.
        if not kept or (len(kept) == 1 and (office >= 0 or not text[: kept[0][1]].strip(_OPENING))):
            continue
        start = kept[0][1]
        name = _POSSESSIVE.sub("", text[start : run.end()])
        shouted = name.isupper() and (" " in name or (len(name) > _ACRONYM and name.isalpha()))
        if len(name) < _SHORTEST or shouted or not any(look_up.is_named(word) for word, _ in kept):
            continue
        if len(kept) == 1 and name.casefold() in _DIRECTIONS:
            continue
        _, after = _around(text, start, start + len(name))
        adjective = bool(after) and after not in FUNCTION_WORDS and not _is_verb(after)
        beside = (
            office == first - 1 >= 0 and len(kept) == len(words) - first == 2 and look_up.is_office(words[office][0])
        )
        person = beside and bool(find_people(name))
        uses = Uses(1, int(person), 0, int(adjective))
        uses.context[_context(text, start)] += 1
        yield name, start, uses


def _context(text: str, start: int) -> str:
    return text[max(0, start - _CONTEXT) : start].casefold()


def _person_key(name: str) -> str:
    """Return what tells a person from others: the first name and the last, without initials."""
    words = name.casefold().split()
    return f"{words[0]} {words[-1]}"


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the word before a name, and the one after it where that is in lower case; empty for none."""
    before, after = _BEFORE.search(text, max(0, start - 40), start), _AFTER.match(text, end)
    return before[1].casefold() if before else "", after[1] if after else ""


def _count(uses: Uses, name: str, more: Uses) -> None:
    uses.sentences += more.sentences
    uses.person += more.person
    uses.place += more.place
    uses.adjective += more.adjective
    uses.written[name] += 1
    uses.context.update(more.context)


def _most(found: dict[str, Uses], searcher: Searcher, n: int, share: float) -> tuple[Subject, ...]:
    """Return those of these names that stand in most articles, without those that are part of another one, and those
    that stand in most of theirs by one line that repeats. `share`: how much of the corpus the sample is.
    """
    usual = sorted(found.items(), key=lambda each: (-each[1].sentences, each[0]))[: COUNTED * n]
    counted = []
    for _, uses in usual:
        name = min(uses.written.items(), key=lambda each: (-each[1], each[0]))[0]
        articles = searcher.count_articles(name)
        if uses.sentences >= _OWN_WORDS * share * articles:
            counted.append((articles, name))
    counted = sorted((each for each in counted if each[0] >= LEAST_ARTICLES), key=lambda each: (-each[0], each[1]))
    kept: list[tuple[int, str]] = []
    for articles, name in counted:
        mine = set(terms_of_name(name))
        others = [(more, set(terms_of_name(other))) for more, other in counted if other != name]
        longer = any(mine < words and more >= _PART * articles for more, words in others)
        same = any(set(terms_of_name(other)) == mine or _is_part_of(other, name) for _, other in kept)
        if not longer and not same:
            kept.append((articles, name))
    return tuple(_told(name, searcher) for _, name in kept[:n])


def _is_part_of(name: str, longer: str) -> bool:
    """Whether a longer name says no more than what it is of: "Independence of the Isles", "Isles of the South"."""
    return longer.startswith(f"{name} of ") or longer.endswith((f" of {name}", f" of the {name}"))


def _told(name: str, searcher: Searcher) -> Subject:
    found = searcher.find_articles(ArticleQuery(text=f"“{name}”"))
    return Subject(name, len(found.numbers), tuple(found.months.items()))


@lru_cache(1 << 12)
def terms_of_name(name: str) -> tuple[str, ...]:
    """Return the terms of a name's words."""
    return tuple(extract_terms(name))


def _is_apart(word: str) -> bool:
    """Whether a capitalised word is no part of a name: an office, a title, a function word, a number, a day."""
    lower = word.casefold()
    term = find_term(word) or ""
    return (
        (lower in FUNCTION_WORDS and word[0].isupper())
        or lower in _TITLES
        or lower in _DAYS
        or term[:1].isdigit()
        or bool(kind_of_term(term) & (Kind.OFFICE | Kind.MONTH))
    )


def _is_office(word: str) -> bool:
    """Whether a word is an office's, or a title."""
    return word.casefold().rstrip(".") in _TITLES or bool(kind_of_term(find_term(word) or "") & Kind.OFFICE)


def _is_named(searcher: Searcher, word: str) -> bool:
    """Whether a word names something by itself: the corpus writes it with a capital everywhere, and it is no month."""
    terms = terms_of_name(_POSSESSIVE.sub("", word))
    return bool(terms) and not _is_apart(word) and all(map(searcher.is_name, terms))


def _is_verb(word: str) -> bool:
    """Whether a word in lower case after a name goes on with what it does, by its form."""
    return word.endswith(("ed", "es", "ing")) or word in ("led", "met", "made", "began", "took", "gave", "told")
