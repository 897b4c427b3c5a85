"""Taking the text out of documents: real files of every format, and hostile ones, each refused in one line."""

import io
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from fpdf import FPDF

from corpus import (
    DOCUMENT_SUFFIXES,
    MAX_ARTICLE_BYTES,
    MAX_DOCUMENT_BYTES,
    ArticleError,
    Role,
    Source,
    extract_text,
    read_structure,
    shipped_vocabulary,
)
from corpus.files import extraction
from corpus.files.checks import check_document_size, extractor_version

OPENING = "The new footbridge across the harbour will open on 12 June 2024. It is 84 metres long."
SPEECH = "Nobody will have to wait for the tide any more, said Anna Lindqvist, who leads the Harbour Trust."
COST = "The bridge cost 4.2 million pounds. The council paid half of it, and fairs and raffles brought the rest."
ITEMS = ("on weekdays between seven and nine, call the harbour office;", "at weekends, call the keeper.")

MARKDOWN = f"# Harbour footbridge\n\n{OPENING}\n\n{SPEECH}\n\n## What it cost\n\n{COST}\n\n- {ITEMS[0]}\n- {ITEMS[1]}\n"

FURNITURE = ("cookies", "Home", "Contact us", "tracking", "waste of money", "Fish market", "Privacy", "Copyright")
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Harbour footbridge | Harbour Trust</title>
<script>var tracking = "not for readers";</script></head><body>
<div id="cookie-banner" class="cookie-consent" role="dialog"><p>We use cookies to give you the best experience on our
website. By continuing you accept our cookies.</p><button>Accept all cookies</button></div>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/contact">Contact us</a></li></ul></nav></header>
<main><h1>Harbour footbridge</h1><article>
<p>The new footbridge across the harbour will open on
   <b>12 June 2024</b>. It is 84 metres <a href="/long">long</a>.</p>
<p>{SPEECH}</p>
<h2>What it cost</h2>
<p>{COST}</p>
<ul><li>{ITEMS[0]}</li><li>{ITEMS[1]}</li></ul>
<table><tr><th>Day</th><th>Opens</th></tr><tr><td>Monday</td><td>07:00</td></tr></table>
</article>
<section id="comments" class="comments"><h3>Comments (1)</h3>
<div class="comment"><p>PierPressure wrote: What a waste of money, the ferry was fine!</p></div></section>
<aside class="related"><h3>Read more</h3><ul><li><a href="/a">Fish market moves to the north quay</a></li></ul></aside>
</main><footer><p>Copyright 2024 Harbour Trust. All rights reserved.</p><a href="/privacy">Privacy policy</a></footer>
</body></html>""".encode()


def pdf(*pages: str, locked: bool = False) -> bytes:
    """A real PDF of pages of text."""
    out = FPDF()
    out.set_font("Helvetica", size=11)
    if locked:
        out.set_encryption("owner", "user")
    for text in pages:
        out.add_page()
        out.multi_cell(0, 6, text)
    return bytes(out.output())


def word() -> bytes:
    """A real Word document with what such documents hold."""
    document = docx.Document()
    document.add_heading("Harbour footbridge", 0)
    document.add_paragraph(OPENING)
    document.add_paragraph(SPEECH)
    document.add_heading("What it cost", 1)
    document.add_paragraph(COST)
    for item in ITEMS:
        document.add_paragraph(item, style="List Bullet")
    table = document.add_table(2, 2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("Day", "Opens", "Monday", "07:00"), strict=True
    ):
        cell.text = text
    document.add_paragraph("The ferry rests.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(raw: bytes, changed: Mapping[str, bytes]) -> bytes:
    """A ZIP archive with some of its files replaced, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {**dict.fromkeys(old.namelist()), **changed}:
            new.writestr(name, changed[name] if name in changed else old.read(name))
    return out.getvalue()


def word_of(body: str) -> bytes:
    """A Word document whose body is given as XML."""
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return repacked(
        word(), {"word/document.xml": f'<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>'.encode()}
    )


def raw_pdf(content: bytes, pages: int = 1) -> bytes:
    """A PDF of pages that all show the same content stream, which is compressed."""
    data = zlib.compress(content, 9)
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 3 0 R /Resources << /Font << /F 4 0 R >> >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, b" ".join(b"%d 0 R" % (5 + n) for n in range(pages))),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(data), data),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *[page] * pages,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, told in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, told)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


def refusal(raw: bytes, suffix: str) -> str:
    """What is said of a document that is refused: one line, that names it and says what to do."""
    with pytest.raises(ArticleError) as caught:
        extract_text(raw, suffix, f"the place/a{suffix}")
    message = str(caught.value)
    assert message.startswith(f"the place/a{suffix}")
    assert "; " in message
    assert "\n" not in message
    return message.partition(": ")[2]


DOCUMENTS = {
    ".md": MARKDOWN.encode(),
    ".html": PAGE,
    ".pdf": pdf(f"Harbour footbridge\n\n{OPENING}\n\n{SPEECH}", f"What it cost\n\n{COST}\n- {ITEMS[0]}\n- {ITEMS[1]}"),
    ".docx": word(),
}


@pytest.mark.parametrize("suffix", DOCUMENTS)
def test_a_real_document_gives_its_sentences_and_they_are_found_in_it(suffix: str) -> None:
    text = extract_text(DOCUMENTS[suffix], suffix, "a")
    document = read_structure(Source("a", text), shipped_vocabulary())
    for sentence in document.sentences:
        assert text[sentence.start : sentence.end] == sentence.text
    said = [" ".join(sentence.text.removeprefix("- ").split()) for sentence in document.sentences]
    wanted = [
        *OPENING.replace("2024. ", "2024.\n").split("\n"),
        SPEECH,
        *COST.replace("pounds. ", "pounds.\n").split("\n"),
        *ITEMS,
    ]
    assert [sentence for sentence in said if sentence in wanted] == wanted
    assert document.article.title == "Harbour footbridge"
    assert [section.heading.text for section in document.article.sections if section.heading][-1] == "What it cost"
    assert [sentence.role for sentence in document.sentences if sentence.text.endswith(ITEMS)] == [Role.BULLET] * 2


def test_a_page_gives_its_article_without_furniture_and_with_the_headline_above_it() -> None:
    text = extract_text(PAGE, ".html", "a")
    assert [words for words in FURNITURE if words in text] == []
    assert text == "\n\n".join(
        [
            "# Harbour footbridge",
            OPENING,
            SPEECH,
            "## What it cost",
            COST,
            f"- {ITEMS[0]}\n- {ITEMS[1]}",
            "| Day | Opens |\n| --- | --- |\n| Monday | 07:00 |",
        ]
    )
    assert extract_text(PAGE, ".HTM", "a") == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_a_page_may_come_in_any_encoding_that_it_names(encoding: str) -> None:
    page = PAGE.decode().replace('charset="utf-8"', f'charset="{encoding}"').replace("metres", "mètres")
    assert "84 mètres long" in extract_text(page.encode(encoding), ".html", "a")


def test_a_word_document_gives_headings_items_and_rows_in_order() -> None:
    assert extract_text(word(), ".docx", "a") == "\n\n".join(
        [
            *("# Harbour footbridge", OPENING, SPEECH, "# What it cost", COST, f"- {ITEMS[0]}\n- {ITEMS[1]}"),
            *("| Day | Opens |\n| --- | --- |\n| Monday | 07:00 |", "The ferry rests."),
        ]
    )


def test_of_tracked_changes_what_was_inserted_is_read_and_what_was_deleted_is_not() -> None:
    text = (
        "<w:p><w:r><w:t>It opens in </w:t></w:r><w:ins><w:r><w:t>June</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>May</w:delText></w:r></w:del></w:p>"
    )
    assert extract_text(word_of(text), ".docx", "a") == "It opens in June"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", "Words.", id="in-a-content-control"),
        pytest.param(
            "<w:tbl><w:tr><w:tc>{}<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>",
            "Words.\n\nWords.",
            id="in-a-table-within-a-table",
        ),
        pytest.param("{}<w:p/>{}", "Words.\n\nWords.", id="around-an-empty-paragraph"),
    ],
)
def test_no_words_of_a_word_document_are_lost(body: str, text: str) -> None:
    paragraph = "<w:p><w:hyperlink><w:r><w:t>Words.</w:t></w:r></w:hyperlink></w:p>"
    assert extract_text(word_of(body.replace("{}", paragraph)), ".docx", "a") == text


def test_between_the_pages_of_a_pdf_stands_a_form_feed_on_a_line_of_its_own() -> None:
    assert extract_text(pdf("First page.", "Second page."), ".pdf", "a") == "First page.\n\f\nSecond page."


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


def test_plain_text_is_read_in_this_process_and_to_the_character(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere")
    text = "\ufeff# Words \r\n\r\n  of Windows.\x0c\n"
    assert {extract_text(text.encode(), suffix, "a") for suffix in (".txt", ".md", ".markdown")} == {text}
    assert "no process to read it starts" in refusal(DOCUMENTS[".pdf"], ".pdf")


@pytest.mark.parametrize(
    ("suffix", "begins"), [(".md", ""), (".html", "trafilatura "), (".pdf", "pypdf "), (".docx", "python-docx ")]
)
def test_the_version_of_what_reads_a_format_is_told(suffix: str, begins: str) -> None:
    version = extractor_version(suffix)
    assert version.startswith(begins)
    assert bool(version) is bool(begins)
    assert "not installed" not in version


PLAIN_PART, PAGE_PART = (
    "The café sells tea, and nothing else.\n",
    "<html><p>The <b>café</b> opens on 12 June.</p></html>",
)


def mail() -> EmailMessage:
    """A mail without a body."""
    message = EmailMessage()
    message["From"], message["Subject"] = "Ann Léger <ann@quay.example>", "The café – opens"
    message["Date"] = "Fri, 03 May 2024 10:00:00 +0200"
    return message


@pytest.mark.parametrize("both", [False, True], ids=["plain", "plain-and-page"])
def test_a_mail_is_its_header_and_its_plain_text(both: bool) -> None:
    message = mail()
    message.set_content(PLAIN_PART, cte="base64")
    if both:
        message.add_alternative(PAGE_PART, subtype="html")
    assert extract_text(message.as_bytes(), ".eml", "a") == (
        "From: Ann Léger <ann@quay.example>\nDate: Fri, 03 May 2024 10:00:00 +0200\nSubject: The café – opens\n\n"
        + PLAIN_PART.strip()
    )


def test_a_mail_that_is_a_page_is_read_as_one() -> None:
    message = mail()
    message.set_content(PAGE_PART, subtype="html")
    found = extraction.extract(message.as_bytes(), ".eml", "a")
    assert (found.text, found.title, found.published) == (
        "The café opens on 12 June.",
        "The café – opens",
        "2024-05-03",
    )
