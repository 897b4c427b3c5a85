"""Questions of a form of their own: for several things at once, for a section, for two of them side by side, and for the
articles themselves.

The form is read off the question's grammar. It is looked for beside the kind of answer (see `kind_of`), and no form
knows the words of a corpus.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from qa.asking.kinds import AskedFor, Wanted
from qa.values import AnswerKind


class Catalogued(StrEnum):
    """What a question asks about the articles themselves."""

    COUNT = "count"
    ALL = "all"
    NEWEST = "newest"
    OLDEST = "oldest"
    PUBLISHERS = "publishers"
    ABOUT = "about"
    ABILITY = "ability"
    MENTIONS = "mentions"


@dataclass(frozen=True, slots=True)
class Form:
    """A form of question. `about`: the words for what it asks of: the section, the two to compare, what articles say.
    `asks`: what is asked about the articles, where `kind` is CORPUS.
    """

    kind: AnswerKind
    about: str = ""
    asks: Catalogued | None = None


_X = re.VERBOSE | re.IGNORECASE
_POLITE = (
    r"^\W*(?:(?:please|pls|ok|okay|so|and|now|hi|hello|thanks|can\ you|could\ you|would\ you|will\ you|i(?:'d|\ would)"
    r"\ like\ (?:you\ )?to)\W+)*"
)
_END = r"(?:\W+(?:please|pls|then|now|thanks))?\W*$"

# --- several things at once ---

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
    r"|(?:second|minute|hour|day|week|month|year)s|[\w'-]*(?:ss|us|is))"
)
_NOUNS = rf"(?:(?!{_NO_NOUN}\b)(?:(?-i:[a-z])[\w-]+s|people|men|women|children|persons|media|criteria|data)\b)"
_PLURAL = rf"{_NOUNS}(?!')"
_NOT_BETWEEN = (
    r"is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might|must|of|the|an?|to|in|on|at|for"
    r"|with|by|from|over|under|about|after|before|between|into|than|or|and|but|this|that|there|i|we|you|it|they|he|she"
    r"|its|his|her|their|our|your|my|more|fewer|less"
)
_BETWEEN = rf"(?:(?!(?:{_NOT_BETWEEN})\b|[\w-]+'s\b)[\w&./-]+\ +)"
"""A word that may stand between a question word and its noun."""

_AUXILIARY = (
    r"(?:are|were|have|had|do|did|will|would|can|could|should|shall|may|might|must|is|was|has|does)"
)
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
    rf"\bwhich\ +(?:other\ +)?{_PLURAL}(?!\ +(?:the|an?|its|his|her|their|our)\b)(?!\ +(?!{_AUXILIARY}\b)[\w-]+\ +{_AUXILIARY}\b)",
    rf"\bwhich\ +{_BETWEEN}{{1,3}}?{_PLURAL}\ +{_FINITE}\b",
    rf"\bwhat\ +{_BETWEEN}{{0,3}}?{_PLURAL}\ +{_AUXILIARY}\b",
    r"\bwhat\ +(?:are|were|r)\ +(?:all\ +|the\ +|its\ +|their\ +)",
    r"\bwhat(?:'s|\ is)\ all\ (?:that|the)\b",
    r"\b(?:which|what)\ +(?:ones|kinds|sorts|types)\b|\bwho\ +else\b(?!\ +(?:is|was)\b)",
    rf"\bwhich\ +of\ +(?:the|these|those|its)\ +{_PLURAL}\ +(?:are|were|have|do|will|can)\b",
    rf"\bwho\ (?:are|were)\ (?:all\ )?(?:the\ |its\ |their\ )(?:{_NUMBER}\ )?{_BETWEEN}{{0,3}}?{_PLURAL}",
    rf"\bwho\ +(?:all\ +)?(?:is|are|was|were|sat|sits|sit|serves|served|serve)\ +(?:on|in)\ +(?:the\ |its\ |that\ )?{_BETWEEN}{{0,2}}?"
    rf"{_COLLECTIVE}\b(?!\ +(?:that|which|who|when)\b)",
    r"\bwho\ +(?:makes?|made)\ +up\b",
    r"\bnames\ +of\b|\bnames\W*$|\b(?:full|complete|whole)\ list\b|\b(?:need|want|give|send|get)\b.*\blist\W*$|\blist\ of\b",
    r"\ball\ +of\ +(?:them|those|these)\W*$|\ball\ +the\ +[\w-]+s\W+(?:pls|please)\W*$",
    rf"{_POLITE}(?:name|list|give\ me|show\ me)\ +(?:me\ +)?(?:all|each|every|the|its|their|{_NUMBER})\b"
    r"(?!.*\b(?:name|number|date)\ of\b)",
)
_ASKS_SEVERAL = re.compile("|".join(_SEVERAL), _X)
_AMOUNT = re.compile(rf"\b({_NUMBER})\ +{_BETWEEN}{{0,3}}?{_PLURAL}\b", _X)
_IN_KEYWORDS = re.compile(rf"\b(?!several){_NUMBER}\ +{_BETWEEN}{{0,2}}?{_PLURAL}\b", _X)
_NOUN = re.compile(rf"\b(?:each|every)\ +(?P<each>[\w-]+)|\b(?P<plural>{_PLURAL})", _X)
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
    several = asked_for.kind in _ONE and (_ASKS_SEVERAL.search(_plain(text)) or _lists_by_keywords(text))
    return AskedFor(AnswerKind.LIST, Wanted.ITEMS) if several else asked_for


def amount_of(text: str) -> int | None:
    """Return how many things a question says that there are ("the three pillars"); None where it doesn't."""
    match = _AMOUNT.search(_plain(text))
    if match is None or _MEASURED.search(match[0]):
        return None
    word = match[1].lower()
    return _NUMBERS.get(word) or (int(word) if word.isdigit() else None)


def noun_of(text: str) -> str | None:
    """Return the noun of what a question asks for several of, as it stands there: its first plural, or the singular
    after "every".
    """
    match = _NOUN.search(_plain(text))
    return None if match is None else match["each"] or match["plural"]


def _lists_by_keywords(text: str) -> bool:
    """Whether bare words without a verb name several things by their number ("harbour plan three pillars")."""
    found = None if _SENTENCE.search(text) else _IN_KEYWORDS.search(text)
    return found is not None and not _MEASURED.search(found[0])


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip()


# --- a section, two sections ---

_OF_SECTION = re.compile(
    rf"""{_POLITE}(?:
      (?:tell|show|give)\ (?:me|us)\ (?:(?:something|more|all|everything|a\ (?:bit|little))\ )?(?:about|of|on)
      |tell\ (?:me\ )?about|summari[sz]e|sum\ up|recap
      |(?:give\ (?:me|us)\ )?(?:an?|the)?\ ?(?:short\ |brief\ |quick\ )?(?:summary|overview|outline|rundown|gist)\ (?:of|on|about)
      |what\ (?:can|do)\ you\ (?:tell|say|know)(?:\ me|\ us)?\ (?:about|of)
      |what\ do\ (?:the\ articles|they)\ say\ (?:about|of|on)
    )\ +(?P<about>.+?){_END}""",
    _X,
)
_DOING = re.compile(
    rf"{_POLITE}what(?:'s|s|\ is|\ are)\ +(?P<about>.+?)\ +(?:doing|up\ to)(?:\ (?:there|these\ days|at\ the\ moment))?{_END}",
    _X,
)
_OF_TWO = re.compile(
    rf"""{_POLITE}(?:
      compare\ (?P<compared>.+?)
      |(?:what(?:'s|s|\ is|\ are)\ )?(?:the\ )?(?:main\ )?(?:differences?|similarit(?:y|ies)|comparison)\ (?:between|of)
       \ (?P<between>.+?)
      |what\ (?:do|does)\ (?P<common>.+?)\ (?:have\ in\ common|share)(?:\ with\ (?P<shared>.+?))?
      |how\ (?:do|does|are|is)\ (?P<differ>.+?)\ (?:differ|compare|alike|similar|different)
       (?:\ (?:from|to|with)\ (?P<other>.+?))?
      |(?P<versus>(?:\S+\ ){{1,5}}(?:vs|versus)\.?(?:\ \S+){{1,5}}?)
    ){_END}""",
    _X,
)


def section_form(text: str) -> Form | None:
    """Return the form of a question for all that is said of a thing ("Tell me about …"), or of two side by side; None
    for other questions. Whether there are sections of these names is for others to find.
    """
    plain = _plain(text)
    match = _OF_TWO.match(plain)
    if match is not None:
        return Form(AnswerKind.COMPARISON, " ; ".join(filter(None, match.groups())))
    match = _OF_SECTION.match(plain) or _DOING.match(plain)
    return None if match is None else Form(AnswerKind.SECTION, match["about"])


# --- the articles themselves ---

_DOCUMENTS = r"(?:articles?|documents?|texts?|pages?|reports?|announcements?|sources?|files?|stories|story|press\ releases?|pieces?)"
_THESE = r"(?:(?:the|these|those|your|all|all\ the|all\ of\ the)\ +)?"
_HERE = (
    r"(?:\ +(?:(?:are|is)\ there|there\ are|(?:do|did)\ you\ (?:have|know|hold|cover|search|use)|(?:have\ )?you(?:'ve)?"
    r"\ (?:have|got|read|know)|have\ you\ (?:got|read|indexed)|(?:are\ |is\ )?(?:in|on)\ (?:here|the\ (?:corpus|index|collection|archive|library)"
    r"|this\ (?:corpus|index|collection|archive|site|library)|total|all)|are\ (?:indexed|loaded|searched|covered)|altogether)){0,3}"
)
_SAYING = (
    r"(?:say|says|said|mention|mentions|mentioned|talk\ (?:about|of)|talks\ (?:about|of)|speak\ of|speaks\ of|tell\ (?:of|about)"
    r"|tells\ (?:of|about)|report|reports|refer\ to|refers\ to|name|names|contain|contains|discuss|discusses|describe|describes"
    r"|cover|covers|write\ about|are\ about|is\ about|deal\ with)"
)
_FORMS = (
    (
        Catalogued.MENTIONS,
        rf"(?:(?:how\ many|what\ number\ of)\ (?:of\ )?{_THESE}|which\ (?:of\ the\ )?|what\ |list\ (?:all\ )?(?:the\ )?)"
        rf"{_DOCUMENTS}\ +(?:that\ +|which\ +)?(?:do\ +)?{_SAYING}\ +(?:that\ +)?(?P<about>.+?)",
    ),
    (Catalogued.COUNT, rf"(?:how\ many|what\ number\ of|number\ of)\ +(?:of\ )?{_THESE}{_DOCUMENTS}{_HERE}"),
    (
        Catalogued.COUNT,
        r"how\ (?:big|large)\ is\ (?:the|this|your)\ (?:corpus|collection|index|archive|library)",
    ),
    (
        Catalogued.ALL,
        rf"(?:(?:which|what)\ +{_DOCUMENTS}{_HERE}|(?:list|show|name)\ (?:me\ )?(?:all\ )?(?:the\ |your\ |these\ )?{_DOCUMENTS}{_HERE}"
        rf"|what\ are\ (?:the|your)\ {_DOCUMENTS})",
    ),
    (
        Catalogued.NEWEST,
        rf"(?:(?:which|what)(?:'s|\ is|\ are|\ was)?\ +)?(?:{_DOCUMENTS}\ +is\ +)?(?:the\ +|your\ +)?(?:newest|latest|most\ recent|last)"
        rf"(?:\ +(?:{_DOCUMENTS}|one))?(?:\ +(?:you\ have|there\ is|published|here))?",
    ),
    (
        Catalogued.OLDEST,
        rf"(?:(?:which|what)(?:'s|\ is|\ are|\ was)?\ +)?(?:{_DOCUMENTS}\ +is\ +)?(?:the\ +|your\ +)?(?:oldest|earliest|first)"
        rf"(?:\ +(?:{_DOCUMENTS}|one))?(?:\ +(?:you\ have|there\ is|published|here))?",
    ),
    (
        Catalogued.PUBLISHERS,
        rf"who\ +(?:publish(?:es|ed)?|wrote|writes|made|makes|issued|issues|released|posts|posted)\ +(?:(?:the|these|those|this|your|all)\ +)*?"
        rf"(?:{_DOCUMENTS}|these|those|them|it|corpus|collection)"
        rf"|(?:which|what|who)\ (?:are\ )?(?:the\ )?publishers?(?:{_HERE})"
        rf"|where\ (?:do|does|did|are|is)\ +(?:(?:the|these|those|this|your|all)\ +)*(?:{_DOCUMENTS}|information|corpus|collection)\ (?:come\ |taken\ )?from"
        r"|what\ are\ your\ sources",
    ),
    (
        Catalogued.ABOUT,
        r"what(?:'s|s|\ is)\ +(?:this|it|all\ this|(?:this|the|your)\ (?:corpus|collection|index|archive|site|library|service))\ +(?:all\ )?about"
        rf"|what\ +are\ +(?:they|these|those|(?:(?:the|these|those|your|all)\ +)+{_DOCUMENTS})\ +(?:all\ )?about"
        rf"|what\ (?:topics|subjects|themes)\ (?:do\ (?:you|they|(?:the|these)\ {_DOCUMENTS})\ cover|are\ (?:there|covered))"
        r"|what(?:'s|\ is)\ (?:in\ (?:here|there|this|the\ (?:corpus|collection|archive|index))|this)",
    ),
    (
        Catalogued.ABILITY,
        r"what\ (?:can|could|do)\ (?:you|i)\ (?:do|ask|know|answer|help\ with|tell\ me)(?:\ (?:you|here|for\ me|me|with\ this|about))*"
        r"|(?:who|what)\ are\ you|help(?:\ me)?|how\ (?:do|does|can)\ (?:you|this|it|i\ use\ (?:you|this|it))(?:\ work)?"
        r"|what\ (?:kind|sort)s?\ of\ questions\ (?:can|do)\ (?:i\ ask|you\ answer)(?:\ you)?",
    ),
)
_OF_CORPUS = tuple((asks, re.compile(rf"{_POLITE}(?:{form}){_END}", _X)) for asks, form in _FORMS)
_NAMES_THEM = re.compile(rf"\b{_DOCUMENTS}\b|\b(?:you|corpus|collection|index|archive|library)\b", _X)


def corpus_form(text: str, *, alone: bool) -> Form | None:
    """Return the form of a question about the articles themselves; None for other questions.

    `alone`: whether no turn stands before it. After one, "which is the newest?" is about what that was about, unless it
    names the articles.
    """
    plain = _plain(text)
    if not alone and not _NAMES_THEM.search(plain):
        return None
    for asks, form in _OF_CORPUS:
        match = form.match(plain)
        if match is not None:
            return Form(AnswerKind.CORPUS, match.groupdict().get("about") or "", asks)
    return None
