"""The spans that may answer a question in short: of a sentence, of the heading over it, and its speaker."""

import re
from collections.abc import Sequence

from corpus import Sentence
from index import Heading, Searcher, extract_terms, find_term, is_name
from qa.asking.kinds import TITLE, Wanted
from qa.asking.naming import find_called
from qa.asking.question import Question
from qa.selection.asks import asks_age, asks_before, asks_change, asks_limit, asks_past
from qa.selection.columns import Cell, cell_asked, find_cells, with_units
from qa.selection.office_holders import find_holders
from qa.selection.relations import find_agents, read_relation
from qa.selection.rivals import of_counted, of_extreme, of_time_asked, owning_most, owns_most, with_own_words
from qa.selection.wanted import UNITS_OF_TIME, Candidate, Group, Type, WantedSpan, dimension_of, read_wanted
from qa.spans.ages import find_ages, may_be_age
from qa.spans.assertions import bounds, denies, read_assertion, supposes
from qa.spans.dates import find_dates, find_hours, find_loose_dates
from qa.spans.expressions import find_sites
from qa.spans.given_up import is_given_up
from qa.spans.names import find_names, find_persons, find_quoted
from qa.spans.owning import find_owned, is_change
from qa.spans.places import find_places
from qa.spans.quantities import UNITS, Quantity, add_units, find_quantities
from qa.spans.sorts import Sort, is_office, names_office, sorts_of_name
from qa.values import AnswerKind, Origin

_SITE = re.compile(r"(?:web)?(?:site|page|address|portal|link|url)s?|web", re.I)
"""A noun that asks for an address of the web."""

_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Ww]e|[Oo]ur)\b")
"""Whose words these are tells of himself or herself."""

_OF_PLACES = frozenset(
    extract_terms("north south east west northern southern eastern western central upper lower city county isles")
)
"""Terms of places' names that the corpus need not have as names."""

_OF = re.compile(r"\s+(?:of|at|from|for)\s+(?:the\s+)?(?=[A-Z])")
_TITLE = re.compile(rf"{TITLE}$")
_NONE = re.compile(
    r"\b(?:nobody|no[-\s]one|none)\b(?=\s+(?:(?:of\s+(?:them|these|those|whom|which|the)\b[^,;.]{0,40}?\s+)?"
    r"(?:was|were|is|are|has|have|had|will)\b|(?!but\b)\w+ed\b))",
    re.I,
)
"""What says that there are no such persons or things: "nobody has died", "none of them was hurt"."""

_LONG = 3
"""A question that holds so many words of a name here and there does not name it."""


def find_spans(
    question: Question, wanted: WantedSpan, sentence: Sentence, heading: Heading | None, searcher: Searcher
) -> list[Candidate]:
    """Return the candidates of the type that is asked for, in order; none that the question names itself, and none of
    a clause whose meaning it would not keep.
    """
    found = _find_fitting(question, wanted, sentence, heading, searcher)
    kept = [one for one in found if keeps_meaning(question, sentence.text, one)]
    figures = {term.term for term in question.terms if term.is_figure}
    if wanted.group is not Group.VALUES:
        return kept
    owned = find_owned(sentence.text, [(one.start, one.end) for one in kept])
    past = [
        one
        for one in kept
        if is_given_up(sentence.text, one.start, one.end)
        and figures.isdisjoint(extract_terms(sentence.text[slice(*owned[one.start, one.end])]))
    ]
    asked = {term.term for term in question.terms}
    meant = [one for one in found if owns_most(one, found, asked, sentence.text) and (one in past or one not in kept)]
    if meant:  # what is denied answers nothing, and neither does what it is told beside
        return [one for one in meant if one in kept]
    if asks_before(question.text) and past:
        return past
    return kept if asks_past(question.text) else [one for one in kept if one not in past]


def is_withheld(question: Question, sentence: Sentence, heading: Heading | None, searcher: Searcher) -> bool:
    """Whether what a sentence holds of the type that is asked for cannot be cut out of it, being denied or supposed."""
    found = _find_fitting(question, read_wanted(question), sentence, heading, searcher)
    return bool(found) and not any(keeps_meaning(question, sentence.text, one) for one in found)


def _find_fitting(
    question: Question, wanted: WantedSpan, sentence: Sentence, heading: Heading | None, searcher: Searcher
) -> list[Candidate]:
    if wanted.group is Group.FORM:
        return []
    cells = find_cells(sentence.text, "" if heading is None else heading.text)
    found = (
        _values(question.text, wanted, sentence, cells)
        if wanted.group is Group.VALUES
        else _names(wanted, sentence, None if question.kind is AnswerKind.PASSAGE else heading, searcher)
    )
    asked = {term.term for term in question.terms}
    free = [one for one in found if not _is_asked(one, asked, question.text)]
    if wanted.group is Group.VALUES and (cell := cell_asked(question.text, cells)) is not None:
        free = [one for one in free if cell.start <= one.start and one.end <= cell.end] or free
    if wanted.group is Group.VALUES and question.counted is not None:
        counting = set(of_counted([(one.start, one.end) for one in free], question, sentence.text))
        free = [one for one in free if (one.start, one.end) in counting] or free
    if wanted.group is Group.VALUES:
        figures = {term.term for term in question.terms if term.is_figure}
        free = of_time_asked(free, figures, question.text, sentence.text)
        free = with_own_words(free, asked, question.counted, sentence.text)
        fresh = {term.term for term in question.terms if not term.carried}
        free = owning_most(free, fresh or asked, question.counted, sentence.text)
        if asks_change(question.text):
            changes = [one for one in free if is_change(sentence.text, one.start, one.end)]
            free = changes or free
    if wanted.group is Group.NAMES:
        free = _of_sort(question, wanted, sentence, free)
    return free


def keeps_meaning(question: Question, text: str, one: Candidate) -> bool:
    """Whether a candidate says by itself what its clause says: what is denied or supposed does not, unless the question
    speaks of that, too, or asks for the limit that may not be passed.
    """
    if one.origin is not Origin.TEXT:
        return True
    assertion = read_assertion(text, one.start, one.end)
    return (
        assertion.keeps_meaning
        or denies(question.text)
        or (assertion.value == "conditional" and supposes(question.text))
        or (asks_limit(question.text) and bounds(text, one.start))
    )


def _is_asked(one: Candidate, asked: set[str], text: str) -> bool:
    """Whether the question names all of a candidate, its words beside each other."""
    own = extract_terms(one.text)
    if not own or not asked.issuperset(own):
        return False
    places = [place for place, term in enumerate(extract_terms(text)) if term in own]
    ends = places[len(own) - 1 :]
    return len(own) < _LONG or any(end - place <= len(own) for place, end in zip(places, ends, strict=False))


def _values(question: str, wanted: WantedSpan, sentence: Sentence, cells: Sequence[Cell]) -> list[Candidate]:
    text = sentence.text
    ages = find_ages(text) if asks_age(question) else []
    unit = next((unit for unit in UNITS if wanted.fits.get(Type(unit.value)) == 1), None)
    quantities = add_units(with_units(find_quantities(text), cells), text, unit, wanted.counted_time)
    others = [q for q in quantities if all(q.end <= start or end <= q.start for start, end in ages)]
    if asks_age(question):
        others = [q for q in others if q.unit is not Wanted.DURATION or may_be_age(text, q.start, q.end)]
    spans = [(q.start, q.end, _type_of(q, text, wanted.dimension)) for q in others]
    spans += [(start, end, Type.DURATION) for start, end in ages]
    for kind, found in ((Type.DATE, find_dates), (Type.LOOSE, find_loose_dates), (Type.HOUR, find_hours)):
        if kind in wanted.fits:
            spans += [(start, end, kind) for start, end in found(text)]
    if wanted.fits.get(Type.COUNT) == 1:
        spans += [(*match.span(), Type.COUNT) for match in _NONE.finditer(text)]
    if wanted.fits.get(Type.HOUR) == 1 and any(kind is Type.HOUR for *_, kind in spans):
        spans = [span for span in spans if span[2] is Type.HOUR]
    return [
        Candidate(start, end, text[start:end], Origin.TEXT, kind)
        for start, end, kind in sorted(spans)
        if wanted.fits.get(kind) and _is_of_kind(wanted, text[start:end], kind)
    ]


def _type_of(found: Quantity, text: str, dimension: str | None) -> Type:
    """Return the type of a quantity; pounds are a weight where one is asked for."""
    if found.unit is Wanted.MONEY and dimension == "weight" and dimension_of(text[found.start : found.end]) == "weight":
        return Type.MEASURE
    if found.unit is Wanted.COUNT:
        return Type.MEASURE if found.measured else Type.COUNT
    return Type(found.unit.value)


def _is_of_kind(wanted: WantedSpan, text: str, kind: Type) -> bool:
    """Whether a value is of the part of a date, the unit of time or the measure that is asked for."""
    if wanted.part is not None:
        return wanted.part.search(text) is not None
    if kind is Type.DURATION and wanted.counted_time is not None:
        return wanted.counted_time in extract_terms(text) or UNITS_OF_TIME.isdisjoint(extract_terms(text))
    other = dimension_of(text) if wanted.dimension is not None and kind is Type.MEASURE else None
    return other is None or other == wanted.dimension


def _names(wanted: WantedSpan, sentence: Sentence, heading: Heading | None, searcher: Searcher) -> list[Candidate]:
    text = sentence.text
    people = find_persons(text, searcher.is_name)
    forms = dict.fromkeys(find_names(text, searcher.is_name), "name")
    for name in searcher.section_names(text):
        forms.setdefault((name.start, name.end), "section")
    for start, end in find_places(text):
        if text[start].isdigit():
            forms = {span: form for span, form in forms.items() if span[1] <= start or end <= span[0]}
            forms[start, end] = "address"
    for start, end in find_sites(text):
        forms = {span: form for span, form in forms.items() if span[1] <= start or end <= span[0]}
        forms[start, end] = "site"
    for start, end in find_quoted(text):
        if text[start].isalpha():
            forms.setdefault((start, end), "quoted")
    for start, end in people:  # "Ann Lee of the Canal Board": she is one, and the board another
        joined = next((span for span in forms if span[0] <= start and end < span[1]), None)
        if joined is not None and (link := _OF.match(text, end, joined[1])) is not None:
            form = forms.pop(joined)
            forms |= {(joined[0], end): form, (link.end(), joined[1]): form}
    out = []
    for (start, end), form in sorted(forms.items()):
        begin = _with_title((start, end), text)
        person = begin < start or _is_person((start, end), people, text)
        out.append(Candidate(begin, end, text[begin:end], Origin.TEXT, None, form, person))
    if heading is not None and wanted.noun.sort is not Sort.PERSON and _is_subject(heading, searcher):
        out.append(Candidate(heading.start, heading.end, heading.text, Origin.HEADING))
    speaker = sentence.speaker
    asks_person = wanted.word in ("who", "whose") or wanted.noun.sort in (Sort.PERSON, None)
    if speaker is not None and asks_person and not is_office(speaker.text):
        out.append(Candidate(speaker.start, speaker.end, speaker.text, Origin.SPEAKER, person=True))
    return out


def _with_title(span: tuple[int, int], text: str) -> int:
    """Return where a name begins with its title, if it is one word, which alone would not tell a person."""
    title = None if " " in text[slice(*span)] else _TITLE.search(text[: span[0]])
    return span[0] if title is None else title.start()


def _has_title(one: Candidate, text: str) -> bool:
    """Whether a person's title stands before a name or opens it: then it names no place, body or thing."""
    opens = re.match(rf"{TITLE}\S", one.text) is not None
    return one.origin is Origin.TEXT and (opens or _TITLE.search(text[: one.start]) is not None)


def _is_person(span: tuple[int, int], people: Sequence[tuple[int, int]], text: str) -> bool:
    """Whether a name is a person's, or all of one but its title."""
    name = text[slice(*span)]
    one = any(start <= span[0] and span[1] == end for start, end in people)
    return one and not sorts_of_name(name) and not is_office(name)


def _is_subject(heading: Heading, searcher: Searcher) -> bool:
    """Whether a heading names what its section is about: the corpus writes each of its words as a name's."""
    terms = extract_terms(heading.text)
    named = [searcher.is_name(term) for term in terms if term not in _OF_PLACES]
    known = bool(named) and all(named)
    return known and not heading.is_title and is_name(heading.text)


def _of_sort(question: Question, wanted: WantedSpan, sentence: Sentence, found: list[Candidate]) -> list[Candidate]:
    """Return those of the sort that is asked for: persons alone where an office or a person's noun is, if any are
    there; and of these the holder of the office that is asked for.
    """
    if wanted.noun.words and _SITE.fullmatch(wanted.noun.words[-1]):
        return [one for one in found if one.form == "site"] or found
    found = [one for one in found if one.person or one.origin is not Origin.TEXT or not names_office(one.text)]
    people = [one for one in found if one.person]
    if wanted.word == "who" and (holding := find_holders(question.text, sentence.text, people)) is not None:
        return holding
    if wanted.word in ("who", "which"):
        verb = read_relation(question.text)
        agents = find_agents(sentence.text, verb.verb, [(one.start, one.end) for one in found])
        found = [one for one in found if one.start in agents] or found
        found = of_extreme(found, question.text, sentence.text)
        people = [one for one in found if one.person]
    if wanted.noun.sort in (Sort.PLACE, Sort.BODY, Sort.THING):
        found = [one for one in found if not _has_title(one, sentence.text)]
    if wanted.noun.sort is Sort.PERSON or (question.kind is AnswerKind.PERSON and wanted.noun.words and people):
        return people or [one for one in found if one.origin is Origin.TEXT]
    if wanted.word == "who" and people and _FIRST_PERSON.search(sentence.text):
        speakers = [one for one in people if one.origin is Origin.SPEAKER]
        if len(speakers) == len(people):
            return speakers
    if question.wants is Wanted.SAID:
        return [one for one in people if one.origin is Origin.SPEAKER] or people or found
    if wanted.noun.words and wanted.noun.sort in (Sort.PLACE, Sort.BODY) and find_called(question.text) is None:
        noun = find_term(wanted.noun.words[-1])
        return [one for one in found if noun in extract_terms(one.text)] or found
    return found
