"""What a build keeps for the next: read by it, and gone once a build does not ask for it."""

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


def test_what_is_put_is_read_at_once_and_stays_only_where_it_is_kept(tmp_path: Path) -> None:
    kept(tmp_path, a=b"one")
    with Cache.open(tmp_path) as cache:
        cache.put("a", b"two")
        cache.put("b", b"three")
        assert (cache.get("a"), cache.get("b")) == (b"two", b"three")
    with Cache.open(tmp_path) as cache:
        assert (cache.get("a"), cache.get("b")) == (b"one", None)


def test_where_there_is_no_room_for_something_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(tmp_path, a=b"one")
    with Cache.open(tmp_path) as cache:
        monkeypatch.setattr("index.build.cache._PUT", "no such statement")
        monkeypatch.setattr("index.build.cache._spoilt", lambda error: False)
        cache.put("b", b"two")
        monkeypatch.undo()
        cache.keep(of="version", derived=True)
    assert not (tmp_path / "cache.sqlite").exists()
