"""What kind of answer a question asks for: by a model of its grammar, and by rules where the form alone tells it."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from index import FUNCTION_WORDS
from qa.asking.clauses import PREPOSITIONS, Asking, find_asking, opens_with_auxiliary
from qa.asking.kind_features import classes_of
from qa.asking.kind_model import LIST, KindModel, shipped_kind_model
from qa.values import AnswerKind


class Wanted(StrEnum):
    """What narrows a kind of answer: by what means a contact is reached, the unit of a number or a date, what is asked
    of a person, the words that an acronym stands for, or else the one thing that there is to want of the kind.
    """

    PHONE = "phone"
    EMAIL = "email"
    FAX = "fax"
    NAME = "name"
    MONEY = "money"
    SHARE = "share"
    DURATION = "duration"
    COUNT = "count"
    MEASURE = "measure"
    TIME = "time"
    DAY = "day"
    ROLE = "role"
    SAID = "said"
    EXPANSION = "expansion"
    SUBJECT = "subject"
    PLACE = "place"
    ORGANISATION = "organisation"
    THING = "thing"
    REASON = "reason"
    MANNER = "manner"
    ITEMS = "items"


class AskedFor(NamedTuple):
    """The kind of answer that a question asks for, and what narrows it; None where the question leaves that open."""

    kind: AnswerKind
    wants: Wanted | None = None


_X = re.VERBOSE
_RING = r"(?:contact|ring|call|phone|e-?mail|get\ (?:hold|in\ touch))"
_REACH = rf"(?:{_RING}|speak|talk|reach|write)"
_MAY = r"(?:do|does|should|can|could|would|must|shall|might|to)"
_ANYONE = r"(?:i|we|you|people|someone|one)"
_ASKERS = r"(?:customers|residents|patients|traders|businesses|firms|members|readers|journalists|applicants|parents)"
_CONTACT = re.compile(
    rf"""\be-?mails?\b
    |\b(?:(?:tele)?(?:ph|f)one|tel|mobile|fax)\b
       (?:\ (?:no|nos|num|numbers?|lines?|details?|contacts?|for|of|at|in)\b|\W*$)
    |\b(?:what(?:'s|s|\ is)|give\ me|need|want|get)\ (?:[\w'-]+\ ){{0,4}}(?:ph|f)one\b
    |\bcontact\ (?:details?|info|information|person|number|for|at|in|there|name|tel|phone|e-?mail|us)\b
    |\b(?:who|whom|how|(?:what|which)\ number)\ {_MAY}\ (?:[\w'-]+\ ){{0,4}}?{_RING}\b
    |\b(?:who|whom|how|(?:what|which)\ number)\ {_MAY}\ {_ANYONE}\ (?:[\w'-]+\ ){{0,3}}?{_REACH}\b
    |\b(?:who|whom)\ {_MAY}\ (?:[\w'-]+\ ){{0,4}}?(?:speak|talk|write)\ to\b
    |\bwhere\ {_MAY}\ (?:{_ANYONE}|{_ASKERS})\ (?:[\w'-]+\ ){{0,2}}?
       (?:contact|ring|e-?mail|get\ in\ touch|(?:call|write)\W*$)
    |\bwhere\ {_MAY}\ (?:[\w'-]+\ ){{1,3}}?(?:contact|call|ring|write|e-?mail|get\ in\ touch)\ (?:to|about|for|with)\b
    |\bwho(?:'s|\ is|s)\ (?:the\ |their\ |your\ )?contact\b
    |\bnumber\ {_MAY}\ (?:[\w'-]+\ ){{0,3}}?{_REACH}\b
    |\bwhat\ number\b.{{0,60}}\bon\W*$
    |\bwhat(?:'s|s|\ is)\ (?:your|their)\ number\W*$
    |\b(?:can|could|may)\ {_ANYONE}\ {_REACH}\ (?:to\ |with\ )?(?:someone|somebody|anyone|anybody|you|them)\W*$
    |\bhow\ to\ (?:contact\b|get\ in\ touch\b|{_REACH}\ (?:to\ |with\ )?(?:you|them|us|someone|somebody|anyone)\W*$)
    |\bcontacts?\s*\??$""",
    _X,
)
_IDENTIFIER = re.compile(
    r"^(?:.*\b(?:what|which)(?:'s|s| is| was)? |(?!.*\b(?:what|which|when|how|why|who|where)\b)(?:.* )?)"
    r"(?:[\w'-]+ ){0,4}?"
    r"(?:recall|docket|reference|case|file|serial|model|registration|registered|charity|licen[cs]e|invoice|account|permit"
    r"|flight|tracking|order|patent|catalogue|application) number\b(?! of (?:people|cases)\b)"
)
"""Asks for a number that names something, and that nobody rings."""

_COUNTS = re.compile(r"\bhow (?:many|much|long|often|far|old|big)\b|\b(?:what|which) number of\b")
_PHONE = re.compile(r"\b(?:phone|fone|telephone|tel|mobile|fax|number|ring|call|no)\b")
_STANDS_FOR = re.compile(
    r"""\bstands?\ fore?\b|\bshort\ for\b
    |\bmeant\ by\b|\bmean(?:s|ing)?\b\s*\??$|\bdefin(?:e|ition)\b|\bfull\ name\ of\b
    |\bacronym\b|\babbreviation\b""",
    _X,
)
_CALLED_LETTERS = r"(?:acronym|abbreviation|letters|initials)"
_CAPITALS = r"[A-Z][\w&.]*[A-Z]\w*"
_LETTERS = re.compile(
    rf"\b(?i:what|wot|wat)[\s\S]*\b(?i:do|does|did|dose)\s+(?i:the\s+{_CALLED_LETTERS}\s+[\"“‘']?[\w&.]{{2,}}|[\"“‘']?(?-i:{_CAPITALS}))"
    r"[\"”’']?\s+(?i:stands?\s+for)\b"
    r"|^\W*(?i:what|wot|wat)\s+(?i:do|does|did|dose)\s+(?!(?:they|it|this|that|these|those|the|you|we|he|she)\b)[a-z]{2,6}\s+stands?\s+for\b"
    rf"|\b(?i:is|are|[’']s|s)\s+{_CAPITALS}\s+(?i:short\s+for|an?\s+{_CALLED_LETTERS}\s+(?:of|for))\b"
)
_PERSON_NOUN = (
    r"(?:person|man|woman|politician|minister|official|director|president|chair(?:man|woman)?|chief|leader|spokes\w+|doctor"
    r"|nurse|professor|mp|officer|expert|author|speaker|gp|engineer|manager|mayor|councillor|scientist|surgeon|teacher"
    r"|user|resident|campaigner|patient|passenger|owner|captain|farmer|head|boss)"
)
_WHO_IS = re.compile(
    r"^\W*(?:(?:so|and|ok|okay|please|but)\W+)*who(?:\s+exactly)?(?:[’']s|s|\s+(?:is|was|are|were))\s+(?:exactly\s+)?"
    r"(?P<name>[^?]+?)[\s?!.]*$",
    re.I,
)
TITLE = r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Reverend|Cllr|Councillor|Captain)\b\.?\s+)"
"""What stands before a name and is no part of it, with the space after it."""

_TITLES = re.compile(rf"^(?:the\s+)?{TITLE}+", re.I)
_NO_NAME = re.compile(rf"(?:{_PERSON_NOUN}|executive|prime|deputy|vice|founder|secretary|keeper)s?", re.I)
_VERBAL = re.compile(r"(?:ed|ble)$")
_PARTICLES = frozenset("van von de der den del della di da du la le bin al ap".split())
_LONGEST_NAME = 4
_SAID = re.compile(
    r"\b(?:said|says|say|told|described|called|wants?|thinks?|believes?|likened|warned|brought up|argued|claimed"
    r"|quoted|talked|reckoned|reckons|compared|complained|mentioned|hoped|urged|welcomed|praised|criticised|criticized"
    r"|suggested|insisted|admitted|added|announced|stressed)\b"
)
_ROLE = re.compile(r"^(?:so |and )?what(?:(?:'?s| is| was| are)\b.*)?\s(?:role|job|position|post|job title)\b")
_ABOUT = re.compile(
    r"^(?:so |and |please |can you )*(?:tell me|summari[sz]e|describe)\b(?!.*\b(?:what|who|when|where|how|why)\b)"
)
_LIST = re.compile(
    r"""^(?:name|list|give\ me|show\ me)\b.*\b(?:all|each|every|list|\w+s)\b
    |\b(?:full|complete)\ list\b|\blist\ (?:of|all|the)\b
    |\b(?:name|list)\ (?:all|the|every)\b|\bin\ which\ \w{3,}(?<!s)s\b|\bwhat\ are\ (?:all\ |the\ )
    |\b(?:which|what)\ (?:(?!is\b|was\b|has\b|does\b|this\b)\w+\ )?(?!is\b|was\b|has\b|does\b|its\b|this\b)\w{3,}(?<!s)s
       \ (?:are|were|have|do|will|did|can)\b""",
    _X,
)
_SUBJECT = re.compile(
    r"""\b(?:what|which)\ (?:area|place|town|city|country|county|region|borough|project|scheme|site
    |organi[sz]ation|company|council)\b""",
    _X,
)
_NUMBERS = {
    "count": Wanted.COUNT,
    "money": Wanted.MONEY,
    "share": Wanted.SHARE,
    "duration": Wanted.DURATION,
    "measure": Wanted.MEASURE,
    "number": None,
}
_IS = r"(?:'s|s|\ (?:is|are|was|were|will\ be|has\ been|have\ been))"
_PAYS = re.compile(
    rf"""^(?!.*\b(?:called|(?:on|for|with|about|to|from|into)\W*$|(?:ways?|reasons?|things?|methods?)\b)).*\bwhat(?:
        \ (?:did|does|do|will|would|have|has)\b(?!\ (?:it|this|that)\ cost).*\b(?:
            (?:pay|paid|spen[dt]|cost|charge|earn|owe|contribut(?:e|ed)|donated?)\b(?!\ (?:attention|tribute))
            |invest(?=\W*$|\ (?:in|for|towards?)\b))
        |(?:{_IS}|\ will)\b.*\b(?:spent|paid|charged|fined)\b
        |{_IS}\b.*\bworth\W*$
        |{_IS}?\ the\ (?:most|least|maximum|minimum)\b.*\b(?:pays?|paid|costs?|spends?|spent)\b
        |{_IS}\ (?:[\w'&-]+\ ){{0,5}}?(?:deficit|surplus|debt|turnover|profit|salar(?:y|ies)|wages?|rents?|fares?
            |revenue)\b(?=\W*$|\ (?:in|for|at|on|of|to|this|last|now|before|today|from|per)\b))""",
    _X,
)
"""Asks for a sum by its verb, or by its noun."""

_HOW = {
    "soon": AskedFor(AnswerKind.DATE, Wanted.DURATION),
    "come": AskedFor(AnswerKind.PASSAGE, Wanted.REASON),
}
"""What "how soon" and "how come" ask for."""

_REACHED = re.compile(rf"\b{_REACH}\b")
_REACH_WORD = re.compile(
    rf"\b(?:{_REACH}|(?:ph|f)ones?|tele\w+|tel|mobile|fax|e-?mails?|numbers?|calls?|contacts?|address(?:es)?|dial|details"
    r"|web\w*|sites?|online|links?|[ei]nquir\w+|ask|book(?:s|ed|ing|ings)?|appl(?:y|ies|ied)|press|media|office)\b",
    re.I,
)
_WORDS_FROM = -0.5
"""From which score of the model a question asks for something of one kind."""

_SURELY = 0.2
"""By how much the score of a unit must stand above those of others."""

_HOW_MUCH = frozenset("many much long often far old large big few quickly fast high tall heavy deep wide thick".split())
_NUMBER_OF = re.compile(r"\b(?:number|percentage|proportion|share|amount) of\b|\bno\.? of\b")
_OF_THE = re.compile(r"(?:[\w']+ )*what (?:(?:is|'s) (?:his|her|its|their|the|he|she|it|they|that|this)|was|were)\b")
"""Asks for something of a thing that is known ("what was the reason"), and defines nothing."""

_NAMED = frozenset({"place", "body", "scheme"})
"""What nouns tell of what has a name and is no person."""

_TIMES_OF = re.compile(r"\b(?:how many|no\.? of|number of) (?:\w+ )?(?:second|minute|hour|day|week|month|year)s\b")
_WEIGHS = re.compile(
    r"\bhow much (?:do|does|did|will|would|can|could|might|should|must)\b(?!.*\b(?:cost|pay|paid|raise|charge|spend)\b)"
    r".*\bweigh\b(?!-)"
)
_COUNT_OF = re.compile(r"\bhow many\b|\b(?:number|no\.?) of\b")
_LISTS_FROM = 0.0
"""From which score of the model a question asks for several things."""

_TIME = re.compile(r"\b(?:what|which) (?:time|hour)s?\b(?! of (?:year|day))")
_WHAT_IS = re.compile(
    r"^(?:so |and |ok |please )*(?:what(?: exactly)?(?:'s|s| is| are| was| were)?(?: exactly)?|explain)"
    r"\s+(?:an? |the )?(?P<thing>[^?]+?)\s*\??$"
)


def asks_letters(text: str) -> bool:
    """Whether a question asks what letters stand for: "What does ABC stand for?"."""
    return _LETTERS.search(text) is not None


def names_reach(text: str) -> bool:
    """Whether a question has a word of how somebody is reached, whatever it asks for."""
    return _REACH_WORD.search(text) is not None


def kind_of(text: str, model: KindModel | None = None) -> AskedFor:
    """Return what a question asks for. `model`: the one that ships with the package, unless another is given."""
    plain = re.sub(r"\s+", " ", text.translate(str.maketrans("’‘“”", "''\"\""))).strip().lower()
    if _IDENTIFIER.search(plain):
        return AskedFor(AnswerKind.PASSAGE, Wanted.THING)
    if _CONTACT.search(plain) and "point of contact" not in plain and not _COUNTS.search(plain):
        return AskedFor(AnswerKind.CONTACT, _means(plain))
    if _PAYS.search(plain):
        return AskedFor(AnswerKind.NUMBER, Wanted.MONEY)
    if _LIST.search(plain):
        return AskedFor(AnswerKind.LIST, Wanted.ITEMS)
    if _STANDS_FOR.search(plain):
        return AskedFor(AnswerKind.DEFINITION, Wanted.EXPANSION)
    if _asks_who_is(text):
        return AskedFor(AnswerKind.PERSON, Wanted.ROLE)
    return _by_model(text, plain, model or shipped_kind_model())


def _asks_who_is(text: str) -> bool:
    """Whether a question asks who somebody of a name is ("Who is Ann Lee?"), and not who holds an office: by capitals,
    or where it has none, by two or three words that are no function words, verbs or offices.
    """
    asked = _WHO_IS.match(text)
    name = _TITLES.sub("", re.split(r",|\s(?:of|from|at|in|with)\s", asked["name"], maxsplit=1)[0]) if asked else ""
    words = name.split()
    if not words or len(words) > _LONGEST_NAME or _NO_NAME.fullmatch(words[0]):
        return False
    if all(word[0].isupper() or word in _PARTICLES for word in words):
        return not (len(words) > 1 and name.isupper())
    if text != text.lower() or FUNCTION_WORDS.intersection(words) or not 1 < len(words) < _LONGEST_NAME:
        return False
    if words[0].endswith("ing"):
        return False
    return all(word.isalpha() and not _NO_NAME.fullmatch(word) and not _VERBAL.search(word) for word in words)


def _by_model(text: str, plain: str, model: KindModel) -> AskedFor:
    """Decide by a model, and by the question word where several kinds go with one."""
    asking = find_asking(text)
    if opens_with_auxiliary(asking):
        return AskedFor(AnswerKind.YES_NO)
    if _ABOUT.search(plain):
        return AskedFor(AnswerKind.PASSAGE)
    if _ROLE.search(plain):
        return AskedFor(AnswerKind.PERSON, Wanted.ROLE)
    if asking.how in _HOW:
        return _HOW[asking.how]
    scores = model.score(text)
    if scores[LIST] > _LISTS_FROM:
        return AskedFor(AnswerKind.LIST, Wanted.ITEMS)
    best = max((kind for kind in scores if _may_be(kind, asking, plain)), key=lambda kind: scores[kind])
    if scores[best] < _WORDS_FROM:
        return AskedFor(AnswerKind.PASSAGE) if asking.wh is None else _by_thing(asking, "thing", plain)
    if best in ("date", "contact"):
        wants = _means(plain) if best == "contact" else Wanted.TIME if _TIME.search(plain) else Wanted.DAY
        return AskedFor(AnswerKind(best), wants)
    counted = asking.word(asking.wh) == "what" and "count" in classes_of(asking.word(asking.head))
    if best in _NUMBERS or asking.how in _HOW_MUCH or counted or (asking.wh is None and _NUMBER_OF.search(plain)):
        return AskedFor(AnswerKind.NUMBER, _unit(asking, plain, best, scores))
    if best in ("person", "role") and _may_be_person(asking):
        said = Wanted.SAID if best == "person" and _SAID.search(plain) else None
        return AskedFor(AnswerKind.PERSON, Wanted.ROLE if best == "role" else said)
    return _by_thing(asking, best, plain)


def _may_be(kind: str, asking: Asking, plain: str) -> bool:
    """Whether a question may ask for a kind: for a contact only where it names one and counts nothing, for
    a sum not by "what … for"."""
    if kind == "contact":
        reached = any("reach" in classes_of(word.text) for word in asking.words)
        return not _COUNTS.search(plain) and (reached or _REACHED.search(plain) is not None)
    if kind == "money" and asking.word(asking.wh) == "what" and not asking.names_noun:
        return next((word.text for word in reversed(asking.words) if word.text.isalpha()), "") not in PREPOSITIONS
    return kind != LIST


def _unit(asking: Asking, plain: str, best: str, scores: Mapping[str, float]) -> Wanted | None:
    """Return the unit of the number that is asked for, None where the question leaves it open: "by how much", or where
    another unit is as probable.
    """
    if _TIMES_OF.search(plain):
        return Wanted.DURATION
    if _WEIGHS.search(plain):
        return Wanted.MEASURE
    if _COUNT_OF.search(plain) and (best == "number" or best not in _NUMBERS):
        return Wanted.COUNT
    before = asking.word(asking.wh - 1) if asking.wh else ""
    if "money" in classes_of(asking.word(asking.head)) and best == "money" and before != "by":
        return Wanted.MONEY
    others = [score for kind, score in scores.items() if kind in _NUMBERS and kind != best]
    if (before == "by" and asking.how == "much") or scores[best] - max(others, default=-1.0) < _SURELY:
        return None
    return _NUMBERS.get(best)


def _may_be_person(asking: Asking) -> bool:
    """Whether "which …" and "what …" may ask for a person: not with a noun that names a place or a body by itself, and
    "what" not without a noun.
    """
    tells, word = classes_of(asking.word(asking.head)), asking.word(asking.wh)
    if "person" in tells or word not in ("which", "what", "whose"):
        return True
    if tells & _NAMED or (word == "which" and asking.head is None):
        return False
    return word != "what" or asking.names_noun or any(each.text in ("name", "names") for each in asking.words)


def _by_thing(asking: Asking, best: str, plain: str) -> AskedFor:
    """Tell places, bodies, things and what they are by the question word and its noun."""
    word, tells = asking.word(asking.wh), classes_of(asking.word(asking.head))
    if word in ("who", "whom"):
        return AskedFor(AnswerKind.PERSON, Wanted.SAID if _SAID.search(plain) else None)
    if word == "where":
        return AskedFor(AnswerKind.SUBJECT, Wanted.PLACE)
    if word in ("which", "whose"):
        return AskedFor(AnswerKind.SUBJECT, Wanted.SUBJECT)
    thing = _WHAT_IS.match(plain)
    short = thing is not None and _is_short(thing["thing"])
    if best in ("definition", "expansion") and not _OF_THE.match(" ".join(each.text for each in asking.words)):
        one = best == "expansion" or (short and thing is not None and " " not in thing["thing"].strip())
        return AskedFor(AnswerKind.DEFINITION, Wanted.EXPANSION if one else None)
    if short and thing is not None and not asking.names_noun:
        return AskedFor(AnswerKind.DEFINITION, Wanted.EXPANSION if " " not in thing["thing"].strip() else None)
    if (best in ("place", "organisation") and (asking.names_noun or tells & _NAMED)) or _SUBJECT.search(plain):
        return AskedFor(AnswerKind.SUBJECT, Wanted.SUBJECT)
    narrowed = {"reason": Wanted.REASON, "manner": Wanted.MANNER, "thing": Wanted.THING}
    return AskedFor(AnswerKind.PASSAGE, narrowed.get(best))


def _means(plain: str) -> Wanted:
    """Return by what means a contact is to be reached: an address, a number, or the name of whom to ask."""
    if re.search(r"\bfax\b", plain):
        return Wanted.FAX
    if re.search(r"\be-?mail|\bwrite\b", plain):
        return Wanted.EMAIL
    return Wanted.PHONE if _PHONE.search(plain) and not plain.startswith("who") else Wanted.NAME


def _is_short(thing: str) -> bool:
    """Whether "what is …" asks for one thing by name: quoted, or at most three words, none a function word."""
    quoted = re.fullmatch(r"[\"'].+[\"']", thing) is not None
    return quoted or (len(thing.split()) <= 3 and not FUNCTION_WORDS.intersection(thing.split()))
