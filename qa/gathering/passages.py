"""From ranked candidates to the passages that are shown: copies merged, lists whole, and a sentence with the one beside
it that ranks nearly as well.
"""

from collections.abc import Sequence
from dataclasses import replace

from corpus import MAX_PASSAGE, Role, Sentence, Span
from index import Searcher
from qa.finding.ranking import Beside, Ranked
from qa.gathering.evidence import Evidence, merge_copies, widen_lists
from qa.gathering.spreading import spread_out
from qa.values import AnswerKind

_AFTER = 3.0
"""How much less than the candidate's the sentence after it may score to be shown with it. Of 1, 2, 3, 4 and any: with
any, unrelated sentences are shown; with 1, a right sentence is first for two questions in a hundred fewer."""
_BEFORE = 0.5
"""The same of the sentence before it, which stands first in the passage: a reader meets it before what answers. From
3.0 on it would put a right passage first for half a question in a hundred more, and cost SelQA's sentences .07 of their
MRR@10."""


def gather_evidence(kind: AnswerKind, ranked: Sequence[Ranked], searcher: Searcher, *, limit: int) -> list[Evidence]:
    """Return at most `limit` passages for a question of a kind, of candidates that are ranked best first."""
    merged = merge_copies(ranked, searcher, limit=3 * limit)
    searcher.articles(each.lead.sentence.article_id for each in merged)  # in one go: each is asked for below
    joined = join_neighbours(widen_lists(merged, searcher, kind=kind), searcher)
    return spread_out(joined, kind, limit=limit)


def join_neighbours(found: Sequence[Evidence], searcher: Searcher) -> list[Evidence]:
    """Show each candidate with the sentence beside it that ranks best, where that ranks nearly as well, as one span; in
    their order.

    What a sentence leans on, and what goes on to say it, mostly stands beside it and mostly ranks well. To rank such
    passages by both scores, as logarithms of chances, put a right one first for two questions in a hundred more of
    announcements, and among five for four in a hundred fewer of an archive: the better sentence's score counts.
    """
    out: list[Evidence] = []
    shown: set[int] = set()
    for evidence in found:
        if evidence.extents or evidence.lead.number not in shown:
            joined = evidence if evidence.extents else _joined(evidence, shown, searcher)
            shown.update((*joined.numbers, *(twin.number for twin in joined.twins)))
            out.append(joined)
    return out


def beside_of(ranked: Ranked, searcher: Searcher) -> Beside | None:
    """Return the sentence that is shown with a candidate, if it stands first and is no part of a list."""
    return _joined(Evidence(ranked, ()), set(), searcher).beside


def _joined(evidence: Evidence, shown: set[int], searcher: Searcher) -> Evidence:
    lead = evidence.lead
    article = searcher.article(lead.sentence.article_id)
    for other in sorted(lead.beside, key=lambda one: (-one.score, one.number)):
        sentence = searcher.sentences([other.number])[0]
        start, end = min(sentence.start, lead.sentence.start), max(sentence.end, lead.sentence.end)
        nearly = other.score >= lead.score - (_AFTER if other.number > lead.number else _BEFORE)
        if (
            nearly
            and article is not None
            and other.number not in shown
            and _go_together(sentence, lead.sentence, end - start)
        ):
            extent = Span(start, end, article.read(start, end))
            twins = tuple(Span(twin.sentence.start, twin.sentence.end, twin.sentence.text) for twin in evidence.twins)
            return replace(evidence, extents=(extent, *twins), beside=other)
    return evidence


def _go_together(one: Sentence, other: Sentence, length: int) -> bool:
    """Whether two neighbours can be shown as one passage: of one section, and the same person's words."""
    alone = (Role.HEADING, Role.FURNITURE, Role.CONTACT)
    return (
        length <= MAX_PASSAGE
        and (one.article_id, one.section, one.speaker) == (other.article_id, other.section, other.speaker)
        and one.role not in alone
        and other.role not in alone
    )
