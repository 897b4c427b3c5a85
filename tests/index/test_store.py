"""Building and publishing generations: all or nothing, the same for the same, and what is damaged is told by name."""

import errno
import fcntl
import gc
import hashlib
import json
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from corpus import ArticleError, PioneerError
from index import (
    BuildProgress,
    Encoder,
    Filters,
    Generation,
    GenerationError,
    IndexDamaged,
    IndexFolder,
    IndexFormat,
    IndexNotFound,
    build_index,
    delete_withdrawn,
    open_index,
    verify_index,
)
from index.disk.manifest import Manifest, file_entry

ARRAYS = (
    "articles.npy", "common.npy", "kinds.npy", "names.npy", "postings-greatest.npy", "postings-sentences.npy",
    "postings-starts.npy", "postings-weights.npy", "rows-starts.npy", "rows-terms.npy", "sections.npy",
    "sentences.npy", "vectors.npy",
)  # fmt: skip
PIECES = (*ARRAYS, "corpus.sqlite", "texts.bin")


class Corpus:
    """A folder of articles that a test changes, beside the place of its index."""

    def __init__(self, place: Path) -> None:
        self.articles, self.index = place / "articles", place / "index"
        self.articles.mkdir()

    def write(self, **texts: str | None) -> "Corpus":
        for name, text in texts.items():
            path = self.articles / f"{name}.txt"
            path.unlink() if text is None else path.write_text(text, encoding="utf-8")
        return self

    def build(self) -> "Corpus":
        build_index(self.articles, self.index)
        return self

    def folder(self) -> Path:
        """The folder of the published generation."""
        return self.index / "generations" / (self.index / "current").read_text().splitlines()[0]

    def generations(self) -> set[str]:
        return {path.name for path in (self.index / "generations").iterdir()}

    def files(self) -> dict[str, bytes]:
        """Everything under the index, by path."""
        paths = (path for path in self.index.rglob("*") if path.is_file())
        return {str(path.relative_to(self.index)): path.read_bytes() for path in paths}


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Two articles."""
    return Corpus(tmp_path).write(a="Barnsley\n\nA crisis house opens.", b="The sea is near. It is cold.")


def texts(generation: Generation) -> dict[str, str]:
    """The texts of a generation, by article."""
    found = {card.id: generation.article(card.id) for card in generation.cards()}
    return {article_id: article.text for article_id, article in found.items() if article is not None}


# --- what is written ---


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
    assert manifest["format"] == 6
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


# --- what fails leaves all as it was ---


@pytest.mark.parametrize("raw", [b"\xff", b"", b"a\0b"], ids=["not-utf8", "empty", "nul"])
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


# --- reading ---


def test_without_an_index_the_next_step_is_told(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexNotFound, match="no index here; run: pioneer-qa index"):
            open_index(place)
        with pytest.raises(IndexNotFound):
            IndexFolder(place).searcher()


@pytest.mark.parametrize("name", PIECES)
@pytest.mark.parametrize("harm", ["missing", "cut", "grown", "flipped"])
def test_a_damaged_piece_is_told_by_name_and_mended_by_indexing(corpus: Corpus, name: str, harm: str) -> None:
    before = build_index(corpus.articles, corpus.index).version
    path = corpus.folder() / name
    raw = path.read_bytes()
    if harm == "missing":
        path.unlink()
    else:
        flipped = bytes([raw[0] ^ 255]) + raw[1:]
        path.write_bytes({"cut": raw[:-1], "grown": raw + b"\0", "flipped": flipped}[harm])
    with pytest.raises(IndexDamaged) as caught:
        open_index(corpus.index)
    assert str(path) in str(caught.value)
    assert str(caught.value).endswith("run: pioneer-qa index")
    report = build_index(corpus.articles, corpus.index)
    assert (report.published, report.version) == (True, before)
    assert texts(open_index(corpus.index)).keys() == {"a", "b"}


def test_a_flipped_bit_that_opening_a_large_one_cannot_see_is_mended_by_indexing(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = corpus.build().folder() / "postings-weights.npy"
    raw = path.read_bytes()
    path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    with pytest.raises(IndexDamaged, match=r"postings-weights\.npy: not what was written"):
        open_index(corpus.index)
    monkeypatch.setattr("index.read.generation.CHECKED_BYTES", 0)
    open_index(corpus.index)
    assert build_index(corpus.articles, corpus.index).published
    assert (corpus.folder() / "postings-weights.npy").read_bytes() == raw
    assert not build_index(corpus.articles, corpus.index).published


def test_a_database_that_turns_out_damaged_when_asked_is_told(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.read.generation.CHECKED_BYTES", 0)
    path = corpus.write(c="Words. " * 2000).build().folder() / "corpus.sqlite"
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    generation = open_index(corpus.index)
    with pytest.raises(IndexDamaged, match=r"corpus\.sqlite: cannot be read \(.*; run: pioneer-qa index"):
        generation.cards()


@pytest.mark.parametrize(
    ("manifest", "error", "says"),
    [
        pytest.param("", IndexDamaged, "cannot be read", id="empty"),
        pytest.param("[]", IndexDamaged, "cannot be read", id="a-list"),
        pytest.param("{}", IndexDamaged, "cannot be read", id="no-format"),
        pytest.param('{"format": 6}', IndexDamaged, "not a whole manifest", id="nothing-else"),
        pytest.param('{"format": 7, "pieces": []}', IndexFormat, "format 7, this program reads 6", id="newer"),
        pytest.param('{"format": "old"}', IndexFormat, "format old", id="older"),
    ],
)
def test_a_foreign_manifest_is_refused(corpus: Corpus, manifest: str, error: type[PioneerError], says: str) -> None:
    path = corpus.build().folder() / "manifest.json"
    path.write_text(manifest)
    with pytest.raises(error, match=says) as caught:
        open_index(corpus.index)
    assert str(path) in str(caught.value)
    assert "run: pioneer-qa index" in str(caught.value)
    assert build_index(corpus.articles, corpus.index).published
    open_index(corpus.index)


@pytest.mark.parametrize(
    "array",
    [
        pytest.param(np.zeros(3), id="another-type"),
        pytest.param(np.zeros(3, dtype=np.int64), id="another-shape"),
        pytest.param(np.zeros((2, 2), dtype=np.int64), id="more-dimensions"),
        pytest.param(np.int64(0), id="no-dimension"),
    ],
)
def test_an_array_of_another_form_is_refused(corpus: Corpus, array: np.ndarray) -> None:
    folder = corpus.build().folder()
    path, manifest = folder / "postings-starts.npy", folder / "manifest.json"
    np.save(path, array)
    manifest.write_text(
        replace(Manifest.read(folder), files={**Manifest.read(folder).files, path.name: file_entry(path)}).text()
    )
    with pytest.raises(IndexDamaged, match=r"postings-\w+\.npy"):
        open_index(corpus.index)


def test_an_array_of_another_type_alone_is_refused(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.read.generation.CHECKED_BYTES", 0)
    folder = corpus.build().folder()
    path = folder / "rows-terms.npy"
    np.save(path, np.load(path).astype(np.uint32))
    with pytest.raises(IndexDamaged, match=r"rows-terms\.npy: holds uint32 instead of int32"):
        open_index(corpus.index)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        pytest.param("postings-starts", -1, id="postings that begin before the first"),
        pytest.param("postings-starts", 1 << 40, id="postings that end before they begin"),
        pytest.param("postings-sentences", -1, id="a sentence before the first"),
        pytest.param("postings-sentences", 99, id="a sentence after the last"),
        pytest.param("postings-weights", np.inf, id="an infinite weight"),
        pytest.param("rows-starts", 1 << 40, id="a row that ends before it begins"),
        pytest.param("rows-terms", 1 << 30, id="a term after the last"),
        pytest.param("vectors", np.nan, id="a vector of no numbers"),
        pytest.param("postings-weights", -1, id="a weight below nothing"),
        pytest.param("postings-greatest", np.nan, id="a greatest weight of no number"),
        pytest.param("common", 99, id="a common term after the last"),
    ],
)
def test_numbers_that_cannot_be_are_refused_where_nothing_is_hashed(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, name: str, number: float
) -> None:
    monkeypatch.setattr("index.read.generation.CHECKED_BYTES", 0)
    path = corpus.build().folder() / f"{name}.npy"
    array = np.load(path)
    array.flat[array.size // 2] = number
    np.save(path, array)
    generation = open_index(corpus.index)
    with pytest.raises(IndexDamaged, match=f"{name}.npy: holds numbers that cannot be; run: pioneer-qa index"):
        look_at_all(generation)


def look_at_all(generation: Generation) -> None:
    """Read all that a generation holds of its sentences and words."""
    for term in ("barnsley", "crisi", "hous", "open", "sea", "near", "cold"):
        generation.search({term: 1.0}, limit=5)
        generation.match([(term, term)], range(generation.n_rows))
        generation.nearest(term, limit=2)
    for number in range(generation.n_rows):
        generation.headings([number])[0]


@pytest.mark.parametrize(
    ("name", "column", "number", "says"),
    [
        pytest.param("sentences", 0, 999, "a sentence of a cannot be", id="a start after the end"),
        pytest.param("sentences", 0, -1, "a sentence of a cannot be", id="a start before the text"),
        pytest.param("sentences", 1, 999, "a sentence of a cannot be", id="an end after the text"),
        pytest.param("sentences", 2, 9, "a sentence of a cannot be", id="no such role"),
        pytest.param("sentences", 3, 99, "there is no section 99", id="no such section"),
        pytest.param("sentences", 3, -1, "there is no section -1", id="a section before the first"),
        pytest.param("sentences", 5, 999, "no name or heading can be", id="a speaker after the text"),
        pytest.param("sentences", 7, 99, "holds no article 99", id="no such article"),
        pytest.param("sections", 2, 999, "no name or heading can be", id="a heading after the text"),
        pytest.param("articles", 0, 1, "cannot be read", id="a text that begins within a letter"),
        pytest.param("articles", 0, -1, "holds numbers that cannot be", id="a text that begins before the first"),
    ],
)
def test_a_sentence_that_cannot_be_is_told_when_it_is_read(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, name: str, column: int, number: int, says: str
) -> None:
    monkeypatch.setattr("index.read.generation.CHECKED_BYTES", 0)
    path = corpus.write(a="éa says so.").build().folder() / f"{name}.npy"
    array = np.load(path)
    array[0, column] = number
    np.save(path, array)
    generation = open_index(corpus.index)
    with pytest.raises(IndexDamaged, match=f"{says}.*run: pioneer-qa index"):
        generation.headings([0])[0]


@pytest.mark.parametrize(
    ("name", "place", "number"),
    [
        pytest.param("articles", (1, 0), 5, id="a text that ends where another does"),
        pytest.param("articles", (1, 1), 99, id="sections that there are not"),
        pytest.param("sections", (0, 1), 999, id="a section that ends after its text"),
    ],
)
def test_an_article_that_cannot_be_is_told(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, name: str, place: tuple[int, int], number: int
) -> None:
    monkeypatch.setattr("index.read.generation.CHECKED_BYTES", 0)
    path = corpus.build().folder() / f"{name}.npy"
    array = np.load(path)
    array[place] = number
    np.save(path, array)
    with pytest.raises(IndexDamaged, match="run: pioneer-qa index"):
        open_index(corpus.index).article("a")


def test_a_head_that_tells_another_width_is_refused(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.read.generation.CHECKED_BYTES", 0)
    path = corpus.build().folder() / "vectors.npy"
    path.write_bytes(path.read_bytes().replace(b", 256)", b", 252)", 1))
    with pytest.raises(IndexDamaged, match=r"vectors\.npy: is not as long as its head says"):
        open_index(corpus.index)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("UPDATE articles SET last = 99999999999", id="more sentences than there are"),
        pytest.param("UPDATE articles SET first = 'x'", id="a number that is a word"),
        pytest.param("DELETE FROM figures", id="no figures"),
    ],
)
def test_what_is_known_of_articles_and_cannot_be_is_told(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr("index.read.generation.CHECKED_BYTES", 0)
    with closing(sqlite3.connect(corpus.build().folder() / "corpus.sqlite")) as database, database:
        database.execute(change)
    generation = open_index(corpus.index)
    with pytest.raises(IndexDamaged, match="run: pioneer-qa index"):
        (generation.sentence_numbers("a"), generation.figures())


@pytest.mark.parametrize(
    ("column", "number"),
    [
        pytest.param("last", 99999999999, id="more sentences than there are"),
        pytest.param("first", -1, id="a sentence before the first"),
        pytest.param("first", "x", id="a word"),
        pytest.param("last", 1.5, id="a fraction"),
        pytest.param("last", 1e300, id="no number of this machine"),
    ],
)
def test_sentences_of_filtered_articles_that_cannot_be_are_told(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, column: str, number: object
) -> None:
    monkeypatch.setattr("index.read.generation.CHECKED_BYTES", 0)
    with closing(sqlite3.connect(corpus.build().folder() / "corpus.sqlite")) as database, database:
        database.execute(f"UPDATE articles SET {column} = ? WHERE id = 'a'", [number])  # noqa: S608
    with pytest.raises(IndexDamaged, match="run: pioneer-qa index"):
        open_index(corpus.index).select(Filters(articles=("a",)))


def test_a_damaged_index_is_not_held_on_to_by_what_tells_of_it(corpus: Corpus) -> None:
    corpus.build()
    (corpus.folder() / "vectors.npy").unlink()
    gc.disable()
    try:
        corpus.write(b=None).build()
        assert len(corpus.generations()) == 1
    finally:
        gc.enable()


def test_an_array_that_would_be_unpickled_is_refused(corpus: Corpus) -> None:
    folder = corpus.build().folder()
    path, manifest = folder / "vectors.npy", folder / "manifest.json"
    np.save(path, np.array([{"a": 1}]), allow_pickle=True)
    manifest.write_text(
        replace(Manifest.read(folder), files={**Manifest.read(folder).files, path.name: file_entry(path)}).text()
    )
    with pytest.raises(IndexDamaged, match=r"vectors\.npy"):
        open_index(corpus.index)


@pytest.mark.parametrize("name", ["", "../elsewhere", "gone", "a\0b"], ids=["empty", "outside", "gone", "nul"])
def test_a_pointer_to_nothing_is_damage(corpus: Corpus, name: str) -> None:
    corpus.build()
    (corpus.index / "current").write_text(name)
    with pytest.raises(IndexDamaged, match="run: pioneer-qa index"):
        open_index(corpus.index)
    assert build_index(corpus.articles, corpus.index).published
    open_index(corpus.index)


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


# --- answering in another's stead ---


@pytest.mark.parametrize("harm", ["cut", "flipped", "gone", "another format"])
def test_the_newest_good_generation_answers_in_the_stead_of_a_damaged_one(corpus: Corpus, harm: str) -> None:
    corpus.build()
    corpus.write(b="The sea is far.").build()
    good = open_index(corpus.index).version
    corpus.write(c="New.").build()
    path = corpus.folder() / ("manifest.json" if harm == "another format" else "rows-terms.npy")
    raw = path.read_bytes()
    match harm:
        case "gone":
            path.unlink()
        case "another format":
            path.write_bytes(raw.replace(b'"format": 6', b'"format": 7'))
        case _:
            path.write_bytes(raw[:-1] + (b"" if harm == "cut" else bytes([raw[-1] ^ 1])))
    reader = IndexFolder(corpus.index)
    assert reader.searcher().version == good
    assert str(path) in str(reader.refused)
    corpus.build()
    assert texts(reader.searcher()).keys() == {"a", "b", "c"}
    assert reader.refused is None


def test_nothing_answers_in_the_stead_of_a_damaged_one_across_a_removal(corpus: Corpus) -> None:
    reader = IndexFolder(corpus.build().index)
    held = reader.searcher()
    corpus.write(b=None).build()
    (corpus.folder() / "rows-terms.npy").unlink()
    assert held.article("b") is not None
    with pytest.raises(IndexDamaged, match=r"rows-terms\.npy: missing"):
        reader.searcher()


# --- what is kept from build to build ---


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
        "no text": raw.replace(b"chunk", b"ch\x80nk").replace(b"CREATE", b"CREASE"),
    }
    path.write_bytes(harmed[harm])
    assert str(path) in str([checked.damage for checked in verify_index(corpus.index)][-1])
    for piece in corpus.folder().iterdir():
        piece.unlink()
    report = build_index(corpus.articles, corpus.index)
    assert (report.version, report.analysed > 0) == (version, True)
    assert {name: (corpus.folder() / name).read_bytes() for name in PIECES} == pieces


@pytest.mark.parametrize("harm", ["raw = zeroblob(99)", "key = key || 'x'"], ids=["spoilt", "elsewhere"])
def test_a_spoilt_run_is_made_anew_whole_also_where_an_article_of_it_is_new(corpus: Corpus, harm: str) -> None:
    corpus.build()
    with closing(sqlite3.connect(corpus.index / "cache.sqlite")) as cache, cache:
        cache.execute(f"UPDATE kept SET {harm} WHERE key LIKE 'chunk %'")  # noqa: S608
    for text in ("New.", "Newer."):
        report = build_index(corpus.write(b=text).articles, corpus.index)
        assert (report.articles, report.changed, report.removed) == (2, ("b",), ())
    assert report.analysed == 1
    assert build_index(corpus.articles, corpus.index).analysed == 0
    assert texts(open_index(corpus.index)) == {"a": "Barnsley\n\nA crisis house opens.", "b": "Newer."}


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


@pytest.mark.parametrize("change", [0x01, 0x02, 0x10, 0x20, 0x80])
def test_a_spoilt_head_of_an_array_is_damage_wherever_it_is_spoilt(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, change: int
) -> None:
    monkeypatch.setattr("index.read.generation.CHECKED_BYTES", 0)
    path = corpus.build().folder() / "articles.npy"
    raw = path.read_bytes()
    for place in range(128):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ change]) + raw[place + 1 :])
        with suppress(IndexDamaged):  # a blank more or less changes nothing
            assert open_index(corpus.index).n_sentences == 3


# --- verifying ---


def test_a_whole_index_verifies(corpus: Corpus) -> None:
    corpus.build().write(c="New.").build()
    found = list(verify_index(corpus.index))
    assert [(checked.answers, checked.damage) for checked in found] == [(True, None), (False, None), (False, None)]
    assert [checked.name for checked in found] == [*(corpus.index / "current").read_text().split(), "cache.sqlite"]


@pytest.mark.parametrize("name", [*PIECES, "manifest.json"])
def test_any_flipped_byte_is_found(corpus: Corpus, name: str) -> None:
    path = corpus.build().folder() / name
    raw = path.read_bytes()
    for place in range(0, len(raw), max(1, len(raw) // 23)):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 0x20]) + raw[place + 1 :])
        (damage,) = [checked.damage for checked in verify_index(corpus.index) if checked.damage]
        assert str(path) in damage
    path.write_bytes(raw)
    assert not any(checked.damage for checked in verify_index(corpus.index))
