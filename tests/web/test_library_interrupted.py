"""A change to the user's articles that is interrupted at any of its operations on files, and what comes next finds."""

import fcntl
import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from corpus import SHIPPED_ARTICLES, Admitted, Library, SourceFile

OPERATIONS = [
    (os, "open"), (os, "mkdir"), (os, "rename"), (os, "replace"), (os, "unlink"), (os, "rmdir"), (os, "chmod"),
    (os, "fsync"), (os, "scandir"), (io, "open"),
]  # fmt: skip
"""All that reading and writing files comes down to."""

CATALOGUE = '[gone]\ntitle = "Goes"\n\n[other]\ntitle = "Stays"\n'


class Interruption(OSError):
    """What the disk says from some operation on."""


@contextmanager
def interrupted(monkeypatch: pytest.MonkeyPatch, at: int) -> Iterator[None]:
    """Let no operation on files happen from the one of this number on: nothing can be tidied up, as after a kill."""
    done = count(1)

    def standing_in(operation: Callable[..., Any]) -> Callable[..., Any]:
        def stand_in(*arguments: Any, **settings: Any) -> Any:
            if next(done) >= at:
                raise Interruption(5, "interrupted")
            return operation(*arguments, **settings)

        return stand_in

    with monkeypatch.context() as patched:
        for module, name in OPERATIONS:
            patched.setattr(module, name, standing_in(getattr(module, name)))
        yield


def library(data: Path) -> Library:
    """A library with two articles to be changed, one to go, its original, and one to stay."""
    for folder, name, text in [
        ("articles", "ferry.md", "The ferry rests."),
        ("articles", "gone.txt", "It goes."),
        ("articles", "other.txt", "It stays."),
        ("articles", "quay.txt", "The quay has stalls."),
        ("articles", "catalogue.toml", CATALOGUE),
        ("originals", "gone.pdf", "%PDF-gone"),
    ]:
        (data / folder).mkdir(parents=True, exist_ok=True)
        (data / folder / name).write_text(text, "utf-8")
    return Library(data)


def change() -> dict[str, Admitted | None]:
    bridge = SourceFile("bridge", b"The bridge opens.", ".txt", "bridge", title="A bridge")
    return {
        "bridge": Admitted(bridge, SourceFile("bridge", b"%PDF-bridge", ".pdf", "bridge")),
        "ferry": Admitted(SourceFile("ferry", b"The ferry sails.", ".txt", "ferry")),
        "gone": None,
        "quay": Admitted(SourceFile("quay", b"The quay is closed.", ".txt", "quay")),
    }


def standing(data: Path) -> dict[str, bytes]:
    """Everything that stands in the folder for data, by its path; the lock, which is empty, aside."""
    found = {path.relative_to(data).as_posix(): path for path in data.rglob("*") if not path.is_dir()}
    return {name: path.read_bytes() for name, path in found.items() if name != "articles.lock"}


def begin(work: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, at: int) -> bool:
    """Do some work that is interrupted at an operation; returns whether it came that far."""
    try:
        with interrupted(monkeypatch, at):
            work()
    except Interruption:
        return True
    return False


@pytest.fixture
def states(tmp_path: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """What stands before the change and after it."""
    own = library(tmp_path / "whole")
    before = standing(tmp_path / "whole")
    own.carry_out(change())
    after = standing(tmp_path / "whole")
    assert set(after) == {
        "articles/bridge.txt", "articles/ferry.txt", "articles/other.txt", "articles/quay.txt",
        "articles/catalogue.toml", "originals/bridge.pdf",
    }  # fmt: skip
    return before, after


def test_a_change_that_is_interrupted_anywhere_is_whole_or_not_at_all_for_whoever_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, states: tuple[dict[str, bytes], dict[str, bytes]]
) -> None:
    before, after = states
    outcomes = []
    for at in count(1):
        data = tmp_path / str(at)
        own = library(data)
        changes = change()
        if not begin(lambda own=own, changes=changes: own.carry_out(changes), monkeypatch, at):  # type: ignore[misc]
            break
        written_down = (data / "pending").exists()
        Library(data).files()
        found = standing(data)
        assert found in (before, after), f"interrupted at operation {at}"
        assert {path.name for path in data.iterdir()} == {"articles", "originals", "articles.lock"}
        if written_down:
            assert found == after, f"interrupted at operation {at}"
        outcomes.append(found == after)
    assert outcomes == sorted(outcomes), "once it is written down it is carried out"
    assert outcomes.count(False) > 20 and outcomes.count(True) > 20


def test_carrying_out_what_was_written_down_may_be_interrupted_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, states: tuple[dict[str, bytes], dict[str, bytes]]
) -> None:
    def finish(self: Library) -> None:
        raise Interruption

    for at in count(1):
        data = tmp_path / str(at)
        own = library(data)
        own.files()
        with monkeypatch.context() as patched:
            calls = iter([lambda self: None, finish])
            patched.setattr(Library, "_finish_pending", lambda self, calls=calls: next(calls)(self))
            with pytest.raises(Interruption):
                own.carry_out(change())
        assert (data / "pending" / "change.json").exists()
        if not begin(Library(data).seed, monkeypatch, at):
            break
        Library(data).files()
        assert standing(data) == states[1], f"interrupted at operation {at}"
    assert at > 20


def test_what_is_written_down_is_on_the_disk_before_it_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut may take any name of a folder that was not flushed after it came there."""
    own = library(tmp_path)
    flushed: dict[str, set[str]] = {}
    fsync, rename = os.fsync, os.rename

    def noting(descriptor: int) -> None:
        place = Path(f"/proc/self/fd/{descriptor}").resolve()
        flushed[str(place)] = {path.name for path in place.iterdir()} if place.is_dir() else set()
        fsync(descriptor)

    def checking(source: Path, target: Path) -> None:
        if Path(target).name == "pending":
            standing = [source, *Path(source).rglob("*")]
            assert len(standing) > 6
            for path in standing:
                names = {each.name for each in path.iterdir()} if path.is_dir() else set()
                assert flushed.get(str(path.resolve())) == names, path
        rename(source, target)

    monkeypatch.setattr(os, "fsync", noting)
    monkeypatch.setattr(os, "rename", checking)
    own.carry_out(change())
    assert (tmp_path / "articles/bridge.txt").exists()


def test_the_articles_that_ship_are_put_there_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = {f"articles/{path.name}": path.read_bytes() for path in SHIPPED_ARTICLES.iterdir()}
    for at in count(1):
        data = tmp_path / str(at)
        if not begin(Library(data).seed, monkeypatch, at):
            break
        found = (
            {name: raw for name, raw in standing(data).items() if name.startswith("articles/")} if data.exists() else {}
        )
        assert found in ({}, shipped), f"interrupted at operation {at}"
        Library(data).seed()
        assert standing(data) == shipped
    assert at > 20


def test_two_that_change_at_once_take_turns(tmp_path: Path) -> None:
    own = library(tmp_path)
    other = threading.Thread(target=own.carry_out, args=({"gone": None},), daemon=True)
    with (tmp_path / "articles.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        other.start()
        other.join(0.2)
        assert (tmp_path / "articles/gone.txt").exists()
    other.join(10)
    assert not (tmp_path / "articles/gone.txt").exists()
