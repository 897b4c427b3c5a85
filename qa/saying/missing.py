"""What is missing where there is no answer: words that no article holds, a name, a figure or the kind of thing asked
for; or nothing that is known, and what is nearest may answer after all.
"""

import re
from collections.abc import Sequence

from index import ArticleQuery, Order, Searcher, find_term, measure_rarity
from qa.asking.kinds import Wanted
from qa.asking.question import Question, Term, is_written_as_name
from qa.asking.weighing import may_be_missing
from qa.finding.cover import name_places
from qa.finding.ranking import Ranked
from qa.finding.short_answers import counts
from qa.values import AnswerKind, Reason

NEAR = 5
"""How many of the first candidates are near: what none of them holds is not there."""

RARE = 0.85
"""How rare in English a word is from which on it tells what a question is about, see `measure_rarity`: "anywhere" has
.81, "ring" .80, "county" .94, "dredging" 1."""

_ENDINGS = ("s", "es", "d", "ed", "est", "er", "ly")
_SHORTEST = 2
"""A word is as common as what is left without one of these endings, of more than so many letters: "owns", "oldest"."""

_HELD = 0.5
"""How much of a word a passage must hold, by itself or by a word like it."""

_PLAIN = (AnswerKind.NUMBER, AnswerKind.DATE, AnswerKind.PERSON, AnswerKind.CONTACT)
"""Kinds of answer whose evidence is plain to see: where none is near, none is there."""

_OF_KINDS = frozenset(
    "address age agency amount annual area authority average bodies body borough budget cities city color colour"
    " committee communities community companies company contact cost council counties countries country county"
    " date day deadline department district email event expert fee figure firm fraction group hospital hour"
    " individual initiative institution kilometer kilometre kind leader location manager meaning measure member"
    " meter metre mile minister minute month monthly name nation number office officer official organisation"
    " organization partner patient people percent percentage person phone place plan position post price"
    " program programme project proportion quantity rate reason region role salary scheme school score section"
    " service share site size sort source spokesman spokesperson spokeswoman staff state sum surname team"
    " telephone thing time title topic total town type university venue village volume way website week weekly"
    " woman worker year yearly".split()
)
"""Nouns that name a kind of thing, and not which: an article need not hold them to answer."""

_ASKED_KIND = re.compile(r"\b(?:which|what|whose|name\s+of\s+(?:the|an?))\s+([\w’'-]+)", re.I)
_RECKONED = re.compile(
    r"""\bdifference\s+between\b|\bhow\s+(?:much|many)\s+(?:more|less|fewer)\b|\b(?:altogether|combined|put\s+together)\b
    |(?:^|\?)(?>[^?]*?\b(?:which|who|what)\b)[^?]*\b(?:most|least|fewest|biggest|largest|smallest|highest|lowest|longest|shortest
      |oldest|youngest)\b""",
    re.I | re.X,
)
"""Asks for what is found by adding, counting or comparing."""


_HOW_MANY = re.compile(r"\b(?:how\s+many|(?:total\s+)?number\s+of)\s+((?:[\w’'-]+\s+){0,3}[\w’'-]+)", re.I)
_ENDS_KIND = r"\W*$|\s*[:–—,(-]|\s+(?:on|of|by|to|for|from|with|in|at|regarding|concerning|no)\b|\s+\d"
"""What ends the kind of an article in its title: "Harbour Order on …" is no harbour."""

_KINDS_FROM, _KINDS_OF = 10, 0.005
"""So many titles, and of this share of all, begin with a kind of article."""

_LOOKED_AT = 1000
"""At most how many articles with these words in their titles are looked at."""


def tells(term: Term, question: Question) -> bool:
    """Whether a word tells what a question is about: a figure, a name, or a word that is no everyday one and names no
    kind of thing. Only of such a word a person is told that it is missing.
    """
    word = term.word.lower()
    if term.context or term.of_time or not may_be_missing(term):
        return False
    if term.is_figure:
        return True
    kinds = {match[1].lower() for match in _ASKED_KIND.finditer(question.text)}
    if word in kinds or word in _OF_KINDS or word.removesuffix("s") in _OF_KINDS:
        return False
    plain = {word, *(word.removesuffix(ending) for ending in _ENDINGS if len(word) > len(ending) + _SHORTEST)}
    return is_written_as_name(term, question.text) or min(map(measure_rarity, plain)) >= RARE


def find_absent(question: Question, searcher: Searcher) -> tuple[Term, ...]:
    """Return the terms that tell what the question is about, and are in no article, nor what stands in their place."""
    return tuple(term for term in question.terms if not is_known(term, searcher) and tells(term, question))


def is_known(term: Term, searcher: Searcher) -> bool:
    """Whether an article holds a term, or all that together stands in its place."""
    others = (all(searcher.document_frequency(other) for other, _ in pairs) for pairs in term.others)
    return searcher.document_frequency(term.term) > 0 or any(others)


def counts_articles(question: Question, text: str, searcher: Searcher) -> bool:
    """Whether a question counts a kind of article, as many titles begin ("How many executive orders …?"), and a text
    does not tell that number: it would have to be counted over articles, some of which may not be there.
    """
    counted = question.counted
    match = _HOW_MANY.search(question.text)
    if counted is None or match is None or counts(question, text):
        return False
    kind: list[str] = []
    for word in match[1].lower().split():
        kind.append(word)
        if find_term(word) == counted:
            break
    named = " ".join([*kind[:-1], kind[-1].removesuffix("s")])
    opens = re.compile(rf"(?:(?:an?|the)\s+)?{re.escape(named)}s?(?:{_ENDS_KIND})", re.I)
    found = searcher.find_articles(ArticleQuery(title=named), order=Order.ID).numbers
    titles = (card.title or "" for card, _ in searcher.cards_of(found[:_LOOKED_AT]))
    opened = sum(opens.match(title) is not None for title in titles)
    return opened >= max(_KINDS_FROM, _KINDS_OF * searcher.n_articles)


def find_reason(question: Question, ranked: Sequence[Ranked], searcher: Searcher) -> Reason:
    """Return why the candidates for a question, best first, are not shown as its answer."""
    near = ranked[:NEAR]
    held = {
        term.term: max((candidate.held[place] for candidate in near), default=0.0)
        for place, term in enumerate(question.terms)
    }
    if any(held[term.term] < _HELD for term in find_absent(question, searcher)):
        return Reason.TERMS_ABSENT
    named = {question.terms[place].term for place in name_places(question, searcher)}
    named |= {term.term for term in question.terms if term.is_figure}
    if not near or any(held[name] < _HELD for name in named) or not _holds_kind(question, near):
        return Reason.BELOW_THRESHOLD
    return Reason.NOT_STATED if _RECKONED.search(question.text) else Reason.UNSURE


def _holds_kind(question: Question, near: Sequence[Ranked]) -> bool:
    """Whether a passage near holds something of the kind that is asked for; a cause, where the question asks why."""
    if question.kind in _PLAIN and question.wants is not Wanted.SAID:
        return any(candidate.fits for candidate in near)
    if near[0].seen.get("asked_reason"):
        return any(candidate.seen["fits"] > 0 for candidate in near)
    return True
