"""Reading articles: what is wrong is refused by name and line, and nothing is guessed or changed."""

import io
import json
import os
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from fpdf import FPDF

from corpus import (
    DOCUMENT_SUFFIXES,
    MAX_ARTICLE_BYTES,
    MAX_DOCUMENT_BYTES,
    SHIPPED_ARTICLES,
    ArticleError,
    ArticlesRefused,
    CorpusNotFound,
    Notes,
    Source,
    SourceFile,
    extract_source,
    passed_line,
    read_files,
    read_sources,
)

TEXT = "The library opens at nine. It closes at six."


def folder_of(place: Path, **texts: str | bytes) -> Path:
    """A folder with one `.txt` file for each text."""
    place.mkdir(exist_ok=True)
    for name, text in texts.items():
        (place / f"{name}.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    return place


def lines_of(place: Path, *rows: object) -> Path:
    """A `.jsonl` file; what is no text already is written as JSON."""
    path = place / "articles.jsonl"
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), "utf-8")
    return path


def refusal(place: Path) -> str:
    """What the reader says of a place that it refuses."""
    with pytest.raises(ArticleError) as caught:
        read_sources(place)
    return str(caught.value)


def test_a_folder_gives_its_texts_sorted_by_id_with_what_its_catalogue_knows(tmp_path: Path) -> None:
    folder_of(tmp_path, b=TEXT, a="Other words.", notes="More.")
    (tmp_path / "catalogue.toml").write_text('[b]\ntitle = "Hours"\npublished = 2019-05-03\nurl = ""\n[gone]\n')
    (tmp_path / "table.csv").write_text("no article")
    (tmp_path / ".hidden.txt").write_text("no article")
    assert read_sources(tmp_path) == [
        Source("a", "Other words."),
        Source("b", TEXT, title="Hours", published="2019-05-03"),
        Source("notes", "More."),
    ]


def test_a_file_of_lines_gives_the_same(tmp_path: Path) -> None:
    path = lines_of(
        tmp_path,
        {"id": "b", "text": TEXT, "title": "Hours", "publisher": None, "url": "https://example.org/b"},
        "",
        {"id": "a", "text": "Other words.", "title": "  "},
    )
    assert read_sources(path) == [
        Source("a", "Other words."),
        Source("b", TEXT, title="Hours", url="https://example.org/b"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufeffA mark in front.", id="byte-order-mark"),
        pytest.param("Two lines.\r\nOf Windows.\r\n", id="crlf"),
        pytest.param("\n\n  Spaces around. \t\n\n", id="white-space"),
        pytest.param("Zoe\u0308 and \U0001f98a, \u05e9\u05dc\u05d5\u05dd.\x0cNext page.", id="any-script"),
    ],
)
def test_a_text_is_kept_to_the_character(tmp_path: Path, text: str) -> None:
    assert read_sources(folder_of(tmp_path / "texts", a=text))[0].text == text
    assert read_sources(lines_of(tmp_path, {"id": "a", "text": text}))[0].text == text


def test_the_shipped_articles_read() -> None:
    assert len(read_sources(SHIPPED_ARTICLES)) == 5


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        pytest.param(b"Good.\nBad \xff byte.", "line 2: not UTF-8 (byte 0xff)", id="latin-1"),
        pytest.param("Words".encode("utf-16"), "line 1: not UTF-8", id="utf-16"),
        pytest.param(b"Words\0more", "holds characters that are no text", id="nul"),
        pytest.param(b"x" * (MAX_ARTICLE_BYTES + 1), "larger than 5,000,000 bytes", id="too-large"),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, raw: bytes, says: str) -> None:
    message = refusal(folder_of(tmp_path, a=TEXT, wrong=raw))
    assert message.startswith(f"{tmp_path / 'wrong.txt'}")
    assert says in message
    assert "; " in message, "it says what to do"


def test_a_file_of_fifty_megabytes_is_refused_unread(tmp_path: Path) -> None:
    with (folder_of(tmp_path) / "huge.txt").open("wb") as file:
        file.truncate(50_000_000_000)  # a hole: reading it would fill the memory
    assert "huge.txt: larger than 5,000,000 bytes" in refusal(tmp_path)


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


def test_a_line_that_is_not_utf8_or_has_no_end_is_refused_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "a", "text": "x"}\n{"id": "b", "text": "\xe9"}\n')
    assert "a.jsonl, line 2: not UTF-8 (byte 0xe9)" in refusal(path)
    with path.open("wb") as file:
        file.truncate(50_000_000_000)
    assert "a.jsonl, line 1: longer than" in refusal(path)


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


def test_a_link_out_of_the_folder_is_refused_and_one_within_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("Not for the index.")
    folder = folder_of(tmp_path / "texts", a=TEXT)
    (folder / "twin.txt").symlink_to(folder / "a.txt")
    assert [source.id for source in read_sources(folder)] == ["a", "twin"]
    (folder / "leak.txt").symlink_to(tmp_path / "secret")
    message = refusal(folder)
    assert "leak.txt: a link to" in message
    assert "Not for the index" not in message


@pytest.mark.parametrize("kind", ["broken-link", "loop", "pipe"])
def test_what_cannot_be_read_as_a_file_is_refused_by_name(tmp_path: Path, kind: str) -> None:
    odd = folder_of(tmp_path, a=TEXT) / "odd.txt"
    if kind == "pipe":
        os.mkfifo(odd)
    else:
        odd.symlink_to(odd if kind == "loop" else tmp_path / "gone")
    assert refusal(tmp_path).startswith(f"{odd}: ")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param("nowhere", "no such folder or file", id="nothing-there"),
        pytest.param("empty", "no article in this folder (known are .txt, .md, ", id="empty-folder"),
        pytest.param("empty.jsonl", "no article in this file", id="empty-file"),
        pytest.param("words.txt", "not a folder of articles, a .jsonl or a .csv file", id="a-single-text"),
    ],
)
def test_a_place_without_articles_is_told(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty.jsonl").write_text("\n \n")
    (tmp_path / "words.txt").write_text(TEXT)
    with pytest.raises(CorpusNotFound, match="; ") as caught:
        read_sources(tmp_path / name)
    assert str(caught.value).startswith(f"{tmp_path / name}: {says}")


def document(suffix: str) -> bytes:
    """A real document of a format that says TEXT."""
    out = io.BytesIO()
    if suffix == ".docx":
        word = docx.Document()
        word.add_paragraph(TEXT)
        word.save(out)
    elif suffix == ".pdf":
        pdf = FPDF()
        pdf.set_font("Helvetica")
        pdf.add_page()
        pdf.cell(text=TEXT)
        pdf.output(out)
    elif suffix in (".html", ".htm"):
        out.write(f"<html><body><nav>Home</nav><article><p>{TEXT * 5}</p></article></body></html>".encode())
    elif suffix == ".eml":
        out.write(f"From: a@ferry.example\r\nSubject: Hours\r\n\r\n{TEXT}".encode())
    else:
        out.write(TEXT.encode())
    return out.getvalue()


def test_a_folder_may_hold_documents_of_every_format(tmp_path: Path) -> None:
    for suffix in DOCUMENT_SUFFIXES:
        (tmp_path / f"from-{suffix[1:]}{suffix.upper()}").write_bytes(document(suffix))
    (tmp_path / "catalogue.toml").write_text('[from-pdf]\npublisher = "Library"\n', "utf-8")
    sources = read_sources(tmp_path)
    assert [source.id for source in sources] == sorted(f"from-{suffix[1:]}" for suffix in DOCUMENT_SUFFIXES)
    assert [source.id for source in sources if TEXT not in source.text] == []
    assert [source.publisher for source in sources if source.id == "from-pdf"] == ["Library"]
    assert sources == [extract_source(file.read()) for file in read_files(tmp_path)]


def test_the_files_of_a_folder_are_read_as_they_came_and_no_text_is_taken_out(tmp_path: Path) -> None:
    (tmp_path / "b.PDF").write_bytes(b"no PDF")
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfa")
    where = [str(tmp_path / name) for name in ("a.txt", "b.PDF")]
    assert [file.read() for file in read_files(tmp_path)] == [
        SourceFile("a", b"\xef\xbb\xbfa", ".txt", where[0]), SourceFile("b", b"no PDF", ".pdf", where[1])
    ]  # fmt: skip


def test_a_line_is_a_file_of_plain_text(tmp_path: Path) -> None:
    path = lines_of(tmp_path, {"id": "a", "text": "Zoë rests.", "title": "Zoë"})
    (file,) = read_files(path)
    assert file.read() == SourceFile("a", "Zoë rests.".encode(), ".txt", f"{path}, line 1", title="Zoë")
    assert (file.id, file.size, file.fingerprint) == ("a", 11, file.read().fingerprint)


@pytest.mark.parametrize("kind", ["folder", "lines"])
def test_of_many_documents_one_that_changes_after_it_was_listed_is_told(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.files.folder._IN_MEMORY", 10)  # bytes that are held in memory: those of the first

    def write(text: str) -> Path:
        rows = [{"id": "a", "text": "Ann rests."}, {"id": "b", "text": text}]
        return (
            folder_of(tmp_path / kind, **{row["id"]: row["text"] for row in rows})
            if kind == "folder"
            else lines_of(tmp_path, *rows)
        )

    place = write(TEXT)
    first, second = read_files(place)
    assert second.read() == read_files(place)[1].read()
    write(TEXT.replace("nine", "five"))
    assert first.read().raw.decode() == "Ann rests."
    with pytest.raises(ArticleError, match="was changed while the articles were read; index again"):
        second.read()
    (place / "b.txt" if kind == "folder" else place).unlink()
    with pytest.raises(ArticleError, match="cannot be read any more"):
        second.read()


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".html"])
def test_a_document_over_the_limit_is_refused_unread(tmp_path: Path, suffix: str) -> None:
    with (tmp_path / f"huge{suffix}").open("wb") as file:
        file.truncate(50_000_000_000)  # a hole: reading it would fill the memory
    assert f"huge{suffix}: larger than {MAX_DOCUMENT_BYTES:,} bytes; " in refusal(tmp_path)


def test_two_documents_of_one_name_are_told_apart(tmp_path: Path) -> None:
    folder_of(tmp_path, report=TEXT)
    (tmp_path / "report.pdf").write_bytes(document(".pdf"))
    assert [file.id for file in read_files(tmp_path)] == ["report", "report-txt"]


def noted(place: Path) -> tuple[list[str], Notes]:
    """The ids that a place gives, and what there is to tell."""
    notes = Notes()
    return [file.id for file in read_files(place, notes=notes)], notes


def test_subfolders_are_read_and_what_is_not_is_counted_by_reason(tmp_path: Path) -> None:
    folder_of(tmp_path, a=TEXT, empty="", blank="\ufeff\u200b \n", long="\u200b" * 999)
    folder_of(tmp_path / "2024", a=TEXT)
    folder_of(tmp_path / "2024" / "May days", b=TEXT)
    folder_of(tmp_path / ".git", c=TEXT)
    for name in ("x.doc", "y.DOC", "z.csv", "~$x.doc", ".~lock.x.odt#", "a.txt~", "a.txt.part", "LICENSE", ".DS_Store"):
        (tmp_path / "2024" / name).write_bytes(b"Not read.")
    (tmp_path / "again").symlink_to(tmp_path / "2024")
    ids, notes = noted(tmp_path)
    assert ids == ["2024-May-days-b", "2024-a", "a"]
    assert notes.made == {"2024-May-days-b": "2024/May days/b.txt", "2024-a": "2024/a.txt"}
    assert passed_line(notes.passed_over) == (
        "passed over: 1 .csv, 2 .doc, 3 empty, 1 hidden folder, 1 link to a folder, 1 without a suffix, "
        "5 temporary files"
    )


def test_a_folder_of_nothing_to_read_says_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(b"")
    with pytest.raises(CorpusNotFound, match=r"no article in this folder .*, passed over: 1 \.doc; add one"):
        read_files(tmp_path)


def test_every_wrong_file_and_table_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    folder_of(tmp_path, a=TEXT, b=b"\xff", c=b"a\0b")
    (tmp_path / "d.pdf").symlink_to(tmp_path / "gone")
    (tmp_path / "catalogue.toml").write_text("[a]\ntitle = 3\n[c]\nname = 'x'\n")
    ids, notes = noted(tmp_path)
    assert (ids, notes.left_out) == (["a"], {"b", "c", "d"})
    told = ["[a]: title is not", "[c]: unknown field", "b.txt, line 1: not UTF-8", "c.txt: holds", "d.pdf: cannot be"]
    assert all(say in str(error) for say, error in zip(told, notes.refused, strict=True))
    with pytest.raises(ArticlesRefused, match="5 articles are refused: ") as caught:
        read_sources(tmp_path)
    assert [str(each) for each in caught.value.refusals] == [str(each) for each in notes.refused]


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


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda: SourceFile("a", b"Other words.", ".txt", "a.txt"), id="raw"),
        pytest.param(lambda: SourceFile("a", b"Words.", ".html", "a.txt"), id="suffix"),
        pytest.param(lambda: SourceFile("a", b"Words.", ".txt", "a.txt", title="Title"), id="title"),
        pytest.param(lambda: SourceFile("a", b"Words.", ".txt", "a.txt", publisher="Title"), id="publisher"),
    ],
)
def test_a_fingerprint_tells_what_a_source_is_made_of(other: Callable[[], SourceFile]) -> None:
    file = SourceFile("a", b"Words.", ".txt", "a.txt", title=None)
    assert file.fingerprint == SourceFile("b", b"Words.", ".txt", "elsewhere/b.txt").fingerprint
    assert file.fingerprint != other().fingerprint
    titled = SourceFile("a", b"Words.", ".txt", "a.txt", title="Title")
    assert titled.fingerprint != SourceFile("a", b"Words.", ".txt", "a.txt", publisher="Title").fingerprint


def test_a_fingerprint_tells_the_version_of_what_reads_a_format(monkeypatch: pytest.MonkeyPatch) -> None:
    file = SourceFile("a", b"%PDF-1.4", ".pdf", "a.pdf")
    before = file.fingerprint
    monkeypatch.setattr("corpus.files.checks.version", lambda name: "0.1")
    assert file.fingerprint != before
