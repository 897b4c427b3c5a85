"""What people said of answers: kept in SQLite for all of a server's processes, as many as there is room for.

DATA/feedback.sqlite holds the records, each with the words of the passage that it is on.
"""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from secrets import token_hex

from web.store.copied import Copied
from web.store.sqlite import DataFile, as_json, now

KEPT = 10_000
"""How many records are kept; beyond that the oldest go."""

_SCHEMA = """
CREATE TABLE feedback (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL,
  question TEXT NOT NULL, history TEXT NOT NULL, version TEXT NOT NULL, passage INTEGER, verdict TEXT NOT NULL,
  comment TEXT NOT NULL, answered INTEGER);
CREATE TABLE cited (feedback INTEGER NOT NULL REFERENCES feedback (number), article TEXT NOT NULL,
  version TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, quote TEXT NOT NULL);
CREATE INDEX cited_of ON cited (feedback);
CREATE INDEX cited_in ON cited (article);
"""

_NARROWED = "CREATE TABLE IF NOT EXISTS narrowed (feedback INTEGER PRIMARY KEY)"
"""Which records are on an answer from some of the articles; an older file lacks the table."""


class FeedbackVerdict(StrEnum):
    """What is said: the answer or the passage is right, or in which way it is not."""

    CORRECT = "correct"
    WRONG_ANSWER = "wrong_answer"
    WRONG_PASSAGE = "wrong_passage"
    SHOULD_HAVE_ANSWERED = "should_have_answered"
    SHOULD_HAVE_REFUSED = "should_have_refused"


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote and where it stands, as a span in which version of an article."""

    article_id: str
    version: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """A verdict on the answer to a question. `version`: of the index that had answered; `passage`: the rank of the one
    that it is on, None for the answer as a whole; `answered`: whether there was an answer, None where that is not known
    because another index answers by now; then `cited`, the passage's places, is empty; `narrowed`: whether filters left
    articles out.
    """

    question: str
    history: tuple[str, ...]
    version: str
    passage: int | None
    verdict: FeedbackVerdict
    comment: str
    answered: bool | None
    cited: tuple[Cited, ...]
    narrowed: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """An opinion as it is kept: `at` is when it came, ISO 8601, UTC."""

    id: str
    at: str
    opinion: Opinion


class FeedbackStore:
    """All records; safe to share between threads and processes. Every method may raise DataError."""

    def __init__(self, data: Path) -> None:
        """Store the folder for data; nothing is made there before the first record."""
        self._file = DataFile(data / "feedback.sqlite", _SCHEMA, version=1, holds="the feedback")

    def add(self, opinion: Opinion) -> str:
        """Keep an opinion, and return its id."""
        record_id = token_hex(16)
        with self._file.writing() as database:
            for table in ("sent", "salts"):  # in which earlier versions counted who sent something
                database.execute(f"DROP TABLE IF EXISTS {table}")
            number = database.execute(
                "INSERT INTO feedback (id, at, question, history, version, passage, verdict, comment, answered)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    record_id, now(), opinion.question, as_json(opinion.history), opinion.version, opinion.passage,
                    opinion.verdict, opinion.comment, opinion.answered,
                ),
            ).lastrowid  # fmt: skip
            database.executemany(
                "INSERT INTO cited (feedback, article, version, start, end, quote) VALUES (?, ?, ?, ?, ?, ?)",
                [(number, c.article_id, c.version, c.start, c.end, c.quote) for c in opinion.cited],
            )
            if opinion.narrowed:
                database.execute(_NARROWED)
                database.execute("INSERT INTO narrowed VALUES (?)", (number,))
            old = database.execute(
                "SELECT number FROM feedback ORDER BY number DESC LIMIT -1 OFFSET ?", (KEPT,)
            ).fetchall()
            _delete(database, [number for (number,) in old])
        return record_id

    def records(self) -> tuple[Record, ...]:
        """Return all records, oldest first."""
        with self._file.reading() as database:
            if database is None:
                return ()
            database.execute("BEGIN")  # both tables as they are at one moment
            rows = database.execute(
                "SELECT number, id, at, question, history, version, passage, verdict, comment, answered FROM feedback"
                " ORDER BY number"
            ).fetchall()
            cited: dict[int, list[Cited]] = {}
            for number, *place in database.execute(
                "SELECT feedback, article, version, start, end, quote FROM cited ORDER BY rowid"
            ):
                cited.setdefault(number, []).append(Cited(*place))
            has_narrowed = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'narrowed'").fetchone()
            found = database.execute("SELECT feedback FROM narrowed").fetchall() if has_narrowed else []
            narrowed = {number for (number,) in found}
        return tuple(_record(row, cited.get(row[0], []), narrowed=row[0] in narrowed) for row in rows)

    def remove(self, ids: Collection[str]) -> None:
        """Take some records away; nothing of them is left on the disk."""
        if self._file.path.exists():
            with self._file.writing() as database:
                query = "SELECT number FROM feedback WHERE id = ?"
                _delete(database, [number for each in ids for (number,) in database.execute(query, (each,))])
            self._file.overwrite_journal()

    def forget(self, ids: Collection[str], texts: Collection[str] = ()) -> None:
        """Take away what is kept of articles, and of their texts as far as they are known.

        A passage's places in them go; a record whose passage stands nowhere else goes whole, and so does one in which
        somebody wrote down STRETCH characters in a row of a text, or little fewer. When this returns none of it is left
        on the disk.
        """
        if ids and self.records():
            copied = Copied(texts)
            with self._file.writing() as database:
                rows = [(article_id,) for article_id in ids]
                gone = {
                    number
                    for row in rows
                    for (number,) in database.execute("SELECT feedback FROM cited WHERE article = ?", row)
                }
                database.executemany("DELETE FROM cited WHERE article = ?", rows)
                gone -= {number for (number,) in database.execute("SELECT DISTINCT feedback FROM cited")}
                for number, *words, history in database.execute(
                    "SELECT number, question, comment, history FROM feedback"
                ):
                    if any(map(copied.within, (*words, *json.loads(history)))):
                        gone.add(number)
                _delete(database, sorted(gone))
        if ids:
            self._file.overwrite_journal()


def _record(row: tuple[object, ...], cited: list[Cited], *, narrowed: bool) -> Record:
    _, record_id, at, question, history, version, passage, verdict, comment, answered = row
    opinion = Opinion(
        question=str(question),
        history=tuple(json.loads(str(history))),
        version=str(version),
        passage=passage if isinstance(passage, int) else None,
        verdict=FeedbackVerdict(str(verdict)),
        comment=str(comment),
        answered=None if answered is None else bool(answered),
        cited=tuple(cited),
        narrowed=narrowed,
    )
    return Record(str(record_id), str(at), opinion)


def _delete(database: sqlite3.Connection, numbers: list[int]) -> None:
    rows = [(number,) for number in numbers]
    database.execute(_NARROWED)
    for of in ("cited", "narrowed"):
        database.executemany(f"DELETE FROM {of} WHERE feedback = ?", rows)  # noqa: S608
    database.executemany("DELETE FROM feedback WHERE number = ?", rows)
