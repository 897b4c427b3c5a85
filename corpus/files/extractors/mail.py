"""Mail (RFC 5322): the rows of its header that a person reads, and its text; of one with both, the plain text."""

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

from corpus.files.extractors.writing import Fields, Unreadable, squeezed

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_TOLD = ("From", "Subject", "Date")
"""Of these, a mail has two at least: a text may begin with "Date:", too."""


def read_mail(raw: bytes) -> tuple[Iterator[str], Fields]:
    """Return the header and the text of a mail, and its subject and its day where its text is a page's."""
    mail = message_from_bytes(raw.lstrip(), policy=default)
    rows = {name: squeezed(str(mail[name])) for name in _SHOWN if mail[name]}
    if sum(name in rows for name in _TOLD) < 2:
        raise Unreadable("no-mail")
    body = mail.get_body(("plain", "html"))
    if body is None:
        raise Unreadable("no-text")
    text = str(body.get_content()).replace("\r\n", "\n")
    if body.get_content_subtype() == "html":
        from corpus.files.extractors.pages import read_html

        blocks, _ = read_html(text.encode("utf-8", "replace"))
        return blocks, {"title": [rows.get("Subject", "")], "published": [rows.get("Date", "")]}
    if not text.strip():
        raise Unreadable("no-text")
    return iter(("\n".join(f"{name}: {value}" for name, value in rows.items()), text)), {}
