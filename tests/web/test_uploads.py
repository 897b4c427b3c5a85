"""Documents that are sent over HTTP, as a body or in a form: what is taken, and what is refused."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sending import FERRY, TEXT, Sender, Unread, accepted, form, pointers, refused

from corpus import DOCUMENT_SUFFIXES
from web.changes import Changes
from web.http import posting
from web.jobs.documents import Upload
from web.jobs.job import JobKind
from web.settings import MAX_UPLOAD
from web.store.token import new_token

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def put(client: FlaskClient, changes: Changes) -> Any:
    return Sender(client, new_token(changes.data)).put


def test_a_document_that_is_sent_waits_for_its_job(put: Any, changes: Changes) -> None:
    reply = put(address=f"{FERRY}?title=F%C3%A4hre&published=2024-05-20&publisher=&url=https://harbour.example/f")
    job = changes.jobs.get(accepted(reply, "put", "ferry"))
    assert job and job.kind is JobKind.PUT
    known = {"title": "Fähre", "published": "2024-05-20", "url": "https://harbour.example/f"}
    assert changes.jobs.upload(job) == Upload(TEXT, ".txt", known)


@pytest.mark.parametrize(
    ("media", "suffix"),
    [
        ("text/plain", ".txt"),
        ("text/plain; charset=UTF-8", ".txt"),
        ("text/markdown", ".md"),
        ("text/html; charset=utf-8", ".html"),
        ("application/pdf", ".pdf"),
        (DOCX, ".docx"),
    ],
)
def test_a_media_type_tells_the_format(put: Any, changes: Changes, media: str, suffix: str) -> None:
    accepted(put(b"\x00\xff", media), "put", "ferry")
    (job,) = changes.jobs.pending()
    assert changes.jobs.upload(job) == Upload(b"\x00\xff", suffix, {})


@pytest.mark.parametrize(
    ("content_type", "headers"),
    [
        pytest.param(None, {}, id="none"),
        pytest.param("application/msword", {}, id="another"),
        pytest.param("application/octet-stream", {}, id="any bytes"),
        pytest.param("application/x-www-form-urlencoded", {}, id="another form"),
        pytest.param("text/plain; charset=latin-1", {}, id="another charset"),
        pytest.param("text/plain", {"Content-Encoding": "gzip"}, id="compressed"),
    ],
)
def test_another_media_type_or_coding_is_refused(
    put: Any, changes: Changes, content_type: str | None, headers: dict[str, str]
) -> None:
    refused(put(TEXT, content_type, headers=headers), 415, "unsupported_media_type")
    assert changes.jobs.pending() == ()


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        pytest.param("author=x", ["#/author"], id="unknown"),
        pytest.param("title=a&title=b", ["#/title"], id="twice"),
        pytest.param("published=3%20May%202024", ["#/published"], id="no iso day"),
        pytest.param("url=javascript:x", ["#/url"], id="no web address"),
        pytest.param("title=a%0Ab", ["#/title"], id="two lines"),
        pytest.param("title=%FF", ["#/title"], id="not UTF-8"),
        pytest.param(f"publisher={'x' * 2001}", ["#/publisher"], id="too long"),
        pytest.param("published=x&url=y&file=z", ["#/published", "#/url", "#/file"], id="three at once"),
    ],
)
def test_what_is_wrong_of_what_is_known_is_named(put: Any, changes: Changes, query: str, wrong: list[str]) -> None:
    assert pointers(put(address=f"{FERRY}?{query}")) == wrong
    assert not (changes.data / "incoming").exists()


@pytest.mark.parametrize("article", ["-ferry", "a..b", "f%20y", "%C3%A4", "x" * 129, "a%00b"])
def test_an_id_that_is_no_plain_name_is_refused(put: Any, article: str) -> None:
    reply = put(address=f"/api/v1/articles/{article}")
    assert pointers(reply) == ["#/id"]
    assert reply.get_json()["errors"][0]["detail"].startswith("the id ")


def test_an_empty_document_is_refused(put: Any) -> None:
    assert pointers(put(b"")) == ["#"]
    assert pointers(put(form(("file", (b"", "ferry.txt", "text/plain"))), "multipart/form-data")) == ["#/file"]
    assert pointers(put(b"", "multipart/form-data; boundary=x")) == ["#/file"]


@pytest.mark.parametrize(
    ("filename", "mimetype", "suffix"),
    [
        pytest.param("ferry.txt", "text/plain", ".txt", id="both agree"),
        pytest.param("C:\\x\\FERRY.PDF", "application/octet-stream", ".pdf", id="only the name tells"),
        pytest.param("ferry", "text/markdown", ".md", id="only the type tells"),
        pytest.param("ferry v1.2", "text/html; charset=utf-8", ".html", id="a name with a dot"),
        *(
            pytest.param(f"ferry{suffix}", media, suffix, id=f"{suffix} as {media}")
            for suffix, own in DOCUMENT_SUFFIXES.items()
            for media in (own, "application/octet-stream")
        ),
    ],
)
def test_a_form_may_bring_the_document(put: Any, changes: Changes, filename: str, mimetype: str, suffix: str) -> None:
    fields = form(
        ("file", (TEXT, filename, mimetype)), ("title", "Fähre"), ("published", ""), ("url", "http://harbour.example/")
    )
    accepted(put(fields, "multipart/form-data"), "put", "ferry")
    (job,) = changes.jobs.pending()
    assert changes.jobs.upload(job) == Upload(TEXT, suffix, {"title": "Fähre", "url": "http://harbour.example/"})


@pytest.mark.parametrize(
    ("filename", "mimetype"),
    [
        pytest.param("ferry.txt", "application/pdf", id="they differ"),
        pytest.param("ferry.txt", "application/msword", id="a known name of another type"),
        pytest.param("ferry.doc", "application/octet-stream", id="neither is known"),
        pytest.param("ferry.txt", "text/plain; charset=latin-1", id="another charset"),
    ],
)
def test_a_file_whose_format_is_not_plain_is_refused(put: Any, filename: str, mimetype: str) -> None:
    refused(put(form(("file", (TEXT, filename, mimetype))), "multipart/form-data"), 415, "unsupported_media_type")


FILE = ("file", (TEXT, "ferry.txt", "text/plain"))


@pytest.mark.parametrize(
    ("pairs", "wrong"),
    [
        pytest.param([("title", "x")], ["#/file"], id="no file"),
        pytest.param([("file", "text")], ["#/file"], id="a file that is a text"),
        pytest.param([FILE, FILE], ["#/file"], id="two files"),
        pytest.param([FILE, ("other", FILE[1])], ["#/other"], id="another file"),
        pytest.param([FILE, ("author", "x")], ["#/author"], id="an unknown field"),
        pytest.param([FILE, ("title", "a"), ("title", "b")], ["#/title"], id="a field twice"),
        pytest.param([FILE, ("published", "soon")], ["#/published"], id="no day"),
        pytest.param([FILE, ("title", FILE[1])], ["#/title"], id="a text that is a file"),
    ],
)
def test_what_is_wrong_in_a_form_is_named(put: Any, pairs: list[tuple[str, Any]], wrong: list[str]) -> None:
    assert pointers(put(form(*pairs), "multipart/form-data")) == wrong


def test_with_a_form_the_address_says_nothing(put: Any) -> None:
    assert pointers(put(form(FILE), "multipart/form-data", f"{FERRY}?title=x")) == ["#/title"]


PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
FIELD = b'--x\r\nContent-Disposition: form-data; name="title"\r\n'


@pytest.mark.parametrize(
    ("body", "boundary"),
    [
        pytest.param(b"ferry", "; boundary=x", id="no form"),
        pytest.param(PART + b"\r\nferry", "; boundary=x", id="cut short"),
        pytest.param(PART + b"\r\nferry\r\n--x--\r\n", "", id="no boundary"),
        pytest.param(FIELD + b"\r\n\xff\r\n--x--\r\n", "; boundary=x", id="not UTF-8"),
    ],
)
def test_what_is_no_form_is_refused(put: Any, body: bytes, boundary: str) -> None:
    refused(put(body, f"multipart/form-data{boundary}"), 400, "malformed_form")


def test_a_file_in_another_coding_is_refused(put: Any) -> None:
    body = PART + b"Content-Transfer-Encoding: base64\r\n\r\nZmVycnk=\r\n--x--\r\n"
    refused(put(body, "multipart/form-data; boundary=x"), 415, "unsupported_media_type")


@pytest.mark.parametrize("chunked", [False, True], ids=["of known length", "in chunks"])
@pytest.mark.parametrize("media", ["text/plain", "multipart/form-data; boundary=x"])
def test_a_document_too_large_is_refused_unread_where_its_length_is_told(
    put: Any, changes: Changes, monkeypatch: pytest.MonkeyPatch, chunked: bool, media: str
) -> None:
    monkeypatch.setattr(posting, "MAX_UPLOAD", 1000)
    stream = BytesIO(b"x" * 1001) if chunked else Unread()
    told = {"wsgi.input_terminated": True} if chunked else {"CONTENT_LENGTH": "1001"}
    reply = put(None, media, input_stream=stream, environ_overrides=told)
    refused(reply, 413, "body_too_large")
    assert changes.jobs.pending() == ()


def test_a_document_may_be_larger_than_a_question(put: Any, changes: Changes) -> None:
    assert MAX_UPLOAD == 26_000_000
    body = b"x" * MAX_UPLOAD
    accepted(put(body), "put", "ferry")
    (job,) = changes.jobs.pending()
    assert changes.jobs.upload(job).raw == body


def test_a_large_file_of_a_form_never_lies_in_the_folder_for_temporary_files(
    put: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    body = PART + b"\r\n" + b"x" * 2_000_000 + b"\r\n--x--\r\n"
    accepted(put(body, "multipart/form-data; boundary=x"), "put", "ferry")


@pytest.mark.parametrize("media", ["text/plain", "text/markdown", "text/html", "multipart/form-data; boundary=x"])
def test_half_a_document_takes_nothings_place(put: Any, changes: Changes, media: str) -> None:
    body = TEXT if media.startswith("text") else PART + b"\r\nferry\r\n--x--\r\n"
    told = {"CONTENT_LENGTH": str(len(body) + 1), "wsgi.input_terminated": True}
    refused(put(None, media, input_stream=BytesIO(body), environ_overrides=told), 400, "body_cut_short")
    assert changes.jobs.pending() == ()
