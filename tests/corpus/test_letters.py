"""Mails and releases: what stands above their text says what they are, and what stands around it is no heading."""

import pytest

from corpus import Source, read_structure, shipped_vocabulary
from corpus.markup.metadata import header_fields, is_banner, iso_date

BODY = "The lock was mended on Monday by the two men of the canal trust, who used old oak."


def known(text: str) -> tuple[str | None, str | None]:
    article = read_structure(Source("a", text), shipped_vocabulary()).article
    return article.title, article.published


def headings(text: str) -> list[str]:
    sections = read_structure(Source("a", text), shipped_vocabulary()).article.sections
    return [section.heading.text for section in sections if section.heading]


@pytest.mark.parametrize(
    ("header", "title", "published"),
    [
        pytest.param(
            "From: A <a@b.example>\nDate: Mon, 4 Mar 2024 09:00:00 +0000\nSubject: Lock",
            "Lock",
            "2024-03-04",
            id="mail",
        ),
        pytest.param(
            "Received: from x (y)\n by z; Mon, 4 Mar 2024\nMIME-Version: 1.0\nContent-Transfer-Encoding: 8bit\n"
            "Date: 4 Mar 2024 09:00 GMT\nSubject: Re: FW: Lock",
            "Lock",
            "2024-03-04",
            id="rows-of-programs",
        ),
        pytest.param(
            "Subject: A long word\n about locks\nFrom: a@b.example\nX-Mailer: y",
            "A long word about locks",
            None,
            id="a-row-that-goes-on",
        ),
        pytest.param(
            "From: A\nSent: Monday, March 4, 2024 9:00 AM\nTo: B\nSubject: Lock", "Lock", "2024-03-04", id="outlook"
        ),
        pytest.param(
            "---------- Forwarded message ---------\nFrom: A\nDate: Mon, Mar 4, 2024 at 9:00 AM\nSubject: Lock",
            "Lock",
            "2024-03-04",
            id="sent-on",
        ),
        pytest.param(
            "From a@b.example Mon Mar  4 09:00:00 2024\nFrom: A\nSubject: =?utf-8?Q?L=C3=B6ck?=",
            "Löck",
            None,
            id="kept",
        ),
        pytest.param(
            "PRESS RELEASE\n4 March 2024\n\nLock mended", "Lock mended", "2024-03-04", id="a-release-with-its-day"
        ),
        pytest.param(
            "FOR IMMEDIATE RELEASE: March 4, 2024\n\nLock mended", "Lock mended", "2024-03-04", id="in-one-line"
        ),
        pytest.param(
            "EMBARGOED UNTIL 00.01 MONDAY 4 MARCH 2024\nNews release no. 12/24\n\nLock mended",
            "Lock mended",
            "2024-03-04",
            id="embargoed",
        ),
        pytest.param("# Press release\n\n## Lock mended", "Lock mended", None, id="in-markdown"),
        pytest.param("Canal Trust\nMEDIA RELEASE\n\nLock mended", "Lock mended", None, id="below-the-sender"),
        pytest.param("Lock mended\nPress release", "Lock mended", None, id="below-the-headline"),
    ],
)
def test_a_header_says_what_a_mail_or_release_is(header: str, title: str | None, published: str | None) -> None:
    assert known(f"{header}\n\n{BODY}\n\nIt took a day.\n") == (title, published)


@pytest.mark.parametrize(
    "line",
    [
        "Press release: lock mended",
        "News from the canal",
        "Release of the otters",
        "Embargo on oak lifted",
        "The news",
        "For release from prison he paid £400 on 4 May.",
        "Media studies",
        "Newsroom staff strike",
    ],
)
def test_a_headline_is_no_banner(line: str) -> None:
    assert not is_banner(line)


@pytest.mark.parametrize(
    "around",
    [
        "Dear all,\n\n{}\n\nBest wishes\nAnn",
        "Hi Bob,\n\n{}\n\nKind regards,\n\nAnn Lee\nClerk\nCanal Trust",
        "Dear Sir or Madam\n\n{}\n\nYours sincerely\n\nAnn",
        "Good morning everyone!\n\n{}\n\nMany thanks\nAnn\n\nP.S. It rains.",
        "To whom it may concern\n\n{}\n\nENDS\n\nIt was a good day for the trust.",
        "{}\n\n-ends-\n\nIt was a good day.",
    ],
)
def test_greeting_closing_and_signature_are_no_headings(around: str) -> None:
    assert headings(around.format(BODY)) == []


def test_a_heading_that_looks_like_a_closing_stays_one() -> None:
    text = f"Lock mended\n\n{BODY}\n\nMany thanks\n\n{BODY}\n\nDear Valley\n\n{BODY}"
    assert headings(text) == ["Lock mended", "Many thanks", "Dear Valley"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Mon, 4 Mar 2024 09:00:00 -0500 (EST)", "2024-03-04"),
        ("4 March 2024 at 9:00", "2024-03-04"),
        ("4 March 2024, 9.30 pm", "2024-03-04"),
        ("4 March 2024 opens", None),
        ("3/4/2024", None),
    ],
)
def test_a_day_may_have_its_time(text: str, day: str | None) -> None:
    assert iso_date(text) == day


def test_rows_that_look_like_a_mail_s_in_the_text_are_left() -> None:
    assert header_fields(["To: be or not to be"]) == {}
    assert known(f"{BODY}\n\nFrom: London\nTo: Hull\n\nIt is far.")[1] is None


@pytest.mark.parametrize("piece", ["press release ", "Re: ", "X-A: b\n", "Dear ", "From: a\n", "- ", "embargo until "])
def test_long_lines_of_one_thing_take_no_long(piece: str) -> None:
    read_structure(Source("a", piece * 20_000 + "\n\n" + BODY), shipped_vocabulary())
