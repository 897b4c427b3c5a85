"""Whether the articles look as they did when the index that answers was built of them."""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus import Admitted, Lines, Listed, SourceFile, Vocabulary
from index import Collected, GenerationError, publish
from web.cli.index import build, collected
from web.jobs.seen import Noted, Seen
from web.settings import Where

FERRY = "The ferry rests on Mondays.\n"


@pytest.fixture(params=["own", "corpus", "jsonl"])
def where(tmp_path: Path, request: pytest.FixtureRequest) -> Where:
    """Two articles in a place of each kind."""
    folder = tmp_path / ("data/articles" if request.param == "own" else "notices")
    folder.mkdir(parents=True)
    if request.param == "jsonl":
        (folder / "articles.jsonl").write_text('{"id": "ferry", "text": "It rests."}\n', "utf-8")
        return Where(tmp_path / "data", tmp_path / "index", folder / "articles.jsonl")
    (folder / "ferry.txt").write_text(FERRY, "utf-8")
    (folder / "market.txt").write_text("The market moves.\n", "utf-8")
    return Where(tmp_path / "data", tmp_path / "index", None if request.param == "own" else folder)


def an_article(where: Where) -> Path:
    return where.articles / "ferry.txt" if where.articles.is_dir() else where.articles


def grow(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace("rests", "rests, alas,"), "utf-8")


def replace_alike(path: Path) -> None:
    """Put another text of that size and time in its place, as a copy that keeps times does."""
    other = path.with_name("other.tmp")
    other.write_text(path.read_text("utf-8").replace("rests", "sails"), "utf-8")
    shutil.copystat(path, other)
    other.replace(path)


def write_alike(path: Path) -> None:
    """Write another text of that size, and turn the time back."""
    state = path.stat()
    path.write_text(path.read_text("utf-8").replace("rests", "sails"), "utf-8")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


@pytest.mark.parametrize("change", [grow, replace_alike, write_alike, Path.unlink, Path.touch])
def test_a_change_of_a_file_shows_until_it_is_indexed(where: Where, change: Callable[[Path], None]) -> None:
    assert not Seen.of(where).indexed
    build(where)
    assert Seen.of(where).indexed
    build(where)
    assert Seen.of(where).indexed
    change(an_article(where))
    assert not Seen.of(where).indexed
    if change not in (Path.unlink, Path.touch):
        build(where)
        assert Seen.of(where).indexed


@pytest.mark.parametrize("name", ["new.txt", "catalogue.toml", "vocabulary.toml", "New.PDF"])
def test_a_file_more_shows_where_it_is_read(where: Where, name: str) -> None:
    build(where)
    for aside in (".hidden.txt", "notes~", "notes.odt"):
        (an_article(where).parent / aside).write_text("x", "utf-8")
        assert Seen.of(where).indexed
    (an_article(where).parent / name).write_text("", "utf-8")
    assert Seen.of(where).indexed is (not where.articles.is_dir())


@pytest.mark.parametrize("where", ["own"], indirect=True)
def test_what_a_build_writes_itself_does_not_show(where: Where) -> None:
    bridge = SourceFile("bridge", b"It opens.", ".txt", "bridge", title="A bridge")
    for changes in ({"bridge": Admitted(bridge)}, {"ferry": None}, {"bridge": None}):
        build(where, changes)
        assert Seen.of(where).indexed
    (where.articles / "market.txt").touch()
    assert not Seen.of(where).indexed


@dataclass(frozen=True, slots=True)
class Meddled:
    """Articles that somebody changes by hand right after they are read, or while what was read becomes their state."""

    articles: Collected
    at: str
    meddle: Callable[[], None]

    def files(self, lines: Lines) -> Sequence[Listed]:
        files = self.articles.files(lines)
        if self.at == "files":
            self.meddle()
        return files

    def words(self) -> Vocabulary:
        words = self.articles.words()
        if self.at == "words":
            self.meddle()
        return words

    def commit(self) -> None:
        self.articles.commit()
        if self.at == "commit":
            self.meddle()


@pytest.mark.parametrize(
    ("at", "own"),
    [("words", "bridge"), ("files", "bridge"), ("commit", "bridge"), ("words", "ferry"), ("files", "ferry")],
)
def test_a_change_that_a_build_did_not_read_shows(where: Where, at: str, own: str) -> None:
    noted = collected(where)
    assert isinstance(noted, Noted)
    meddled = Meddled(noted.articles, at, lambda: grow(an_article(where)))
    publish(Noted.of(meddled, where, [own]), where.index)
    assert not Seen.of(where).indexed


def test_a_build_that_is_broken_off_before_it_is_published_shows(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    build(where)
    grow(an_article(where))
    with monkeypatch.context() as patched, pytest.raises(GenerationError):
        patched.setattr("index.generations.publish.replace_file", full)
        build(where)
    assert not Seen.of(where).indexed
    build(where)
    assert Seen.of(where).indexed


def test_each_index_knows_what_it_was_built_of(where: Where, tmp_path: Path) -> None:
    build(where)
    other = Where(where.data, tmp_path / "other", where.corpus)
    assert not Seen.of(other).indexed
    (tmp_path / "moved.jsonl").write_text('{"id": "moved", "text": "It moved."}\n', "utf-8")
    build(Where(where.data, where.index, tmp_path / "moved.jsonl"))
    assert not Seen.of(where).indexed
