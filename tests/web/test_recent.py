"""Answers given lately: given again for the same index, and gone with it."""

import gc
from collections.abc import Callable
from typing import Any

import pytest

from qa import Request
from web.recent import MOST, Recent


class Index:
    """Stands for an index."""


@pytest.fixture
def asked() -> list[str]:
    """The questions that an answer was looked for, in order."""
    return []


@pytest.fixture
def find(asked: list[str]) -> Callable[[Request, Any], Any]:
    def find(request: Request, searcher: Any) -> Any:
        asked.append(request.question)
        return f"{request.question} {id(searcher)}"

    return find


def test_a_question_is_answered_once_by_one_index_and_anew_by_another(find: Any, asked: list[str]) -> None:
    recent, one, other = Recent[str](), Index(), Index()
    first = recent.answer(Request("why"), one, find)  # type: ignore[arg-type]
    assert recent.answer(Request("why"), one, find) == first  # type: ignore[arg-type]
    assert asked == ["why"]
    assert recent.answer(Request("why", limit=9), one, find) == first  # type: ignore[arg-type]
    assert asked == ["why", "why"]
    assert recent.answer(Request("why"), other, find) != first  # type: ignore[arg-type]
    assert recent.answer(Request("why"), one, find) == first  # type: ignore[arg-type]
    assert asked == ["why"] * 4


def test_the_answers_of_an_index_go_when_nobody_holds_it(find: Any) -> None:
    recent, index = Recent[str](), Index()
    recent.answer(Request("why"), index, find)  # type: ignore[arg-type]
    assert len(recent._answers) == 1
    del index
    gc.collect()
    assert not recent._answers


def test_only_the_latest_are_kept_those_asked_again_among_them(find: Any, asked: list[str]) -> None:
    recent, index = Recent[str](), Index()
    for number in range(MOST):
        recent.answer(Request(str(number)), index, find)  # type: ignore[arg-type]
    recent.answer(Request("0"), index, find)  # type: ignore[arg-type]
    recent.answer(Request("one more"), index, find)  # type: ignore[arg-type]
    before = len(asked)
    recent.answer(Request("0"), index, find)  # type: ignore[arg-type]
    assert len(asked) == before
    recent.answer(Request("1"), index, find)  # type: ignore[arg-type]
    assert len(asked) == before + 1


def test_what_is_found_for_an_index_that_gave_way_meanwhile_is_not_kept(find: Any) -> None:
    recent, old, new = Recent[str](), Index(), Index()

    def overtaken(request: Request, searcher: Any) -> Any:
        recent.answer(Request("else"), new, find)  # type: ignore[arg-type]
        return find(request, searcher)

    recent.answer(Request("why"), old, overtaken)  # type: ignore[arg-type]
    assert [request.question for request in recent._answers] == ["else"]


def test_a_failure_is_not_kept(find: Any) -> None:
    recent, index = Recent[str](), Index()

    def fail(*_: Any) -> Any:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        recent.answer(Request("why"), index, fail)  # type: ignore[arg-type]
    assert recent.answer(Request("why"), index, find)  # type: ignore[arg-type]
