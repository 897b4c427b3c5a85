"""What one reply to a judged question is worth, and what the sums over many are, on a toy article."""

from dataclasses import replace

import pytest

from corpus import MAX_PASSAGE, Article
from qa import (
    Answer,
    AnswerKind,
    Band,
    Citation,
    Confidence,
    IndexStamp,
    Interpretation,
    NoAnswer,
    Origin,
    Passage,
    Reason,
    ShortAnswer,
)
from qa.evaluation import (
    GROUP_MEASURES,
    JudgedQuestion,
    QuestionKind,
    Support,
    evaluate,
    find_unfounded,
    group_results,
)
from qa.evaluation.results import compute_figures

TEXT = """Harbour Town

Harbour Town opened a crisis house with ten beds. It opened in the month of May, to general surprise.

Mill Valley

In Mill Valley nurses and carers now work in one team. “We ring each other,” said Ada Kerr of the team.
"""
TOY = Article("toy", None, None, None, None, TEXT, "0" * 64, ())
CRISIS = "Harbour Town opened a crisis house with ten beds."
MAY = "It opened in the month of May, to general surprise."
TEAM = "In Mill Valley nurses and carers now work in one team."


def question(**changes: object) -> JudgedQuestion:
    """A judged question about the crisis house, with some of its fields changed."""
    asked = JudgedQuestion(
        "q1",
        "q1",
        "number",
        QuestionKind.NUMBER,
        "How many beds?",
        (),
        ("ten beds", "10"),
        (Support("toy", CRISIS),),
        True,
    )
    return replace(asked, **changes)


def cite(quote: str) -> Citation:
    """The citation of a quote from the toy article."""
    start = TEXT.index(quote)
    end = start + len(quote)
    prefix, suffix = TEXT[max(start - 8, 0) : start], TEXT[end : end + 8]
    return Citation(1, "toy", None, None, None, TOY.version, start, end, quote, prefix, suffix, None, True)


def passage(text: str, *citations: Citation) -> Passage:
    """A passage of the toy article, cited properly unless other citations are given."""
    cited = citations or (cite(text),)
    return Passage(1, 1.0, text, "Harbour Town", False, None, "", "", (), (), (), (), 1, cited)


def reply(*passages: Passage, short: str | None = None, band: Band = Band.MEDIUM) -> Answer:
    """A reply with these passages; a refusal when there are none."""
    refusal = None if passages else NoAnswer(Reason.BELOW_THRESHOLD, (), ())
    given_short = ShortAnswer(short, AnswerKind.NUMBER, 1, Origin.TEXT, cite(CRISIS)) if short is not None else None
    return Answer(
        "?", Interpretation("?", AnswerKind.NUMBER), given_short, Confidence(0.5, band), passages, None, refusal, (), 0,
        IndexStamp("v", 1, 4),
    )  # fmt: skip


def figures(asked: JudgedQuestion, answered: Answer) -> dict[str, float]:
    """Each figure of one question and its reply, and the counts."""
    found = evaluate([asked], lambda _question, _history: answered, {"toy": TOY})
    counts = {"broken": found.broken, "citations": found.citations, "miscited": found.miscited}
    return {figure.name: figure.mean for figure in found.figures} | counts


REFUSAL = reply()
UNANSWERABLE = question(kind=QuestionKind.UNANSWERABLE, group="unanswerable", answers=(), support=(), answerable=False)


@pytest.mark.parametrize(
    ("passages", "first", "three", "five", "reciprocal"),
    [
        pytest.param([CRISIS], 1, 1, 1, 1.0, id="first"),
        pytest.param([MAY, CRISIS], 0, 1, 1, 1 / 2, id="second"),
        pytest.param([MAY] * 3 + [CRISIS], 0, 0, 1, 1 / 4, id="fourth"),
        pytest.param([MAY] * 9 + [CRISIS], 0, 0, 0, 1 / 10, id="tenth"),
        pytest.param([f"{MAY} {TEAM}"] * 9 + [CRISIS], 0, 0, 0, 1 / 10, id="tenth-of-pairs"),
        pytest.param([f"{MAY} {TEAM} {MAY}"] * 5 + [CRISIS], 0, 0, 0, 0.0, id="eleventh-by-sentences"),
    ],
)
def test_hits_and_mrr_follow_the_place(
    passages: list[str], first: int, three: int, five: int, reciprocal: float
) -> None:
    citations = [cite(text) for text in (CRISIS, MAY)]
    found = figures(question(), reply(*(passage(text, *citations) for text in passages)))
    assert [found[f"passage hit@{depth}"] for depth in (1, 3, 5)] == [first, three, five]
    assert found["passage MRR@10"] == reciprocal


@pytest.mark.parametrize(
    ("short", "right", "wrong"),
    [
        pytest.param("ten beds", 1, 0, id="accepted"),
        pytest.param("ten beds now", 0, 1, id="not-in-the-passage"),
        pytest.param("TEN BEDS", 1, 0, id="in-capitals"),
        pytest.param("a crisis house with ten beds", 1, 0, id="a-little-longer"),
        pytest.param(CRISIS, 0, 1, id="far-too-long"),
        pytest.param("10", 0, 1, id="accepted-but-shown-nowhere"),
        pytest.param("en beds", 0, 1, id="a-part-of-a-word"),
        pytest.param("Harbour Town", 0, 1, id="another"),
        pytest.param(None, 0, 0, id="none"),
        pytest.param("", 0, 0, id="empty"),
    ],
)
def test_a_short_answer_is(short: str | None, right: int, wrong: int) -> None:
    found = figures(question(), reply(passage(CRISIS), short=short))
    assert (found["short answer right"], found["short answer wrong"]) == (right, wrong)


@pytest.mark.parametrize("accepted", ["en beds", "ten bed"])
def test_an_accepted_answer_is_not_found_inside_a_word(accepted: str) -> None:
    assert figures(question(answers=(accepted,)), reply(passage(CRISIS), short="ten beds"))["short answer right"] == 0


@pytest.mark.parametrize(("short", "right"), [("Harbour Town", 1), ("Ada Kerr", 1), ("Mill Valley", 0)])
def test_a_short_answer_may_stand_in_the_heading_or_be_the_speaker(short: str, right: int) -> None:
    asked = question(kind=QuestionKind.WHICH_AREA, answers=(short,))
    shown = replace(passage(MAY), heading="Harbour Town", speaker="Ada Kerr")
    assert figures(asked, reply(shown, short=short))["short answer right"] == right


def test_a_short_answer_that_no_article_holds_is_wrong() -> None:
    shown = replace(passage(CRISIS), speaker="Dr 10")
    assert figures(question(), reply(shown, short="Dr 10"))["short answer right"] == 0


@pytest.mark.parametrize(
    ("kind", "answers", "judged"),
    [
        pytest.param(QuestionKind.WHAT_DID, ("ten beds",), False, id="what-did"),
        pytest.param(QuestionKind.LIST, ("ten beds",), False, id="list"),
        pytest.param(QuestionKind.CONVERSATION, (), False, id="a-turn-without-an-accepted-answer"),
        pytest.param(QuestionKind.CONVERSATION, ("ten beds",), True, id="a-turn-with-one"),
        pytest.param(QuestionKind.PERSON, ("ten beds",), True, id="person"),
    ],
)
def test_a_short_answer_is_judged_for(kind: QuestionKind, answers: tuple[str, ...], judged: bool) -> None:
    found = figures(question(kind=kind, answers=answers), reply(passage(CRISIS), short="ten beds"))
    assert ("short answer right" in found) == judged


@pytest.mark.parametrize("kind", [QuestionKind.LIST, QuestionKind.CONFLICT])
def test_coverage_is_the_share_of_the_wanted_answers_among_passages_and_headings(kind: QuestionKind) -> None:
    asked = question(kind=kind, answers=("Harbour Town", "May", "one team", "a crisis home"))
    assert figures(asked, reply(passage(MAY)))["list/conflict coverage@10"] == 0.5


def test_coverage_looks_at_ten_passages_none_of_them_too_long() -> None:
    asked = question(kind=QuestionKind.LIST, answers=("ten beds", "one team"))
    long = passage(f"{CRISIS} {'x' * MAX_PASSAGE}", cite(CRISIS))
    beyond = [passage(MAY)] * 9 + [passage(TEAM), passage(CRISIS)]
    assert figures(asked, reply(long))["list/conflict coverage@10"] == 0
    assert figures(asked, reply(*beyond))["list/conflict coverage@10"] == 0.5


@pytest.mark.parametrize("kind", [QuestionKind.UNANSWERABLE, QuestionKind.LIST, QuestionKind.NUMBER])
def test_an_unanswerable_question_is_judged_by_whether_it_is_refused(kind: QuestionKind) -> None:
    asked = replace(UNANSWERABLE, kind=kind)
    refused, answered = figures(asked, REFUSAL), figures(asked, reply(passage(CRISIS), short="ten beds"))
    assert (refused["abstains when it should"], answered["abstains when it should"]) == (1, 0)
    figures_of_its_own = {"abstains when it should", "surely wrong on the unanswerable"}
    assert refused.keys() == figures_of_its_own | {"broken", "citations", "miscited"}


@pytest.mark.parametrize(
    ("asked", "answered", "expected"),
    [
        pytest.param(question(), reply(passage(CRISIS), band=Band.HIGH), (1, 1, None), id="right"),
        pytest.param(question(), reply(passage(MAY), band=Band.HIGH), (1, 0, None), id="wrong"),
        pytest.param(question(), reply(passage(CRISIS)), (0, None, None), id="not-sure"),
        pytest.param(UNANSWERABLE, reply(passage(CRISIS), band=Band.HIGH), (None, 0, 1), id="no-answer-there"),
        pytest.param(UNANSWERABLE, REFUSAL, (None, None, 0), id="rightly-refused"),
    ],
)
def test_sure_answers_count_as(
    asked: JudgedQuestion, answered: Answer, expected: tuple[float | None, float | None, float | None]
) -> None:
    found = figures(asked, answered)
    names = ("sure", "right where sure", "surely wrong on the unanswerable")
    assert tuple(found.get(name) for name in names) == expected


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param({"quote": CRISIS.upper()}, id="another-quote"),
        pytest.param({"start": 0}, id="another-start"),
        pytest.param({"end": 40}, id="another-end"),
        pytest.param({"article_id": "other"}, id="no-such-article"),
        pytest.param({"version": "sha256:1"}, id="another-version"),
        pytest.param({"prefix": "x"}, id="another-prefix"),
        pytest.param({"suffix": "x"}, id="another-suffix"),
        pytest.param({"quote": "", "end": TEXT.index(CRISIS), "suffix": ""}, id="nothing-quoted"),
    ],
)
def test_a_citation_is_wrong_with(damage: dict[str, object]) -> None:
    sound, damaged = cite(CRISIS), replace(cite(CRISIS), **damage)
    found = figures(question(), reply(passage(CRISIS, sound, damaged)))
    assert (found["citations"], found["miscited"]) == (2, 1)


def test_a_passage_that_is_no_citations_quote_is_one_wrong_citation() -> None:
    found = figures(question(), reply(passage(CRISIS, cite(MAY))))
    assert (found["citations"], found["miscited"]) == (2, 1)


def test_the_nearest_passages_of_a_refusal_are_checked_but_answer_nothing() -> None:
    found = figures(question(), replace(REFUSAL, nearest=(passage(CRISIS), passage(MAY))))
    assert (found["citations"], found["miscited"]) == (2, 0)
    assert (found["passage hit@5"], found["answers when it can"]) == (0, 0)


@pytest.mark.parametrize(
    ("asked", "answered", "error"),
    [
        pytest.param(question(), reply(passage(CRISIS)), 0.64, id="right"),
        pytest.param(question(), reply(passage(MAY), passage(CRISIS)), 0.04, id="right-but-second"),
        pytest.param(question(), replace(REFUSAL, nearest=(passage(CRISIS),)), 0.64, id="wrongly-refused"),
        pytest.param(question(), replace(REFUSAL, nearest=(passage(MAY),)), 0.04, id="nearest-but-wrong"),
        pytest.param(UNANSWERABLE, replace(REFUSAL, nearest=(passage(CRISIS),)), 0.04, id="rightly-refused"),
        pytest.param(question(), REFUSAL, None, id="nothing-shown"),
    ],
)
def test_the_confidence_is_held_to_the_first_passage_shown_be_it_an_answer_or_not(
    asked: JudgedQuestion, answered: Answer, error: float | None
) -> None:
    found = figures(asked, replace(answered, confidence=Confidence(0.2, Band.LOW)))
    assert found.get("confidence Brier score") == (None if error is None else pytest.approx(error))


@pytest.mark.parametrize(
    "answered",
    [
        pytest.param(replace(REFUSAL, no_answer=None), id="an-answer-without-passages"),
        pytest.param(replace(REFUSAL, passages=(passage(CRISIS),)), id="a-refusal-with-passages"),
        pytest.param(reply(passage("", cite(CRISIS))), id="a-passage-without-text"),
    ],
)
def test_a_broken_reply_is_worth_nothing(answered: Answer) -> None:
    found = figures(question(), replace(answered, confidence=Confidence(0.9, Band.HIGH)))
    assert (found["broken"], found["citations"]) == (1, 0)
    assert (found["passage hit@5"], found["answers when it can"], found["sure"]) == (0, 0, 0)
    assert figures(UNANSWERABLE, answered)["abstains when it should"] == 0


def test_each_group_has_its_own_figures_and_every_miss_is_told() -> None:
    asked = [
        replace(UNANSWERABLE, id="q1", question="Who pays?"),
        replace(UNANSWERABLE, id="q2", question="Why?"),
        question(id="q3"),
        question(id="q4", question="And there?", history=("How many beds?",)),
    ]
    replies = {
        ("Who pays?", ()): reply(passage(TEAM)),
        ("Why?", ()): REFUSAL,
        ("How many beds?", ()): reply(passage(MAY), passage(CRISIS), short="May"),
        ("And there?", ("How many beds?",)): replace(REFUSAL, no_answer=None),
    }
    found = evaluate(asked, lambda text, history: replies[text, history], {"toy": TOY})
    groups = group_results(found.results)
    means = {name: {f.name: f.mean for f in compute_figures(GROUP_MEASURES, held)} for name, held in groups.items()}
    assert means == {"number": {"hit@1": 0.0, "hit@5": 0.5, "answer": 0.0}, "unanswerable": {"right": 0.5}}
    assert {name: len(held) for name, held in groups.items()} == {"number": 2, "unanswerable": 2}
    assert [(miss.result.id, miss.why) for miss in found.misses] == [
        ("q1", f"answered: {TEAM}"),
        ("q3", f"rank 2; first: {MAY}"),
        ("q3", "short answer 'May', accepted ['ten beds', '10']"),
        ("q4", "neither an answer nor a refusal"),
        ("q4", "rank -; first: broken"),
    ]


def test_evaluation_is_sound_only_with_whole_replies_and_right_citations() -> None:
    def asked(answered: Answer) -> bool:
        return evaluate([question()], lambda _question, _history: answered, {"toy": TOY}).sound

    assert asked(reply(passage(CRISIS)))
    assert not asked(reply(passage(CRISIS, cite(MAY))))
    assert not asked(replace(REFUSAL, no_answer=None))


@pytest.mark.parametrize(
    ("support", "found"),
    [
        pytest.param((Support("toy", CRISIS),), (), id="as-it-stands"),
        pytest.param((Support("toy", "“we ring EACH  other,”"),), (), id="but-for-case-and-space"),
        pytest.param((), (), id="none"),
        pytest.param((Support("other", CRISIS),), ("q1",), id="another-article"),
        pytest.param((Support("toy", CRISIS), Support("toy", "Harbour Town closed.")), ("q1",), id="other-words"),
    ],
)
def test_a_question_whose_support_the_articles_do_not_hold_is_named(
    support: tuple[Support, ...], found: tuple[str, ...]
) -> None:
    assert find_unfounded([question(support=support)], {"toy": TOY}) == found
