"""What kind of answer a question asks for, read from its question word and the noun or verb that goes with it."""

import re
from enum import StrEnum
from typing import NamedTuple

from index import FUNCTION_WORDS
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
    DAY = "day"
    ROLE = "role"
    SAID = "said"
    EXPANSION = "expansion"
    SUBJECT = "subject"
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
_CONTACT = re.compile(
    rf"""\be-?mails?\b
    |\b(?:(?:tele)?(?:ph|f)one|tel|mobile|fax)\b
       (?:\ (?:no|nos|num|numbers?|lines?|details?|contacts?|for|of|at|in)\b|\W*$)
    |\b(?:what(?:'s|s|\ is)|give\ me|need|want|get)\ (?:[\w'-]+\ ){{0,4}}(?:ph|f)one\b
    |\bcontact\ (?:details?|person|number|for|at|in|there|name|tel|phone|e-?mail|us)\b
    |\b(?:who|whom|how|(?:what|which)\ number)\ {_MAY}\ (?:[\w'-]+\ ){{0,4}}?{_RING}\b
    |\b(?:who|whom|how|(?:what|which)\ number)\ {_MAY}\ {_ANYONE}\ (?:[\w'-]+\ ){{0,3}}?{_REACH}\b
    |\b(?:who|whom)\ {_MAY}\ (?:[\w'-]+\ ){{0,4}}?(?:speak|talk|write)\ to\b
    |\bwhere\ {_MAY}\ {_ANYONE}\ (?:[\w'-]+\ ){{0,2}}?(?:contact|write|e-?mail|get\ in\ touch)\b
    |\bwho(?:'s|\ is|s)\ (?:the\ |their\ |your\ )?contact\b
    |\bnumber\ {_MAY}\ (?:[\w'-]+\ ){{0,3}}?{_REACH}\b
    |\bwhat\ number\b.{{0,60}}\bon\W*$
    |\bcontacts?\s*\??$""",
    _X,
)
_COUNTS = re.compile(r"\bhow (?:many|much|long|often|far|old|big)\b|\b(?:what|which) number of\b")
_PHONE = re.compile(r"\b(?:phone|fone|telephone|tel|mobile|fax|number|ring|call|no)\b")
_STANDS_FOR = re.compile(
    r"""\bstands?\ for\b|\bshort\ for\b|\bmeant\ by\b|\bmean(?:s|ing)?\b\s*\??$|\bdefin(?:e|ition)\b|\bfull\ name\ of\b
    |\bacronym\b|\babbreviation\b""",
    _X,
)
_AMOUNT = (
    r"(?:percentage|per\ ?cent|share|proportion|number|amount|fraction|rate|total|cost|price|budget|size|sum|figure)"
)
_NUMBER = re.compile(
    rf"""\bhow\ (?:many|much|long|often|far|old|large|big|few|quickly|fast|high|tall|heavy|deep|wide|thick)\b
    |\b(?:what|which)\ {_AMOUNT}\b|\bwhat(?:'s|s|\ is|\ was|\ are)?\ the\ (?:\w+\ ){{0,2}}{_AMOUNT}\b
    |\b(?:number|percentage|proportion|share|amount)\ of\b|\bno\.?\ of\b|\bwithin\ (?:what|how)\b
    |\bby\ (?:what|how)\b""",
    _X,
)
_WHICH_AMOUNT = re.compile(rf"\bwhich\ {_AMOUNT}\b")
_DATE = re.compile(
    r"""\b(?:what|which|target)\ (?:date|year|yr|month|day|week|time)\b|\b(?:date|deadline)\ (?:of|for)\b|\bhow\ soon\b
    |\bwhat\ is\ the\ (?:\w+\ )?(?:date|year|deadline)\b""",
    _X,
)
_PERSON_NOUN = (
    r"(?:person|man|woman|politician|minister|official|director|president|chair(?:man|woman)?|chief|leader|spokes\w+|doctor"
    r"|nurse|professor|mp|officer|expert|author|speaker|gp|engineer|manager|mayor|councillor|scientist|surgeon|teacher"
    r"|user|resident|campaigner|patient|passenger|owner|captain|farmer|head|boss)"
)
_NO_ADJECTIVE = "of|the|an?|is|are|was|were|did|do|does|has|have|had|will|would|can|could|should|area|place|town"
_PERSON = re.compile(
    rf"\b(?:which|what) (?:(?!(?:{_NO_ADJECTIVE})\b)\w+ ){{0,2}}?{_PERSON_NOUN}\b"
    rf"|\bname of (?:the |a )?(?:\w+ ){{0,2}}?{_PERSON_NOUN}\b"
)
_SAID = re.compile(
    r"\b(?:said|says|say|told|described|called|wants?|thinks?|believes?|likened|warned|brought up|argued|claimed"
    r"|quoted|talked|reckoned|reckons|compared|complained|mentioned|hoped|urged|welcomed|praised|criticised|criticized"
    r"|suggested|insisted|admitted|added|announced|stressed)\b"
)
_ROLE = re.compile(r"^(?:so |and )?what.*\b(?:role|job|position|title|post)\b")
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
_FIRST = re.compile(r"\b(when|where|which|whose|whom|who|what|how|why)(?:'s|s|'re)?\b")
_NOUN_REACH = 30
"""How many characters after the question word its noun may take."""
_YES_NO = re.compile(
    r"""^(?:so\ |and\ |but\ )?(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might|isn't
    |aren't|doesn't|don't|didn't)\b""",
    _X,
)
_WHAT_IS = re.compile(
    r"^(?:so |and |ok |please )*(?:what(?: exactly)?(?:'s|s| is| are| was| were)?(?: exactly)?|explain)"
    r"\s+(?:an? |the )?(?P<thing>[^?]+?)\s*\??$"
)


def kind_of(text: str) -> AskedFor:
    """Return what a question asks for."""
    plain = re.sub(r"\s+", " ", text.translate(str.maketrans("’‘“”", "''\"\""))).strip().lower()
    if _CONTACT.search(plain) and "point of contact" not in plain and not _COUNTS.search(plain):
        return AskedFor(AnswerKind.CONTACT, _means(plain))
    if _LIST.search(plain):
        return AskedFor(AnswerKind.LIST, Wanted.ITEMS)
    if _STANDS_FOR.search(plain):
        return AskedFor(AnswerKind.DEFINITION, Wanted.EXPANSION)
    return _by_word(plain)


def _by_word(plain: str) -> AskedFor:
    """Decide by the first question word; one that comes later belongs to a clause."""
    first = _FIRST.search(plain)
    word = first[1] if first else ""
    asked = plain[: first.end() + _NOUN_REACH] if first else plain
    if word == "when" or (_DATE.search(asked) and "within what" not in asked):
        return AskedFor(AnswerKind.DATE, Wanted.DURATION if "how soon" in asked else Wanted.DAY)
    if _NUMBER.search(asked) and not (word in ("which", "where", "who") and not _WHICH_AMOUNT.search(asked)):
        return AskedFor(AnswerKind.NUMBER, _unit(plain))
    if word in ("who", "whom") or _PERSON.search(asked):
        return AskedFor(AnswerKind.PERSON, Wanted.SAID if _SAID.search(plain) else None)
    if _ROLE.search(plain):
        return AskedFor(AnswerKind.PERSON, Wanted.ROLE)
    if word in ("where", "which", "whose") or _SUBJECT.search(asked):
        return AskedFor(AnswerKind.SUBJECT, Wanted.SUBJECT)
    if _YES_NO.match(plain):
        return AskedFor(AnswerKind.YES_NO)
    thing = _WHAT_IS.match(plain)
    if thing and _is_short(thing["thing"]):
        return AskedFor(AnswerKind.DEFINITION, Wanted.EXPANSION if " " not in thing["thing"].strip() else None)
    return AskedFor(AnswerKind.PASSAGE)


def _means(plain: str) -> Wanted:
    """Return by what means a contact is to be reached: an address, a number, or the name of whom to ask."""
    if re.search(r"\bfax\b", plain):
        return Wanted.FAX
    if re.search(r"\be-?mail|\bwrite\b", plain):
        return Wanted.EMAIL
    return Wanted.PHONE if _PHONE.search(plain) and not plain.startswith("who") else Wanted.NAME


def _unit(plain: str) -> Wanted | None:
    """Return the unit of the number that is asked for, None where the question leaves it open."""
    if re.search(r"\b(?:how many|no\.? of|number of) (?:\w+ )?(?:second|minute|hour|day|week|month|year)s\b", plain):
        return Wanted.DURATION
    if re.search(r"\b(?:percent\w*|per cent|share|proportion|fraction|rate)\b|%", plain):
        return Wanted.SHARE
    if re.search(r"\bhow (?:long|soon|quickly)\b|\bwait\b|\bwithin what\b", plain):
        return Wanted.DURATION
    money = (
        r"money|cost|spen[dt]|sav\w+|invest\w*|pa(?:y|id)|fund\w*|budget|price|worth|giv\w+|rais\w+|earn\w*|award\w*"
    )
    if re.search(
        rf"\bhow much (?:is|are|was|were|for)\b|(?<!by )\bhow much\b.*\b(?:{money})\b"
        r"|\bhow much (?:did|does|do|will|has|have) [^?]*\b(?:get|got|receive)\b\W*$"
        r"|\b(?:cost|price|budget|sum|salary|fare|fee)\b",
        plain,
    ):
        return Wanted.MONEY
    return Wanted.COUNT if re.search(r"\bhow many\b|\b(?:number|no\.?) of\b", plain) else None


def _is_short(thing: str) -> bool:
    """Whether "what is …" asks for one thing by name: quoted, or at most three words, none a function word."""
    quoted = re.fullmatch(r"[\"'].+[\"']", thing) is not None
    return quoted or (len(thing.split()) <= 3 and not FUNCTION_WORDS.intersection(thing.split()))
