"""What a Word document shows, with its structure, beyond what `test_extraction` holds."""

import io
import zipfile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from corpus import ArticleError
from corpus.files.extraction import Extracted, extract

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def saved(document: docx.document.Document) -> Extracted:
    out = io.BytesIO()
    document.save(out)
    return extract(out.getvalue(), ".docx", "a")


def said(paragraph: str) -> str:
    """What a document gives whose one paragraph is given as XML."""
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {NAMES}>{paragraph}</w:p>"))
    return saved(document).text


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def test_headings_have_their_levels_and_lists_their_depths_and_numbers() -> None:
    document = docx.Document()
    document.add_paragraph("Wing opens", style="Title")
    document.add_paragraph("Fees", style="Heading 2")
    document.add_paragraph("One", style="List Number")
    document.add_paragraph("Two", style="List Number")
    document.add_paragraph("Said well.", style="Quote")
    document.add_paragraph("# 1 on the list")
    own = document.styles.add_style("Section", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = document.styles["Heading 3"]
    document.add_paragraph("Hours", style="Section")
    found = saved(document)
    assert found.text == "# Wing opens\n\n## Fees\n\n1. One\n2. Two\n\n> Said well.\n\n\\# 1 on the list\n\n### Hours"
    assert (found.markdown, found.title, found.published) == (True, "Wing opens", None)


@pytest.mark.parametrize(
    ("named", "title"),
    [
        ("Word Document", None),
        ("Microsoft Word - a.doc", None),
        ("Annual accounts", None),
        ("The wing opens", "The wing opens"),
    ],
)
def test_a_title_that_a_template_or_an_older_text_left_is_none(named: str, title: str | None) -> None:
    document = docx.Document()
    document.core_properties.title = named
    document.add_paragraph("The new wing opens in May.")
    assert saved(document).title == title


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        pytest.param(
            "<w:r><w:t>tower</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>1</w:t></w:r>",
            "tower[1]",
            id="a-raised-note",
        ),
        pytest.param(
            "<w:r><w:t>10</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>6</w:t></w:r>",
            "10⁶",
            id="a-power",
        ),
        pytest.param(
            "<w:r><w:t>Now</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>", "Now", id="hidden"
        ),
        pytest.param("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>Now</w:t></w:r>", "Now", id="hidden-no-more"),
        pytest.param(
            "<w:r><w:rPr><w:strike/></w:rPr><w:t>£9</w:t></w:r><w:r><w:t>£4</w:t></w:r>", "£4", id="struck-out"
        ),
        pytest.param(
            "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p>"
            "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p>"
            "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>Beside it</w:t></w:r>",
            "Beside it\n\nIn a box",
            id="a-text-box",
        ),
    ],
)
def test_of_the_words_of_a_paragraph_those_are_given_that_are_shown(runs: str, text: str) -> None:
    assert said(runs) == text


def test_a_link_to_an_address_tells_it() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Please ")
    key = document.part.relate_to("mailto:desk@tarn.example", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    paragraph._p.append(link)
    Paragraph(link, document).add_run("write to us")
    assert saved(document).text == "Please write to us (desk@tarn.example)"


def test_merged_cells_are_repeated_and_the_first_row_heads_where_it_looks_so() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for place, text in zip(
        (cell for line in table.rows for cell in line.cells),
        ["Boat", "Day", "Night", "Small", "4", "5", "", "6", "7"],
        strict=True,
    ):
        place.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(2, 1).merge(table.cell(2, 2))
    assert saved(document).text == "\n".join(
        [row("Boat", "Day", "Night"), row("---", "---", "---"), row("Small", "4", "5"), row("Small", "6 7", "6 7")]
    )


def test_rows_of_names_and_values_have_no_head() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for place, text in zip(
        (cell for line in table.rows for cell in line.cells), ["Name", "Ann Lee", "Role", "Clerk"], strict=True
    ):
        place.text = text
    assert saved(document).text == "\n".join(
        [row("", ""), row("---", "---"), row("Name", "Ann Lee"), row("Role", "Clerk")]
    )


def test_a_comment_within_words_takes_none_of_them_away() -> None:
    assert said("<w:r><w:t>The ferry <!-- x -->rests <?pi y?>on Mondays.</w:t></w:r>") == "The ferry rests on Mondays."


@pytest.mark.parametrize(
    "declared",
    ['[<!ENTITY e SYSTEM "file:///etc/hostname">]', '[<!ENTITY e "on">]', 'SYSTEM "x.dtd"'],
    ids=["an external entity", "an internal one", "another file"],
)
def test_a_document_that_declares_entities_is_refused_since_their_words_would_be_lost(declared: str) -> None:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("The ferry rests Mondays.")
    document.save(out)
    again = io.BytesIO()
    with zipfile.ZipFile(out) as packed, zipfile.ZipFile(again, "w") as unpacked:
        for member in packed.infolist():
            raw = packed.read(member)
            if member.filename == "word/document.xml":
                raw = raw.replace(b"<w:document", f"<!DOCTYPE w:document {declared}><w:document".encode(), 1)
                raw = raw.replace(b"rests Mondays", b"rests &e; Mondays" if "ENTITY" in declared else b"rests Mondays")
            unpacked.writestr(member, raw)
    with pytest.raises(ArticleError, match="declares entities"):
        extract(again.getvalue(), ".docx", "a")
