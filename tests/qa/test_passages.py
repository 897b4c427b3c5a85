"""Passages of two sentences: which neighbours are shown together."""

from pathlib import Path

import pytest

from index import Searcher, build_index, open_index
from qa.asking.question import read_question
from qa.finding.ranking import Beside, Ranked
from qa.gathering.evidence import Evidence
from qa.gathering.passages import join_neighbours
from qa.saying.citing import cite_passages

QUESTION = read_question("Who will lead the repair of the lighthouse?")
N_TERMS = len(QUESTION.terms)

APPOINTED = "The council has appointed Ann Lee, an engineer from Sorrel."
LEADS = "She will lead the repair of the lighthouse from the first week of May."
FERRY = "The ferry to Thorpe runs twice a day in winter."


def index_of(folder: Path, text: str) -> Searcher:
    (folder / "corpus").mkdir()
    (folder / "corpus" / "gazette.txt").write_text(text, encoding="utf-8")
    build_index(folder / "corpus", folder / "index")
    return open_index(folder / "index")


def number_of(text: str, searcher: Searcher) -> int:
    numbers = range(searcher.n_rows)
    return next(n for n in numbers if searcher.sentences([n])[0].text == text)


def found(
    searcher: Searcher, scores: dict[str, float], held: dict[str, tuple[float, ...]] | None = None
) -> list[Evidence]:
    """Evidence for sentences with these scores, each knowing those beside it."""
    score_of = {number_of(text, searcher): score for text, score in scores.items()}
    held_of = {number_of(text, searcher): one for text, one in (held or {}).items()}
    none = (0.0,) * N_TERMS
    out = []
    for number, score in sorted(score_of.items(), key=lambda item: -item[1]):
        beside = tuple(
            Beside(other, score_of[other], held_of.get(other, none))
            for other in (number - 1, number + 1)
            if other in score_of
        )
        own, heading = searcher.sentences([number])[0], searcher.headings([number])[0]
        out.append(
            Evidence(Ranked(number, own, heading, score, 0.5, held_of.get(number, none), True, (), {}, beside), ())
        )
    return out


def texts(evidence: list[Evidence]) -> list[str]:
    return [each.extents[0].text if each.extents else each.lead.sentence.text for each in evidence]


def test_a_sentence_is_shown_with_the_one_after_it_that_ranks_nearly_as_well(tmp_path: Path) -> None:
    searcher = index_of(tmp_path, f"{APPOINTED} {LEADS} {FERRY}\n")
    joined = join_neighbours(found(searcher, {APPOINTED: 3.0, LEADS: 2.0, FERRY: 1.5}), searcher)
    assert texts(joined) == [f"{APPOINTED} {LEADS}", FERRY]
    assert joined[0].numbers == (number_of(APPOINTED, searcher), number_of(LEADS, searcher))


def test_the_sentence_before_is_shown_with_it_where_it_ranks_almost_the_same(tmp_path: Path) -> None:
    searcher = index_of(tmp_path, f"{APPOINTED} {LEADS} {FERRY}\n")
    joined = join_neighbours(found(searcher, {LEADS: 3.0, APPOINTED: 2.8, FERRY: 1.5}), searcher)
    assert texts(joined) == [f"{APPOINTED} {LEADS}", FERRY]


def test_what_stands_first_in_a_passage_is_not_what_answers_less_well(tmp_path: Path) -> None:
    searcher = index_of(tmp_path, f"{APPOINTED} {LEADS}\n")
    assert texts(join_neighbours(found(searcher, {LEADS: 3.0, APPOINTED: 2.0}), searcher)) == [LEADS, APPOINTED]


def test_a_sentence_whose_neighbours_rank_far_below_stands_alone(tmp_path: Path) -> None:
    searcher = index_of(tmp_path, f"{APPOINTED} {LEADS} {FERRY}\n")
    joined = join_neighbours(found(searcher, {LEADS: 9.0, APPOINTED: 2.0, FERRY: 1.5}), searcher)
    assert texts(joined)[0] == LEADS


LONG = f"She will lead the repair of the lighthouse, {'stone by stone ' * 40}from May."


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"# Names\n\n{APPOINTED}\n\n# Works\n\n{LEADS}\n", id="of-two-sections"),
        pytest.param(f"{APPOINTED}\n\nThe mayor, Tom Reed, said:\n\n“{LEADS}”\n", id="of-two-voices"),
    ],
)
def test_two_neighbours_are_not_shown_together(text: str, tmp_path: Path) -> None:
    searcher = index_of(tmp_path, text)
    rows = [searcher.sentences([n])[0].text for n in range(searcher.n_rows)]
    scores = {row: 3.0 - 0.1 * n for n, row in enumerate(rows)}
    shown = texts(join_neighbours(found(searcher, scores), searcher))
    assert not any("appointed" in text and "lead the repair" in text for text in shown)


def test_two_that_are_longer_than_a_passage_may_be_are_not_shown_together(tmp_path: Path) -> None:
    searcher = index_of(tmp_path, f"{LONG} {APPOINTED}\n")
    first, second = (searcher.sentences([n])[0].text for n in range(2))
    assert texts(join_neighbours(found(searcher, {first: 3.0, second: 2.9}), searcher)) == [first, second]


def test_a_passage_lacks_only_the_words_that_neither_sentence_holds(tmp_path: Path) -> None:
    searcher = index_of(tmp_path, f"{APPOINTED} {LEADS}\n")
    held = {LEADS: (1.0,) * (N_TERMS - 1) + (0.0,), APPOINTED: (0.0,) * (N_TERMS - 1) + (1.0,)}
    joined = join_neighbours(found(searcher, {LEADS: 3.0, APPOINTED: 2.8}, held), searcher)
    (passage,) = cite_passages(QUESTION, joined, searcher)
    assert passage.missing_terms == ()
    assert passage.text == passage.citations[0].quote == f"{APPOINTED} {LEADS}"
    assert passage.score == 3.0
