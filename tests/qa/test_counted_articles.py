"""How many articles of a kind there are is not read off one that mentions some: it would have to be counted."""

import pytest

from index import Searcher, build_index, open_index
from qa import Reason, Request, answer
from qa.asking.question import read_question
from qa.saying.missing import counts_articles


@pytest.fixture(scope="module")
def corran(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("corran")
    (folder / "corpus").mkdir()
    for number in range(12):
        text = f"Harbour Order on berth {number}\n\nThe harbour master signed a harbour order about berth {number}.\n"
        (folder / "corpus" / f"order-{number}.txt").write_text(text, encoding="utf-8")
    (folder / "corpus" / "boats.txt").write_text("Boats\n\nThere are 40 boats at Corran.\n", encoding="utf-8")
    build_index(folder / "corpus", folder / "index")
    return open_index(folder / "index")


@pytest.mark.parametrize(
    ("question", "text", "counted"),
    [
        ("How many harbour orders did she sign?", "She signed a harbour order about berth 9.", True),
        ("How many harbour orders did she sign?", "She has signed 31 harbour orders.", False),
        ("How many boats are there?", "Boats are green.", False),
        ("How many harbours are there?", "The harbour is green.", False),
    ],
)
def test_a_kind_that_titles_begin_with_is_counted_over_articles(
    question: str, text: str, counted: bool, corran: Searcher
) -> None:
    assert counts_articles(read_question(question), text, corran) is counted


def test_a_count_over_articles_is_refused_with_that_reason(corran: Searcher) -> None:
    reply = answer(Request("How many harbour orders did the harbour master sign?"), corran)
    assert reply.no_answer is not None
    assert reply.no_answer.reason is Reason.NOT_STATED


def test_another_count_is_answered(corran: Searcher) -> None:
    reply = answer(Request("How many boats are at Corran?"), corran)
    assert reply.short is not None
    assert reply.short.text == "40"
