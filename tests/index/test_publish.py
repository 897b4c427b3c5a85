"""Building and publishing generations: all or nothing, the same for the same, and readers move on."""

import errno
import fcntl
import hashlib
import json
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from small import ARRAYS, PIECES, Corpus, texts

from corpus import ArticleError
from index import (
    BuildProgress,
    Encoder,
    Generation,
    GenerationError,
    IndexFolder,
    IndexNotFound,
    build_index,
    delete_withdrawn,
    open_index,
)
from index.disk.manifest import FORMAT


def test_a_build_publishes_what_it_read_and_says_what_changed(corpus: Corpus) -> None:
    steps: list[BuildProgress] = []
    first = build_index(corpus.articles, corpus.index, progress=steps.append)
    assert steps == [BuildProgress(2, 2, 3, 2)]
    assert (first.articles, first.sentences, first.added, first.published) == (2, 3, ("a", "b"), True)
    corpus.write(a=None, b="The sea is far.", c="New.")
    second = build_index(corpus.articles, corpus.index)
    assert (second.added, second.changed, second.removed) == (("c",), ("b",), ("a",))
    assert texts(open_index(corpus.index)) == {"b": "The sea is far.", "c": "New."}


def test_a_change_of_what_is_known_beside_the_text_is_a_change(corpus: Corpus) -> None:
    before = build_index(corpus.articles, corpus.index)
    (corpus.articles / "catalogue.toml").write_text('[a]\ntitle = "The house"\n')
    after = build_index(corpus.articles, corpus.index)
    assert after.changed == ("a",)
    assert after.version != before.version


def test_the_manifest_tells_the_format_and_the_hash_of_each_file(corpus: Corpus) -> None:
    folder = corpus.build().folder()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["format"] == FORMAT
    assert manifest["version"] == open_index(corpus.index).version
    assert sorted(manifest["files"]) == sorted(PIECES)
    assert {path.name for path in folder.iterdir()} == {*PIECES, "manifest.json"}
    for name, entry in manifest["files"].items():
        raw = (folder / name).read_bytes()
        assert entry == {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}


def test_no_array_holds_objects(corpus: Corpus) -> None:
    folder = corpus.build().folder()
    for name in ARRAYS:
        assert np.load(folder / name, allow_pickle=False).dtype.kind in "iuf"


def test_the_same_articles_make_the_same_bytes(corpus: Corpus, tmp_path: Path) -> None:
    corpus.build()
    build_index(corpus.articles, tmp_path / "other")
    other = next((tmp_path / "other" / "generations").iterdir())
    assert other.name == corpus.folder().name
    for name in PIECES:
        assert (other / name).read_bytes() == (corpus.folder() / name).read_bytes()
    mine, others = (json.loads((place / "manifest.json").read_text()) for place in (corpus.folder(), other))
    assert mine | {"built_at": "", "check": ""} == others | {"built_at": "", "check": ""}


def test_nothing_is_written_when_nothing_changed(corpus: Corpus) -> None:
    time.sleep(0.1)  # articles that were written just before a build are not noted as looked at
    before = corpus.build().files()
    report = build_index(corpus.articles, corpus.index)
    assert (report.published, report.added, report.changed, report.removed) == (False, (), (), ())
    assert corpus.files() == before


def test_a_folder_and_a_file_of_the_same_articles_are_one_version(corpus: Corpus, tmp_path: Path) -> None:
    rows = [{"id": path.stem, "text": path.read_text()} for path in corpus.articles.iterdir()]
    (tmp_path / "all.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert (
        build_index(corpus.articles, corpus.index).version == build_index(tmp_path / "all.jsonl", corpus.index).version
    )


def test_going_back_publishes_the_generation_that_still_stands(corpus: Corpus) -> None:
    first = corpus.build().folder()
    written = (first / "manifest.json").stat().st_mtime_ns
    corpus.write(b="The sea is far.").build()
    assert corpus.folder() != first
    assert build_index(corpus.write(b="The sea is near. It is cold.").articles, corpus.index).published
    assert corpus.folder() == first
    assert (first / "manifest.json").stat().st_mtime_ns == written


def test_the_three_newest_generations_are_kept(corpus: Corpus) -> None:
    names = []
    for number in range(5):
        names.append(corpus.write(a=f"Text {number}.").build().folder().name)
    assert corpus.generations() == set(names[-3:])
    assert (corpus.index / "current").read_text().splitlines() == names[:1:-1]


def test_what_a_killed_build_left_is_taken_away_by_the_next(corpus: Corpus) -> None:
    corpus.build()
    (corpus.index / "generations" / ".new-killed").mkdir()
    corpus.write(c="New.").build()
    assert not any(name.startswith(".") for name in corpus.generations())


@pytest.mark.parametrize("raw", [b"\xff", b"a\0b"], ids=["not-utf8", "nul"])
def test_a_wrong_article_leaves_the_index_as_it_was(corpus: Corpus, raw: bytes) -> None:
    before = corpus.build().files()
    (corpus.articles / "wrong.txt").write_bytes(raw)
    corpus.write(c="New.")
    with pytest.raises(ArticleError, match=r"wrong\.txt"):
        build_index(corpus.articles, corpus.index)
    assert corpus.files() == before


def no_space(*_: object, **__: object) -> None:
    """What a full disk answers."""
    raise OSError(errno.ENOSPC, "No space left on device")


def full_database(*_: object, **__: object) -> None:
    """What SQLite says on a full disk."""
    raise sqlite3.OperationalError("database or disk is full")


def interrupt(*_: object, **__: object) -> None:
    """Ctrl-C."""
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("target", "failure"),
    [
        pytest.param("index.build.derive.save_array", no_space, id="arrays"),
        pytest.param("index.build.record.Recorder.finish", full_database, id="database"),
        pytest.param("os.fsync", no_space, id="flushing"),
        pytest.param("index.generations.publish.replace_file", no_space, id="pointer"),
        pytest.param("pathlib.Path.replace", no_space, id="renaming-the-pointer"),
        pytest.param("pathlib.Path.rename", no_space, id="renaming-the-folder"),
        pytest.param("index.build.write.derive", interrupt, id="ctrl-c-while-deriving"),
        pytest.param("index.build.derive.save_array", interrupt, id="ctrl-c-while-writing"),
    ],
)
@pytest.mark.parametrize("published", [True, False], ids=["over-another", "the-first"])
def test_a_build_that_fails_leaves_all_as_it_was(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, target: str, failure: Callable[..., None], published: bool
) -> None:
    before = corpus.build().files() if published else {}
    corpus.write(c="New.")
    monkeypatch.setattr(target, failure)
    with pytest.raises(KeyboardInterrupt if failure is interrupt else GenerationError) as caught:
        build_index(corpus.articles, corpus.index)
    monkeypatch.undo()
    assert all(before.get(path) == raw for path, raw in corpus.files().items() if path not in ("lock", "cache.sqlite"))
    assert corpus.files().keys() >= before.keys()
    assert not published or len(corpus.generations()) == 1
    if failure is not interrupt:
        assert str(caught.value).startswith(f"{corpus.index}: cannot write the index (")
    if published:
        assert texts(open_index(corpus.index)).keys() == {"a", "b"}
    corpus.build()
    assert texts(open_index(corpus.index)).keys() == {"a", "b", "c"}


def test_a_build_whose_last_flush_fails_is_published_whole(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_on_the_index(path: Path) -> None:
        if path == corpus.index:
            no_space()

    corpus.build()
    corpus.write(c="New.")
    monkeypatch.setattr("corpus.durable.flush", fail_on_the_index)
    with pytest.raises(GenerationError):
        build_index(corpus.articles, corpus.index)
    assert texts(open_index(corpus.index)).keys() == {"a", "b", "c"}


def test_a_place_that_cannot_be_written_is_told(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(GenerationError, match=r"file/index: cannot write the index \(.*; make room"):
        build_index(corpus.articles, tmp_path / "file" / "index")


def test_a_second_writer_waits_for_the_first(corpus: Corpus) -> None:
    corpus.build()
    corpus.write(c="New.")
    second = threading.Thread(target=corpus.build)
    with (corpus.index / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second.start()
        second.join(0.5)
        assert second.is_alive()
        assert texts(open_index(corpus.index)).keys() == {"a", "b"}
    second.join(30)
    assert texts(open_index(corpus.index)).keys() == {"a", "b", "c"}


def test_without_an_index_the_next_step_is_told(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexNotFound, match="no index here; run: pioneer-qa index"):
            open_index(place)
        with pytest.raises(IndexNotFound):
            IndexFolder(place).searcher()


def test_a_long_lived_reader_moves_on_when_another_is_published_and_only_then(corpus: Corpus) -> None:
    reader = IndexFolder(corpus.build().index)
    old = reader.searcher()
    assert reader.searcher() is old
    corpus.build()
    assert reader.searcher() is old
    corpus.write(c="New.").build()
    new = reader.searcher()
    assert new is not old
    assert texts(new).keys() == {"a", "b", "c"}


def test_what_a_reader_holds_is_deleted_only_once_it_lets_go(corpus: Corpus) -> None:
    old = IndexFolder(corpus.build().index).searcher()
    folder = corpus.folder()
    corpus.write(a=None).build()
    assert folder.exists()
    assert not delete_withdrawn(corpus.index, patience=0.1)
    assert texts(old).keys() == {"a", "b"}
    assert len(old.search({"sea": 1.0}, limit=5)) == 1
    del old
    assert delete_withdrawn(corpus.index, patience=0)
    assert not folder.exists()


def test_a_reader_lets_go_of_the_old_generation_when_it_moves_on(corpus: Corpus) -> None:
    reader = IndexFolder(corpus.build().index)
    for sentence in range(3):
        reader.searcher().sentences([sentence])  # what is remembered of a generation must not keep it alive
    folder = corpus.folder()
    corpus.write(a=None).build()
    assert folder.exists()
    assert texts(reader.searcher()).keys() == {"b"}
    assert delete_withdrawn(corpus.index, patience=0)
    assert not folder.exists()


def test_a_reader_that_is_overtaken_while_opening_takes_the_newer_one(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus.build()
    overtaken = Generation.open

    def prune_then_open(folder: Path, encoder: Encoder | None = None) -> Generation:
        monkeypatch.setattr(Generation, "open", overtaken)
        corpus.write(c="New.").build()
        for path in folder.iterdir():
            path.unlink()
        return Generation.open(folder)

    monkeypatch.setattr(Generation, "open", prune_then_open)
    assert texts(open_index(corpus.index)).keys() == {"a", "b", "c"}
