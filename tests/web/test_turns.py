"""How a reply is put into words."""

from typing import Any

import pytest

from qa import Reason, Request, Undo
from web.pages.quoting import day
from web.pages.turns import Piece, Turn, bars, pieces
from web.pages.turns import turn as turned


def citation(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "number": number, "article_id": "a", "title": None, "publisher": None, "published": None, "copy_of": None,
        "href": f"/articles/a?start={number}#cited", **fields,
    }  # fmt: skip


def passage(rank: int, text: str, **fields: Any) -> dict[str, Any]:
    return {
        "rank": rank, "text": text, "heading": None, "heading_inferred": False, "speaker": None, "before": "",
        "after": "", "highlights": [], "missing_terms": [], "sources": 1, "citations": [citation(rank)], **fields,
    }  # fmt: skip


def reply(**fields: Any) -> dict[str, Any]:
    return {
        "question": "which one?",
        "interpretation": {"standalone": "which one?", "corrections": [], "expansions": [], "carried_over": []},
        "index": {"version": "sha256:0", "articles": 1, "sentences": 2},
        "answer": None,
        "confidence": {"probability": 0.9, "band": "high"},
        "passages": [passage(1, "The first one."), passage(2, "The second one.")],
        "disagreement": None,
        "no_answer": None,
        "nearest": [],
        **fields,
    }


def turn(told: dict[str, Any], **asked: Any) -> Turn:
    """A reply in words, to the question that it repeats."""
    return turned(told, Request(told["question"], **asked))


def refused(reason: Reason, **fields: Any) -> dict[str, Any]:
    no_answer = {"reason": reason.value, "missing_terms": [], "suggestions": [], **fields}
    return reply(no_answer=no_answer, passages=[], confidence={"probability": 0.1, "band": "low"})


@pytest.mark.parametrize("reason", Reason, ids=str)
def test_each_reason_for_no_answer_has_its_words(reason: Reason) -> None:
    told = turn(refused(reason))
    assert told.refusal is not None
    assert told.announcement == f"No answer. {told.refusal.headline}."
    assert (told.tone, told.confidence) == ("none", "")


def test_the_words_that_no_article_holds_are_passed_on() -> None:
    told = turn(refused(Reason.TERMS_ABSENT, missing_terms=["quorum"], suggestions=["Ask otherwise."])).refusal
    assert told is not None
    assert (told.missing_terms, told.suggestions) == (("quorum",), ("Ask otherwise.",))


@pytest.mark.parametrize(
    ("origin", "words"),
    [("text", "Word for word"), ("heading", "The heading over"), ("speaker", "The speaker")],
    ids=str,
)
def test_a_short_answer_is_announced_and_says_where_it_stands(origin: str, words: str) -> None:
    told = turn(reply(answer={"text": "The first", "from": origin, "passage": 1, "citation": citation(1)}))
    assert told.announcement == "Answer: The first"
    assert told.origin.startswith(words)


def test_without_a_short_answer_the_first_passage_is_announced() -> None:
    assert turn(reply()).announcement == "The articles say: The first one."


@pytest.mark.parametrize(
    ("band", "missing", "words"),
    [
        ("high", [], "High confidence: the passage covers the question."),
        ("medium", ["a", "b", "c"], "Medium confidence: the first passage says nothing of “a”, “b” and “c”."),
        ("medium", [], "Medium confidence: read the passage to see whether it is meant so."),
    ],
    ids=["high", "medium with a gap", "medium"],
)
def test_confidence_is_told_in_words_with_what_is_uncovered(band: str, missing: list[str], words: str) -> None:
    found = [passage(1, "The first one.", missing_terms=missing)]
    assert turn(reply(passages=found, confidence={"probability": 0.5, "band": band})).confidence == words


def test_every_change_to_the_question_is_told() -> None:
    interpretation = {
        "corrections": [{"from": "hosue", "to": "house"}],
        "expansions": [{"term": "a&e", "added": ["accident", "emergency"]}],
        "carried_over": ["Ayton", "Beeford"],
        "standalone": "which house in Ayton?",
    }
    told = [f"{change.what} {change.words}" for change in turn(reply(interpretation=interpretation)).understood]
    assert told == [
        "Spelling: “hosue” read as “house”",
        "Also searched for: accident and emergency (for “a&e”)",
        "Carried over from before: Ayton and Beeford",
    ]
    assert turn(reply(interpretation=interpretation)).searched == "which house in Ayton?"


def test_each_change_can_be_undone_beside_what_is_undone_already() -> None:
    interpretation = {
        "corrections": [{"from": "hosue", "to": "house"}],
        "expansions": [],
        "carried_over": ["Ayton"],
        "standalone": "which one?",
    }
    told = turn(reply(interpretation=interpretation), history=("A & B?",), undo=frozenset([Undo.EXPANSIONS]))
    assert [change.without for change in told.understood] == [
        "/?q=A+%26+B%3F&q=which+one%3F&undo=corrections&undo=expansions",
        "/?q=A+%26+B%3F&q=which+one%3F&undo=carried_over&undo=expansions",
    ]
    assert told.href == "/?q=A+%26+B%3F&q=which+one%3F&undo=expansions"
    assert told.searched == ""


def test_a_turn_is_told_from_one_with_another_history_or_reading() -> None:
    told = [turn(reply()), turn(reply(), history=("a?",)), turn(reply(), undo=frozenset([Undo.EXPANSIONS]))]
    assert len({each.id for each in told}) == 3
    assert turn(reply()).id == told[0].id


def test_the_passage_that_the_answer_comes_from_leads_and_the_others_are_folded_away() -> None:
    short = {"text": "The second", "from": "text", "passage": 2, "citation": citation(2)}
    told = turn(reply(answer=short))
    assert told.lead is not None
    assert (told.lead["rank"], [each["rank"] for each in told.more]) == (2, [1])
    assert turn(refused(Reason.TERMS_ABSENT)).lead is None


def test_what_may_be_said_of_an_answer_is_not_what_may_be_said_of_none() -> None:
    answered, refusal = (dict(turn(each).verdicts) for each in (reply(), refused(Reason.TERMS_ABSENT)))
    assert set(answered) == {"correct", "wrong_answer", "wrong_passage", "should_have_refused"}
    assert set(refusal) == {"correct", "should_have_answered"}


def test_the_parts_of_a_score_are_bars_as_long_as_they_weigh() -> None:
    parts = [("house", 0.5), ("nothing", 0.0), ("against", -0.25), ("crisis", 1.0)]
    told = bars(passage(1, "x", explain=[{"term": term, "weight": weight} for term, weight in parts]))
    assert [(bar.term, bar.length) for bar in told] == [("crisis", 100.0), ("house", 50.0), ("against", 25.0)]
    assert bars(passage(1, "x", explain=[])) == ()


def test_differing_values_come_with_the_citations_of_their_passages() -> None:
    values = [{"text": "one", "passages": [1]}, {"text": "two", "passages": [1, 2]}]
    told = turn(reply(disagreement={"values": values})).differing
    assert [(value.text, [c["number"] for c in value.citations]) for value in told] == [("one", [1]), ("two", [1, 2])]


def test_highlights_are_counted_in_code_points() -> None:
    cut = pieces(passage(1, "🦊🦊 crisis house", highlights=[[3, 9], [10, 15]]))
    assert cut == (Piece("🦊🦊 ", False), Piece("crisis", True), Piece(" ", False), Piece("house", True))


@pytest.mark.parametrize(
    "highlights", [[[4, 8], [0, 5]], [[0, 8], [2, 3]], [[0, 8], [0, 8]]], ids=["crossing", "nested", "twice"]
)
def test_highlights_that_overlap_show_the_text_once(highlights: list[list[int]]) -> None:
    cut = pieces(passage(1, "overlaps here", highlights=highlights))
    assert "".join(piece.text for piece in cut) == "overlaps here"
    assert "".join(piece.text for piece in cut if piece.marked) == "overlaps"


@pytest.mark.parametrize(
    ("published", "written"), [("2013-11-01", "1 November 2013"), ("autumn 2013", "autumn 2013")], ids=["day", "other"]
)
def test_a_day_is_written_as_people_do(published: str, written: str) -> None:
    assert day(published) == written
