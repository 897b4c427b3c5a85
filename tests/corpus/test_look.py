"""A look at the files of a place tells whether its articles are as they were."""

import os
from pathlib import Path

import pytest

from corpus import Articles, Notes, passed_line
from corpus.files import look

OLD = 1_500_000_000_123_456_789


def old(path: Path) -> None:
    os.utime(path, ns=(OLD, OLD))


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Articles:
    """A folder of two articles, one in a subfolder, looked at long after they were written."""
    place = tmp_path / "notices"
    (place / "2024").mkdir(parents=True)
    for name in ("a.txt", "2024/b.txt"):
        (place / name).write_text("The ferry runs.")
    later = look.now() + 3_600_000_000_000
    monkeypatch.setattr(look, "now", lambda: later)
    return Articles(place)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda place: (place / "c.txt").write_text("New."), id="a-file-more"),
        pytest.param(lambda place: (place / "2024" / "c.md").write_text("New."), id="one-in-a-subfolder"),
        pytest.param(lambda place: (place / "a.txt").unlink(), id="a-file-less"),
        pytest.param(lambda place: (place / "a.txt").rename(place / "z.txt"), id="a-name"),
        pytest.param(lambda place: (place / "2024" / "b.txt").write_text("The ferry rans."), id="a-text"),
        pytest.param(lambda place: old(place / "a.txt"), id="a-time"),
        pytest.param(lambda place: (place / "catalogue.toml").write_text(""), id="a-catalogue"),
        pytest.param(lambda place: (place / "vocabulary.toml").write_text(""), id="words"),
    ],
)
def test_every_change_shows(articles: Articles, change: object) -> None:
    before = articles.look()
    assert before is not None and before == articles.look()
    change(articles.place)  # type: ignore[operator]
    assert articles.look() != before


def test_a_text_of_the_same_length_and_time_shows_by_when_its_entry_changed(articles: Articles) -> None:
    path = articles.place / "a.txt"
    old(path)
    before = articles.look()
    path.write_text("The ferry ruts.")
    old(path)
    assert articles.look() != before


def test_what_is_not_read_makes_no_difference(articles: Articles) -> None:
    before = articles.look()
    for name in ("a.doc", "~$a.txt", ".hidden.txt", "a.txt.part"):
        (articles.place / name).write_text("Not read.")
    (articles.place / "index").mkdir()
    (articles.place / "index" / "c.txt").write_text("Not read.")
    assert Articles(articles.place, apart=(articles.place / "index",)).look() == before
    assert articles.look() != before


def test_a_name_that_ends_in_a_stop_has_no_suffix(tmp_path: Path) -> None:
    for name in ("a.", "b.txt", "c"):
        (tmp_path / name).write_text("The ferry runs.")
    notes = Notes()
    assert [name for name, _ in look.walk(tmp_path, notes)] == ["b.txt"]
    assert passed_line(notes.passed_over) == "passed over: 2 without a suffix"


def test_other_words_show(articles: Articles, tmp_path: Path) -> None:
    words = tmp_path / "words.toml"
    before = Articles(articles.place, words).look()
    words.write_text("")
    assert before != Articles(articles.place, words).look() != articles.look()


def test_a_file_that_changed_just_now_may_change_again_unseen(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The ferry runs.")
    stamp = (tmp_path / "a.txt").stat().st_ctime_ns
    states = look.look_at(tmp_path)
    assert not look.is_settled(states, stamp + 1_000_000)
    assert look.is_settled(states, stamp + 1_000_000_000)
    seconds = {"a.txt": (1, 1, OLD // 10**9 * 10**9, OLD // 10**9 * 10**9)}
    assert not look.is_settled(seconds, OLD + 10**9) and look.is_settled(seconds, OLD + 3 * 10**9)
