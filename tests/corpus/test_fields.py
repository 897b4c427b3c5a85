"""What is known of an article beside its text, as lines and catalogues tell it: what is wrong is refused."""

from pathlib import Path

import pytest
from places import TEXT, folder_of, lines_of, refusal

from corpus import (
    Source,
    read_files,
    read_sources,
)


@pytest.mark.parametrize("name", ["two words", "-x", "a..b", "é", "a" * 129], ids=lambda name: name[:6])
def test_an_id_that_is_no_plain_name_is_refused_in_a_line(tmp_path: Path, name: str) -> None:
    assert "articles.jsonl, line 1: the id" in refusal(lines_of(tmp_path, {"id": name, "text": TEXT}))


def test_lines_whose_ids_differ_only_by_capitals_are_refused(tmp_path: Path) -> None:
    path = lines_of(tmp_path, {"id": "Leeds", "text": TEXT}, {"id": "b", "text": TEXT}, {"id": "leeds", "text": TEXT})
    assert "line 3: the id 'leeds' stands on line 1 already" in refusal(path)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        pytest.param("{not json}", "not JSON", id="no-json"),
        pytest.param("[" * 100_000, "not JSON", id="too-deep"),
        pytest.param([1, 2], "not an object", id="a-list"),
        pytest.param({"text": TEXT}, "'id' is missing", id="no-id"),
        pytest.param({"id": "a", "text": 7}, "'text' is missing or not a text", id="text-a-number"),
        pytest.param({"id": "a", "text": " \n"}, "empty", id="blank"),
        pytest.param('{"id": "a", "text": "half \\ud83d"}', "half a surrogate pair", id="lone-surrogate"),
        pytest.param('{"id": "a", "text": "a\\u0000b"}', "NUL", id="escaped-nul"),
        pytest.param('{"id": "a", "id": "b", "text": "x"}', "a field stands twice", id="a-field-twice"),
        pytest.param({"id": "a", "text": TEXT, "author": "x"}, "unknown field 'author'", id="unknown-field"),
        pytest.param({"id": "a", "text": TEXT, "date": "May 2013"}, "not a day", id="no-day-by-another-name"),
        pytest.param(
            {"id": "a", "body": TEXT, "content": TEXT}, "body and content may each be the text", id="two-texts"
        ),
        pytest.param(
            {"id": "a", "text": TEXT, "url": "https://a.b", "link": ""}, "unknown field 'link'", id="url-twice"
        ),
        pytest.param({"id": "a", "text": TEXT, "published": "May 2013"}, "not a day", id="no-day"),
        pytest.param({"id": "a", "text": TEXT, "published": "2013-02-30"}, "not a day", id="no-such-day"),
        pytest.param({"id": "a", "text": TEXT, "url": "javascript:alert(1)"}, "not an address", id="a-script"),
        pytest.param({"id": "a", "text": TEXT, "url": "https://a b"}, "not an address", id="a-space-in-the-address"),
        pytest.param({"id": "a", "text": TEXT, "title": ["x"]}, "title is not a line of text", id="title-a-list"),
        pytest.param({"id": "a", "text": TEXT, "title": "x\ny"}, "title is not a line of text", id="title-of-lines"),
        pytest.param({"id": "a", "text": TEXT, "title": "x" * 2001}, "longer than 2,000", id="title-without-end"),
        pytest.param('{"id": "a", "text": "x", "title": "\\udc00"}', "title is not a line", id="surrogate-in-a-title"),
        pytest.param({"id": "a", "text": "é" * 2_500_001}, "larger than 5,000,000 bytes", id="too-large"),
    ],
)
def test_a_wrong_line_is_refused_by_its_number(tmp_path: Path, row: object, says: str) -> None:
    message = refusal(lines_of(tmp_path, {"id": "good", "text": TEXT}, "", row))
    assert message.startswith(f"{tmp_path / 'articles.jsonl'}, line 3: ")
    assert says in message


@pytest.mark.parametrize(
    ("catalogue", "says"),
    [
        pytest.param("[a]\ntitle = 3", "[a]: title is not a line of text", id="title-a-number"),
        pytest.param("[a]\nsubject = 'x'", "[a]: unknown field 'subject'", id="unknown-field"),
        pytest.param("[a]\npublished = 2013-11-01T10:00:00", "[a]: published is", id="a-time"),
        pytest.param("a = 3", "[a]: not a table", id="no-table"),
        pytest.param("[a", "not TOML", id="no-toml"),
        pytest.param(b"[a]\ntitle = '\xff'", "catalogue.toml, line 2: not UTF-8", id="not-utf8"),
    ],
)
def test_a_wrong_catalogue_is_refused_by_table(tmp_path: Path, catalogue: str | bytes, says: str) -> None:
    folder_of(tmp_path, a=TEXT)
    raw = catalogue if isinstance(catalogue, bytes) else catalogue.encode()
    (tmp_path / "catalogue.toml").write_bytes(raw)
    message = refusal(tmp_path)
    assert message.startswith(str(tmp_path / "catalogue.toml"))
    assert says in message


def test_a_catalogue_may_name_a_file_and_the_keys_of_front_matter(tmp_path: Path) -> None:
    (tmp_path / "catalogue.toml").write_text(
        '[_fields]\npublished = ["tag", "datum"]\ntitle = "Titel"\n["My notes.md"]\ntitle = "Mine"\n["x/b"]\nurl = ""\n'
    )
    text = "---\nTitel: Ours\ndatum: 3 May 2024\ntag: soon\n---\n\nThe text."
    for name in ("My notes", "Others"):
        (tmp_path / f"{name}.md").write_text(text)
    (tmp_path / "plain.txt").write_text("titel: Ours\n\nThe text.")
    assert [(file.id, (read := file.read()).title, read.published) for file in read_files(tmp_path)] == [
        ("My-notes", "Mine", None), ("Others", "Ours", None), ("plain", None, None)
    ]  # fmt: skip
    (tmp_path / "Others.md").write_text(text.replace("tag: soon\n", ""))
    assert [file.read().published for file in read_files(tmp_path)] == [None, "2024-05-03", None]


@pytest.mark.parametrize(
    ("table", "says"),
    [
        pytest.param("[_fields]\ndate = 'datum'", "unknown field 'date'; known are id, text, title", id="unknown"),
        pytest.param("[_fields]\nurl = 3", "url is no name of a key or column; write url = ", id="no-name"),
        pytest.param("_fields = 3", "not a table", id="no-table"),
    ],
)
def test_a_wrong_mapping_is_refused(tmp_path: Path, table: str, says: str) -> None:
    folder_of(tmp_path, a=TEXT)
    (tmp_path / "catalogue.toml").write_text(table)
    assert refusal(tmp_path).startswith(f"{tmp_path / 'catalogue.toml'}: [_fields]: {says}")


def test_the_usual_other_names_of_fields_are_read_in_lines(tmp_path: Path) -> None:
    path = lines_of(
        tmp_path,
        {"id": "a", "body": TEXT, "date": "2024-05-03T10:00:00Z", "source": "Board", "link": "https://a.b"},
        {"id": "b", "content": TEXT, "source": "https://a.b/c", "headline": "Hours"},
    )
    assert read_sources(path) == [
        Source("a", TEXT, publisher="Board", published="2024-05-03", url="https://a.b"),
        Source("b", TEXT, title="Hours", url="https://a.b/c"),
    ]
    (tmp_path / "catalogue.toml").write_text('[_fields]\nid = "nr"\ntext = "inhalt"\n')
    assert read_sources(lines_of(tmp_path, {"nr": "a", "inhalt": TEXT})) == [Source("a", TEXT)]
