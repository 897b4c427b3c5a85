"""The program that fits the models: on the sets that stand in this repository."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from qa import Models
from qa.evaluation import Support
from qa.finding.ranker import plant
from qa.training.__main__ import main
from qa.training.sets import collection_articles, read_sets, supports

QUOTE = "The ferry will carry forty cars and two hundred people each day in the summer."


def fit(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_folder_without_a_set_has_only_those_of_the_repository(tmp_path: Path) -> None:
    sets = read_sets(tmp_path)
    assert [each.name for each in sets] == ["harbours", "transit"]
    assert all(each.questions for each in sets)
    assert any(not question.answerable for question in sets[0].questions)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (QUOTE, True),
        (f"In short: {QUOTE}", True),
        ("carry forty cars and two hundred people", True),
        ("forty cars", False),
        (QUOTE.replace("The ferry will", "It is said to"), True),
        ("The ferry will rest on the day after the feast of the harbour master.", False),
    ],
)
def test_a_sentence_supports_an_answer_by_what_it_shares_with_the_quote(text: str, right: bool) -> None:
    assert supports(text, (Support("ferry", QUOTE),), "ferry") == right
    assert not supports(text, (Support("ferry", QUOTE),), "harbour")


def test_a_collection_makes_an_article_of_each_document(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_text(
        '{"_id": "d1-0", "title": "Boats", "text": "One."}\n{"_id": "d1-1", "text": "Two."}\n'
        '{"_id": "d2-0", "title": "Nets", "text": "Three."}\n',
        encoding="utf-8",
    )
    assert collection_articles(path) == [
        {"id": "d1", "title": "Boats", "text": "One. Two."},
        {"id": "d2", "title": "Nets", "text": "Three."},
    ]


def test_all_sets_left_out_leave_nothing_to_fit(tmp_path: Path) -> None:
    found = fit(tmp_path, "--without", "harbours", "--without", "transit")
    assert found.exit_code == 2
    assert "no set of questions here" in found.output


def test_a_ranking_without_trees_ranks_all_alike() -> None:
    ranker = plant([{"tree_structure": {"leaf_value": 1.0}}], {"height": "form"})
    assert ranker.score(np.zeros((3, 1)))[0].tolist() == [0, 0, 0]


@pytest.mark.long
def test_the_same_questions_give_the_same_models(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder in folders:
        found = fit(tmp_path, "--models", folder, "--indexes", tmp_path / "indexes")
        assert found.exit_code == 0, found.output
        assert "words, each family left out" in found.output
        Models.load(folder)
    for path in sorted(folders[0].iterdir()):
        assert path.read_bytes() == (folders[1] / path.name).read_bytes(), path.name
