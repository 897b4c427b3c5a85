"""A document of each format, added from the command line and over HTTP, then asked about and cited to the character."""

import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import docx
import pytest
from fpdf import FPDF

from corpus import DOCUMENT_SUFFIXES

QUESTION = "When will the footbridge across the harbour open?"
OPENING = "The new footbridge across the harbour will open on 12 June 2024."
COST = "The council paid half of the 4.2 million pounds that it cost."
MARKET = "The fish market moves to the north quay in autumn."

Run = Callable[..., Any]


def pdf() -> bytes:
    out = FPDF()
    out.set_font("Helvetica", size=11)
    out.add_page()
    out.multi_cell(0, 6, f"Harbour footbridge\n\n{OPENING}\n\n{COST}")
    return bytes(out.output())


def word() -> bytes:
    document = docx.Document()
    document.add_heading("Harbour footbridge", 0)
    document.add_paragraph(OPENING)
    document.add_paragraph(COST)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


PLAIN = f"Harbour footbridge\n\n{OPENING}\n\n{COST}\n"
PAGE = (
    "<!DOCTYPE html><html><head><title>Harbour footbridge</title></head><body><nav>Home</nav>"
    f"<main><h1>Harbour footbridge</h1><p>{OPENING}</p><p>{COST}</p></main><footer>Copyright</footer></body></html>"
)
DOCUMENTS = {
    ".txt": PLAIN.encode(),
    ".md": f"# {PLAIN}".encode(),
    ".html": PAGE.encode(),
    ".eml": f"From: board@harbour.example\nSubject: Harbour footbridge\n\n{OPENING}\n\n{COST}\n".encode(),
    ".pdf": pdf(),
    ".docx": word(),
}


@pytest.fixture
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder beside the one for data."""
    return tmp_path_factory.mktemp("documents")


@pytest.fixture(autouse=True)
def _indexed(copy_data: Callable[[Path], Path], tmp_path: Path) -> None:
    """The articles that ship are indexed already."""
    copy_data(tmp_path)


def cited(reply: dict[str, Any], quote: str = OPENING) -> dict[str, Any]:
    """The first citation of a reply that answers, which quotes the words, however a PDF breaks them into lines."""
    assert reply["status"] == "answered"
    citation: dict[str, Any] = reply["passages"][0]["citations"][0]
    assert citation["quote"] == citation["quote"].strip() and " ".join(citation["quote"].split()) == quote
    assert citation["verified"]
    return citation


def check_kept(data: Path, suffix: str, citation: dict[str, Any]) -> None:
    """What is cited stands in the text that is kept, and the document beside it as it came."""
    plain = suffix in (".txt", ".md")
    kept = (data / "articles" / f"footbridge{suffix if plain else '.txt'}").read_bytes().decode()
    assert kept[citation["start"] : citation["end"]] == citation["quote"]
    original = data / ("articles" if plain else "originals") / f"footbridge{suffix}"
    assert original.read_bytes() == DOCUMENTS[suffix]


@pytest.mark.parametrize("suffix", DOCUMENTS)
def test_a_document_that_is_added_is_cited_to_the_character(
    run: Run, tmp_path: Path, documents: Path, suffix: str
) -> None:
    path = documents / f"footbridge{suffix}"
    path.write_bytes(DOCUMENTS[suffix])
    added = run("add", path, "--publisher", "Harbour Board", "--published", "2024-05-03")
    assert added.exit_code == 0, added.output
    assert added.stdout.startswith("added 1 (footbridge), changed 0, removed 0; 6 articles, ")
    citation = cited(json.loads(run("ask", "--json", QUESTION).stdout))
    assert (citation["article_id"], citation["title"]) == ("footbridge", "Harbour footbridge")
    assert (citation["publisher"], citation["published"]) == ("Harbour Board", "2024-05-03")
    check_kept(tmp_path, suffix, citation)


@pytest.mark.parametrize("form", [False, True], ids=["body", "form"])
@pytest.mark.parametrize("suffix", DOCUMENTS)
def test_a_document_that_is_put_is_cited_to_the_character(own: Any, tmp_path: Path, suffix: str, form: bool) -> None:
    service, raw, media = own(), DOCUMENTS[suffix], DOCUMENT_SUFFIXES[suffix]
    if form:
        file = (io.BytesIO(raw), f"Any name{suffix}", media)
        sent: dict[str, Any] = {"data": {"file": file, "publisher": "Harbour Board"}}
    else:
        sent = {"data": raw, "content_type": media, "query_string": {"publisher": "Harbour Board"}}
    job = service.job(service.put("footbridge", **sent))
    assert (job["state"], job["error"]) == ("done", None)
    assert job["report"] == {"added": ["footbridge"], "changed": [], "removed": []}
    citation = cited(service.ask(QUESTION))
    assert (citation["article_id"], citation["publisher"]) == ("footbridge", "Harbour Board")
    shown = service.client.get("/api/v1/articles/footbridge").get_json()
    assert shown["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert shown["version"] == citation["version"]
    check_kept(tmp_path, suffix, citation)


def test_a_document_in_another_format_takes_the_place_of_the_one_before(
    run: Run, tmp_path: Path, documents: Path
) -> None:
    for suffix, other in ((".pdf", OPENING), (".txt", OPENING.replace("12 June", "13 July"))):
        path = documents / f"draft{suffix}"
        path.write_bytes(DOCUMENTS[suffix].replace(OPENING.encode(), other.encode()))
        assert run("add", path, "--id", "footbridge").exit_code == 0
    citation = cited(json.loads(run("ask", "--json", QUESTION).stdout), OPENING.replace("12 June", "13 July"))
    assert (citation["article_id"], citation["copy_of"]) == ("footbridge", None)
    assert sorted(path.name for path in tmp_path.rglob("footbridge.*")) == ["footbridge.txt"]


def test_the_articles_of_a_file_of_many_are_added_with_what_is_known_of_each(run: Run, documents: Path) -> None:
    rows = [
        {"id": "footbridge", "text": PLAIN, "publisher": "Harbour Board", "url": "https://harbour.example/f"},
        {"id": "market", "text": MARKET, "title": "The market moves", "published": "2024-05-17"},
    ]
    path = documents / "notices.jsonl"
    path.write_text("\n\n".join(map(json.dumps, rows)), "utf-8")
    assert run("add", path).stdout.startswith("added 2 (footbridge, market), changed 0, removed 0; 7 articles, ")
    first = cited(json.loads(run("ask", "--json", QUESTION).stdout))
    assert PLAIN[first["start"] : first["end"]] == first["quote"]
    assert (first["article_id"], first["publisher"]) == ("footbridge", "Harbour Board")
    second = cited(json.loads(run("ask", "--json", "Where does the fish market move?").stdout), MARKET)
    assert (second["article_id"], second["title"], second["published"]) == ("market", "The market moves", "2024-05-17")


def test_the_documents_of_a_folder_are_added_together_with_its_catalogue(
    run: Run, tmp_path: Path, documents: Path
) -> None:
    for suffix, raw in DOCUMENTS.items():
        (documents / f"bridge-{suffix[1:]}{suffix.upper()}").write_bytes(raw)
    (documents / "catalogue.toml").write_text('[bridge-pdf]\npublisher = "Harbour Board"\n', "utf-8")
    (documents / "notes.odt").write_bytes(b"Not read.")
    names = [f"bridge-{name}" for name in ("docx", "eml", "html", "md", "pdf", "txt")]
    told = f"added 6 ({', '.join(names[:5])} and 1 more), changed 0, removed 0; 11 articles, "
    assert run("add", documents).stdout.startswith(told)
    reply = json.loads(run("ask", "--json", QUESTION).stdout)
    found = {each["article_id"]: each for passage in reply["passages"] for each in passage["citations"]}
    assert set(names) <= set(found)
    assert found["bridge-pdf"]["publisher"] == "Harbour Board"
    for name in names:
        kept = next((tmp_path / "articles").glob(f"{name}.*")).read_bytes().decode()
        assert kept[found[name]["start"] : found[name]["end"]] == found[name]["quote"]


def test_several_files_are_added_by_one_command(run: Run, documents: Path) -> None:
    (documents / "footbridge.txt").write_text(PLAIN, "utf-8")
    (documents / "market.md").write_text(MARKET, "utf-8")
    added = run("add", documents / "footbridge.txt", documents / "market.md")
    assert added.stdout.startswith("added 2 (footbridge, market), ")
    both = run("add", documents / "footbridge.txt", documents / "market.md", "--title", "Two")
    assert (both.exit_code, "are of one file" in both.stderr) == (2, True)


def test_a_running_server_answers_from_what_it_is_sent(run: Run, tmp_path: Path, start_server: Run) -> None:
    token = run("token", "make", "crane").stdout.strip()
    url = start_server("--data", tmp_path, "--workers", "1").url

    def call(method: str, address: str, body: bytes | None = None, media: str = "application/json") -> Any:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": media}
        with urlopen(Request(url + address, body, headers, method=method), timeout=60) as reply:  # noqa: S310 (ours)
            return json.load(reply)

    job = call("PUT", "/api/v1/articles/footbridge", DOCUMENTS[".pdf"], DOCUMENT_SUFFIXES[".pdf"])
    deadline = time.monotonic() + 60
    while job["state"] in ("queued", "running") and time.monotonic() < deadline:
        time.sleep(0.1)
        job = call("GET", f"/api/v1/index/rebuilds/{job['id']}")
    assert job["state"] == "done"
    while call("GET", "/api/v1/index")["version"] != job["version"] and time.monotonic() < deadline:
        time.sleep(0.1)
    citation = cited(call("POST", "/api/v1/ask", json.dumps({"question": QUESTION}).encode()))
    text = call("GET", "/api/v1/articles/footbridge")["text"]
    assert text[citation["start"] : citation["end"]] == citation["quote"]
