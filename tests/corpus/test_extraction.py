"""Taking the text out of documents: real files of every format."""

import sys
from email.message import EmailMessage

import pytest
from harbour_documents import COST, DOCUMENTS, ITEMS, OPENING, PAGE, SPEECH, pdf, refusal, word, word_of

from corpus import (
    Role,
    Source,
    extract_text,
    read_structure,
    shipped_vocabulary,
)
from corpus.files import extraction
from corpus.files.checks import extractor_version

FURNITURE = ("cookies", "Home", "Contact us", "tracking", "waste of money", "Fish market", "Privacy", "Copyright")


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
