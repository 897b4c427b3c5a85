"""One article as a document of each format, documents made by hand, and how one is refused."""

import io
import zipfile
import zlib
from collections.abc import Mapping

import docx
import pytest
from fpdf import FPDF

from corpus import (
    ArticleError,
    extract_text,
)

OPENING = "The new footbridge across the harbour will open on 12 June 2024. It is 84 metres long."
SPEECH = "Nobody will have to wait for the tide any more, said Anna Lindqvist, who leads the Harbour Trust."
COST = "The bridge cost 4.2 million pounds. The council paid half of it, and fairs and raffles brought the rest."
ITEMS = ("on weekdays between seven and nine, call the harbour office;", "at weekends, call the keeper.")

MARKDOWN = f"# Harbour footbridge\n\n{OPENING}\n\n{SPEECH}\n\n## What it cost\n\n{COST}\n\n- {ITEMS[0]}\n- {ITEMS[1]}\n"

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
