"""How a reply is put into words."""

from dataclasses import replace
from typing import Any

import pytest

from qa import (
    Answer,
    AnswerKind,
    Band,
    Citation,
    Confidence,
    Correction,
    DifferingValue,
    Expansion,
    IndexStamp,
    Interpretation,
    NoAnswer,
    Origin,
    Passage,
    Reason,
    Request,
    ScorePart,
    ShortAnswer,
    ShortItem,
    TimeRead,
    Undo,
)
from web.pages.pages import bars
from web.pages.turn import ShownTurn, show_turn
from web.wording import day


def citation(number: int) -> Citation:
    return Citation(
        number=number, article_id="a", title=None, publisher=None, published=None, version="sha256:1", start=number,
        end=9, quote="", prefix="", suffix="", copy_of=None, verified=True,
    )  # fmt: skip


def passage(rank: int, text: str, **fields: Any) -> Passage:
    plain = Passage(
        rank=rank, score=1.0, text=text, heading=None, heading_inferred=False, speaker=None, before="", after="",
        highlights=(), matched_terms=(), missing_terms=(), parts=(), sources=1, citations=(citation(rank),),
    )  # fmt: skip
    return replace(plain, **fields)


def read(**fields: Any) -> Interpretation:
    return Interpretation(**{"standalone": "which one?", "kind": AnswerKind.PASSAGE, **fields})


def short(text: str, rank: int, origin: Origin = Origin.TEXT) -> ShortAnswer:
    return ShortAnswer(text, AnswerKind.PASSAGE, rank, origin, citation(rank))


def answer(**fields: Any) -> Answer:
    plain = Answer(
        question="which one?", interpretation=read(), short=None, confidence=Confidence(0.9, Band.HIGH),
        passages=(passage(1, "The first one."), passage(2, "The second one.")), disagreement=None, no_answer=None,
        nearest=(), filtered_out=0, index=IndexStamp("sha256:0", 1, 2),
    )  # fmt: skip
    return replace(plain, **fields)


def turn(told: Answer, **asked: Any) -> ShownTurn:
    """An answer in words, to the question that it repeats."""
    return show_turn(told, Request(told.question, **asked))


def refused(reason: Reason, **fields: Any) -> Answer:
    no_answer = NoAnswer(**{"reason": reason, "missing_terms": (), "suggestions": (), **fields})
    return answer(no_answer=no_answer, passages=(), confidence=Confidence(0.1, Band.LOW))


@pytest.mark.parametrize("reason", Reason, ids=str)
def test_each_reason_for_no_answer_has_its_words(reason: Reason) -> None:
    told = turn(refused(reason))
    assert told.refusal is not None
    assert told.headline and told.confidence == ""
    if reason is not Reason.UNSURE:
        assert (told.announcement, told.tone) == (f"No answer. {told.headline}.", "none")


def test_where_the_nearest_passages_may_answer_nobody_is_told_that_the_articles_do_not_say() -> None:
    near = (passage(1, "The first one."),)
    unsure, known = (turn(replace(refused(why), nearest=near)) for why in (Reason.UNSURE, Reason.BELOW_THRESHOLD))
    assert (unsure.headline, unsure.over_nearest, unsure.tone) == (
        "Not sure",
        "Possible passages, no answer yet",
        "unsure",
    )
    assert unsure.announcement == "Not sure. The nearest passages may answer."
    assert not any("say" in words for words in (unsure.headline, unsure.why, unsure.announcement))
    assert (known.headline, known.over_nearest) == ("The articles don’t say", "Not an answer, but nearest")


def test_the_words_that_no_article_holds_are_passed_on() -> None:
    told = turn(refused(Reason.TERMS_ABSENT, missing_terms=("quorum",), suggestions=("Ask otherwise.",))).refusal
    assert told is not None
    assert (told.missing_terms, told.suggestions) == (("quorum",), ("Ask otherwise.",))


@pytest.mark.parametrize(
    ("origin", "words"),
    [(Origin.TEXT, "Word for word"), (Origin.HEADING, "The heading over"), (Origin.SPEAKER, "The speaker")],
    ids=str,
)
def test_a_short_answer_is_announced_and_says_where_it_stands(origin: Origin, words: str) -> None:
    told = turn(answer(short=short("The first", 1, origin)))
    assert told.announcement == "Answer: The first"
    assert told.origin.startswith(words)


def test_without_a_short_answer_the_first_passage_is_announced() -> None:
    assert turn(answer()).announcement == "The articles say: The first one."


@pytest.mark.parametrize(
    ("probability", "band", "missing", "words", "of"),
    [
        (0.95, Band.HIGH, (), "Very likely right: 97 in 100 such answers were right", "271 of 280"),
        (0.95, Band.HIGH, ("ayton",), "Very likely right: 97 in 100 such answers were right", "271 of 280"),
        (0.7, Band.MEDIUM, (), "Probably right: 79 in 100 such answers were right", "304 of 385"),
        (0.5, Band.MEDIUM, (), "Perhaps right: 52 in 100 such answers were right", "233 of 449"),
        (
            0.5,
            Band.MEDIUM,
            ("ayton", "2014", "set"),
            "Perhaps right: 52 in 100 such answers were right. The passage does not name “ayton” and “2014”",
            "233 of 449",
        ),
        (
            0.1,
            Band.MEDIUM,
            ("set", "pioneer", "which"),
            "Doubtful: 30 in 100 such answers were right",
            "89 of 297",
        ),
    ],
    ids=["high", "high with a gap", "probable", "medium", "medium without a name", "doubtful without common words"],
)
def test_confidence_is_told_in_words_and_blames_a_passage_for_names_alone(
    probability: float, band: Band, missing: tuple[str, ...], words: str, of: str
) -> None:
    found = (passage(1, "The first one.", missing_terms=missing),)
    asked = read(standalone="Which pioneer set it up in Ayton in 2014?")
    told = turn(answer(passages=found, confidence=Confidence(probability, band), interpretation=asked))
    assert told.confidence == words
    assert of in told.meaning


def test_every_change_to_the_question_is_told() -> None:
    interpretation = read(
        corrections=(Correction("hosue", "house"),),
        expansions=(Expansion("a&e", ("accident", "emergency")),),
        carried_over=("Ayton", "Beeford"),
        standalone="which house in Ayton?",
    )
    told = [f"{change.what} {change.words}" for change in turn(answer(interpretation=interpretation)).understood]
    assert told == [
        "Spelling: “hosue” read as “house”",
        "Carried over from before: Ayton and Beeford",
        "Also searched for: accident and emergency (for “a&e”)",
    ]
    line = "“hosue” read as “house”; about Ayton and Beeford; “a&e” also as accident and emergency"
    assert turn(answer(interpretation=interpretation)).beside == line
    assert turn(answer(interpretation=interpretation)).searched == "which house in Ayton?"


DECEMBER = "2022-12-01", "2022-12-31"


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (
            TimeRead(*DECEMBER, False, ("Dec 2022",)),
            "“Dec 2022” prefers what is from 1 December 2022 to 31 December 2022",
        ),
        (TimeRead(DECEMBER[0], DECEMBER[0], False, ("1.12.",)), "“1.12.” prefers what is of 1 December 2022"),
        (TimeRead(DECEMBER[0], None, False, ("since then",)), "“since then” prefers what is from 1 December 2022"),
        (TimeRead(None, None, True, ("latest",)), "“latest” prefers the newest"),
    ],
)
def test_what_was_read_as_time_is_told_and_can_be_undone(time: TimeRead, words: str) -> None:
    (told,) = turn(answer(interpretation=read(time=time))).understood
    assert f"{told.what} {told.words}" == f"Read as time: {words}"
    assert told.without.endswith("&undo=time")


def test_each_change_can_be_undone_beside_what_is_undone_already() -> None:
    interpretation = read(corrections=(Correction("hosue", "house"),), carried_over=("Ayton",))
    told = turn(answer(interpretation=interpretation), history=("A & B?",), undo=frozenset([Undo.EXPANSIONS]))
    assert [change.without for change in told.understood] == [
        "/?q=A+%26+B%3F&q=which+one%3F&undo=corrections&undo=expansions#latest",
        "/?q=A+%26+B%3F&q=which+one%3F&undo=carried_over&undo=expansions#latest",
    ]
    assert told.href == "/?q=A+%26+B%3F&q=which+one%3F&undo=expansions#latest"
    assert told.searched == ""


def test_a_question_that_was_only_completed_is_told_in_the_same_line() -> None:
    assert turn(answer(interpretation=read(standalone="which house in Ayton?"))).beside == (
        "Searched for “which house in Ayton?”"
    )
    assert turn(answer()).beside == ""


def test_a_turn_is_told_from_one_with_another_history_or_reading() -> None:
    told = [turn(answer()), turn(answer(), history=("a?",)), turn(answer(), undo=frozenset([Undo.EXPANSIONS]))]
    assert len({each.id for each in told}) == 3
    assert turn(answer()).id == told[0].id


def test_the_passage_that_the_answer_comes_from_leads_and_the_others_are_folded_away() -> None:
    told = turn(answer(short=short("The second", 2)))
    assert told.lead is not None
    assert (told.lead.rank, [each.rank for each in told.more]) == (2, [1])
    assert turn(refused(Reason.TERMS_ABSENT)).lead is None


def test_what_may_be_wrong_with_an_answer_is_not_what_may_be_said_of_none() -> None:
    answered, refusal = (dict(turn(each).reasons) for each in (answer(), refused(Reason.TERMS_ABSENT)))
    assert set(answered) == {"wrong_answer", "wrong_passage", "should_have_refused"}
    assert set(refusal) == {"should_have_answered"}


def test_the_parts_of_a_score_are_bars_as_long_as_they_weigh() -> None:
    parts = [("house", 0.5), ("nothing", 0.0), ("against", -0.25), ("crisis", 1.0)]
    told = bars(passage(1, "x", parts=tuple(ScorePart(*part) for part in parts)))
    assert [(term, length) for term, _, length in told] == [("crisis", 100.0), ("house", 50.0), ("against", 25.0)]
    assert bars(passage(1, "x")) == []


def test_differing_values_come_with_the_citations_of_their_passages() -> None:
    told = turn(answer(disagreement=(DifferingValue("one", (1,)), DifferingValue("two", (1, 2))))).differing
    assert [(text, [c.number for c in citations]) for text, citations, _ in told] == [("one", [1]), ("two", [1, 2])]


def test_a_value_that_holds_no_longer_is_told_as_the_earlier_one() -> None:
    values = (DifferingValue("1 May", (1,)), DifferingValue("12 April", (2,), "2024-03-01", superseded=True))
    assert [value.note for value in turn(answer(disagreement=values)).differing] == ["", "earlier"]


@pytest.mark.parametrize(
    ("published", "written"), [("2013-11-01", "1 November 2013"), ("autumn 2013", "autumn 2013")], ids=["day", "other"]
)
def test_a_day_is_written_as_people_do(published: str, written: str) -> None:
    assert day(published) == written


def several(*texts: str) -> ShortAnswer:
    """A short answer of several items, each of the passage of its place."""
    items = tuple(
        ShortItem(text, AnswerKind.SUBJECT, rank, Origin.HEADING, citation(rank)) for rank, text in enumerate(texts, 1)
    )
    return ShortAnswer(texts[0], AnswerKind.LIST, 1, Origin.HEADING, citation(1), items)


def told(kind: AnswerKind, *passages: Passage, **fields: Any) -> Answer:
    return answer(interpretation=read(kind=kind), passages=passages, **fields)


def test_several_things_are_items_and_a_screen_reader_is_told_all() -> None:
    seen = turn(answer(short=several("Ayton", "Brill", "Corfe")))
    assert [item.text for item in seen.items] == ["Ayton", "Brill", "Corfe"]
    assert (seen.form, [source.numbers for source in seen.sources]) == ("3 items", [(1, 2, 3)])
    assert seen.announcement == "Answer: Ayton, Brill and Corfe"
    assert seen.lead == passage(1, "The first one.")


def test_two_sections_are_columns_by_their_headings() -> None:
    one, other = passage(1, "Quays.", heading="Ayton"), passage(2, "Bridges.", heading="Brill")
    seen = turn(told(AnswerKind.COMPARISON, one, other))
    assert [(column.heading, column.passages) for column in seen.columns] == [("Ayton", (one,)), ("Brill", (other,))]
    assert [source.numbers for column in seen.columns for source in column.sources] == [(1,), (2,)]
    assert (seen.lead, seen.more) == (None, ())
    assert "own sentences" in seen.form


def test_a_section_is_one_column_and_says_what_it_is() -> None:
    first, second = passage(1, "Quays.", heading="Ayton"), passage(2, "Lamps.", heading="Ayton")
    seen = turn(told(AnswerKind.SECTION, first, second))
    assert [(column.heading, column.passages) for column in seen.columns] == [("Ayton", (first, second))]
    assert "own sentences" in seen.form


def test_what_the_catalogue_tells_says_that_it_is_from_there() -> None:
    short = ShortAnswer("5 articles", AnswerKind.CORPUS, 1, Origin.CORPUS, None)
    seen = turn(told(AnswerKind.CORPUS, passage(1, "Quays."), short=short))
    assert "catalogue" in seen.origin
    assert seen.confidence.startswith("Certain")


def test_an_item_that_is_a_heading_is_proved_by_the_passage_under_it_in_the_same_article() -> None:
    under = passage(1, "Quays.", citations=(replace(citation(4), article_id="b"), replace(citation(5), article_id="a")))
    headed = ShortItem("Ayton", AnswerKind.SUBJECT, 1, Origin.HEADING, replace(citation(9), article_id="a"))
    lost = ShortItem("Brill", AnswerKind.SUBJECT, 1, Origin.HEADING, replace(citation(8), article_id="c"))
    said = ShortItem("Corfe", AnswerKind.SUBJECT, 1, Origin.TEXT, replace(citation(7), article_id="a"))
    listed = ShortAnswer("Ayton", AnswerKind.LIST, 1, Origin.HEADING, headed.citation, (headed, lost, said))
    seen = turn(answer(short=listed, passages=(under,)))
    assert [item.citation.number for item in seen.items if item.citation] == [5, 8, 7]


def test_a_short_answer_has_a_link_of_its_own_where_it_stands_in_another_article_than_its_passage() -> None:
    other = replace(short("The first", 1, Origin.HEADING), citation=replace(citation(9), article_id="other"))
    assert turn(answer(short=other)).elsewhere == other.citation
    assert turn(answer(short=short("The first", 1, Origin.HEADING))).elsewhere is None


def test_whom_one_can_ring_or_write_to_is_told_beside_the_name() -> None:
    block = passage(1, "Ann Lee\n01632 960143\nann@quays.example.org")
    told = turn(answer(short=short("Ann Lee", 1), passages=(block,)))
    assert [reach.href for reach in told.reach] == ["tel:01632960143", "mailto:ann@quays.example.org"]
    prose = passage(1, "All who ring 01632 960143 are told when the quay at the harbour will open again in May.")
    assert turn(answer(short=short("May", 1), passages=(prose,))).reach == ()
