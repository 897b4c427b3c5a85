"""What is told to be missing where there is no answer, and when nothing is known to be."""

from pathlib import Path

import pytest

from index import Searcher, build_index, open_index
from qa import Reason, Request, answer
from qa.asking.question import read_question
from qa.saying.missing import find_absent, tells

MILL = """\
Watermill reopens

The watermill at Ellerby grinds again after nine winters. The verger rang the bell when the wheel turned.

Stonemasons mended the weir, and the miller paid for the timber. The flour goes to the bakery in Ellerby.

The mill opens its doors on Saturdays. A ropewalk beside the weir was let to a sailmaker.
"""


@pytest.fixture(scope="module")
def mill(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder: Path = tmp_path_factory.mktemp("mill")
    (folder / "articles").mkdir()
    (folder / "articles" / "mill.txt").write_text(MILL, "utf-8")
    build_index(folder / "articles", folder / "index")
    return open_index(folder / "index")


def told(text: str) -> set[str]:
    question = read_question(text)
    return {term.word for term in question.terms if tells(term, question)}


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("On what date did the mill open?", "date"),
        ("When was the first set laid?", "set"),
        ("Which pioneer dug the canal?", "pioneer"),
        ("Is there a weir anywhere?", "anywhere"),
        ("Who do I ring about the weir?", "ring"),
        ("In which county is the weir?", "county"),
        ("What programme mended the weir?", "programme"),
        ("Who owns the mill?", "owns"),
        ("Is it the oldest mill?", "oldest"),
    ],
    ids=lambda value: value.split()[-1],
)
def test_of_a_kind_of_thing_and_an_everyday_word_nobody_is_told_that_it_is_missing(question: str, word: str) -> None:
    assert word not in told(question)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Is the quay at Zanzibar open?", "Zanzibar"),
        ("How many xylophones are there?", "xylophones"),
        ("Did 4,700 people come?", "4,700"),
        ("Will the dredging end?", "dredging"),
    ],
    ids=["a name", "what is counted", "a figure", "a rare word"],
)
def test_a_name_a_figure_and_a_word_of_its_own_are_told(question: str, word: str) -> None:
    assert word in told(question)


def test_only_what_no_article_holds_is_absent(mill: Searcher) -> None:
    question = read_question("Does the watermill in Ellerby grind barley?")
    assert [term.word for term in find_absent(question, mill)] == ["barley"]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        pytest.param(
            "Which xylophonist played at the mill in Zanzibar?", Reason.TERMS_ABSENT, id="a name in no article"
        ),
        pytest.param("What is the phone number of the miller?", Reason.BELOW_THRESHOLD, id="no number near"),
        pytest.param("Which mill has the longest bell?", Reason.NOT_STATED, id="to be compared"),
        pytest.param("What colour is the wheel?", Reason.UNSURE, id="nothing is known"),
    ],
)
def test_that_the_articles_do_not_say_is_said_where_it_is_known(mill: Searcher, question: str, reason: Reason) -> None:
    reply = answer(Request(question), mill)
    assert reply.no_answer is not None
    assert reply.no_answer.reason is reason
