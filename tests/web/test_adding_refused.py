"""Documents that are refused, from the command line and over HTTP: told clearly, and nothing changes."""

import io
import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import docx
import pytest
from fpdf import FPDF

from corpus import DOCUMENT_SUFFIXES
from web.jobs.documents import Upload
from web.jobs.job import JobKind

GOOD = "The fish market moves to the north quay in autumn.\n"
JUDGED = {"id": "house", "kind": "which-area", "question": "Which pioneer is piloting a crisis house?"}
JUDGED |= {"answers": ["South Devon and Torbay"], "answerable": True}
JUDGED |= {"support": [{"source": "fourteen-pioneering-initiatives", "quote": "we are piloting a crisis house"}]}
RIVAL = "Greenwich\n\nThe pioneer that is piloting a crisis house is Greenwich. Greenwich is piloting a crisis house.\n"

Run = Callable[..., Any]


def pdf(password: str | None = None) -> bytes:
    out = FPDF()
    out.set_font("Helvetica")
    if password is not None:
        out.set_encryption("owner", password or None)
    out.add_page()
    out.cell(text="The ferry rests.")
    return bytes(out.output())


def bomb() -> bytes:
    """A small Word document that unpacks to 300 MB."""
    out = io.BytesIO()
    docx.Document().save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/media/a.png", bytes(300_000_000))
    return out.getvalue()


BAD = [
    pytest.param("ferry.docx", bomb(), "unpacks to far more than a document holds; ", id="a-bomb"),
    pytest.param("ferry.pdf", pdf("user"), "is encrypted, with or without a password", id="an-encrypted-pdf"),
    pytest.param(
        "ferry.pdf", pdf(""), "is encrypted, with or without a password", id="a-pdf-that-only-its-owner-edits"
    ),
    pytest.param("ferry.docx", pdf(), "is a PDF; save it as .docx", id="a-pdf-as-docx"),
    pytest.param("ferry.pdf", b"Only words.", "is no PDF; give it the suffix of what it is", id="text-as-pdf"),
    pytest.param("ferry.txt", b"\x89PNG\r\n\x1a\n" + bytes(20), "is a picture, not text; ", id="a-picture-as-text"),
    pytest.param("ferry.txt", b"Good.\nBad \xe9.", ", line 2: not UTF-8 (byte 0xe9); save it as UTF-8", id="latin-1"),
    pytest.param("ferry.md", b" \n", "empty; give it text or remove it", id="no-text"),
    pytest.param("ferry.html", b"<nav>Home</nav>", "holds no main text; ", id="no-main-text"),
    pytest.param("ferry.pdf", pdf()[:-200], "cut short: the end of the PDF is missing; ", id="cut-short"),
]


@pytest.fixture
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder beside the one for data."""
    return tmp_path_factory.mktemp("documents")


@pytest.fixture
def unchanged(copy_data: Callable[[Path], Path], tmp_path: Path) -> Callable[[], bool]:
    """Whether everything in the folder for data is what it was, byte for byte; locks and the list of jobs aside."""
    copy_data(tmp_path)

    def listing() -> dict[str, str]:
        paths = {path.relative_to(tmp_path).as_posix(): path for path in tmp_path.rglob("*")}
        aside = ("incoming", "tokens.json")
        return {
            name: sha256(path.read_bytes()).hexdigest() if path.is_file() else str(path.is_symlink())
            for name, path in paths.items()
            if name not in aside and not name.startswith("jobs.sqlite") and not name.endswith("lock")
        }

    before = listing()
    assert len(before) > 10
    return lambda: listing() == before


def refused(done: Any) -> str:
    """What the command line says of what it refuses: one line, and nothing else."""
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("pioneer-qa: ") and done.stderr.count("\n") == 1
    return str(done.stderr)


def problem(reply: Any, status: int) -> dict[str, Any]:
    """What is replied to what is refused at once."""
    assert (reply.status_code, reply.content_type) == (status, "application/problem+json")
    body: dict[str, Any] = reply.get_json()
    assert body["status"] == status and body["detail"]
    return body


@pytest.mark.parametrize(("name", "raw", "says"), BAD)
def test_a_bad_document_is_not_added(
    run: Run, unchanged: Callable[[], bool], documents: Path, name: str, raw: bytes, says: str
) -> None:
    (documents / name).write_bytes(raw)
    told = refused(run("add", documents / name))
    assert told.startswith(f"pioneer-qa: {documents / name}") and says in told
    assert unchanged()


@pytest.mark.parametrize(("name", "raw", "says"), BAD)
def test_a_bad_document_is_not_put(own: Any, unchanged: Callable[[], bool], name: str, raw: bytes, says: str) -> None:
    service = own()
    job = service.job(service.put("ferry", data=raw, content_type=DOCUMENT_SUFFIXES[Path(name).suffix]))
    assert (job["state"], job["report"], job["version"]) == ("refused", None, None)
    assert job["error"]["code"] == "article_refused"
    assert job["error"]["detail"].startswith("ferry") and says in job["error"]["detail"]
    assert unchanged()
    assert list((service.data / "incoming").iterdir()) == []
    problem(service.client.get("/api/v1/articles/ferry"), 404)


def test_a_file_of_200_megabytes_is_refused_unread(
    run: Run, own: Any, unchanged: Callable[[], bool], documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_bytes = Path.read_bytes

    def noting(path: Path) -> bytes:
        assert path.parent != documents, "it was read"
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", noting)
    for suffix, most in ((".txt", "5,000,000"), (".docx", "25,000,000")):
        path = documents / f"ferry{suffix}"
        with path.open("wb") as file:
            file.truncate(200_000_000)  # a hole
        assert f"{path}: larger than {most} bytes; split it into articles" in refused(run("add", path))
    with (documents / "ferry.txt").open("rb") as file:
        reply = own().put("ferry", input_stream=file, content_length=200_000_000, content_type="text/plain")
        assert problem(reply, 413)["code"] == "body_too_large"
        assert file.tell() == 0
    assert unchanged()


@pytest.mark.parametrize(
    "article_id", ["../ferry", "/var/ferry", "a/b", "..", ".ferry", "-ferry", "fähre", "a b", "x" * 129]
)
def test_an_id_that_is_a_path_or_no_plain_name_is_refused(
    run: Run, own: Any, unchanged: Callable[[], bool], documents: Path, article_id: str
) -> None:
    (documents / "ferry.txt").write_text(GOOD, "utf-8")
    assert "is no plain name; use up to 128 of " in refused(run("add", documents / "ferry.txt", f"--id={article_id}"))
    row = json.dumps({"id": article_id, "text": GOOD})
    (documents / "many.jsonl").write_text(f"{json.dumps({'id': 'good', 'text': GOOD})}\n{row}\n", "utf-8")
    assert "many.jsonl, line 2: the id " in refused(run("add", documents / "many.jsonl"))
    reply = own().put(article_id.replace("/", "%2F"), data=GOOD, content_type="text/plain")
    problem(reply, 404 if "/" in article_id else 422)  # no address has an id of several parts
    assert unchanged()


def test_an_id_that_is_no_plain_name_is_refused_where_it_is_given(
    run: Run, unchanged: Callable[[], bool], documents: Path
) -> None:
    (documents / "The ferry.txt").write_text(GOOD, "utf-8")
    given = ("--id", "The ferry", documents / "The ferry.txt")
    assert "the id 'The ferry' is no plain name" in refused(run("add", *given))
    assert unchanged()


def test_an_id_that_differs_by_capitals_only_is_refused(
    run: Run, own: Any, unchanged: Callable[[], bool], documents: Path
) -> None:
    taken = "fourteen-pioneering-initiatives"
    (documents / f"{taken.upper()}.txt").write_text(GOOD, "utf-8")
    said = f"{taken}: its id is that of {taken.upper()}, capitals aside; give it another"
    assert said in refused(run("add", documents / f"{taken.upper()}.txt"))
    service = own()
    job = service.job(service.put(taken.upper(), data=GOOD, content_type="text/plain"))
    assert (job["state"], job["error"]) == ("refused", {"code": "article_refused", "detail": said})
    assert unchanged()


def test_a_link_out_of_a_folder_is_refused(run: Run, own: Any, tmp_path: Path, documents: Path) -> None:
    (documents / "secret").write_text("Not for the index.", "utf-8")
    (documents / "folder").mkdir()
    link = documents / "folder" / "leak.txt"
    link.symlink_to(documents / "secret")
    for place in (link, link.parent):
        told = refused(run("add", place))
        assert f"{link}: a link to {documents / 'secret'}, outside of the folder; copy the file here instead" in told
    service = own()
    hand = tmp_path / "articles" / "leak.txt"
    hand.symlink_to(documents / "secret")
    job = service.job(service.put("ferry", data=GOOD, content_type="text/plain"))
    assert job["state"] == "refused" and "leak.txt: a link to " in job["error"]["detail"]
    hand.unlink()
    assert list((tmp_path / "articles").glob("ferry*")) == []


@pytest.mark.parametrize("how", ["files", "folder", "lines"])
def test_a_good_document_among_bad_ones_is_not_added(
    run: Run, unchanged: Callable[[], bool], documents: Path, how: str
) -> None:
    good, bad, lines = documents / "a-good.txt", documents / "b-bad.pdf", documents / "many.jsonl"
    good.write_text(GOOD, "utf-8")
    bad.write_bytes(pdf("user"))
    lines.write_text(json.dumps({"id": "a", "text": GOOD}) + '\n{"id": "b", "text": " "}\n', "utf-8")
    told = refused(run("add", *{"files": [good, bad], "folder": [documents], "lines": [good, lines]}[how]))
    assert ("many.jsonl, line 2: empty; " if how == "lines" else f"{bad}: is encrypted") in told
    assert unchanged()


@pytest.mark.parametrize("other", ["b/ferry.txt", "a/ferry.txt", "a", "many.jsonl"])
def test_an_id_that_one_command_gives_twice_is_refused(
    run: Run, unchanged: Callable[[], bool], documents: Path, other: str
) -> None:
    for folder in ("a", "b"):
        (documents / folder).mkdir()
        (documents / folder / "ferry.txt").write_text(f"{GOOD}So says {folder}.\n", "utf-8")
    (documents / "many.jsonl").write_text(json.dumps({"id": "ferry", "text": GOOD}), "utf-8")
    told = refused(run("add", documents / "a/ferry.txt", documents / other))
    assert f"{documents / 'a/ferry.txt'} has the id 'ferry' already; " in told
    assert unchanged()


def test_of_two_documents_that_were_put_the_good_one_is_taken_in(own: Any) -> None:
    service = own()
    bad = service.jobs.enqueue(JobKind.PUT, "bad", Upload(pdf("user"), ".pdf", {}))
    job = service.job(service.put("good", data=GOOD, content_type="text/plain"))
    assert (job["state"], job["report"]["added"]) == ("done", ["good"])
    assert service.jobs.get(bad.id).state == "refused"
    assert [path.name for path in (service.data / "articles").glob("*oo*")] == ["good.txt"]


@pytest.fixture
def held(documents: Path) -> Path:
    """A question that is judged and one that is not, to hold a new index to."""
    path = documents / "held.jsonl"
    path.write_text(f'{json.dumps(JUDGED)}\n{{"question": "Where does the fish market move?"}}\n', "utf-8")
    (documents / "rival.txt").write_text(RIVAL, "utf-8")
    (documents / "market.txt").write_text(GOOD, "utf-8")
    return path


def test_a_document_that_makes_a_judged_answer_worse_is_refused(
    run: Run, own: Any, unchanged: Callable[[], bool], documents: Path, held: Path
) -> None:
    told = refused(run("add", documents / "rival.txt", "--hold-to", held))
    assert f"{held}: 1 answers would get worse (house: worse: rank 1 → " in told
    assert "the index that answers stays. Correct the articles or the questions, or leave --hold-to out" in told
    service = own(hold_to=held)
    job = service.job(service.put("rival", data=RIVAL, content_type="text/plain"))
    assert (job["state"], job["error"]["code"]) == ("refused", "answers_worse")
    assert [(each["id"], bool(each["worse"])) for each in job["changed"]] == [("house", True)]
    assert unchanged()
    assert run("add", documents / "rival.txt").exit_code == 0


def test_a_document_that_only_changes_an_unjudged_answer_is_added_and_the_change_told(
    run: Run, own: Any, unchanged: Callable[[], bool], documents: Path, held: Path
) -> None:
    service = own(hold_to=held)
    done = run("add", documents / "market.txt", "--hold-to", held)
    assert (done.exit_code, done.stderr) == (0, "the answer changes: line 2: another passage\n")
    assert not unchanged()
    job = service.job(service.put("market", data="The market is closed.", content_type="text/plain"))
    assert (job["state"], [each["id"] for each in job["changed"]]) == ("done", ["line 2"])


def test_questions_to_hold_to_that_cannot_be_read_add_nothing(
    run: Run, unchanged: Callable[[], bool], documents: Path, held: Path
) -> None:
    held.write_text('{"question": 7}\n', "utf-8")
    assert f"{held}, line 1: question: " in refused(run("add", documents / "market.txt", "--hold-to", held))
    assert unchanged()
