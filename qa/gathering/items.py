"""The items of a list that is asked for: the lines of a list, what a sentence enumerates, people, or the headings over
the passages that answer; each a span of an article.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus import Role, Sentence, find_people
from index import Searcher, analyse, extract_terms, is_name
from qa.asking.kinds import kind_of
from qa.asking.question import Question
from qa.asking.several import amount_of, noun_of
from qa.finding.ranker import Rankers
from qa.finding.short_answers import ShortSpan
from qa.gathering.enumerations import find_enumeration, item_of_line
from qa.gathering.evidence import Evidence, is_item
from qa.gathering.rosters import SEVERAL, asks_for_all, find_chosen, find_counted_sections, is_roster, names_sections
from qa.values import AnswerKind, Origin

COVER_FROM = 0.7
SCORE_WITHIN = 3.5
"""A passage is above the line where it covers at least this share of what the first does of the question, and its score
is so near the first's: below, passages are of something else, or answer only in part."""

SURE_FROM = 0.25
"""From this confidence on, what the first passage enumerates by the way is given as items. Of six such lists below it,
on six sets, five were of something else; of nine above it, two."""

_LOOKED_AT = 3
"""In how many passages a list is looked for that stands in one of them."""

_PEOPLE = re.compile(r"\bnames\ of\ (?:everyone|everybody|all|those)\b|\bwho\b", re.I | re.X)
_PERSONS = re.compile(
    r"""(?:people|persons|men|women|members|crews?|names|judges|speakers|leaders|astronauts|officials|ministers|directors
    |fliers|players|stars|artists|authors|experts|doctors|nurses|professors|councillors|mayors|scientists|engineers
    |managers|employees|guests|visitors|candidates|victims|teachers|coaches|officers|lawyers|senators|governors)""",
    re.I | re.X,
)
_AND = re.compile(r"\s++(?:and|&)\s+")
_AND_SO_ON = re.compile(r"(?:many |some |the )?(?:others?|more|so on|etc)", re.I)
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its span, of what kind it is, and the place of its evidence among the evidence that is shown."""

    span: ShortSpan
    kind: AnswerKind
    place: int


Items = tuple[Item, ...]


class Roster(NamedTuple):
    """The whole list of what sections are about: its evidence in order of rank, first what lists it, and its items;
    none of these where the question chooses by a word that no item holds.
    """

    evidence: list[Evidence]
    items: Items


def find_roster(question: Question, found: Sequence[Evidence], searcher: Searcher, rankers: Rankers) -> Roster | None:
    """Return the roster that a question asks for: of evidence that answers as the first does, or of any where it asks
    for nothing else; or else of an article that tells how many sections it has. None where there is none.
    """
    if question.kind is not AnswerKind.LIST or not found or searcher.section_names(question.text):
        return None
    if names_sections(question, searcher):
        listed = _longest_roster(question, found, searcher)
        if listed is not None:
            return listed
    counted = find_counted_sections(question, searcher, rankers)
    if not counted:
        return None
    items = _distinct(_over(list(enumerate(counted))[1:]), question)
    shown = {each.lead.number for each in counted}
    return Roster([*counted, *(each for each in found if each.lead.number not in shown)], items)


def _longest_roster(question: Question, found: Sequence[Evidence], searcher: Searcher) -> Roster | None:
    """Return the longest roster that a passage enumerates, with that passage first."""
    amount, first = amount_of(question.text), found[0]
    best: Items = ()
    for evidence in found if asks_for_all(question) else [each for _, each in _above_line(found)]:
        lines = _lines(question, 0, evidence, [evidence], searcher)
        for items in (lines, _enumerated(question, 0, evidence, searcher)):
            fits = amount in (None, len(items)) and is_roster([item.span.text for item in items], searcher)
            if fits and len(items) > len(best):
                best, first = items, evidence
    if not best:
        return None
    chosen = find_chosen(question, [item.span.text for item in best], _told_outside(best, first, searcher))
    return Roster([first, *(each for each in found if each is not first)], tuple(best[place] for place in chosen))


def _told_outside(items: Items, evidence: Evidence, searcher: Searcher) -> frozenset[str]:
    """Return the terms that a passage tells outside of its items, or that stand over it."""
    heading = evidence.lead.heading
    told = set(extract_terms(heading.text)) if heading is not None else set()
    spans = [(item.span.start, item.span.end) for item in items]
    for sentence in _shown(evidence, searcher):
        told.update(
            token.term
            for token in analyse(sentence.text)
            if not any(start <= sentence.start + token.start < end for start, end in spans)
        )
    return frozenset(told)


def find_items(question: Question, found: Sequence[Evidence], searcher: Searcher, *, sure: float) -> Items:
    """Return the items of a list that evidence, in order of rank, gives in answer to a question; none where it gives
    none. It may be one: a section of two towns.

    Where the question says how many there are, a list of so many comes before others. `sure`: how probable it is that
    the first evidence is right, 0 to 1.
    """
    if question.kind is not AnswerKind.LIST or not found:
        return ()
    above = _above_line(found)
    people = list(_people(question, above, searcher)) if _asks_people(question.text) else []
    lines = [_lines(question, place, evidence, found, searcher) for place, evidence in above[:_LOOKED_AT]]
    enumerated = [_enumerated(question, place, evidence, searcher) for place, evidence in above[:_LOOKED_AT]]
    headings = _headings(question, above, searcher)
    joint = _distinct(_over(above[:1]), question)
    amount = amount_of(question.text)
    if amount is not None:
        for items in (*people, *lines, headings[:amount], *enumerated):
            if len(items) == amount:
                return items
        if amount == len(_AND.split(joint[0].span.text) if joint else ()):
            return joint
    for items in (*people, lines[0]):
        if len(items) > 1 and (items is lines[0] or amount is None or abs(len(items) - amount) <= 1):
            return items
    return headings or (enumerated[0] if amount is None and sure >= SURE_FROM else ())


def _above_line(found: Sequence[Evidence]) -> list[tuple[int, Evidence]]:
    """Return the evidence that answers as the first does, with its places."""
    first = found[0].lead
    return [
        (place, evidence)
        for place, evidence in enumerate(found)
        if evidence.lead.cover >= COVER_FROM * first.cover and evidence.lead.score >= first.score - SCORE_WITHIN
    ]


def _asks_people(text: str) -> bool:
    """Whether a question asks for people: by its question word, or by its noun."""
    noun = noun_of(text)
    asked = noun is not None and _PERSONS.fullmatch(noun) is not None
    return asked or kind_of(text).kind is AnswerKind.PERSON or _PEOPLE.search(text) is not None


def _shown(evidence: Evidence, searcher: Searcher) -> tuple[Sentence, ...]:
    """Return the sentences that a passage shows, in order."""
    lead = evidence.lead
    if not evidence.extents:
        return (lead.sentence,)
    start, end = evidence.extents[0].start, evidence.extents[0].end
    own = searcher.sentence_numbers(lead.sentence.article_id)
    shown = {lead.number: lead.sentence} if start <= lead.sentence.start and lead.sentence.end <= end else {}
    for numbers in (range(lead.number - 1, own.start - 1, -1), range(lead.number + 1, own.stop)):
        for number in numbers:
            (sentence,) = searcher.sentences([number])
            if start <= sentence.start and sentence.end <= end:
                shown[number] = sentence
            elif shown and not (start < sentence.end and sentence.start < end):
                break
    return tuple(shown[number] for number in sorted(shown))


def _item(sentence: Sentence, span: tuple[int, int], kind: AnswerKind, place: int) -> Item:
    text = sentence.text[slice(*span)]
    return Item(ShortSpan(sentence.article_id, *sentence.place(*span), text, Origin.TEXT), kind, place)


def _distinct(items: Iterable[Item], question: Question) -> Items:
    """Return items, each of a text once, without those that the question names itself."""
    asked = {term.term for term in question.terms}
    out: dict[tuple[str, ...], Item] = {}
    for item in items:
        terms = tuple(extract_terms(item.span.text))
        if terms and not set(terms) <= asked and not _AND_SO_ON.fullmatch(item.span.text):
            out.setdefault(terms, item)
    return tuple(out.values())


def _people(question: Question, above: Sequence[tuple[int, Evidence]], searcher: Searcher) -> Iterator[Items]:
    """Yield the people of each passage that names several, and then those of all passages."""
    each = [
        [
            _item(sentence, (name.start, name.end), AnswerKind.PERSON, place)
            for sentence in _shown(evidence, searcher)
            if sentence.role is not Role.HEADING
            for name in find_people(sentence.text)
            if not searcher.section_names(name.text)
        ]
        for place, evidence in above
    ]
    for items in each[:_LOOKED_AT]:
        yield _distinct(items, question)
    yield _distinct((item for items in each for item in items), question)


def _lines(question: Question, place: int, evidence: Evidence, found: Sequence[Evidence], searcher: Searcher) -> Items:
    """Return the items of the list that a passage shows; where it goes on in the passages after it, with theirs. None
    where one line of it answers by itself: what leads in to the list holds less of the question than that line.
    """
    sentences = [(place, sentence) for sentence in _shown(evidence, searcher)]
    if not any(is_item(sentence) for _, sentence in sentences):
        return ()
    lead, heading = evidence.lead.sentence, evidence.lead.heading
    over = " ".join([heading.text if heading else "", *(each.text for _, each in sentences[:1] if not is_item(each))])
    if is_item(lead) and _shared(question, lead.text) > _shared(question, over):
        return ()
    for after in range(place + 1, len(found)):
        if found[after].lead is not evidence.lead:
            break
        sentences += ((after, sentence) for sentence in _shown(found[after], searcher))
    lines = [(at, sentence, item_of_line(sentence.text)) for at, sentence in sentences if is_item(sentence)]
    if any(span is None for _, _, span in lines):
        return ()
    return tuple(_item(sentence, span, AnswerKind.LIST, at) for at, sentence, span in lines if span is not None)


def _shared(question: Question, text: str) -> int:
    """Return how many of the question's terms a text holds."""
    return len({term.term for term in question.terms}.intersection(extract_terms(text)))


def _enumerated(question: Question, place: int, evidence: Evidence, searcher: Searcher) -> Items:
    """Return what the sentence enumerates that a passage stands for, or another that it shows: as many as are asked
    for, or else the most.
    """
    amount = amount_of(question.text)
    for sentence in (evidence.lead.sentence, *_shown(evidence, searcher)):
        kept = [(name.start, name.end) for name in searcher.section_names(sentence.text)]
        wanted = None if place and amount == _PAIR else amount  # two names in a row are many a passage's
        spans = find_enumeration(sentence.text, kept, amount=wanted) or find_enumeration(sentence.text, kept)
        items = _distinct((_item(sentence, span, AnswerKind.LIST, place) for span in spans), question)
        if len(items) >= (SEVERAL if amount is None else min(amount, SEVERAL)):
            return items
    return ()


def _headings(question: Question, above: Sequence[tuple[int, Evidence]], searcher: Searcher) -> Items:
    """Return the headings over the passages, where the question asks for what such headings name; but not where it
    names a section itself, nor where the first passage enumerates sections.
    """
    if searcher.section_names(question.text) or not names_sections(question, searcher):
        return ()
    first = above[0][1].lead
    if len(searcher.section_names(first.sentence.text)) >= SEVERAL:
        return ()
    return _distinct(_over(above), question)


def _over(above: Sequence[tuple[int, Evidence]]) -> Iterator[Item]:
    """Yield the names of the sections that passages are of."""
    for place, evidence in above:
        heading = evidence.lead.heading
        if heading is not None and not heading.is_title and is_name(heading.text):
            span = ShortSpan(heading.article_id, heading.start, heading.end, heading.text, Origin.HEADING)
            yield Item(span, AnswerKind.SUBJECT, place)
