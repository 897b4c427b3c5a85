"""A backup of the folder for data, and what is put back of it: all, or nothing."""

import io
import json
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from corpus import locked
from web import backup
from web.backup import RESTORING, BackupRefused, write_backup
from web.jobs.documents import Upload
from web.jobs.job import JobKind
from web.jobs.store import JobStore, building
from web.restore import carry_on, end_restore, restore_backup
from web.store.feedback import FeedbackStore, FeedbackVerdict, Opinion
from web.store.token import new_token

Run = Callable[..., Result]
OPINION = Opinion("Who?", (), "v", None, FeedbackVerdict.CORRECT, "", True, ())


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """A folder for data with an article, a change that waits, feedback and a token."""
    data = tmp_path / "harbour"
    (data / "articles").mkdir(parents=True)
    (data / "articles" / "ferry.txt").write_text("The ferry rests on Mondays.\n", "utf-8")
    (data / "articles" / "catalogue.toml").write_text('[ferry]\ntitle = "The ferry"\n', "utf-8")
    JobStore(data).enqueue(JobKind.PUT, "tram", Upload(b"The tram runs at night.", ".txt", {}))
    FeedbackStore(data).add(OPINION)
    new_token(data)
    return data


@pytest.fixture
def archive(harbour: Path, tmp_path: Path) -> Path:
    """A backup of it."""
    write_backup(harbour, tmp_path / "kept.tar.gz")
    return tmp_path / "kept.tar.gz"


def changed(archive: Path, to: Path, **files: bytes | tarfile.TarInfo | None) -> Path:
    """A copy of a backup with other files of some names, more of them, or without (None)."""
    with tarfile.open(archive) as source, tarfile.open(to, "w:gz") as target:
        for member in source:
            if member.name not in files:
                target.addfile(member, source.extractfile(member))
        for name, raw in files.items():
            if isinstance(raw, bytes):
                info = tarfile.TarInfo(name)
                info.size = len(raw)
                target.addfile(info, io.BytesIO(raw))
            elif raw is not None:
                target.addfile(raw)
    return to


def test_all_but_tokens_is_put_back_as_it_was(archive: Path, harbour: Path, tmp_path: Path) -> None:
    restored = tmp_path / "restored"
    assert restore_backup(archive, restored) == 6
    assert (restored / "articles" / "ferry.txt").read_text("utf-8") == "The ferry rests on Mondays.\n"
    assert (restored / "articles" / "catalogue.toml").exists()
    (job,) = JobStore(restored).pending()
    assert JobStore(restored).upload(job).raw == b"The tram runs at night."
    assert [record.opinion for record in FeedbackStore(restored).records()] == [OPINION]
    assert not [path for path in restored.iterdir() if "token" in path.name]
    assert not [path for path in restored.iterdir() if path.name.startswith(".")]
    assert (archive.stat().st_mode & 0o077, restored.stat().st_mode & 0o077) == (0, 0)


def test_no_change_comes_while_files_are_read(harbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def add(tar: tarfile.TarFile, name: str, raw: bytes) -> str:
        with closing(sqlite3.connect(harbour / "jobs.sqlite", timeout=0)) as other:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            tried.append(name)
        with locked(harbour / "articles.lock", wait=False) as lock:
            assert lock is None
        return real(tar, name, raw)

    real = backup._add
    monkeypatch.setattr(backup, "_add", add)
    write_backup(harbour, tmp_path / "kept.tar.gz")
    assert len(tried) == 7
    JobStore(harbour).enqueue(JobKind.DELETE, "ferry")


def test_nothing_is_restored_over_what_is_there_unless_told(archive: Path, harbour: Path) -> None:
    (harbour / "articles" / "ferry.txt").write_text("The ferry rests on Fridays.\n", "utf-8")
    (harbour / "articles" / "later.txt").write_text("A later article.\n", "utf-8")
    with pytest.raises(BackupRefused, match="--replace"):
        restore_backup(archive, harbour)
    assert "Fridays" in (harbour / "articles" / "ferry.txt").read_text("utf-8")
    restore_backup(archive, harbour, replace=True)
    assert "Mondays" in (harbour / "articles" / "ferry.txt").read_text("utf-8")
    assert not (harbour / "articles" / "later.txt").exists()
    assert (harbour / "tokens.json").exists() or (harbour / "token").exists()


def test_no_file_is_written_over_by_a_backup(archive: Path, harbour: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(BackupRefused, match="already"):
        write_backup(harbour, archive)
    assert archive.read_bytes() == before


def link(name: str) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
    return info


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"articles/../../out.txt": b"A text."}, id="a-way-out"),
        pytest.param({"/articles/out.txt": b"A text."}, id="a-place-from-the-top"),
        pytest.param({"articles/out.txt": link("articles/out.txt")}, id="a-link"),
        pytest.param({"tokens.json": b"[]"}, id="tokens"),
        pytest.param({"articles/ferry.txt": b"Another text."}, id="a-text-that-was-changed"),
        pytest.param({"articles/more.txt": b"One more."}, id="a-text-that-was-added"),
        pytest.param({"articles/ferry.txt": None}, id="a-text-that-was-taken-out"),
        pytest.param({"backup.json": None}, id="no-list"),
        pytest.param({"backup.json": json.dumps({"format": 2}).encode()}, id="another-format"),
        pytest.param({"backup.json": b"[]"}, id="a-list-that-is-none"),
    ],
)
def test_what_is_no_whole_backup_changes_nothing(files: dict[str, Any], archive: Path, tmp_path: Path) -> None:
    other = changed(archive, tmp_path / "other.tar.gz", **files)
    with pytest.raises(BackupRefused):
        restore_backup(other, tmp_path / "restored")
    assert list((tmp_path / "restored").glob("*[!k]")) == []
    assert not (tmp_path / "out.txt").exists()


@pytest.mark.parametrize("left", [0, 10, 200])
def test_a_backup_that_was_cut_short_is_refused(left: int, archive: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(archive.read_bytes()[:left])
    with pytest.raises(BackupRefused):
        restore_backup(cut, tmp_path / "restored")


class Killed(BaseException):
    """Ends a work as a kill does."""


def kill(monkeypatch: pytest.MonkeyPatch, kill_at: int, work: Callable[[], object]) -> bool:
    """Kill a work before one of the steps that it changes the disk by; whether it ended first."""
    steps = count()

    def step(real: Any) -> Any:
        def taken(*arguments: Any, **more: Any) -> Any:
            if next(steps) >= kill_at:  # whoever is killed does not tidy up either
                raise Killed
            return real(*arguments, **more)

        return taken

    with monkeypatch.context() as patched:
        for place, name in ((Path, "rename"), (Path, "rmdir"), (Path, "unlink"), (shutil, "rmtree")):
            patched.setattr(place, name, step(getattr(place, name)))
        try:
            work()
        except Killed:
            return False
    return True


def kept_in(data: Path) -> object:
    """What a backup has of a folder for data."""
    files = {str(path.relative_to(data)): path.read_bytes() for path in data.glob("[aio]*/*") if path.is_file()}
    return files, [job.article for job in JobStore(data).pending()], FeedbackStore(data).records()


def test_a_restore_that_is_killed_leaves_what_was_there_or_all_of_the_backup(
    archive: Path, harbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = kept_in(harbour)
    (harbour / "articles" / "ferry.txt").unlink()
    (harbour / "articles" / "later.txt").write_text("A later article.\n", "utf-8")
    (harbour / "originals").mkdir()
    (harbour / "originals" / "later.pdf").write_bytes(b"%PDF")
    JobStore(harbour).enqueue(JobKind.DELETE, "tram")
    FeedbackStore(harbour).add(OPINION)
    old, left, mixed = kept_in(harbour), set(), 0
    for kill_at in count():
        data = shutil.copytree(harbour, tmp_path / str(kill_at))
        ended = kill(monkeypatch, kill_at, partial(restore_backup, archive, data, replace=True))
        decided = (data / RESTORING).exists()
        if (data / RESTORING / "new").exists():
            with pytest.raises(BackupRefused, match=r"pioneer-qa index|no articles of its own"):
                write_backup(data, tmp_path / "mixed.tar.gz")
            mixed += 1
        assert not (tmp_path / "mixed.tar.gz").exists()
        assert carry_on(data) is decided
        assert not list(data.glob(".restored-*"))
        assert kept_in(data) == (new if decided else old), kill_at
        left.add(decided)
        JobStore(data).enqueue(JobKind.DELETE, "ferry")  # which is not taken away by carrying on once more
        assert carry_on(data) is decided and len(JobStore(data).pending()) == (2 if decided else 3)
        end_restore(data)
        assert carry_on(data) is False and not (data / RESTORING).exists()
        if ended:
            break
    assert left == {True, False} and kill_at >= 8 and mixed >= 6


def test_the_end_of_a_restore_that_is_killed_leaves_nothing_behind(
    archive: Path, harbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restore_backup(archive, harbour, replace=True)
    told = []
    for kill_at in count():
        data = shutil.copytree(harbour, tmp_path / str(kill_at))
        ended = kill(monkeypatch, kill_at, partial(end_restore, data))
        told.append(carry_on(data))
        assert (data / RESTORING).exists() is told[-1]
        if ended:
            break
    assert told == [True, False, False]


def test_what_another_unpacks_is_not_deleted(harbour: Path) -> None:
    (harbour / ".restored-1").mkdir()
    with building(harbour):
        assert carry_on(harbour) is False and (harbour / ".restored-1").exists()
    assert carry_on(harbour) is False and not (harbour / ".restored-1").exists()


def test_what_was_restored_and_not_indexed_is_indexed_by_whoever_comes_next(
    run: Run, archive: Path, tmp_path: Path
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "tram.txt").write_text("The tram rests on Fridays.\n", "utf-8")
    assert run("index").exit_code == 0
    restore_backup(archive, tmp_path, replace=True)  # and then it is killed
    asked = run("ask", "When does the ferry rest?")
    assert "A backup was being restored; indexing its articles." in asked.stderr
    assert "Mondays" in asked.stdout
    assert not (tmp_path / RESTORING).exists()
    assert "restored" not in run("ask", "When does the ferry rest?").stderr


def test_the_commands_keep_and_put_back_and_index(run: Run, harbour: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.tar.gz"
    assert run("backup", kept, "--data", harbour).exit_code == 0
    done = run("restore", kept, "--data", tmp_path / "restored")
    assert done.exit_code == 0, done.output
    assert "added 1 (ferry)" in done.stdout
    refused = run("restore", kept, "--data", harbour)
    assert (refused.exit_code, "--replace" in refused.stderr) == (1, True)
