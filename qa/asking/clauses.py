"""The clause of a question that asks, the rest being context; and its grammar: question word, head noun, verb.

It is read by closed lists of words and by order, without a tagger: a question is short, and what follows its question
word tells what is asked for.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index import FUNCTION_WORDS

_APOSTROPHES = str.maketrans("’‘“”`", "''\"\"'")
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:[-'][^\W\d_]+)*|[£$€]?\d[\d.,:]*\w*|[^\w\s]")
_DASHES = frozenset("- – — --".split())
_ENDS = frozenset(". ! ? ; … —".split()) | _DASHES
_BREAKS = _ENDS | frozenset(": , ( )".split())
"""The signs at which a clause may end, and those after which one may begin."""

_SHORT_FORMS = {
    **{f"{word}s": (word, "'s") for word in ("what", "who", "where", "when", "how", "why")},
    **dict.fromkeys(("wat", "wot", "wut"), ("what",)),
    **{"hows": ("how", "'s"), "wats": ("what", "'s"), "wots": ("what", "'s")},
}
_RELATIVE = frozenset("who which where when whose whom".split())
_TIME_OR_PLACE = frozenset("when where how why".split())
_WITHIN = "'£$€%&/"
"""Signs that end no clause."""

_STOP = re.compile(r"[.!;](?:\s|$)")
WH = frozenset("what which who whom whose when where why how".split())
AUXILIARIES = frozenset(
    "is are was were am be been being 's 're do does did has have had will would can could shall should may might must"
    " 'd 'll isn't aren't wasn't weren't don't doesn't didn't hasn't haven't won't can't couldn't wouldn't".split()
)
_MODALS = frozenset("can could would will".split())
_COPULAS = frozenset("'s is was are were".split())
_DETERMINERS = frozenset("the a an its his her their our your my this that these those some any all both".split())
PREPOSITIONS = frozenset(
    "of in on at by for from to with within about after before since until till under over during into through against"
    " near between among per as behind than around across".split()
)
_PRONOUNS = frozenset("i we you he she it they one people someone anybody somebody anyone there them him us me".split())
_TELLS = frozenset(
    "tell know me remember say wonder wondering ask asking out see sure please so and but or then exactly ok okay hi"
    " hello hey um er well right now also".split()
)
"""What may stand before a question word that still asks."""

_ONESELF = frozenset("i me my mine we us our myself ours".split())
_POINTS_BACK = frozenset("it its that this those these they them their he him his she her there then one ones".split())
_WANTS = frozenset("need want give tell find name list show get looking seeking explain describe define".split())
"""What asks without a question word ("I need the name of the official")."""

_BEFORE_WANTED = _DETERMINERS | _PRONOUNS | {"to", "know", "please", "for"}
_KIND_OF = frozenset("kind kinds type types sort sorts form forms".split())
_NAME_OF = frozenset("name names title titles".split())
_NEAR = 6
"""How many words behind the first comma a question word may stand, if that clause is one of time or place."""

_ASKS_FROM = 2.0
"""A question word that asks less plainly than this may open a relative clause."""

_HEAD_REACH = 7
"""How many words after the question word its head noun may take."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question in lower case, without its short forms, and its half-open span; `shape`: of its letters."""

    text: str
    start: int
    end: int
    shape: str


@dataclass(frozen=True, slots=True)
class Asking:
    """How a question asks. `start`, `end`: the clause that asks, half-open; `words`: its words. `wh`: the place of the
    question word among these, None without one; `how`: the word that goes with "how"; `head`: the place of the head
    noun, and `verb` that of the first verb behind it, None where there is none.
    """

    start: int
    end: int
    words: tuple[Word, ...]
    wh: int | None
    how: str
    head: int | None
    verb: int | None

    @property
    def names_noun(self) -> bool:
        """Whether the question word goes with its noun ("what city", "in which year"), and no verb stands between."""
        if self.wh is None or self.head is None or self.words[self.wh].text not in ("what", "which", "whose"):
            return False
        return not any(word.text in AUXILIARIES for word in self.words[self.wh + 1 : self.head])

    def word(self, place: int | None) -> str:
        """Return the word at a place, or nothing."""
        return "" if place is None else self.words[place].text


@lru_cache(maxsize=1 << 10)
def cut_words(text: str) -> tuple[Word, ...]:
    """Cut a question into words and signs; "whats" is "what" and "'s", as "what's" is."""
    plain = text.translate(_APOSTROPHES)
    out = []
    for match in _TOKEN.finditer(plain):
        word, start, end = match[0].lower(), match.start(), match.end()
        shape = _shape(match[0])
        parts = _SHORT_FORMS.get(word)
        if parts is None and "'" in word:
            head, _, tail = word.rpartition("'")
            parts = (head, f"'{tail}") if tail in ("s", "re", "d", "ll") and head else None
        for part in parts or (word,):
            out.append(Word(part, start, end, shape if part[0] != "'" else "'"))
    return tuple(out)


def _shape(word: str) -> str:
    if word[0].isdigit() or word[0] in "£$€":
        return "9"
    if not word[0].isalpha():
        return word[0]
    if word.isupper() and len(word) > 1:
        return "XX"
    return "Xx" if word[0].isupper() else "x"


@lru_cache(maxsize=1 << 10)
def find_asking(text: str) -> Asking:
    """Find the clause that asks, and its grammar; of a text that has no question word, or none that asks, all of it."""
    words = cut_words(text)
    wh = _find_wh(text, words)
    if wh is None:
        start, end = _clause_around(text, words, _auxiliary_first(words))
    else:
        start, end = _clause_around(text, words, wh)
    own = tuple(word for word in words if start <= word.start < end)
    place = None if wh is None else own.index(words[wh])
    how = own[place + 1].text if place is not None and own[place].text == "how" and place + 1 < len(own) else ""
    head, verb = _head_and_verb(own, place)
    return Asking(start, end, own, place, how, head, verb)


def _find_wh(text: str, words: tuple[Word, ...]) -> int | None:
    """Return the question word that asks: one that opens a clause, best the first of a clause with a question mark."""
    places = [place for place, word in enumerate(words) if word.text in WH]
    if not places:
        return None
    plain = {place: _plainness(text, words, place) for place in places}
    best = max(places, key=lambda place: plain[place])
    wanted = any(word.text in _WANTS for word in words)
    return None if plain[best] <= 0 or (wanted and plain[best] < _ASKS_FROM) else best


def _plainness(text: str, words: tuple[Word, ...], place: int) -> float:
    """Return how plainly a question word asks, and opens no relative clause or one of time or place."""
    word, before = words[place], words[place - 1] if place else None
    opens = before is None or (not before.text[0].isalnum() and before.text[0] not in _WITHIN)
    plain = 1.0
    if opens or (before is not None and before.text in _TELLS):
        plain += 4
    elif before is not None and before.text in PREPOSITIONS:
        plain += 3.5 if place < 2 or not words[place - 2].text[0].isalnum() else 2
    if word.text in _RELATIVE and not opens and plain < 4:
        plain -= 0.5
    if before is not None and before.text == "," and words[0].text in _TIME_OR_PLACE and _subordinate(words):
        plain += 4  # "When the pier was built, which firm …?"
    elif word.text in _RELATIVE and before is not None and before.text == ",":
        plain -= 2.5
    if before is not None and before.text == '"' and sum(each.text == '"' for each in words[:place]) % 2:
        plain -= 3  # somebody else's question
    rest = text[word.end :]
    mark, stop = rest.find("?"), _STOP.search(rest)
    if mark >= 0 and (stop is None or mark < stop.start()):
        plain += 1.5
    if place == 0:
        plain += 0.5 if word.text not in _TIME_OR_PLACE or not _subordinate(words) else -2.5
    return plain


def _subordinate(words: tuple[Word, ...]) -> bool:
    """Whether a question opens with a clause of time or place ("When scientists talk of …, what …?")."""
    follows = words[1].text if len(words) > 1 else ""
    commas = [place for place, word in enumerate(words) if word.text == ","]
    near = words[commas[0] : commas[0] + _NEAR] if commas else ()
    return follows not in AUXILIARIES and any(word.text in WH for word in near)


def find_context(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of a question that only tell beside it: what the asker tells of himself or herself, and whole
    sentences before or after the one that asks, unless that points to them ("… Which town was it?").
    """
    asking = find_asking(text)
    words = cut_words(text)
    sentences: list[list[Word]] = [[]]
    for place, word in enumerate(words):
        if place and _parts(text, words[place - 1], word, _ENDS) and not _in_brackets(text, word.start):
            sentences.append([])
        sentences[-1].append(word)
    back = any(word.text in _POINTS_BACK for word in asking.words)
    out = []
    for sentence in (each for each in sentences if each):
        start, end = sentence[0].start, sentence[-1].end
        if start <= asking.start < end:
            lead = [word.text for word in sentence if word.start < asking.start]
            if _ONESELF.intersection(lead):
                out.append((start, asking.start))
        elif not back or _ONESELF.intersection(word.text for word in sentence):
            out.append((start, end))
    return tuple(out)


def _in_brackets(text: str, place: int) -> bool:
    """Whether a place stands in brackets, or opens some: they belong to what stands before them."""
    return text[place] == "(" or text.rfind("(", 0, place) > text.rfind(")", 0, place)


def opens_with_auxiliary(asking: Asking) -> bool:
    """Whether a question asks for yes or no: without a question word, by an auxiliary verb before its subject."""
    words = [word.text for word in asking.words if word.text not in _TELLS]
    if asking.wh is not None or not words or words[0] not in AUXILIARIES or words[0][0] == "'":
        return False
    return not (words[0] in _MODALS and words[1:2] in (["you"], ["someone"]) and _WANTS.intersection(words[2:5]))


def _auxiliary_first(words: tuple[Word, ...]) -> int:
    """Return the place of an auxiliary verb that opens a clause, else the first word's."""
    for place, word in enumerate(words):
        if word.text in AUXILIARIES and (place == 0 or not words[place - 1].text[0].isalnum()):
            return place
    return 0


def _clause_around(text: str, words: tuple[Word, ...], place: int) -> tuple[int, int]:
    """Return the span of the clause in which the word at a place asks: from a break before it to the end of its
    sentence, or to what only adds to it.
    """
    start, end = 0, len(text)
    for before, word in pairwise(words[: place + 1]):
        if _parts(text, before, word, _BREAKS):
            start = word.start
    for word, after in pairwise(words[place:]):
        if _parts(text, word, after, _ENDS):
            end = word.end
            break
    return start, end


def _parts(text: str, one: Word, other: Word, signs: frozenset[str]) -> bool:
    """Whether a clause ends between two words that follow one another: by a sign, or by a dash that stands free."""
    if one.text in signs:
        return one.end < other.start or one.text == "("
    between = text[one.end : other.start]
    return (
        "\n" in between
        or (other.text in signs and other.text == "—")
        or (other.text in _DASHES and bool(between) and text[other.end : other.end + 1].isspace())
    )


def _head_and_verb(words: tuple[Word, ...], wh: int | None) -> tuple[int | None, int | None]:
    """Return where the head noun of what is asked stands, and the verb behind it."""
    if wh is None:
        return _wanted_noun(words), None
    place = wh + 1
    asks_of_noun = words[wh].text in ("what", "which", "whose")
    if words[wh].text == "how" and place < len(words) and words[place].text not in AUXILIARIES:
        place += 1
        asks_of_noun = True
    head = None
    if words[wh].text == "which" and place < len(words) and words[place].text == "of":
        place += 1
        while place < len(words) and words[place].text in _DETERMINERS:
            place += 1
    if place < len(words) and words[place].text in AUXILIARIES and words[wh].text in ("what", "which"):
        first = place
        place += 1
        is_noun = words[first].text in _COPULAS or (place < len(words) and words[place].text in _DETERMINERS)
        if place < len(words) and is_noun:
            while place < len(words) and words[place].text in _DETERMINERS:
                place += 1
            head, place = _noun_from(words, place)
        return head, first
    if asks_of_noun:
        head, place = _noun_from(words, place)
    verb = next((at for at in range(max(place, wh + 1), len(words)) if words[at].text[0].isalpha()), None)
    while verb is not None and words[verb].text in AUXILIARIES | _PRONOUNS | _DETERMINERS and verb + 1 < len(words):
        if not words[verb + 1].text[0].isalpha():
            break
        verb += 1
    return head, verb


def _noun_from(words: tuple[Word, ...], place: int) -> tuple[int | None, int]:
    """Return the head noun of the phrase that begins at a place, and where the phrase ends: "kind of fish" is a fish,
    "the name of the ship" is a ship.
    """
    head = None
    begun = place
    while place < len(words) and place - begun < _HEAD_REACH:
        word = words[place].text
        if word in PREPOSITIONS and head is not None:
            of_kind = word in ("of", "for") and words[head].text in _KIND_OF | _NAME_OF
            if not of_kind:
                break
            place += 1
            while place < len(words) and words[place].text in _DETERMINERS:
                place += 1
            head, begun = None, place
            continue
        if not word[0].isalnum() and word != "'s":
            break
        if (word in AUXILIARIES and word != "'s") or word in _PRONOUNS or word in WH:
            break
        if head is not None and _begins_clause(words, head, place):
            break
        if word not in FUNCTION_WORDS and word != "'s":
            head = place
        elif head is not None and word != "'s":
            break
        place += 1
    return head, place


def _begins_clause(words: tuple[Word, ...], head: int, place: int) -> bool:
    """Whether the word behind a noun is rather a verb or a subject than the rest of a compound: "which scheme takes",
    "which towns bring", "the house that burned", "the plane Lindbergh flew".
    """
    if words[head].shape == "x" and words[place].shape == "Xx":
        return True
    word, before = words[place].text, words[head].text
    if word.endswith("ed") and len(word) > 4:
        return True
    if _is_plural(before):
        return True
    follows = words[place + 1].text if place + 1 < len(words) else ""
    return _is_plural(word) and bool(follows) and follows not in AUXILIARIES and not follows.endswith("ed")


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _wanted_noun(words: tuple[Word, ...]) -> int | None:
    """Return what is wanted without a question word: "I need the name of the official", or else the last noun."""
    for place, word in enumerate(words):
        if word.text in _WANTS:
            place += 1
            while place < len(words) and words[place].text in _BEFORE_WANTED:
                place += 1
            head, _ = _noun_from(words, place)
            if head is not None:
                return head
    return _last_noun(words)


def _last_noun(words: tuple[Word, ...]) -> int | None:
    """Return the place of the last word that has a topic, None where none has."""
    nouns = (place for place, word in enumerate(words) if word.text not in FUNCTION_WORDS and word.text[0].isalpha())
    return max(nouns, default=None)
