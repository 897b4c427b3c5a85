"""`serve --watch`: what is dropped into the articles' folder, or taken out of it, is indexed without being asked."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from live import REBUILDS, Site, crossing, until

QUESTION = "Who keeps the Larkhill crossing?"
TEXT = crossing("Larkhill", 7)


@pytest.fixture
def watched(tmp_path: Path, start_server: Callable[..., Any]) -> Callable[..., Any]:
    """Starts a server that watches, and waits until it does."""

    def start(*arguments: str | Path) -> Any:
        server = start_server("--watch", "--data", tmp_path / "data", "--workers", "2", *arguments)
        until(lambda: "folder is watched" in server.output.read_text("utf-8"))
        return server

    return start


def test_a_file_that_is_dropped_answers_and_one_that_is_deleted_is_gone(
    watched: Callable[..., Any], tmp_path: Path
) -> None:
    site = Site(watched().url)
    dropped = tmp_path / "data" / "articles" / "larkhill.txt"
    dropped.write_text(TEXT, "utf-8")
    until(lambda: site.cites(QUESTION) == "larkhill")
    dropped.write_text(TEXT.replace("warden 7", "warden 8"), "utf-8")
    until(lambda: "warden 8" in site.ask(QUESTION)["passages"][0]["text"])
    dropped.unlink()
    until(lambda: site.get("/api/v1/index")["articles"] == 5)
    job = until(lambda: next((job for job in site.get(REBUILDS)["jobs"] if job["receipt"]), None))
    assert job["receipt"]["articles"] == ["larkhill"]
    assert b"warden 8" not in b"".join(p.read_bytes() for p in (tmp_path / "data").rglob("*") if p.is_file())


def test_a_file_that_is_no_article_is_refused_by_name_until_it_is_mended(
    watched: Callable[..., Any], tmp_path: Path
) -> None:
    site = Site(watched().url)
    before = site.get("/api/v1/index")["version"]
    dropped = tmp_path / "data" / "articles" / "larkhill.txt"
    dropped.write_bytes(b"\xff\xfe\xff")
    job = until(lambda: next((job for job in site.get(REBUILDS)["jobs"] if job["finished_at"]), None))
    assert job["state"] == "refused" and "larkhill.txt" in job["error"]["detail"]
    assert site.get("/api/v1/index")["version"] == before
    dropped.write_text(TEXT, "utf-8")
    until(lambda: site.cites(QUESTION) == "larkhill")


@pytest.mark.parametrize("kind", ["folder", "jsonl"])
def test_a_place_of_ones_own_is_watched_and_only_read(watched: Callable[..., Any], tmp_path: Path, kind: str) -> None:
    corpus = tmp_path / ("corpus" if kind == "folder" else "corpus.jsonl")

    def write(texts: dict[str, str]) -> None:
        if kind == "folder":
            corpus.mkdir(exist_ok=True)
            for article_id, text in texts.items():
                (corpus / f"{article_id}.txt").write_text(text, "utf-8")
        else:
            rows = [json.dumps({"id": article_id, "text": text}) for article_id, text in texts.items()]
            corpus.write_text("\n".join(rows), "utf-8")

    write({"brannock": crossing("Brannock", 1)})
    site = Site(watched("--corpus", corpus).url)
    assert site.cites("Who keeps the Brannock crossing?") == "brannock"
    write({"brannock": crossing("Brannock", 1), "larkhill": TEXT})
    until(lambda: site.cites(QUESTION) == "larkhill")
    standing = sorted(path.name for path in corpus.iterdir()) if kind == "folder" else [corpus.name]
    assert standing == (["brannock.txt", "larkhill.txt"] if kind == "folder" else ["corpus.jsonl"])
