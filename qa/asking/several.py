"""Questions that ask for several things at once: read off a question's plural, its number or its "list", and no words
of a corpus.
"""

import re

from qa.asking.kinds import AskedFor, Wanted
from qa.values import AnswerKind

X = re.VERBOSE | re.IGNORECASE
POLITE = (
    r"^\W*(?:(?:please|pls|ok|okay|so|and|now|hi|hello|thanks|can\ you|could\ you|would\ you|will\ you|i(?:'d|\ would)"
    r"\ like\ (?:you\ )?to)\W+)*"
)
"""What may stand before a question, out of politeness."""

_NUMBER = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|several|[2-9]|1\d|20)"
)
_NUMBERS = {
    word: number
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen twenty".split(),
        2,
    )
}
_NO_NOUN = (
    r"(?:is|was|has|does|its|his|this|us|thus|plus|as|always|perhaps|across|towards|besides|sometimes|lots|means"
    r"|makes|happens|causes|comes|goes|says|gives|takes|gets|needs|works|becomes|seems|series|news|species"
    r"|(?:second|minute|hour|day|week|month|year)s|[\w'-]{0,60}(?:ss|us|is))"
)
_NOUNS = rf"(?:(?!{_NO_NOUN}\b)(?:(?-i:[a-z])[\w-]{{1,60}}s|people|men|women|children|persons|media|criteria|data)\b)"
_PLURAL = rf"{_NOUNS}(?!')"
_NOT_BETWEEN = (
    r"is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might|must|of|the|an?|to|in|on|at|for"
    r"|with|by|from|over|under|about|after|before|between|into|than|or|and|but|this|that|there|i|we|you|it|they|he|she"
    r"|its|his|her|their|our|your|my|more|fewer|less"
)
_BETWEEN = rf"(?:(?!(?:{_NOT_BETWEEN})\b|[\w-]+'s\b)[\w&./-]+\ +)"
"""A word that may stand between a question word and its noun."""

_AUXILIARY = r"(?:are|were|have|had|do|did|will|would|can|could|should|shall|may|might|must|is|was|has|does)"
_FINITE = (
    rf"(?:{_AUXILIARY}|and|or|of|that|who|whose"
    r"|[\w-]+ed\ (?:in|to|on|for|with|by|up|out|at|off|the|an?|its|their|together))"
)
_COLLECTIVE = (
    r"(?:jury|panel|board|committee|council|crew|team|cabinet|bench|shortlist|list|group|squad|staff|commission"
    r"|task\ force|delegation|faculty)"
)
_SEVERAL = (
    rf"\b(?:which|what)\ +(?:(?:are|were|r)\ +)?(?:the\ +|its\ +|their\ +|your\ +|these\ +)?{_BETWEEN}?{_NUMBER}\ +"
    rf"{_BETWEEN}{{0,3}}?{_NOUNS}",
    rf"\bwhich\ +(?:other\ +)?{_PLURAL}(?!\ +(?:the|an?|its|his|her|their|our)\b)"
    rf"(?!\ +(?!{_AUXILIARY}\b)[\w-]+\ +{_AUXILIARY}\b)",
    rf"\bwhich\ +{_BETWEEN}{{1,3}}?{_PLURAL}\ +{_FINITE}\b",
    rf"\bwhat\ +{_BETWEEN}{{0,3}}?{_PLURAL}\ +{_AUXILIARY}\b",
    r"\bwhat\ +(?:are|were|r)\ +(?:all\ +|the\ +|its\ +|their\ +)",
    r"\bwhat(?:'s|\ is)\ all\ (?:that|the)\b",
    r"\b(?:which|what)\ +(?:ones|kinds|sorts|types)\b|\bwho\ +else\b(?!\ +(?:is|was)\b)",
    rf"\bwhich\ +of\ +(?:the|these|those|its)\ +{_PLURAL}\ +(?:are|were|have|do|will|can)\b",
    rf"\bwho\ (?:are|were)\ (?:all\ )?(?:the\ |its\ |their\ )(?:{_NUMBER}\ )?{_BETWEEN}{{0,3}}?{_PLURAL}",
    rf"\bwho\ +(?:all\ +)?(?:is|are|was|were|sat|sits|sit|serves|served|serve)\ +(?:on|in)\ +"
    rf"(?:the\ |its\ |that\ )?{_BETWEEN}{{0,2}}?{_COLLECTIVE}\b(?!\ +(?:that|which|who|when)\b)",
    r"\bwho\ +(?:makes?|made)\ +up\b",
    r"\bnames\ +of\b|\bnames\W*$|\blist\ of\b",
    r"\b(?:full|complete|whole)\ list\b|\b(?:need|want|give|send|get)\b.*\blist\W*$",
    r"\ball\ +of\ +(?:them|those|these)\W*$|\ball\ +the\ +[\w-]+s\W+(?:pls|please)\W*$",
    rf"{POLITE}(?:name|list|give\ me|show\ me)\ +(?:me\ +)?(?:all|each|every(?:one|body)?|the|its|their|{_NUMBER})\b"
    r"(?!.*\b(?:name|number|date)\ of\b)",
)
_ASKS_SEVERAL = re.compile("|".join(_SEVERAL), X)
_AMOUNT = re.compile(rf"\b({_NUMBER})\ +{_BETWEEN}{{0,3}}?{_PLURAL}\b", X)
_IN_KEYWORDS = re.compile(rf"\b(?!several){_NUMBER}\ +{_BETWEEN}{{0,2}}?{_PLURAL}\b", X)
_NOUN = re.compile(rf"\b(?:each|every)\ +(?P<each>[\w-]+)|\b(?P<plural>{_PLURAL})", X)
_BEFORE_NOUN = re.compile(
    rf"\b(?:which|what|the|all|name|list|these|{_NUMBER})\ +(?!{_NUMBER}\b)(?P<before>{_BETWEEN}{{1,3}}?){_PLURAL}", X
)
_MEASURED = re.compile(
    r"\b(?:second|minute|hour|day|week|month|year|mile|metre|meter|kilomet\w+|pound|dollar|euro|percent|point)s\b", re.I
)
_SENTENCE = re.compile(
    r"\b(?:who|whom|whose|what|when|where|how|which|why|is|are|was|were|do|does|did|has|have|had|will|would|can|could"
    r"|should|may|might)\b",
    re.I,
)
_ONE = frozenset({AnswerKind.SUBJECT, AnswerKind.PERSON, AnswerKind.PASSAGE, AnswerKind.YES_NO, AnswerKind.LIST})
"""The kinds for which a question may ask in the plural and want a list."""


def as_list(text: str, asked_for: AskedFor) -> AskedFor:
    """Return what a question asks for: a list, where it asks for several things of no kind that is given in figures."""
    several = asked_for.kind in _ONE and (_ASKS_SEVERAL.search(plain(text)) or _lists_by_keywords(text))
    return AskedFor(AnswerKind.LIST, Wanted.ITEMS) if several else asked_for


def amount_of(text: str) -> int | None:
    """Return how many things a question says that there are ("the three pillars"); None where it doesn't."""
    match = _AMOUNT.search(plain(text))
    if match is None or _MEASURED.search(match[0]):
        return None
    word = match[1].lower()
    return _NUMBERS.get(word) or (int(word) if word.isdigit() else None)


def noun_of(text: str) -> str | None:
    """Return the noun of what a question asks for several of, as it stands there: its first plural, or the singular
    after "every".
    """
    match = _NOUN.search(plain(text))
    return None if match is None else match["each"] or match["plural"]


def words_before_noun(text: str) -> tuple[str, ...]:
    """Return the words that stand right before the noun of what a question asks for several of ("northern" in "which
    northern towns").
    """
    match = _BEFORE_NOUN.search(plain(text))
    return () if match is None else tuple(match["before"].split())


def _lists_by_keywords(text: str) -> bool:
    """Whether bare words without a verb name several things by their number ("harbour plan three pillars")."""
    found = None if _SENTENCE.search(text) else _IN_KEYWORDS.search(text)
    return found is not None and not _MEASURED.search(found[0])


def plain(text: str) -> str:
    """Return a question in one line, with straight apostrophes."""
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip()
