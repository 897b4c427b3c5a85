"""From a request to its answer: read the question, find, re-rank, merge, decide, cite and verify."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from index import Filters, Searcher, Selection
from qa.asking.follow_ups import EarlierTurn, Resolved, resolve
from qa.asking.forms import read_form
from qa.asking.question import Question, mark_carried
from qa.asking.rewriting import correct_spelling, read_rewritten, seek_people
from qa.asking.times import TimeAsked
from qa.asking.weighing import weigh_words
from qa.finding.days import in_time
from qa.finding.ranking import Leaning, Ranked, rank, rank_leaning
from qa.gathering.contact_blocks import asks_for_any_contact, rank_contacts
from qa.gathering.evidence import Evidence
from qa.gathering.holders import lacks_holder, put_holder_first
from qa.gathering.items import Roster, find_items, find_roster
from qa.gathering.passages import gather_evidence
from qa.gathering.rosters import names_sections
from qa.models import Models, shipped_models
from qa.saying.citing import cite_items, cite_passages, cite_short_answer
from qa.saying.confidence import estimate_confidence, weigh_contacts
from qa.saying.disagreement import add_short_answers, find_disagreement, merge_agreeing, put_latest_first
from qa.saying.missing import counts_articles, find_absent, find_reason
from qa.saying.signals import measure_signals
from qa.saying.whole import Asked, answer_whole
from qa.values import (
    Answer,
    AnswerKind,
    Band,
    Confidence,
    Correction,
    IndexStamp,
    Interpretation,
    NoAnswer,
    Passage,
    Reason,
    Request,
    ShortAnswer,
    Stage,
    TimeRead,
    Undo,
)

HISTORY = 3
"""How many earlier questions are answered again."""

DEPTH = 10
"""How many passages are compared at least, so that how sure an answer is does not depend on how many are shown."""

NO_CONFIDENCE = Confidence(0.0, Band.LOW)


def answer(
    request: Request,
    searcher: Searcher,
    models: Models | None = None,
    ended: Callable[[Stage], None] = lambda stage: None,
) -> Answer:
    """Answer a request from an index. Any text is a question; what cannot be answered gets a reason, never an error.

    Of the history, the last HISTORY questions are answered again, oldest first, to resolve what the question leans on.
    `models`: those that ship with the package, unless others are given. `ended` is told each stage that is over, for
    each question that is answered.
    """
    models = models or shipped_models()
    earlier = None
    if Undo.CARRIED_OVER not in request.undo:
        for text in request.history[-HISTORY:]:
            plain = replace(request, question=text, history=(), limit=1, explain=False)
            resolved, reply = _answer(plain, earlier, searcher, models, ended)
            ended(Stage.VERIFY)
            spoken = reply.no_answer is None or reply.no_answer.reason is not Reason.NOT_A_QUESTION
            if spoken and reply.interpretation.kind is not AnswerKind.CORPUS:
                earlier = EarlierTurn(resolved, reply)
    reply = _answer(request, earlier, searcher, models, ended)[1]
    ended(Stage.VERIFY)
    return reply


def _answer(
    request: Request,
    earlier: EarlierTurn | None,
    searcher: Searcher,
    models: Models,
    ended: Callable[[Stage], None],
) -> tuple[Resolved, Answer]:
    """Answer one question after the turn before it; returns it as it stands alone, and its answer."""
    text = request.question
    corrections: tuple[Correction, ...] = ()
    if Undo.CORRECTIONS not in request.undo:
        text, corrections = correct_spelling(text, searcher)
    resolved = resolve(text, earlier, searcher, models.kinds)
    expand = Undo.EXPANSIONS not in request.undo
    question, expansions = read_rewritten(resolved.main, resolved.asked_for, searcher, expand=expand)
    timed = Undo.TIME not in request.undo
    question = in_time(question, searcher, request.asked_on) if timed else question
    question = weigh_words(question, models.words)
    question = mark_carried(question, resolved.own) if resolved.carried else question
    within = None if request.filters == Filters() else searcher.select(request.filters)
    interpretation = Interpretation(
        resolved.text.strip(), question.told, corrections, expansions, resolved.carried, _told(question.time)
    )
    ended(Stage.UNDERSTAND)
    filtered_out = 0 if within is None else searcher.n_articles - within.articles
    index = IndexStamp(searcher.version, searcher.n_articles, searcher.n_sentences)
    asked = Asked(question, resolved.carried, request.filters, within, request.limit)
    whole = answer_whole(read_form(text, alone=earlier is None, time=question.time), asked, searcher, models.rankers)
    if whole is not None:
        return resolved, Answer(
            question=request.question,
            interpretation=replace(interpretation, kind=whole.kind, time=interpretation.time if whole.timed else None),
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
    any_contact = asks_for_any_contact(question)
    leaning = None if any_contact else _leaning(resolved, request, searcher)
    lists_sections = question.kind is AnswerKind.LIST and names_sections(question, searcher)
    sought = question if lists_sections else seek_people(question, resolved.asked_for)
    ranked, beside = _rank(
        sought, leaning, searcher, models, ended, limit=3 * depth, within=within, explain=request.explain
    )
    ended(Stage.RANK)
    if any_contact:
        ranked = rank_contacts(question, searcher, limit=2 * depth, within=within)
    elif question.kind is AnswerKind.PERSON and question.time is not None and question.time.newest:
        ranked = put_holder_first(question, ranked, searcher)
    evidence = gather_evidence(question.kind, ranked, searcher, limit=depth)
    evidence = add_short_answers(question, evidence, searcher, models.choosers)
    # A question that leans on another does not name all that its values must be of, to be compared.
    compares = leaning is None or leaning.beside is None
    if compares:
        evidence = put_latest_first(question, evidence, searcher)
    evidence = merge_agreeing(question, evidence)
    roster = None if leaning is not None else find_roster(question, evidence, searcher, models.rankers)
    evidence = evidence if roster is None else roster.evidence
    evidence = evidence if question.kind is AnswerKind.LIST else evidence[: request.limit]
    cited = cite_passages(question, evidence, searcher)
    passages = cited[: request.limit]
    sure = NO_CONFIDENCE
    if passages and any_contact:
        sure = weigh_contacts(len({candidate.sentence.text for candidate in ranked}))
    elif passages:
        first = evidence[0].lead
        short = 0.0 if evidence[0].short is None else evidence[0].short.probability
        sure = _estimate(question, first, ranked, searcher, models, short)
        if leaning is not None and leaning.beside is not None and beside:
            twin = next(candidate for candidate in beside if candidate.number == first.number)
            sure = max(sure, _estimate(leaning.beside, twin, beside, searcher, models, short), key=_how_sure)
    vacant = question.kind is AnswerKind.PERSON and lacks_holder(question, ranked)
    uncounted = bool(passages) and counts_articles(question, passages[0].text, searcher)
    sure = replace(sure, band=Band.LOW) if uncounted or vacant else sure
    answered = bool(passages) and sure.band is not Band.LOW
    reason = None if answered else _reason(question, searcher, ranked, filtered=within is not None)
    reason = Reason.NOT_STATED if uncounted else Reason.BELOW_THRESHOLD if vacant and passages else reason
    return resolved, Answer(
        question=request.question,
        interpretation=interpretation,
        short=_short(question, evidence, cited, roster, sure, searcher) if answered else None,
        confidence=sure,
        passages=passages if answered else (),
        disagreement=find_disagreement(question, evidence, searcher) if answered and compares else None,
        no_answer=None if reason is None else _no_answer(reason, question, searcher),
        nearest=() if answered else passages,
        filtered_out=filtered_out,
        index=index,
    )


def _told(time: TimeAsked | None) -> TimeRead | None:
    """Return what is told of the time that was read."""
    if time is None:
        return None
    since, until = (None if day is None else day.isoformat() for day in (time.start, time.end))
    return TimeRead(since, until, time.newest, time.words)


def _short(
    question: Question,
    evidence: Sequence[Evidence],
    passages: tuple[Passage, ...],
    roster: Roster | None,
    sure: Confidence,
    searcher: Searcher,
) -> ShortAnswer | None:
    """Return the short answer, or each of several where a list is asked for; None where none can be cited."""
    if question.kind is AnswerKind.LIST:
        listed = None if roster is None else roster.items
        items = find_items(question, evidence[:DEPTH], searcher, sure=sure.probability) if listed is None else listed
        return cite_items(items, evidence, passages, searcher)
    return cite_short_answer(question, evidence[0], passages[0], searcher)


def _rank(
    question: Question,
    leaning: Leaning | None,
    searcher: Searcher,
    models: Models,
    ended: Callable[[Stage], None],
    *,
    limit: int,
    within: Selection | None,
    explain: bool,
) -> tuple[list[Ranked], list[Ranked]]:
    """Return the best candidates, as they are in the main reading and in the one beside it, if there is one."""
    if not question.terms:
        return [], []
    how: dict[str, Any] = {
        "limit": limit,
        "within": within,
        "explain": explain,
        "retrieved": partial(ended, Stage.RETRIEVE),
    }
    if leaning is None:
        return rank(question, searcher, models.rankers, **how), []
    return rank_leaning(question, leaning, searcher, models.rankers, **how)


def _estimate(
    question: Question, first: Ranked, ranked: Sequence[Ranked], searcher: Searcher, models: Models, short: float
) -> Confidence:
    signals = measure_signals(question, first, ranked, searcher, short=short)
    return estimate_confidence(question, first, signals, models.deciders)


def _how_sure(sure: Confidence) -> tuple[bool, float]:
    return sure.band is not Band.LOW, sure.probability


def _leaning(resolved: Resolved, request: Request, searcher: Searcher) -> Leaning | None:
    """Return what a question leans on, as it is ranked."""
    if resolved.near is None:
        return None
    beside = None
    if resolved.beside is not None:
        expand = Undo.EXPANSIONS not in request.undo
        beside = read_rewritten(resolved.beside, resolved.asked_for, searcher, expand=expand)[0]
        beside = in_time(beside, searcher, request.asked_on) if Undo.TIME not in request.undo else beside
    numbers = searcher.sentence_numbers(resolved.near.article_id)
    after = (
        number
        for number, sentence in zip(numbers, searcher.sentences(numbers), strict=True)
        if sentence.end > resolved.near.start
    )
    near = next(after, None)
    return None if near is None else Leaning(beside, near)


def _reason(question: Question, searcher: Searcher, ranked: Sequence[Ranked], *, filtered: bool) -> Reason:
    """Return why there is no answer, where there is none."""
    if not question.terms and not asks_for_any_contact(question):
        return Reason.NOT_A_QUESTION
    if not searcher.n_sentences:
        return Reason.EMPTY_INDEX
    if filtered and not ranked and any(searcher.document_frequency(term.term) for term in question.terms):
        return Reason.FILTERED_OUT
    return find_reason(question, ranked, searcher)


_SUGGESTIONS = {
    Reason.NOT_A_QUESTION: "Ask about a place, a person, a figure or a date that the articles may mention.",
    Reason.EMPTY_INDEX: "The index holds no article yet: add one and index again.",
    Reason.FILTERED_OUT: "Articles that the filters leave out may answer: widen the filters.",
    Reason.TERMS_ABSENT: "Check the spelling, or ask in other words.",
    Reason.BELOW_THRESHOLD: "Ask for one thing at a time, and name the place, person or programme you mean.",
    Reason.NOT_STATED: "Ask for each of the values or the articles, and compare or count them.",
    Reason.UNSURE: "Ask in other words, and name the place, person or programme you mean.",
}


def _no_answer(reason: Reason, question: Question, searcher: Searcher) -> NoAnswer:
    absent = tuple(term.word for term in find_absent(question, searcher)) if searcher.n_sentences else ()
    return NoAnswer(reason, absent, (_SUGGESTIONS[reason],))
