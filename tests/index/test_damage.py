"""Damage: what is damaged is told by name, answered by an older generation or not at all, and mended by indexing."""

import gc
import sqlite3
from contextlib import closing, suppress
from dataclasses import replace

import numpy as np
import pytest
from small import PIECES, Corpus, texts

from corpus import PioneerError
from index import (
    Filters,
    Generation,
    IndexDamaged,
    IndexFolder,
    IndexFormat,
    build_index,
    open_index,
    verify_index,
)
from index.disk.manifest import FORMAT, Manifest, file_entry


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
        pytest.param(f'{{"format": {FORMAT}}}', IndexDamaged, "not a whole manifest", id="nothing-else"),
        pytest.param(
            f'{{"format": {FORMAT + 1}, "pieces": []}}',
            IndexFormat,
            f"format {FORMAT + 1}, this program reads",
            id="newer",
        ),
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
        pytest.param("edits", (0, 2), 0xD83D, id="half a character"),
    ],
)
def test_an_article_that_cannot_be_is_told(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, name: str, place: tuple[int, int], number: int
) -> None:
    monkeypatch.setattr("index.read.generation.CHECKED_BYTES", 0)
    path = corpus.write(a="The tea &amp; the cake are here.").build().folder() / f"{name}.npy"
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
            path.write_bytes(raw.replace(b'"format": %d' % FORMAT, b'"format": %d' % (FORMAT + 1)))
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
