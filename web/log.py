"""What is written to stderr while serving: never a question's words, nor an address that could hold some.

Only this module's own lines are written whole, and those of gunicorn's arbiter, which sees workers and no request. Of
anyone else's (gunicorn's workers', Flask's, a library's), whose words may quote a request, the log says who spoke
where and which exception was on their hands.
"""

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

_OWN = logging.getLogger("pioneer")
_PLAIN = re.compile(r"(?=.{8,64}$)[0-9a-fA-F]+(?:-[0-9a-fA-F]+)*")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})


class WordlessFormatter(logging.Formatter):
    """Formats our own records whole, and of all others their place and their exception's type and frames."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """ISO 8601, UTC."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        if record.name == _OWN.name or (record.name, record.module) == ("gunicorn.error", "arbiter"):
            said = record.getMessage()
        else:
            said = f"{record.levelname.lower()} from {record.name} at {_place(record.pathname, record.lineno)}"
        if record.exc_info and record.exc_info[1]:
            said += "; " + describe(record.exc_info[1])
        return f"{self.formatTime(record)} {said}"


def configure() -> None:
    """Send all of this process's log to stderr, wordless."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WordlessFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    _OWN.setLevel(logging.INFO)
    threading.excepthook = lambda ended: _fault(ended.exc_value)  # Python's own would tell their messages
    sys.unraisablehook = lambda ignored: _fault(ignored.exc_value)


def request_id(given: str | None = None) -> str:
    """The name of one request: the client's own where it is plain, of figures as UUIDs and traces are; any other could
    hold words.
    """
    return given if given is not None and _PLAIN.fullmatch(given) else token_hex(8)


def say(line: str) -> None:
    """Log a line of our own, which the caller knows to be wordless."""
    _OWN.info("%s", line)


def request_done(*, request_id: str, method: str, route: str | None, status: int, ms: float) -> None:
    """Log one request. `route`: the pattern that matched, None where none did. A method can be any word, so only known
    ones are named.
    """
    known = method if method in _METHODS else "OTHER"
    _OWN.info("id=%s method=%s route=%s status=%d ms=%.1f", request_id, known, route or "unmatched", status, ms)


def request_failed(*, request_id: str, error: BaseException) -> None:
    """Log what an unexpected exception was and where it came from; its message may hold a question and is left out."""
    _OWN.error("id=%s failed; %s", request_id, describe(error))


def describe(error: BaseException) -> str:
    """An exception's type and frames, innermost first, and those of what caused it; no messages."""
    return ", caused by ".join(f"{type(e).__name__} at {' < '.join(_frames(e)) or 'no frame'}" for e in _chain(error))


def _fault(error: BaseException | None) -> None:
    """Log what nobody caught."""
    if error is not None:
        _OWN.error("a fault that nobody caught; %s", describe(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _frames(error: BaseException) -> Iterator[str]:
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        yield f"{_place(frame.filename, frame.lineno or 0)} {frame.name}"


def _place(path: str, line: int) -> str:
    return f"{'/'.join(Path(path).parts[-2:])}:{line}"
