"""A `.jsonl` file that was read before: what is known of its lines is not read out of them again, and is the same."""

import json
from pathlib import Path

import pytest

from corpus import LINES_VERSION, ArticleError, Lines, Listed, SourceFile, read_files
from corpus.files.fields import Fields
from corpus.files.jsonl import _parse
from index import build_index, open_index

ROWS = [{"id": "b", "text": "Zoë rests."}, {"id": "a", "text": "The ferry runs.", "title": "The ferry"}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of two articles."""
    return write(tmp_path / "articles.jsonl", *ROWS)


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def known(files: list[Listed]) -> list[tuple[str, str, int, str]]:
    return [(file.id, file.fingerprint, file.size, file.where) for file in files]


def parsed(path: Path, before: Lines, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Listed], list[str]]:
    """Read a file again, and tell which lines were taken apart for that."""
    taken: list[str] = []

    def parse(raw: bytes, where: str, mappings: Fields) -> SourceFile:
        taken.append(where.rpartition(", ")[2])
        return _parse(raw, where, mappings)

    with monkeypatch.context() as patched:
        patched.setattr("corpus.files.jsonl._parse", parse)
        return read_files(path, Lines(before.read)), taken


def test_only_new_lines_are_taken_apart(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = Lines({})
    first = read_files(path, lines)
    assert [file.id for file in first] == ["a", "b"]
    again, taken = parsed(path, lines, monkeypatch)
    assert (known(again), taken) == (known(first), [])
    assert [file.read() for file in again] == [file.read() for file in first]
    write(path, {"id": "c", "text": "New."}, ROWS[1], {**ROWS[0], "text": "Zoë sings."})
    more, taken = parsed(path, lines, monkeypatch)
    assert taken == ["line 1", "line 3"]
    assert known(more) == known(read_files(path))


def test_only_the_lines_of_this_time_are_kept(path: Path) -> None:
    lines = Lines({})
    read_files(path, lines)
    assert sorted(line.id for line in lines.read.values()) == ["a", "b"]
    later = Lines(lines.read)
    read_files(write(path, ROWS[0]), later)
    assert [line.id for line in later.read.values()] == ["b"]


def test_a_known_line_that_stands_twice_or_under_another_is_refused(path: Path) -> None:
    lines = Lines({})
    read_files(path, lines)
    for other in (ROWS[0], {"id": "B", "text": "Another."}):
        with pytest.raises(ArticleError, match=r"line 3: the id '[bB]' stands on line 1 already; rename one"):
            read_files(write(path, *ROWS, other), Lines(lines.read))


def test_a_known_line_that_changes_before_it_is_read_is_told(path: Path) -> None:
    lines = Lines({})
    read_files(path, lines)
    first, second = read_files(path, Lines(lines.read))
    write(path, {"id": "b", "text": "Zoë sings."}, ROWS[1])
    assert first.read().title == "The ferry"
    with pytest.raises(ArticleError, match="was changed while the articles were read; index again"):
        second.read()


def test_an_index_is_the_same_whether_its_lines_were_known(path: Path, tmp_path: Path) -> None:
    build_index(path, tmp_path / "grown")
    write(path, *ROWS, {"id": "c", "text": "A canary sings."})
    whole = build_index(path, tmp_path / "whole")
    assert build_index(path, tmp_path / "grown").version == whole.version
    assert open_index(tmp_path / "grown").article("c") == open_index(tmp_path / "whole").article("c")


def test_nothing_of_a_line_that_is_gone_stays(path: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build_index(write(path, *ROWS, {"id": "canary", "text": "A bird sings."}), index)
    assert b"canary" in (index / "cache.sqlite").read_bytes()
    build_index(write(path, *ROWS), index)
    assert b"canary" not in (index / "cache.sqlite").read_bytes()


def test_what_is_kept_of_a_line_is_of_this_version() -> None:
    fingerprint = SourceFile("a", "Zoë rests.".encode(), ".txt", "here", title="Zoë").fingerprint
    # With another fingerprint raise LINES_VERSION, too: those that are kept would never be found right again.
    assert (LINES_VERSION, fingerprint) == (1, "dc432e0687dcb3a00ed85457d1ee91555fe29d0007ccd3b8f100813f7fba7ac6")
