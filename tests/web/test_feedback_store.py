"""The records of feedback: kept for several processes, and forgotten with an article."""

import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from web.store import feedback as module
from web.store.copied import Copied
from web.store.feedback import Cited, FeedbackStore, FeedbackVerdict, Opinion

VERSION = f"sha256:{'0' * 64}"
FERRY = "The ferry Canaria leaves the north quay at noon, and rests on Mondays."
MARKET = "The fish market moves to the south quay in autumn, with all its forty stalls."


def cited(article_id: str, quote: str = FERRY) -> Cited:
    return Cited(article_id, "sha256:1", 0, len(quote), quote)


PLAIN = Opinion("When does it leave?", (), VERSION, None, FeedbackVerdict.WRONG_ANSWER, "", None, ())
QUOTING = replace(PLAIN, passage=1, verdict=FeedbackVerdict.CORRECT, answered=True, cited=(cited("ferry"),))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(data: Path) -> FeedbackStore:
    return FeedbackStore(data)


def opinions(store: FeedbackStore) -> list[Opinion]:
    return [record.opinion for record in store.records()]


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_before_the_first_record_there_is_none_and_nothing_is_made(store: FeedbackStore, data: Path) -> None:
    assert store.records() == ()
    store.forget(["ferry"], [FERRY])
    assert not data.exists()


def test_records_are_kept_as_they_came_and_listed_oldest_first(store: FeedbackStore, data: Path) -> None:
    full = replace(QUOTING, history=("Where is the ferry?", "Ünd\x00?"), comment="Right.", answered=False)
    ids = [store.add(opinion) for opinion in (PLAIN, full)]
    records = FeedbackStore(data).records()
    assert [record.id for record in records] == ids
    assert [record.opinion for record in records] == [PLAIN, full]
    assert all(record.at.endswith("+00:00") for record in records)


def test_a_record_that_is_taken_away_leaves_nothing_on_the_disk(store: FeedbackStore, data: Path) -> None:
    store.remove(["none"])
    assert not data.exists()
    gone = store.add(replace(QUOTING, question="Does Quillfeather leave?", comment="Quillfeather!", narrowed=True))
    left = store.add(replace(QUOTING, cited=(cited("market", MARKET),)))
    store.remove([gone, "none"])
    assert [record.id for record in store.records()] == [left]
    assert not any(words in bytes_in(data) for words in (b"Quillfeather", FERRY.encode()))


def test_only_the_newest_records_are_kept(store: FeedbackStore, monkeypatch: pytest.MonkeyPatch) -> None:
    assert module.KEPT == 10_000
    monkeypatch.setattr(module, "KEPT", 2)
    ids = [store.add(replace(QUOTING, comment=str(number))) for number in range(4)]
    assert [record.id for record in store.records()] == ids[2:]


def test_what_earlier_versions_counted_by_goes_with_the_next_record(store: FeedbackStore, data: Path) -> None:
    store.add(PLAIN)
    with closing(sqlite3.connect(data / "feedback.sqlite")) as database:
        database.executescript("CREATE TABLE sent (sender); CREATE TABLE salts (day); INSERT INTO sent VALUES ('me');")
    store.add(PLAIN)
    with closing(sqlite3.connect(data / "feedback.sqlite")) as database:
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"feedback", "cited"} <= names and not names & {"sent", "salts"}


@pytest.mark.parametrize(
    ("opinion", "left"),
    [
        pytest.param(QUOTING, [], id="its only place"),
        pytest.param(
            replace(QUOTING, cited=(cited("ferry"), cited("copy"))),
            [replace(QUOTING, cited=(cited("copy"),))],
            id="one of two places",
        ),
        pytest.param(replace(QUOTING, cited=(cited("copy"),)), None, id="another article"),
        pytest.param(replace(PLAIN, comment=f"It says: {FERRY[5:45]}!"), [], id="a comment that copies"),
        pytest.param(replace(PLAIN, question=FERRY[7:60].upper()), [], id="a question that does, in capitals"),
        pytest.param(replace(PLAIN, history=("x", FERRY.replace(" ", "\n\t"))), [], id="an earlier one, spaced out"),
        pytest.param(replace(PLAIN, comment=FERRY[5:36]), None, id="a comment of fewer characters in a row"),
        pytest.param(replace(PLAIN, comment=f"{FERRY[:30]} – {FERRY[30:60]}"), None, id="two short stretches"),
        pytest.param(replace(PLAIN, comment=MARKET), None, id="another article's words"),
    ],
)
def test_a_removal_takes_places_and_copied_words_and_leaves_the_rest(
    store: FeedbackStore, opinion: Opinion, left: list[Opinion] | None
) -> None:
    store.add(PLAIN)
    store.add(opinion)
    store.forget(["ferry", "pier"], [f"Notice.\n\n{FERRY}\n"])
    assert opinions(store) == [PLAIN, *([opinion] if left is None else left)]


@pytest.mark.parametrize("start", range(21))
def test_copied_words_are_found_wherever_they_stand(store: FeedbackStore, start: int) -> None:
    letters = "".join(map(chr, range(0x4E00, 0x4E3D)))
    store.add(replace(PLAIN, comment=letters[start : start + 40]))
    store.forget(["ferry"], [letters])
    assert store.records() == ()


def test_a_text_made_of_an_articles_pieces_is_compared_as_quickly_as_any() -> None:
    # Each a piece of the article and too short to count; to look around every one took half a minute.
    letters = Random(1).randbytes(1_000_000).hex()  # noqa: S311 (to repeat)
    pieces = "".join(letters[start : start + 20] for start in range(0, 460_000, 400))
    copied = Copied([letters])
    began = time.process_time()
    assert len(pieces) == 23_000 and not copied.within(pieces)
    assert time.process_time() - began < 1
    assert copied.within(pieces + letters[1_000:1_040])


def test_what_is_forgotten_stands_nowhere_on_the_disk_though_another_has_the_file_open(
    store: FeedbackStore, data: Path
) -> None:
    store.add(PLAIN)
    with closing(sqlite3.connect(data / "feedback.sqlite")) as other:
        assert other.execute("SELECT count(*) FROM feedback").fetchone() == (1,)
        store.add(QUOTING)
        assert b"Canaria" in bytes_in(data)
        store.forget(["ferry"], [FERRY])
        assert b"Canaria" not in bytes_in(data)
