"""Documents that are not read: hostile, damaged, too large or of no text; each is refused in one line."""

import io
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from harbour_documents import (
    DOCUMENTS,
    PAGE,
    pdf,
    raw_pdf,
    refusal,
    repacked,
    word,
    word_of,
)

from corpus import (
    DOCUMENT_SUFFIXES,
    MAX_ARTICLE_BYTES,
    MAX_DOCUMENT_BYTES,
    ArticleError,
    Source,
    extract_text,
    read_structure,
    shipped_vocabulary,
)
from corpus.files import extraction
from corpus.files.checks import check_document_size, extractor_version


def test_a_document_reads_nothing_from_the_disk_of_its_own_wish(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not for readers", "utf-8")
    entity = f'<!DOCTYPE w:document [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    stolen = word_of("<w:p><w:r><w:t>Words.&e;</w:t></w:r></w:p>")
    with zipfile.ZipFile(io.BytesIO(stolen)) as packed:
        body = packed.read("word/document.xml")
        links = packed.read("word/_rels/document.xml.rels").decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="{secret.as_uri()}" TargetMode="External"/></Relationships>'
    changed = {
        "word/document.xml": entity.encode() + body,
        "word/_rels/document.xml.rels": links.replace("</Relationships>", link).encode(),
    }
    with pytest.raises(ArticleError, match="declares entities"):
        extract_text(repacked(stolen, changed), ".docx", "a")
    page = PAGE.replace(b"<!DOCTYPE html>", entity.replace("w:document", "html").encode()).replace(b"long", b"&e; long")
    assert "not for readers" not in extract_text(page, ".html", "a")


def test_a_bomb_in_a_word_document_is_refused_by_its_directory() -> None:
    bomb = repacked(word(), {"word/media/a.png": bytes(300_000_000)})
    assert len(bomb) < 1_000_000
    assert "unpacks to far more" in refusal(bomb, ".docx")
    many = repacked(word(), {f"word/media/{number}.png": b"" for number in range(10_001)})
    assert "unpacks to far more" in refusal(many, ".docx")


def test_a_bomb_whose_directory_lies_meets_the_bounds_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    body = b"<w:document>" + bytes(300_000_000)
    bomb = repacked(word(), {"word/document.xml": body})
    for true, told in ((len(body), 1000), (zlib.crc32(body), zlib.crc32(body[:1000]))):
        assert bomb.count(true.to_bytes(4, "little")) == 2, "in the directory, and before the file"
        bomb = bomb.replace(true.to_bytes(4, "little"), told.to_bytes(4, "little"))
    monkeypatch.setattr(extraction, "MAX_MEMORY_BYTES", 150_000_000)
    assert "takes more than 150 MB of memory" in refusal(bomb, ".docx")


@pytest.mark.parametrize("suffix", DOCUMENT_SUFFIXES)
def test_a_document_over_the_limit_is_refused_by_its_size_alone(suffix: str) -> None:
    most = MAX_ARTICLE_BYTES if suffix in (".txt", ".md", ".markdown") else MAX_DOCUMENT_BYTES
    check_document_size(most, suffix, "a")
    with pytest.raises(ArticleError, match=f"larger than {most:,} bytes; "):
        check_document_size(most + 1, suffix, "a")
    assert "larger than" in refusal(bytes(most + 1), suffix)


def test_more_text_than_an_article_may_hold_is_refused() -> None:
    text = "The ferry rests. " * 100_000
    body = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" * 4
    assert "holds more than 5,000,000 bytes of text" in refusal(word_of(body), ".docx")


def test_an_encrypted_document_is_refused() -> None:
    assert "is encrypted, with or without a password to open it; " in refusal(pdf("Secret.", locked=True), ".pdf")
    assert "an old or encrypted Office file" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), ".docx")


@pytest.mark.parametrize(
    ("suffix", "raw", "says"),
    [
        pytest.param(".pdf", PAGE, "is no PDF", id="a-page-as-pdf"),
        pytest.param(".pdf", word(), "is a ZIP archive", id="word-as-pdf"),
        pytest.param(".docx", pdf("Words."), "is a PDF", id="pdf-as-word"),
        pytest.param(".docx", b"Only words.", "is no .docx", id="text-as-word"),
        pytest.param(".docx", repacked(b"PK\5\6" + bytes(18), {"a.txt": b"x"}), "no Word document", id="zip-as-word"),
        pytest.param(".html", pdf("Words."), "is a PDF, not text", id="pdf-as-page"),
        pytest.param(".html", word(), "is a ZIP archive (as .docx is), not text", id="word-as-page"),
        pytest.param(".html", b"MZ\x90\0\3\0\0\0" * 40, "is no HTML", id="program-as-page"),
        pytest.param(".txt", pdf("Words."), "is a PDF, not text", id="pdf-as-text"),
        pytest.param(".eml", b"Date: 3 May\n\nWords.", "is no mail", id="text-as-mail"),
        pytest.param(".eml", b"From: a@b.example\nSubject: A\n\n \n", "holds no text", id="a-mail-of-nothing"),
        pytest.param(".md", word(), "is a ZIP archive (as .docx is), not text", id="word-as-markdown"),
        pytest.param(".txt", b"\x89PNG\r\n\x1a\n" + bytes(20), "is a picture, not text", id="picture-as-text"),
    ],
)
def test_a_document_that_is_not_what_its_name_says_is_refused(suffix: str, raw: bytes, says: str) -> None:
    assert says in refusal(raw, suffix)


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_document_cut_short_is_refused(suffix: str, share: float) -> None:
    raw = DOCUMENTS[suffix]
    assert "cut short" in refusal(raw[: int(len(raw) * share)], suffix)


def test_a_document_with_a_damaged_inside_is_refused() -> None:
    assert "damaged" in refusal(word_of("<w:p><w:r>"), ".docx")
    assert "damaged" in refusal(b"%PDF-1.4\nnothing\n%%EOF\n", ".pdf")


def test_a_pdf_without_text_is_taken_for_a_scan() -> None:
    assert "holds no text (a scan?)" in refusal(pdf(""), ".pdf")


def test_a_page_without_main_text_is_refused() -> None:
    assert "holds no main text" in refusal(b"<html><body><script>let words = 'none';</script></body></html>", ".html")


def test_a_word_document_without_text_is_refused() -> None:
    assert "holds no text" in refusal(word_of("<w:p/>"), ".docx")


def test_an_unknown_suffix_is_refused_with_the_known_ones() -> None:
    assert all(known in refusal(b"words", ".odt") for known in DOCUMENT_SUFFIXES)
    assert "no suffix is no format" in refusal(b"words", "")


def test_a_pdf_whose_stream_has_no_end_is_refused() -> None:
    bomb = raw_pdf(bytes(300_000_000))
    assert len(bomb) < 1_000_000
    assert "unpacks to far more" in refusal(bomb, ".pdf")


def test_a_pdf_that_takes_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    greedy = raw_pdf(b"BT /F 12 Tf (Words.) Tj ET " + b" " * 70_000_000)
    monkeypatch.setattr(extraction, "MAX_MEMORY_BYTES", 120_000_000)
    assert "takes more than 120 MB of memory" in refusal(greedy, ".pdf")


@pytest.mark.parametrize("megabytes", [60, 120])
def test_a_word_document_that_takes_too_much_memory_is_refused(megabytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    greedy = word_of("<w:p><w:r><w:t>Words.</w:t></w:r></w:p>" * 400_000)
    monkeypatch.setattr(extraction, "MAX_MEMORY_BYTES", megabytes * 1_000_000)
    assert f"takes more than {megabytes} MB of memory" in refusal(greedy, ".docx")


@pytest.mark.parametrize("bound", ["MAX_PROCESSOR_SECONDS", "MAX_SECONDS"])
def test_a_pdf_that_takes_too_long_is_refused(bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = raw_pdf(b"BT /F 12 Tf " + b"( ) Tj\n" * 100_000 + b"ET", pages=2000)
    monkeypatch.setattr(extraction, bound, 1)
    assert "takes more than" in refusal(slow, ".pdf")


@pytest.mark.parametrize(
    ("raw", "suffix", "said"),
    [
        pytest.param(
            b"<html><p " + b" ".join(b"a%d=1" % n for n in range(300_000)) + b">The ferry rests.</p></html>",
            ".html", "tags or attributes", id="300,000 attributes",
        ),
        pytest.param(
            b"<html>" + b"<p>It rests.</p>" * 150_000 + b"</html>", ".html", "tags or attributes", id="300,000 tags"
        ),
        pytest.param(raw_pdf(b"BT ET", pages=100_000), ".pdf", "more pages", id="100,000 pages"),
    ],
)  # fmt: skip
def test_what_would_take_minutes_is_refused_in_seconds(
    raw: bytes, suffix: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extraction, "MAX_PROCESSOR_SECONDS", 6)
    assert said in refusal(raw, suffix)


def test_a_picture_within_a_page_is_no_attribute_too_many() -> None:
    raw = b'<html><body><p>The ferry rests.</p><img alt="" src="data:x,' + b"a b " * 100_000 + b'"></body></html>'
    assert extract_text(raw, ".html", "a.html") == "The ferry rests."


def test_an_article_of_too_many_lines_or_sentences_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "150,000 lines" in refusal(b"a\n" * 150_001, ".txt")
    monkeypatch.setattr("corpus.structure.document.MAX_SENTENCES", 10)
    read_structure(Source("a", "It rests. " * 10), shipped_vocabulary())
    with pytest.raises(ArticleError, match="a: holds more than 10 sentences"):
        read_structure(Source("a", "It rests. " * 11), shipped_vocabulary())


def test_the_process_can_write_no_file_and_is_bound_for_good(tmp_path: Path) -> None:
    program = f"""
import resource
from corpus.files.extractors.__main__ import bound
bound(500_000_000, 7)
limits = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NPROC, resource.RLIMIT_CORE)
print([resource.getrlimit(limit) for limit in limits])
open({str(tmp_path / "file")!r}, "w").write("words")
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=Path(__file__).parent.parent.parent, capture_output=True, text=True)
    assert done.stdout == "[(500000000, 500000000), (7, 8), (0, 0), (0, 0)]\n"
    assert (tmp_path / "file").read_bytes() == b""


def test_without_its_library_the_command_that_brings_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [place for place in sys.path if "site-packages" not in place])
    assert extractor_version(".pdf") == "pypdf, not installed"
    assert refusal(DOCUMENTS[".pdf"], ".pdf") == (
        "what reads .pdf is not installed; install the program anew: pip install ."
    )
