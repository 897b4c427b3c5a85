"""Feed what strangers send, a question or a document, with bytes that are changed to reach ever more of the program.

    .venv/bin/pip install atheris schemathesis
    .venv/bin/python tests/fuzz.py question --seconds 600

A running server is held to its own description by another program, which sends what that allows, and what it does not:

    .venv/bin/schemathesis --config-file tests/schemathesis.toml run "$OPENAPI" --header "Authorization: Bearer $TOKEN"

Each format is a target: `question` (up to four lines, the last ones earlier questions), `text`, `html`, `mail`, `pdf`
and `word` (the main part within its archive). A question must be refused or answered, and each quote of the answer
stand where its citation says. A document must be refused, or give a text whose sentences stand in it. The exit status
is not 0, and what did it is left in a file, where anything else is raised or an input takes longer than `--longest`.
"""

import io
import logging
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

HERE = Path(__file__).parent
MAIN_PART = "word/document.xml"
_DEEPEST = 5_000
"""As the process has it that documents are read in."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is fed, and the inputs to begin with."""

    feed: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]


def question_target(place: Path) -> Target:
    """Questions to an index of the articles that ship."""
    from corpus import SHIPPED_ARTICLES
    from index import IndexFolder, build_index
    from web.api.replies import answer_reply, json_text
    from web.http.bodies import AskBody, validate
    from web.http.problems import Refused
    from web.service import Service

    build_index(SHIPPED_ARTICLES, place / "index")
    searcher = IndexFolder(place / "index").searcher()
    service = Service(lambda: searcher)

    def feed(raw: bytes) -> None:
        question, *history = raw.decode("utf-8", "surrogateescape").split("\n")[:4]
        try:
            request = validate(AskBody, {"question": question, "history": history, "explain": True}).request()
        except Refused:
            return
        found = service.answer(request, searcher)
        json_text(answer_reply(found, explain=True))
        for passage in (*found.passages, *found.nearest):
            for each in passage.citations:
                article = searcher.article(each.article_id)
                assert article is not None and article.text[each.start : each.end] == each.quote

    def seeds() -> Iterator[bytes]:
        for line in (HERE / "questions" / "pioneers.jsonl").read_text("utf-8").splitlines()[:20]:
            yield line.encode()

    return Target(feed, seeds)


def text_target(place: Path) -> Target:
    """Plain texts and Markdown, to what finds their structure."""
    from corpus import SHIPPED_ARTICLES

    def seeds() -> Iterator[bytes]:
        for folder in (SHIPPED_ARTICLES, HERE / "corpora"):
            for path in sorted(folder.rglob("*.[tm][xd]*"))[:10]:
                yield path.read_bytes()[:5_000]

    return Target(lambda raw: _read(raw.decode("utf-8", "ignore")), seeds)


def document_target(
    suffix: str, seeds: Callable[[], Iterator[bytes]], wrap: Callable[[bytes], bytes] = bytes
) -> Target:
    """Documents of a format, to what takes their text out, and that text to what finds its structure."""
    from corpus.files.checks import MAX_ARTICLE_BYTES
    from corpus.files.extractors.__main__ import extracted

    sys.setrecursionlimit(_DEEPEST)

    def feed(raw: bytes) -> None:
        found = extracted(wrap(raw), suffix, MAX_ARTICLE_BYTES)
        if "refused" not in found:
            _read(found["text"])

    return Target(feed, seeds)


def _read(text: str) -> None:
    """Find the structure of a text, if it is one."""
    from corpus import ArticleError, Source, read_structure, shipped_vocabulary
    from corpus.files.checks import check_text

    try:
        check_text(text, "it")
        document = read_structure(Source("it", text), shipped_vocabulary())
    except ArticleError:
        return
    for sentence in document.sentences:
        verbatim = document.article.text[sentence.start : sentence.end]
        assert verbatim and (sentence.edits or verbatim == sentence.text)


def html_seeds() -> Iterator[bytes]:
    """Pages."""
    body = "<h1>Ferry</h1><p>The ferry <b>rests</b> on Mondays.</p><ul><li>One<li>Two</ul><blockquote>So</blockquote>"
    table = "<table><tr><th colspan=2>Day</th></tr><tr><td rowspan=2>Mon</td><td>8</td></tr></table><pre>a  b</pre>"
    head = "<title>Ferry</title><meta property='article:published_time' content='2024-05-01'><style>.h{display:none}"
    linked = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry"}</script>'
    yield f"<html><head>{head}</style>{linked}</head><body><main>{body * 5}{table}</main></body></html>".encode()
    yield f"<article>{table}<div class=h>no</div><a href='mailto:a@b.example'>a</a><time>1 May 2024</time>".encode()


def mail_seeds() -> Iterator[bytes]:
    """Mails: plain, with a page, and of several parts."""
    head = b"From: =?utf-8?q?B=C3=A9a?= <b@c.example>\r\nDate: Wed, 1 May 2024 10:00:00 +0000\r\nSubject: Ferry\r\n"
    yield head + b"\r\nThe ferry rests on Mondays.\r\n"
    yield head + b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+RmVycnk8L3A+\r\n"
    yield head + b'Content-Type: multipart/alternative; boundary="x"\r\n\r\n--x\r\n\r\nFerry\r\n--x--\r\n'


def pdf_seeds() -> Iterator[bytes]:
    """A PDF whose streams are not compressed, so that what is changed is its text and its operators."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_compression(False)
    pdf.add_page()
    pdf.set_font("helvetica")
    for number in range(8):
        pdf.cell(90, 8, f"Ferry {number} rests")
        pdf.cell(90, 8, "The tide tables", new_x="LMARGIN", new_y="NEXT")
    yield bytes(pdf.output())


def _word_archive() -> bytes:
    from docx import Document

    document = Document()
    document.add_heading("Ferry", 1)
    document.add_paragraph("The ferry rests on Mondays.", style="List Bullet")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Day"
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def word_target() -> Target:
    """The main part of a Word document, in the archive that it stands in."""
    with zipfile.ZipFile(io.BytesIO(_word_archive())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    def wrap(raw: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, part in parts.items():
                archive.writestr(name, raw if name == MAIN_PART else part)
        return out.getvalue()

    return document_target(".docx", lambda: iter([parts[MAIN_PART]]), wrap)


TARGETS: dict[str, Callable[[Path], Target]] = {
    "question": question_target,
    "text": text_target,
    "html": lambda place: document_target(".html", html_seeds),
    "mail": lambda place: document_target(".eml", mail_seeds),
    "pdf": lambda place: document_target(".pdf", pdf_seeds),
    "word": lambda place: word_target(),
}


@click.command()
@click.argument("target", type=click.Choice([*TARGETS]))
@click.option("--seconds", default=600, show_default=True, help="How long to go on; 0 feeds only what it begins with.")
@click.option("--longest", default=30, show_default=True, help="Seconds that one input may take.")
@click.option("--found", type=click.Path(path_type=Path), default=Path(), help="The folder for what went wrong.")
def main(target: str, seconds: int, longest: int, found: Path) -> None:
    """Feed a target."""
    logging.disable()
    sys.path.insert(0, str(HERE.parent))
    atheris: Any = None
    if seconds:
        import atheris  # type: ignore[import-not-found,no-redef]  # only for this
    with tempfile.TemporaryDirectory() as kept:
        place = Path(kept)
        with atheris.instrument_imports(include=["corpus", "qa", "web.http"]) if atheris else nullcontext():
            chosen = TARGETS[target](place)
            for number, seed in enumerate(chosen.seeds()):
                (place / f"seed-{number}").write_bytes(seed)
                chosen.feed(seed)
        if atheris:
            inputs = place / "seeds"
            inputs.mkdir()
            for path in place.glob("seed-*"):
                path.rename(inputs / path.name)
            bounds = f"-max_total_time={seconds}", f"-timeout={longest}", "-rss_limit_mb=4000", "-print_final_stats=1"
            atheris.Setup(["fuzz", f"-artifact_prefix={found}/", *bounds, str(inputs)], chosen.feed)
            atheris.Fuzz()


if __name__ == "__main__":
    main()
