"""What each worker keeps an eye on beside its requests: it goes on whatever it meets."""

import errno
from pathlib import Path

import pytest
from live import until

from index import IndexFolder, build_index
from web.jobs import JobStore
from web.keeper import Keeper
from web.settings import Where


@pytest.fixture
def where(tmp_path: Path) -> Where:
    """A folder of one article, indexed."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "ferry.txt").write_text("The ferry rests on Mondays.\n", "utf-8")
    build_index(tmp_path / "articles", tmp_path / "index")
    return Where(tmp_path, tmp_path / "index")


def test_the_keeper_goes_on_after_what_nobody_foresaw_and_tells_it_once_without_words(
    where: Where, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder, looks = IndexFolder(where.index), []

    def unreadable() -> None:
        looks.append(1)
        if len(looks) < 9:
            raise OSError(errno.EIO, "Input/output error", "/data/a-canary")
        raise SystemError("the canary")

    monkeypatch.setattr("web.keeper.TICK", 0.01)
    monkeypatch.setattr(folder, "searcher", unreadable)
    caplog.set_level("INFO", "pioneer")
    Keeper(folder, where, JobStore(where.data)).start()
    until(lambda: len(looks) > 20, patience=10)
    first, second = [record.getMessage() for record in caplog.records if "stumbles" in record.getMessage()]
    assert "Input/output error" in first and "OSError at tests/test_keeper.py" in first
    assert "SystemError at" in second and "canary" not in first + second
