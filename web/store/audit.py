"""Who changed what, and who failed to sign in: a line each, in the log or in DATA/audit.jsonl.

It never holds a question's words. A line names a token, never the token itself; a request by its route; and an article
by its id.
"""

import os
from pathlib import Path

import msgspec

from web import log
from web.settings import Audit
from web.store.files import OWNERS_ALONE, DataError, data_errors, make_private
from web.store.sqlite import now


class AuditTrail:
    """Takes the lines of one service; safe to share between threads and processes."""

    def __init__(self, data: Path, audit: Audit) -> None:
        """Store where they go."""
        self._file = data / "audit.jsonl"
        self._audit = audit

    def note(self, *, request_id: str, who: str | None, what: str, article: str | None, outcome: int) -> None:
        """Write a line. Where the disk does not take it, the log has it, and says so."""
        line = {"at": now(), "id": request_id, "who": who, "what": what, "article": article, "outcome": outcome}
        if self._audit is Audit.FILE:
            try:
                self._write(msgspec.json.encode(line) + b"\n")
            except DataError as error:
                log.say(f"id={request_id} {error}")
            else:
                return
        if self._audit is not Audit.NONE:
            log.say(f"id={request_id} audit who={who or '-'} what={what} article={article or '-'} outcome={outcome}")

    def _write(self, line: bytes) -> None:
        with data_errors(self._file):
            make_private(self._file.parent)
            descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, OWNERS_ALONE)
            try:
                os.write(descriptor, line)
            finally:
                os.close(descriptor)
