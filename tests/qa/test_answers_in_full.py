"""What a reply holds beside its first sentence: whole lists, several sources, speakers, definitions, refusals."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index import build_index, open_index
from qa import Answer, Request, Undo, answer
from qa.saying.disagreement import value_of

GROVE = """\
Orchard fund opens

Merrow Hill

Merrow Hill will plant 240 pear trees on the old station yard. A tool library known as the Potting Shed has it now.

The fund pays for:

- grafting courses
- ladders and saws
- a cider press

Odette Quill, head gardener at Merrow Hill, said:

"We have waited nine winters for this. The bees will thank us."

Odette Quill
odette.quill@merrow.example

Fallow Green

Fallow Green will open a seed bank in March 2031. Its nursery is a walled garden that dates from 1790.
"""
LEDGER = """\
Trees by the hundred

A reporter's notebook. At Merrow Hill some 240 pear trees are to be planted beside the trains. Nobody at
Fallow Green would say what the seed bank costs.
"""
Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    folder: Path = tmp_path_factory.mktemp("orchards")
    (folder / "articles").mkdir()
    (folder / "articles" / "grove.txt").write_text(GROVE, "utf-8")
    (folder / "articles" / "ledger.txt").write_text(LEDGER, "utf-8")
    build_index(folder / "articles", folder / "index")
    searcher = open_index(folder / "index")
    return lambda question, *history, undo=(): answer(Request(question, history, undo=frozenset(undo)), searcher)


def short(reply: Answer) -> str | None:
    return reply.short.text if reply.short is not None else None


def test_a_list_stands_whole_under_the_line_that_leads_in_to_it(ask: Ask) -> None:
    text = ask("What are the things the fund pays for?").passages[0].text
    assert text.startswith("The fund pays for:")
    assert all(item in text for item in ("grafting courses", "ladders and saws", "a cider press"))


def test_a_lead_in_to_a_list_is_shown_with_it_whatever_is_asked(ask: Ask) -> None:
    assert "a cider press" in ask("What does the fund pay for?").passages[0].text


def test_texts_that_agree_are_one_passage_of_several_sources(ask: Ask) -> None:
    reply = ask("How many pear trees will Merrow Hill plant?")
    first = reply.passages[0]
    assert short(reply) == "240" or short(reply) == "some 240"
    assert first.sources == 2
    assert {citation.article_id for citation in first.citations} == {"grove", "ledger"}
    assert all(citation.verified and citation.copy_of is None for citation in first.citations)


def test_one_text_is_one_source(ask: Ask) -> None:
    assert ask("When will the seed bank open?").passages[0].sources == 1


def test_who_speaks_of_himself_is_named_with_the_words_and_no_place_is_given_for_him(ask: Ask) -> None:
    reply = ask("Who has waited nine winters?")
    assert reply.passages[0].speaker == "Odette Quill"
    assert reply.short is None or reply.short.text == "Odette Quill"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("What is the Potting Shed?", "A tool library", id="a-thing-known-as"),
        pytest.param("What is the nursery?", "a walled garden that dates from 1790", id="is-a"),
    ],
)
def test_a_definition_is_what_the_text_says_the_thing_is(ask: Ask, question: str, expected: str) -> None:
    assert short(ask(question)) == expected


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("What is the email address of the Fallow Green nursery?", id="an-email-that-is-not-there"),
        pytest.param("How much does the seed bank at Fallow Green cost?", id="a-sum-that-is-not-there"),
        pytest.param("What share of the pear trees died?", id="a-share-that-is-not-there"),
        pytest.param("Why did the Zanzibar bid fail?", id="a-name-that-no-article-holds"),
    ],
)
def test_what_is_asked_for_and_not_there_is_no_answer(ask: Ask, question: str) -> None:
    reply = ask(question)
    assert not reply.answered and reply.no_answer is not None


def test_a_marker_of_a_new_subject_carries_nothing_over(ask: Ask) -> None:
    reply = ask("Moving on: when will it open a seed bank?", "How many pear trees will Merrow Hill plant?")
    assert reply.interpretation.carried_over == ()
    assert short(reply) == "March 2031"


@pytest.mark.parametrize(("undo", "word"), [((), "seed"), ((Undo.CORRECTIONS,), "sead")])
def test_what_is_taken_back_holds_for_the_questions_before_too(ask: Ask, undo: tuple[Undo, ...], word: str) -> None:
    reply = ask("And Merrow Hill?", "When will Fallow Green open a sead bank?", undo=undo)
    assert word in reply.interpretation.standalone


@pytest.mark.parametrize("question", [" ", "?", "thanks", "..."])
def test_nothing_asked_is_no_follow_up(ask: Ask, question: str) -> None:
    reply = ask(question, "How many pear trees will Merrow Hill plant?")
    assert reply.no_answer is not None and reply.no_answer.reason == "not_a_question"


def test_how_sure_an_answer_is_does_not_depend_on_how_many_are_shown(shipped_index: Path) -> None:
    searcher = open_index(shipped_index)
    for question in ("Which pioneer set up a crisis house?", "How long is the wait for physiotherapy?"):
        assert len({answer(Request(question, limit=limit), searcher).confidence for limit in (1, 3, 10)}) == 1


@pytest.mark.parametrize("question", ["Which people did not plant pear trees at Merrow Hill?", "Did Zanzibar win?"])
def test_a_denial_and_an_unknown_name_are_never_promised(ask: Ask, question: str) -> None:
    assert ask(question).confidence.band != "high"


@pytest.mark.parametrize(("one", "other"), [("from 20 to 5", "25"), ("10 to 8 days", "18 days"), ("100 to 5", "105")])
def test_a_range_is_no_sum(one: str, other: str) -> None:
    assert value_of(one) != value_of(other)
    assert value_of("sixty-four") == value_of("64")
