"""Questions that are known to have an answer: made from what the corpus holds, asked, and kept if the answer is there.

A question is made by a template from a place: a section, a contact, a figure, an acronym or a speaker's words. It is
asked as anybody would ask it, and is suggested only if the first passage of the answer stands in that place. Nothing
here knows a name: sections, speakers and acronyms are those that the corpus has.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice

from corpus import Article, Role, Sentence
from index import FUNCTION_WORDS, Filters, Searcher, extract_terms, find_acronyms, find_term, is_name
from qa.answering import answer
from qa.subjects import Subjects, find_subjects
from qa.values import Answer, AnswerKind, Citation, Request

SAMPLE = 400
"""At most how many sentences of a corpus examples are made from, taken evenly over it."""

TRIES = 6
"""At most how many questions of one kind are asked to find examples."""

OFFERED = 30
"""At most how many questions of one kind are asked to find those that are offered while somebody types."""

OF_ARTICLES = 100
"""Of so many articles one more is to hold a question's subject."""

FOLLOWED = 4
"""At most how many questions are asked to find follow-ups."""

OF_ONE = 6
"""At most how many questions are asked to find one that an article answers."""

_SPREAD = 0.6180339887498949
"""Steps of this fraction, the golden ratio's, visit a list evenly, however soon one stops."""

_REACH = 40
"""How many sentences before and after a passage follow-ups are made from."""

LONGEST_NAME = 60
"""The longest name, in characters, that a question is made of."""

ABOUT_SECTIONS = ("What will {} do?", "How will {} work?", "What will change in {}?", "What is planned in {}?")
"""What is asked about a section, in this order: of 77 pairs of a named section and an article, in three corpora, the
first three find the section in that article in 63, all four in 65."""

_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,’'&-])*")
_FIGURE = re.compile(r"(?<![\w£$€.,-])(\d{1,3}(?:,\d{3})+|\d+)((?: [a-z][a-z-]+){1,4})")
_UNITS = frozenset(
    "seconds minutes hours days weeks months years times miles metres kilometres feet inches degrees pounds dollars"
    " euros pence percents points knots tonnes grams kilograms hectares acres litres others ones".split()
)

_SCALES = frozenset("hundred thousand million billion trillion dozen".split())
_LESS = re.compile(
    r"\b(?:avoid|prevent|reduc|fewer|less|cut|sav|lower|drop|fall|fell|without|instead|no longer)\w*", re.I
)
"""Of what a sentence with such a word counts, there may be none: "1,200 admissions were avoided"."""

_DOES = r"(?: and [^.]{1,60})? (?:will|is|are|has|have|plans?|aims?|wants?|hopes?|intends?)\b"
_SAYS = (
    r"(?:said|says|adds|added|explains|explained|wrote|according to) {0}\b"
    r"|\b{0}(?:,[^.\n]{{0,120}}?,?)? (?:said|says|adds|added|explains|explained|wrote)\b|\b{0}[^.\n]{{0,120}}:"
)
"""How an article says that somebody spoke, by their name."""

Sample = Iterable[tuple[int, Sentence]]
"""Sentences with their numbers."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question about a subject, and the place that it was made of: a `section` of its name, or a person's words,
    wherever they stand, or else a span of an article; where no article is named, any place that names the subject
    beside a short answer.

    `short`: what its short answer must hold. `contact`: whether a contact block may answer it; `speaker`: whose words
    must.
    """

    question: str
    subject: str
    article_id: str = ""
    section: bool = False
    span: tuple[int, int] = (0, 0)
    short: str = ""
    contact: bool = False
    speaker: str | None = None

    def is_answered(self, reply: Answer, searcher: Searcher) -> bool:
        """Whether a reply's first passage stands in the place that the question was made from."""
        if not reply.answered or (self.short and (reply.short is None or self.short not in reply.short.text)):
            return False
        first = reply.passages[0]
        if not self.article_id and self.speaker is not None:
            told = f"{first.speaker or ''} {first.text}".casefold()
            return self.subject in first.text and self.speaker.split()[-1].casefold() in told
        if not self.article_id:
            return reply.short is not None and self.subject in first.text and self.subject not in reply.short.text
        if self.section and self.speaker is not None:
            return first.speaker == self.speaker
        return any(
            (self.contact or not _is_contact(citation, searcher)) and self._stands(citation, searcher)
            for citation in first.citations
        )

    def _stands(self, citation: Citation, searcher: Searcher) -> bool:
        """Whether a citation stands in the place, or in a section of the same name of another article."""
        if self.section:
            heading = searcher.headings([_number_at(citation.article_id, citation.start, searcher)])[0]
            return heading is not None and heading.text == self.subject
        start, end = self.span
        return citation.article_id == self.article_id and start <= citation.start and citation.end <= end


def suggest_examples(searcher: Searcher, n: int) -> tuple[str, ...]:
    """Return at most `n` questions of different kinds, each answered from the place that it was made from.

    The same for the same index. However large it is, at most SAMPLE sentences are looked at, and of each kind at most
    TRIES questions asked: those whose subjects stand in most articles, and in one of OF_ARTICLES at least.
    """
    kinds = _answered_kinds(searcher, TRIES)
    found: list[str] = []
    while kinds and len(found) < n:
        for kind in list(kinds):
            question = next(kind, None)
            if question is None:
                kinds.remove(kind)
            elif len(found) < n:
                found.append(question)
    return tuple(found)


def suggest_questions(searcher: Searcher) -> tuple[str, ...]:
    """Return questions to offer while somebody types, of every kind that examples are of: each was asked, and answered.

    The same for the same index. At most OFFERED of each kind are asked; What is typed chooses of them.
    """
    return tuple(dict.fromkeys(chain.from_iterable(_answered_kinds(searcher, OFFERED))))


def suggest_follow_ups(
    reply: Answer, searcher: Searcher, history: Sequence[str] = (), n: int = 3, *, filters: Filters | None = None
) -> tuple[str, ...]:
    """Return at most `n` questions to ask after an answer, each answered by another passage than the one just shown.

    `history`: the questions before the reply's own, oldest first. Each is asked after them, of the articles that pass
    `filters`, and at most FOLLOWED are.
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
        following = answer(Request(candidate.question, history=asked, limit=1, filters=filters or Filters()), searcher)
        if candidate.is_answered(following, searcher) and not any(
            (citation.article_id, citation.start) in shown for citation in following.passages[0].citations
        ):
            found.append(candidate.question)
    return tuple(found)


def suggest_of_article(article_id: str, searcher: Searcher) -> str | None:
    """Return a question that an article answers: of the first OF_ONE that are made from its sentences, else of its
    title and its headings. None where it answers none of them first.
    """
    article = searcher.article(article_id)
    if article is None:
        return None
    numbers = searcher.sentence_numbers(article_id)[:SAMPLE]
    able = (Role.PROSE, Role.BULLET, Role.CONTACT)
    sample = [pair for pair in zip(numbers, searcher.sentences(numbers), strict=True) if pair[1].role in able]
    made = chain.from_iterable(make(sample, searcher) for make in _KINDS)
    for candidate in chain(islice(made, OF_ONE), islice(_of_names(article), OF_ONE)):
        reply = answer(Request(candidate.question, limit=1), searcher)
        here = reply.answered and reply.passages[0].citations[0].article_id == article_id
        if here and candidate.is_answered(reply, searcher):
            return candidate.question
    return None


def suggest_questions_about(name: str, articles: Iterable[str], searcher: Searcher) -> Mapping[str, str]:
    """Return for these articles, by id, a question that their own section of this name answers, or copies in them do.

    An article is left out where none is found. Each of ABOUT_SECTIONS is asked once at most, whatever the articles.
    """
    wanted = set(articles)
    found: dict[str, str] = {}
    forms = ABOUT_SECTIONS if _is_subject(name, searcher) else ()
    for question in (form.format(name) for form in forms):
        if wanted <= found.keys():
            break
        reply = answer(Request(question, limit=1), searcher)
        for citation in reply.passages[0].citations if reply.answered else ():
            heading = searcher.headings([_number_at(citation.article_id, citation.start, searcher)])[0]
            stands = heading is not None and heading.text == name and not _is_contact(citation, searcher)
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


def _answered_kinds(searcher: Searcher, tries: int) -> list[Iterator[str]]:
    """Return for each kind of question those that are answered, of the first `tries`: the subjects of most articles
    first, and none that stands in fewer than one of OF_ARTICLES.
    """
    sample, known = _sampled(searcher), find_subjects(searcher, people=tries, topics=tries + 1)
    made = [*(make(sample, searcher) for make in _KINDS), _of_people(known), _of_talks(known)]
    articles, least = lru_cache(None)(searcher.count_articles), 1 + searcher.n_articles // OF_ARTICLES
    kinds = []
    for candidates in made:
        often = [candidate for candidate in candidates if articles(candidate.subject) >= least]
        often.sort(key=lambda candidate: -articles(candidate.subject))
        kinds.append(_answered(iter(often), searcher, tries))
    return kinds


def _answered(candidates: Iterator[Candidate], searcher: Searcher, tries: int) -> Iterator[str]:
    """Ask the first `tries` of these questions, each once; yield those that are answered."""
    tried: set[str] = set()
    for candidate in candidates:
        if candidate.question in tried:
            continue
        if len(tried) == tries:
            return
        tried.add(candidate.question)
        if candidate.is_answered(answer(Request(candidate.question, limit=1), searcher), searcher):
            yield candidate.question


def _following(reply: Answer, searcher: Searcher) -> Iterator[Candidate]:
    """Make questions of what stands around an answer's first passage: in its section first, then near it."""
    first = reply.passages[0].citations[0]
    number = _number_at(first.article_id, first.start, searcher)
    own = searcher.sentence_numbers(first.article_id)
    numbers = range(max(own.start, number - _REACH), min(own.stop, number + _REACH))
    around = list(zip(numbers, searcher.sentences(numbers), strict=True))
    place = searcher.sentences([number])[0]
    inside = [pair for pair in around if pair[1].section == place.section]
    if reply.interpretation.kind is not AnswerKind.CONTACT:
        yield from _of_contacts(inside, searcher)
    name = _subject_over(number, searcher)
    if name is not None:
        yield _about(f"What else is {name} doing?", name, place)
    outside = sorted(
        (pair for pair in around if pair[1].section != place.section), key=lambda pair: abs(pair[0] - number)
    )
    speakers = chain(_of_speakers(inside, searcher), _of_speakers(outside, searcher))
    yield from {candidate.question: candidate for candidate in speakers}.values()


def _of_sections(sample: Sample, searcher: Searcher) -> Iterator[Candidate]:
    """Ask what a section's subject will do, where the text under its name speaks of it by that name."""
    for number, sentence in sample:
        name = _subject_over(number, searcher)
        if name is not None and re.search(re.escape(name) + _DOES, sentence.text):
            yield _about(ABOUT_SECTIONS[0].format(name), name, sentence)


def _of_contacts(sample: Sample, searcher: Searcher) -> Iterator[Candidate]:
    """Ask whom to contact about a section's subject."""
    for number, sentence in sample:
        name = _subject_over(number, searcher)
        if name is None or sentence.role is not Role.CONTACT or "," in name or name in sentence.text:
            continue
        article = searcher.article(sentence.article_id)
        if article is not None and article.text.count(name) > 1:  # it is written about, and no name of who is contacted
            question = f"Who can I contact about {name}?"
            yield Candidate(question, name, sentence.article_id, span=_span(sentence), contact=True)


def _of_figures(sample: Sample, searcher: Searcher) -> Iterator[Candidate]:
    """Ask how many of a thing there are with a section's subject, where a sentence counts it in figures."""
    for number, sentence in sample:
        for figure in _FIGURE.finditer(sentence.text):
            thing, name = _counted(figure[2].split()), _subject_over(number, searcher)
            if thing and name is not None and not _LESS.search(sentence.text):
                question = f"How many {thing} are there in {name}?"
                yield Candidate(question, name, sentence.article_id, span=_span(sentence), short=figure[1])


def _of_acronyms(sample: Sample, searcher: Searcher) -> Iterator[Candidate]:
    """Ask what an acronym stands for, where a sentence spells it out."""
    for _, sentence in sample:
        for letters, start, end in find_acronyms(sentence.text):
            written = re.search(re.escape(letters), sentence.text[end:], re.I)
            if written and written[0].isupper():
                question, name = f"What does {written[0]} stand for?", sentence.text[start:end]
                yield Candidate(question, written[0], sentence.article_id, span=_span(sentence), short=name)


def _of_speakers(sample: Sample, searcher: Searcher) -> Iterator[Candidate]:
    """Ask what somebody said."""
    for _, sentence in sample:
        if sentence.speaker is not None and _is_fit(sentence.speaker.text):
            name = sentence.speaker.text
            if _is_said(name, sentence, searcher):
                yield replace(_about(f"What did {name} say?", name, sentence), speaker=name)


def _of_people(found: Subjects) -> Iterator[Candidate]:
    """Ask who the people are that stand in most articles."""
    for person in found.people:
        if _is_fit(person.name):
            yield Candidate(f"Who is {person.name}?", person.name)


def _of_talks(found: Subjects) -> Iterator[Candidate]:
    """Ask what somebody said of a topic: of the people and the topics that stand in most articles."""
    for place, topic in enumerate(found.topics[1:]):  # the first is mostly what all articles are about
        person = found.people[place % len(found.people)] if found.people else None
        if person is not None and _is_fit(topic.name) and _is_fit(person.name):
            question = f"What did {person.name} say about {topic.name}?"
            yield Candidate(question, topic.name, speaker=person.name)


def _of_names(article: Article) -> Iterator[Candidate]:
    """Ask what is said about what an article, and each of its sections, is called."""
    whole = (article.title or "", 0, len(article.text))
    for name, start, end in (whole, *((s.heading.text, s.start, s.end) for s in article.sections if s.heading)):
        if _is_fit(name):
            form = "Tell me about {}" if start > 0 else "What is said about {}?"
            yield Candidate(form.format(name), name, article.id, span=(start, end))


_KINDS: tuple[Callable[[Sample, Searcher], Iterator[Candidate]], ...] = (
    _of_sections, _of_figures, _of_contacts, _of_speakers, _of_acronyms,
)  # fmt: skip


def _about(question: str, subject: str, sentence: Sentence) -> Candidate:
    """Make a candidate of a question that anything in a sentence's section may answer."""
    return Candidate(question, subject, sentence.article_id, section=True)


def _span(sentence: Sentence) -> tuple[int, int]:
    return sentence.start, sentence.end


def _subject_over(number: int, searcher: Searcher) -> str | None:
    """Return the name over a sentence, where it is that of a subject, and not the article's title."""
    heading = searcher.headings([number])[0]
    if heading is None or heading.is_title or not is_name(heading.text):
        return None
    return heading.text if _is_subject(heading.text, searcher) else None


def _is_fit(name: str) -> bool:
    """Whether a question may be made of a name: not too long, all letters (no signs, no figures), not shouted."""
    plain = len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None
    return plain and name[0].isupper() and not (name.isupper() and len(name) > 1)


def _is_said(name: str, sentence: Sentence, searcher: Searcher) -> bool:
    """Whether the article of a sentence says that somebody of this name speaks: what else is taken for a speaker is
    suggested to nobody.
    """
    article = searcher.article(sentence.article_id)
    return article is not None and re.search(_SAYS.format(re.escape(name)), article.text) is not None


def _is_subject(name: str, searcher: Searcher) -> bool:
    """Whether a question may be made of a name, and it is that of a place, a body or a project: a word of it is written
    with a capital everywhere. "Contact" is a label, and a word like others.
    """
    return _is_fit(name) and any(map(searcher.is_name, extract_terms(name)))


def _number_at(article_id: str, start: int, searcher: Searcher) -> int:
    """Return the number of the sentence of an article that begins at a place, or is the last to begin before it."""
    numbers = searcher.sentence_numbers(article_id)
    return numbers[max(0, bisect_right(numbers, start, key=lambda n: searcher.sentences([n])[0].start) - 1)]


def _is_contact(citation: Citation, searcher: Searcher) -> bool:
    """Whether a citation is of a contact block."""
    number = _number_at(citation.article_id, citation.start, searcher)
    return searcher.sentences([number])[0].role is Role.CONTACT


def _counted(words: Sequence[str]) -> str:
    """Return the thing that a figure counts, given the words after it: up to its plural; empty where it is none."""
    for place, word in enumerate(words):
        if word in FUNCTION_WORDS or word in _UNITS or word in _SCALES or find_term(word) is None:
            return ""
        if word.endswith("s") and not word.endswith("ss"):
            return " ".join(words[: place + 1])
    return ""


def _folded(question: str) -> str:
    return " ".join(question.casefold().split())
