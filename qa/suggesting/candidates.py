"""Questions made from places of a corpus, by templates: about a section, a contact, a figure, an acronym, a speaker.

Nothing here knows a name: sections, speakers and acronyms are those that the corpus has. Whether a question is answered
from its place is found by asking it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus import Role, Sentence
from index import FUNCTION_WORDS, Searcher, extract_terms, find_acronyms, find_term, is_name
from qa.values import Answer, Citation

LONGEST_NAME = 60
"""The longest name, in characters, that a question is made of."""

ABOUT_SECTIONS = ("What will {} do?", "How will {} work?", "What will change in {}?", "What is new in {}?")
"""What is asked about a section, in this order: of 70 pairs of a named section and an article, in three corpora, the
first alone finds the section in that article in 43, all four in 65."""

_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,’'&-])*")
_FIGURE = re.compile(r"(?<![\w£$€.,-])(\d{1,3}(?:,\d{3})+|\d+)((?: [a-z][a-z-]+){1,4})")
_UNITS = frozenset(
    "seconds minutes hours days weeks months years times miles metres kilometres feet inches degrees pounds dollars"
    " euros pence percents points knots tonnes grams kilograms hectares acres litres others ones".split()
)

Sample = Iterable[tuple[int, Sentence]]
"""Sentences with their numbers."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, the span of the article that its answer must stand in, and what its short answer must hold.

    `contact`: whether a contact block may answer it; `speaker`: whose words must.
    """

    question: str
    article_id: str
    start: int
    end: int
    short: str = ""
    contact: bool = False
    speaker: str | None = None

    def is_answered(self, reply: Answer, searcher: Searcher) -> bool:
        """Whether a reply's first passage stands in the place that the question was made from."""
        if not reply.answered or (self.short and (reply.short is None or self.short not in reply.short.text)):
            return False
        first = reply.passages[0]
        return self.speaker in (None, first.speaker) and any(
            citation.article_id == self.article_id
            and self.start <= citation.start
            and citation.end <= self.end
            and (self.contact or not is_contact(citation, searcher))
            for citation in first.citations
        )


def of_sections(sample: Sample, searcher: Searcher) -> Iterator[Candidate]:
    """Ask what a section's subject will do, where the text under its name speaks of it by that name."""
    for number, sentence in sample:
        name = name_over(number, searcher)
        if name is not None and name in sentence.text and is_subject(name, searcher):
            yield about(ABOUT_SECTIONS[0].format(name), sentence, searcher)


def of_contacts(sample: Sample, searcher: Searcher) -> Iterator[Candidate]:
    """Ask whom to contact about a section's subject."""
    for number, sentence in sample:
        name = name_over(number, searcher)
        if name is not None and sentence.role is Role.CONTACT and is_subject(name, searcher):
            question = f"Who can I contact about {name}?"
            yield Candidate(question, sentence.article_id, sentence.start, sentence.end, contact=True)


def of_figures(sample: Sample, searcher: Searcher) -> Iterator[Candidate]:
    """Ask how many of a thing there are with a section's subject, where a sentence counts it in figures."""
    for number, sentence in sample:
        for figure in _FIGURE.finditer(sentence.text):
            thing, name = _counted(figure[2].split()), name_over(number, searcher)
            if thing and name is not None and is_subject(name, searcher):
                question = f"How many {thing} are there in {name}?"
                yield Candidate(question, sentence.article_id, sentence.start, sentence.end, figure[1])


def of_acronyms(sample: Sample, searcher: Searcher) -> Iterator[Candidate]:
    """Ask what an acronym stands for, where a sentence spells it out."""
    for _, sentence in sample:
        for letters, start, end in find_acronyms(sentence.text):
            written = re.search(re.escape(letters), sentence.text[end:], re.I)
            if written and written[0].isupper():
                question, name = f"What does {written[0]} stand for?", sentence.text[start:end]
                yield Candidate(question, sentence.article_id, sentence.start, sentence.end, name)


def of_speakers(sample: Sample, searcher: Searcher) -> Iterator[Candidate]:
    """Ask what somebody said."""
    for _, sentence in sample:
        if sentence.speaker is not None and is_fit(sentence.speaker.text):
            name = sentence.speaker.text
            yield replace(about(f"What did {name} say?", sentence, searcher), speaker=name)


def about(question: str, sentence: Sentence, searcher: Searcher) -> Candidate:
    """Make a candidate of a question that anything in a sentence's section may answer."""
    article = searcher.article(sentence.article_id)
    assert article is not None  # noqa: S101 (a sentence is of an article that is there)
    section = article.sections[sentence.section]
    return Candidate(question, sentence.article_id, section.start, section.end)


def name_over(number: int, searcher: Searcher) -> str | None:
    """Return the name over a sentence, where it has one that a question may be made of, not the article's title."""
    heading = searcher.headings([number])[0]
    if heading is None or not is_name(heading.text) or not is_fit(heading.text):
        return None
    return None if heading.is_title else heading.text


def is_fit(name: str) -> bool:
    """Whether a question may be made of a name: not too long, all letters (no signs, no figures), not shouted."""
    plain = len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None
    return plain and name[0].isupper() and not (name.isupper() and len(name) > 1)


def is_subject(name: str, searcher: Searcher) -> bool:
    """Whether a name is that of a place, a body or a project: a word of it is
    written with a capital everywhere. "Contact" is a label, and a word like others.
    """
    return any(map(searcher.is_name, extract_terms(name)))


def number_at(article_id: str, start: int, searcher: Searcher) -> int:
    """Return the number of the sentence of an article that begins at a place, or is the last to begin before it."""
    numbers = searcher.sentence_numbers(article_id)
    first, stop = numbers.start, numbers.stop
    while stop - first > 1:
        middle = (first + stop) // 2
        if searcher.sentences([middle])[0].start <= start:
            first = middle
        else:
            stop = middle
    return first


def is_contact(citation: Citation, searcher: Searcher) -> bool:
    """Whether a citation is of a contact block."""
    number = number_at(citation.article_id, citation.start, searcher)
    return searcher.sentences([number])[0].role is Role.CONTACT


def _counted(words: Sequence[str]) -> str:
    """Return the thing that a figure counts, given the words after it: up to its plural; empty where it is none."""
    for place, word in enumerate(words):
        if word in FUNCTION_WORDS or word in _UNITS or find_term(word) is None:
            return ""
        if word.endswith("s") and not word.endswith("ss"):
            return " ".join(words[: place + 1])
    return ""
