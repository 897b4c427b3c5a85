"""What a question's own words tell of the thing that answers it: a person, a body, a place, and by which noun."""

import re
from dataclasses import dataclass
from functools import lru_cache

from index import FUNCTION_WORDS, find_term
from qa.asking.clauses import find_asking
from qa.spans.offices import OFFICE, is_persons
from qa.spans.sorts import Sort

_PERSON = re.compile(
    r"(?:person|people|man|men|woman|women|politician|official|president|chair(?:man|woman|person)?|chief|speaker|mp|expert"
    r"|guest|host|hero|wife|husband|son|daughter|brother|sister|king|queen|lord|lady|baroness|pope|bishop|judge|captain"
    r"|head|boss|champion|friend|colleague|nurse|astronaut|member|star|artist|model|coach|mayor|minister|guy|girl|boy|student)s?",
    re.I,
)
_PERSON_ENDING = re.compile(
    r"(?:\w{2,}(?:ologist|omer|(?<!numb)(?<!land)(?<!pap)(?<!cent)(?<!lett)(?<!quart)(?<!comput)(?<!ord)(?<!wat)(?<!riv)er"
    r"|[^cm]tor|sor|ist|ian|eer|eur|man|woman|cian))s?",
    re.I,
)
_BODY = re.compile(
    r"(?:compan(?:y|ies)|firm|charit(?:y|ies)|department|agenc(?:y|ies)|bod(?:y|ies)|organi[sz]ation|universit(?:y|ies)|council"
    r"|group|team|ministr(?:y|ies)|institut(?:e|ion)|trust|union|bank|school|college|non-?profit|contractor|business(?:es)?"
    r"|publisher|association|office|authorit(?:y|ies)|club|band|party|church|foundation|committee|hospital|airline|carrier"
    r"|operator|network|service|newspaper|magazine|paper|partner|society|museum|vendor|supplier|maker|manufacturer|employer"
    r"|bureau|commission|board|gallery|galleries|library|libraries|theatre|cinema|zoo|clinic|surgery|cent(?:er|re)|lab(?:orator(?:y|ies))?|provider|developer|district|government|force|court|programme|program)s?",
    re.I,
)
_PLACE = re.compile(
    r"(?:place|city|cities|town|village|countr(?:y|ies)|count(?:y|ies)|state|region|borough|area|island|site|venue|street|road"
    r"|river|mountain|lake|province|district|location|spot|port|harbour|harbor|capital|continent|planet|room|building"
    r"|parish|neighbou?rhood|hall|house|park|bay|valley|hill|airport|station|base|nation|part)s?",
    re.I,
)
_OF_NOUNS = (
    (Sort.PLACE, _PLACE),
    (Sort.BODY, _BODY),
    (Sort.PERSON, _PERSON),
    (Sort.PERSON, _PERSON_ENDING),
)
_ASKING = re.compile(r"\b(?:which|what)\s+(?P<rest>[^?.!,;:]+)", re.I)
_VERB = re.compile(
    r"(?:set|sets|cut|cuts|hit|let|put|puts|rose|fell|chose|drew|drove|flew|rang|spoke|taught|wore|got|won|made|took|came|went|gave|had|said|ran|led|held|built|sent|put|paid|wrote|began|grew|saw|lost|left|kept|found"
    r"|bought|sold|met|told|brought|became|makes?|takes?|runs?|gets?|gives?|goes|says?|holds?|wants?|needs?|pays?|helps?"
    r"|works?|lets?|turns?|uses?|owns?|tries|keeps?|leads?|offers?|plays?|sells?|stands?|comes?|lies|\w{2,}(?<!s|e)ed|\w+[^e]ed)",
    re.I,
)
_OPENS = re.compile(
    r"(?:so|and|but|other|else|exact|exactly|two|three|four|kind|sort|type|of|the|an?|one|ones|same|new|old|first|last|next)",
    re.I,
)
_LONGEST = 5


@dataclass(frozen=True, slots=True)
class AskedNoun:
    """The noun of "which …" or "what …": its last words, the term of each, and what they say that the answer is."""

    words: tuple[str, ...]
    terms: frozenset[str]
    sort: Sort | None


@lru_cache(maxsize=1 << 10)
def read_noun(text: str) -> AskedNoun:
    """Read the noun of a question; without words where it has none."""
    found: list[str] = []
    for match in _ASKING.finditer(text):
        found = _noun_phrase(match["rest"])
        if found:
            break
    head = find_asking(text)
    noun = head.word(head.head)
    if noun in found:
        found = found[: found.index(noun) + 1]
    sort = next((each for word in reversed(found) if (each := sort_of_noun(word)) is not None), None) if found else None
    terms = frozenset(term for word in found[-2:] if (term := find_term(word)) is not None)
    return AskedNoun(tuple(found), terms, sort or (Sort.THING if found else None))


def _noun_phrase(rest: str) -> list[str]:
    out: list[str] = []
    of = re.match(r"\s*(?:\w+\s+)?of\b", rest) is not None
    for word in rest.split():
        plain = word.strip("“”‘’\"'()").lower()
        if not out and _OPENS.fullmatch(plain):
            continue
        if plain in FUNCTION_WORDS or (out and _VERB.fullmatch(plain)) or len(out) == _LONGEST:
            break
        owns = plain.endswith(("'s", "’s"))
        out.append(plain.removesuffix("'s").removesuffix("’s"))
        if owns and not of:  # "which town's hub …" asks for the town, "which of the town's hubs" for a hub
            break
        if owns:
            out = []
    return out


def sort_of_noun(word: str) -> Sort | None:
    """Return what a noun of a question says that its answer is."""
    if OFFICE.fullmatch(word) or is_persons(word):
        return Sort.PERSON
    for sort, pattern in _OF_NOUNS:
        if pattern.fullmatch(word):
            return sort
    return None


def may_name_others(noun: AskedNoun) -> bool:
    """Whether only the ending of a noun says that a person is asked for: a "planner" is one, a "front-runner" may be a
    town.
    """
    known = (_PERSON.fullmatch(word) is not None or is_persons(word) for word in noun.words)
    return noun.sort is Sort.PERSON and not any(known)
