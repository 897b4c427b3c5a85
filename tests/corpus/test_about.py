"""What a catalogue says of all its articles together."""

from pathlib import Path

import pytest

from corpus import SHIPPED_ARTICLES, About, ArticleError, read_about, read_sources

GOOD = '''[_corpus]
title = "Harbour notices"
description = """What the trust
announced"""

[quay]
title = "The quay"
'''


def test_a_title_and_a_description_are_read_on_one_line(tmp_path: Path) -> None:
    (tmp_path / "catalogue.toml").write_text(GOOD, "utf-8")
    assert read_about(tmp_path) == About("Harbour notices", "What the trust announced")
    (tmp_path / "notices.jsonl").write_text("", "utf-8")
    assert read_about(tmp_path / "notices.jsonl").title == "Harbour notices"


@pytest.mark.parametrize("text", [None, "", "[_corpus", "[_corpus]\ntitle = 3\n", "_corpus = 3\n"], ids=repr)
def test_nothing_is_known_where_nothing_is_said_well(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "catalogue.toml").write_text(text, "utf-8")
    assert read_about(tmp_path) == About()


def test_the_articles_stay_what_they_are_beside_it(tmp_path: Path) -> None:
    (tmp_path / "quay.txt").write_text("The quay opens.", "utf-8")
    (tmp_path / "catalogue.toml").write_text(GOOD, "utf-8")
    assert [(source.id, source.title) for source in read_sources(tmp_path)] == [("quay", "The quay")]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("subtitle = 'x'", "unknown field 'subtitle'; known are title, description"),
        ("title = ''", "title is no text of up to 300 characters"),
        (f"description = '{'x' * 301}'", "description is no text of up to 300 characters"),
        ("[_featured]\n' ' = 'ferry'", "not a table of words and ids"),
        ("[_featured]\n'rest day' = 'no id/'", "not a table of words and ids"),
    ],
    ids=["unknown", "empty", "long", "featured without words", "featured no id"],
)
def test_what_is_wrong_with_it_is_told_when_the_articles_are_read(tmp_path: Path, table: str, told: str) -> None:
    (tmp_path / "quay.txt").write_text("The quay opens.", "utf-8")
    (tmp_path / "catalogue.toml").write_text(f"[_corpus]\n{table}\n", "utf-8")
    with pytest.raises(ArticleError, match=told):
        read_sources(tmp_path)


def test_what_an_editor_chose_is_read_in_its_order(tmp_path: Path) -> None:
    text = f"{GOOD}\n[_featured]\n'rest day' = 'ferry'\nquay = 'quay'\n"
    (tmp_path / "catalogue.toml").write_text(text, "utf-8")
    assert read_about(tmp_path).featured == (("rest day", "ferry"), ("quay", "quay"))


def test_the_articles_that_ship_have_a_title() -> None:
    assert read_about(SHIPPED_ARTICLES).title == "The integration pioneers"
