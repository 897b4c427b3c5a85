"""Tokens: shown once, kept as salted hashes, each with a name, a scope and perhaps an end."""

import hashlib
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from web.cli.commands import cli
from web.settings import Scope
from web.store.files import DataError
from web.store.token import TokenRefused, find, new_token, revoke, tokens


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "some" / "data"


@pytest.fixture
def run(data: Path) -> Callable[..., Result]:
    """Runs `pioneer-qa token`."""
    return lambda *arguments: CliRunner().invoke(cli, ["token", *arguments, "--data", str(data)])


def test_a_token_that_was_given_out_is_found_and_nothing_else_is(data: Path) -> None:
    token = new_token(data, "crane", Scope.WRITE)
    new_token(data, "tug")
    assert len(token) >= 43
    found = find(data, token)
    assert found and (found.name, found.scope, found.expired) == ("crane", Scope.WRITE, False)
    kept = [found.digest, found.salt, f"{found.salt}{token}"]
    for other in ["", token[:-1], f"{token} ", token.swapcase(), "\udcff", *kept]:
        assert find(data, other) is None


def test_where_there_is_none_nothing_is_found_and_nothing_is_made(data: Path) -> None:
    assert (find(data, "x"), tokens(data), data.exists()) == (None, (), False)


def test_only_salted_hashes_are_kept_in_a_file_of_its_owner(data: Path) -> None:
    token = new_token(data)
    assert {path.name for path in data.iterdir()} == {"tokens.json", "tokens.lock"}
    (kept,) = json.loads((data / "tokens.json").read_bytes())
    assert kept["digest"] == hashlib.sha256((kept["salt"] + token).encode()).hexdigest()
    assert len(kept["salt"]) == 32 and token not in json.dumps(kept)
    assert stat.S_IMODE((data / "tokens.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["", "a b", "-a", "a" * 65, "a\n", "é"])
def test_a_name_is_plain_and_taken_once(data: Path, name: str) -> None:
    new_token(data, "a")
    with pytest.raises(TokenRefused, match="is no name"):
        new_token(data, name)
    with pytest.raises(TokenRefused, match="there is a token a already"):
        new_token(data, "a")
    assert [token.name for token in tokens(data)] == ["a"]


def test_a_token_that_is_revoked_is_found_no_more_and_the_others_are(data: Path) -> None:
    first, second = new_token(data, "a"), new_token(data, "b")
    assert (revoke(data, "a"), revoke(data, "a")) == (True, False)
    assert find(data, first) is None
    assert find(data, second)


def test_a_token_ends_by_itself(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find(data, new_token(data, "a", days=1))
    assert found and found.expires_at and not found.expired
    monkeypatch.setattr("web.store.token.now", lambda: found.expires_at)
    assert found.expired


def test_the_one_token_of_earlier_versions_goes_on_opening_everything_until_it_is_revoked(data: Path) -> None:
    data.mkdir(parents=True)
    (data / "token").write_text(hashlib.sha256(b"of-old").hexdigest(), "ascii")
    found = find(data, "of-old")
    assert found and (found.name, found.scope, found.expired) == ("token", Scope.ADMIN, False)
    new_token(data, "crane")
    assert [token.name for token in tokens(data)] == ["token", "crane"]
    assert revoke(data, "token")
    assert find(data, "of-old") is None and not (data / "token").exists()
    assert [token.name for token in tokens(data)] == ["crane"]


@pytest.mark.parametrize("kept", [b"", b"\xff" * 64], ids=["empty", "damaged"])
def test_a_damaged_file_of_earlier_versions_opens_to_nobody(data: Path, kept: bytes) -> None:
    data.mkdir(parents=True)
    (data / "token").write_bytes(kept)
    assert [find(data, given) for given in ("", "x", hashlib.sha256(b"").hexdigest())] == [None] * 3


@pytest.mark.parametrize("kept", [b"", b"{}", b"\xff", b'[{"name": "a"}]'])
def test_a_damaged_file_is_told(data: Path, kept: bytes) -> None:
    token = new_token(data)
    (data / "tokens.json").write_bytes(kept)
    with pytest.raises(DataError, match=r"tokens\.json: is damaged"):
        find(data, token)


def test_a_token_that_cannot_be_written_leaves_those_before(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    token = new_token(data)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DataError, match="No space left"):
        new_token(data, "b")
    assert find(data, token)
    assert {path.name for path in data.iterdir()} == {"tokens.json", "tokens.lock"}


def test_the_commands_make_list_and_revoke(data: Path, run: Callable[..., Result]) -> None:
    made = run("make", "crane", "--scope", "ask", "--days", "30")
    found = find(data, made.stdout.removesuffix("\n"))
    assert found and (made.exit_code, made.stderr, found.scope) == (0, "", Scope.ASK)
    assert run("make", "tug").exit_code == 0
    crane, tug = run("list").stdout.splitlines()
    assert crane == f"crane  ask  made {found.made_at[:10]}  until {str(found.expires_at)[:10]}"
    assert tug.startswith("tug  write  made ") and tug.endswith("  until revoked")
    done = run("revoke", "crane")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "The token crane is revoked.\n")
    assert [token.name for token in tokens(data)] == ["tug"]
    again = run("revoke", "crane")
    assert again.exit_code == 2 and "There is no token crane" in again.stderr
