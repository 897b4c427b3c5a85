"""From a document as it came to its text: plain text is decoded here, other formats are read in a process apart."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from corpus.errors import ArticleError
from corpus.files.checks import (
    LONGEST_FIELD,
    MAX_ARTICLE_BYTES,
    check_document_size,
    check_format,
    check_text,
    decode,
    is_plain,
)
from corpus.markup.metadata import is_banner, is_url, iso_date

MAX_MEMORY_BYTES = 1_000_000_000
"""The address space a document may take to read. Measured need, the libraries' own 50 MB included: a PDF of 300 pages
64 MB, a page of 5 MB 124 MB, the largest .docx, with 60 MB of Word's XML, 930 MB."""

MAX_PROCESSOR_SECONDS = 20
"""The processor's time a document may take to read: others wait for it. Measured: a PDF of 300 pages 0.7 s, a page of
5 MB 0.6 s, the largest .docx 6 s; the rest is for PDFs with dense drawings, and for slower machines."""

MAX_SECONDS = 50
"""The time a document may take to read on a machine that has other things to do, too."""

_EXTRACTORS = Path(__file__).with_name("extractors") / "__main__.py"

_REFUSALS = {
    "damaged": "damaged or cut short: it cannot be read to its end; get it anew",
    "declares": "declares entities, as no Word document does; save it anew, or save its text as .txt",
    "encrypted": "is encrypted, with or without a password to open it; save it without encryption",
    "marks": "holds more tags or attributes than a page has; save its text as .txt",
    "memory": "takes more than {memory} MB of memory to read; split it, or save its text as .txt",
    "missing": "what reads {suffix} is not installed; install the program anew: pip install .",
    "no-mail": "is no mail: it does not begin with a header such as From, Date and Subject; save its text as .txt",
    "no-main-text": "holds no main text; save the article's own page, or its text as .txt",
    "no-text": "holds no text; give it some or remove it",
    "not-docx": "is a ZIP archive but no Word document; save it as .docx",
    "pages": "has more pages than an article; split it",
    "scan": "holds no text (a scan?); run it through text recognition first, or save its text as .txt",
    "time": "takes more than {seconds} seconds to read; split it, or save its text as .txt",
    "too-long": f"holds more than {MAX_ARTICLE_BYTES:,} bytes of text; split it into articles",
    "unpacks": "unpacks to far more than a document holds; save it anew, or save its text as .txt",
}
"""What a user is told, by the name of the reason that the process gives."""

_UNMARKED = (".pdf", ".eml")
"""The formats whose text is not written as Markdown."""

_DEATHS = {-signal.SIGXCPU: "time", -signal.SIGKILL: "memory"}
"""Why a process ended, by the signal in its exit status. Only a machine without memory left kills it."""


class Extracted(msgspec.Struct, frozen=True, gc=False):
    """The text of a document, and what the document says of itself; None where it says nothing, or nothing well.

    `markdown`: its headings, items, quotes and tables are marked in Markdown; whatever else looks so is escaped.
    """

    text: str
    markdown: bool = False
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None


def extract(raw: bytes, suffix: str, where: str) -> Extracted:
    """Take the text out of a document: of plain text every character, of other formats what they show.

    Raises ArticleError for what is too large, no document of that suffix, or gives no text.
    """
    suffix = suffix.lower()
    check_document_size(len(raw), suffix, where)
    check_format(raw, suffix, where)
    if is_plain(suffix):
        found = Extracted(decode(raw, where), suffix != ".txt")
    else:
        reply = _extracted(raw, suffix, where)
        found = Extracted(str(reply["text"]), suffix not in _UNMARKED, **_said_well(reply["fields"]))
    check_text(found.text, where)
    return found


def extract_text(raw: bytes, suffix: str, where: str) -> str:
    """Return the text of a document; see `extract`."""
    return extract(raw, suffix, where).text


def _said_well(fields: dict[str, list[str]]) -> dict[str, str]:
    """Return what a document says of itself, of each field the likeliest that is one: a day, an address, a name."""
    out: dict[str, str] = {}
    for field, values in fields.items():
        lines = [" ".join(re.sub(r"[\x00-\x1f\x7f\u2028\u2029]", " ", value).split()) for value in values]
        known = [line for line in lines if 0 < len(line) <= LONGEST_FIELD]
        match field:
            case "published":
                good = [day for line in known if (day := iso_date(line))]
            case "url":
                good = [line for line in known if is_url(line)]
            case _:
                good = [line for line in known if not is_banner(line)]
        if good:
            out[field] = good[0]
    return out


def _extracted(raw: bytes, suffix: str, where: str) -> dict[str, Any]:
    """Return what a process of its own takes out of a document, within bounds."""
    path = os.pathsep.join(str(Path(place).absolute()) for place in sys.path)
    bounds = map(str, (MAX_MEMORY_BYTES, MAX_PROCESSOR_SECONDS, MAX_ARTICLE_BYTES))
    # Isolated from the environment and the folder it is started in; the libraries are those that this process has.
    command = [sys.executable, "-I", "-B", str(_EXTRACTORS), suffix, *bounds, path]
    try:
        done = subprocess.run(  # noqa: S603 (our own program; the suffix is one of a list)
            command, input=raw, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=MAX_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _refusal("time", suffix, where) from error
    except OSError as error:
        raise ArticleError(f"{where}: no process to read it starts ({error}); try again") from error
    if done.returncode:
        raise _refusal(_DEATHS.get(done.returncode, "damaged"), suffix, where)
    reply: dict[str, Any] = json.loads(done.stdout)
    if "refused" in reply:
        raise _refusal(reply["refused"], suffix, where)
    return reply


def _refusal(reason: str, suffix: str, where: str) -> ArticleError:
    told = _REFUSALS[reason].format(suffix=suffix, memory=MAX_MEMORY_BYTES // 1_000_000, seconds=MAX_PROCESSOR_SECONDS)
    return ArticleError(f"{where}: {told}")
