"""Questions that visitors agreed to leave for the editors, since they were not answered: their words and the day, and
nothing of who asked. They are kept for DAYS at most, in DATA/questions.sqlite.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from secrets import token_hex

from web.store.copied import Copied
from web.store.sqlite import DataFile

DAYS = 90
"""How long a question is kept."""

KEPT = 1_000
"""How many are kept; beyond that the oldest go."""

_SCHEMA = """
CREATE TABLE questions (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, day TEXT NOT NULL, words TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class LeftQuestion:
    """One of them. `day`: when it was left, ISO 8601, UTC."""

    id: str
    day: str
    words: str


class QuestionStore:
    """All of them; safe to share between threads and processes. Every method may raise DataError."""

    def __init__(self, data: Path) -> None:
        """Store the folder for data; nothing is made there before the first question."""
        self._file = DataFile(data / "questions.sqlite", _SCHEMA, version=1, holds="the questions that were left")

    def add(self, words: str) -> None:
        """Keep a question; what is too old, or too much, goes."""
        self.expire()
        with self._file.writing() as database:
            row = (token_hex(16), _today().isoformat(), words)
            database.execute("INSERT INTO questions (id, day, words) VALUES (?, ?, ?)", row)
            database.execute(
                "DELETE FROM questions WHERE number NOT IN (SELECT number FROM questions ORDER BY number DESC LIMIT ?)",
                (KEPT,),
            )

    def all(self) -> tuple[LeftQuestion, ...]:
        """Return all of them, newest first; what is too old goes."""
        self.expire()
        with self._file.reading() as database:
            rows = database.execute("SELECT id, day, words FROM questions ORDER BY number DESC") if database else ()
            return tuple(LeftQuestion(*row) for row in rows)

    def remove(self, ids: Collection[str]) -> None:
        """Take some away; nothing of them is left on the disk."""
        self._delete("id = ?", [(each,) for each in ids])

    def forget(self, texts: Collection[str]) -> None:
        """Take away those in which somebody wrote down a stretch of these texts; see `Copied`."""
        if questions := self.all():
            copied = Copied(texts)
            self.remove([question.id for question in questions if copied.within(question.words)])

    def expire(self) -> None:
        """Take away what is too old."""
        self._delete("day < ?", [((_today() - timedelta(DAYS)).isoformat(),)])

    def _delete(self, which: str, rows: list[tuple[str]]) -> None:
        with self._file.reading() as database:
            query = f"SELECT 1 FROM questions WHERE {which}"  # noqa: S608
            found = [row for row in rows if database and database.execute(query, row).fetchone()]
        if found:
            with self._file.writing() as database:
                database.executemany(f"DELETE FROM questions WHERE {which}", found)  # noqa: S608
            self._file.overwrite_journal()


def _today() -> date:
    return datetime.now(UTC).date()
