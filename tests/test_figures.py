"""The development questions, asked of the shipped articles, are answered no worse than they once were."""

from pathlib import Path

import pytest

from index import open_index
from qa import Evaluation
from web.evaluating import evaluate_files

QUESTIONS = Path(__file__).parent / "questions" / "pioneers.jsonl"

FLOORS = {
    "passage hit@1": 0.76,
    "passage hit@5": 0.87,
}
"""What was reached, rounded down; to be raised when more is."""


@pytest.fixture(scope="module")
def evaluation(shipped_index: Path) -> Evaluation:
    """All the development questions, answered."""
    return evaluate_files([QUESTIONS], open_index(shipped_index)).evaluation


@pytest.mark.parametrize("name", FLOORS)
def test_a_figure_does_not_fall(name: str, evaluation: Evaluation) -> None:
    means = {figure.name: figure.mean for figure in evaluation.figures}
    assert means[name] >= FLOORS[name]


def test_every_citation_holds_and_every_reply_is_whole(evaluation: Evaluation) -> None:
    assert evaluation.citations > evaluation.questions
    assert (evaluation.miscited, evaluation.broken) == (0, 0)
