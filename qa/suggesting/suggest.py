"""Questions that are known to have an answer: made from what the corpus holds, asked, and kept if the answer is there.

A question is made from a place (a section, or a sentence) and asked as anybody would ask it; it is suggested only if
the first passage of the answer stands in that place.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from corpus import Role, Sentence
from index import Searcher
from qa.answering import answer
from qa.suggesting.candidates import (
    ABOUT_SECTIONS,
    Candidate,
    Sample,
    about,
    is_contact,
    is_fit,
    is_subject,
    name_over,
    number_at,
    of_acronyms,
    of_contacts,
    of_figures,
    of_sections,
    of_speakers,
)
from qa.values import Answer, Kind, Request

SAMPLE = 400
"""At most how many sentences of a corpus examples are made from, taken evenly over it."""

TRIES = 6
"""At most how many questions of one kind are asked to find examples."""

FOLLOWED = 4
"""At most how many questions are asked to find follow-ups."""

_SPREAD = 0.6180339887498949
"""Steps of this fraction, the golden ratio's, visit a list evenly, however soon one stops."""

_REACH = 40
"""How many sentences before and after a passage follow-ups are made from."""

_KINDS: tuple[Callable[[Sample, Searcher], Iterator[Candidate]], ...] = (
    of_sections, of_figures, of_contacts, of_speakers, of_acronyms,
)  # fmt: skip


def examples(searcher: Searcher, n: int) -> tuple[str, ...]:
    """Return at most `n` questions of different kinds, each answered from the place that it was made from.

    The same for the same index. However large it is, at most SAMPLE sentences are looked at, and of each kind at most
    TRIES questions asked.
    """
    sample = _sampled(searcher)
    kinds = [_answered(make(sample, searcher), searcher) for make in _KINDS]
    found: list[str] = []
    while kinds and len(found) < n:
        for kind in list(kinds):
            question = next(kind, None)
            if question is None:
                kinds.remove(kind)
            elif len(found) < n:
                found.append(question)
    return tuple(found)


def follow_ups(reply: Answer, searcher: Searcher, history: Sequence[str] = (), n: int = 3) -> tuple[str, ...]:
    """Return at most `n` questions to ask after an answer, each answered by another passage than the one just shown.

    `history`: the questions before the reply's own, oldest first. Each is asked after them, and at most FOLLOWED are.
    """
    if not reply.answered:
        return ()
    asked = (*history, reply.question)
    known = {_folded(question) for question in asked}
    shown = {(citation.article_id, citation.start) for citation in reply.passages[0].citations}
    fresh = [candidate for candidate in _following(reply, searcher) if _folded(candidate.question) not in known]
    found: list[str] = []
    for candidate in fresh[:FOLLOWED]:
        if len(found) == n:
            break
        following = answer(Request(candidate.question, history=asked, limit=1), searcher)
        if candidate.is_answered(following, searcher) and not any(
            (citation.article_id, citation.start) in shown for citation in following.passages[0].citations
        ):
            found.append(candidate.question)
    return tuple(found)


def questions_about(name: str, articles: Iterable[str], searcher: Searcher) -> Mapping[str, str]:
    """Return for these articles, by id, a question that their own section of this name answers, or copies in them do.

    An article is left out where none is found. Each of ABOUT_SECTIONS is asked once at most, whatever the articles.
    """
    wanted = set(articles)
    found: dict[str, str] = {}
    forms = ABOUT_SECTIONS if is_fit(name) and is_subject(name, searcher) else ()
    for question in (form.format(name) for form in forms):
        if wanted <= found.keys():
            break
        reply = answer(Request(question, limit=1), searcher)
        for citation in reply.passages[0].citations if reply.answered else ():
            heading = searcher.headings([number_at(citation.article_id, citation.start, searcher)])[0]
            stands = heading is not None and heading.text == name and not is_contact(citation, searcher)
            if stands and citation.article_id in wanted:
                found.setdefault(citation.article_id, question)
    return found


def _sampled(searcher: Searcher) -> tuple[tuple[int, Sentence], ...]:
    """Return at most SAMPLE sentences that can answer, with their numbers, from all over the corpus."""
    n = searcher.n_rows
    numbers = [place * n // SAMPLE for place in range(SAMPLE)] if n > SAMPLE else list(range(n))
    sampled = [numbers[place] for place in sorted(range(len(numbers)), key=lambda place: place * _SPREAD % 1)]
    pairs = zip(sampled, searcher.sentences(sampled), strict=True)
    return tuple(pair for pair in pairs if pair[1].role not in (Role.HEADING, Role.FURNITURE))


def _answered(candidates: Iterator[Candidate], searcher: Searcher) -> Iterator[str]:
    """Ask the first TRIES of these questions, each once; yield those that are answered."""
    tried: set[str] = set()
    for candidate in candidates:
        if candidate.question in tried:
            continue
        if len(tried) == TRIES:
            return
        tried.add(candidate.question)
        if candidate.is_answered(answer(Request(candidate.question, limit=1), searcher), searcher):
            yield candidate.question


def _following(reply: Answer, searcher: Searcher) -> Iterator[Candidate]:
    """Make questions of what stands around an answer's first passage: in its section first, then near it."""
    first = reply.passages[0].citations[0]
    number = number_at(first.article_id, first.start, searcher)
    own = searcher.sentence_numbers(first.article_id)
    numbers = range(max(own.start, number - _REACH), min(own.stop, number + _REACH))
    around = list(zip(numbers, searcher.sentences(numbers), strict=True))
    place = searcher.sentences([number])[0]
    inside = [pair for pair in around if pair[1].section == place.section]
    if reply.interpretation.kind is not Kind.CONTACT:
        yield from of_contacts(inside, searcher)
    name = name_over(number, searcher)
    if name is not None and is_subject(name, searcher):
        yield about(f"What else is {name} doing?", place, searcher)
    outside = sorted(
        (pair for pair in around if pair[1].section != place.section), key=lambda pair: abs(pair[0] - number)
    )
    speakers = chain(of_speakers(inside, searcher), of_speakers(outside, searcher))
    yield from {candidate.question: candidate for candidate in speakers}.values()


def _folded(question: str) -> str:
    return " ".join(question.casefold().split())
