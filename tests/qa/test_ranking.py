"""The order of passages: every point of a score can be shown, ties have an order, and copies are one passage."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Searcher, build_index, open_index
from qa import Answer, Passage, Request, answer
from qa.asking.question import read_question
from qa.finding.ranking import rank
from qa.models import shipped_models


@pytest.fixture(scope="module")
def pioneers(shipped_index: Path) -> Searcher:
    return open_index(shipped_index)


def index_of(folder: Path, **texts: str) -> Searcher:
    """An index of some articles, by id."""
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in texts.items():
        (corpus / f"{name}.txt").write_text(text, encoding="utf-8")
    build_index(corpus, folder / "index")
    return open_index(folder / "index")


def shown(reply: Answer) -> tuple[Passage, ...]:
    return reply.passages + reply.nearest


QUESTIONS = (
    "Which pioneer set up a crisis house?",
    "who do i ring in kent",
    "How many kids are looked after in Leeds?",
    "What does JET stand for?",
    "who said this is just the start",
    "list the pioneers",
    "physio wait torbay",
    "When did the programme begin?",
    "is there a joint recovery centre",
    "xylophones in barnsley",
)


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_the_parts_of_a_score_sum_to_it(question: str, pioneers: Searcher) -> None:
    passages = shown(answer(Request(question, limit=50, explain=True), pioneers))
    assert passages
    for passage in passages:
        assert sum(part.weight for part in passage.parts) == pytest.approx(passage.score, abs=1e-6)


def test_the_parts_of_a_score_are_told_only_where_they_are_asked_for(pioneers: Searcher) -> None:
    plain, explained = (shown(answer(Request(QUESTIONS[0], explain=asked), pioneers)) for asked in (False, True))
    assert not any(passage.parts for passage in plain) and all(passage.parts for passage in explained)
    assert [passage.score for passage in plain] == [passage.score for passage in explained]


WORDS = (
    "which who how many when patients care leeds kent nurses crisis house emergency team norman lamb 14 £1m records"
    " said phone email older children A&E the of zebra"
).split()


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=7))
def test_whatever_is_asked_the_parts_sum_and_scores_fall(pioneers: Searcher, words: list[str]) -> None:
    passages = shown(answer(Request(" ".join(words), limit=20, explain=True), pioneers))
    for passage in passages:
        assert sum(part.weight for part in passage.parts) == pytest.approx(passage.score, abs=1e-6)
    assert [passage.rank for passage in passages] == list(range(1, len(passages) + 1))


def test_equal_scores_stay_in_corpus_order(tmp_path: Path) -> None:
    line = "The keeper of the lamp wears a coat of blue wool.\n"
    searcher = index_of(tmp_path, delta=line, alpha=line, charlie=line, bravo=line)
    found = rank(read_question("Who wears a blue coat?"), searcher, shipped_models().rankers, limit=10)
    assert len({candidate.score for candidate in found}) == 1
    assert [candidate.sentence.article_id for candidate in found] == ["alpha", "bravo", "charlie", "delta"]


def test_near_identical_sentences_are_one_passage_with_all_their_citations(tmp_path: Path) -> None:
    searcher = index_of(
        tmp_path,
        gazette="The old mill by the river will be turned into a library of maps and charts.\n",
        herald="The old mill by the river will be turned into a library of maps and charts!\n\nRain is due.\n",
        mercury="In short: the old mill by the river will be turned into a library of maps and charts.\n",
        times="A new mill is planned for the town of Sorrel.\n",
    )
    reply = answer(Request("What will the old mill be turned into?"), searcher)
    assert {citation.article_id for citation in reply.passages[0].citations} == {"gazette", "herald", "mercury"}
    assert all("be turned into a library" not in passage.text for passage in reply.passages[1:])
    assert [c.number for c in reply.passages[0].citations] == [1, 2, 3]
    assert [c.copy_of for c in reply.passages[0].citations] == [None, 1, 1]
    assert reply.passages[0].sources == 1


def test_sentences_that_give_different_figures_are_not_one_passage(tmp_path: Path) -> None:
    searcher = index_of(
        tmp_path,
        gazette="In all 64 bids from the harbours of the coast were received by the board.\n",
        herald="In all 58 bids from the harbours of the coast were received by the board.\n",
    )
    reply = answer(Request("How many bids were received by the board?"), searcher)
    assert [len(passage.citations) for passage in reply.passages] == [1, 1]


def test_sources_that_give_different_figures_are_shown_side_by_side(tmp_path: Path) -> None:
    searcher = index_of(
        tmp_path,
        gazette="In all 64 bids for the harbour fund were received by the board.\n",
        herald="The board of the harbour fund says that nearly 60 bids were received.\n",
    )
    reply = answer(Request("How many bids did the harbour fund receive?"), searcher)
    assert reply.disagreement is not None
    assert {value.text for value in reply.disagreement} == {"64", "nearly 60"}
    ranks = {rank for value in reply.disagreement for rank in value.passages}
    assert ranks == {1, 2}


def test_sources_that_agree_do_not_disagree(tmp_path: Path) -> None:
    searcher = index_of(
        tmp_path,
        gazette="In all 64 bids for the harbour fund were received by the board.\n",
        herald="The board of the harbour fund says that sixty-four bids were received.\n",
        mercury="The board met for three hours and ate 12 cakes.\n",
    )
    assert answer(Request("How many bids did the harbour fund receive?"), searcher).disagreement is None


def test_every_source_counts_once_however_often_it_is_copied(pioneers: Searcher) -> None:
    for question in QUESTIONS:
        for passage in shown(answer(Request(question, limit=10), pioneers)):
            assert passage.sources == sum(citation.copy_of is None for citation in passage.citations)


def test_texts_that_give_other_figures_are_no_copies_of_each_other(tmp_path: Path) -> None:
    sentence = "The new ferry carried {} patients to the hospital on the mainland in its first year of service."
    searcher = index_of(tmp_path, gazette=sentence.format("4,200"), courier=sentence.format("9,700"))
    reply = answer(Request("How many patients did the ferry carry?"), searcher)
    assert [len(passage.citations) for passage in reply.passages] == [1, 1]
    assert {value.text for value in reply.disagreement or ()} == {"4,200", "9,700"}
