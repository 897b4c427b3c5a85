"""Reading articles: what is wrong is refused by name and line, and nothing is guessed or changed."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from fpdf import FPDF
from places import TEXT, folder_of, lines_of, refusal

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


def test_a_line_that_is_not_utf8_or_has_no_end_is_refused_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "a", "text": "x"}\n{"id": "b", "text": "\xe9"}\n')
    assert "a.jsonl, line 2: not UTF-8 (byte 0xe9)" in refusal(path)
    with path.open("wb") as file:
        file.truncate(50_000_000_000)
    assert "a.jsonl, line 1: longer than" in refusal(path)


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
