"""Turns: who speaks each paragraph of a transcript, an interview or a list of questions, told by a label at its start.

A label alone proves nothing: a text is a conversation where labels come again, or answer one another, and what
follows them are sentences. There, a turn lasts to the next label; a turn that asks opens a section, whose heading is
the question, so that what answers it is found by the question's words, and the question is no answer to itself.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

import msgspec

from corpus.structure.blocks import Block
from corpus.structure.furniture import ends_sentence
from corpus.structure.labels import Kind, Label, Names, read_label
from corpus.structure.sentences import sentence_spans
from corpus.values import Role, Span
from corpus.vocabulary import Vocabulary

_STAGE = re.compile(r"[(\[][^()\[\]]{2,120}[.)\]]{1,2}[.*]?")
_CLOCK = r"\d{1,2}:\d{2}\s?[AaPp]\.?\s?[Mm]\.?"
_END = re.compile(
    rf"(?:END|[Ee]nd of (?:transcript|interview|recording)|ENDS?)(?:\s+{_CLOCK}.{{0,6}})?\.?"
    rf"|{_CLOCK}(?:\s\(?[A-Z]{{2,4}}\)?)?(?:\s\([^()]{{1,40}}\))?"
)
_ASKS = re.compile(r"\?[\"'”’)\]*]*$")
_WANTS = re.compile(
    r"\b(?:what|when|where|who|whom|which|why|how|whether|ask|asking|tell|explain|describe|talk about|wonder|wondering"
    r"|curious)\b"
    r"|^(?:and |but |so )?(?:can|could|would|will|is|are|do|does|did|has|have|should)\b",
    re.I,
)
_CUT_OFF = re.compile(r"[—–-]+$|\.\.\.$|…$")
_I = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur)\b")
_LONGEST_HEAD_LINE = 90
_DEEPEST_HEAD = 8
"""So many lines, at most, stand between a transcript's title and its first turn: places, times, who is there."""

LONGEST_QUESTION = 300
"""The longest heading that is made of a question, in code points."""

_FEWEST = 3
"""So many labels, at least, make a conversation, unless questions are answered or a form of address is shouted."""

_INTERVIEWER = 1 / 3
"""The share of one's turns that must ask for one to be the interviewer."""

_FORMAL_SHARE = 1 / 2
_FORMAL_QUESTIONS = 2
"""In a transcript, whose speakers ask one another and the audience this and that, so many, and at least two."""

_FEWEST_WORDS = 5
"""What no question mark ends asks only in a sentence of as many words; with a shorter one no heading begins."""

_SENTENCES = 0.5
"""The share of labelled lines that must end as sentences do: rows of a programme do not."""


class Turn(msgspec.Struct, frozen=True, gc=False):
    """One's words without a break: the numbers of its first and its last block, how many characters of the first are
    the label, whose words these are where the text tells it, the question as a heading, if it asks one, and the spans
    of all its sentences that ask.
    """

    first: int
    last: int
    label: int
    speaker: Span | None
    question: Span | None = None
    asking: tuple[tuple[int, int], ...] = ()

    def role(self, sentence: Span) -> Role:
        """Return what a sentence of the turn is: a question's heading, a stage direction, or said."""
        if any(start < sentence.end and sentence.start < end for start, end in self.asking):
            return Role.HEADING
        return Role.FURNITURE if is_stage_direction(sentence.text) else Role.PROSE


class Conversation(msgspec.Struct, frozen=True, gc=False):
    """The turns of a text, in order, and the numbers of the lines around them: where and when it was, and its end."""

    turns: tuple[Turn, ...] = ()
    around: tuple[int, ...] = ()


def is_stage_direction(text: str) -> bool:
    """Whether a line says what happens beside what is said: "(Laughter.)", "END 2:14 P.M."."""
    if text[0].isalpha() and text[0] not in "Ee":
        return False  # as most lines, told without a pattern
    return _STAGE.fullmatch(text) is not None or _END.fullmatch(text) is not None


def find_conversation(found: Sequence[Block], text: str, words: Vocabulary) -> Conversation:
    """Find the turns of a text; none where it is no conversation."""
    labels = [None if block.header or block.marked else read_label(block.span.text) for block in found]
    if not any(labels):
        return Conversation()
    spoken = _speaking(found, labels, text)
    numbers = [number for number, own in enumerate(spoken) if own is not None]
    if not numbers:
        return Conversation()
    names = Names(text, found[numbers[0]].span.start, [own.name for own in spoken if own is not None and own.name])
    formal = any(own is not None and _is_formal(own) for own in spoken)
    turns: list[Turn] = []
    for number, (block, own) in enumerate(zip(found, spoken, strict=True)):
        if own is not None:
            turns.append(Turn(number, number, own.length, _speaker(block, own, names)))
        elif turns and turns[-1].last == number - 1 and _goes_on(number, found, turns[-1], spoken, formal):
            turns[-1] = msgspec.structs.replace(turns[-1], last=number)
    asked = _asked(turns, found, spoken)
    told = zip(turns, asked, strict=True)
    return Conversation(
        tuple(_with_question(turn, found, words, spoken[turn.first]) if asks else turn for turn, asks in told),
        tuple(_around(found, turns, formal=formal)),
    )


def _speaking(found: Sequence[Block], labels: Sequence[Label | None], text: str) -> list[Label | None]:
    """Return for each block the label of the one who speaks there; all None where the text is no conversation."""
    count = Counter(own.name for own in labels if own is not None and own.name)
    opening = next(
        (
            block.span.start
            for block, own in zip(found, labels, strict=True)
            if own is not None and own.kind is not Kind.LONE
        ),
        0,
    )
    names = Names(text, opening, list(count))
    surnames = {own.name.split()[-1] for own in labels if own is not None and own.kind is Kind.NAME}
    known: dict[str, bool] = {}
    for own in labels:
        if own is not None and own.name and own.name not in known:
            known[own.name] = _speaks(own, count, names, surnames)
    questions = {n for n, own in enumerate(labels) if own is not None and own.kind is Kind.QUESTION}
    answers = {n for n, own in enumerate(labels) if own is not None and own.kind is Kind.ANSWER}
    turns = {n for n, own in enumerate(labels) if own is not None and known.get(own.name, False)}
    marked = [n for n, own in enumerate(labels) if n in questions and own is not None and own.colon]
    asked = questions and (turns or answers or (len(marked) > 1 and all("?" in found[n].span.text for n in marked)))
    if asked:
        turns |= questions | answers
    if not _is_conversation(found, labels, sorted(turns), names):
        return [None] * len(labels)
    formal = any(own is not None and n in turns and _is_formal(own) for n, own in enumerate(labels))
    # In a transcript whose names are in capitals, whoever else is written so speaks, too, and nobody else once.
    first = min(turns)
    if formal:
        turns -= {
            n
            for n in turns
            if (own := labels[n]) and own.kind is Kind.NAME and count[own.name] == 1 and not own.shouted
        }
    return [
        own
        if own is not None
        and (n in turns or (formal and n > first and own.shouted and own.kind in (Kind.NAME, Kind.OFFICE, Kind.PART)))
        else None
        for n, own in enumerate(labels)
    ]


def _is_formal(label: Label) -> bool:
    """Whether a label is one of a transcript: an office, a form of address or a part, in capitals."""
    return label.shouted and label.kind in (Kind.OFFICE, Kind.PART)


def _speaks(label: Label, count: Counter[str], names: Names, surnames: Set[str]) -> bool:
    """Whether a label, by itself, is likely to name one who speaks."""
    if label.kind in (Kind.OFFICE, Kind.PART):
        return True
    if label.kind is Kind.NAME and not label.shouted:
        return True
    if label.kind is Kind.NAME and count[label.name] > 1:
        return True
    if label.kind is Kind.LONE and count[label.name] < 2 and label.name not in surnames:
        return False
    return names.in_full(label) is not None


def _is_conversation(
    found: Sequence[Block], labels: Sequence[Label | None], turns: Sequence[int], names: Names
) -> bool:
    """Whether the labelled blocks with these numbers are turns, not rows, notes or quotations set side by side."""
    said = [(own, found[n].span.text) for n in turns if (own := labels[n]) is not None]
    ended = sum(ends_sentence(text) or _CUT_OFF.search(text) is not None or text.endswith(":") for _, text in said)
    kinds = Counter(own.kind for own, _ in said)
    if ended < _SENTENCES * len(said) or not kinds.keys() - {Kind.LONE, Kind.INITIALS, Kind.ANSWER}:
        return False
    count = Counter(own.name for own, _ in said if own.name)
    if kinds[Kind.QUESTION]:
        return len(said) > 1
    if any(_is_formal(own) and own.kind is Kind.OFFICE for own, _ in said):
        again = any(n > 1 and name.isupper() for name, n in count.items())
        first = found[turns[0]].span.text
        return again or _I.search(first) is not None or any(names.in_full(own) is not None for own, _ in said)
    answered = any(asks.endswith("?") and own.name != other.name for (own, asks), (other, _) in pairwise(said))
    again = len(count) > 1 and len(said) >= _FEWEST and max(count.values()) > 1
    return answered or again


def _goes_on(number: int, found: Sequence[Block], turn: Turn, spoken: Sequence[Label | None], formal: bool) -> bool:
    """Whether a block is a further paragraph of a turn: no heading, no rule above it, and not the end of it all.

    Where nothing else marks the text as a transcript, neither is what looks like a heading, or tells of the speaker.
    """
    block, own = found[number], spoken[turn.first]
    text = block.span.text
    if block.marked or block.header or block.gap >= 3 or _END.fullmatch(text):
        return False
    if formal or own is None:
        return True
    if own.kind is Kind.QUESTION and own.colon and "?" in found[turn.last].span.text:
        return False
    headed = len(text) <= _LONGEST_HEAD_LINE and not (ends_sentence(text) or text.endswith((":", ",", ";")))
    if headed and not block.marker:
        return False
    surname = turn.speaker.text.split()[-1] if turn.speaker is not None else ""
    return not (surname and not _I.search(text) and re.search(rf"(?<!\w){re.escape(surname)}(?!\w)", text))


def _speaker(block: Block, label: Label, names: Names) -> Span | None:
    if not label.name:
        return None
    start = block.span.start
    return names.in_full(label) or Span(start, start + len(label.name), label.name)


def _asked(turns: Sequence[Turn], found: Sequence[Block], spoken: Sequence[Label | None]) -> list[bool]:
    """Say for each turn whether it asks: it is marked as a question, or an interviewer's that another answers."""
    kinds = [spoken[turn.first] for turn in turns]
    marked = [own is not None and own.kind is Kind.QUESTION for own in kinds]
    ends = [_ASKS.search(found[turn.last].span.text) is not None for turn in turns]
    answered = [
        ends[n]
        and n + 1 < len(turns)
        and not marked[n + 1]
        and kinds[n] != kinds[n + 1]
        and _name(kinds[n]) != _name(kinds[n + 1])
        for n in range(len(turns))
    ]
    total = Counter(map(_name, kinds))
    asking = Counter(_name(own) for own, asks in zip(kinds, answered, strict=True) if asks)
    formal = any(own is not None and _is_formal(own) for own in kinds)
    fewest = _FORMAL_QUESTIONS if formal else 1
    share = _FORMAL_SHARE if formal else _INTERVIEWER
    interviewers = {name for name, n in asking.items() if n >= fewest and n >= share * total[name]}
    return [
        mark or (asks and _name(own) in interviewers) for own, mark, asks in zip(kinds, marked, answered, strict=True)
    ]


def _name(label: Label | None) -> str:
    return label.name if label is not None else ""


def _with_question(turn: Turn, found: Sequence[Block], words: Vocabulary, label: Label | None) -> Turn:
    """Find what a turn asks: its heading, and the sentences that ask."""
    spans = list(_sentences(turn, found, words))
    if not spans:
        return turn
    asking = [span for span in spans if _ASKS.search(span.text)]
    if not asking:
        whole = label is not None and label.colon and spans[-1].end - spans[0].start <= LONGEST_QUESTION
        last = spans[-1]
        wants = _WANTS.search(last.text) or _CUT_OFF.search(last.text)
        asking = spans if whole else [last] if wants and len(last.text.split()) >= _FEWEST_WORDS else []
    if not asking:
        return turn
    last = asking[-1]
    reach = [span for span in spans if span.start <= last.start and last.end - span.start <= LONGEST_QUESTION]
    first = next((span for span in reach if span in asking or len(span.text.split()) >= _FEWEST_WORDS), last)
    return msgspec.structs.replace(
        turn, question=_heading(first, last, found, turn), asking=tuple((span.start, span.end) for span in asking)
    )


def _sentences(turn: Turn, found: Sequence[Block], words: Vocabulary) -> Iterator[Span]:
    """Yield the sentences of a turn but stage directions, the label left out."""
    for number in range(turn.first, turn.last + 1):
        span = found[number].span
        label = turn.label if number == turn.first else 0
        body = span.text[label:]
        for start, end in sentence_spans(body, words) if body else ():
            if not is_stage_direction(body[start:end]):
                yield Span(span.start + label + start, span.start + label + end, body[start:end])


def _heading(first: Span, last: Span, found: Sequence[Block], turn: Turn) -> Span:
    """Return the words from one sentence to another as a heading, within the last one's paragraph; of a sentence that
    is too long its end.
    """
    start, end = first.start, last.end
    if end - start > LONGEST_QUESTION:
        cut = last.text.find(" ", len(last.text) - LONGEST_QUESTION)
        start = last.start + (cut + 1 if cut >= 0 else len(last.text) - LONGEST_QUESTION)
    block = next(block.span for block in found[turn.first : turn.last + 1] if block.span.end >= end)
    start = max(start, block.start + (turn.label if block is found[turn.first].span else 0))
    return Span(start, end, block.text[start - block.start : end - block.start])


def _around(found: Sequence[Block], turns: Sequence[Turn], *, formal: bool) -> Iterator[int]:
    """Yield the lines that tell when and where: those above a transcript's first turn, or where one is a time of day,
    but the first of the text, which is its title; and ends and stage directions outside of the turns.
    """
    spoken = {number for turn in turns for number in range(turn.first, turn.last + 1)}
    first = turns[0].first
    title = next((number for number, block in enumerate(found) if not block.header), 0)
    head: list[int] = []
    for number in range(first - 1, max(title, first - _DEEPEST_HEAD), -1):
        text = found[number].span.text
        if (
            found[number].marked
            or len(text) > _LONGEST_HEAD_LINE
            or (ends_sentence(text) and not is_stage_direction(text))
        ):
            break
        head.append(number)
    if formal or any(is_stage_direction(found[number].span.text) for number in head):
        yield from head
    for number, block in enumerate(found):
        if number > first and number not in spoken and is_stage_direction(block.span.text):
            yield number
