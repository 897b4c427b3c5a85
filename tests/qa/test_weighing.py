"""How much each word of a question matters: context apart from what is asked, and which words may be missed."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Searcher, build_index, open_index
from qa import ModelError, Reason, Request, answer
from qa.asking.clauses import find_context
from qa.asking.question import read_question
from qa.asking.weighing import SIGNALS, look_at_words, may_be_missing, read_word_model, shipped_word_model, weigh_words
from qa.finding.cover import idf_shares, name_places
from qa.training.words import fit_logistic


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    articles, place = tmp_path_factory.mktemp("articles"), tmp_path_factory.mktemp("index")
    text = "The ferry to Ayton crosses twice a day. Wanda Marlow runs the depot in Ayton. Tickets cost four pounds.\n"
    (articles / "ferry.txt").write_text(text, encoding="utf-8")
    build_index(articles, place)
    return open_index(place)


@pytest.mark.parametrize(
    ("context", "question"),
    [
        (["My aunt is 84 and lives near the quay,"], "My aunt is 84 and lives near the quay, where is the depot?"),
        (["I run a small bakery."], "I run a small bakery. Which harbours sell flour?"),
        (["I only heard the end."], "Which club won the cup? I only heard the end."),
        ([], "On the last day of the fair in Ayton, who won the cup?"),
        ([], "A museum got a new roof from the lottery. Which museum was it?"),
        ([], "How many boats sank? (May 2019)"),
        ([], "ferry times Ayton"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_asker_tells_beside_the_question_is_its_context(context: list[str], question: str) -> None:
    assert [question[start:end].strip() for start, end in find_context(question)] == context


def test_a_question_that_only_its_context_tells_has_none() -> None:
    asked = read_question("My aunt is 84 and lives near Ayton. Who do I call?")
    assert asked.terms
    assert not any(term.context for term in asked.terms)


def test_context_has_no_share_in_what_decides_and_is_searched_all_the_same(ferry: Searcher) -> None:
    asked = read_question("My aunt keeps zebras near Ayton. What do tickets cost?")
    shares = dict(zip((term.word for term in asked.terms), idf_shares(asked, ferry), strict=True))
    assert shares["zebras"] == shares["Ayton"] == 0
    assert sum(shares.values()) == pytest.approx(1)
    assert {term.word for term in asked.terms} >= {"zebras", "Ayton", "tickets", "cost"}


def test_a_name_of_the_context_is_none_that_an_answer_must_hold(ferry: Searcher) -> None:
    asked = weigh_words(read_question("My aunt lives near Ayton. What do tickets cost?"))
    assert name_places(asked, ferry, context=False) == []


@pytest.mark.parametrize(
    ("word", "question"),
    [
        ("date", "On what date did the ferry to Ayton sink?"),
        ("days", "On which days does the ferry run?"),
        ("county", "In which county is the depot?"),
        ("programme", "Which programme pays for the depot?"),
        ("number", "What is the number of the depot?"),
        ("set", "Who set up the depot?"),
        ("anywhere", "Is there a depot anywhere?"),
        ("ring", "Who do I ring?"),
    ],
    ids=lambda value: value,
)
def test_nobody_is_told_that_the_articles_hold_no_such_word(word: str, question: str) -> None:
    asked = weigh_words(read_question(question))
    assert not any(may_be_missing(term) for term in asked.terms if term.word == word)


@pytest.mark.parametrize(
    ("word", "question"),
    [
        ("Zurich", "How often does the ferry to Zurich run?"),
        ("helicopter", "What does the helicopter cost?"),
        ("volcano", "When did the volcano erupt?"),
    ],
    ids=lambda value: value,
)
def test_a_name_or_a_telling_word_may_be_missed(word: str, question: str, ferry: Searcher) -> None:
    asked = weigh_words(read_question(question))
    assert any(may_be_missing(term) for term in asked.terms if term.word == word)
    reply = answer(Request(question), ferry)
    assert reply.answered or (reply.no_answer is not None and word in reply.no_answer.missing_terms)


def test_a_question_whose_context_alone_is_absent_is_not_refused_for_its_words(ferry: Searcher) -> None:
    reply = answer(Request("I keep zebras and walruses. What do tickets to Ayton cost?"), ferry)
    assert reply.no_answer is None or reply.no_answer.reason is not Reason.TERMS_ABSENT


@given(st.text(max_size=100))
def test_every_word_of_any_text_is_looked_at_and_weighed(text: str) -> None:
    asked = weigh_words(read_question(text))
    assert [set(look) for look in look_at_words(asked)] == [set(SIGNALS)] * len(asked.terms)
    assert all(0 <= term.matters <= 1 for term in asked.terms)


def test_a_fitted_model_weighs_what_right_passages_hold_more() -> None:
    (kind, other) = look_at_words(read_question("Which county has zebras?"))
    model = fit_logistic([kind, other] * 20, np.array([0.0, 1.0] * 20), np.ones(40))
    asked = weigh_words(read_question("Which county has zebras?"), model)
    assert [term.matters > 0.5 for term in asked.terms] == [False, True]


def test_a_damaged_or_missing_model_of_words_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "words.json"
    with pytest.raises(ModelError, match="cannot be read"):
        read_word_model(path)
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="other signals"):
        read_word_model(path)
    path.write_text(json.dumps(dict(shipped_word_model())), encoding="utf-8")
    assert read_word_model(path) == shipped_word_model()
