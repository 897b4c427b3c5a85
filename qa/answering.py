"""From a request to its answer: read the question, find, re-rank, merge, decide, cite and verify."""

from dataclasses import replace

from index import Filters, Searcher
from qa.asking.follow_ups import Resolved, Turn, resolve
from qa.asking.question import Question, read_question
from qa.asking.rewriting import corrected, expanded, guarded
from qa.finding.copies import Evidence, merge
from qa.finding.evidence import Short, short_answer
from qa.finding.lists import gather
from qa.finding.ranking import rank
from qa.saying.citing import cite_short, show
from qa.saying.confidence import confidence, signals
from qa.saying.disagreement import COMPARED, agreeing, differing
from qa.values import (
    Answer,
    Band,
    Confidence,
    Correction,
    Expansion,
    IndexStamp,
    Interpretation,
    NoAnswer,
    Passage,
    Reason,
    Request,
    ShortAnswer,
    Undo,
)

HISTORY = 3
"""How many earlier questions are answered again."""

DEPTH = 10
"""How many passages are compared at least, so that how sure an answer is does not depend on how many are shown."""

NO_CONFIDENCE = Confidence(0.0, Band.LOW)


def answer(request: Request, searcher: Searcher) -> Answer:
    """Answer a request from an index. Any text is a question; what cannot be answered gets a reason, never an error.

    Of the history, the last HISTORY questions are answered again, oldest first, to resolve what the question leans on.
    """
    earlier = None
    if Undo.CARRIED_OVER not in request.undo:
        for text in request.history[-HISTORY:]:
            plain = replace(request, question=text, history=(), limit=1, explain=False)
            resolved, reply = _answer(plain, earlier, searcher)
            if reply.no_answer is None or reply.no_answer.reason is not Reason.NOT_A_QUESTION:
                earlier = Turn(resolved.text, resolved.kind, reply)
    return _answer(request, earlier, searcher)[1]


def _answer(request: Request, earlier: Turn | None, searcher: Searcher) -> tuple[Resolved, Answer]:
    """Answer one question after the turn before it; returns it as it stands alone, and its answer."""
    text = request.question
    corrections: tuple[Correction, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    if Undo.CORRECTIONS not in request.undo:
        text, corrections = corrected(text, searcher)
    resolved = resolve(text, earlier, searcher)
    question = read_question(resolved.text, kind=resolved.kind)
    if Undo.EXPANSIONS not in request.undo:
        question, expansions = expanded(question, searcher)
    question = guarded(question, searcher)
    within = None if request.filters == Filters() else searcher.select(request.filters)
    depth = max(request.limit, DEPTH)
    ranked = rank(question, searcher, limit=2 * depth, within=within) if question.terms else []
    evidence = gather(merge(ranked, searcher, limit=depth), searcher, kind=question.kind)[:depth]
    shorts = _shorts(question, evidence, searcher)
    evidence = agreeing(question, _with(shorts, evidence))[: request.limit]
    passages = show(question, evidence, searcher)
    sure = confidence(signals(question, evidence[0].lead, ranked, searcher)) if passages else NO_CONFIDENCE
    reason = _reason(question, searcher, passages, sure, filtered=within is not None)
    answered = reason is None
    return resolved, Answer(
        question=request.question,
        interpretation=Interpretation(question.text.strip(), question.kind, corrections, expansions, resolved.carried),
        short=_short(question, shorts.get(evidence[0].lead.number), passages, searcher) if answered else None,
        confidence=sure,
        passages=passages if answered else (),
        disagreement=differing(question, _with(shorts, evidence)) if answered else None,
        no_answer=None if reason is None else _no_answer(reason, question, searcher),
        nearest=() if answered else passages,
        filtered_out=0 if within is None else searcher.n_articles - within.articles,
        index=IndexStamp(searcher.version, searcher.n_articles, searcher.n_sentences),
    )


def _reason(
    question: Question, searcher: Searcher, passages: tuple[Passage, ...], sure: Confidence, *, filtered: bool
) -> Reason | None:
    """Return why there is no answer, None when there is one."""
    if not question.terms:
        return Reason.NOT_A_QUESTION
    if not searcher.n_sentences:
        return Reason.EMPTY_INDEX
    if passages and sure.band is not Band.LOW:
        return None
    if filtered and not passages and any(searcher.document_frequency(term.term) for term in question.terms):
        return Reason.FILTERED_OUT
    return Reason.TERMS_ABSENT if _absent(question, searcher) else Reason.BELOW_THRESHOLD


def _absent(question: Question, searcher: Searcher) -> tuple[str, ...]:
    """Return the question's words that no article holds."""
    return tuple(term.word for term in question.terms if not searcher.document_frequency(term.term))


def _no_answer(reason: Reason, question: Question, searcher: Searcher) -> NoAnswer:
    suggestions = {
        Reason.NOT_A_QUESTION: ("Ask about a place, a person, a figure or a date that the articles may mention.",),
        Reason.EMPTY_INDEX: ("The index holds no article yet: add one and index again.",),
        Reason.FILTERED_OUT: ("Articles that the filters leave out may answer: widen the filters.",),
        Reason.TERMS_ABSENT: ("Check the spelling, or ask in other words.",),
        Reason.BELOW_THRESHOLD: ("Ask for one thing at a time, and name the place, person or programme you mean.",),
    }
    return NoAnswer(reason, _absent(question, searcher), suggestions[reason])


def _shorts(question: Question, evidence: list[Evidence], searcher: Searcher) -> dict[int, Short | None]:
    """Return the short answers that evidence gives, by their numbers: the first only where none are compared."""
    leads = [found.lead for found in (evidence if question.kind in COMPARED else evidence[:1])]
    return {lead.number: short_answer(question, lead.sentence, lead.heading, searcher) for lead in leads}


def _with(shorts: dict[int, Short | None], evidence: list[Evidence]) -> list[tuple[Evidence, Short | None]]:
    """Return each piece of evidence with its short answer."""
    return [(found, shorts.get(found.lead.number)) for found in evidence]


def _short(
    question: Question, short: Short | None, passages: tuple[Passage, ...], searcher: Searcher
) -> ShortAnswer | None:
    """Return the short answer that the first passage gives, cited; None where it gives none."""
    return None if short is None else cite_short(short, question, passages[0], searcher)
