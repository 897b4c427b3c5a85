"""Whose words an article holds, where the text says so.

A lead-in ("Ann Lee, director of works, said:") names a speaker and owns the quotation after it, across paragraphs; so
does what follows a quotation ("… said Ann Lee"), or signs it ("– Ann Lee"). A quotation without marks goes on while its
paragraphs speak in the first person, and for one more that closes the section. In doubt a quotation has no speaker.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.structure.labels import is_office
from corpus.structure.people import TITLE, UPPER, WORD, Mentions, find_people, is_person, opening_name
from corpus.structure.quotations import closes, find_quotations, may_quote, opens
from corpus.structure.sections import Paragraph
from corpus.values import Role, Span

_SAID = (
    r"(?:said|says|asks?|asked|adds?|added|tells?|told|wr(?:ites?|ote)|reads?|th(?:inks?|ought)|f(?:eels?|elt)|beg(?:ins?|an)"
    r"|goes\son|went\son|puts?\sit|put\sit|makes?\sclear|made\sclear|points?\sout|pointed\sout|swears?|swore"
    r"|(?:accept|acknowledg|admi|advis|affirm|agre|announc|answer|appeal|argu|assert|assur|beam|believ|boast|call|caution"
    r"|celebrat|chuckl|claim|clarif|comment|complain|conced|conclud|confess|confid|confirm|congratulat|continu|contend|counter"
    r"|cried|crie|criticis|criticiz|declar|defend|disclos|elaborat|emphasis|emphasiz|enthus|estimat|exclaim|explain"
    r"|express|forecast|grumbl|highlight|hint|hop|imply|implied|inform|insist|interject|jok|lament|laugh|maintain|mention|mus"
    r"|muttered|mutter|not|object|observ|offer|opin|paus|plead|pledg|point|prais|predict|proclaim|promis|propos|protest|quipp|quip"
    r"|realis|realiz|reason|recall|reckon|recommend|recount|reflect|reiterat|relat|remark|remember|remind|repeat|replied|repl"
    r"|report|request|respond|retort|reveal|scoff|shar|shout|shrugg|sigh|smil|stat|stress|suggest|summaris|summariz|testif"
    r"|thank|underlin|underscor|urg|volunteer|vow|warn|welcom|whisper|wonder)(?:t?ed|e?s|ied|ies|ted|d)?)"
)
"""Verbs of saying, in the past and in the present."""

_PLAINLY_SAID = (
    r"(?:said|says|asked|asks|added|adds|commented|comments|told|explained|explains|continued|stated|wrote|writes|replied"
    r"|warned|argued|argues|concluded|insisted|noted|remarked|observed|recalled|claimed)"
)
"""Those that say so whatever comes after them; "Ann Lee praised" goes on with what is praised."""

_LEAD_IN = re.compile(
    rf"(?P<lead>.*)\b{_SAID}(?:\s(?:that|us|me|reporters|today|yesterday|later|again|\w+day|\w+ly))?\s?[,:]?$", re.S
)
_SAID_BY = re.compile(rf"\s?,?\s?{_SAID}\s(?P<name>\S.*)", re.S)
_VERB_BY = re.compile(rf"\s?,?\s?[a-z]{{2,}}(?:ed|s)\s(?P<name>(?:{TITLE}\s)?{WORD}.*)", re.S)
"""After a quotation that a comma or its like ends, any verb says who speaks: "“…,” beamed Ann Lee"."""

_SAID_FIRST = re.compile(
    rf"(?:Said|Says|Asked|Asks|Added|Adds|Wrote|Writes|Explained|Explains|Replied|Replies)\s(?={WORD})"
)
"""A verb that opens a lead-in: "Said Ann Lee: “We open.”"."""

_HE_SAID = re.compile(rf"\s?,?\s?(?P<name>(?!\s)[^“”‘„«»\".]{{2,120}}?)\s{_PLAINLY_SAID}\b")
_HE_VERBED = re.compile(
    rf"\s?,?\s?(?P<name>(?:[Hh]e|[Ss]he|(?:{TITLE}\s)?{WORD}(?:\s{WORD}){{0,4}})(?:,\s[^“”‘„«»\".,]{{2,100}},)?)"
    rf"\s(?:{_SAID}|[a-z]{{2,}}ed)(?=[,.:;]|$|\s(?:about|after|as|at|before|during|in|last|of|on|that|this|to|today|when|while"
    r"|yesterday|\w+ing|\w+ly|\w+day)\b)"
)
"""Other verbs say so where nothing comes after them that they could be about: "Ann Lee admitted on Friday"."""

_SHOUTED = re.compile(rf"[{UPPER}][{UPPER}’'-]+(?:\s[{UPPER}][{UPPER}’'-]+){{1,2}}(?![\w’'-])")
"""A name in capitals."""

_SIGNED = re.compile(r"\s?[-–—]\s?(?P<name>(?!\s)[^“”‘„«»\"]{3,120})$")
"""A signature, on the line of the quotation or below it: "– Ann Lee, director of works"."""

_TELLS = re.compile(r"\s(?!(?:of|and|in|at|for|on|to|from|with|by|or)\b)[a-z]+")
"""What follows the name that a lead-in opens with, whatever the verb: "Ann Lee confirmed the date: “We open.”"."""

_NAMED_END = re.compile(r"[,?!…—-][”’\"'“»«\u203a]$")
_SENTENCE = re.compile(rf"(?<=[.!?…])\s+(?=[{UPPER}“‘„«])")
_SHORT_FORM = re.compile(rf"(?:\b[{UPPER}]|{TITLE})\.$")
_LONGEST_LEAD = 250
_PRONOUN = re.compile(r"(?:And\s|But\s)?(?:[Hh]e|[Ss]he)(?:\s(?:also|then|has|had))?$")
_LONE = re.compile(rf"(?:And\s|But\s)?(?P<name>(?:{TITLE}\s)?{WORD})(?:,.*)?$", re.S)
_FIRST_PERSON = re.compile(r"\b(?:I|we|We|our|Our|us|my|My)\b")


@dataclass(frozen=True, slots=True)
class Speech:
    """A stretch of an article, half-open in code points, and the name of the one whose words it holds."""

    start: int
    end: int
    speaker: Span


def find_speeches(found: Sequence[Paragraph], owners: Sequence[int], text: str) -> tuple[Speech, ...]:
    """Find whose words an article holds: stretches in order, none longer than its paragraph."""
    leads = any(paragraph.span.text.endswith(":") or paragraph.turn is not None for paragraph in found)
    if not leads and not may_quote(text):
        return ()  # as most: no mark opens a quotation, and nothing leads into one
    reader = _Reader(found, owners, Mentions(text))
    position = 0
    while position < len(found):
        position = reader.read(position)
    return tuple(reader.out)


class _Reader:
    """Goes through an article's paragraphs, and keeps who speaks.

    `_speaker` is whose words the paragraph above holds; `_goes_on`: they are not closed; `_announced`: a lead-in owns
    them, so that a closed quotation may be followed by more.
    """

    def __init__(self, found: Sequence[Paragraph], owners: Sequence[int], mentions: Mentions) -> None:
        self.out: list[Speech] = []
        self._found = found
        self._owners = owners
        self._mentions = mentions
        self._turn(None)

    def _turn(self, speaker: Span | None, *, goes_on: bool = False, announced: bool = False) -> None:
        self._speaker, self._goes_on, self._announced = speaker, goes_on, announced

    def read(self, position: int) -> int:
        """Read one paragraph, or a lead-in with the quotation it owns; returns the next one's position."""
        paragraph = self._found[position]
        if paragraph.turn is not None:
            self._turn(None)
            start, end = paragraph.span.start + paragraph.label, paragraph.span.end
            self._give(start, [(0, end - start)] if end > start else [], paragraph.turn.speaker)
        elif paragraph.role not in (Role.PROSE, Role.BULLET):
            self._turn(None)
        elif (lead := _lead_in(paragraph.span.text, quoted=self._opens(position + 1))) is not None:
            base = paragraph.span.start + paragraph.span.text.rfind(lead)
            self._turn(self._resolve(lead, base, position), announced=True)
            return self._own_unmarked(position + 1)
        elif self._goes_on or may_quote(paragraph.span.text):
            self._read_quotations(paragraph.span.text, position)
        else:
            self._turn(None)
        return position + 1

    def _opens(self, position: int) -> bool:
        return position < len(self._found) and opens(self._found[position].span.text)

    def _own_unmarked(self, start: int) -> int:
        """Give the paragraphs of a quotation without marks to the speaker; returns the first that is not part of it."""
        end = start
        while (
            end < len(self._found) and self._found[end].role is Role.PROSE and self._owners[end] == self._owners[start]
        ):
            body = self._found[end].span.text
            if opens(body) or _lead_in(body) is not None or _announces(body):
                break
            end += 1
        bodies = [self._found[number].span.text for number in range(start, end)]
        length = _spoken(bodies)
        for number in range(start, start + length):
            span = self._found[number].span
            self._give(span.start, find_quotations(span.text, inside=True), self._speaker)
        if length:
            self._turn(self._speaker)
        return start + length

    def _read_quotations(self, body: str, position: int) -> None:
        """Find who speaks in each quotation of one paragraph."""
        base = self._found[position].span.start
        stretches = find_quotations(body, inside=self._goes_on)
        ends = [0, *(end for _, end in stretches)]
        starts = [*(start for start, _ in stretches), len(body)]
        speaker: Span | None = None
        announced = False
        for number, (start, end) in enumerate(stretches):
            before, after = body[ends[number] : start], body[end : starts[number + 1]]
            lead = _lead_before(before)
            name = lead if lead is not None else _name_after(body[start:end], after)
            if name is not None:
                told = body[:start] if number == 0 else ""
                speaker = self._resolve(name, base + body.index(name, ends[number]), position, told)
                announced = lead is not None
            elif number == 0:
                announced = start == 0 and self._announced
                speaker = self._of_opening(body, position) if start == 0 else None
            elif not before.rstrip().endswith((".", ",")):
                # Quoted words within somebody else's sentence.
                speaker = None
            self._give(base, [(start, end)], speaker)
        last = stretches[-1] if stretches else (0, 0)
        self._turn(speaker, goes_on=last[1] == len(body) and bool(stretches) and not closes(body), announced=announced)

    def _of_opening(self, body: str, position: int) -> Span | None:
        """Return the speaker of a quotation that begins its paragraph and names nobody."""
        if self._goes_on or self._announced:
            return self._speaker
        below = self._found[position + 1] if position + 1 < len(self._found) else None
        signed = _SIGNED.match(below.span.text) if below is not None else None
        if below is not None and signed and closes(body):
            return self._resolve(signed["name"], below.span.start + signed.start("name"), position)
        return self._named_above(position, introduced=True)

    def _give(self, base: int, stretches: Sequence[tuple[int, int]], speaker: Span | None) -> None:
        if speaker is not None:
            self.out.extend(Speech(base + start, base + end, speaker) for start, end in stretches)

    def _resolve(self, lead: str, base: int, position: int, told: str = "") -> Span | None:
        """Find the full name that words at `base` mean: their own, the first name to a lone surname, or "She"'s.

        "She" is who was `told` of in the same paragraph, else who spoke in the one above, or whom that is about.
        """
        if _PRONOUN.match(lead):
            people = find_people(told)
            if people:
                return _moved(people[-1], self._found[position].span.start)
            return self._speaker or self._named_above(position)
        if (own := _after_office(lead)) is not None:
            return self._mentions.fullest(_moved(own, base))
        named = [name for name in find_people(lead) if not is_office(name.text.split()[-1])]
        shouted = _SHOUTED.match(lead)
        if shouted and is_person(shouted[0].title()):
            return Span(base, base + shouted.end(), shouted[0])
        if not named:
            lone = _LONE.match(lead)
            start = base + lone.start("name") if lone else base
            return self._mentions.fullest(Span(start, start + len(lone["name"]), lone["name"])) if lone else None
        # After the name comes the office ("Ann Lee, director of …"); before it, too ("… director Ann Lee").
        first = named[0] if named[0].start == 0 or lead.startswith(",", named[0].end) else named[-1]
        return self._mentions.fullest(_moved(first, base))

    def _named_above(self, position: int, *, introduced: bool = False) -> Span | None:
        """Return the person that the paragraph above opens with; `introduced`: only if an office follows the name."""
        above = self._found[position - 1] if position else None
        named = opening_name(above.span.text) if above is not None and above.role is Role.PROSE else None
        if above is None or named is None or (introduced and not above.span.text.startswith(",", named[1])):
            return None
        return self._mentions.fullest(_moved(named[0], above.span.start))


def _after_office(lead: str) -> Span | None:
    """Return the name after the last office in the words that a lead-in opens with: "Yorkshire Mayor Ann Lee",
    "Director of Works Ann Lee".
    """
    words = list(re.finditer(r"\S+", re.split(r"[,(:]", lead, maxsplit=1)[0]))
    last = max((number for number, word in enumerate(words) if is_office(word[0])), default=-1)
    rest = words[last + 1 :]
    if last >= 0 and any(word[0].islower() for word in rest):
        rest = rest[-2:]
    elif last < 1:
        return None
    if not 2 <= len(rest) <= 3 or not all(word[0][0].isupper() and word[0][1:2].isalpha() for word in rest):
        return None
    name = Span(rest[0].start(), rest[-1].end(), lead[rest[0].start() : rest[-1].end()])
    return name if is_person(name.text) else None


def _moved(span: Span, base: int) -> Span:
    return Span(base + span.start, base + span.end, span.text)


def _spoken(bodies: Sequence[str]) -> int:
    """Return how many of the paragraphs after a lead-in are still the speaker's, where no marks tell.

    The first is; so are those with an "I" or "we" and a single one between two such, or one that closes the section.
    Several without are the reporter's.
    """
    length = 0
    for number, body in enumerate(bodies):
        if number == 0 or _FIRST_PERSON.search(body):
            length = number + 1
        elif number > length:
            break
    return len(bodies) if len(bodies) - length == 1 else length


def _lead_in(body: str, *, quoted: bool = False) -> str | None:
    """Return the words that name the speaker, if a paragraph is nothing but a lead-in; `quoted`: a mark comes next."""
    return _lead_before(body, quoted=quoted) if body.endswith(":") else None


def _lead_before(before: str, *, quoted: bool = True) -> str | None:
    """Return the words that name the speaker in the text before a quotation: "Ann Lee, director of works, said: ".

    `quoted`: a mark opens it; then a name may lead into it by any verb.
    """
    before = _last_sentence(before[-2 * _LONGEST_LEAD :].strip())
    if not before.endswith((":", ",")) or len(before) > _LONGEST_LEAD or re.search(r"[“”\"„«»]", before):
        return None
    if before.endswith(":") and (first := _SAID_FIRST.match(before)):
        return before[first.end() : -1]
    if match := _LEAD_IN.match(before):
        return match["lead"].strip() or None
    named = opening_name(before) if before.endswith(":") else None
    return before[:-1] if named and (before[named[1]] in ",:" or (quoted and _TELLS.match(before, named[1]))) else None


def _announces(body: str) -> bool:
    """Whether a paragraph begins a quotation of its own after naming who speaks."""
    first = next(iter(find_quotations(body)), (0, 0))
    return _lead_before(body[: first[0]]) is not None


def _name_after(quotation: str, after: str) -> str | None:
    """Return the words that name the speaker in the text after a quotation: ", said Ann Lee, director of works."."""
    after = _first_sentence(after[:_LONGEST_LEAD])
    if match := _SAID_BY.match(after):
        return match["name"].rstrip(" .,:")
    if _NAMED_END.search(quotation) or after.startswith(","):
        for form in (_VERB_BY, _HE_SAID, _HE_VERBED):
            if match := form.match(after):
                return match["name"].rstrip(" .,:")
    match = _SIGNED.match(after)
    return match["name"] if match else None


def _first_sentence(text: str) -> str:
    end = next((m.start() for m in _SENTENCE.finditer(text) if not _SHORT_FORM.search(text[: m.start()])), len(text))
    return text[:end]


def _last_sentence(text: str) -> str:
    starts = [m.end() for m in _SENTENCE.finditer(text) if not _SHORT_FORM.search(text[: m.start()])]
    return text[starts[-1] :] if starts else text
