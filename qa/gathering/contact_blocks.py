"""Candidates for a question that asks whom to reach and names nobody: the contact blocks of all articles, and where
there are none, the sentences that hold a phone number or an email address.
"""

import re

from corpus import Role, Sentence
from index import Searcher, Selection, find_term
from qa.asking.follow_ups import points_back
from qa.asking.kinds import Wanted
from qa.asking.question import Question
from qa.finding.ranking import Ranked
from qa.spans.expressions import find_emails, find_phones
from qa.values import AnswerKind, ScorePart

_TELLING = ("contact", "phone", "telephone", "tel", "call", "ring", "email", "e-mail", "fax", "write")
"""Words by which sentences are sought that are no contact block, and yet tell whom to reach."""

_SENTENCES = 100
_WANTED = 1.0
_BY_PHONE = _BY_EMAIL = _BY_NAME = 0.25
"""What a block is worth that holds what is wanted, and what each way to reach somebody adds: the fullest is first."""


def asks_for_any_contact(question: Question) -> bool:
    """Whether a question asks whom to reach by words of that kind alone ("Who can I contact?"), and nobody before."""
    return question.kind is AnswerKind.CONTACT and not question.terms and not points_back(question.text)


def rank_contacts(question: Question, searcher: Searcher, *, limit: int, within: Selection | None) -> list[Ranked]:
    """Return the contact blocks, the fullest first, equal ones in corpus order; at most `limit`."""
    ranges = [range(searcher.n_rows)] if within is None else within.ranges
    numbers = [number for each in ranges for number in searcher.contacts(each, reach=1)]
    if not numbers:
        terms = {term for word in _TELLING if (term := find_term(word)) is not None}
        hits = searcher.search(dict.fromkeys(terms, 1.0), limit=_SENTENCES, within=within)
        numbers = sorted(hit.sentence for hit in hits)
    found = zip(numbers, searcher.sentences(numbers), searcher.headings(numbers), strict=True)
    ranked = [
        Ranked(number, sentence, heading, sum(part.weight for part in parts), 0.0, (), True, parts, {})
        for number, sentence, heading in found
        if (parts := _worth(question, sentence))
    ]
    return sorted(ranked, key=lambda each: (-each.score, each.number))[:limit]


def _worth(question: Question, sentence: Sentence) -> tuple[ScorePart, ...]:
    """Return what makes up the score of a block; nothing where nobody can be reached by it, or not as is wanted."""
    text = sentence.text
    phone, email = bool(find_phones(text)), bool(find_emails(text))
    fax = phone and re.search(r"\bfax\b", text, re.I) is not None
    ways = {Wanted.PHONE: phone, Wanted.EMAIL: email, Wanted.FAX: fax}
    if not (phone or email or sentence.role is Role.CONTACT):
        return ()
    wanted = question.wants is None or ways.get(question.wants, True)
    named = text[:1].isalpha() and not text.lower().startswith(("tel", "phone", "email", "e-mail"))
    parts = (
        ("holds what is asked for", _WANTED * wanted),
        ("a phone number", _BY_PHONE * phone),
        ("an email address", _BY_EMAIL * email),
        (
            "a name",
            _BY_NAME * named,
        ),
    )
    return tuple(ScorePart(label, worth) for label, worth in parts if worth)
