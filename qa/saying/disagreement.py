"""Where sources agree or differ: passages that answer the same question with one value, or with different ones, and
which of these holds now. Precision comes before recall.
"""

from collections.abc import Sequence
from dataclasses import replace

from index import Searcher, analyse
from qa.asking.question import Question
from qa.finding.ranking import Beside, Ranked
from qa.finding.short_answers import ShortSpan
from qa.gathering.evidence import Evidence
from qa.gathering.shortening import find_best
from qa.saying.successive import holds_instead, years_beside
from qa.selection.chooser import Choosers
from qa.values import AnswerKind, DifferingValue

_AS_WELL = 0.85
"""A passage speaks of the same thing if it covers the question at least so well as the first one."""

_SPEAKS_FROM = 0.6
"""From this cover on, a passage is surely of what is asked, and a value in it no chance one."""

_MEANS = 0.15
_SCORES = 2.0
"""How far the cosine and the score of a passage that speaks of the same thing may be from the first one's. With these
and the two above a disagreement was told of 5 of 9 questions on which articles differ, and of none of 84 on which they
agree; four sets, with the encoder."""

_ALONE = 3.0
"""How far the only passage stands above the next."""

_COMPARED = (AnswerKind.NUMBER, AnswerKind.DATE)
"""The kinds of questions whose answers are values, which can be the same and can differ."""


def add_short_answers(
    question: Question, found: Sequence[Evidence], searcher: Searcher, choosers: Choosers
) -> list[Evidence]:
    """Return evidence with its short answers: that of the first, and of all where they are compared. That of the first
    may stand in the sentence that is shown with the one that was found.
    """
    looked_at = len(found) if question.kind in _COMPARED else 1
    out = list(found)
    for place, (each, after) in enumerate(zip(found, [*found, None][1:], strict=True)):
        if place < looked_at:
            margin = each.lead.score - after.lead.score if after is not None else _ALONE
            beside = None if place else each.beside
            out[place] = replace(each, short=_short(question, each.lead, beside, margin, searcher, choosers))
    return out


def _short(
    question: Question,
    lead: Ranked,
    beside: Beside | None,
    margin: float,
    searcher: Searcher,
    choosers: Choosers,
) -> ShortSpan | None:
    chooser = choosers.of(lead.seen)
    best = find_best(question, lead, margin, searcher, chooser, beside=beside)
    if best is None:
        return None
    return replace(best.span, given=best.probability >= chooser.given_from, probability=best.probability)


def put_latest_first(question: Question, found: Sequence[Evidence], searcher: Searcher) -> list[Evidence]:
    """Return evidence in order of rank, but the one first whose value holds now in place of the first one's."""
    if question.kind not in _COMPARED or not found or found[0].short is None:
        return list(found)
    for place, evidence in enumerate(found):
        same = place and _speaks_of_the_same(evidence, found[0]) and _differ(evidence, found[0])
        if same and holds_instead(evidence, found[0], searcher):
            return [evidence, *found[:place], *found[place + 1 :]]
    return list(found)


def merge_agreeing(question: Question, found: Sequence[Evidence]) -> list[Evidence]:
    """Take evidence, in order of rank, to evidence before it that gives the same value and is of other articles: one
    passage, several sources.
    """
    if question.kind not in _COMPARED or not found:
        return list(found)
    enough = _AS_WELL * found[0].lead.cover
    out: list[Evidence] = []
    places: dict[tuple[str, ...], int] = {}
    for evidence in found:
        value = value_of(evidence.short.text) if evidence.short is not None and _speaks(evidence, enough) else ()
        place = places.setdefault(value, len(out)) if value else len(out)
        if place < len(out) and not out[place].articles & evidence.articles:
            out[place] = replace(out[place], agreeing=(*out[place].agreeing, evidence))
        else:
            out.append(evidence)
    return out


def find_disagreement(
    question: Question, found: Sequence[Evidence], searcher: Searcher
) -> tuple[DifferingValue, ...] | None:
    """Return the values that evidence of different articles, in order of rank, gives for what is asked, best first;
    None where it agrees, or speaks of different times. Of an article's values the first counts. A value in whose place
    another holds now is told as such.
    """
    if question.kind not in _COMPARED or not found or found[0].short is None:
        return None
    groups: list[list[tuple[int, Evidence]]] = []
    heard: set[str] = set()
    for rank, evidence in enumerate(found, 1):
        if not _speaks_of_the_same(evidence, found[0]) or _of_other_times(question, found[0], evidence):
            continue
        same = next((group for group in groups if not _differ(group[0][1], evidence)), None)
        if same is not None:
            same.append((rank, evidence))
        elif not evidence.articles & heard:
            groups.append([(rank, evidence)])
        heard |= evidence.articles
    if len(groups) < 2:
        return None
    firsts = [group[0][1] for group in groups]
    return tuple(
        DifferingValue(
            each.short.text if each.short is not None else "",
            tuple(rank for rank, _ in group),
            _published(each, searcher),
            any(other is not each and holds_instead(other, each, searcher) for other in firsts),
        )
        for each, group in zip(firsts, groups, strict=True)
    )


def _speaks_of_the_same(evidence: Evidence, first: Evidence) -> bool:
    """Whether evidence holds a value for what the first does, by what it covers and means and by its score."""
    one, other = first.lead, evidence.lead
    near = one.score - other.score <= _SCORES and one.seen.get("cosine", 0) - other.seen.get("cosine", 0) <= _MEANS
    return evidence.short is not None and near and _speaks(evidence, max(_SPEAKS_FROM, _AS_WELL * one.cover))


def _differ(one: Evidence, other: Evidence) -> bool:
    """Whether two values differ, and one does not only say the other more fully."""
    values = [set(value_of(each.short.text)) for each in (one, other) if each.short is not None]
    return len(values) == 2 and not (values[0] <= values[1] or values[1] <= values[0])


def _of_other_times(question: Question, one: Evidence, other: Evidence) -> bool:
    """Whether two values are of different years, by their own sentences or by the question's year."""
    years, others = (
        years_beside(each.lead.sentence.text, each.short.text if each.short is not None else "")
        for each in (one, other)
    )
    asked = years_beside(question.text, "")
    return bool(years and others and not years & others) or bool(asked and others and not asked & others)


def _published(evidence: Evidence, searcher: Searcher) -> str | None:
    article = searcher.article(evidence.lead.sentence.article_id)
    return None if article is None else article.published


def _speaks(evidence: Evidence, enough: float) -> bool:
    """Whether evidence is of what is asked, and holds a value of its kind."""
    return evidence.lead.fits and evidence.lead.cover >= enough


def value_of(text: str) -> tuple[str, ...]:
    """Return the terms of a value, a number in two words ("sixty-four") as one."""
    out: list[str] = []
    last = None
    for token in analyse(text):
        term = token.term
        joined = last is not None and text[last.end : token.start] in ("-", " ") and text[token.start].isalpha()
        if joined and term.isdigit() and len(term) == 1 and out[-1].isdigit() and out[-1].endswith("0"):
            term = str(int(out.pop()) + int(term))
        out.append(term)
        last = token
    return tuple(out)
