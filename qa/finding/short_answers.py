"""How well a candidate fits the kind that is asked for: whether it holds a span that may answer, at a glance.

Forty candidates are looked at for each question. What is given as a short answer is chosen by `shortening` beside this.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import Role, Sentence, Span, find_people
from index import Heading, Searcher, analyse, extract_terms, find_acronyms, is_name
from qa.asking.kinds import TITLE, Wanted
from qa.asking.naming import find_called, read_thing
from qa.asking.question import Question
from qa.selection.asks import asks_age, asks_change
from qa.selection.columns import cell_asked, find_cells, with_units
from qa.selection.rivals import of_counted
from qa.selection.wanted import HOW_LONG_IS, UNITS_OF_TIME
from qa.spans.ages import find_ages, may_be_age
from qa.spans.dates import find_dates, find_hours, find_loose_dates
from qa.spans.expressions import find_definition, find_emails, find_expansion, find_phones, find_sites
from qa.spans.names import AN_INITIAL, tells_name
from qa.spans.offices import OFFICE, find_role
from qa.spans.owning import counts_them
from qa.spans.places import find_places, is_address
from qa.spans.quantities import UNITS, add_units, find_quantities
from qa.values import AnswerKind, Origin

_CAPITAL = r"(?:[A-Z]\.[ \u00a0]+)*[A-Z][\w’'-]*\w"
_CAPITALISED = re.compile(rf"(?<![\w.]){AN_INITIAL}{_CAPITAL}(?:[ \u00a0]+{_CAPITAL})*")
_INITIAL = re.compile(r"[A-Z]\.")
_PLACE = re.compile(
    r"\b(?:in|at|across|around|near|of|from)\s+((?:[A-Z][\w’'-]+)(?:\s+(?:(?:and|of|the|upon|on)\s+)*[A-Z][\w’'-]+)*)"
)
_WHO_HOLDS = re.compile(
    r"\W*(?:\w+\W+)?who(?:[’']s|s|\s+(?:is|was|are|were))\s+(?:(?:the|an?|your|our|their|its|his|her|\w+[’']s)\s+)?"
    rf"(?:[\w-]+\s+){{0,3}}?(?:{OFFICE.pattern})\b",
    re.I,
)
"""Asks who holds an office: a person, no body."""

_TITLE = re.compile(rf"^{TITLE}+")
_TITLE_BEFORE = re.compile(rf"{TITLE}$")
_CAPITAL_BEFORE = re.compile(r"[A-Z][\w’'.-]{0,60}\s++$")
_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Ww]e|[Oo]ur)\b")

_FAX = re.compile(r"\bfax(?:es|ing)?\b[^\d\n]*$", re.I)
_SITE = re.compile(r"\b(?:web\s?(?:site|page|address|link)s?|site|url|link|page|portal|online)\b", re.I)
_LONGEST_ACRONYM = 10
LONG_LIST = 5
"""A sentence that sets so many items apart is a list."""


@dataclass(frozen=True, slots=True)
class ShortSpan:
    """Where a short answer stands: an article's span, and whether in the text, a heading or a speaker's name. `given`:
    whether it is sure enough to be given; else it is only compared with others. `probability`: how probable it is that
    it answers.
    """

    article_id: str
    start: int
    end: int
    text: str
    origin: Origin
    given: bool = True
    probability: float = 1.0


def find_short_answer(
    question: Question, sentence: Sentence, heading: Heading | None, searcher: Searcher
) -> ShortSpan | None:
    """Return the span that answers the question in short, None where the sentence holds none of its kind."""
    if question.kind is AnswerKind.SUBJECT and heading is not None and _is_subject(question, heading):
        return ShortSpan(heading.article_id, heading.start, heading.end, heading.text, Origin.HEADING)
    speaker = sentence.speaker
    if (
        question.kind is AnswerKind.PERSON
        and question.wants is Wanted.SAID
        and speaker is not None
        and not _asked(question, speaker.text)
    ):
        return ShortSpan(sentence.article_id, speaker.start, speaker.end, speaker.text, Origin.SPEAKER)
    found = _in_text(question, sentence, searcher, "" if heading is None else heading.text)
    if found is None:
        return _who(question, sentence)
    start, end = found
    return ShortSpan(sentence.article_id, *sentence.place(start, end), sentence.text[start:end], Origin.TEXT)


def _who(question: Question, sentence: Sentence) -> ShortSpan | None:
    """Return who it is that tells of himself or herself: the speaker of words in the first person."""
    speaker = sentence.speaker
    if question.kind is not AnswerKind.PERSON or question.wants is Wanted.ROLE or speaker is None:
        return None
    if not _FIRST_PERSON.search(sentence.text) or _asked(question, speaker.text):
        return None
    return ShortSpan(sentence.article_id, speaker.start, speaker.end, speaker.text, Origin.SPEAKER)


def _is_subject(question: Question, heading: Heading) -> bool:
    """Whether a heading names what its section is about: no title, and not what the question names itself."""
    return not heading.is_title and is_name(heading.text) and not _asked(question, heading.text)


def strength(question: Question, sentence: Sentence, heading: Heading | None, searcher: Searcher) -> float:
    """Return how well a sentence fits the kind asked for, 0 to 1. By half: a place that heads no section, and a figure
    of something else than is counted. A list's items and its lead-in fit fully, other sentences as far as they
    enumerate.
    """
    if question.kind is AnswerKind.LIST:
        listed = sentence.role is Role.BULLET or leads_in(sentence)
        return 1.0 if listed else min(1.0, _enumerates(sentence.text) / LONG_LIST)
    called = find_called(question.text)
    if called is not None and tells_name(sentence.text) and not _shares_nothing(called, sentence.text):
        return 1.0
    short = find_short_answer(question, sentence, heading, searcher)
    if short is None:
        return 0.0
    if question.kind is AnswerKind.SUBJECT:
        return 1.0 if short.origin is Origin.HEADING or searcher.section_names(short.text) else 0.5
    if question.kind is AnswerKind.NUMBER and question.counted is not None:
        return 1.0 if counts(question, sentence.text) else 0.5
    return 1.0


def _shares_nothing(one: str, other: str) -> bool:
    return set(extract_terms(one)).isdisjoint(extract_terms(other))


def leads_in(sentence: Sentence) -> bool:
    """Whether a sentence announces what follows it: a list, or somebody's words."""
    return sentence.role is Role.PROSE and sentence.text.rstrip("*_ ").endswith(":")


def _enumerates(text: str) -> int:
    """Return how many items a sentence sets apart from one another."""
    return len(re.findall(r"[,;]", text))


def counts(question: Question, text: str) -> bool:
    """Whether a text gives a figure of the thing that the question counts, or of "these", named before it."""
    figures = _quantities(question, text)
    return bool(of_counted(figures, question, text)) or any(counts_them(text, *figure) for figure in figures)


def _asked(question: Question, text: str) -> bool:
    """Whether the question itself names all of a text: then that is no answer to it."""
    own = set(extract_terms(text))
    return bool(own) and own <= {term.term for term in question.terms}


def _in_text(question: Question, sentence: Sentence, searcher: Searcher, heads: str) -> tuple[int, int] | None:
    """Return the half-open span of the sentence's text that answers in short."""
    text = sentence.text
    if question.kind is AnswerKind.SUBJECT:
        if question.wants is Wanted.PLACE:
            return _where(question, text, searcher)
        spans = [(span.start, span.end) for span in searcher.section_names(text)]
        places = (match.span(1) for match in _PLACE.finditer(text))
        named = [span for span in places if _is_place(text[slice(*span)], searcher)]
        return _nearest(spans, question, text) or _nearest(named, question, text)
    if question.kind is AnswerKind.NUMBER:
        return _nearest(_quantities(question, text, heads), question, text)
    if question.kind is AnswerKind.DATE:
        durations = _quantities(question, text) if question.wants is Wanted.DURATION else []
        return _nearest(durations, question, text) or _when(question, text)
    if question.kind is AnswerKind.CONTACT:
        return _contact(question, sentence)
    if question.kind is AnswerKind.PERSON:
        return _person(question, text, searcher)
    if question.kind is AnswerKind.DEFINITION:
        return _definition(question, text, searcher)
    return None


def _where(question: Question, text: str, searcher: Searcher) -> tuple[int, int] | None:
    """Return a place in the text: a section's name, or else a name or an address after a word that tells where."""
    times = (*find_dates(text), *find_loose_dates(text))
    names = [(name.start, name.end) for name in searcher.section_names(text)]
    timeless = [(start, end) for start, end in names if not any(start < b and a < end for a, b in times)]
    places = [span for span in find_places(text) if _is_where(text[slice(*span)], searcher)]
    return _nearest(timeless, question, text) or _nearest(places, question, text)


def _is_where(name: str, searcher: Searcher) -> bool:
    """Whether what stands after a word that tells where is a place's name: an address, several words, or one that the
    corpus has as a name.
    """
    return not name.isupper() and (is_address(name) or _is_place(name, searcher))


def _when(question: Question, text: str) -> tuple[int, int] | None:
    """Return a date in the text; one that tells no year where there is no other; and where the question names the day
    itself, a time of day.
    """
    if question.wants is Wanted.TIME and (hours := _nearest(find_hours(text), question, text)) is not None:
        return hours
    found = _nearest(find_dates(text), question, text) or _nearest(find_loose_dates(text), question, text)
    if found is None and (find_dates(question.text) or find_loose_dates(question.text)):
        return _nearest(find_hours(text), question, text)
    return found


def _quantities(question: Question, text: str, heads: str = "") -> list[tuple[int, int]]:
    """Return the spans of the quantities whose unit is the one asked for: an age among them, and a length where "how
    long" may ask for one. `heads`: what stands over the text, which may name the columns of a row.
    """
    wanted = (None, Wanted.MEASURE)
    ages = find_ages(text) if asks_age(question.text) else []
    measured = question.wants is Wanted.DURATION and HOW_LONG_IS.search(question.text) is not None
    any_unit = question.wants in wanted or asks_change(question.text)
    unit = question.wants if question.wants in UNITS else None
    noun = question.counted if question.counted in UNITS_OF_TIME else None
    cell = cell_asked(question.text, find_cells(text, heads))
    quantities = add_units(with_units(find_quantities(text), [] if cell is None else [cell]), text, unit, noun)
    found = [q for q in quantities if any_unit or question.wants is q.unit or (measured and q.measured)]
    if asks_age(question.text):
        found = [q for q in found if q.unit is not Wanted.DURATION or may_be_age(text, q.start, q.end)]
    return [*ages, *((q.start, q.end) for q in found if (q.start, q.end) not in ages)]


def _contact(question: Question, sentence: Sentence) -> tuple[int, int] | None:
    text = sentence.text
    if question.wants is Wanted.EMAIL:
        return next(iter(find_emails(text)), None)
    if question.wants is Wanted.FAX:
        named = re.search(r"\bfax\b", text, re.I)
        return next((span for span in find_phones(text) if named is not None and span[0] >= named.end()), None)
    if question.wants is Wanted.PHONE:
        return next(iter(find_lines(text)), None)
    if asks_site(question):
        return next(iter(find_sites(text)), None)
    first = text.split("\n", 1)[0].rstrip()
    reached = find_phones(first) or find_emails(first) or find_sites(first)
    if sentence.role is Role.CONTACT and first and not reached:
        return 0, len(first)
    return next(iter(find_lines(text)), None)


def find_lines(text: str) -> list[tuple[int, int]]:
    """Find the phone numbers that somebody can be spoken to at: none of a fax."""
    return [span for span in find_phones(text) if not _FAX.search(text[: span[0]])]


def asks_site(question: Question) -> bool:
    """Whether a question asks for an address of the web."""
    return _SITE.search(question.text) is not None


def _person(question: Question, text: str, searcher: Searcher) -> tuple[int, int] | None:
    """Return a person's name in the text; where a role is wanted, that which the text gives to the one asked about."""
    if question.wants is Wanted.ROLE:
        return _role(question, text)
    places = searcher.section_names(text)
    persons = [
        (start, end)
        for start, end in _names(text, searcher)
        if not any(start < place.end and place.start < end for place in places)
    ]
    if _WHO_HOLDS.match(question.text):
        people = find_people(text)
        persons = [(a, b) for a, b in persons if any(a < name.end and name.start < b for name in people)]
        return _holder(question, text, people) or _nearest(persons, question, text)
    return _nearest(persons, question, text)


def _holder(question: Question, text: str, people: Sequence[Span]) -> tuple[int, int] | None:
    """Return the person to whom the text gives most of the office that is asked for; None where it gives it to none."""
    asked = {term.term for term in question.terms}
    most, best = 0, None
    for name in people:
        role = find_role(text, name.start, name.end)
        shared = len(asked.intersection(extract_terms(text[slice(*role)]))) if role else 0
        if shared > most and not _asked(question, name.text):
            most, best = shared, (name.start, name.end)
    return best


def _role(question: Question, text: str) -> tuple[int, int] | None:
    """Return the office that the text gives to the person asked about, by any of the places that name the person."""
    for start, end in _mentions(question, text):
        role = find_role(text, start, end)
        if role is not None and not _asked(question, text[slice(*role)]):
            return role
    return None


def _mentions(question: Question, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text names the person that a question names: in full, and then by the last name alone."""
    asked = [term.term for term in question.terms]
    named = [extract_terms(_TITLE.sub("", name.text)) for name in find_people(question.text)] or [asked]
    for name in find_people(text):
        own = set(extract_terms(_TITLE.sub("", name.text)))
        if any(own and (own <= set(one) or set(one) <= own or len(own & set(one)) > 1) for one in named):
            yield name.start, name.end
    for token in analyse(text):
        alone = not _CAPITAL_BEFORE.search(_TITLE_BEFORE.sub("", text[: token.start]))
        if any(one and token.term == one[-1] for one in named) and text[token.start].isupper() and alone:
            yield token.start, token.end


def _names(text: str, searcher: Searcher) -> list[tuple[int, int]]:
    """Return the spans of runs of two to four capitalised words that the corpus knows as names, or initials, and no
    acronyms."""
    out = []
    for run in _CAPITALISED.finditer(text):
        words = [(run.start() + word.start(), run.start() + word.end()) for word in re.finditer(r"\S+", run[0])]
        named = [_is_name_word(text[slice(*word)], searcher) for word in words]
        start = 0
        for end in range(len(words) + 1):
            if end == len(words) or not named[end]:
                titled = end < len(words) and OFFICE.fullmatch(text[slice(*words[end])])
                if 2 <= end - start <= 4 and not titled:
                    out.append((words[start][0], words[end - 1][1]))
                start = end + 1
    return out


def _is_place(text: str, searcher: Searcher) -> bool:
    """Whether words are a name, and not an acronym, which is seldom a place's."""
    return not text.isupper() and all(searcher.is_name(term) for term in extract_terms(text))


def _is_name_word(word: str, searcher: Searcher) -> bool:
    if _INITIAL.fullmatch(word):
        return True
    acronym = len(word) > 1 and word.isupper()
    return not acronym and all(searcher.is_name(term) for term in extract_terms(word)) and bool(extract_terms(word))


def _definition(question: Question, text: str, searcher: Searcher) -> tuple[int, int] | None:
    words = words_defined(question)
    asked = {word.casefold() for word in words} | {word.casefold().removesuffix("s") for word in words}
    for letters, start, end in find_acronyms(text):
        if letters in asked:
            return start, end
    for word in sorted(asked):
        spelt = find_expansion(text, word) if 1 < len(word) <= _LONGEST_ACRONYM else None
        if spelt is not None:
            return spelt
        name = searcher.stands_for(word) if len(word) > 1 else None
        if name is not None and name in text:
            return text.index(name), text.index(name) + len(name)
    return find_definition(text, words)


def words_defined(question: Question) -> list[str]:
    """Return the words of the thing whose meaning is asked for: those that the question's form tells, or all."""
    return [*read_thing(question.text)] or [term.word for term in question.terms]


def _nearest(spans: Sequence[tuple[int, int]], question: Question, text: str) -> tuple[int, int] | None:
    """Return the span that stands nearest to the question's terms, by the mean distance in characters; none of those
    that the question names itself.
    """
    spans = [span for span in spans if not _asked(question, text[slice(*span)])]
    if len(spans) < 2:
        return next(iter(spans), None)
    counted = question.counted
    asked = {counted} if counted in extract_terms(text) else {term.term for term in question.terms}
    if counted is not None:
        spans = of_counted(spans, question, text) or spans
    figures_asked = {term.term for term in question.terms if term.is_figure} & set(extract_terms(text))
    asked = figures_asked or asked
    places = [token.start for token in analyse(text) if token.term in asked]
    if not places:
        return spans[0]
    return min(spans, key=lambda span: sum(min(abs(place - span[1]), abs(place - span[0]), 60) for place in places))
