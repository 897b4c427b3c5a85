"""Sessions: begun with the token only, known to every process, ended with the token, and told by no file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from web.store.rate_limit import TooOften
from web.store.sessions import LONGEST, MOST_TRIES, WINDOW, Session, Sessions
from web.store.token import Access, new_token, revoke

HERE = "192.0.2.1"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def sessions(data: Path) -> Sessions:
    return Sessions(data)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the time, in seconds from a moment in the middle of a day."""

    def set_to(moment: float) -> None:
        monkeypatch.setattr("web.store.sessions.time.time", lambda: 1_700_000_000.0 + moment)

    set_to(0)
    return set_to


def begin(sessions: Sessions, token: str) -> Session:
    session = sessions.begin(token, HERE)
    assert isinstance(session, Session)
    return session


def test_the_token_begins_a_session_that_every_process_knows(data: Path, sessions: Sessions) -> None:
    session = begin(sessions, new_token(data))
    assert Sessions(data).find(session.id) == session
    assert [sessions.find(other) for other in ("", session.id[:-1], "x" * 43, "\udcff")] == [None] * 4


def test_nothing_else_begins_one(data: Path, sessions: Sessions) -> None:
    assert sessions.begin("", HERE) is Access.NONE_SET
    assert not data.exists()
    token = new_token(data)
    assert [sessions.begin(other, HERE) for other in ("", token[:-1], "\udcff")] == [Access.WRONG] * 3


@pytest.mark.parametrize("end", [new_token, revoke], ids=["replaced", "taken back"])
def test_a_session_ends_when_its_token_is(data: Path, sessions: Sessions, end: Callable[[Path], object]) -> None:
    session = begin(sessions, new_token(data))
    end(data)
    assert sessions.find(session.id) is None


def test_a_session_ends_when_told_to_and_others_stay(data: Path, sessions: Sessions) -> None:
    token = new_token(data)
    session, other = begin(sessions, token), begin(sessions, token)
    sessions.end(session)
    assert (sessions.find(session.id), sessions.find(other.id)) == (None, other)


def test_a_session_ends_by_itself(data: Path, sessions: Sessions, clock: Callable[[float], None]) -> None:
    session = begin(sessions, new_token(data))
    clock(LONGEST - 1)
    assert sessions.find(session.id) == session
    clock(LONGEST)
    assert sessions.find(session.id) is None


def test_neither_token_nor_cookie_nor_address_stands_in_a_file(data: Path, sessions: Sessions) -> None:
    token = new_token(data)
    session = begin(sessions, token)
    sessions.begin("wrong", HERE)
    kept = b"".join(path.read_bytes() for path in data.iterdir())
    for secret in (token, session.id, HERE):
        assert secret.encode() not in kept


def test_so_many_tries_are_taken_from_one_address_and_the_right_one_forgets_them(
    data: Path, sessions: Sessions, clock: Callable[[float], None]
) -> None:
    token = new_token(data)
    for _ in range(2):
        for _ in range(MOST_TRIES - 1):
            assert sessions.begin("wrong", HERE) is Access.WRONG
        begin(sessions, token)
    for _ in range(MOST_TRIES):
        sessions.begin("wrong", HERE)
    with pytest.raises(TooOften) as caught:
        Sessions(data).begin(token, HERE)
    assert isinstance(sessions.begin(token, "192.0.2.2"), Session)
    clock(caught.value.wait)
    assert caught.value.wait <= WINDOW + 1
    begin(sessions, token)
