"""What a build keeps for the next: read by it, gone where a build does not ask for it, and no harm where spoilt."""

import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from small import PIECES, Corpus

from index import (
    build_index,
    delete_withdrawn,
    verify_index,
)
from index.build.cache import Cache


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if each article were large enough to be kept by itself."""
    monkeypatch.setattr("index.build.collect._TOGETHER", 1)


@pytest.mark.usefixtures("alone")
def test_only_new_and_changed_articles_are_analysed(corpus: Corpus) -> None:
    def analysed() -> int:
        return build_index(corpus.articles, corpus.index).analysed

    assert analysed() == 2
    assert analysed() == 0
    corpus.write(c="New.")
    assert analysed() == 1
    corpus.write(a="Kent\n\nA crisis house opens.", c=None)
    assert analysed() == 1
    (corpus.articles / "catalogue.toml").write_text('[b]\ntitle = "The sea"\n')
    assert analysed() == 1
    (corpus.articles / "vocabulary.toml").write_text('abbreviations = ["abt"]\n')
    assert analysed() == 2


@pytest.mark.parametrize("harm", ["flipped", "cut", "no database", "no such column", "no such format", "no text"])
def test_a_damaged_cache_only_costs_time(corpus: Corpus, harm: str) -> None:
    version = build_index(corpus.write(c="Words. " * 2000).articles, corpus.index).version
    pieces = {name: (corpus.folder() / name).read_bytes() for name in PIECES}
    path = corpus.index / "cache.sqlite"
    raw = path.read_bytes()
    half = len(raw) // 2
    harmed = {
        "flipped": raw[:half] + b"\xff" * 99 + raw[half + 99 :],
        "cut": raw[:half],
        "no database": b"x",
        "no such column": raw.replace(b"key TEXT PRIMARY", b"kay TEXT PRIMARY"),
        "no such format": raw[:47] + b"\x09" + raw[48:],
        "no text": raw.replace(b"chunk ", b"ch\x80nk ").replace(b"CREATE", b"CREASE"),
    }
    path.write_bytes(harmed[harm])
    assert str(path) in str([checked.damage for checked in verify_index(corpus.index)][-1])
    for piece in corpus.folder().iterdir():
        piece.unlink()
    report = build_index(corpus.articles, corpus.index)
    assert (report.version, report.analysed > 0) == (version, True)
    assert {name: (corpus.folder() / name).read_bytes() for name in PIECES} == pieces


@pytest.mark.parametrize("harm", ["raw = zeroblob(99)", "key = key || 'x'"], ids=["spoilt", "elsewhere"])
def test_a_spoilt_chunk_is_made_anew(corpus: Corpus, harm: str) -> None:
    corpus.build()
    with closing(sqlite3.connect(corpus.index / "cache.sqlite")) as cache, cache:
        cache.execute(f"UPDATE kept SET {harm} WHERE key LIKE 'chunk %'")  # noqa: S608
    first, second = build_index(corpus.articles, corpus.index), build_index(corpus.articles, corpus.index)
    assert (first.articles, first.analysed, first.published, second.analysed) == (2, 2, False, 0)


def test_what_is_larger_than_the_cache_takes_is_made_anew_each_time(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 20_000)
        connection.execute("CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, hash BLOB, raw BLOB) WITHOUT ROWID")
        return connection

    monkeypatch.setattr("index.build.cache._connect", connect)
    corpus.write(c="A canary sings. " * 2_000)
    assert [build_index(corpus.articles, corpus.index).analysed for _ in range(2)] == [3, 3]
    corpus.write(c=None)
    assert [build_index(corpus.articles, corpus.index).analysed for _ in range(2)] == [2, 0]


@pytest.mark.usefixtures("alone")
def test_what_a_killed_build_had_begun_to_keep_is_no_damage(corpus: Corpus, tmp_path: Path) -> None:
    corpus.build()
    with closing(sqlite3.connect(corpus.index / "cache.sqlite")) as killed:
        killed.execute("PRAGMA synchronous = OFF")  # as the cache has it
        killed.execute("DELETE FROM kept")
        shutil.copytree(corpus.index, tmp_path / "left")
    assert (tmp_path / "left" / "cache.sqlite-journal").stat().st_size > 0
    assert [checked.damage for checked in verify_index(tmp_path / "left")] == [None, None]
    assert build_index(corpus.write(c="New.").articles, tmp_path / "left").analysed == 1


def test_a_cache_that_a_build_is_writing_is_no_damage(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.build.cache.sqlite3.connect", partial(sqlite3.connect, timeout=0))
    with closing(sqlite3.connect(corpus.build().index / "cache.sqlite")) as building:
        building.execute("BEGIN EXCLUSIVE")
        assert [checked.damage for checked in verify_index(corpus.index)] == [None, None]


def test_nothing_of_a_removed_article_stays(corpus: Corpus) -> None:
    corpus.write(c="The canary sings. " * 50).build()
    corpus.write(a="Another.").build()
    assert any(b"canary" in raw for raw in corpus.files().values())
    corpus.write(c=None).build()
    assert delete_withdrawn(corpus.index, patience=0)
    assert [path for path, raw in corpus.files().items() if b"canary" in raw.lower() or b"canari" in raw] == []


def kept(directory: Path, **rows: bytes) -> None:
    with Cache.open(directory) as cache:
        for key, raw in rows.items():
            cache.put(key, raw)
        cache.keep(of="version", derived=True)


def test_what_is_kept_is_read_by_the_next_build_and_the_rest_goes(tmp_path: Path) -> None:
    kept(tmp_path, a=b"one", b=b"two")
    with Cache.open(tmp_path) as cache:
        assert (cache.of, cache.get("a"), cache.get("c")) == ("version", b"one", None)
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
        cache.put("b", b"two")
        monkeypatch.undo()
        cache.keep(of="version", derived=True)
    assert not (tmp_path / "cache.sqlite").exists()
