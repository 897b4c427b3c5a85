"""What is kept of an open index: given again for the same one, and gone with it."""

import gc
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from index import IndexDamaged
from qa import Request
from web.service import MOST_ANSWERS, Service


class Index:
    """Stands for an index."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that an answer was looked for, in order."""
    asked: list[str] = []

    def answer(request: Request, searcher: Any, models: Any, ended: Any) -> Any:
        asked.append(request.question)
        if request.question == "fails":
            raise RuntimeError
        told = f"{request.question} {id(searcher)}"
        return SimpleNamespace(question=told, no_answer=None, confidence=SimpleNamespace(band="high"))

    monkeypatch.setattr("web.service.answer", answer)
    return asked


@pytest.fixture
def service() -> Any:
    return Service(Index)  # type: ignore[arg-type]


def test_a_question_is_answered_once_by_one_index_and_anew_by_another(service: Any, asked: list[str]) -> None:
    one, other = Index(), Index()
    first = service.answer(Request("why"), one)
    assert service.answer(Request("why"), one) == first
    assert asked == ["why"]
    assert service.answer(Request("why", limit=9), one) == first
    assert asked == ["why", "why"]
    assert service.answer(Request("why"), other) != first
    assert asked == ["why"] * 3


def test_what_is_kept_of_an_index_goes_when_nobody_holds_it(service: Any, asked: list[str]) -> None:
    index = Index()
    service.answer(Request("why"), index)
    service.made(id, index)
    assert len(service._caches) == 1
    del index
    gc.collect()
    assert not service._caches


def test_only_the_latest_answers_are_kept_those_asked_again_among_them(service: Any, asked: list[str]) -> None:
    index = Index()
    for number in range(MOST_ANSWERS):
        service.answer(Request(str(number)), index)
    for question in ("0", "one more"):
        service.answer(Request(question), index)
    before = len(asked)
    service.answer(Request("0"), index)
    assert len(asked) == before
    service.answer(Request("1"), index)
    assert len(asked) == before + 1


def test_a_failure_is_not_kept(service: Any, asked: list[str]) -> None:
    index = Index()
    for _ in range(2):
        with pytest.raises(RuntimeError):
            service.answer(Request("fails"), index)
    assert asked == ["fails", "fails"]


def test_what_is_made_of_an_index_is_made_once(service: Any) -> None:
    made: list[Any] = []

    def make(index: Any) -> int:
        made.append(index)
        if len(made) == 1:
            raise RuntimeError
        return len(made)

    one, two = Index(), Index()
    with pytest.raises(RuntimeError):
        service.made(make, one)
    assert [service.made(make, index) for index in (one, two, one, two)] == [2, 3, 2, 3]
    assert made == [one, one, two]


def test_what_takes_long_is_made_once_beside_and_nobody_waits_for_it(service: Any) -> None:
    index, began, goes_on, made = Index(), Event(), Event(), []

    def make(searcher: Any) -> str:
        began.set()
        assert goes_on.wait(10)
        made.append(searcher)
        return "examples"

    assert service.soon(make, index) is None
    assert began.wait(10)
    assert service.soon(make, index) is service.soon(make, index) is None
    goes_on.set()
    assert service.made(make, index) == service.soon(make, index) == "examples"
    assert made == [index]


def test_what_could_not_be_made_beside_is_told_to_who_waits_for_it(service: Any) -> None:
    def fail(searcher: Any) -> str:
        raise IndexDamaged("a file is cut short")

    index = Index()
    assert service.soon(fail, index) is None
    with pytest.raises(IndexDamaged):
        service.made(fail, index)
