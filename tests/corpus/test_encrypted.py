"""PDFs that are encrypted: refused by that name, whoever may open them and however it is done."""

import pytest
from fpdf import FPDF

from corpus import ArticleError, extract_text

TOLD = "a.pdf: is encrypted, with or without a password to open it; save it without encryption"


def written(owner: str, user: str | None) -> bytes:
    """A real PDF with the password that its owner, and the one that everybody needs."""
    out = FPDF()
    out.set_encryption(owner, user)
    out.add_page()
    out.set_font("Helvetica")
    out.cell(text="The ferry rests.")
    return bytes(out.output())


def aes() -> bytes:
    """The frame of a PDF as today's programs encrypt it (AES-256, ISO 32000-2); it says so before any page."""
    key = "/Filter /Standard /V 5 /R 6 /Length 256 /P -4 /StmF /StdCF /StrF /StdCF"
    crypt = "/CF << /StdCF << /CFM /AESV3 /Length 32 /AuthEvent /DocOpen >> >>"
    strings = f"/O <{'00' * 48}> /U <{'00' * 48}> /OE <{'00' * 32}> /UE <{'00' * 32}> /Perms <{'00' * 16}>"
    body = "%PDF-2.0\n"
    places = []
    for number, told in enumerate(
        ("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 0 /Kids [] >>", f"<< {key} {crypt} {strings} >>"),
        1,
    ):
        places.append(len(body))
        body += f"{number} 0 obj\n{told}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"<< /Size 4 /Root 1 0 R /Encrypt 3 0 R /ID [<{'00' * 16}> <{'00' * 16}>] >>"
    return f"{body}xref\n0 4\n0000000000 65535 f \n{table}trailer {trailer}\nstartxref\n{len(body)}\n%%EOF\n".encode()


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(written("owner", "user"), id="needs-a-password"),
        pytest.param(written("owner", None), id="opens-without-a-password"),
        pytest.param(aes(), id="in-a-way-that-takes-another-library-to-read"),
    ],
)
def test_an_encrypted_pdf_is_refused_by_that_name(raw: bytes) -> None:
    with pytest.raises(ArticleError) as caught:
        extract_text(raw, ".pdf", "a.pdf")
    assert str(caught.value) == TOLD
