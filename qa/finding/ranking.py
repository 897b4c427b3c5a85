"""Re-ranking what TF-IDF found: by how much of the question a sentence and the words over it cover.

The score of a candidate is a sum of parts that can be shown. Each term of the question gives its share of the
question's idf, as far as the candidate holds it (itself, a word that stands in its place, or softly by the nearest
word), and its TF-IDF weight; then come the likeness of the whole sentence, the sentences beside it, the order of words,
names, what the sentence means to an encoder if there is one, and evidence of the kind that is asked for. A sentence
that asks, or only announces another, loses.
"""

from collections.abc import Iterable, Sequence
from heapq import heappushpop
from itertools import repeat
from typing import Any, NamedTuple

from corpus import Role, Sentence
from index import Heading, Matches, Searcher, Selection
from qa.asking.kinds import Wanted
from qa.asking.question import Question
from qa.finding.cover import LIKE_FROM, LIKE_POWER, OTHER_SHARE, held_terms, name_places, tempered_idf, words_to_match
from qa.finding.short_answers import leads_in, strength
from qa.values import AnswerKind, ScorePart

CANDIDATES = 100
"""How many sentences are re-ranked. With 200, SelQA's MRR@10 is the same (.8405 to .8408), and so are the figures of
five sets of questions but for one answer that is sure; a question takes a quarter longer."""

MEANING_CANDIDATES = 100
"""How many sentences are candidates for what they mean to an encoder, whether they share words with the question or
not. With 200, SelQA's MRR@10 rose by .001, and a question took half as long again."""

TFIDF_WEIGHT = 0.25
LIKENESS_WEIGHT = 0.7
NEIGHBOUR_WEIGHT = 0.1
ORDER_WEIGHT = 0.15
NAME_WEIGHT = 0.15
"""The weights of TF-IDF, the whole sentence's likeness, the better neighbour's cover, the question's word order, and
the question's names, each beside a cover of 0 to 1."""

MEANING_WEIGHT = 1.25
LIKENESS_SHARE = 0.5
"""With an encoder: the weight of the cosine of question and sentence, beside a cover of 0 to 1, and how much of its
weight the likeness of the whole sentence keeps beside it. Tuned on the odd-numbered development questions and half of
SelQA's (MRR@10): .905 and .869 with 1.5 and 1, .916 and .872 with these; from 1 to 2, a weight made no difference
beyond .02."""

ASKING_WEIGHT = 0.3
LEAD_IN_WEIGHT = 0.3
"""What a sentence loses that is a question itself, or that only says who speaks next where no person is asked for."""

KIND_WEIGHT = 0.15
WANTED_WEIGHTS = {
    **dict.fromkeys((Wanted.PHONE, Wanted.EMAIL, Wanted.NAME), 2.0),
    Wanted.SUBJECT: 1.15,
    Wanted.ROLE: 0.6,
    **dict.fromkeys((Wanted.COUNT, Wanted.MONEY, Wanted.SHARE, Wanted.DURATION), 0.4),
    **dict.fromkeys((Wanted.DAY, Wanted.ITEMS, Wanted.EXPANSION), 0.4),
}
"""What evidence of the kind asked for adds; where nothing else can answer (see `Wanted`), more, and as far as
the candidate covers the question: a phone number of somebody else's is no evidence."""

_EXTRA = (
    "the sentence as a whole",
    "the sentences beside it",
    "the words in this order",
    "the names asked about",
    "only leads in to what follows",
    "asks rather than answers",
    "what it means",
)
"""What beside the question's terms makes up a score, in the order in which it is added."""

SECTION_REACH = 40
"""How many sentences after a candidate a contact block may stand that closes its section."""

_OPEN = (AnswerKind.PASSAGE, AnswerKind.YES_NO)
"""Kinds that any sentence may answer."""

_NEAREST = 4


class Ranked(NamedTuple):
    """A candidate with its score, the sum of its parts. `held`: how much of each term it holds, 0 to 1, in the
    question's order; `cover`: the share of the question's idf that this makes; `alike`: the likeness of the whole
    sentence; `meaning`: its cosine with the question by an encoder, None without one; `fits`: whether it holds evidence
    of the kind that is asked for. `labels` and `addends`: what makes up the score, zeros among it.

    A named tuple, which is made in a fraction of the time: a question has a hundred.
    """

    number: int
    sentence: Sentence
    heading: Heading | None
    score: float
    cover: float
    alike: float
    meaning: float | None
    held: tuple[float, ...]
    fits: bool
    labels: tuple[str, ...]
    addends: tuple[float, ...]

    @property
    def parts(self) -> tuple[ScorePart, ...]:
        """The parts of the score."""
        return tuple(
            ScorePart(label, weight) for label, weight in zip(self.labels, self.addends, strict=True) if weight
        )


def rank(question: Question, searcher: Searcher, *, limit: int, within: Selection | None = None) -> list[Ranked]:
    """Return the candidates for a question with at least one term, best first, equal scores in corpus order.

    What evidence of its kind a candidate holds is only looked at where it can bring it among the first `limit`.
    """
    numbers = _candidates(question, searcher, within)
    if not numbers:
        return []
    sentences = searcher.sentences(numbers)
    matches = searcher.match(words_to_match(question), numbers)
    held = held_terms(question, numbers, sentences, matches)
    ranked = _weighed(question, searcher, numbers, sentences, held, matches)
    return _with_kind(question, searcher, sorted(ranked, key=_order), limit)


def _candidates(question: Question, searcher: Searcher, within: Selection | None) -> list[int]:
    """Return the sentences to rank, each once: those with the question's words, those that are nearest in meaning if
    there is an encoder, and for a contact the blocks that close these sentences' sections.
    """
    hits = searcher.search(_search_weights(question, searcher), limit=CANDIDATES, within=within)
    meant = searcher.search_meaning(question.text, limit=MEANING_CANDIDATES, within=within)
    numbers = list(dict.fromkeys(hit.sentence for hit in (*hits, *meant)))
    if question.kind is AnswerKind.CONTACT:
        numbers = list(dict.fromkeys([*numbers, *searcher.contacts(numbers, reach=SECTION_REACH)]))
    return numbers


def _order(ranked: Ranked) -> tuple[float, int]:
    return -ranked.score, ranked.number


def _with_kind(question: Question, searcher: Searcher, ranked: list[Ranked], limit: int) -> list[Ranked]:
    """Add what evidence of the kind asked for is worth, where that can bring a candidate among the first `limit`."""
    if question.kind in _OPEN:
        return ranked
    weight = WANTED_WEIGHTS.get(question.wants) if question.wants else None
    best = [ranked[min(limit, len(ranked)) - 1].score] * min(limit, len(ranked))  # a heap of the greatest scores so far
    out = []
    for candidate in ranked:
        most = KIND_WEIGHT if weight is None else weight * candidate.cover
        within_reach = candidate.score + most >= best[0]
        fitting = strength(question, candidate.sentence, candidate.heading, searcher) if within_reach else 0.0
        if fitting:
            worth = most * fitting
            addends = (*candidate.addends, worth)
            labels = (*candidate.labels, f"holds what answers a {question.kind.value} question")
            score = candidate.score + worth
            candidate = candidate._replace(fits=True, labels=labels, addends=addends, score=score)
        heappushpop(best, candidate.score)
        out.append(candidate)
    return sorted(out, key=_order)


def _weighed(
    question: Question,
    searcher: Searcher,
    numbers: Sequence[int],
    sentences: Sequence[Sentence],
    held: Sequence[Sequence[float]],
    matches: Matches,
) -> list[Ranked]:
    """Sum up the candidates of a question, all but the evidence of its kind; in the order of `numbers`.

    `held`: how much each holds of each term.
    """
    idf = tempered_idf(question, searcher)
    scale = TFIDF_WEIGHT / sum(value * term.count for value, term in zip(idf, question.terms, strict=True))
    total = sum(idf)
    shares = [value / total for value in idf]
    by_term = list(zip(*held, strict=True))
    covered = [[share * value for value in column] for share, column in zip(shares, by_term, strict=True)]
    scales = [scale * term.count for term in question.terms]
    own = [
        [cover + scale * weight for cover, weight in zip(column, weights, strict=True)]
        for scale, column, weights in zip(scales, covered, matches.weights, strict=False)
    ]
    covers = list(map(sum, zip(*covered, strict=True)))
    cover_of = dict(zip(numbers, covers, strict=True))
    meant = searcher.meaning(question.text, numbers)
    likeness = LIKENESS_WEIGHT * (1.0 if meant is None else LIKENESS_SHARE)
    extra = (
        [likeness * alike for alike in matches.alike],
        [NEIGHBOUR_WEIGHT * max(cover_of.get(number - 1, 0.0), cover_of.get(number + 1, 0.0)) for number in numbers],
        [ORDER_WEIGHT * adjacent for adjacent in matches.adjacent],
        [NAME_WEIGHT * named for named in _named(question, searcher, held)],
        [-LEAD_IN_WEIGHT * leads for leads in _only_lead_in(question, searcher, numbers, sentences)],
        [-ASKING_WEIGHT * sentence.text.rstrip("’”\"')").endswith("?") for sentence in sentences],
        [MEANING_WEIGHT * meaning for meaning in meant or [0.0] * len(numbers)],
    )
    addends = list(zip(*own, *extra, strict=True))
    fields: Iterable[Any] = zip(
        numbers,
        sentences,
        searcher.headings(numbers),
        map(sum, addends),
        covers,
        matches.alike,
        meant or [None] * len(numbers),
        map(tuple, held),
        repeat(question.kind in _OPEN),
        repeat((*(term.word for term in question.terms), *_EXTRA)),
        addends,
        strict=False,
    )
    return list(map(Ranked._make, fields))


def _named(question: Question, searcher: Searcher, held: Sequence[Sequence[float]]) -> list[float]:
    """Return how much of the question's names each candidate holds: the mean, 0 where the question has none."""
    names = name_places(question, searcher)
    return [sum(row[place] for place in names) / len(names) if names else 0.0 for row in held]


def _only_lead_in(
    question: Question, searcher: Searcher, numbers: Sequence[int], sentences: Sequence[Sentence]
) -> list[bool]:
    """Return whether sentences announce a quotation, where that is no answer: they end with a colon, and no list
    follows.
    """
    if question.kind in (AnswerKind.PERSON, AnswerKind.DEFINITION, AnswerKind.CONTACT):
        return [False] * len(numbers)
    return [
        leads_in(sentence) and _is_no_list_after(number, sentence, searcher)
        for number, sentence in zip(numbers, sentences, strict=True)
    ]


def _is_no_list_after(number: int, sentence: Sentence, searcher: Searcher) -> bool:
    """Whether the sentence after another, in the same article, is there and no item of a list."""
    after = searcher.sentences(range(number + 1, min(number + 2, searcher.n_rows)))
    return any(other.article_id == sentence.article_id and other.role is not Role.BULLET for other in after)


def _search_weights(question: Question, searcher: Searcher) -> dict[str, float]:
    """Return the terms to search for: the question's, what stands in their place, and for unknown ones the nearest."""
    weights: dict[str, float] = {}
    for term in question.terms:
        weights[term.term] = max(weights.get(term.term, 0.0), float(term.count))
        for other in term.others:
            for alternative, _ in other:
                weights[alternative] = max(weights.get(alternative, 0.0), OTHER_SHARE)
        if not term.exact and not searcher.document_frequency(term.term):
            for nearest, cosine in searcher.nearest(term.word, limit=_NEAREST):
                if cosine >= LIKE_FROM:
                    weights[nearest] = max(weights.get(nearest, 0.0), cosine**LIKE_POWER)
    return weights
