"""The token: shown once, kept as a hash, replaced and taken back at once."""

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from web.cli.commands import cli
from web.store.files import DataError
from web.store.token import Access, check, has_token, new_token, revoke


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "some" / "data"


@pytest.fixture
def run(data: Path) -> Callable[..., Result]:
    """Runs `pioneer-qa token`."""
    return lambda *arguments: CliRunner().invoke(cli, ["token", "--data", str(data), *arguments])


def test_the_token_that_was_given_out_opens_and_no_other_does(data: Path) -> None:
    token = new_token(data)
    assert len(token) >= 43
    assert check(data, token) is Access.ALLOWED
    others = [None, "", token[:-1], f"{token} ", token.swapcase(), "\udcff", hashlib.sha256(token.encode()).hexdigest()]
    assert [check(data, other) for other in others] == [Access.WRONG] * len(others)


@pytest.mark.parametrize("given", [None, "", "x"])
def test_where_no_token_is_set_none_opens_and_nothing_is_made(data: Path, given: str | None) -> None:
    assert check(data, given) is Access.NONE_SET
    assert not has_token(data)
    assert not data.exists()


def test_only_the_hash_is_kept_in_a_file_of_its_owner(data: Path) -> None:
    token = new_token(data)
    assert [path.name for path in data.iterdir()] == ["token"]
    assert (data / "token").read_text("ascii") == hashlib.sha256(token.encode()).hexdigest()
    assert stat.S_IMODE((data / "token").stat().st_mode) == 0o600


def test_a_new_token_takes_the_place_of_the_one_before(data: Path) -> None:
    first, second = new_token(data), new_token(data)
    assert first != second
    assert (check(data, first), check(data, second)) == (Access.WRONG, Access.ALLOWED)


def test_a_token_that_is_taken_back_opens_nothing(data: Path) -> None:
    token = new_token(data)
    revoke(data)
    assert check(data, token) is Access.NONE_SET
    revoke(data)


@pytest.mark.parametrize("kept", [b"", b"\xff" * 64], ids=["empty", "damaged"])
def test_a_damaged_file_opens_to_nobody(data: Path, kept: bytes) -> None:
    token = new_token(data)
    (data / "token").write_bytes(kept)
    assert [check(data, given) for given in (token, "", None)] == [Access.WRONG] * 3


def test_a_file_that_cannot_be_read_is_told(data: Path) -> None:
    (data / "token").mkdir(parents=True)
    with pytest.raises(DataError, match="token: cannot be read or written"):
        check(data, "x")


def test_a_token_that_cannot_be_written_leaves_the_one_before(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    token = new_token(data)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DataError, match="No space left"):
        new_token(data)
    assert check(data, token) is Access.ALLOWED
    assert [path.name for path in data.iterdir()] == ["token"]


def test_the_command_prints_the_token_alone_and_says_when_it_replaces_one(
    data: Path, run: Callable[..., Result]
) -> None:
    first = run()
    assert (first.exit_code, first.stderr) == (0, "")
    second = run()
    assert (second.exit_code, second.stderr) == (0, "This token replaces the earlier one, which opens nothing now.\n")
    assert check(data, first.stdout.strip()) is Access.WRONG
    assert check(data, second.stdout.removesuffix("\n")) is Access.ALLOWED


def test_the_command_takes_the_token_back(data: Path, run: Callable[..., Result]) -> None:
    run()
    done = run("--revoke")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "The token is taken back: nobody may change what is indexed over HTTP.\n"
    assert not has_token(data)
    again = run("--revoke")
    assert (again.exit_code, again.stderr) == (0, "There is no token to take back.\n")
