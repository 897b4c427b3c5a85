"""Turns: who speaks each paragraph of a transcript, an interview or a list of questions, told by a label at its start.

A label is `Q`, `MS. LEE:`, `THE CHAIR:`, `Ann Lee:` or, once that name has stood, `AL:`. One that stands once is a row
of a table, or a line of contacts; those of a conversation come again.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from corpus.structure.blocks import Block
from corpus.structure.people import UPPER, Mentions, is_person
from corpus.values import Span

_ASKED = re.compile(r"(?:Q(?:uestion|UESTION)?\s?[:.]\s+|Q\s+(?=[“\"'‘(—–-]|[^\W_]))(?=\S)")
_ANSWERED = re.compile(r"A(?:nswer|NSWER)?\s?[:.]\s+(?=\S)")
_NAME_WORD = (
    rf"(?:[{UPPER}](?:[\w’'-]|\.(?=\w))*|[{UPPER}]\.|(?:M[rsx]|MRS|M[RSX]|Mrs|D[rR]|Prof|PROF|Gen|Sen|Rep|Gov|St)\.)"
)
_NAMED = re.compile(
    rf"(?P<name>{_NAME_WORD}(?:\s(?:{_NAME_WORD}|of|the|and|for|de|van|von|la)){{0,6}})"
    rf"(?:\s?\([^)]{{1,60}}\)|,\s[{UPPER}][^:.?!]{{1,60}})?:\s+(?=\S)"
)
_PARTS = frozenset(
    (
        "aide", "attendee", "audience", "caller", "chair", "chairman", "chairwoman", "expert", "facilitator", "guest",
        "host", "interpreter", "interviewer", "member", "members", "moderator", "official", "officials", "operator",
        "panelist", "participant", "participants", "press", "question", "questioner", "reporter", "reporters",
        "senator", "speaker", "spokesperson", "staff", "translator", "voice",
    )
)  # fmt: skip
"""What someone is called in a conversation who has no name there."""

_OFFICES = frozenset(
    (
        "administrator", "admiral", "ambassador", "chair", "chancellor", "colonel", "commissioner", "congressman",
        "congresswoman", "councillor", "dame", "director", "dr", "first", "general", "governor", "judge", "justice",
        "king", "lady", "lieutenant", "lord", "madam", "major", "mayor", "minister", "miss", "mr", "mrs", "ms", "mx",
        "president", "prime", "prince", "princess", "prof", "professor", "queen", "rabbi", "representative", "reverend",
        "secretary", "senator", "senior", "sergeant", "sir", "speaker", "the", "vice",
    )
)  # fmt: skip
"""Words that a label opens with which tells an office, or a form of address."""

_BETWEEN = frozenset(
    "about after ahead and at before during following for from in into meets of on participates to travels with".split()
)
"""Words that a headline writes with a capital, too, and that are no name."""

_STAGE = re.compile(r"[(\[][^()\[\]]{2,120}[.)\]]{1,2}\.?")
_CLOCK = r"\d{1,2}:\d{2}\s?[AaPp]\.?[Mm]\.?"
_END = re.compile(rf"(?:END|End of (?:transcript|interview))(?:\s+{_CLOCK}.{{0,6}})?\.?|{_CLOCK}(?: [A-Z]{{3,4}})?")
_FEWEST = 3
"""So many labels, at least, make a conversation, unless questions are answered."""


class Turn(msgspec.Struct, frozen=True, gc=False):
    """One's words without a break: the numbers of its first and its last block, how many characters of the first are
    the label, whose words these are where the text tells it, and whether they ask the one who speaks next.
    """

    first: int
    last: int
    label: int
    speaker: Span | None
    asks: bool


class _Label(msgspec.Struct, frozen=True, gc=False):
    """The label of a block; `name` is empty for "Q" and "A"."""

    length: int
    name: str
    asks: bool


def is_stage_direction(text: str) -> bool:
    """Whether a line says what happens beside what is said: "(Laughter.)", "END 2:14 P.M."."""
    return _STAGE.fullmatch(text) is not None or _END.fullmatch(text) is not None


def find_turns(found: Sequence[Block], text: str) -> tuple[Turn, ...]:
    """Find the turns of a text, in order; none where it is no conversation."""
    labels = [_label(block) for block in found]
    if not any(labels):
        return ()
    mentions = Mentions(text)
    named = Counter(label.name for label in labels if label is not None)
    asked = named[""] if any(label is not None and label.asks and not label.name for label in labels) else 0
    spoken = {name for name in named if name and _speaks(name, named, mentions)}
    if not asked and all(" " not in name and not _is_part(name) for name in spoken):
        return ()
    total = sum(named[name] for name in spoken) + asked
    again = asked > 1 or any(named[name] > 1 for name in spoken)
    official = any(name.isupper() and " " in name for name in spoken)
    if not official and (total < 2 or not (again or _answers_a_question(found, labels, spoken))):
        return ()
    if not official and total < _FEWEST and not asked and again:
        return ()
    out: list[Turn] = []
    for number, (block, label) in enumerate(zip(found, labels, strict=True)):
        if label is not None and (label.name in spoken if label.name else asked):
            speaker = _speaker(block, label, found, mentions) if label.name else None
            out.append(Turn(number, number, label.length, speaker, label.asks))
        elif out and out[-1].last == number - 1 and _goes_on(block):
            out[-1] = msgspec.structs.replace(out[-1], last=number)
    return tuple(out)


def _label(block: Block) -> _Label | None:
    """Return the label that a block begins with, if any."""
    text = block.span.text
    if block.marked or block.header or not text[0].isupper():
        return None
    if match := _ASKED.match(text):
        return _Label(match.end(), "", asks=True)
    if match := _ANSWERED.match(text):
        return _Label(match.end(), "", asks=False)
    match = _NAMED.match(text)
    return None if match is None else _Label(match.end(), match["name"], asks=False)


def _speaks(name: str, named: Counter[str], mentions: Mentions) -> bool:
    """Whether a label names someone who speaks: an office, a part in the conversation, a person, or one's initials."""
    words = name.split()
    if _is_part(name) or (words[0].strip(".").lower() in _OFFICES and (len(words) > 1 or name.isupper())):
        return True
    if len(words) > 1:
        return is_person(name.title() if name.isupper() else name)
    if name.isupper() and len(name.replace(".", "")) <= 3:
        letters = name.replace(".", "")
        return (
            any(other != name and _initials(other) == letters for other in named)
            or mentions.of_initials(letters) is not None
        )
    return mentions.fullest(Span(0, len(name), name.title() if name.isupper() else name)) is not None


def _is_part(name: str) -> bool:
    """Whether a label is a part in a conversation: a moderator, a reporter, the audience."""
    return name.split()[-1].lower() in _PARTS


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def _answers_a_question(found: Sequence[Block], labels: Sequence[_Label | None], spoken: set[str]) -> bool:
    """Whether one labelled block asks, and the labelled one after it is another's."""
    said = [
        (label.name, block.span.text.endswith("?"))
        for block, label in zip(found, labels, strict=True)
        if label is not None and (not label.name or label.name in spoken)
    ]
    return any(asks and name != other for (name, asks), (other, _) in pairwise(said))


def _goes_on(block: Block) -> bool:
    """Whether a block is a further paragraph of a turn: no heading, no rule above it, and not the end of it all."""
    return not (block.marked or block.header or block.gap >= 3 or _END.fullmatch(block.span.text))


def _speaker(block: Block, label: _Label, found: Sequence[Block], mentions: Mentions) -> Span:
    """Return the fullest name that the text has for a label: a surname's, an office's ("THE CHAIR"), or initials'."""
    start = block.span.start
    own = Span(start, start + len(label.name), label.name)
    words = label.name.split()
    surname = words[-1].title() if words[-1].isupper() else words[-1]
    letters = label.name.replace(".", "")
    if len(words) == 1 and letters.isupper() and len(letters) <= 3:
        return mentions.of_initials(letters) or own
    if len(words) > 1 and words[0].strip(".").lower() not in _OFFICES:
        return own
    if words[0].lower() == "the":
        return _office_holder(" ".join(words[1:]).title(), found) or own
    return mentions.fullest(Span(0, len(surname), surname)) or _as_written(label.name.title(), found) or own


def _office_holder(office: str, found: Sequence[Block]) -> Span | None:
    """Return the first "President Ann Lee" or "President Lee" that the text names, for "THE PRESIDENT"."""
    form = re.compile(rf"(?<!\w){re.escape(office)}\s+[{UPPER}][\w’'-]+(?:\s[{UPPER}][\w’'-]+)?")
    for block in found:
        if match := form.search(block.span.text):
            words = match[0].split()
            after = words[len(office.split()) :]
            if after[0].lower() in _BETWEEN:
                continue
            end = len(match[0]) - (len(after[1]) + 1 if len(after) > 1 and after[1].lower() in _BETWEEN else 0)
            start = block.span.start + match.start()
            return Span(start, start + end, match[0][:end])
    return None


def _as_written(name: str, found: Sequence[Block]) -> Span | None:
    """Return where the text writes a name in small letters that the label has in capitals."""
    for block in found:
        if (at := block.span.text.find(name)) >= 0:
            return Span(block.span.start + at, block.span.start + at + len(name), name)
    return None
