"""Turns of a conversation: what a question leaves open comes from the turns before it, and from nowhere else."""

from pathlib import Path

import pytest

from index import Searcher, build_index, open_index
from qa import Answer, AnswerKind, Request, Undo, answer

HARBOURS = Path(__file__).parent.parent / "corpora" / "harbours"


@pytest.fixture(scope="module")
def harbours(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("harbours")
    build_index(HARBOURS, folder)
    return open_index(folder)


@pytest.fixture(scope="module")
def pioneers(shipped_index: Path) -> Searcher:
    return open_index(shipped_index)


def short_of(reply: Answer) -> str:
    return " ".join(reply.short.text.split()) if reply.short is not None else ""


@pytest.mark.parametrize(
    ("turns", "short"),
    [
        pytest.param(
            ("Which harbour is getting a boatyard?", "who do I ring there?"), "Piotr Wolski", id="there",
        ),
        pytest.param(
            ("Which harbour is getting a boatyard?", "what's their email?"), "piotr.wolski@carrickhaven.example",
            id="their",
        ),
        pytest.param(
            ("where will torn nets become rope", "phone number?"), "01954 555 061", id="nothing-but-what-is-wanted",
        ),
        pytest.param(
            ("email for carrick haven", "what about Brannock?"), "delia.okonjo@brannock.example", id="what-about",
        ),
        pytest.param(
            ("email for carrick haven", "and brannock"), "delia.okonjo@brannock.example", id="and",
        ),
        pytest.param(
            ("Who do I contact at St Ewen?", "ok and the same for dunmore point but email"),
            "kwame.adjei@dunmorepoint.example", id="the-same-but",
        ),
        pytest.param(
            ("Who do I contact at St Ewen?", "the same for the Isle of Tarn"), "Magnus Fell", id="the-same-for",
        ),
        pytest.param(
            ("Which firm won the dredging contract?", "how much was it worth?"), "£3.6 million", id="it",
        ),
    ],
)  # fmt: skip
def test_a_question_that_leans_is_answered_with_what_it_leans_on(
    turns: tuple[str, ...], short: str, harbours: Searcher
) -> None:
    *history, question = turns
    assert short_of(answer(Request(question, history=tuple(history)), harbours)) == short


def test_he_and_she_are_the_person_of_the_answer_before(harbours: Searcher) -> None:
    reply = answer(Request("What does she blame for fewer pups?", history=("Who leads the seal count?",)), harbours)
    assert "Bethan Rhys" in " ".join(reply.interpretation.carried_over)
    history = ("Who is the harbour master at Pellow Sound?",)
    reply = answer(Request("what did he say about paint?", history=history), harbours)
    assert reply.passages[0].speaker == "Tobias Lusk"


def test_three_turns_lean_on_each_other(harbours: Searcher) -> None:
    history = ("Which harbour will have a floating barrier for rubbish?", "who do I ring there?")
    reply = answer(Request("and what about Brannock?", history=history), harbours)
    assert reply.interpretation.kind is AnswerKind.CONTACT
    assert short_of(reply) == "Delia Okonjo"


STANDALONE = (
    "How much is an adult ticket for the lighthouse?",
    "Which harbour is getting a boatyard?",
    "When does dredging start at Pellow Sound?",
    "Who founded Coastal Mammal Watch?",
    "What does RISS stand for?",
    "How many volunteers walked the shore to count seals?",
    "email for the Brannock project",
    "Is there a lift in the lighthouse?",
    "what did Marcus Quill say about the jury",
    "list the stops of the Tarn ferry",
    "How long is lost property kept at Carrick Haven?",
    "Why did the restoration of the lighthouse cost more than was foreseen?",
    "Who said that every bid was marked blind?",
    "Are there any harbour seals at Gannet Bay?",
    "Since when have the grain stores at Carrick Haven stood empty?",
    "By when must volunteers write to join the seal count?",
    "For how long does the Tarn ferry keep lost property?",
    "Over how many weekends did volunteers walk the shore?",
    "So who designed the lighthouse?",
    "Which harbour wants its slipway to be raised so that it no longer floods?",
    "who sat on the jury that scored the bids",
    "Does the Sweep need fuel?",
)
BEFORE = (
    ("Who is the contact for St Ewen?",),
    ("How many bids did the Quayside Renewal Fund get?", "who said so"),
    ("Who is the harbour master at Pellow Sound?", "what did he say about paint?"),
    ("hello", "Which harbour will share one set of accounts?"),
)


@pytest.mark.parametrize("history", BEFORE, ids=lambda history: history[-1])
@pytest.mark.parametrize("question", STANDALONE, ids=str)
def test_a_change_of_subject_carries_nothing_over(question: str, history: tuple[str, ...], harbours: Searcher) -> None:
    alone = answer(Request(question), harbours)
    assert answer(Request(question, history=history), harbours) == alone


LEANING = ("who do I ring there?", "and for children?", "what about Brannock?", "how much was it?", "what did she say?")


@pytest.mark.parametrize("question", LEANING, ids=str)
@pytest.mark.parametrize("earlier", STANDALONE[:4], ids=str)
def test_what_is_carried_over_is_told(question: str, earlier: str, harbours: Searcher) -> None:
    reading = answer(Request(question, history=(earlier,)), harbours).interpretation
    own = question.casefold()
    for words in reading.carried_over:
        assert words.casefold() not in own
        assert words in reading.standalone
    if not reading.carried_over:
        assert reading.standalone == question


def test_the_kind_that_is_carried_over_needs_no_words(harbours: Searcher) -> None:
    reply = answer(Request("what about Brannock?", history=("email for carrick haven",)), harbours)
    assert reply.interpretation.kind is AnswerKind.CONTACT
    assert "carrick" not in reply.interpretation.standalone.casefold()


@pytest.mark.parametrize("question", LEANING, ids=str)
def test_a_question_with_what_it_leans_on_undone_is_asked_alone(question: str, harbours: Searcher) -> None:
    undone = Request(question, history=("Which harbour is getting a boatyard?",), undo=frozenset({Undo.CARRIED_OVER}))
    assert answer(undone, harbours) == answer(Request(question), harbours)


@pytest.mark.parametrize("question", [*LEANING, STANDALONE[0]], ids=str)
def test_only_the_last_three_questions_matter(question: str, harbours: Searcher) -> None:
    long = ("Who founded Coastal Mammal Watch?", "email for st ewen", *BEFORE[2], "Which harbour gets a boatyard?")
    assert answer(Request(question, history=long), harbours) == answer(Request(question, history=long[-3:]), harbours)


def test_what_was_said_four_questions_ago_is_forgotten(harbours: Searcher) -> None:
    first, *since = ("Which harbour is getting a boatyard?", "thanks", "who do I ring there?", "thanks")
    kept = answer(Request("what is their email?", history=(first, *since[1:])), harbours)
    assert short_of(kept) == "piotr.wolski@carrickhaven.example"
    gone = answer(Request("what is their email?", history=(first, *since)), harbours)
    assert gone == answer(Request("what is their email?", history=tuple(since)), harbours)
    assert short_of(gone) == ""


def test_a_question_that_leans_on_nothing_does_not_guess(harbours: Searcher) -> None:
    reply = answer(Request("who do I ring there?"), harbours)
    assert not reply.answered
    assert reply.interpretation.carried_over == ()


def test_a_turn_without_an_answer_still_leaves_its_subject(harbours: Searcher) -> None:
    history = ("How many beds does Carrick Haven have?",)
    reply = answer(Request("who do I ring there?", history=history), harbours)
    assert short_of(reply) == "Piotr Wolski"


def test_a_slip_in_an_earlier_turn_does_not_matter(pioneers: Searcher) -> None:
    reply = answer(Request("and kent?", history=("email for barnslye",)), pioneers)
    assert short_of(reply).casefold() == "jo.toscano@kent.gov.uk"


def test_a_greeting_between_two_turns_does_not_part_them(harbours: Searcher) -> None:
    history = ("Which harbour is getting a boatyard?", "thanks")
    reply = answer(Request("who do I ring there?", history=history), harbours)
    assert short_of(reply) == "Piotr Wolski"


FERRY = """The Skell ferry

The Skell ferry will cross in eleven minutes from May. It took twenty-five minutes before the new engine was fitted.

The council chose a battery engine because diesel had fouled the oyster beds.

The ferry is run by Marta Quell. Quell said that the engine had been tried in the harbour first.

Quell was born in Haddow and studied naval architecture at Porth College.

Passenger numbers were 40,000 in 2019 and 61,000 in 2023.
"""
LIBRARY = """The Ostle library

The Ostle library opens on Sundays from June. It was tried in the winter, for nine weeks.

The engine of the book lift was replaced in March. Diesel heaters will go next year.

The reading room was designed by Ruth Abend. Abend said that its roof had cost £80,000.

Loans were 12,000 in 2019 and 9,500 in 2023.
"""


@pytest.fixture(scope="module")
def skell(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("skell")
    (folder / "articles").mkdir()
    (folder / "articles" / "ferry.txt").write_text(FERRY, encoding="utf-8")
    (folder / "articles" / "library.txt").write_text(LIBRARY, encoding="utf-8")
    build_index(folder / "articles", folder / "index")
    return open_index(folder / "index")


def first_of(reply: Answer) -> str:
    return (reply.passages or reply.nearest)[0].text


@pytest.mark.parametrize(
    ("turns", "holds"),
    [
        pytest.param(("How long does the Skell ferry take?", "and what was it before?"), "twenty-five", id="before"),
        pytest.param(("Which engine did the council choose for the ferry?", "Why?"), "oyster beds", id="why"),
        pytest.param(("Who runs the ferry?", "Where did she study?"), "Porth College", id="she"),
        pytest.param(
            ("Who runs the ferry?", "what did she say about the engine", "And where was she born?"), "Haddow",
            id="she-over-three-turns",
        ),
        pytest.param(
            ("How many passengers did the Skell ferry have in 2019?", "And in 2023?"), "61,000", id="another-year"
        ),
        pytest.param(
            ("Which engine did the council choose for the ferry?", "ok thanks", "why?"), "oyster beds", id="thanks"
        ),
    ],
)  # fmt: skip
def test_what_a_question_leaves_open_is_found_near_the_answer_before(
    turns: tuple[str, ...], holds: str, skell: Searcher
) -> None:
    *history, question = turns
    reply = answer(Request(question, history=tuple(history)), skell)
    assert holds in first_of(reply)
    assert reply.interpretation.carried_over


def test_a_question_that_asks_nothing_asks_for_what_was_asked_before(skell: Searcher) -> None:
    history = ("How many passengers did the Skell ferry have in 2019?",)
    for question in ("and in 2023?", "and what was it in 2023?", "the same for the Ostle library"):
        reading = answer(Request(question, history=history), skell).interpretation
        assert reading.kind is AnswerKind.NUMBER, question
    assert answer(Request("and why did they rise", history=history), skell).interpretation.kind is not AnswerKind.NUMBER


def test_a_year_takes_the_place_of_a_year(skell: Searcher) -> None:
    history = ("How many passengers did the Skell ferry have in 2019?",)
    assert "2019" not in answer(Request("And in 2023?", history=history), skell).interpretation.standalone


def test_the_newest_person_is_the_one_that_is_spoken_of(skell: Searcher) -> None:
    history = ("Who runs the Skell ferry?", "And who designed the reading room at the Ostle library?")
    reading = answer(Request("what did she say?", history=history), skell).interpretation
    assert "Ruth Abend" in reading.carried_over
    assert "Marta Quell" not in reading.standalone


def test_a_carried_word_counts_for_less_than_what_a_question_says_itself(skell: Searcher) -> None:
    history = ("Which engine did the council choose for the ferry?",)
    reply = answer(Request("And how much did the roof of the reading room cost?", history=history), skell)
    assert "£80,000" in first_of(reply)


def test_what_was_led_up_to_a_question_is_not_carried_over(skell: Searcher) -> None:
    history = ("My aunt has a bad knee. How long does the Skell ferry take to cross?",)
    reading = answer(Request("and what was it before?", history=history), skell).interpretation
    assert "knee" not in reading.standalone
    assert "aunt" not in reading.standalone


@pytest.mark.parametrize("opening", ["Never mind that -", "Forget it:", "Different question:"])
def test_who_drops_a_subject_carries_nothing_over(opening: str, skell: Searcher) -> None:
    asked = Request(f"{opening} when does it open on Sundays?", history=("Who runs the Skell ferry?",))
    assert answer(asked, skell).interpretation.carried_over == ()


def test_the_parts_of_a_score_sum_to_it_after_another_turn(skell: Searcher) -> None:
    history = ("Which engine did the council choose for the ferry?",)
    for question in ("why?", "where did they try it first", "And how much did the roof of the reading room cost?"):
        reply = answer(Request(question, history=history, limit=20, explain=True), skell)
        for passage in reply.passages + reply.nearest:
            assert sum(part.weight for part in passage.parts) == pytest.approx(passage.score, abs=1e-6)
        told = {part.term for passage in reply.passages + reply.nearest for part in passage.parts}
        assert "where the answer before stands" in told, question


def test_a_question_of_words_that_stand_anywhere_is_of_what_was_spoken_of(skell: Searcher) -> None:
    history = ("Which engine did the council choose for the Skell ferry?",)
    reading = answer(Request("where was the first one tried", history=history), skell).interpretation
    assert reading.carried_over
    reading = answer(Request("who was it made by", history=history), skell).interpretation
    assert reading.carried_over
    reading = answer(Request("who took the other side?", history=history), skell).interpretation
    assert reading.carried_over
    assert answer(Request("who feeds the oysters?", history=history), skell).interpretation.carried_over == ()


def test_a_name_after_a_list_asks_about_it_alone(harbours: Searcher) -> None:
    reply = answer(Request("and Brannock?", history=("list the harbours",)), harbours)
    assert reply.interpretation.kind is AnswerKind.PASSAGE
    assert reply.passages[0].heading == "Brannock"
    assert "list" not in reply.interpretation.carried_over


def test_what_a_question_tells_of_its_own_time_is_not_carried_over(harbours: Searcher) -> None:
    history = ("How much is an adult return on the ferry?", "what was it before they changed things?")
    reply = answer(Request("and for islanders?", history=history), harbours)
    assert not {"changed", "things"} & set(reply.interpretation.carried_over)


def test_for_whom_leans_on_the_turn_before(harbours: Searcher) -> None:
    reply = answer(Request("for whom?", history=("Which tickets are free on the Tarn ferry?",)), harbours)
    assert "ferry" in reply.interpretation.carried_over


def test_of_values_side_by_side_a_follow_up_gets_the_one_of_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    text = "An adult single will cost £7.80, up from £7.45, and a barrow £38.\n"
    (tmp_path / "articles" / "fares.txt").write_text(text, encoding="utf-8")
    build_index(tmp_path / "articles", tmp_path / "index")
    searcher = open_index(tmp_path / "index")
    first = answer(Request("How much will an adult single cost?"), searcher)
    then = answer(Request("and a barrow?", ("How much will an adult single cost?",)), searcher)
    assert [reply.short.text for reply in (first, then) if reply.short] == ["£7.80", "£38"]


def test_a_question_for_a_name_of_few_words_stands_alone(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    text = "The crossing takes 55 minutes.\n\nThe barrier, known as the Tarn Gate, was opened by the mayor.\n"
    (tmp_path / "articles" / "gate.txt").write_text(text, encoding="utf-8")
    build_index(tmp_path / "articles", tmp_path / "index")
    reply = answer(
        Request("What is the barrier called?", ("How long does the crossing take?",)), open_index(tmp_path / "index")
    )
    assert reply.interpretation.carried_over == ()
