"""Sections that a question names, whole: their own sentences in their order, nothing left out in between."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from corpus import MAX_PASSAGE, Role, Span
from index import Searcher, Selection, extract_terms
from qa.asking.question import Question
from qa.asking.times import TimeAsked
from qa.finding.candidates import candidates_of
from qa.finding.days import near_in_time
from qa.finding.look import measure
from qa.finding.ranker import Rankers
from qa.finding.ranking import Ranked, best_of
from qa.gathering.evidence import Evidence, merge_copies

_FOUND = 200
"""In how many of the sentences that a name's words find its sections are looked for."""

LONGEST = 60
"""At most how many sentences of sections of one name are shown."""

_EVIDENCE = (Role.PROSE, Role.BULLET, Role.CONTACT)

Name = str


def names_in(text: str, searcher: Searcher) -> tuple[Name, ...]:
    """Return the names of sections that words mention, each once; none where the words mention more than them, but for
    one noun ("the Ayton scheme").
    """
    names = searcher.section_names(text)
    left = set(extract_terms(text)) - {term for name in names for term in extract_terms(name.text)}
    if len(left) > 1 or any(searcher.is_name(term) for term in left):
        return ()
    return tuple(dict.fromkeys(name.text for name in names))


def find_section(
    name: Name, question: Question, searcher: Searcher, rankers: Rankers, *, within: Selection | None = None
) -> list[Evidence]:
    """Return what stands in the sections of a name, in order, the longest section first, or before it those of the time
    that the question asks of; what others have word for word is told once. Sentences of a paragraph stand together, as
    many as a passage may hold. None where no section has it.
    """
    sections = _sections(name, searcher, within)
    near = dict(zip(sections, _near(sections, question.time, searcher), strict=True))
    sections.sort(key=lambda numbers: (-near[numbers], -len(numbers), numbers.start))
    numbers = [number for each in sections for number in each]
    can = [
        number
        for number, sentence in zip(numbers, searcher.sentences(numbers), strict=True)
        if sentence.role in _EVIDENCE
    ][:LONGEST]
    return in_order(can, question, searcher, rankers)


def in_order(can: Sequence[int], question: Question, searcher: Searcher, rankers: Rankers) -> list[Evidence]:
    """Return sentences, by their numbers, in the order in which they are given: copies told once, and those of a
    paragraph together.
    """
    if not can:
        return []
    measured = measure(question, searcher, candidates_of(can, searcher))
    ranked = {one.number: one for one in best_of(question, searcher, measured, rankers, len(can))}
    place = {number: at for at, number in enumerate(can)}
    merged = [_led(each, place) for each in merge_copies([ranked[number] for number in can], searcher, limit=len(can))]
    merged.sort(key=lambda each: place[each.lead.number])
    return list(_joined([each for at, each in enumerate(merged) if not _is_told(each, merged[:at])], searcher))


def _near(sections: Sequence[range], time: TimeAsked | None, searcher: Searcher) -> list[float]:
    """Return how near the article of each section is to a time, 0 to 1; 0 where none is asked for."""
    if time is None or not sections:
        return [0.0] * len(sections)
    days = searcher.published(searcher.rows([numbers.start for numbers in sections]).articles)
    return [float(near) for near in near_in_time(time, days, np.zeros(len(sections)))]


def _sections(name: Name, searcher: Searcher, within: Selection | None) -> list[range]:
    """Return the numbers of the sentences of each section of a name."""
    terms = extract_terms(name)
    hits = searcher.search(dict.fromkeys(terms, 1.0), limit=_FOUND, within=within) if terms else ()
    numbers = sorted(hit.sentence for hit in hits)
    out: list[range] = []
    for number, heading in zip(numbers, searcher.headings(numbers), strict=True):
        if heading is not None and extract_terms(heading.text) == terms and not (out and number in out[-1]):
            out.append(_around(number, searcher))
    return out


def _around(number: int, searcher: Searcher) -> range:
    """Return the numbers of a sentence's section."""
    (own,) = searcher.sentences([number])
    article = searcher.sentence_numbers(own.article_id)
    rows = searcher.rows(range(article.start, article.stop))
    same = [article.start + at for at, section in enumerate(rows.sections.tolist()) if section == own.section]
    return range(same[0], same[-1] + 1)


def _led(evidence: Evidence, place: dict[int, int]) -> Evidence:
    """Return evidence led by the one of its texts that stands first."""
    lead, *twins = sorted((evidence.lead, *evidence.twins), key=lambda one: place[one.number])
    return replace(evidence, lead=lead, twins=tuple(sorted(twins, key=lambda one: one.number)))


def _is_told(evidence: Evidence, before: Sequence[Evidence]) -> bool:
    """Whether one passage before holds all of another's text: a contact's name and number, with an address."""
    return any(evidence.lead.sentence.text in other.lead.sentence.text for other in before)


def _joined(merged: Sequence[Evidence], searcher: Searcher) -> Iterator[Evidence]:
    """Join sentences that follow each other in a paragraph into passages, as far as one may hold them."""
    run: list[Evidence] = []
    for evidence in merged:
        if run and not _follows(run, evidence):
            yield _one(run, searcher)
            run = []
        run.append(evidence)
    if run:
        yield _one(run, searcher)


def _follows(run: Sequence[Evidence], evidence: Evidence) -> bool:
    before, own = run[-1].lead, evidence.lead
    one, other = before.sentence, own.sentence
    if {twin.sentence.article_id for twin in run[-1].twins} != {twin.sentence.article_id for twin in evidence.twins}:
        return False  # each passage tells all the articles that it stands in
    together = (one.article_id, one.paragraph, one.speaker) == (other.article_id, other.paragraph, other.speaker)
    return together and own.number == before.number + 1 and other.end - run[0].lead.sentence.start <= MAX_PASSAGE


def _one(run: Sequence[Evidence], searcher: Searcher) -> Evidence:
    """Return one passage of sentences that follow each other, with the copies that hold all of them in this order."""
    if len(run) == 1:
        return run[0]
    rows = [(each.lead, *each.twins) for each in run]
    chains = [chain for first in rows[0] if (chain := _chain(first, rows))]
    extents = [_extent(chain, searcher) for chain in chains]
    kept = [(chain[0], extent) for chain, extent in zip(chains, extents, strict=True) if extent is not None]
    return Evidence(kept[0][0], tuple(one for one, _ in kept[1:]), tuple(extent for _, extent in kept))


def _chain(first: Ranked, rows: Sequence[Sequence[Ranked]]) -> list[Ranked]:
    """Return the sentences after one of a text that are copies of the others, each right after the one before."""
    chain = [first]
    for row in rows[1:]:
        following = [one for one in row if one.number == chain[-1].number + 1]
        if not following:
            return []
        chain += following[:1]
    same = all(one.sentence.article_id == other.sentence.article_id for one, other in pairwise(chain))
    return chain if same else []


def _extent(chain: Sequence[Ranked], searcher: Searcher) -> Span | None:
    article = searcher.article(chain[0].sentence.article_id)
    start, end = chain[0].sentence.start, chain[-1].sentence.end
    return Span(start, end, article.read(start, end)) if article is not None and end - start <= MAX_PASSAGE else None
