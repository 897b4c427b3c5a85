"""The commands that build an index: what they say, where it stands, and what is left of what they remove."""

import json
import os
import re
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from corpus import SHIPPED_ARTICLES
from corpus.files import folder
from index.disk.manifest import FORMAT

CRISIS = "Which pioneer is piloting a crisis house?"
Run = Callable[..., Result]


@pytest.fixture
def harbours(tmp_path: Path) -> Path:
    """A folder of two articles."""
    folder = tmp_path / "harbours"
    folder.mkdir()
    (folder / "north.txt").write_text("The north harbour opened in 1901.\n", "utf-8")
    (folder / "south.txt").write_text("The south harbour opened in 1955.\n", "utf-8")
    return folder


def test_index_says_what_changed(run: Run, harbours: Path, tmp_path: Path) -> None:
    def index() -> str:
        return run("index", "--corpus", harbours, "--index", tmp_path / "index").stdout

    ended = r"; 2 articles, 2 sentences; version sha256:[0-9a-f]{64}\n"
    assert re.fullmatch(r"added 2 \(north, south\), changed 0, removed 0" + ended, index())
    assert re.fullmatch("nothing changed" + ended, index())
    (harbours / "south.txt").write_text("The south harbour opened in 1956.\n", "utf-8")
    (harbours / "north.txt").rename(harbours / "west.txt")
    assert re.fullmatch(r"added 1 \(west\), changed 1 \(south\), removed 1 \(north\)" + ended, index())


def of_format(index: Path, format: int) -> None:
    """Have an index told as one of another version of the program."""
    for manifest in index.glob("generations/*/manifest.json"):
        manifest.write_text(manifest.read_text("utf-8").replace(f'"format": {FORMAT}', f'"format": {format}'), "utf-8")


def test_an_index_of_an_earlier_version_is_made_anew_from_the_articles_and_it_is_said(run: Run, tmp_path: Path) -> None:
    assert run("index").exit_code == 0
    of_format(tmp_path / "index", FORMAT - 1)
    asked = run("ask", CRISIS)
    assert asked.exit_code == 0
    assert "The index is of an earlier version of this program; indexing the articles anew." in asked.stderr
    assert run("ask", CRISIS).stderr == ""


def test_an_index_of_a_later_version_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("index").exit_code == 0
    of_format(tmp_path / "index", FORMAT + 1)
    asked = run("ask", CRISIS)
    assert (asked.exit_code, f"has format {FORMAT + 1}" in asked.stderr) == (1, True)


def test_an_index_of_an_earlier_version_is_made_anew_only_where_its_articles_are_known(
    run: Run, harbours: Path, tmp_path: Path
) -> None:
    index = ("--index", tmp_path / "harbour-index")
    assert run("index", "--corpus", harbours, *index).exit_code == 0
    of_format(tmp_path / "harbour-index", FORMAT - 1)
    assert run("ask", *index, "When did the north harbour open?").exit_code == 1
    assert "1901" in run("ask", "--corpus", harbours, *index, "When did the north harbour open?").stdout


def test_index_names_only_a_few_of_many(run: Run, tmp_path: Path) -> None:
    rows = [{"id": f"a{number}", "text": f"Harbour {number} is open."} for number in range(8)]
    (tmp_path / "many.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert run("index", "--corpus", tmp_path / "many.jsonl").stdout.startswith(
        "added 8 (a0, a1, a2, a3, a4 and 3 more),"
    )


@pytest.mark.parametrize(
    "moment",
    [
        "index.generations.publish.replace_file",
        "index.build.cache.Cache.keep",
        "index.generations.publish.prune",
        "index.disk.leases.shutil.rmtree",
    ],
    ids=["before it is published", "before it is out of the cache", "before any file is deleted", "before all are"],
)
def test_a_removal_that_was_broken_off_can_be_asked_for_again_until_it_is_done(
    run: Run, harbours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def interrupt(*found: Any, **_: bool) -> None:
        if moment.endswith("rmtree"):
            next(found[0].glob("vectors.npy")).unlink()
        raise KeyboardInterrupt

    assert run("add", harbours).exit_code == 0
    monkeypatch.setattr(moment, interrupt)
    assert run("remove", "north").exit_code == 130
    monkeypatch.undo()
    assert run("remove", "north").exit_code == 0
    left = [path for path in (tmp_path / "index").rglob("*") if path.is_file() and b"1901" in path.read_bytes()]
    assert left == []
    again = run("remove", "north")
    assert again.exit_code == 1 and "north: there is no article of this id" in again.stderr


def test_index_says_that_word_vectors_are_missing(
    run: Run, harbours: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    told = "; without word vectors: a word of a question matches only itself"
    assert told not in run("index", "--corpus", harbours).stdout
    request.getfixturevalue("without_vectors")
    first, second = (run("index", "--corpus", harbours, "--index", tmp_path / "bare").stdout for _ in range(2))
    assert told in first and told in second
    assert second.startswith("nothing changed")


def test_the_index_stands_in_the_data_folder_unless_told_otherwise(run: Run, tmp_path: Path, harbours: Path) -> None:
    assert run("index").exit_code == 0
    assert (tmp_path / "index").is_dir()
    elsewhere = tmp_path / "elsewhere"
    assert run("index", "--data", elsewhere).exit_code == 0
    assert (elsewhere / "index").is_dir()
    assert run("index", "--corpus", harbours, "--index", tmp_path / "other").exit_code == 0
    assert (tmp_path / "other").is_dir() and not (tmp_path / "indexes").exists()


def test_each_corpus_has_an_index_of_its_own(
    run: Run, harbours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("index").exit_code == 0
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ferry.jsonl").write_text('{"id": "ferry", "text": "The ferry rests on Mondays."}', "utf-8")
    (tmp_path / "link").symlink_to(harbours)
    assert run("ask", "--corpus", harbours, CRISIS).stderr.startswith("added 2 (north, south), changed 0, removed 0; ")
    assert run("ask", "--corpus", "ferry.jsonl", CRISIS).stderr.startswith("added 1 (ferry), changed 0, removed 0; ")
    for name in ("harbours", "link", "./link/../harbours/"):
        assert run("ask", "--corpus", name, CRISIS).stderr.startswith("nothing changed; 2 articles")
    assert len(list((tmp_path / "indexes").iterdir())) == 2
    assert run("index").stdout.startswith("nothing changed; 5 articles")
    assert "crisis house" in run("ask", CRISIS).stdout
    assert "added" not in run("serve", "--corpus", harbours, "--host", "192.0.2.1").stderr


@pytest.mark.parametrize("command", ["index", "index --corpus harbours", "add harbours/north.txt", "token make crane"])
@pytest.mark.usefixtures("harbours")
def test_the_folder_for_data_is_its_owners_alone_where_the_program_makes_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*command.split(), "--data", "made/data").exit_code == 0
    assert stat.S_IMODE(Path("made/data").stat().st_mode) == 0o700
    Path("own").mkdir(mode=0o755)
    assert run(*command.split(), "--data", "own").exit_code == 0
    assert stat.S_IMODE(Path("own").stat().st_mode) == 0o755


def test_the_folder_of_the_articles_that_ship_is_never_written_to(run: Run) -> None:
    def state() -> list[tuple[str, int, int]]:
        return sorted((str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in SHIPPED_ARTICLES.iterdir())

    before = state()
    assert run("index").exit_code == 0
    assert state() == before


def test_verify_tells_of_damage_and_exits_with_it(run: Run, harbours: Path, tmp_path: Path) -> None:
    run("index", "--corpus", harbours)
    assert run("verify").exit_code == 1
    whole = run("verify", "--corpus", harbours)
    assert (whole.exit_code, whole.stdout.count("whole")) == (0, 2)
    assert re.match(r"\w{32} sha256:\w{64} answers: whole\n", whole.stdout)
    (path,) = (tmp_path / "indexes").rglob("rows-terms.npy")
    path.write_bytes(path.read_bytes() + b"\0")
    broken = run("verify", "--corpus", harbours)
    assert broken.exit_code == 1
    assert str(path) in broken.stdout


def test_what_was_not_read_and_the_ids_that_were_made_are_told(run: Run, harbours: Path) -> None:
    (harbours / "2024").mkdir()
    (harbours / "2024" / "The old harbour.txt").write_text("The old harbour opened in 1820.\n", "utf-8")
    for name in ("a.doc", "b.doc", "~$north.docx", "empty.txt"):
        (harbours / name).write_bytes(b"")
    first, second = run("index", "--corpus", harbours), run("index", "--corpus", harbours)
    assert first.stderr == (
        "ids made of names: 2024/The old harbour.txt → 2024-The-old-harbour\n"
        "passed over: 2 .doc, 1 empty, 1 temporary file\n"
    )
    assert second.stderr == "passed over: 2 .doc, 1 empty, 1 temporary file\n"


@pytest.mark.parametrize("kind", ["folder", "jsonl", "csv"])
def test_one_bad_article_of_many_leaves_the_index_as_it_was_or_is_left_out(run: Run, tmp_path: Path, kind: str) -> None:
    corpus = tmp_path / ("many" if kind == "folder" else f"many.{kind}")

    def write(number: int, text: str) -> None:
        texts[f"a{number:02}"] = text
        if kind == "folder":
            corpus.mkdir(exist_ok=True)
            for name, raw in texts.items():
                (corpus / f"{name}.txt").write_bytes(raw.encode("latin-1"))
            return
        head = "id,text\n" if kind == "csv" else ""
        row = "{},{}\n" if kind == "csv" else '{{"id": "{}", "text": "{}"}}\n'
        corpus.write_bytes((head + "".join(row.format(*pair) for pair in texts.items())).encode("latin-1"))

    texts: dict[str, str] = {}
    for number in range(20):
        write(number, f"Harbour {number} is open.")
    before = run("index", "--corpus", corpus).stdout
    write(3, "Harb\xf6ur 3 is shut.")
    write(20, "A new harbour.")
    refused = run("index", "--corpus", corpus)
    assert refused.exit_code == 1 and refused.stdout == "" and "not UTF-8 (byte 0xf6); " in refused.stderr
    assert run("ask", "--corpus", corpus, "Which harbour is new?").exit_code == 1
    assert f"{before.strip().rpartition('version ')[2]} answers: whole" in run("verify", "--corpus", corpus).stdout
    skipped = run("index", "--corpus", corpus, "--skip-bad")
    assert skipped.stdout.startswith("added 1 (a20), changed 0, removed 1 (a03); 20 articles")
    assert "left out: " in skipped.stderr and skipped.stderr.endswith("left out: 1 refused\n")
    for arguments, status in ((["--skip-bad"], 0), ([], 1)):
        assert run("ask", "--corpus", corpus, *arguments, "Which harbour is new?").exit_code == status
    write(3, "Harbour 3 is shut.")
    assert run("index", "--corpus", corpus).stdout.startswith("added 1 (a03), changed 0, removed 0; 21 articles")


def test_all_refusals_are_told_a_line_each(run: Run, harbours: Path) -> None:
    for number in range(7):
        (harbours / f"bad{number}.pdf").write_bytes(b"%PDF-1.4\n%%EOF" if number else b"no PDF")
    told = run("index", "--corpus", harbours)
    lines = told.stderr.splitlines()
    assert (told.exit_code, told.stdout, len(lines)) == (1, "", 8)
    assert all(f"bad{number}.pdf: " in line and "; " in line for number, line in enumerate(lines[:7]))
    assert lines[7].startswith(
        "pioneer-qa: 7 articles are refused (bad0.pdf, bad1.pdf, bad2.pdf, bad3.pdf, bad4.pdf and"
    )
    assert lines[7].endswith("; mend or remove them, or leave them out with --skip-bad")
    skipped = run("index", "--corpus", harbours, "--skip-bad")
    assert skipped.stdout.startswith("added 2 (north, south)") and "left out: 7 refused" in skipped.stderr
    assert run("index", "--corpus", harbours, "--skip-bad").stdout.startswith("nothing changed; 2 articles")
    assert run("index", "--corpus", harbours).exit_code == 1


def test_nothing_but_bad_articles_is_no_index(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\xff")
    assert run("index", "--corpus", tmp_path, "--index", tmp_path / "index", "--skip-bad").exit_code == 1


def test_add_takes_a_folder_as_it_is(run: Run, harbours: Path) -> None:
    (harbours / "The east.txt").write_text("The east harbour opened in 1960.\n", "utf-8")
    (harbours / "bad.txt").write_bytes(b"\xff")
    (harbours / "worse.pdf").write_bytes(b"\xff")
    refused = run("add", harbours)
    assert refused.exit_code == 1 and len(refused.stderr.splitlines()) == 3
    added = run("add", "--skip-bad", harbours)
    assert added.stdout.startswith("added 8 (The-east, ") and "left out: 2 refused" in added.stderr
    assert "ids made of names: The east.txt → The-east\n" in added.stderr
    assert run("remove", "The-east").stdout.startswith("added 0, changed 0, removed 1 (The-east)")


def test_what_ones_own_folder_does_not_give_is_not_removed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "north.txt").write_text("The north harbour opened in 1901.\n", "utf-8")
    run("add", tmp_path / "north.txt")
    (tmp_path / "articles" / "north.txt").write_bytes(b"\xff")
    assert run("index").exit_code == 1
    assert "removed 1 (north)" in run("index", "--skip-bad").stdout
    assert not (tmp_path / "removals.json").exists()


def test_ask_reads_no_file_again_that_looks_as_it_did(
    run: Run, harbours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in harbours.iterdir():
        os.utime(path, (1e9, 1e9))
    time.sleep(0.1)  # longer than a tick of the disk's clock
    asked = ("ask", "--corpus", harbours, "When did the south harbour open?")
    assert "added 2" in run(*asked).stderr
    read: list[Path] = []
    real = folder._read_document
    monkeypatch.setattr(folder, "_read_document", lambda *parts: (read.append(parts[1]), real(*parts))[1])
    again = run(*asked)
    assert again.stderr.startswith("nothing changed; 2 articles, 2 sentences; version sha256:") and read == []
    assert "1955" in again.stdout
    (harbours / "south.txt").write_text("The south harbour opened in 1956.\n", "utf-8")
    assert "1956" in run(*asked).stdout and len(read) == 2
    read.clear()
    time.sleep(0.1)
    assert "1956" in run(*asked).stdout
    (harbours / "words.toml").write_text("", "utf-8")
    assert "1956" in run(*asked, "--vocabulary", harbours / "words.toml").stdout and len(read) >= 2


def test_ask_reads_all_again_where_another_index_was_published(run: Run, harbours: Path, tmp_path: Path) -> None:
    index = tmp_path / "other"
    time.sleep(0.1)
    asked = ("ask", "--corpus", harbours, "--index", index, "When did the south harbour open?")
    run(*asked)
    looked = (index / "looked").read_bytes()
    run("index", "--index", index)  # of other articles
    (index / "looked").write_bytes(looked)
    assert "added 2 (north, south)" in run(*asked).stderr
    (index / "looked").write_bytes(b"{")
    assert "nothing changed" in run(*asked).stderr


def test_a_folder_for_data_that_others_may_read_is_told_and_what_is_made_in_it_is_not(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)
    told = run("index", "--data", data)
    assert f"others on this machine may read {data}; run: chmod 700 {data}\n" in told.stderr
    assert {path.name: oct(path.stat().st_mode)[-3:] for path in data.iterdir() if path.is_dir()} == {
        "articles": "700", "index": "700"
    }  # fmt: skip
    data.chmod(0o700)
    assert "others" not in run("index", "--data", data).stderr
