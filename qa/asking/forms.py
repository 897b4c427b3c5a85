"""Questions of a form of their own: for a section, for two of them side by side, for a person's words, and for the
articles themselves.

The form is read off the question's grammar. It is looked for beside the kind of answer (see `kind_of`), and no form
knows the words of a corpus.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from qa.asking.several import POLITE, X, plain
from qa.asking.times import TimeAsked
from qa.values import AnswerKind


class Catalogued(StrEnum):
    """What a question asks about the articles themselves."""

    COUNT = "count"
    ALL = "all"
    NEWEST = "newest"
    OLDEST = "oldest"
    NEW = "new"
    PUBLISHERS = "publishers"
    ABOUT = "about"
    ABILITY = "ability"
    MENTIONS = "mentions"


@dataclass(frozen=True, slots=True)
class Form:
    """A form of question. `about`: the words for what it asks of: the section, the two to compare, the speaker, what
    articles say. `asks`: what is asked about the articles, where `kind` is CORPUS. `timed`: whether the time that the
    question names tells which articles are meant.
    """

    kind: AnswerKind
    about: str = ""
    asks: Catalogued | None = None
    timed: bool = False


_END = r"(?:\W++(?:please|pls|then|now|thanks))?\W*+$"

_OF_SECTION = re.compile(
    rf"""{POLITE}(?:
      (?:tell|show|give)\ (?:me|us)\ (?:(?:something|more|all|everything|a\ (?:bit|little))\ )?(?:about|of|on)
      |tell\ (?:me\ )?about|summari[sz]e|sum\ up|recap
      |(?:give\ (?:me|us)\ )?(?:an?|the)?\ ?(?:short\ |brief\ |quick\ )?
       (?:summary|overview|outline|rundown|gist)\ (?:of|on|about)
      |what\ (?:can|do)\ you\ (?:tell|say|know)(?:\ me|\ us)?\ (?:about|of)
      |what\ do\ (?:the\ articles|they)\ say\ (?:about|of|on)
    )\ +(?P<about>.+?){_END}""",
    X,
)
_DOING = re.compile(
    rf"""{POLITE}what(?:'s|s|\ is|\ are)\ +(?P<about>.+?)\ +(?:doing|up\ to)
    (?:\ (?:there|these\ days|at\ the\ moment))?{_END}""",
    X,
)
_SPOKEN = re.compile(
    rf"""{POLITE}what\ (?:did|does|do|has|have|had|was|is)\ +(?P<about>.+?)\ +
    (?:say(?:ing)?|said|(?:have\ )?to\ say|quoted\ as\ saying)
    (?:\ (?:about|on|of)\ (?:it|this|that|them|all\ (?:this|that)))?{_END}""",
    X,
)
_OF_TWO = re.compile(
    rf"""{POLITE}(?:
      compare\ (?P<compared>.+?)
      |(?:what(?:'s|s|\ is|\ are)\ )?(?:the\ )?(?:main\ )?(?:differences?|similarit(?:y|ies)|comparison)\ (?:between|of)
       \ (?P<between>.+?)
      |what\ (?:do|does)\ (?P<common>.+?)\ (?:have\ in\ common|share)(?:\ with\ (?P<shared>.+?))?
      |how\ (?:do|does|are|is)\ (?P<differ>.+?)\ (?:differ|compare|alike|similar|different)
       (?:\ (?:from|to|with)\ (?P<other>.+?))?
      |(?P<versus>(?:\S+\ ){{1,5}}(?:vs|versus)\.?(?:\ \S+){{1,5}}?)
    ){_END}""",
    X,
)


def section_form(text: str) -> Form | None:
    """Return the form of a question for all that is said of a thing ("Tell me about …"), or of two side by side; None
    for other questions. Whether there are sections of these names is for others to find.
    """
    asked = plain(text)
    match = _OF_TWO.match(asked)
    if match is not None:
        return Form(AnswerKind.COMPARISON, " ; ".join(filter(None, match.groups())))
    match = _OF_SECTION.match(asked) or _DOING.match(asked)
    return None if match is None else Form(AnswerKind.SECTION, match["about"])


def spoken_form(text: str) -> Form | None:
    """Return the form of a question for all that a person says ("What did Ann Lee say?"); None for other questions."""
    match = _SPOKEN.match(plain(text))
    return None if match is None else Form(AnswerKind.PASSAGE, match["about"])


# --- the articles themselves ---

_DOCUMENTS = (
    r"(?:articles?|documents?|texts?|pages?|reports?|announcements?|sources?|files?|stories|story|press\ releases?"
    r"|pieces?)"
)
_CORPUS = r"(?:corpus|collection|index|archive|library|site|service)"
_THESE = r"(?:(?:the|these|those|this|your|all|all\ of\ the)\ +){0,2}"
_HERE = rf"""(?:\ +(?:(?:are|is)\ there|there\ are|(?:do|did)\ you\ (?:have|know|hold|cover|search|use)
    |(?:have\ )?you(?:'ve)?\ (?:have|got|read|know|indexed)
    |(?:are\ |is\ )?(?:in|on)\ (?:here|total|all|(?:the|this|your)\ {_CORPUS})
    |are\ (?:indexed|loaded|searched|covered)|altogether)){{0,3}}"""
_SAYING = r"""(?:says?|said|mention(?:s|ed)?|talks?\ (?:about|of)|speaks?\ of|tells?\ (?:of|about)|reports?|refers?\ to
    |names?|contains?|discuss(?:es)?|describes?|covers?|write\ about|(?:are|is)\ about|deals?\ with)"""
_PUBLISHED = r"(?:published|dated|issued|released|posted|written|added)"
_THEN = rf"""(?:\ +(?:(?:that|which)\ +)?(?:(?:is|are|was|were|(?:have|has)\ been)\b\ *)?(?:{_PUBLISHED}|new)?)?"""
_MOST = rf"""(?:\ +(?:{_DOCUMENTS}|one))?(?:\ +(?:you\ have|there\ is|published|here))?"""
_WHICH = rf"(?:(?:which|what)(?:'s|\ is|\ are|\ was)?\ +)?(?:{_DOCUMENTS}\ +is\ +)?(?:the\ +|your\ +)?"

_FORMS = {
    Catalogued.MENTIONS: rf"""
        (?:(?:how\ many|what\ number\ of)\ (?:of\ )?{_THESE}|which\ (?:of\ the\ )?|what\ |list\ (?:all\ )?(?:the\ )?)
        {_DOCUMENTS}\ +(?:that\ +|which\ +)?(?:do\ +)?{_SAYING}\ +(?:that\ +)?(?P<about>.+?)""",
    Catalogued.COUNT: rf"""
        (?:how\ many|what\ number\ of|number\ of)\ +(?:of\ )?{_THESE}{_DOCUMENTS}{_HERE}
        |how\ (?:big|large)\ is\ (?:the|this|your)\ {_CORPUS}""",
    Catalogued.ALL: rf"""
        (?:which|what)\ +{_DOCUMENTS}{_HERE}
        |(?:list|show|name)\ (?:me\ )?{_THESE}{_DOCUMENTS}{_HERE}
        |what\ are\ (?:the|your)\ {_DOCUMENTS}""",
    Catalogued.NEWEST: rf"{_WHICH}(?:newest|latest|most\ recent|last){_MOST}",
    Catalogued.OLDEST: rf"{_WHICH}(?:oldest|earliest|first){_MOST}",
    Catalogued.NEW: rf"""
        what(?:'s|s|\ is|\ was|\ has\ been)\ +(?:new|published)(?:\ (?:here|in\ (?:the|this|your)\ {_CORPUS}))?
        |(?:is\ there\ |have\ you\ )?any(?:thing\ new|\ news)""",
    Catalogued.PUBLISHERS: rf"""
        who\ +(?:publish(?:es|ed)?|wrote|writes|made|makes|issued|issues|released|posts|posted)\ +{_THESE}
        (?:{_DOCUMENTS}|these|those|them|it|{_CORPUS})
        |(?:which|what|who)\ (?:are\ )?(?:the\ )?publishers?{_HERE}
        |where\ (?:do|does|did|are|is)\ +{_THESE}(?:{_DOCUMENTS}|information|{_CORPUS})\ (?:come\ |taken\ )?from
        |what\ are\ your\ sources""",
    Catalogued.ABOUT: rf"""
        what(?:'s|s|\ is)\ +(?:this|it|all\ this|(?:this|the|your)\ {_CORPUS})\ +(?:all\ )?about
        |what\ +are\ +(?:they|these|those|{_THESE}{_DOCUMENTS})\ +(?:all\ )?about
        |what\ (?:topics|subjects|themes)
         \ (?:do\ (?:you|they|{_THESE}{_DOCUMENTS})\ cover|are\ (?:there|covered))
        |what(?:'s|\ is)\ (?:in\ (?:here|there|this|the\ {_CORPUS})|this)""",
    Catalogued.ABILITY: r"""
        what\ (?:can|could|do)\ (?:you|i)\ (?:do|ask|know|answer|help\ with|tell\ me)
        (?:\ (?:you|here|for\ me|me|with\ this|about))*
        |(?:who|what)\ are\ you|help(?:\ me)?
        |how\ (?:do|does|can)\ (?:you|this|it|i\ use\ (?:you|this|it))(?:\ work)?
        |what\ (?:kind|sort)s?\ of\ questions\ (?:can|do)\ (?:i\ ask|you\ answer)(?:\ you)?""",
}
"""What is asked about the articles, and how: the whole question, but for courtesies."""

_OF_CORPUS = {asks: re.compile(rf"{POLITE}(?:{form}){_END}", X) for asks, form in _FORMS.items()}
_TIMELESS = (Catalogued.ABOUT, Catalogued.ABILITY)
_OF_THEN = {
    asks: re.compile(rf"{POLITE}(?:{form}){_THEN}{_END}", X) for asks, form in _FORMS.items() if asks not in _TIMELESS
}
"""The same with a time beside, which is cut out: "which articles were published in May 2024?"."""

_NAMES_THEM = re.compile(rf"\b(?:{_DOCUMENTS}|{_CORPUS}|you)\b", X)


def corpus_form(text: str, *, alone: bool, time: TimeAsked | None = None) -> Form | None:
    """Return the form of a question about the articles themselves; None for other questions.

    `alone`: whether no turn stands before it. After one, "which is the newest?" is about what that was about, unless it
    names the articles. `time`: what the question was read to ask of.
    """
    asked = plain(text)
    if not alone and not _NAMES_THEM.search(asked):
        return None
    timed = time is not None and (time.start is not None or time.end is not None)
    rest = plain(without_time(text, time)) if timed else ""
    for forms, words, cut in ((_OF_CORPUS, asked, False), (_OF_THEN, rest, True)):
        for asks, form in forms.items():
            match = form.match(words)
            if match is not None:
                return Form(AnswerKind.CORPUS, match.groupdict().get("about") or "", asks, cut)
    return None


def without_time(text: str, time: TimeAsked | None) -> str:
    """Return a text without the words that tell a time, and what leads them in: "articles of May 2024"."""
    for word in () if time is None or not time.spans else time.words:
        text = re.sub(rf"\s*(?:\b(?:from|of|in|on|for|during|the)\s+)*{re.escape(word)}", " ", text)
    return text


def read_form(text: str, *, alone: bool, time: TimeAsked | None = None) -> Form | None:
    """Return the form of a question for the articles, a section or two of them, or a person's words; None for other
    questions. `alone`: whether no turn stands before it; `time`: what it was read to ask of.
    """
    return corpus_form(text, alone=alone, time=time) or section_form(text) or spoken_form(text)
