"""`serve --watch`: what is dropped into the articles' folder, or taken out of it, is indexed without being asked."""

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from live import REBUILDS, Site, crossing, until

from web.store.token import new_token

pytestmark = pytest.mark.long

QUESTION = "Which warden keeps the Larkhill crossing?"
TEXT = crossing("Larkhill", 7)


@pytest.fixture
def watched(tmp_path: Path, start_server: Callable[..., Any]) -> Callable[..., Any]:
    """Starts a server that watches, and waits until it does."""

    def start(*arguments: str | Path) -> Any:
        server = start_server("--watch", "--data", tmp_path / "data", "--workers", "2", *arguments)
        until(lambda: "folder is watched" in server.output.read_text("utf-8"), 20)
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
    until(lambda: "warden 8" in str(site.ask(QUESTION)["passages"]))
    dropped.unlink()
    until(lambda: site.get("/api/v1/index")["articles"] == 5)
    job = until(lambda: next((job for job in site.get(REBUILDS)["jobs"] if job["receipt"]), None))
    assert job["receipt"]["articles"] == ["larkhill"]
    assert b"warden 8" not in b"".join(p.read_bytes() for p in (tmp_path / "data").rglob("*") if p.is_file())


def test_a_file_that_is_no_article_is_refused_by_name_until_it_is_mended(
    watched: Callable[..., Any], tmp_path: Path
) -> None:
    site = Site(watched().url, new_token(tmp_path / "data"))
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
    assert site.cites("Which warden keeps the Brannock crossing?") == "brannock"
    write({"brannock": crossing("Brannock", 1), "larkhill": TEXT})
    until(lambda: site.cites(QUESTION) == "larkhill")
    standing = sorted(path.name for path in corpus.iterdir()) if kind == "folder" else [corpus.name]
    assert standing == (["brannock.txt", "larkhill.txt"] if kind == "folder" else ["corpus.jsonl"])


def test_a_subfolder_is_watched_like_its_folder(watched: Callable[..., Any], tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "notices", "brannock")
    site = Site(watched("--corpus", corpus).url)
    (corpus / "2024").mkdir()
    for number in (7, 8):
        (corpus / "2024" / "larkhill.txt").write_text(crossing("Larkhill", number), "utf-8")
        until(lambda number=number: f"warden {number}" in str(site.ask(QUESTION)["passages"]), 20)  # type: ignore[misc]
    jobs = jobs_of(site)
    (corpus / "2024" / "~$larkhill.docx").write_text("Open in Word.", "utf-8")
    assert jobs_of(site) == jobs


@pytest.mark.parametrize("by", ["moves", "a copy"])
def test_a_subfolder_that_is_swapped_for_another_is_watched_like_it(
    watched: Callable[..., Any], tmp_path: Path, by: str
) -> None:
    corpus = tmp_path / "notices"
    corpus_of(corpus / "2024", "brannock")
    site = Site(watched("--corpus", corpus).url)
    assert jobs_of(site)  # what it asks for at first is done
    new = corpus_of(tmp_path / "new", "whitby")
    if by == "moves":
        (corpus / "2024").rename(tmp_path / "old")
        new.rename(corpus / "2024")
    else:
        shutil.rmtree(corpus / "2024")
        shutil.copytree(new, corpus / "2024")
    until(lambda: "Whitby" in str(site.ask("Which warden keeps the Whitby crossing?")["passages"]), 20)
    for number in (7, 8):
        (corpus / "2024" / "larkhill.txt").write_text(crossing("Larkhill", number), "utf-8")
        until(lambda number=number: f"warden {number}" in str(site.ask(QUESTION)["passages"]), 20)  # type: ignore[misc]


def watched_folders(server: Any) -> int:
    """How many folders the processes of a server watch."""
    workers = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text("utf-8").split()
    told = [path.read_text("utf-8") for pid in workers for path in Path(f"/proc/{pid}/fdinfo").iterdir()]
    return sum(each.count("inotify wd:") for each in told)


def test_what_stands_behind_a_link_is_not_watched_and_holds_nothing_up(
    watched: Callable[..., Any], tmp_path: Path
) -> None:
    for number in range(9):  # in place of all that a disk holds
        (tmp_path / "disk" / f"{number}").mkdir(parents=True)
    corpus = corpus_of(tmp_path / "notices", "brannock")
    (corpus / "2024").mkdir()
    (corpus / "all").symlink_to(tmp_path / "disk")
    (tmp_path / "link").symlink_to(corpus)
    server = watched("--corpus", tmp_path / "link")
    until(lambda: watched_folders(server) == 2)
    (corpus / "2024" / "larkhill.txt").write_text(TEXT, "utf-8")
    until(lambda: "warden 7" in str(Site(server.url).ask(QUESTION)["passages"]), 20)


def corpus_of(place: Path, *names: str) -> Path:
    """A folder with an article for each name."""
    place.mkdir(parents=True)
    for number, name in enumerate(names):
        (place / f"{name}.txt").write_text(crossing(name.capitalize(), number), "utf-8")
    return place


def jobs_of(site: Site) -> list[str]:
    """The kinds of all jobs, once all are finished, oldest first."""
    time.sleep(2)  # for one that should not be there
    until(lambda: all(job["finished_at"] for job in site.get(REBUILDS)["jobs"]))
    return [job["kind"] for job in reversed(site.get(REBUILDS)["jobs"])]


@pytest.mark.parametrize("name", ["notices", ".venv/notices", "node_modules/.git"])
def test_a_folder_is_watched_whatever_it_is_called_and_though_there_is_none_for_data_yet(
    watched: Callable[..., Any], tmp_path: Path, name: str
) -> None:
    corpus = corpus_of(tmp_path / name, "brannock")
    if name != "notices":
        (tmp_path / "data").mkdir()
    site = Site(watched("--corpus", corpus, "--index", tmp_path / "elsewhere").url)
    for number in (7, 8):
        (corpus / "larkhill.txt").write_text(crossing("Larkhill", number), "utf-8")
        until(lambda number=number: f"warden {number}" in str(site.ask(QUESTION)["passages"]), 20)  # type: ignore[misc]


def test_a_folder_that_is_swapped_for_another_is_watched_like_it(watched: Callable[..., Any], tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "notices", "brannock")
    site = Site(watched("--corpus", corpus).url)
    corpus_of(tmp_path / "new", "whitby")
    corpus.rename(tmp_path / "old")
    (tmp_path / "new").rename(corpus)
    until(lambda: site.cites("Which warden keeps the Whitby crossing?") == "whitby", 20)
    for number in (7, 8):
        (corpus / "larkhill.txt").write_text(crossing("Larkhill", number), "utf-8")
        until(lambda number=number: f"warden {number}" in str(site.ask(QUESTION)["passages"]), 20)  # type: ignore[misc]
    jobs = jobs_of(site)
    (tmp_path / "old" / "harrow.txt").write_text(TEXT, "utf-8")
    assert jobs_of(site) == jobs


def test_each_of_two_servers_over_one_folder_for_data_watches_its_own_articles(
    watched: Callable[..., Any], tmp_path: Path
) -> None:
    places = [corpus_of(tmp_path / name, "brannock") for name in ("here", "there")]
    sites = [Site(watched("--corpus", place).url) for place in places]
    (places[1] / "larkhill.txt").write_text(TEXT, "utf-8")
    until(lambda: sites[1].cites(QUESTION) == "larkhill", 20)
    assert jobs_of(sites[0]) == ["rebuild"] and set(jobs_of(sites[1])) == {"rebuild"}  # one when it begins to watch


def test_what_changed_while_nobody_watched_is_indexed_too(watched: Callable[..., Any], tmp_path: Path) -> None:
    server = watched()
    assert jobs_of(Site(server.url)) == ["rebuild"]
    server.process.terminate()
    server.process.wait(20)
    (tmp_path / "data" / "articles" / "larkhill.txt").write_text(TEXT, "utf-8")
    site = Site(watched().url)
    until(lambda: site.cites(QUESTION) == "larkhill", 20)
    assert jobs_of(site) == ["rebuild"] * 2


def test_a_file_is_read_once_it_is_whole(watched: Callable[..., Any], tmp_path: Path) -> None:
    site = Site(watched().url)
    assert jobs_of(site) == ["rebuild"]
    with (tmp_path / "data" / "articles" / "larkhill.txt").open("w", encoding="utf-8") as file:
        for number in range(15):
            file.write(f"The keeper of the year {number} has left.\n\n")
            file.flush()
            time.sleep(0.15)
        assert len(site.get(REBUILDS)["jobs"]) == 1
        file.write(TEXT)
    until(lambda: site.cites(QUESTION) == "larkhill", 20)
    assert jobs_of(site) == ["rebuild"] * 2


def test_what_the_service_writes_itself_does_no_harm_and_what_a_hand_does_is_indexed(
    watched: Callable[..., Any], tmp_path: Path
) -> None:
    site = Site(watched().url, new_token(tmp_path / "data"))
    for known in ({}, {"title": "A crossing at Larkhill"}):
        assert site.finished(site.put("larkhill", TEXT.encode(), **known))["state"] == "done"
    assert site.finished(site.delete("larkhill"))["state"] == "done"
    assert set(jobs_of(site)) == {"put", "delete", "rebuild"}  # the watch cannot tell who changed a file
    version = site.get("/api/v1/index")["version"]
    (tmp_path / "data" / "articles" / "larkhill.txt").write_text(TEXT, "utf-8")
    until(lambda: site.cites(QUESTION) == "larkhill", 20)
    before = jobs_of(site)
    (tmp_path / "data" / "articles" / ".larkhill.txt.swp").write_text(TEXT, "utf-8")
    assert jobs_of(site) == before
    (tmp_path / "data" / "articles" / "catalogue.toml").write_text('[larkhill]\ntitle = "By hand"\n', "utf-8")
    until(lambda: b"By hand" in site.send("GET", "/api/v1/articles/larkhill").body, 20)  # a worker may come later
    assert site.get("/api/v1/index")["version"] != version
