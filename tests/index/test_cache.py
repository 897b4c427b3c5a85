"""What a build keeps for the next: written and read ahead by a thread, and told as if it were all done at once."""

import sqlite3
import threading
from pathlib import Path

import pytest

from index.build.cache import Cache


def kept(directory: Path, **rows: bytes) -> None:
    with Cache.open(directory) as cache:
        for key, raw in rows.items():
            cache.put(key, raw)
        cache.keep(of="version", derived=True)


def test_what_is_kept_is_read_by_the_next_build_and_the_rest_goes(tmp_path: Path) -> None:
    kept(tmp_path, a=b"one", b=b"two")
    with Cache.open(tmp_path) as cache:
        assert (cache.of, cache.get("a"), cache.look("b"), cache.get("c")) == ("version", b"one", b"two", None)
        cache.keep(of="later", derived=True)
    with Cache.open(tmp_path) as cache:
        assert (cache.of, cache.keys() - {"of"}) == ("later", {"a"})


def test_several_are_read_in_the_order_in_which_they_are_asked_for(tmp_path: Path) -> None:
    rows = {str(number): bytes([number]) * 1000 for number in range(20)}
    kept(tmp_path, **rows)
    with Cache.open(tmp_path) as cache:
        assert list(cache.several(["7", "none", *rows])) == [rows["7"], None, *rows.values()]
        assert list(cache.several([])) == []
        cache.keep(of="version", derived=True)
    with Cache.open(tmp_path) as cache:
        assert cache.keys() - {"of"} == rows.keys()


def test_what_is_still_being_written_is_read_as_it_will_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def slowly(self: Cache, key: str, raw: bytes) -> None:
        go_on.wait(0.2)
        original(self, key, raw)

    original = Cache._put
    monkeypatch.setattr(Cache, "_put", slowly)
    with Cache.open(tmp_path) as cache:
        cache.put("a", b"one")
        assert cache.get("a") == b"one"
        cache.put("a", b"two")
        cache.put("a", b"three")
        assert cache.get("a") == b"three"
        for number in range(10):
            cache.put(str(number), b"raw")
        go_on.set()
        cache.keep(of="version", derived=True)
    with Cache.open(tmp_path) as cache:
        assert len(cache.keys()) == 12


def test_a_write_that_fails_in_the_thread_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Cache, key: str, raw: bytes) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    kept(tmp_path, a=b"one")
    monkeypatch.setattr(Cache, "_put", full)
    with Cache.open(tmp_path) as cache:
        cache.put("b", b"two")
        cache.keep(of="version", derived=True)
    assert not (tmp_path / "cache.sqlite").exists()
