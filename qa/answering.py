"""From a request to its answer: read the question, find, re-rank, merge, decide, cite and verify."""

from collections.abc import Sequence
from dataclasses import replace

from index import Filters, Searcher
from qa.asking.follow_ups import EarlierTurn, Resolved, resolve
from qa.asking.forms import read_form
from qa.asking.question import Question, read_question
from qa.asking.rewriting import add_equivalents, correct_spelling, mark_exact
from qa.asking.several import as_list
from qa.finding.contact_blocks import asks_for_any_contact, rank_contacts
from qa.finding.evidence import Evidence, merge_copies, widen_lists
from qa.finding.items import find_items
from qa.finding.ranking import rank
from qa.finding.spreading import spread_out
from qa.models import Models, shipped_models
from qa.saying.citing import cite_items, cite_passages, cite_short_answer
from qa.saying.confidence import estimate_confidence, measure_signals, weigh_contacts
from qa.saying.disagreement import add_short_answers, find_disagreement, merge_agreeing
from qa.saying.whole import Asked, answer_whole
from qa.values import (
    Answer,
    AnswerKind,
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


def answer(request: Request, searcher: Searcher, models: Models | None = None) -> Answer:
    """Answer a request from an index. Any text is a question; what cannot be answered gets a reason, never an error.

    Of the history, the last HISTORY questions are answered again, oldest first, to resolve what the question leans on.
    `models`: those that ship with the package, unless others are given.
    """
    models = models or shipped_models()
    earlier = None
    if Undo.CARRIED_OVER not in request.undo:
        for text in request.history[-HISTORY:]:
            plain = replace(request, question=text, history=(), limit=1, explain=False)
            resolved, reply = _answer(plain, earlier, searcher, models)
            spoken = reply.no_answer is None or reply.no_answer.reason is not Reason.NOT_A_QUESTION
            if spoken and reply.interpretation.kind is not AnswerKind.CORPUS:
                earlier = EarlierTurn(resolved.text, resolved.asked_for, reply)
    return _answer(request, earlier, searcher, models)[1]


def _answer(
    request: Request, earlier: EarlierTurn | None, searcher: Searcher, models: Models
) -> tuple[Resolved, Answer]:
    """Answer one question after the turn before it; returns it as it stands alone, and its answer."""
    text = request.question
    corrections: tuple[Correction, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    if Undo.CORRECTIONS not in request.undo:
        text, corrections = correct_spelling(text, searcher)
    resolved = resolve(text, earlier, searcher)
    question = read_question(resolved.text, asked_for=as_list(resolved.text, resolved.asked_for))
    if Undo.EXPANSIONS not in request.undo:
        question, expansions = add_equivalents(question, searcher)
    question = mark_exact(question, searcher)
    within = None if request.filters == Filters() else searcher.select(request.filters)
    interpretation = Interpretation(question.text.strip(), question.kind, corrections, expansions, resolved.carried)
    filtered_out = 0 if within is None else searcher.n_articles - within.articles
    index = IndexStamp(searcher.version, searcher.n_articles, searcher.n_sentences)
    asked = Asked(question, resolved.carried, request.filters, within, request.limit)
    whole = answer_whole(read_form(text, alone=earlier is None), asked, searcher, models.rankers)
    if whole is not None:
        return resolved, Answer(
            question=request.question,
            interpretation=replace(interpretation, kind=whole.kind),
            short=whole.short,
            confidence=whole.sure,
            passages=whole.passages,
            disagreement=None,
            no_answer=None,
            nearest=(),
            filtered_out=filtered_out,
            index=index,
        )
    depth = max(request.limit, DEPTH)
    own = resolved.asked_for
    any_contact = asks_for_any_contact(question)
    if any_contact:
        ranked = rank_contacts(question, searcher, limit=2 * depth, within=within)
    else:
        # people are sought as one person is
        sought = replace(question, kind=own.kind, wants=own.wants) if own.kind is AnswerKind.PERSON else question
        ranked = rank(sought, searcher, models.rankers, limit=3 * depth, within=within) if question.terms else []
    evidence = widen_lists(merge_copies(ranked, searcher, limit=3 * depth), searcher, kind=question.kind)
    evidence = spread_out(evidence, question.kind, limit=depth)
    evidence = merge_agreeing(question, add_short_answers(question, evidence, searcher))[: request.limit]
    passages = cite_passages(question, evidence, searcher)
    sure = NO_CONFIDENCE
    if passages and any_contact:
        sure = weigh_contacts(len({candidate.sentence.text for candidate in ranked}))
    elif passages:
        first = evidence[0].lead
        sure = estimate_confidence(question, first, measure_signals(question, first, ranked, searcher), models.deciders)
    reason = _reason(question, searcher, passages, sure, filtered=within is not None)
    answered = reason is None
    return resolved, Answer(
        question=request.question,
        interpretation=interpretation,
        short=_short(question, evidence, passages, sure, searcher) if answered else None,
        confidence=sure,
        passages=passages if answered else (),
        disagreement=find_disagreement(question, evidence) if answered else None,
        no_answer=None if reason is None else _no_answer(reason, question, searcher),
        nearest=() if answered else passages,
        filtered_out=filtered_out,
        index=index,
    )


def _short(
    question: Question,
    evidence: Sequence[Evidence],
    passages: tuple[Passage, ...],
    sure: Confidence,
    searcher: Searcher,
) -> ShortAnswer | None:
    """Return the short answer, or each of several where a list is asked for; None where none can be cited."""
    if question.kind is AnswerKind.LIST:
        items = find_items(question, evidence, searcher, sure=sure.probability)
        return cite_items(items, evidence, passages, searcher)
    return cite_short_answer(question, evidence[0], passages[0], searcher)


def _reason(
    question: Question, searcher: Searcher, passages: tuple[Passage, ...], sure: Confidence, *, filtered: bool
) -> Reason | None:
    """Return why there is no answer, None when there is one."""
    if not question.terms and not asks_for_any_contact(question):
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
