"""The sessions that the token began: kept for all of a server's processes, ended with the token.

DATA/sessions.sqlite holds neither a token nor what a cookie holds: of a session its id's hash, and a hash of id and
token together, which fits no other token. So a reader of the file can neither sign in nor take a session over, and a
token that is replaced or taken back ends every session that it began.
"""

import hashlib
import hmac
import time
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe

from web.store.rate_limit import SENDERS, count, forgive
from web.store.sqlite import DataFile
from web.store.token import Access, check, digest, kept_digest

LONGEST = 12 * 3600.0
"""Seconds after which a session ends by itself."""

MOST_TRIES = 10
WINDOW = 600.0
"""How many tries to sign in are taken from one address, in how many seconds; one that succeeds forgets those before."""

_SCHEMA = """
CREATE TABLE sessions (id BLOB PRIMARY KEY, fits BLOB NOT NULL, ends REAL NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Session:
    """One session; `id` is what its cookie holds, and nobody else knows."""

    id: str


class Sessions:
    """All sessions; safe to share between threads and processes. Every method may raise DataError."""

    def __init__(self, data: Path) -> None:
        """Store the folder for data; nothing is made there before somebody tries to sign in."""
        self._data = data
        self._file = DataFile(data / "sessions.sqlite", _SCHEMA + SENDERS, version=1, holds="the sessions")

    def begin(self, token: str, address: str) -> Session | Access:
        """Begin a session with a token that came from an address; returns why not where it opens nothing.

        Raises TooOften.
        """
        if check(self._data, None) is Access.NONE_SET:
            return Access.NONE_SET
        session = Session(token_urlsafe(32))
        moment = time.time()
        with self._file.writing() as database:
            count(database, address, moment, most=MOST_TRIES, window=WINDOW)
            access = check(self._data, token)
            if access is Access.ALLOWED:
                forgive(database, address, moment)
                database.execute("DELETE FROM sessions WHERE ends <= ?", (moment,))
                row = (_hash(session.id), _fits(session.id, digest(token)), moment + LONGEST)
                database.execute("INSERT INTO sessions VALUES (?, ?, ?)", row)
        return session if access is Access.ALLOWED else access

    def find(self, session_id: str) -> Session | None:
        """Return the session of a cookie, while it lasts and its token is the one that is set."""
        with self._file.reading() as database:
            query = "SELECT fits FROM sessions WHERE id = ? AND ends > ?"
            rows = database.execute(query, (_hash(session_id), time.time())).fetchall() if database else []
        token = kept_digest(self._data)
        fitting = token is not None and any(hmac.compare_digest(fits, _fits(session_id, token)) for (fits,) in rows)
        return Session(session_id) if fitting else None

    def end(self, session: Session) -> None:
        """End a session at once."""
        with self._file.writing() as database:
            database.execute("DELETE FROM sessions WHERE id = ?", (_hash(session.id),))


def _hash(session_id: str) -> bytes:
    return hashlib.sha256(session_id.encode("utf-8", "surrogatepass")).digest()


def _fits(session_id: str, token: bytes) -> bytes:
    return hmac.digest(session_id.encode("utf-8", "surrogatepass"), token, hashlib.sha256)
